"""Decides for a whole list which field is the title, which the work, which the artist: by what speaks for each column.

A list is cut into fields (`entries`). All entries of one shape ("a-b", "a(b,c") vote together: how each value
looks, which column repeats itself, which joins suit which role. One entry whose own words speak loudly against
the rest of the list is turned round by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import product

from ostsync.reading import vocabulary as v
from ostsync.reading.cutting import Field
from ostsync.reading.entries import Entry
from ostsync.reading.names import Known, person, sentence


class Role(StrEnum):
    """What a field is."""

    TITLE = "T"
    WORK = "W"
    ARTIST = "A"
    NOTE = "N"


T, W, A, N = Role.TITLE, Role.WORK, Role.ARTIST, Role.NOTE
Roles = tuple[Role, ...]

_SAMPLE = 300
"""Entries of one shape that are looked at to decide its roles; more would not change the decision."""
_ROLE_OF = re.compile(
    r"[「『《][^」』》]+[」』》].{0,12}(?:OP|ED|曲|主題歌|挿入歌|テーマ|より)|(?:OP|ED|主題歌|主题曲|片尾曲|片头曲)\d?$"
)
_TURN = 1.8
"""How much louder an entry's own words must speak for the other reading than for the list's."""

_PRIORS: dict[tuple[str, Role], float] = {
    ("by", A): 1.5, ("by", W): -1.5, ("by", T): -3.0, ("by", N): -1.5,
    ("from", W): 1.5, ("from", A): -0.5, ("from", T): -3.0, ("from", N): -0.5,
    ("(", W): 0.5, ("(", A): 0.3, ("(", N): 0.0, ("(", T): -1.5,
    (",", W): 0.3, (",", A): 0.3, (",", N): -0.2, (",", T): -0.6,
    (":", T): 0.8, (":", W): -0.6, (":", A): -0.3, (":", N): -0.4,
    ("-", T): 0.0, ("-", W): 0.1, ("-", A): 0.1, ("-", N): -0.8,
    ("/", T): 0.0, ("/", W): 0.1, ("/", A): 0.1, ("/", N): -0.4,
    ("", T): 0.3, ("", W): 0.2, ("", A): 0.2, ("", N): -1.2,
}  # fmt: skip
"""How well a role suits what joins the field to the one before ("" is the first field). In brackets stand works and
artists; after "by" artists; after a colon the title; a dash may join anything."""

_ORDERS: dict[tuple[str, Roles], float] = {
    ("a-b", (T, W)): 0.1, ("a-b", (A, T)): 0.2, ("a(b,c", (T, A, W)): 0.2, ("a-b(c", (T, A, W)): 0.3,
    ("a-b(c", (A, T, W)): 0.2, ("a,b-c", (T, W, A)): 0.3, ("a-b-c", (T, W, A)): 0.2, ("a-b-c", (W, T, A)): 0.1,
}  # fmt: skip
"""Orders that people prefer where nothing else decides."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the surroundings of a list say about it."""

    order: Roles = ()
    """The roles of an earlier two-field list of the same source."""
    works: frozenset[str] = frozenset()
    """Folded names that the source itself uses as works (in its title, headings and sentences)."""
    artists: frozenset[str] = frozenset()
    themes: bool = False
    """The source is about themes of works: a name beside a composer is a work, and its theme is meant."""
    about_works: bool = False
    """The source speaks of anime, games, films or dramas: a second name is rather a work than an artist."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The roles of one shape, and by how much they won."""

    roles: Roles
    margin: float
    other: Roles = ()
    """The best roles that have the title elsewhere."""
    other_margin: float = 9.0


def assign(entries: Sequence[Entry], known: Known, hints: Hints) -> dict[str, Assignment]:
    """The roles for each shape among the entries."""
    shapes: dict[str, list[Entry]] = {}
    for one in entries:
        shapes.setdefault(one.shape, []).append(one)
    decided: dict[str, Assignment] = {}
    leading: Roles = hints.order
    for shape, group in sorted(shapes.items(), key=lambda s: (-len(s[1]), s[0])):
        decided[shape] = _decide(shape, group, known, hints, leading=leading, before=decided)
        roles = decided[shape].roles
        if not leading and len(roles) == 2 and shape == "a-b":
            leading = roles
    return decided


def roles_of(one: Entry, decided: Assignment, known: Known, hints: Hints) -> tuple[Roles, float]:
    """The roles of one entry and how sure they are (the margin): the list's, or its own where it speaks loudly."""
    if not decided.other:
        return decided.roles, decided.margin
    own = sum(value(f, r, known, hints) + _PRIORS[f.joiner, r] for f, r in zip(one.fields, decided.roles, strict=True))
    turned = sum(
        value(f, r, known, hints) + _PRIORS[f.joiner, r] for f, r in zip(one.fields, decided.other, strict=True)
    )
    if turned - own > _TURN + 0.2 * min(decided.other_margin, 3):
        return decided.other, turned - own - _TURN
    return decided.roles, decided.margin


