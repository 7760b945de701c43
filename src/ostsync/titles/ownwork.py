"""Own work: which words of a title are only the name of the work it is from? "With Your Drill - Gurren Laggan"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from ostsync.titles import numerals, origins, segments
from ostsync.titles.fold import fold
from ostsync.titles.versions import TitleParts

TYPO = 88
"""Likeness (0..100) from which a name of more than five letters is the work's, misspelled: "Gurren Laggan" has 92."""

_AFTER_WORK = re.compile(
    r" (?:ost|original soundtrack|soundtrack|orchestra|game|anime|movie|film|series|tv|season \d+|\d)$"
)
_PIECES = frozenset({"theme", "title theme", "suite", "prelude", "overture", "theme song", "title", "medley"})


def without_work(parts: TitleParts, names: Iterable[str]) -> TitleParts:
    """The parts with the work's own names taken out of the core and the other names, where something remains.

    "Main Theme of FINAL FANTASY VII" is "Main Theme" and "FFVII REMAKE: Hollow Skies" is "Hollow Skies" beside
    their works. A name is taken only where punctuation sets it off or a role follows it ("Fairy Tail Main
    Theme"); typos are allowed for. A title that is the work's name alone stays.
    """
    known = _folded(tuple(names))
    core, mention = _cut_all(parts.core, known)
    others = tuple(
        dict.fromkeys(
            o for o in (_cut_all(o, known)[0] for o in parts.others) if not _is_work(o, known) and fold(o) != fold(core)
        )
    )
    if mention is None:
        return replace(parts, others=others)
    of_core = numerals.numbers(parts.core)
    of_parts = parts.numbers[len(of_core) :] if parts.numbers[: len(of_core)] == of_core else parts.numbers
    return replace(
        parts,
        core=core,
        others=others,
        numbers=(*numerals.numbers(core), *of_parts),
        from_work=parts.from_work or mention,
    )


def _cut_all(title: str, known: tuple[str, ...]) -> tuple[str, str | None]:
    """A title without any mention of the work, and the last mention that was cut."""
    mention = None
    while True:
        for name, left in sorted(_cuts(title, known), key=lambda cut: -len(cut[0])):
            rest = left.strip(" -–—:,/")
            if fold(rest) and _is_work(name, known) and not _is_work(rest, known):
                title, mention = rest, name.strip(" \"“”'")
                break
        else:
            return title, mention


@lru_cache(maxsize=1024)
def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(k for k in dict.fromkeys(map(fold, names)) if k)


def _cuts(title: str, known: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every way to take a name off a title: the name, and what is left."""
    tails = segments.dashes(title)
    for segment in (*segments.brackets(title), *segments.waves(title), *tails):
        yield segment.text, segment.cut_from(title)
    if tails:
        yield title[: tails[0].start], title[tails[0].start :]
        yield title[tails[0].start :].strip(" -–—"), title[: tails[0].start]
    if (found := re.match(r"([^(（\[【]+?)\s*[:：/／]\s*(.+)$", title)) is not None:
        yield found.group(1), found.group(2)
        yield found.group(2), found.group(1)
    if theme := origins.theme_of(title):
        yield theme[1], theme[0]
    folded = fold(title)
    if any(folded.startswith(k) for k in known):  # Fairy Tail Main Theme
        words = title.split()
        for i in range(1, len(words)):
            tail = " ".join(words[i:])
            if origins.role(tail) or fold(tail) in _PIECES:
                yield " ".join(words[:i]), tail
                break


def _is_work(name: str, known: tuple[str, ...]) -> bool:
    """Whether a name is the work's, or one of several side by side: "Shigatsu wa Kimi no Uso/Your Lie in April"."""
    return any(_is_named(fold(part), known) for part in {name, *re.split(r"\s*[/／]\s*", name)})


def _is_named(words: str, known: tuple[str, ...]) -> bool:
    from rapidfuzz.fuzz import ratio

    shorter = _AFTER_WORK.sub("", words)
    return any(k in (words, shorter) or (min(len(words), len(k)) > 5 and ratio(words, k) >= TYPO) for k in known)
