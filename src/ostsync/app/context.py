"""The one place that wires the rooms together: what a command needs is built here, once, when it is first asked for."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ostsync.paths import Paths

if TYPE_CHECKING:
    from ostsync.decisions import Decisions
    from ostsync.ports import Clock, Ledger
    from ostsync.settings import Settings
    from ostsync.titles.works import Works

Tell = Callable[[str], None]


class SystemClock:
    """The machine's clock; a wait is announced before it begins."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        return datetime.now(UTC)

    def wait(self, seconds: float, why: str) -> None:
        """Waits, saying for how long and why."""
        self._tell(f"{why} (waiting {seconds:.0f} s)")
        time.sleep(seconds)


class App:
    """One call of ostsync: settings, places, time, and the rooms behind them."""

    def __init__(self, settings: Settings, paths: Paths, *, tell: Tell = lambda text: None, clock: Clock | None = None):
        self.settings = settings
        self.paths = paths
        self.tell = tell
        """Says something to the person, beside the results."""
        self.clock: Clock = clock or SystemClock(tell)

    @classmethod
    def open(cls, config: Path | None = None, *, tell: Tell = lambda text: None, clock: Clock | None = None) -> Self:
        """An App from the settings as they stand. Raises ConfigError; touches no other file yet."""
        from ostsync.settings import load

        loaded = load(config)
        return cls(loaded.settings, loaded.paths, tell=tell, clock=clock)

    @cached_property
    def db(self) -> sqlite3.Connection:
        """The local database, opened and migrated. Raises StorageError."""
        from ostsync.store.database import open_database

        return open_database(self.paths.database)

    @cached_property
    def ledger(self) -> Ledger:
        """The requests of the last 24 hours."""
        from ostsync.store.ledger import SqlLedger

        return SqlLedger(self.db, self.clock)

    @cached_property
    def works(self) -> Works:
        """The works we ship, and those of the user's own files."""
        from ostsync.titles.works import Works

        return Works.shipped(*self.settings.works.files)

    def decisions(self) -> Decisions:
        """Everything decided by hand, as it stands now."""
        from ostsync.decisions import Decisions
        from ostsync.store import decisions

        return Decisions(decisions.all(self.db))

    def close(self) -> None:
        """Lets go of the database and of connections."""
        opened = self.__dict__.pop("db", None)
        if opened is not None:
            opened.close()
