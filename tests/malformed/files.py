"""How a broken file is handed in, and what must hold of the answer: the rows beside a broken one still count."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any
from unittest import mock

import requests

from ostsync.sandbox import server

from .cases import Case
from .world import Outcome, World

Judged = tuple[Outcome, list[str]]
"""What came out, and what is wrong with it, in words."""

# ---------------------------------------------------------------------------- sources


def extracting(name: str, *options: str) -> Callable[[World, Case], Judged]:
    """Reads the input as a file of this name."""

    def run(world: World, case: Case) -> Judged:
        outcome = world.run("extract", world.file(name, case.data), "--format", "json", *options)
        return outcome, _sources(outcome, case)

    return run


def _sources(outcome: Outcome, case: Case) -> list[str]:
    if outcome.code:
        return [f"the other rows are lost: {outcome.err[-200:]}"] if case.spared else []
    try:
        tracks = [track for source in json.loads(outcome.out)["sources"] for track in source["tracks"]]
    except (ValueError, KeyError) as problem:
        return [f"its JSON cannot be read: {problem!r}"]
    titles = [track["title"] for track in tracks]
    wrong = [f"the row of {title!r} is lost" for title in case.spared if title not in titles]
    if not all(title.strip() for title in titles):
        wrong.append("a track without a title")
    if case.spared and len(titles) <= len(case.spared) and not _told(outcome, case):
        wrong.append(f"{case.hurt!r} is lost without a word")
    return wrong


def _told(outcome: Outcome, case: Case) -> bool:
    return any(case.hurt in line for line in outcome.err.splitlines())


def piped(world: World, case: Case) -> Judged:
    """Reads the input from a pipe, so that its kind is found out."""
    outcome = world.run("extract", "-", "--as", "pasted", "--format", "json", input=case.data)
    return outcome, _sources(outcome, case)


def resolving(world: World, case: Case) -> Judged:
    """Reads the input and asks the sandbox about it; what is kept can be read again."""
    world.fresh()
    outcome = world.run("resolve", world.file("list.csv", case.data), "--max-requests", "6", "--format", "json")
    wrong = []
    if outcome.code in (0, 5):
        again = world.run("review", "--all", "--format", "csv")
        if again.code or again.trace:
            wrong.append(f"what was resolved cannot be reviewed: {again.code} {again.err} {again.trace[-600:]}")
    return outcome, wrong


# ---------------------------------------------------------------------------- what is taken back


def importing(*words: str, name: str) -> Callable[[World, Case], Judged]:
    """Takes a file of decisions back: what is spared is decided then, or nothing at all is changed."""

    def run(world: World, case: Case) -> Judged:
        world.fresh()
        outcome = world.run(*words, world.file(name, case.data))
        now = world.decided()
        titles = [d.readings[0].title for d in now]
        wrong = [f"an earlier decision is gone: {d}" for d in world.kept if d not in now]
        if outcome.code and len(now) != len(world.kept):
            wrong.append("refused, and yet something was changed")
        wrong += [f"the decision about {title!r} is lost" for title in case.spared if title not in titles]
        told = _told(outcome, case) or "1 rows without an action" in outcome.err
        if case.spared and len(now) - len(world.kept) <= len(case.spared) and not told:
            wrong.append(f"{case.hurt!r} is lost without a word: {outcome.err}")
        return outcome, wrong

    return run


def works_import(name: str) -> Callable[[World, Case], Judged]:
    """Imports a names file; what is spared is known then, and a refused file leaves nothing behind."""

    def run(world: World, case: Case) -> Judged:
        world.fresh()
        outcome = world.run("works", "import", world.file(name, case.data))
        kept = list((world.home / "data" / "works").glob("*"))
        wrong = [f"refused, and yet there is {kept}"] if outcome.code and kept else []
        if case.spared:
            wrong += [] if outcome.code == 0 else [f"the other works are lost: {outcome.err[-200:]}"]
        if outcome.code == 0:
            again = world.run("works", "show", "Elfen Lied Quux", "--format", "json")
            if again.trace or again.code:
                wrong.append(f"what was imported cannot be used: {again.err} {again.trace[-600:]}")
            elif "Elfen Lied Quux" in case.spared and "Elfen Lied Quux" not in again.out:
                wrong.append("a work that was spared is not known")
        return outcome, wrong

    return run


def works_file(world: World, case: Case) -> Judged:
    """A names file of the settings."""
    world.fresh()
    world.file("names.toml", case.data)
    (world.home / "config.toml").write_text(f'[works]\nfiles = ["{world.place}/names.toml"]\n', encoding="utf-8")
    return world.run("extract", "article.md", "--format", "json"), []


# ---------------------------------------------------------------------------- settings


def config(world: World, case: Case) -> Judged:
    """A config file; a command that needs settings only."""
    world.fresh()
    (world.home / "config.toml").write_bytes(case.data)
    return world.run("cache", "info"), []


def playlists(world: World, case: Case) -> Judged:
    """A config file with [[playlists]], pushed for real."""
    world.fresh()
    (world.home / "config.toml").write_bytes(case.data)
    return world.run("push", "--yes"), []


def cover(world: World, case: Case) -> Judged:
    """A picture of the person's as cover: a push may refuse it, but not after it has begun."""
    world.fresh()
    world.file("cover.png", case.data)
    text = f'[[playlists]]\nname = "Sad {case.damage[:40]}"\ncover = "{world.place}/cover.png"\n'
    (world.home / "config.toml").write_text(text, encoding="utf-8")
    before = len(world.sandbox.world.playlists)
    outcome = world.run("push", "--yes")
    made = len(world.sandbox.world.playlists) - before
    return outcome, ["refused, and yet a playlist was made"] if outcome.code and made else []


# ---------------------------------------------------------------------------- the sandbox


def serving(option: str, name: str) -> Callable[[World, Case], Judged]:
    """A file of the sandbox: where it is taken, the sandbox answers a few requests and is interrupted."""

    def run(world: World, case: Case) -> Judged:
        world.fresh()
        start = server.start

        def once(**options: Any) -> Any:
            sandbox = start(**options)
            try:
                for path in ("search?q=lilium&type=track,album", "me", "me/playlists"):
                    with contextlib.suppress(requests.RequestException):
                        requests.get(
                            sandbox.api_url + path, headers={"Authorization": "Bearer sandbox"}, timeout=1
                        ).close()
            finally:
                sandbox.stop()
            raise KeyboardInterrupt

        with mock.patch.object(server, "start", once):
            outcome = world.run("sandbox", "--port", "0", option, world.file(name, case.data))
        wrong = [f"the other lines are lost: {outcome.err[-200:]}"] if case.spared and outcome.code != 130 else []
        return outcome, wrong

    return run
