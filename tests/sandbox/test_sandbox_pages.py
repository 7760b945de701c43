"""What a person sees of the sandbox in a browser."""

from __future__ import annotations

import base64
from typing import Any

import requests

from ostsync.sandbox.server import Sandbox


def _page(sandbox: Sandbox, path: str) -> str:
    response = requests.get(sandbox.url + path, headers={"Accept": "text/html"}, timeout=5)
    assert response.status_code == 200
    assert "It is not Spotify" in response.text
    return response.text


def test_the_first_page_says_what_is_here(sandbox: Sandbox) -> None:
    assert "No playlist yet" in _page(sandbox, "/")


def test_playlists_are_listed_by_account_and_shown(api: Any, sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("<Sad> OST")
    hand.add(uris["渚"])
    hand.add_local("Mine")
    hand.add_episode("A talk")
    hand.add_null()
    sandbox.create_playlist("Other", account="second")
    home = _page(sandbox, "/")
    assert home.index("<h2>sandbox</h2>") < home.index("&lt;Sad&gt; OST") < home.index("<h2>second</h2>")
    jpeg = b"\xff\xd8\xff\xe0" + bytes(9)
    data = {"data": base64.b64encode(jpeg), "headers": {"Content-Type": "image/jpeg"}}
    api("PUT", f"playlists/{hand.id}/images", status=202, **data)
    page = _page(sandbox, f"/playlist/{hand.id}")
    for words in ("渚", "Spitz", "spotify:local:::Mine:180", "A talk", "no longer available", "&lt;Sad&gt;"):
        assert words in page
    cover = page.partition('<img src="')[2].partition('"')[0]
    assert requests.get(sandbox.url + cover, timeout=5).content == jpeg


def test_what_is_not_there_is_not_found(sandbox: Sandbox) -> None:
    hand = sandbox.create_playlist("List")
    for path in ("/playlist/nothing", f"/image/{hand.id}/0", "/nothing"):
        assert requests.get(sandbox.url + path, timeout=5).status_code == 404
