"""Reads HTML: the blocks of the page's own text. Navigation, comments and other furniture are left out."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ostsync.errors import SourceUnreadable, UsageError
from ostsync.model import Problem
from ostsync.reading.document import Block, BlockKind, Document, Mark, Words
from ostsync.reading.weaving import Weaver

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_FURNITURE_TAGS = frozenset(
    """
    script style noscript template nav aside footer button select option textarea svg math head title meta link
    object map dialog menu
    """.split()  # noqa: SIM905
)
_FURNITURE = frozenset(
    """
    nav navbar navigation menu sidebar footer comment comments respond related recommended recommendations share
    sharing sharedaddy social toc breadcrumb breadcrumbs cookie cookies newsletter subscribe signup advert
    advertisement ads ad promo popular trending widget widgets pagination pager navbox editsection reflist
    references hatnote catlinks printfooter noprint mw-editsection login banner popup modal disqus jp-relatedposts
    metadata byline outbrain taboola tags tagcloud
    """.split()  # noqa: SIM905
)
_NOT_FURNITURE = frozenset(["no", "has", "with", "without", "hide", "not"])
_KEPT_TAGS = frozenset(["html", "body", "main", "article"])
_PLAYERS = re.compile(
    r"youtu|youtube|video|audio|player|spotify|soundcloud|bandcamp|vimeo|nicovideo|music\.apple|deezer", re.I
)
_BLOCK_TAGS = frozenset(
    """
    address article aside blockquote body center details dd div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul caption
    """.split()  # noqa: SIM905
)
_INLINE = {
    "a": Mark.LINK, "b": Mark.STRONG, "strong": Mark.STRONG, "i": Mark.EMPHASIS, "em": Mark.EMPHASIS,
    "cite": Mark.EMPHASIS, "code": Mark.CODE, "tt": Mark.CODE, "kbd": Mark.CODE,
}  # fmt: skip
_LAYOUT = "td table, td ul, td ol, td h1, td h2, td h3, td h4, td p + p, td blockquote"
_LINE_WINDOW = 20_000
_SMALL = 20_000
"""Characters of a page that cannot keep the parser busy for more than a moment, whatever stands in them."""
PARSE_SECONDS = 15.0
"""Ordinary pages of 30 MB take one."""
_DEEPEST = 2_000
"""Nesting beyond this is an attack, not a page."""


def read(text: str, select: str | None = None) -> Document:
    """A document of the page's own blocks, or of what the CSS selector `select` names, furniture or not.

    Raises UsageError when the selector cannot be read.
    """
    tree = _parsed(text)
    head = tree.css_first("title")
    title = head.text(strip=True) if head else None
    about = " ".join(
        node.attributes.get("content") or ""
        for name in ("description", "keywords")
        if (node := tree.css_first(f'meta[name="{name}"]')) is not None
    )
    lines = _Lines(text)
    if select:
        roots = _selected(tree, select)
        blocks = [b for root in roots for b in _Walk(root, lines, everything=True).blocks()]
        problems = () if roots else (Problem(f"Nothing on the page fits the selector {select!r}."),)
    else:
        blocks = _Walk(tree.body, lines).blocks() if tree.body is not None else []
        problems = ()
    top = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), None)
    return Document(tuple(blocks), top or title, f"{title or ''} {about}", problems)


def blocks_of(html: str, first: int) -> list[Block]:
    """The blocks of a piece of HTML that stands inside of another text from line `first` on."""
    tree = _parsed(html)
    return _Walk(tree.body, _Lines(html, first)).blocks() if tree.body is not None else []


def _parsed(text: str) -> LexborHTMLParser:
    """The tree of a page. Raises SourceUnreadable for one that the parser does not get through in time.

    Its time grows with the square of the depth of a page, and of the attributes of one tag: a few hundred kilobytes
    can be hours. It runs without Python's lock, so that a thread can be left behind with such a page.
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(text) < _SMALL:
        return LexborHTMLParser(text)
    trees: queue.SimpleQueue[LexborHTMLParser] = queue.SimpleQueue()
    threading.Thread(target=lambda: trees.put(LexborHTMLParser(text)), daemon=True).start()
    try:
        return trees.get(timeout=PARSE_SECONDS)
    except queue.Empty:
        raise SourceUnreadable(
            f"The page could not be taken apart in {PARSE_SECONDS:.0f} seconds: its tags are nested without end.",
            "Copy the list out of it, and give that as text.",
        ) from None


def _selected(tree: LexborHTMLParser, select: str) -> list[LexborNode]:
    try:
        return list(tree.css(select))
    except Exception as problem:
        raise UsageError(f"{select!r} is not a CSS selector.", "Try one like `article` or `.post ul`.") from problem


class _Lines:
    """Finds the source line of a block again: blocks come in order, so each is looked for after the last."""

    def __init__(self, html: str, first: int = 1) -> None:
        self._html = html
        self._at = 0
        self._line = first

    def of(self, text: str) -> int:
        word = max(text[:80].split(), key=len, default="")
        found = self._html.find(word, self._at, self._at + _LINE_WINDOW) if word else -1
        if found >= 0:
            self._line += self._html.count("\n", self._at, found)
            self._at = found
        return self._line


