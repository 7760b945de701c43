"""The retry policy, as a table: what follows each answer, or none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from ostsync.errors import (
    Forbidden,
    LoginNeeded,
    NotFound,
    OstsyncError,
    RateLimited,
    SpotifyRefused,
    Unavailable,
    UnknownOutcome,
)
from ostsync.spotify.policy import Again, Answer, Call, Lost, Renew, Stop, Take, Tries, next_step, retry_after

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SEARCH = Call("GET", "search", "search")
ADD = Call("POST", "playlist-write", "playlists/1/items")
MOVE = Call("PUT", "playlist-write", "playlists/1/items")
REMOVE = Call("DELETE", "playlist-write", "playlists/1/items")
TOKEN = Call("POST", "token", "api/token")
QUOTA = json.dumps({"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}).encode()
RATE = json.dumps({"error": {"status": 429, "message": "API rate limit exceeded"}}).encode()
FIRST, LAST = Tries(), Tries(faults=3)


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("call", [SEARCH, ADD, TOKEN])
def test_a_good_answer_is_taken(call: Call, status: int) -> None:
    assert next_step(call, answer(status), FIRST, NOW) == Take()


@pytest.mark.parametrize(
    "outcome", [answer(500), answer(502), answer(503), answer(504), Lost("timeout"), Lost("dns", False)]
)
def test_a_read_is_repeated_three_times_with_growing_pauses(outcome: Answer | Lost) -> None:
    pauses, tries = [], FIRST
    while isinstance(step := next_step(SEARCH, outcome, tries, NOW), Again):
        pauses.append(step.after)
        tries = step.tries
    assert pauses == [1, 2, 4]
    assert isinstance(step, Stop)
    assert type(step.error) is Unavailable
    assert step.hold is None


@pytest.mark.parametrize("call", [ADD, MOVE, REMOVE])
@pytest.mark.parametrize("outcome", [answer(500), answer(502), answer(503, retry_after="1"), Lost("timeout")])
def test_a_write_whose_answer_is_lost_is_never_repeated(call: Call, outcome: Answer | Lost) -> None:
    step = next_step(call, outcome, FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is UnknownOutcome


def test_a_write_that_never_reached_the_server_is_surely_not_done() -> None:
    step = next_step(ADD, Lost("refused", sent=False), FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is Unavailable


@pytest.mark.parametrize("outcome", [answer(502), Lost("timeout")])
def test_a_token_request_is_no_write(outcome: Answer | Lost) -> None:
    step = next_step(TOKEN, outcome, FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is Unavailable


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_refusals_of_the_token_service_are_left_to_the_login(status: int) -> None:
    assert next_step(TOKEN, answer(status), FIRST, NOW) == Take()


@pytest.mark.parametrize(
    ("headers", "body", "pause"),
    [
        ({"retry_after": "3"}, RATE, 3),
        ({"retry_after": "60"}, RATE, 60),
        ({"retry_after": "1.5"}, b"slow down, please", 1.5),  # some 429s are text
        ({"retry_after": "0"}, RATE, 1),
        ({"retry_after": "-4"}, RATE, 1),
        ({"retry_after": "Fri, 20 Nov 2026 12:00:30 GMT"}, RATE, 30),
        ({"retry_after": "Fri, 20 Nov 2026 11:00:00 GMT"}, RATE, 1),
        ({}, RATE, 5),
        ({"retry_after": "soon"}, RATE, 5),
        ({"retry_after": "nan"}, b"", 5),
        ({}, b'{"error": "slow down"}', 5),
    ],
)
@pytest.mark.parametrize("call", [SEARCH, ADD, TOKEN])
def test_a_short_pause_is_waited_for_since_nothing_was_done(
    call: Call, headers: dict[str, str], body: bytes, pause: float
) -> None:
    step = next_step(call, answer(429, body, **headers), FIRST, NOW)
    assert isinstance(step, Again)
    assert step.after == pause
    assert step.why


@pytest.mark.parametrize(
    ("headers", "body", "tries", "hours", "quota"),
    [
        ({"retry_after": "61"}, RATE, FIRST, 61 / 3600, False),
        ({"retry_after": "86400"}, RATE, FIRST, 24, False),
        ({"retry_after": "2"}, RATE, Tries(waits=2), 2 / 3600, False),  # waited twice already
        ({"retry_after": "48925"}, QUOTA, FIRST, 48925 / 3600, True),
        ({"retry_after": "5"}, QUOTA, FIRST, 5 / 3600, True),  # a quota is never waited for
        ({}, QUOTA, FIRST, 1, True),
        ({"retry_after": "9e99"}, RATE, FIRST, 7 * 24, False),
        ({"retry_after": "inf"}, RATE, FIRST, 7 * 24, False),
        ({"retry_after": "Sat, 21 Nov 2026 12:00:00 GMT"}, RATE, FIRST, 24, False),
    ],
)
def test_a_long_pause_stops_the_run_and_is_remembered(
    headers: dict[str, str], body: bytes, tries: Tries, hours: float, quota: bool
) -> None:
    step = next_step(SEARCH, answer(429, body, **headers), tries, NOW)
    assert isinstance(step, Stop)
    assert isinstance(step.error, RateLimited)
    assert step.hold == step.error.not_before == NOW + timedelta(hours=hours)
    assert step.error.quota is quota
    assert step.reason == ("quota" if quota else "rate")
    assert step.error.exit_code == 5


def test_waits_and_faults_are_counted_apart() -> None:
    step = next_step(SEARCH, answer(429, RATE, retry_after="1"), Tries(faults=3), NOW)
    assert isinstance(step, Again)
    step = next_step(SEARCH, answer(503), step.tries, NOW)
    assert isinstance(step, Stop)


def test_a_pause_that_comes_with_503_is_kept() -> None:
    step = next_step(SEARCH, answer(503, retry_after="20"), FIRST, NOW)
    assert isinstance(step, Again)
    assert step.after == 20
    assert isinstance(next_step(SEARCH, answer(503, retry_after="600"), FIRST, NOW), Stop)


@pytest.mark.parametrize("call", [SEARCH, ADD])
def test_a_token_is_renewed_once(call: Call) -> None:
    step = next_step(call, answer(401), Tries(faults=1), NOW)
    assert step == Renew(Tries(faults=1, renewed=True))
    again = next_step(call, answer(401), step.tries, NOW)
    assert isinstance(again, Stop)
    assert isinstance(again.error, LoginNeeded)


def said(status: int, message: str) -> bytes:
    return json.dumps({"error": {"status": status, "message": message}}).encode()


@pytest.mark.parametrize(
    ("call", "status", "body", "kind", "words"),
    [
        (SEARCH, 400, said(400, "Invalid limit"), SpotifyRefused, ["Invalid limit"]),
        (SEARCH, 403, said(403, "Forbidden"), Forbidden, ["allowlist", "Premium", "permission", "development mode"]),
        (ADD, 403, said(403, "Forbidden"), Forbidden, ["belongs to somebody else", "allowlist", "Premium"]),
        (
            SEARCH, 403, said(403, "Active premium subscription required for the owner of the app"),
            Forbidden, ["no active Premium", "Renew"],
        ),
        (SEARCH, 403, b"User not registered in the Developer Dashboard", Forbidden, ["allowlist", "User Management"]),
        (ADD, 403, said(403, "Insufficient client scope"), LoginNeeded, ["permission", "ostsync login"]),
        (ADD, 404, said(404, "Resource not found"), NotFound, ["that playlist"]),
        (Call("GET", "track", "tracks/1"), 404, said(404, "Not found"), NotFound, ["that track"]),
        (Call("PUT", "playlist-write", "playlists/1/images"), 413, b"", SpotifyRefused, ["cover", "190 kB"]),
        (ADD, 418, b"", SpotifyRefused, ["418"]),
        (ADD, 400, b'{"error": "a plain string"}', SpotifyRefused, ["a plain string"]),
        (ADD, 400, b"[1, 2]", SpotifyRefused, ["400"]),
        (ADD, 400, b"\xff\xfe", SpotifyRefused, ["400"]),
    ],
)  # fmt: skip
def test_refusals_say_what_it_means(
    call: Call, status: int, body: bytes, kind: type[OstsyncError], words: list[str]
) -> None:
    step = next_step(call, answer(status, body), FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is kind
    text = f"{step.error.message} {step.error.advice}"
    assert [word for word in words if word not in text] == []
    if isinstance(step.error, SpotifyRefused):
        assert step.error.status == status


def test_a_cover_that_is_refused_with_401_names_the_permission() -> None:
    step = next_step(Call("PUT", "playlist-write", "playlists/1/images"), answer(401), Tries(renewed=True), NOW)
    assert isinstance(step, Stop)
    assert "ugc-image-upload" in step.error.message


@pytest.mark.parametrize("call", [SEARCH, ADD])
def test_a_redirect_is_somebody_else(call: Call) -> None:
    step = next_step(call, answer(302, location="http://portal.example/"), FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is Unavailable
    assert "sign in" in step.error.advice


def test_a_pause_is_read_with_any_zone() -> None:
    assert retry_after({"retry-after": "Fri, 20 Nov 2026 13:00:10 +0100"}, NOW) == 10
    assert retry_after({"retry-after": "Fri, 20 Nov 2026 12:00:10"}, NOW) == 10


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome</html>", b'{"tracks": {"items": [', b'{"name": "\xff"}', b"[" * 100_000, b"\xff\xfe{\x00}\x00",
        "{}".encode("utf-16"), b"7 8", b"NaN!",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("call", "kind"), [(SEARCH, Unavailable), (ADD, UnknownOutcome), (TOKEN, Unavailable)])
def test_a_success_that_is_no_json_in_utf_8_is_none(call: Call, kind: type[OstsyncError], body: bytes) -> None:
    step = next_step(call, answer(200, body, content_type="application/json"), FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is kind
    assert step.hold is None


@pytest.mark.parametrize("status", [101, 102, 103, 199])
def test_an_answer_that_is_not_final_is_none(status: int) -> None:
    step = next_step(SEARCH, answer(status), FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is Unavailable


@pytest.mark.parametrize("body", [b"", b"Not Found", b"<html>404</html>", b"{}", b"[404]", b'{"error": null}'])
def test_a_404_that_is_not_in_spotifys_words_says_nothing_about_what_is_there(body: bytes) -> None:
    """A proxy's 404 would make a playlist or a track be taken for gone."""
    for call, kind in ((SEARCH, Unavailable), (ADD, UnknownOutcome)):
        step = next_step(call, answer(404, body), FIRST, NOW)
        assert isinstance(step, Stop)
        assert type(step.error) is kind


