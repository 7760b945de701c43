"""Decides which requests go wrong, and how: rules that a test or a `--faults` file lays down.

A faults file is TOML with one `[[fault]]` table for each rule:

    [[fault]]
    method = "POST"                     # which requests: any method where left out
    path = "/v1/playlists/*/items"      # and any path; `*` stands for anything
    nth = 2                             # from the 2nd such request on (1 where left out) ...
    times = 1                           # ... for so many of them (1; 0 is for ever)
    effect = "error"                    # what happens, see `Effect`
    applied = true                      # after the request was carried out (false: instead of it)
    status = 502                        # for "error"
    message = "Bad gateway."            # for "error": the message in the JSON body ...
    body = "Too many requests"          # ... or the whole body, as text
    headers = { Age = "1" }             # for "error": more headers
    retry_after = 3                     # seconds, for "error", "rate_limit" and "quota"
    seconds = 30                        # for "hang": how long, before the connection is dropped

Of several rules that want the same request the first one has it; every rule counts every request that it fits.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ostsync.errors import UsageError
from ostsync.sandbox.refusal import Refusal

SHORT_WAIT_S = 1
LONG_WAIT_S = 48_925
"""A Retry-After that was seen with QUOTA_EXCEEDED in September 2026."""


class Effect(StrEnum):
    """The ways in which a request goes wrong."""

    ERROR = "error"
    """An answer with `status` and `message`, or `body`."""
    DROP = "drop"
    """The connection closes without an answer."""
    HANG = "hang"
    """No answer for `seconds`, then the connection closes."""
    GARBAGE = "garbage"
    """200 with a body that is no JSON."""
    RATE_LIMIT = "rate_limit"
    """429 of the 30-second window, Retry-After 1 where not given."""
    QUOTA = "quota"
    """429 with reason QUOTA_EXCEEDED, Retry-After 48925 where not given."""
    UNAUTHORIZED = "unauthorized"
    """401: the access token has expired."""


@dataclass(slots=True)
class Fault:
    """One rule. `seen` counts the requests that it fits, `hit` those that it has spoiled."""

    effect: Effect
    method: str = "*"
    path: str = "*"
    nth: int = 1
    times: int = 1
    applied: bool = False
    status: int = 502
    message: str = "Bad gateway."
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    retry_after: int | None = None
    seconds: float = 30.0
    seen: int = field(default=0, init=False)
    hit: int = field(default=0, init=False)

    def wants(self, method: str, path: str) -> bool:
        """Counts the request where it fits; says whether it is to go wrong."""
        if not fnmatchcase(method, self.method.upper()) or not fnmatchcase(path, self.path):
            return False
        self.seen += 1
        return self.seen >= self.nth and (not self.times or self.seen < self.nth + self.times)

    @property
    def refusal(self) -> Refusal | None:
        """The error answer, None for the effects that have none."""
        match self.effect:
            case Effect.ERROR:
                return Refusal(self.status, self.message, headers={**self.headers, **self._retry_after(None)})
            case Effect.RATE_LIMIT:
                return Refusal(429, "API rate limit exceeded", headers=self._retry_after(SHORT_WAIT_S))
            case Effect.QUOTA:
                wait = self._retry_after(LONG_WAIT_S)
                return Refusal(429, "Too many requests", reason="QUOTA_EXCEEDED", headers=wait)
            case Effect.UNAUTHORIZED:
                return Refusal(401, "The access token expired")
        return None

    def _retry_after(self, otherwise: int | None) -> dict[str, str]:
        seconds = otherwise if self.retry_after is None else self.retry_after
        return {} if seconds is None else {"Retry-After": str(seconds)}


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
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
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
    return Fault(**{**rule, "effect": effect})


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return type(value) is int and value >= 0


_KEYS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "effect": ("text", _text),
    "method": ("text", _text),
    "path": ("text", _text),
    "nth": ("a whole number", _whole),
    "times": ("a whole number", _whole),
    "applied": ("true or false", lambda value: isinstance(value, bool)),
    "status": ("a whole number", _whole),
    "message": ("text", _text),
    "body": ("text", _text),
    "headers": ("a table of texts", lambda value: isinstance(value, dict) and all(map(_text, value.values()))),
    "retry_after": ("seconds", _whole),
    "seconds": ("seconds", lambda value: _whole(value) or isinstance(value, float)),
}
"""What a rule in a file may say: the key, what it must be in words, and whether a value is that."""