class _Walk:
    """One pass over the tree without recursion."""

    def __init__(self, root: LexborNode, lines: _Lines, *, everything: bool = False) -> None:
        self._root = root
        self._lines = lines
        self._everything = everything
        self._weaver = Weaver()
        self._blocks: list[Block] = []
        self._lists: list[tuple[bool, int]] = []
        self._groups = 0
        self._item = False
        self._heading = 0
        self._length = 0

    def blocks(self) -> list[Block]:
        self._length = len(self._root.text(deep=True))
        for node, entering in self._events():
            tag = node.tag or ""
            if tag == "-text":
                self._weaver.text(node.text_content or "")
            elif tag in _INLINE:
                if entering:
                    self._weaver.open(_INLINE[tag], node.attributes.get("href") or "")
                else:
                    self._weaver.close(_INLINE[tag])
            elif tag == "q":
                self._weaver.text("“" if entering else "”")
            elif tag == "br":
                self._weaver.newline()
            elif tag in _BLOCK_TAGS:
                self._block(node, tag, entering)
        self._flush()
        return self._blocks

    def _events(self) -> Iterator[tuple[LexborNode, bool]]:
        """Each node as it is entered and left, without what is furniture, tables as a whole."""
        stack: list[tuple[LexborNode, bool, int]] = [(self._root, True, 0)]
        while stack:
            node, entering, depth = stack.pop()
            if not entering:
                yield node, False
                continue
            tag = node.tag or ""
            if tag != "-text" and node is not self._root and self._skips(node, tag):
                continue
            if tag == "table" and node.css_first(_LAYOUT) is None:
                self._table(node)
                continue
            yield node, True
            if depth > _DEEPEST:
                continue
            if tag != "-text":
                stack.append((node, False, depth))
            children = list(node.iter(include_text=True))
            stack.extend((child, True, depth + 1) for child in reversed(children))

    def _skips(self, node: LexborNode, tag: str) -> bool:
        if tag in ("iframe", "audio", "video", "embed"):
            if _PLAYERS.search(f"{tag} {node.attributes.get('src') or ''}"):
                self._flush()
                self._blocks.append(Block(BlockKind.MEDIA, Words(""), None, len(self._lists)))
            return True
        if tag in ("script", "style", "noscript", "template", "svg", "math", "head"):
            return True
        if self._everything:
            return False
        if tag in _FURNITURE_TAGS:
            return True
        attributes = node.attributes
        if tag in _KEPT_TAGS or not attributes:
            return False
        if "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return True
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}".lower()
        if not any(_is_furniture(name) for name in names.split()):
            return False
        return len(node.text(deep=True)) * 2 < max(self._length, 400)

    def _block(self, node: LexborNode, tag: str, entering: bool) -> None:
        self._flush()
        if tag in ("ul", "ol", "dl"):
            if entering:
                self._groups += 1
                self._lists.append((tag == "ol", self._groups))
            elif self._lists:
                self._lists.pop()
        elif tag in ("li", "dt", "dd"):
            self._item = entering
            self._deeper = 1 if tag == "dd" else 0
        elif tag[0] == "h" and tag[1:].isdigit():
            self._heading = int(tag[1]) if entering else 0

    def _flush(self) -> None:
        words = self._weaver.words()
        if not words.text:
            return
        line = self._lines.of(words.text)
        depth = len(self._lists)
        if self._heading:
            self._blocks.append(Block(BlockKind.HEADING, words, line, self._heading))
        elif self._item:
            group = self._lists[-1][1] if self._lists else 0
            level = max(1, depth) + getattr(self, "_deeper", 0)
            self._blocks.append(Block(BlockKind.ITEM, words, line, level, group))
            self._item = False
        else:
            self._blocks.append(Block(BlockKind.PARAGRAPH, words, line, depth))

    def _table(self, table: LexborNode) -> None:
        self._flush()
        self._groups += 1
        for row in table.css("tr"):
            nodes = [n for n in row.iter() if n.tag in ("td", "th")]
            cells = tuple(_cell(n) for n in nodes)
            if not any(c.text for c in cells):
                continue
            head = all(n.tag == "th" for n in nodes)
            text = Words(" | ".join(c.text for c in cells))
            line = self._lines.of(text.text)
            self._blocks.append(Block(BlockKind.ROW, text, line, 0, self._groups, cells=cells, header=head))


def _is_furniture(name: str) -> bool:
    if name in _FURNITURE:
        return True
    parts = re.split(r"[-_]+", name)
    return len(parts) > 1 and parts[0] not in _NOT_FURNITURE and (parts[0] in _FURNITURE or parts[-1] in _FURNITURE)


def _cell(node: LexborNode) -> Words:
    weaver = Weaver()
    for child in node.traverse(include_text=True):
        if child.tag == "-text":
            inside = _marks_around(child, node)
            for mark, href in inside:
                weaver.open(mark, href)
            weaver.text(child.text_content or "")
            for mark, _ in reversed(inside):
                weaver.close(mark)
        elif child.tag == "br":
            weaver.newline()
    return weaver.words()


def _marks_around(node: LexborNode, stop: LexborNode) -> list[tuple[Mark, str]]:
    found: list[tuple[Mark, str]] = []
    parent = node.parent
    for _ in range(20):
        if parent is None or parent.mem_id == stop.mem_id:
            break
        if parent.tag in _INLINE:
            found.append((_INLINE[parent.tag], parent.attributes.get("href") or ""))
        parent = parent.parent
    return found[::-1]
