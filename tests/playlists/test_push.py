"""A push from beginning to end, against an account in memory: what it writes, what it reads, how it recovers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest
from tests.playlists.fake_account import FakeAccount, FakeClock, Kept, moved

from ostsync.errors import LoginNeeded, OstsyncError, RateLimited, SpotifyRefused, UnknownOutcome, UsageError
from ostsync.playlists.carry import Carrier, Outcome
from ostsync.playlists.edits import as_json
from ostsync.playlists.items import Item
from ostsync.playlists.journal import PushKind
from ostsync.playlists.plan import Options
from ostsync.playlists.push import CoverWish, Gone, Pusher, Wish
from ostsync.store.pushes import UNDOABLE, SqlJournal


class Desk:
    """One person's ostsync: an account, a journal, a clock."""

    def __init__(self) -> None:
        self.account, self.clock = FakeAccount(), FakeClock()
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript((resources.files("ostsync.store") / "migrations" / "0003_pushes.sql").read_text())
        self.journal = SqlJournal(self.db, "here", self.clock)
        self.pusher = Pusher(self.account, self.journal)

    def wish(self, tracks: str | list[str], **more: Any) -> Wish:
        return replace(Wish("key", "Sad OST", tuple(Item(uri, mine=True) for uri in tracks)), **more)

    def push(self, tracks: str | list[str], **more: Any) -> Outcome:
        return self.carry(self.pusher.prepare(self.wish(tracks, **more)))

    def carry(self, prepared: Any) -> Outcome:
        return Carrier(self.account, self.journal, self.clock, self.exists).carry_out(prepared)

    def exists(self, uri: str) -> bool:
        return uri not in self.account.dead

    def undo(self) -> Outcome:
        return self.carry(self.pusher.prepare_undo(self.journal.known()[0]))

    @property
    def kept(self) -> Kept:
        return next(iter(self.account.lists.values()))

    @property
    def text(self) -> str:
        return "".join(held.uri or "?" for held in self.kept.items)

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.account.writes]

    def fail(self, kind: str, error: BaseException, *, applied: bool = False, times: int = 1) -> None:
        left = iter(range(times))

        def fault(what: str, done: bool) -> None:
            if what == kind and done == applied and next(left, None) is not None:
                raise error

        self.account.fault = fault


@pytest.fixture
def desk() -> Desk:
    return Desk()


LOST = UnknownOutcome("lost")


def tracks(count: int) -> list[str]:
    return [f"spotify:track:{n:022d}" for n in range(count)]


# ---------------------------------------------------------------------------- what it costs


def test_the_first_push_creates_adds_and_reads_back(desk: Desk) -> None:
    outcome = desk.push(tracks(250))
    assert desk.kinds == ["create", "add", "add", "add"]
    assert (outcome.created, outcome.verified, outcome.counts.added) == (True, True, 250)
    assert desk.account.uris("list1") == tracks(250)


@pytest.mark.parametrize("size", [1, 7, 100, 101, 1000])
def test_a_push_that_changes_nothing_costs_one_request(desk: Desk, size: int) -> None:
    desk.push(tracks(size))
    before = desk.account.requests
    again = desk.push(tracks(size))
    assert (again.unchanged, again.counts.requests, desk.account.requests - before) == (True, 1, 1)


def test_one_appended_to_a_thousand_is_one_write_and_four_reads(desk: Desk) -> None:
    desk.push(tracks(1000))
    desk.account.writes.clear()
    outcome = desk.push(tracks(1001))
    assert (desk.kinds, outcome.counts.requests, outcome.verified) == (["add"], 5, True)


def test_nothing_matched_makes_no_playlist(desk: Desk) -> None:
    outcome = desk.push([])
    assert (outcome.unchanged, outcome.created, desk.account.requests) == (True, False, 0)
    desk.push("a")
    desk.push([])
    assert desk.text == "", "but one that is there is emptied"


