"""Document: what every kind of source becomes before anything is understood. Blocks of words with marked spans.

A reader of one kind (Markdown, HTML, ...) only says what stands where: headings, paragraphs, list items, table
rows, players, and which words are quoted, emphasised, linked or code. What the words mean is decided elsewhere.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from ostsync.model import Problem


class Mark(StrEnum):
    """How a writer set some words apart."""

    EMPHASIS = "emphasis"
    STRONG = "strong"
    QUOTE = "quote"
    LINK = "link"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` of a text are marked. For quotes, the quotation marks are inside."""

    start: int
    end: int
    mark: Mark
    href: str = ""


@dataclass(frozen=True)
class Words:
    """A text with marked spans, sorted by where they begin; may hold single line breaks."""

    text: str
    spans: tuple[Span, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.spans]

    def within(self, start: int, end: int) -> tuple[Span, ...]:
        """The spans that lie wholly between `start` and `end`."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return tuple(span for span in self.spans[first:last] if span.end <= end)

    def cut(self, start: int, end: int) -> Words:
        """The words from `start` to `end` without white space around them; spans that are cut through are dropped."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        spans = tuple(replace(s, start=s.start - start, end=s.end - start) for s in self.within(start, end))
        return Words(self.text[start:end], spans)

    def lines(self) -> list[tuple[int, Words]]:
        """Each line that is not empty, with its number counted from 0."""
        found, start = [], 0
        for number, line in enumerate(self.text.split("\n")):
            words = self.cut(start, start + len(line))
            if words.text:
                found.append((number, words))
            start += len(line) + 1
        return found


class BlockKind(StrEnum):
    """What a block is in its source."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    MEDIA = "media"
    """A player, video or picture: no words to read, but a sign that the words above it name something to hear."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a document.

    `level` is 1 to 6 for headings, the depth of nesting (from 1) for list items, and for anything inside of a
    list item the depth of that item, else 0. `group` numbers the list or table that a block belongs to.
    """

    kind: BlockKind
    words: Words
    line: int | None = None
    level: int = 0
    group: int = 0
    number: str = ""
    """The number that the writer (or the list) gave to an item."""
    cells: tuple[Words, ...] = ()
    """For rows."""
    header: bool = False
    """For rows: the head of the table."""

    @property
    def text(self) -> str:
        """The bare text."""
        return self.words.text


@dataclass(frozen=True, slots=True)
class Document:
    """A source as blocks in reading order."""

    blocks: tuple[Block, ...] = ()
    title: str | None = None
    about: str = ""
    """What the source says about itself outside of its text: description, tags, categories."""
    problems: tuple[Problem, ...] = field(default=())
