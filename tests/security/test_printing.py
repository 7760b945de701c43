"""No words of a stranger's act: not in a terminal, a spreadsheet, a browser, a Markdown viewer or a playlist file."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ostsync.cli._shared import Output
from ostsync.sandbox.accounts import Account
from ostsync.sandbox.catalogue import build, sandbox_id
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running
from ostsync.text import FORMULA_STARTS, json_text, plain, shorten

from ..conftest import Done, Many, bare_environment

# A cleared screen, a window title, a link that leads elsewhere, a C1 control, text that runs backwards, letters that
# nobody sees, a formula, a script, Markdown, and lines that a playlist file would take for its own.
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\\x9b31m\x90q\x9c\u202eevil\u2066"
    "\u200b\u200e\u2060\U000e0041\ufff9\r\x08<script>alert(1)</script>[x](javascript:alert(1))`|#&amp;"
)
FORMULA = "=HYPERLINK(1)"
ARTIST = f"Band{HOSTILE}"

SHOWN_TITLE = re.sub(r"[\u200b\u200e\u2060]", "", f"Gate of Steiner {HOSTILE}").replace("\r", "\n")
"""Reading leaves out what shows nothing, and knows one kind of line end."""


def _row(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": sandbox_id("hostile", name),
        "name": name,
        "artists": [ARTIST],
        "album_id": sandbox_id("hostile album"),
        "album": f"Album{HOSTILE}\n#EXTM3U",
        **more,
    }


ROWS = [_row(f"Gate of Steiner {HOSTILE}"), _row("Believe Me"), _row(f"{FORMULA} Song")]
TITLES = [
    f"Gate of Steiner {HOSTILE}",
    f"Believe Me\n#EXTINF:1,x\nhttp://evil{HOSTILE}",
    f"{FORMULA} Song",
    "Qwfpgj\x1b[2J Zzyzx\u202e\x9b",
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    patch = pytest.MonkeyPatch()
    patch.setattr(Account, "display_name", property(lambda self: f"Me{HOSTILE}"))
    with running(catalogue=build(json.dumps(row) for row in ROWS), search="forgiving") as server:
        hand = server.create_playlist(f"Mine{HOSTILE}")
        server.world.playlists[hand.id].description = HOSTILE
        yield server
    patch.undo()


@pytest.fixture
def home(sandbox: Sandbox, tmp_path: Path) -> Path:
    """A source with a hostile name and hostile words in it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["title", "work", "artist", "section"])
    writer.writerows([[title, f"Steins;Gate{HOSTILE}", ARTIST, f"Part{HOSTILE}"] for title in TITLES])
    source_of(tmp_path).write_text(out.getvalue(), encoding="utf-8", newline="")
    return tmp_path


def source_of(folder: Path) -> Path:
    return folder / "list\x1b[2J\x9b31m\u202e.csv"


def environment(sandbox: Sandbox, home: Path) -> dict[str, str]:
    return bare_environment(
        OSTSYNC_HOME=str(home / "home"),
        OSTSYNC_SPOTIFY__API_URL=sandbox.api_url,
        OSTSYNC_SPOTIFY__ACCOUNTS_URL=sandbox.accounts_url,
        OSTSYNC_SPOTIFY__ACCESS_TOKEN="sandbox",
    )


