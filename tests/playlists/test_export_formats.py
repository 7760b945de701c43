"""What is exported reads back in: the same tracks, with the same addresses, in the same order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ostsync.app.context import App
from ostsync.cli import main
from ostsync.model import Album, Reading, Reason, Recommendation, Resolved, Source, Status, Track, Verdict
from ostsync.reading import read_bytes
from ostsync.report.formats import FORMATS, SUFFIXES, Listing, write
from ostsync.store import runs, sources

ALBUM = Album("b" * 22, "STEINS;GATE <OST> & more")
NAMES = {
    "csv": "list.csv", "json": "list.json", "jspf": "list.jspf", "xspf": "list.xspf", "m3u8": "list.m3u8",
    "markdown": "list.md",
}  # fmt: skip


def track(number: int, name: str, artist: str = "Takeshi Abo") -> Track:
    return Track(f"{number:022d}", name, (artist,), ALBUM, 150_000 + number, isrc="JPX400900001")


def result(order: int, words: Recommendation, match: Track | None, duplicate_of: int | None = None) -> Resolved:
    verdict = Verdict(Status.MATCHED, match=match) if match else Verdict(Status.MISSED, Reason.NO_RESULTS)
    return Resolved(order, "list.txt", words, verdict, duplicate_of)


RESULTS = (
    result(1, Recommendation("Believe me", "Steins;Gate", section="Anime"), track(1, "Believe me")),
    result(2, Recommendation("Nee Nana", "Nana", section="Anime", alternatives=(Reading("Oyasumi", "Nana"),)), None),
    result(3, Recommendation("=SUM(A1)", 'a "quoted", one', "A & B", section="Games"), track(3, "<b>くじ</b>", "横山")),
    result(4, Recommendation("Believe me", "Steins;Gate"), track(1, "Believe me"), duplicate_of=1),
    result(5, Recommendation("Roaring Tides"), None),
)  # fmt: skip
SOURCE = Source("list.txt", "text", "Sad <OST> & co", tuple(r.recommendation for r in RESULTS))
LISTING = Listing("Sad <OST> & co", (SOURCE,), RESULTS)


@pytest.mark.parametrize("format", list(FORMATS))
def test_every_matched_track_reads_back_with_its_address(format: str) -> None:
    back = read_bytes(write(LISTING, format).encode(), name=NAMES[format], works=None)
    own = [r for r in RESULTS if r.duplicate_of is None] if format not in ("csv", "json") else list(RESULTS)
    wanted = [r.verdict.match.id for r in own if r.verdict.match]
    got = [r.uri.replace("https://open.spotify.com/track/", "").removeprefix("spotify:track:")
           for r in back.recommendations if r.uri]  # fmt: skip
    assert got == wanted
    if format != "m3u8":
        assert len(back.recommendations) == len(own)


@pytest.mark.parametrize("format", ["csv", "json"])
def test_the_words_read_back_as_they_were_written(format: str) -> None:
    back = read_bytes(write(LISTING, format).encode(), name=NAMES[format], works=None)
    for read, wrote in zip(back.recommendations, RESULTS, strict=True):
        words = wrote.recommendation
        uri = wrote.verdict.match.uri if wrote.verdict.match else None
        assert (read.title, read.work, read.artist, read.section) == (
            words.title,
            words.work,
            words.artist,
            words.section,
        )
        assert [r.title for r in read.alternatives] == [r.title for r in words.alternatives]
        assert read.uri == uri


@pytest.mark.parametrize("format", ["markdown"])
def test_markdown_reads_back_with_titles_and_works(format: str) -> None:
    back = read_bytes(write(LISTING, format).encode(), name=NAMES[format], works=None)
    assert [(r.title, r.work) for r in back.recommendations] == [
        (r.recommendation.title, r.recommendation.work) for r in RESULTS if r.duplicate_of is None
    ]


@pytest.mark.parametrize("format", ["jspf", "xspf", "m3u8"])
def test_players_get_the_matched_track(format: str) -> None:
    [first, *_] = read_bytes(write(LISTING, format).encode(), name=NAMES[format], works=None).recommendations
    assert (first.title, first.artist) == ("Believe me", "Takeshi Abo")
    assert first.duration_ms in (150_000, 150_001)


def test_letters_that_xml_cannot_write_are_left_out() -> None:
    odd = replace(RESULTS[4], recommendation=Recommendation("Bell\x07 \ud800tower"))
    back = read_bytes(write(Listing("x", (SOURCE,), (odd,)), "xspf").encode(), name="list.xspf", works=None)
    assert [r.title for r in back.recommendations] == ["Bell tower"]


def test_an_empty_list_is_still_a_file() -> None:
    empty = Listing("Nothing", (replace(SOURCE, recommendations=()),), ())
    for format, name in NAMES.items():
        assert write(empty, format).endswith("\n"), format
        assert SUFFIXES[name.rsplit(".", 1)[-1]] == format


def test_the_command_takes_the_format_from_the_file_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "token")
    monkeypatch.setattr(App, "world", "nowhere nobody")
    app = App.open()
    sources.save(app.db, SOURCE, now=app.clock.now())
    runs.begin(app.db, app.world, [SOURCE.name], now=app.clock.now())
    app.close()
    file = tmp_path / "list.xspf"
    done = CliRunner().invoke(main, ["export", "-o", str(file)])
    assert done.exit_code == 0, done.output
    assert file.read_text(encoding="utf-8").startswith('<?xml version="1.0"')
    printed = CliRunner().invoke(main, ["export"])
    assert printed.stdout.startswith("title,work,artist")
