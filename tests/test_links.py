"""Pasted links: which track or playlist they mean, and what is said about those that mean none."""

import pytest

from ostsync.errors import UsageError
from ostsync.links import playlist_id, track_uri

ID = "4uLU6hMCjMI75M1A2tKUQC"


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"spotify:track:{ID}",
        f"https://open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}?si=0123456789abcdef",
        f"https://open.spotify.com/intl-de/track/{ID}",
        f"https://open.spotify.com/intl-pt-br/track/{ID}",
        f"open.spotify.com/track/{ID}",
        f"  <https://open.spotify.com/track/{ID}>  ",
        f"https://open.spotify.com/embed/track/{ID}#t=10",
    ],
)
def test_track_links(text: str) -> None:
    assert track_uri(text) == f"spotify:track:{ID}"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"https://open.spotify.com/album/{ID}", "names a Spotify album"),
        (f"spotify:playlist:{ID}", "names a Spotify playlist"),
        ("spotify:local:Artist:Album:Title:120", "local file"),
        ("https://spotify.link/abcdefgh", "short link"),
        ("https://evil.example/track/" + ID, "is not a Spotify track link"),
        ("https://open.spotify.com.evil.example/track/" + ID, "is not a Spotify track link"),
        ("spotify:track:short", "is damaged: an id has 22 letters and digits, and “short” has not"),
        ("", "is not a Spotify track link"),
        ("x" * 10_000, "is not a Spotify track link"),
    ],
)
def test_links_that_name_no_track(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        track_uri(text)


@pytest.mark.parametrize(
    "text",
    [ID, f"spotify:playlist:{ID}", f"spotify:user:me:playlist:{ID}", f"https://open.spotify.com/playlist/{ID}?si=1"],
)
def test_playlist_links(text: str) -> None:
    assert playlist_id(text) == ID
