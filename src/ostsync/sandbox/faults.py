"""Decides which requests go wrong, and how: rules that a test or a `--faults` file lays down.

A faults file is TOML with one `[[fault]]` table for each rule:

    [[fault]]
    method = "POST"                     # which requests: any method where left out
    path = "/v1/playlists/*/items"      # and any path; `*` stands for anything
    nth = 2                             # from the 2nd such request on (1 where left out) ...
    times = 1                           # ... for so many of them (1; 0 is for ever)
    effect = "error"                    # what happens: one of the effects below
    applied = true                      # after the request was carried out (false: instead of it)

What each effect means, and which further keys it takes, stands with `Effect`: `status`, `message`, `body`, `headers`,
`retry_after` (seconds), `retry_date` (seconds from the server's own time, sent as an HTTP date), `seconds`, `at`,
`what` and `seed`. Of several rules that want the same request the first one has it; every rule counts every request
that it fits.
"""

from __future__ import annotations

import math
import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ostsync.errors import UsageError


class Effect(StrEnum):
    """The ways in which a request goes wrong."""

    ERROR = "error"
    """An answer with any `status` (502), `message` (in the JSON body) or `body` (the whole, as text), `headers`."""
    RATE_LIMIT = "rate_limit"
    """429 of the 30-second window, `retry_after` 1 where not given."""
    QUOTA = "quota"
    """429 with reason QUOTA_EXCEEDED, `retry_after` 48925 where not given."""
    UNAUTHORIZED = "unauthorized"
    """401: the access token has expired."""
    EXPIRE = "expire"
    """Every access token of a login ends now; then the request is carried out."""
    REFUSE = "refuse"
    """The accounts service refuses: 400 (or `status`) with `what` as the OAuth error ("invalid_grant")."""
    CLOCK = "clock"
    """The server's clock jumps by `seconds` (negative: back), for good; then the request is carried out."""
    DROP = "drop"
    """The connection closes `at` the "start": no answer at all; or in the middle of the right answer's "headers" or
    "body", so that the request was carried out."""
    HANG = "hang"
    """No answer for `seconds`, then the connection closes."""
    SLOW = "slow"
    """The right answer, byte by byte over `seconds`; `at` "headers" all of it, at "body" (the usual) its body alone."""
    GARBAGE = "garbage"
    """200 with `body`, or a page of HTML."""
    CUT = "cut"
    """The right answer, half of its body missing; Content-Length as `what` says: "right", "missing" or "short"."""
    LABEL = "label"
    """The right answer under a wrong label: `what` is one of `LABELS`."""
    MUTATE = "mutate"
    """The right answer, one thing in its JSON changed: `what` is one of `MUTATIONS`, `seed` says which thing."""
    LEGACY = "legacy"
    """Nothing goes wrong: the request is treated as an older app's, in the shape that `what` says, see `legacy`."""


_SERVED = frozenset({Effect.EXPIRE, Effect.CLOCK, Effect.SLOW, Effect.CUT, Effect.LABEL, Effect.MUTATE, Effect.LEGACY})
PLACES = ("start", "headers", "body")
LENGTHS = ("right", "missing", "short")
LABELS = ("html", "json", "none", "charset", "bytes", "gzip", "bomb")
"""JSON called text/html; HTML called JSON; no content type; a wrong charset; bytes that are no UTF-8; a broken gzip
stream; a small gzip stream that unpacks to 64 MB."""
MUTATIONS = ("null", "missing", "type", "items", "entry", "entries")
"""A value becomes null, is missing, is of another type; a list becomes null; one of its entries does, or all do."""
SHAPES = ("both", "old")
"""Playlists with `tracks` beside `items` and `track` beside `item`, or with the old names alone."""
_WHAT: dict[Effect, tuple[str, ...]] = {
    Effect.CUT: LENGTHS, Effect.LABEL: LABELS, Effect.MUTATE: MUTATIONS, Effect.LEGACY: SHAPES,
}  # fmt: skip
"""The words that `what` may be; the first where left out."""


