"""Makes an entry of one line of a list: what is around its words is noted and taken off, the rest becomes fields."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ostsync.reading.cutting import PLAYER, Cuts, Field, cut
from ostsync.reading.document import Block, Mark, Words
from ostsync.reading.quotes import quoted
from ostsync.reading.stripping import strip_emoji, strip_rank, unwrap

_TIME = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d"
_STAMP = re.compile(rf"[\[(（]?\s*{_TIME}\s*[\])）]?(?:\s*[-–—~]\s*{_TIME})?\s*[-–—|:]?\s+")
_LENGTH = re.compile(rf"\s*[-–—|]?\s*[\[(（]?\s*({_TIME})\s*[\])）]?\s*$")
_LABEL = re.compile(
    r"(?:song|track|title|título|titre|titel|name|canción|música|musique|chanson|曲名|曲|歌曲|歌|"
    r"op\d?|ed\d?|opening|ending|insert(?: song)?|theme(?: song)?|winner|runner-up|"
    r"favou?rite(?: track| song)?|best(?: track| song)?|highlights?|listen to|my pick|pick|winner|"
    r"(?:1st|2nd|3rd|\dth|first|second|third) (?:pick|place|choice))\s*[:：]\s*",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"(?<=\w),\s*(?:conducted|arranged|orchestrated|produced|played)\s+by\s+[^,]{2,60}$")
"""Behind the artist, who else took part."""
_TAIL = re.compile(
    r"\s*(?:(?:[-–—|(\[]\s*)?https?://\S{1,400}|[-–—|(\[]\s*\[?(?:listen|link|youtube|video|spotify|"
    r"audio)\]?)\s*[)\]]?\s*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list, cut into fields."""

    words: Words
    fields: tuple[Field, ...]
    line: int | None = None
    ranked: bool = False
    stamped: bool = False
    linked: bool = False
    plays: bool = False
    """Something to listen to is linked from it, or stands below it."""
    duration_ms: int | None = None
    body: tuple[Block, ...] = field(default=())
    """The blocks that belong to it: prose below a heading, further lines of an item."""

    @property
    def shape(self) -> str:
        """The entry with its words taken out: "a-b", "a(b,c)", ..."""
        made = ""
        for place, part in enumerate(self.fields):
            made += {"": "", "by": " by ", "from": " from "}.get(part.joiner, part.joiner)
            made += "abcdefgh"[min(place, 7)]
        return made


def entry(
    words: Words, cuts: Cuts, *, line: int | None = None, number: str = "", body: tuple[Block, ...] = ()
) -> Entry:
    """One line as an entry."""
    plays = any(s.mark is Mark.LINK and PLAYER.search(s.href) for s in words.spans)
    words = strip_emoji(words)
    words, linked = unwrap(words)
    words, ranked = strip_rank(words)
    words, more = unwrap(words)
    words, again = strip_rank(words) if not ranked else (words, True)
    linked = linked or more
    ranked = ranked or again or bool(number)
    stamped = False
    if stamp := _STAMP.match(words.text):
        words, stamped = words.cut(stamp.end(), len(words.text)), True
        if rank := re.match(r"\d{1,3}[.)]\s+", words.text):
            words = words.cut(rank.end(), len(words.text))
    if (label := _LABEL.match(words.text)) and label.end() < len(words.text):
        words = words.cut(label.end(), len(words.text))
    duration = None
    for _ in range(2):
        if tail := _TAIL.search(words.text[-450:]):
            words = words.cut(0, len(words.text) - len(words.text[-450:]) + tail.start())
    if (length := _LENGTH.search(words.text[-30:])) and len(words.text) > len(length[0]):
        words = words.cut(0, len(words.text) - len(length[0]))
        if not stamped:
            duration = _milliseconds(length[1])
        stamped = True
    if credit := _CREDIT.search(words.text):
        words = words.cut(0, credit.start())
    linked = linked or any(s.mark is Mark.LINK for s in words.spans)
    if words.text[-1:] in ".。;," and words.text[-2:-1] in ')）]】”"」』»':
        words = words.cut(0, len(words.text) - 1)
    words, _ = unwrap(words)
    fields = tuple(cut(quoted(words), cuts))
    return Entry(words, fields, line, ranked, stamped, linked, plays, duration, body)


def _milliseconds(time: str) -> int:
    seconds = 0
    for part in time.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000
