"""Cuts one line of a list into fields: what stands between its numbers, dashes, brackets, quotes and small words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from ostsync.reading import vocabulary as v
from ostsync.reading.document import Block, Mark, Words
from ostsync.reading.names import dense, person, sentence, titled
from ostsync.reading.quotes import CHARACTERS, inner, quoted

PLAYER = re.compile(
    r"youtu\.?be|spotify\.com|soundcloud|bandcamp|music\.apple|vimeo|nicovideo|deezer|tidal\.com|\.mp3|bilibili", re.I
)
"""Addresses where one listens."""
_NUMERAL = "一二三四五六七八九十百"
_RANK = re.compile(
    rf"(?:no\.?|nr\.?|n[°º]|number|track|#|№)?\s*[(\[]?(\d{{1,4}})[)\].:、．）]*(?:\s*[-–—:]+)?(?=[^\d\w]|\s|$)\s*|"
    rf"第\s*[\d{_NUMERAL}]{{1,4}}\s*[位首曲名]\s*[\u200b]?[：:、.]?\s*|(\d{{1,3}})\s*位\s*[：:、.]?\s*|"
    r"[①-⑳]\s*|(?:[IVX]{1,5}|(?-i:[a-z]))[.)]\s+|[a-z]\)\s+|(\d{1,3})(?=[\u3040-\u9fff「『])",
    re.IGNORECASE,
)
_TIME = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d"
_STAMP = re.compile(rf"[\[(（]?\s*{_TIME}\s*[\])）]?(?:\s*[-–—~]\s*{_TIME})?\s*[-–—|:]?\s+")
_LENGTH = re.compile(rf"\s*[-–—|]?\s*[\[(（]?\s*({_TIME})\s*[\])）]?\s*$")
_YEAR = re.compile(r"\s*[,\[(（]\s*(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d|\s*[-–])?\s*[\])）]?\s*$")
_LABEL = re.compile(
    r"(?:song|track|title|título|titre|titel|name|canción|música|musique|chanson|曲名|曲|歌曲|歌|"
    r"op\d?|ed\d?|opening|ending|insert(?: song)?|theme(?: song)?|winner|runner-up|"
    r"favou?rite(?: track| song)?|best(?: track| song)?|highlights?|listen to|my pick|pick|winner|"
    r"(?:1st|2nd|3rd|\dth|first|second|third) (?:pick|place|choice))\s*[:：]\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:(?:[-–—|(\[]\s*)?https?://\S{1,400}|[-–—|(\[]\s*\[?(?:listen|link|youtube|video|spotify|audio)\]?)\s*[)\]]?\s*$",
    re.I,
)
_DASH = re.compile(
    r"\s+(?:-{1,3}|[–—―−－ー])\s+|\s*[–—―]\s+|\s+[–—―]\s*|\s+\|{1,2}\s+|\s*[│｜]\s*|\s+//\s+|\t+|\s+[•·⋅]\s+|\s+-(?=[“\"「『A-Z])|(?<=[\w”\"」』)])-\s+"
)
_SLASH = re.compile(r"\s+/\s+|\s*／\s*|(?<=[\u3040-\u9fff」])\s*/\s*|\s*/\s*(?=[\u3040-\u9fff])")
_COMMA = re.compile(r",\s|，|、")
_BY_FROM = re.compile(r"\s(?:by|from)\s")
_SMALL_WORD = re.compile(r"\s+(by|from|in|von|aus|de|del|da|do|par|dans|por|para|for)\s+", re.IGNORECASE)
_JOINS = {
    "by": "by", "par": "by", "por": "by", "von": "by", "from": "from", "aus": "from", "in": "from", "dans": "from", "de": "from",
    "del": "from", "da": "from", "do": "from", "for": "from", "para": "from",
}  # fmt: skip
_OPEN, _CLOSE = "(（[【〔［{", ")）]】〕］}"
_NUMBER_INSIDE = re.compile(r"\d\s*$")


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an entry: its words, what joins it to the part before, and how it was marked."""

    text: str
    joiner: str = ""
    """"-", ":", ",", "(", "by", "from", "/" or "" for the first."""
    quote: str = ""
    """The opening quotation mark, where the whole field is quoted."""
    emphasis: bool = False
    link: bool = False
    code: bool = False

    @property
    def marked(self) -> bool:
        """Whether the writer set it apart in any way that titles are set apart."""
        return bool(self.quote) or self.emphasis or self.code


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