@dataclass(slots=True)
class Fault:
    """One rule. `seen` counts the requests that it fits, `hit` those that it has spoiled."""

    effect: Effect
    method: str = "*"
    path: str = "*"
    nth: int = 1
    times: int = 1
    applied: bool = False
    status: int | None = None
    message: str = "Bad gateway."
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None
    retry_date: int | None = None
    seconds: float = 30.0
    at: str = ""
    what: str = ""
    seed: int = 0
    seen: int = field(default=0, init=False)
    hit: int = field(default=0, init=False)

    def wants(self, method: str, path: str) -> bool:
        """Counts the request where it fits; says whether it is to go wrong."""
        if not fnmatchcase(method, self.method.upper()) or not fnmatchcase(path, self.path):
            return False
        self.seen += 1
        return self.seen >= self.nth and (not self.times or self.seen < self.nth + self.times)

    @property
    def needs_answer(self) -> bool:
        """Whether the request is carried out, `applied` or not: what goes wrong is its answer, or the world."""
        return self.effect in _SERVED or (self.effect is Effect.DROP and self.at in ("headers", "body"))

    @property
    def way(self) -> str:
        """`what`, or the first word that the effect knows."""
        return self.what or _WHAT.get(self.effect, ("",))[0]


@dataclass(slots=True)
class Faults:
    """The rules of one server."""

    rules: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, fault: Fault) -> Fault:
        """Lays down one more rule; its counting starts now."""
        with self._lock:
            self.rules.append(fault)
        return fault

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self.rules.clear()

    def next(self, method: str, path: str) -> Fault | None:
        """The rule that spoils this request, or None."""
        with self._lock:
            wanting = [rule for rule in self.rules if rule.wants(method, path)]
            if not wanting:
                return None
            wanting[0].hit += 1
            return wanting[0]


def read(path: Path) -> list[Fault]:
    """Reads a faults file. Raises UsageError that names the rule which cannot be used."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:  # no UTF-8, no TOML, endless numbers and brackets
        raise UsageError(f"The faults file {path} cannot be read: {problem}.") from problem
    rules = table.get("fault", [])
    if not isinstance(rules, list) or set(table) - {"fault"}:
        raise UsageError(f"The faults file {path} must hold [[fault]] tables and nothing else.")
    return [_fault(rule, number, path) for number, rule in enumerate(rules, start=1)]


def _fault(rule: Any, number: int, path: Path) -> Fault:
    where = f"Rule {number} of {path}"
    if not isinstance(rule, dict):
        raise UsageError(f"{where} is no table.")
    for key, value in rule.items():
        if key not in _KEYS:
            raise UsageError(f"{where} has an unknown key {key}.", f"Known: {', '.join(_KEYS)}.")
        kind, fits = _KEYS[key]
        if not fits(value):
            raise UsageError(f"{where}: {key} must be {kind}, not {value!r}.")
    try:
        effect = Effect(rule.get("effect", ""))
    except ValueError as problem:
        raise UsageError(f"{where} has no known effect.", f"Effects: {', '.join(Effect)}.") from problem
    words = _WHAT.get(effect)
    if words and "what" in rule and rule["what"] not in words:
        raise UsageError(f"{where}: what must be {', '.join(words)} for {effect}, not {rule['what']!r}.")
    return Fault(**{**rule, "effect": effect})


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


def _any_whole(value: Any) -> bool:
    return type(value) is int


def _is_headers(value: Any) -> bool:
    """Whether HTTP can carry them: names and values in printable ASCII."""
    if not isinstance(value, dict):
        return False
    return all(_text(part) and part.isascii() and part.isprintable() for pair in value.items() for part in pair)


def _seconds(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


_KEYS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "effect": ("text", _text),
    "method": ("text", _text),
    "path": ("text", _text),
    "nth": ("a whole number", _whole),
    "times": ("a whole number", _whole),
    "applied": ("true or false", lambda value: isinstance(value, bool)),
    "status": ("a status from 100 to 999", lambda value: _whole(value) and 100 <= value <= 999),
    "message": ("text", _text),
    "body": ("text", _text),
    "headers": ("a table of texts in plain letters", _is_headers),
    "retry_after": ("seconds", _any_whole),
    "retry_date": ("seconds", _any_whole),
    "seconds": ("seconds", _seconds),
    "at": (f"one of {', '.join(PLACES)}", lambda value: value in PLACES),
    "what": ("text", _text),
    "seed": ("a whole number", _whole),
}
"""What a rule in a file may say: the key, what it must be in words, and whether a value is that."""
