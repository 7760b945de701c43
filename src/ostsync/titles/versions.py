"""Versions: what does a title say besides the name of the piece? Version, part, guest, work, role in the work.

`parse` is pure and never fails; what it does not understand stays in the core. Which words speak of a version is
decided in `vocabulary`, which of works, guests and roles in `origins`, which of numbers in `numerals`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ostsync.titles import numerals, origins, segments, vocabulary
from ostsync.titles.fold import fold
from ostsync.titles.segments import Segment
from ostsync.titles.vocabulary import UNNAMED, group

__all__ = ["SAME_PERFORMANCE", "UNNAMED", "TitleParts", "group", "parse"]

SAME_PERFORMANCE = frozenset({"same", "cut"})
"""Groups of versions that leave the performance as it was; `data/versions.toml` explains the groups."""

LONGEST_TITLE = 400
"""Letters. What is longer is no title, and is not taken apart."""

_FOR_INSTRUMENT = re.compile(r"\bfor (?:solo )?\w+$")
_INSTRUMENTS = frozenset(
    {"piano", "orchestra", "strings", "violin", "cello", "guitar", "flute", "harp", "winds", "choir"}
)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PIECES = re.compile(r"\s*[;/／|]\s*")
_HANGUL_AND_LATIN = re.compile(
    r"([^A-Za-z]*[가-힣][^A-Za-z]*?)\s+([^가-힣]*[A-Za-z]{2}[^가-힣]*)|([^가-힣]*[A-Za-z]{2}[^가-힣]*?)\s+([^A-Za-z]*[가-힣][^A-Za-z]*)"
)
_BEFORE_NUMBER = frozenset("0123456789#cdtCDT")
_TRACK_NUMBER = re.compile(
    r"^(?:(?:cd|disc|disk)\s*\d+\s*[-:,.]?\s*)?(?:track\s*|tr\.?\s*)?#?(?P<n>\d{1,3})"
    r"(?:\s*[.)]\s+|\s+[-–—]\s+|(?<=0\d)\s*[-–—]\s+)(?=\S)"
    r"|^\d-(?P<m>\d\d)[.)]?\s+(?=\S)|^track\s*(?P<k>\d+)\s*[:：]\s*(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A title taken apart. Every text is as written; fold it to compare."""

    text: str
    """The whole title."""
    core: str
    """The title without version, guests, work of origin and part markers. Never empty unless `text` is."""
    others: tuple[str, ...] = ()
    """Other names that part of the title makes alone: a translation or subtitle in brackets, the halves around a
    dash or colon. Weaker than `core`: "Naruto - Sadness and Sorrow" has both halves here."""
    versions: frozenset[str] = frozenset()
    """Named facts of `data/versions.toml`, or UNNAMED."""
    labels: tuple[str, ...] = ()
    """The words in which the versions were given."""
    numbers: tuple[int, ...] = ()
    """Numerals of the title, the part numbers taken out of the core included; not those of versions and works."""
    featuring: tuple[str, ...] = ()
    from_work: str | None = None
    """The work that the title itself says it is from."""
    roles: frozenset[str] = frozenset()
    """What the piece is in its work: opening, ending, insert, main_theme, theme, character_song."""
    year: int | None = None
    """Of a remaster, a live recording or another dated version."""
    track_number: int | None = None
    """Numbering before the title, as in a track list."""

    @property
    def other_recording(self) -> frozenset[str]:
        """The versions that make it another recording than the plain title: not a remaster, an edit or a TV size."""
        return frozenset(v for v in self.versions if group(v) not in SAME_PERFORMANCE)


def parse(title: str) -> TitleParts:
    """Takes a title apart. What is not understood stays in `core`."""
    rest = " ".join(_INVISIBLE.sub("", title).split())
    if len(rest) > LONGEST_TITLE:
        return TitleParts(text=title, core=rest)
    said = _Said()
    track_number = None
    if rest[:1] in _BEFORE_NUMBER and (found := _TRACK_NUMBER.match(rest)):
        track_number = int(found["n"] or found["m"] or found["k"])
        rest = rest[found.end() :]
    rest, unread = _without_segments(rest, said)
    name = _without_part(_without_bare(rest, said), said)
    if name != rest:  # what stood before a part number or a bare version: "- Jungle Cruise Version Part 1"
        name, unread = _without_segments(name, said)
    core, others = _names(name, unread, said)
    theme = origins.theme_of(core)
    return TitleParts(
        text=title,
        core=core,
        others=tuple(dict.fromkeys(o for o in others if fold(o) != fold(core))),
        versions=frozenset(said.versions),
        labels=tuple(reversed(said.labels)),
        numbers=(*numerals.numbers(theme[0] if theme else core), *said.numbers),
        featuring=tuple(dict.fromkeys(said.featuring)),
        from_work=said.from_work,
        roles=frozenset(said.roles),
        year=said.year,
        track_number=track_number,
    )