@dataclass(frozen=True, slots=True)
class Cuts:
    """Which separators a list uses beyond those that speak for themselves."""

    dashes: int = 1
    commas: int = 0
    """So many in each line."""
    small_words: bool = False
    colons: bool = True
    slashes: bool = False


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
    linked = linked or any(s.mark is Mark.LINK for s in words.spans)
    words, _ = unwrap(words)
    fields = tuple(cut(quoted(words), cuts))
    return Entry(words, fields, line, ranked, stamped, linked, plays, duration, body)


def unwrap(words: Words) -> tuple[Words, bool]:
    """Takes off marks that lie around everything (but quotes), and says whether a link was among them."""
    linked = False
    spans = []
    for span in words.spans:
        whole = span.start == 0 and span.end == len(words.text)
        if whole and span.mark in (Mark.STRONG, Mark.LINK):
            linked = linked or span.mark is Mark.LINK
        else:
            spans.append(span)
    text = words.text
    whole_emphasis = [s for s in spans if s.start == 0 and s.end == len(text) and s.mark in (Mark.EMPHASIS, Mark.CODE)]
    if whole_emphasis and _DASH.search(text):
        spans = [s for s in spans if s not in whole_emphasis]
    return (words if len(spans) == len(words.spans) else Words(text, tuple(spans))), linked


_EMOJI = re.compile(
    r"^(?:[\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]\s*){1,8}(?=\S)|\s*[\U0001f000-\U0001faff\ufe0f\u200d]{1,16}$"
)


def strip_emoji(words: Words) -> Words:
    """Without pictures in front and behind, where something else remains."""
    for _ in range(2):
        match = _EMOJI.search(words.text)
        if not match or len(match[0]) == len(words.text):
            break
        words = words.cut(match.end(), len(words.text)) if match.start() == 0 else words.cut(0, match.start())
    return words


def strip_rank(words: Words) -> tuple[Words, bool]:
    """Without the number in front, and whether there was one. "2001: A Space Odyssey" and "160 BPM" keep theirs."""
    match = _RANK.match(words.text)
    if not match or match.end() == len(words.text):
        return words, False
    got = match[0].strip()
    rest = words.text[match.end() :]
    if (got.isdigit() and not rest.startswith(("「", "『", "《"))) or re.fullmatch(r"(19|20)\d\d:?", got):
        return words, False
    if got.endswith(":") and len(got) == 5:
        return words, False
    return words.cut(match.end(), len(words.text)), True


def _milliseconds(time: str) -> int:
    seconds = 0
    for part in time.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000


# ---------------------------------------------------------------------------- cutting


def _top_level(words: Words, pattern: re.Pattern[str]) -> list[re.Match[str]]:
    text = words.text
    if len(text) > 500:
        return []
    depth = _depths(words)
    return [m for m in pattern.finditer(text) if not depth[m.start()] and m.start() > 0 and m.end() < len(text)]


@dataclass(frozen=True, slots=True)
class Separators:
    """How often each kind of separator stands between the fields of a line."""

    dashes: int
    commas: int
    slashes: int
    small_words: int


def separators(words: Words) -> Separators:
    """What could cut a line; commas in a sentence cut nothing."""
    bare = _bare(words)
    text = bare.text
    if len(text) > 500:
        return Separators(0, 0, 0, 0)
    depth = _depths(bare)

    def count(pattern: re.Pattern[str]) -> int:
        return sum(1 for m in pattern.finditer(text) if not depth[m.start()] and m.start() > 0 and m.end() < len(text))

    small = sum(1 for m in _BY_FROM.finditer(text) if not depth[m.start()] and titled(text[m.end() :]))
    commas = count(_COMMA)
    return Separators(count(_DASH), 0 if commas and sentence(text) else commas, count(_SLASH), small)


def count_dashes(words: Words) -> int:
    """Dashes and the like between fields."""
    return separators(words).dashes


def _bare(words: Words) -> Words:
    words, _ = unwrap(words)
    words, _ = strip_rank(words)
    words, _ = unwrap(words)
    return quoted(words)


def cut(words: Words, cuts: Cuts) -> list[Field]:
    """The fields of a line."""
    text = words.text
    dashes = _top_level(words, _SLASH if cuts.slashes else _DASH)
    pieces: list[tuple[Words, str]] = []
    start, joiner = 0, ""
    for dash in dashes[: cuts.dashes]:
        pieces.append((words.cut(start, dash.start()), joiner))
        start, joiner = dash.end(), "-"
    pieces.append((words.cut(start, len(text)), joiner))
    fields: list[Field] = []
    for place, (piece, join) in enumerate(pieces):
        fields.extend(_piece(piece, join, cuts, last=place == len(pieces) - 1, alone=len(pieces) == 1))
    return [f for f in fields if f.text]


