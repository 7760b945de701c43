"""The `ostsync sandbox` command: its switches, its words, its errors."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from ostsync.app.sandbox import SandboxOptions, serve
from ostsync.cli import main
from ostsync.errors import UsageError

LINE = {"id": "1" * 22, "name": "One", "artists": ["A"], "album_id": "2" * 22}


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue of one track, and four lines that are none."""
    path = tmp_path / "catalogue.jsonl"
    path.write_text(json.dumps(LINE) + "\n" + "[]\n" * 4, encoding="utf-8")
    return path


def _served(options: SandboxOptions, path: str) -> tuple[requests.Response, list[str], list[str]]:
    """One request to a sandbox that `serve` runs; the words said and the lines logged."""
    said: list[str] = []
    logged: list[str] = []
    end = threading.Event()
    ready = threading.Event()

    def say(words: str) -> None:
        said.append(words)
        if words.startswith("Nothing here is Spotify"):
            ready.set()

    server = threading.Thread(target=serve, args=(options, say, logged.append, end))
    server.start()
    try:
        assert ready.wait(10)
        api = next(words.partition("=")[2] for words in said if "API_URL" in words)
        response = requests.get(api + path, headers={"Authorization": "Bearer sandbox"}, timeout=5)
    finally:
        end.set()
        server.join(10)
    assert not server.is_alive()
    return response, said, logged


def test_it_serves_the_catalogue_and_says_how_to_use_it(catalogue: Path) -> None:
    response, said, logged = _served(SandboxOptions(port=0, catalogue=catalogue), "search?q=one&type=track")
    assert response.json()["tracks"]["items"][0]["name"] == "One"
    assert logged == ["GET /v1/search?q=one&type=track 200"]
    assert said[0] == "Left out of the catalogue: line 2: not an object."
    assert said[3] == "... and 1 more lines."
    assert "1 tracks" in said[4]
    assert any("OSTSYNC_SPOTIFY__ACCESS_TOKEN=sandbox" in words for words in said)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"quota": 0}, 429), ({"rate_limit": 0}, 429), ({"latency_ms": 1}, 200), ({"search": "forgiving"}, 200)],
)
def test_switches_reach_the_server(catalogue: Path, changed: dict[str, Any], status: int) -> None:
    response, _, _ = _served(SandboxOptions(port=0, catalogue=catalogue, **changed), "me")
    assert response.status_code == status


def test_faults_reach_the_server(catalogue: Path, tmp_path: Path) -> None:
    faults = tmp_path / "faults.toml"
    faults.write_text('[[fault]]\neffect = "quota"\n', encoding="utf-8")
    response, _, logged = _served(SandboxOptions(port=0, catalogue=catalogue, faults=faults), "me")
    assert response.json()["error"]["reason"] == "QUOTA_EXCEEDED"
    assert logged == ["GET /v1/me 429 (quota)"]


def test_a_bad_faults_file_stops_it_before_it_listens(catalogue: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        serve(SandboxOptions(port=0, catalogue=catalogue, faults=tmp_path / "none.toml"), print)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--catalogue", "nowhere.jsonl"], 2, "There is no catalogue file nowhere.jsonl."),
        (["--faults", "nowhere.toml"], 2, "The faults file nowhere.toml cannot be read"),
        (["--port", "70000"], 2, "70000 is not in the range"),
        (["--search", "fuzzy"], 2, "'fuzzy' is not one of"),
        (["--help"], 0, "--token-ttl"),
    ],
)
def test_the_command_line(arguments: list[str], code: int, words: str) -> None:
    result = CliRunner().invoke(main, ["sandbox", *arguments])
    assert result.exit_code == code
    assert words in result.output
