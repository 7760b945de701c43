"""What speaks for and against one candidate: named evidence, and the vetoes that forbid it.

Pure: a prepared wish and a prepared candidate go in, values come out. What each is worth stands in
weights.toml and is applied by `verdict`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ostsync.matching.prepare import Ask, Heard, Read, Wanted
from ostsync.matching.signs import Found, vocabulary
from ostsync.matching.ties import LEAST_TITLE, SAME_NAME, PeopleTie, Values, Vetoes, WorkTie
from ostsync.model import Medium
from ostsync.titles.fold import fold
from ostsync.titles.scripts import similarity
from ostsync.titles.versions import SAME_PERFORMANCE, UNNAMED, group

_NOTHING, _ALL = 0.68, 0.95
_SURE = 0.97
"""Above this two titles differ in nothing that matters."""
_NOT_MISSED = frozenset({UNNAMED, "full", "movie", "game"})
"""Versions that are asked for and need not be named by the one that they mean."""
_TOGETHER = 14
"""Letters that make a title say who it is."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Everything that one reading has to say about a candidate."""

    values: Values
    vetoes: Vetoes
    linked: bool
    """Whether anything but the title ties the candidate to what is asked for."""
    similarity: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many artists among all that came back have a track of just this title."""

    artists: int = 1


def weigh(ask: Ask, wanted: Wanted, heard: Heard, crowd: Crowd) -> Sum:
    """Everything for and against a candidate under one reading."""
    values: Values = {}
    vetoes: Vetoes = {}
    named = WorkTie(ask, heard)
    title = _title(ask, heard, named, wanted.read)
    values["title"] = (round(_scale(title.value), 3), f"{title.heard} ~ {title.asked}" if title.value < 1 else "")
    if title.value < LEAST_TITLE:
        return _another_title(values, title, named)
    if title.whole:
        values["wording"] = (1.0, "")
    _specific(values, title.asked)
    _numbers(vetoes, title, named)
    people = PeopleTie(ask, wanted, heard)
    _versions(values, vetoes, ask, heard, named=named, composer=people.composer)
    named.weigh(values, vetoes, people)
    people.weigh(values, vetoes, named, title.value)
    _signs(values, vetoes, ask, heard, named=named, people=people)
    _recording(values, wanted, heard)
    linked = named.links or people.links or "isrc" in values
    if not linked:
        vetoes["unlinked"] = "nothing but the title ties it to the work"
        _chance(values, ask, heard, title, crowd)
    elif title.crossed:
        values["script"] = (1.0, "")
    if heard.track.is_playable is False:
        vetoes["unavailable"] = "cannot be played in your market"
    return Sum(values, vetoes, linked, title.value, title.whole)


# ---------------------------------------------------------------------------- title


def _another_title(values: Values, title: _Title, named: WorkTie) -> Sum:
    """What is worth knowing about a candidate of another title: whether it stands on an album of the work."""
    vetoes = {"title": f"another title ({title.value:.2f})"}
    if named.album_value:
        values["work"] = (round(named.album_value, 2), named.heard.track.album_name)
    if not named.links:
        vetoes["unlinked"] = "nothing but the title ties it to the work"
    return Sum(values, vetoes, named.links, title.value, title.whole)


@dataclass(frozen=True, slots=True)
class _Title:
    value: float
    asked: str
    heard: str
    whole: bool
    """Every word of the track's name was asked for, and nothing is missing."""
    crossed: bool
    """The two stand in different scripts."""
    asked_numbers: tuple[int, ...] = ()
    heard_numbers: tuple[int, ...] = ()


def _title(ask: Ask, heard: Heard, named: WorkTie, read: Read) -> _Title:
    names = heard.names
    best = _Title(0.0, "", "", whole=False, crossed=False)
    for one in ask.names:
        for other in names if one.readings.text else ():  # what is empty is like nothing, not like all that is empty
            value = similarity(one.readings, other.readings) * min(one.worth, other.worth)
            if value > best.value:
                best = _Title(
                    value,
                    one.readings.text,
                    other.readings.text,
                    whole=value > _SURE and other is names[0],
                    crossed=one.readings.native != other.readings.native,
                    asked_numbers=one.numbers,
                    heard_numbers=other.numbers,
                )
    return best if best.value > _SURE else _without_work(best, ask, heard, named, read)


def _without_work(best: _Title, ask: Ask, heard: Heard, named: WorkTie, read: Read) -> _Title:
    """The title once the work is taken out of the candidate's name: "FAIRY TAIL メインテーマ" is "Main Theme"."""
    numbers = tuple(n for n in heard.parts.numbers if n not in named.numbers)
    for rest in named.titles:
        left = read(" ".join(rest))
        for one in ask.names:
            value = similarity(one.readings, left) * one.worth
            if value > best.value:
                crossed = one.readings.native != left.native
                best = _Title(value, one.readings.text, left.text, value > _SURE, crossed, one.numbers, numbers)
    return best


def _scale(value: float) -> float:
    return max(0.0, min(1.0, (value - _NOTHING) / (_ALL - _NOTHING)))


def specificity(title: str) -> float:
    """How much a title says by itself, 0..1: its letters, generic words hardly counted, CJK ones doubly."""
    letters, generic = 0.0, vocabulary().generic
    for word in title.split():
        size = sum(2.5 if ord(letter) > 0x2E7F else 1.0 for letter in word)
        letters += size * (0.2 if word in generic else 1.0)
    return min(1.0, letters / _TOGETHER)


