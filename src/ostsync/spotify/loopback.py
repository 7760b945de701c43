"""Listens on this machine for the one answer that a login brings back, and shows the person a page for it.

Anything may knock at the port meanwhile: the browser wants an icon, opens a connection and says nothing, or
another program tries an answer of its own. Only a request to the redirect path that carries our `state` counts.
"""

from __future__ import annotations

import html
import secrets
import socket
import socketserver
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit, urlunsplit

from ostsync.errors import ConfigError

KNOCK_SECONDS = 10
"""How long a connection may stay silent."""

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · ostsync</title><link rel="icon" href="data:,">
<style>
:root {{ color-scheme: light dark; --accent: {accent}; --paper: #fbfaf7; --ink: #1d1c1a; --soft: #6b6862;
  --line: #e3dfd6; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --paper: #161615; --ink: #f0eee9; --soft: #a19d95; --line: #34322f; }}
}}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 17px/1.55 system-ui, sans-serif; }}
main {{ max-width: 26rem; margin: 2rem; padding: 2.25rem 2.5rem; border: 1px solid var(--line); border-radius: 16px; }}
.sign {{ width: 3rem; height: 3rem; border-radius: 50%; background: var(--accent); color: #fff; display: grid;
  place-items: center; font-size: 1.5rem; }}
h1 {{ font-size: 1.35rem; line-height: 1.3; margin: 1.25rem 0 .5rem; }}
p {{ margin: 0; color: var(--soft); }}
</style></head>
<body><main><div class="sign" aria-hidden="true">{sign}</div><h1>{title}</h1><p>{text}</p></main></body></html>
"""


class Listener:
    """Waits for the answer at the redirect address. Use it as a context; it frees the port at the end.

    Without a port in the address any free one is taken, which Spotify allows for a loopback address that is
    registered without one (Spotify, redirect URIs). Raises ConfigError where the port is taken.
    """

    def __init__(self, redirect_uri: str, state: str) -> None:
        parts = urlsplit(redirect_uri)
        self._answer: dict[str, str] | None = None
        self._came = threading.Event()
        self._taking = threading.Lock()
        try:
            self._server = _server(parts.hostname or "", parts.port or 0, _handler(self, parts.path or "/", state))
        except OSError as problem:
            raise ConfigError(
                f"The login cannot wait for Spotify's answer at {redirect_uri}: {problem.strerror or problem}.",
                "Another program uses that port. End it; or log in with --no-browser; or register "
                "http://127.0.0.1/callback (without a port) with the app and set it as OSTSYNC_SPOTIFY__REDIRECT_URI.",
            ) from problem
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        self.names = frozenset({f"{host}:{self._server.server_address[1]}", f"{host}"})
        """What a browser on this machine calls us in its Host header."""
        self.redirect_uri = urlunsplit(parts._replace(netloc=f"{host}:{self._server.server_address[1]}"))
        """The address to give to Spotify, with the port that is really listened on."""
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def wait(self, seconds: float) -> dict[str, str] | None:
        """The parameters of the answer, or None where none came in time."""
        self._came.wait(seconds)
        return self._answer

    def take(self, answer: dict[str, str]) -> None:
        """The first answer counts."""
        with self._taking:
            if self._answer is None:
                self._answer = answer
                self._came.set()


def _server(host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = True
        request_queue_size = 64  # the browser's answer does not wait behind whoever else knocks
        block_on_close = False
        # on Windows this option would let two programs listen on one port; elsewhere it only skips a wait
        allow_reuse_address = not hasattr(socket, "SO_EXCLUSIVEADDRUSE")

        def server_bind(self) -> None:
            """Without the look-up of our own name that the base class makes: it can take seconds."""
            socketserver.TCPServer.server_bind(self)

        def handle_error(self, request: object, client_address: object) -> None:
            """A browser that hangs up is nobody's concern."""

    return Server((host, port), handler)


def _handler(listener: Listener, path: str, state: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = KNOCK_SECONDS
        server_version = "ostsync"
        sys_version = ""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            said = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if self.headers.get("Host", "").lower() not in listener.names:
                text = "ostsync only listens to this computer, under its own address."
                self._page(HTTPStatus.MISDIRECTED_REQUEST, "Not this computer", text, good=False)
            elif self.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
                text = "Spotify's answer is an address that the browser goes to; a page asked for this one."
                self._page(HTTPStatus.FORBIDDEN, "Not Spotify's answer", text, good=False)
            elif parts.path != path or not ("code" in said or "error" in said):
                self._page(HTTPStatus.NOT_FOUND, "Nothing here", "ostsync only waits for Spotify's answer.", good=False)
            elif not secrets.compare_digest(said.get("state", "").encode(), state.encode()):
                text = "This answer belongs to another login, and was not used. Start again with `ostsync login`."
                self._page(HTTPStatus.BAD_REQUEST, "Not this login", text, good=False)
            elif "error" in said:
                text = "Nothing was changed. You can close this page; the terminal says what you can do."
                self._page(HTTPStatus.OK, "Spotify did not let ostsync in", text, good=False)
                listener.take(said)
            else:
                text = "You can close this page and go back to the terminal, where ostsync goes on."
                self._page(HTTPStatus.OK, "Spotify's answer has arrived", text, good=True)
                listener.take(said)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """What is no request, or another one than GET."""
            status = HTTPStatus.METHOD_NOT_ALLOWED if code == HTTPStatus.NOT_IMPLEMENTED else HTTPStatus(code)
            self._page(status, "Nothing here", "ostsync only waits for Spotify's answer.", good=False)

        def _page(self, status: HTTPStatus, title: str, text: str, *, good: bool) -> None:
            words = {"title": html.escape(title), "text": html.escape(text)}
            look = {"accent": "#2a8c4a", "sign": "✓"} if good else {"accent": "#b3542d", "sign": "!"}
            body = PAGE.format(**words, **look).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.send_header("X-Content-Type-Options", "nosniff")
            if status is HTTPStatus.METHOD_NOT_ALLOWED:
                self.send_header("Allow", "GET")
            self.send_header("Cache-Control", "no-store")
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The address holds the code: it goes into no log."""

    return Handler