def acting(text: str) -> list[str]:
    """The characters of a text that would do something, or hide, in a terminal."""
    return [c for c in text if c != "\n" and (unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs"))]


def checked(done: Done, *, data: bool = False) -> str:
    """What a command printed, once it is seen that nothing in it acts. `data` is CSV and the like, kept as it is."""
    assert acting(done.err.decode()) == [], done.words
    if not data:
        assert acting(done.out.decode()) == [], done.words
    return done.out.decode()


def test_in_every_command_titles_are_text(sandbox: Sandbox, home: Path, many: Many) -> None:
    source = str(source_of(home))
    env = environment(sandbox, home)
    people = [
        ["extract", source],
        ["--verbose", "resolve", source],
        ["review", "--all"],
        ["explain", "1"],
        ["decide", "2", "--accept", "spotify:track:" + sandbox_id("hostile", "Believe Me")],
        ["decide", "3", "--search", f"Song{HOSTILE}"[:90]],
        ["decisions", "list"],
        ["push", "--dry-run", "--verbose"],
        ["push", "--yes", "--name", f"List{HOSTILE}"],
        ["status"],
        ["works", "show", f"None{HOSTILE}"],
        ["cache", "info"],
        ["review", "--all", "--format", "json"],
        ["explain", "1", "--format", "json"],
        ["push", "--dry-run", "--format", "json"],
        ["status", "--format", "json"],
        ["decisions", "export"],
        ["extract", f"missing{HOSTILE}.md"],
        ["extract", "--kind", f"none{HOSTILE}", source],
        ["export", f"--nothing{HOSTILE}"],
        [f"nothing{HOSTILE}"],
        ["review", "--import", f"missing{HOSTILE}"],
        ["decide", f"none{HOSTILE}", "--skip"],
        ["push", "--playlist", f"none{HOSTILE}"],
        ["export", "--format", "json"],
    ]
    done = many(people, env=env, cwd=home)
    for one in done:
        assert one.code in (0, 2, 6), (one.words, one.err)
        checked(one)
    assert sum(one.code == 0 for one in done) >= 17, [(one.words[0], one.code, one.err) for one in done]
    assert json.loads(done[12].out)["results"][0]["title"] == SHOWN_TITLE, "nothing is lost"


def test_what_spotify_says_is_text(sandbox: Sandbox, home: Path, many: Many) -> None:
    statuses = (400, 403, 401, 500)
    rules = [
        Fault(Effect.ERROR, nth=n, times=n % 4 and 1, path="/v1/search", status=status, message=f"Bad{HOSTILE}")
        for n, status in enumerate(statuses, 1)
    ]
    for rule in rules:
        sandbox.faults.add(rule)
    quick = "from ostsync.app.context import SystemClock\nSystemClock.wait = lambda self, seconds, why: None\n"
    command = ["--verbose", "resolve", str(source_of(home))]
    try:
        done = many([command] * len(statuses), env=environment(sandbox, home), cwd=home, setup=quick)
    finally:
        sandbox.faults.clear()
    assert all(rule.hit for rule in rules), [rule.hit for rule in rules]
    for one in done:
        assert one.code in (3, 4), one.err
        checked(one)
    assert b"Bad" in done[0].err


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_only_our_own_colours_and_movements_act(sandbox: Sandbox, home: Path) -> None:
    env = environment(sandbox, home) | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "COLUMNS": "120"}
    source = str(source_of(home))
    for words, typed in (
        (["--verbose", "resolve", "--refresh", source], b""),
        (["review", "--interactive"], b"e 1\n/more words\nhttp://\x1b[2J\nq\n"),
    ):
        shown = in_terminal([*words], env, home, typed)
        assert len(shown) > 100, (words, shown)
        # rich colours, hides the cursor, and erases or climbs over the line of its own progress bar
        bare = re.sub(r"\x1b\[(?:[\d;]*m|\?25[lh]|[12]K|1A|0?K)", "", shown).replace("\r", "")
        assert acting(bare) == [], (words, bare)
        assert "\x1b[2K" not in shown or "resolve" in words


def test_data_on_a_terminal_does_not_act_and_in_a_pipe_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    for terminal in (True, False):
        stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
        monkeypatch.setattr(stream, "isatty", lambda answer=terminal: answer)
        monkeypatch.setattr(sys, "stdout", stream)
        Output("csv").as_csv(["title"], [[HOSTILE]])
        shown = stream.buffer.getvalue().decode()
        assert (acting(shown) == []) is terminal
        assert (HOSTILE in shown) is not terminal


def in_terminal(words: list[str], env: dict[str, str], cwd: Path, typed: bytes) -> str:
    """What a command shows on a pseudo-terminal."""
    import pty
    import select
    import termios

    ours, theirs = pty.openpty()
    look = termios.tcgetattr(theirs)
    look[3] &= ~termios.ECHO  # what is typed is not what ostsync shows
    termios.tcsetattr(theirs, termios.TCSANOW, look)
    with subprocess.Popen(
        [sys.executable, "-c", "from ostsync.cli import main; main()", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
        cwd=cwd,
    ) as child:
        os.close(theirs)
        os.write(ours, typed)
        shown, until = b"", time.monotonic() + 60
        while time.monotonic() < until:
            if select.select([ours], [], [], 1)[0]:
                try:
                    more = os.read(ours, 65536)
                except OSError:  # the other side is closed
                    break
                shown += more
                if not more:
                    break
        child.kill()
    os.close(ours)
    return shown.decode()


def test_files_hold_the_words_and_do_nothing_with_them(sandbox: Sandbox, home: Path, many: Many) -> None:
    from markdown_it import MarkdownIt
    from selectolax.lexbor import LexborHTMLParser

    done = many(
        [
            ["resolve", str(source_of(home))],
            *(["export", "-o", f"list.{end}"] for end in ("csv", "json", "jspf", "xspf", "m3u8", "md")),
            ["review", "--all", "--format", "csv", "-o", "review.csv"],
            ["review", "--all", "--format", "html", "-o", "report.html"],
            ["review", "--all", "--format", "markdown", "-o", "report.md"],
            ["extract", str(source_of(home)), "-o", "extract.csv"],
        ],
        env=environment(sandbox, home),
        cwd=home,
    )
    assert [one.code for one in done] == [0] * len(done), [one.err for one in done]

    def read(name: str) -> str:
        return (home / name).read_bytes().decode("utf-8")

    for name in ("list.csv", "review.csv", "extract.csv"):
        rows = list(csv.reader(io.StringIO(read(name), newline="")))
        assert len(rows) == len(TITLES) + 1, name
        assert [cell for row in rows for cell in row if cell[:1] in tuple(FORMULA_STARTS)] == [], name

    playlist = read("list.m3u8")
    lines = playlist.splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        line for line in lines if re.fullmatch(r"https://open\.spotify\.com/track/\w{22}", line)
    ], "a title adds no address"
    assert sum(line.startswith(("#EXTINF", "# not matched")) for line in lines) == len(TITLES)

    root = ElementTree.fromstring(read("list.xspf"))
    assert {node.tag.rsplit("}")[-1] for node in root.iter()} <= {
        "playlist", "title", "trackList", "track", "location", "identifier", "creator", "annotation", "album",
        "duration",
    }  # fmt: skip
    assert len(json.loads(read("list.jspf"))["playlist"]["track"]) == len(TITLES)

    page = LexborHTMLParser(read("report.html"))
    assert page.css("script, iframe, object, embed, base, form, img") == []
    links = [a.attributes.get("href") or "" for a in page.css("a")]
    assert all(re.match(r"https://open\.spotify\.com/|#track-\d+$", link) for link in links), links
    assert all(not name.startswith("on") for node in page.css("*") for name in node.attributes)
    assert acting(page.body.text(deep=True) if page.body else "") == []

    for name in ("list.md", "report.md"):
        tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(read(name))
        flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
        assert not [token for token in flat if token.type in ("html_block", "html_inline", "image")], name
        targets = [str(token.attrs["href"]) for token in flat if token.type == "link_open"]
        assert all(target.startswith("https://open.spotify.com/track/") for target in targets), targets
        assert acting(read(name)) == [], name


def test_a_line_of_the_sandboxs_log_is_one_line_of_text() -> None:
    import http.client
    import threading

    from ostsync.app.sandbox import SandboxOptions, serve

    until, lines = threading.Event(), list[str]()

    def say(text: str) -> None:
        if found := re.search(r"serves .* on http://([\d.]+):(\d+)", text):
            connection = http.client.HTTPConnection(found[1], int(found[2]), timeout=5)
            connection.request("GET", "/%1b%5b2J%c2%9b31m?q=%1b%5d0;x%07%0aGET%20/v1/me%20200")
            connection.getresponse().read()
            connection.close()
            until.set()

    serve(SandboxOptions(port=0), say, lines.append, until)
    assert len(lines) == 1
    assert acting(lines[0].replace("\n", "\0")) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("Gate\u200dof", "Gateof"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("flag \U000e0067\U000e007f", "flag "),
        ("\u3164hidden\uffa0", " hidden "),
        ("\ufff9a\ufffab\ufffb", "ab"),
        ("caf\udce9.md", "caf\ufffd.md"),
    ],
)
def test_what_hides_is_left_out_and_what_belongs_to_the_writing_stays(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_tower_of_marks_is_cut() -> None:
    assert len(shorten("a" + "\u0301" * 10_000, 20)) <= 20 * 8 + 1


def test_json_keeps_every_character_and_shows_none_that_acts() -> None:
    value = [HOSTILE, "é 日本 🎵", "half \ud800", "caf\udce9.md", {"\x9b": "\x7f"}]
    text = json_text(value)
    assert json.loads(text) == value
    assert acting(text) == []
    assert "é 日本 🎵" in text
