"""Reads what programs write: JSON (our own too), JSPF, XSPF and M3U. Broken entries cost themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from reprlib import Repr
from typing import Any
from urllib.parse import unquote

from ostsync.errors import SourceUnreadable
from ostsync.model import Kind, Medium, Problem, Reading, Recommendation, Source
from ostsync.parsing import Malformed, json_value
from ostsync.reading.tables import columns_of, milliseconds

_TRACK_LISTS = ("tracks", "recommendations", "results", "items", "songs", "track", "data", "playlist", "entries")
_SPOTIFY = re.compile(
    r"spotify:track:[0-9A-Za-z]{22}|https?://(?:open|play)\.spotify\.com/(?:intl-[a-z-]+/)?track/[0-9A-Za-z]{22}[^\s]*"
)
_LONGEST_MS = 10**9
"""More milliseconds (11 days) are no length of a track."""
_DEEPEST = 20
"""Lists inside of lists; more is no shape that a program writes tracks in."""
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_SHORT.maxdict = _SHORT.maxlist = _SHORT.maxlevel = 3
_EXTINF = re.compile(r"#EXTINF:\s*(-?\d+(?:\.\d+)?)[^,]{0,500},\s*(.*)$", re.IGNORECASE)
_BARE_AND = re.compile(r"&(?!#?\w{1,32};)")
_PLAYLIST_NAME = re.compile(r"#(?:PLAYLIST|EXTPLAYLIST):\s*(.+)$", re.IGNORECASE)


def read_json(text: str, name: str) -> Source:
    """A Source from JSON: our own `extract` or `resolve` output, JSPF, or any list of objects with a title."""
    try:
        data = json_value(text)
    except Malformed as problem:
        advice = problem.advice or "Check the file, or name its kind with --kind."
        raise SourceUnreadable(f"{name} is not valid JSON: {problem}.", advice) from problem
    playlist = data.get("playlist") if isinstance(data, dict) else None
    if isinstance(playlist, dict) and isinstance(playlist.get("track"), list):
        return _jspf(playlist, name)
    problems: list[Problem] = []
    found = list(_objects(data, problems))
    title = None
    if isinstance(data, dict):
        sources = data.get("sources")
        held = sources[0] if isinstance(sources, list) and len(sources) == 1 and isinstance(sources[0], dict) else data
        title = _text(held.get("title")) or _text(held.get("name"))
    return Source(name, "json", title, tuple(found), tuple(problems))


def _objects(
    data: Any, problems: list[Problem], section: str | None = None, depth: int = 0
) -> Iterator[Recommendation]:
    if depth > _DEEPEST:
        problems.append(Problem("A list in it is nested too deeply to be one of tracks."))
        return
    if isinstance(data, dict) and isinstance(data.get("sources"), list):
        for source in data["sources"]:
            tracks = source.get("tracks", []) if isinstance(source, dict) else source
            yield from _objects(tracks, problems, depth=depth + 1)
        return
    if isinstance(data, dict):
        held = next((data[k] for k in _TRACK_LISTS if isinstance(data.get(k), list)), None)
        if held is not None and "work" not in data:
            yield from _objects(held, problems, section, depth + 1)
            return
        lists = {k: value for k, value in data.items() if isinstance(value, list) and value}
        if lists and not _text(data.get("title")):
            for key, value in lists.items():
                yield from _objects(value, problems, key, depth + 1)
            return
        data = [data]
    if not isinstance(data, list):
        problems.append(Problem(f"There is no list of tracks in it, but {type(data).__name__}."))
        return
    for number, held in enumerate(data, 1):
        entry = held["track"] if isinstance(held, dict) and isinstance(held.get("track"), dict) else held
        if isinstance(entry, str) and entry.strip():
            yield Recommendation(entry.strip(), section=section, text=entry.strip())
            continue
        one = _from_object(entry, section) if isinstance(entry, dict) else None
        if one is None:
            problems.append(Problem(f"Entry {number} has no title: {_SHORT.repr(entry)}"))
        else:
            yield one


def _from_object(entry: dict[str, Any], section: str | None) -> Recommendation | None:
    keys = [str(k) for k in entry]
    places = columns_of(keys)
    values = list(entry.values())
    row = {column: values[place] for column, place in places.items()}
    title = _text(row.get("title"))
    if title is None:
        return None
    line = row.get("line")
    confidence = row.get("confidence")
    uri = _text(row.get("uri")) or _text(entry.get("link")) or _text(entry.get("url"))
    duration = row.get("duration")
    alternatives = row.get("alternatives")
    return Recommendation(
        title,
        _text(row.get("work")),
        _text(row.get("artist")),
        _text(row.get("album")),
        _member(Medium, row.get("medium")),
        _text(row.get("section")) or section,
        _member(Kind, row.get("kind")) or Kind.TRACK,
        tuple(_readings(alternatives, row)) if isinstance(alternatives, list) else (),
        duration if type(duration) is int and 0 < duration < _LONGEST_MS else milliseconds(_text(duration) or ""),
        _text(row.get("isrc")),
        uri if uri and _SPOTIFY.fullmatch(uri) else None,
        co_artists=tuple(t for a in entry.get("co_artists") or () if (t := _text(a)))
        if isinstance(entry.get("co_artists"), list)
        else (),
        confidence=float(confidence) if isinstance(confidence, (int, float)) and 0 <= confidence <= 1 else 1.0,
        text=_text(row.get("text")) or "",
        line=line if type(line) is int and 0 < line < _LONGEST_MS else None,
    )


def _readings(alternatives: list[Any], row: dict[str, Any]) -> Iterator[Reading]:
    for one in alternatives:
        if isinstance(one, dict) and (title := _text(one.get("title"))):
            yield Reading(title, _text(one.get("work")), _text(one.get("artist")))
        elif (title := _text(one)) is not None:
            yield Reading(title, _text(row.get("work")), _text(row.get("artist")))


def _text(value: Any) -> str | None:
    """A text, a number, the name of an object, or a list of these in one; None where it is nothing of the kind."""
    if isinstance(value, list):
        value = ", ".join(t for v in value if not isinstance(v, list) and (t := _text(v)))
    if isinstance(value, dict):
        value = value.get("name") or value.get("title")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None


def _member(kind: type[Any], value: Any) -> Any:
    return next((m for m in kind if isinstance(value, str) and m.value == value.casefold()), None)


def _jspf(playlist: dict[str, Any], name: str) -> Source:
    found, problems = [], []
    for number, track in enumerate(playlist["track"], 1):
        title = _text(track.get("title")) if isinstance(track, dict) else None
        if title is None:
            problems.append(Problem(f"Track {number} has no title."))
            continue
        places = track.get("location") or track.get("identifier") or []
        uri = next(
            (
                p
                for p in (places if isinstance(places, list) else [places])
                if isinstance(p, str) and _SPOTIFY.fullmatch(p)
            ),
            None,
        )
        length = track.get("duration")
        found.append(
            Recommendation(
                title,
                None,
                _text(track.get("creator")),
                _text(track.get("album")),
                uri=uri,
                text=_text(track.get("annotation")) or title,
                duration_ms=length if type(length) is int and 0 < length < _LONGEST_MS else None,
            )
        )
    return Source(name, "jspf", _text(playlist.get("title")), tuple(found), tuple(problems))


def read_xspf(text: str, name: str) -> Source:
    """A Source from an XSPF playlist. A document type declaration is refused: entities can eat all memory."""
    from xml.etree import ElementTree

    if "<!DOCTYPE" in text[:5000].upper() or "<!ENTITY" in text.upper():
        raise SourceUnreadable(
            f"{name} declares a document type, which playlists need not.", "Remove the <!DOCTYPE …> line."
        )
    try:
        # a bare & is what most writers by hand forget; noqa: without a document type there are no entities
        root = ElementTree.fromstring(_BARE_AND.sub("&amp;", text.lstrip()))  # noqa: S314
    except (ElementTree.ParseError, ValueError) as problem:
        raise SourceUnreadable(
            f"{name} is not valid XML: {problem}.", "Check the file, or name its kind with --kind."
        ) from problem
    found, problems = [], []
    for number, track in enumerate((e for e in root.iter() if _local(e.tag) == "track"), 1):
        facts: dict[str, str] = {}
        for child in track:
            if child.text and child.text.strip():
                facts.setdefault(_local(child.tag), child.text.strip())
        if "title" not in facts:
            problems.append(Problem(f"Track {number} has no title."))
            continue
        duration = facts.get("duration", "")
        places = [c.text.strip() for c in track if _local(c.tag) in ("location", "identifier") and c.text]
        found.append(
            Recommendation(
                facts["title"],
                None,
                facts.get("creator"),
                facts.get("album"),
                uri=next((p for p in places if _SPOTIFY.fullmatch(p)), None),
                duration_ms=int(duration) if duration.isdecimal() and len(duration) < 10 else None,
                text=facts.get("annotation", facts["title"]),
            )
        )
    title = next((c.text.strip() for c in root if _local(c.tag) == "title" and c.text), None)
    return Source(name, "xspf", title, tuple(found), tuple(problems))


def _local(tag: Any) -> str:
    return str(tag).rsplit("}", 1)[-1].lower()


def read_m3u(text: str, name: str) -> Source:
    """A Source from M3U or M3U8: the names in #EXTINF lines, or else the names of the files."""
    found: list[Recommendation] = []
    title = None
    said: tuple[str, int | None, int] | None = None
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        if match := _EXTINF.match(line[:2000]):
            if said:
                found.append(_m3u_track(*said, ""))
            seconds = float(match[1])
            said = (match[2].strip(), int(seconds * 1000) if 0 < seconds < 10**6 else None, number)
        elif match := _PLAYLIST_NAME.match(line[:500]):
            title = match[1].strip()
        elif line and not line.startswith("#"):
            label = said or (_file_name(line), None, number)
            if label[0]:
                found.append(_m3u_track(*label, line))
            said = None
    if said and said[0]:
        found.append(_m3u_track(*said, ""))
    return Source(name, "m3u", title, tuple(one for one in found if one.title))


def _m3u_track(label: str, duration: int | None, line: int, place: str) -> Recommendation:
    artist, dash, title = label.partition(" - ")
    uri = place if _SPOTIFY.fullmatch(place) else None
    if not dash:
        return Recommendation(label, duration_ms=duration, uri=uri, text=label, line=line)
    return Recommendation(
        title.strip(), None, artist.strip() or None, duration_ms=duration, uri=uri, text=label, line=line
    )


def _file_name(place: str) -> str:
    if _SPOTIFY.fullmatch(place):
        return ""
    name = unquote(re.split(r"[\\/]", place)[-1].split("?")[0])
    return re.sub(r"^\d{1,3}\s*[-.]?\s+", "", re.sub(r"\.\w{2,4}$", "", name)).replace("_", " ").strip()
