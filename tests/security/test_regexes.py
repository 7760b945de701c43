"""No regular expression takes a text that a stranger writes for a reason to hang.

Every expression of the rooms that read is found in their source and attacked with texts made from its own alphabet:
what comes before a repetition, then the repeated part again and again, then something that fits nowhere. The attacks
go in as documents, the way a stranger would send them, and what is looked at is how the time grows when the attack
doubles: 2 is linear, 4 is quadratic. The suite takes a few of the attacks; OSTSYNC_CAMPAIGN=1 all of them, longer.
"""

from __future__ import annotations

import ast
import importlib
import os
import re
import re._constants as c  # type: ignore[import-not-found]
import re._parser as sre  # type: ignore[import-not-found]
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import ostsync
from ostsync.errors import OstsyncError
from ostsync.reading import read_bytes
from ostsync.text import plain
from ostsync.titles.fold import fold

HOUSE = Path(ostsync.__file__).parent
ROOMS = ("reading", "titles", "matching", "text", "links")
CAMPAIGN = bool(os.environ.get("OSTSYNC_CAMPAIGN"))
LENGTH = 4_000 if CAMPAIGN else 1_000
"""Characters of the shorter attack."""
NOTICED = 0.15
"""Seconds from which on it is worth asking how the time grows: attacks in the suite take a few thousandths."""
TOO_STEEP = 3.2
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


def growth(look: Callable[[str], object], before: str, pump: str, length: int) -> float:
    """How many times longer an attack of double length takes; 0 where that is too quick to tell."""

    def took(characters: int) -> float:
        text = before + pump * (characters // len(pump)) + "\x7f"
        begun = time.process_time()
        look(text)
        return time.process_time() - begun

    first = took(length)
    if first < NOTICED / 16:
        return 0.0
    if first > 20 * NOTICED:
        return first / NOTICED
    second = took(2 * length)
    if second < NOTICED or second / max(first, 0.001) < TOO_STEEP:
        return 0.0
    return min(second / max(first, 0.001), took(2 * length) / max(took(length), 0.001))  # once more, for the noise


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


def test_the_harness_finds_what_is_known_to_be_steep() -> None:
    pattern = re.compile(r"a*a*a*b")
    assert any(growth(pattern.search, *one, n) for n in (60, 120, 240) for one in attacks(pattern))


def test_no_text_made_from_an_expression_is_slow_to_read() -> None:
    found = patterns()
    every = sorted({attack for pattern in found.values() for attack in attacks(pattern)})
    assert len(found) > 200
    assert len(every) > 800
    chosen = every if CAMPAIGN else every[::150]
    steep = {
        (kind, before[:30], pump[:30]): round(ratio, 1)
        for before, pump in chosen
        for kind, frame in DOCUMENTS
        if (ratio := growth(partial(read, kind, frame), before, pump, LENGTH))
    }
    assert steep == {}
    if CAMPAIGN:
        print(f"\n{len(found)} expressions, {len(chosen)} attacks, {len(chosen) * len(DOCUMENTS)} documents, 0 steep")


@pytest.mark.parametrize("kind", ["text", "markdown", "html", "rst", "csv", "m3u"])
@pytest.mark.parametrize("gap", [" ", "\t", "\u3000"])
def test_a_wide_gap_takes_no_time(kind: str, gap: str) -> None:
    """Eight hundred spaces behind the word 出自 were a hang: this test ends, or it does not."""
    wide = gap * 3000
    text = f'# Songs\n\n1. "Saria"{wide}- Zelda{wide}(0:0\n2. 出自{wide}「a」に使われた{wide}X\n3. Song{wide}\n'
    source = read_bytes(text.encode(), name="gaps", kind=kind)
    assert source.recommendations or source.problems
