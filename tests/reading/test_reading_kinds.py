"""Each kind of source becomes the same blocks, and each playlist format the same recommendations."""

# ruff: noqa: E501 - sources stand here as their writers wrote them

from __future__ import annotations

import json

import pytest

from ostsync.errors import SourceUnreadable, UsageError
from ostsync.model import Kind, Medium, Source
from ostsync.reading import document_of, kind_of, read_bytes
from ostsync.reading.document import BlockKind, Mark

URI = "spotify:track:" + "0" * 22


def source(text: str, name: str, **options: str) -> Source:
    return read_bytes(text.encode(), name=name, **options)  # type: ignore[arg-type]


def shown(text: str, kind: str) -> list[tuple[str, int, str]]:
    return [(b.kind.value, b.level, b.text) for b in document_of(text, kind).blocks]


def test_markdown_nesting_soft_breaks_and_lines() -> None:
    text = (
        '---\ntitle: "A title"\ntags:\n  - music\n---\n# Head\n\none *two*\nthree\n\n1. first\n    - inner\n2. second\n'
    )
    document = document_of(text, "markdown")
    assert document.title == "A title"
    assert "music" in document.about
    assert [(b.kind.value, b.level, b.text, b.line) for b in document.blocks] == [
        ("heading", 1, "Head", 6),
        ("paragraph", 0, "one two\nthree", 8),
        ("item", 1, "first", 11),
        ("item", 2, "inner", 12),
        ("item", 1, "second", 13),
    ]
    assert document.blocks[1].words.spans[0].mark is Mark.EMPHASIS


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_front_matter_that_never_ends_is_text(fence: str) -> None:
    assert document_of(f"{fence}\ntitle = x\n\nbody words\n", "markdown").blocks


def test_shortcodes_and_players_leave_a_mark_but_no_words() -> None:
    blocks = document_of("# A\n\n{% include youtubePlayer.html id=1 %}\n\n{{< youtube abc >}}\n", "markdown").blocks
    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.MEDIA, BlockKind.MEDIA]


def test_html_keeps_the_text_and_drops_the_furniture() -> None:
    html = (
        "<html><head><title>T</title></head><body><nav>Home</nav><main><h1>H</h1><p>a<br>b</p><ul><li>one<ul><li>two</ul></ul>"
        "<table><tr><th>Song<th>Game<tr><td>A<td>B</table><dl><dt>t<dd>d</dl></main><div id='comments'>no</div>"
        "<div class='related-posts'>no</div><footer>no</footer></body></html>"
    )
    assert shown(html, "html") == [
        ("heading", 1, "H"), ("paragraph", 0, "a\nb"), ("item", 1, "one"), ("item", 2, "two"), ("row", 0, "Song | Game"),
        ("row", 0, "A | B"), ("item", 1, "t"), ("item", 2, "d"),
    ]  # fmt: skip


def test_select_reads_what_would_be_dropped() -> None:
    html = "<body><p>The songs A B and C D.</p><div class='comments'><p>“Tears” from Nier is my favourite song.</p></div></body>"
    found = source(html, "x.html", select=".comments")
    assert [r.title for r in found.recommendations] == ["Tears"]


@pytest.mark.parametrize(("name", "select"), [("x.html", "]["), ("x.txt", "p")])
def test_a_selector_that_cannot_work_is_a_usage_error(name: str, select: str) -> None:
    with pytest.raises(UsageError):
        source("<p>x</p>", name, select=select)


def test_rst_reads_no_files_and_no_raw() -> None:
    text = "Songs\n=====\n\n.. include:: /etc/hostname\n\n.. raw:: html\n\n   <b>secret</b>\n\n- *one*\n- two\n"
    assert shown(text, "rst") == [("heading", 1, "Songs"), ("item", 1, "one"), ("item", 1, "two")]


