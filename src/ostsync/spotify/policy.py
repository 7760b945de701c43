"""Decides what follows an answer of Spotify, or its absence: take it, ask again, renew the token, or stop.

Pure, and the only place with rules about repeating requests:

- A read that got a 5xx, or no answer, is asked again up to three times, after 1, 2 and 4 seconds. A write never
  is: what became of it is unknown, and a second one could add the tracks twice.
- 429 means that nothing was done. A short Retry-After is waited for, twice at most, for reads and writes alike
  (Spotify, rate limits). A longer one, or the reason QUOTA_EXCEEDED, stops the run at once: the quota answer
  carries waits of many hours (Spotify, July 2026 quota update).
- 401 also means that nothing was done: the token is renewed once.
- Redirects are not followed: the Web API has none, so somebody else is answering. The same holds for a success that
  is no JSON in UTF-8 (RFC 8259), whatever it calls itself, and for a 404 that is not in Spotify's words: what is not
  there would be taken for gone.
- Requests keep a gap, which is learned from 429s: see `next_gap`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from ostsync.errors import OstsyncError, RateLimited, Unavailable, UnknownOutcome
from ostsync.spotify.failures import lost_read, lost_write, never_left, rate_limited, refusal, thing, unreadable

BACKOFF = (1.0, 2.0, 4.0)
"""Seconds before each repetition of a read."""
LONGEST_WAIT = 60.0
"""Seconds that a run waits by itself."""
MOST_WAITS = 2
GUESSED_WAIT = 5.0
"""Seconds to wait for a 429 that does not say how long."""
GUESSED_QUOTA_WAIT = 3600.0
"""Seconds to stay away after QUOTA_EXCEEDED without a time: the window is about 24 hours, so asking is dear."""
LONGEST_HOLD = 7 * 86400.0
"""No answer keeps ostsync away longer, however large its Retry-After."""

GAP = 0.1
"""Seconds between the beginnings of two requests: parallel bursts are what trips the 30-second limit."""
FIRST_GAP = 0.5
"""What the first refusal makes of a smaller gap: 60 requests in the 30 seconds of the window."""
GAP_GROWTH = 2.0
"""How much larger each further refusal makes it. The limit is not published, and doubling finds it in a few steps."""
GAP_SHRINKING = 0.995
"""How much smaller a success makes it: half in 140 requests, so that looking for the limit costs about one refusal in
a hundred, and one bad evening does not slow the list of next week."""
SMALLEST_GAP = 0.01
"""Below it the gap is the usual one again: where that is none, a shrinking one would never get there."""
LONGEST_GAP = 10.0
"""Three requests in 30 seconds: a server that wants fewer says so with a Retry-After."""

LONGEST_MESSAGE = 200
"""Characters of Spotify's own words that an error repeats."""

TOKEN = "token"  # noqa: S105 - a kind of request
QUOTA = "quota"
RATE = "rate"


@dataclass(frozen=True, slots=True)
class Call:
    """A request, as far as the policy cares. `kind` is the one it is counted under, `path` for the messages."""

    method: str
    kind: str
    path: str = ""

    @property
    def is_read(self) -> bool:
        """Whether asking twice does no harm."""
        return self.method in ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing came back, or nothing whole. `sent` is False where the request surely never reached the server, `again`
    where the same question would only bring the same."""

    problem: str
    sent: bool = True
    again: bool = True


@dataclass(frozen=True, slots=True)
class Tries:
    """What was already tried for this request."""

    faults: int = 0
    waits: int = 0
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Take:
    """Hand the answer on."""


@dataclass(frozen=True, slots=True)
class Again:
    """Wait `after` seconds, saying `why`, and ask again with `tries`."""

    after: float
    why: str
    tries: Tries


@dataclass(frozen=True, slots=True)
class Renew:
    """Get another token and ask again with `tries`."""

    tries: Tries


@dataclass(frozen=True, slots=True)
class Stop:
    """Raise `error`; where `hold` is given, no request leaves before it."""

    error: OstsyncError
    hold: datetime | None = None
    reason: str = ""


Step = Take | Again | Renew | Stop


def next_step(call: Call, outcome: Answer | Lost, tries: Tries, now: datetime) -> Step:
    """What follows the outcome of one request."""
    if isinstance(outcome, Lost):
        if call.is_read and outcome.again and tries.faults < len(BACKOFF):
            return _once_more(tries, f"No answer from Spotify ({outcome.problem})")
        if not outcome.sent or call.kind == TOKEN:
            return Stop(never_left(outcome.problem))
        return Stop(lost_read(outcome.problem) if call.is_read else lost_write(outcome.problem))
    status = outcome.status
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _too_many(outcome, tries, now)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return _server_fault(call, outcome, tries, now)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return Stop(
            Unavailable(
                f"Something between here and Spotify answers instead of it (a redirect, status {status}).",
                "A network that wants you to sign in first does this: open any page in a browser, then run it again.",
            )
        )
    if status < HTTPStatus.BAD_REQUEST:
        return Take() if status >= HTTPStatus.OK and _is_json(outcome.body) else Stop(_not_spotifys(call))
    if call.kind == TOKEN:  # the refusals of the token service are read by the login
        return Take()
    if status == HTTPStatus.UNAUTHORIZED and not tries.renewed:
        return Renew(Tries(tries.faults, tries.waits, renewed=True))
    if status == HTTPStatus.NOT_FOUND and not _is_error(outcome.body):
        return Stop(_not_spotifys(call))
    return Stop(refusal(call.method, call.path, status, *error_of(outcome.body)))


def next_gap(gap: float, least: float, outcome: Answer | Lost) -> float:
    """Seconds to keep between requests after this outcome, where `gap` were kept and `least` is the usual.

    Multiplicative both ways: a refusal of the 30-second window makes the gap much larger, a success a little smaller.
    A spent quota, a fault or silence say nothing about the pace.
    """
    gap = min(max(gap, least), LONGEST_GAP)
    if isinstance(outcome, Lost):
        return gap
    if outcome.status == HTTPStatus.TOO_MANY_REQUESTS:
        return gap if _is_quota(outcome) else min(max(gap * GAP_GROWTH, FIRST_GAP), LONGEST_GAP)
    if outcome.status >= HTTPStatus.BAD_REQUEST:
        return gap
    smaller = gap * GAP_SHRINKING
    return smaller if smaller > max(least, SMALLEST_GAP) else least


def _is_json(body: bytes) -> bool:
    """Whether a body is JSON in UTF-8, or nothing at all, as the answers to some changes are."""
    if not body.strip():
        return True
    try:
        json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return True


def _is_error(body: bytes) -> bool:
    """Whether a body is an error in the Web API's own shape."""
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and bool(value.get("error"))


