"""Decisions find their recommendation again, whatever became of the article, the folding or the reader."""

from datetime import UTC, datetime, timedelta

import pytest

from ostsync.decisions import Action, Decision, Decisions, Ruling
from ostsync.model import Reading, Recommendation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ONE, TWO = "spotify:track:1111111111111111111111", "spotify:track:2222222222222222222222"
SADNESS = Recommendation("Sadness and Sorrow", "Naruto", text="• Sadness and Sorrow - Naruto", line=21)


def accept(recommendation: Recommendation, *uris: str, minutes: int = 0) -> Decision:
    return Decision.about(recommendation, Action.ACCEPT, NOON + timedelta(minutes=minutes), uris=uris or (ONE,))


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(SADNESS, id="the same words"),
        pytest.param(Recommendation("SADNESS AND SORROW", "naruto", line=90), id="moved and respelled"),
        pytest.param(
            Recommendation("Sadness and Sorrow", "Naruto", "Toshio Masuda"), id="another source names the artist"
        ),
        pytest.param(
            Recommendation("Naruto", "Sadness and Sorrow", text="• Sadness and Sorrow - Naruto"),
            id="the reader now takes the line the other way round",
        ),
        pytest.param(
            Recommendation("Naruto", "Sadness and Sorrow", alternatives=(Reading("Sadness and Sorrow", "Naruto"),)),
            id="the old reading has become the alternative",
        ),
        pytest.param(
            Recommendation("Sadness and Sorrow", None, text="• Sadness and Sorrow - Naruto"),
            id="the reader lost the work of the same line",
        ),
    ],
)
def test_it_is_found_again(later: Recommendation) -> None:
    assert Decisions([accept(SADNESS)]).ruling(later) == Ruling(accept=(ONE,))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(Recommendation("Sadness and Sorrow", "Another Show"), id="another work"),
        pytest.param(Recommendation("Sadness", "Naruto"), id="a part of the title"),
        pytest.param(
            Recommendation("Grief and Sorrow", "Naruto", text="• Sadness and Sorrow - Naruto and Grief"),
            id="other line",
        ),
    ],
)
def test_it_leaves_others_alone(other: Recommendation) -> None:
    assert Decisions([accept(SADNESS)]).ruling(other) is None


def test_tracks_of_one_sentence_do_not_share_a_decision() -> None:
    sentence = "the songs Believe me, Gate of Steiner and others"
    believe = Recommendation("Believe me", "Steins;Gate", text=sentence)
    steiner = Recommendation("Gate of Steiner", "Steins;Gate", text=sentence)
    decisions = Decisions([accept(believe)])
    assert decisions.ruling(believe)
    assert decisions.ruling(steiner) is None


def test_two_artists_of_one_title_are_two_tracks() -> None:
    one = Recommendation("Memories", None, "Maki Otsuki")
    other = Recommendation("Memories", None, "Somebody Else")
    assert Decisions([accept(one)]).ruling(other) is None


def test_it_survives_another_folding() -> None:
    decisions = [accept(Recommendation("Hyōri Ittai ~ Lamento", "Hunter x Hunter"))]
    for fold in (str, str.casefold, str.upper, lambda words: words.replace(" ", "")):
        assert Decisions(decisions, fold=fold).ruling(Recommendation("Hyōri Ittai ~ Lamento", "Hunter x Hunter"))


def test_the_latest_of_accept_skip_and_search_holds() -> None:
    skip = Decision.about(SADNESS, Action.SKIP, NOON + timedelta(minutes=1))
    search = Decision.about(SADNESS, Action.SEARCH, NOON + timedelta(minutes=2), words="sadness sorrow piano")
    assert Decisions([accept(SADNESS), skip]).ruling(SADNESS) == Ruling(skip=True)
    assert Decisions([search, skip, accept(SADNESS)]).ruling(SADNESS) == Ruling(search="sadness sorrow piano")


def test_never_adds_up_until_the_track_is_accepted() -> None:
    never = [
        Decision.about(SADNESS, Action.NEVER, NOON + timedelta(minutes=i), uris=[uri])
        for i, uri in enumerate((ONE, TWO))
    ]
    assert Decisions(never).ruling(SADNESS) == Ruling(never=frozenset({ONE, TWO}))
    assert Decisions([*never, accept(SADNESS, ONE, minutes=5)]).ruling(SADNESS) == Ruling((ONE,), frozenset({TWO}))
    assert Decisions([accept(SADNESS, ONE, TWO, minutes=-5), never[0]]).ruling(SADNESS) == Ruling(
        (TWO,), frozenset({ONE})
    )
