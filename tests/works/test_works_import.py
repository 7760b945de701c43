"""Names files: what is read from each kind, what is refused, and how they join what we ship."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ostsync.errors import SourceUnreadable, StorageError
from ostsync.model import Medium
from ostsync.titles.workimport import read
from ostsync.titles.works import Works
from ostsync.titles.worktable import compiled, packed

XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Created: Sun Nov 22 02:00:01 2026 -->
<animetitles>
  <anime aid="1">
    <title xml:lang="x-jat" type="main">Hoshi no Machi</title>
    <title xml:lang="ja" type="official">星の町</title>
    <title xml:lang="en" type="official">Town of Stars</title>
    <title xml:lang="en" type="short">ToS</title>
    <title xml:lang="fr" type="official">La Ville des étoiles</title>
  </anime>
  <anime aid="2"/>
</animetitles>
"""
DAT = """# created: Sun Nov 22 02:00:01 2026
# <aid>|<type>|<language>|<title>
1|1|x-jat|Hoshi no Machi
1|4|ja|星の町
1|4|en|Town of Stars
1|3|en|ToS
1|4|fr|La Ville des étoiles
"""
OFFLINE = {
    "license": {"name": "ODbL"},
    "data": [
        {"title": "Hoshi no Machi", "type": "TV", "synonyms": ["Town of Stars", "星の町", "ToS", "Город звёзд"]},
        {"title": 7},
    ],
}
LINES = "\n".join([json.dumps({"$schema": "…", "license": {}}), *map(json.dumps, OFFLINE["data"])])
TOML = """
[[work]]
names = ["Town of Stars", "Hoshi no Machi", "ToS"]
native = ["星の町"]
medium = "anime"
artists = ["A. Composer"]
songs = [{ titles = ["Night Train", "夜汽車"], artists = ["B. Singer"], role = "ending" }]

[[work]]
medium = "anime"
"""


@pytest.mark.parametrize(
    ("text", "kind", "left_out"),
    [
        (XML, "anidb", 0),
        (DAT, "anidb", 0),
        (json.dumps(OFFLINE), "offline-database", 1),
        (LINES, "offline-database", 1),
        (TOML, "toml", 1),
    ],
    ids=["anidb xml", "anidb dat", "offline json", "offline lines", "own toml"],
)
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzipped"])
def test_every_kind_gives_the_same_names(text: str, kind: str, left_out: int, zipped: bool) -> None:
    data = text.encode()
    names = read(gzip.compress(data) if zipped else data, "file")
    assert (names.kind, names.left_out) == (kind, left_out)
    works = Works(compiled(names.rows))
    for name in ("Town of Stars", "hoshi no machi", "星の町", "TOS"):
        found = works.find(name)
        assert found is not None, name
        assert found.medium is Medium.ANIME
        assert found.native == ("星の町",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no \\[\\[work\\]\\]"),
        (b"\x1f\x8bnot gzip", "damaged gzip"),
        (b"\xff\xfe\x00binary", "not UTF-8"),
        (b"<animetitles><anime>", "damaged XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><animetitles/>', "declares entities"),
        (b"<animetitles></animetitles>", "holds no work"),
        (b'{"works": []}', "no list called data"),
        (b'{"title": "cut o', "damaged JSON"),
        (b"just some words", "no names file"),
        (b"[[work]]\nmedium = 'opera'\nnames = ['Aida']", "holds no work"),
    ],
)
def test_what_is_no_names_file_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said) as caught:
        read(data, "file")
    assert "\n" not in caught.value.message


def test_a_dump_adds_names_and_what_we_ship_stays_first(tmp_path: Path) -> None:
    dump = tmp_path / "dump.works.gz"
    rows = read(DAT.replace("星の町", "四月は君の嘘").replace("ToS", "SAO").encode(), "dump").rows
    dump.write_bytes(packed(compiled(rows)))
    works = Works.shipped(dump)
    lie = works.find("Town of Stars")
    assert lie is not None
    assert lie.name == "Your Lie in April"
    assert works.names("SAO")[0] == "Sword Art Online"


def test_a_file_of_ones_own_is_meant_first(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[work]]\nnames = ["Some Album Online", "SAO"]\nmedium = "game"\n', "utf-8")
    assert Works.shipped(own).names("SAO")[0] == "Some Album Online"
    assert Works.shipped().names("SAO")[0] == "Sword Art Online"


def test_songs_of_ones_own_are_found_with_the_work(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(TOML, "utf-8")
    works = Works.shipped(own)
    work = works.find("ToS", Medium.ANIME)
    assert work is not None
    assert [(song.title, song.artist, song.role) for song in works.themes(work)] == [
        ("Night Train", "B. Singer", "ending")
    ]


@pytest.mark.parametrize("content", [None, b"", b"\x1f\x8bbroken", gzip.compress(b'{"format": 0, "works": 0}')])
def test_a_table_that_cannot_be_read_says_so(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "dump.works.gz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StorageError):
        Works.shipped(file).find("Steins;Gate")