def _piece(words: Words, joiner: str, cuts: Cuts, *, last: bool, alone: bool) -> list[Field]:
    """The fields between two dashes."""
    text = words.text
    if not text:
        return []
    depth = _depths(words)
    found: list[Field] = []
    lead = next((s for s in words.spans if s.start == 0 and s.end < len(text) and s.mark is not Mark.STRONG), None)
    if lead and (after := re.match(r"\s*(,|:|：|\bby\b|\bfrom\b|\bin\b|(?=[(（「『《\[【/／]))\s*", text[lead.end :])):
        sign = after[1] or ("" if text[lead.end + after.end()] in _OPEN else "")
        rest = words.cut(lead.end + after.end(), len(text))
        if sign == ",":
            return [
                _field(words.cut(0, lead.end), joiner),
                *_piece(_no_word(rest), _word(rest) or ",", cuts, last=last, alone=False),
            ]
        if sign in ("by", "from", "in"):
            return [_field(words.cut(0, lead.end), joiner), *_piece(rest, _JOINS[sign], cuts, last=last, alone=False)]
        if rest.text and rest.text[0] in "「『《" and lead.mark is Mark.QUOTE:
            return [_field(words.cut(0, lead.end), joiner), *_piece(rest, ":", cuts, last=last, alone=False)]
    if (
        lead
        and lead.mark is Mark.QUOTE
        and text[0] in "『《「【"
        and lead.end < len(text)
        and not _bracket_at(words, lead.end)
    ):
        rest = words.cut(lead.end, len(text))
        return [_field(words.cut(0, lead.end), joiner), *_piece(rest, ":", cuts, last=last, alone=False)]
    if (small := _small_word(words, depth, cuts)) is not None:
        at, end, join = small
        return [
            *_piece(words.cut(0, at), joiner, cuts, last=False, alone=False),
            *_piece(words.cut(end, len(text)), join, cuts, last=last, alone=False),
        ]
    if alone and cuts.colons and (colon := _colon(words, depth)):
        left, right = words.cut(0, colon[0]), words.cut(colon[1], len(text))
        return [_field(left, joiner), *_piece(right, ":", cuts, last=last, alone=False)]
    if cuts.commas and (comma := _comma(text, depth)) is not None:
        less = replace(cuts, commas=cuts.commas - 1)
        return [
            *_piece(words.cut(0, comma), joiner, less, last=False, alone=False),
            *_piece(words.cut(comma + 1, len(text)), ",", replace(cuts, commas=0), last=last, alone=False),
        ]
    tail = next(
        (
            s
            for s in words.spans
            if s.end == len(text) and s.start and s.mark is Mark.QUOTE and text[s.start] in '「『《“"„«'
        ),
        None,
    )
    if (
        tail
        and not any(s.mark is Mark.QUOTE for s in words.within(0, tail.start))
        and (dense(text) or text[tail.start] in "「『《")
    ):
        return [_field(words.cut(0, tail.start), joiner), _field(words.cut(tail.start, tail.end), ":")]
    if last or alone:
        found = _brackets(words, joiner)
    return found or [_field(words, joiner)]


def _no_word(words: Words) -> Words:
    match = re.match(r"(?:from|by|in)\s+(?:the\s+)?", words.text)
    return words.cut(match.end(), len(words.text)) if match else words


def _word(words: Words) -> str:
    match = re.match(r"(from|by|in)\s", words.text)
    return _JOINS[match[1]] if match else ""


def _colon(words: Words, depth: list[int]) -> tuple[int, int] | None:
    for match in re.finditer(r"\s*：\s*|:\s+|\s+:\s*|:(?=[“\"「『])", words.text):
        if not depth[match.start()] and match.start() > 0 and match.end() < len(words.text):
            return match.start(), match.end()
    return None


def _small_word(words: Words, depth: list[int], cuts: Cuts) -> tuple[int, int, str] | None:
    """A " by " or " from " between two names: the last one, unless the words around it make one title."""
    for match in reversed(list(_SMALL_WORD.finditer(words.text))):
        if depth[match.start()]:
            continue
        left, right = words.text[: match.start()], words.text[match.end() :]
        join = _JOINS[match[1].lower()]
        closed = left[-1:] in CHARACTERS and left[-1:] not in "'’"
        if match[1] != match[1].lower() or (match[1] not in ("by", "from", "in") and not closed):
            continue
        if not titled(right.lstrip("".join(CHARACTERS))) or len(left) < 2:
            continue
        if closed or cuts.small_words or (join == "by" and person(right) >= 1):
            return match.start(), match.end(), join
    return None


def _comma(text: str, depth: list[int]) -> int | None:
    """The last comma at the top level that has words on both sides."""
    for place in range(len(text) - 2, 0, -1):
        if text[place] in ",，、" and not depth[place] and (text[place] != "," or text[place + 1] == " "):
            return place
    return None


