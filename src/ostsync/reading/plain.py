"""Reads plain text: which lines are headings, list items, lines of a tracklist or parts of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ostsync.model import Problem
from ostsync.reading import vocabulary as v
from ostsync.reading.document import Block, BlockKind, Document, Mark, Span, Words
from ostsync.reading.gaps import narrow
from ostsync.reading.names import dense, lowered, sentence

_BULLET = re.compile(r"(\s*)([•·・◆◇‣▪▫◦●○■□►▸▶→✓★☆♪♫♬*+]|[-–—](?=\s))\s*(?=\S)")
_NUMBER = re.compile(r"(\s*)(?:\(?(\d{1,4})[.)](?!\d)|#(\d{1,4})[.:)]?(?=\s)|第\s*(\d{1,4})\s*位)\s*(?=\S)")
_INVITES = re.compile(
    r"(?:watch|listen|read|click|subscribe|follow|share|sign up|download|see|check out|buy)\s+"
    r"(?:more|now|here|to|on|us|this|also|it|the)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*([=\-_*~#])(?:\s*\1){2,}\s*$")
_HASHES = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_URL = re.compile(r"https?://[^\s<>\"'）)」\]]+")
_PLAYER_LINE = re.compile(
    r"https?://(?:\w+\.)?(?:youtube\.com|youtu\.be|open\.spotify\.com|soundcloud\.com|nicovideo\.jp|"
    r"bilibili\.com|vimeo\.com)/\S+$"
)
_ENTRY_LINE = re.compile(r"\s[-–—|]\s|[\w”\"»]\s?[:：]\s?[“\"«「]|^[“\"「『].+[”\"」』]\s?(?:by\s|[-–—(（])")
"""What a line that names a track above its prose has in it."""
_SENTENCE_END = tuple(".!?。！？…,;、，；")
_LABELLED = re.compile(r"[\w\s]{3,30}:\s+\S+.*,")
_LONGEST_HEADING = 90


def read(text: str) -> Document:
    """A document of the blocks that a reader sees in plain text."""
    blocks = tuple(blocks_of(_counted(text.split("\n"))))
    blocks = _paired(blocks)
    if len(blocks) == 1 and _alone(blocks[0]):
        return Document((replace(blocks[0], kind=BlockKind.ITEM, level=1, group=1),))
    title = next(
        (
            b.text
            for b in blocks[:6]
            if "\n" not in b.text
            and len(b.text) <= _LONGEST_HEADING
            and v.SONG.search(b.text)
            and not b.text.endswith(_SENTENCE_END)
        ),
        None,
    )
    title = title or next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    problems = () if blocks else (Problem("There is no text in it."),)
    return Document(blocks, title, problems=problems)


def _alone(block: Block) -> bool:
    """Whether one line is all there is, as when somebody pastes or pipes a single entry: "Lilium - Elfen Lied"."""
    text = block.text
    return (
        "\n" not in text and len(text) <= _LONGEST_HEADING and not text.endswith(_SENTENCE_END) and not sentence(text)
    )


_BARE_NUMBER = re.compile(r"(\d{1,3})\s+(?=[\w“\"「『‘'])")


def _counted(lines: list[str]) -> list[str]:
    """The lines, with a point behind the numbers of a countdown that has none ("1 Title", "2 Title", each alone)."""
    found = [
        (at, int(match[1]))
        for at, line in enumerate(lines)
        if (match := _BARE_NUMBER.match(line)) and len(line) <= _LONGEST_HEADING and not line.endswith(_SENTENCE_END)
        and (at == 0 or not lines[at - 1].strip()) and (at + 1 == len(lines) or not lines[at + 1].strip())
    ]  # fmt: skip
    steps = {b[1] - a[1] for a, b in pairwise(found)}
    if len(found) < 2 or steps not in ({1}, {-1}):
        return lines
    made = list(lines)
    for at, number in found:
        made[at] = f"{number}. {lines[at][len(str(number)) :].strip()}"
    return made


def _paired(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Where lines stand in twos above their prose (a track, below it the work), the second one is no heading."""
    heads = [b.kind is BlockKind.HEADING for b in blocks]
    twos = [
        at + 1
        for at in range(len(blocks) - 2)
        if heads[at] and heads[at + 1] and not heads[at + 2] and _ENTRY_LINE.search(blocks[at].text)
        and _is_prose(blocks[at + 2].text)
        and not re.search(r"\s[-–—|]\s", blocks[at + 1].text)
    ]  # fmt: skip
    if len(twos) < 2:
        return blocks
    return tuple(replace(b, kind=BlockKind.PARAGRAPH, level=0) if at in twos else b for at, b in enumerate(blocks))


