"""Fetches the bytes of a source: a file, standard input or a web page, politely and within limits.

Only http and https are asked, without credentials, with a size and a time limit. An address inside of the own
machine or network is refused unless it is asked for: what a stranger's page redirects to must not reach it.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urldefrag, urljoin, urlsplit

from ostsync import __version__
from ostsync.errors import SourceUnreadable, UsageError
from ostsync.reading.reach import Reach, is_private
from ostsync.text import whole

if TYPE_CHECKING:
    import requests

LARGEST = 32 * 1024 * 1024
"""Bytes that a source may have."""
SECONDS = 30
"""How long a page may take in all, redirects included."""
SILENCE = 15.0
"""Seconds for which a server may say nothing."""
REDIRECTS = 5
AGENT = f"ostsync/{__version__} (reads one page that its user names)"
ACCEPT = "text/html, text/*, application/json;q=0.9, */*;q=0.5"

_TYPES = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/markdown": "markdown",
    "text/x-rst": "rst",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "application/json": "json",
    "application/xspf+xml": "xspf",
    "audio/x-mpegurl": "m3u",
    "audio/mpegurl": "m3u",
    "application/vnd.apple.mpegurl": "m3u",
}
_NO_TEXT = re.compile(
    r"(?:image|audio|video|font)/|application/(?:pdf|zip|octet-stream|msword|vnd\.openxml|x-)", re.IGNORECASE
)
_HERE = "Pages inside of your own machine or network are read with --allow-private."


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was fetched, and what the sender said about it."""

    data: bytes
    name: str
    """The canonical path or address; "-" for standard input."""
    kind: str | None = None
    charset: str | None = None