def test_plain_text_headings_items_and_paragraphs() -> None:
    assert shown("A title here\n\nSome words that go on.\nAnd on.\n\n  • one\n  • two\n", "text") == [
        ("heading", 1, "A title here"),
        ("paragraph", 0, "Some words that go on.\nAnd on."),
        ("item", 1, "one"),
        ("item", 1, "two"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.md", "x", "markdown"), ("a.TXT", "x", "text"), ("https://x.org/a.txt", "<!DOCTYPE html><p>", "html"), ("-", "<ul><li>a", "html"),
        ("-", "title,work\na,b", "csv"), ("-", '{"tracks": []}', "json"), ("-", "#EXTM3U\n", "m3u"), ("-", "# a\n\n- b\n- c", "markdown"),
        ("-", "just words", "text"), ("https://x.org/page", "<html>", "html"), ("-", '<?xml version="1.0"?><playlist'
        ' xmlns="http://xspf.org/ns/0/">', "xspf"),
    ],
)  # fmt: skip
def test_kinds_are_found(name: str, text: str, kind: str) -> None:
    assert kind_of(name, text) == kind


# ---------------------------------------------------------------------------- tables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title,work,artist\nA,B,C\n", ("A", "B", "C")),
        ("Song;Anime;Singer\nA;B;C\n", ("A", "B", "C")),
        ("Game\tTrack Name\tComposer\nB\tA\tC\n", ("A", "B", "C")),
        ("曲名,作品名,歌手\nA,B,C\n", ("A", "B", "C")),
        ("id,artist,name\n1,C,A\n", ("A", None, "C")),
        ("#,Movie,Song\n1,B,A\n", ("A", "B", None)),
        ('title,work\n"A, with ""marks""",B\n', ('A, with "marks"', "B", None)),
        ('title,work\n12" Mix,B\n', ('12" Mix', "B", None)),
        ("sep=;\ntitle;work\nA;B\n", ("A", "B", None)),
        ("title,work\nA,---\n", ("A", None, None)),
    ],
)
def test_tables_by_their_heads(text: str, expected: tuple[str, str | None, str | None]) -> None:
    (one,) = source(text, "x.csv").recommendations
    assert (one.title, one.work, one.artist) == expected


def test_bom_and_other_encodings_of_tables() -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp932", "euc_jp"):
        text = "曲名,作品名\n残酷な天使のテーゼ,新世紀エヴァンゲリオン\nプラチナ,カードキャプターさくら\n"
        found = read_bytes(text.encode(encoding), name="x.csv")
        assert [r.title for r in found.recommendations] == ["残酷な天使のテーゼ", "プラチナ"], encoding


def test_broken_rows_are_told_with_their_line() -> None:
    found = source('title,work\nA,B\n"open,C\n,D\nE,F\n', "x.csv")
    assert [r.title for r in found.recommendations] == ["A", "open", "E"]
    assert [p.line for p in found.problems] == [3, 4]


def test_a_row_with_a_uri_is_a_decision() -> None:
    found = source(f"title,uri\nA,{URI}\nB,https://open.spotify.com/track/{'1' * 22}?si=x\nC,nonsense\n", "x.csv")
    assert [r.uri for r in found.recommendations] == [URI, f"https://open.spotify.com/track/{'1' * 22}?si=x", None]
    assert len(found.problems) == 1


# ---------------------------------------------------------------------------- playlists


def test_our_own_json_comes_back() -> None:
    track = {"order": 1, "title": "A", "alternatives": [{"title": "B", "work": "W", "artist": None}], "work": "W", "artist": None, "album": None,
             "medium": "game", "section": "S", "kind": "role", "confidence": 0.5, "text": "A - W", "line": 3}  # fmt: skip
    found = source(
        json.dumps({"sources": [{"source": "a.txt", "kind": "text", "title": "T", "tracks": [track]}]}), "x.json"
    )
    (one,) = found.recommendations
    assert (one.title, one.work, one.medium, one.kind, one.confidence, one.line) == (
        "A",
        "W",
        Medium.GAME,
        Kind.ROLE,
        0.5,
        3,
    )
    assert [a.title for a in one.alternatives] == ["B"]
    assert found.title == "T"