def test_what_can_only_come_again_is_not_asked_for_again() -> None:
    assert isinstance(next_step(SEARCH, Lost("too large", again=False), FIRST, NOW), Stop)


def test_a_request_that_timed_out_at_the_server_is_a_fault_of_the_server() -> None:
    assert isinstance(next_step(SEARCH, answer(408), FIRST, NOW), Again)
    step = next_step(ADD, answer(408), FIRST, NOW)
    assert isinstance(step, Stop)
    assert type(step.error) is UnknownOutcome


@pytest.mark.parametrize("years", [-30, -1, 0, 1, 30])
def test_a_date_to_wait_for_is_taken_against_the_servers_own_clock(years: int) -> None:
    now = NOW + timedelta(days=365 * years)
    headers = {"date": "Fri, 20 Nov 2026 12:00:00 GMT", "retry-after": "Fri, 20 Nov 2026 12:00:30 GMT"}
    assert retry_after(headers, now) == 30


@pytest.mark.parametrize("text", ["Fri, 99 Foo 20261 99:99:99 GMT", "1, 2", "Fri, 20 Nov 99999 12:00:00 GMT", "-"])
def test_a_retry_after_that_nobody_can_read_is_none(text: str) -> None:
    assert retry_after({"retry-after": text, "date": text}, NOW) is None
