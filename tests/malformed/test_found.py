"""What broken input has broken once: each found by the campaign, each with the words that are to be said about it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ostsync.sandbox.catalogue import build
from ostsync.text import unescaped

from .examples import DECISIONS, SONGS
from .oddities import ID, OTHER_KINDS
from .test_malformed import pytestmark as pytestmark  # noqa: PLC0414 - the same watch is needed
from .world import World, open_world

LINK = f"spotify:track:{ID}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as opened:
        yield opened


def titles(world: World, name: str, data: bytes, *options: str) -> tuple[list[str], str]:
    """What is read from a file, and what is said about it."""
    outcome = world.run("extract", world.file(name, data), "--format", "json", *options)
    assert (outcome.code, outcome.trace) == (0, "")
    return [track["title"] for track in json.loads(outcome.out)["sources"][0]["tracks"]], outcome.err


# ---------------------------------------------------------------------------- sources

ENTRIES = {
    "a number of 5,000 digits": '{"title": "X", "duration": ' + "9" * 5_000 + "}",
    "infinity": '{"title": "X", "duration": 1e999, "line": -1e999, "confidence": NaN}',
    "half a letter pair": '{"title": "X\\ud800", "work": "\\udc00"}',
    "a title of nested lists": '{"title": ' + "[" * 700 + "]" * 700 + "}",
    "nested objects": '{"a":' * 700 + "1" + "}" * 700,
    "true as a title": '{"title": true}',
    "null": "null",
}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_a_broken_json_entry_costs_itself(world: World, entry: str) -> None:
    found, said = titles(world, "list.json", f'{{"tracks": ["First", {entry}, "Last"]}}'.encode())
    assert [found[0], found[-1]] == ["First", "Last"]
    assert len(found) == 3 or "Entry 2 has no title" in said


CELLS = {
    "a superscript as line": ("line", "²"),
    "a line of 5,000 digits": ("line", "9" * 5_000),
    "work of a reading that is no text": ("alternatives", '"[{""title"": ""X"", ""work"": [5]}]"'),
    "a title of 30,000 kana": ("title", "ア" * 30_000),
    "a reading of no words": ("alternatives", '"[{""title"": "" ""}, """", 5]"'),
}


@pytest.mark.parametrize(("column", "cell"), CELLS.values(), ids=CELLS)
def test_a_broken_cell_can_be_read_resolved_and_reviewed(world: World, column: str, cell: str) -> None:
    row = {"title": "Gate of Steiner", "confidence": "0.9", "text": "x", "line": "", "alternatives": "", column: cell}
    data = ",".join(row) + "\n" + ",".join(row.values()) + "\nBelieve me,0.9,x,,\n"
    found, _ = titles(world, "list.csv", data.encode())
    assert found[-1] == "Believe me"
    world.fresh()
    assert world.run("resolve", "list.csv", "--max-requests", "5").code in (0, 5)
    assert world.run("review", "--all", "--format", "csv").code == 0


def test_a_byte_that_is_no_utf8_costs_its_letter(world: World) -> None:
    rows = [f"{title},{work}".encode() for title, work, *_ in SONGS]
    rows[0] = b"Ga\xfete of Steiner,Steins;Gate"
    found, said = titles(world, "list.csv", b"title,work\n" + b"\n".join(rows))
    assert found == ["Ga\ufffdte of Steiner", *(title for title, *_ in SONGS[1:])]
    assert "list.csv:2: A letter is damaged" in said


def test_a_zero_in_a_text_is_damage_and_not_binary(world: World) -> None:
    data = b"title,work\n" + b"".join(f"{t},{w}\n".encode() for t, w, *_ in SONGS) + b"Lil\0ium,Elfen Lied\n"
    assert titles(world, "list.csv", data)[0][-1] == "Lil ium"


def test_japanese_and_utf16_bear_damage_too(world: World) -> None:
    text = "title,work\n" + "".join(f"残酷な天使のテーゼ{n},エヴァンゲリオン\n" for n in range(9))
    for encoding in ("cp932", "euc_jp", "utf-16"):
        data = bytearray(text.encode(encoding))
        if encoding == "utf-16":
            del data[-1]
        else:
            data[data.index(b"\n", 60) - 1] = 0xFF
        found, said = titles(world, "list.csv", bytes(data))
        assert "残酷な天使のテーゼ8" in found, encoding
        assert "A letter is damaged" in said