def blocks_of(lines: list[str], first: int = 1) -> list[Block]:
    """The blocks of some lines; `first` is the number of the first one."""
    blocks: list[Block] = []
    group = 0
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or _RULE.match(line):
            at += 1
            continue
        if hashes := _HASHES.match(line):
            blocks.append(Block(BlockKind.HEADING, _words(hashes[2]), first + at, len(hashes[1])))
            at += 1
            continue
        if _item(line):
            after_item = blocks and blocks[-1].kind is BlockKind.ITEM
            if not after_item:
                group += 1
            end = at + 1
            indent = _indent(line)
            while (
                end < len(lines)
                and lines[end].strip()
                and not _item(lines[end])
                and (_indent(lines[end]) > indent or end - at <= 3)
            ):
                end += 1
            item = _make_item(line, lines[at + 1 : end], first + at, group)
            if (
                blocks
                and not item.number
                and _is_prose(item.text)
                and blocks[-1].kind is BlockKind.ITEM
                and blocks[-1].number
                and blocks[-1].level == item.level
            ):
                item = Block(BlockKind.PARAGRAPH, item.words, item.line, item.level)
            blocks.append(item)
            at = end
            continue
        end = at + 1
        while end < len(lines) and lines[end].strip() and not _item(lines[end]) and not _HASHES.match(lines[end]):
            end += 1
        blocks.extend(_paragraph(lines, at, end, first, is_first=not blocks))
        at = end
    return blocks


def _paragraph(lines: list[str], start: int, end: int, first: int, *, is_first: bool) -> list[Block]:
    text = [line.strip() for line in lines[start:end]]
    if len(text) >= 2 and _RULE.match(text[1]) and text[1][0] in "=-~":
        head = Block(BlockKind.HEADING, _words(text[0]), first + start, 1 if text[1][0] == "=" else 2)
        rest = _paragraph(lines, start + 2, end, first, is_first=False) if len(text) > 2 else []
        return [head, *rest]
    text = [line for line in text if not _RULE.match(line)]
    if not text:
        return []
    if len(text) == 1 and _PLAYER_LINE.fullmatch(text[0]):
        return [Block(BlockKind.MEDIA, Words(""), first + start)]
    if len(text) == 1 and _looks_like_heading(text[0]):
        return [Block(BlockKind.HEADING, _words(text[0]), first + start, 1 if is_first else 2)]
    return [
        Block(
            BlockKind.PARAGRAPH if level == 0 else BlockKind.HEADING, _words("\n".join(some)), first + start + at, level
        )
        for at, some, level in _led(text)
    ]


def _led(text: list[str]) -> Iterator[tuple[int, list[str], int]]:
    """The lines of a paragraph; each line that names a track above its prose stands over it like a heading."""
    start = 0
    for at, line in enumerate(text):
        prose = at + 1 < len(text) and _is_prose(text[at + 1])
        fresh = at == 0 or _is_prose(text[at - 1]) or not any(c.isalnum() for c in text[at - 1])
        if prose and fresh and _names_track(line):
            if at > start:
                yield start, text[start:at], 0
            yield at, [line], 2
            start = at + 1
    names = len(text)
    while (
        names > start
        and not _is_prose(text[names - 1])
        and len(text[names - 1]) <= 90
        and not text[names - 1].endswith(_SENTENCE_END)
    ):
        names -= 1
    if start < names <= len(text) - 2 and _is_prose(text[names - 1]):
        yield start, text[start:names], 0
        start = names
    if start < len(text):
        yield start, text[start:], 0


def _names_track(line: str) -> bool:
    return (
        len(line) <= 100
        and _ENTRY_LINE.search(line) is not None
        and not line.rstrip('"”»」』').endswith(_SENTENCE_END)
        and not sentence(line)
    )


def _is_prose(line: str) -> bool:
    """Whether a line is running text: a sentence or more of it."""
    if dense(line):
        return len(line) > 20 and "。" in line
    words = line.split()
    return len(words) >= 7 and lowered(words) > 0.5


def _looks_like_heading(line: str) -> bool:
    return (
        len(line) <= _LONGEST_HEADING
        and len(line.split()) <= 12
        and not line.endswith((*_SENTENCE_END, ":", "："))
        and any(c.isalpha() for c in line)
        and line.count(",") < 2
        and not _LABELLED.match(line)
        and not _INVITES.match(line)
        and "http" not in line
        and not line.startswith(("(", "（"))
    )


def _item(line: str) -> bool:
    return bool(_BULLET.match(line) or _NUMBER.match(line))


def _make_item(line: str, more: list[str], number: int, group: int) -> Block:
    match = _BULLET.match(line) or _NUMBER.match(line)
    assert match
    counted = match.re is _NUMBER
    rank = next((g for g in match.groups()[1:] if g), "") if counted else ""
    text = "\n".join([line[match.end() :].strip(), *(m.strip() for m in more)])
    return Block(BlockKind.ITEM, _words(text), number, 1 + _indent(line) // 4, group, rank)


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _words(text: str) -> Words:
    """Plain text knows one mark: an address is a link."""
    text = narrow(text)
    spans = tuple(Span(m.start(), m.end(), Mark.LINK, m[0]) for m in _URL.finditer(text)) if "http" in text else ()
    return Words(text, spans)
