"""Sorts a document's blocks: what stands under which heading, which form a list, which lines stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ostsync.reading.cutting import PLAYER
from ostsync.reading.document import Block, BlockKind, Document, Mark, Words
from ostsync.reading.names import lowered
from ostsync.reading.stripping import strip_rank

BOLD, COUNTED, LONE = 7, 8, 9
"""Levels of what only looks like a heading: a bold line, a number that stands alone before its prose, and a
line that stands alone between paragraphs (which has nothing below it)."""
_LONGEST_LINE = 220
_LONE_SEPARATOR = re.compile(r"\s[-–—|]\s|^[“\"「『]|[”\"]\s(?:by|from)\s")
_SEPARATOR = re.compile(r"／|\s/\s|\s[-–—|]\s|\s[–—]|[–—]\s|：|: |「|『|“|\"|\sby\s|\t|\(")


@dataclass(slots=True)
class Head:
    """A heading, or a line that does the work of one, with what stands below it."""

    words: Words
    level: int
    line: int | None
    number: str = ""
    body: list[Block] = field(default_factory=list)
    player: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to read: a heading, a paragraph, or a run of list items, table rows or lines."""

    kind: str
    """head, prose, list, table or lines."""
    blocks: tuple[Block, ...]
    path: tuple[Head, ...] = ()
    """The headings above, outermost first; for a head, itself included."""
    intro: Words | None = None
    """The paragraph directly before a list."""


def parts(document: Document) -> list[Part]:
    """The document as parts, in order."""
    path: list[Head] = []
    found: list[Part] = []
    before: Block | None = None
    runs = list(_runs(document.blocks))
    for number, blocks in enumerate(runs):
        following = runs[number + 1] if number + 1 < len(runs) else []
        run, first = blocks, blocks[0]
        head = _as_head(run, following)
        if head is not None:
            while path and path[-1].level >= head.level:
                path.pop()
            path.append(head)
            found.append(Part("head", tuple(run[:1]), tuple(path)))
            before = None
            run = _without_head(run, head)
            if not run:
                continue
            first = run[0]
        for above in path:
            if len(above.body) < 40:
                above.body.extend(run)
            above.player = above.player or first.kind is BlockKind.MEDIA or (above is path[-1] and _plays(first))
        if first.kind is BlockKind.MEDIA:
            continue
        intro = before.words if before is not None else None
        if first.kind is BlockKind.ITEM:
            found.append(Part("list", tuple(run), tuple(path), intro))
        elif first.kind is BlockKind.ROW:
            found.append(Part("table", tuple(run), tuple(path), intro))
        elif first.kind is BlockKind.PARAGRAPH and _is_lone(first):
            found.append(Part("lone", (first,), (*path, Head(first.words, LONE, first.line)), intro))
        elif (cut := inline_ranks(first)) is not None:
            found.append(
                Part("lines", (cut,), tuple(path), Words(first.text[: first.text.find(cut.text[:8])]) or intro)
            )
        elif _is_lines(first.words) and not _plays(first):
            found.append(Part("lines", (first,), tuple(path), intro))
        else:
            found.append(Part("prose", (first,), tuple(path), intro))
        before = first if first.kind is BlockKind.PARAGRAPH else None
    return found


