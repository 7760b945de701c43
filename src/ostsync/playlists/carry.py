"""Decides how a prepared push is carried out, so that it can stop anywhere and the next one goes on from there.

Each edit is written down, sent, and settled by its answer. Where an answer is lost, the playlist is read and the
rest is planned anew. At the end the items are read back and compared, URI by URI.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ostsync.errors import LoginNeeded, OstsyncError, RateLimited, SpotifyRefused, UnknownOutcome
from ostsync.model import Playlist, PlaylistItem
from ostsync.playlists.edits import Add, Cover, Create, Details, ItemEdit, Move, Operation, Remove, apply
from ostsync.playlists.hand import Doubt, recognise
from ostsync.playlists.items import Item, State, tokens
from ostsync.playlists.journal import Counts, Creation, Journal, Known
from ostsync.playlists.plan import Plan
from ostsync.playlists.push import CoverWish, Prepared, Wish, find_created, same_name
from ostsync.playlists.readback import SETTLING, AsExpected, Done, NotDone, Reader
from ostsync.playlists.suspects import Suspects
from ostsync.ports import Account, Clock

LONGEST_PAUSE = 8.0
MOST_SURPRISES = 3
"""How often a push plans anew because the playlist is not what it left, before it says so and stops."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a push came to."""

    playlist_id: str
    """Empty where there was nothing to make one of."""
    name: str
    created: bool
    operations: tuple[Operation, ...]
    """What was done, in order."""
    counts: Counts
    kept_by_hand: int
    verified: bool
    notes: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether nothing had to be done."""
        return not self.operations


@dataclass(slots=True)
class _Run:
    """One push on its way."""

    prepared: Prepared
    known: Known
    expected: State
    """What stands there by now, as far as answers tell."""
    read: list[Item]
    """The items as they were last known by reading: what lies outside our edits needs no second look."""
    suspects: Suspects
    plan: Plan
    todo: list[ItemEdit] = field(default_factory=list)
    done: list[Operation] = field(default_factory=list)
    snapshot: str = ""
    strays: tuple[str, ...] = ()
    surprises: int = 0
    failures: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Carrier:
    """Carries out pushes to one account. `exists` asks the catalogue whether a track is still there."""

    account: Account
    journal: Journal
    clock: Clock
    exists: Callable[[str], bool]

    def carry_out(self, prepared: Prepared) -> Outcome:
        """Does what was prepared. Whatever is raised, what was done is written down and the next push goes on."""
        if prepared.known is None and not prepared.operations:
            counts = Counts(requests=prepared.requests)
            return Outcome("", prepared.name, False, (), counts, kept_by_hand=0, verified=True, notes=prepared.notes)
        before = self.account.requests - prepared.requests
        run = self._start(prepared)
        if not prepared.operations:
            verified = True
            if prepared.noteworthy:
                run.expected = replace(run.expected, items=prepared.plan.after)
                self.journal.checkpoint(run.known.id, run.expected)
        else:
            self.journal.begin(run.known.id, prepared.kind, prepared.state)
            verified = self._push(run)
        counts = _counts(run, self.account.requests - before)
        self.journal.end(run.known.id, run.expected, counts)
        return Outcome(
            playlist_id=run.known.id,
            name=run.known.name,
            created=any(isinstance(op, Create) for op in run.done),
            operations=tuple(run.done),
            counts=counts,
            kept_by_hand=prepared.plan.kept_by_hand,
            verified=verified,
            notes=(*prepared.notes, *run.notes, *run.suspects.notes()),
        )

    def _start(self, prepared: Prepared) -> _Run:
        done: list[Operation] = []
        notes: list[str] = []
        known = prepared.known
        state = prepared.state
        if known is None:
            known = self._create(prepared.wish, notes)
            done.append(prepared.operations[0])
            state = replace(state, name=known.name, public=prepared.wish.public)
        self.journal.register(known)
        state = replace(state, taken_out=prepared.plan.taken_out)
        if prepared.operations:
            self.journal.checkpoint(known.id, state)
        todo = [op for op in prepared.operations if isinstance(op, ItemEdit)]
        return _Run(
            prepared, known, state, list(state.items), Suspects(self.exists), prepared.plan,
            todo=todo, done=done, notes=notes,
        )  # fmt: skip

    # ------------------------------------------------------------------------ creation

    def _create(self, wish: Wish, notes: list[str]) -> Known:
        """Makes the playlist; after a lost answer, finds the one that was made rather than making a second one."""
        others = tuple(p for p in self.account.playlists() if same_name(p.name, wish.name))
        creation = Creation(wish.name, tuple(p.id for p in others))
        if others:
            notes.append(
                f"You have another playlist called “{wish.name}” ({others[0].url}); it was left alone. "
                "`--playlist` takes it over."
            )
        self.journal.intend_creation(wish.key, wish.part, creation)
        made: Playlist | None = None
        try:
            made = self.account.create_playlist(wish.name, public=wish.public)
        except UnknownOutcome:
            for pause in SETTLING[:2]:
                self.clock.wait(pause, "Spotify did not say whether it made the playlist")
                made = find_created(self.account, creation.name, creation.others)
                if made is not None:
                    break
            if made is None:
                made = self.account.create_playlist(wish.name, public=wish.public)
        except (RateLimited, LoginNeeded, SpotifyRefused):
            self.journal.forget_creation(wish.key, wish.part)
            raise
        return Known(made.id, wish.key, wish.part, wish.name, created=True)

    # ------------------------------------------------------------------------ items

    def _push(self, run: _Run) -> bool:
        """Everything but the creation. Answers whether the playlist reads back as planned."""
        self._edit(run)
        for op in run.prepared.operations:
            if isinstance(op, Details | Cover):
                self._dress(run, op)
        while True:
            seen = self._reader(run).verify(run.read, run.expected.items)
            if isinstance(seen, AsExpected):
                self._remember(run, seen)
                return True
            run.surprises += 1
            self._take_stock(run, seen.items, Doubt(strays=run.strays))
            self._replan(run)
            if run.surprises > MOST_SURPRISES:
                run.notes.append("The playlist kept changing during the push: push again when it is at rest.")
                return False
            self._edit(run)

    def _edit(self, run: _Run) -> None:
        """Sends the edits, planning anew whenever it is not known whether one was done."""
        while run.todo:
            edit = run.todo.pop(0)
            self.journal.intend(run.known.id, edit)
            try:
                run.snapshot = self._send(run.known.id, edit)
            except UnknownOutcome as problem:
                self._after_failure(run, edit, problem)
            except (RateLimited, LoginNeeded):
                self.journal.settle(run.known.id, done=False)
                raise
            except SpotifyRefused as problem:
                self.journal.settle(run.known.id, done=False)
                if problem.status not in (400, 404):
                    raise
                self._after_failure(run, edit, problem)
            else:
                self._confirm(run, edit)

    def _reader(self, run: _Run) -> Reader:
        return Reader(self.account, self.clock, run.known.id)

    def _confirm(self, run: _Run, edit: ItemEdit) -> None:
        self.journal.settle(run.known.id, done=True)
        run.expected = replace(run.expected, items=tuple(apply(edit, run.expected.items)))
        run.done.append(edit)
        run.failures = 0
        run.suspects.done()

    def _after_failure(self, run: _Run, edit: ItemEdit, problem: OstsyncError) -> None:
        """Finds out whether the edit was done after all; where it was not, plans anew, doubting what it would add."""
        run.failures += 1
        refused = isinstance(problem, SpotifyRefused)
        what = "refused" if refused else "did not confirm"
        self.clock.wait(min(2.0 ** (run.failures - 1), LONGEST_PAUSE), f"Spotify {what} a change; looking again")
        seen = self._reader(run).glance(run.expected.items, edit)
        if isinstance(seen, Done):
            self._confirm(run, edit)
            return
        if isinstance(edit, Add) and not refused:
            run.strays = (*run.strays, *edit.uris)
        arrived = False
        if isinstance(seen, NotDone):
            self.journal.settle(run.known.id, done=False)
        else:
            before = Counter(item.uri for item in run.expected.items)
            self._take_stock(run, seen.items, Doubt(None if refused else edit, run.strays))
            more = Counter(item.uri for item in run.expected.items) - before
            arrived = isinstance(edit, Add) and any(more[uri] for uri in edit.uris)
        if isinstance(edit, Add) and not arrived:
            run.suspects.accuse(edit.uris, refused=refused, problem=problem)
        elif run.failures > MOST_SURPRISES:
            raise problem
        self._replan(run)

    def _take_stock(self, run: _Run, current: Sequence[PlaylistItem], doubt: Doubt) -> None:
        """Takes what stands there for the new beginning."""
        run.expected = replace(recognise(run.expected, current, doubt), snapshots=())
        run.read = list(run.expected.items)
        self.journal.checkpoint(run.known.id, run.expected)

    def _replan(self, run: _Run) -> None:
        run.plan = run.prepared.again(run.suspects.without(run.expected), run.suspects.cuts)
        run.expected = replace(run.expected, taken_out=run.plan.taken_out)
        run.todo = list(run.plan.edits)

    def _send(self, playlist_id: str, edit: ItemEdit) -> str:
        match edit:
            case Add(position):
                return self.account.add_items(playlist_id, edit.uris, position=position)
            case Remove(uris):
                return self.account.remove_items(playlist_id, uris)
            case Move(start, length, before):
                return self.account.move_items(
                    playlist_id, range_start=start, range_length=length, insert_before=before
                )

    def _remember(self, run: _Run, seen: AsExpected) -> None:
        planned = run.plan.after
        items = list(planned if tokens(planned) == tokens(run.expected.items) else run.expected.items)
        for n, item in seen.read.items():
            items[n] = replace(items[n], added_at=item.added_at, isrc=item.isrc or items[n].isrc)
        # The snapshot that the last write answered shows up on the playlist only after a while (live, 2026). The one
        # that shows now stands for exactly these items only if all of them were read with it.
        snapshots = {run.snapshot, seen.head.snapshot_id if len(seen.read) == len(items) else ""} - {""}
        run.expected = replace(
            run.expected,
            items=tuple(items),
            snapshots=tuple(sorted(snapshots)),
            name=seen.head.name,
            description_read=seen.head.description,
            dead=run.suspects.dead(run.expected.dead),
        )
        self.journal.checkpoint(run.known.id, run.expected)

    # ------------------------------------------------------------------------ details and cover

    def _dress(self, run: _Run, op: Details | Cover) -> None:
        """Best effort: the playlist is right without it. Repeating it does no harm, so a lost answer is asked again."""
        what = "cover" if isinstance(op, Cover) else "name" if op.name else "description"
        for attempt in (1, 2):
            try:
                self._send_dress(run, op)
            except UnknownOutcome:
                if attempt == 2:
                    run.notes.append(f"Spotify did not confirm the {what}; the next push tries again.")
                    return
                self.clock.wait(1.0, f"Spotify did not confirm the {what}; trying once more")
            except LoginNeeded as problem:
                if not isinstance(op, Cover):
                    raise
                run.notes.append(f"The cover could not be set: {problem.message} {problem.advice}")
                break
            except SpotifyRefused as problem:
                run.notes.append(f"Spotify did not take the {what}: {problem.message}")
                break
            else:
                run.done.append(op)
                break
        if isinstance(op, Cover):
            run.expected = replace(run.expected, cover=_digest(run.prepared.wish.cover))
        else:
            asked = {k: v for k in ("description", "public") if (v := getattr(op, k)) is not None}
            run.expected = replace(run.expected, **asked)
        if isinstance(op, Details) and op.name:
            run.known = replace(run.known, name=op.name)
            self.journal.register(run.known)

    def _send_dress(self, run: _Run, op: Details | Cover) -> None:
        if isinstance(op, Details):
            self.account.change_details(run.known.id, name=op.name, description=op.description, public=op.public)
        elif run.prepared.wish.cover:
            self.account.upload_cover(run.known.id, run.prepared.wish.cover.make())


def _digest(cover: CoverWish | None) -> str:
    return cover.digest if cover else ""


def _counts(run: _Run, requests: int) -> Counts:
    before = Counter(item.uri for item in run.prepared.state.items)
    after = Counter(item.uri for item in run.expected.items)
    moved = sum(op.range_length for op in run.done if isinstance(op, Move))
    return Counts((after - before).total(), (before - after).total(), moved, requests)
