"""Takes off what stands around the words of a line: numbers and ranks, marks around everything, pictures."""

from __future__ import annotations

import re

from ostsync.reading.document import Mark, Words

_NUMERAL = "一二三四五六七八九十百"
_RANK = re.compile(
    r"\d{1,3}\s*[°ºª]\s*(?:lugar|puesto|place|posição|posto)?\s*[:.)–-]?\s*|"
    rf"(?:no\.?|nr\.?|n[°º]|number|track|#|№)?\s*[(\[]?(\d{{1,4}})[)\].:、．）]*(?:\s*[-–—:]+)?(?=[^\d\w]|\s|$)\s*|"
    rf"第\s*[\d{_NUMERAL}]{{1,4}}\s*[位首曲名]\s*[\u200b]?[：:、.]?\s*|(\d{{1,3}})\s*位\s*[：:、.]?\s*|"
    r"[①-⑳]\s*|(?:[IVX]{1,5}|(?-i:[a-z]))[.)]\s+|[a-z]\)\s+|(\d{1,3})(?=(?-i:[\u3040-\u9fff「『]))",
    re.IGNORECASE,
)
_LINE_DASH = re.compile(r"\s(?:-{1,3}|[–—―])\s|[–—―]")


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
    if whole_emphasis and _LINE_DASH.search(text):
        spans = [s for s in spans if s not in whole_emphasis]
    return (words if len(spans) == len(words.spans) else Words(text, tuple(spans))), linked


_EMOJI = re.compile(
    r"^(?:[\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]\s*){1,8}(?=\S)|"
    r"\s*[\U0001f000-\U0001faff\ufe0f\u200d]{1,16}$"
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
