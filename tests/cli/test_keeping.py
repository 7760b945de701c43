"""`cache` and `purge`: what is shown, what goes, and what never does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ostsync.app.context import App
from ostsync.cli import _shared, main
from ostsync.decisions import Action, Decision
from ostsync.model import Reading, Recommendation, Source, Status, Track, Verdict
from ostsync.store import decisions, sources, verdicts
from ostsync.store.verdicts import Verdicts


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def filled(home: Path) -> Path:
    """A home with one of everything."""
    app = App.open()
    now = app.clock.now()
    said = Recommendation("Lilium", "Elfen Lied")
    decisions.add(app.db, app.origin, [Decision((Reading("Lilium", "Elfen Lied"),), Action.SKIP, now)])
    sources.save(app.db, Source("/a", "text", recommendations=(said,)), now=now)
    memory = Verdicts(app.db, world="w", market="US", clock=app.clock)
    memory.remember(said, Verdict(Status.MATCHED, match=Track("1", "Lilium")), tries=0, next_try=None)
    app.close()
    (home / "config.toml").write_text("", encoding="utf-8")
    for name in ("data/tokens/x.json", "cache/spotify/api.spotify.com.sqlite", "cache/spotify/127.0.0.1.sqlite"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"")
    return home


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


def counts() -> dict[str, int]:
    data = json.loads(run("cache", "info", "--format", "json").stdout)
    return {row["what"]: row["count"] for row in data["kept"]}


def test_info_says_what_is_kept_and_where(filled: Path) -> None:
    assert counts() == {
        "decisions by hand": 1,
        "sources as they were read": 1,
        "runs": 0,
        "verdicts": 1,
        "names and candidates from Spotify": 1,
        "answers of Spotify": 0,
    }
    shown = run("cache", "info").stdout
    assert str(filled / "data" / "ostsync.db") in shown
    assert "decisions by hand" in shown


def test_clear_lets_go_of_what_can_be_fetched_again_and_of_nothing_else(filled: Path) -> None:
    result = run("cache", "clear")
    assert result.exit_code == 0
    assert "1 verdict" in result.stderr
    left = counts()
    assert (left["verdicts"], left["names and candidates from Spotify"]) == (0, 0)
    assert (left["decisions by hand"], left["sources as they were read"]) == (1, 1)
    assert list((filled / "cache" / "spotify").glob("*.sqlite")) == []
    assert (filled / "data" / "tokens" / "x.json").exists()


def test_prune_lets_only_the_old_go(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0 verdicts" in run("cache", "prune").stderr
    monkeypatch.setattr(verdicts, "KEEP_SPOTIFY_CONTENT", verdicts.KEEP_SPOTIFY_CONTENT * 0)
    assert "1 verdict" in run("cache", "prune").stderr
    assert counts()["verdicts"] == 1


def test_purge_asks_and_without_an_answer_keeps_everything(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = run("purge")
    assert refused.exit_code == 2
    assert "--yes" in refused.stderr
    monkeypatch.setattr(_shared, "interactive", lambda: True)
    declined = CliRunner().invoke(main, ["purge"], input="n\n")
    assert declined.exit_code == 0
    assert counts()["decisions by hand"] == 1


def test_purge_forgets_everything_but_the_config_file_and_what_is_not_ours(filled: Path) -> None:
    (filled / "data" / "notes.txt").write_text("mine", encoding="utf-8")
    assert run("purge", "--yes").exit_code == 0
    assert sorted(p.relative_to(filled).as_posix() for p in filled.rglob("*") if p.is_file()) == [
        "config.toml",
        "data/notes.txt",
    ]
    assert run("purge", "--yes").stderr == "Nothing is kept.\n"


def test_purge_takes_everything_that_a_damaged_database_left(filled: Path) -> None:
    (filled / "data" / "ostsync.db").write_bytes(b"damaged" * 1000)
    mended = run("cache", "info", "--format", "json")
    assert mended.exit_code == 0
    assert "Saved into a new one: 1 decision." in mended.stderr
    assert list((filled / "data").glob("ostsync.damaged-*")) != []
    (filled / "data" / "ostsync.db").write_bytes(b"damaged again" * 1000)
    assert run("purge", "--yes").exit_code == 0
    assert not (filled / "data").exists()


def test_purge_forgets_the_second_copy_of_decisions_too(filled: Path) -> None:
    assert (filled / "data" / "ostsync.decisions.jsonl").exists()
    assert run("purge", "--yes").exit_code == 0
    assert counts()["decisions by hand"] == 0
