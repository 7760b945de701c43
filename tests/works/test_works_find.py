"""Which work a name leads to, and which it must not lead to."""

from __future__ import annotations

import pytest

from ostsync.model import Medium
from ostsync.titles.works import Work, Works


@pytest.fixture(scope="module")
def works() -> Works:
    return Works.shipped()


def known(works: Works, name: str, medium: Medium | None = None) -> Work:
    found = works.find(name, medium)
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Steins;Gate", "Steins;Gate"),
        ("Steins; Gate", "Steins;Gate"),
        ("steins gate", "Steins;Gate"),
        ("Steins;Gate 0", "Steins;Gate 0"),
        ("FF7", "Final Fantasy VII"),
        ("FFVII", "Final Fantasy VII"),
        ("final fantasy 7", "Final Fantasy VII"),
        ("Final Fantasy VII OST", "Final Fantasy VII"),
        ("FINAL FANTASY VIII Original Soundtrack", "Final Fantasy VIII"),
        ("SAO", "Sword Art Online"),
        ("Sword Art Online 2", "Sword Art Online II"),
        ("Shigatsu", "Your Lie in April"),
        ("Shigatsu wa Kimi no Uso", "Your Lie in April"),
        ("四月は君の嘘", "Your Lie in April"),
        ("Your Lie in april", "Your Lie in April"),
        ("KH2", "Kingdom Hearts II"),
        ("Kingdom Hearts 2", "Kingdom Hearts II"),
        ("BotW", "The Legend of Zelda: Breath of the Wild"),
        ("Zelda franchise", "The Legend of Zelda"),
        ("Legend of Zelda", "The Legend of Zelda"),
        ("Zelda Ocarina of Time", "The Legend of Zelda: Ocarina of Time"),
        ("LoZ: OoT", "The Legend of Zelda: Ocarina of Time"),
        ("Gurren Laggan", "Tengen Toppa Gurren Lagann"),
        ("Shenmue Orchestra", "Shenmue"),
        ("Goblin", "Goblin"),
        ("Goblin Slayer", "Goblin Slayer"),
        ("도깨비", "Goblin"),
    ],
)
def test_a_name_leads_to_its_work(works: Works, name: str, expected: str) -> None:
    assert known(works, name).name == expected


@pytest.mark.parametrize("name", ["", "!!!", "Final", "Final Fantasy XXII", "Steins", "Zeld", "Shen", "OST"])
def test_what_names_no_work_leads_to_none(works: Works, name: str) -> None:
    assert works.find(name) is None


def test_the_medium_decides_between_works_of_the_same_name(works: Works) -> None:
    anime, game = known(works, "Steins;Gate", Medium.ANIME), known(works, "Steins;Gate", Medium.GAME)
    assert (anime.medium, game.medium) == (Medium.ANIME, Medium.GAME)
    assert works.covers(anime, game)


def test_the_medium_never_excludes(works: Works) -> None:
    assert known(works, "Interstellar", Medium.ANIME).medium is Medium.FILM


def test_a_part_is_related_and_not_the_same_unless_the_series_was_asked_for(works: Works) -> None:
    first, zero = known(works, "Steins;Gate", Medium.ANIME), known(works, "Steins;Gate 0")
    series, part = known(works, "Zelda"), known(works, "Ocarina of Time")
    seven, eight = known(works, "FF7"), known(works, "FF8")
    assert works.related(first, zero)
    assert not works.covers(first, zero)
    assert works.covers(series, part)
    assert not works.covers(part, series)
    assert works.related(seven, eight)
    assert not works.covers(seven, eight)
    assert not works.related(seven, part)


def test_names_of_an_unknown_work_are_the_name_itself(works: Works) -> None:
    assert works.names("Qwxz Nobody Knows") == ("Qwxz Nobody Knows",)
    assert "四月は君の嘘" in works.names("Shigatsu")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FINAL FANTASY VIII Original Soundtrack", ["Final Fantasy VIII"]),
        ("Distant Worlds: music from FINAL FANTASY", ["Final Fantasy"]),
        ("Piano Opera FINAL FANTASY VII & Kingdom Hearts II", ["Final Fantasy VII", "Kingdom Hearts II"]),
        ("Goblins of the city", []),
    ],
)
def test_works_are_found_within_a_text(works: Works, text: str, expected: list[str]) -> None:
    assert [work.name for work in works.mentioned(text)] == expected