def test_an_edit_by_hand_shows_in_the_snapshot_and_is_read(desk: Desk) -> None:
    desk.push(tracks(300))
    items = desk.kept.items
    desk.account.by_hand("list1", [desk.account.new("x"), *items[:250], *items[251:]])
    outcome = desk.push(tracks(300))
    assert (outcome.unchanged, outcome.kept_by_hand) == (True, 2)
    assert desk.push(tracks(300)).counts.requests == 1


def test_moves_are_never_planned_on_a_snapshot(desk: Desk) -> None:
    desk.push(tracks(300))
    items = desk.kept.items
    desk.kept.items = [*items[:200], desk.account.new("x"), *items[200:]]  # the snapshot does not show it yet
    outcome = desk.push([*tracks(300)[150:], *tracks(300)[:150]])
    assert outcome.verified
    assert desk.account.uris("list1").count("x") == 1
    assert [u for u in desk.account.uris("list1") if u != "x"] == [*tracks(300)[150:], *tracks(300)[:150]]


def test_an_addition_on_a_snapshot_that_lags_is_put_right(desk: Desk) -> None:
    desk.push(tracks(300))
    desk.kept.items = [held for held in desk.kept.items if held.uri != tracks(300)[299]]  # not yet in the snapshot
    outcome = desk.push([*tracks(301)])
    assert outcome.verified
    assert desk.account.uris("list1") == [*tracks(299), tracks(301)[300]], "what was taken out stays out"


# ---------------------------------------------------------------------------- creation


def test_a_creation_whose_answer_is_lost_is_found(desk: Desk) -> None:
    desk.fail("create", LOST, applied=True)
    desk.push("ab")
    assert (len(desk.account.lists), desk.text) == (1, "ab")


def test_a_creation_that_was_not_done_is_done_again(desk: Desk) -> None:
    desk.fail("create", LOST)
    desk.push("ab")
    assert (len(desk.account.lists), desk.text) == (1, "ab")


def test_a_creation_that_killed_the_program_is_found_by_the_next(desk: Desk) -> None:
    desk.account.lists["older"] = Kept("older", "Sad OST", False)
    desk.fail("create", KeyboardInterrupt(), applied=True)
    with pytest.raises(KeyboardInterrupt):
        desk.push("ab")
    assert desk.push("ab").verified
    assert desk.account.uris("list2") == ["a", "b"]
    assert (len(desk.account.lists), desk.account.uris("older")) == (2, [])


def test_a_refused_creation_leaves_nothing_to_look_for(desk: Desk) -> None:
    desk.fail("create", RateLimited("later", not_before=desk.clock.now()))
    with pytest.raises(RateLimited):
        desk.push("ab")
    desk.account.lists["hers"] = Kept("hers", "Sad OST", False)  # made by hand in between
    desk.push("ab")
    assert desk.account.uris("hers") == []


def test_another_playlist_of_the_same_name_is_left_alone_and_told_of(desk: Desk) -> None:
    desk.account.lists["older"] = Kept("older", "Sad OST", False)
    outcome = desk.push("ab")
    assert desk.account.uris("older") == []
    assert any("another playlist" in note for note in outcome.notes)
    assert len(desk.account.lists) == 2


# ---------------------------------------------------------------------------- unknown outcomes


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize(("before", "after"), [("abc", "abcd"), ("abc", "ab"), ("abcd", "dabc")])
@pytest.mark.parametrize("size", ["short", "long"])
def test_a_lost_answer_is_read_back_and_nothing_is_done_twice(
    desk: Desk, before: str, after: str, applied: bool, size: str
) -> None:
    fill = tracks(150) if size == "long" else []
    desk.push([*fill, *before])
    desk.account.writes.clear()
    kind = {("abc", "abcd"): "add", ("abc", "ab"): "remove", ("abcd", "dabc"): "move"}[before, after]
    desk.fail(kind, LOST, applied=applied)
    outcome = desk.push([*fill, *after])
    assert (outcome.verified, desk.account.uris("list1")) == (True, [*fill, *after])
    assert desk.kinds == [kind]
    assert [item.mine for item in desk.journal.load("list1")[0].items] == [True] * len([*fill, *after])


