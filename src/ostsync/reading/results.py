"""Gathers what was read: each track with its medium and section from where it stands, and each one once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ostsync.model import Medium, Recommendation
from ostsync.reading import vocabulary as v
from ostsync.reading.context import Topic
from ostsync.reading.document import Block
from ostsync.reading.listing import Taken
from ostsync.reading.names import Known, person
from ostsync.reading.once import Once
from ostsync.reading.outline import Head

_TWO_OR_THREE = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’-]+){1,2}")
_LONGEST_TEXT = 500


class Results:
    """The recommendations so far, and the medium that the text spoke of last."""

    def __init__(self, known: Known, topic: Topic) -> None:
        self._known = known
        self._topic = topic
        self._found = Once()
        self._heard: Medium | None = None

    def hear(self, text: str, *, afresh: bool = False) -> None:
        """Takes note of the medium that a text speaks of; `afresh` forgets what was heard before."""
        self._heard = v.medium_of(text) or (None if afresh else self._heard)

    def add(
        self, one: Taken, text: str, line: int | None, path: Sequence[Head], below: Sequence[Block] = ()
    ) -> None:  # fmt: skip
        """A track with the words it was read from, the headings above it and what belongs to it."""
        section = next((h.words.text for h in reversed(path) if len(h.words.text) <= 120), None)
        near = tuple(dict.fromkeys(a for b in below[:3] for a in _people(b.text))) if not one.artist else ()
        self._found.add(
            Recommendation(
                one.title, one.work, one.artist, one.album, self._medium(one.work, path), section, one.kind,
                one.alternatives, one.duration_ms, co_artists=near, confidence=one.confidence,
                text=text[:_LONGEST_TEXT], line=line,
            )
        )  # fmt: skip

    def add_row(self, row: Recommendation, path: Sequence[Head]) -> None:
        """A row of a table whose columns were named."""
        section = row.section or (path[-1].words.text if path else None)
        medium = row.medium or self._medium(row.work, path)
        self._found.add(replace(row, section=section, medium=medium, confidence=0.95))

    def all(self) -> tuple[Recommendation, ...]:
        """All of them, in order of first mention."""
        return self._found.all()

    def _medium(self, work: str | None, path: Sequence[Head]) -> Medium | None:
        if work and (found := self._known.work(work)):
            return found.medium
        for head in reversed(path):
            if medium := v.medium_of(head.words.text):
                return medium
        return self._heard or self._topic.medium


def _people(text: str) -> list[str]:
    """The persons that a text names for sure."""
    return [name for name in _TWO_OR_THREE.findall(text[:2000]) if person(name) >= 2][:4]
