"""What is asked, in which order, in which words."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from ostsync.matching.prepare import wanted
from ostsync.matching.queries import LONGEST, Query, album_query, forms, in_kana, typed, worthwhile
from ostsync.model import Medium, Recommendation
from ostsync.titles.scripts import readings
from ostsync.titles.works import Works

A, G = Medium.ANIME, Medium.GAME

CASES = [
    (Recommendation("Spider Dance", "Undertale", medium=G), ["Spider Dance Undertale", "Spider Dance"]),
    (Recommendation("Seasons of Nothing", "Boys Over Flowers", "Shinee"), ["Seasons of Nothing Shinee", "Seasons of Nothing Boys Over Flowers"]),
    (Recommendation("Promentory", None, "Trevor Jones and Randy Edelman"), ["Promentory Trevor Jones"]),
    (Recommendation("Some Minor Piece", "FF7", medium=G), ["Some Minor Piece Final Fantasy VII"]),
    (Recommendation("Kokuten", "Houseki no Kuni", medium=A), ["Kokuten", "こくてん"]),
    (Recommendation("Spear of Justice (feat. Malukah)", "Undertale"), ["Spear of Justice Undertale"]),
    (Recommendation("With Your Drill - Gurren Laggan", "Gurren Laggan", medium=A), ["With Your Drill Tengen Toppa Gurren Lagann"]),
    (Recommendation("Gurenge", "Demon Slayer", medium=A), ["紅蓮華 LiSA"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), CASES, ids=[c[0].title for c in CASES])
def test_first_questions(asked: Recommendation, expected: list[str], works: Works) -> None:
    found = [query.text for query in forms(wanted(asked, works, readings))]
    assert found[: len(expected)] == expected
    assert len(found) == len(set(found))


@pytest.mark.parametrize("title", ["x" * 300, "ながい" * 60, "word " * 60])
def test_no_question_is_too_long(title: str, works: Works) -> None:
    for query in forms(wanted(Recommendation(title, "Undertale " * 20, "Somebody " * 20), works, readings)):
        assert 0 < len(query.text) <= LONGEST


def test_filters_carry_no_quotes_and_no_apostrophes(works: Works) -> None:
    asked = Recommendation('Elli\'s "Theme"', "Harvest Moon", "Conan O'Brien")
    [fields] = [q for q in forms(wanted(asked, works, readings)) if q.form == "fields"]
    assert not set(fields.text) & set("'\"’“”")
    assert fields.text.startswith("track:Elli s Theme artist:Conan O Brien")


def test_words_of_the_person_come_first(works: Works) -> None:
    found = list(forms(wanted(Recommendation("Gurenge", "Demon Slayer"), works, readings), search="lisa red lotus"))
    assert found[0] == Query("words", "lisa red lotus")


def test_nothing_is_asked_that_can_bring_nothing_new() -> None:
    nothing = [(Query("plain", "Kokuten"), 0)]
    assert not worthwhile(Query("plain", "Kokuten Houseki no Kuni"), nothing)
    assert worthwhile(Query("native", "黒点"), nothing)
    assert not worthwhile(Query("fields", "track:Kokuten"), [(Query("plain", "Kokuten"), 3)])
    assert worthwhile(Query("fields", "track:Kaze"), [(Query("plain", "Kaze"), 10)])


@pytest.mark.parametrize(
    ("title", "kana"),
    [("Nai Nai", "ないない"), ("Shirushi", "しるし"), ("Spotlight", "スポットライト"), ("Main Theme", ""), ("Go", ""), ("Zelda's Lullaby II", "")],
)  # fmt: skip
def test_kana(title: str, kana: str) -> None:
    assert in_kana(title) == kana


def test_album_questions_native_and_latin(works: Works) -> None:
    [ask] = wanted(Recommendation("x", "Houseki no Kuni", medium=A), works, readings).asks
    assert ask.sought is not None
    assert album_query(ask.sought, native=True) == Query("album", "宝石の国")
    latin = album_query(ask.sought, native=False)
    assert latin is not None
    assert latin.text.isascii()


@pytest.mark.parametrize(
    ("written", "words"),
    [("Re:Re:", "Re Re"), ("GO!!!", "GO!!!"), ("!!!", "!!!"), ("Sanpo (Stroll)", "Sanpo"), ("A ~ B [C]", "A B"), ("(Nice)", "Nice")],
)  # fmt: skip
def test_words_as_people_type_them(written: str, words: str) -> None:
    assert typed(written) == words
