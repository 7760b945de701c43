"""Decides what is left of an answer under `fields=`: Spotify's field filter for playlist reads.

The grammar (Spotify's reference for GET /playlists/{id}): names with commas between, a dot or parentheses to go
deeper, `!` before a name to leave it out: `items(added_at,item(name,album(!images)))`, `total,limit`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ostsync.sandbox.refusal import bad_request

_TOKEN = re.compile(r"[A-Za-z_0-9]+|[(),.!]")


@dataclass(slots=True)
class _Filter:
    """What is kept and what is left out at one level."""

    kept: dict[str, _Filter | None] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)

    def apply(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.apply(one) for one in value]
        if not isinstance(value, dict):
            return value
        if not self.kept:
            return {key: inner for key, inner in value.items() if key not in self.left_out}
        return {
            key: deeper.apply(inner) if (deeper := self.kept[key]) else inner
            for key, inner in value.items()
            if key in self.kept
        }


def only(answer: Any, fields: str | None) -> Any:
    """The answer with the wanted fields alone; all of it where nothing is asked for. 400 for a broken filter."""
    if not fields:
        return answer
    tokens = _TOKEN.findall(fields)
    if "".join(tokens) != re.sub(r"\s", "", fields):
        raise bad_request("Invalid fields")
    tokens.reverse()
    wanted = _level(tokens)
    if tokens:
        raise bad_request("Invalid fields")
    return wanted.apply(answer)


def _level(tokens: list[str]) -> _Filter:
    level = _Filter()
    while True:
        out = bool(tokens) and tokens[-1] == "!"
        if out:
            tokens.pop()
        if not tokens or not tokens[-1][0].isalnum():
            raise bad_request("Invalid fields")
        name = tokens.pop()
        deeper = _deeper(tokens)
        if out:
            level.left_out.add(name)
        else:
            level.kept[name] = deeper
        if not tokens or tokens[-1] != ",":
            return level
        tokens.pop()


def _deeper(tokens: list[str]) -> _Filter | None:
    if tokens and tokens[-1] == ".":
        tokens.pop()
        out = bool(tokens) and tokens[-1] == "!"
        if out:
            tokens.pop()
        if not tokens or not tokens[-1][0].isalnum():
            raise bad_request("Invalid fields")
        name = tokens.pop()
        return _Filter(left_out={name}) if out else _Filter(kept={name: _deeper(tokens)})
    if tokens and tokens[-1] == "(":
        tokens.pop()
        level = _level(tokens)
        if not tokens or tokens.pop() != ")":
            raise bad_request("Invalid fields")
        return level
    return None
