"""Which ways there are to break a file: named, seeded and reproducible. No blobs are stored, all is made.

Every way takes well-formed bytes and a Random, and answers what a careless program, a
broken disk or a hurried person would make of them. The same Random makes the same damage.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from .oddities import ODD_LINKS, ODD_NUMBERS, ODD_TEXTS, OTHER_KINDS

Damage = Callable[[bytes, Random], bytes]


def text_of(dice: Random) -> str:
    """Some text that nobody expects."""
    return dice.choice(dice.choice((ODD_TEXTS, ODD_NUMBERS, ODD_LINKS)))


def argument(dice: Random) -> str:
    """The same as a word of a command line: no NUL, perhaps bytes that are no UTF-8, of a length systems allow."""
    word = text_of(dice).replace("\0", "")[:30_000]
    return word + dice.choice(("", "", "", "\udcff", "\udce9\udc80"))


# ---------------------------------------------------------------------------- bytes


def _at(data: bytes, dice: Random) -> int:
    return dice.randrange(len(data) + 1)


def cut(data: bytes, dice: Random) -> bytes:
    return data[: _at(data, dice)]


def beheaded(data: bytes, dice: Random) -> bytes:
    return data[_at(data, dice) :]


def flipped(data: bytes, dice: Random) -> bytes:
    held = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        if held:
            held[dice.randrange(len(held))] = dice.randrange(256)
    return bytes(held)


def doubled(data: bytes, dice: Random) -> bytes:
    a, b = sorted((_at(data, dice), _at(data, dice)))
    return data[:b] + data[a:b] * dice.choice((1, 1, 9)) + data[b:]


def holed(data: bytes, dice: Random) -> bytes:
    a, b = sorted((_at(data, dice), _at(data, dice)))
    return data[:a] + data[b:]


def shuffled(data: bytes, dice: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


def _with(text: str) -> Damage:
    def put(data: bytes, dice: Random) -> bytes:
        at = _at(data, dice)
        return data[:at] + text.encode("utf-8", "surrogatepass") + data[at:]

    return put


def odd_text(data: bytes, dice: Random) -> bytes:
    return _with(text_of(dice))(data, dice)


def stray(data: bytes, dice: Random) -> bytes:
    signs = (
        '"',
        "'",
        '"""',
        "{",
        "}",
        "[",
        "]",
        "(",
        "<",
        ">",
        "</",
        "<!--",
        "]]>",
        "```",
        "---\n",
        "|",
        "\\",
        "=",
        "#",
        "\n",
        "&",
        "*",
        "`",
        ",",
        ":",
    )
    return _with(dice.choice(signs))(data, dice)


def not_utf8(data: bytes, dice: Random) -> bytes:
    at = _at(data, dice)
    bad = dice.choice(
        (
            b"\xff",
            b"\xe9",
            b"\x80",
            b"\xc3",
            b"\xe3\x81",
            b"\xed\xa0\x80",
            b"\xc0\xaf",
            b"\xf5\x80\x80\x80",
            b"\x83",
            b"\x93Hi\x94",
        )
    )
    return data[:at] + bad + data[at:]


def _unclosed(data: bytes, dice: Random) -> bytes:
    places = [n for n, byte in enumerate(data) if byte in b"\"]})>'`"]
    if not places:
        return data
    at = dice.choice(places)
    return data[:at] + data[at + 1 :]


def _recoded(encoding: str, errors: str = "replace") -> Damage:
    return lambda data, dice: data.decode("utf-8", "replace").encode(encoding, errors)


def _odd(encoding: str) -> Damage:
    return lambda data, dice: _recoded(encoding)(data, dice)[:-1]


