"""Which ways there are to break one row of a table, or one value of a JSON document, and leave the rest whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from .damage import text_of
from .oddities import ODD_LINKS, ODD_NUMBERS, RAW

# ---------------------------------------------------------------------------- rows


def row(cells: Sequence[str], dice: Random) -> tuple[str, bytes]:
    """One broken row of a comma-separated table, with the name of what happened to it."""
    held = [_cell(cell) for cell in cells]
    at = dice.randrange(len(held))

    def with_cell(cell: str) -> str:
        return ",".join((*held[:at], cell, *held[at + 1 :]))

    ways: dict[str, Callable[[], bytes]] = {
        "too few cells": lambda: ",".join(held[: max(1, at)]).encode(),
        "too many cells": lambda: ",".join((*held, "more", "", "more")).encode(),
        "a stray quote in front": lambda: with_cell('"' + cells[at].replace('"', "")).encode(),
        "a stray quote inside": lambda: with_cell('a " b').encode(),
        "an odd cell": lambda: with_cell(_cell(text_of(dice).replace("\n", " "))).encode("utf-8", "replace"),
        "an odd number": lambda: with_cell(_cell(dice.choice(ODD_NUMBERS))).encode(),
        "an odd link": lambda: with_cell(_cell(dice.choice(ODD_LINKS).replace("\n", ""))).encode(),
        "not UTF-8": lambda: with_cell("@@").encode().replace(b"@@", dice.choice((b"caf\xe9", b"\xff\xfe", b"\x93x"))),
        "semicolons": lambda: ";".join(held).encode(),
        "a line break": lambda: with_cell('"a\nb"').encode(),
        "NUL": lambda: with_cell("\0").encode(),
    }
    name = dice.choice(tuple(ways))
    return name, ways[name]()


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n\r;\t') else text


# ---------------------------------------------------------------------------- JSON


class Hole:
    """Marks in a JSON document where something is put in as it is written."""

    def __init__(self, raw: str) -> None:
        self.raw = raw


def value(dice: Random) -> Any:
    """Anything but what is due."""
    if dice.random() < 0.6:
        return Hole(dice.choice(RAW))
    return text_of(dice)


def broken(document: Any, dice: Random) -> tuple[str, Any]:
    """A copy of a JSON document with one thing in it wrong, and the name of what."""
    document = json.loads(json.dumps(document))
    places: list[tuple[Any, Any]] = []
    todo: list[Any] = [document]
    while todo:
        held = todo.pop()
        keys: Any = held.keys() if isinstance(held, dict) else range(len(held)) if isinstance(held, list) else ()
        places.extend((held, key) for key in keys)
        todo.extend(held[key] for key in keys)
    if not places:
        return "another value", value(dice)
    held, key = dice.choice(places)
    way = dice.choice(
        ("another value", "another value", "another value", "left out", "in a list", "another key", "doubled")
    )
    if way == "left out":
        del held[key]
    elif way == "in a list":
        held[key] = [held[key], None, {"x": held[key]}]
    elif way == "another key" and isinstance(held, dict):
        held[text_of(dice)[:200]] = held.pop(key)
    elif way == "doubled" and isinstance(held, list):
        held.extend([held[key]] * 50)
    else:
        way = "another value"
        held[key] = value(dice)
    return way, document


def written(document: Any) -> bytes:
    """A document as JSON, with its holes filled."""
    raws: list[str] = []

    def mark(held: Any) -> str:
        raws.append(held.raw)
        return f"@@{len(raws) - 1}@@"

    text = json.dumps(document, default=mark)
    for number, raw in enumerate(raws):
        text = text.replace(f'"@@{number}@@"', raw)
    return text.encode()
