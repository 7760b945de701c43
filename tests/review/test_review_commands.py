"""review, decide and decisions on the command line, against the sandbox: what is decided holds, and costs nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ostsync.cli import main
from ostsync.sandbox.server import Sandbox, running

ARTICLE = """\
# Sad songs

- Gate of Steiner - Steins;Gate
- Fear Not This Night - Guild Wars 2
- Zelda's Lullaby - The Legend of Zelda
- Zzyzx Qwfpgj Nothing - Guild Wars 2
"""

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("article") / "sad.md"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def resolved(sandbox: Sandbox, article: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the article was resolved, once."""
    home = tmp_path_factory.mktemp("resolved")
    settings = environment(sandbox, home)
    result = CliRunner(env=settings).invoke(main, ["resolve", str(article)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return home


@pytest.fixture
def run(sandbox: Sandbox, resolved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a home of its own in which the article was resolved."""
    shutil.copytree(resolved, tmp_path / "home")
    for name, value in environment(sandbox, tmp_path / "home").items():
        monkeypatch.setenv(name, value)

    def run(*words: str, input: str | None = None, code: int = 0) -> Result:
        result = CliRunner().invoke(main, [*words], input=input, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result

    return run


def environment(sandbox: Sandbox, home: Path) -> dict[str, str]:
    return {
        "OSTSYNC_HOME": str(home),
        "OSTSYNC_SPOTIFY__API_URL": sandbox.api_url,
        "OSTSYNC_SPOTIFY__ACCOUNTS_URL": sandbox.accounts_url,
        "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
    }


def results(run: Run) -> list[dict[str, Any]]:
    document = json.loads(run("review", "--all", "--format", "json").stdout)
    found: list[dict[str, Any]] = document["results"]
    return found


def statuses(run: Run) -> list[str]:
    return [r["status"] for r in results(run)]


def test_the_report_lists_what_has_no_match(run: Run) -> None:
    assert statuses(run)[:2] == ["matched", "matched"]
    shown = run("review").stdout
    assert "Zzyzx Qwfpgj Nothing" in shown
    assert "Fear Not This Night" not in shown
    assert "Fear Not This Night" in run("review", "--all").stdout


@pytest.mark.parametrize(
    ("kind", "begins"), [("html", "<!doctype html>"), ("markdown", "# Sad songs"), ("csv", "title,")]
)
def test_the_report_as_a_file(run: Run, tmp_path: Path, kind: str, begins: str) -> None:
    target = tmp_path / f"report.{kind}"
    run("review", "--all", "--format", kind, "-o", str(target))
    text = target.read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert "Zzyzx Qwfpgj Nothing" in text
    if kind != "html":  # which carries the minute it was made
        assert text == run("review", "--all", "--format", kind).stdout


def test_a_decision_holds_at_once_and_in_the_next_run_without_a_request(
    run: Run, sandbox: Sandbox, article: Path
) -> None:
    cover = results(run)[2]["candidates"][0]["uri"]
    run("decide", "3", "--accept", cover)
    run("decide", "zzyzx qwfpgj nothing", "--skip")
    before = len(sandbox.requests)
    after = json.loads(run("resolve", str(article), "--format", "json").stdout)
    assert len(sandbox.requests) == before
    assert after["summary"]["requests"] == 0
    assert [(r["status"], r["decided_by"]) for r in after["results"][2:]] == [("matched", "you"), ("missed", "you")]
    assert after["results"][2]["match"]["uri"] == cover
    assert after["results"][2]["match"]["artists"]
    assert run("resolve", "--strict", str(article), code=0)


def test_it_outlives_a_cleared_cache_and_an_edited_article(run: Run, tmp_path: Path) -> None:
    run("decide", "4", "--skip")
    run("cache", "clear")
    article = tmp_path / "edited.md"
    article.write_text("New words.\n\n" + ARTICLE.replace("Fear Not", "Do Fear"), encoding="utf-8")
    again = json.loads(run("resolve", str(article), "--format", "json").stdout)
    assert [r["reason"] for r in again["results"] if r["title"].startswith("Zzyzx")] == ["skipped"]


def test_never_takes_a_match_away_and_forget_gives_it_back(run: Run) -> None:
    match = results(run)[1]["match"]["uri"]
    run("decide", "2", "--never", match)
    assert results(run)[1]["match"] is None
    run("decide", "2", "--forget")
    assert results(run)[1]["match"]["uri"] == match


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["decide", "2"], "Nothing was decided."),
        (["decide", "2", "--skip", "--forget"], "--skip and --forget do not go together."),
        (["decide", "99", "--skip"], "has no track “99”"),
        (["decide", "Fear Not Tis Night", "--skip"], "Did you mean 2 “Fear Not This Night”?"),
        (["decide", "2", "--accept", "https://open.spotify.com/album/" + "a" * 22], "names a Spotify album"),
        (["decide", "2", "--accept", "spotify:track:" + "q" * 22], "Spotify has no track under this link."),
        (["decide", "2", "--search", "  "], "There are no words to search for."),
        (["review", "--web", "--interactive"], "do not go together"),
        (["review", "never-resolved.md"], "has not been resolved yet"),
        (["review", "-o", "x.txt"], "A table is for the terminal."),
    ],
)
def test_what_does_not_fit_is_said(run: Run, words: list[str], says: str) -> None:
    assert says in run(*words, code=2).stderr


def test_the_terminal_review_works_over_a_pipe(run: Run) -> None:
    said = run("review", "--interactive", input="s\ns\n").stderr
    assert "Saved: skipped." in said
    assert "0 left." in said
    assert [r["reason"] for r in results(run)].count("skipped") == 2


def test_search_again_brings_something_to_choose(run: Run) -> None:
    said = run("review", "--interactive", input="n\n/dearly beloved\n1\nq\n").stderr
    assert "searched for “dearly beloved”" in said
    assert results(run)[3]["match"]["name"] == "Dearly Beloved"


def test_an_edited_sheet_is_taken_back(run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "review.csv"
    run("review", "--format", "csv", "-o", str(sheet))
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8"))))
    rows[0]["action"] = "accept"
    rows[1]["action"] = "sip"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    told = run("review", "--import", str(sheet)).stderr
    assert "1 decisions kept" in told or "1 decision kept" in told
    assert "review.csv:3: the action “sip” is none of" in told
    assert statuses(run)[2] == "matched"
    run("review", "--import", str(tmp_path / "missing.csv"), code=6)


def test_decisions_move_to_another_home(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("decide", "3", "--skip")
    run("decide", "4", "--search", "other words")
    exported = tmp_path / "mine.json"
    run("decisions", "export", "-o", str(exported))
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "other"))
    assert "2 new decisions kept" in run("decisions", "import", str(exported)).stderr
    assert "0 new decisions kept, 2 known already" in run("decisions", "import", str(exported)).stderr
    assert json.loads(run("decisions", "export").stdout) == json.loads(exported.read_text(encoding="utf-8"))
    shown = run("decisions", "list").stdout
    assert "Zelda's Lullaby" in shown
    assert "other words" in shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "This is no JSON"),
        ("[]", "holds no decisions"),
        ('{"format": "something else", "decisions": []}', "holds no decisions"),
        ('{"format": "ostsync decisions", "version": 99, "decisions": []}', "newer ostsync"),
        ("[" * 100_000, "This is no JSON"),
    ],
)
def test_what_is_no_export_is_refused(run: Run, tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "no.json"
    file.write_text(text, encoding="utf-8")
    assert says in run("decisions", "import", str(file), code=2).stderr


def test_a_broken_decision_costs_only_itself(run: Run, tmp_path: Path) -> None:
    run("decide", "3", "--skip")
    document = json.loads(run("decisions", "export").stdout)
    good = document["decisions"][0]
    document["decisions"] = [
        {},
        None,
        good | {"action": "maybe"},
        good | {"readings": []},
        good | {"at": "yesterday"},
        good | {"action": "accept"},
        good | {"action": "accept", "uris": ["https://evil.example"]},
        good | {"at": "2026-11-22T12:00:00+00:00"},
    ]
    file = tmp_path / "damaged.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    told = run("decisions", "import", str(file)).stderr
    assert "1 new decisions kept, 0 known already, 7 unreadable." in told
    assert all(f"decision {n}" in told for n in range(1, 8))


def test_what_the_page_shows_as_saved_survives_a_kill(run: Run) -> None:
    command = [sys.executable, "-c", "from ostsync.cli import main; main()", "review", "--web", "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        address = server.stderr.readline().split()[-1]
        origin = address.rsplit("/", 2)[0]
        body = json.dumps({"order": 4}).encode()
        headers = {"Content-Type": "application/json", "Origin": origin}
        request = urllib.request.Request(f"{address}skip", body, headers)
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["saved"] is True
        server.kill()
    assert results(run)[3]["reason"] == "skipped"
