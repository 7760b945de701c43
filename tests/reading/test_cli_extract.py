"""`ostsync extract` as a person and a script meet it."""

# ruff: noqa: E501 - sources stand here as their writers wrote them

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ostsync.cli import main

ARTICLE = """Songs from games

The soundtrack of the game Celeste has the songs Resurrections, Reach for the Summit and others.

More songs:

- City of Tears - Hollow Knight
- Greenpath - Hollow Knight
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def run(*args: object, **options: str) -> Result:
    return CliRunner().invoke(main, ["extract", *map(str, args)], **options)  # type: ignore[arg-type]


def test_json_is_what_the_contract_says(article: Path) -> None:
    result = run(article, "--format", "json")
    assert result.exit_code == 0
    (source,) = json.loads(result.stdout)["sources"]
    assert (source["kind"], source["title"]) == ("text", "Songs from games")
    assert [t["title"] for t in source["tracks"]] == [
        "Resurrections",
        "Reach for the Summit",
        "City of Tears",
        "Greenpath",
    ]
    assert list(source["tracks"][0]) == [
        "order", "title", "alternatives", "work", "artist", "album", "medium", "section", "kind", "confidence", "text", "line",
    ]  # fmt: skip
    assert source["tracks"][2] | {"confidence": 0} == {
        "order": 3, "title": "City of Tears", "alternatives": [], "work": "Hollow Knight", "artist": None, "album": None, "medium": "game",
        "section": "Songs from games", "kind": "track", "confidence": 0, "text": "City of Tears - Hollow Knight", "line": 7,
    }  # fmt: skip


def test_the_edited_file_goes_back_in(article: Path, tmp_path: Path) -> None:
    file = tmp_path / "tracks.csv"
    assert run(article, "-o", file).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    rows[0]["title"], rows[0]["artist"] = "Confronting Myself", "Lena Raine"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    tracks = json.loads(run(file, "--format", "json").stdout)["sources"][0]["tracks"]
    assert (tracks[0]["title"], tracks[0]["artist"], tracks[0]["line"]) == ("Confronting Myself", "Lena Raine", 3)
    assert len(tracks) == 4


def test_the_table_shows_doubtful_readings_with_their_words(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("title,work,confidence,line,text\nA,B,0.4,7,the words it was read from\n", encoding="utf-8")
    result = run(file)
    assert "line 7: the words it was read from" in result.stdout


def test_standard_input_needs_a_name() -> None:
    assert run("-", input=ARTICLE).exit_code == 2
    result = run("-", "--as", "paste", "--kind", "text", "--format", "json", input=ARTICLE)
    assert json.loads(result.stdout)["sources"][0]["source"] == "paste"


def test_one_unreadable_source_costs_only_itself(article: Path, tmp_path: Path) -> None:
    result = run(article, tmp_path / "missing.txt", "--format", "csv")
    assert result.exit_code == 0
    assert "There is no file" in result.stderr
    assert result.stdout.count("\n") == 5


def test_a_page_with_nothing_to_find_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("A walk in the park.", encoding="utf-8")
    result = run(file)
    assert result.exit_code == 0
    assert "Nothing in it reads like a recommended track." in result.stderr


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02\x03" * 50])
def test_what_cannot_be_read_ends_with_6(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "a.txt"
    if content is not None:
        file.write_bytes(content)
    result = run(file)
    assert result.exit_code == 6
    assert "Traceback" not in result.output
    assert len(result.stderr.strip().splitlines()) == 2
