"""The one place that wires the rooms together: what a command needs is built here, once, when it is first asked for."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ostsync.errors import ConfigError, LoginNeeded
from ostsync.meanwhile import Meanwhile
from ostsync.paths import Paths

if TYPE_CHECKING:
    from ostsync.decisions import Decisions
    from ostsync.ports import Clock
    from ostsync.settings import Settings
    from ostsync.spotify.api import SpotifyApi
    from ostsync.spotify.tokens import TokenFile
    from ostsync.store.ledger import SqlLedger
    from ostsync.store.verdicts import Verdicts
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
        """Waits, saying for how long and why. A wait without a reason is a short one, which nobody need hear of."""
        if why:
            self._tell(f"{why} (waiting {seconds:.0f} s)")
        time.sleep(max(0.0, seconds))


@cache
def _shipped_works() -> Works:
    """The works that come with ostsync: the same for every App of a process, and dear to read."""
    from ostsync.titles.works import Works

    return Works.shipped()


class App:
    """One call of ostsync: settings, places, time, and the rooms behind them."""

    def __init__(
        self,
        settings: Settings,
        paths: Paths,
        *,
        tell: Tell = lambda text: None,
        warn: Tell | None = None,
        clock: Clock | None = None,
    ):
        self.settings = settings
        self.paths = paths
        self.tell = tell
        """Says something to the person, beside the results."""
        self.warn = warn or tell
        """Says something that the person should know also where they want to hear only of results."""
        self.clock: Clock = clock or SystemClock(tell)
        self.meanwhile = Meanwhile()
        """What is done while an answer of Spotify is awaited."""
        self._clients: dict[bool, SpotifyApi] = {}

    @classmethod
    def open(
        cls,
        config: Path | None = None,
        *,
        tell: Tell = lambda text: None,
        warn: Tell | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """An App from the settings as they stand. Raises ConfigError; touches no other file yet."""
        from ostsync.settings import load

        loaded = load(config)
        return cls(loaded.settings, loaded.paths, tell=tell, warn=warn, clock=clock)

    # -- the store

    @cached_property
    def db(self) -> sqlite3.Connection:
        """The local database, opened and migrated; what became of a damaged one is told. Raises StorageError."""
        from ostsync.store.database import open_database

        return open_database(self.paths.database, self.warn)

    @cached_property
    def ledger(self) -> SqlLedger:
        """The requests of the last 24 hours at this API origin."""
        from ostsync.store.ledger import SqlLedger

        return SqlLedger(self.db, self.clock, self.origin)

    @cached_property
    def memory(self) -> Verdicts:
        """The verdicts of earlier runs, in this world and market. Raises LoginNeeded where no world is known."""
        from ostsync.store.verdicts import Verdicts

        return Verdicts(self.db, world=self.world, market=self.settings.spotify.market, clock=self.clock)

    def decisions(self) -> Decisions:
        """Everything decided by hand, as it stands now."""
        from ostsync.decisions import Decisions
        from ostsync.store import decisions

        return Decisions(decisions.listed(self.db, self.origin))

    @cached_property
    def works(self) -> Works:
        """The works we ship, and those of the user's own files: imported, and named in the settings."""
        from ostsync.app.works import imported
        from ostsync.titles.works import Works

        try:
            files = [*imported(self.paths), *(file.expanduser() for file in self.settings.works.files)]
            return Works.shipped(*files) if files else _shipped_works()
        except RuntimeError as problem:  # "~somebody" who is not there
            raise ConfigError("A file under [works] cannot be found.", "Give its full path.") from problem

    # -- Spotify

    @property
    def origin(self) -> str:
        """The server whose API is used: scheme, host and port."""
        from ostsync.spotify.places import origin

        return origin(self.settings.spotify.api_url)

    @cached_property
    def world(self) -> str:
        """API origin and account: what verdicts, runs and pushes are kept under. May cost one request, once a login.

        Without a login, what the last run at this server left can still be read; LoginNeeded where there was none.
        """
        user = self.tokens.user()
        if user is None and (self._access_token or self.tokens.read() is not None):
            user = self.spotify().me()
        if user is not None:
            return f"{self.origin} {user.account_id}"
        from ostsync.store import runs

        last = runs.last_world(self.db, self.origin)
        if last is None:
            raise LoginNeeded("No Spotify account is connected yet.", self.how_to_log_in)
        return last

    @property
    def how_to_log_in(self) -> str:
        """The advice for who is not logged in."""
        if self.settings.spotify.client_id is None:
            return (
                "Run `ostsync login`: it says how to make a Spotify app (developer.spotify.com) and goes through it "
                "with you. `ostsync demo` needs none of it."
            )
        return LoginNeeded.advice

    @cached_property
    def tokens(self) -> TokenFile:
        """Where this login is kept."""
        from ostsync.spotify.tokens import TokenFile

        spotify = self.settings.spotify
        if self._access_token:
            return TokenFile.of_ready_token(self.paths.tokens, spotify.api_url, self._access_token)
        return TokenFile.of(self.paths.tokens, spotify.accounts_url, spotify.client_id or "")

    def spotify(self, *, refresh: bool = False) -> SpotifyApi:
        """The API client: fulfils `ports.Catalogue` and `ports.Account`. Nothing is asked before it is used.

        With `refresh` it asks Spotify again where the cache has an answer.
        """
        if refresh in self._clients:
            return self._clients[refresh]
        from ostsync.spotify import connect

        spotify = self.settings.spotify
        client = connect(
            client_id=spotify.client_id,
            market=spotify.market,
            language=spotify.language,
            api_url=spotify.api_url,
            accounts_url=spotify.accounts_url,
            access_token=self._access_token,
            tokens=self.tokens,
            cache_dir=self.paths.cache,
            ledger=self.ledger,
            clock=self.clock,
            tell=self.tell,
            refresh=refresh,
            meanwhile=self.meanwhile,
        )
        self._clients[refresh] = client
        return client

    @property
    def requests(self) -> int:
        """HTTP requests that have left for the API so far."""
        return sum(client.requests for client in self._clients.values())

    @property
    def _access_token(self) -> str | None:
        token = self.settings.spotify.access_token
        return token.get_secret_value() if token else None

    def close(self) -> None:
        """Lets go of the database and of connections."""
        for client in self._clients.values():
            client.close()
        self._clients.clear()
        opened = self.__dict__.pop("db", None)
        if opened is not None:
            opened.close()