class _Said:
    """Collects what the segments of one title say."""

    def __init__(self) -> None:
        self.versions: set[str] = set()
        self.labels: list[str] = []
        self.numbers: list[int] = []
        self.featuring: list[str] = []
        self.from_work: str | None = None
        self.roles: set[str] = set()
        self.year: int | None = None

    def take(self, segment: Segment) -> bool:
        """Reads a segment; False where it says nothing that is known, and belongs to the name of the piece."""
        pieces = [p for p in _PIECES.split(segment.text) if p]
        if len(pieces) > 1 and all(_Said()._one(piece, segment.form) for piece in pieces):
            for piece in pieces:  # From "Frozen"/Soundtrack Version
                self._one(piece, segment.form)
            return True
        return self._one(segment.text, segment.form)

    def version(self, phrase: str) -> None:
        """Takes down a phrase that speaks of a version."""
        words = fold(phrase)
        self.versions |= vocabulary.facts(words) or {UNNAMED}
        self.labels.append(phrase)
        if self.year is None and (year := _YEAR.search(words)):
            self.year = int(year.group())

    def _one(self, text: str, form: str) -> bool:
        if origins.is_credit(text):
            return True
        if guests := origins.guests(text, bracketed=form == "bracket"):
            self.featuring += guests
            return True
        if work := origins.from_work(text):
            self.from_work = self.from_work or work
            return True
        if role := origins.role(text):
            self.roles.add(role)
            if role == "main_theme" and form == "dash":
                return False  # "Fairy Tail - Main Theme": the name of the piece
            self.numbers += numerals.numbers(text)
            return True
        if numbers := _part_numbers(text):
            self.numbers += numbers
            return True
        if vocabulary.is_version(fold(text)):
            self.version(text)
            return True
        if work := origins.soundtrack_of(text):
            self.from_work = self.from_work or work
            if role := origins.native_role(text):
                self.roles.add(role)
            return True
        return False


def _part_numbers(text: str) -> tuple[int, ...]:
    """The numbers of a segment that is a part number and nothing else; a year is none."""
    if re.fullmatch(r"[IVX]+", text):
        return numerals.numbers(f"part {text}")
    found = numerals.find(text)
    rest = text
    for n in reversed(found):
        rest = rest[: n.start] + rest[n.end :]
    if re.sub(r"[\W_]|章|番|楽章|\band\b", "", rest):
        return ()
    if len(found) == 1 and not found[0].marker and 1900 <= found[0].value < 2100:
        return ()
    return tuple(n.value for n in found)


def _without_segments(rest: str, said: _Said) -> tuple[str, list[Segment]]:
    """Takes away every segment that says something known, from the last to the first, while a title remains.

    Answers what is left, and the segments in it.
    """
    names: set[str] = set()
    while True:
        found = sorted(_segments(rest), key=lambda s: -s.end)
        for segment in found:
            if segment.text in names:
                continue
            left = segment.cut_from(rest)
            if re.search(r"\w", left) and said.take(segment):
                rest = left
                break
            names.add(segment.text)
        else:
            return rest, found


def _segments(rest: str) -> list[Segment]:
    """Every segment, inner ones first, and tails joined where a work has a dash: "From 13 Reasons Why – Season 2"."""
    if not segments.any_in(rest):
        return []
    tails = segments.dashes(rest)
    joined = [Segment("dash", rest[t.end - len(t.text) :].strip(), t.start, len(rest)) for t in tails[:-1]]
    works = [t for t in joined if t.text.lower().startswith("from ")]
    places = [t for t in joined if t.text.lower().startswith(("live at ", "live in ", "live from "))]
    return [*segments.brackets(rest), *works, *tails, *places, *segments.waves(rest), *segments.hyphens(rest)]


def _without_bare(rest: str, said: _Said) -> str:
    """Takes away guests and versions at the end that no punctuation sets off: "Battle Piano Ver. feat. Somebody"."""
    rest, guests = origins.bare_guests(rest)
    said.featuring += guests
    while (found := vocabulary.bare_at_end(rest)) and re.search(r"\w", rest[: found.start()]):
        said.version(found.group().strip())
        rest = rest[: found.start()].rstrip(" -–—,.")
    return origins.without_soundtrack(rest).rstrip(" ,")


def _without_part(rest: str, said: _Said) -> str:
    """Takes "Part 2", "Pt. II", "Vol. 1" and "#2" off the end; a bare "II" belongs to the name and stays."""
    found = numerals.find(rest)
    if not found or rest[found[-1].end :].strip(" ."):
        return rest
    last = found[-1]
    if last.marker not in ("part", "volume", "no") and not rest[: last.start].endswith("#"):
        return rest
    left = rest[: last.start].rstrip(" #([,:;–—-")
    if fold(left) in ("", "the", "a"):
        return rest
    said.numbers.insert(0, last.value)
    return left


def _names(rest: str, unread: list[Segment], said: _Said) -> tuple[str, list[str]]:
    """The core, and the other names that are in it."""
    others: list[str] = []
    quoted = origins.quoted_name(rest)
    if quoted and rest[-1] in '"”“」』' and (before := rest[: rest.find(quoted)].strip(' "“„「『')):
        if vocabulary.facts(fold(before)) & _INSTRUMENTS and vocabulary.is_version(fold(before)):
            said.version(before)  # Harp “Ballad of the Goddess”
            return quoted, [rest]
        others.append(quoted)  # Main Title "Somewhere in My Memory"
    if theme := origins.theme_of(rest):
        what, work = theme
        said.from_work = said.from_work or work
        said.roles.add(
            next((r for r in ("opening", "ending", "main") if r in what.lower()), "theme").replace("main", "main_theme")
        )
        others.append(what)
    for segment in unread:
        others += [name for name in (segment.cut_from(rest), segment.text) if re.search(r"\w", name)]
        if _FOR_INSTRUMENT.search(fold(segment.text)):
            said.versions |= vocabulary.facts(fold(segment.text)) & _INSTRUMENTS
    if halves := re.match(r"(.+?)\s*[:：]\s+(.+)$", rest):
        others += halves.groups()
    if not unread and "가" <= max(rest, default="") <= "힣" and (halves := _HANGUL_AND_LATIN.fullmatch(rest)):
        others += [g.strip() for g in halves.groups() if g]  # 우산 Umbrella
    return rest, others
