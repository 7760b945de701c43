"""Requests that go wrong on purpose, limits, the log, and the end of a server."""

from __future__ import annotations

import json
import threading
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from ostsync.cli.sandbox import command
from ostsync.errors import UsageError
from ostsync.sandbox.catalogue import Catalogue
from ostsync.sandbox.faults import _KEYS, LABELS, LENGTHS, MUTATIONS, SHAPES, Effect, Fault, read
from ostsync.sandbox.limits import Limits
from ostsync.sandbox.refusal import Refusal
from ostsync.sandbox.server import Sandbox, running


def _add(sandbox: Sandbox, playlist: str, uri: str, timeout: float = 5) -> requests.Response:
    address = f"{sandbox.api_url}playlists/{playlist}/items"
    headers = {"Authorization": "Bearer sandbox"}
    return requests.post(address, json={"uris": [uri]}, headers=headers, timeout=timeout)


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize(
    ("fault", "status", "retry_after"),
    [
        (Fault(Effect.ERROR), 502, None),
        (Fault(Effect.ERROR, status=503, message="Later", retry_after=3), 503, "3"),
        (Fault(Effect.RATE_LIMIT), 429, "1"),
        (Fault(Effect.RATE_LIMIT, retry_after=7), 429, "7"),
        (Fault(Effect.QUOTA), 429, "48925"),
        (Fault(Effect.UNAUTHORIZED), 401, None),
        (Fault(Effect.GARBAGE), 200, None),
        (Fault(Effect.DROP), None, None),
        (Fault(Effect.HANG, seconds=0.0), None, None),
    ],
)
def test_each_effect_before_and_after_the_write(
    sandbox: Sandbox, uris: Any, fault: Fault, status: int | None, retry_after: str | None, applied: bool
) -> None:
    hand = sandbox.create_playlist("List")
    wanted = Fault(
        fault.effect, method="POST", path="/v1/playlists/*/items", applied=applied, status=fault.status,
        message=fault.message, retry_after=fault.retry_after, seconds=fault.seconds,
    )  # fmt: skip
    sandbox.faults.add(wanted)
    if status is None:
        with pytest.raises(requests.ConnectionError):
            _add(sandbox, hand.id, uris["渚"])
    else:
        response = _add(sandbox, hand.id, uris["渚"])
        assert (response.status_code, response.headers.get("Retry-After")) == (status, retry_after)
        if fault.effect is Effect.GARBAGE:
            with pytest.raises(requests.JSONDecodeError):
                response.json()
        else:
            assert response.json()["error"]["status"] == status
            assert response.json()["error"].get("reason") == (
                "QUOTA_EXCEEDED" if fault.effect is Effect.QUOTA else None
            )
    assert hand.uris == [uris["渚"]] * applied
    (received,) = sandbox.requests
    assert (received.status, received.applied, received.fault) == (status, applied, fault.effect)
    assert _add(sandbox, hand.id, uris["渚"]).status_code == 201
    assert wanted.hit == 1


