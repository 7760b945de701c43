"""Reads reStructuredText through docutils, with everything turned off that would read files, run code or reach out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from ostsync.model import Problem
from ostsync.reading.document import Block, BlockKind, Document, Mark, Words
from ostsync.reading.weaving import Weaver

if TYPE_CHECKING:
    from docutils import nodes

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,
    "report_level": 5,
    "halt_level": 6,
    "traceback": True,  # else it ends the whole process where it stumbles
    "warning_stream": "",
    "line_length_limit": 100_000,
    "smart_quotes": False,
    "embed_stylesheet": False,
}
_INLINE = {
    "emphasis": Mark.EMPHASIS,
    "title_reference": Mark.EMPHASIS,
    "strong": Mark.STRONG,
    "reference": Mark.LINK,
    "literal": Mark.CODE,
}
_SKIPPED = frozenset(
    """
    comment system_message substitution_definition target footnote citation problematic raw pending literal_block
    sidebar doctest_block math_block header footer meta contents
    """.split()  # noqa: SIM905
)


def read(text: str) -> Document:
    """A document of the blocks of a reStructuredText source. What docutils cannot parse is read as plain text."""
    from docutils.core import publish_doctree
    from docutils.utils import SystemMessage

    try:
        tree = publish_doctree(
            text, reader=_reader(), settings_overrides={**_SETTINGS, "warning_stream": io.StringIO()}
        )
    except (SystemMessage, ValueError, RecursionError, AttributeError, TypeError, IndexError, KeyError, AssertionError):
        from ostsync.reading import plain

        document = plain.read(text)
        problem = Problem("It could not be parsed as reStructuredText and was read as plain text.")
        return Document(document.blocks, document.title, problems=(problem,))
    walk = _Walk()
    walk.visit(tree)
    return Document(tuple(walk.blocks), str(tree.get("title")) if tree.get("title") else None)


def _reader() -> Any:
    """docutils' own, which leaves a reference to nothing as it is.

    To complain about it costs as much time as there are others beside it, and takes its words away.
    """
    from docutils.readers.standalone import Reader
    from docutils.transforms.references import DanglingReferences

    class Lenient(Reader):  # type: ignore[type-arg] # generic in its stubs alone
        def get_transforms(self) -> list[Any]:
            return [step for step in super().get_transforms() if step is not DanglingReferences]

    return Lenient()


class _Walk:
    """One pass over the tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._section = 0
        self._lists: list[tuple[bool, int]] = []
        self._groups = 0
        self._item = False

    def visit(self, node: Any) -> None:
        name = type(node).__name__
        if name in _SKIPPED or (name == "topic" and "contents" in node.get("classes", ())):
            return
        if name in ("title", "subtitle"):
            level = self._section + (2 if name == "subtitle" else 1)
            self._add(Block(BlockKind.HEADING, words_of(node), node.line, min(level, 6)))
        elif name == "section":
            self._section += 1
            self._children(node)
            self._section -= 1
        elif name in ("bullet_list", "enumerated_list", "definition_list", "field_list"):
            self._groups += 1
            self._lists.append((name == "enumerated_list", self._groups))
            self._children(node)
            self._lists.pop()
        elif name in ("list_item", "definition_list_item"):
            self._item = True
            self._children(node)
            self._item = False
        elif name in ("paragraph", "term", "line", "attribution", "caption", "rubric"):
            self._paragraph(node)
        elif name == "line_block":
            self._line_block(node)
        elif name == "table":
            self._table(node)
        elif name == "image":
            return
        else:
            self._children(node)

    def _children(self, node: Any) -> None:
        for child in node.children:
            self.visit(child)

    def _add(self, block: Block) -> None:
        if block.text:
            self.blocks.append(block)

    def _paragraph(self, node: Any) -> None:
        words = words_of(node)
        line = _line(node)
        if self._item and self._lists:
            ordered, group = self._lists[-1]
            self._add(Block(BlockKind.ITEM, words, line, len(self._lists), group, "1" if ordered else ""))
            self._item = False
        else:
            self._add(Block(BlockKind.PARAGRAPH, words, line, len(self._lists)))

    def _line_block(self, node: Any) -> None:
        weaver = Weaver()
        for line in node.findall(lambda n: type(n).__name__ == "line"):
            _weave(line, weaver)
            weaver.newline()
        self._add(Block(BlockKind.PARAGRAPH, weaver.words(), _line(node), len(self._lists)))

    def _table(self, node: Any) -> None:
        self._groups += 1
        for row in node.findall(lambda n: type(n).__name__ == "row"):
            cells = tuple(words_of(entry) for entry in row.children)
            header = type(row.parent).__name__ == "thead"
            text = Words(" | ".join(c.text for c in cells))
            self._add(Block(BlockKind.ROW, text, _line(row), 0, self._groups, cells=cells, header=header))


def words_of(node: Any) -> Words:
    """The words of a node with their marks; line breaks of the source are kept."""
    weaver = Weaver()
    _weave(node, weaver)
    return weaver.words()


def _weave(node: nodes.Node, weaver: Weaver) -> None:
    for child in node.children:
        name = type(child).__name__
        if name == "Text":
            lines = child.astext().split("\n")
            for number, line in enumerate(lines):
                if number:
                    weaver.newline()
                weaver.text(line)
        elif name in ("image", "problematic", "system_message", "target", "footnote_reference"):
            continue
        elif (mark := _INLINE.get(name)) is not None:
            weaver.open(mark, str(child.get("refuri", "")) if mark is Mark.LINK else "")  # type: ignore[attr-defined]
            _weave(child, weaver)
            weaver.close(mark)
        else:
            _weave(child, weaver)


def _line(node: Any) -> int | None:
    """docutils counts a paragraph's line from its first, a nested one's from its parent."""
    at = node
    for _ in range(5):
        if at is None or at.line:
            break
        at = at.parent
    return int(at.line) if at is not None and at.line else None