@pytest.mark.parametrize("encoding", ["zlib", "bz2", "hex", "rot13", "utf-7", "unicode_escape", "idna", "a\udcff"])
def test_encodings_that_are_none_or_odd_are_borne(world: World, encoding: str) -> None:
    outcome = world.run("extract", "article.md", "--encoding", encoding)
    assert outcome.code in (0, 6)
    assert not outcome.trace


def test_a_long_paragraph_of_titles_is_read_in_time(world: World) -> None:
    for text in (
        '{"title": "Gate of Steiner", "song": "Steins;Gate"}, ' * 500,
        "My favourite song is “Lilium”. " * 2_000,
    ):
        assert world.run("extract", world.file("long.txt", text.encode())).code == 0


# ---------------------------------------------------------------------------- what is taken back

SHEET = "title,work,order,match_uri,candidates,action,replacement\n"
SKIP = "Zzyzx Qwfpgj Nothing,Guild Wars 2,6,,,skip,\n"
SHEETS = {
    "two stray quotes": f'"Gate of Steiner,Steins;Gate,1,{LINK},,accept,\n{SKIP}Zelda\'s "Lullaby",x,4,,,skip,\n',
    "a quote that closes far below": f'"Gate,Steins,1,,,skip,\n{SKIP}x",Steins,1,,,skip,\n',
    "an order of 5,000 digits": f"Gate of Steiner,Steins;Gate,{'9' * 5_000},{LINK},,accept,\n{SKIP}",
    "not UTF-8": f"Gate,Steins\udce9,1,{LINK},,accept,\n{SKIP}",
    "a cell of 200,000 letters": f"{'A' * 200_000},,1,,,skip,\n{SKIP}",
}


@pytest.mark.parametrize("rows", SHEETS.values(), ids=SHEETS)
def test_a_broken_review_row_costs_itself_and_is_named(world: World, rows: str) -> None:
    world.fresh()
    outcome = world.run("review", "--import", world.file("r.csv", (SHEET + rows).encode("utf-8", "surrogateescape")))
    assert outcome.code == 0
    assert "r.csv:2: " in outcome.err
    assert "Zzyzx Qwfpgj Nothing" in [d.readings[0].title for d in world.decided()]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_a_review_comes_back_in_the_encoding_of_the_spreadsheet(world: World, encoding: str) -> None:
    world.fresh()
    data = (SHEET + SKIP).replace(",", "\t" if encoding == "utf-16" else ";").replace("\n", "\r\n").encode(encoding)
    assert "1 decisions kept" in world.run("review", "--import", world.file("r.csv", data)).err


def test_a_column_that_counts_and_stands_twice_is_refused(world: World) -> None:
    world.fresh()
    data = f"action,{SHEET}skip,{SKIP}"
    outcome = world.run("review", "--import", world.file("r.csv", data.encode()))
    assert outcome.code == 2
    assert "`action` twice" in outcome.err
    assert len(world.decided()) == len(world.kept)


ANOTHER = {
    "no object": ("5", "it is no object"),
    "year 1 of another zone": ({"at": "0001-01-01T00:00:00+14:00"}, "its time is none"),
    "a time that is none": ({"at": 5}, "its time is none"),
    "no zone": ({"at": "2026-11-01T00:00:00"}, "its time has no zone"),
    "readings that are text": ({"readings": "Lilium"}, "its readings are no list"),
    "a reading that is none": ({"readings": [None]}, "one of its readings is no object"),
    "an unknown action": ({"action": []}, "its action is none of accept, never, skip, search"),
    "a link to an album": ({"uris": [f"spotify:album:{ID}"]}, "names a Spotify album"),
    "a number as address": ({"uris": [5]}, "its address is no text"),
}


@pytest.mark.parametrize(("entry", "says"), ANOTHER.values(), ids=ANOTHER)
def test_a_broken_decision_costs_itself_and_is_named(world: World, entry: dict[str, object] | str, says: str) -> None:
    world.fresh()
    good: list[dict[str, object]] = DECISIONS["decisions"]  # type: ignore[assignment]
    document = {
        **DECISIONS,
        "decisions": [good[0], {**good[1], **entry} if isinstance(entry, dict) else entry, good[2]],
    }
    outcome = world.run("decisions", "import", world.file("d.json", json.dumps(document).encode()))
    assert outcome.code == 0
    assert "2 new decisions kept" in outcome.err
    assert f"decision 2: {says}" in outcome.err or says in outcome.err


