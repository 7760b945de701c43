"""The resolved list as a file: CSV, JSON, JSPF, XSPF, M3U8 or Markdown. What is written here reads back in.

CSV and JSON hold the person's words, and the match as the `uri`, which counts as a decision when it is read again.
The playlist formats hold the matched track as a player needs it. XSPF and JSPF name what was not matched without an
address, which they provide for; M3U8 has no place for it but a comment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from ostsync.model import Recommendation, Resolved, Source, Status, Track
from ostsync.report.markdown import escape
from ostsync.text import json_text

XSPF = "http://xspf.org/ns/0/"
SUFFIXES = {
    "csv": "csv", "json": "json", "jspf": "jspf", "xspf": "xspf", "m3u8": "m3u8", "m3u": "m3u8",
    "md": "markdown", "markdown": "markdown",
}  # fmt: skip
"""The format that the end of a file name asks for."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A resolved list, with the sources it came from."""

    title: str
    sources: tuple[Source, ...]
    results: tuple[Resolved, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One track for a player: as matched, or in the person's words."""

    title: str
    artist: str
    album: str
    duration_ms: int | None
    uri: str | None
    url: str | None
    isrc: str | None
    note: str


def write(listing: Listing, format: str) -> str:
    """The list in one of FORMATS."""
    return FORMATS[format](listing)


def _csv(listing: Listing) -> str:
    from ostsync.reading.sheet import csv_of

    return csv_of(_decided(result) for result in listing.results)


def _json(listing: Listing) -> str:
    from ostsync.report.document import recommendation_json

    sources = []
    for source in listing.sources:
        tracks = [
            {
                "order": result.order,
                **recommendation_json(words := _decided(result)),
                "duration": words.duration_ms,
                "isrc": words.isrc,
                "uri": words.uri,
                "status": result.verdict.status.value,
            }
            for result in listing.results
            if result.source == source.name
        ]
        sources.append({"source": source.name, "kind": source.kind, "title": source.title, "tracks": tracks})
    return json_text({"sources": sources}) + "\n"


def _jspf(listing: Listing) -> str:
    tracks = []
    for entry in _entries(listing):
        track: dict[str, Any] = {"title": entry.title}
        said = {"creator": entry.artist, "album": entry.album, "duration": entry.duration_ms, "annotation": entry.note}
        track |= {key: value for key, value in said.items() if value}
        if entry.url:
            track["location"] = [entry.url]
            track["identifier"] = [name for name in (entry.uri, entry.isrc and f"urn:isrc:{entry.isrc}") if name]
        tracks.append(track)
    return json_text({"playlist": {"title": listing.title, "track": tracks}}) + "\n"


def _xspf(listing: Listing) -> str:
    ElementTree.register_namespace("", XSPF)
    root = ElementTree.Element(f"{{{XSPF}}}playlist", version="1")
    _element(root, "title", listing.title)
    tracks = ElementTree.SubElement(root, f"{{{XSPF}}}trackList")
    for entry in _entries(listing):
        track = ElementTree.SubElement(tracks, f"{{{XSPF}}}track")
        _element(track, "location", entry.url)
        _element(track, "identifier", entry.uri)
        _element(track, "title", entry.title)
        _element(track, "creator", entry.artist)
        _element(track, "annotation", entry.note)
        _element(track, "album", entry.album)
        _element(track, "duration", str(entry.duration_ms or ""))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _m3u8(listing: Listing) -> str:
    lines = ["#EXTM3U", f"#PLAYLIST:{_line(listing.title)}"]
    for entry in _entries(listing):
        label = _line(f"{entry.artist} - {entry.title}" if entry.artist else entry.title)
        if entry.url:
            seconds = round(entry.duration_ms / 1000) if entry.duration_ms else -1
            lines += [f"#EXTINF:{seconds},{label}", entry.url]
        else:
            lines.append(f"# not matched: {label}")
    return "\n".join(lines) + "\n"


def _markdown(listing: Listing) -> str:
    """A table, since its head says what is what: a list leaves it to guessing which words are the work."""
    lines = [
        f"# {escape(listing.title)}",
        "",
        "| # | Title | Work | Artist | Section | Spotify |",
        "|--:|---|---|---|---|---|",
    ]
    for result in _own(listing):
        words, track = result.recommendation, _matched(result)
        cells = [str(result.order), *(escape(w or "") for w in (words.title, words.work, words.artist, words.section))]
        lines.append(f"| {' | '.join([*cells, f'<{track.url}>' if track else ''])} |")
    return "\n".join(lines) + "\n"


FORMATS: dict[str, Callable[[Listing], str]] = {
    "csv": _csv, "json": _json, "jspf": _jspf, "xspf": _xspf, "m3u8": _m3u8, "markdown": _markdown,
}  # fmt: skip


def _matched(result: Resolved) -> Track | None:
    return result.verdict.match if result.verdict.status is Status.MATCHED else None


def _decided(result: Resolved) -> Recommendation:
    track = _matched(result)
    return replace(result.recommendation, uri=track.uri) if track else result.recommendation


def _own(listing: Listing) -> Sequence[Resolved]:
    """The results without those that repeat an earlier one: a player would play them twice."""
    return [result for result in listing.results if result.duplicate_of is None]


def _entries(listing: Listing) -> list[_Entry]:
    entries = []
    for result in _own(listing):
        words, track = result.recommendation, _matched(result)
        note = words.work or ""
        if track:
            entries.append(
                _Entry(
                    track.name, ", ".join(track.artists), track.album_name, track.duration_ms, track.uri, track.url,
                    track.isrc, note,
                )
            )  # fmt: skip
        else:
            artist, album = words.artist or "", words.album or ""
            entries.append(_Entry(words.title, artist, album, words.duration_ms, None, None, words.isrc, note))
    return entries


def _element(parent: ElementTree.Element, name: str, text: str | None) -> None:
    if text:
        ElementTree.SubElement(parent, f"{{{XSPF}}}{name}").text = _xml(text)


def _xml(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write."""
    return "".join(
        c for c in text if c in "\t\n\r" or "\x20" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _line(text: str) -> str:
    return " ".join(text.split())
