"""What can be said for a track that is named only by its role ("Opening 2"): candidates, never a match.

Which song is the second opening is knowledge, not search. Where the table of works knows the songs of the role,
those are looked up; else what stands under the work and the role is offered.
"""

from __future__ import annotations

from dataclasses import replace

from ostsync.matching.prepare import Wanted
from ostsync.matching.queries import Query, best_name, join, typed
from ostsync.matching.search import Search
from ostsync.matching.verdict import VERSION
from ostsync.model import Reason, Status, Verdict
from ostsync.titles.versions import parse
from ostsync.titles.works import Theme, Works

_ROLES = {
    "opening": ("opening", "op", "オープニング", "opening theme", "intro"),
    "ending": ("ending", "ed", "エンディング", "ending theme", "outro", "credits"),
    "insert": ("insert", "insert song", "挿入歌"),
}


def role(wish: Wanted, works: Works, search: Search, never: frozenset[str]) -> Verdict:
    """The verdict on a role: ambiguous with candidates, or missed; always for the reason `role_only`."""
    ask = wish.asks[0]
    sought = ask.sought
    if sought is None:
        return Verdict(Status.MISSED, Reason.ROLE_ONLY, matcher=VERSION)
    themes = _of_role(ask.reading.title, works.themes(sought.work) if sought.work else ())
    if themes:
        found = search.theme(wish.recommendation, themes[0], works, never)
    else:
        query = Query("plain", join(typed(best_name(sought)), typed(ask.reading.title)))
        found = search.offer(wish, query, never)
    if not found.candidates:
        return replace(found, status=Status.MISSED, reason=Reason.ROLE_ONLY, match=None, evidence=())
    return replace(found, status=Status.AMBIGUOUS, reason=Reason.ROLE_ONLY, match=None, evidence=())


def _of_role(title: str, themes: tuple[Theme, ...]) -> tuple[Theme, ...]:
    """The songs of the role that a title names; the n-th where it names a number."""
    said = title.casefold()
    kind = next((kind for kind, names in _ROLES.items() if any(name in said for name in names)), None)
    fitting = tuple(theme for theme in themes if kind is None or theme.role == kind)
    number = next((int(n) for n in parse(title).numbers if str(n).isdigit()), None)
    if number is None:
        return fitting[:1]
    return tuple(theme for theme in fitting if number == theme.number or (number == 1 and len(fitting) == 1))[:1]