def test_an_error_may_be_plain_text_with_headers_of_its_own(sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("List")
    sandbox.faults.add(Fault(Effect.ERROR, status=429, body="Too many requests", headers={"Retry-After": "soon"}))
    response = _add(sandbox, hand.id, uris["渚"])
    assert (response.status_code, response.text) == (429, "Too many requests")
    assert (response.headers["Retry-After"], response.headers["Content-Type"][:10]) == ("soon", "text/plain")


def test_a_hanging_request_gives_no_answer_until_the_client_leaves(sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("List")
    sandbox.faults.add(Fault(Effect.HANG, seconds=60))
    with pytest.raises(requests.ReadTimeout):
        _add(sandbox, hand.id, uris["渚"], timeout=0.05)
    assert hand.uris == []


@pytest.mark.parametrize(
    ("rule", "hits"),
    [
        ({}, [1]),
        ({"nth": 3}, [3]),
        ({"nth": 2, "times": 2}, [2, 3]),
        ({"nth": 2, "times": 0}, [2, 3, 4]),
        ({"method": "get"}, [1]),
        ({"method": "PUT"}, []),
        ({"path": "/v1/me"}, [1]),
        ({"path": "/v1/tracks/*"}, []),
    ],
)
def test_which_requests_a_rule_spoils(api: Any, sandbox: Sandbox, rule: dict[str, Any], hits: list[int]) -> None:
    sandbox.faults.add(Fault(Effect.ERROR, **rule))
    statuses = []
    for _ in range(4):
        api("GET", "me")
        statuses.append(api.answers[-1].status)
    assert [number for number, status in enumerate(statuses, start=1) if status == 502] == hits


def test_rules_count_side_by_side_and_can_be_cleared(api: Any, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(Effect.ERROR, times=0))
    sandbox.faults.add(Fault(Effect.UNAUTHORIZED, nth=2, times=0))
    statuses = []
    for _ in range(2):
        api("GET", "me")
        statuses.append(api.answers[-1].status)
    assert statuses == [502, 502]
    assert [rule.hit for rule in sandbox.faults.rules] == [2, 0]
    sandbox.faults.clear()
    api("GET", "me", status=200)


def test_a_faults_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(
        '[[fault]]\nmethod = "POST"\npath = "/v1/me/*"\nnth = 2\neffect = "error"\napplied = true\nstatus = 503\n'
        '[[fault]]\neffect = "hang"\nseconds = 2\n',
        encoding="utf-8",
    )
    assert read(path) == [
        Fault(Effect.ERROR, method="POST", path="/v1/me/*", nth=2, applied=True, status=503),
        Fault(Effect.HANG, seconds=2),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[fault]]\n", "Rule 1 .* no known effect"),
        ('[[fault]]\neffect = "explode"\n', "Rule 1 .* no known effect"),
        ('[[fault]]\neffect = "drop"\n[[fault]]\neffect = "drop"\nwhen = 1\n', "Rule 2 .* unknown key when"),
        ('[[fault]]\neffect = "drop"\nnth = "2"\n', "nth must be a whole number"),
        ('[[fault]]\neffect = "drop"\ntimes = true\n', "times must be a whole number"),
        ('[[fault]]\neffect = "error"\nheaders = { Age = 1 }\n', "headers must be"),
        ('[[fault]]\neffect = "error"\nheaders = { Age = "\ufeff1" }\n', "headers must be"),
        ('[[fault]]\neffect = "error"\nheaders = { Age = "1\\n2" }\n', "headers must be"),
        ('[[fault]]\neffect = "error"\nstatus = 42\n', "status must be a status from 100 to 999"),
        ('[[fault]]\neffect = "slow"\nseconds = nan\n', "seconds must be seconds"),
        ('[[fault]]\neffect = "drop"\nat = "end"\n', "at must be one of start"),
        ('[[fault]]\neffect = "mutate"\nwhat = "all"\n', "what must be null, missing"),
        ('effect = "drop"\n', "nothing else"),
        ("fault = 1\n", "nothing else"),
        ("fault = [1]\n", "Rule 1 .* no table"),
        ("[[fault]\n", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_faults_file_that_cannot_be_used_is_explained(tmp_path: Path, text: str | None, words: str) -> None:
    path = tmp_path / "faults.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        read(path)


# ---------------------------------------------------------------------------------------------- spoiled answers


def _search(sandbox: Sandbox, **rule: Any) -> requests.Response:
    sandbox.faults.clear()
    sandbox.faults.add(Fault(**rule))
    address = f"{sandbox.api_url}search"
    headers = {"Authorization": "Bearer sandbox", "Accept-Encoding": "identity"}
    asked = {"q": "memories", "type": "track", "limit": "10"}
    return requests.get(address, asked, headers=headers, timeout=5)


@pytest.mark.parametrize(
    "status", [*range(200, 210), 226, *range(300, 309), *range(400, 452), *range(500, 512), 599, 999]
)
def test_any_status_can_be_answered(sandbox: Sandbox, status: int) -> None:
    address = f"{sandbox.api_url}me"
    sandbox.faults.add(Fault(Effect.ERROR, status=status, message="So it is"))
    answer = requests.get(address, timeout=5, allow_redirects=False)
    assert answer.status_code == status


@pytest.mark.parametrize("at", ["start", "headers", "body"])
def test_a_connection_breaks_off_anywhere(sandbox: Sandbox, at: str) -> None:
    if at == "headers":  # Python takes what has come for all of them, and the body for an empty one
        assert _search(sandbox, effect=Effect.DROP, at=at).content == b""
    else:
        with pytest.raises(requests.RequestException, match="aborted" if at == "start" else "IncompleteRead"):
            _search(sandbox, effect=Effect.DROP, at=at)
    (received,) = sandbox.requests
    assert (received.status, received.applied) == (None, at != "start")


@pytest.mark.parametrize("at", ["headers", "body"])
def test_a_slow_answer_is_the_right_one_in_the_end(sandbox: Sandbox, at: str) -> None:
    answer = _search(sandbox, effect=Effect.SLOW, at=at, seconds=0.05)
    assert {track["name"] for track in answer.json()["tracks"]["items"]} == {"Memories"}


@pytest.mark.parametrize("length", ["right", "missing", "short"])
def test_half_an_answer_whatever_its_length_says(sandbox: Sandbox, length: str) -> None:
    answer = _search(sandbox, effect=Effect.CUT, what=length)
    assert answer.text.startswith('{"tracks":')
    assert ("Content-Length" in answer.headers) is (length != "missing")
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_wrong_labels(sandbox: Sandbox) -> None:
    answers = {what: _search(sandbox, effect=Effect.LABEL, what=what) for what in ("html", "json", "none", "charset")}
    assert [answer.headers.get("Content-Type", "").split(";")[0] for answer in answers.values()] == [
        "text/html", "application/json", "", "application/json",
    ]  # fmt: skip
    assert answers["html"].json()["tracks"]["total"] == 2
    assert answers["json"].text.startswith("<html>")
    with pytest.raises(UnicodeDecodeError):
        _search(sandbox, effect=Effect.LABEL, what="bytes").content.decode()
    with pytest.raises(requests.exceptions.ContentDecodingError):
        _search(sandbox, effect=Effect.LABEL, what="gzip")
    assert len(_search(sandbox, effect=Effect.LABEL, what="bomb").content) > 60_000_000


def test_a_mutation_is_the_same_for_the_same_seed(sandbox: Sandbox) -> None:
    right = _search(sandbox, effect=Effect.CLOCK, seconds=0).json()
    for what in MUTATIONS:
        seen = [_search(sandbox, effect=Effect.MUTATE, what=what, seed=seed).text for seed in (1, 1, *range(2, 12))]
        assert seen[0] == seen[1], what
        assert what not in ("null", "missing", "type") or len(set(seen)) > 3, what
        assert sum(json.loads(text) == right for text in seen) < 4, "a null that becomes null is the same"


def test_the_servers_clock_jumps(sandbox: Sandbox, time: Any) -> None:
    token = sandbox.token("mina")
    _search(sandbox, effect=Effect.CLOCK, seconds=7200)
    assert sandbox.world.clock() == time.now + 7200
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{sandbox.api_url}me", headers=headers, timeout=5).status_code == 401
    limited = _search(sandbox, effect=Effect.RATE_LIMIT, retry_date=30).headers
    dates = [parsedate_to_datetime(limited[name]).timestamp() for name in ("Date", "Retry-After")]
    assert dates[1] - dates[0] == 30


def test_tokens_end_in_the_middle_and_the_login_is_refused(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token('mina')}"}
    sandbox.faults.add(Fault(Effect.EXPIRE))
    assert [requests.get(f"{sandbox.api_url}me", headers=headers, timeout=5).status_code for _ in range(2)] == [
        401,
        401,
    ]
    sandbox.faults.add(Fault(Effect.REFUSE, path="/api/token", what="invalid_client"))
    refused = requests.post(f"{sandbox.url}/api/token", data={}, timeout=5)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize(("shape", "names"), [("both", {"items", "tracks"}), ("old", {"tracks"})])
def test_the_shape_of_an_older_app(sandbox: Sandbox, api: Any, uris: Any, shape: str, names: set[str]) -> None:
    hand = sandbox.create_playlist("List")
    hand.add(uris["渚"])
    sandbox.faults.add(Fault(Effect.LEGACY, what=shape, times=0))
    headers = {"Authorization": "Bearer sandbox"}
    body = requests.get(f"{sandbox.api_url}playlists/{hand.id}", headers=headers, timeout=5).json()
    assert names == {"items", "tracks"} & set(body)
    (place,) = body["tracks"]["items"]
    assert {"item", "track"} & set(place) == {name.rstrip("s") for name in names}
    assert {"popularity", "available_markets"} <= set(place["track"])
    old = requests.get(f"{sandbox.api_url}playlists/{hand.id}/tracks", headers=headers, timeout=5)
    many = requests.get(f"{sandbox.api_url}search?q=cue&type=track&limit=50", headers=headers, timeout=5)
    assert (old.status_code, len(many.json()["tracks"]["items"])) == (200, 50)
    sandbox.faults.clear()
    api.refused(403, "GET", f"playlists/{hand.id}/tracks")
    api.refused(400, "GET", "search", params={"q": "cue", "type": "track", "limit": 50})


def test_every_effect_and_every_key_is_explained() -> None:
    pages = [(Path(__file__).parents[2] / "docs" / "faults.md").read_text(encoding="utf-8"), str(command.epilog)]
    for page in pages:
        assert [effect for effect in Effect if effect not in page] == []
    assert [key for key in _KEYS if key not in pages[0]] == []
    for words in (LABELS, LENGTHS, MUTATIONS, SHAPES):
        assert [word for word in words if f'"{word}"' not in pages[0]] == []


# ---------------------------------------------------------------------------------------------- limits


def test_the_window_of_30_seconds_rolls(time: Any) -> None:
    limits = Limits(time, per_window=2)
    limits.count()
    time.now += 10
    limits.count()
    time.now += 5
    with pytest.raises(Refusal) as refused:
        limits.count()
    assert (refused.value.status, refused.value.headers, refused.value.reason) == (429, {"Retry-After": "15"}, None)
    time.now += 15
    limits.count()


def test_the_quota_rolls_over_a_day_and_says_how_long(small: Catalogue, time: Any) -> None:
    with running(catalogue=small, clock=time, quota=3) as sandbox:
        headers = {"Authorization": "Bearer sandbox"}
        answers = [requests.get(f"{sandbox.api_url}me", headers=headers, timeout=5) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[3].json()["error"] == {
            "status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED",
        }  # fmt: skip
        assert answers[3].headers["Retry-After"] == "86400"
        time.now += 86_400
        assert requests.get(f"{sandbox.api_url}me", headers=headers, timeout=5).status_code == 200


def test_a_quota_of_nothing_refuses_at_once(time: Any) -> None:
    with pytest.raises(Refusal):
        Limits(time, per_day=0).count()


# ---------------------------------------------------------------------------------------------- log, end


def test_the_log_tells_what_was_received_and_no_token(api: Any, sandbox: Sandbox) -> None:
    api("POST", "me/playlists", json={"name": "曲"}, status=201)
    api("GET", "search", params={"q": "a & b", "type": "track"}, status=200)
    made, searched = sandbox.requests
    assert (made.method, made.path, made.body, made.status, made.applied) == (
        "POST", "/v1/me/playlists", {"name": "曲"}, 201, True,
    )  # fmt: skip
    assert searched.query == {"q": "a & b", "type": "track"}
    assert (str(searched), searched.body) == ("GET /v1/search?q=a & b&type=track 200", None)
    assert searched.headers["Authorization"] == "Bearer ..."


def test_nothing_is_left_running(small: Catalogue) -> None:
    before = set(threading.enumerate())
    outcome: list[str] = []
    with running(catalogue=small) as sandbox:
        sandbox.faults.add(Fault(Effect.HANG, seconds=600))

        def ask() -> None:
            try:
                requests.get(f"{sandbox.api_url}me", timeout=30)
            except requests.ConnectionError:
                outcome.append("dropped")

        asking = threading.Thread(target=ask)
        asking.start()
        while not sandbox.requests:
            pass
    asking.join(timeout=10)
    assert outcome == ["dropped"]
    assert set(threading.enumerate()) <= before
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{sandbox.api_url}me", timeout=5)


def test_a_taken_port_is_said(sandbox: Sandbox, small: Catalogue) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    with pytest.raises(UsageError, match=f"Port {port} of"), running(catalogue=small, port=port):
        pass
