"""Exporting: the resolved list of the named sources, or of the last resolve, as the text of a file. Asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ostsync.app.context import App


def export(app: App, names: Sequence[str], format: str) -> str:
    """The list in one of `report.formats.FORMATS`. Raises UsageError for a source that was never resolved."""
    from ostsync.app import results
    from ostsync.playlists.theme import About
    from ostsync.report.formats import Listing, write

    known = results.known(app, names)
    about = About(known.title, tuple(source.name for source in known.sources))
    return write(Listing(about.theme, known.sources, known.results), format)
