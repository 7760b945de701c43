"""The one door through which requests leave for Spotify: counted, spaced, and repeated only by the policy.

An adapter for requests sessions, mounted on one address alone, so that a token can reach no other server and
a cached answer never comes near it. It puts the token on a copy of the request: neither the cache nor a log
ever holds one. Every refusal leaves it as an error of ours, with status, headers and body still at hand.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from ostsync import __version__
from ostsync.meanwhile import Meanwhile
from ostsync.ports import Clock, Ledger
from ostsync.spotify.places import is_loopback
from ostsync.spotify.policy import (
    GAP,
    RATE,
    TOKEN,
    Again,
    Answer,
    Call,
    Lost,
    Renew,
    Stop,
    Tries,
    held,
    next_gap,
    next_step,
)
from ostsync.spotify.wire import TooLarge, bounded, within_bounds

log = logging.getLogger("ostsync.spotify")

TIMEOUT_SECONDS = 15
"""For connecting, and for each single read of an answer; `wire` bounds the whole of it."""
CHUNK = 65_536
USER_AGENT = f"ostsync/{__version__}"
UNKEPT_HEADERS = ("Vary", "ETag", "Last-Modified")
"""`Vary: Authorization` would make requests-cache miss for ever; the others would ask again about expired answers."""


class Bearer(Protocol):
    """Where the door gets the token from."""

    def access(self) -> str:
        """A token that should work now. Raises LoginNeeded."""
        ...

    def renew(self, rejected: str) -> str:
        """Another token than the one that Spotify has just refused. Raises LoginNeeded."""
        ...


class Door(HTTPAdapter):
    """Sends requests to the server of one address."""

    def __init__(
        self,
        url: str,
        ledger: Ledger,
        clock: Clock,
        *,
        bearer: Bearer | None,
        monotonic: Callable[[], float] = time.monotonic,
        meanwhile: Meanwhile | None = None,
    ) -> None:
        """`bearer` is None for the token service itself. `monotonic` times the gaps: no clock's jump touches them.

        `meanwhile` is what is done while an answer is awaited.
        """
        self._meanwhile = meanwhile or Meanwhile()
        super().__init__(max_retries=0)
        self.url = url
        self.sent = 0
        """HTTP requests that have left, repetitions included."""
        self._base = urlsplit(url).path.rstrip("/") + "/"
        self._ledger = ledger
        self._clock = clock
        self._bearer = bearer
        self._least_gap = 0.0 if is_loopback(url) else GAP
        self._monotonic = monotonic
        self._last: float | None = None

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Lets one request out, again where the policy says so. Raises errors of ostsync alone."""
        call = self.call(request)
        tries = Tries()
        token = ""
        while True:
            self._check_hold()
            if self._bearer is not None:
                token = token or self._bearer.access()
            response, outcome = self._exchange(call, request, token, *args, **kwargs)
            self._learn(outcome)
            step = next_step(call, outcome, tries, self._clock.now())
            log.debug("%s %s: %s", call.method, call.path, outcome.status if isinstance(outcome, Answer) else "lost")
            if isinstance(step, Stop):
                if step.hold is not None:
                    self._ledger.hold(step.hold, step.reason)
                raise step.error
            if isinstance(step, Again):
                self._clock.wait(step.after, step.why)
                tries = step.tries
            elif isinstance(step, Renew) and self._bearer is not None:
                token, tries = self._bearer.renew(token), step.tries
            else:
                assert response is not None
                return response

    def call(self, request: requests.PreparedRequest) -> Call:
        """What kind of request this is."""
        method = (request.method or "GET").upper()
        path = urlsplit(request.url or "").path.removeprefix(self._base)
        return Call(method, TOKEN if self._bearer is None else kind_of(method, path), path)

    def _check_hold(self) -> None:
        until = self._ledger.not_before()
        if until is not None:
            raise held(until, self._clock.now(), self._ledger.hold_reason() or RATE)

    def _exchange(
        self, call: Call, request: requests.PreparedRequest, token: str, *args: Any, **kwargs: Any
    ) -> tuple[requests.Response | None, Answer | Lost]:
        leaving = request.copy()
        leaving.headers["User-Agent"] = USER_AGENT
        if token:
            leaving.headers["Authorization"] = f"Bearer {token}"
        self._pace()
        self._ledger.record(call.kind)
        self.sent += 1
        try:
            response = super().send(leaving, *args, **kwargs)
            # Read here, so that an answer that breaks off is lost like any other
            body = within_bounds(response.iter_content(CHUNK))
        except TooLarge:
            return None, Lost("its answer is far too large", again=False)
        except (requests.RequestException, HTTPError, HTTPException, OSError) as problem:
            return None, Lost(reason_of(problem), sent=not surely_unsent(problem))
        response._content = body  # where `response.content` keeps what it has read
        response.encoding = "utf-8"  # as JSON is (RFC 8259), whatever the content type says
        response.request = request
        headers = {name.lower(): value for name, value in response.headers.items()}
        for name in UNKEPT_HEADERS:
            response.headers.pop(name, None)
        return response, Answer(response.status_code, headers, body)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Connections whose answers are bounded in time."""
        super().init_poolmanager(*args, **kwargs)
        bounded(self.poolmanager, self._meanwhile)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """The same through a proxy."""
        return bounded(super().proxy_manager_for(*args, **kwargs), self._meanwhile)

    # -- the pace

    def _pace(self) -> None:
        """Waits until the gap since the last request is over."""
        gap, now = self._gap(), self._monotonic()
        if self._last is not None and (ahead := self._last + gap - now) > 0:
            self._clock.wait(min(ahead, gap), "")
        self._last = self._monotonic()

    def _learn(self, outcome: Answer | Lost) -> None:
        gap = self._gap()
        learned = next_gap(gap, self._least_gap, outcome)
        if learned != gap:
            self._ledger.keep_gap(learned)

    def _gap(self) -> float:
        return max(self._ledger.gap() or 0.0, self._least_gap)


def mounted(session: requests.Session, door: Door) -> None:
    """Makes the door the session's only way out. No proxy and no netrc stands between us and this machine itself."""
    session.adapters.clear()
    session.mount(door.url, door)
    if is_loopback(door.url):
        session.trust_env = False


def kind_of(method: str, path: str) -> str:
    """The kind under which the ledger counts a request to the Web API."""
    first = path.split("/", 1)[0]
    if first in ("search", "me") and "/" not in path:
        return first
    if first == "tracks":
        return "track"
    if first == "albums":
        return "album"
    return "playlist-read" if method == "GET" else "playlist-write"


def surely_unsent(problem: Exception) -> bool:
    """Whether the connection never came about, so that nothing can have been done."""
    if isinstance(problem, requests.ConnectTimeout | requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    cause = problem.args[0] if problem.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    return isinstance(cause, NewConnectionError | NameResolutionError | ConnectTimeoutError)


def reason_of(problem: Exception) -> str:
    """What happened, in a few words without addresses of memory."""
    cause = problem.args[0] if problem.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(problem, requests.Timeout | TimeoutError) or isinstance(cause, ReadTimeoutError):
        return "it took too long"
    if isinstance(cause, NameResolutionError):
        return "its name cannot be resolved: is the network up?"
    if isinstance(problem, requests.exceptions.SSLError):
        return "the secure connection failed"
    if isinstance(problem, requests.exceptions.ProxyError):
        return "the proxy does not answer"
    if isinstance(cause, NewConnectionError):
        return "the connection was refused"
    return "the connection broke off"
