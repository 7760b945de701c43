"""The real client against the real sandbox: login, searching, playlists, and what goes wrong on the way."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ostsync.errors import Forbidden, LoginNeeded, NotFound, RateLimited, Unavailable, UnknownOutcome
from ostsync.model import ItemKind
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify.api import SpotifyApi
from ostsync.spotify.login import App, Desk, log_in
from ostsync.spotify.tokens import TokenFile
from ostsync.store.database import open_database
from ostsync.store.ledger import SqlLedger

from .conftest import CLIENT_ID, Connect, FakeClock, FakeLedger


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(None)


@pytest.fixture
def clock() -> FakeClock:
    """The sandbox lives in real time, so the client's clock begins there."""
    return FakeClock(datetime.now(UTC))


@pytest.fixture
def sandbox(catalogue: Catalogue, clock: FakeClock) -> Iterator[Sandbox]:
    with running(catalogue=catalogue, clock=clock.timestamp) as server:
        yield server


@pytest.fixture
def tokens(tmp_path: Path, sandbox: Sandbox) -> TokenFile:
    return TokenFile.of(tmp_path / "data" / "tokens", sandbox.accounts_url, CLIENT_ID)


@pytest.fixture
def api(client: Connect, sandbox: Sandbox, tokens: TokenFile) -> Callable[..., SpotifyApi]:
    """Connects to the sandbox, by its public token unless told otherwise."""

    def connect(access_token: str | None = "sandbox") -> SpotifyApi:
        own = TokenFile.of_ready_token(tokens.path.parent, sandbox.api_url, access_token) if access_token else tokens
        return client(api_url=sandbox.api_url, accounts_url=sandbox.accounts_url, access_token=access_token, tokens=own)

    return connect


Api = Callable[..., SpotifyApi]


