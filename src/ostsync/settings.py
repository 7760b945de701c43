"""What a person can set: a TOML file and OSTSYNC_* environment variables, read once, at the edge.

The environment wins over the file, the file over the defaults below. Every setting stands, commented, in
config.example.toml. Unknown keys are errors that name the nearest known one.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ostsync.errors import ConfigError
from ostsync.model import Medium
from ostsync.parsing import Malformed, text_of, toml_table
from ostsync.paths import Paths

LOOPBACK = ("127.0.0.1", "::1", "localhost")
ENV_PREFIX = "OSTSYNC_"
MOST_ITEMS = 10_000
"""Tracks that Spotify lets a playlist hold."""
NOT_SETTINGS = ("OSTSYNC_BENCH",)
"""Variables that carry our prefix and are no settings."""


def _secure(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full address that begins with https://")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("must use https: plain http is accepted for a loopback address alone")
    _ = parts.port  # raises ValueError for one that is none
    return url


def _country(code: str) -> str:
    if not re.fullmatch("[A-Z]{2}", code):
        raise ValueError("it must be the two capital letters of a country, like US")
    return code


def _loopback(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname == "localhost":
        raise ValueError("must name 127.0.0.1: Spotify refuses `localhost` as a redirect address")
    return _secure(url)


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SpotifySettings(_Section):
    """[spotify]: the app, the country and language, and where the API is."""

    client_id: str | None = None
    """Of your own app at developer.spotify.com; PKCE needs no secret."""
    market: Annotated[str, AfterValidator(_country)] = "US"
    """Country whose catalogue is searched (ISO 3166-1 alpha-2)."""
    language: Annotated[str, Field(min_length=2)] = "en"
    """In which language, and so in which script, Spotify names things."""
    redirect_uri: Annotated[str, AfterValidator(_loopback)] = "http://127.0.0.1:8888/callback"
    """As registered with the app."""
    api_url: Annotated[str, AfterValidator(_secure)] = "https://api.spotify.com/v1/"
    accounts_url: Annotated[str, AfterValidator(_secure)] = "https://accounts.spotify.com"
    access_token: SecretStr | None = None
    """A ready token for scripts: no login, no refresh."""


class RequestSettings(_Section):
    """[requests]: how much of the daily quota a run may use."""

    daily_budget: Annotated[int, Field(ge=1)] = 500
    """Requests in 24 hours after which `resolve` stops; `status` shows what is left of it."""
    max_per_run: Annotated[int | None, Field(ge=0)] = None
    """Default of `resolve --max-requests`; none where it is not set."""


class PushSettings(_Section):
    """[push]: what a push may do without being told again."""

    max_remove_share: Annotated[float, Field(ge=0, le=1)] = 0.25
    """A push that would take out a larger share of the playlist needs --allow-shrink."""
    public: bool = False
    """Whether a new playlist is shown on the profile (which is not privacy: Spotify, playlist concepts)."""
    cover: bool = True
    """Whether a new playlist gets a drawn cover."""


class ReviewSettings(_Section):
    """[review]: what the review page may load from Spotify."""

    images: bool = False
    """Album covers, from Spotify's image server."""
    player: bool = False
    """Spotify's embedded player, once it is asked for."""


class PlaylistSettings(_Section):
    """[[playlists]]: one playlist, and what belongs in it; see `playlists.theme.Theme` for what each decides."""

    name: str
    key: str | None = None
    description: str | None = None
    public: bool | None = None
    cover: str | None = None
    playlist: str | None = None
    sources: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    works: tuple[str, ...] = ()
    order: Literal["source", "work", "shuffled"] = "source"
    seed: int = 0
    limit: Annotated[int | None, Field(ge=1)] = None
    split: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = MOST_ITEMS


class WorksSettings(_Section):
    """[works]: the names works are known by."""

    files: tuple[Path, ...] = ()
    """TOML files with further works, in the shape of `ostsync works show --format toml`."""


