"""What works are called, and the names files that a person adds to what we ship."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.errors import SourceUnreadable
from ostsync.private import private_directory, write_private

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.model import Medium
    from ostsync.paths import Paths
    from ostsync.titles.works import Theme, Work


@dataclass(frozen=True, slots=True)
class Shown:
    """A work with what stands around it."""

    work: Work
    series: tuple[Work, ...]
    """The other parts of its series."""
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    kind: str
    works: int
    left_out: int
    """Entries that made no sense."""
    file: Path
    replaced: bool
    """Whether a file of the same name was imported before."""


def imported(paths: Paths) -> list[Path]:
    """The names files that were imported, for `Works.shipped`."""
    return sorted(path for path in paths.works.glob("*") if path.name.endswith((".toml", ".works.gz")))


def show(app: App, name: str, medium: Medium | None = None) -> Shown | None:
    """The work that a name means, or None."""
    work = app.works.find(name, medium)
    if work is None:
        return None
    series = tuple(part for part in app.works.parts(work) if part != work)
    return Shown(work, series, app.works.themes(work))


def bring_in(app: App, file: Path) -> Imported:
    """Reads a names file and keeps it, so that later runs know its names; the same file name replaces.

    A TOML file is kept as it is; a dump is compiled. Raises SourceUnreadable for a file that is no names file,
    StorageError where it cannot be kept.
    """
    from ostsync.titles.workimport import read
    from ostsync.titles.worktable import compiled, packed

    try:
        data = file.read_bytes()
    except OSError as problem:
        raise SourceUnreadable(f"{file} cannot be read: {problem.strerror or problem}.") from problem
    names = read(data, str(file))
    stem = re.sub(r"[^\w-]+", "-", file.name.split(".")[0]) or "names"
    own = names.kind == "toml"
    target = app.paths.works / f"{stem}.toml" if own else app.paths.works / f"{stem}.works.gz"
    replaced = target.exists()
    private_directory(target.parent)
    write_private(target, data if own else packed(compiled(names.rows)))
    return Imported(names.kind, len(names.rows), names.left_out, target, replaced)
