"""Decides how the sandbox listens: one thread a connection, answers sent at once, and nothing left when it ends."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from ostsync.sandbox.browsers import OwnOnly

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"
_POLL_S = 0.02
_LAST_ANSWERS_S = 2.0
SILENCE_S = 60
"""How long a connection may stay silent before its thread is taken back."""


class _Handler(WSGIRequestHandler):
    """Quiet, and without the delayed acknowledgement that costs a small answer 40 ms on loopback."""

    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = SILENCE_S
    server: Listener

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header, by the sandbox's own clock."""
        return formatdate(self.server.clock() if timestamp is None else timestamp, usegmt=True)

    def log(self, type: str, message: str, *args: Any) -> None:
        logging.getLogger(__name__).debug(message, *args)


class Listener(ThreadedWSGIServer):
    """A WSGI server on 127.0.0.1, in threads of its own. `port` 0 takes a free one; OSError where it is taken."""

    def __init__(self, port: int, app: WSGIApplication, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._open: dict[threading.Thread, socket.socket] = {}
        with socket.create_server((HOST, port)) as bound:
            super().__init__(HOST, port, app, _Handler, fd=bound.fileno())
        self.app = OwnOnly(app, HOST, self.port)
        self._accepting = threading.Thread(target=self.serve_forever, args=(_POLL_S,), name="sandbox", daemon=True)
        self._accepting.start()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Takes one connection, in a thread that `stop` knows of."""
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._open[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serves one connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._open[threading.current_thread()]

    def stop(self) -> None:
        """Takes no more, lets answers under way be sent, and closes connections on which nothing was asked."""
        self.shutdown()
        self._accepting.join()
        self.server_close()
        last = time.monotonic() + _LAST_ANSWERS_S
        for thread, connection in list(self._open.items()):
            thread.join(max(0.0, last - time.monotonic()))
            if thread.is_alive():
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                thread.join(_LAST_ANSWERS_S)
