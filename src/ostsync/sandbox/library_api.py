"""Decides the answers about the user and their library, where playlists are followed and let go since 2026."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from ostsync.sandbox.asking import answers, token, world
from ostsync.sandbox.refusal import bad_request

api = Blueprint("library", __name__, url_prefix="/v1/me")

MAX_URIS = 40
_URI = re.compile(r"spotify:(track|album|episode|show|audiobook|user|playlist):[0-9A-Za-z_-]+$")
_SAVES = {"user": ("user-follow-modify",), "playlist": ("playlist-modify-public", "playlist-modify-private")}
_READS = {"user": ("user-follow-read",), "artist": ("user-follow-read",), "playlist": ("playlist-read-private",)}


@api.get("")
def me() -> dict[str, Any]:
    """Who the token speaks for."""
    return answers().user(token().account)


def _uris(needed: Mapping[str, tuple[str, ...]], otherwise: str, pattern: re.Pattern[str] = _URI) -> list[str]:
    """The URIs asked about; 400 for what is none, 403 where a scope is missing."""
    uris = [uri for uri in request.args.get("uris", "").split(",") if uri]
    if not uris:
        raise bad_request("Missing required parameter: uris")
    if len(uris) > MAX_URIS:
        raise bad_request(f"A maximum of {MAX_URIS} uris can be given")
    for uri in uris:
        if not pattern.match(uri):
            raise bad_request(f"Invalid uri: {uri}")
        token().need(*needed.get(uri.split(":")[1], (otherwise,)))
    return uris


@api.put("/library")
def save() -> Response:
    """Saves, follows."""
    world().save(token().account.id, _uris(_SAVES, "user-library-modify"))
    return Response(status=200)


@api.delete("/library")
def forget() -> Response:
    """Removes, unfollows. For an own playlist it is the only way to delete it."""
    world().forget(token().account.id, _uris(_SAVES, "user-library-modify"))
    return Response(status=200)


@api.get("/library/contains")
def contains() -> list[bool]:
    """Whether each is saved."""
    pattern = re.compile(_URI.pattern.replace("user|", "user|artist|"))
    held = world().library(token().account.id)
    return [uri in held for uri in _uris(_READS, "user-library-read", pattern)]
