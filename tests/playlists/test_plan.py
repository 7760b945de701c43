"""The merge, case by case: what stands there, what was pushed, what is wanted, and what is to become of it."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest

from ostsync.model import ItemKind, PlaylistItem
from ostsync.playlists.edits import Add, ItemEdit, Move, Remove, Slot, apply, heaviest_increasing, operations
from ostsync.playlists.hand import Doubt, recognise
from ostsync.playlists.items import MOST_ITEMS, Item, Recordings, State, unique
from ostsync.playlists.plan import Options, Plan, plan
from ostsync.playlists.undo import undo


def item(letter: str, *, mine: bool = True) -> Item:
    """One letter is one track; `?` has no name, `e` is an episode, `l` a local file."""
    kinds = {"?": ItemKind.MISSING, "e": ItemKind.EPISODE, "l": ItemKind.LOCAL}
    return Item(None if letter == "?" else letter, kinds.get(letter, ItemKind.TRACK), mine=mine)


def state(letters: str, out: str = "") -> State:
    """Capital letters were pushed, small ones are the person's."""
    items = tuple(item(c.lower(), mine=c.isupper()) for c in letters)
    return State(items=items, taken_out=tuple(item(c, mine=False) for c in out))


def there(letters: str) -> list[PlaylistItem]:
    """What stands on the account."""
    return [PlaylistItem(i.uri, i.kind) for i in map(item, letters)]


def want(letters: str) -> list[Item]:
    return [item(c) for c in letters]


def shown(items: tuple[Item, ...]) -> str:
    return "".join(
        "?" if i.uri is None else i.uri.upper() if i.mine else i.uri for i in items
    )  # fmt: skip


def done(edits: tuple[ItemEdit, ...], items: tuple[Item, ...]) -> str:
    now = list(items)
    for edit in edits:
        now = apply(edit, now)
    return "".join(i.uri or "?" for i in now)


def merged(pushed: str, now: str, wanted: str, out: str = "", options: Options = Options()) -> Plan:  # noqa: B008
    found = recognise(state(pushed, out), there(now))
    made = plan(found, want(wanted), options)
    assert done(made.edits, found.items) == shown(made.after).lower()
    return made


CASES = [
    ("first push", "", "", "abc", "ABC"),
    ("nothing changed", "ABC", "abc", "abc", "ABC"),
    ("appended", "ABC", "abc", "abcd", "ABCD"),
    ("inserted", "ABC", "abc", "axbc", "AXBC"),
    ("left the source", "ABC", "abc", "ac", "AC"),
    ("source turned round", "ABC", "abc", "cba", "CBA"),
    ("added by hand, stays at its place", "ABC", "abxc", "abc", "ABxC"),
    ("added by hand at the end, before what is new", "ABC", "abcx", "abcd", "ABCxD"),
    ("added by hand in front", "ABC", "xabc", "yabc", "xYABC"),
    ("added by hand, source turned round", "ABC", "axbc", "cba", "CBAx"),
    ("taken out by hand, stays out", "ABC", "ac", "abc", "AC"),
    ("taken out by hand, new ones come", "ABC", "ac", "abcd", "ACD"),
    ("moved by hand, stays there", "ABCD", "dabc", "abcd", "dABC"),
    ("moved by hand, stays when it leaves the source", "ABCD", "dabc", "abc", "dABC"),
    ("added by hand what the source wants later", "AB", "axb", "abx", "AxB"),
    ("added a second copy by hand: both stay", "AB", "aba", "ab", "ABa"),
    ("its second copy was added by hand: it stays when it leaves the source", "AB", "aba", "b", "aBa"),
    ("episode, local file and null stay", "AB", "ealb?", "bac", "eBAl?C"),
    ("taken over: nothing of the person's is touched", "", "xyz", "ab", "xyzAB"),
    ("taken over: what is there is not added again", "", "xaz", "ab", "xazB"),
    ("became null: still there, and not added again", "ABC", "a?c", "abc", "A?C"),
    ("emptied by hand: stays empty", "ABC", "", "abc", ""),
]


