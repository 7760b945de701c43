"""Decides what a source is and reads it: bytes go in, a Source with its recommendations comes out. Pure.

    source = read_bytes(data, name="article.md", kind=None, encoding=None, select=None, works=None)

Files, addresses and standard input are fetched in `reading.fetch`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ostsync.errors import SourceUnreadable, UsageError
from ostsync.model import Problem, Recommendation, Source
from ostsync.reading.binary import named
from ostsync.reading.document import Document, Words
from ostsync.reading.encodings import Decoded, decode, named_in

if TYPE_CHECKING:
    from ostsync.titles.works import Works

KINDS = ("text", "markdown", "html", "rst", "csv", "json", "jspf", "xspf", "m3u")
_SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mkd": "markdown",
    ".mdx": "markdown",
    ".qmd": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".rst": "rst",
    ".rest": "rst",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".json": "json",
    ".jspf": "jspf",
    ".xspf": "xspf",
    ".m3u": "m3u",
    ".m3u8": "m3u",
}
_INVISIBLE = dict.fromkeys([0x200B, 0x2060, 0xFEFF, 0x00AD, 0x200E, 0x200F]) | {
    0x00A0: " ",
    0x202F: " ",
    0x2009: " ",
    0x2028: "\n",
    0x2029: "\n",
}
_BBCODE = re.compile(
    r"\[/?(?:b|i|u|s|url|quote|size|color|center|spoiler|break)(?:=[^\]\n]{0,200})?\](?!\()", re.IGNORECASE
)
_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|article|div|p|ul|ol|table|h[1-6])[\s>]", re.I | re.S
)
_MARKDOWN = re.compile(
    r"^(?:#{1,6} |\s{0,3}[*+-] \S|---\s*$|\|.*\|\s*$|```)|\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)|\*\*[^*\n]{1,200}\*\*",
    re.M,
)
_SHOWN = 5
"""Damaged lines of which each is told; of more, how many there are."""
_RST = re.compile(r"^\.\. [\w-]+::|^[^\n]{1,200}\n[=~^\"-]{4,}\s*$|`[^`<\n]{1,200}<[^>\n]{1,500}>`_", re.M)


def read_bytes(
    data: bytes,
    *,
    name: str,
    kind: str | None = None,
    encoding: str | None = None,
    charset: str | None = None,
    select: str | None = None,
    works: Works | None = None,
) -> Source:
    """Reads a source. `name` is its path, address or given name; `kind` is one of KINDS, found out where None.

    `encoding` is what the person says, `charset` what the sender says, which is believed unless the bytes belie it.
    `select` is a CSS selector for HTML. `works` helps to tell works from titles. Raises SourceUnreadable where
    the bytes are no text or not what `kind` says, UsageError for a selector that does not fit.
    """
    if not data.strip():
        raise SourceUnreadable(f"{name} is empty.", "Give a source that has something to read.")
    if no_text := named(data):
        raise SourceUnreadable(f"{name} is no text but {no_text[0]}.", no_text[1])
    own = named_in(data) if (kind or kind_by_name(name)) in (None, "html", "xspf") else None
    try:
        decoded = decode(data, encoding, said=(charset, own))
    except SourceUnreadable as problem:
        raise SourceUnreadable(f"{name}: {problem.message}", problem.advice) from problem
    text = decoded.text.translate(_INVISIBLE).replace("\0", " ")
    kind = kind or kind_of(name, text)
    if select and kind != "html":
        raise UsageError(
            f"--select is for web pages, and {name} is read as {kind}.", "Leave it out, or add `--kind html`."
        )
    if kind in ("json", "jspf"):
        from ostsync.reading.playlistfiles import read_json

        source = read_json(text, name)
    elif kind == "xspf":
        from ostsync.reading.playlistfiles import read_xspf

        source = read_xspf(text, name)
    elif kind == "m3u":
        from ostsync.reading.playlistfiles import read_m3u

        source = read_m3u(text, name)
    elif kind == "csv":
        source = _read_csv(text, name, works)
    else:
        source = _read_document(text, name, kind, select, works)
    problems = (*_damage(decoded), *source.problems)
    if not source.recommendations and not problems:
        page = f"on the page “{source.title[:80]}”" if source.kind == "html" and source.title else "in it"
        problems = (Problem(f"Nothing {page} reads like a recommended track."),)
    return replace(source, encoding=decoded.encoding, problems=problems)


def _damage(decoded: Decoded) -> tuple[Problem, ...]:
    """The lines in which a letter could not be read: the first ones each, then how many there are."""
    lines = decoded.damaged
    said = tuple(Problem(f"A letter is damaged: it is not {decoded.encoding}.", line) for line in lines[:_SHOWN])
    if len(lines) <= _SHOWN:
        return said
    return (*said, Problem(f"Letters in {len(lines) - _SHOWN} more lines are damaged; --encoding says what it is."))


def kind_of(name: str, text: str) -> str:
    """What kind of source a text is: by the end of its name, else by its beginning."""
    start = text[:5000].lstrip()
    if start[:7].upper() == "#EXTM3U":
        return "m3u"
    if by_name := kind_by_name(name):
        return by_name
    if (start.startswith("<?xml") and "xspf.org" in start) or start.startswith("<playlist"):
        return "xspf"
    if _HTML.match(start) or (start.startswith("<?xml") and "<html" in start):
        return "html"
    if start[:1] in "{[" and _is_json(text):
        return "json"
    from ostsync.reading.rows import looks_like_table

    if looks_like_table(text):
        return "csv"
    if len(_MARKDOWN.findall(text[:20_000])) >= 2:
        return "markdown"
    return "rst" if _RST.search(text[:20_000]) else "text"


def kind_by_name(name: str) -> str | None:
    """What the end of a path or address says about its kind."""
    if "://" not in name:
        return _SUFFIXES.get(PurePosixPath(name.replace("\\", "/")).suffix.lower())
    try:
        path = urlsplit(name).path
    except ValueError:  # a name that was given with --as, and is no address
        return None
    kind = _SUFFIXES.get(PurePosixPath(path).suffix.lower())
    return None if kind == "text" else kind


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def document_of(text: str, kind: str, select: str | None = None) -> Document:
    """The blocks of a text of one of the kinds text, markdown, html and rst."""
    if kind == "markdown":
        from ostsync.reading import markdown

        return markdown.read(text)
    if kind == "html":
        from ostsync.reading import webpage

        return webpage.read(text, select)
    if kind == "rst":
        from ostsync.reading import restructured

        return restructured.read(text)
    if kind == "text":
        from ostsync.reading import plain

        return plain.read(text)
    raise UsageError(f"There is no kind of source called {kind!r}.", f"Kinds: {', '.join(KINDS)}.")


def _read_document(text: str, name: str, kind: str, select: str | None, works: Works | None) -> Source:
    from ostsync.reading.reader import recommendations

    if kind in ("text", "markdown"):
        text = _BBCODE.sub("", text)
    document = document_of(text, kind, select)
    problems = list(document.problems)
    found = recommendations(document, works, problems)
    return Source(name, kind, document.title, found, tuple(problems))


def _read_csv(text: str, name: str, works: Works | None) -> Source:
    """A table whose head is understood; else its rows are read like the lines of a list."""
    from ostsync.reading import tables
    from ostsync.reading.once import Once
    from ostsync.reading.reader import recommendations
    from ostsync.reading.rows import rows_of

    rows, problems = rows_of(text, tabs=name.lower().endswith((".tsv", ".tab")))
    if rows and tables.is_header(rows[0][0]):
        header = rows[0][0]
        if len(rows) == 1:
            problems.append(Problem("The table has a head and no rows.", rows[0][1]))
        found: list[Recommendation] = []
        found.extend(tables.rows_to_recommendations(header, [(cells, line) for cells, line in rows[1:]], problems))
        if tables.columns_of(header).keys() & {"work", "artist"} or len(found) < 2:
            return Source(name, "csv", None, tuple(found), tuple(problems))
        split = tables.split_titles(found, works)
        return Source(name, "csv", None, split, tuple(problems))
    from ostsync.reading.document import Block, BlockKind

    blocks = tuple(
        Block(
            BlockKind.ROW,
            Words(" | ".join(c for c in cells if c)),
            line,
            group=1,
            cells=tuple(Words(c.strip()) for c in cells),
        )
        for cells, line in rows
    )
    once = Once()
    for one in recommendations(Document(blocks, "songs", "songs"), works):
        once.add(one)
    if not once.all():
        problems.append(
            Problem("The table has no head that names a title column: its first row must, as in title,work,artist.", 1)
        )
    return Source(name, "csv", None, once.all(), tuple(problems))
