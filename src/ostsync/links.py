"""Which track or playlist a pasted link means, and why it means none.

Spotify names things by URI (`spotify:track:ID`) and by address (`https://open.spotify.com/track/ID`, with an
optional language part and a query); an ID has 22 letters and digits (Spotify, Spotify URIs and IDs).
"""

from __future__ import annotations

import re

from ostsync.errors import UsageError

_ID = r"[0-9A-Za-z]{22}"
_URI = re.compile(rf"spotify:(?:user:[^:]+:)?(?P<kind>[a-z]+):(?P<id>{_ID})")
_URL = re.compile(
    rf"(?:https?://)?(?:open|play)\.spotify\.com/(?:intl-[a-z-]+/)?(?:embed/)?(?:user/[^/]+/)?(?P<kind>[a-z]+)/(?P<id>{_ID})/?(?:[?#].*)?"
)
_CUT = re.compile(r"(?:spotify:|spotify\.com/(?:intl-[a-z-]+/)?)(?:track|playlist)[:/]([^\s:/?#]*)")
_SPOKEN = {"show": "podcast on Spotify", "episode": "podcast episode on Spotify"}
_LONGEST = 500


def track_uri(text: str) -> str:
    """The URI of the track that `text` names. Raises UsageError, saying what it names instead."""
    return f"spotify:track:{_identify(text, 'track')}"


def playlist_id(text: str) -> str:
    """The ID of the playlist that `text` names, as a link, URI or bare ID. Raises UsageError."""
    return _identify(text, "playlist")


def _identify(text: str, wanted: str) -> str:
    text = text.strip().strip("<>")[:_LONGEST]
    if re.fullmatch(_ID, text):
        return text
    found = _URI.fullmatch(text) or _URL.fullmatch(text)
    advice = f"In Spotify, use Share > Copy link to {'song' if wanted == 'track' else wanted}."
    if found and found["kind"] == wanted:
        return found["id"]
    if found:
        kind = _SPOKEN.get(found["kind"], f"Spotify {found['kind']}")
        raise UsageError(f"This link names a {kind}, not a {wanted}.", advice)
    if cut := _CUT.search(text):
        raise UsageError(f"This link is damaged: an id has 22 letters and digits, and “{cut[1][:40]}” has not.", advice)
    if text.startswith("spotify:local:"):
        raise UsageError("This is a local file on somebody's device; Spotify has no address for it.", advice)
    if "spotify.link/" in text or "spotify.app.link/" in text:
        raise UsageError(
            "This is a short link, which only Spotify can read.", "Open it in a browser and copy the long address."
        )
    raise UsageError(f"“{text[:80]}” is not a Spotify {wanted} link or URI.", advice)
