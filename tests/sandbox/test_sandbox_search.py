"""The search engine: its words, its query language, its two rankers."""

from __future__ import annotations

import json
import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostsync.sandbox.catalogue import Catalogue, build
from ostsync.sandbox.search import Engine, Ranker, parse
from ostsync.sandbox.words import asked, indexed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gate of Steiner", ["gate", "of", "steiner"]),
        ("One-Winged Angel", ["one", "winged", "angel"]),
        ("Don't", ["dont"]),
        ("Don\u2019t", ["dont"]),
        ("Pokémon", ["pokemon"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("Re:Re:", ["re", "re"]),
        ("!!!", ["!!!"]),
        ("∞", ["∞"]),
        ("夜に駆ける", ["夜に", "に駆", "駆け", "ける"]),
        ("渚", ["渚"]),
        ("ブルーバード OP", ["ブル", "ルー", "ーバ", "バー", "ード", "op"]),
        ("がか", ["がか"]),
        ("너의 이름은", ["너의", "이름은"]),
        ("Дом", ["дом"]),
        ("", []),
        ("   ", []),
    ],
)
def test_words_of_a_query(text: str, words: list[str]) -> None:
    assert asked(text) == words


def test_an_indexed_kana_run_is_found_by_each_character_and_each_pair() -> None:
    assert set(asked("渚") + asked("渚の")) <= set(indexed("渚のアデリーヌ"))


@pytest.mark.parametrize(
    ("q", "words", "filters"),
    [
        ("gate of steiner", ("gate", "of", "steiner"), ()),
        ("remaster track:Doxy artist:Miles Davis", ("remaster",), (("track", "Doxy"), ("artist", "Miles Davis"))),
        ("ALBUM:x year:1955-1960", (), (("album", "x"), ("year", "1955-1960"))),
        ("soundtrack:x", ("soundtrack", "x"), ()),
        ("la la la", ("la",), ()),
    ],
)
def test_a_query_is_taken_apart(q: str, words: tuple[str, ...], filters: tuple[tuple[str, str], ...]) -> None:
    query = parse(q)
    assert (query.words, query.filters) == (words, filters)


def _catalogue(*rows: tuple[str, str, str, int]) -> Catalogue:
    """A catalogue of (name, artist, album, popularity)."""
    numbers = count()
    return build(
        json.dumps({
            "id": f"{next(numbers):022d}", "name": name, "artists": [artist], "album": album,
            "album_id": album.ljust(22, "x"), "popularity": popularity, "release_date": "2010-02-03",
        })
        for name, artist, album, popularity in rows
    )  # fmt: skip


@pytest.fixture(scope="module")
def shelf() -> Catalogue:
    return _catalogue(
        ("Gate of Steiner", "Takeshi Abo", "Steins;Gate OST", 20),
        ("Gate of Steiner - Piano Cover", "Piano Tribute", "Anime Piano", 80),
        ("Believe Me", "Takeshi Abo", "Steins;Gate OST", 10),
        ("Death by Glamour", "Toby Fox", "UNDERTALE Soundtrack", 60),
        ("Don't Be Afraid", "Nobuo Uematsu", "FF8 OST", 30),
        ("Memories", "Maki Otsuki", "ONE PIECE MUSIC", 55),
        ("Memories", "Someone", "Somewhere", 95),
    )


def _names(engine: Engine, q: str) -> list[str]:
    return [track.name for track in engine.tracks(q, 10)[0]]


@pytest.mark.parametrize(
    ("q", "strict", "forgiving"),
    [
        ("gate of steiner abo", 1, 2),  # one word that only the original's artist has
        ("death by glamor", 0, 1),  # a typo
        ("dont be afraid", 1, 1),
        ("believe me steins gate", 1, 1),
        ("believe me undertale", 0, 1),  # a word too many
        ("track:memories artist:maki otsuki", 1, 1),
        ("artist:abo", 2, 2),
        ("album:undertale", 1, 1),
        ("track:abo", 0, 0),  # the artist is not the title
        ('track:"memories"', 0, 0),  # quotes in a filter find nothing
        ("track:don't be afraid", 0, 0),  # apostrophes neither
        ("track:don\u2019t be afraid", 0, 0),
        ("track:", 0, 0),
        ("memories year:2010", 2, 2),
        ("memories year:2005-2012", 2, 2),
        ("memories year:1999", 0, 0),
        ("memories year:soon", 0, 0),
        ("genre:anime", 0, 0),
        ("isrc:JPX400900001", 0, 0),
        ("qwertyuiop", 0, 0),
    ],
)
def test_what_is_found(shelf: Catalogue, q: str, strict: int, forgiving: int) -> None:
    engine = Engine(shelf)
    found = {}
    for ranker in Ranker:
        engine.ranker = ranker
        found[ranker] = engine.tracks(q, 10)[1]
    assert found == {Ranker.STRICT: strict, Ranker.FORGIVING: forgiving}


