"""The whole way through the command line: the real client against the real sandbox, counted at the server."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ostsync.app import demo as demo_app
from ostsync.app.context import SystemClock
from ostsync.cli import main
from ostsync.model import Source
from ostsync.sandbox.server import Sandbox, running

ARTICLE = """# Sad OST

## Anime

- Gate of Steiner - Steins;Gate
- Believe me - Steins;Gate
- Qwfpgj Zzyzx - Guild Wars 2

## Games

- Fear Not This Night - Guild Wars 2
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sandbox:
    server.requests.clear()
    use(server, monkeypatch)
    monkeypatch.setattr(SystemClock, "wait", lambda self, seconds, why: None)
    monkeypatch.chdir(tmp_path)
    Path("article.md").write_text(ARTICLE, encoding="utf-8")
    return server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def use(server: Sandbox, monkeypatch: pytest.MonkeyPatch, token: str = "sandbox") -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__API_URL", server.api_url)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCOUNTS_URL", server.accounts_url)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", token)


def run(*words: str, code: int = 0, **kwargs: Any) -> Result:
    result = CliRunner().invoke(main, words, **kwargs)
    assert result.exit_code == code, result.output
    return result


def asked(*words: str, **kwargs: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*words, "--format", "json", **kwargs).stdout)
    return found


def writes(sandbox: Sandbox) -> list[str]:
    return [f"{r.method} {r.path}" for r in sandbox.requests if r.method != "GET"]


def test_resolve_push_and_both_again(sandbox: Sandbox) -> None:
    first = asked("resolve", "article.md")
    assert first["summary"]["total"] == 4
    assert first["summary"]["matched"] == 3
    assert first["summary"]["requests"] == len(sandbox.requests)

    sandbox.requests.clear()
    second = asked("resolve", "article.md")
    assert sandbox.requests == []
    assert (second["summary"]["requests"], second["summary"]["cached"]) == (0, 4)
    assert [r["match"] for r in second["results"]] == [r["match"] for r in first["results"]]

    [plan] = asked("push", "--dry-run")["playlists"]
    assert writes(sandbox) == []
    [pushed] = asked("push", "--yes")["playlists"]
    assert pushed["operations"] == plan["operations"], "the plan that is shown is the plan that is run"
    assert (pushed["created"], pushed["added"], pushed["verified"]) == (True, 3, True)
    assert sandbox.hand(pushed["id"]).uris == [r["match"]["uri"] for r in first["results"] if r["match"]]

    sandbox.requests.clear()
    [again] = asked("push", "--yes")["playlists"]
    assert again["unchanged"]
    assert writes(sandbox) == []


def test_the_json_of_resolve_keeps_its_promise(sandbox: Sandbox) -> None:
    document = asked("resolve", "article.md")
    assert set(document) == {"summary", "results"}
    summary = document["summary"]
    assert summary["total"] == sum(summary[s] for s in ("matched", "ambiguous", "missed", "postponed"))
    result = document["results"][0]
    assert set(result) == {
        "order", "source", "title", "work", "artist", "medium", "section", "kind", "status", "reason", "confidence",
        "decided_by", "requests", "duplicate_of", "match", "evidence", "candidates",
    }  # fmt: skip
    assert set(result["match"]) == {"uri", "id", "name", "artists", "album", "duration_ms", "url"}
    assert result["source"] == str(Path("article.md").resolve())
    assert document["results"][2]["match"] is None
    assert document["results"][2]["reason"]
    assert [r["order"] for r in document["results"]] == [1, 2, 3, 4]


def test_the_table_shows_what_needs_a_look_and_the_rest_goes_beside(sandbox: Sandbox) -> None:
    result = run("resolve", "article.md", "--verbose")
    assert "Qwfpgj Zzyzx" in result.stdout
    assert "Gate of Steiner" not in result.stdout, "what was matched needs no look"
    assert "3 of 4 matched, 1 missed" in result.stdout
    assert "4 tracks, 4 new: about 4 to 16 requests." in result.stderr
    assert "✓ Gate of Steiner (Steins;Gate) → " in result.stderr, "--verbose tells of every track"
    quiet = run("resolve", "article.md", "--quiet")
    assert quiet.stderr == ""
    assert "3 of 4 matched" in quiet.stdout


