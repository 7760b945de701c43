"""Two at once on one home: the second waits for the first, says for whom, and goes on with what the first has found."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostsync.app.context import App
from ostsync.app.resolve import Run
from ostsync.app.turn import PATIENCE, turn
from ostsync.errors import Unavailable
from ostsync.matching.resolver import Options
from ostsync.model import Recommendation, Source, Status
from ostsync.paths import Paths
from ostsync.sandbox.server import Sandbox, running
from ostsync.settings import Settings, SpotifySettings

HOLD = """
import sys
from pathlib import Path
from ostsync.app.context import App
from ostsync.app.turn import turn
from ostsync.paths import Paths
from ostsync.settings import Settings
with turn(App(Settings.model_construct(), Paths.find(Path(sys.argv[1]))), "resolve"):
    print("mine", flush=True)
    sys.stdin.read()
"""
SOURCE = Source("/a.txt", "text", recommendations=(Recommendation("Gate of Steiner", "Steins;Gate"),))


class Clockwork:
    """A clock that moves on only while somebody waits, and does something after so many waits."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 1, tzinfo=UTC)
        self.waits = 0
        self.after: dict[int, Callable[[], object]] = {}

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        self.time += timedelta(seconds=seconds)
        self.waits += 1
        self.after.get(self.waits, lambda: None)()


class Holder:
    """Another ostsync that has the turn, in a process of its own."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "mine\n"

    def end(self) -> None:
        """Ends in its own way."""
        self.process.communicate("")

    def kill(self) -> None:
        """Ends without a word."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[Holder]:
    holding = Holder(tmp_path)
    yield holding
    with suppress(OSError, ValueError):
        holding.kill()


@pytest.fixture
def app(tmp_path: Path) -> App:
    said: list[str] = []
    app = App(Settings.model_construct(), Paths.find(tmp_path), tell=said.append, clock=Clockwork())
    app.__dict__["said"] = said
    return app


def test_the_second_waits_until_the_first_is_done_and_says_for_whom(app: App, holder: Holder) -> None:
    assert isinstance(app.clock, Clockwork)
    app.clock.after[3] = holder.end
    with turn(app, "push") as waited:
        assert waited
    [said] = app.__dict__["said"]
    assert f"`ostsync resolve`, process {holder.process.pid}" in said
    assert app.clock.waits == 3


def test_it_gives_up_after_a_minute_and_names_who_is_at_work(app: App, holder: Holder) -> None:
    assert isinstance(app.clock, Clockwork)
    with pytest.raises(Unavailable, match=f"process {holder.process.pid}"), turn(app, "push"):
        pytest.fail("it is not our turn")
    assert app.clock.waits == PATIENCE


def test_who_is_killed_holds_nobody_up(app: App, holder: Holder) -> None:
    holder.kill()
    with turn(app, "push") as waited:
        assert not waited
    assert not (app.paths.data / "turn.holder").exists()


def test_a_turn_may_be_taken_again_after_one_that_failed(app: App) -> None:
    with pytest.raises(ZeroDivisionError), turn(app, "push"):
        raise ZeroDivisionError
    with turn(app, "push") as waited:
        assert not waited


def test_what_the_first_has_found_is_not_asked_again(tmp_path: Path) -> None:
    with running() as sandbox:
        first, second = open_app(sandbox, tmp_path), open_app(sandbox, tmp_path)
        run = Run(second, (SOURCE,), Options())
        assert run.forecast().new == 1
        holder = Holder(tmp_path)

        def work_and_end() -> None:
            holder.end()
            Run(first, (SOURCE,), Options()).go()
            sandbox.requests.clear()

        assert isinstance(second.clock, Clockwork)
        second.clock.after[1] = work_and_end
        outcome = run.go()
        assert [r.verdict.status for r in outcome.results] == [Status.MATCHED]
        assert sandbox.requests == []
        first.close()
        second.close()


def open_app(sandbox: Sandbox, home: Path) -> App:
    urls = {"api_url": sandbox.api_url, "accounts_url": sandbox.accounts_url, "access_token": "sandbox"}
    settings = Settings.model_construct(spotify=SpotifySettings.model_validate(urls))
    return App(settings, Paths.find(home), clock=Clockwork())
