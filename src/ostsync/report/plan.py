"""How a planned push reads: for each playlist what would be done, in the order in which it would be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ostsync.model import ItemKind
from ostsync.playlists.carry import Outcome
from ostsync.playlists.edits import Add, Cover, Create, Details, Move, Operation, Remove, apply
from ostsync.playlists.items import Item
from ostsync.playlists.push import Prepared
from ostsync.report.rows import plural
from ostsync.text import plain

SHOWN = 40
"""Tracks of one edit that are listed; the rest is counted."""


def plan_lines(prepared: Prepared, *, shown: int = SHOWN) -> Iterator[str]:
    """A plan, line by line, safe to print: names come from strangers."""
    return map(plain, _lines(prepared, shown))


def _lines(prepared: Prepared, shown: int) -> Iterator[str]:
    head = prepared.head
    if head is None:
        yield f"{prepared.name}: {'a new playlist' if prepared.operations else 'no playlist yet'}"
    else:
        yield f"{head.name}: {plural(len(prepared.state.items), 'item')} on Spotify now · {head.url}"
    items = list(prepared.state.items)
    for op in prepared.operations:
        yield from _operation(op, items, shown)
        items = apply(op, items)
    if head is not None and not prepared.operations:
        yield "  = nothing to change"
    if prepared.plan.kept_by_hand:
        yield f"  = {prepared.plan.kept_by_hand} left as you arranged them by hand"
    lost = [i for i in prepared.plan.removed if i.kind is ItemKind.LOCAL]
    if lost:
        yield f"  ! {plural(len(lost), 'local file')} among them: ostsync cannot put these back"
    for note in prepared.notes:
        yield f"  ! {note}"


def outcome_line(outcome: Outcome) -> str:
    """What a push came to, as one sentence, safe to print."""
    return plain(_outcome(outcome))


def _outcome(outcome: Outcome) -> str:
    if not outcome.playlist_id:
        return f"{outcome.name}: no playlist yet"
    url = f"https://open.spotify.com/playlist/{outcome.playlist_id}"
    cost = plural(outcome.counts.requests, "request")
    if outcome.unchanged:
        kept = f", {outcome.kept_by_hand} left as you arranged them by hand" if outcome.kept_by_hand else ""
        return f"{outcome.name}: nothing to change{kept} ({cost}) · {url}"
    counts = outcome.counts
    parts = ["created"] if outcome.created else []
    parts += [f"{counts.added} added"] if counts.added else []
    parts += [f"{counts.removed} taken out"] if counts.removed else []
    parts += [f"{counts.moved} moved"] if counts.moved else []
    parts += ["details changed"] if not parts else []
    checked = "read back and right" if outcome.verified else "NOT as planned when read back"
    return f"{outcome.name}: {', '.join(parts)}; {checked} ({cost}) · {url}"


def _operation(op: Operation, items: Sequence[Item], shown: int) -> Iterator[str]:
    match op:
        case Create(_, public):
            yield f"  + create it, {'shown' if public else 'not shown'} on your profile"
        case Add(position, new):
            yield f"  + add {plural(len(new), 'track')} {_place(position, len(items))}:"
            yield from _listed([item.label for item in new], shown, first=position + 1)
        case Remove(uris):
            gone = {item.uri: item for item in items if item.uri in set(uris)}
            yield f"  - take out {plural(len(uris), 'track')}:"
            yield from _listed([item.label for item in gone.values()], shown)
        case Move(start, length, before):
            place = before if before < start else before - length
            what = items[start].label if length == 1 else f"{length} tracks from {items[start].label} on"
            yield f"  ~ move {what}: from place {start + 1} to {place + 1}"
        case Details(name, description, public):
            if name is not None:
                yield f"  ~ rename it to “{name}”"
            if description is not None:
                yield f"  ~ describe it: {description}"
            if public is not None:
                yield f"  ~ {'show it' if public else 'do not show it'} on your profile"
        case Cover():
            yield "  ~ set its cover"


def _place(position: int, length: int) -> str:
    if length == 0:
        return "in this order"
    return "at the end" if position == length else f"at place {position + 1}"


def _listed(labels: Sequence[str], shown: int, first: int | None = None) -> Iterator[str]:
    for n, label in enumerate(labels[:shown]):
        number = f"{first + n:>5}  " if first is not None else "       "
        yield f"  {number}{label}"
    if len(labels) > shown:
        yield f"         and {len(labels) - shown} more"