@pytest.mark.parametrize(
    "text", ['["A", "B"]', '[{"title": "A"}, {"name": "B"}]', '{"songs": [{"song": "A"}, {"track": {"name": "B"}}]}']
)
def test_json_of_others(text: str) -> None:
    assert [r.title for r in source(text, "x.json").recommendations] == ["A", "B"]


def test_json_entries_without_a_title_are_told() -> None:
    found = source('[{"title": "A"}, {"x": 1}, 7, null]', "x.json")
    assert len(found.recommendations) == 1
    assert len(found.problems) == 3


def test_jspf() -> None:
    text = json.dumps(
        {
            "playlist": {
                "title": "T",
                "track": [{"title": "A", "creator": "C", "duration": 61000, "location": [URI]}, {}],
            }
        }
    )
    found = source(text, "x.jspf")
    (one,) = found.recommendations
    assert (found.kind, found.title, one.title, one.artist, one.duration_ms, one.uri) == (
        "jspf",
        "T",
        "A",
        "C",
        61000,
        URI,
    )
    assert len(found.problems) == 1


def test_xspf() -> None:
    text = (
        '<?xml version="1.0"?><playlist version="1"'
        ' xmlns="http://xspf.org/ns/0/"><title>T</title><trackList><track><title>A &amp; B</title>'
        f"<creator>C</creator><duration>61000</duration><location>{URI}</location></track><track/></trackList></playlist>"
    )
    found = source(text, "x.xspf")
    (one,) = found.recommendations
    assert (found.title, one.title, one.artist, one.duration_ms, one.uri) == ("T", "A & B", "C", 61000, URI)
    assert len(found.problems) == 1


def test_xspf_with_a_document_type_is_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><playlist><trackList><track><title>&a;</title></track></trackList></playlist>'
    with pytest.raises(SourceUnreadable, match="document type"):
        source(bomb, "x.xspf")


def test_m3u() -> None:
    found = source(
        f"#EXTM3U\n#PLAYLIST:T\n#EXTINF:61,C - A\n{URI}\n#EXTINF:-1,B\nb.mp3\n/music/03 - D_E.mp3\n", "x.m3u8"
    )
    assert [(r.title, r.artist, r.duration_ms, r.uri) for r in found.recommendations] == [
        ("A", "C", 61000, URI),
        ("B", None, None, None),
        ("D E", None, None, None),
    ]


# ---------------------------------------------------------------------------- what cannot be read


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "x.txt"), (b" \n\t ", "x.md"), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "x.png"), (b"{", "x.json"), (b"<playlist>", "x.xspf"), (bytes(range(1, 32)) * 40, "x.txt")],
)  # fmt: skip
def test_what_is_no_text_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        read_bytes(data, name=name)
    assert caught.value.exit_code == 6
    assert caught.value.advice


def test_nothing_to_find_is_said() -> None:
    found = source("A walk in the park.\n", "x.txt")
    assert found.recommendations == ()
    assert found.problems[0].message == "Nothing in it reads like a recommended track."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp932", "euc_jp", "cp1252"])
def test_encodings_are_found(encoding: str) -> None:
    text = (
        "My favourite song is “Café” from Nier."
        if encoding == "cp1252"
        else "好きな曲は「プラチナ」です。この曲はカードキャプターさくらの主題歌。\nとてもいいメロディです。"
    )
    found = read_bytes(text.encode(encoding), name="x.txt")
    assert [r.title for r in found.recommendations] == ["Café" if encoding == "cp1252" else "プラチナ"]


@pytest.mark.parametrize("encoding", ["nonsense", "utf-8", "base64"])
def test_an_encoding_that_does_not_fit_is_told(encoding: str) -> None:
    with pytest.raises(SourceUnreadable):
        read_bytes("曲名".encode("cp932"), name="x.txt", encoding=encoding)


def test_a_page_of_thousands_of_entries_is_read_to_its_end() -> None:
    html = "<body><h1>Songs</h1><ul>" + "".join(f"<li>T{n}</li>\n" for n in range(30_000)) + "</ul></body>"
    assert len(document_of(html, "html").blocks) == 30_001