def test_the_csv_of_resolve_can_be_edited_and_given_back(sandbox: Sandbox) -> None:
    sheet = run("resolve", "article.md", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [row["status"] for row in rows] == ["matched", "matched", "missed", "matched"]
    rows[0]["action"] = "skip"
    with Path("edited.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    run("review", "--import", "edited.csv")
    assert asked("resolve", "article.md")["results"][0]["reason"] == "skipped"


def test_order_counts_on_over_sources_and_a_repeated_track_is_named(sandbox: Sandbox) -> None:
    Path("more.csv").write_text("title,work\nBelieve me,Steins;Gate\nHere With You,Mirai Nikki\n", encoding="utf-8")
    results = asked("resolve", "article.md", "more.csv")["results"]
    assert [r["order"] for r in results] == [1, 2, 3, 4, 5, 6]
    assert [r["duplicate_of"] for r in results] == [None, None, None, None, 2, None]
    assert results[4]["match"] == results[1]["match"]


def test_a_rehearsal_never_feeds_a_real_push(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    asked("resolve", "article.md")
    [pushed] = asked("push", "--yes")["playlists"]
    with running() as real:
        use(real, monkeypatch)
        assert "Nothing has been resolved" in run("push", "--yes", code=2).stderr
        assert writes(real) == []
        assert asked("resolve", "article.md")["summary"]["cached"] == 0
        [other] = asked("push", "--yes")["playlists"]
        assert other["created"]
        assert other["id"] != pushed["id"]
    use(sandbox, monkeypatch, sandbox.token("somebody-else"))
    assert "Nothing has been resolved" in run("push", "--yes", code=2).stderr


def test_a_decision_counts_in_the_next_push_without_a_resolve(sandbox: Sandbox) -> None:
    results = asked("resolve", "article.md")["results"]
    [pushed] = asked("push", "--yes")["playlists"]
    run("decide", "1", "--skip")
    run("push", "--yes")
    assert results[0]["match"]["uri"] not in sandbox.hand(pushed["id"]).uris


def test_sync_resolves_and_pushes_and_a_second_one_writes_nothing(sandbox: Sandbox) -> None:
    document = asked("sync", "article.md", "--yes")
    assert document["summary"]["matched"] == 3
    assert document["playlists"][0]["added"] == 3
    sandbox.requests.clear()
    again = asked("sync", "article.md", "--yes")
    assert again["playlists"][0]["unchanged"]
    assert again["summary"]["requests"] == 0
    assert writes(sandbox) == []


def test_sync_uses_what_it_knows_of_a_source_that_is_gone_today(sandbox: Sandbox) -> None:
    Path("more.csv").write_text("title,work\nHere With You,Mirai Nikki\n", encoding="utf-8")
    [first] = asked("sync", "article.md", "more.csv", "--yes")["playlists"]
    Path("more.csv").unlink()
    [second] = asked("sync", "article.md", "more.csv", "--yes")["playlists"]
    assert (second["id"], second["unchanged"]) == (first["id"], True)
    sandbox.requests.clear()
    assert "never.txt" in run("sync", "article.md", "never.txt", "--yes", code=6).stderr
    assert writes(sandbox) == []


def test_sync_pushes_nothing_after_an_unfinished_or_unsettled_resolve(sandbox: Sandbox) -> None:
    document = asked("sync", "article.md", "--yes", "--max-requests", "1", code=5)
    assert (document["summary"]["postponed"] > 0, document["playlists"]) == (True, [])
    run("sync", "article.md", "--yes", "--strict", code=7)
    assert writes(sandbox) == []


def test_sync_without_yes_and_without_a_person_says_which_option_answers(sandbox: Sandbox) -> None:
    assert "--yes" in run("sync", "article.md", code=2).stderr
    assert writes(sandbox) == []


# ---------------------------------------------------------------------------- the demo


@pytest.fixture
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        assert not isinstance(address, tuple) or address[0] in ("127.0.0.1", "::1"), address
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo makes its temporary directories."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def test_the_demo_goes_the_whole_way_and_leaves_nothing_but_the_report(
    loopback_only: None, temporary: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "of a real account")
    monkeypatch.setenv("HTTP_PROXY", "http://10.255.255.1:3128")
    before = {thread.name for thread in threading.enumerate()}
    shown = run("demo").stdout
    for word in ("1  Read", "2  Log in", "3  Match", "4  Report", "5  Push", "6  Push again", "For real"):
        assert word in shown
    assert "Nothing to change" in shown
    assert "only covers" in shown, "it says honestly what is missing"
    found = re.search(r"(\d+) of 33 matched", shown)
    assert found is not None, "the article names 33 tracks"
    assert int(found[1]) >= 20
    report = Path(next(line.strip() for line in shown.splitlines() if line.strip().endswith("report.html")))
    assert "<html" in report.read_text(encoding="utf-8")
    assert [p for p in temporary.rglob("*") if p.is_file()] == [report]
    assert {thread.name for thread in threading.enumerate()} <= before
    assert not home.exists(), "the person's own home is not touched"


def test_an_interrupted_demo_leaves_nothing(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(self: demo_app.Demo, source: Source) -> None:
        raise KeyboardInterrupt

    before = {thread.name for thread in threading.enumerate()}
    monkeypatch.setattr(demo_app.Demo, "run", stop)
    run("demo", code=130)
    assert list(temporary.iterdir()) == []
    assert {thread.name for thread in threading.enumerate()} <= before
