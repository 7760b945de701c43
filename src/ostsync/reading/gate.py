"""Decides whether a list is a list of tracks at all: what its surroundings promise, and what its entries look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ostsync.reading import vocabulary as v
from ostsync.reading.entries import Entry
from ostsync.reading.names import Known, person, sentence, titled

_CODE = re.compile(r"--\w|\w\(\)|[{}<>=\\]|;$|\w/\w+/|\.\w{2,4}$|::|\$\w|^\W*[a-z]+_[a-z]+|@\w|\d+%|^v?\d+\.\d+")
_OST = re.compile(r"\b(?:ost|soundtrack)\b", re.I)
_PROMISE = re.compile(
    r"[:：…]\W*$|\b(?:list|below|here|following|favou?rites?|these|recommend\w*|top|best|aquí|lista|voici|hier)\b|以下|リスト|推荐|おすすめ|選",
    re.IGNORECASE,
)
"""The words before a list announce it."""
NEEDED = 1.6


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The words around a list, nearest first, and how much the source is about music."""

    intro: str
    heading: str
    outer: str
    """The headings further up."""
    music: float
    furniture: bool = False
    titled: bool = False
    """The source says in its title or description that it is about songs."""
    work: bool = False
    """A heading or parent names the work (or artist) that the list belongs to."""


def points(entries: Sequence[Entry], around: Surroundings, known: Known) -> float:
    """How much speaks for a list of tracks; NEEDED or more is one."""
    total = len(entries)
    if not total:
        return -9.0
    if around.music < 0.1 and not any(map(v.SONG.search, (around.intro, around.heading, around.outer))):
        return -9.0
    score = _from_words(around)
    if around.furniture:
        score -= 4.0

    def share(test: object) -> float:
        return sum(bool(test(one)) for one in entries) / total  # type: ignore[operator]

    score += 1.2 * share(_quoted) + 1.3 * share(lambda e: e.stamped) + 0.4 * share(lambda e: e.ranked)
    score += 0.9 * share(_plays)
    score += 1.2 * share(lambda e: any(known.work(f.text) for f in e.fields[:4])) if total <= 400 else 0.0
    score += 0.7 * share(lambda e: any(person(f.text) >= 1.5 for f in e.fields))
    score += 0.8 * share(lambda e: _OST.search(e.words.text))
    score += 0.8 * share(lambda e: " by " in e.shape)
    score += 0.8 * share(lambda e: v.TITLE.search(e.words.text))
    fields = [e for e in entries if len(e.fields) > 1]
    score += 0.5 * len(fields) / total if total > 1 else 0.0
    if len(fields) * 2 < total:
        score -= (1.0 if not around.work else 0.2) * (1 - share(_plays))
        if not (around.titled or v.SONG.search(around.intro) or v.SONG.search(around.heading)):
            score -= 1.6 * (1 - max(share(_quoted), share(_plays), share(lambda e: e.stamped)))
    score -= (
        2.5 * share(_is_sentence) + 2.0 * share(_small_start) + 2.2 * share(lambda e: v.NO_TRACK.search(e.words.text))
    )
    score -= 2.0 * share(_small_end)
    score -= 1.5 * share(lambda e: e.linked and not _plays(e) and not _quoted(e)) + 2.5 * share(
        lambda e: _CODE.search(e.words.text)
    )
    score -= 1.0 if sum(len(e.words.text) for e in entries) / total > 120 else 0.0
    return score


def _from_words(around: Surroundings) -> float:
    score = 0.0
    if v.SONG.search(around.intro):
        score += 1.6 if _PROMISE.search(around.intro) else 0.9
    elif v.MUSICAL.search(around.intro):
        score += 0.8
    if v.SONG.search(around.heading) or _themes(around.heading):
        score += 1.5
    elif v.MUSICAL.search(around.heading):
        score += 0.9
    if v.SONG.search(around.outer):
        score += 0.5
    score += 1.6 * around.music
    if around.work:
        score += 0.4
    if around.music < 0.15 and score < 1.5:
        score -= 1.0
    return score


def _themes(text: str) -> bool:
    return bool(re.search(r"\b(?:openings?|endings?|OPs?|EDs?|themes|tracks)\b", text))


def _quoted(one: Entry) -> bool:
    return any(f.quote or f.code for f in one.fields[:3])


def _plays(one: Entry) -> bool:
    return one.plays


def _is_sentence(one: Entry) -> bool:
    return any(sentence(f.text) for f in one.fields[:2]) or len(one.words.text.split()) > 22


def _small_end(one: Entry) -> bool:
    """What stands behind the dash is a remark: "Beat the Hydra - twice"."""
    if len(one.fields) != 2 or one.fields[1].joiner not in ("-", ":"):
        return False
    behind = one.fields[1].text
    return behind[:1].islower() or not any(c.isalpha() for c in behind)


def _small_start(one: Entry) -> bool:
    return not titled(one.words.text) and not one.fields[0].quote if one.fields else True
