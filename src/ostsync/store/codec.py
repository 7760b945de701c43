"""How values of the model are written down: as JSON that leaves out defaults, and reads back across versions.

A field that a newer version added takes its default when old JSON is read; a field that is gone is ignored.
Times are ISO 8601 in UTC.
"""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from ostsync.store.connection import unreadable

T = TypeVar("T")
Read = Callable[[Any], Any]
NO_VALUE = (ValueError, TypeError, AttributeError, KeyError)
"""What reading JSON raises that was not written here, or is not whole any more."""


def dumps(value: object) -> str:
    """A value of the model, or a tuple of them, as compact JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """The value that `dumps` wrote; `kind` is its class, e.g. `Track` or `tuple[Track, ...]`.

    Raises DatabaseDamaged where it is not whole any more.
    """
    try:
        return value_of(kind, json.loads(text))
    except NO_VALUE as problem:
        raise unreadable() from problem


def parsed(text: str) -> Any:
    """The JSON of a column. Raises DatabaseDamaged."""
    try:
        return json.loads(text)
    except ValueError as problem:
        raise unreadable() from problem


def value_of(kind: type[T], data: Any) -> T:
    """The value of parsed JSON. Raises one of `NO_VALUE` where it is none of that kind."""
    read = _reader(cast(Hashable, kind))
    value: T = read(data) if read else data
    return value


def time_text(moment: datetime) -> str:
    """A time as it stands in the database: text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    """The time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if is_dataclass(value):
        plain = {}
        for name, default in _defaults(cast(Hashable, type(value))):
            inner = getattr(value, name)
            if inner != default:
                plain[name] = inner if type(inner) in (str, int, float, bool) else _plain(inner)
        return plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return time_text(value)
    return value


@cache
def _defaults(kind: Hashable) -> tuple[tuple[str, Any], ...]:
    """The fields of a dataclass with their defaults; what has none is never left out."""
    return tuple((f.name, f.default) for f in fields(cast(Any, kind)))


@cache
def _reader(kind: Hashable) -> Read | None:
    """How a value of this type is made of JSON; None where it is what JSON gives. Worked out once for each type."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = _reader(next(k for k in get_args(kind) if k is not type(None)))
        return None if inner is None else lambda data: None if data is None else inner(data)
    if origin is tuple:
        item = _reader(get_args(kind)[0])
        return tuple if item is None else lambda data: tuple(map(item, data))
    if kind is str:
        return sys.intern  # ten thousand verdicts repeat their names of evidence, albums and artists again and again
    if kind is datetime:
        return time_of
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    return None


def _record(kind: type[Any]) -> Read:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}

    def read(data: dict[str, Any]) -> Any:
        known = {}
        for name, value in data.items():
            if name in readers:
                inner = readers[name]
                known[name] = value if inner is None else inner(value)
        return kind(**known)

    return read
