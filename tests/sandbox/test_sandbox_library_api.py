"""The user and their library."""

from __future__ import annotations

from typing import Any

import pytest

from ostsync.sandbox.accounts import SCOPES
from ostsync.sandbox.server import Sandbox

TRACK, ALBUM = "spotify:track:" + "a" * 22, "spotify:album:" + "b" * 22


def test_each_fixed_token_speaks_for_its_own_account(api: Any) -> None:
    me, other = api.get("me"), api("GET", "me", token="sandbox-other")
    assert (me["id"], other["id"]) == ("sandbox", "other")
    assert me["account_id"] not in (me["id"], other["account_id"])
    assert api.get("me")["account_id"] == me["account_id"]


def test_things_are_saved_and_let_go(api: Any) -> None:
    api("PUT", "me/library", params={"uris": f"{TRACK},{ALBUM}"}, status=200)
    assert api.get("me/library/contains", uris=f"{ALBUM},{TRACK}") == [True, True]
    api("DELETE", "me/library", params={"uris": TRACK}, status=200)
    assert api.get("me/library/contains", uris=f"{ALBUM},{TRACK}") == [True, False]
    assert api("GET", "me/library/contains", params={"uris": ALBUM}, token="sandbox-other") == [False]


def test_a_playlist_is_deleted_and_followed_through_the_library(api: Any, playlist: str) -> None:
    uri = {"uris": f"spotify:playlist:{playlist}"}
    api("DELETE", "me/library", params=uri, status=200)
    assert api.get("me/playlists")["total"] == 0
    api("PUT", "me/library", params=uri, token="sandbox-other", status=200)
    assert api("GET", "me/playlists", token="sandbox-other")["items"][0]["owner"]["id"] == "sandbox"


@pytest.mark.parametrize(
    ("method", "path", "uris"),
    [
        ("PUT", "me/library", ""),
        ("PUT", "me/library", "a" * 22),
        ("PUT", "me/library", "spotify:artist:" + "a" * 22),
        ("DELETE", "me/library", ",".join([TRACK] * 41)),
        ("GET", "me/library/contains", "spotify:song:x"),
    ],
)
def test_uris_that_are_refused(api: Any, method: str, path: str, uris: str) -> None:
    api.refused(400, method, path, params={"uris": uris})


def test_forty_uris_are_taken(api: Any) -> None:
    assert len(api.get("me/library/contains", uris=",".join(["spotify:artist:" + "a" * 22] * 40))) == 40


@pytest.mark.parametrize(
    ("missing", "method", "path", "uri"),
    [
        ("user-library-modify", "PUT", "me/library", TRACK),
        ("user-library-read", "GET", "me/library/contains", TRACK),
        ("playlist-read-private", "GET", "me/library/contains", "spotify:playlist:" + "p" * 22),
        ("user-follow-modify", "DELETE", "me/library", "spotify:user:someone"),
    ],
)
def test_scopes_of_the_library(api: Any, sandbox: Sandbox, missing: str, method: str, path: str, uri: str) -> None:
    token = sandbox.token(scopes=SCOPES - {missing})
    assert api.refused(403, method, path, params={"uris": uri}, token=token) == "Insufficient client scope"
