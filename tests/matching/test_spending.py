"""What a run is thought to cost, and in which order it asks where it may not ask everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ostsync.app.catalogues import Sparing
from ostsync.decisions import Decisions
from ostsync.errors import RateLimited
from ostsync.matching.options import Options
from ostsync.matching.resolver import Resolver
from ostsync.matching.spending import Need, Step, Turn, estimate, steps
from ostsync.model import Kind, Reason, Recommendation, Resolved, Status, Track
from ostsync.titles.works import Works

NANA = tuple(Need(place, "nana") for place in range(3))


@pytest.mark.parametrize(
    ("needs", "requests", "why"),
    [
        ((), (0, 0), "nothing to ask"),
        ((Need(0),), (1, 4), "a find, or a miss"),
        ((Need(0, "nana"), Need(1, "nana")), (2, 8), "two of a work do not share enough"),
        (NANA, (2, 6), "three share its album"),
        (tuple(Need(place, "nana") for place in range(20)), (6, 23), "twenty still more"),
        ((Need(0, turn=Turn.NAME), Need(1, turn=Turn.NAME)), (2, 2), "one for each address"),
        ((Need(0, "nana"), Need(1, "nana", Turn.AGAIN), Need(2, "nana", Turn.AGAIN)), (3, 12), "misses by themselves"),
    ],
)
def test_what_a_run_is_thought_to_cost(needs: tuple[Need, ...], requests: tuple[int, int], why: str) -> None:
    assert estimate(needs) == requests, why


def test_a_run_that_may_ask_everything_keeps_the_order_of_the_list() -> None:
    needs = (Need(0, "once", Turn.AGAIN), Need(1), *(Need(place, "nana") for place in (2, 3, 4)))
    assert list(steps(needs, None)) == list(steps(needs, 100)) == [Step((0,)), Step((1,)), Step((2, 3, 4))]


def order(*needs: Need) -> list[int]:
    """The places in the order in which each is first asked for, under a limit."""
    return list(dict.fromkeys(place for step in steps(needs, 1) for place in step.places))


@pytest.mark.parametrize(
    ("needs", "first", "why"),
    [
        ((Need(0, "a", Turn.AGAIN), Need(1, "b")), [1, 0], "what is new before what was missed"),
        ((Need(0, turn=Turn.NAME), Need(1, turn=Turn.AGAIN)), [1, 0], "names at last: they are matched without"),
        ((Need(0, "a"), Need(1, "nana"), Need(2, "nana"), Need(3, "nana")), [1, 2, 3, 0], "what shares an album"),
        ((Need(0, "a"), Need(1, "b"), Need(2, "b")), [0, 1, 2], "two share nothing: the order of the list"),
        ((Need(0, named=False), Need(1, "a")), [1, 0], "a title alone is seldom certain"),
        ((Need(0, "a", kind=Kind.ROLE), Need(1, named=False)), [1, 0], "a role brings candidates at best"),
    ],
)
def test_what_is_asked_first_under_a_limit(needs: tuple[Need, ...], first: list[int], why: str) -> None:
    assert order(*needs) == first, why


def test_under_a_limit_everybody_has_a_first_question_before_anybody_a_second() -> None:
    found = list(steps((Need(0, "a"), Need(1, "b"), Need(2, "c", Turn.AGAIN)), 3))
    assert [(step.places[0], step.most) for step in found] == [
        (0, 1), (1, 1), (0, 2), (1, 2), (0, None), (1, None), (2, 1), (2, 2), (2, None),
    ]  # fmt: skip


# ---------------------------------------------------------------------------- in a run


class Blanks(set[str]):
    """Blanks that live as long as the test."""

    drawn = set.__contains__
    draw = set.add


@pytest.fixture
def run(works: Works, notebook: Any, clockwork: Any) -> Callable[..., list[Resolved]]:
    """Resolves under a limit; every call shares one memory. `go.heard` are the places in the order of settling."""
    blanks = Blanks()

    def go(shop: Any, *asked: Recommendation, most: int) -> list[Resolved]:
        resolver = Resolver(Sparing(shop, blanks), notebook, Decisions(), works, clockwork, Options(max_requests=most))
        heard: list[Resolved] = []
        results = resolver.resolve([("list", one) for one in asked], heard.append)
        assert [r.order for r in results] == list(range(1, len(asked) + 1))
        assert sorted(r.order for r in heard) == [r.order for r in results], "each is heard of once"
        go.heard = [r.order for r in heard]  # type: ignore[attr-defined]
        return results

    return go


@pytest.fixture
def songs(make_track: Callable[..., Track]) -> list[Track]:
    return [make_track(f"Song {word} | Singer {word} | Album {word}") for word in ("Amber", "Birch", "Cedar", "Dune")]


def song(word: str) -> Recommendation:
    return Recommendation(f"Song {word}", artist=f"Singer {word}")


ABSENT = (Recommendation("Nothing Here", "Undertale"), Recommendation("Nor There", "Celeste"))


def test_what_can_be_found_is_found_before_misses_are_made_sure(run: Any, shop: Any, songs: list[Track]) -> None:
    results = run(shop(*songs), *ABSENT, *map(song, ("Amber", "Birch", "Cedar", "Dune")), most=6)
    assert [r.verdict.status for r in results] == [Status.POSTPONED] * 2 + [Status.MATCHED] * 4
    assert [r.verdict.reason for r in results[:2]] == [Reason.QUOTA] * 2
    assert run.heard == [3, 4, 5, 6, 1, 2]


def test_runs_under_a_limit_come_to_the_same_end(run: Any, shop: Any, songs: list[Track], notebook: Any) -> None:
    asked = (*ABSENT, *map(song, ("Amber", "Birch", "Cedar", "Dune")))
    there = shop(*songs)
    runs = 0
    while any(r.verdict.status is Status.POSTPONED for r in run(there, *asked, most=5)):
        runs += 1
        assert runs < 10
    statuses = [r.verdict.status for r in run(there, *asked, most=0)]
    assert statuses == [Status.MISSED] * 2 + [Status.MATCHED] * 4
    assert len(notebook.known) == 6


def test_a_miss_under_a_limit_is_never_made_of_one_question(run: Any, shop: Any) -> None:
    there = shop()
    for most in range(1, 5):
        for result in run(there, *ABSENT, most=most):
            own = {a.query for a in result.verdict.asked if not a.form.startswith("album")}
            assert result.verdict.status is Status.POSTPONED or len(own) > 1


def test_the_limit_is_kept_whatever_is_asked(run: Any, shop: Any, make_track: Callable[..., Track]) -> None:
    album = [make_track(f"{name} | Toby Fox | UNDERTALE Soundtrack") for name in ("Spider Dance", "Home", "Ruins")]
    asked = [Recommendation(name, "Undertale") for name in ("Spider Dance", "Home", "Ruins", "Nowhere")]
    for most in range(8):
        there = shop(*album)
        run(there, *asked, *ABSENT, most=most)
        assert there.requests <= most


def test_what_a_shared_album_shows_needs_no_request_of_its_own(
    run: Any, shop: Any, make_track: Callable[..., Track]
) -> None:
    album = [make_track(f"{name} | Toby Fox | UNDERTALE Soundtrack") for name in ("Spider Dance", "Home", "Ruins")]
    asked = [Recommendation(name, "Undertale") for name in ("Spider Dance", "Home", "Ruins")]
    results = run(shop(*album), ABSENT[1], *asked, most=3)
    assert [r.verdict.status for r in results] == [Status.POSTPONED, *[Status.MATCHED] * 3]


def test_an_outage_after_some_answers_keeps_them(run: Any, shop: Any, songs: list[Track], notebook: Any) -> None:
    there = shop(*songs)
    answered = there.search

    def third_fails(q: str, *, albums: bool = False) -> Any:
        if there.requests == 2:
            raise RateLimited("Wait.", not_before=notebook._clock.now(), quota=True)
        return answered(q, albums=albums)

    there.search = third_fails
    results = run(there, *map(song, ("Amber", "Birch", "Cedar", "Dune")), most=5)
    assert [r.verdict.status for r in results] == [Status.MATCHED] * 2 + [Status.POSTPONED] * 2
    assert len(notebook.known) == 2