def browser(address: str) -> bool:
    """Follows redirects as a browser does, agreeing to everything."""
    for _ in range(5):
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": "*/*"})
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status // 100 != 3:
            break
        address = response.headers["Location"]
    return True


@pytest.fixture
def login(sandbox: Sandbox, tokens: TokenFile, clock: FakeClock, ledger: FakeLedger) -> Callable[[], None]:
    """A whole PKCE login."""

    def run() -> None:
        app = App(CLIENT_ID, sandbox.accounts_url, "http://127.0.0.1/callback")
        log_in(app, tokens, Desk(lambda text: None, None, browser), ledger=ledger, clock=clock, time_limit=10)

    return run


# ---------------------------------------------------------------------------- login


def test_a_pkce_login_then_a_call_then_a_renewal(
    api: Api, login: Callable[[], None], tokens: TokenFile, clock: FakeClock, ledger: FakeLedger
) -> None:
    login()
    token = tokens.read()
    assert token is not None
    assert token.missing_scopes() == ()
    user = api(None).me()
    assert user.account_id != user.id
    clock.time += timedelta(hours=1)
    assert next(iter(api(None).playlists()), None) is None
    renewed = tokens.read()
    assert renewed is not None
    assert renewed.access_token != token.access_token
    assert renewed.refresh_token == token.refresh_token
    assert renewed.authorized == token.authorized
    assert ledger.kinds == ["token", "me", "token", "playlist-read"]


def test_a_login_by_pasted_address(sandbox: Sandbox, tokens: TokenFile, clock: FakeClock, ledger: FakeLedger) -> None:
    said: list[str] = []

    def ask(question: str) -> str:
        address = next(word for word in said[0].split() if word.startswith("http"))
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse().headers["Location"]
        connection.close()
        assert "code" in parse_qs(urlsplit(answer).query)
        return str(answer)

    app = App(CLIENT_ID, sandbox.accounts_url, "http://127.0.0.1:8888/callback")
    log_in(app, tokens, Desk(said.append, ask, None), ledger=ledger, clock=clock)
    assert tokens.read() is not None


def test_access_that_ends_early_is_renewed_on_the_way(
    api: Api, login: Callable[[], None], sandbox: Sandbox, ledger: FakeLedger
) -> None:
    login()
    client = api(None)
    sandbox.accounts.expire_all()
    assert client.search("gate of steiner").tracks
    assert ledger.kinds == ["token", "search", "token", "search"]


def test_taken_back_consent_means_to_log_in_again(
    api: Api, login: Callable[[], None], sandbox: Sandbox, tokens: TokenFile
) -> None:
    login()
    sandbox.accounts.revoke("sandbox")
    with pytest.raises(LoginNeeded):
        api(None).me()
    assert tokens.read() is None
    login()
    api(None).me()


def test_a_login_dies_six_months_after_it_was_made(
    api: Api, login: Callable[[], None], clock: FakeClock, tokens: TokenFile
) -> None:
    login()
    clock.time += timedelta(days=184)
    with pytest.raises(LoginNeeded):
        api(None).me()


def test_an_account_that_is_not_on_the_allowlist(api: Api, login: Callable[[], None], sandbox: Sandbox) -> None:
    sandbox.accounts.user("sandbox").allowed = False
    login()  # the login itself goes through
    with pytest.raises(Forbidden) as caught:
        api(None).me()
    assert "allowlist" in caught.value.message + caught.value.advice


# ---------------------------------------------------------------------------- the catalogue


def test_searching_and_reading_an_album(api: Api, sandbox: Sandbox, ledger: FakeLedger) -> None:
    client = api()
    page = client.search("gate of steiner", albums=True)
    assert any("steiner" in track.name.casefold() for track in page.tracks)
    track = page.tracks[0]
    assert track.album is not None
    assert track.isrc is None or len(track.isrc) == 12

    tracks = client.album_tracks(track.album)
    assert track.id in [t.id for t in tracks]
    assert all(t.album == track.album for t in tracks)
    again = client.track(track.id)
    assert again is not None
    assert again.name == track.name
    assert client.track("0" * 22) is None

    before = len(sandbox.requests)
    assert client.search("gate of steiner", albums=True).cached
    assert client.album_tracks(track.album) == tracks
    assert len(sandbox.requests) == before == client.requests == ledger.spent()


def test_no_proxy_stands_between_us_and_this_machine(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert api().search("theme").tracks


def test_a_long_query_is_taken(api: Api) -> None:
    api().search("gate of steiner " * 20)


# ---------------------------------------------------------------------------- playlists


def uris(api: SpotifyApi, number: int) -> list[str]:
    found = dict.fromkeys(t.uri for word in ("theme", "main", "love", "ost", "piano") for t in api.search(word).tracks)
    assert len(found) >= number
    return list(found)[:number]


def names(api: SpotifyApi, playlist_id: str) -> list[str | None]:
    return [item.uri for item in api.playlist_items(playlist_id)]


def test_a_playlist_from_birth_to_its_cover(api: Api, sandbox: Sandbox) -> None:
    client = api()
    one, two, three, four = uris(client, 4)
    made = client.create_playlist("Sad OST", public=False)
    assert made.name == "Sad OST"
    assert made.owner_id == client.me().id

    assert client.add_items(made.id, [one, three], position=0)
    client.add_items(made.id, [two], position=1)
    client.add_items(made.id, [four], position=0)
    assert names(client, made.id) == [four, one, two, three]
    client.move_items(made.id, range_start=0, range_length=1, insert_before=4)
    assert names(client, made.id) == [one, two, three, four]
    client.move_items(made.id, range_start=2, range_length=2, insert_before=0)
    assert names(client, made.id) == [three, four, one, two]
    client.add_items(made.id, [one], position=4)
    client.remove_items(made.id, [one, three])  # every copy goes
    assert names(client, made.id) == [four, two]

    client.change_details(made.id, name="Sadder", description="Tears & 'rain' <3")
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(picture, "JPEG")
    client.upload_cover(made.id, picture.getvalue())

    read = client.playlist(made.id)
    assert (read.name, read.description, read.total) == ("Sadder", "Tears & 'rain' <3", 2)
    assert read.items is not None
    assert [i.uri for i in read.items] == [four, two]
    assert all(i.added_by == client.me().id for i in read.items)
    (head,) = client.playlists()
    assert (head.id, head.total, head.items) == (made.id, 2, None)


def test_a_long_playlist_is_read_in_pages(api: Api) -> None:
    client = api()
    (one,) = uris(client, 1)
    made = client.create_playlist("Long", public=False)
    for _ in range(2):
        client.add_items(made.id, [one] * 60, position=0)
    before = client.requests
    assert len(names(client, made.id)) == 120
    assert client.requests - before == 3
    embedded = client.playlist(made.id)
    assert embedded.total == 120
    assert embedded.items is not None
    rest = list(client.playlist_items(made.id, offset=len(embedded.items)))
    assert len(embedded.items) + len(rest) == 120


def test_a_dead_track_in_a_batch_leaves_the_outcome_unknown(api: Api, sandbox: Sandbox) -> None:
    client = api()
    one, two = uris(client, 2)
    made = client.create_playlist("x", public=False)
    client.add_items(made.id, [one], position=0)
    sandbox.kill(two)
    with pytest.raises(UnknownOutcome):
        client.add_items(made.id, [two], position=1)
    sandbox.kill(one)
    assert [i.kind for i in client.playlist_items(made.id)] == [ItemKind.MISSING]


def test_a_write_that_was_done_and_not_answered_is_done_once(api: Api, sandbox: Sandbox) -> None:
    client = api()
    (one,) = uris(client, 1)
    made = client.create_playlist("x", public=False)
    for effect in (Effect.ERROR, Effect.DROP):
        sandbox.faults.rules.append(Fault(effect, method="POST", path="/v1/playlists/*/items", applied=True))
        with pytest.raises(UnknownOutcome):
            client.add_items(made.id, [one], position=0)
    assert names(client, made.id) == [one, one]


