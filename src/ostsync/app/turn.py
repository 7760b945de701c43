"""Whose turn it is: on one home one ostsync at a time asks for tracks or changes playlists, and another waits for it.

Two at once would spend the quota twice for the same answers, and plan against each other's half-done playlist. What
only reads the store, or decides by hand, needs no turn.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.errors import StorageError, Unavailable
from ostsync.private import private_directory, write_private

if TYPE_CHECKING:
    from filelock import BaseFileLock

    from ostsync.app.context import App

PATIENCE = 60
"""Seconds that one waits for another before it gives up: longer than a push takes, shorter than cron's next call."""
LOOK = 1
"""Seconds between two looks whether it is done."""


@contextmanager
def turn(app: App, what: str) -> Iterator[bool]:
    """The turn of this ostsync, to do `what` (the name of its command), for the length of a `with`.

    Answers whether another one had it until now, so that what was read before may have changed.

    The system lets go of the lock when its holder ends, however it ends. Raises Unavailable, naming who is at work,
    where that does not end within a minute, and StorageError where nothing can be written.
    """
    from filelock import FileLock

    place = app.paths.data / "turn.lock"
    holder = place.with_suffix(".holder")
    private_directory(place.parent)
    guard = FileLock(place, timeout=0, mode=0o600)
    try:
        waited = _take(app, guard, holder)
    except OSError as problem:
        raise StorageError(f"{place} cannot be written: {problem.strerror or problem}.") from problem
    except NotImplementedError:  # some network drives know no locks: better no turns than no ostsync
        app.tell(f"{place.parent} knows no locks: let only one ostsync at a time work there.")
        yield False
        return
    try:
        since = app.clock.now().isoformat()
        about = {"what": what, "process": os.getpid(), "host": socket.gethostname(), "since": since}
        write_private(holder, json.dumps(about).encode())
        yield waited
    finally:
        holder.unlink(missing_ok=True)
        guard.release()


def _take(app: App, guard: BaseFileLock, holder: Path) -> bool:
    from filelock import Timeout

    waited = 0
    while True:
        try:
            guard.acquire()
            return waited > 0
        except Timeout:
            if waited >= PATIENCE:
                raise Unavailable(
                    f"Another ostsync is at work here{_about(holder)}.",
                    "Wait until it has ended, then run the same command again.",
                ) from None
        if not waited:
            app.tell(f"Another ostsync is at work here{_about(holder)}: waiting for it.")
        app.clock.wait(LOOK, "")
        waited += LOOK


def _about(holder: Path) -> str:
    """Who it is, as far as that is written down."""
    try:
        about = json.loads(holder.read_bytes())
        since = datetime.fromisoformat(about["since"])
        local = (since if since.tzinfo else since.replace(tzinfo=UTC)).astimezone()
        return f" (`ostsync {about['what']}`, process {about['process']} on {about['host']}, since {local:%H:%M})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
