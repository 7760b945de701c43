"""Which server an address belongs to, and how what is kept for it is named and made private.

Tokens and cached answers are kept per origin, so that a rehearsal against a local server never feeds the
real account. Pure but for `private_directory` and `write_private`.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from ostsync.errors import StorageError

DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(url: str) -> str:
    """Scheme, host and port of an address in one spelling; a default port is left out."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def file_name(*parts: str) -> str:
    """A file name made of origins and ids, safe on every file system."""
    return "-".join(re.sub(r"[^a-z0-9.]+", "-", part.lower().removeprefix("https://")).strip("-.") for part in parts)


def private_directory(path: Path) -> Path:
    """Makes the directory where needed, open to the user alone. Raises StorageError."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
    except OSError as problem:
        raise StorageError(f"The directory {path} cannot be made: {problem.strerror or problem}.") from problem
    return path


def write_private(path: Path, data: bytes) -> None:
    """Replaces a file in one step, readable by the user alone from its first byte. Raises StorageError.

    Whoever reads it meanwhile sees the old content or the new one, and a full disk leaves the old one.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 - the call whose atomicity is meant
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise StorageError(f"{path} cannot be written: {problem.strerror or problem}.") from problem