def test_decisions_with_half_letters_and_odd_versions_are_kept(world: World) -> None:
    world.fresh()
    text = json.dumps({**DECISIONS, "version": "one"}).replace("SIREN", "SIREN\\ud800")
    assert "7 new decisions kept" in world.run("decisions", "import", world.file("d.json", text.encode())).err


WORKS = '[[work]]\nnames = ["Good Quux"]\n\n[[work]]\nnames = ["Bad"]\nmedium = '


def test_a_broken_work_costs_itself(world: World) -> None:
    world.fresh()
    outcome = world.run("works", "import", world.file("n.toml", f"{WORKS}[5]\n".encode()))
    assert (outcome.code, "1 work" in outcome.err, "1 entry" in outcome.err) == (0, True, True)
    lines = b'{"title": "Good Quux"}\n{"title": "Half\\ud800"}\n{"title": broken\n{"title": "Last Quux"}\n'
    outcome = world.run("works", "import", world.file("n.jsonl", lines))
    assert (outcome.code, "3 works" in outcome.err, "1 entry" in outcome.err) == (0, True, True)
    assert "Last Quux" in world.run("works", "show", "Last Quux").out


@pytest.mark.parametrize("value", ["9" * 5_000, "[" * 2_000, "“game”", '"gam\\ud800"'], ids=lambda value: value[:8])
def test_a_names_file_that_is_no_toml_says_where(world: World, value: str) -> None:
    world.fresh()
    file = world.file("n.toml", (WORKS + value).encode())
    outcome = world.run("works", "import", file)
    assert outcome.code == 6
    assert "is no names file" in outcome.err
    (world.home / "config.toml").write_text(f'[works]\nfiles = ["{world.place}/{file}"]\n', encoding="utf-8")
    assert world.run("extract", "article.md").code == 3, "it stands in the settings, and is no source"


# ---------------------------------------------------------------------------- settings

CONFIGS = {
    "deep": ("x = " + "[" * 2_000, "nested too deeply"),
    "long number": ("x = " + "9" * 5_000, "too long"),
    "an option of pydantic's": ('_env_file = "x"', "`_env_file`"),
    "another option of pydantic's": ("_cli_parse_args = true", "is no setting"),
    "self": ("self = 5", "`self`"),
    "a port that is none": ('[spotify]\nredirect_uri = "http://127.0.0.1:99999/"', "port out of range"),
    "curly quotes": ("[spotify]\nclient_id = “x”", "a curly quotation mark (line 2)"),
    "no quotes": ("[spotify]\nclient_id = abc", "without quotation marks (line 2)"),
    "a colon": ('[spotify]\nclient_id: "x"', "there is no = behind the key (line 2)"),
    "yes": ("[push]\npublic = yes", "Write true or false."),
    "a word in a list": ("[works]\nfiles = [a.toml]", 'Write "a.toml" with quotation marks.'),
    "a path of Windows": ('[works]\nfiles = ["C:\\Users\\x.toml"]', "in single quotes"),
    "one bracket": ('[playlists]\nname = "x"', "with two brackets"),
    "the wrong kind in the first playlist": ("[[playlists]]\nname = 5", "`name` of the [[playlists]] number 1"),
    "a podcast": (f'[[playlists]]\nname = "x"\nplaylist = "spotify:show:{ID}"', "names a podcast on Spotify"),
    "a template that is none": ('[[playlists]]\nname = "Sad {"', "for braces that are meant as such"),
    "a Word document": (dict(OTHER_KINDS)["docx"].decode("latin-1"), "is no TOML"),
    "an open bracket": ("[spotify", "a bracket is not closed (line 1)"),
    "an open quote": ('[spotify]\nclient_id = "x', "a quotation mark is not closed (line 2)"),
    "twice": ("[spotify]\nmarket = 'US'\nmarket = 'DE'", "for the second time (line 3)"),
    "outside of its section": ('client_id = "x"', "Put it under [spotify]."),
    "a hyphen": ('[spotify]\nclient-id = "x"', "did you mean `client_id`?"),
    "a country's name": ('[spotify]\nmarket = "Germany"', "two capital letters"),
    "a misspelt key before what is missing": ('[[playlists]]\nnam = "x"', "did you mean `name`?"),
    "text for a list": ('[works]\nfiles = "a.toml"', 'in brackets: ["like this"]'),
    "a cover of nobody": ('[[playlists]]\nname = "x"\ncover = "~nobody-here/x.png"', "Give its full path."),
    "a cover with a zero": ('[[playlists]]\nname = "x"\ncover = "a\\u0000b"', "cannot be read"),
}


