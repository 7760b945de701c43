"""Resolving against the sandbox: what it costs, what is kept, what stops it, and what is known afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ostsync.app import results
from ostsync.app.context import App
from ostsync.app.resolve import Forecast, Outcome, Run
from ostsync.decisions import Action, Decision
from ostsync.errors import LoginNeeded, RateLimited, SourceUnreadable, Unavailable, UsageError
from ostsync.matching.resolver import Options
from ostsync.model import DecidedBy, Kind, Medium, Reading, Reason, Recommendation, Resolved, Source, Status, Verdict
from ostsync.paths import Paths
from ostsync.sandbox.server import Sandbox, running
from ostsync.settings import RequestSettings, Settings, SpotifySettings
from ostsync.spotify import places
from ostsync.spotify.door import Door
from ostsync.store import decisions, runs
from ostsync.store.verdicts import Verdicts

SAID = Recommendation("Gate of Steiner", "Steins;Gate", text="1")
OTHER = Recommendation("Fear Not This Night", "Guild Wars 2", text="2")
NOWHERE = Recommendation("Zzyzx Qwfpgj Nothing", "Guild Wars 2", text="3")
SOURCE = Source("/a.txt", "text", "Sad", (SAID, OTHER, NOWHERE, SAID))

Open = Callable[..., App]


class QuickClock:
    """Tells the time plus `ahead`, and does not wait."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wait(self, seconds: float, why: str) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox) -> Sandbox:
    server.requests.clear()
    server.faults.rules.clear()
    return server


@pytest.fixture
def open_app(sandbox: Sandbox, tmp_path: Path) -> Iterator[Open]:
    """Opens an App at the sandbox, as often as one runs a command: same home, own connections."""
    opened: list[App] = []

    def make(account: str = "sandbox", **spotify: str) -> App:
        token = sandbox.token(account) if account != "sandbox" else "sandbox"
        urls = {"api_url": sandbox.api_url, "accounts_url": sandbox.accounts_url, "access_token": token}
        settings = Settings.model_construct(spotify=SpotifySettings.model_validate({**urls, **spotify}))
        app = App(settings, Paths.find(tmp_path), clock=QuickClock())
        opened.append(app)
        return app

    yield make
    for app in opened:
        app.close()


def statuses(found: Outcome | results.Known) -> list[Status]:
    return [r.verdict.status for r in found.results]


def test_a_second_resolve_asks_for_nothing(open_app: Open, sandbox: Sandbox) -> None:
    first = Run(open_app(), (SOURCE,), Options()).go()
    assert statuses(first)[:2] == [Status.MATCHED, Status.MATCHED]
    assert statuses(first)[2] is Status.MISSED
    assert first.results[3].duplicate_of == 1
    assert first.requests == len(sandbox.requests) > 0
    sandbox.requests.clear()
    second = Run(open_app(), (SOURCE,), Options()).go()
    assert [r.verdict.match for r in second.results] == [r.verdict.match for r in first.results]
    assert (second.requests, sandbox.requests) == (0, [])


def test_known_results_cost_nothing_and_are_those_of_the_run(open_app: Open, sandbox: Sandbox) -> None:
    outcome = Run(open_app(), (SOURCE,), Options()).go()
    sandbox.requests.clear()
    known = results.known(open_app())
    assert [r.verdict.match for r in known.results] == [r.verdict.match for r in outcome.results]
    assert [r.order for r in known.results] == [1, 2, 3, 4]
    assert known.title == "Sad"
    assert sandbox.requests == []


def test_a_decision_counts_at_once_without_a_request(open_app: Open, sandbox: Sandbox) -> None:
    app = open_app()
    outcome = Run(app, (SOURCE,), Options()).go()
    sandbox.requests.clear()
    decisions.add(app.db, app.origin, [Decision((Reading(OTHER.title, OTHER.work),), Action.SKIP, app.clock.now())])
    settled = results.settle(app, outcome.results[1])
    assert (settled.order, settled.verdict.reason, settled.verdict.decided_by) == (2, Reason.SKIPPED, DecidedBy.YOU)
    assert results.known(app).results[1] == settled
    assert sandbox.requests == []


