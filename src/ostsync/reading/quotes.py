"""Finds quoted words: which quotation marks belong together, in every script, with apostrophes and strays around."""

from __future__ import annotations

from ostsync.reading.document import Mark, Span, Words

PAIRS = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "‹": "›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
    "〝": "〟",
    "＂": "＂",
    '"': '"',
    "‟": "”",
    "''": "''",
    "``": "''`",
}
_LONGEST = 160
"""What is quoted over more characters than these is speech, not a title."""
_OPENS_AFTER = " \t\n([（【-–—/:：,，、・"
_CLOSES_BEFORE = " \t\n)]）】.,;:!?-–—/、。，…"
CHARACTERS = frozenset("“”„«»‹›「」『』《》〈〉〝〟＂\"‟‘’'")


def quoted(words: Words) -> Words:
    """The same words with a span for each quotation, marks included; stray marks are left alone."""
    text = words.text
    if not CHARACTERS.intersection(text):
        return words
    found = list(_find(text))
    if not found:
        return words
    return Words(text, tuple(sorted((*words.spans, *found), key=lambda s: (s.start, -s.end))))


def _find(text: str) -> list[Span]:
    found: list[Span] = []
    at = 0
    while at < len(text):
        end = _closing(text, at) if text[at] in CHARACTERS else -1
        if end < 0:
            at += 1
        else:
            found.append(Span(at, end, Mark.QUOTE))
            at = end
    return found


def _closing(text: str, at: int) -> int:
    """Where the quotation that opens at `at` ends, or -1 where none opens."""
    mark = text[at]
    if mark in "‘'":
        return _closing_single(text, at)
    closers = PAIRS.get(mark)
    if closers is None or (mark == '"' and at + 1 < len(text) and text[at + 1].isspace()):
        return -1
    limit = min(len(text), at + _LONGEST)
    nearest = min(
        (
            p
            for c in (*closers, '"' if mark == "“" else "", "”" if mark == '"' else "")
            if c and (p := text.find(c, at + 1, limit)) >= 0
        ),
        default=-1,
    )
    if nearest < 0:
        return -1
    depth = 0
    for place in range(at + 1, limit):
        c = text[place]
        if c in closers or (mark == "“" and c == '"') or (mark == '"' and c == "”"):
            if depth:
                depth -= 1
                continue
            return place + 1 if place > at + 1 else -1
        if c == mark and mark in "「『《«":
            depth += 1
        elif (c == "\n" and text[place - 1 : place] == "\n") or (c == mark and mark == "“"):
            return -1
    return -1


def _closing_single(text: str, at: int) -> int:
    """Single marks are apostrophes too: one opens only before a word, and closes only after one."""
    if (at and text[at - 1] not in _OPENS_AFTER) or at + 1 >= len(text) or not text[at + 1].isalnum():
        return -1
    closers = "’'"
    for place in range(at + 2, min(len(text), at + 100)):
        c = text[place]
        if c in closers and (place + 1 == len(text) or text[place + 1] in _CLOSES_BEFORE):
            return place + 1
        if c in '\n“”"':
            return -1
    return -1


def inner(text: str) -> str:
    """The words of a quotation without their marks."""
    if text[:2] in ("''", "``") and len(text) > 4:
        return text[2:-2].strip()
    return text[1:-1].strip()
