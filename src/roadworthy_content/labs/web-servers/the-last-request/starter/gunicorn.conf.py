"""How gunicorn runs the API."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8001')}"
preload_app = True
