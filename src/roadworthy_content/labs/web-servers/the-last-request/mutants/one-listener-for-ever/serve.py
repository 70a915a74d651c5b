"""Serve the events with uvicorn: `python serve.py`."""

import os

import uvicorn

if __name__ == "__main__":
    uvicorn.run(
        "events:app",
        host="127.0.0.1",
        port=int(os.environ.get("PORT", "8002")),
        limit_concurrency=int(os.environ.get("LIMIT", "1000")),
        proxy_headers=True,
        forwarded_allow_ips=os.environ.get("TRUSTED_PROXY", "127.0.0.1"),
    )
