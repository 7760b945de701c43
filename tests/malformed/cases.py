"""Makes broken inputs of well-formed ones, and says of each what must still count and how its damage is told of."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from . import damage, oddities, shapes


@dataclass(frozen=True, slots=True)
class Case:
    """One broken input."""

    damage: str
    data: bytes = b""
    words: tuple[str, ...] = ()
    """For what is given as words of a command line."""
    spared: tuple[str, ...] = ()
    """What was not touched, and must still count; empty where everything may be damaged."""
    hurt: str = ""
    """How a message is to name the damaged place, unless it could be read all the same."""


Make = Callable[[Random], Case]


def whole(example: str | bytes) -> Make:
    """The file as bytes, broken anywhere, once or twice."""
    data = example.encode() if isinstance(example, str) else example

    def make(dice: Random) -> Case:
        names = dice.sample(tuple(damage.BYTES), dice.choice((1, 1, 2)))
        held = data
        for name in names:
            held = damage.BYTES[name](held, dice)[:900_000]
        return Case(" + ".join(names), held)

    return make


def either(*makes: Make) -> Make:
    return lambda dice: dice.choice(makes)(dice)


def one_row(header: Sequence[str], rows: Sequence[Sequence[str]], titles: Sequence[str]) -> Make:
    """A table with one broken row: the others are spared, and the row is named by its line."""

    def make(dice: Random) -> Case:
        at = dice.randrange(len(rows))
        name, line = shapes.row(rows[at], dice)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        lines = [text.getvalue().encode()]
        for number, row in enumerate(rows):
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerow(row)
            lines.append(line + b"\n" if number == at else text.getvalue().encode())
        spared = tuple(t for number, t in enumerate(titles) if number != at and t != titles[at])
        return Case(f"row: {name}", b"".join(lines), spared=spared, hurt=f":{at + 2}")

    return make


def header(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Make:
    """A table whose head is wrong."""

    def make(dice: Random) -> Case:
        way = dice.choice(("missing", "doubled", "unknown", "alone", "odd", "other sign", "spaces"))
        head = list(header)
        at = dice.randrange(len(head))
        if way == "missing":
            del head[at]
        elif way == "doubled":
            head.insert(dice.randrange(len(head) + 1), head[at])
        elif way in ("unknown", "odd"):
            head[at] = (
                "quux"
                if way == "unknown"
                else damage.text_of(dice).replace("\n", " ").encode("utf-8", "replace").decode()
            )
        elif way == "spaces":
            head = [f" {name.upper()} " for name in head]
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n", delimiter=dice.choice(";\t|") if way == "other sign" else ",")
        writer.writerow(head)
        if way != "alone":
            writer.writerows(rows)
        return Case(f"header: {way}", text.getvalue().encode())

    return make


def one_entry(document: Any, entries: Callable[[Any], list[Any]], titles: Sequence[str], said: str) -> Make:
    """A JSON document with one broken entry: the others are spared."""

    def make(dice: Random) -> Case:
        copy = json.loads(json.dumps(document))
        held = entries(copy)
        at = dice.randrange(len(held))
        if dice.random() < 0.25:
            way, held[at] = "another value", shapes.value(dice)
        else:
            way, held[at] = shapes.broken(held[at], dice)
        spared = tuple(t for number, t in enumerate(titles) if number != at)
        return Case(f"entry: {way}", shapes.written(copy), spared=spared, hurt=said.format(at + 1))

    return make


def anywhere(document: Any) -> Make:
    """A JSON document with something broken anywhere in it."""

    def make(dice: Random) -> Case:
        way, held = shapes.broken(document, dice)
        return Case(f"value: {way}", shapes.written(held))

    return make


def toml(example: str) -> Make:
    """A TOML file with another value behind one key, another key, or another table."""

    def make(dice: Random) -> Case:
        lines = example.split("\n")
        keyed = [n for n, line in enumerate(lines) if " = " in line]
        at = dice.choice(keyed)
        key, _, value = lines[at].partition(" = ")
        way = dice.choice(("value", "value", "value", "value", "key", "table", "doubled"))
        if way == "value":
            value = dice.choice(oddities.TOML)
            lines[at] = f"{key} = {value}"
        elif way == "key":
            odd = (
                "client-id",
                "_env_file",
                "_secrets_dir",
                "_cli_parse_args",
                "self",
                "__init__",
                "model_config",
                '""',
                "“x”",
                "a.b",
                "home",
                '"\\u0000"',
                key.upper(),
                key + "s",
                "x" * 500,
            )
            lines[at] = f"{dice.choice(odd)} = {value}"
        elif way == "table":
            at = dice.choice([n for n, line in enumerate(lines) if line.startswith("[")])
            lines[at] = dice.choice(
                (
                    "[[[x]]]",
                    "[]",
                    "[x",
                    "[[spotify]]",
                    "[playlists]",
                    "[fault]",
                    "[work]",
                    "[spotify.market]",
                    "[“x”]",
                    "spotify = 5",
                    "playlists = 5",
                    "works = [1]",
                    "work = 5",
                    "fault = {}",
                )
            )
        else:
            lines.insert(at, lines[at])
        return Case(f"toml: {way} {key}", "\n".join(lines).encode("utf-8", "replace"))

    return make
