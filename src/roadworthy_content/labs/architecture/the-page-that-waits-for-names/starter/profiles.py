"""Profiles, a service of its own."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI()
