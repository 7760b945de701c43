"""Rows on the pages of a database file, read without its trees: what is left where SQLite cannot walk any more.

Follows the SQLite file format, "B-tree Pages" and "Record Format" (https://www.sqlite.org/fileformat2.html). Only
leaves of tables are read: every row of a table with row numbers stands on one, whole or with the rest of it on
overflow pages. What is no row is passed over. `secure_delete` writes zeros over what is deleted, so nothing comes
back that was taken away.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

PAGE = 4096
"""Bytes of a page, where the header does not say: SQLite's default, which is ours."""
LEAF = 0x0D
MOST_COLUMNS = 64

Value = None | int | float | str | bytes


def pages_of(file: Path) -> list[bytes]:
    """A database file in pages; the first is number 1 to SQLite."""
    data = file.read_bytes()
    size = int.from_bytes(data[16:18], "big") if data.startswith(b"SQLite format 3\0") else PAGE
    size = 65536 if size == 1 else size
    if size < 512 or size & (size - 1):
        size = PAGE
    return [data[n : n + size] for n in range(0, len(data), size) if n + size <= len(data)]


def rows_on(pages: list[bytes]) -> Iterator[tuple[int, list[Value]]]:
    """Every row that stands on a leaf: its number, and its values in the order of the columns."""
    for number, page in enumerate(pages):
        head = 100 if number == 0 else 0
        if page[head] != LEAF:
            continue
        cells = int.from_bytes(page[head + 3 : head + 5], "big")
        for n in range(min(cells, len(page) // 4)):
            at = head + 8 + 2 * n
            try:
                yield _cell(pages, page, int.from_bytes(page[at : at + 2], "big"))
            except (IndexError, ValueError, struct.error):  # no row
                continue


def _cell(pages: list[bytes], page: bytes, at: int) -> tuple[int, list[Value]]:
    length, at = _varint(page, at)
    number, at = _varint(page, at)
    if length > len(pages) * len(page):
        raise ValueError("longer than the file")
    most, least = len(page) - 35, (len(page) - 12) * 32 // 255 - 23
    if length <= most:
        payload = page[at : at + length]
    else:
        local = least + (length - least) % (len(page) - 4)
        local = local if local <= most else least
        payload = page[at : at + local] + _overflow(pages, page[at + local : at + local + 4], length - local)
    if len(payload) != length:
        raise ValueError("not whole")
    return number, _record(payload)


def _overflow(pages: list[bytes], first: bytes, length: int) -> bytes:
    parts: list[bytes] = []
    following = int.from_bytes(first, "big")
    while length > 0:
        if not 1 < following <= len(pages) or len(parts) > len(pages):
            raise ValueError("the chain of pages is broken")
        page = pages[following - 1]
        parts.append(page[4 : 4 + min(length, len(page) - 4)])
        length -= len(parts[-1])
        following = int.from_bytes(page[:4], "big")
    return b"".join(parts)


def _record(payload: bytes) -> list[Value]:
    size, at = _varint(payload, 0)
    kinds = []
    while at < size:
        kind, at = _varint(payload, at)
        kinds.append(kind)
        if len(kinds) > MOST_COLUMNS:
            raise ValueError("too many columns")
    values: list[Value] = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("not a record")
    return values


def _value(data: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind >= 12:
        end = at + (kind - 12) // 2
        return (data[at:end].decode() if kind % 2 else data[at:end]), end
    if kind == 7:
        return struct.unpack(">d", data[at : at + 8])[0], at + 8
    if kind > 7:
        raise ValueError("a kind of value that is not used")
    width = (0, 1, 2, 3, 4, 6, 8)[kind]
    return int.from_bytes(data[at : at + width], "big", signed=True), at + width


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(9):
        byte = data[at + n]
        if n == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    raise ValueError("no number")