def test_a_hiccup_on_a_long_playlist_costs_a_look_at_one_page(desk: Desk) -> None:
    desk.push(tracks(1000))
    desk.fail("add", LOST)
    assert desk.push(tracks(1001)).counts.requests <= 9


def test_spotify_that_never_confirms_ends_the_push(desk: Desk) -> None:
    desk.push("ab")
    desk.fail("move", LOST, times=100)
    with pytest.raises(UnknownOutcome):
        desk.push("ba")
    desk.account.fault = lambda kind, done: None
    assert desk.push("ba").verified
    assert desk.text == "ba"


def test_limits_keep_what_was_done(desk: Desk) -> None:
    def third_addition(kind: str, done: bool) -> None:
        if kind == "add" and not done and desk.kinds.count("add") == 2:
            raise RateLimited("later", not_before=desk.clock.now())

    desk.account.fault = third_addition
    with pytest.raises(RateLimited):
        desk.push(tracks(450))
    assert len(desk.account.uris("list1")) == 200
    desk.account.fault = lambda kind, done: None
    assert desk.push(tracks(450)).verified
    assert desk.account.uris("list1") == tracks(450)


def test_changes_by_hand_while_it_runs_are_kept(desk: Desk) -> None:
    desk.push(tracks(3))
    edits = iter([lambda items: [desk.account.new("x"), *items]])

    def fault(kind: str, done: bool) -> None:
        edit = next(edits, None) if done else None
        if edit:
            desk.kept.items = edit(desk.kept.items)

    desk.account.fault = fault
    outcome = desk.push(tracks(5))
    assert (outcome.verified, desk.account.uris("list1")) == (True, ["x", *tracks(5)])


# ---------------------------------------------------------------------------- dead tracks


@pytest.mark.parametrize("count", [1, 2, 100, 250])
@pytest.mark.parametrize("where", ["first", "last"])
def test_a_dead_track_is_found_left_out_and_not_tried_again(desk: Desk, count: int, where: str) -> None:
    uris = tracks(count)
    dead = uris[0] if where == "first" else uris[-1]
    desk.account.dead.add(dead)
    outcome = desk.push(uris)
    assert desk.account.uris("list1") == [uri for uri in uris if uri != dead]
    assert (outcome.verified, [dead in note for note in outcome.notes]) == (True, [True])
    writes = len(desk.account.writes)
    again = desk.push(uris)
    assert (again.unchanged, len(desk.account.writes)) == (True, writes)


def test_several_dead_tracks_are_all_found(desk: Desk) -> None:
    uris = tracks(120)
    desk.account.dead.update([uris[3], uris[4], uris[77], uris[119]])
    desk.push(uris)
    assert desk.account.uris("list1") == [uri for uri in uris if uri not in desk.account.dead]


def test_restore_tries_a_dead_track_again(desk: Desk) -> None:
    desk.account.dead.add("b")
    desk.push("abc")
    desk.account.dead.clear()
    assert desk.push("abc").unchanged
    desk.push("abc", options=Options(restore=True))
    assert desk.text == "abc"


def test_an_outage_of_writing_accuses_no_track(desk: Desk) -> None:
    desk.fail("add", LOST, times=1000)
    with pytest.raises(UnknownOutcome):
        desk.push(tracks(40))
    assert desk.journal.load("list1")[0].dead == ()
    desk.account.fault = lambda kind, done: None
    desk.push(tracks(40))
    assert desk.account.uris("list1") == tracks(40)


# ---------------------------------------------------------------------------- details and cover


def test_the_description_is_set_once_and_not_over_the_persons(desk: Desk) -> None:
    desk.push("a", description="Sad & slow")
    assert desk.kinds == ["create", "add", "details"]
    assert desk.push("a", description="Sad & slow").unchanged
    assert not desk.push("a", description="Sadder").unchanged
    desk.kept.description = "Mine now"
    assert desk.push("a", description="Saddest").unchanged
    assert desk.kept.description == "Mine now"


