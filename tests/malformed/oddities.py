"""What stands where something else is due: odd texts, numbers, links, values of JSON and TOML, files of other kinds."""

# ruff: noqa: E501 - one list beside another

from __future__ import annotations

import gzip
import io
import sqlite3
import tempfile
import zipfile
import zlib
from pathlib import Path

ODD_TEXTS = (
    "\u0378", "\ue000\uf8ff", "e" + "\u0301" * 1000, "\u202eABC\u202c", "👨\u200d👩\u200d👧\u200d👦" * 9, "Ⅷ", "ﬁnal ﬂight", "ıİ", "ſs", "ẞ",
    "\u200b\u200c\u200d", "\ufeff", "\x00", "a\x00b", "\x1b[31mred\x1b[0m", "\x07\x08", "\u2028\u2029", "\x85", "'", '"', '""', "“”", "''=1+1",
    "=SUM(A1)", "+1", "-1", "@x", "ー" * 300, "ア" * 30_000, "々〆ヶ" * 40, "ｶﾞﾊﾟ", "가" * 500, "A" * 100_000, " ", "\t", "\u3000", "　\u00a0",
    "a" * 399 + " - " + "b" * 399, ("word " * 9_000), "-" * 5_000, "(" * 3_000, "[" * 3_000 + "]" * 3_000, "「" * 2_000, "💥", "\U0010ffff",
    "null", "None", "nan", "true", "undefined", "../../etc/passwd", "C:\\x\\y", "http://[", "http://[::1", "%s%n{0}{x}", "{{7*7}}", "<b>", "</title>", "&#0;",
    "&#" + "9" * 5_000 + ";", "&#xD800;", "\\", "\\u0000", "\\ud800", "|" * 500, ";" * 500, "," * 500, "：" * 200, "0", "１２", "²", "½", "٣",
)  # fmt: skip
ODD_NUMBERS = (
    "-1", "0", "1e999", "-1e999", "NaN", "Infinity", "²", "٣", "１", "½", "9" * 5_000, str(2**70), str(-(2**63)), "0x10", "1_000", "+5", "1e-400", "-0", "∞",
    "1.5", "01", "", " ", "1,5", "true", "0000-00-00", "9999-12-31", "0001-01-01", "12:60", "99:99:99", "1:2:3:4", "--", "٣:٤٥",
)  # fmt: skip
ID = "4uLU6hMCjMI75M1A2tKUQC"
ODD_LINKS = (
    "spotify:track:" + ID[:-1], "spotify:track:" + ID + "A", "spotify:track:" + ID[:-1] + "é", "spotify:track:" + ID[:-1] + "٣", "Spotify:Track:" + ID,
    "spotify:album:" + ID, "spotify:episode:" + ID, "spotify:show:" + ID, "spotify:local:a:b:c:1", "spotify:track:", "spotify:", "spotify:track:" + ID + "\n",
    "https://open.spotify.com/track/" + ID + "?si=x", "https://open.spotify.com/album/" + ID, "https://open.spotify.com/intl-de/track/" + ID,
    "https://open.spotify.com/track/" + ID[:-2], "http://open.spotify.com.evil.example/track/" + ID, "https://spotify.link/abc", "https://[", "https://", ID, ID + ID,
    "https://open.spotify.com/playlist/" + ID, "spotify:user:x:playlist:" + ID, "<spotify:track:" + ID + ">", "spotify:track:" + ID + "#" + "x" * 1_000, "track/" + ID,
)  # fmt: skip

RAW = (
    "null", "true", "false", "0", "-1", "1.5", "1e999", "-1e999", "NaN", "Infinity", str(2**70), "9" * 5_000, "[]", "{}", "[null]", "[[[]]]", '""', '" "',
    '"\\ud800"', '"\\udc00x"', '"\\u0000"', '{"name": null}', '[{"name": 5}, "x"]', '{"title": {"title": {}}}', "[" * 90 + "]" * 90, "[" * 700 + "]" * 700, '{"a":' * 300 + "1" + "}" * 300,
    '"2026-02-30"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"', '"0000"', "[1, 2, 3]", '["a", ["b", ["c"]]]', '"' + "A" * 50_000 + '"',
)  # fmt: skip
"""What may stand where another JSON value is due, as it is written."""

TOML = (
    "5", "-1", "1e999", "nan", "inf", "true", "[]", "{}", "[[]]", '""', '" "', "'x'", '"x"', "x", "“x”", "'x", '"x', "[1, 2", "{a = 1", "1979-05-27", "0000-01-01",
    "9" * 5_000, str(2**70), '["a", 5, [1]]', "[" * 600 + "]" * 600, "[" * 50_000, "{a=" * 600 + "1" + "}" * 600, '"\\ud800"', '"\\x00"', '"\\u0000"', '"""x', "0x", "1_", "_1", "07:99:00",
    '"http://["', '"http://x"', '"https://x:99999999"', '"http://127.0.0.1:x/"', '"~nobody-here/x"', '"\\u0000x"', '"' + "a" * 5_000 + '"', '["~nobody-here/x"]', "= 5", "", "# x",
    '"spotify:track:' + ID + '"', '"{"', '"{theme.__class__}"', '"{0}"', '"{nope}"', '"{theme!r:>99999}"', '"' + "{" * 500 + '"', '["["]', '["*?[!"]', '["anime", "opera"]', '"US\\n"', '"us"',
)  # fmt: skip
"""What may stand behind a key of a TOML file, as it is written."""


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "x.db"
        held = sqlite3.connect(file)
        held.execute("CREATE TABLE titles (title TEXT)")
        held.commit()
        held.close()
        return file.read_bytes()


def _docx() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as held:
        held.writestr("[Content_Types].xml", "<Types/>")
        held.writestr("word/document.xml", "<w:document><w:t>Lilium - Elfen Lied</w:t></w:document>")
    return data.getvalue()


def _png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82"


OTHER_KINDS: tuple[tuple[str, bytes], ...] = (
    ("json", b'{"tracks": [{"title": "Lilium", "work": "Elfen Lied"}, 5, null]}'),
    ("json-list", b'["Lilium", 5, null, {"title": null}]'),
    ("html", b"<!doctype html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>nginx</p></body></html>"),
    ("toml", b'[[work]]\nnames = ["X"]\n'),
    ("csv", b"title,work\nLilium,Elfen Lied\n"),
    ("xml", b'<?xml version="1.0"?><rss><channel><title>x</title></channel></rss>'),
    ("m3u", b"#EXTM3U\n#EXTINF:1,a - b\na.mp3\n"),
    ("png", _png()),
    ("sqlite", _sqlite()),
    ("docx", _docx()),
    ("gzip", gzip.compress(b"title\nLilium\n", mtime=0)),
    ("half-gzip", gzip.compress(b"title\nLilium\n" * 9, mtime=0)[:-12]),
    ("bad-gzip", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\x77" * 40),
    ("zlib", zlib.compress(b"title\nLilium\n")),
    ("pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"),
    ("rtf", b"{\\rtf1\\ansi\\deff0 {\\fonttbl{\\f0 Times;}}\\f0 Lilium - Elfen Lied\\par}"),
    ("python", b"import os\nprint('x')\n"),
)  # fmt: skip
