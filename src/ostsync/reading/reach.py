"""Decides what a fetch may connect to, and for how long: a public address that was looked at, until its time is over.

The name is looked up here and the connection goes to the very address that was judged, so that a name server which
answers something else the second time (DNS rebinding) gains nothing. What urllib3 offers ends a silence, not a
page that trickles: a timer hangs up on every connection when the time of the whole fetch is over.
Through a proxy of the person's it is the proxy that looks names up: then only addresses written as such are judged.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import requests

Found = list[tuple[Any, ...]]
"""What `socket.getaddrinfo` answers."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddress(OSError):
    """A name led to nothing but addresses of the own machine or network."""


class TimeOver(OSError):
    """The time of the fetch is over."""


def is_private(host: str) -> bool:
    """Whether an IP address is not one of the public internet, in whatever way it is wrapped; False for a name."""
    try:
        address = ipaddress.ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64 or address.ipv4_mapped is not None:  # another way of writing an IPv4 address
            return _is_inside(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        tunnels = (address.sixtofour, *(address.teredo or ()))
        if address.is_site_local or any(_is_inside(end) for end in tunnels if end is not None):
            return True
    return _is_inside(address)


def _is_inside(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return not address.is_global or address.is_multicast or address.is_reserved


class Reach:
    """The connections of one fetch. Use it as a context: what is still open is hung up on at the end."""

    def __init__(self, seconds: float, *, allow_private: bool) -> None:
        self.refused: str | None = None
        """The name that led inside, once a connection was refused for that."""
        self._allow_private = allow_private
        self._end = time.monotonic() + seconds
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(max(0.0, seconds), self._hang_up)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._watched:
                watched.close()
            self._watched.clear()

    @property
    def left(self) -> float:
        """Seconds until the time is over; below 0 when it is."""
        return self._end - time.monotonic()

    def connect(self, host: str, port: int, timeout: float | None, *, direct: bool) -> socket.socket:
        """A connection to a public address of `host`. Raises PrivateAddress, TimeOver and OSError."""
        found = _within(self.left, partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM))
        public = [f for f in found if self._allow_private or not direct or not is_private(str(f[4][0]))]
        if found and not public:
            self.refused = host
            raise PrivateAddress(host)
        problem: OSError = OSError(f"no address for {host}")
        for family, kind, protocol, _, address in public:
            wait = min(self.left, timeout if timeout is not None else self.left)
            if wait <= 0:
                raise TimeOver
            opened = socket.socket(family, kind, protocol)
            try:
                opened.settimeout(wait)
                opened.connect(address)
                self._watch(opened)
            except OSError as failed:
                opened.close()
                problem = failed
                continue
            return opened
        raise problem

    def _watch(self, opened: socket.socket) -> None:
        """Through a second handle: the first one goes over to TLS, and is nobody's to be found later."""
        with self._lock:
            if self.left <= 0:
                raise TimeOver
            self._watched.append(opened.dup())

    def _hang_up(self) -> None:
        with self._lock:
            for watched in self._watched:
                with suppress(OSError):
                    watched.shutdown(socket.SHUT_RDWR)

    def session(self) -> requests.Session:
        """A session that goes out in this way alone, tries nothing twice, and sends no credentials."""
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.connection import HTTPConnection, HTTPSConnection
        from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
        from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

        reach = self

        def through(base: type[Any], *, direct: bool) -> type[Any]:
            class Through(base):  # type: ignore[misc]
                def _new_conn(self) -> socket.socket:
                    try:
                        timeout = self.timeout if isinstance(self.timeout, int | float) else None
                        return reach.connect(self.host, self.port, timeout, direct=direct)
                    except socket.gaierror as problem:
                        raise NameResolutionError(self.host, self, problem) from problem
                    except TimeoutError as problem:
                        raise ConnectTimeoutError(self, "no answer") from problem
                    except OSError as problem:
                        raise NewConnectionError(self, str(problem)) from problem

            return Through

        def pools(*, direct: bool) -> dict[str, type[Any]]:
            class Plain(HTTPConnectionPool):
                ConnectionCls = through(HTTPConnection, direct=direct)

            class Secure(HTTPSConnectionPool):
                ConnectionCls = through(HTTPSConnection, direct=direct)

            return {"http": Plain, "https": Secure}

        class Adapter(HTTPAdapter):
            def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
                super().init_poolmanager(*args, **kwargs)
                self.poolmanager.pool_classes_by_scheme = pools(direct=True)

            def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
                manager = super().proxy_manager_for(proxy, **kwargs)
                manager.pool_classes_by_scheme = pools(direct=False)
                return manager

        session = requests.Session()
        session.auth = lambda request: request  # nothing from .netrc
        session.mount("http://", Adapter(max_retries=0))
        session.mount("https://", Adapter(max_retries=0))
        return session


def _within(seconds: float, look_up: Callable[[], Found]) -> Found:
    """What a look-up of the system's answers, which knows no time limit of its own. Raises TimeOver and OSError."""
    answers: queue.SimpleQueue[Found | OSError | UnicodeError] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(look_up())
        except (OSError, UnicodeError) as problem:
            answers.put(problem)

    threading.Thread(target=run, daemon=True).start()
    try:
        answer = answers.get(timeout=max(0.0, seconds))
    except queue.Empty:
        raise TimeOver from None
    if isinstance(answer, OSError | UnicodeError):
        raise answer
    return answer
