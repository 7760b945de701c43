"""How values of the model are written down: as JSON that leaves out defaults, and reads back across versions.

A field that a newer version added takes its default when old JSON is read; a field that is gone is ignored.
Times are ISO 8601 in UTC.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: object) -> str:
    """A value of the model, or a tuple of them, as compact JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """The value that `dumps` wrote; `kind` is its class, e.g. `Track` or `tuple[Track, ...]`."""
    value: T = _build(kind, json.loads(text))
    return value


def time_text(moment: datetime) -> str:
    """A time as it stands in the database: text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    """The time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if is_dataclass(value):
        return {
            f.name: _plain(v)
            for f in fields(value)
            if (v := getattr(value, f.name)) != f.default or f.default is MISSING
        }
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(k for k in get_args(kind) if k is not type(None))
        return None if data is None else _build(inner, data)
    if origin is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in data)
    if kind is datetime:
        return time_of(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], value) for name, value in data.items() if name in hints})
    return data
