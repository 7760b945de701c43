"""Decides how a file that a person names is read and written: within a limit, whole or not at all, as their own."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path

from ostsync.errors import SourceUnreadable, StorageError

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is handed back: a review of the longest playlist has about 10 MB."""


def read_back(path: Path) -> bytes:
    """A file that a person hands back (- is standard input). Raises SourceUnreadable."""
    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as problem:
        raise SourceUnreadable(f"{path} cannot be read: {problem.strerror or problem}.", "Check its path.") from problem
    if len(data) > LARGEST:
        raise SourceUnreadable(
            f"{path} is larger than {LARGEST // 1024 // 1024} MB.", "Give the file that was exported."
        )
    return data


def read_text(path: Path, advice: str) -> str:
    """The text of a file that ostsync wrote and a person hands back: UTF-8. Raises SourceUnreadable."""
    from ostsync.parsing import Malformed, text_of

    try:
        return text_of(read_back(path))
    except Malformed as problem:
        raise SourceUnreadable(f"{path} is not the text it should be: {problem}.", advice) from problem


def read_table(path: Path) -> str:
    """The text of a table that went through somebody's spreadsheet, in whatever encoding. Raises SourceUnreadable."""
    from ostsync.reading.binary import named
    from ostsync.reading.encodings import decode

    data = read_back(path)
    advice = "Save it as CSV: what a spreadsheet saves by itself (.xlsx, .ods, .numbers) is another format."
    if no_text := named(data):
        raise SourceUnreadable(f"{path} is no CSV but {no_text[0]}.", advice)
    try:
        return decode(data).text
    except SourceUnreadable as problem:
        raise SourceUnreadable(f"{path} is no CSV. {problem.message}", advice) from problem


def write_file(path: Path, content: str | bytes) -> None:
    """Writes a result to the file that -o names, whole or not at all. Raises StorageError.

    A new file gets the rights that the person's umask gives, one that is replaced keeps its own, and a link stays
    one. What is no plain file (a pipe, /dev/stdout) cannot be replaced and is written into.
    """
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    try:
        target = path.resolve()
        mode = target.stat().st_mode if target.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            with target.open("wb") as file:
                file.write(data)
        else:
            _replace(target, data, mode)
    except OSError as problem:
        reason = problem.strerror or problem
        raise StorageError(f"{path} cannot be written: {reason}.", "Choose another place with -o.") from problem


def _replace(target: Path, data: bytes, mode: int | None) -> None:
    """Through a new file beside it, under a name that nobody can have guessed and put a link at."""
    part = target.with_name(f".ostsync-{secrets.token_hex(6)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if mode is not None:
            with suppress(OSError):
                part.chmod(stat.S_IMODE(mode))
        part.replace(target)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
