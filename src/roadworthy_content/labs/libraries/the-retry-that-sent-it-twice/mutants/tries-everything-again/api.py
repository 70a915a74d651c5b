"""The client of the push service, with requests."""

from __future__ import annotations

import time
from typing import Any

import requests

AGAIN = frozenset({429, 502, 503, 504})


class ApiError(Exception):
    """The service did not do what was asked; `status` is that of its answer, or None."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """Calls the service below `base`.

    Args:
        base: Where the service is, without a slash at the end.
        token: Sent with each request.
        timeout: Seconds of silence after which a request has failed.
        tries: How often what may be repeated is tried.
        backoff: Seconds before the second try, doubled before each further one.
        patience: The most seconds to wait before a try.
    """

    def __init__(
        self,
        base: str,
        token: str,
        *,
        timeout: float = 5.0,
        tries: int = 3,
        backoff: float = 0.2,
        patience: float = 10.0,
    ) -> None:
        self._base, self._timeout = base, timeout
        self._tries, self._backoff, self._patience = tries, backoff, patience
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON at a path. Raises ApiError."""
        return self._ask("GET", path, self._tries, params=params)

    def post(self, path: str, body: Any, *, key: str | None = None) -> Any:
        """Send JSON to a path; return the answer's. Raises ApiError. Without a key it is sent once."""
        headers = {} if key is None else {"Idempotency-Key": key}
        return self._ask("POST", path, self._tries, json=body, headers=headers)

    def _ask(self, method: str, path: str, tries: int, **options: Any) -> Any:
        pause = self._backoff
        for left in reversed(range(tries)):
            wait = pause
            try:
                answer = self._session.request(
                    method, self._base + path, timeout=self._timeout, allow_redirects=False, **options
                )
            except requests.RequestException as failed:
                error = ApiError(f"{method} {path}: {failed}")
            else:
                if 200 <= answer.status_code < 300:
                    return content(answer)
                error = ApiError(f"{method} {path}: {answer.status_code}", answer.status_code)
                if answer.status_code not in AGAIN:
                    raise error
                asked = answer.headers.get("Retry-After", "")
                wait = float(asked) if asked.isdecimal() else pause
            if not left or wait > self._patience:
                raise error
            time.sleep(wait)
            pause *= 2
        raise ValueError("tries has to be at least 1")


def content(answer: requests.Response) -> Any:
    """Return the JSON of an answer; raises ApiError if it is none."""
    try:
        return answer.json()
    except ValueError:
        raise ApiError(f"{answer.url} is no JSON", answer.status_code) from None