def is_address(source: str) -> bool:
    """Whether a source is a web address rather than a file."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", source))


def canonical(source: str) -> str:
    """The name under which a source is known: an absolute path, or an address without its fragment."""
    if source == "-":
        return source
    try:
        if is_address(source):
            return whole(urldefrag(source)[0])
        path = Path(source).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):  # no address, nobody of that name, links in a circle
        return whole(source)
    name = os.fsencode(path).decode("utf-8", "backslashreplace")  # a name that is no UTF-8 is shown by its bytes
    # macOS takes both spellings of é for one file, and answers the one that was typed or the one that it keeps
    return unicodedata.normalize("NFC", name) if sys.platform == "darwin" else name


def fetch(source: str, *, allow_private: bool = False, stdin: BinaryIO | None = None) -> Fetched:
    """The bytes of a source. Raises SourceUnreadable with what is wrong and what to do about it."""
    if source == "-":
        return Fetched(_limited((stdin or sys.stdin.buffer).read(LARGEST + 1), "Standard input"), "-")
    if is_address(source):
        return _page(source, allow_private=allow_private)
    return _file(source)


def _file(source: str) -> Fetched:
    try:
        path = Path(source).expanduser()
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise SourceUnreadable(f"{source} is a directory.", "Name the files in it that are to be read.")
        if not stat.S_ISREG(kind) and not stat.S_ISFIFO(kind):
            raise SourceUnreadable(f"{source} is no file.", "Name a text, web page, table or playlist.")
        with path.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError as problem:
        raise SourceUnreadable(
            f"There is no file {source}.", "Check the path; addresses begin with https://."
        ) from problem
    except (OSError, RuntimeError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise SourceUnreadable(
            f"{source} cannot be read: {reason}.", "Check the path and its permissions."
        ) from problem
    return Fetched(_limited(data, source), canonical(source))


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > LARGEST:
        raise SourceUnreadable(
            f"{name} is larger than {LARGEST // 1024 // 1024} MB.", "Give the part that holds the list."
        )
    return data


# ---------------------------------------------------------------------------- pages


def _page(source: str, *, allow_private: bool) -> Fetched:
    import requests

    try:
        with Reach(SECONDS, allow_private=allow_private) as reach, reach.session() as session:
            session.headers.update({"User-Agent": AGENT, "Accept": ACCEPT})
            try:
                return _followed(source, session, reach, allow_private=allow_private)
            except requests.RequestException as problem:
                raise _trouble(source, problem, reach) from problem
    except (UnicodeError, ValueError) as problem:
        raise SourceUnreadable(f"{source} is not a valid address.", "Check the address.") from problem


def _followed(source: str, session: requests.Session, reach: Reach, *, allow_private: bool) -> Fetched:
    """The page at the end of the redirects, each of which is judged like the address that the person gave."""
    address = canonical(source)
    for _ in range(REDIRECTS + 1):
        _check(address, allow_private=allow_private, given=source)
        wait = max(0.001, min(SILENCE, reach.left))
        response = session.get(address, stream=True, allow_redirects=False, timeout=(min(10.0, wait), wait))
        with response:
            if response.is_redirect:
                address = urljoin(address, response.headers["location"])
                continue
            return _answer(response, canonical(source), reach)
    raise SourceUnreadable(
        f"{source} redirects more than {REDIRECTS} times.", "Open it in a browser and give the address it ends at."
    )


def _trouble(source: str, problem: requests.RequestException, reach: Reach) -> SourceUnreadable:
    """What went wrong on the way, as a person needs to hear it."""
    import requests

    if reach.refused is not None:
        return SourceUnreadable(f"{reach.refused} is inside of your own machine or network.", _HERE)
    if reach.left <= 0:
        return _too_long(source)
    if isinstance(problem, requests.Timeout):
        return SourceUnreadable(
            f"{source} did not answer in time.", "Try again later, or save the page and give the file."
        )
    if isinstance(problem, requests.exceptions.ContentDecodingError | requests.exceptions.ChunkedEncodingError):
        return SourceUnreadable(
            f"{source} sent a damaged or broken-off page.", "Try again later, or save the page and give the file."
        )
    if isinstance(problem, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        return SourceUnreadable(f"{source} is not a valid address.", "Check the address.")
    return SourceUnreadable(f"{source} cannot be reached.", "Check the address and your connection.")


def _too_long(name: str) -> SourceUnreadable:
    return SourceUnreadable(f"{name} took longer than {SECONDS} seconds.", "Save the page and give the file.")


def _answer(response: requests.Response, name: str, reach: Reach) -> Fetched:
    if response.status_code != 200:
        advice = (
            "Check the address."
            if response.status_code in (404, 410)
            else "Open it in a browser, save the page and give the file."
        )
        raise SourceUnreadable(f"{name} answered {response.status_code}{_reason(response)}.", advice)
    sort, _, parameters = response.headers.get("content-type", "").partition(";")
    sort = sort.strip().lower()
    if _NO_TEXT.match(sort) and sort not in _TYPES:
        raise SourceUnreadable(f"{name} is not a text but {sort}.", "Give the page that lists the tracks.")
    parts: list[bytes] = []
    size = 0
    for chunk in response.iter_content(65536):  # unpacked piece by piece: a bomb is let go at its first 32 MB
        parts.append(chunk)
        size += len(chunk)
        if size > LARGEST:
            break
    if reach.left <= 0:  # hung up on: what came so far may look like a whole page
        raise _too_long(name)
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", parameters, re.IGNORECASE)
    return Fetched(_limited(b"".join(parts), name), name, _TYPES.get(sort), charset[1] if charset else None)


def _reason(response: requests.Response) -> str:
    reason = "".join(c for c in (response.reason or "") if c.isprintable())[:60]
    return f" ({reason})" if reason else ""


def _check(address: str, *, allow_private: bool, given: str) -> None:
    """Refuses what is no plain web address, and literal addresses of the own machine or network.

    `given` is what the person named, where `address` may be what a page has led to.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        raise SourceUnreadable(
            f"{parts.scheme}:// addresses are not read.", "Give a file, or an http or https address."
        )
    if parts.username is not None or parts.password is not None:
        if address != canonical(given):
            raise SourceUnreadable(f"{given} leads to an address with a user name in it.", "Check the address.")
        raise UsageError(
            "An address with a user name or password in it is not fetched.", "Save the page and give the file."
        )
    host = (parts.hostname or "").rstrip(".")
    if not host:
        raise SourceUnreadable(f"{address} names no host.", "Check the address.")
    if not allow_private and (
        host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or is_private(host)
    ):
        raise SourceUnreadable(f"{host} is inside of your own machine or network.", _HERE)
