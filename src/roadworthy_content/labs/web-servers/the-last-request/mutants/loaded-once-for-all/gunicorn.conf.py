"""How gunicorn runs the API."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8001')}"
workers = int(os.environ.get("WORKERS", "2"))
worker_class = "gthread"
threads = 8  # the API waits for the database most of the time

# A leak is bounded by a worker's life. The jitter keeps them from leaving all together.
max_requests = int(os.environ.get("MAX_REQUESTS", "1000"))
max_requests_jitter = max_requests // 2

graceful_timeout = int(os.environ.get("GRACE", "30"))

# Loaded by each worker, so that a HUP brings what is on the disk.
preload_app = True
