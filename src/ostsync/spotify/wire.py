"""Decides how long one answer may take in all, how large it may be, and what is done until it comes.

The timeout that requests takes is for each single read: a server that sends one byte every ten seconds, in its headers
or its body, would hold a run for ever. So every byte of an answer is read through `Patient`, which gives the socket
only the time that is left. It works wherever Python's sockets have timeouts, without threads or signals.

As long as nothing of an answer has come, what is waiting in `Meanwhile` is done, one step after another.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Iterable
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager
from urllib3.util.wait import wait_for_read

from ostsync.meanwhile import Meanwhile

LONGEST_ANSWER_S = 60.0
"""Seconds from the moment that a request has left to the last byte of its answer. The largest ones have about 1 MB."""
LARGEST_ANSWER = 16_000_000
"""Bytes of an answer, unpacked. A hundred items of a playlist in both shapes, all markets named, are about 1 MB."""


LONGEST_BUSY_S = 2.0
"""Seconds of a wait in which something else is done; after that a run waits as if there were nothing."""


class TooLarge(Exception):
    """The answer has more bytes than any of Spotify's."""


def within_bounds(chunks: Iterable[bytes]) -> bytes:
    """The whole body. Raises TooLarge as soon as it has too many bytes: a packed bomb is never unpacked whole."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise TooLarge
    return bytes(body)


class Patient(io.RawIOBase):
    """The bytes of one answer, as long as there is time left for it."""

    def __init__(self, raw: Any, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self._each = sock.gettimeout()
        self._end = time.monotonic() + LONGEST_ANSWER_S

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Some more bytes. Raises TimeoutError where they do not come in time."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole answer took too long")
        self._sock.settimeout(left if self._each is None else min(left, self._each))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        """Lets go of the socket."""
        if not self.closed:
            self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(Patient(self.fp.detach(), sock))


class _Busy:
    """A connection that has something to do until its answer comes."""

    meanwhile = Meanwhile()
    sock: socket.socket | None

    def getresponse(self) -> Any:
        """The answer, as soon as the first of it is there and the step under way is done."""
        end = time.monotonic() + LONGEST_BUSY_S
        while self.sock is not None and not wait_for_read(self.sock, 0) and time.monotonic() < end:
            if not self.meanwhile.step():
                break
        return super().getresponse()  # type: ignore[misc]


class _Connection(_Busy, HTTPConnection):
    response_class = _Answer


class _SecureConnection(_Busy, HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def bounded(manager: PoolManager, meanwhile: Meanwhile) -> PoolManager:
    """A pool manager (a proxy's too) whose answers are bounded in time, with what is to be done until they come."""
    pools = {"http": _Pool, "https": _SecurePool}
    manager.pool_classes_by_scheme = {scheme: _busy_with(meanwhile, pool) for scheme, pool in pools.items()}
    return manager


def _busy_with(meanwhile: Meanwhile, pool: type[HTTPConnectionPool]) -> type[HTTPConnectionPool]:
    connection = type("Connection", (pool.ConnectionCls,), {"meanwhile": meanwhile})
    return type("Pool", (pool,), {"ConnectionCls": connection})
