"""What goes into which playlist, in which order, under which name and description, with which cover."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostsync.errors import ConfigError
from ostsync.model import Medium, Reason, Recommendation, Resolved, Status, Track, Verdict
from ostsync.playlists import cover, wording
from ostsync.playlists.theme import About, Theme, select


def result(
    order: int, title: str, work: str | None = None, *, source: str = "/a/sad.md", section: str | None = None,
    medium: Medium | None = None, status: Status = Status.MATCHED, same_as: int | None = None,
) -> Resolved:  # fmt: skip
    words = Recommendation(title, work, section=section, medium=medium)
    track = Track(title, title) if status is Status.MATCHED else None
    verdict = Verdict(status, None if track else Reason.NO_RESULTS, track)
    return Resolved(order, source, words, verdict, same_as)


RESULTS = [
    result(1, "a", "Zelda", section="Games", medium=Medium.GAME),
    result(2, "b", "Nana", section="The saddest anime", medium=Medium.ANIME),
    result(3, "c", "Nana", source="/b/happy.md", medium=Medium.ANIME),
    result(4, "d"),
    result(5, "e", "Clannad", status=Status.MISSED),
    result(6, "a", "Zelda", section="Games", medium=Medium.GAME, same_as=1),
]
ABOUT = About("The best and saddest soundtracks in Japan - SAD OST", ("/a/sad.md", "/b/happy.md"))


@pytest.mark.parametrize(
    ("theme", "tracks"),
    [
        (Theme(), "abcd"),
        (Theme(sources=("happy.md",)), "c"),
        (Theme(sources=("/a/sad.md",)), "abd"),
        (Theme(sources=("*.md",)), "abcd"),
        (Theme(sources=("none",)), ""),
        (Theme(sections=("anime",)), "b"),
        (Theme(media=("anime",)), "bc"),
        (Theme(media=("anime", "game")), "abc"),
        (Theme(works=("NANA",)), "bc"),
        (Theme(media=("anime",), sections=("saddest",)), "b"),
        (Theme(limit=2), "ab"),
        (Theme(order="work"), "bcad"),
    ],
)
def test_what_goes_in(theme: Theme, tracks: str) -> None:
    [selection] = select(theme, RESULTS, ABOUT)
    assert "".join(t.id for t in selection.tracks) == tracks


def test_shuffling_is_the_same_every_time_and_a_new_track_shuffles_no_other() -> None:
    many = [result(n, f"t{n}") for n in range(1, 60)]
    [first] = select(Theme(order="shuffled", seed=1), many, ABOUT)
    [more] = select(Theme(order="shuffled", seed=1), [*many, result(60, "t60")], ABOUT)
    [other] = select(Theme(order="shuffled", seed=2), many, ABOUT)
    assert [t for t in more.tracks if t.id != "t60"] == list(first.tracks)
    assert other.tracks != first.tracks != tuple(t for r in many if (t := r.verdict.match))


def test_a_long_list_is_split_into_parts() -> None:
    parts = select(Theme(name="Sad", split=2), RESULTS, ABOUT)
    assert [(p.part, p.name, len(p.tracks)) for p in parts] == [(1, "Sad", 2), (2, "Sad (2)", 2)]
    named = select(Theme(name="Sad {part}/{parts}", split=3), RESULTS, ABOUT)
    assert [p.name for p in named] == ["Sad 1/2", "Sad 2/2"]
    assert len({p.key for p in parts}) == 1


def test_templates() -> None:
    theme = Theme(name="{theme} for me", description="{tracks} from {source}: {title}")
    [selection] = select(theme, RESULTS, ABOUT)
    assert selection.name == "SAD OST for me"
    assert selection.description.startswith("4 from sad.md, happy.md: The best and saddest")


@pytest.mark.parametrize("template", ["{nothing}", "{", "{title!r:>{x}}"])
def test_a_wrong_template_is_a_clear_error(template: str) -> None:
    with pytest.raises(ConfigError, match="template"):
        select(Theme(name=template), RESULTS, ABOUT)


def test_postponed_tracks_make_it_incomplete_only_where_they_belong() -> None:
    results = [*RESULTS, result(7, "f", medium=Medium.FILM, status=Status.POSTPONED)]
    assert select(Theme(), results, ABOUT)[0].incomplete
    assert not select(Theme(media=("game",)), results, ABOUT)[0].incomplete


def test_sources_and_configured_themes_have_keys_that_outlive_their_names() -> None:
    [by_source] = select(Theme(name="X"), RESULTS, ABOUT)
    [renamed] = select(Theme(name="Y"), RESULTS, About("Another title", ABOUT.sources[::-1]))
    assert by_source.key == renamed.key
    assert select(Theme(key="sad", name="X"), RESULTS, ABOUT)[0].key == "theme:sad"


# ---------------------------------------------------------------------------- wording


@pytest.mark.parametrize(
    ("title", "theme"),
    [
        ("The best and saddest soundtracks in Japan - SAD OST", "SAD OST"),
        ("SAD OST", "SAD OST"),
        ("10 Best Anime OSTs | My Blog", "10 Best Anime OSTs"),
        ("The saddest songs in games – Kotaku", "The saddest songs in games"),
        ("Final Fantasy VII - The Best Tracks", "Final Fantasy VII - The Best Tracks"),
        ("Steins;Gate - OST", "Steins;Gate - OST"),
        ("X-Men Theme and other music", "X-Men Theme and other music"),
        ("泣けるサントラ｜ブログ", "泣けるサントラ｜ブログ"),
        ("泣けるサントラ 10選 | 音楽ブログ", "泣けるサントラ 10選"),
        ("One\nof  many\tlines of music", "One of many lines of music"),
        ("About nothing - Somewhere", "About nothing - Somewhere"),
        ("Rainy evening music: the saddest soundtracks from Japan", "Rainy evening music"),
        ("Rainy evening music: the saddest of all | A blog", "Rainy evening music"),
        ("Final Fantasy VII: the best tracks", "Final Fantasy VII: the best tracks"),
        ("Sad songs: part 2", "Sad songs: part 2"),
        ("Soundtracks: a list", "Soundtracks: a list"),
    ],
)
def test_the_theme_of_a_title(title: str, theme: str) -> None:
    assert wording.theme_of(title) == theme


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/home/me/sad-ost_list.md", "sad ost list"),
        ("https://example.com/2024/saddest-anime-music/", "saddest anime music"),
        ("https://example.com/", "example.com"),
        ("paste", "paste"),
    ],
)
def test_a_source_without_a_title_names_itself(source: str, name: str) -> None:
    assert wording.name_from_source(source) == name


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("two\nlines", "two lines"),
        ("<b>bold</b> & plain", "bold & plain"),
        ("see https://example.com/x?y=1 for more", "see for more"),
        ("from blog.example.com (www.example.com)", "from"),
        ("a < b > c", "a b c"),
        ("Steins;Gate Vol.2 and S.M.I.L.E.", "Steins;Gate Vol.2 and S.M.I.L.E."),
        ("\x07bell", "bell"),
        ("", ""),
    ],
)
def test_descriptions_are_cleaned(text: str, clean: str) -> None:
    assert wording.description(text) == clean


@given(st.text(max_size=700))
def test_spotify_takes_every_name_and_description(text: str) -> None:
    for made, longest in ((wording.name(text), 100), (wording.description(text), 300), (wording.theme_of(text), 100)):
        assert len(made) <= longest
        assert made == made.strip()
        assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in made)
    assert "://" not in wording.description("http://" + text)


# ---------------------------------------------------------------------------- covers


@pytest.mark.parametrize("name", ["SAD OST", "泣けるサントラ", "x" * 100, "Ω≈ç √∫", "", "ق موسيقى", "Straße"])
def test_a_cover_is_drawn_for_any_name(name: str) -> None:
    from PIL import Image

    data = cover.drawn(name)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 640))
    assert len(data) <= cover.LARGEST
    assert data == cover.drawn(name)
    assert data != cover.drawn(name + "!")


@pytest.mark.parametrize(
    ("mode", "size", "kind"), [("RGB", (3000, 2000), "PNG"), ("RGBA", (64, 64), "PNG"), ("L", (500, 900), "JPEG")]
)
def test_a_picture_of_the_persons_is_brought_under_the_limit(
    tmp_path: Path, mode: str, size: tuple[int, int], kind: str
) -> None:
    from PIL import Image

    noise = Image.effect_noise(size, 120).convert(mode)
    file = tmp_path / f"cover.{kind.lower()}"
    noise.save(file, kind)
    data = cover.from_file(file)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 640))
    assert len(data) <= cover.LARGEST
    assert cover.digest("name", file) != cover.digest("name")


@pytest.mark.parametrize("content", [b"", b"GIF89a...", b"<html>", None])
def test_what_is_no_picture_is_a_clear_error(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "cover.jpg"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match="cover"):
        cover.from_file(file)
