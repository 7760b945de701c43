"""One sitting of a review: every decision is kept at once, can be undone, and works over a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from ostsync.decisions import Action
from ostsync.errors import UsageError
from ostsync.model import Reason, Resolved, Status
from ostsync.review.desk import Desk, progress
from ostsync.review.terminal import review_in_terminal

from .conftest import MemoryOffice, ambiguous, track_id

MakeDesk = Callable[..., Desk]


def sit(desk: Desk, answers: Iterable[str]) -> str:
    """A terminal sitting with these answers, then the end of the input; answers what was said."""
    waiting = iter(answers)
    said: list[str] = []
    review_in_terminal(desk, lambda prompt: next(waiting, None), said.append)
    return "\n".join(said)


def test_a_choice_is_kept_at_once(make_desk: MakeDesk, office: MemoryOffice) -> None:
    said = sit(make_desk(), ["1"])
    (decision,) = office.decisions
    assert (decision.action, decision.uris) == (Action.ACCEPT, (f"spotify:track:{track_id('a', 1)}",))
    assert "Saved: Track 1 a · Artist <a> · An Album" in said
    assert "1 decided, 2 left." in said


def test_every_key(make_desk: MakeDesk, office: MemoryOffice) -> None:
    link = f"https://open.spotify.com/track/{track_id('q', 9)}?si=1"
    said = sit(make_desk(), ["?", "e 2", "s", "x", "/other  words", "2", "q"])
    assert [d.action for d in office.decisions] == [Action.SKIP, Action.NEVER, Action.ACCEPT]
    assert office.searched == ["other words"]
    assert office.decisions[2].uris == (f"spotify:track:{track_id('y', 3)}",)
    assert "title" in said
    assert "the same words" in said
    assert "3 decided, 0 left." in said
    desk = make_desk(ambiguous(7, "Seventh"))
    sit(desk, [link])
    match = desk.case(7).result.verdict.match
    assert match
    assert match.name == "Looked up"


def test_undo_goes_back_and_forgets(make_desk: MakeDesk, office: MemoryOffice) -> None:
    desk = make_desk()
    said = sit(desk, ["u", "1", "s", "u", "u", "n", "b", "q"])
    assert "There is nothing to undo." in said
    assert not office.decisions
    assert [c.result.verdict.status for c in desk.cases()] == [Status.AMBIGUOUS] * 3


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("9", "There is no candidate 9."),
        ("0", "There is no candidate 0."),
        ("z", "There is no key z."),
        ("https://open.spotify.com/album/" + "a" * 22, "names a Spotify album"),
        ("rubbish that is no link", "is not a Spotify track link"),
        ("/", "There are no words"),
        ("/" + "long " * 50, "at most 100 characters"),
        ("/nothing", "nothing came back"),
        ("e 9", "There is no candidate 9."),
        ("0" * 22, "Spotify has no track under this link."),
    ],
)
def test_a_slip_is_said_and_costs_nothing(make_desk: MakeDesk, office: MemoryOffice, answer: str, says: str) -> None:
    said = sit(make_desk(), [answer, "s"])
    assert says in said
    assert [d.action for d in office.decisions] == [Action.SKIP]


def test_hostile_titles_are_text(make_desk: MakeDesk) -> None:
    said = sit(make_desk(ambiguous(1, "evil \x1b[2J\u202e title" + "x" * 10_000)), [])
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) < 400


def test_nothing_to_settle(make_desk: MakeDesk) -> None:
    desk = make_desk()
    for order in (1, 2, 3):
        desk.skip(order)
    assert sit(desk, ["1"]) == "There is nothing to settle."
    assert progress(desk.cases()) == {"total": 3, "matched": 0, "open": 0, "other": 3}


def test_rejecting_settles_it_and_offers_none_of_them_again(make_desk: MakeDesk) -> None:
    desk = make_desk()
    case = desk.reject(1)
    assert (case.result.verdict.reason, case.candidates) == (Reason.REJECTED, ())
    with pytest.raises(UsageError, match="nothing here to reject"):
        desk.reject(1)
    assert 1 not in [c.order for c in desk.open_cases()]


def test_what_a_search_found_keeps_its_name_when_chosen(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.search(1, "better words")
    case = desk.choose(1, track_id("x", 1))
    assert case.result.verdict.match
    assert case.result.verdict.match.name == "better words x"


def test_a_repeated_track_is_asked_about_once(make_desk: MakeDesk) -> None:
    first = ambiguous(1, "Once")
    again = Resolved(2, "b.txt", first.recommendation, first.verdict, duplicate_of=1)
    assert [c.order for c in make_desk(first, again).cases()] == [1]
