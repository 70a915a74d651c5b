"""What the lab needs of HashiCorp Vault's HTTP API, with credentials for a real Redis, and a clock that checks move."""

import base64
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import redis

TTL, MAX_TTL, TOKEN_TTL = 60, 150, 1000


class Refused(Exception):
    """An answer that is not 200: its status, and what is in `errors`."""

    def __init__(self, status, *errors, data=None):
        super().__init__(status)
        self.status, self.body = status, {"errors": list(errors)} if data is None else data


class Strongroom:
    """The state of the server."""

    def __init__(self, redis_url):
        self.redis, self.now, self.sealed, self.dead = redis.Redis.from_url(redis_url), 5000.0, False, False
        self.role_id, self.secret_id = secrets.token_hex(8), secrets.token_hex(16)
        self.tokens, self.leases, self.kv, self.texts = {}, {}, {}, {}
        self.asked, self.lock = [], threading.RLock()
        self.after_read = None
        self.key_version = 1
        room = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                path = urlsplit(self.path).path.removeprefix("/v1/")
                if room.dead:
                    self.close_connection = True
                    self.connection.close()
                    return
                try:
                    status, told = 200, room.serve(self.command, path, body, self.headers.get("X-Vault-Token"))
                except Refused as refusal:
                    status, told = refusal.status, refusal.body
                data = b"" if told is None else json.dumps(told).encode()
                self.send_response(204 if told is None else status)
                self.send_header("Content-Type", "application/json")
                if told is not None:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        """Stop, and take every user away."""
        self.server.shutdown()
        self.server.server_close()
        for lease in list(self.leases):
            self.end(lease)
        self.redis.close()

    def advance(self, seconds):
        """Let time pass."""
        with self.lock:
            self.now += seconds
            for lease in [name for name, one in self.leases.items() if one["until"] <= self.now]:
                self.end(lease)

    def end(self, lease):
        """End a lease: the user is gone, and cut off."""
        with self.lock:
            one = self.leases.pop(lease, None)
            if one:
                self.redis.acl_deluser(one["user"])

    def users(self):
        """The users that Redis has for leases."""
        return sorted(name for name in self.redis.acl_users() if str(name).startswith("v-"))

    def count(self, path):
        """How often something was asked for."""
        return sum(one.startswith(path) for _method, one in self.asked)

    def serve(self, method, path, body, token):
        """Answer a request, or raise Refused."""
        with self.lock:
            self.asked.append((method, path))
            if self.sealed:
                raise Refused(503, "Vault is sealed")
            if path == "auth/approle/login":
                if (body.get("role_id"), body.get("secret_id")) != (self.role_id, self.secret_id):
                    raise Refused(400, "invalid role or secret ID")
                token = f"hvs.{secrets.token_hex(12)}"
                self.tokens[token] = self.now + TOKEN_TTL
                return {"auth": {"client_token": token, "lease_duration": TOKEN_TTL, "renewable": True}}
            if self.tokens.get(token, 0) <= self.now:
                raise Refused(403, "permission denied")
            if path == "auth/token/revoke-self":
                del self.tokens[token]
                return None
            if path == "database/creds/chat":
                return self.lend()
            if path in ("sys/leases/renew", "sys/leases/revoke"):
                return self.renew(body) if path.endswith("renew") else self.end(body.get("lease_id"))
            if path.startswith("secret/data/"):
                return self.read(path) if method == "GET" else self.write(path, body)
            if path in ("transit/encrypt/chat", "transit/decrypt/chat"):
                return self.transit(path, body)
            raise Refused(404)

    def lend(self):
        """Make a user of Redis."""
        name, password = f"v-chat-{secrets.token_hex(4)}", secrets.token_hex(16)
        self.redis.acl_setuser(name, enabled=True, passwords=[f"+{password}"], keys=["*"], commands=["+@all"])
        lease = f"database/creds/chat/{secrets.token_hex(8)}"
        self.leases[lease] = {"user": name, "until": self.now + TTL, "last": self.now + MAX_TTL}
        data = {"username": name, "password": password}
        return {"lease_id": lease, "lease_duration": TTL, "renewable": True, "data": data}

    def renew(self, body):
        """Give a lease more time, up to its last moment."""
        one = self.leases.get(body.get("lease_id"))
        if one is None:
            raise Refused(400, "lease not found")
        one["until"] = min(self.now + TTL, one["last"])
        return {"lease_id": body["lease_id"], "lease_duration": int(one["until"] - self.now), "renewable": True}

    def read(self, path):
        """KV version 2: the newest version."""
        versions = self.kv.get(path)
        if not versions:
            raise Refused(404)
        told = {"data": versions[-1], "metadata": {"version": len(versions), "destroyed": False}}
        if self.after_read:
            hook, self.after_read = self.after_read, None
            hook()
        if told["data"] is None:
            raise Refused(404, data={"data": told})
        return {"data": told}

    def write(self, path, body):
        """KV version 2: a new version, if `cas` is that of the newest."""
        versions = self.kv.setdefault(path, [])
        cas = body.get("options", {}).get("cas")
        if cas is None:
            raise Refused(400, "check-and-set parameter required for this call")
        if cas != len(versions):
            raise Refused(400, "check-and-set parameter did not match the current version")
        versions.append(body["data"])
        return {"data": {"version": len(versions)}}

    def transit(self, path, body):
        """Encrypt and decrypt, in a way: what was encrypted stays in here."""
        if path.startswith("transit/encrypt"):
            text = body.get("plaintext", "")
            try:
                base64.b64decode(text, validate=True).decode("utf-8")
            except (ValueError, UnicodeDecodeError):
                raise Refused(400, "failed to base64-decode plaintext") from None
            sealed = f"vault:v{self.key_version}:{secrets.token_urlsafe(24)}"
            self.texts[sealed] = text
            return {"data": {"ciphertext": sealed}}
        if body.get("ciphertext") not in self.texts:
            raise Refused(400, "cipher: message authentication failed")
        return {"data": {"plaintext": self.texts[body["ciphertext"]]}}
