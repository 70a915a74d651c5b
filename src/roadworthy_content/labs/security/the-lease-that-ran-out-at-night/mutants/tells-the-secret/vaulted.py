"""Credentials that Vault lends, for as long as they are needed."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import redis

ATTEMPTS = 5
PATIENCE = 10.0  # seconds


class VaultError(Exception):
    """Vault could not be asked, or has refused."""


class _Answered(VaultError):
    """Vault has said something else than yes."""

    def __init__(self, what: str, answer: httpx.Response) -> None:
        try:
            told = answer.json()
        except ValueError:
            told = {}
        self.status, self.errors = answer.status_code, told.get("errors") or []
        super().__init__(f"{what}: Vault answered {self.status}{''.join(f', {error}' for error in self.errors)}")


@dataclass
class _Lease:
    """A user of Redis that was lent to us. Times are the clock's."""

    name: str
    client: redis.Redis
    duration: float
    begun: float
    until: float

    def wants_renewal(self, now: float) -> bool:
        """Two thirds are over: there is time for a second try."""
        return now - self.begun > (self.until - self.begun) * 2 / 3


class Vaulted:
    """What the chat has from Vault."""

    def __init__(
        self, address: str, role_id: str, secret_id: str, redis_host: str, redis_port: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Remember where Vault and Redis are; nothing is asked yet."""
        self._http = httpx.Client(base_url=f"{address}/v1/", timeout=PATIENCE)
        self._role = {"role_id": role_id, "secret_id": secret_id}
        self._place = (redis_host, redis_port)
        self._clock = clock
        self._token: str | None = None
        self._lease: _Lease | None = None
        self._closed = False

    def redis(self) -> redis.Redis:
        """Return a client whose credentials hold.

        Raises:
            VaultError: There are none, and Vault lends none.
        """
        self._require_open()
        lease, now = self._lease, self._clock()
        if lease is not None and not lease.wants_renewal(now):
            return lease.client
        try:
            if lease is None or not self._renew(lease):
                self._borrow()
        except VaultError:
            if lease is None or self._clock() >= lease.until:
                raise
        assert self._lease is not None
        return self._lease.client

    def setting(self, path: str) -> dict:
        """Return a setting; KeyError if there is none."""
        return self._read(path)[0]

    def change(self, path: str, change: Callable[[dict], dict]) -> None:
        """Change a setting; begins again if somebody else has changed it meanwhile."""
        for _ in range(ATTEMPTS):
            data, version = self._read(path)
            try:
                self._ask("POST", f"secret/data/{path}", {"options": {"cas": version}, "data": change(data)})
            except _Answered as error:
                if not any("check-and-set" in text for text in error.errors):
                    raise
            else:
                return
        raise VaultError(f"{path} was changed by others {ATTEMPTS} times in a row")

    def seal(self, text: str) -> str:
        """Encrypt a message."""
        plain = base64.b64encode(text.encode()).decode()
        return self._ask("POST", "transit/encrypt/chat", {"plaintext": plain})["data"]["ciphertext"]

    def unseal(self, sealed: str) -> str:
        """Decrypt a message."""
        answer = self._ask("POST", "transit/decrypt/chat", {"ciphertext": sealed})
        return base64.b64decode(answer["data"]["plaintext"]).decode()

    def close(self) -> None:
        """Give everything back. What Vault does not take ends by itself."""
        if self._closed:
            return
        try:
            if self._lease is not None:
                self._give_back(self._lease)
            if self._token is not None:
                self._ask("POST", "auth/token/revoke-self")
        except VaultError:
            pass
        finally:
            self._closed, self._token, self._lease = True, None, None
            self._http.close()

    def _require_open(self) -> None:
        if self._closed:
            raise VaultError("it is closed")

    def _read(self, path: str) -> tuple[dict, int]:
        try:
            answer = self._ask("GET", f"secret/data/{path}")["data"]
        except _Answered as error:
            if error.status == httpx.codes.NOT_FOUND:
                raise KeyError(path) from None
            raise
        return answer["data"], answer["metadata"]["version"]

    def _borrow(self) -> None:
        """Get a user, and give back the one that we had."""
        now = self._clock()
        lent = self._ask("GET", "database/creds/chat")
        host, port = self._place
        client = redis.Redis(
            host=host, port=port, username=lent["data"]["username"], password=lent["data"]["password"], decode_responses=True
        )
        before, duration = self._lease, float(lent["lease_duration"])
        self._lease = _Lease(lent["lease_id"], client, duration, now, now + duration)
        if before is not None:
            try:
                self._give_back(before)
            except VaultError:
                pass  # it ends by itself

    def _renew(self, lease: _Lease) -> bool:
        """Ask for more time; False if this lease has no future."""
        now = self._clock()
        try:
            answer = self._ask("PUT", "sys/leases/renew", {"lease_id": lease.name, "increment": int(lease.duration)})
        except _Answered as error:
            if error.status == httpx.codes.BAD_REQUEST:
                return False
            raise
        lease.begun, lease.until = now, now + float(answer["lease_duration"])
        return lease.until - now > lease.duration / 3

    def _give_back(self, lease: _Lease) -> None:
        lease.client.close()
        self._ask("PUT", "sys/leases/revoke", {"lease_id": lease.name})

    def _log_in(self) -> None:
        self._token = self._send("POST", "auth/approle/login", self._role)["auth"]["client_token"]

    def _ask(self, method: str, path: str, body: dict | None = None) -> Any:
        """Ask with a token; with a new one, once, if Vault does not take the one that we have."""
        self._require_open()
        fresh = self._token is None
        if fresh:
            self._log_in()
        try:
            return self._send(method, path, body)
        except _Answered as error:
            if error.status != httpx.codes.FORBIDDEN or fresh:
                raise
        self._log_in()
        return self._send(method, path, body)

    def _send(self, method: str, path: str, body: dict | None = None) -> Any:
        headers = {"X-Vault-Token": self._token} if self._token else {}
        try:
            answer = self._http.request(method, path, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise VaultError(f"{path}: Vault cannot be asked ({type(error).__name__}) with {self._role} {headers}") from None
        if answer.is_error:
            raise _Answered(path, answer)
        return answer.json() if answer.content else None
