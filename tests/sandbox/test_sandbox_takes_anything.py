"""Whatever is asked, the sandbox answers as the service would: never with a 500, never in another shape."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from ostsync.sandbox.catalogue import Catalogue
from ostsync.sandbox.server import Sandbox, running

ODD_NUMBERS = st.sampled_from(["0", "1", "10", "50", "-1", "1e3", "９", "9" * 5000, "", " 5 ", "true", "null"])
TEXT = st.one_of(
    st.text(max_size=120), st.sampled_from(["cue", "gate of steiner", "track:", "year:9999", "isrc:", '"', "a:b"])
)
QUERY = st.fixed_dictionaries(
    {},
    optional={
        "q": TEXT, "type": st.sampled_from(["track", "album", "track,album", ",", "x"]) | TEXT, "limit": ODD_NUMBERS,
        "offset": ODD_NUMBERS, "market": st.sampled_from(["US", "us", "from_token", "", "??"]), "fields": TEXT,
        "uris": TEXT, "position": ODD_NUMBERS, "include_groups": TEXT,
    },
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)
KEYS = (
    "uris", "items", "position", "range_start", "range_length", "insert_before", "snapshot_id", "name", "description",
    "public", "collaborative",
)  # fmt: skip
BODY = st.one_of(JSON, st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5)).map(
    lambda value: json.dumps(value).encode()
) | st.binary(max_size=60)
PATHS = (
    "me", "me/playlists", "me/library", "me/library/contains", "search", "tracks/{}", "albums/{}", "albums/{}/tracks",
    "artists/{}", "artists/{}/albums", "playlists/{}", "playlists/{}/items", "playlists/{}/images", "{}",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(small: Catalogue) -> Any:
    """One server for all examples: what one leaves behind is part of the next one's world."""
    with running(catalogue=small) as sandbox:
        hand = sandbox.create_playlist("Fuzzed")
        hand.add(*(track.uri for track in list(small.tracks.values())[:3]))
        yield sandbox, [hand.id, *list(small.tracks)[:1], *list(small.albums)[:1], "z" * 22, "short", "%", "é"]


@settings(max_examples=150, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]), path=st.sampled_from(PATHS), which=st.integers(0, 6),
    query=QUERY, body=BODY, token=st.sampled_from(["sandbox", "sandbox-other", "x", ""]),
)  # fmt: skip
def test_nothing_brings_it_down(
    server: tuple[Sandbox, list[str]],
    method: str,
    path: str,
    which: int,
    query: dict[str, str],
    body: bytes,
    token: str,
) -> None:
    sandbox, idents = server
    client = Client(sandbox.gate)
    address = "/v1/" + path.format(idents[which])
    sent = {"Authorization": f"Bearer {token}"}
    response = client.open(address, method=method, query_string=query, data=body, headers=sent)
    assert response.status_code < 500 or response.status_code == 502
    if response.status_code >= 400:
        assert json.loads(response.data)["error"]["status"] == response.status_code
    elif response.data:
        json.loads(response.data)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"name": "\\ud800"}', b"\xff", b'{"name": NaN}', b'"x"'])
def test_bodies_that_are_no_good_json_object(api: Any, body: bytes) -> None:
    api.refused(400, "POST", "me/playlists", data=body)


@pytest.mark.parametrize(
    "redirect",
    ["http://127.0.0.1/a\r\nX-Evil: 1", "http://127.0.0.1/\x00", "http://127.0.0.1/é", "http://127.0.0.1:99999/"],
)
def test_redirects_carry_nothing_along(sandbox: Sandbox, redirect: str) -> None:
    query = {"client_id": "a", "response_type": "code", "redirect_uri": redirect, "code_challenge": "x"}
    query["code_challenge_method"] = "S256"
    response = Client(sandbox.gate).get("/authorize", query_string=query)
    assert response.status_code in (302, 400)
    assert "X-Evil" not in response.headers
    assert re.fullmatch(r"[\x21-\x7e]*", response.headers.get("Location", ""))