def two_encodings(data: bytes, dice: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    at = dice.randrange(len(lines) + 1)
    other = dice.choice(("cp932", "cp1252", "utf-16", "euc_jp", "gbk"))
    return b"".join(lines[:at]) + b"".join(lines[at:]).decode("utf-8", "replace").encode(other, "replace")


def _newlines(sign: bytes) -> Damage:
    return lambda data, dice: data.replace(b"\n", sign)


def mixed_newlines(data: bytes, dice: Random) -> bytes:
    return b"".join(
        line + dice.choice((b"\n", b"\r\n", b"\r", b"\n\r", b"\x0b", b"\x0c", b"\xc2\x85", b"\x1c"))
        for line in data.split(b"\n")
    )


def curly(data: bytes, dice: Random) -> bytes:
    return data.replace(b'"', "”".encode()).replace(b"'", "’".encode())


def tabbed(data: bytes, dice: Random) -> bytes:
    return data.replace(b"  ", b"\t").replace(b", ", b"\t")


def long_line(data: bytes, dice: Random) -> bytes:
    lines = data.split(b"\n")
    lines[dice.randrange(len(lines))] *= dice.choice((300, 3_000))
    return b"\n".join(lines)[:900_000]


def one_line(data: bytes, dice: Random) -> bytes:
    return data.replace(b"\n", b" ") * dice.choice((1, 50))


def many_lines(data: bytes, dice: Random) -> bytes:
    lines = data.split(b"\n")
    at = dice.randrange(len(lines))
    return b"\n".join(lines[:at] + [lines[at]] * dice.choice((1_000, 5_000)) + lines[at:])[:900_000]


def nested(data: bytes, dice: Random) -> bytes:
    opening, closing = dice.choice(
        (
            (b"[", b"]"),
            (b'{"a":', b"}"),
            (b"<div>", b"</div>"),
            (b"> ", b""),
            (b"- ", b""),
            (b"(", b")"),
            (b"<b>", b"</b>"),
        )
    )
    deep = dice.choice((90, 900, 30_000))
    at = _at(data, dice)
    return data[:at] + opening * deep + dice.choice((b"1", b"")) + closing * dice.choice((deep, 0)) + data[at:]


def empty(data: bytes, dice: Random) -> bytes:
    return dice.choice(
        (
            b"",
            b" ",
            b"\n\n\n",
            b"\t \r\n",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            b"\0",
            b"\0" * 500,
            b"x",
            b'"',
            b"{",
            b"[",
            b"<",
            b"\xe3",
            b"0",
            b"null",
            b"[]",
            b"{}",
            b'""',
        )
    )


def other_kind(data: bytes, dice: Random) -> bytes:
    return dice.choice(OTHER_KINDS)[1]


BYTES: dict[str, Damage] = {
    "cut off": cut,
    "beheaded": beheaded,
    "bytes flipped": flipped,
    "piece doubled": doubled,
    "piece missing": holed,
    "lines shuffled": shuffled,
    "odd text inside": odd_text,
    "stray sign": stray,
    "not UTF-8 inside": not_utf8,
    "a sign not closed": _unclosed,
    "utf-16": _recoded("utf-16"),
    "utf-16 without a mark": _recoded("utf-16-le"),
    "utf-16 of odd length": _odd("utf-16"),
    "utf-32": _recoded("utf-32"),
    "cp932": _recoded("cp932"),
    "cp932 of half a letter": _odd("cp932"),
    "euc-jp": _recoded("euc_jp"),
    "cp1252": _recoded("cp1252"),
    "utf-7": _recoded("utf-7"),
    "two encodings": two_encodings,
    "mark in the middle": _with("\ufeff"),
    "NUL inside": _with("\0"),
    "half a letter pair": _with("\udc80"),
    "CRLF": _newlines(b"\r\n"),
    "CR": _newlines(b"\r"),
    "line separators": _newlines("\u2028".encode()),
    "mixed newlines": mixed_newlines,
    "curly quotes": curly,
    "tabs": tabbed,
    "a long line": long_line,
    "all in one line": one_line,
    "many lines": many_lines,
    "nested": nested,
    "empty": empty,
    "another kind": other_kind,
}
