"""The traps that other tools fall into, each as one question to the matcher."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ostsync.model import Medium, Recommendation, Status, Track, Verdict

MATCHED, MISSED, AMBIGUOUS = Status.MATCHED, Status.MISSED, Status.AMBIGUOUS
A, G, F = Medium.ANIME, Medium.GAME, Medium.FILM

FF7 = "FINAL FANTASY VII Original Soundtrack"

# ruff: noqa: E501 - one case a line

# (title, work, medium, candidate, what must come of it)
CASES = [
    # the work under other names and in other scripts
    ("One-Winged Angel", "FF7", G, f"One-Winged Angel | Nobuo Uematsu | {FF7}", MATCHED),
    ("One-Winged Angel", "Final Fantasy VIII", G, f"One-Winged Angel | Nobuo Uematsu | {FF7}", MISSED),
    ("Kokuten", "Houseki no Kuni", A, "黒点 | 藤澤慶昌 | TVアニメ『宝石の国』オリジナルサウンドトラック", MATCHED),
    ("Kokuten", "Naruto", A, "黒点 | 藤澤慶昌 | TVアニメ『宝石の国』オリジナルサウンドトラック", MISSED),
    ("Orange Mint", "Tsukimonogatari", A, "オレンジミント | 物語シリーズ | Tukimonogatari Gekihanongakushu (Original Soundtrack)", MATCHED),
    ("Takarajima", "Hibike! Euphonium 2", A, "宝島 | 北宇治高校吹奏楽部 | TVアニメ『響け!ユーフォニアム2』オリジナルサウンドトラック", MATCHED),
    ("Gate of Steiner", "Steins;Gate", A, "GATE OF STEINER | 佐々木恵梨 | TVアニメ『シュタインズ・ゲート ゼロ』オリジナル・サウンドトラック", MATCHED),
    # the title carries its work
    ("Spider Dance - Undertale", "Undertale", G, "Spider Dance | Toby Fox | UNDERTALE Soundtrack", MATCHED),
    ("Main Theme", "Fairy Tail", A, 'FAIRY TAIL Main Theme | Yasuharu Takanashi | "Fairy Tail" Original Soundtrack Vol.1', MATCHED),
    ("Main Theme (Slow Version)", "Fairy Tail", A, "FAIRY TAIL メインテーマ -Slow ver.- | 高梨康治 | FAIRY TAIL オリジナルサウンドトラック", MATCHED),
    ("Tonari no Totoro (My Neighbor Totoro)", "My Neighbor Totoro", F, "となりのトトロ | Azumi Inoue | となりのトトロ イメージ・ソング集", MATCHED),
    ("Undertale", "Undertale", G, "Undertale | Toby Fox | UNDERTALE Soundtrack", MATCHED),
    # words inside of words
    ("Live & Learn", "Sonic Adventure 2", G, "Live & Learn | Crush 40 | Sonic Adventure 2 Original Soundtrack", MATCHED),
    ("Discovery", "Undertale", G, "Discovery | Toby Fox | UNDERTALE Soundtrack", MATCHED),
    ("Credits", "Undertale", G, "Credits | Toby Fox | UNDERTALE Soundtrack", MATCHED),
    ("Olive", "Undertale", G, "Olive | Toby Fox | UNDERTALE Soundtrack", MATCHED),
    # other words, other parts, other versions
    ("Night", "Undertale", G, "Light | Toby Fox | UNDERTALE Soundtrack", MISSED),
    ("Home", "Undertale", G, "Going Home | Toby Fox | UNDERTALE Soundtrack", MISSED),
    ("Battle 2", "Undertale", G, "Battle 1 | Toby Fox | UNDERTALE Soundtrack", MISSED),
    ("Fallen Down", "Undertale", G, "Fallen Down (Reprise) | Toby Fox | UNDERTALE Soundtrack", MISSED),
    ("Fallen Down (Reprise)", "Undertale", G, "Fallen Down (Reprise) | Toby Fox | UNDERTALE Soundtrack", MATCHED),
    ("Fallen Down (Reprise)", "Undertale", G, "Fallen Down | Toby Fox | UNDERTALE Soundtrack", MISSED),
    ("Vers [Original Piano]", "Aldnoah.Zero", A, "Vers | Hiroyuki Sawano | ALDNOAH.ZERO Original Soundtrack", MISSED),
    ("Evenstar", "The Two Towers", F, "Evenstar - Live | Howard Shore | The Lord of the Rings: The Two Towers (Live Soundtrack)", MISSED),
    ("Day One", "Interstellar", F, "Day One - 2014 Remaster | Hans Zimmer | Interstellar (Original Motion Picture Soundtrack)", MATCHED),
    # covers
    ("Sadness and Sorrow", "Naruto", A, 'Sadness and Sorrow (From "Naruto") | Kenzie Smith Piano | Anime Music Collection Piano Solo', MISSED),
    ("Kiss Me", "Carole & Tuesday", A, 'Kiss Me (From "Carole & Tuesday") | Akano', MISSED),
    ("Death by Glamour", "Undertale", G, 'Death by Glamour (From "Undertale") | Lofi Lia', MISSED),
    ("Yuri on Ice", "Yuri!!! on Ice", A, "Yuri on Ice (Yuri!!! on Ice Original Soundtrack) | F.B. Piano Anime", MISSED),
    ("Spider Dance", "Undertale", G, "Spider Dance | Toby Fox | Undertale Piano Collections 2", MISSED),
    # parts of a work and volumes of its soundtrack
    ("The Last of Us", "The Last of Us", G, "The Last of Us Part II | Gustavo Santaolalla | The Last of Us Part II (Original Soundtrack)", AMBIGUOUS),
    ("Star Wars (Main Theme)", "The Empire Strikes Back", F, "Star Wars (Main Theme) | John Williams | Star Wars: The Empire Strikes Back (Original Motion Picture Soundtrack)", MATCHED),
    ("Get Jinxed (From League of Legends: Season 3)", "League of Legends", G, "Get Jinxed (From League of Legends: Season 3) | League of Legends | The Music of League of Legends: Season 3 (Original Game Soundtrack)", MATCHED),
    ("Season Trials - 2019", "League of Legends", G, "Lunar Revel - 2019 | League of Legends | The Music of League of Legends (Original Game Soundtrack)", MISSED),
    ("Main Title", "Spider-Man", F, "Spider-Man 2 Main Title | Danny Elfman | Spider-Man 2 Original Motion Picture Score", AMBIGUOUS),
    ("Destiny", "Man to Man", Medium.DRAMA, "Destiny | Kim | Man to Man, Pt. 2 (Original Television Soundtrack)", MATCHED),
    ("Lily's Theme", "Deathly Hallows Part 1", F, "Lily's Theme | Desplat | Deathly Hallows, Part 2 (Original Soundtrack)", MISSED),
    ("The Two of Us Unnamed", "Final Fantasy VIII", G, "The Two of Us Unnamed | Somebody | FINAL FANTASY X Original Soundtrack", MISSED),
    # names that are contained in others
    ("Hush", "Goblin", Medium.DRAMA, "Hush | Somebody | Goblin Slayer (Original Soundtrack)", MISSED),
    ("Mystery of Love", "Your Name", F, "Mystery of Love | Sufjan Stevens | Call Me By Your Name (Original Motion Picture Soundtrack)", MISSED),
    ("The Best For You", "Nana", A, "The Best For You | Nana Ou-Yang | NANA I", AMBIGUOUS),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "work", "medium", "line", "status"), CASES, ids=[f"{c[0]} < {c[3][:40]}" for c in CASES]
)
def test_trap(
    title: str,
    work: str,
    medium: Medium,
    line: str,
    status: Status,
    verdict: Callable[..., Verdict],
    make_track: Callable[..., Track],
) -> None:
    got = verdict(Recommendation(title, work, medium=medium), [make_track(line)])
    assert got.status is status, [(e.name, e.value, e.note) for e in got.candidates[0].evidence]


def test_titles_of_signs_alone_are_told_apart(
    verdict: Callable[..., Verdict], make_track: Callable[..., Track]
) -> None:
    album = "Signs (Original Motion Picture Soundtrack)"
    there = [make_track(f"+ | Ed | {album}"), make_track(f"!!! | Ed | {album}")]
    assert verdict(Recommendation("!!!", "Signs"), there).match == there[1]


def test_nothing_is_like_nothing(verdict: Callable[..., Verdict], make_track: Callable[..., Track]) -> None:
    there = [replace(make_track("x | Toby Fox | UNDERTALE Soundtrack"), name="")]
    assert verdict(Recommendation("", "Undertale"), there).match is None


@pytest.mark.parametrize("artist", ["Utada Hikaru", "Hikaru Utada", "宇多田ヒカル"])
def test_name_order_and_script_of_an_artist(
    artist: str, verdict: Callable[..., Verdict], make_track: Callable[..., Track]
) -> None:
    there = [make_track("桜流し | Sennzai | Cover Dreams"), make_track("桜流し | Hikaru Utada | Fantôme")]
    assert verdict(Recommendation("Sakura Nagashi", None, artist), there).match == there[1]


def test_one_recording_on_two_releases_is_one_answer_the_soundtrack_first(
    verdict: Callable[..., Verdict], make_track: Callable[..., Track]
) -> None:
    there = [
        make_track("Chevaliers De Sangreal | Hans Zimmer | Epic Scores", isrc="USX1"),
        make_track("Chevaliers De Sangreal | Hans Zimmer | The Da Vinci Code (Original Motion Picture Soundtrack)", isrc="USX1"),
    ]  # fmt: skip
    assert verdict(Recommendation("Chevaliers de Sangreal", "The Da Vinci Code"), there).match == there[1]


def test_two_pieces_of_one_generic_name_are_left_to_the_person(
    verdict: Callable[..., Verdict], make_track: Callable[..., Track]
) -> None:
    there = [
        make_track("Battle | Toby Fox | UNDERTALE Soundtrack", duration_ms=100_000),
        make_track("Battle | Toby Fox | UNDERTALE Soundtrack Vol. 2", duration_ms=180_000),
    ]
    assert verdict(Recommendation("Battle", "Undertale"), there).status is AMBIGUOUS


def test_a_translated_title_is_offered_from_the_album(
    verdict: Callable[..., Verdict], make_track: Callable[..., Track]
) -> None:
    album = "NARUTO -ナルト- オリジナルサウンドトラック"
    there = [
        make_track(f"{name} | MUSASHI PROJECT | {album}") for name in ("激と撃", "九尾の妖狐", "木ノ葉の風", "禁術")
    ]
    got = verdict(Recommendation("The Wind of Leaves", "Naruto", medium=A), there, listed=True)
    assert got.status is AMBIGUOUS
    assert got.candidates[0].track.name == "木ノ葉の風"


def test_a_romaji_title_is_not_offered_what_its_reading_rules_out(
    verdict: Callable[..., Verdict], make_track: Callable[..., Track]
) -> None:
    there = [make_track("激と撃 | MUSASHI PROJECT | NARUTO -ナルト- オリジナルサウンドトラック")]
    got = verdict(Recommendation("Hokage Funsuiran", "Naruto", medium=A), there, listed=True)
    assert got.status is MISSED
