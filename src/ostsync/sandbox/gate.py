"""Decides what happens to a request on the wire: it is written down, delayed, spoiled or let through."""

from __future__ import annotations

import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from werkzeug.wrappers import Response

from ostsync.sandbox import legacy
from ostsync.sandbox.faults import Effect, Fault, Faults
from ostsync.sandbox.spoiled import Wire, changed, instead
from ostsync.sandbox.world import WORLD, World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LINE = 120
"""How much of a query a line of the log shows."""


@dataclass(slots=True)
class Received:
    """One request as it reached the server, and what became of it."""

    method: str
    path: str
    query: dict[str, str]
    data: bytes
    headers: dict[str, str]
    status: int | None = None
    """The status answered; None while it is under way or when the connection was dropped."""
    applied: bool = False
    """Whether it was carried out, whatever the client was told."""
    fault: Effect | None = None

    @property
    def body(self) -> Any:
        """The JSON body, or None where there is none."""
        try:
            return json.loads(self.data)
        except ValueError:
            return None

    def __str__(self) -> str:
        query = "&".join(f"{key}={value}" for key, value in self.query.items())
        query = query if len(query) <= _LINE else f"{query[:_LINE]}…"
        fault = f" ({self.fault})" if self.fault else ""
        return f"{self.method} {self.path}{'?' if query else ''}{query} {self.status or 'no answer'}{fault}"


@dataclass(slots=True)
class Gate:
    """The outermost WSGI layer."""

    app: WSGIApplication
    world: World
    faults: Faults = field(default_factory=Faults)
    latency_s: float = 0.0
    on_request: Callable[[Received], None] | None = None
    requests: list[Received] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Takes one request."""
        answer = self._take(environ)
        if isinstance(answer, Wire):
            _send(environ, answer, self.closing)
            raise ConnectionAbortedError("dropped on purpose")
        return answer(environ, start_response)

    def _take(self, environ: WSGIEnvironment) -> Response | Wire:
        received = _received(environ)
        self.requests.append(received)
        due = time.monotonic() + self.latency_s
        if received.method != "GET":
            self._wait(due)  # what a write does, it does in the end
        fault = self.faults.next(received.method, received.path)
        try:
            answer = self._spoiled(fault, received, environ) if fault else self._carried_out(received, environ)
            received.status = answer.status_code if isinstance(answer, Response) else None
            self._wait(due)
            return answer
        finally:
            if self.on_request:
                self.on_request(received)

    def _wait(self, due: float) -> None:
        """Lets an answer leave when its latency is over: the time that it took to make is part of it."""
        if (left := due - time.monotonic()) > 0:
            self.closing.wait(left)

    def _carried_out(self, received: Received, environ: WSGIEnvironment) -> Response:
        environ[WORLD] = self.world
        if received.path == "/v1/search":  # reads what never changes, so searches need not wait for each other
            response = Response.from_app(self.app, environ, buffered=True)
        else:
            with self.world.lock:
                response = Response.from_app(self.app, environ, buffered=True)
        received.applied = response.status_code < 400
        return response

    def _spoiled(self, fault: Fault, received: Received, environ: WSGIEnvironment) -> Response | Wire:
        """What is answered to a request that goes wrong."""
        received.fault = fault.effect
        match fault.effect:
            case Effect.EXPIRE:
                self.world.accounts.expire_all()
            case Effect.CLOCK:
                self.world.clock.jump(fault.seconds)
            case Effect.LEGACY:
                environ[legacy.LEGACY] = True
                environ["PATH_INFO"] = legacy.path(environ["PATH_INFO"])
        if fault.needs_answer:
            return changed(fault, self._carried_out(received, environ))
        if fault.applied:
            self._carried_out(received, environ)
        return instead(fault, self.world.clock())


def _received(environ: WSGIEnvironment) -> Received:
    data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(data)
    headers = {key[5:].replace("_", "-").title(): str(value) for key, value in environ.items() if key[:5] == "HTTP_"}
    if "Authorization" in headers:
        headers["Authorization"] = headers["Authorization"].split(" ")[0] + " ..."
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    return Received(environ["REQUEST_METHOD"], path, query, data, headers)


def _send(environ: WSGIEnvironment, answer: Wire, closing: threading.Event) -> None:
    """Sends bytes by hand, and hangs up."""
    connection = environ.get("werkzeug.socket")
    if not isinstance(connection, socket.socket):
        return
    data, slow = answer.data[: answer.at_once], answer.data[answer.at_once :]
    if not answer.seconds:
        data, slow = answer.data, b""
    with suppress(OSError):  # the client may have left before
        connection.sendall(data)
        for n in range(len(slow)):
            if closing.wait(answer.seconds / len(slow)):
                break
            connection.sendall(slow[n : n + 1])
        if answer.seconds and not slow:
            closing.wait(answer.seconds)
        connection.shutdown(socket.SHUT_RDWR)
