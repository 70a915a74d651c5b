"""The attachments behind your bridge: `python -m uvicorn main:app --port 8000`. Given."""

from attachments import application
from bridge import WsgiToAsgi

app = WsgiToAsgi(application)