def test_a_miss_that_is_due_is_still_a_miss_when_only_looked_at(open_app: Open) -> None:
    app = open_app()
    Run(app, (SOURCE,), Options()).go()
    app.db.execute("UPDATE verdicts SET next_try = '2000-01-01T00:00:00.000000+00:00' WHERE status = 'missed'")
    assert statuses(results.known(app))[2] is Status.MISSED
    assert app.db.execute("SELECT tries FROM verdicts WHERE status = 'missed'").fetchone()[0] == 1


def test_another_account_and_another_market_know_nothing_of_it(open_app: Open, sandbox: Sandbox) -> None:
    Run(open_app(), (SOURCE,), Options()).go()
    for app in (open_app("somebody-else"), open_app(market="JP")):
        sandbox.requests.clear()
        Run(app, (replace(SOURCE, recommendations=(SAID,)),), Options()).go()
        assert app.db.execute("SELECT count(*) FROM verdicts").fetchone()[0] > 3
    with pytest.raises(UsageError, match="Nothing has been resolved"):
        results.known(open_app("a-third"))


def test_an_outage_keeps_what_was_found_and_postpones_the_rest(open_app: Open, sandbox: Sandbox) -> None:
    Run(open_app(), (replace(SOURCE, recommendations=(SAID,)),), Options()).go()
    app = open_app(api_url="http://127.0.0.1:9/v1/")
    app.__dict__["world"] = open_app().world  # the same account, whose server is gone
    outcome = Run(app, (SOURCE,), Options()).go()
    assert statuses(outcome) == [Status.MATCHED, Status.POSTPONED, Status.POSTPONED, Status.MATCHED]
    error = outcome.error(strict=True)
    assert isinstance(error, Unavailable)
    assert error.exit_code == 4
    stored = app.db.execute("SELECT count(*) FROM verdicts WHERE status = 'missed'").fetchone()[0]
    assert stored == 0, "an outage is never stored as a miss"
    known = results.known(app)
    assert known.results[1].verdict.reason is Reason.OFFLINE


def test_the_allowed_number_of_requests_is_kept_and_the_next_run_goes_on(open_app: Open, sandbox: Sandbox) -> None:
    app = open_app()
    assert app.world.endswith(" sandbox") or app.world
    sandbox.requests.clear()
    outcome = Run(app, (SOURCE,), Options(max_requests=1)).go()
    assert len(sandbox.requests) == 1
    assert Status.POSTPONED in statuses(outcome)
    error = outcome.error(strict=False)
    assert isinstance(error, RateLimited)
    assert error.exit_code == 5
    last = runs.last(app.db, app.world)
    assert last is not None
    assert last.stopped is Reason.QUOTA
    again = Run(open_app(), (SOURCE,), Options()).go()
    assert again.error(strict=False) is None


