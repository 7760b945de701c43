"""Ends ostsync within a second of Ctrl-C, even while the system does not come back from what it was asked.

Python hears of a signal only between two steps of its own, and a name that is being resolved, say, can take half a
minute until the next. So a thread listens where the system itself writes the signal down. It gives the ordinary way
out (which keeps, closes and says what there is) a moment, and ends the process where that is not enough. Nothing is
lost: every answer is kept in a transaction of its own as it comes, and a push reads the playlist again.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable

GRACE_SECONDS = 0.8
"""For the ordinary way out."""
EXIT_CODE = 130
SAID = b"Interrupted. What was found so far is kept.\n"
SHOW_CURSOR = b"\x1b[?25h"


class Watch:
    """The thread, and whether an interruption still has to end the process."""

    def __init__(self) -> None:
        """Begins to listen. Only in the main thread."""
        self._heard, heard = socket.socketpair()
        heard.setblocking(False)
        signal.set_wakeup_fd(heard.fileno(), warn_on_full_buffer=False)
        self._writer = heard
        self._over = threading.Event()
        threading.Thread(target=self._listen, name="interrupt", daemon=True).start()

    def forgive(self) -> None:
        """An interruption was an ordinary end (a page that was closed), and what follows may take its time."""
        self._over.set()

    def _listen(self) -> None:
        interrupted = False
        while True:
            self._heard.settimeout(GRACE_SECONDS if interrupted else None)
            try:
                number = self._heard.recv(1)
            except TimeoutError:
                if not self._over.is_set():
                    _leave()
                return
            if number and number[0] == signal.SIGINT:
                if interrupted:  # twice: no patience left
                    _leave()
                interrupted = True


_watch: list[Watch] = []


def watch() -> None:
    """Makes sure of a quick end from here on, once for a process."""
    if not _watch and threading.current_thread() is threading.main_thread():
        _watch.append(Watch())


def forgive() -> None:
    """An interruption was an ordinary end."""
    for one in _watch:
        one.forgive()


def _leave(exit: Callable[[int], object] = os._exit) -> None:
    words = (SHOW_CURSOR if sys.stderr.isatty() else b"") + SAID
    try:
        os.write(2, words)
    finally:
        exit(EXIT_CODE)
