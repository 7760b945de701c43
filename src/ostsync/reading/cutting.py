"""Cuts a line into fields: at dashes, colons, small words, commas and brackets that stand outside of marked words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ostsync.reading import vocabulary as v
from ostsync.reading.document import Mark, Words
from ostsync.reading.names import dense, person, sentence, titled
from ostsync.reading.quotes import CHARACTERS, quoted
from ostsync.reading.stripping import strip_rank, unwrap

_YEAR = re.compile(r"\s*[,\[(（]\s*(?:19|20)\d\d(?:\s*[-–/]\s*(?:19|20)?\d\d|\s*[-–])?\s*[\])）]?\s*$")
PLAYER = re.compile(
    r"youtu\.?be|spotify\.com|soundcloud|bandcamp|music\.apple|vimeo|nicovideo|deezer|tidal\.com|\.mp3|bilibili", re.I
)
"""Addresses where one listens."""
_DASH = re.compile(
    r"\s+(?:-{1,3}|[–—―−－ー])\s+|\s*[–—―]\s+|\s+[–—―]\s*|\s+\|{1,2}\s+|\s*[│｜]\s*|\s+//\s+|\t+|\s+[•·⋅]\s+|"
    r"\s+-(?=[“\"「『A-Z])|(?<=[\w”\"」』)])-\s+|(?<=[\w”\"’'!?)])—(?=[\w“\"('])"
)
_SLASH = re.compile(r"\s+/\s+|\s*／\s*|(?<=[\u3040-\u9fff」])\s*/\s*|\s*/\s*(?=[\u3040-\u9fff])")
_COMMA = re.compile(r",\s|，|、")
_BY_FROM = re.compile(r"\s(?:by|from)\s")
_SMALL_WORD = re.compile(r"\s+(by|from|in|von|aus|de|del|da|do|par|dans|por|para|for)\s+", re.IGNORECASE)
_JOINS = {
    "by": "by", "par": "by", "por": "by", "von": "by", "from": "from", "aus": "from", "in": "from", "dans": "from",
    "de": "from",
    "del": "from", "da": "from", "do": "from", "for": "from", "para": "from",
}  # fmt: skip
_OPEN, _CLOSE = "(（[【〔［{", ")）]】〕］}"


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
    plays: bool = False
    """It links to where one listens."""

    @property
    def marked(self) -> bool:
        """Whether the writer set it apart in any way that titles are set apart."""
        return bool(self.quote) or self.emphasis or self.code


@dataclass(frozen=True, slots=True)
class Cuts:
    """Which separators a list uses beyond those that speak for themselves."""

    dashes: int = 1
    commas: int = 0
    """So many in each line."""
    small_words: bool = False
    colons: bool = True
    slashes: bool = False


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
        sign = after[1] or ""
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
    final = next((s for s in words.spans if s.end == len(text) and s.start and s.mark is Mark.EMPHASIS), None)
    if final and not lead and (behind := re.search(r"\s*[,，、]\s*$", text[: final.start])):
        return [_field(words.cut(0, behind.start()), joiner), _field(words.cut(final.start, final.end), ",")]
    if cuts.commas and (comma := _comma(text, depth)) is not None:
        less, rest = replace(cuts, commas=cuts.commas - 1), words.cut(comma + 1, len(text))
        return [
            *_piece(words.cut(0, comma), joiner, less, last=False, alone=False),
            *_piece(_no_word(rest), _word(rest) or ",", replace(cuts, commas=0), last=last, alone=False),
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


_FROM_WORK = re.compile(
    r"(?:du|de la|from the|del|do|da|aus dem|aus der)\s+"
    r"(?:jeu|série|game|show|series|movie|film|juego|serie|película|jogo|filme|spiel|anime)\s+",
    re.IGNORECASE,
)


_LITTLE = re.compile(r"(?:from|by|in|par|von|por|de|do|da|del)\s+(?:the\s+)?")


def _no_word(words: Words) -> Words:
    match = _FROM_WORK.match(words.text) or _LITTLE.match(words.text)
    return words.cut(match.end(), len(words.text)) if match else words


def _word(words: Words) -> str:
    """What a word behind a comma joins; "de" may be followed by a person or a work, and says nothing."""
    if _FROM_WORK.match(words.text):
        return "from"
    match = re.match(r"(from|by|in|par|von|por)\s", words.text)
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
    quote, emphasis, link, code, plays = "", False, False, False, False
    for _ in range(4):
        whole = [s for s in words.spans if s.start == 0 and s.end == len(text)]
        emphasis = emphasis or any(s.mark is Mark.EMPHASIS for s in whole)
        link = link or any(s.mark is Mark.LINK for s in whole)
        plays = plays or any(s.mark is Mark.LINK and PLAYER.search(s.href) for s in whole)
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
    return Field(clean.strip(), joiner, quote, emphasis, link, code, plays)
