"""Between the chat and DynamoDB: counts what is asked, lets something happen meanwhile, and is as busy as the real one."""

import json
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

WRITES = {"PutItem", "UpdateItem", "TransactWriteItems", "BatchWriteItem", "DeleteItem"}


class Gateway:
    """`url` leads to the DynamoDB at another url.

    `asked` has the names of operations, `read` the number of items that queries and scans looked at. `meanwhile` is
    called once, before the next write; while `busy` is set, a batch is done only by half.
    """

    def __init__(self, url):
        self.target = urlsplit(url)
        self.lock = Lock()
        self.meanwhile, self.busy = None, False
        self.forget()
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes, and would wait for each other

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, headers, answer = gateway.handle(dict(self.headers), body)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def forget(self):
        """Begin to count anew."""
        self.asked, self.read = [], 0

    def close(self):
        """Take no more requests."""
        self.server.shutdown()
        self.server.server_close()

    def handle(self, headers, body):
        """Pass a request on; returns status, headers and body of the answer."""
        name = next(value for key, value in headers.items() if key.lower() == "x-amz-target").rpartition(".")[2]
        with self.lock:
            self.asked.append(name)
            meanwhile = self.meanwhile if name in WRITES else None
            if meanwhile:
                self.meanwhile = None
        if meanwhile:
            meanwhile()
        put_off = {}
        if self.busy and name == "BatchWriteItem":
            request = json.loads(body)
            for table, items in request["RequestItems"].items():
                half = (len(items) + 1) // 2
                request["RequestItems"][table], put_off[table] = items[:half], items[half:]
            body = json.dumps(request).encode()
            put_off = {table: items for table, items in put_off.items() if items}
        status, answer = self._pass_on(headers, body)
        if status == 200 and name in ("Query", "Scan"):
            with self.lock:
                self.read += json.loads(answer).get("ScannedCount", 0)
        if status == 200 and put_off:
            answer = json.dumps(json.loads(answer) | {"UnprocessedItems": put_off}).encode()
        return status, [("Content-Type", "application/x-amz-json-1.0")], answer

    def _pass_on(self, headers, body):
        connection = HTTPConnection(self.target.hostname, self.target.port, timeout=20)
        try:
            kept = {key: value for key, value in headers.items() if key.lower() not in ("host", "content-length")}
            connection.request("POST", "/", body, kept | {"Connection": "close"})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
