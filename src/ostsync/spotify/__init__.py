"""The only room that speaks HTTP to Spotify: logging in, the cached session, typed calls on the 2026 endpoints."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ostsync.meanwhile import Meanwhile
    from ostsync.ports import Clock, Ledger
    from ostsync.spotify.api import SpotifyApi
    from ostsync.spotify.tokens import TokenFile

# spotipy's debug lines hold tokens, and the errors that these libraries log are raised as ours as well
for _name in ("spotipy", "spotipy.client", "spotipy.oauth2", "spotipy.cache_handler", "requests_cache"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def connect(
    *,
    client_id: str | None,
    market: str,
    language: str,
    api_url: str,
    accounts_url: str,
    access_token: str | None,
    tokens: TokenFile,
    cache_dir: Path,
    ledger: Ledger,
    clock: Clock,
    tell: Callable[[str], None] = lambda text: None,
    refresh: bool = False,
    meanwhile: Meanwhile | None = None,
) -> SpotifyApi:
    """The client for one account: fulfils `ports.Catalogue` and `ports.Account`. Asks nothing yet.

    `access_token` is a ready token (no login, no refresh); without it the login in `tokens` is used, and only
    when a request really leaves, so that cached answers need neither a login nor a network.
    `refresh` asks Spotify again where the cache has an answer. `tell` hears what the person should know.
    `meanwhile` is what is done while an answer is awaited.
    """
    from ostsync.spotify import library

    library.load()
    from ostsync.spotify.api import SpotifyApi
    from ostsync.spotify.auth import LoginToken, ReadyToken
    from ostsync.spotify.cache import open_session
    from ostsync.spotify.door import Door

    api_url = api_url.rstrip("/") + "/"
    client_id = (client_id or "").strip() or None
    access_token = (access_token or "").strip() or None
    bearer = (
        ReadyToken(access_token)
        if access_token
        else LoginToken(client_id, accounts_url, tokens, ledger=ledger, clock=clock, tell=tell)
    )
    door = Door(api_url, ledger, clock, bearer=bearer, meanwhile=meanwhile)
    session = open_session(cache_dir, api_url, door, tell=tell, refresh=refresh)
    return SpotifyApi(session, door, tokens, api_url=api_url, market=market, language=language)
