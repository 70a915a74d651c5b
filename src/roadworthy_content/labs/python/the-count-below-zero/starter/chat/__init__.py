"""Counts what members have not read. Given."""
