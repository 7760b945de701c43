"""Reads Markdown: CommonMark with tables, front matter (YAML or TOML), shortcodes and embedded HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ostsync.reading import plain
from ostsync.reading.document import Block, BlockKind, Document, Mark, Words
from ostsync.reading.weaving import Weaver

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = re.compile(r"\s*(---|\+\+\+)\s*\n")
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*[:=]\s*(.*)$")
_ABOUT = ("subtitle", "description", "excerpt", "summary", "tags", "categories", "keywords", "category")
_SHORTCODE = re.compile(r"\{\{[^{}]{0,2000}\}\}|\{%[^{}]{0,2000}%\}")
_PLAYER = re.compile(
    r"youtube|youtu\.be|video|audio|player|iframe|spotify|soundcloud|bandcamp|vimeo|nicovideo|embed", re.I
)
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,200}\}")
_TAG = re.compile(r"<\s*(/?)\s*([A-Za-z][\w:-]*)([^>]{0,2000})>")
_PASTED_BULLET = re.compile(r"^([ \t]*)[•‣▪◦●·][ \t]+(?=\S)", re.M)
"""A bullet as word processors set it: Markdown itself knows only - * and +."""
_PLAIN_FENCES = {"", "text", "txt", "plain", "plaintext", "md", "markdown"}
_INLINE = {"em": Mark.EMPHASIS, "strong": Mark.STRONG}
_INLINE_TAGS = {"i": Mark.EMPHASIS, "em": Mark.EMPHASIS, "cite": Mark.EMPHASIS, "b": Mark.STRONG, "strong": Mark.STRONG}


def read(text: str) -> Document:
    """A document of the blocks of a Markdown text."""
    from markdown_it import MarkdownIt

    facts, body, offset = front_matter(text)
    body = _ATTRIBUTES.sub("", body)
    body = _PASTED_BULLET.sub(r"\1- ", body)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    blocks = _Walk(tokens, offset).blocks()
    title = facts.get("title") or next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    about = " ".join(facts[key] for key in _ABOUT if facts.get(key))
    return Document(tuple(blocks), title, about)


def front_matter(text: str) -> tuple[dict[str, str], str, int]:
    """The top-level facts before the text, the text after them, and how many lines they took."""
    start = _FENCE.match(text)
    if not start:
        return {}, text, 0
    end = re.compile(rf"^{re.escape(start[1])}\s*$", re.M).search(text, start.end())
    if not end:
        return {}, text, 0
    facts: dict[str, str] = {}
    key = ""
    for line in text[start.end() : end.start()].split("\n"):
        if (match := _KEY.match(line)) and not line[0].isspace():
            key = match[1].lower()
            facts[key] = _value(match[2])
        elif key and line.strip() and key != "comments":
            facts[key] = f"{facts[key]} {_value(line.strip().removeprefix('- '))}".strip()
    return facts, text[end.end() :], text.count("\n", 0, end.end())


def _value(raw: str) -> str:
    value = raw.strip()
    if value in (">", "|", ">-", "|-", ">+", "|+"):
        return ""
    if len(value) > 1 and value[0] in "\"'“" and value[-1] in "\"'”":
        value = value[1:-1]
    return value.strip("[]") if value.startswith("[") else value


class _Walk:
    """One pass over the tokens, knowing which lists are open."""

    def __init__(self, tokens: list[Token], offset: int) -> None:
        self._tokens = tokens
        self._offset = offset
        self._blocks: list[Block] = []
        self._lists: list[tuple[bool, int]] = []
        self._groups = 0
        self._item: str | None = None
        """The number of an item whose first words have not been met yet; None where there is none."""
        self._heading = 0
        self._row: list[Words] | None = None
        self._head = False

    def blocks(self) -> list[Block]:
        for token in self._tokens:
            self._take(token)
        return self._blocks

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self._groups += 1
            self._lists.append((kind[0] == "o", self._groups))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            self._item = token.info or ""
        elif kind == "heading_open":
            self._heading = int(token.tag[1])
        elif kind == "heading_close":
            self._heading = 0
        elif kind == "table_open":
            self._groups += 1
        elif kind in ("thead_open", "thead_close"):
            self._head = kind == "thead_open"
        elif kind == "tr_open":
            self._row = []
        elif kind == "tr_close":
            self._end_row(token)
        elif kind == "inline":
            self._inline(token)
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "html_block":
            self._html(token)

    def _line(self, token: Token) -> int | None:
        return token.map[0] + 1 + self._offset if token.map else None

    def _inline(self, token: Token) -> None:
        words, player = inline(token.children or [])
        if self._row is not None:
            self._row.append(words)
            self._row_line = self._line(token)
            return
        line = self._line(token)
        if words.text:
            if self._heading:
                self._blocks.append(Block(BlockKind.HEADING, words, line, self._heading))
            elif self._item is not None:
                number = self._item if self._lists and self._lists[-1][0] else ""
                group = self._lists[-1][1] if self._lists else 0
                self._blocks.append(Block(BlockKind.ITEM, words, line, max(1, len(self._lists)), group, number))
            else:
                self._blocks.append(Block(BlockKind.PARAGRAPH, words, line, len(self._lists)))
            self._item = None
        if player:
            self._blocks.append(Block(BlockKind.MEDIA, Words(""), line, len(self._lists)))

    def _end_row(self, token: Token) -> None:
        cells = tuple(self._row or ())
        self._row = None
        if any(c.text for c in cells):
            text = Words(" | ".join(c.text for c in cells))
            line = getattr(self, "_row_line", None)
            self._blocks.append(Block(BlockKind.ROW, text, line, 0, self._groups, cells=cells, header=self._head))

    def _code(self, token: Token) -> None:
        if token.info.strip().lower() in _PLAIN_FENCES and token.type == "fence":
            first = (token.map[0] if token.map else 0) + 2 + self._offset
            self._blocks.extend(plain.blocks_of(token.content.split("\n"), first))

    def _html(self, token: Token) -> None:
        from ostsync.reading import webpage

        content = token.content
        line = self._line(token)
        blocks = [] if 'class="embedly' in content else webpage.blocks_of(content, line or 1)
        blocks = [b for b in blocks if b.kind is not BlockKind.MEDIA]
        self._blocks.extend(blocks)
        if not blocks and _PLAYER.search(content):
            self._blocks.append(Block(BlockKind.MEDIA, Words(""), line, len(self._lists)))


def inline(tokens: list[Token]) -> tuple[Words, bool]:
    """The words of inline tokens, and whether a player or picture stands among them."""
    weaver = Weaver()
    player = False
    for token in tokens:
        kind = token.type
        if kind == "text":
            text = token.content
            if "{" in text:
                player = player or any(_PLAYER.search(m[0]) for m in _SHORTCODE.finditer(text))
                text = _SHORTCODE.sub(" ", text)
            weaver.text(text)
        elif kind in ("softbreak", "hardbreak"):
            weaver.newline()
        elif kind == "code_inline":
            weaver.code(token.content)
        elif kind == "link_open":
            weaver.open(Mark.LINK, str(token.attrs.get("href", "")))
        elif kind == "link_close":
            weaver.close(Mark.LINK)
        elif kind == "image":
            player = True
        elif kind == "html_inline":
            player = _tag(weaver, token.content) or player
        elif (mark := _INLINE.get(kind.rsplit("_", 1)[0])) is not None:
            if kind.endswith("_open"):
                weaver.open(mark)
            else:
                weaver.close(mark)
    return weaver.words(), player


def _tag(weaver: Weaver, content: str) -> bool:
    tag = _TAG.match(content)
    if not tag:
        return False
    closing, name = bool(tag[1]), tag[2].lower()
    if name == "br":
        weaver.newline()
    elif (mark := _INLINE_TAGS.get(name)) is not None:
        if closing:
            weaver.close(mark)
        else:
            weaver.open(mark)
    elif name == "a":
        if closing:
            weaver.close(Mark.LINK)
        else:
            href = re.search(r"href\s*=\s*[\"']?([^\"'\s>]*)", tag[3])
            weaver.open(Mark.LINK, href[1] if href else "")
    return name in ("iframe", "audio", "video", "img") or bool(_PLAYER.search(name))