@pytest.mark.parametrize(("text", "says"), CONFIGS.values(), ids=CONFIGS)
def test_a_broken_config_says_what_to_change(world: World, text: str, says: str) -> None:
    world.fresh()
    (world.home / "config.toml").write_text(text, encoding="utf-8")
    outcome = world.run("push", "--dry-run")
    assert outcome.code == 3
    assert says in outcome.err


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OSTSYNC_PLAYLISTS", "x", "OSTSYNC_PLAYLISTS is no JSON"),
        ("OSTSYNC_WORKS__FILES", "a.toml", "OSTSYNC_WORKS__FILES is no JSON"),
        ("OSTSYNC_SPOTIFY", "[1]", "`spotify`"),
        ("OSTSYNC_HOME", "~nobody-here", "~nobody-here cannot be found"),
    ],
)
def test_a_broken_variable_is_named(world: World, name: str, value: str, says: str) -> None:
    outcome = world.run("extract", "article.md", env={name: value})
    assert outcome.code == 3
    assert says in outcome.err


def test_a_config_of_notepad_is_read(world: World) -> None:
    world.fresh()
    (world.home / "config.toml").write_bytes('[spotify]\nmarket = "DE"\n'.encode("utf-16"))
    assert world.run("cache", "info").code == 0


def test_a_picture_that_is_none_costs_no_playlist(world: World) -> None:
    world.fresh()
    png = dict(OTHER_KINDS)["png"]
    for number, data in enumerate((b"", b"no picture", png[:40], png.replace(b"IHDR", b"IHDR\xff"))):
        file = world.file(f"{number}.png", data)
        text = f'[[playlists]]\nname = "Sad {number}"\ncover = "{world.place}/{file}"\n'
        (world.home / "config.toml").write_text(text, encoding="utf-8")
        before = len(world.sandbox.world.playlists)
        outcome = world.run("push", "--yes")
        assert (outcome.code, len(world.sandbox.world.playlists)) == (3, before)
        assert file in outcome.err


# ---------------------------------------------------------------------------- words

WORDS = {
    "a search that is no UTF-8": (("decide", "1", "--search", "caf\udce9"), 0, "Kept."),
    "a track number of 5,000 digits": (("decide", "9" * 5_000, "--skip"), 2, "has no track"),
    "a name that is no UTF-8": (("resolve", "article.md", "--as", "caf\udce9", "--max-requests", "0"), 0, ""),
    "a name like an address": (("extract", "article.md", "--as", "http://["), 0, ""),
    "an address that is none": (("extract", "http://["), 6, "is not a valid address"),
    "a file of nobody": (("extract", "~nobody-here/x"), 6, "~nobody-here/x"),
    "a source with a name too long": (("review", "A" * 5_000), 2, "has not been resolved"),
    "an address with a byte that is none": (("export", "https://example.org/caf\udce9"), 2, "has not been resolved"),
    "a config with a name too long": (("--config", "A" * 5_000, "cache", "info"), 3, "cannot be read"),
    "a work of 12,000 letters": (("works", "show", "a" * 12_000), 0, "No work is known"),
}