def _depths(words: Words) -> list[int]:
    """For each character, in how many brackets and marked words it stands; the marks themselves count as inside."""
    text = words.text
    depth = [0] * (len(text) + 1)
    for span in words.spans:
        if span.mark is Mark.STRONG or (span.start == 0 and span.end == len(text) and span.mark is not Mark.QUOTE):
            continue
        for place in range(span.start, span.end):
            depth[place] += 1
    if not any(c in _OPEN for c in text):
        return depth
    stack: list[int] = []
    for place, c in enumerate(text):
        if c in _OPEN:
            stack.append(place)
        elif c in _CLOSE and stack:
            start = stack.pop()
            if not stack:
                for inside in range(start, place + 1):
                    depth[inside] += 1
    return depth


def _bracket_at(words: Words, place: int) -> bool:
    return words.text[place:].lstrip()[:1] in _OPEN


def _brackets(words: Words, joiner: str) -> list[Field]:
    """A name and what stands in brackets behind it, where the brackets hold more than a version."""
    text = words.text
    if text[-1:] not in _CLOSE:
        return []
    opening = _OPEN[_CLOSE.index(text[-1])]
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        if text[place] == text[-1]:
            depth += 1
        elif text[place] == opening:
            depth -= 1
            if depth == 0:
                break
    else:
        return []
    content = words.cut(place + 1, len(text) - 1)
    if place == 0 or not content.text:
        return []
    name = words.cut(0, place)
    if _YEAR.fullmatch(f"({content.text})"):
        return _brackets(name, joiner) or [_field(name, joiner)]
    if is_version(content.text):
        return []
    rest = [_field(name, joiner)]
    inside = quoted(content)
    comma = _comma_inside(inside)
    if comma is None:
        return [*rest, _field(inside, "(")]
    left, right = inside.cut(0, comma[0]), inside.cut(comma[1], len(inside.text))
    return [*rest, _field(left, "("), _field(right, ",")]


def _comma_inside(words: Words) -> tuple[int, int] | None:
    depth = _depths(words)
    for match in re.finditer(r", |，|\s+[-–—]\s+|/|／", words.text):
        if not depth[match.start()] and match.start() > 0 and match.end() < len(words.text):
            sides = (words.text[: match.start()].strip(), words.text[match.end() :].strip())
            if match[0].strip() in ("-", "–", "—") and max(map(person, sides)) < 1:
                continue
            if match[0] in "/／" and not (dense(words.text) and person(words.text[: match.start()].strip()) > 0):
                continue
            return match.start(), match.end()
    return None


def is_version(text: str) -> bool:
    """Whether bracketed words say which version or part of a track is meant."""
    words = text.split()
    if not v.VERSION.search(text):
        return False
    if re.match(r"(?:covered|arranged|performed|sung|remixed|played) by\b", text, re.IGNORECASE):
        return True
    counted = [
        w
        for w in words
        if not v.VERSION.fullmatch(w.strip(".,")) and w.casefold() not in ("the", "a", "of", "for", "by", "no")
    ]
    return len(counted) <= max(1, len(words) // 2) or (
        v.VERSION.match(text) is not None and re.match(r"(?:feat|ft|with|from)\b", text, re.I) is not None
    )


def _field(words: Words, joiner: str) -> Field:
    """The words of a field without marks around them."""
    text = words.text
    quote, emphasis, link, code = "", False, False, False
    for _ in range(4):
        whole = [s for s in words.spans if s.start == 0 and s.end == len(text)]
        emphasis = emphasis or any(s.mark is Mark.EMPHASIS for s in whole)
        link = link or any(s.mark is Mark.LINK for s in whole)
        code = code or any(s.mark is Mark.CODE for s in whole)
        if any(s.mark is Mark.QUOTE for s in whole):
            quote = text[0]
            words = words.cut(1, len(text) - 1)
            if not words.text:
                break
        trimmed = words.text.strip(" \t,;:：|–—").rstrip("-_").strip()
        if trimmed == words.text and not any(s.mark is Mark.QUOTE for s in whole):
            break
        start = words.text.find(trimmed)
        words = words.cut(start, start + len(trimmed))
        text = words.text
    clean = _YEAR.sub("", words.text) or words.text
    return Field(clean.strip(), joiner, quote, emphasis, link, code)


def with_text(part: Field, text: str) -> Field:
    """The same field with other words."""
    return replace(part, text=text)


__all__ = [
    "Cuts",
    "Entry",
    "Field",
    "cut",
    "entry",
    "inner",
    "is_version",
    "sentence",
    "strip_rank",
    "unwrap",
    "with_text",
]