@pytest.mark.parametrize(("pushed", "now", "wanted", "after"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_merge(pushed: str, now: str, wanted: str, after: str) -> None:
    assert shown(merged(pushed, now, wanted).after) == after


def test_what_was_taken_out_stays_out_until_restored() -> None:
    first = merged("ABC", "ac", "abc")
    assert [i.uri for i in first.taken_out] == ["b"]
    assert first.kept_by_hand == 1
    assert shown(merged("AC", "ac", "abc", out="b").after) == "AC"
    back = merged("AC", "ac", "abc", out="b", options=Options(restore=True))
    assert (shown(back.after), back.taken_out) == ("ABC", ())


def test_putting_it_back_by_hand_forgets_that_it_was_taken_out() -> None:
    found = recognise(state("AC", out="b"), there("acb"))
    assert (shown(found.items), found.taken_out) == ("ACb", ())


def test_added_again_by_hand_at_the_same_place_is_the_persons() -> None:
    pushed = State(items=(Item("a", mine=True, added_at="1"), Item("b", mine=True, added_at="1")))
    found = recognise(pushed, [PlaylistItem("a", added_at="1"), PlaylistItem("b", added_at="2")])
    assert shown(found.items) == "Ab"
    assert shown(plan(found, want("a")).after) == "Ab"


def test_mirror_makes_it_exactly_the_source() -> None:
    made = merged("ABC", "xbaczel", "cba", options=Options(mirror=True))
    assert shown(made.after) == "CBA"
    assert sorted(i.uri or "" for i in made.removed) == ["e", "l", "x", "z"]


def test_mirror_brings_back_and_cannot_remove_what_has_no_name() -> None:
    assert shown(merged("AB", "a?", "ab", options=Options(mirror=True)).after) == "A?B"


def test_one_of_two_copies_goes_and_the_other_is_put_back_at_once() -> None:
    found = recognise(state("AB"), there("abxa"))
    made = plan(found, want("ab"), Options(mirror=True))
    assert made.edits[:2] == (Remove(("a",)), Add(0, (Item("a", mine=True),)))
    assert shown(made.after) == "AB"


def test_nothing_goes_while_the_source_is_not_fully_known() -> None:
    assert shown(merged("ABC", "abc", "da", options=Options(incomplete=True)).after) == "DABC"
    mirrored = Options(incomplete=True, mirror=True)
    assert shown(merged("ABC", "abxc", "da", options=mirrored).after) == "DABxC"


def test_same_recording_under_two_ids() -> None:
    held = Item("u1", mine=False, isrc="JP-AB0-12-34567")
    wish = Item("u2", mine=True, isrc="JPAB01234567")
    assert plan(State(items=(held,)), [wish]).edits == ()
    assert [i.uri for i in unique([wish, held, Item("u3")])] == ["u2", "u3"]
    pushed = State(items=(Item("u1", mine=True, isrc="JPAB01234567"),))
    assert plan(pushed, [wish]).edits == (), "the source now names another id of what we pushed"


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Item("b", name="blue bird", artists=("Ikimonogakari",), duration_ms=215_900), True),
        (Item("b", name="Blue Bird", artists=("Ikimonogakari",), duration_ms=190_000), False),
        (Item("b", name="Blue Bird", artists=("Piano Covers",), duration_ms=215_000), False),
        (Item("b", name="Blue Bird (Live)", artists=("Ikimonogakari",), duration_ms=215_000), False),
        (Item("b", name="Blue Bird", artists=("Ikimonogakari",), duration_ms=215_000, isrc="JPX1"), True),
        (Item("b", name="Blue Bird", artists=(), duration_ms=215_000), False),
    ],
)
def test_same_words_are_the_same_recording_where_an_isrc_is_not_known(other: Item, same: bool) -> None:
    assert (other in Recordings([Item("a", name="Blue Bird", artists=("Ikimonogakari",), duration_ms=215_000)])) is same


def test_different_isrcs_are_different_recordings() -> None:
    one = Item("a", isrc="X1", name="Main Theme", artists=("N",), duration_ms=1000)
    other = Item("b", isrc="X2", name="Main Theme", artists=("N",), duration_ms=1000)
    assert other not in Recordings([one])


def test_a_dead_track_is_not_wished_for() -> None:
    dead = State(items=state("A").items, dead=("b",))
    assert shown(plan(dead, want("abc")).after) == "AC"


def test_a_full_playlist_takes_no_more() -> None:
    full = State(items=tuple(Item(f"x{n}") for n in range(MOST_ITEMS - 1)))
    made = plan(full, want("ab"))
    assert (len(made.after), [i.uri for i in made.left_out]) == (MOST_ITEMS, ["b"])


# ---------------------------------------------------------------------------- in doubt