def _not_spotifys(call: Call) -> OstsyncError:
    if call.kind == TOKEN:
        return unreadable("the login")
    return unreadable(thing(call.path)) if call.is_read else lost_write("the answer is not one of Spotify's")


def _once_more(tries: Tries, why: str, at_least: float = 0.0) -> Again:
    after = max(BACKOFF[tries.faults], at_least)
    return Again(after, f"{why}; trying again", Tries(tries.faults + 1, tries.waits, tries.renewed))


def _server_fault(call: Call, answer: Answer, tries: Tries, now: datetime) -> Step:
    asked = retry_after(answer.headers, now) or 0.0
    what = f"status {answer.status}"
    if call.is_read and tries.faults < len(BACKOFF) and asked <= LONGEST_WAIT:
        return _once_more(tries, f"Spotify has a hiccup ({what})", at_least=asked)
    error: Unavailable | UnknownOutcome
    error = lost_read(what) if call.is_read or call.kind == TOKEN else lost_write(what)
    return Stop(error)


def _is_quota(answer: Answer) -> bool:
    return error_of(answer.body)[1] == "QUOTA_EXCEEDED"


def _too_many(answer: Answer, tries: Tries, now: datetime) -> Step:
    asked = retry_after(answer.headers, now)
    quota = _is_quota(answer)
    if quota:
        asked = GUESSED_QUOTA_WAIT if asked is None else asked
    elif asked is None:
        asked = GUESSED_WAIT
    if not quota and asked <= LONGEST_WAIT and tries.waits < MOST_WAITS:
        return Again(asked, "Spotify asks to slow down", Tries(tries.faults, tries.waits + 1, tries.renewed))
    until = now + timedelta(seconds=asked)
    return Stop(rate_limited(until, now, quota=quota), until, QUOTA if quota else RATE)


def held(until: datetime, now: datetime, reason: str) -> RateLimited:
    """The error for a request that may not even leave, because of an earlier answer."""
    return rate_limited(until, now, quota=reason == QUOTA)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the answer asks to wait, 1 to 604,800, from a number or a date; None where it does not say.

    A date is taken against the server's own, where it names it: this machine's clock may be wrong by years.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        date = _date(text)
        if date is None:
            return None
        seconds = (date - (_date(headers.get("date", "")) or now)).total_seconds()
    if math.isnan(seconds):
        return None
    return min(max(seconds, 1.0), LONGEST_HOLD)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return date if date.tzinfo else date.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def error_of(body: bytes) -> tuple[str, str]:
    """Message and reason of an error body, in any of its shapes: an object, a string, plain text, nothing."""
    try:
        value: Any = json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace").strip()[:LONGEST_MESSAGE], ""
    error = value.get("error") if isinstance(value, dict) else None
    if not isinstance(error, dict):
        return str(error or "")[:LONGEST_MESSAGE], ""
    return str(error.get("message") or "")[:LONGEST_MESSAGE], str(error.get("reason") or "")
