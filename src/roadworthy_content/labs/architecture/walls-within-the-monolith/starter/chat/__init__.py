"""A chat, in one process."""
