"""A browser for the real provider, and an impostor that signs whatever it is told to."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa


def sign_in_as(name, url, redirect_uri):
    """Do what a person does who is sent to `url`: log in, agree; return the query that the browser comes back with."""
    with httpx.Client(timeout=10) as browser:
        answer = browser.get(url)
        for _ in range(12):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["Location"])
                if target.startswith(redirect_uri + "?"):
                    return urlsplit(target).query
                answer = browser.get(target)
                continue
            form = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            if answer.status_code != 200 or not form or not prompt:
                text = " ".join(re.sub(r"(?s)<style.*?</style>|<[^>]+>", " ", answer.text).split())
                pytest.fail(f"the provider answered {answer.status_code} to the address from begin(): {text[:300]}")
            answer = browser.post(
                urljoin(str(answer.url), form[1]), data={"prompt": prompt[1], "login": name, "password": "any"}
            )
    pytest.fail(f"the provider never sent the browser back to {redirect_uri}")


class Impostor:
    """An OpenID provider of the judge's, whose tokens a check may spoil."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.tokens, self.about, self.configuration = {}, {}, {}
        self.asked = []  # forms that the token endpoint got
        self.status = 200
        impostor = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.reply(200, impostor.answer(self.path))

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                impostor.asked.append({key: values[0] for key, values in parse_qs(body).items()})
                self.reply(impostor.status, impostor.tokens)

            def reply(self, status, data):
                text = data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path):
        if path == "/me":
            return self.about
        if path == "/jwks":
            return {
                "keys": [
                    json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
                    | {"kid": "k", "use": "sig", "alg": "RS256"}
                ]
            }
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/me",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.configuration,
        }

    def issue(self, nonce, *, key=None, algorithm="RS256", kid="k", **changes):
        """Have the token endpoint give out an identity token with changes (None leaves a claim out) from now on."""
        now = int(time.time())
        good = {"iss": self.issuer, "sub": "ada", "aud": "us", "iat": now, "exp": now + 600, "nonce": nonce}
        claims = {name: value for name, value in (good | changes).items() if value is not None}
        token = jwt.encode(
            claims, (key or self.key) if algorithm != "none" else None, algorithm=algorithm, headers={"kid": kid}
        )
        self.tokens = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 600, "id_token": token}
        self.about = {"sub": "ada", "email": "ada@example.com"}