def _runs(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Blocks that belong together: a list with everything in it, a table, short lines one after the other."""
    at = 0
    while at < len(blocks):
        first = blocks[at]
        end = at + 1
        if first.kind is BlockKind.ITEM:
            while end < len(blocks) and (
                blocks[end].kind is BlockKind.ITEM or (blocks[end].level and blocks[end].kind is not BlockKind.HEADING)
            ):
                end += 1
        elif first.kind is BlockKind.ROW:
            while end < len(blocks) and blocks[end].kind is BlockKind.ROW and blocks[end].group == first.group:
                end += 1
        yield list(blocks[at:end])
        at = end


def _as_head(run: list[Block], following: list[Block]) -> Head | None:
    first = run[0]
    if first.kind is BlockKind.HEADING:
        return Head(first.words, first.level, first.line)
    if first.kind is BlockKind.PARAGRAPH and (bold := _bold_line(first.words)) is not None:
        return Head(bold, BOLD, first.line)
    if (
        first.kind is BlockKind.ITEM
        and len(run) <= 2
        and first.level == 1
        and len(run) == sum(1 for b in run if b.level)
    ):
        lines = first.words.lines()
        numbered = bool(first.number) or strip_rank(first.words)[1]
        items = sum(1 for b in run if b.kind is BlockKind.ITEM)
        if numbered and items == 1 and _stands_over(following) and len(lines[0][1].text) <= _LONGEST_LINE:
            return Head(lines[0][1], COUNTED, first.line, first.number or "1")
    if first.kind is BlockKind.PARAGRAPH:
        lines = first.words.lines()
        counted = strip_rank(lines[0][1])[1] if lines else False
        if counted and len(lines[0][1].text) <= 120 and len(lines) <= 2 and not _is_lines(first.words):
            return Head(lines[0][1], COUNTED, first.line, "1")
    return None


def _stands_over(following: list[Block]) -> bool:
    """Whether prose or a player follows, so that a single numbered line is a heading rather than a list of one."""
    return bool(following) and following[0].kind in (BlockKind.PARAGRAPH, BlockKind.MEDIA)


def _without_head(run: list[Block], head: Head) -> list[Block]:
    """What stands in the same block below a line that does the work of a heading."""
    first = run[0]
    if first.kind is BlockKind.HEADING:
        return run[1:]
    start = first.words.text.find(head.words.text) + len(head.words.text)
    rest = first.words.cut(start, len(first.words.text))
    if not rest.text:
        return run[1:]
    line = (
        (first.line or 1)
        + first.words.text.count("\n", 0, start)
        + (1 if first.words.text[start : start + 1] == "\n" else 0)
    )
    return [Block(BlockKind.PARAGRAPH, rest, line, 0), *run[1:]]


def _bold_line(words: Words) -> Words | None:
    """The first line, where bold marks cover it (but for its end) and it stands alone or above the rest."""
    strong = [s for s in words.spans[:6] if s.mark is Mark.STRONG]
    if not strong or strong[0].start > 3:
        return None
    end = words.text.find("\n")
    line = words.cut(0, end if end >= 0 else len(words.text))
    covered = sum(s.end - s.start for s in line.spans if s.mark is Mark.STRONG)
    if len(line.text) > _LONGEST_LINE or not line.text:
        return None
    if covered >= 0.8 * len(line.text):
        if end >= 0:
            lines = [w for _, w in words.lines()]
            bold = sum(
                1 for w in lines if any(s.mark is Mark.STRONG and s.end - s.start >= 0.6 * len(w.text) for s in w.spans)
            )
            if bold == len(lines) and len(lines) > 2:
                return None
        return line
    if not line.spans:
        return None
    label = line.spans[0]
    if label.start == 0 and line.text[: label.end].rstrip().endswith(":") and len(line.text) <= 120 and end < 0:
        return line
    return None


def _plays(block: Block) -> bool:
    """Whether a line of a paragraph is little more than a link to listen."""
    if block.kind is not BlockKind.PARAGRAPH or not block.words.spans:
        return False
    for _, line in block.words.lines()[:6]:
        links = [s for s in line.spans if s.mark is Mark.LINK and PLAYER.search(s.href)]
        if links and len(line.text) - sum(s.end - s.start for s in links) <= 24:
            return True
    return False


def _is_lone(block: Block) -> bool:
    """A short line by itself with the look of an entry."""
    text = block.text
    return (
        not block.level
        and "\n" not in text
        and 5 <= len(text) <= 120
        and _LONE_SEPARATOR.search(text) is not None
        and not text.endswith((".", ":", "?", "。", "：", ",", "…"))
        and lowered(text.split()) < 0.3
    )


_INLINE_RANK = re.compile(
    r"第\s*[一二三四五六七八九十百\d]{1,3}\s*[首曲位名]\s*[：:、]?\s*|(?:(?<=\s)|^)(\d{1,3})[.)、．]\s+(?=\S)|[①-⑳]\s*"
)


_COUNTS = re.compile(r"[第①]|\d[.)、．]\s")


def inline_ranks(block: Block) -> Block | None:
    """A paragraph whose one line counts through a list ("1. A 2. B 3. C"), with a line for each; else None."""
    text = block.text
    if len(text) > 20_000 or "\n" in text or not _COUNTS.search(text):
        return None
    marks = list(_INLINE_RANK.finditer(text))
    numbers = [int(m[1]) for m in marks if m[1]]
    if len(marks) < 3 or (
        numbers and (len(numbers) != len(marks) or numbers != list(range(numbers[0], numbers[0] + len(numbers))))
    ):
        return None
    ends = [*(m.start() for m in marks[1:]), len(text)]
    lines = [text[m.start() : end].strip() for m, end in zip(marks, ends, strict=True)]
    if any(len(line) < 4 or len(line) > _LONGEST_LINE for line in lines):
        return None
    return Block(BlockKind.PARAGRAPH, Words("\n".join(lines)), block.line, block.level)


def _is_lines(words: Words) -> bool:
    """Whether the lines of a paragraph are entries of a list rather than wrapped prose."""
    lines = [w.text for _, w in words.lines()]
    if len(lines) < 2 or any(len(line) > _LONGEST_LINE for line in lines):
        return False
    shaped = sum(1 for line in lines if _SEPARATOR.search(line) or strip_rank(Words(line))[1]) / len(lines)
    small = sum(1 for line in lines if line[0].islower()) / len(lines)
    open_ended = sum(
        1 for line in lines if line.endswith((",", "-")) or (line.split()[-1].islower() and len(line) > 60)
    ) / len(lines)
    long = sum(len(line) for line in lines) / len(lines) > 100
    mixed = lowered(" ".join(lines).split()) > 0.55
    commas = {line.count(", ") for line in lines}
    if len(lines) >= 3 and len(commas) == 1 and commas & {1, 2} and all(len(line.split()) <= 14 for line in lines):
        shaped = 1.0
    return shaped >= 0.6 and small <= 0.3 and open_ended <= 0.3 and not long and not (mixed and len(lines) < 6)
