"""The accounts service: consent, codes, tokens, and their ends."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from ostsync.sandbox.catalogue import Catalogue
from ostsync.sandbox.server import Sandbox, running

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASK = {
    "client_id": "a-client",
    "response_type": "code",
    "redirect_uri": "http://127.0.0.1:8888/callback",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "scope": "playlist-modify-private playlist-read-private",
    "state": "st&te",
}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def _authorize(sandbox: Sandbox, method: str = "GET", headers: Any = None, data: Any = None, **changed: Any) -> Any:
    query = {key: value for key, value in {**ASK, **changed}.items() if value is not None}
    address = f"{sandbox.accounts_url}/authorize"
    return requests.request(
        method, address, params=query, headers=headers, data=data, allow_redirects=False, timeout=5
    )  # fmt: skip


def _code(sandbox: Sandbox, **changed: Any) -> str:
    response = _authorize(sandbox, **changed)
    return str(parse_qs(urlsplit(response.headers["Location"]).query)["code"][0])


def _token(sandbox: Sandbox, **form: str) -> requests.Response:
    return requests.post(f"{sandbox.accounts_url}/api/token", data=form, timeout=5)


def _exchange(sandbox: Sandbox, code: str, **changed: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "client_id": "a-client", "code_verifier": VERIFIER}
    return _token(sandbox, **{**form, "redirect_uri": ASK["redirect_uri"], **changed})


def _refresh(sandbox: Sandbox, token: str, client: str = "a-client") -> requests.Response:
    return _token(sandbox, grant_type="refresh_token", refresh_token=token, client_id=client)


# ---------------------------------------------------------------------------------------------- consent


def test_a_script_is_agreed_with_and_the_state_comes_back(sandbox: Sandbox) -> None:
    response = _authorize(sandbox)
    address = urlsplit(response.headers["Location"])
    assert response.status_code == 302
    assert f"{address.scheme}://{address.netloc}{address.path}" == ASK["redirect_uri"]
    assert parse_qs(address.query)["state"] == ["st&te"]


def test_a_browser_gets_a_page_that_asks(sandbox: Sandbox) -> None:
    page = _authorize(sandbox, headers=BROWSER, client_id="<b>x")
    assert page.status_code == 200
    assert "playlist-modify-private" in page.text
    assert "<b>x" not in page.text
    assert "not Spotify" in page.text


def test_a_person_agrees_as_the_account_they_name(sandbox: Sandbox) -> None:
    answer = _authorize(sandbox, "POST", data={"answer": "yes", "account": "second"})
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    token = _exchange(sandbox, code).json()["access_token"]
    me = requests.get(f"{sandbox.api_url}me", headers={"Authorization": f"Bearer {token}"}, timeout=5).json()
    assert me["id"] == "second"


def test_a_person_declines(sandbox: Sandbox) -> None:
    answer = _authorize(sandbox, "POST", data={"answer": "no"})
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query == {"error": ["access_denied"], "state": ["st&te"]}


@pytest.mark.parametrize(
    ("redirect", "taken"),
    [
        ("http://127.0.0.1:8888/callback", True),
        ("http://127.0.0.1/callback", True),
        ("http://[::1]:9999/callback", True),
        ("https://example.org/callback", True),
        ("http://localhost:8888/callback", False),
        ("https://localhost/callback", False),
        ("http://example.org/callback", False),
        ("http://192.168.1.2:8888/callback", False),
        ("ftp://127.0.0.1/callback", False),
        ("http://[::1/callback", False),
        ("callback", False),
    ],
)
def test_which_redirects_are_taken(sandbox: Sandbox, redirect: str, taken: bool) -> None:
    response = _authorize(sandbox, redirect_uri=redirect)
    assert response.status_code == (302 if taken else 400)
    assert taken or "redirect URI" in response.text


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": None},
        {"response_type": "token"},
        {"redirect_uri": None},
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"scope": "playlist-modify-everything"},
    ],
)
def test_wrong_requests_are_shown_and_never_redirected(sandbox: Sandbox, changed: dict[str, Any]) -> None:
    for method in ("GET", "POST"):
        response = _authorize(sandbox, method, **changed)
        assert (response.status_code, "Location" in response.headers) == (400, False)


# ---------------------------------------------------------------------------------------------- tokens


def test_a_code_becomes_a_token_with_the_scopes_that_were_agreed_to(sandbox: Sandbox, api: Any) -> None:
    got = _exchange(sandbox, _code(sandbox)).json()
    assert (got["token_type"], got["expires_in"], got["scope"]) == ("Bearer", 3600, ASK["scope"])
    assert got["refresh_token"]
    assert api("GET", "me", token=got["access_token"], status=200)["id"] == "sandbox"
    api.refused(403, "POST", "me/playlists", json={"name": "public"}, token=got["access_token"])


def test_a_code_is_good_once(sandbox: Sandbox) -> None:
    code = _code(sandbox)
    assert [_exchange(sandbox, code).status_code for _ in range(2)] == [200, 400]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 64}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:9999/callback"}, "invalid_grant"),
        ({"client_id": "another"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
        ({"code": "guessed"}, "invalid_grant"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ],
)
def test_codes_that_are_refused(sandbox: Sandbox, changed: dict[str, str], error: str) -> None:
    response = _exchange(sandbox, changed.pop("code", "") or _code(sandbox), **changed)
    assert (response.status_code, response.json()["error"]) == (400, error)
    assert response.json()["error_description"]


def test_a_code_dies_after_ten_minutes(sandbox: Sandbox, time: Any) -> None:
    code = _code(sandbox)
    time.now += 601
    assert _exchange(sandbox, code).json()["error_description"] == "Authorization code expired"


def test_refresh_tokens_are_not_rotated_and_die_six_months_after_the_consent(sandbox: Sandbox, time: Any) -> None:
    first = _exchange(sandbox, _code(sandbox)).json()
    for _ in range(2):
        time.now += 80 * 86_400
        again = _refresh(sandbox, first["refresh_token"])
        assert again.status_code == 200
        assert "refresh_token" not in again.json()
        assert again.json()["access_token"] != first["access_token"]
    time.now += 23 * 86_400
    dead = _refresh(sandbox, first["refresh_token"])
    assert (dead.status_code, dead.json()) == (
        400, {"error": "invalid_grant", "error_description": "Refresh token expired"},
    )  # fmt: skip


def test_revoking_ends_everything(sandbox: Sandbox, api: Any) -> None:
    got = _exchange(sandbox, _code(sandbox)).json()
    sandbox.accounts.revoke("sandbox")
    assert _refresh(sandbox, got["refresh_token"]).json()["error_description"] == "Refresh token revoked"
    api.refused(401, "GET", "me", token=got["access_token"])


def test_a_refresh_token_is_bound_to_its_app(sandbox: Sandbox) -> None:
    got = _exchange(sandbox, _code(sandbox)).json()
    assert _refresh(sandbox, got["refresh_token"], "another").json()["error"] == "invalid_client"
    assert _refresh(sandbox, "guessed").json()["error"] == "invalid_grant"


def test_access_tokens_expire(small: Catalogue, time: Any, api: Any) -> None:
    with running(catalogue=small, clock=time, token_ttl=60) as sandbox:
        got = _exchange(sandbox, _code(sandbox)).json()
        assert got["expires_in"] == 60
        headers = {"Authorization": f"Bearer {got['access_token']}"}
        statuses = [requests.get(f"{sandbox.api_url}me", headers=headers, timeout=5).status_code]
        time.now += 60
        response = requests.get(f"{sandbox.api_url}me", headers=headers, timeout=5)
        statuses.append(response.status_code)
    assert statuses == [200, 401]
    assert response.json()["error"]["message"] == "The access token expired"


def test_a_user_outside_the_allowlist_logs_in_and_then_gets_403(sandbox: Sandbox, api: Any) -> None:
    sandbox.accounts.user("sandbox").allowed = False
    token = _exchange(sandbox, _code(sandbox)).json()["access_token"]
    words = api.refused(403, "GET", "me", token=token)
    assert words == "User not registered in the Developer Dashboard"


@pytest.mark.parametrize("account", ["Bad Name", "<b>", "ä", "a/b"])
def test_impossible_account_names_are_refused(sandbox: Sandbox, account: str) -> None:
    assert _authorize(sandbox, "POST", data={"answer": "yes", "account": account}).status_code == 400
    address = f"{sandbox.api_url}me"
    headers = {"Authorization": f"Bearer sandbox-{account}".encode()}
    assert requests.get(address, headers=headers, timeout=5).status_code == 401
