"""Whatever the source, the person and the network do in turn: after a push, all is well.

The model knows who put or moved each position where it stands, by serial numbers that the code cannot see. It
leaves one thing out, which nobody could tell apart: an edit by hand between a write whose answer was lost and the
next reading.

CI runs a few hundred edits; PUSH_TEST_EDITS=20000 runs about so many.
"""

from __future__ import annotations

import os
import sqlite3
from bisect import bisect_left
from importlib import resources
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.playlists.fake_account import FakeAccount, FakeClock, Held, moved

from ostsync.errors import OstsyncError, RateLimited, UnknownOutcome
from ostsync.model import ItemKind
from ostsync.playlists.carry import Carrier, Outcome
from ostsync.playlists.items import Item
from ostsync.playlists.plan import Options
from ostsync.playlists.push import Pusher, Wish
from ostsync.store.pushes import SqlJournal

STEPS = 30
EDITS = int(os.environ.get("PUSH_TEST_EDITS", "900"))
SOURCE = [f"spotify:track:{n}" for n in range(14)]
OWN = [f"spotify:track:own{n}" for n in range(4)]
TWIN = "spotify:track:twin"
"""The same recording as SOURCE[0], under another id."""


def make_journal(clock: FakeClock) -> SqlJournal:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.executescript((resources.files("ostsync.store") / "migrations" / "0003_pushes.sql").read_text())
    return SqlJournal(db, "test", clock)


def on_a_longest_row(values: list[int]) -> tuple[set[int], set[int]]:
    """Indices that are on some, and on every, longest increasing subsequence."""

    def lengths(row: list[int]) -> list[int]:
        ends: list[int] = []
        found = []
        for value in row:
            place = bisect_left(ends, value)
            ends[place : place + 1] = [value]
            found.append(place + 1)
        return found

    before = lengths(values)
    after = lengths([-v for v in reversed(values)])[::-1]
    longest = max(before, default=0)
    on = [n for n in range(len(values)) if before[n] + after[n] - 1 == longest]
    alone = {n for n in on if sum(before[m] == before[n] for m in on) == 1}
    return set(on), alone