def test_a_refused_description_spoils_nothing_and_is_not_tried_again(desk: Desk) -> None:
    outcome = desk.push("a", description="see http://x.example")
    assert outcome.verified
    assert any("description" in note for note in outcome.notes)
    assert desk.push("a", description="see http://x.example").unchanged


def test_visibility_that_reads_back_differently_is_nobodys_failure(desk: Desk) -> None:
    desk.push("a", public=False)
    desk.kept.public = True
    assert desk.push("a", public=False).unchanged
    assert [as_json(op) for op in desk.push("a", public=True).operations] == [{"op": "details", "public": True}]


def test_a_name_changes_only_when_asked_for(desk: Desk) -> None:
    desk.push("a")
    assert desk.push("a", name="Other").unchanged
    desk.push("a", name="Other", rename=True)
    assert desk.kept.name == "Other"
    desk.kept.name = "By hand"
    outcome = desk.push("a", name="Other")
    assert (outcome.unchanged, outcome.name, desk.kept.name) == (True, "By hand", "By hand")


def cover(digest: str = "one", *, replaces: bool = False) -> CoverWish:
    return CoverWish(digest, lambda: b"jpeg", replace=replaces)


def test_a_drawn_cover_is_set_once(desk: Desk) -> None:
    desk.push("a", cover=cover())
    assert desk.kinds == ["create", "add", "cover"]
    assert desk.push("a", cover=cover("two")).unchanged, "a drawn one replaces nothing"
    assert not desk.push("a", cover=cover("three", replaces=True)).unchanged, "a file of the person's does"


@pytest.mark.parametrize("error", [SpotifyRefused("too large", status=413), LoginNeeded("no permission")])
def test_a_refused_cover_spoils_nothing(desk: Desk, error: OstsyncError) -> None:
    desk.fail("cover", error)
    outcome = desk.push("a", cover=cover())
    assert (outcome.verified, desk.text) == (True, "a")
    assert any("cover" in note for note in outcome.notes)
    assert desk.push("a", cover=cover()).unchanged


# ---------------------------------------------------------------------------- which playlist


def test_taking_over_a_playlist_touches_nothing_in_it(desk: Desk) -> None:
    hers = Kept("hers", "Hers", True, description="Old", items=[desk.account.new(u) for u in ("x", "a", "y")])
    desk.account.lists["hers"] = hers
    outcome = desk.push("ab", playlist_id="hers", adopt=True, description="New", cover=cover(), name="New")
    assert desk.account.uris("hers") == ["x", "a", "y", "b"]
    assert (hers.name, hers.description, hers.cover, hers.public) == ("Hers", "Old", None, True)
    assert (outcome.created, outcome.kept_by_hand, outcome.name) == (False, 3, "Hers")
    assert desk.push("ab").unchanged, "from now on it is the one of this source"


def test_a_playlist_of_somebody_else_is_refused(desk: Desk) -> None:
    desk.account.lists["theirs"] = Kept("theirs", "Theirs", True, owner="them")
    with pytest.raises(UsageError, match="somebody else"):
        desk.push("ab", playlist_id="theirs", adopt=True)


def test_a_deleted_playlist_is_not_made_again_unasked(desk: Desk) -> None:
    desk.push("ab")
    desk.account.lists.clear()
    with pytest.raises(Gone):
        desk.push("ab")
    desk.push("ab", options=Options(restore=True))
    assert desk.text == "ab"
    assert desk.push("ab").unchanged


def test_worlds_do_not_mix(desk: Desk) -> None:
    desk.push("ab")
    elsewhere = SqlJournal(desk.db, "elsewhere", desk.clock)
    assert (elsewhere.known(), elsewhere.history()) == ([], [])
    assert elsewhere.load("list1")[0].items == ()


# ---------------------------------------------------------------------------- history and undo


