"""Attacks on every regular expression of the rooms that read, made from its own alphabet, and documents that bear them.

An attack is what comes before a repetition, then the repeated part again and again, then something that fits nowhere.
"""

from __future__ import annotations

import ast
import importlib
import re
import re._constants as c  # type: ignore[import-not-found]
import re._parser as sre  # type: ignore[import-not-found]
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ostsync
from ostsync.errors import OstsyncError
from ostsync.reading import read_bytes
from ostsync.text import plain
from ostsync.titles.fold import fold

HOUSE = Path(ostsync.__file__).parent
ROOMS = ("reading", "titles", "matching", "text", "links")
DOCUMENTS = (
    ("text", '# Songs I love from Zelda\n\nThe song {} by Koji Kondo.\n\n1. {}\n2. "Saria" - {}\n3. {} - Zelda\n'),
    ("html", "<h1>Songs I love</h1><p>The song “Saria” {}<ul><li>{}<li>Saria - {} - Zelda</ul>"),
    ("csv", "title,work,artist,duration\nSaria,{},Kondo,{}\n{},Zelda,,\n"),
)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every expression: those compiled by the modules, and those written where they are used."""
    found: dict[str, re.Pattern[str]] = {}
    for room in ROOMS:
        for file in sorted((HOUSE / room).rglob("*.py")) if (HOUSE / room).is_dir() else [HOUSE / f"{room}.py"]:
            name = ".".join(file.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__")
            for value in (*vars(importlib.import_module(name)).values(), *_written(file)):
                for one in _inside(value):
                    found.setdefault(f"{one.pattern!r} {one.flags}", one)
    return found


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, list | tuple | set | frozenset | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _inside(one)


def _written(file: Path) -> Iterator[re.Pattern[str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re"), name), [ast.Constant(str(written)), *_]) if name != "escape":
                yield re.compile(written, re.IGNORECASE)


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """(what comes before, what is repeated) for each repetition in the expression."""
    found: set[tuple[str, str]] = set()
    _walk(sre.parse(pattern.pattern, pattern.flags & ~re.DEBUG), "", found)
    return found


def _walk(parsed: Any, before: str, found: set[tuple[str, str]]) -> str:
    """Collects attacks; answers an example of what fits."""
    example = ""
    for op, arg in parsed:
        if op in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
            least, most, body = arg
            inner = _walk(body, before + example, found)
            if most > 20 and inner:
                found |= {(before + example, inner), ("", before + example + inner)}
            example += inner * max(least, 1)
        elif op is c.SUBPATTERN:
            example += _walk(arg[-1], before + example, found)
        elif op is c.ATOMIC_GROUP:
            example += _walk(arg, before + example, found)
        elif op is c.BRANCH:
            example += max((_walk(one, before + example, found) for one in arg[1]), key=len)
        elif op in (c.ASSERT, c.ASSERT_NOT):
            _walk(arg[1], before + example, found)
        elif op is c.IN:
            example += _one_of(arg)
        elif op is c.LITERAL:
            example += chr(arg)
        elif op in (c.ANY, c.NOT_LITERAL):
            example += "a" if op is c.ANY or chr(arg) != "a" else "b"
    return example


_KINDS = {
    c.CATEGORY_DIGIT: "1", c.CATEGORY_SPACE: " ", c.CATEGORY_WORD: "a", c.CATEGORY_NOT_SPACE: "a",
    c.CATEGORY_NOT_DIGIT: "a", c.CATEGORY_NOT_WORD: "-",
}  # fmt: skip


def _one_of(choices: Any) -> str:
    """A character of a set: of one that excludes, a letter or space that it leaves."""
    if choices[0][0] is c.NEGATE:
        bad = {chr(arg) for op, arg in choices if op is c.LITERAL}
        kinds = [arg for op, arg in choices if op is c.CATEGORY]
        likely = ("-", "1", "a") if c.CATEGORY_WORD in kinds else ("a", " ", "-", "1")
        return next(one for one in likely if one not in bad and not (one == " " and c.CATEGORY_SPACE in kinds))
    for op, arg in choices:
        if op in (c.LITERAL, c.RANGE):
            return chr(arg if op is c.LITERAL else arg[0])
    return _KINDS.get(choices[0][1], "a")


def every_attack() -> list[tuple[str, str]]:
    """All of them, each once, in an order that stays."""
    return sorted({attack for pattern in patterns().values() for attack in attacks(pattern)})


def attack(before: str, pump: str, characters: int) -> str:
    """An attack of about so many characters."""
    return before + pump * (characters // len(pump)) + "\x7f"


def read(kind: str, frame: str, text: str) -> None:
    """Reads a document with the attack in every place of its frame."""
    if kind != "csv":
        text = text.replace("<", "‹") if kind == "html" else text
    else:
        text = '"' + text.replace('"', '""') + '"'
    try:
        source = read_bytes(frame.replace("{}", text).encode(), name="attack", kind=kind)
    except OstsyncError:
        return
    for one in source.recommendations:
        plain(one.title)
        fold(one.title)
