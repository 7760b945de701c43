"""Decides which requests of a browser reach the sandbox: a person's own, and none that another site has them make.

Any page that a person visits can make their browser send requests to this machine, and with a name server of its own
(DNS rebinding) even read the answers. Programs send none of the headers that are looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 4 * 1024 * 1024
"""Bytes of a request; the largest that means anything, a cover, has 256 kB."""


class OwnOnly:
    """A WSGI layer that refuses what was sent to another name, from another site, or is too large."""

    def __init__(self, app: WSGIApplication, host: str, port: int) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}" for name in (host, "localhost")}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Takes one request."""
        status = self._refusal(environ)
        if status:
            words = "The sandbox answers programs and pages of this computer alone.\n"
            response = Response(words, status, {"Connection": "close"}, mimetype="text/plain")
            return response(environ, start_response)
        return self._app(environ, start_response)

    def _refusal(self, environ: WSGIEnvironment) -> int | None:
        if environ.get("HTTP_HOST", "").lower() not in self._hosts:
            return 421  # misdirected: it was meant for another server
        origin = environ.get("HTTP_ORIGIN")
        if origin is not None and origin.removeprefix("http://") not in self._hosts:
            return 403
        led_here = environ["REQUEST_METHOD"] == "GET" and environ.get("HTTP_SEC_FETCH_MODE") == "navigate"
        if environ.get("HTTP_SEC_FETCH_SITE", "none") not in ("none", "same-origin") and not led_here:
            return 403
        length = environ.get("CONTENT_LENGTH") or "0"
        return 413 if not length.isdecimal() or len(length) > 12 or int(length) > LARGEST else None
