"""Decides what a push does before it writes: which playlist is meant, what stands on it, what would change.

`prepare` reads and plans, and writes nothing; `ostsync.playlists.carry.carry_out` runs exactly what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ostsync.errors import NotFound, Unavailable, UsageError
from ostsync.model import Playlist, PlaylistItem
from ostsync.playlists.edits import Cover, Create, Details, Move, Operation
from ostsync.playlists.hand import Doubt, recognise
from ostsync.playlists.items import Item, State, tokens
from ostsync.playlists.journal import Journal, Known, PushKind, resume
from ostsync.playlists.plan import Options, Plan, plan
from ostsync.playlists.undo import undo
from ostsync.ports import Account
from ostsync.text import unescaped

MOST_READINGS = 3
"""How often a long playlist is read anew because it changed between two pages."""
LEAST_SHRINK = 3
"""Taking out fewer tracks than this is never called a shrink, however short the list."""


@dataclass(frozen=True, slots=True)
class CoverWish:
    """A cover that a playlist should have."""

    digest: str
    """Tells whether it is another one than last time."""
    make: Callable[[], bytes]
    """The JPEG; called only when it is about to be sent."""
    replace: bool = False
    """Whether it replaces the one that is there: so where the person named a file."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One playlist as the source wants it."""

    key: str
    name: str
    items: tuple[Item, ...]
    part: int = 1
    description: str = ""
    public: bool = False
    cover: CoverWish | None = None
    options: Options = field(default_factory=Options)
    playlist_id: str | None = None
    """The playlist that is meant; None for the one with this key, or a new one."""
    adopt: bool = False
    """`playlist_id` was named by the person, who may own it or not."""
    rename: bool = False


class Gone(UsageError):
    """A playlist that was pushed before is not there any more."""

    def __init__(self, known: Known) -> None:
        super().__init__(
            f"The playlist “{known.name}” ({known.id}) is gone.",
            "`ostsync push --restore` makes it again; Spotify brings deleted playlists back for 90 days at "
            "https://www.spotify.com/account/recover-playlists/.",
        )


PlanFor = Callable[[State, frozenset[str]], Plan]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A push that is ready to run: `operations` is what will be sent, in this order."""

    wish: Wish
    kind: PushKind
    known: Known | None
    """None for a playlist that is to be made."""
    head: Playlist | None
    state: State
    """As recognised on the account, before the push."""
    plan: Plan
    operations: tuple[Operation, ...]
    again: PlanFor
    """Plans anew from another state."""
    noteworthy: bool
    """Whether the state says something that is not yet written down."""
    requests: int
    """What reading cost."""
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The playlist's name once this has run."""
        if self.head is None or any(isinstance(op, Details) and op.name for op in self.operations):
            return self.wish.name
        return self.head.name

    def shrinks(self, share: float) -> bool:
        """Whether more than this share of the playlist would go."""
        gone = len(self.plan.removed)
        return gone >= LEAST_SHRINK and gone > share * len(self.state.items)


@dataclass(frozen=True, slots=True)
class Look:
    """What was read of a playlist."""

    head: Playlist
    items: tuple[PlaylistItem, ...] | None
    """None where its snapshot says that it is what it was when last read."""


