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
        ("FE Awakening", "Fire Emblem: Awakening"),
        ("FF Tactics", "Final Fantasy Tactics"),
        ("Star Wars: Rogue One", "Rogue One: A Star Wars Story"),
        ("Mega Man X", "Mega Man X"),
        ("Mega Man 10", "Mega Man 10"),
        ("Oblivion (film)", "Oblivion"),
        ("Game of Thrones S6", "Game of Thrones"),
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


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Gurren Laggan", "Tengen Toppa Gurren Lagann"),
        ("Neon Genisis Evangelion", "Neon Genesis Evangelion"),
        ("Shadow of the Collossus", "Shadow of the Colossus"),
        ("Bakemonogotari", "Bakemonogatari"),
        ("Zelda: Ocarina of Tyme", None),
        ("Naruto Shippūden", "Naruto Shippuden"),
        ("Hibike Yuufoniamu", "Sound! Euphonium"),
        ("Goblin Slyer", "Goblin Slayer"),
        ("Gobin", None),
        ("Fall Guy", None),
        ("Love Life", None),
        ("School Daze", None),
        ("Wild Palms", None),
        ("Friday", None),
        ("Liar", None),
        ("Imitation", None),
        ("Final Fantasy VIIII", None),
        ("Persona 6", None),
        ("FINAL FANTASY I-III", None),
    ],
)
def test_a_clear_typo_is_forgiven_and_another_word_is_not(works: Works, typed: str, expected: str | None) -> None:
    found = works.find(typed)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("name", "expected", "medium"),
    [
        ("Ansatsu Kyoushitsu (TV)", "Assassination Classroom", Medium.ANIME),
        ("Fate/Zero 2nd Season", "Fate/Zero", Medium.ANIME),
        ("The Last of Us: Season 1", "The Last of Us", Medium.DRAMA),
        ("The Last of Us", "The Last of Us", Medium.GAME),
        ("Stranger Things, Vol. 1", "Stranger Things", Medium.DRAMA),
        ("Guardians of the Galaxy Vol. 2", "Guardians of the Galaxy Vol. 2", Medium.FILM),
        ("Harry Potter and the Deathly Hallows, Pt. 2", "Harry Potter and the Deathly Hallows: Part 2", Medium.FILM),
        ("TVアニメ「HUNTER×HUNTER」オリジナル・サウンドトラック", "Hunter x Hunter", Medium.ANIME),
        ("Kimi no Na wa (Your Name)", "Your Name", Medium.FILM),
        ("Xenoblade Chronicles Wii", "Xenoblade Chronicles", Medium.GAME),
        ("Final Fantasy X (Remastered)", "Final Fantasy X", Medium.GAME),
    ],
)
def test_what_surrounds_a_name_does_not_hide_it(works: Works, name: str, expected: str, medium: Medium) -> None:
    found = known(works, name)
    assert (found.name, found.medium) == (expected, medium)


@pytest.mark.parametrize(
    ("work", "role", "number", "title", "artist"),
    [
        ("Naruto Shippuden", "opening", 3, "ブルーバード", "Ikimonogakari"),
        ("Bakemonogatari", "ending", None, "君の知らない物語", "supercell"),
        ("Final Fantasy VIII", "theme", None, "Eyes On Me", "Faye Wong"),
        ("Titanic", "theme", None, "My Heart Will Go On", "Céline Dion"),
        ("Goblin", "insert", None, "Stay With Me", "Chanyeol"),
    ],
)
def test_theme_songs_are_known_with_their_singers(
    works: Works, work: str, role: str, number: int | None, title: str, artist: str
) -> None:
    themes = [(t.role, t.number, t.title, t.artist) for t in works.themes(known(works, work))]
    assert (role, number, title, artist) in themes


def test_a_piece_known_by_a_translated_title_has_both(works: Works) -> None:
    pieces = [theme.titles for theme in works.themes(known(works, "Naruto")) if theme.role == "piece"]
    assert pieces == [("哀と悲", "Sadness and Sorrow")]


def test_a_series_has_the_songs_of_its_parts(works: Works) -> None:
    series = {theme.title for theme in works.themes(known(works, "Final Fantasy"))}
    assert {"Eyes On Me", "Melodies of Life"} <= series
    assert "Eyes On Me" not in {theme.title for theme in works.themes(known(works, "FF7"))}


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