def test_what_a_lost_addition_added_is_ours() -> None:
    lost = Doubt(pending=Add(1, (item("x"), item("y"))))
    assert shown(recognise(state("AB"), there("axyb"), lost).items) == "AXYB"
    found = recognise(state("AB"), there("axb"), lost)
    assert (shown(found.items), found.taken_out) == ("AXB", ()), "half of it: the rest was not taken out by hand"
    assert recognise(state("AB"), there("ab"), lost).taken_out == ()


def test_what_a_lost_removal_removed_was_not_taken_out_by_hand() -> None:
    lost = Doubt(pending=Remove(("b",)))
    assert recognise(state("ABC"), there("ac"), lost).taken_out == ()
    assert shown(recognise(state("ABC"), there("abc"), lost).items) == "ABC"


def test_a_lost_move_was_not_made_by_hand() -> None:
    lost = Doubt(pending=Move(3, 1, 0))
    assert shown(recognise(state("ABCD"), there("dabc"), lost).items) == "DABC"
    assert shown(recognise(state("ABCD"), there("abcd"), lost).items) == "ABCD"


def test_an_addition_that_arrives_late_is_ours() -> None:
    assert shown(recognise(state("AB"), there("abx"), Doubt(strays=("x",))).items) == "ABX"


# ---------------------------------------------------------------------------- edits


def test_runs_are_cut_at_a_hundred() -> None:
    edits = operations([], [(None, Item(str(n))) for n in range(250)])
    assert [(e.position, len(e.items)) for e in edits if isinstance(e, Add)] == [(0, 100), (100, 100), (200, 50)]
    gone = operations([Item(str(n)) for n in range(250)], [])
    assert [len(e.uris) for e in gone if isinstance(e, Remove)] == [100, 100, 50]


def test_additions_come_before_removals() -> None:
    before = [Item("a"), Item("b")]
    assert [type(e) for e in operations(before, [(None, Item("c")), (1, before[1])])] == [Add, Remove]


def test_removals_come_first_where_there_is_no_room() -> None:
    before = [Item(str(n)) for n in range(MOST_ITEMS)]
    after = [(n, before[n]) for n in range(1, MOST_ITEMS)]
    assert [type(e) for e in operations(before, [*after, (None, Item("new"))])] == [Remove, Add]


def test_a_block_moves_in_one_call() -> None:
    before = [Item(str(n)) for n in range(100)]
    after = [(n, before[n]) for n in [*range(90, 100), *range(90)]]
    assert operations(before, after) == [Move(90, 10, 0)]


def test_every_order_of_six_is_reached_without_losing_anything_on_the_way() -> None:
    before = [Item(c) for c in "abcdef"]
    for order in permutations(range(6)):
        edits = operations(before, [(n, before[n]) for n in order])
        now = list(before)
        for edit in edits:
            now = apply(edit, now)
            assert sorted(i.uri or "" for i in now) == list("abcdef")
        assert now == [before[n] for n in order]
        assert len(edits) <= 6 - len(heaviest_increasing(list(order), [1] * 6))


def test_any_list_becomes_any_other() -> None:
    random = Random(7)
    for _ in range(300):
        before = [Item(random.choice("abcdefgh")) for _ in range(random.randrange(9))]
        kept = random.sample(range(len(before)), random.randrange(len(before) + 1))
        after: list[Slot] = [(n, before[n]) for n in kept]
        for letter in "xyz":
            after.insert(random.randrange(len(after) + 1), (None, Item(letter)))
        now = list(before)
        for edit in operations(before, after):
            now = apply(edit, now)
        assert [i.uri for i in now] == [i.uri for _, i in after]


def test_nothing_without_a_name_is_ever_removed() -> None:
    with pytest.raises(ValueError):
        operations([Item(None, ItemKind.MISSING)], [])


# ---------------------------------------------------------------------------- undo


@pytest.mark.parametrize(
    ("before", "after", "now", "back"),
    [
        ("", "ABC", "abc", ""),
        ("ABC", "ABCD", "abcd", "ABC"),
        ("ABC", "AC", "ac", "ABC"),
        ("ABC", "CBA", "cba", "ABC"),
        ("ABC", "ABCD", "axbcd", "AxBC"),
        ("ABC", "ABCD", "bcd", "BC"),
        ("AxB", "BA", "ba", "AxB"),
    ],
)
def test_undo_goes_back_and_keeps_what_was_done_since(before: str, after: str, now: str, back: str) -> None:
    earlier, later = state(before), state(after)
    found = recognise(later, there(now))
    made = undo(found, earlier, later)
    assert shown(made.after) == back
    assert done(made.edits, found.items) == back.lower()
