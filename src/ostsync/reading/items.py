"""Sorts the items of a list: which are entries, which are works or artists with their tracks below, which are notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ostsync.reading.context import About, about
from ostsync.reading.cutting import count_dashes
from ostsync.reading.document import Block, BlockKind, Mark, Words
from ostsync.reading.listing import Line
from ostsync.reading.names import Known, lowered, sentence
from ostsync.reading.quotes import quoted


@dataclass(slots=True)
class Item:
    """A list item with what belongs to it."""

    block: Block
    words: Words
    body: list[Block] = field(default_factory=list)
    children: list[Item] = field(default_factory=list)
    plays: bool = False


def items_of(blocks: Sequence[Block]) -> list[Item]:
    """The items of the outermost level, each with its further lines, paragraphs and nested items."""
    roots: list[Item] = []
    open_items: list[Item] = []
    for block in blocks:
        if block.kind is not BlockKind.ITEM:
            if open_items and block.kind is BlockKind.MEDIA:
                open_items[-1].plays = True
            elif open_items:
                open_items[-1].body.append(block)
            continue
        item = _item(block)
        while open_items and open_items[-1].block.level >= block.level:
            open_items.pop()
        (open_items[-1].children if open_items else roots).append(item)
        open_items.append(item)
    return roots


def _item(block: Block) -> Item:
    lines = block.words.lines()
    first = lines[0][1]
    if (place := note_at(block.words)) is not None:
        start, end = place
        rest = block.words.cut(end, len(block.text))
        line = (block.line or 1) + block.text.count("\n", 0, end)
        return Item(block, block.words.cut(0, start), [Block(BlockKind.PARAGRAPH, rest, line, block.level)])
    if len(lines) == 1:
        return Item(block, first)
    rest_at = len(block.text) - len(block.text.lstrip()) + block.text.find("\n") + 1
    rest = block.words.cut(rest_at, len(block.text))
    if len(first.text) > 200 or (first.text[-1:].islower() and rest.text[:1].islower()):
        return Item(block, Words(block.text.replace("\n", " "), block.words.spans))
    return Item(block, first, [Block(BlockKind.PARAGRAPH, rest, (block.line or 0) + 1, block.level)])


_NOTE = re.compile(r"(?<=[)\]”\"」])\s*[-–—:]+\s*|:\s+|\s+[-–—]\s+|(?<=[\w”\"!)])\.\s+|：|\s*—\s*")


def note_at(words: Words) -> tuple[int, int] | None:
    """Where a sentence about the track begins behind its name: "Title (Work): it rains, and a voice sings"."""
    text = words.text
    lead = next((s.end for s in words.spans if s.start == 0 and s.end < len(text)), 0)
    if (
        lead
        and words.spans[-1].mark is Mark.LINK
        and words.spans[-1].end == len(text)
        and words.spans[0].mark is Mark.STRONG
    ):
        return None
    for match in _NOTE.finditer(text, lead, min(200, text.find("\n") if "\n" in text else len(text))):
        left, right = text[: match.start()], text[match.end() :].split("\n")[0]
        if left.count("(") > left.count(")"):
            continue
        if match.start() == 0 or len(left.split()) > 14 or sentence(left):
            return None
        count = right.split()
        if ((len(count) >= 6 and lowered(count) > 0.6) or (len(count) >= 9 and lowered(count) > 0.4)) and any(
            s.start < match.start() < s.end for s in words.spans
        ) is False:
            return match.start(), match.end()
    return None


def split_lines(items: Sequence[Item], known: Known, above: About) -> list[Line]:
    """The lines that may be entries, each with the work that its parent or heading gives; the parents are left out."""
    lines: list[Line] = []
    for item in items:
        said = _parent(item, known) if item.children else None
        if said is not None:
            inherited = said if said.work or said.artist else above
            lines.extend(split_lines(item.children, known, inherited))
            continue
        work, artist = (above.work, above.artist) if _inherits(item, above) else (None, None)
        lines.append(
            Line(
                item.words,
                item.block.line,
                item.block.number,
                tuple(item.body),
                work,
                artist,
                item.plays,
                item.block.words,
            )
        )
    return lines


def _inherits(item: Item, above: About) -> bool:
    return bool(above.work or above.artist) and (above.sure or count_dashes(item.words) == 0)


def _parent(item: Item, known: Known) -> About | None:
    """What an item with others below says about them, or None where it is a track with notes below."""
    words = quoted(item.words)
    if count_dashes(words) and not known.work(words.text):
        quoted_lead = any(s.mark is Mark.QUOTE and s.start == 0 for s in words.spans)
        album = "album" in words.text.casefold()
        if not album:
            return None if quoted_lead or not sentence(words.text) else About()
        return About()
    if any(s.mark is Mark.QUOTE and s.start == 0 and s.end == len(words.text) for s in words.spans):
        return None
    return about(item.words, known)
