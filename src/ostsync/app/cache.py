"""What is kept on this machine, how old it is, and how it goes: what can be fetched again, and everything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.errors import StorageError

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.paths import Paths


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept."""

    what: str
    count: int
    oldest: datetime | None
    goes: str
    """When it goes by itself, or by which command."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that keeps some of it. `size` is in bytes, with what SQLite puts beside it."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Gone:
    """What was let go."""

    verdicts: int = 0
    content: int = 0
    """Verdicts whose names and candidates went while their URIs stayed."""
    answers: int = 0


def info(app: App) -> tuple[list[Kept], list[File]]:
    """Everything that is kept, and the files it is kept in."""
    from ostsync.spotify import cachefile
    from ostsync.store import census, decisionlog

    kept = [
        Kept("decisions by hand", *census.of(app.db, "decisions"), "never by itself; `ostsync decide --forget`"),
        Kept("sources as they were read", *census.of(app.db, "sources"), "`ostsync purge`"),
        Kept("runs", *census.of(app.db, "runs"), "`ostsync purge`"),
        Kept("verdicts", *census.of(app.db, "verdicts"), "`ostsync cache clear`"),
        Kept("names and candidates from Spotify", *census.of(app.db, "spotify_content"), "after 30 days, or at logout"),
    ]
    answers = [cachefile.kept(file) for file in http_caches(app.paths)]
    oldest = min((kept.oldest for kept in answers if kept.oldest), default=None)
    kept.append(Kept("answers of Spotify", sum(a.answers for a in answers), oldest, "after 7 days, or at logout"))
    database = app.paths.database
    size = sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*"))
    copy = decisionlog.place(database)
    copies = [File(copy, copy.stat().st_size)] if copy.exists() else []
    return kept, [File(database, size), *copies, *(File(a.path, a.size) for a in answers)]


def clear(app: App) -> Gone:
    """Lets everything go that can be fetched again. Decisions by hand, sources and what was pushed stay."""
    from ostsync.spotify import cachefile
    from ostsync.store import blanks, verdicts

    answers = 0
    for file in http_caches(app.paths):
        answers += cachefile.kept(file).answers
        cachefile.remove(file)
    blanks.clear(app.db)
    return Gone(verdicts=verdicts.clear(app.db), answers=answers)


def prune(app: App) -> Gone:
    """Lets go what has outlived its time: Spotify's names after 30 days, its answers after 7."""
    from ostsync.spotify import cachefile
    from ostsync.store import verdicts

    answers = sum(cachefile.prune(file) for file in http_caches(app.paths))
    return Gone(content=verdicts.prune(app.db, now=app.clock.now()), answers=answers)


def purge(paths: Paths) -> list[Path]:
    """Forgets everything but the config file, which a person wrote. Answers what is gone. Opens nothing first."""
    gone = sorted(set(belongings(paths)))
    for path in gone:
        _delete(path, shutil.rmtree if path.is_dir() else Path.unlink)
    for directory in (paths.cache, paths.data):
        with suppress(OSError):
            directory.rmdir()  # only where nothing of anybody else's is left
    return gone


def belongings(paths: Paths) -> Iterator[Path]:
    """Every file and directory that ostsync has made, apart from the config file."""
    database = paths.database
    yield from database.parent.glob(f"{database.name}*")
    for beside in ("v*.bak", "damaged-*", "decisions.jsonl"):
        yield from database.parent.glob(f"{database.stem}.{beside}")
    yield from database.parent.glob("turn.*")
    yield from (place for place in (paths.tokens, paths.works, paths.cache / "spotify") if place.exists())


def http_caches(paths: Paths) -> list[Path]:
    """The files that keep answers of Spotify, one for each server."""
    return sorted((paths.cache / "spotify").glob("*.sqlite"))


def _delete(path: Path, how: Callable[[Path], object]) -> None:
    try:
        how(path)
    except OSError as problem:
        raise StorageError(
            f"{path} cannot be removed: {problem.strerror or problem}.",
            "End whatever else uses it, or delete it by hand.",
        ) from problem
