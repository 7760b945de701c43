"""Decides how a request's own words are read: limits, offsets, markets, ids, bodies, and what is wrong with them."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from flask import g, request

from ostsync.sandbox.accounts import Token
from ostsync.sandbox.answers import Answers
from ostsync.sandbox.legacy import LEGACY
from ostsync.sandbox.refusal import Refusal, bad_request, not_found
from ostsync.sandbox.world import WORLD, World

_BASE62_ID = re.compile(r"[0-9A-Za-z]{22}$")
_MARKET = re.compile(r"[A-Z]{2}$")


def world() -> World:
    """The memory behind the server that was asked."""
    return cast(World, request.environ[WORLD])


def legacy() -> bool:
    """Whether the request is treated as an older app's."""
    return bool(request.environ.get(LEGACY))


def token() -> Token:
    """What the request's token allows."""
    return cast(Token, g.token)


def answers() -> Answers:
    """The maker of this answer's objects."""
    return Answers(f"{request.host_url}v1/", world().catalogue, world().playable, market())


def market() -> str | None:
    """The market asked for: an ISO 3166-1 alpha-2 code, `from_token`, or None."""
    given = request.args.get("market")
    if not given or given == "from_token":
        return given or None
    if not _MARKET.match(given):
        raise bad_request("Invalid market code")
    return given


def paging(default: int, most: int, last_offset: int | None = None) -> tuple[int, int]:
    """`limit` and `offset`; 400 for what is out of range."""
    limit, offset = number("limit", default), number("offset")
    if not 1 <= limit <= most:
        raise bad_request("Invalid limit")
    if offset < 0 or (last_offset is not None and offset > last_offset):
        raise bad_request("Invalid offset")
    return limit, offset


def number(name: str, default: int = 0) -> int:
    """A whole number in the address; 400 for anything else."""
    given = request.args.get(name)
    if given is None:
        return default
    try:
        return int(given)
    except ValueError as problem:
        raise bad_request(f"Invalid {name}") from problem


def kept_query() -> dict[str, Any]:
    """The parameters that the addresses of neighbouring pages repeat."""
    return {key: value for key, value in request.args.items() if key not in ("limit", "offset")}


def unknown(ident: str) -> Refusal:
    """The refusal of an id that nothing has: 404, or 400 for what is no Spotify id at all."""
    return not_found() if _BASE62_ID.match(ident) else bad_request("Invalid base62 id")


def json_object() -> dict[str, Any]:
    """The JSON object in the body; 400 for anything else, a bare array too."""
    try:
        body = json.loads(request.get_data() or b"null")
        json.dumps(body, ensure_ascii=False).encode()  # half a surrogate pair is no text that could be answered
    except (ValueError, RecursionError) as problem:
        raise bad_request("Error parsing JSON.") from problem
    if not isinstance(body, dict):
        raise bad_request("Error parsing JSON.")
    return body