@pytest.mark.parametrize(("words", "code", "says"), WORDS.values(), ids=WORDS)
def test_odd_words_are_borne(world: World, words: tuple[str, ...], code: int, says: str) -> None:
    world.fresh()
    outcome = world.run(*words)
    assert (outcome.code, outcome.trace) == (code, "")
    assert says in outcome.err
    assert len(outcome.err) < 13_000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_file_whose_name_is_no_utf8_is_resolved_and_reviewed(world: World) -> None:
    world.fresh()
    name = os.fsdecode(b"caf\xe9.md")
    try:
        Path(name).write_text("# Sad OST\n\n- Lilium - Elfen Lied\n- Believe me - Steins;Gate\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    assert world.run("resolve", name, "--max-requests", "4").code in (0, 5)
    outcome = world.run("review", name, "--all")
    assert outcome.code == 0
    assert "Lilium" in outcome.out


def test_bytes_typed_at_the_terminal_review_are_no_end(world: World) -> None:
    world.fresh()
    outcome = world.run("review", "--interactive", input=b"caf\xe9\n/\xff\ns\nq\n")
    assert outcome.code == 0
    assert "Saved: skipped." in outcome.err


# ---------------------------------------------------------------------------- the rest


def test_a_broken_catalogue_line_costs_itself() -> None:
    good = {"id": "1" * 22, "name": "Lilium", "artists": ["MOKA☆"], "album_id": "2" * 22}
    lines = [json.dumps(good)]
    bad = {"duration_ms": "1e999", "name": '"\\ud800"', "album": "5", "artists": "[" * 3_000, "popularity": "9" * 5_000}
    for number, (key, raw) in enumerate(bad.items(), 3):
        lines.append(json.dumps({**good, "id": str(number) * 22, key: "@"}).replace('"@"', raw))
    catalogue = build(lines)
    assert [track.name for track in catalogue.tracks.values()] == ["Lilium"]
    assert [problem.split(":")[0] for problem in catalogue.problems] == [f"line {n}" for n in range(2, 7)]


@pytest.mark.parametrize("text", ["x = " + "9" * 5_000, "x = " + "[" * 2_000, "\ufeff\udcff", "[[fault]]\neffect = 5"])
def test_a_faults_file_that_is_none_is_said(world: World, text: str) -> None:
    file = world.file("faults.toml", text.encode("utf-8", "surrogateescape"))
    outcome = world.run("sandbox", "--port", "0", "--faults", file)
    assert (outcome.code, outcome.trace) == (2, "")
    assert file in outcome.err


MISTAKES = {
    "a comma too many": ("list.json", '{"tracks": [{"title": "A"},]}', "a comma in front of the ] (line 1)"),
    "single quotes": ("list.json", "{'tracks': []}", 'Use " around words.'),
    "curly quotes": ("list.json", "{“tracks”: []}", 'Use " around words.'),
    "Python": ("list.json", '{"tracks": [\n{"title": None}]}', "a word without quotation marks (line 2)"),
    "a comment": ("list.json", '{"tracks": [] // x\n}', "Take the comment out."),
    "cut off": ("list.json", '{"tracks": [{"title": "A"', "it breaks off (line 1)"),
    "a page around it": ("list.json", "<html><body>404</body></html>", "it is a web page or XML"),
    "no JSON at all": ("list.json", "# Sad OST", "it does not begin as JSON does"),
    "an error page": ("page.html", "<title>404 Not Found</title><p>nginx</p>", "on the page “404 Not Found”"),
    "no head": ("list.csv", "5,6\n7,8\n", "its first row must, as in title,work,artist"),
    "a head alone": ("list.csv", "title,work\n", "a head and no rows"),
    "two signs that cut": ("list.csv", "title,work\nLilium;Elfen Lied\n", "list.csv:2: A row is not cut by the sign"),
    "an album as address": ("list.csv", f"title,uri\nA,spotify:album:{ID}\n", "names a Spotify album, not a track"),
    "a cut address": ("list.csv", f"title,uri\nA,spotify:track:{ID[:9]}\n", "an id has 22 letters and digits"),
}


@pytest.mark.parametrize(("name", "text", "says"), MISTAKES.values(), ids=MISTAKES)
def test_what_people_get_wrong_is_told_with_what_to_do(world: World, name: str, text: str, says: str) -> None:
    assert says in world.run("extract", world.file(name, text.encode())).err


def test_a_bare_ampersand_in_a_playlist_is_one(world: World) -> None:
    text = "<playlist><trackList><track><title>A & B &amp; C &#38; D</title></track></trackList></playlist>"
    assert titles(world, "list.xspf", text.encode())[0] == ["A & B & C & D"]


def test_a_review_without_a_work_column_means_the_only_track_of_that_title(world: World) -> None:
    world.fresh()
    sheet = "title,action\nGate of Steiner,yes\nZelda's Lullaby,skip\n"
    outcome = world.run("review", "--import", world.file("r.csv", sheet.encode()))
    assert "the action “yes” is none of" in outcome.err
    assert "1 decisions kept" in outcome.err


def test_a_reference_to_no_letter_stays() -> None:
    long = "&#" + "9" * 5_000 + ";"
    assert unescaped(f"{long} &amp;") == f"{long} &amp;"
    assert unescaped("a &amp; b") == "a & b"
