"""The sample catalogue is well formed, plainly not Spotify's, and honest about what it does not hold."""

from __future__ import annotations

import importlib.util
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def tracks() -> list[dict[str, Any]]:
    text = resources.files("ostsync.sandbox").joinpath("data", "catalogue.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_id_is_a_label_of_the_sandbox_and_stands_once(tracks: list[dict[str, Any]]) -> None:
    ids = [track["id"] for track in tracks]
    assert len(ids) == len(set(ids)) > 300
    for label in (*ids, *(track["album_id"] for track in tracks)):
        assert re.fullmatch(r"sandbox[0-9A-Za-z]{15}", label)


def test_every_track_has_the_fields_of_a_catalogue(tracks: list[dict[str, Any]]) -> None:
    for track in tracks:
        assert track["name"]
        assert track["artists"]
        assert all(track["artists"])
        assert track["album"]
        assert 20_000 < track["duration_ms"] < 600_000
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", track["release_date"])
        assert track["album_type"] in {"album", "single", "compilation"}
        assert 0 <= track["popularity"] <= 100
        assert all(alias.isascii() for alias in track.get("search_aliases", []))


def test_places_on_an_album_follow_each_other(tracks: list[dict[str, Any]]) -> None:
    discs: dict[tuple[str, int], list[int]] = {}
    for track in tracks:
        discs.setdefault((track["album_id"], track["disc_number"]), []).append(track["track_number"])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in discs.values())


@pytest.mark.parametrize(
    "work", ["xenoblade", "harvest moon", "ballad of the goddess", "zelda's lullaby", "kimi no uso", "eryth sea"]
)
def test_what_is_left_out_is_at_most_covered(tracks: list[dict[str, Any]], work: str) -> None:
    """Nothing but covers: a performer of the game's own music would be a wrong match waiting to happen."""
    covers = {"Hyrule Lofi", "Quest Strings", "Legend of Zelda on Harp", "Video Game Piano Lullabies"}
    for track in tracks:
        if work in f"{track['name']} {track['album']}".casefold():
            assert track["album"] in covers


def test_it_is_what_the_list_by_hand_says(tracks: list[dict[str, Any]]) -> None:
    spec = importlib.util.spec_from_file_location("build_sample", ROOT / "scripts" / "build_sample.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert list(build.read(build.SOURCE)) == tracks