def _specific(values: Values, title: str) -> None:
    value = specificity(title)
    if value >= 0.5:
        values["specific"] = (round((value - 0.5) * 2, 2), "")
    else:
        values["generic"] = (round((0.5 - value) * 2, 2), "many pieces are called so")


# ---------------------------------------------------------------------------- numbers and versions


def _numbers(vetoes: Vetoes, title: _Title, named: WorkTie) -> None:
    """Two pieces that differ in their numerals are two pieces; a first part may go unnumbered."""
    asked, got = set(title.asked_numbers), set(title.heard_numbers)
    if asked != got and got - named.numbers != asked and not (asked | got <= {1}):
        vetoes["number"] = f"another part ({_said(got)}, asked {_said(asked)})"


def _said(values: Iterable[object]) -> str:
    return ", ".join(sorted(str(value) for value in values)) or "none"


def _versions(values: Values, vetoes: Vetoes, ask: Ask, heard: Heard, *, named: WorkTie, composer: str) -> None:
    """An asked-for version must be that version, and a plain title is no remix, demo or concert."""
    asked, got = ask.parts.versions, heard.parts.versions
    missing, added = asked - got, got - asked
    lacking = [v for v in missing if v not in _NOT_MISSED and group(v) != "same"]
    other = [v for v in added if group(v) not in SAME_PERFORMANCE and v != UNNAMED]
    on_soundtrack = named.album_value >= 0.5 and heard.soundtrack
    if lacking:
        vetoes["version"] = f"asked for {_said(lacking)}"
    elif UNNAMED in asked and not _same_labels(ask.parts.labels, heard.parts.labels):
        vetoes["version"] = f"asked for {_said(ask.parts.labels)}"
    elif asked & got:
        values["version"] = (1.0, _said(asked & got))
    if other and on_soundtrack and composer and all(group(v) == "voices" for v in other):
        values["other_version"] = (0.4, _said(other))  # the composer's own: "The Path of the Wind - Instrumental"
    elif other:
        values["other_version"] = (1.0, _said(other))
        vetoes["version"] = f"it is {_said(other)}"
    elif UNNAMED in added:
        values["other_version"] = (0.6, _said(heard.parts.labels))
    elif cut := [v for v in added if group(v) == "cut" and v not in ("full", "movie")]:
        values["other_version"] = (0.4, _said(cut))
    elif added:
        values["other_version"] = (0.1, _said(added))


def _same_labels(asked: Sequence[str], got: Sequence[str]) -> bool:
    """Whether two versions that have no name of their own are called alike ("10 years after Ver.")."""
    left, right = ({w for label in labels for w in fold(label).split()} for labels in (asked, got))
    return bool(left & right - {"ver", "version"})


# ---------------------------------------------------------------------------- covers, the recording, chance


def _signs(values: Values, vetoes: Vetoes, ask: Ask, heard: Heard, *, named: WorkTie, people: PeopleTie) -> None:
    asked = ask.words
    shown: list[Found] = [s for s in heard.signs if not set(s.words) <= asked]
    if people.artist or people.theme:
        shown = [s for s in shown if s.where != "artist" and s.name in ("karaoke", "chiptune", "arrangement")]
    if named.album_value >= 0.5 and heard.soundtrack:
        shown = [s for s in shown if s.where != "title" or s.name in ("karaoke", "tribute", "lofi")]
    if shown:
        sign = shown[0]
        vetoes["cover"] = f"{sign.name}: {' '.join(sign.words)} ({sign.where})"
        return
    in_title = named.title is not None and named.title.value > 0
    known = people.artist or people.theme or (people.composer and people.all_known)
    if in_title and named.album_value < 0.5 and not known:
        vetoes["cover"] = "names the work in its own title, as covers do"


def _recording(values: Values, wanted: Wanted, heard: Heard) -> None:
    asked, track = wanted.recommendation, heard.track
    if asked.isrc and track.isrc and asked.isrc.upper() == track.isrc.upper():
        values["isrc"] = (1.0, track.isrc)
    if asked.duration_ms and track.duration_ms:
        apart = abs(asked.duration_ms - track.duration_ms)
        if apart <= 3_000:
            values["duration"] = (1.0, "")
        elif apart > max(15_000, asked.duration_ms * 0.1):
            values["other_duration"] = (min(1.0, apart / 60_000), f"{apart // 1000} s apart")


def _chance(values: Values, ask: Ask, heard: Heard, title: _Title, crowd: Crowd) -> None:
    """How likely a title alone is no chance: where it comes from, and how many share it."""
    medium = ask.sought.medium if ask.sought else None
    if title.crossed:
        values["script"] = (round(_scale(title.value), 2), "the reading fits")
    elif medium is not Medium.ANIME:
        values["common_words"] = (1.0, "")
    country = (heard.track.isrc or "")[:2].upper()
    japanese = country == "JP" or any(r.native for r in (heard.names[0].readings, *heard.artist_readings))
    if medium in (Medium.ANIME, Medium.GAME):
        if japanese:
            values["origin"] = (1.0, country)
        elif country:
            values["foreign"] = (1.0, country)
    if crowd.artists == 1 and medium is Medium.ANIME and title.value >= SAME_NAME:
        values["alone"] = (1.0, "no other artist came back with this title")
    elif crowd.artists > 1:
        values["crowd"] = (min(1.0, (crowd.artists - 1) / 3), f"{crowd.artists} artists have it")