def test_somebody_elses_playlist_can_be_seen_and_not_touched(api: Api, sandbox: Sandbox) -> None:
    other = sandbox.create_playlist("Theirs", "somebody")
    client = api()
    assert client.playlist(other.playlist.id).items is None
    with pytest.raises(Forbidden) as caught:
        list(client.playlist_items(other.playlist.id))
    assert "somebody else" in caught.value.advice
    with pytest.raises(NotFound):
        client.playlist("0" * 22)


def test_a_token_without_permissions(api: Api, sandbox: Sandbox) -> None:
    client = api(sandbox.token(scopes=frozenset()))
    with pytest.raises(LoginNeeded, match="permission"):
        client.create_playlist("x", public=False)


# ---------------------------------------------------------------------------- trouble


@pytest.mark.parametrize(
    ("effect", "sent"),
    [(Effect.ERROR, 2), (Effect.DROP, 2), (Effect.RATE_LIMIT, 2), (Effect.UNAUTHORIZED, 2)],
)
def test_passing_trouble_is_overcome(
    api: Api, login: Callable[[], None], sandbox: Sandbox, effect: Effect, sent: int
) -> None:
    login()
    client = api(None)
    sandbox.faults.rules.append(Fault(effect, path="/v1/search"))
    assert client.search("theme").tracks
    assert client.requests == sent


def test_garbage_is_an_outage(api: Api, sandbox: Sandbox) -> None:
    sandbox.faults.rules.append(Fault(Effect.GARBAGE, path="/v1/search"))
    client = api()
    with pytest.raises(Unavailable):
        client.search("theme")
    assert client.search("theme").tracks


def test_the_quota_holds_over_runs(catalogue: Catalogue, client: Connect, clock: FakeClock, tmp_path: Path) -> None:
    db = open_database(tmp_path / "data" / "ostsync.db")
    with running(catalogue=catalogue, clock=clock.timestamp, quota=3) as sandbox:

        def run() -> SpotifyApi:
            return client(
                api_url=sandbox.api_url, access_token="sandbox", ledger=SqlLedger(db, clock, sandbox.url),
                tokens=TokenFile.of_ready_token(tmp_path / "t", sandbox.api_url, "sandbox"),
            )  # fmt: skip

        first = run()
        for word in ("theme", "main", "piano"):
            first.search(word)
        with pytest.raises(RateLimited) as caught:
            first.search("love")
        assert caught.value.quota
        received = len(sandbox.requests)
        with pytest.raises(RateLimited):
            run().search("love")
        assert run().search("theme").cached
        assert len(sandbox.requests) == received == 4

        clock.time = caught.value.not_before + timedelta(seconds=1)
        assert run().search("love").tracks
    db.close()


def test_a_server_that_has_gone_is_an_outage(api: Api, sandbox: Sandbox, clock: FakeClock, ledger: FakeLedger) -> None:
    client = api()
    client.search("theme")
    sandbox.stop()
    with pytest.raises(Unavailable, match="cannot be reached"):
        client.search("main")
    with pytest.raises(Unavailable) as caught:
        client.create_playlist("x", public=False)
    assert not isinstance(caught.value, UnknownOutcome)
    assert client.search("theme").cached
