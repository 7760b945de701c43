"""Every weight and every veto of weights.toml has a named case here, and each case shifts without its entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from ostsync.matching.verdict import Rated
from ostsync.matching.weights import shipped
from ostsync.model import Medium, Recommendation, Status, Track, Verdict

ANIME, GAME, FILM, DRAMA = Medium.ANIME, Medium.GAME, Medium.FILM, Medium.DRAMA


@dataclass(frozen=True)
class Case:
    """What is asked, what is there, and what must come of it."""

    asked: Recommendation
    tracks: tuple[str, ...]
    status: Status
    match: str | None = None
    """The line of `tracks` that must be chosen, or for ambiguous ones stand first."""
    reason: str | None = None
    fields: tuple[dict[str, object], ...] = field(default=())
    """Further fields of the tracks, in their order."""


def ask(
    title: str, work: str | None = None, artist: str | None = None, medium: Medium | None = None, **more: object
) -> Recommendation:
    return Recommendation(title, work, artist, medium=medium, **more)  # type: ignore[arg-type]


UNDERTALE = "UNDERTALE Soundtrack"
FF7 = "FINAL FANTASY VII Original Soundtrack"

CASES: dict[str, Case] = {
    # ------------------------------------------------------------------ weights
    "weight.title": Case(
        ask("Death by glamor", "Undertale"),
        (f"Death By Glamour | Toby Fox | {UNDERTALE}", f"Spider Dance | Toby Fox | {UNDERTALE}"),
        Status.MATCHED,
        f"Death By Glamour | Toby Fox | {UNDERTALE}",
    ),
    "weight.wording": Case(
        ask("Day One", "Interstellar", medium=FILM),
        (
            "Day One (Interstellar Theme) | Hans Zimmer | Interstellar (Original Motion Picture Soundtrack) [Expanded]",
            "Day One Dark | Hans Zimmer | Interstellar (Original Motion Picture Soundtrack) [Expanded]",
            "Day One | Hans Zimmer | Interstellar (Original Motion Picture Soundtrack)",
        ),
        Status.MATCHED,
        "Day One | Hans Zimmer | Interstellar (Original Motion Picture Soundtrack)",
    ),
    "weight.specific": Case(
        ask("Chevaliers de Sangreal", "The Da Vinci Code", medium=FILM),
        ("Chevaliers De Sangreal | Hans Zimmer | The Da Vinci Code",),
        Status.MATCHED,
        "Chevaliers De Sangreal | Hans Zimmer | The Da Vinci Code",
    ),
    "weight.generic": Case(
        ask("Main Theme", "Xenoblade Chronicles", medium=GAME),
        (
            "Main Theme | Samuel Kim | Epic Cinematic Dreams",
            "Main Theme | Katsu Hoshi | Only Yesterday Original Soundtrack",
        ),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "weight.work": Case(
        ask("Spider Dance", "Undertale", medium=GAME),
        (f"Spider Dance | Toby Fox | {UNDERTALE}", "Spider Dance | The Cavemen | Nightlife"),
        Status.MATCHED,
        f"Spider Dance | Toby Fox | {UNDERTALE}",
    ),
    "weight.work_in_title": Case(
        ask("Techno Syndrome - Mortal Kombat", "Mortal Kombat", "The Immortals", FILM),
        (
            "Techno Syndrome (Mortal Kombat) | The Immortals | Arcade Anthems",
            "Techno Syndrome (Mortal Kombat) | Harddope",
        ),
        Status.MATCHED,
        "Techno Syndrome (Mortal Kombat) | The Immortals | Arcade Anthems",
    ),
    "weight.other_work": Case(
        ask("Solitude", "Steins;Gate", medium=ANIME),
        ("Solitude | Jeremy Soule | The Elder Scrolls V: Skyrim: Original Game Soundtrack",),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "weight.artist": Case(
        ask("Stand By Me", "Boys Over Flowers", "Shinee", DRAMA),
        ("Stand By Me | Ben E. King | Don't Play That Song", "Stand By Me | SHINee", "Stand by Me | Seal | Soul"),
        Status.MATCHED,
        "Stand By Me | SHINee",
    ),
    "weight.other_artist": Case(
        ask("Freesia", "Iron-Blooded Orphans", "Uru", ANIME),
        ("Freesia | Tokyo Incidents | Variety",),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "weight.composer": Case(
        ask("The Boy Who Drank Stars", "Howl's Moving Castle", medium=FILM),
        ("The Boy Who Drank Stars | Joe Hisaishi | Stories of Mine", "The Boy Who Drank Stars | Music House"),
        Status.MATCHED,
        "The Boy Who Drank Stars | Joe Hisaishi | Stories of Mine",
    ),
    "weight.theme": Case(
        ask("Eyes on Me", "Final Fantasy VIII", medium=GAME),
        ("Eyes On Me | Rova", "Eyes On Me | Faye Wong", "Eyes on Me | Skepta", "Eyes on Me | Classixx | Faraway Reach"),
        Status.MATCHED,
        "Eyes On Me | Faye Wong",
    ),
    "weight.other_singer": Case(
        ask("GO!!!", "Naruto", medium=ANIME),
        ("GO!!! | Cat Burns",),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "weight.co_artist": Case(
        ask("Credens justitiam", "Unheard Of", co_artists=("Yuki Kajiura",)),
        ("Credens justitiam | Yuki Kajiura | Fiction II",),
        Status.MATCHED,
        "Credens justitiam | Yuki Kajiura | Fiction II",
    ),
    "weight.isrc": Case(
        ask("Memories", None, isrc="JPE301100621"),
        ("Memories | Maroon 5 | JORDI", "Memories | Maaya Sakamoto | Easy Listening"),
        Status.MATCHED,
        "Memories | Maaya Sakamoto | Easy Listening",
        fields=({"isrc": "USUM71911283"}, {"isrc": "JPE301100621"}),
    ),
    "weight.duration": Case(
        ask("Kataware Doki", "Your Name", medium=FILM, duration_ms=167_000),
        (
            "Kataware Doki | RADWIMPS | Your Name. | album",
            "Kataware Doki | RADWIMPS | Your Name. (Deluxe Edition) | album",
        ),
        Status.MATCHED,
        "Kataware Doki | RADWIMPS | Your Name. (Deluxe Edition) | album",
        fields=({"duration_ms": 90_000}, {"duration_ms": 167_500}),
    ),
    "weight.other_duration": Case(
        ask("Kataware Doki", "Your Name", medium=FILM, duration_ms=245_000),
        (
            "Kataware Doki | RADWIMPS | Your Name. | album",
            "Kataware Doki | RADWIMPS | Your Name. (Deluxe Edition) | album",
        ),
        Status.MATCHED,
        "Kataware Doki | RADWIMPS | Your Name. (Deluxe Edition) | album",
        fields=({"duration_ms": 89_000}, {"duration_ms": 240_000}),
    ),
    "weight.script": Case(
        ask("Hana ga Saku Michi", "Black Clover", medium=ANIME),
        ("花が咲く道 | THE CHARM PARK | 花が咲く道 | album",),
        Status.AMBIGUOUS,
        "花が咲く道 | THE CHARM PARK | 花が咲く道 | album",
    ),
    "weight.origin": Case(
        ask("Serendipity Road", "A Show Nobody Knows", medium=ANIME),
        ("Serendipity Road | ZAQ | NO RULE MY RULE",),
        Status.AMBIGUOUS,
        "Serendipity Road | ZAQ | NO RULE MY RULE",
        fields=({"isrc": "JPZ921600001"},),
    ),
    "weight.foreign": Case(
        ask("Change the World", "A Show Nobody Knows", medium=ANIME),
        ("Change the World | Eric Clapton | Clapton Chronicles", "Change The World | Ben Gold | Armada Trance"),
        Status.MISSED,
        reason="work_mismatch",
        fields=({"isrc": "USRE19900001"}, {"isrc": "NLF711200001"}),
    ),
    "weight.common_words": Case(
        ask("Aquatic Ambience", "Donkey Kong Country", medium=GAME),
        ("Aquatic Ambience | Scizzie | Reverie",),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "weight.alone": Case(
        ask("Tabi no Tochuu", "A Show Nobody Knows", medium=ANIME),
        ("旅の途中 | Natsumi Kiyoura | 十九色 | album",),
        Status.AMBIGUOUS,
        "旅の途中 | Natsumi Kiyoura | 十九色 | album",
    ),
    "weight.crowd": Case(
        ask("Believe Me", "Steins;Gate", medium=ANIME),
        (
            "Believe Me | Navos",
            "Believe Me | Lil Wayne; Drake",
            "Believe Me | Madness | One Step Beyond",
            "Believe Me | Fort Minor",
        ),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "weight.soundtrack": Case(
        ask("Evenstar", "The Lord of the Rings: The Two Towers", "Howard Shore", FILM),
        (
            "Evenstar | Howard Shore | The Lord of the Rings: The Two Towers",
            "Evenstar | Howard Shore | The Lord of the Rings: The Two Towers (Original Motion Picture Soundtrack)",
        ),
        Status.MATCHED,
        "Evenstar | Howard Shore | The Lord of the Rings: The Two Towers (Original Motion Picture Soundtrack)",
    ),
    "weight.version": Case(
        ask("Fairy Tail Main Theme (Slow Version)", "Fairy Tail", medium=ANIME),
        (
            'FAIRY TAIL Main Theme | Yasuharu Takanashi | "Fairy Tail" Original Soundtrack Vol.1',
            'Fairy Tail Main Theme - Slow ver. | Yasuharu Takanashi | "Fairy Tail" Original Soundtrack Vol.1',
        ),
        Status.MATCHED,
        'Fairy Tail Main Theme - Slow ver. | Yasuharu Takanashi | "Fairy Tail" Original Soundtrack Vol.1',
    ),
    "weight.other_version": Case(
        ask("History Maker", "Yuri!!! on Ice", medium=ANIME),
        ("History Maker - HITM Ver. | DEAN FUJIOKA | History In The Making", "History Maker | DEAN FUJIOKA"),
        Status.MATCHED,
        "History Maker | DEAN FUJIOKA",
    ),
    # ------------------------------------------------------------------ vetoes
    "veto.title": Case(
        ask("Bottomed Out", "Baten Kaitos", medium=GAME),
        ("Bottom Out | Motoi Sakuraba | Baten Kaitos Original Soundtrack",),
        Status.MISSED,
        reason="low_confidence",
    ),
    "veto.number": Case(
        ask("Dearly Beloved", "Kingdom Hearts", medium=GAME),
        ("Dearly Beloved, Pt. 3 | Yoko Shimomura | KINGDOM HEARTS Original Soundtrack",),
        Status.MISSED,
        reason="version_mismatch",
    ),
    "veto.version": Case(
        ask("Zenzenzense", "Your Name", medium=FILM),
        ("Zenzenzense - English Version | RADWIMPS | Your Name. (Original Motion Picture Soundtrack)",),
        Status.MISSED,
        reason="version_mismatch",
    ),
    "veto.cover": Case(
        ask("One Summer Day", "Spirited Away", medium=FILM),
        (
            "One Summer Day (Spirited Away) | Kato | Sleep Anime Lofi Beats",
            "One Summer Day | Relaxing BGM Project | Spirited Away Soundtracks: Relaxing Piano Covers",
        ),
        Status.MISSED,
        reason="cover_only",
    ),
    "veto.work": Case(
        ask("Main Theme of Final Fantasy VIII", "Final Fantasy VIII", medium=GAME),
        (f"Main Theme of FINAL FANTASY VII | Nobuo Uematsu | {FF7}",),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "veto.part": Case(
        ask("Main Theme", "Steins;Gate", medium=ANIME),
        ("Main Theme | Takeshi Abo | STEINS;GATE 0 Original Soundtrack",),
        Status.AMBIGUOUS,
        "Main Theme | Takeshi Abo | STEINS;GATE 0 Original Soundtrack",
    ),
    "veto.artist": Case(
        ask("A Piece Nobody Wrote", "Final Fantasy VII", "The Black Mages", GAME),
        ("A Piece Nobody Wrote | Nobuo Uematsu | Piano Evenings",),
        Status.MISSED,
        reason="work_mismatch",
    ),
    "veto.unlinked": Case(
        ask("Shinzou wo Sasageyo", "A Show Nobody Knows", medium=ANIME),
        ("心臓を捧げよ! | Linked Horizon | 進撃の軌跡 | album",),
        Status.AMBIGUOUS,
        "心臓を捧げよ! | Linked Horizon | 進撃の軌跡 | album",
    ),
    "veto.unavailable": Case(
        ask("Spider Dance", "Undertale", medium=GAME),
        (f"Spider Dance | Toby Fox | {UNDERTALE}",),
        Status.AMBIGUOUS,
        f"Spider Dance | Toby Fox | {UNDERTALE}",
        fields=({"is_playable": False},),
    ),
}


def tracks_of(case: Case, make_track: Callable[..., Track]) -> list[Track]:
    more = case.fields or ({},) * len(case.tracks)
    return [make_track(line, **fields) for line, fields in zip(case.tracks, more, strict=True)]


def test_every_entry_of_the_weights_has_a_case_and_none_is_left_over() -> None:
    assert set(CASES) == set(shipped().cases)


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, verdict: Callable[..., Verdict], make_track: Callable[..., Track]) -> None:
    case = CASES[name]
    tracks = tracks_of(case, make_track)
    got = verdict(case.asked, tracks)
    assert got.status is case.status, got
    if case.reason:
        assert got.reason == case.reason
    if case.match:
        expected = tracks[case.tracks.index(case.match)]
        assert (got.match or got.candidates[0].track) == expected


@pytest.mark.parametrize("name", CASES)
def test_the_entry_counts_in_its_case(
    name: str, rate: Callable[..., list[Rated]], make_track: Callable[..., Track]
) -> None:
    kind, _, entry = name.partition(".")
    case = CASES[name]
    rated = rate(case.asked, tracks_of(case, make_track))
    shown = [r.sum.vetoes if kind == "veto" else r.sum.values for r in rated]
    assert any(entry in one for one in shown), [r.sum for r in rated]


@pytest.mark.parametrize("name", CASES)
def test_without_the_entry_somebody_is_rated_otherwise(
    name: str, rate: Callable[..., list[Rated]], make_track: Callable[..., Track]
) -> None:
    case = CASES[name]
    tracks = tracks_of(case, make_track)
    before = {r.heard.track.id: (r.score, r.confidence) for r in rate(case.asked, tracks)}
    without = shipped().without(name)
    after = {r.heard.track.id: (r.score, r.confidence) for r in rate(case.asked, tracks, without)}
    assert before != after