def test_todays_budget_is_kept_but_not_at_a_server_on_this_machine(
    open_app: Open, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    settings = app.settings.model_copy(update={"requests": RequestSettings(daily_budget=3)})
    app.settings = settings
    assert Run(app, (SOURCE,), Options()).forecast().budget_left is None
    monkeypatch.setattr(places, "is_loopback", lambda url: False)
    outcome = Run(app, (SOURCE,), Options(max_requests=50)).go()
    assert len(sandbox.requests) == 3
    error = outcome.error(strict=False)
    assert isinstance(error, RateLimited)
    assert "budget of 3 requests" in error.message
    assert error.not_before > app.clock.now() + timedelta(hours=23)


def test_an_interruption_keeps_every_verdict_so_far(open_app: Open, sandbox: Sandbox) -> None:
    def stop(result: Resolved, requests: int) -> None:
        if result.order == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Run(open_app(), (SOURCE,), Options()).go(stop)
    sandbox.requests.clear()
    known = results.known(open_app())
    assert statuses(known)[:2] == [Status.MATCHED, Status.MATCHED]
    Run(open_app(), (replace(SOURCE, recommendations=(SAID, OTHER)),), Options()).go()
    assert sandbox.requests == []


HUNTERS = replace(
    SOURCE,
    recommendations=tuple(
        Recommendation(title, "Hunter x Hunter", medium=Medium.ANIME)
        for title in (
            "Hyōri Ittai ~ Lamento for piano",
            "Nagareboshi Kirari (Version for Orchestra)",
            "Instrumental Reason",
        )
    ),
)
"""What is asked for the later ones shows the first."""


def test_an_interruption_at_any_request_changes_nothing_in_the_end(
    open_app: Open, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(home: Path, stop_at: int | None = None) -> list[tuple[Status, Reason | None, str | None]]:
        def send(door: Door, *args: Any, **kwargs: Any) -> Any:
            if stop_at is not None and len(sandbox.requests) >= stop_at:
                raise KeyboardInterrupt
            return sending(door, *args, **kwargs)

        app = open_app()
        app.paths = Paths.find(home)
        with monkeypatch.context() as patch:
            patch.setattr(Door, "send", send)
            found = Run(app, (HUNTERS,), Options()).go().results
        return [(r.verdict.status, r.verdict.reason, r.verdict.match.id if r.verdict.match else None) for r in found]

    sending = Door.send
    undisturbed = run(tmp_path / "undisturbed")
    cost = len(sandbox.requests)
    assert [status for status, _, _ in undisturbed] == [Status.MATCHED, Status.MATCHED, Status.AMBIGUOUS]
    for stop_at in range(1, cost):
        home = tmp_path / str(stop_at)
        sandbox.requests.clear()
        with pytest.raises(KeyboardInterrupt):
            run(home, stop_at)
        assert run(home) == undisturbed, f"interrupted after {stop_at} requests"
        assert len(sandbox.requests) <= cost + 1


def test_refresh_asks_again_and_rejudge_never_asks(open_app: Open, sandbox: Sandbox) -> None:
    first = Run(open_app(), (SOURCE,), Options()).go()
    sandbox.requests.clear()
    rejudged = Run(open_app(), (SOURCE,), Options(rejudge=True)).go()
    assert (rejudged.requests, sandbox.requests) == (0, [])
    assert statuses(rejudged) == statuses(first)
    refreshed = Run(open_app(), (SOURCE,), Options(refresh=True)).go()
    assert len(sandbox.requests) == refreshed.requests > 0


def test_the_forecast_counts_what_nobody_knows_yet(open_app: Open) -> None:
    app = open_app()
    assert Run(app, (SOURCE,), Options()).forecast().new == 3, "a repeated one is asked for once"
    Run(app, (SOURCE,), Options()).go()
    forecast = Run(app, (SOURCE,), Options()).forecast()
    assert (forecast.total, forecast.new) == (4, 0)
    assert "nothing has to be asked" in forecast.sentence()
    assert Run(app, (SOURCE,), Options(refresh=True)).forecast().new == 3


@pytest.mark.parametrize(
    ("forecast", "sentence"),
    [
        (
            Forecast(1, 1, (1, 4), budget_left=500, allowed=500),
            "1 track, 1 new: about 1 to 4 requests; 500 are left of today's budget.",
        ),
        (Forecast(33, 30, (30, 120)), "33 tracks, 30 new: about 30 to 120 requests."),
        (Forecast(2, 1, (1, 1)), "2 tracks, 1 new: about 1 request."),
        (Forecast(33, 0, budget_left=500), "33 tracks, all known: nothing has to be asked."),
        (
            Forecast(33, 30, (30, 120), allowed=50),
            "33 tracks, 30 new: about 30 to 120 requests; this run may make 50, so the likeliest finds come first.",
        ),
        (
            Forecast(33, 30, (30, 120), held="at 14:05"),
            "33 tracks, 30 new: Spotify must not be asked now. It answers again at 14:05.",
        ),
    ],
)
def test_a_forecast_reads_well(forecast: Forecast, sentence: str) -> None:
    assert forecast.sentence() == sentence


def test_the_forecast_counts_misses_that_are_due_or_asked_for(open_app: Open) -> None:
    app = open_app()
    Run(app, (SOURCE,), Options()).go()
    assert Run(app, (SOURCE,), Options(retry_misses=True)).forecast().new == 1
    assert Run(app, (SOURCE,), Options(rejudge=True)).forecast().new == 0
    app.clock = QuickClock(timedelta(days=8))
    assert Run(app, (SOURCE,), Options()).forecast().new == 1


def test_without_a_login_what_was_resolved_can_be_read_and_nothing_new_asked(open_app: Open, tmp_path: Path) -> None:
    with pytest.raises(LoginNeeded) as caught:
        results.known(open_app(access_token=None))
    assert "ostsync login" in caught.value.advice
    Run(open_app(), (SOURCE,), Options()).go()
    app = open_app(access_token=None)
    assert statuses(results.known(app))[0] is Status.MATCHED
    assert Run(app, (replace(SOURCE, recommendations=(SAID,)),), Options()).go().requests == 0


def test_a_source_that_was_never_resolved_is_named(open_app: Open) -> None:
    app = open_app()
    Run(app, (SOURCE,), Options()).go()
    with pytest.raises(UsageError, match=r"/b.txt has not been resolved"):
        results.known(app, ["/b.txt"])


def test_expired_content_leaves_the_match_its_address(open_app: Open, sandbox: Sandbox) -> None:
    app = open_app()
    outcome = Run(app, (SOURCE,), Options()).go()
    later = Verdicts(app.db, world=app.world, market="US", clock=QuickClock(timedelta(days=31)))
    app.__dict__["memory"] = later
    sandbox.requests.clear()
    again = Run(app, (SOURCE,), Options()).go()
    first, second = outcome.results[0].verdict.match, again.results[0].verdict.match
    assert first is not None
    assert second is not None
    assert (second.uri, second.name, second.artists) == (first.uri, SAID.title, ())
    assert all("/search" not in r.path or "Nothing" in str(r) for r in sandbox.requests) or sandbox.requests == []


# ---------------------------------------------------------------------------- which error wins


UNREADABLE = SourceUnreadable("b.txt is a directory.")
LIMIT = RateLimited("Wait.", not_before=datetime(2026, 11, 24, tzinfo=UTC))


def outcome_of(*found: Status, stopped: Unavailable | RateLimited | None = None, unreadable: bool = False) -> Outcome:
    made = tuple(Resolved(n, "/a", SAID, Verdict(status)) for n, status in enumerate(found, 1))
    return Outcome((SOURCE,), made, (UNREADABLE,) if unreadable else (), stopped)


@pytest.mark.parametrize(
    ("outcome", "strict", "code"),
    [
        (outcome_of(Status.MATCHED), True, None),
        (outcome_of(Status.MISSED, Status.AMBIGUOUS), False, None),
        (outcome_of(Status.MISSED), True, 7),
        (outcome_of(Status.AMBIGUOUS), True, 7),
        (outcome_of(Status.MATCHED, unreadable=True), False, None),
        (outcome_of(Status.MATCHED, unreadable=True), True, 6),
        (outcome_of(Status.MISSED, unreadable=True), True, 6),
        (outcome_of(Status.MISSED, unreadable=True, stopped=Unavailable("Gone.")), True, 4),
        (outcome_of(Status.MISSED, unreadable=True, stopped=LIMIT), True, 5),
        (Outcome((), (), (UNREADABLE,)), False, 6),
    ],
)
def test_the_documented_exit_code_wins(outcome: Outcome, strict: bool, code: int | None) -> None:
    error = outcome.error(strict=strict)
    assert (error.exit_code if error else None) == code


def test_what_was_skipped_by_hand_is_forgiven() -> None:
    skipped = Resolved(1, "/a", SAID, Verdict(Status.MISSED, Reason.SKIPPED, decided_by=DecidedBy.YOU))
    assert Outcome((SOURCE,), (skipped,)).error(strict=True) is None


def test_a_locked_database_is_a_storage_error(open_app: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_app()
    assert app.world.endswith(" sandbox") or app.world
    app.db.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(app.paths.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    from ostsync.errors import StorageError

    with pytest.raises(StorageError, match="locked"):
        Run(app, (SOURCE,), Options()).go()
    other.close()


def test_an_album_is_one_entry_until_its_tracks_are_asked_for(open_app: Open) -> None:
    app = open_app()
    album = Recommendation("STEINS;GATE ORIGINAL SOUNDTRACK", "Steins;Gate", kind=Kind.ALBUM)
    source = Source("/b.txt", "text", recommendations=(album, OTHER))
    assert [r.verdict.reason for r in Run(app, (source,), Options()).go().results] == [Reason.IS_ALBUM, None]
    run = Run(app, (source,), Options(albums=True))
    assert run.forecast().new == 1
    expanded = run.go().results
    assert len(expanded) > 5
    assert [r.order for r in expanded] == list(range(1, len(expanded) + 1))
    assert Run(app, (source,), Options(albums=True)).forecast().new == 0
    known = results.known(app).results
    assert [r.verdict.match for r in known] == [r.verdict.match for r in expanded], "a push takes the tracks too"