def test_undo_takes_the_last_push_back(desk: Desk) -> None:
    desk.push("abc")
    desk.push("adc")
    assert desk.text == "adc"
    outcome = desk.undo()
    assert (desk.text, outcome.verified) == ("abc", True)
    assert [past.kind for past in desk.journal.history()] == [PushKind.UNDO, PushKind.PUSH, PushKind.PUSH]
    assert desk.push("abc").unchanged


def test_undo_of_undo_does_it_again(desk: Desk) -> None:
    desk.push("abc")
    desk.push("cxa")
    desk.undo()
    desk.undo()
    assert desk.text == "cxa"


def test_undo_keeps_what_was_done_by_hand_since(desk: Desk) -> None:
    desk.push("abc")
    desk.push("abcd")
    desk.account.by_hand("list1", [desk.account.new("x"), *desk.kept.items])
    desk.undo()
    assert desk.text == "xabc"


def test_undo_of_a_mirror_brings_back_what_was_added_by_hand(desk: Desk) -> None:
    desk.push("abc")
    desk.account.by_hand("list1", moved([*desk.kept.items, desk.account.new("x")], 3, 1, 1))
    desk.push("abc", options=Options(mirror=True))
    assert desk.text == "abc"
    desk.undo()
    assert desk.text == "axbc"
    assert desk.push("abc").kept_by_hand == 1, "and it is the person's again"


def test_undo_of_a_restore_keeps_the_track_out_again(desk: Desk) -> None:
    desk.push("abc")
    desk.account.by_hand("list1", desk.kept.items[1:])
    desk.push("abc", options=Options(restore=True))
    desk.undo()
    assert desk.text == "bc"
    assert desk.push("abc").unchanged


def test_a_push_that_was_interrupted_is_undone_as_a_whole(desk: Desk) -> None:
    desk.push("abc")
    desk.fail("remove", RateLimited("later", not_before=desk.clock.now()))
    with pytest.raises(RateLimited):
        desk.push("xbc")
    desk.push("xbc")
    assert len(desk.journal.history()) == 2
    desk.undo()
    assert desk.text == "abc"


def test_only_the_last_states_are_kept(desk: Desk) -> None:
    for n in range(UNDOABLE + 3):
        desk.push("abc"[: n % 3 + 1])
    rows = desk.db.execute("SELECT count(*) FROM pushes WHERE before IS NOT NULL").fetchone()[0]
    assert rows == UNDOABLE


def test_nothing_to_take_back(desk: Desk) -> None:
    desk.push("a")
    desk.db.execute("DELETE FROM pushes")
    with pytest.raises(UsageError, match="no push"):
        desk.undo()


def test_no_names_of_spotifys_are_kept(desk: Desk) -> None:
    desk.carry(
        desk.pusher.prepare(replace(desk.wish(""), items=(Item("a", mine=True, name="Secret", artists=("Name",)),)))
    )
    written = "".join(
        str(tuple(row)) for table in ("playlists", "pushes") for row in desk.db.execute(f"SELECT * FROM {table}")
    )
    assert "Secret" not in written


def test_a_plan_writes_nothing(desk: Desk) -> None:
    def dump() -> str:
        return "\n".join(desk.db.iterdump())

    ways: list[Callable[[], object]] = [
        lambda: desk.pusher.prepare(desk.wish("abc")),
        lambda: desk.pusher.prepare(desk.wish("xyz", options=Options(mirror=True))),
    ]
    desk.push("abc")
    desk.account.by_hand("list1", desk.kept.items[1:])
    for way in ways:
        before, writes = dump(), len(desk.account.writes)
        way()
        assert (dump(), len(desk.account.writes)) == (before, writes)


@pytest.mark.parametrize(("gone", "shrinks"), [(2, False), (3, False), (5, False), (6, True), (10, True)])
def test_what_counts_as_a_shrink(desk: Desk, gone: int, shrinks: bool) -> None:
    desk.push(tracks(20))
    assert desk.pusher.prepare(desk.wish(tracks(20)[gone:])).shrinks(0.25) is shrinks
