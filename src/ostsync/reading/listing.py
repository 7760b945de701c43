"""Turns lines of a list into tracks: cuts and roles, and both readings where the direction stays open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ostsync.model import Kind, Reading
from ostsync.reading import vocabulary as v
from ostsync.reading.cutting import Cuts, Field, Separators, separators
from ostsync.reading.document import Block, Words
from ostsync.reading.entries import Entry, entry
from ostsync.reading.labels import without_labels
from ostsync.reading.names import ARTISTS, GIVEN, Known, dense, possible_title, sentence, titled
from ostsync.reading.quotes import inner, quoted
from ostsync.reading.roles import A, Assignment, Hints, N, Role, T, W, roles_of
from ostsync.reading.sentences import clean

OPEN = 1.1
"""Below this margin the direction of a list stays open, and both readings are handed on."""
_OST = re.compile(
    r"(?<![A-Za-z])"
    r"\s*[-–—:|]?\s*[(\[]?\s*(?:the\s+)?(?:original\s+)?(?:game\s+|motion picture\s+|television\s+|tv\s+|"
    r"series\s+|video game\s+)*(?:soundtracks?|osts?|o\.s\.t\.?|sound track|"
    r"サウンドトラック|サントラ|原声带|原声)(?:\s*(?:vol\.?|volume|disc|cd)?\s*\d{1,2})?(?:\s*[-–#:]?\s*(?:track|tr\.?|"
    r"no\.?)?\s*#?\d{1,3})?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:from|by|in|music by|composed by|composer|作曲|歌|vocal|vo|game|anime|film|movie)\s*[:：]?\s+", re.IGNORECASE
)
_ROLE_SUFFIX = re.compile(
    r"^(?P<work>\S.*?)\s+[-–:]?\s*(?P<title>(?:opening|ending|op|ed|insert song|openings|endings)(?:\s+theme|"
    r"\s+song)?\s*#?\d{0,2}|[OE][PD]\d{1,2})$",
    re.IGNORECASE,
)
_ROLE_DENSE = re.compile(
    r"(?:(?<![A-Za-z])(?:OP|ED)|オープニング|エンディング|主題歌|挿入歌|テーマ曲|テーマソング)(?:曲|テーマ|主題歌)?\d?$"
)
_ROLE_ONLY = re.compile(
    r"(?:the\s+)?(?:\d(?:st|nd|rd|th)\s+)?(?:opening|ending|op|ed|insert|credits?)(?:\s+(?:theme|song|"
    r"credits))?\s*#?\d{0,2}",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\s*[(\[【|]\s*(?:official|music video|lyric|lyrics|mv|m/v|pv|hd|hq|4k|audio|video|visuali[sz]er|youtube|"
    r"high quality|best quality|full hd|with lyrics|english sub)"
    r"[^()\[\]【】]{0,40}[)\]】]?\s*$",
    re.IGNORECASE,
)
_TWO = re.compile(r"\s*(?:,|&|\band\b|\+|/|、|と|\bund\b|\by\b|\bet\b)\s*(?:also\s+)?")
_SECOND = re.compile(r"\s+/\s+|\s*／\s*|\s+(?:aka|a\.k\.a\.)\s+")
_INSIDE = re.compile(
    r"^(?P<work>[^\s].{2,60}?)\s+(?:medley|suite|main theme|theme|march|theme song|overture|main title)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that may be an entry, with what belongs to it."""

    words: Words
    line: int | None = None
    number: str = ""
    body: tuple[Block, ...] = ()
    work: str | None = None
    """The work that a parent or heading gives."""
    artist: str | None = None
    plays: bool = False
    source: Words | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A track as a line gives it."""

    title: str
    work: str | None = None
    artist: str | None = None
    album: str | None = None
    kind: Kind = Kind.TRACK
    alternatives: tuple[Reading, ...] = ()
    confidence: float = 0.7
    duration_ms: int | None = None


_BRACKET_AT_END = re.compile(r"(?P<title>.*\S)\s*[(（](?P<work>[^()（）]{2,80})[)）]$")


def without_own_work(one: Taken, known: Known) -> Taken:
    """A track whose title holds its work in brackets, and no other work: "Unravel (Tokyo Ghoul)" by TK."""
    found = _BRACKET_AT_END.match(one.title)
    if found is None or (one.work is not None and one.work != one.title) or not known.work(found["work"]):
        return one
    return replace(one, title=found["title"], work=found["work"])


def entries_of(lines: Sequence[Line]) -> list[Entry]:
    """The lines cut in the way that suits most of them."""
    lines = without_labels(lines)
    total = len(lines)
    between = [separators(_without_noise(one.words)) for one in lines]
    sample = between[:400]
    share = 1 / max(1, len(sample))
    dashes = [s.dashes for s in sample]
    many = 3 if sum(d >= 3 for d in dashes) * share >= 0.5 else 2 if sum(d >= 2 for d in dashes) * share >= 0.5 else 1
    dashed = sum(d >= 1 for d in dashes) * share
    slashes = dashed < 0.4 and total >= 2 and sum(1 <= s.slashes <= 2 for s in sample) * share >= 0.6
    cuts = Cuts(
        dashes=many,
        commas=_commas(sample) if dashed < 0.4 and not slashes and total >= 3 else 0,
        small_words=total >= 2 and sum(s.small_words > 0 for s in sample) * share >= 0.5,
        slashes=slashes,
    )
    made = []
    for one, seen in zip(lines, between, strict=True):
        words = _without_noise(one.words)
        cut = entry(words, cuts, line=one.line, number=one.number, body=one.body)
        if many == 1 and seen.dashes == 2:
            wider = entry(words, replace(cuts, dashes=2), line=one.line, number=one.number, body=one.body)
            if any(f.quote for f in wider.fields[1:]) and not any(f.quote for f in cut.fields[1:]):
                cut = wider
        made.append(replace(cut, plays=cut.plays or one.plays))
    return _like_most(made, lines, cuts)


def _like_most(made: list[Entry], lines: Sequence[Line], cuts: Cuts) -> list[Entry]:
    """Where nearly all lines have one shape without a dash, a dash in another line belongs to its title."""
    shapes = Counter(one.shape for one in made)
    shape, count = shapes.most_common(1)[0] if shapes else ("", 0)
    if "-" in shape or len(shape) == 1 or count < 0.7 * len(made) or len(made) < 4:
        return made
    whole = replace(cuts, dashes=0)
    for place, (one, line) in enumerate(zip(made, lines, strict=True)):
        if "-" in one.shape:
            again = entry(_without_noise(line.words), whole, line=line.line, number=line.number, body=line.body)
            if again.shape == shape:
                made[place] = replace(again, plays=one.plays)
    return made


def _commas(sample: Sequence[Separators]) -> int:
    """How many commas cut most of the lines, 0 where they are part of the names."""
    counts = Counter(s.commas for s in sample)
    number, lines = counts.most_common(1)[0]
    if number == 0 and counts[1] + counts[2] >= 0.7 * len(sample):
        number, lines = 1, counts[1]
    return number if 1 <= number <= 3 and lines >= 0.6 * len(sample) else 0


def _without_noise(words: Words) -> Words:
    for _ in range(2):
        noise = _NOISE.search(words.text[-120:])
        if not noise or noise.start() == 0:
            break
        words = words.cut(0, max(0, len(words.text) - 120) + noise.start())
    return words


def take(one: Entry, where: Line, decided: Assignment, known: Known, hints: Hints, *, sure: float) -> list[Taken]:
    """The tracks of one entry. `sure` says how certain it is that the list is one of tracks, 0 to 1."""
    roles, margin = roles_of(one, decided, known, hints)
    fields: dict[Role, Field] = {role: f for role, f in zip(roles, one.fields, strict=True) if role is not N}
    confidence = round(min(0.97, max(0.35, (0.55 + 0.14 * max(0.0, min(margin, 3.0))) * (0.7 + 0.3 * sure))), 2)
    if T not in fields:
        name = tidy_work(fields[W].text) or fields[W].text
        return [Taken(name, name, tidy_artist(fields[A].text), kind=Kind.ROLE, confidence=min(confidence, 0.7))]
    title = fields[T].text
    work = tidy_work(fields[W].text) if W in fields else None
    artist = tidy_artist(fields[A].text) if A in fields else None
    if artist and W in fields and fields[A].joiner == "" and artist.casefold() in GIVEN - ARTISTS:
        artist = None  # a first name in front of it all is whoever chose the track
    if len(one.fields) == 1:
        title, work, artist = _single(title, where, known)
        several = _several(one)
        if several:
            return [Taken(t, where.work, where.artist, confidence=confidence) for t in several]
    if work is None and (cut := re.match(r"^\[([^\]]{2,60})\]\s*(\S.*)$", title)) and known.work(cut[1]):
        work, title = cut[1], cut[2]
    title = tidy_title(title + _version_behind(one.fields, roles))
    alternatives = list(_second_names(title, work, artist))
    if decided.other and (decided.other_margin < OPEN or roles != decided.roles):
        other = _reading(one.fields, decided.other if roles == decided.roles else decided.roles)
        if other is not None:
            alternatives.append(other)
    kind = Kind.ROLE if _ROLE_ONLY.fullmatch(title) else Kind.TRACK
    found = Taken(
        title, work or where.work, artist or where.artist, None, kind, tuple(alternatives), confidence, one.duration_ms
    )
    return [found] if _is_title(title) else []


def _version_behind(fields: Sequence[Field], roles: tuple[Role, ...]) -> str:
    """Brackets behind a title that are neither work nor artist nor a remark belong to it."""
    at = roles.index(T)
    if at + 1 >= len(roles) or roles[at + 1] is not N or fields[at + 1].joiner != "(":
        return ""
    text = fields[at + 1].text
    remark = (
        not titled(text)
        or sentence(text)
        or text.casefold() in v.GENERIC
        or v.NO_TRACK.search(text)
        or v.medium_of(text)
    )
    return "" if remark else f" ({text})"


def _is_title(title: str) -> bool:
    if not possible_title(title):
        return False
    if not re.sub(r"[\W\d_]+", "", v.VERSION.sub("", title)) and not v.TITLE.search(title) and not title.isdigit():
        return False
    return (any(c.isalnum() for c in title) and title.casefold() not in v.GENERIC) or bool(
        v.ROLE.fullmatch(title) and len(title) > 3
    )


def _single(title: str, where: Line, known: Known) -> tuple[str, str | None, str | None]:
    """A line of one field: a bare title, or a work and a role in one."""
    if where.work is None:
        if match := _ROLE_SUFFIX.match(title):
            return match["title"], tidy_work(match["work"]), None
        left, _, right = title.partition(", ")
        if right and "," not in right and known.work(left) and titled(right):
            return right, left, None
        if (match := _INSIDE.match(title)) and (known.work(match["work"]) or match["work"].isupper()):
            return title, match["work"], None
        if (place := title.find(" ")) > 0 and dense(title):
            return _spaced(title, place, where, known)
    return title, None, None


def _spaced(title: str, place: int, where: Line, known: Known) -> tuple[str, str | None, str | None]:
    """ "Work Title" with nothing but a space between: where what stands below quotes the title alone."""
    rest = title[place:].strip()
    below = " ".join(block.text for block in where.body[:6])
    if len(rest) > 2 and (
        known.work(title[:place]) or any(f"{a}{rest}{b}" in below for a, b in ("「」", "『』", "“”"))
    ):
        return rest, title[:place], None
    return title, None, None


def _several(one: Entry) -> list[str]:
    """The titles of a line that is nothing but quoted titles joined by "and"."""
    quotes = [s for s in quoted(one.words).spans if s.mark.value == "quote"]
    if len(quotes) < 2:
        return []
    text = one.words.text
    at = 0
    titles: list[str] = []
    for span in quotes:
        between = text[at : span.start]
        if (titles and not _TWO.fullmatch(between)) or (not titles and between.strip()):
            return []
        titles.append(clean(inner(text[span.start : span.end])))
        at = span.end
    return titles if not text[at:].strip(" .") else []


def _second_names(title: str, work: str | None, artist: str | None) -> list[Reading]:
    parts = [p.strip() for p in _SECOND.split(title) if p.strip()]
    if len(parts) != 2 or not all(any(c.isalpha() for c in p) for p in parts):
        return []
    return [Reading(p, work, artist) for p in parts]


def _reading(fields: Sequence[Field], roles: tuple[Role, ...]) -> Reading | None:
    by_role = dict(zip(roles, fields, strict=True))
    if T not in by_role:
        return None
    work = tidy_work(by_role[W].text) if W in by_role else None
    artist = tidy_artist(by_role[A].text) if A in by_role else None
    return Reading(tidy_title(by_role[T].text), work, artist)


def tidy_title(text: str) -> str:
    """A title without stray punctuation; brackets, versions and quotes inside of it stay."""
    title = text.strip().strip("*_`").strip()
    return clean(title) or title


def tidy_work(text: str) -> str | None:
    """A work without "OST" and without the words that introduce it; what is quoted inside of a description."""
    name = text.strip()
    if quote := re.search(r"[「『《“\"]([^」』》”\"]{2,80})[」』》”\"]", name):
        outside = (name[: quote.start()] + name[quote.end() :]).strip()
        if (dense(outside) and (_ROLE_DENSE.search(outside) or v.medium_of(outside))) or not outside:
            return quote[1].strip()
    name = _PREFIX.sub("", name)
    name = re.sub(r"^[\[【(]([^\]】)]{2,60})[\]】)](?=\s|$)", r"\1", name)
    for _ in range(2):
        shorter = _OST.sub("", name).strip(" -–—:,")
        if not shorter:
            break
        name = shorter
    name = _ROLE_DENSE.sub("", name).strip() or name
    if re.fullmatch(r"第?\s*\d{1,3}\s*(?:話|回|期|クール|集|季)", name):
        return None
    return clean(name) or None


def tidy_artist(text: str) -> str | None:
    """An artist without "by" and the like; "---" and "n/a" are nobody."""
    name = clean(_PREFIX.sub("", text.strip()))
    if not any(c.isalnum() for c in name) or name.casefold() in (
        "n/a",
        "none",
        "unknown",
        "various",
        "various artists",
        "na",
        "null",
    ):
        return None
    return name
