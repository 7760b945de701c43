"""The resolver against a catalogue of few tracks: order, cost, memory, decisions, outages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ostsync.decisions import Action, Decision, Decisions
from ostsync.errors import Damaged, RateLimited, Unavailable
from ostsync.matching.resolver import Options, Resolver
from ostsync.meanwhile import Meanwhile
from ostsync.model import DecidedBy, Kind, Reading, Reason, Recommendation, Resolved, Status, Track
from ostsync.titles.works import Works

ALBUM = "UNDERTALE Soundtrack"
NAMES = ("Spider Dance", "Death By Glamour", "Hopes And Dreams", "Spear of Justice", "Once Upon a Time")


@pytest.fixture
def undertale(make_track: Callable[..., Track]) -> list[Track]:
    return [make_track(f"{name} | Toby Fox | {ALBUM}") for name in NAMES]


@pytest.fixture
def run(works: Works, notebook: Any, clockwork: Any) -> Callable[..., list[Resolved]]:
    """Resolves recommendations against a shop; every call shares one memory."""

    def go(shop: Any, *asked: Recommendation, decisions: Decisions | None = None, **options: Any) -> list[Resolved]:
        resolver = Resolver(shop, notebook, decisions or Decisions(), works, clockwork, Options(**options))
        found = resolver.resolve([("list", one) for one in asked])
        go.stopped, go.expired = resolver.stopped, resolver.expired  # type: ignore[attr-defined]
        return found

    return go


def undertale_track(title: str, **more: Any) -> Recommendation:
    return Recommendation(title, "Undertale", **more)


def decided(action: Action, title: str = "Spider Dance", **more: Any) -> Decisions:
    return Decisions([Decision((Reading(title, "Undertale"),), action, datetime(2026, 11, 1, tzinfo=UTC), **more)])


def test_a_find_costs_one_request(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    [result] = run(there, undertale_track("Spider Dance"))
    assert result.verdict.match == undertale[0]
    assert result.verdict.requests == there.requests == 1
    assert [a.form for a in result.verdict.asked] == ["plain"]


def test_tracks_of_one_work_share_its_album(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    results = run(there, *(undertale_track(name) for name in NAMES))
    assert [r.verdict.match for r in results] == undertale
    assert there.requests == 2
    assert sum(r.verdict.requests for r in results) == 2


def test_what_a_later_track_brings_serves_an_earlier_one(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    results = run(there, undertale_track("Deaht by Glamor"), *(undertale_track(n) for n in NAMES[2:]))
    assert results[0].verdict.match == undertale[1]


def test_a_second_run_asks_nothing(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    asked = [undertale_track("Spider Dance"), undertale_track("Not There At All")]
    first = run(there, *asked)
    spent = there.requests
    second = run(there, *asked)
    assert there.requests == spent
    assert [r.verdict.status for r in second] == [r.verdict.status for r in first] == [Status.MATCHED, Status.MISSED]
    assert all(r.verdict.from_store and r.verdict.requests == 0 for r in second)


def test_a_miss_is_never_made_from_one_question(run: Any, shop: Any, undertale: list[Track]) -> None:
    [result] = run(shop(*undertale), Recommendation("Some Other Song", "Undertale"))
    assert result.verdict.status is Status.MISSED
    own = {a.query for a in result.verdict.asked if not a.form.startswith("album")}
    assert 2 <= len(own) <= 3
    assert result.verdict.requests <= 5


def test_every_recommendation_has_one_result_in_order_and_repetitions_name_the_first(
    run: Any, shop: Any, undertale: list[Track]
) -> None:
    asked = ["Spider Dance", "Hopes and Dreams", "SPIDER DANCE", "Spider Dance (Live)", "Once Upon a Time"]
    results = run(shop(*undertale), *map(undertale_track, asked))
    assert [r.order for r in results] == [1, 2, 3, 4, 5]
    assert [r.duplicate_of for r in results] == [None, None, 1, None, None]
    assert results[2].verdict.match == results[0].verdict.match
    assert results[2].verdict.requests == 0
    assert results[3].verdict.match is None


# ---------------------------------------------------------------------------- misses


def test_a_miss_is_asked_again_when_its_time_has_come_and_later_each_time(
    run: Any, shop: Any, undertale: list[Track], clockwork: Any, notebook: Any
) -> None:
    asked, there = undertale_track("Nowhere To Be Found"), shop(*undertale)
    waits = []
    for _ in range(6):
        run(there, asked)
        spent = there.requests
        run(there, asked)
        assert there.requests == spent
        [known] = notebook.known.values()
        waits.append((known.next_try - clockwork.now()).days)
        clockwork.time = known.next_try
    assert waits == [7, 14, 28, 56, 60, 60]


def test_retry_misses_does_not_wait(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale[1:])
    [first] = run(there, undertale_track("Spider Dance"))
    there.tracks = undertale
    [second] = run(there, undertale_track("Spider Dance"), retry_misses=True)
    assert (first.verdict.status, second.verdict.status) == (Status.MISSED, Status.MATCHED)


# ---------------------------------------------------------------------------- the store, judged again


def test_rejudging_asks_nothing_and_says_what_had_expired(
    run: Any, shop: Any, undertale: list[Track], notebook: Any
) -> None:
    there = shop(*undertale)
    run(there, undertale_track("Spider Dance"), undertale_track("Hopes and Dreams"))
    spent = there.requests
    first, second = notebook.known
    notebook.known[first] = replace(
        notebook.known[first], verdict=replace(notebook.known[first].verdict, status=Status.MISSED, match=None)
    )
    notebook.known[second] = replace(
        notebook.known[second], verdict=replace(notebook.known[second].verdict, candidates=())
    )
    results = run(there, undertale_track("Spider Dance"), undertale_track("Hopes and Dreams"), rejudge=True)
    assert there.requests == spent
    assert results[0].verdict.match == undertale[0]
    assert run.expired == 1
    assert notebook.known[first].verdict.status is Status.MATCHED


def test_rejudging_asks_nothing_about_what_was_never_resolved(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    [result] = run(there, undertale_track("Spider Dance"), rejudge=True)
    assert result.verdict.status is Status.POSTPONED
    assert there.requests == 0


def test_rejudging_does_not_postpone_a_miss(run: Any, shop: Any, undertale: list[Track], notebook: Any) -> None:
    asked = undertale_track("Nowhere To Be Found")
    run(shop(*undertale), asked)
    [before] = notebook.known.values()
    run(shop(*undertale), asked, rejudge=True)
    [after] = notebook.known.values()
    assert (after.tries, after.next_try) == (before.tries, before.next_try)


# ---------------------------------------------------------------------------- decisions


def test_a_decision_comes_before_any_search(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    choice = decided(Action.ACCEPT, uris=(undertale[3].uri,))
    [first] = run(there, undertale_track("Spider Dance"), decisions=choice)
    assert first.verdict.match == undertale[3]
    assert first.verdict.decided_by is DecidedBy.YOU
    assert there.asked == [f"track: {undertale[3].id}"]
    run(there, undertale_track("Spider Dance"), decisions=choice)
    assert there.requests == 1


def test_a_choice_among_known_candidates_costs_nothing(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    run(there, undertale_track("Spider Dance"))
    [result] = run(there, undertale_track("Spider Dance"), decisions=decided(Action.ACCEPT, uris=(undertale[0].uri,)))
    assert result.verdict.decided_by is DecidedBy.YOU
    assert there.requests == 1


def test_a_skipped_track_is_not_searched(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    [result] = run(there, undertale_track("Spider Dance"), decisions=decided(Action.SKIP))
    assert (result.verdict.status, result.verdict.reason) == (Status.MISSED, Reason.SKIPPED)
    assert there.requests == 0


def test_a_rejected_track_is_never_chosen_again(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    run(there, undertale_track("Spider Dance"))
    spent = there.requests
    [result] = run(there, undertale_track("Spider Dance"), decisions=decided(Action.NEVER, uris=(undertale[0].uri,)))
    assert result.verdict.match is None
    assert result.verdict.reason is Reason.REJECTED
    assert there.requests == spent


def test_a_decision_that_was_taken_back_leaves_nothing_behind(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    run(there, undertale_track("Spider Dance"), decisions=decided(Action.ACCEPT, uris=(undertale[3].uri,)))
    [result] = run(there, undertale_track("Spider Dance"))
    assert result.verdict.match == undertale[0]
    assert result.verdict.decided_by is DecidedBy.AUTO


def test_other_words_are_searched_first_and_only_once(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    wish = Recommendation("The song with the spiders", "Undertale")
    choice = decided(Action.SEARCH, wish.title, words="Spider Dance Toby Fox")
    [result] = run(there, wish, decisions=choice)
    assert there.asked[0] == "Spider Dance Toby Fox"
    assert undertale[0] in [c.track for c in result.verdict.candidates]
    spent = there.requests
    run(there, wish, decisions=choice)
    assert there.requests == spent


def test_an_address_in_the_source_is_a_decision(run: Any, shop: Any, undertale: list[Track]) -> None:
    [result] = run(shop(*undertale), undertale_track("Anything", uri=undertale[2].uri))
    assert result.verdict.match == undertale[2]
    assert result.verdict.decided_by is DecidedBy.YOU


def test_an_address_that_is_gone_is_a_miss(run: Any, shop: Any, undertale: list[Track]) -> None:
    [result] = run(shop(*undertale), undertale_track("Anything", uri="spotify:track:gone"))
    assert (result.verdict.status, result.verdict.reason) == (Status.MISSED, Reason.UNAVAILABLE)


# ---------------------------------------------------------------------------- outages and budgets


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (Unavailable("down"), Reason.OFFLINE),
        (RateLimited("wait", not_before=datetime(2026, 11, 2, tzinfo=UTC)), Reason.RATE_LIMITED),
        (RateLimited("spent", not_before=datetime(2026, 11, 2, tzinfo=UTC), quota=True), Reason.QUOTA),
    ],
)
def test_an_outage_postpones_what_needs_a_request_and_nothing_else(
    problem: Exception, reason: Reason, run: Any, shop: Any, undertale: list[Track], notebook: Any
) -> None:
    there = shop(*undertale)
    run(there, undertale_track("Hopes and Dreams"))
    there.fails = problem
    results = run(there, Recommendation("Gurenge", "Demon Slayer"), undertale_track("Hopes and Dreams"))
    assert (results[0].verdict.status, results[0].verdict.reason) == (Status.POSTPONED, reason)
    assert results[1].verdict.status is Status.MATCHED
    assert run.stopped is problem
    assert len(notebook.known) == 1


def test_a_budget_postpones_the_rest(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    wishes = [
        undertale_track("Spider Dance"),
        Recommendation("Gurenge", "Demon Slayer"),
        undertale_track("Spear of Justice"),
    ]
    results = run(there, *wishes, max_requests=2)
    assert there.requests == 2
    assert [r.verdict.status for r in results] == [Status.MATCHED, Status.POSTPONED, Status.MATCHED]
    assert results[1].verdict.reason is Reason.QUOTA
    assert run.stopped is None


# ---------------------------------------------------------------------------- albums and roles


def test_an_album_is_reported_and_expanded_only_where_wanted(run: Any, shop: Any, undertale: list[Track]) -> None:
    there = shop(*undertale)
    wish = Recommendation("Undertale Soundtrack", "Undertale", "Toby Fox", kind=Kind.ALBUM)
    [result] = run(there, wish)
    assert (result.verdict.status, result.verdict.reason) == (Status.MISSED, Reason.IS_ALBUM)
    results = run(there, wish, undertale_track("Spider Dance"), albums=True)
    assert [r.order for r in results] == list(range(1, len(undertale) + 2))
    assert [r.verdict.match for r in results[:-1]] == undertale


def test_a_role_is_at_best_a_choice(run: Any, shop: Any, make_track: Callable[..., Track]) -> None:
    there = shop(make_track("紅蓮華 | LiSA"), make_track("Somebody Else's Opening | Nobody"))
    [result] = run(there, Recommendation("Opening 1", "Demon Slayer", kind=Kind.ROLE))
    assert (result.verdict.status, result.verdict.reason) == (Status.AMBIGUOUS, Reason.ROLE_ONLY)
    assert result.verdict.candidates[0].track.name == "紅蓮華"


def test_a_swapped_reading_is_judged_too(run: Any, shop: Any, undertale: list[Track]) -> None:
    wish = Recommendation("Undertale", "Spider Dance", alternatives=(Reading("Spider Dance", "Undertale"),))
    [result] = run(shop(*undertale), wish)
    assert result.verdict.match == undertale[0]


def test_the_time_of_the_next_try_counts_from_the_last(notebook: Any, clockwork: Any, run: Any, shop: Any) -> None:
    run(shop(), undertale_track("Nothing"))
    [known] = notebook.known.values()
    assert known.next_try == clockwork.now() + timedelta(days=7)


def test_what_is_made_ready_while_waiting_changes_nothing(
    works: Works, notebook: Any, clockwork: Any, shop: Any, make_track: Callable[..., Track], undertale: list[Track]
) -> None:
    meanwhile = Meanwhile()

    class Slow(shop):  # type: ignore[misc]
        """Answers after everything that could be done in the meantime."""

        def _ask(self, what: str) -> None:
            super()._ask(what)
            self.steps += sum(1 for _ in iter(meanwhile.step, False))

        steps = 0

    tracks = [*undertale, make_track("サッドネス | 増田俊郎 | NARUTO オリジナル・サウンドトラック")]
    asked = [undertale_track(name) for name in (*NAMES, "Nowhere")]
    asked += [Recommendation("Sadness", "Naruto"), Recommendation("Spider Dance / Mettaton", artist="Toby Fox")]
    there, slow = shop(*tracks), Slow(*tracks)
    plainly = Resolver(there, notebook, Decisions(), works, clockwork).resolve([("list", a) for a in asked])
    notebook.known.clear()
    busily = Resolver(slow, notebook, Decisions(), works, clockwork, meanwhile=meanwhile).resolve(
        [("list", a) for a in asked]
    )
    assert busily == plainly
    assert slow.asked == there.asked
    assert slow.steps >= len(asked)


# ---------------------------------------------------------------------------- answers that are damaged


@pytest.fixture
def half_broken(shop: Any, undertale: list[Track]) -> Callable[..., Any]:
    """A catalogue whose answer about some words is damaged, so many times."""

    def make(*words: str, times: int = 1_000) -> Any:
        there = shop(*undertale)
        ask, left = there._ask, [times]

        def damaged(what: str) -> None:
            ask(what)
            if left[0] and any(word in what for word in words):
                left[0] -= 1
                raise Damaged("odd")

        there._ask = damaged
        return there

    return make


ALONE = ("Megalovania", "Bonetrousle", "Ruins", "Snowy")


def test_a_damaged_answer_costs_its_own_track_alone(run: Any, half_broken: Any, notebook: Any) -> None:
    asked = Recommendation("Spider Dance", artist="Toby Fox")
    results = run(half_broken("Dance"), asked, undertale_track("Spear of Justice"))
    assert [r.verdict.status for r in results] == [Status.POSTPONED, Status.MATCHED]
    assert isinstance(run.stopped, Damaged), "the run ends as one that could not ask"
    assert [known.verdict.status for known in notebook.known.values()] == [Status.MATCHED]


def test_damaged_answers_about_several_tracks_mean_that_spotify_is_unavailable(
    run: Any, half_broken: Any, notebook: Any
) -> None:
    there = half_broken("")
    results = run(there, *(Recommendation(name, artist=f"Nobody {name}") for name in ALONE))
    assert [r.verdict.reason for r in results] == [Reason.OFFLINE] * 4
    assert there.requests == 3, "the fourth is not asked for"
    assert notebook.known == {}


def test_a_damaged_answer_is_forgotten_where_the_track_was_found_after_all(
    run: Any, half_broken: Any, notebook: Any
) -> None:
    """Under a limit every track is asked for in rounds: the second round begins anew with what was damaged."""
    there = half_broken("Dance", times=1)
    asked = [Recommendation("Spider Dance", artist="Toby Fox"), *(Recommendation(n, artist="Nobody") for n in ALONE)]
    results = run(there, *asked, max_requests=12)
    assert results[0].verdict.status is Status.MATCHED
    assert not isinstance(run.stopped, Damaged)
