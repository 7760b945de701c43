"""Keeps answers about searches and albums for at most 7 days, and nothing else.

A requests-cache session in front of the door. Only reads of the catalogue go through it; an answer that names
nothing is never kept, since a miss must be asked again under other words and on another day (and Spotify's
terms want no content stored for long), and neither is one that is damaged. A cache that is locked, full or damaged
itself costs its answers, never a run.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests_cache import CachedSession
from requests_cache.backends.base import BaseCache
from requests_cache.backends.sqlite import SQLiteCache, SQLiteDict
from requests_cache.models.response import CachedResponse

from ostsync.errors import StorageError
from ostsync.private import private_directory, private_file
from ostsync.spotify.cachefile import BUSY_SECONDS, KEEP, cache_file, prune, remove
from ostsync.spotify.decode import keepable
from ostsync.spotify.door import Door, mounted

KEPT_KINDS = ("search", "album")

Tell = Callable[[str], None]


def open_session(directory: Path, api_url: str, door: Door, *, tell: Tell, refresh: bool = False) -> CatalogueSession:
    """The session for one server. Falls back to keeping answers in memory where the file cannot be used."""
    path = cache_file(directory, api_url)
    shelf: BaseCache
    prune(path)
    try:
        shelf = _open(path, tell)
    except (sqlite3.Error, OSError, StorageError) as problem:
        tell(f"Answers of Spotify are not kept this time: {path} cannot be used ({problem}).")
        shelf = BaseCache()
    return CatalogueSession(shelf, door, refresh=refresh)


def _open(path: Path, tell: Tell) -> Shelf:
    private_directory(path.parent)
    try:
        return Shelf(path, tell)
    except sqlite3.OperationalError:  # locked, full, not writable: the file itself may be whole
        raise
    except sqlite3.DatabaseError:
        remove(path)
        tell(f"The kept answers of Spotify were damaged and are fetched again ({path}).")
        return Shelf(path, tell)


class CatalogueSession(CachedSession):
    """A session whose only way out is the door, and which remembers what the catalogue answered."""

    def __init__(self, shelf: BaseCache, door: Door, *, refresh: bool) -> None:
        # requests-cache's own list of ignored parameters stays: giving another one would store what it hides
        super().__init__(
            backend=shelf,
            expire_after=KEEP,
            key_fn=question,
            filter_fn=may_be_kept,
            stale_if_error=False,
        )
        mounted(self, door)
        self._door = door
        self._refresh = refresh

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Answers from the cache where it may, else through the door."""
        call = self._door.call(request)
        if not call.is_read or call.kind not in KEPT_KINDS:
            return requests.Session.send(self, request, *args, **kwargs)
        kwargs["force_refresh"] = self._refresh
        return super().send(request, *args, **kwargs)


def question(request: requests.PreparedRequest, **_: Any) -> str:
    """What an answer is kept under: the address asked, and the language in which Spotify is to name things.

    requests-cache's own key takes the address apart and puts it together again, for a millisecond each time; spotipy
    always writes the same question in the same way.
    """
    said = (request.method or "", request.url or "", str(request.headers.get("Accept-Language", "")))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def may_be_kept(response: requests.Response | CachedResponse) -> bool:
    """Whether an answer about the catalogue is whole, and names at least one track or album."""
    asked = parse_qs(urlsplit(response.url).query).get("type", [""])[0]
    try:
        return keepable(json.loads(response.content or b""), [f"{kind}s" for kind in asked.split(",") if kind])
    except ValueError:
        return False


class Shelf(SQLiteCache):
    """requests-cache's SQLite store, private to the user, which gives up instead of waiting or failing."""

    def __init__(self, path: Path, tell: Tell) -> None:
        BaseCache.__init__(self, cache_name=str(path))
        private_file(path)
        self._tell = tell
        self._given_up = False
        options: dict[str, Any] = {"wal": True, "busy_timeout": int(BUSY_SECONDS * 1000)}
        self.responses = _Table(path, table_name="responses", serializer="json", **options)
        self.redirects = _Table(path, table_name="redirects", lock=self.responses._lock, serializer=None, **options)

    def get_response(self, key: str, default: Any = None) -> CachedResponse | None:
        """The kept answer, or None."""
        found: CachedResponse | None = self._try(lambda: super(Shelf, self).get_response(key, default))
        return found

    def save_response(
        self, response: requests.Response, cache_key: str | None = None, expires: datetime | None = None
    ) -> None:
        """Keeps an answer, where the disk lets us."""
        self._try(lambda: super(Shelf, self).save_response(response, cache_key, expires))

    def delete(self, *keys: str, **conditions: Any) -> None:
        """Forgets answers."""
        self._try(lambda: super(Shelf, self).delete(*keys, **conditions))

    def _try(self, work: Callable[[], Any]) -> Any:
        """What `work` answers; None from the moment on that the file fails, which is told once."""
        if self._given_up:
            return None
        try:
            return work()
        except sqlite3.Error as problem:
            self._given_up = True
            self._tell(f"Answers of Spotify are not kept from here on: {self.cache_name} cannot be used ({problem}).")
            if not isinstance(problem, sqlite3.OperationalError):  # damaged, rather than locked or full
                with suppress(OSError, sqlite3.Error):
                    closers: tuple[Callable[[], None], ...] = (self.responses.close, self.redirects.close)
                    for close in closers:
                        close()
                    remove(Path(self.cache_name))
            return None


class _Table(SQLiteDict):
    """A table whose writers wait for BUSY_SECONDS at most; requests-cache itself would try for ever."""

    @contextmanager
    def _acquire_sqlite_lock(self) -> Iterator[None]:
        with self._lock:
            connection = self._connection
            assert connection is not None
            connection.execute("BEGIN IMMEDIATE")
            self._active_transaction = True
            try:
                yield
                connection.commit()
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.rollback()
                raise
            finally:
                self._active_transaction = False
