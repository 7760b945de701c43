"""Decides in which encoding bytes are written, by a ladder from certain to likely."""

from __future__ import annotations

import codecs
import unicodedata

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


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of `data` and the encoding it was read in.

    With `encoding` given, only that one is tried. Raises SourceUnreadable for an unknown encoding, for bytes
    which do not fit the one asked for, and for data that is no text in any of them.
    """
    if encoding:
        try:
            return _unix(codecs.decode(data, encoding)), codecs.lookup(encoding).name
        except (LookupError, TypeError) as problem:
            raise SourceUnreadable(
                f"The encoding {encoding!r} is not known.", "Try utf-8, cp932 or cp1252."
            ) from problem
        except ValueError as problem:
            raise SourceUnreadable(
                f"The source is not written in {encoding}.", "Leave --encoding out to let it be found."
            ) from problem
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return _unix(data.decode(name)), name
            except UnicodeDecodeError:
                break
    if (wide := _utf16_without_mark(data)) is not None:
        return _text(wide[0]), wide[1]
    if (wide := _japanese_utf16(data)) is not None:
        return _unix(wide[0]), wide[1]
    if b"\0" in data[:_SAMPLE]:
        raise SourceUnreadable("The source is not text: it holds binary data.", "Give a text, web page or table.")
    try:
        return _text(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    if (japanese := _japanese(data)) is not None:
        return _unix(japanese[0]), japanese[1]
    return _text(_single_bytes(data)), "cp1252"


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


def _utf16_without_mark(data: bytes) -> tuple[str, str] | None:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    sample = data[:_SAMPLE]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros * 5 > len(sample) and others * 20 <= zeros:
            try:
                return data.decode(name), name
            except UnicodeDecodeError:
                return None
    return None


def _japanese_utf16(data: bytes) -> tuple[str, str] | None:
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
            return text, name
    return None


def _japanese(data: bytes) -> tuple[str, str] | None:
    """EUC-JP or CP932, whichever reads as more kana and fewer half-width kana (the sign of a wrong guess)."""
    best: tuple[float, str, str] | None = None
    for name in ("euc_jp", "cp932"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        kana = sum(1 for c in sample if "\u3040" <= c <= "\u30ff")
        half = sum(1 for c in sample if "\uff61" <= c <= "\uff9f")
        wide = sum(1 for c in sample if "\u4e00" <= c <= "\u9fff")
        score = kana - 2 * half + 0.1 * wide
        enough = kana >= 2 or wide * 6 > len(data[:_SAMPLE])
        if enough and kana + 0.2 * wide > half and score > 0 and (best is None or score > best[0]):
            best = (score, text, name)
    return None if best is None else (best[1], best[2])


def _single_bytes(data: bytes) -> str:
    """cp1252 as browsers read it: the five bytes without a meaning become control characters."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