class Settings(BaseSettings):
    """Everything that can be set. Make one with `load`, which turns what is wrong into a ConfigError."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    home: Path | None = None
    """Puts config, data and cache under one directory; the system's own places where it is not set."""
    spotify: SpotifySettings = SpotifySettings()
    requests: RequestSettings = RequestSettings()
    push: PushSettings = PushSettings()
    review: ReviewSettings = ReviewSettings()
    works: WorksSettings = WorksSettings()
    playlists: tuple[PlaylistSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then what the TOML file said (which `load` hands in): no other source."""
        return env_settings, init_settings


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and the places that follow from them."""

    settings: Settings
    paths: Paths


def load(config: Path | None = None) -> Loaded:
    """Reads the settings. Raises ConfigError for a missing --config file, bad TOML, unknown keys and bad values."""
    home = os.environ.get(f"{ENV_PREFIX}HOME")
    file = config or _paths(Path(home) if home else None).config_file
    words = _read(file, asked_for=config is not None)
    _check_environment()
    _check_names(words, file)
    try:
        settings = Settings.model_validate(words)
    except ValidationError as problem:
        raise ConfigError(_explain(problem, file)) from problem
    return Loaded(settings, _paths(settings.home))


def _paths(home: Path | None) -> Paths:
    try:
        return Paths.find(home)
    except RuntimeError as problem:  # "~somebody" who is not there
        raise ConfigError(f"The home {home} cannot be found.", "Set OSTSYNC_HOME to a full path.") from problem


def _read(file: Path, *, asked_for: bool) -> dict[str, Any]:
    try:
        return toml_table(text_of(file.read_bytes()))
    except (FileNotFoundError, NotADirectoryError) as problem:
        if asked_for:
            raise ConfigError(f"The config file {file} does not exist.", "Check the path after --config.") from problem
        return {}
    except Malformed as problem:
        advice = problem.advice or ConfigError.advice
        raise ConfigError(f"The config file {file} is no TOML: {problem}.", advice) from problem
    except OSError as problem:
        raise ConfigError(f"The config file {file} cannot be read: {problem.strerror}.") from problem


def _check_names(words: dict[str, Any], file: Path) -> None:
    """What pydantic-settings would take for its own options (`_env_file`), and a key that stands above its section."""
    for name in words:
        section = next((path[0] for path in keys() if len(path) == 2 and path[1] == name), None)
        if section and name not in Settings.model_fields:
            raise ConfigError(
                f"`{name}` in the config file {file} stands outside of its section.", f"Put it under [{section}]."
            )
        if name.startswith("_"):
            raise ConfigError(f"`{name}` in the config file {file} is no setting.")


def _no_json(problem: str) -> str:
    """Which variable holds no JSON, where a list or a whole section is due."""
    names = sorted(n for n in os.environ if n.upper().startswith(ENV_PREFIX))
    field = re.search(r'for field "(\w+)"', problem)
    begin = f"{ENV_PREFIX}{field[1]}".upper() if field else ENV_PREFIX
    name = min((n for n in names if n.upper().startswith(begin)), key=len, default=begin)
    return f"The environment variable {name} is no JSON, in which lists and whole sections are written there."


def _check_environment() -> None:
    """A misspelt variable would be silently ignored by pydantic-settings: it only looks for names that it knows."""
    known = {f"{ENV_PREFIX}{'__'.join(path)}".upper() for path in keys()}
    for name in sorted(os.environ):
        if not name.upper().startswith(ENV_PREFIX) or name.upper() in known or name in NOT_SETTINGS:
            continue
        raise ConfigError(
            f"The environment variable {name} is no setting{_nearest(name.upper(), known)}",
            "Unset it, or see config.example.toml for what can be set.",
        )


def keys(model: type[BaseModel] = Settings, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every setting and section, e.g. ("spotify", "market")."""
    found: list[tuple[str, ...]] = []
    for name, field in model.model_fields.items():
        path = (*prefix, name)
        found.append(path)
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found.extend(keys(inner, path))
    return found


def _explain(problem: ValidationError, file: Path) -> str:
    """The first thing that is wrong (a name before a value), as one sentence that says where it stands."""
    errors = problem.errors(include_url=False, include_input=False)
    error = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    path = [str(part) for part in error["loc"]]
    if not path:
        return _no_json(str(error["msg"]))
    name = f"`{'.'.join(path)}`"
    if path[0] == "playlists" and len(path) > 2:
        name = f"`{'.'.join(path[2:])}` of the [[playlists]] number {int(path[1]) + 1}"
    variable = f"{ENV_PREFIX}{'__'.join(path)}".upper()
    place = f"the environment variable {variable}" if variable in os.environ else f"the config file {file}"
    if error["type"] == "extra_forbidden":
        return f"{name} in {place} is no setting{_nearest(path[-1], _siblings(path))}"
    said = str(error["msg"]).removeprefix("Value error, ")
    message = _PLAINLY.get(error["type"], f"{said[:1].lower()}{said[1:]}")
    if path == ["playlists"]:
        message = "each playlist stands under [[playlists]], with two brackets"
    return f"{name} in {place} is wrong: {message}."


_PLAINLY = {
    "bool_parsing": "it must be true or false",
    "bool_type": "it must be true or false",
    "int_parsing": "it must be a whole number",
    "int_type": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "float_parsing": "it must be a number",
    "float_type": "it must be a number",
    "string_type": 'it must be text, in quotation marks: "like this"',
    "tuple_type": 'it must be a list, in brackets: ["like this"]',
    "path_type": "it must be the path of a file, in quotation marks",
    "model_type": "it must be a section with settings of its own, headed by its name in brackets",
    "missing": "it is missing",
}
"""pydantic's kinds of errors, in words that do not speak of Python."""


def _siblings(path: list[str]) -> list[str]:
    if path[0] == "playlists":
        return list(PlaylistSettings.model_fields)
    depth = len(path) - 1
    return [known[-1] for known in keys() if len(known) == len(path) and list(known[:depth]) == path[:depth]]


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean `{close[0]}`?" if close else "."
