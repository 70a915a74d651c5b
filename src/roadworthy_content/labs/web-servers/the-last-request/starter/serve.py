"""Serve the events with uvicorn: `python serve.py`."""

import os

import uvicorn

if __name__ == "__main__":
    uvicorn.run("events:app", host="127.0.0.1", port=int(os.environ.get("PORT", "8002")), forwarded_allow_ips="*")