def _decide(
    shape: str, group: list[Entry], known: Known, hints: Hints, *, leading: Roles, before: dict[str, Assignment]
) -> Assignment:
    width = len(group[0].fields)
    if width == 1:
        return Assignment((T,), 1.0)
    sample = group[:_SAMPLE]
    columns = [[one.fields[i] for one in sample] for i in range(width)]
    table = [{role: _column(column, role, known, hints) for role in Role} for column in columns]
    people = max(sum(max(0.0, person(f.text)) for f in column) for column in columns) / len(sample)
    if hints.themes and people < 0.5:
        hints = replace(hints, themes=False)
    joiners = [f.joiner for f in group[0].fields]
    ranked = sorted(
        (
            (_total(shape, roles, joiners, table, leading=leading, before=before, hints=hints), roles)
            for roles in _orders(width)
        ),
        key=lambda s: -s[0],
    )
    best, roles = ranked[0]
    other = next(((score, r) for score, r in ranked[1:] if T in r and _title_at(r) != _title_at(roles)), None)
    margin = best - ranked[1][0]
    if other is None:
        return Assignment(roles, margin)
    return Assignment(roles, margin, other[1], best - other[0])


def _title_at(roles: Roles) -> int:
    return roles.index(T) if T in roles else -1


def _total(
    shape: str,
    roles: Roles,
    joiners: list[str],
    table: list[dict[Role, float]],
    *,
    leading: Roles,
    before: dict[str, Assignment],
    hints: Hints,
) -> float:
    score = _ORDERS.get((shape, roles), 0.0)
    for role, joiner, column in zip(roles, joiners, table, strict=True):
        score += _PRIORS[joiner, role] + column[role]
    if leading and shape == "a-b":
        score += 0.8 if roles == leading else 0.0
    if shape == "a(b" and (full := before.get("a(b,c")) and full.roles[:2] == roles:
        score += 0.6
    if T not in roles:
        score += 0.9 if hints.themes and table[roles.index(W)][W] > 0.6 else -2.0
    if W in roles:
        score += 0.35 if hints.about_works else -0.25
    return score


@lru_cache(maxsize=16)
def _orders(width: int) -> tuple[Roles, ...]:
    return tuple(_possible(width))


def _possible(width: int) -> Iterator[Roles]:
    """Every order with one title, at most one work and one artist; and work with artist alone, for themes."""
    for roles in product((T, W, A, N), repeat=width):
        if roles.count(W) > 1 or roles.count(A) > 1:
            continue
        if roles.count(T) == 1 or (width == 2 and set(roles) == {W, A}):
            yield roles


def _column(column: list[Field], role: Role, known: Known, hints: Hints) -> float:
    score = sum(value(f, role, known, hints) for f in column) / len(column)
    if len(column) >= 3:
        distinct = len({f.text.casefold() for f in column})
        repeats = 1 - distinct / len(column)
        score += repeats * {T: -2.5, W: 2.0, A: 2.0, N: 1.0}[role]
    return score


def value(part: Field, role: Role, known: Known, hints: Hints) -> float:
    """How much the look of one field speaks for a role."""
    text = part.text
    low = text.casefold()
    if role is N:
        return _note(part, low)
    if sentence(text):
        return -2.0
    if role in (W, A) and text[:1].islower() and len(text.split()) >= 3:
        return -1.5
    if role in (W, A) and low.startswith("by "):
        return 1.5 if role is A else -1.5
    if role in (W, A) and _ROLE_OF.search(text):
        return 1.5 if role is W else -1.5
    work = 1.0 if known.work(text) else 0.6 if low in hints.works else 0.0
    album = 1.0 if v.ALBUM.search(text[-30:]) else 0.0
    title_word = 1.0 if v.TITLE.search(text) else 0.0
    human = 2.0 if low in hints.artists else person(text)
    if role is T:
        score = 0.8 * title_word * (1 - work) - 1.6 * work - 0.6 * max(0.0, human) - 1.2 * album
        return score + _marks_for_title(part)
    if role is W:
        score = 2.4 * work + 1.4 * album - 0.5 * title_word * (1 - work) - (0 if work else 0.5 * max(0.0, human))
        score += 0.4 if _numbered(text) else 0.0
        score += 0.5 if v.WORK.search(text) else 0.0
        score += 0.3 if ": " in text else 0.0
        return (
            score + {"": 0.0, "『": 1.0, "《": 0.8, "「": 0.1}.get(part.quote, -0.7) + (0.15 if part.emphasis else 0.0)
        )
    score = human - 1.2 * work - 0.6 * title_word - 1.4 * album - (0.4 if any(c.isdigit() for c in text) else 0.0)
    return score - (1.0 if part.quote else 0.0)


def _marks_for_title(part: Field) -> float:
    if part.quote:
        return 0.2 if part.quote in "『《" else 1.5
    return 0.8 if part.code else 2.0 if part.plays else 0.4 if part.emphasis else 0.1 if part.link else 0.0


def _note(part: Field, low: str) -> float:
    words = low.replace("-", " ").split()
    if sentence(part.text) or low.isdigit() or (words and all(w.strip(".,") in v.GENERIC for w in words)):
        return 1.2
    if part.text[:1].islower() and len(words) >= 3:
        return 0.8
    if len(words) == 1 and 0 < person(part.text) <= 0.5:
        return 0.9
    if v.NO_TRACK.search(low) or low.startswith(("note", "※", "the one", "from the")):
        return 0.8
    return -0.4


def _numbered(text: str) -> bool:
    last = text.rstrip(")").split()[-1] if text.split() else ""
    return last.isdigit() or (len(last) <= 4 and bool(last) and set(last) <= set("IVX") and last != "I")
