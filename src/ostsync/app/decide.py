"""Deciding one track from the command line, and moving decisions between machines and people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ostsync.decisions import Action, Decision
from ostsync.errors import UsageError
from ostsync.links import track_uri
from ostsync.model import Problem, Reading, Resolved, Track

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
    from ostsync.app.review import Office

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
    office.keep(Decision.about(result.recommendation, action, app.clock.now(), uris=uris, words=words))
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
        document = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise UsageError(f"This is no JSON: {problem}.", advice) from problem
    if (
        not isinstance(document, dict)
        or document.get("format") != FORMAT
        or not isinstance(document.get("decisions"), list)
    ):
        raise UsageError("This file holds no decisions.", advice)
    if document.get("version", 0) > VERSION:
        raise UsageError("These decisions were exported by a newer ostsync.", "Update ostsync.")
    found: list[Decision] = []
    problems: list[Problem] = []
    for number, entry in enumerate(document["decisions"], 1):
        try:
            found.append(_decision(entry))
        except (KeyError, TypeError, ValueError, AttributeError, UsageError) as problem:
            problems.append(
                Problem(
                    f"decision {number} cannot be read: {problem!r}"
                    if not str(problem)
                    else f"decision {number}: {problem}"
                )
            )
    return found, problems


def take(app: App, text: str) -> Imported:
    """Keeps the decisions of an export; those that are known already stay as they are."""
    from ostsync.store import decisions

    found, problems = read_export(text)
    new = decisions.add(app.db, app.origin, found)
    return Imported(new, len(found) - new, tuple(problems))


def _decision(entry: dict[str, Any]) -> Decision:
    readings = tuple(
        Reading(_words(r["title"]), _optional(r.get("work")), _optional(r.get("artist"))) for r in entry["readings"]
    )
    action = Action(entry["action"])
    uris = tuple(track_uri(_words(uri)) for uri in entry.get("uris") or ())
    words = _optional(entry.get("words"))
    if not readings:
        raise ValueError("it names no track")
    if (action in (Action.ACCEPT, Action.NEVER)) != bool(uris):
        raise ValueError(f"{action.value} {'without' if not uris else 'with'} a track")
    if (action is Action.SEARCH) != bool(words):
        raise ValueError(f"{action.value} {'without' if not words else 'with'} words")
    at = datetime.fromisoformat(entry["at"])
    if at.tzinfo is None:
        raise ValueError("its time has no zone")
    return Decision(readings, action, at, uris, words, _optional(entry.get("text")) or "")


def _words(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{str(value)[:40]!r} is no text")
    return value


def _optional(value: Any) -> str | None:
    return None if value is None or value == "" else _words(value)
