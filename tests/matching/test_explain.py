"""`ostsync explain` through the command line, against the sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ostsync.app.context import SystemClock
from ostsync.cli import main
from ostsync.sandbox.server import Sandbox, running

LIST = "- Gate of Steiner - Steins;Gate\n- Zelda's Lullaby - The Legend of Zelda\n- Qwfpgj Zzyzx - Guild Wars 2\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture(autouse=True)
def resolved(server: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OSTSYNC_SPOTIFY__API_URL", server.api_url)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCOUNTS_URL", server.accounts_url)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "sandbox")
    monkeypatch.setattr(SystemClock, "wait", lambda self, seconds, why: None)
    monkeypatch.chdir(tmp_path)
    Path("list.md").write_text(LIST, encoding="utf-8")
    run("resolve", "list.md")


def run(*words: str, code: int = 0) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result


def test_a_match_is_explained_without_a_request(server: Sandbox) -> None:
    before = len(server.requests)
    said = run("explain", "1").stdout
    assert len(server.requests) == before
    assert "matched" in said
    assert "the work is Steins;Gate (anime)" in said
    assert "Asked on" in said
    assert "title +6.0" in said
    assert "https://open.spotify.com/track/" in said


def test_a_miss_says_what_forbids_each_candidate_and_when_it_is_asked_again() -> None:
    said = run("explain", "Zelda's Lullaby").stdout
    assert "missed: only covers" in said
    assert "asked for again after" in said
    assert "forbids" in said


def test_the_same_for_scripts() -> None:
    found = json.loads(run("explain", "1", "--format", "json").stdout)
    assert found["result"]["status"] == "matched"
    assert found["work"]["name"] == "Steins;Gate"
    assert found["cost"] == sum(one["requests"] for one in found["asked"]) >= 1
    [best, *_] = found["candidates"]
    points = {p["name"]: p["points"] for p in best["points"]}
    assert points["title"] == 6.0
    assert best["confidence"] >= found["floor"]


def test_a_decision_is_part_of_the_explanation() -> None:
    run("decide", "3", "--skip")
    said = run("explain", "3").stdout
    assert "decided by you" in said
    assert "skip" in said


def test_an_unknown_track_is_named_with_an_advice() -> None:
    said = run("explain", "Gate of Stiener", code=2).stderr
    assert "Did you mean" in said