@pytest.mark.parametrize("ranker", list(Ranker))
def test_a_popular_cover_stands_above_the_original(shelf: Catalogue, ranker: Ranker) -> None:
    assert _names(Engine(shelf, ranker), "gate of steiner")[0] == "Gate of Steiner - Piano Cover"


@pytest.mark.parametrize("ranker", list(Ranker))
def test_of_two_equal_names_the_popular_one_comes_first(shelf: Catalogue, ranker: Ranker) -> None:
    tracks, _ = Engine(shelf, ranker).tracks("memories", 10)
    assert [track.artists[0] for track in tracks] == ["Someone", "Maki Otsuki"]


@pytest.mark.parametrize("ranker", list(Ranker))
def test_pages_do_not_overlap_and_the_total_stays(shelf: Catalogue, ranker: Ranker) -> None:
    engine = Engine(shelf, ranker)
    whole, total = engine.tracks("gate", 10)
    pages = [engine.tracks("gate", 1, offset) for offset in range(total)]
    assert [track for page, _ in pages for track in page] == whole
    assert {n for _, n in pages} == {total}


@pytest.mark.parametrize("ranker", list(Ranker))
@pytest.mark.parametrize(
    ("q", "albums"),
    [
        ("undertale soundtrack", ["UNDERTALE Soundtrack"]),
        ("album:undertale", ["UNDERTALE Soundtrack"]),
        ("artist:toby fox", ["UNDERTALE Soundtrack"]),
        ("death by glamour", []),  # albums are not found by their tracks
        ("track:memories", []),
        ("isrc:JPX400900001", []),
    ],
)
def test_albums_are_found_by_name_and_artist(shelf: Catalogue, ranker: Ranker, q: str, albums: list[str]) -> None:
    assert [album.name for album in Engine(shelf, ranker).albums(q, 10)[0]] == albums


def test_hipster_albums_are_the_least_popular_tenth(shelf: Catalogue) -> None:
    albums, total = Engine(shelf).albums("tag:hipster", 10)
    assert (total, albums[0].name) == (1, "Steins;Gate OST")
    assert Engine(shelf).albums("tag:new", 10)[1] == 0


_VOCABULARY = """gate of steiner piano cover takeshi abo believe me memories someone don't be afraid ff8 ost"""
QUERY_WORDS = st.lists(st.sampled_from(re.split(r"\s", _VOCABULARY)), min_size=1, max_size=5)


@given(QUERY_WORDS)
def test_strict_finds_what_holds_every_word_and_forgiving_finds_that_too(shelf: Catalogue, words: list[str]) -> None:
    q = " ".join(words)
    found = {ranker: {track.id for track in Engine(shelf, ranker).tracks(q, 99)[0]} for ranker in Ranker}
    texts = {
        track.id: {*indexed(track.name), *indexed(track.artists[0]), *indexed(shelf.albums[track.album_id].name)}
        for track in shelf.tracks.values()
    }
    assert found[Ranker.STRICT] == {ident for ident, held in texts.items() if held >= set(asked(q))}
    assert found[Ranker.STRICT] <= found[Ranker.FORGIVING]


def test_an_alias_finds_the_track_in_both_scripts(small: Catalogue) -> None:
    engine = Engine(small)
    for q in ("kimi no shiranai monogatari", "君の知らない物語", "track:kimi no shiranai monogatari artist:supercell"):
        assert _names(engine, q) == ["君の知らない物語"]


def test_titles_of_one_sign_or_of_signs_alone_are_found(small: Catalogue) -> None:
    engine = Engine(small)
    assert [_names(engine, q) for q in ("渚", "!!!")] == [["渚"], ["!!!"]]


def test_isrc_finds_the_recording(small: Catalogue) -> None:
    engine = Engine(small)
    assert [_names(engine, f"isrc:{code}") for code in ("JPX400900001", "jp-x40-09-00001")] == [["GATE OF STEINER"]] * 2
