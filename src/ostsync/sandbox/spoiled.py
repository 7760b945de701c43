"""Decides what a spoiled answer looks like: its status, labels and body, or the bytes on the wire before it breaks off.

Pure: takes the right answer (where there is one) and a rule, and gives what is sent in its place.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

from werkzeug.wrappers import Response

from ostsync.sandbox import legacy, mutate
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.refusal import Refusal

SHORT_WAIT_S = 1
LONG_WAIT_S = 48_925
"""A Retry-After that was seen with QUOTA_EXCEEDED in September 2026."""
BOMB_BYTES = 64_000_000
PAGE = "<html><body>upstream connect error"
_OTHER_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Wire:
    """Bytes that are sent as they are, spread over `seconds`; then the connection closes."""

    data: bytes = b""
    seconds: float = 0.0
    at_once: int = 0
    """So many of them are sent before the spreading begins."""


def instead(fault: Fault, now: float) -> Response | Wire:
    """What is answered by an effect that needs no right answer. `now` is the server's time."""
    match fault.effect:
        case Effect.ERROR if fault.body:
            return Response(fault.body, fault.status or 502, fault.headers, content_type="text/plain")
        case Effect.ERROR:
            return _refused(Refusal(fault.status or 502, fault.message), {**fault.headers, **_wait(fault, None, now)})
        case Effect.RATE_LIMIT:
            return _refused(Refusal(429, "API rate limit exceeded"), _wait(fault, SHORT_WAIT_S, now))
        case Effect.QUOTA:
            refusal = Refusal(429, "Too many requests", reason="QUOTA_EXCEEDED")
            return _refused(refusal, _wait(fault, LONG_WAIT_S, now))
        case Effect.UNAUTHORIZED:
            return _refused(Refusal(401, "The access token expired"), {})
        case Effect.REFUSE:
            said = {"error": fault.what or "invalid_grant", "error_description": "Refresh token revoked"}
            return Response(json.dumps(said), fault.status or 400, content_type="application/json")
        case Effect.GARBAGE:
            return Response(fault.body or PAGE, 200, content_type="text/html")
        case Effect.HANG:
            return Wire(seconds=fault.seconds)
        case _:
            return Wire()


def changed(fault: Fault, right: Response) -> Response | Wire:
    """What is sent in place of the right answer."""
    match fault.effect:
        case Effect.DROP:
            raw = on_the_wire(right, len(right.get_data()))
            body = len(right.get_data())
            return Wire(raw[: len(raw) - body // 2 - 1 if fault.at == "body" else (len(raw) - body) // 2])
        case Effect.SLOW:
            raw = on_the_wire(right, len(right.get_data()))
            return Wire(raw, fault.seconds, 0 if fault.at == "headers" else len(raw) - len(right.get_data()))
        case Effect.CUT:
            return _cut(right, fault.way)
        case Effect.LABEL:
            return _LABELS[fault.way](right)
        case Effect.MUTATE:
            return _with_json(right, lambda value: mutate.mutated(value, fault.way, fault.seed))
        case Effect.LEGACY:
            return _with_json(right, lambda value: legacy.shaped(value, old=fault.way == "old"))
        case _:
            return right


def on_the_wire(answer: Response, length: int | None) -> bytes:
    """The whole answer as bytes, with a Content-Length that may be wrong (None: without one)."""
    try:
        reason = HTTPStatus(answer.status_code).phrase
    except ValueError:
        reason = "Unknown"
    lines = [f"HTTP/1.1 {answer.status_code} {reason}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in answer.headers if name.lower() != "content-length"]
    lines += [] if length is None else [f"Content-Length: {length}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.get_data()


def _refused(refusal: Refusal, headers: dict[str, str]) -> Response:
    return Response(json.dumps(refusal.body), refusal.status, headers, content_type="application/json")


def _wait(fault: Fault, otherwise: int | None, now: float) -> dict[str, str]:
    if fault.retry_date is not None:
        return {"Retry-After": formatdate(now + fault.retry_date, usegmt=True)}
    seconds = otherwise if fault.retry_after is None else fault.retry_after
    return {} if seconds is None else {"Retry-After": str(seconds)}


def _cut(right: Response, length: str) -> Response | Wire:
    whole = right.get_data()
    half = whole[: len(whole) // 2]
    if length == "short":  # the rest of the answer lies on the wire where the next one is expected
        return Wire(on_the_wire(right, len(half)))
    right.set_data(half)
    return Wire(on_the_wire(right, None)) if length == "missing" else right


def _with_json(right: Response, change: Callable[[object], object]) -> Response:
    try:
        value = json.loads(right.get_data())
    except ValueError:  # no JSON, nothing to change
        return right
    right.set_data(json.dumps(change(value)))
    return right


def _typed(content_type: str | None, body: bytes | None = None, **headers: str) -> Callable[[Response], Response]:
    def label(right: Response) -> Response:
        if body is not None:
            right.set_data(body)
        right.headers.remove("Content-Type")
        if content_type:
            right.headers["Content-Type"] = content_type
        right.headers.update(headers)
        return right

    return label


def _no_utf8(right: Response) -> Response:
    right.set_data(right.get_data().replace(b'"name":"', b'"name":"\xff\xc3(').replace(b'":', b'\xe9":', 1))
    return right


def _broken_gzip(right: Response) -> Response:
    packed = gzip.compress(right.get_data(), mtime=0)
    right.set_data(packed[:10] + bytes(byte ^ 0x55 for byte in packed[10:]))
    right.headers["Content-Encoding"] = "gzip"
    return right


def _bomb(right: Response) -> Response:
    right.set_data(gzip.compress(b"[" + b" " * BOMB_BYTES + b"]", 1, mtime=0))
    right.headers["Content-Encoding"] = "gzip"
    return right


_LABELS: dict[str, Callable[[Response], Response]] = {
    "html": _typed(_OTHER_TYPE),
    "json": _typed("application/json", PAGE.encode()),
    "none": _typed(None),
    "charset": _typed("application/json; charset=utf-16"),
    "bytes": _no_utf8,
    "gzip": _broken_gzip,
    "bomb": _bomb,
}
