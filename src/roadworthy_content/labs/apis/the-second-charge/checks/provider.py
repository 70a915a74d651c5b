"""The payment provider, played by the judge: charges once for each key, and can lose, refuse and delay."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Provider:
    """Its server, and what it was asked.

    Attributes:
        asked: For each room, the (key, amount) of every request.
        charged: For each room, the keys that money was taken for.
        behaviour: For each room, what to do, the first request first: "charge", "decline", "lose" (charge, then break the
            connection), "fail" (503), "nonsense", "hang". Afterwards "charge".
    """

    def __init__(self):
        self.asked, self.charged, self.behaviour = {}, {}, {}
        self.arrived, self.go_on = threading.Semaphore(0), threading.Event()
        self._results, self._lock = {}, threading.Lock()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body go out apart; the second would wait for the first

            def do_POST(self):
                provider.answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request):
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        key, room = request.headers.get("Idempotency-Key"), body["reference"]
        with self._lock:
            self.asked.setdefault(room, []).append((key, body["amount"]))
            planned = self.behaviour.get(room, [])
            what = planned.pop(0) if planned else "charge"
            if what in ("charge", "lose", "hang") and key not in self._results:
                self.charged.setdefault(room, []).append(key)
                self._results[key] = (201, json.dumps({"id": f"charge-{room}-{len(self._results)}"}))
            if what == "decline":
                self._results[key] = (402, '{"error": "declined"}')
        self.arrived.release()
        if what == "hang":
            self.go_on.wait(30)
        if what in ("lose", "hang"):
            request.close_connection = True
            return
        odd = {"fail": (503, "busy"), "nonsense": (201, "<html>")}
        status, text = odd.get(what) or self._results[key]
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text.encode())
