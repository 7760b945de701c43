"""Deciding one track from the command line, and moving decisions between machines and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ostsync.decisions import Action, Decision
from ostsync.errors import UsageError
from ostsync.links import track_uri
from ostsync.model import Problem, Reading, Resolved, Track
from ostsync.parsing import Malformed, json_value

if TYPE_CHECKING:
    from ostsync.app.context import App

FORMAT = "ostsync decisions"
VERSION = 1


def decide(
    app: App, result: Resolved, action: Action, *, links: Sequence[str] = (), words: str | None = None
) -> Resolved:
    """Keeps a decision about a result; answers the result as it stands then.

    A link that is not among the candidates is looked up, for one request. Raises UsageError where it names no track.
    """
    from ostsync.app.review import HandClock, Office

    office = Office(app)
    uris = tuple(dict.fromkeys(track_uri(link) for link in links))
    chosen: Track | None = None
    if action is Action.ACCEPT:
        known = {c.track.uri: c.track for c in result.verdict.candidates}
        looked_up = [known.get(uri) or office.look_up(uri) for uri in uris]
        chosen = looked_up[0]
    if action is Action.SEARCH:
        words = " ".join((words or "").split())
        if not words:
            raise UsageError("There are no words to search for.", "For example: --search 'steins gate believe me'.")
    office.keep(Decision.about(result.recommendation, action, HandClock(app).now(), uris=uris, words=words))
    return office.settle(result, chosen)


def forget(app: App, result: Resolved) -> int:
    """Takes every decision about a result back; answers how many there were."""
    from ostsync.store import decisions

    held = app.decisions().about(result.recommendation)
    return decisions.remove(app.db, [n for n, kept in decisions.numbered(app.db, app.origin) if kept in held])


# ---------------------------------------------------------------------------- moving them


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought."""

    new: int
    known: int
    problems: tuple[Problem, ...] = ()


def export(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Decisions as JSON, in the words that a person can read."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "decisions": [
            {
                "readings": [{"title": r.title, "work": r.work, "artist": r.artist} for r in d.readings],
                "action": d.action.value,
                "uris": list(d.uris),
                "words": d.words,
                "text": d.text,
                "at": d.at.isoformat(),
            }
            for d in decisions
        ],
    }


def read_export(text: str) -> tuple[list[Decision], list[Problem]]:
    """The decisions of an export, and what is wrong with those that cannot be read. UsageError where it is none."""
    advice = "Make one with `ostsync decisions export -o FILE`."
    try:
        document = json_value(text)
    except Malformed as problem:
        raise UsageError(f"This is no JSON: {problem}.", problem.advice or advice) from problem
    if (
        not isinstance(document, dict)
        or document.get("format") != FORMAT
        or not isinstance(document.get("decisions"), list)
    ):
        raise UsageError("This file holds no decisions.", advice)
    version = document.get("version", 0)
    if isinstance(version, int | float) and version > VERSION:
        raise UsageError("These decisions were exported by a newer ostsync.", "Update ostsync.")
    found: list[Decision] = []
    problems: list[Problem] = []
    for number, entry in enumerate(document["decisions"], 1):
        try:
            found.append(_decision(entry))
        except _NoDecision as problem:
            problems.append(Problem(f"decision {number}: {problem}"))
        except UsageError as problem:
            problems.append(Problem(f"decision {number}: {problem.message.rstrip('.')}"))
    return found, problems


def take(app: App, text: str) -> Imported:
    """Keeps the decisions of an export; those that are known already stay as they are."""
    from ostsync.store import decisions

    found, problems = read_export(text)
    new = decisions.add(app.db, app.origin, found)
    return Imported(new, len(found) - new, tuple(problems))


class _NoDecision(Exception):
    """What is wrong with an entry."""


def _decision(entry: Any) -> Decision:
    if not isinstance(entry, dict):
        raise _NoDecision("it is no object")
    readings = tuple(map(_reading, _list(entry, "readings")))
    action = next((a for a in Action if a.value == entry.get("action")), None)
    uris = tuple(track_uri(_words(uri, "its address")) for uri in _list(entry, "uris"))
    words = _optional(entry.get("words"), "its words")
    if not readings:
        raise _NoDecision("it names no track")
    if action is None:
        raise _NoDecision(f"its action is none of {', '.join(Action)}")
    if (action in (Action.ACCEPT, Action.NEVER)) != bool(uris):
        raise _NoDecision(f"{action.value} {'without' if not uris else 'with'} a track")
    if (action is Action.SEARCH) != bool(words):
        raise _NoDecision(f"{action.value} {'without' if not words else 'with'} words")
    return Decision(
        readings, action, _time(entry.get("at")), uris, words, _optional(entry.get("text"), "its text") or ""
    )


def _reading(value: Any) -> Reading:
    if not isinstance(value, dict):
        raise _NoDecision("one of its readings is no object")
    return Reading(
        _words(value.get("title"), "its title"),
        _optional(value.get("work"), "its work"),
        _optional(value.get("artist"), "its artist"),
    )


def _time(value: Any) -> datetime:
    """The time that it says, in UTC. A calendar ends: the first hours of year 1 are in no year elsewhere."""
    try:
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise _NoDecision("its time has no zone")
        return at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as problem:
        raise _NoDecision("its time is none") from problem


def _list(entry: dict[str, Any], name: str) -> list[Any]:
    value = entry.get(name)
    if value is not None and not isinstance(value, list):
        raise _NoDecision(f"its {name} are no list")
    return value or []


def _words(value: Any, what: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _NoDecision(f"{what} is no text")
    return value


def _optional(value: Any, what: str) -> str | None:
    return None if value is None or value == "" else _words(value, what)
