"""The client of the push service, with requests."""

from __future__ import annotations

from typing import Any

import requests


class ApiError(Exception):
    """The service did not do what was asked; `status` is that of its answer, or None."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """Calls the service below `base`."""

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
        self.base, self.token, self.tries = base, token, tries

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON at a path."""
        return self._ask("GET", path, params=params)

    def post(self, path: str, body: Any, *, key: str | None = None) -> Any:
        """Send JSON to a path; return the answer's."""
        return self._ask("POST", path, json=body)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        for _ in range(self.tries):
            answer = requests.request(
                method, self.base + path, headers={"Authorization": f"Bearer {self.token}"}, **options
            )
            if answer.ok:
                return answer.json()
        raise ApiError("it does not work", answer.status_code)
