"""Loading a catalogue: what is filled in, what is left out, and what a person is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from ostsync.errors import UsageError
from ostsync.sandbox.catalogue import artist_id, build, load

LINE = {"id": "1" * 22, "name": "One", "artists": ["A", "B"], "album_id": "2" * 22}


def _built(*rows: dict[str, Any]) -> Any:
    return build(json.dumps({**LINE, "id": f"{n:022d}", **row}) for n, row in enumerate(rows))


def test_what_is_not_known_is_filled_as_the_service_has_it() -> None:
    catalogue = build([json.dumps(LINE)])
    track, album = catalogue.tracks["1" * 22], catalogue.albums["2" * 22]
    assert (track.duration_ms, track.disc_number, track.track_number, track.isrc) == (180_000, 1, 1, None)
    assert (album.name, album.album_type, album.release_date, album.artists) == ("One", "single", "0000", ("A", "B"))


def test_null_is_the_same_as_not_there() -> None:
    given = dict.fromkeys(("album", "isrc", "release_date", "duration_ms", "popularity", "search_aliases"))
    assert build([json.dumps({**LINE, **given})]) == build([json.dumps(LINE)])


def test_tracks_are_ordered_by_disc_and_number_and_the_rest_fills_the_gaps() -> None:
    catalogue = _built(
        {"name": "d2", "album": "X", "disc_number": 2, "track_number": 1},
        {"name": "t2", "album": "X", "track_number": 2},
        {"name": "free", "album": "X"},
        {"name": "also free", "album": "X"},
    )
    tracks = catalogue.albums["2" * 22].tracks
    assert [(t.name, t.disc_number, t.track_number) for t in tracks] == [
        ("free", 1, 1), ("t2", 1, 2), ("also free", 1, 3), ("d2", 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("artists", "credited"),
    [
        ([["A"], ["A", "B"], ["C"]], ("A",)),
        ([["A"], ["B"], ["C"]], ("Various Artists",)),
        ([["A"], ["B"]], ("Various Artists",)),
        ([["A", "B"]], ("A", "B")),
    ],
)
def test_to_whom_an_album_is_credited(artists: list[list[str]], credited: tuple[str, ...]) -> None:
    catalogue = _built(*({"artists": names, "album": "X"} for names in artists))
    assert catalogue.albums["2" * 22].artists == credited
    assert [album.id for album in catalogue.albums_of[credited[0]]] == ["2" * 22]
    assert catalogue.artists[artist_id(credited[0])] == credited[0]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2"),
        ("[]", "not an object"),
        ('{"id": "x"}', "no 'name'"),
        (json.dumps({**LINE, "id": "x", "artists": []}), "must be text"),
        (json.dumps({**LINE, "id": "x", "artists": "A"}), "must be text"),
        (json.dumps({**LINE, "id": "x", "name": None}), "must be text"),
        (json.dumps({**LINE, "id": "x", "duration_ms": "long"}), "long"),
        (json.dumps({**LINE, "id": "x", "release_date": 2010}), "must be text"),
        (json.dumps({**LINE, "id": "x", "search_aliases": "one"}), "must be text"),
        (json.dumps({**LINE, "id": "x", "search_aliases": [1]}), "must be text"),
        (json.dumps({**LINE, "id": "x", "popularity": [1]}), "int()"),
        (json.dumps(LINE), "stands twice"),
    ],
)
def test_a_bad_line_costs_only_itself(line: str, problem: str) -> None:
    catalogue = build([json.dumps(LINE), line, json.dumps({**LINE, "id": "3" * 22})])
    assert list(catalogue.tracks) == ["1" * 22, "3" * 22]
    assert len(catalogue.problems) == 1
    assert catalogue.problems[0].startswith("line 2: ")
    assert problem in catalogue.problems[0]


@pytest.mark.parametrize("zipped", [False, True])
def test_files_are_read_plain_and_gzipped(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "catalogue.data"
    data = (json.dumps(LINE, ensure_ascii=False) + "\n\n").encode("utf-8-sig")
    path.write_bytes(gzip.compress(data) if zipped else data)
    assert list(load(path).tracks) == ["1" * 22]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "There is no catalogue"),
        (b"", "holds no track"),
        (b"[1]\n", "line 1"),
        (b"\xff\xfe\x00", "cannot be read"),
        (gzip.compress(b"{}" * 500)[:20], "cannot be read"),
    ],
)
def test_a_file_that_is_no_catalogue_is_named(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "catalogue.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError, match=words) as raised:
        load(path)
    assert str(path) in raised.value.message


def test_the_sample_that_ships_loads_without_a_problem() -> None:
    catalogue = load()
    assert catalogue.problems == []
    assert len(catalogue.tracks) > 200
