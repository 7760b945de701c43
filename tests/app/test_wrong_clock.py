"""The machine's clock was ahead once: what was written down then wins over nothing that comes later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostsync.app.context import App
from ostsync.app.review import HandClock, Office
from ostsync.decisions import Action, Decision
from ostsync.model import Recommendation
from ostsync.paths import Paths
from ostsync.playlists.journal import Known
from ostsync.settings import Settings, SpotifySettings
from ostsync.store.pushes import SqlJournal

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SAID = Recommendation("Gate of Steiner", "Steins;Gate")


class Clock:
    """Stands still."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Iterator[App]:
    settings = Settings.model_construct(spotify=SpotifySettings.model_construct(api_url="http://127.0.0.1:1/v1/"))
    opened = App(settings, Paths.find(tmp_path), clock=clock)
    yield opened
    opened.close()


def test_the_last_decision_wins_though_an_earlier_one_was_made_in_the_future(app: App, clock: Clock) -> None:
    office, hand = Office(app), HandClock(app)
    clock.time = NOW + timedelta(days=3650)
    office.keep(Decision.about(SAID, Action.SKIP, hand.now()))
    clock.time = NOW
    office.keep(Decision.about(SAID, Action.ACCEPT, hand.now(), uris=("spotify:track:1",)))
    office.keep(Decision.about(SAID, Action.ACCEPT, hand.now(), uris=("spotify:track:2",)))
    ruling = app.decisions().ruling(SAID)
    assert ruling is not None
    assert (ruling.skip, ruling.accept) == (False, ("spotify:track:2",))
    clock.time = NOW + timedelta(days=4000)
    assert hand.now() == clock.time, "once it is past, the clock is followed again"


def test_the_playlist_pushed_last_is_the_last_though_another_was_pushed_in_the_future(app: App, clock: Clock) -> None:
    """Otherwise one that is gone would be found again and again after `--restore` has made another."""
    journal = SqlJournal(app.db, "here me", clock)
    clock.time = NOW + timedelta(days=3650)
    journal.register(Known("gone", "a.txt", 1, "Sad", created=True))
    clock.time = NOW
    journal.register(Known("new", "a.txt", 1, "Sad", created=True))
    assert [known.id for known in journal.known()] == ["new", "gone"]