class Pushing(RuleBasedStateMachine):
    """Source, person and network take turns."""

    def __init__(self) -> None:
        super().__init__()
        self.account = FakeAccount()
        self.account.isrcs = {SOURCE[0]: "JPAB01", TWIN: "JPAB01"}
        self.clock = FakeClock()
        self.journal = make_journal(self.clock)
        self.wanted: list[str] = []
        self.out: set[str] = set()
        """What the person took out."""
        self.doubt = False
        """A write was lost, and nothing was read since."""
        self.before: list[Held] = []
        """The list as the last finished push left it."""
        self.owners: dict[int, str] = {}
        """Who owns a position, by serial number: tool, user, or maybe."""
        self.stopped = False
        """The last push did not finish."""
        self.settled: list[str] | None = None
        """What was wanted at the last finished push."""

    # -- the three who act

    @initialize(wanted=st.lists(st.sampled_from(SOURCE), unique=True, max_size=10))
    def first_source(self, wanted: list[str]) -> None:
        self.wanted = wanted

    @rule(wanted=st.lists(st.sampled_from(SOURCE), unique=True, max_size=12))
    def rewrite_source(self, wanted: list[str]) -> None:
        self.wanted = wanted

    @rule(data=st.data())
    def edit_source(self, data: st.DataObject) -> None:
        track = data.draw(st.sampled_from(SOURCE))
        if track in self.wanted:
            self.wanted.remove(track)
        else:
            self.wanted.insert(data.draw(st.integers(0, len(self.wanted))), track)

    @rule()
    def same_recording_twice(self) -> None:
        if SOURCE[0] in self.wanted and TWIN not in self.wanted:
            self.wanted.append(TWIN)

    @precondition(lambda self: not self.doubt and self.account.lists)
    @rule(data=st.data())
    def add_by_hand(self, data: st.DataObject) -> None:
        uri = data.draw(st.sampled_from([*OWN, *SOURCE, TWIN, None, "spotify:episode:1", "spotify:local:a:b:c:1"]))
        kind = {None: ItemKind.MISSING, "spotify:episode:1": ItemKind.EPISODE, "spotify:local:a:b:c:1": ItemKind.LOCAL}
        held = self.account.new(uri, kind=kind.get(uri, ItemKind.TRACK))
        items = self.items
        place = data.draw(st.integers(0, len(items)))
        self.edit([*items[:place], held, *items[place:]])
        self.owners[held.serial] = "user"
        self.out -= self.ids(held)

    @precondition(lambda self: not self.doubt and self.items)
    @rule(data=st.data())
    def take_out_by_hand(self, data: st.DataObject) -> None:
        items = self.items
        place = data.draw(st.integers(0, len(items) - 1))
        gone = items[place]
        self.edit([*items[:place], *items[place + 1 :]])
        if not any(held.uri == gone.uri for held in self.items):
            self.out |= self.ids(gone)

    @precondition(lambda self: not self.doubt and len(self.items) > 1)
    @rule(data=st.data())
    def move_by_hand(self, data: st.DataObject) -> None:
        items = self.items
        start = data.draw(st.integers(0, len(items) - 1))
        length = data.draw(st.integers(1, len(items) - start))
        self.edit(moved(items, start, length, data.draw(st.integers(0, len(items)))))

    @precondition(lambda self: not self.doubt and self.items and self.tidy)  # else nobody knows when it was added
    @rule(data=st.data())
    def put_back_by_hand(self, data: st.DataObject) -> None:
        items = self.items
        place = data.draw(st.integers(0, len(items) - 1))
        if items[place].kind is ItemKind.TRACK:
            again = self.account.new(items[place].uri)
            self.owners[again.serial] = "user"
            self.edit([*items[:place], again, *items[place + 1 :]])

    @rule()
    def push(self) -> None:
        self.finish(self.run(Options()))

    @rule(at=st.integers(1, 6), applied=st.booleans(), how=st.sampled_from(["lost", "killed", "limited"]))
    def push_in_a_storm(self, at: int, applied: bool, how: str) -> None:
        counter = iter(range(1, 1000))

        def storm(kind: str, done: bool) -> None:
            edits = ("create", "add", "remove", "move")
            if kind in edits and done == (applied and how != "limited") and next(counter) == at:
                raise {
                    "lost": UnknownOutcome("lost"),
                    "killed": KeyboardInterrupt(),
                    "limited": RateLimited("later", not_before=self.clock.now()),
                }[how]

        self.account.fault = storm
        try:
            outcome = self.run(Options())
        except (KeyboardInterrupt, OstsyncError):
            self.stopped = True
            self.doubt = how != "limited"
        else:
            self.finish(outcome)
        finally:
            self.account.fault = lambda kind, done: None

    # -- what must hold

    @invariant()
    def nothing_was_added_twice(self) -> None:
        assert self.account.twice == []

    @invariant()
    def nothing_of_the_person_was_taken(self) -> None:
        assert [held for held in self.account.lost if self.owners.get(held.serial) == "user"] == []

    def finish(self, outcome: Outcome) -> None:
        """Checks everything about a push that came to its end."""
        before, self.doubt, self.stopped = self.before, False, False
        assert outcome.verified
        assert len(self.account.lists) <= 1, "a second playlist was made"
        items = self.items
        for held in items:
            self.owners.setdefault(held.serial, "tool")
        by_hand = {held.uri for held in items if self.owners[held.serial] != "tool"}
        for held in items:
            if held.uri in by_hand and self.place(held) is None:  # its copy was put there by hand: both stay
                self.owners[held.serial] = "maybe"
        ours = [held for held in items if self.owners[held.serial] == "tool"]
        wishes = [uri for uri in self.wanted if uri != TWIN or SOURCE[0] not in self.wanted]
        for uri in wishes:
            same = {SOURCE[0], TWIN} if uri in (SOURCE[0], TWIN) else {uri}
            copies = [held for held in items if held.uri in same]
            assert len([held for held in copies if held in ours]) <= 1, f"{uri} is there twice"
            if not copies:
                assert same & self.out, f"{uri} is missing"
        order = [self.place(held) for held in ours]
        assert None not in order, "a track that left the source stayed"
        assert order == sorted(order, key=lambda p: p or 0), "not in the order of the source"
        was = [held.serial for held in self.seen_last if self.owners.get(held.serial) == "user"]
        now = [held.serial for held in items if held.serial in was]
        assert now == was, "what the person placed was moved or lost"
        if self.settled == self.wanted and before and self.tidy:
            assert outcome.unchanged, f"an edit by hand was changed: {outcome.operations}"
        self.before = list(self.items)
        writes, requests = len(self.account.writes), self.account.requests
        again = self.run(Options())
        assert again.unchanged
        assert len(self.account.writes) == writes
        assert self.account.requests <= requests + 1
        self.settled, self.tidy = list(self.wanted), True

    # -- how

    tidy = False
    """No push was stopped since the last one that was finished."""
    seen_last: list[Held] = []  # noqa: RUF012

    @property
    def items(self) -> list[Held]:
        return next(iter(self.account.lists.values())).items if self.account.lists else []

    def edit(self, items: list[Held]) -> None:
        self.account.by_hand(next(iter(self.account.lists)), items)

    def ids(self, held: Held) -> set[str]:
        if held.uri in (SOURCE[0], TWIN):
            return {SOURCE[0], TWIN}
        return {held.uri} if held.uri else set()

    def place(self, held: Held) -> int | None:
        """Where the source wants it first."""
        same = {SOURCE[0], TWIN} if held.uri in (SOURCE[0], TWIN) else {held.uri}
        return next((n for n, uri in enumerate(self.wanted) if uri in same), None)

    def run(self, options: Options) -> Outcome:
        self.note_moves()
        self.seen_last = list(self.items)
        wish = Wish(
            "test", "Test", tuple(Item(uri, mine=True, isrc=self.account.isrcs.get(uri)) for uri in self.wanted),
            options=options,
        )  # fmt: skip
        carrier = Carrier(self.account, self.journal, self.clock, exists=lambda uri: True)
        prepared = Pusher(self.account, self.journal).prepare(wish)
        if self.doubt:
            self.doubt = False
        try:
            return carrier.carry_out(prepared)
        except BaseException:
            self.tidy = False
            self.before = list(self.items)
            for held in self.before:
                self.owners.setdefault(held.serial, "tool")
            raise

    def note_moves(self) -> None:
        """What was surely moved is the person's, what was surely not stays ours, the rest is left open."""
        was = {held.serial: n for n, held in enumerate(self.before)}
        kept = [held for held in self.items if held.serial in was]
        some, every = on_a_longest_row([was[held.serial] for held in kept])
        for n, held in enumerate(kept):
            if self.owners.get(held.serial) == "tool" and n not in every:
                self.owners[held.serial] = "maybe" if n in some else "user"


Pushing.TestCase.settings = settings(
    max_examples=max(EDITS // STEPS, 1),
    stateful_step_count=STEPS,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; a failure prints its steps as it is
    suppress_health_check=list(HealthCheck),
    derandomize="PUSH_TEST_EDITS" not in os.environ,
)
TestPushing: Any = Pushing.TestCase