@dataclass(slots=True)
class Pusher:
    """Prepares pushes to one account."""

    account: Account
    journal: Journal
    _mine: frozenset[str] = field(default=frozenset())

    def prepare(self, wish: Wish) -> Prepared:
        """Reads what stands there and plans. Raises UsageError for a playlist that is not the person's own."""
        before = self.account.requests
        known = self._known(wish)
        if known is None and wish.playlist_id is None:
            return self._prepare_new(wish, before)
        if known is None:
            known = Known(str(wish.playlist_id), wish.key, wish.part, "", created=False)
        try:
            prepared = self._prepare(wish, known, PushKind.PUSH, _planner(wish))
        except Gone:
            if not wish.options.restore:
                raise
            return self._prepare_new(wish, before)
        return replace(prepared, requests=self.account.requests - before)

    def prepare_undo(self, known: Known, names: Mapping[str, Item] | None = None) -> Prepared:
        """Plans how to take back the last push. Raises UsageError where there is none.

        `names` tells what tracks are called; the journal keeps no names.
        """
        before = self.account.requests
        states = self.journal.undoable(known.id)
        if states is None:
            raise UsageError(
                f"There is no push of “{known.name}” to take back.", "`ostsync status` shows the last pushes."
            )
        earlier, later = states
        if names:
            earlier = replace(earlier, items=tuple(_named(item, names) for item in earlier.items))

        def again(state: State, cuts: frozenset[str]) -> Plan:
            return undo(state, earlier, later, cuts=cuts)

        wish = Wish(known.key, known.name, (), known.part, playlist_id=known.id)
        prepared = self._prepare(wish, known, PushKind.UNDO, again)
        if earlier.name and prepared.head and later.name == prepared.head.name != earlier.name:
            renamed = Details(name=earlier.name)
            wish = replace(wish, name=earlier.name)
            prepared = replace(prepared, wish=wish, operations=(*prepared.operations, renamed))
        return replace(prepared, requests=self.account.requests - before)

    def _known(self, wish: Wish) -> Known | None:
        """The playlist that is meant, if it was pushed before: also one whose creation was never answered."""
        playlists = self.journal.known()
        if wish.playlist_id is not None:
            return next((k for k in playlists if k.id == wish.playlist_id), None)
        found = next((k for k in playlists if (k.key, k.part) == (wish.key, wish.part)), None)
        if found is not None:
            return found
        lost = self.journal.creation(wish.key, wish.part)
        made = find_created(self.account, lost.name, lost.others) if lost else None
        return Known(made.id, wish.key, wish.part, made.name, created=True) if made else None

    def _prepare_new(self, wish: Wish, before: int) -> Prepared:
        state, again = State(), _planner(wish)
        items = again(state, frozenset())
        details = [Details(description=wish.description)] if wish.description else []
        cover = [Cover()] if wish.cover else []
        operations: tuple[Operation, ...] = (Create(wish.name, wish.public), *items.edits, *details, *cover)
        notes: tuple[str, ...] = ()
        if not wish.items:
            operations, notes = (), ("None of its tracks is matched yet, so no playlist is made.",)
        return Prepared(
            wish, PushKind.PUSH, None, None, state, items, operations, again,
            noteworthy=False, requests=self.account.requests - before, notes=notes,
        )  # fmt: skip

    def _prepare(self, wish: Wish, known: Known, kind: PushKind, again: PlanFor) -> Prepared:
        saved, steps = self.journal.load(known.id)
        expected, doubt = resume(saved, steps)
        look = self.look(known, expected, trust=not steps)
        if wish.adopt:
            self._check_owner(look.head)
        state = _recognised(look, expected, doubt, wish.options)
        items = again(state, frozenset())
        if look.items is None and any(isinstance(edit, Move) for edit in items.edits):
            # Moves count positions, so they are never planned on what a snapshot says: it lags behind (live, 2026).
            look = self.look(known, expected, trust=False)
            state = _recognised(look, expected, doubt, wish.options)
            items = again(state, frozenset())
        state = replace(state, name=look.head.name)
        if look.items is not None:
            state = replace(state, snapshots=(look.head.snapshot_id,))
        operations = (*items.edits, *_dressing(wish, known, look.head, state, kind))
        if operations and not any(playlist.id == known.id for playlist in self.account.playlists()):
            # Taken off the account, it still answers under its id (Spotify: deleting a playlist is unfollowing it).
            raise Gone(replace(known, name=look.head.name))
        marked = replace(state, items=items.after, taken_out=items.taken_out).bare()
        return Prepared(
            wish, kind, replace(known, key=wish.key, part=wish.part, name=look.head.name), look.head, state, items,
            operations, again,
            noteworthy=bool(steps) or marked != saved.bare(),
            requests=0, notes=_notes(look.head, known),
        )  # fmt: skip

    def look(self, known: Known, expected: State, *, trust: bool) -> Look:
        """Reads a playlist: its head alone where the snapshot may be trusted, else every item.

        Raises UsageError where it cannot be read or is gone, saying why.
        """
        try:
            head = self.account.playlist(known.id)
        except NotFound as problem:
            if not known.name:
                raise
            raise Gone(known) from problem
        if head.items is None and known.created:
            raise Unavailable(f"Spotify did not show what is on “{known.name or head.name}”.", "Push again later.")
        if head.items is None:
            raise UsageError(
                f"“{head.name}” belongs to somebody else: Spotify shows its tracks to its owner alone.",
                "Choose a playlist of your own with --playlist, or leave it out to make one.",
            )
        if len(head.items) >= head.total:
            return Look(head, head.items)
        unchanged = trust and head.snapshot_id in expected.snapshots and head.total == len(expected.items)
        if unchanged and tokens(head.items) == tokens(expected.items[: len(head.items)]):
            return Look(head, None)
        return self._every_item(known, head)

    def _every_item(self, known: Known, head: Playlist) -> Look:
        """Reads on behind the head; once more from the beginning where the list changed under the reading."""
        for _ in range(MOST_READINGS):
            items = (*(head.items or ()), *self.account.playlist_items(known.id, offset=len(head.items or ())))
            if len(items) == head.total:
                return Look(head, items)
            head = self.account.playlist(known.id)
        raise Unavailable(
            f"“{head.name}” is said to hold {head.total} items, and {len(items)} were shown: nothing was changed.",
            "Push again when nobody is changing it.",
        )

    def _check_owner(self, head: Playlist) -> None:
        if not self._mine:
            user = self.account.me()
            self._mine = frozenset({user.id, user.account_id})
        if head.owner_id not in self._mine:
            raise UsageError(
                f"“{head.name}” belongs to {head.owner_id}, not to you; only its owner should have it changed.",
                "Choose a playlist of your own with --playlist, or leave it out to make one.",
            )


