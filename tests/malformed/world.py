"""Where broken input is tried: a home with something to lose, a local Spotify, and a watch over each command.

What may come out of a command is decided here: a documented exit code, within the time, with no traceback.
"""

from __future__ import annotations

import faulthandler
import os
import shutil
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import requests
from click.testing import CliRunner

from ostsync.app.context import App, SystemClock
from ostsync.cli import main
from ostsync.decisions import Action, Decision
from ostsync.sandbox.server import Sandbox, running
from ostsync.store import decisions

SECONDS = 10
"""Of work for one command, whatever the input (each is smaller than 1 MB)."""
ARTICLE = """# Sad OST

- Gate of Steiner - Steins;Gate
- Believe me - Steins;Gate
- Fear Not This Night - Guild Wars 2
- Zelda's Lullaby - The Legend of Zelda
- Dearly Beloved - Kingdom Hearts
- Zzyzx Qwfpgj Nothing - Guild Wars 2
"""
DECIDED = {"Believe me": Action.ACCEPT, "Dearly Beloved": Action.SKIP}
"""What stood there before: no input may change it."""


class Hang(BaseException):
    """A command that took too long; its text is where it was."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command answered."""

    code: int
    out: str = ""
    err: str = ""
    trace: str = ""
    """The traceback of an error that reached the edge, or where the command hung."""
    hung: bool = False


@contextmanager
def watched(seconds: float = SECONDS) -> Iterator[None]:
    """Raises Hang after so many seconds of this process's own time (or six times as many by the clock)."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise Hang("".join(traceback.format_stack(frame)[-12:]))

    before = [signal.signal(kind, ring) for kind in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    signal.setitimer(signal.ITIMER_REAL, 6 * seconds, 1)
    faulthandler.dump_traceback_later(12 * seconds, exit=True)  # stuck where no signal is heard
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()
        for kind, handler in zip((signal.SIGPROF, signal.SIGALRM), before, strict=True):
            signal.signal(kind, handler)


@dataclass
class World:
    """A directory to work in, a home in it, and a sandbox. Make one with `open_world`."""

    place: Path
    sandbox: Sandbox
    kept: list[Decision] = field(default_factory=list)
    spoil: Callable[[str, bytes], bytes] | None = None
    """What happens to the answers of the API on their way, by path."""

    @property
    def home(self) -> Path:
        """The OSTSYNC_HOME of every command."""
        return self.place / "home"

    def file(self, name: str, data: bytes) -> str:
        """Writes a file into the working directory; answers its name."""
        (self.place / name).write_bytes(data)
        return name

    def fresh(self) -> None:
        """Puts the home back as it was after the first resolve."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.place / "template", self.home)

    def run(self, *words: str, input: bytes | None = None, env: dict[str, str] | None = None) -> Outcome:
        """Runs a command under the watch."""
        try:
            with watched():
                result = CliRunner(env=env).invoke(main, ["--verbose", *words], input=input)
        except Hang as hang:
            return Outcome(-1, trace=str(hang), hung=True)
        problem = result.exception
        if isinstance(problem, Hang):
            return Outcome(-1, trace=str(problem), hung=True)
        trace = ""
        if problem is not None and not isinstance(problem, SystemExit):
            trace = "".join(traceback.format_exception(problem))
        elif result.exit_code == 1 or "Traceback (most recent call last)" in result.stderr:
            trace = result.stderr
        return Outcome(result.exit_code, result.stdout, result.stderr, trace)

    def decided(self) -> list[Decision]:
        """The decisions as they stand."""
        app = App.open()
        try:
            return decisions.listed(app.db, app.origin)
        finally:
            app.close()


@contextmanager
def open_world(place: Path) -> Iterator[World]:
    """A world in which the article was resolved and two of its tracks are decided."""
    before = dict(os.environ), Path.cwd(), SystemClock.wait, requests.adapters.HTTPAdapter.send
    with running() as sandbox:
        world = World(place, sandbox)
        os.environ.update(
            OSTSYNC_HOME=str(world.home),
            OSTSYNC_SPOTIFY__API_URL=sandbox.api_url,
            OSTSYNC_SPOTIFY__ACCOUNTS_URL=sandbox.accounts_url,
            OSTSYNC_SPOTIFY__ACCESS_TOKEN="sandbox",
        )
        os.chdir(place)
        SystemClock.wait = lambda self, seconds, why: None  # type: ignore[method-assign]
        requests.adapters.HTTPAdapter.send = _spoiling(world)  # type: ignore[method-assign]
        try:
            world.file("article.md", ARTICLE.encode())
            for words in (
                ("resolve", "article.md"),
                ("decide", "Believe me", "--accept", "spotify:track:sandboxUXavcaA6kKQ19pc"),
                ("decide", "Dearly Beloved", "--skip"),
            ):
                outcome = world.run(*words)
                assert outcome.code == 0, outcome
            world.kept = world.decided()
            assert {d.readings[0].title: d.action for d in world.kept} == DECIDED
            world.home.rename(place / "template")
            world.fresh()
            yield world
        finally:
            os.environ.clear()
            os.environ.update(before[0])
            os.chdir(before[1])
            SystemClock.wait = before[2]  # type: ignore[method-assign]
            requests.adapters.HTTPAdapter.send = before[3]  # type: ignore[method-assign]


def _spoiling(world: World) -> Callable[..., requests.Response]:
    whole = requests.adapters.HTTPAdapter.send

    def send(self: Any, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        response = whole(self, request, *args, **kwargs)
        if world.spoil is not None:
            body = response.content
            response._content = world.spoil(request.path_url, body)
        return response

    return send
