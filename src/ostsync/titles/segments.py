"""Segments: where does a title open a bracket, a tail after a dash, a pair of waves, and what is the rest?

Only the punctuation is read here; what a segment means is decided in `versions`. Titles with a hyphen inside a
word ("One-Winged Angel", "Spider-Man") have no segment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WAVES = "~～〜∼"
_OPEN = {"(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "〔": "〕", "｛": "｝", "<": ">", "＜": "＞"}
_CLOSE = frozenset(_OPEN.values())
_ANY = re.compile("[-‐‑–—―−－ー" + re.escape("".join(_OPEN)) + _WAVES + "]")
_ANY_OPEN = re.compile("[" + re.escape("".join(_OPEN)) + "]")
# A dash with a space on both sides, or after it ("Gerudo Valley- Ocarina of Time"), or a long one between words.
_DASH = re.compile(r"\s+[-‐‑–—―−ー]{1,2}\s+|(?<=[^\W_])[-–—]\s+|(?<=\w)\s*—\s*(?=\w)|(?<=[!?.…'\"”』」])[-–—]\s+")
_WAVE = re.compile(rf"\s*[{_WAVES}]\s*([^{_WAVES}]+?)\s*[{_WAVES}]")
_OPEN_WAVE = re.compile(rf"\s+[{_WAVES}]\s*([^{_WAVES}]+)$|(?<=\w)[{_WAVES}]\s+([^{_WAVES}]+)$")
_HYPHENS = re.compile(r"(?:^|(?<=\s)|(?<=[^\x00-\x7f])|(?<=[\w!?.]))[-–－―]\s?([^-–－―]+?)\s?[-–－―]\s*$")


MOST = 8
"""Segments of one form in a title. What has more of them is a line of ornaments, and is left whole."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a title that punctuation sets off."""

    form: str
    """bracket, dash, wave or hyphens."""
    text: str
    """What stands inside, or after the dash."""
    start: int
    """Where it begins in the title, its punctuation included."""
    end: int

    def cut_from(self, title: str) -> str:
        """The title without this segment."""
        return f"{title[: self.start].rstrip(' ,')} {title[self.end :].lstrip()}".strip(" -–—")


def any_in(title: str) -> bool:
    """Whether a title can have a segment at all: most have not, and this says so at once."""
    return _ANY.search(title) is not None


def brackets(title: str) -> list[Segment]:
    """The outermost brackets of a title. One that is never closed or never opened is no bracket."""
    if not _ANY_OPEN.search(title):
        return []
    found = []
    opened: list[tuple[str, int]] = []
    for i, c in enumerate(title):
        if c in _OPEN:
            opened.append((_OPEN[c], i))
        elif c in _CLOSE and any(close == c for close, _ in opened):
            while opened:
                close, start = opened.pop()
                if close == c:
                    break
            if not opened:
                found.append(Segment("bracket", title[start + 1 : i].strip(), start, i + 1))
    return found if len(found) <= MOST else []


def dashes(title: str) -> list[Segment]:
    """The tails after each dash that stands for itself, outside of brackets: "A - B - C" has B and C."""
    cuts = [m for m in _DASH.finditer(title) if m.start() > 0]
    if not 0 < len(cuts) <= MOST:
        return []
    inside = [(b.start, b.end) for b in brackets(title)]
    cuts = [m for m in cuts if not any(a <= m.start() < b for a, b in inside)]
    ends = [m.start() for m in cuts[1:]] + [len(title)] * bool(cuts)
    return [
        Segment("dash", title[m.end() : end].strip(), m.start(), end)
        for m, end in zip(cuts, ends, strict=True)
        if title[m.end() : end].strip()
    ]


def waves(title: str) -> list[Segment]:
    """What stands between waves at the end or before the end, and after a last open one."""
    found = [Segment("wave", m.group(1), m.start(), m.end()) for m in _WAVE.finditer(title) if m.start() > 0]
    if not found and (m := _OPEN_WAVE.search(title)) and m.start() > 0:
        found.append(Segment("wave", (m.group(1) or m.group(2)).strip(), m.start(), m.end()))
    return found if len(found) <= MOST else []


def hyphens(title: str) -> list[Segment]:
    """A last part between hyphens: 紅蓮華 -TV ver.-."""
    m = _HYPHENS.search(title)
    return [Segment("hyphens", m.group(1), m.start(), m.end())] if m and m.start() > 0 else []
