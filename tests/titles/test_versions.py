"""What a title says besides the name of the piece: a table of titles as they stand in catalogues and articles."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostsync.titles import vocabulary
from ostsync.titles.fold import fold
from ostsync.titles.versions import UNNAMED, TitleParts, group, parse


@pytest.mark.parametrize("version", vocabulary.table().values(), ids=lambda v: v.name)
def test_every_version_is_found_in_the_title_that_motivated_it(version: vocabulary.Version) -> None:
    assert version.name in parse(version.case).versions


@pytest.mark.parametrize("version", vocabulary.table().values(), ids=lambda v: v.name)
def test_the_words_of_a_version_stand_as_folding_leaves_them(version: vocabulary.Version) -> None:
    assert [fold(word) for word in (*version.words, *version.bare)] == [*version.words, *version.bare]
    assert version.group in {"same", "cut", "voices", "performance", "arrangement", "derived"}


def test_no_word_names_two_versions() -> None:
    owners: dict[str, set[str]] = {}
    for version in vocabulary.table().values():
        for word in (*version.words, *version.bare):
            owners.setdefault(word, set()).add(version.name)
    assert {word: names for word, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("title", "core", "versions"),
    [
        ("Vers [Original Piano]", "Vers", {"piano"}),
        ("Nagareboshi Kirari (Version for Orchestra)", "Nagareboshi Kirari", {"orchestra"}),
        ("Fairy Tail Main Theme (Slow Version)", "Fairy Tail Main Theme", {"slow"}),
        ("Fairy Tail Main Theme - Slow ver.", "Fairy Tail Main Theme", {"slow"}),
        ("Fairy Tail Main Theme Slow Version", "Fairy Tail Main Theme", {"slow"}),
        ("The Farthest Land (Reprise)", "The Farthest Land", {"reprise"}),
        ("Hyōri Ittai ~ Lamento for piano", "Hyōri Ittai ~ Lamento for piano", {"piano"}),
        ("Harp “Ballad of the Goddess”", "Ballad of the Goddess", {"harp"}),
        ("Sparkle -piano version-", "Sparkle", {"piano"}),
        ("前前前世 - movie ver.", "前前前世", {"movie"}),
        ("紅蓮華 ピアノVer.", "紅蓮華", {"piano"}),
        ("夢灯籠 (ライブ)", "夢灯籠", {"live"}),
        ("残響散歌 -TV Size-", "残響散歌", {"tv_size"}),
        ("セツナBlossom - TVsize", "セツナBlossom", {"tv_size"}),
        ("コネクト (off vocal ver.)", "コネクト", {"off_vocal"}),
        ("夜に駆ける カラオケ", "夜に駆ける", {"karaoke"}),
        ("Let It Go - Instrumental Karaoke", "Let It Go", {"karaoke"}),
        ("夢境中的吻 - 鋼琴版", "夢境中的吻", {"piano"}),
        ("光と闇-弾き語りver-", "光と闇", {"acoustic"}),
        ("LOONATIC Eng. Ver.", "LOONATIC", {"english"}),
        ("Unravel - Lofi Remix", "Unravel", {"lofi"}),
        ("Megalovania 8-bit", "Megalovania", {"chiptune"}),
        ("Rock 'N' Roll Suicide - Live; Stereo", "Rock 'N' Roll Suicide", {"live", "mono"}),
        ("All Is Found - Kacey Musgraves Version/Instrumental", "All Is Found", {UNNAMED, "instrumental"}),
        ("secret base ~君がくれたもの~ (10 years after Ver.)", "secret base ~君がくれたもの~", {UNNAMED}),
        ("Finally Free - Live at the Boston Opera House, Boston, MA, 3/25/2014", "Finally Free", {"live"}),
        ("DNA出錯 - 演唱會現場版", "DNA出錯", {"live"}),
        ("Big Band Theory (Big Gigantic Remix)", "Big Band Theory", {"remix"}),
        ("Honor Him (Live at Piano Bar)", "Honor Him", {"live"}),
    ],
)
def test_versions(title: str, core: str, versions: set[str]) -> None:
    parts = parse(title)
    assert parts.core == core
    assert set(parts.versions) == versions


@pytest.mark.parametrize(
    "title",
    [
        "Live & Learn",
        "Live and Let Die",
        "Live",
        "Olive",
        "Long Live",
        "Alive",
        "Discovery",
        "Undercover",
        "Credits",
        "The Edit",
        "draft",
        "Left Behind",
        "Swift",
        "Reprise",
        "Piano",
        "Adagio for Strings",
        "The Orchestra",
        "One-Winged Angel",
        "Spider-Man Theme",
        "X-Men Theme",
        "Mixtape",
        "Remember Me (Never)",
        "You Want Me (Hangover)",
        "Demons",
        "Covered in Rain",
        "Instrumental Reason",
        "Full Moon",
        "Slow Dance",
        "Take On Me",
        "Acoustic Alchemy",
        "Single Ladies",
    ],
)
def test_words_that_only_look_like_versions(title: str) -> None:
    parts = parse(title)
    assert (parts.core, parts.versions, parts.featuring, parts.numbers) == (title, frozenset(), (), ())


@pytest.mark.parametrize(
    ("title", "core", "work"),
    [
        ('Let It Go - From "Frozen"/Soundtrack Version', "Let It Go", "Frozen"),
        ("Let It Go (From “Frozen”)", "Let It Go", "Frozen"),
        ("Merry-Go-Round of Life - from 'Howl's Moving Castle'", "Merry-Go-Round of Life", "Howl's Moving Castle"),
        (
            "Chevaliers De Sangreal - From The Da Vinci Code Original Motion Picture Soundtrack",
            "Chevaliers De Sangreal",
            "The Da Vinci Code",
        ),
        ("Back To You - From 13 Reasons Why – Season 2 Soundtrack", "Back To You", "13 Reasons Why – Season 2"),
        ("Forget to Remember - From Saw II - Original Soundtrack", "Forget to Remember", "Saw II"),
        ('Towards The Sun - From The "Home" Soundtrack', "Towards The Sun", "Home"),
        ('September - from DreamWorks Animation\'s "TROLLS"', "September", "TROLLS"),
        ("The Line (from the series Arcane League of Legends)", "The Line", "Arcane League of Legends"),
        ("Born a Stranger – To the Moon OST", "Born a Stranger", "To the Moon"),
        ("Selamanya Ada (OST Let's Fight Ghost)", "Selamanya Ada", "Let's Fight Ghost"),
        ("Happy Day In Hell - Hazbin Hotel Original Soundtrack", "Happy Day In Hell", "Hazbin Hotel"),
        ("無畏 (電視劇《以家人之名》片頭主題曲)", "無畏", "以家人之名"),
        ('當年情 - 電影 "英雄本色" 主題曲', "當年情", "英雄本色"),
        ("Main Theme of FINAL FANTASY VII", "Main Theme of FINAL FANTASY VII", "FINAL FANTASY VII"),
        ("Theme from Jurassic Park", "Theme from Jurassic Park", "Jurassic Park"),
        (
            'Harry & Hermione ("Harry Potter & The Half-Blood Prince")',
            "Harry & Hermione",
            "Harry Potter & The Half-Blood Prince",
        ),
        ("Song of Storms", "Song of Storms", None),
        ("Away From Home", "Away From Home", None),
    ],
)
def test_works_of_origin(title: str, core: str, work: str | None) -> None:
    parts = parse(title)
    assert (parts.core, parts.from_work) == (core, work)


@pytest.mark.parametrize(
    ("title", "core", "guests"),
    [
        ("Pacific Rim (feat. Tom Morello)", "Pacific Rim", ("Tom Morello",)),
        ("Drama ft. Her & Him", "Drama", ("Her", "Him")),
        ("secret base feat.えみい", "secret base", ("えみい",)),
        ("What's Up Danger (with Black Caviar)", "What's Up Danger", ("Black Caviar",)),
        ("Stay (With You)", "Stay (With You)", ()),
        ("Dance - With Me", "Dance - With Me", ()),
        ("Dat $tick (Remix) (feat. Ghostface Killah & Pouya)", "Dat $tick", ("Ghostface Killah", "Pouya")),
        ("NEW SHIP(歌:スペシャルガールズA)", "NEW SHIP", ("スペシャルガールズA",)),
        ("おもかげ (produced by Vaundy)", "おもかげ", ()),
    ],
)
def test_guests(title: str, core: str, guests: tuple[str, ...]) -> None:
    parts = parse(title)
    assert (parts.core, parts.featuring) == (core, guests)


@pytest.mark.parametrize(
    ("title", "core", "numbers"),
    [
        ("Twisted Treeline - Pt. 3 (From League of Legends: Season 2)", "Twisted Treeline", (3,)),
        ("Another Brick in the Wall, Pt. 2", "Another Brick in the Wall", (2,)),
        ("Sola Gratia (Part 1)", "Sola Gratia", (1,)),
        ("Zaprawdę, wierzcie mi (I)", "Zaprawdę, wierzcie mi", (1,)),
        ("Dearly Beloved II", "Dearly Beloved II", (2,)),
        ("Gymnopédie No. 3", "Gymnopédie", (3,)),
        ("Funk #49", "Funk", (49,)),
        ("Lead Me On - 2004 Remaster", "Lead Me On", ()),
        ("1983 - Main Theme", "1983 - Main Theme", (1983,)),
        ("Main Theme of FINAL FANTASY VII", "Main Theme of FINAL FANTASY VII", ()),
        ("The No.4", "The No.4", (4,)),
    ],
)
def test_parts(title: str, core: str, numbers: tuple[int, ...]) -> None:
    parts = parse(title)
    assert (parts.core, parts.numbers) == (core, numbers)


@pytest.mark.parametrize(
    ("title", "core", "roles"),
    [
        ("Hey Let's Go - Opening Theme Song", "Hey Let's Go", {"opening"}),
        ("My Neighbor Totoro - Ending Theme Song", "My Neighbor Totoro", {"ending"}),
        ("夢をかなえてドラえもん (ED)", "夢をかなえてドラえもん", {"ending"}),
        ("Mr. Hobbs Takes a Vacation (Main Title)", "Mr. Hobbs Takes a Vacation", {"main_theme"}),
        ("Fairy Tail - Main Theme", "Fairy Tail - Main Theme", {"main_theme"}),
        ("Crazy Rainbow (第284-325話 OP)", "Crazy Rainbow", {"opening"}),
        ("Credits", "Credits", set()),
    ],
)
def test_roles(title: str, core: str, roles: set[str]) -> None:
    parts = parse(title)
    assert parts.core == core
    assert set(parts.roles) == roles


@pytest.mark.parametrize(
    ("title", "core", "number"),
    [
        ("01. Prelude", "Prelude", 1),
        ("3) Prelude", "Prelude", 3),
        ("12 - Prelude", "Prelude", 12),
        ("1-05 Prelude", "Prelude", 5),
        ("Track 7: Prelude", "Prelude", 7),
        ("Disc 1 - 03 - Prelude", "Prelude", 3),
        ("99 Luftballons", "99 Luftballons", None),
        ("1983 - Main Theme", "1983 - Main Theme", None),
        ("7 Years", "7 Years", None),
        ("10.000 Days", "10.000 Days", None),
    ],
)
def test_numbering_before_a_title(title: str, core: str, number: int | None) -> None:
    parts = parse(title)
    assert (parts.core, parts.track_number) == (core, number)


@pytest.mark.parametrize(
    ("title", "others"),
    [
        ("Sanpo (Stroll)", {"Sanpo", "Stroll"}),
        ("FFVII REMAKE: からっぽの空 (Hollow Skies)", {"Hollow Skies", "FFVII REMAKE"}),
        ("Naruto - Saddness & Sorrow", {"Naruto", "Saddness & Sorrow"}),
        ("secret base ～君がくれたもの～", {"secret base", "君がくれたもの"}),
        ('Main Title "Somewhere in My Memory"', {"Somewhere in My Memory"}),
        ("우산 Umbrella", {"우산", "Umbrella"}),
        ("Galaxy 우주를 줄게", {"Galaxy", "우주를 줄게"}),
        ("Opening Song - Merry-Go-Round of Life", {"Merry-Go-Round of Life"}),
        ("Main Theme of FINAL FANTASY VII", {"Main Theme"}),
    ],
)
def test_other_names(title: str, others: set[str]) -> None:
    parts = parse(title)
    assert others <= set(parts.others)
    assert fold(parts.core) == fold(title)


def test_year_of_a_version() -> None:
    assert parse("The Good, The Bad And The Ugly - 2004 Remaster").year == 2004
    assert parse("1999").year is None


def test_which_versions_are_other_recordings() -> None:
    assert parse("Song - 2004 Remaster").other_recording == frozenset()
    assert parse("Song (TV Size)").other_recording == frozenset()
    assert parse("Song (Piano Version) [Remastered]").other_recording == {"piano"}
    assert parse("Song (Live) - Karaoke").other_recording == {"live", "karaoke"}
    assert (group("karaoke"), group(UNNAMED), group("instrumental")) == ("derived", "performance", "voices")


def test_nothing_at_all() -> None:
    assert parse("") == TitleParts(text="", core="")


def test_what_is_too_long_for_a_title_is_not_taken_apart() -> None:
    line = "- live at " * 5000
    assert parse(line).core == line.strip()


@pytest.mark.parametrize("ornament", ["~a", " - a", "(a) ", "a: "])
def test_a_line_of_ornaments_stays_whole(ornament: str) -> None:
    line = ornament * 60
    assert len(parse(line).others) <= 2


_PIECES = 'Main Theme|Live|- |~|～|(|)|[|]|feat. A|Part 2|II|第二章|ver.|From "X"|: |/|–|「|」|\'|"|空|Piano|OST|🎵| '
_PIECE = st.sampled_from(re.split(r"\|", _PIECES))


@given(st.one_of(st.text(), st.lists(_PIECE).map(" ".join)))
def test_never_fails_and_never_loses_the_title(title: str) -> None:
    parts = parse(title)
    assert bool(parts.core.strip()) == bool(title.strip()) or not fold(title)
    assert bool(fold(parts.core)) == bool(fold(title))
