"""Decides when two mentions are the same recommendation: the first is kept, and learns what the second adds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from ostsync.model import Kind, Recommendation


class Once:
    """Recommendations in order of first mention."""

    def __init__(self) -> None:
        self._all: list[Recommendation] = []
        self._by_title: dict[str, list[int]] = {}

    def add(self, new: Recommendation) -> None:
        """Adds a recommendation, or what it knows to the one that it repeats."""
        key = _key(new.title)
        if not key:
            return
        for place in self._by_title.get(key, ()):
            old = self._all[place]
            if _same(old, new):
                self._all[place] = replace(
                    old,
                    work=old.work or new.work,
                    artist=old.artist or new.artist,
                    medium=old.medium or new.medium,
                    uri=old.uri or new.uri,
                    kind=old.kind if old.kind is not Kind.ALBUM else new.kind,
                    confidence=max(old.confidence, new.confidence),
                )
                return
        self._by_title.setdefault(key, []).append(len(self._all))
        for other in new.alternatives:
            if other.work == new.work:
                self._by_title.setdefault(_key(other.title), []).append(len(self._all))
        self._all.append(new)

    def all(self) -> tuple[Recommendation, ...]:
        """All of them."""
        return tuple(self._all)


def _same(old: Recommendation, new: Recommendation) -> bool:
    return _agree(old.work, new.work) and _agree(old.artist, new.artist)


def _agree(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return True
    a, b = _key(one), _key(other)
    return a == b or (min(len(a), len(b)) > 3 and (a in b or b in a) and a[-1:].isdigit() == b[-1:].isdigit())


def _key(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded) or "".join(folded.split())
