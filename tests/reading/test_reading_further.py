"""Shapes that pages show which nobody thought of when the rules were written: each in words of our own."""

# ruff: noqa: E501 - sources stand here as their writers wrote them

from __future__ import annotations

import pytest

from ostsync.model import Kind
from ostsync.reading import read_bytes
from ostsync.titles.works import Works

CASES: dict[str, tuple[str, str, list[tuple[str, str | None, str | None]]]] = {
    "an italic artist and a title that links to a player": (
        "page.md",
        "# Music\n\n## strings\n\n- _Verlaine_, [Moonlit Harbour](https://www.youtube.com/watch?v=1)\n"
        "- _Okoye_, [Second Snow](https://www.youtube.com/watch?v=2)\n- _Brandt_, [Paper Boats](https://youtu.be/3)\n",
        [("Moonlit Harbour", None, "Verlaine"), ("Second Snow", None, "Okoye"), ("Paper Boats", None, "Brandt")],
    ),
    "who conducts is not the artist": (
        "page.md",
        "# Favourite music\n\nSome of my favourite music:\n\n* *Winter Suite* by Anna Berg, conducted by Tom Stone\n"
        "* *Night Ferry* by Anna Berg, conducted by Tom Stone\n* *Low Tide* by Maria Lind\n",
        [("Winter Suite", None, "Anna Berg"), ("Night Ferry", None, "Anna Berg"), ("Low Tide", None, "Maria Lind")],
    ),
    "a theme is named with its work": (
        "page.txt",
        "The saddest songs in games\n\nMarek’s Theme from Kingdom Hearts II, and nothing else comes near.\n",
        [("Marek’s Theme", "Kingdom Hearts II", None)],
    ),
    "a name is called a tune": (
        "page.txt",
        "The saddest songs in games\n\nFar Meadow is such a lovely little tune.\n",
        [("Far Meadow", None, None)],
    ),
    "pieces behind a label": (
        "page.txt",
        "Songs of our concert\n\nPart 2: Under Birches, The Long Road, Ember Song\n",
        [("Under Birches", None, None), ("The Long Road", None, None), ("Ember Song", None, None)],
    ),
    "a link to a track in a sentence": (
        "page.md",
        "# Trilhas sonoras\n\n## Drive\n\nA cena começa ao som de [Night Lamp](https://open.spotify.com/track/0000000000000000000001)"
        " e quem atua é [Ryan Gosling](https://pt.wikipedia.org/wiki/Ryan_Gosling).\n",
        [("Night Lamp", "Drive", None)],
    ),
    "Chinese: where it is from, then the title": (
        "page.md",
        "# 一首歌\n\n出自[Cowboy Bebop](https://example.org/a)的*雨中*\n",
        [("雨中", "Cowboy Bebop", None)],
    ),
    "ordinals as ranks": (
        "page.txt",
        "As melhores músicas de anime\n\n3° NARUTO - AURORA\nUma das melhores aberturas que já vi, e sempre volto a ela.\n"
        "2° BLEACH - MARES\nA segunda abertura é ainda melhor, e todos cantam junto nela.\n"
        "1° DEATH NOTE - CINZAS\nA música combina com o clima sombrio do anime desde o começo.\n",
        [("AURORA", "NARUTO", None), ("MARES", "BLEACH", None), ("CINZAS", "DEATH NOTE", None)],
    ),
    "captions and the page's own title beside a countdown": (
        "page.txt",
        "Top 20 Saddest Video Game Songs\n\nTop 20 Saddest Video Game Songs (2-1)\n\nThese two are what the whole countdown was for, so take your time.\n\n"
        "#2: Grey Harbour (Persona 3)\n\nPersona 3 | header\n\nIt took me years to come back to this one, and it was worth every hour.\n\n"
        "#1: The Last Lantern (NieR)\n\nNieR | Ending\n\nNobody in the room said a word while it played, and nobody wanted to.\n",
        [("Grey Harbour", "Persona 3", None), ("The Last Lantern", "NieR", None)],
    ),
    "pictures before the titles of a table": (
        "page.md",
        "# BGM\n\n| # | 曲名 | 作曲者 |\n|---|---|---|\n| 1 | ⚔️ Iron Rain | Anna Berg |\n| 2 | 🌿 Quiet Days | Anna Berg |\n",
        [("Iron Rain", None, "Anna Berg"), ("Quiet Days", None, "Anna Berg")],
    ),
    "openings of an anime are songs": (
        "page.txt",
        "Nuestros lectores votaron otra vez por sus openings de anime preferidos.\n\n"
        "Entre los openings ganó “Luna Rota”, de Dragon Ball Z, y “Mariposas”, de Digimon Adventure, recibió un solo voto.\n",
        [("Luna Rota", "Dragon Ball Z", None), ("Mariposas", "Digimon Adventure", None)],
    ),
    "the singer beside the title, the work below": (
        "page.txt",
        "泣けるアニメソング\n\n「遠い灯」山野ハルカ\n\nアニメ「銀河鉄道999」のエンディングテーマでした。\n\n何度聴いても飽きません。\n",
        [("遠い灯", "銀河鉄道999", "山野ハルカ")],
    ),
    "a remark in brackets behind the work": (
        "page.md",
        "# Trilha sonora\n\nVou indicar a música **Anna Berg - Night Lamp** em Bagdad Café (que revi ontem à noite) e pronto.\n",
        [("Night Lamp", "Bagdad Café", "Anna Berg")],
    ),
}


@pytest.fixture(scope="module")
def works() -> Works:
    return Works.shipped()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_read(case: tuple[str, str, list[tuple[str, str | None, str | None]]], works: Works) -> None:
    name, text, wanted = case
    source = read_bytes(text.encode(), name=name, works=works)
    assert [(r.title, r.work, r.artist) for r in source.recommendations if r.kind is not Kind.ALBUM] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "泣けるアニメソング\n\n「旅立ち」をテーマにした、とても静かな曲です。\n",
        "アニメの曲\n\n主人公が「もう帰ろうよ」と宣言するシーンの曲が好きです。\n",
        "Songs of the year\n\nVotaram João “Faísca” Moreira e Ana “Lua” Prado.\n",
        "Anime music\n\nI saw it on a channel called [LoudBox](https://www.youtube.com/channel/x), which is about songs.\n",
        "Game music\n\nThe coins open “Night-Side” levels, and the music there is great.\n",
    ],
)
def test_names_that_are_no_titles(text: str, works: Works) -> None:
    assert read_bytes(text.encode(), name="page.md", works=works).recommendations == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lilium - Elfen Lied\n", [("Lilium", "Elfen Lied", None)]),
        ("Gate of Steiner (Steins;Gate)\n", [("Gate of Steiner", "Steins;Gate", None)]),
        ("Getting started - Introduction\n", []),
        ("My shopping list\n", []),
        (
            "My favourite film music\n\nI also love “Time” from Inception by Hans Zimmer.\n",
            [("Time", "Inception", None)],
        ),
        (
            "Anime songs:\n\n- Unravel (Tokyo Ghoul) by TK\n- Tank! (Cowboy Bebop) by The Seatbelts\n",
            [("Unravel", "Tokyo Ghoul", "TK"), ("Tank!", "Cowboy Bebop", "The Seatbelts")],
        ),
    ],
)
def test_a_pasted_line_and_works_in_brackets(text: str, found: list[tuple[str, str | None, str | None]]) -> None:
    read = read_bytes(text.encode(), name="pasted.txt", works=Works.shipped()).recommendations
    assert [(r.title, r.work, r.artist) for r in read] == found