def find_created(account: Account, name: str, others: tuple[str, ...]) -> Playlist | None:
    """The playlist of this name that was not there before, or None."""
    return next((p for p in account.playlists() if same_name(p.name, name) and p.id not in others), None)


def same_name(one: str, other: str) -> bool:
    """Whether two names are shown alike."""
    return " ".join(unescaped(one).split()) == " ".join(unescaped(other).split())


def _dressing(wish: Wish, known: Known, head: Playlist, state: State, kind: PushKind) -> list[Operation]:
    """Name, description, visibility and cover: each changed only where the wish is new and nobody else chose."""
    if kind is PushKind.UNDO:
        return []
    found: list[Operation] = []
    if wish.rename and not same_name(wish.name, head.name):
        found.append(Details(name=wish.name))
    if not known.created:
        return found
    described = head.description and head.description not in (state.description, state.description_read)
    if wish.description and not described and wish.description not in (state.description, head.description):
        found.append(Details(description=wish.description))
    if state.public is not None and wish.public != state.public:
        found.append(Details(public=wish.public))
    cover = wish.cover
    if cover and cover.digest != state.cover and (cover.replace or not (head.images or state.cover)):
        found.append(Cover())
    return found


def _named(item: Item, names: Mapping[str, Item]) -> Item:
    found = names.get(item.uri or "")
    return replace(item, name=found.name, artists=found.artists) if found else item


def _planner(wish: Wish) -> PlanFor:
    def again(state: State, cuts: frozenset[str]) -> Plan:
        return plan(state, wish.items, replace(wish.options, cuts=cuts))

    return again


def _recognised(look: Look, expected: State, doubt: Doubt, options: Options) -> State:
    state = expected if look.items is None else recognise(expected, look.items, doubt)
    return replace(state, dead=()) if options.restore else state


def _notes(head: Playlist, known: Known) -> tuple[str, ...]:
    if head.name and known.name and not same_name(head.name, known.name):
        return (f"It was renamed: “{known.name}” is called “{head.name}” on Spotify, and stays so.",)
    return ()
