"""Decides what in front of a list's entries only says why they were chosen: "Day 3:", "A song that makes you sad:"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ostsync.reading import vocabulary as v
from ostsync.reading.document import Mark, Span, Words
from ostsync.reading.names import lowered

if TYPE_CHECKING:
    from ostsync.reading.listing import Line

_DAY = re.compile(
    r"(?:day|week|round|part|día|dia|jour|tag|giorno|semana)\s*#?\d{1,3}\s*(?:[:：.)|–—-]\s*|\s(?=[(\[]))|第\s*[\d一二三四五六七八九十]{1,3}\s*[天日回]\s*[:：、]?\s*|(?:\d{1,3})\s*日目\s*[:：、]?\s*",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\s*[:：]\s+|：|\s+[-–—]\s+")


def without_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines without the day of a challenge, and without the reason that stands before each entry."""
    words = [one.words for one in lines]
    days = [_DAY.match(w.text) for w in words]
    counted = len(lines) >= 3 and sum(
        m is not None and m.end() < len(w.text) for m, w in zip(days, words, strict=True)
    ) >= 0.6 * len(lines)
    if counted:
        words = [
            w.cut(m.end(), len(w.text)) if m and m.end() < len(w.text) else w for m, w in zip(days, words, strict=True)
        ]
    if counted or len(lines) >= 4:
        words = _without_reasons(words, counted=counted)
    if len(lines) >= 3:
        words = _framed(words)
    return [one if w is one.words else replace(one, words=w) for one, w in zip(lines, words, strict=True)]


def _without_reasons(words: list[Words], *, counted: bool) -> list[Words]:
    """Cuts the phrase before the first colon or dash where nearly all lines have one and most of them are phrases."""
    breaks = [_BREAK.search(w.text) for w in words]
    labels = [w.text[: m.start()].split() for w, m in zip(words, breaks, strict=True) if m and m.end() < len(w.text)]
    if len(labels) < 0.7 * len(words):
        return words
    phrases = sum(len(one) >= 2 and lowered(one[1:]) > 0.5 for one in labels)
    long = sum(len(one) >= 4 and lowered(one) > 0.5 for one in labels)
    begin = Counter(tuple(w.casefold() for w in one[:2]) for one in labels if len(one) >= 3).most_common(1)
    alike = begin[0][1] if begin else 0
    if not (
        (counted and phrases >= 0.4 * len(labels))
        or long >= 0.6 * len(labels)
        or (alike >= 0.6 * len(labels) and long >= 0.3 * len(labels))
    ):
        return words
    return [
        w.cut(m.end(), len(w.text)) if m and m.end() < len(w.text) else w for w, m in zip(words, breaks, strict=True)
    ]


def _framed(words: list[Words]) -> list[Words]:
    """Where each line is a bold name, a remark and a link, the name and the words of the link are left."""
    made = [_frame(w) for w in words]
    if sum(m is not None for m in made) < 0.6 * len(words):
        return words
    return [m or w for m, w in zip(made, words, strict=True)]


def _frame(words: Words) -> Words | None:
    bold = next((s for s in words.spans if s.mark is Mark.STRONG and s.start == 0), None)
    link = next(
        (s for s in words.spans if s.mark is Mark.LINK and s.end >= len(words.text.rstrip(" .")) and s.start > 0), None
    )
    if bold is None or link is None or link.start <= bold.end:
        return None
    between = words.text[bold.end : link.start].strip(" .,;:–—-")
    name, title = words.text[: bold.end].strip(" .:,"), words.text[link.start : link.end].strip()
    if (
        len(between.split()) < 2
        or lowered(between.split()) < 0.4
        or v.NO_TRACK.fullmatch(title)
        or not name
        or not title
    ):
        return None
    return Words(
        f"{name}: {title}",
        (Span(0, len(name), Mark.STRONG), Span(len(name) + 2, len(name) + 2 + len(title), Mark.LINK, link.href)),
    )
