"""Makes what only its user may read: directories, files that are replaced whole, and files that others then fill.

A file is private from its first byte: its mode is given when it is made, not mended afterwards, and a name that
is already there is never written through (it could be a link that somebody else has put there). On Windows
modes say nothing: there the user's own directories, where all of these files lie, are private by inheritance.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from ostsync.errors import StorageError


def private_directory(path: Path) -> Path:
    """Makes the directory where needed, open to the user alone, and so each one above it that is not there yet.

    Raises StorageError, also for a directory of somebody else's, whose owner could put anything into it.
    """
    try:
        _make(path)
        _close(path, 0o700)
    except OSError as problem:
        raise StorageError(f"The directory {path} cannot be made: {problem.strerror or problem}.") from problem
    return path


def private_file(path: Path) -> None:
    """Makes an empty file where there is none, for a library that fills it; one that is open to others is closed.

    What SQLite puts beside a database (-wal, -shm, -journal) takes after its mode. Raises OSError.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        _close(path, 0o600)


def write_private(path: Path, data: bytes) -> None:
    """Replaces a file in one step, readable by the user alone from its first byte. Raises StorageError.

    Whoever reads it meanwhile sees the old content or the new one, and a full disk leaves the old one.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 - the call whose atomicity is meant
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written: {problem.strerror or problem}.") from problem


def _make(path: Path) -> None:
    """`mkdir` with its mode for every directory on the way: that of pathlib gives the ones above the user's umask."""
    if not path.is_dir():
        if path.parent != path:
            _make(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)


def _close(path: Path, mode: int) -> None:
    """Takes the rights of everybody else away. Our own on a file system without modes stays as its mount says."""
    held = path.stat()
    if not held.st_mode & 0o077:
        return
    try:
        path.chmod(mode)
    except PermissionError:
        if os.name == "nt" or held.st_uid != os.geteuid():
            raise
