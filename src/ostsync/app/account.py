"""The account: logging in, logging out, and how things stand with Spotify."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.errors import ConfigError, Forbidden, RateLimited, Unavailable
from ostsync.model import User

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.playlists.journal import Past
    from ostsync.spotify.cachefile import Kept
    from ostsync.spotify.tokens import Token
    from ostsync.store.runs import Run

SECTION = re.compile(r"^\s*\[spotify\]\s*(#.*)?$", re.MULTILINE)


def login(
    app: App,
    *,
    say: Callable[[str], None],
    ask: Callable[[str], str] | None,
    browser: bool,
) -> User | None:
    """Logs in and answers whose login it is; None where Spotify could not be asked that now.

    `ask` is None where nobody can type. Raises ConfigError, LoginNeeded, Unavailable, RateLimited, and Forbidden
    where the account is not on the app's allowlist: such an account can log in, and is refused afterwards.
    """
    from ostsync.spotify import login as way

    spotify = app.settings.spotify
    if spotify.access_token is not None:
        raise ConfigError(
            "The settings hold a ready access token, which is used instead of a login.",
            "Unset OSTSYNC_SPOTIFY__ACCESS_TOKEN (or `access_token` in config.toml) to log in.",
        )
    way.log_in(
        way.App(spotify.client_id, spotify.accounts_url, spotify.redirect_uri),
        app.tokens,
        way.Desk(say, ask, way.open_browser if browser else None),
        ledger=app.ledger,
        clock=app.clock,
    )
    try:
        return app.spotify().me()
    except Forbidden:
        raise
    except (RateLimited, Unavailable):  # the login itself has worked
        return None


def set_client_id(file: Path, client_id: str) -> None:
    """Writes the client id into the config file, and changes nothing else there. Raises ConfigError, StorageError."""
    from ostsync.private import private_directory, write_private

    by_hand = ConfigError(
        f"The client id could not be put into {file}.",
        f'Put it there yourself: under [spotify], client_id = "{client_id}".',
    )
    try:
        text = file.read_text(encoding="utf-8-sig") if file.exists() else ""
        old = tomllib.loads(text)
    except (OSError, ValueError) as problem:
        raise by_hand from problem
    line = f'client_id = "{client_id}"'
    if "client_id" in old.get("spotify", {}):
        new = re.sub(r"^[ \t]*client_id[ \t]*=.*$", line, text, count=1, flags=re.MULTILINE)
    elif SECTION.search(text):
        new = SECTION.sub(lambda found: f"{found[0]}\n{line}", text, count=1)
    else:
        new = f"{text.rstrip()}\n\n[spotify]\n{line}\n".lstrip()
    wanted = {**old, "spotify": {**old.get("spotify", {}), "client_id": client_id}}
    try:
        whole = tomllib.loads(new) == wanted
    except ValueError:
        whole = False
    if not whole:
        raise by_hand
    if not file.parent.is_dir():  # one that is there may be any directory of the person's: it keeps its mode
        private_directory(file.parent)
    write_private(file, new.encode())


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a logout has removed."""

    login: bool
    answers: bool
    verdicts: int
    """Verdicts whose names, albums and candidates went; the choice itself, a URI, stays."""


def logout(app: App) -> Forgotten:
    """Forgets the login and everything that came from Spotify at this server. Decisions by hand stay."""
    from ostsync.spotify.cachefile import cache_file, remove
    from ostsync.store.salvage import let_go_of_copies
    from ostsync.store.verdicts import forget_spotify_content

    user = app.tokens.user()
    gone = app.tokens.wipe()
    answers = remove(cache_file(app.paths.cache, app.settings.spotify.api_url))
    world = f"{app.origin} {user.account_id}" if user else None
    verdicts = forget_spotify_content(app.db, world=world) if app.paths.database.exists() else 0
    let_go_of_copies(app.paths.database)  # a damaged database that was kept aside may hold the same
    return Forgotten(gone, answers, verdicts)


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand. Nothing is asked of Spotify for it."""

    server: str
    market: str
    language: str
    client_id: str | None
    ready_token: bool
    token: Token | None
    user: User | None
    now: datetime
    budget: int
    spent: dict[str, int]
    frees_at: datetime | None
    not_before: datetime | None
    hold_reason: str | None
    cache: Kept
    runs: tuple[Run, ...]
    pushes: tuple[Past, ...] = ()

    @property
    def connected(self) -> bool:
        """Whether there is a token to use."""
        return self.ready_token or self.token is not None

    @property
    def used(self) -> int:
        """Requests in the last 24 hours."""
        return sum(self.spent.values())

    @property
    def left(self) -> int:
        """What is left of the day's budget; 0 while Spotify must not be asked."""
        return 0 if self.not_before else max(0, self.budget - self.used)


def status(app: App) -> Status:
    """How things stand with the account, the requests and the cache. Raises StorageError."""
    from ostsync.spotify.cachefile import cache_file, kept

    spotify = app.settings.spotify
    return Status(
        server=app.origin,
        market=spotify.market,
        language=spotify.language,
        client_id=spotify.client_id,
        ready_token=spotify.access_token is not None,
        token=app.tokens.read(),
        user=app.tokens.user(),
        now=app.clock.now(),
        budget=app.settings.requests.daily_budget,
        spent=app.ledger.by_kind(),
        frees_at=app.ledger.frees_at(),
        not_before=app.ledger.not_before(),
        hold_reason=app.ledger.hold_reason(),
        cache=kept(cache_file(app.paths.cache, spotify.api_url)),
        runs=_runs(app),
        pushes=_pushes(app),
    )


def _world(app: App) -> str | None:
    """The world as far as it is known without asking."""
    from ostsync.store import runs

    user = app.tokens.user()
    return f"{app.origin} {user.account_id}" if user else runs.last_world(app.db, app.origin)


def _runs(app: App) -> tuple[Run, ...]:
    from ostsync.store import runs

    world = _world(app)
    return tuple(runs.recent(app.db, world)) if world else ()


def _pushes(app: App) -> tuple[Past, ...]:
    from ostsync.store.pushes import SqlJournal

    world = _world(app)
    return tuple(SqlJournal(app.db, world, app.clock).history(5)) if world else ()
