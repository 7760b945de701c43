"""Decides in which encoding bytes are written, by a ladder from certain to likely."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from ostsync.errors import SourceUnreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
"""Bytes looked at where one encoding has to be told from another."""


_NAMED = re.compile(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})|"
    rb"<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})",
    re.IGNORECASE,
)
_NAMED_WITHIN = 1024
"""Bytes of a page in which it may name its encoding (WHATWG HTML, 4.2.5.4: specifying the character encoding)."""
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_LABELS = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254", "tis-620": "cp874", "euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "big5": "big5hkscs",
}  # fmt: skip
"""What browsers read under these labels (WHATWG Encoding, 4.2: names and labels)."""
_FAMILIES = ("utf-8", "utf8", "cp", "windows-", "iso-", "iso8859", "koi8", "mac", "gb", "big5", "euc", "hz")
"""How the names of encodings begin that a page or server can mean: not all that Python can read (UTF-7, punycode)."""
_HALF = re.compile("[\ud800-\udfff]")
"""Halves of letter pairs, which some decoders let through and nothing can write down again."""


class Decoded(NamedTuple):
    """A text, the encoding it was read in, and the lines in which a letter could not be read and is U+FFFD now."""

    text: str
    encoding: str
    damaged: tuple[int, ...] = ()


def decode(data: bytes, encoding: str | None = None, *, said: Sequence[str | None] = ()) -> Decoded:
    """The text of `data`.

    With `encoding` given, only that one is tried. `said` is what the sender and the text itself name, the more
    trusted first: each is believed unless the bytes show that it cannot be. Raises SourceUnreadable for an unknown
    encoding, for bytes which do not fit the one asked for, and for data that is no text in any of them. A few
    broken bytes in a text that is clearly UTF-8, UTF-16 or Japanese cost the letters that they are in.
    """
    if encoding:
        return _asked_for(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = data.decode(name, "replace")
            if text.count("\ufffd") * 20 <= len(text):
                return _marked(text, name)
            break
    found = _found_out(data)
    believed = (_believed(data, name, found) for name in said if name)
    return next((one for one in believed if one is not None), found)


def named_in(data: bytes) -> str | None:
    """The encoding that a page names itself, in a `<meta>` tag or an XML declaration near its beginning, if any.

    A page that says UTF-16 in letters that can be read byte by byte is UTF-8 (WHATWG HTML, 13.2.3.2).
    """
    found = _NAMED.search(_COMMENT.sub(b"", data[:_NAMED_WITHIN]))
    if found is None:
        return None
    name = (found[1] or found[2]).decode("ascii").lower()
    return "utf-8" if name.startswith(("utf-16", "utf16", "ucs-2")) else name


def _found_out(data: bytes) -> Decoded:
    """The text in the likeliest encoding, by its bytes alone."""
    if (wide := _utf16_without_mark(data)) is not None:
        return wide
    if (wide := _japanese_utf16(data)) is not None:
        return wide
    if _is_binary(data):
        raise SourceUnreadable("The source is not text: it holds binary data.", "Give a text, web page or table.")
    try:
        return Decoded(_text(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    if _mostly_utf8(text):
        return _marked(_text(text), "utf-8")
    japanese = _japanese(data, "strict") or _japanese(data, "replace")
    return japanese or Decoded(_text(_single_bytes(data)), "cp1252")


def _believed(data: bytes, name: str, found: Decoded) -> Decoded | None:
    """The text in the encoding that is named for it; None where the name is none, or a lie.

    What reads as UTF-8 beyond ASCII is UTF-8 whatever is said, since no other text does so by chance. Kana are
    found in Japanese encodings alone: no Latin one is believed against them, nor one Japanese against the other.
    """
    name = _LABELS.get(name.strip().lower(), name.strip().lower())
    if not name.startswith(_FAMILIES):
        return None
    if found.encoding.startswith("utf") and not (data.isascii() and b"\x1b" in data):
        return None
    if found.encoding in ("cp932", "euc_jp") and name.startswith(("cp12", "iso-8859", "cp932", "euc_jp", "utf")):
        return None
    try:
        return _asked_for(data, name)
    except SourceUnreadable:
        return None


def _asked_for(data: bytes, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        text = data.decode(encoding)
    except (LookupError, TypeError) as problem:  # unknown, or one that makes no text of bytes (base64, zip)
        raise SourceUnreadable(f"The encoding {encoding!r} is not known.", "Try utf-8, cp932 or cp1252.") from problem
    except ValueError as problem:
        raise SourceUnreadable(
            f"The source is not written in {encoding}.", "Leave --encoding out to let it be found."
        ) from problem
    return _marked(_HALF.sub("\ufffd", text), name)


def _marked(text: str, encoding: str) -> Decoded:
    """The text with the lines that hold a letter which could not be read."""
    text = _unix(text)
    if "\ufffd" not in text:
        return Decoded(text, encoding)
    return Decoded(text, encoding, tuple(n for n, line in enumerate(text.split("\n"), 1) if "\ufffd" in line))


def _mostly_utf8(text: str) -> bool:
    """Whether more letters of several bytes are whole than broken: hardly any of another encoding look like one."""
    return sum(1 for c in text if c > "\x7f") > 2 * text.count("\ufffd")


def _is_binary(data: bytes) -> bool:
    """Whether zeros stand in it that are more than the damage of a text."""
    sample = data[:_SAMPLE]
    zeros = sample.count(0)
    if not zeros:
        return False
    return zeros * 50 > len(sample) or 0 in data[:16] or re.search(rb"[\x01-\x06\x0e-\x1a]", sample) is not None


def _text(text: str) -> str:
    """The text, unless too many control characters stand in it."""
    sample = text[:_SAMPLE]
    if not sample.isprintable():
        controls = sum(1 for c in sample if unicodedata.category(c) == "Cc" and c not in "\t\n\r\f\v\x85\x1b")
        if controls * 20 > len(sample):
            raise SourceUnreadable("The source is not text: it holds binary data.", "Give a text, web page or table.")
    return _unix(text)


def _unix(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    sample = data[:_SAMPLE]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros * 5 > len(sample) and others * 20 <= zeros:
            text = data.decode(name, "replace")
            return _marked(_text(text), name) if text.count("\ufffd") * 20 <= len(text) else None
    return None


def _japanese_utf16(data: bytes) -> Decoded | None:
    """UTF-16 of Japanese has few zeros, but kana and kanji almost everywhere."""
    if len(data) % 2 or len(data) < 8:
        return None
    for name in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        kana = sum(1 for c in sample if "\u3000" <= c <= "\u30ff")
        known = kana + sum(1 for c in sample if "\u4e00" <= c <= "\u9fff" or c.isascii() or c >= "\uff00")
        if kana * 4 > len(sample) and known * 10 > 9 * len(sample):
            return Decoded(_unix(text), name)
    return None


def _japanese(data: bytes, errors: str) -> Decoded | None:
    """EUC-JP or CP932, whichever reads as more kana and fewer half-width kana (the sign of a wrong guess).

    With `errors` "replace", a text in which few letters are broken is taken too.
    """
    best: tuple[float, str, str] | None = None
    for name in ("euc_jp", "cp932"):
        try:
            text = data.decode(name, errors)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        kana = sum(1 for c in sample if "\u3040" <= c <= "\u30ff")
        half = sum(1 for c in sample if "\uff61" <= c <= "\uff9f")
        wide = sum(1 for c in sample if "\u4e00" <= c <= "\u9fff")
        broken = sample.count("\ufffd")
        score = kana - 2 * half + 0.1 * wide - 3 * broken
        enough = (kana >= 2 or wide * 6 > len(data[:_SAMPLE])) and broken * 10 <= kana + wide
        if enough and kana + 0.2 * wide > half and score > 0 and (best is None or score > best[0]):
            best = (score, text, name)
    return None if best is None else _marked(best[1], best[2])


def _single_bytes(data: bytes) -> str:
    """cp1252 as browsers read it: the five bytes without a meaning become control characters."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
