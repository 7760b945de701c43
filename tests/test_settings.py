"""Settings: which source wins, and how what is wrong is said."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ostsync.errors import ConfigError
from ostsync.settings import PlaylistSettings, Settings, keys, load

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    return tmp_path


def write(home: Path, text: str) -> Path:
    file = home / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, '[spotify]\nmarket = "JP"\nlanguage = "ja"\n')
    monkeypatch.setenv("OSTSYNC_SPOTIFY__MARKET", "DE")
    spotify = load().settings.spotify
    assert (spotify.market, spotify.language, spotify.client_id) == ("DE", "ja", None)


def test_home_puts_everything_under_one_directory(home: Path) -> None:
    paths = load().paths
    assert all(home in path.parents for path in (paths.config_file, paths.database, paths.tokens, paths.cache))


def test_a_named_config_file_is_used_instead_of_the_usual_one(home: Path, tmp_path: Path) -> None:
    write(home, '[spotify]\nmarket = "JP"\n')
    other = tmp_path / "other.toml"
    other.write_text('\ufeff[spotify]\nlanguage = "ja"\n', encoding="utf-8")
    spotify = load(other).settings.spotify
    assert (spotify.market, spotify.language) == ("US", "ja")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[spotify]\nmarkt = "US"', "`spotify.markt` .* did you mean `market`"),
        ('spotfy = "x"', "`spotfy` .* did you mean `spotify`"),
        (
            "[[playlists]]\nname = 'a'\nsource = ['x']",
            r"`source` of the \[\[playlists\]\] number 1 .* did you mean `sources`",
        ),
        ("[[playlists]]\nsources = ['x']", r"`name` of the \[\[playlists\]\] number 1 .* it is missing"),
        ('[spotify]\nmarket = "usa"', "`spotify.market` .* is wrong"),
        ('[push]\nmax_remove_share = "lots"', "`push.max_remove_share` .* is wrong"),
        ('[spotify]\napi_url = "http://example.org/v1/"', "plain http is accepted for a loopback address alone"),
        ('[spotify]\napi_url = "api.spotify.com"', "must be a full address"),
        ('[spotify]\nredirect_uri = "http://localhost:8888/callback"', "must name 127.0.0.1"),
        ("[spotify", "is no TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_in_one_sentence(home: Path, text: str, said: str) -> None:
    file = write(home, text)
    with pytest.raises(ConfigError, match=said) as caught:
        load()
    assert str(file) in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OSTSYNC_SPOTFY__MARKET", "US", "no setting; did you mean `OSTSYNC_SPOTIFY__MARKET`"),
        ("OSTSYNC_SPOTIFY__MARKT", "US", "no setting; did you mean `OSTSYNC_SPOTIFY__MARKET`"),
        ("OSTSYNC_SPOTIFY__MARKET", "usa", "environment variable OSTSYNC_SPOTIFY__MARKET is wrong"),
    ],
)
def test_what_is_wrong_in_the_environment_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=said):
        load()


def test_a_missing_named_file_is_an_error_and_a_missing_usual_one_is_not(home: Path) -> None:
    assert load().settings.spotify.client_id is None
    with pytest.raises(ConfigError, match="does not exist"):
        load(home / "nowhere.toml")


def test_binary_is_no_config(home: Path) -> None:
    (home / "config.toml").write_bytes(b"\x00\xff\xfe")
    with pytest.raises(ConfigError, match="is no TOML"):
        load()


def test_plain_http_is_fine_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__API_URL", "http://127.0.0.1:8765/v1/")
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCOUNTS_URL", "http://[::1]:8765")
    assert load().settings.spotify.api_url == "http://127.0.0.1:8765/v1/"


def test_a_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "BQ-very-secret")
    settings = load().settings
    assert settings.spotify.access_token is not None
    assert settings.spotify.access_token.get_secret_value() == "BQ-very-secret"
    assert "very-secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def uncommented() -> str:
    """The example with every setting switched on: comments are "# words", settings "#name = value"."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    return "\n".join(line[1:] if line.startswith("#") and line[1:2] not in ("", " ") else line for line in lines)


def test_the_example_sets_nothing_until_it_is_uncommented() -> None:
    assert tomllib.loads(EXAMPLE.read_text(encoding="utf-8")) == {}


def test_the_example_names_every_setting_and_is_valid_when_uncommented(home: Path) -> None:
    text = uncommented()
    written = tomllib.loads(text)
    for path in keys():
        value = written
        for part in path:
            assert part in value, f"config.example.toml does not name {'.'.join(path)}"
            value = value[part]
    assert set(written["playlists"][0]) == set(PlaylistSettings.model_fields)
    write(home, text)
    assert load().settings.playlists[0].media == ("anime",)


def test_what_the_example_gives_as_default_is_the_default(home: Path) -> None:
    written, default = tomllib.loads(uncommented()), Settings.model_construct().model_dump(mode="json")
    examples = {"client_id", "access_token", "max_per_run", "files"}
    for section in ("spotify", "requests", "push", "review"):
        for name, value in written[section].items():
            if name not in examples:
                assert default[section][name] == value, f"{section}.{name}"
