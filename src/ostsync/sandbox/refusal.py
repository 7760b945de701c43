"""Decides how the sandbox says no: the status, the words and the headers of each refusal of the Web API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """An answer other than success, in the Web API's shape: `{"error": {"status": ..., "message": ...}}`."""

    def __init__(
        self, status: int, message: str, *, reason: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body; `reason` stands in it only where there is one (Spotify, July 2026)."""
        error: dict[str, Any] = {"status": self.status, "message": self.message}
        if self.reason:
            error["reason"] = self.reason
        return {"error": error}


def bad_request(message: str) -> Refusal:
    """400: the request itself is wrong."""
    return Refusal(400, message)


def forbidden(message: str = "Forbidden") -> Refusal:
    """403: a removed endpoint, somebody else's playlist, a missing scope, a user outside the allowlist."""
    return Refusal(403, message)


def not_found() -> Refusal:
    """404: no such thing, or none that a development-mode app may see."""
    return Refusal(404, "Resource not found")


class TokenRefusal(Exception):
    """A no of the accounts service, in OAuth's shape: `{"error": ..., "error_description": ...}`."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


class AuthorizeRefusal(Exception):
    """The authorize page cannot even ask: the app's own request is wrong. Shown to the person, never redirected."""
