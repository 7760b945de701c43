"""Decides which tracks of a resolved list go into which playlist, in which order, and under which name.

Pure. Without a configured theme there is one: everything, in the order of the source, under the source's own theme.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePath
from string import Formatter

from ostsync.errors import ConfigError
from ostsync.model import Resolved, Status, Track
from ostsync.playlists import wording
from ostsync.playlists.items import MOST_ITEMS
from ostsync.titles.fold import fold

ORDERS = ("source", "work", "shuffled")
FIELDS = ("title", "theme", "source", "tracks", "part", "parts")
"""What templates may name in braces."""
NAME = "{theme}"
DESCRIPTION = "From “{title}”. Made with ostsync."
WITHOUT_TITLE = "Made with ostsync."


@dataclass(frozen=True, slots=True)
class Theme:
    """One playlist, or a row of parts, and what belongs in it."""

    name: str = NAME
    description: str = DESCRIPTION
    key: str = ""
    """What the playlist is known by when its name changes; the name itself where it is empty."""
    public: bool = False
    cover: str = "auto"
    """`auto` (drawn where the playlist is ours and has none), `none`, or a JPEG or PNG file."""
    sources: tuple[str, ...] = ()
    """Names, file names or patterns of sources (`*sad*`); all where empty. So too below."""
    sections: tuple[str, ...] = ()
    """Words that the heading contains."""
    media: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    order: str = "source"
    """`source`, `work` (by name, within it as in the source), or `shuffled`."""
    seed: int = 0
    """For `shuffled`: another seed, another order. A new track shuffles none of the others."""
    limit: int | None = None
    """At most so many tracks in all."""
    split: int = MOST_ITEMS
    """At most so many in one playlist; the rest goes into further parts."""
    playlist: str | None = None
    """An existing playlist that is taken over."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of the sources, for the templates."""

    title: str | None
    sources: tuple[str, ...]

    @property
    def theme(self) -> str:
        """The theme in the source's own words, or its file name."""
        if self.title and wording.clean_line(self.title):
            return wording.theme_of(self.title)
        return wording.name_from_source(self.sources[0]) if self.sources else "ostsync"


@dataclass(frozen=True, slots=True)
class Selection:
    """One playlist of a theme, ready to be wished for."""

    key: str
    part: int
    name: str
    description: str
    tracks: tuple[Track, ...]
    incomplete: bool
    """Some recommendation that belongs here is postponed, so that nothing may be taken out."""


def select(theme: Theme, results: Sequence[Resolved], about: About) -> list[Selection]:
    """The playlists that a theme makes of a resolved list; at least one, which may be empty.

    Raises ConfigError for a template with a field that does not exist.
    """
    chosen = [r for r in results if r.duplicate_of is None and _belongs(theme, r)]
    matched = [r for r in chosen if r.verdict.status is Status.MATCHED and r.verdict.match is not None]
    tracks = [r.verdict.match for r in sorted(matched, key=_order(theme)) if r.verdict.match is not None]
    tracks = list({track.uri: track for track in reversed(tracks)}.values())[::-1][: theme.limit]
    size = min(theme.split, MOST_ITEMS)
    parts = [tuple(tracks[n : n + size]) for n in range(0, len(tracks), size)] or [()]
    incomplete = any(r.verdict.status is Status.POSTPONED for r in chosen)
    words = {
        "title": about.title or about.theme,
        "theme": about.theme,
        "source": ", ".join(PurePath(s).name for s in about.sources),
        "tracks": str(len(tracks)),
        "parts": str(len(parts)),
    }
    template = WITHOUT_TITLE if theme.description == DESCRIPTION and not about.title else theme.description
    selections = []
    for part, mine in enumerate(parts, 1):
        name = fill(theme.name, words | {"part": str(part)})
        if len(parts) > 1 and part > 1 and "{part}" not in theme.name:
            name = f"{wording.name(name)[:90]} ({part})"
        selections.append(
            Selection(
                key=_key(theme, about),
                part=part,
                name=wording.name(name) or "ostsync",
                description=wording.description(fill(template, words | {"part": str(part)})),
                tracks=mine,
                incomplete=incomplete,
            )
        )
    return selections


def fill(template: str, words: dict[str, str]) -> str:
    """The template with its fields filled in. Raises ConfigError for a field that does not exist."""
    try:
        fields = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
        unknown = next((name for name in fields if name not in words), None)
        if unknown is None:
            return template.format_map(words)
    except (ValueError, LookupError, AttributeError) as problem:
        raise ConfigError(
            f"The template “{template}” cannot be read: {problem}.",
            "Write {{ and }} for braces that are meant as such.",
        ) from problem
    raise ConfigError(f"The template “{template}” has a field {{{unknown}}}; there are {', '.join(FIELDS)}.")


def _key(theme: Theme, about: About) -> str:
    if theme.key:
        return f"theme:{fold(theme.key)}"
    return sources_key(about.sources)


def sources_key(names: Sequence[str]) -> str:
    """What the playlist of these sources is known by."""
    return "sources:" + json.dumps(sorted(names), ensure_ascii=False)


def _belongs(theme: Theme, result: Resolved) -> bool:
    recommendation = result.recommendation
    heading, work = fold(recommendation.section or ""), fold(recommendation.work or "")
    return (
        (not theme.sources or any(names_source(pattern, result.source) for pattern in theme.sources))
        and (not theme.sections or any(fold(words) in heading for words in theme.sections))
        and (not theme.media or recommendation.medium in theme.media)
        and (not theme.works or work in {fold(name) for name in theme.works})
    )


def names_source(pattern: str, source: str) -> bool:
    """Whether a pattern in the config means this source: its whole name, its file name, or either with wildcards."""
    names = (source, PurePath(source.rstrip("/")).name)
    return any(name == pattern or fnmatchcase(name.casefold(), pattern.casefold()) for name in names)


def _order(theme: Theme) -> Callable[[Resolved], tuple[object, ...]]:
    def by_work(result: Resolved) -> tuple[object, ...]:
        work = result.recommendation.work
        return (work is None, fold(work or ""), result.order)

    def shuffled(result: Resolved) -> tuple[object, ...]:
        uri = result.verdict.match.uri if result.verdict.match else ""
        return (hashlib.sha256(f"{theme.seed}:{uri}".encode()).digest(),)

    return {"work": by_work, "shuffled": shuffled}.get(theme.order, lambda result: (result.order,))
