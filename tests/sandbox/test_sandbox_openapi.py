"""Every kind of answer against Spotify's own OpenAPI file, with the differences that `openapi_overlay.toml` lists."""

from __future__ import annotations

import base64
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ostsync.sandbox.accounts import SCOPES
from ostsync.sandbox.catalogue import artist_id
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox

OVERLAY = tomllib.loads((Path(__file__).parent / "openapi_overlay.toml").read_text(encoding="utf-8"))
NOBODY = "z" * 22
ENDPOINTS = {
    ("GET", "/albums/{id}"), ("GET", "/albums/{id}/tracks"), ("GET", "/artists/{id}"), ("GET", "/artists/{id}/albums"),
    ("GET", "/me"), ("GET", "/me/library/contains"), ("PUT", "/me/library"), ("DELETE", "/me/library"),
    ("GET", "/me/playlists"), ("POST", "/me/playlists"), ("GET", "/playlists/{playlist_id}"),
    ("PUT", "/playlists/{playlist_id}"), ("GET", "/playlists/{playlist_id}/images"),
    ("PUT", "/playlists/{playlist_id}/images"), ("GET", "/playlists/{playlist_id}/items"),
    ("POST", "/playlists/{playlist_id}/items"), ("PUT", "/playlists/{playlist_id}/items"),
    ("DELETE", "/playlists/{playlist_id}/items"), ("GET", "/search"), ("GET", "/tracks/{id}"),
}  # fmt: skip
"""Every endpoint that the sandbox serves: the tour must see each of them succeed."""


class OpenApi:
    """Spotify's file, turned into JSON Schema under the overlay."""

    def __init__(self, path: Path) -> None:
        whole = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.paths: dict[str, Any] = whole["paths"]
        self.components: dict[str, Any] = whole["components"]
        schemas = self.components["schemas"]
        for entry in OVERLAY["nullable"]:
            schemas[entry["schema"]]["properties"][entry["property"]]["nullable"] = True
        for entry in OVERLAY["exempt"]:
            local = {"properties": {entry["where"]: {"const": True}}, "required": [entry["where"]]}
            schemas[entry["schema"]] = {"anyOf": [local, schemas[entry["schema"]]]}
        self._translate(self.components)
        self._translate(self.paths)

    def _translate(self, node: Any) -> None:
        """OpenAPI 3.0 words become JSON Schema words, in place."""
        if isinstance(node, list):
            for one in node:
                self._translate(one)
            return
        if not isinstance(node, dict):
            return
        required = node.get("required")
        if isinstance(required, list):
            gone = self._deprecated(node) if OVERLAY["drop_deprecated_from_required"] else set()
            node["required"] = [name for name in required if name not in gone]
        for inner in list(node.values()):
            self._translate(inner)
        if node.pop("nullable", False):
            kept = dict(node)
            node.clear()
            node["anyOf"] = [{"type": "null"}, kept]

    def _deprecated(self, schema: dict[str, Any]) -> set[str]:
        """Properties of the schema, or of one that it builds on or that stands beside it, marked as deprecated."""
        names: set[str] = set()
        for part in [schema, *schema.get("allOf", [])]:
            named = self.components["schemas"].get(str(part.get("$ref", "")).rsplit("/", 1)[-1])
            for owner in (part, *([named] if named else [])):
                properties = owner.get("properties", {})
                names |= {name for name, inner in properties.items() if inner.get("deprecated")}
        return names

    def template(self, path: str) -> str:
        """The path of the file that a request's path is an example of; fixed words win over parameters."""
        fits = [known for known in self.paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path)]
        return min(fits, key=lambda known: known.count("{"))

    def validator(self, method: str, path: str, status: int) -> Draft202012Validator | None:
        """What the body must look like, None where there is to be none. KeyError for an answer that is not known."""
        responses = self.paths[self.template(path)][method.lower()]["responses"]
        extra = {code for entry in OVERLAY["statuses"] for code in entry["answers"]}
        if status >= 400 and (status in extra or str(status) in responses):
            error = {"$ref": "#/components/schemas/ErrorObject"}
            schema: Any = {"type": "object", "required": ["error"], "properties": {"error": error}}
        else:
            response = responses[str(status)]
            if "$ref" in response:
                response = self.components["responses"][response["$ref"].rsplit("/", 1)[-1]]
            if "content" not in response:
                return None
            schema = response["content"]["application/json"]["schema"]
        return Draft202012Validator({"components": self.components, **schema})


def tour(api: Any, sandbox: Sandbox, uris: Any) -> None:
    """Sees every endpoint succeed, and every kind of refusal."""
    track = uris["GATE OF STEINER"].split(":")[-1]
    album = api.get(f"tracks/{track}", market="US")["album"]["id"]
    api.get("search", q="gate", type="track,album,artist,playlist,show,episode,audiobook", market="JP", limit=10)
    api.get(f"albums/{album}")
    api.get(f"albums/{album}/tracks", market="JP")
    api.get(f"artists/{artist_id('Takeshi Abo')}")
    api.get(f"artists/{artist_id('Takeshi Abo')}/albums")
    api.get("me")
    ident = api("POST", "me/playlists", json={"name": "Tour", "description": "a & b"}, status=201)["id"]
    items = f"playlists/{ident}/items"
    api("POST", items, json={"uris": uris.cues(1, 5)}, status=201)
    api("PUT", items, json={"range_start": 0, "insert_before": 3}, status=200)
    api("PUT", items, json={"uris": uris.cues(1, 9)}, status=200)
    api("DELETE", items, json={"items": [{"uri": uris["Cue 03"]}]}, status=200)
    api("PUT", f"playlists/{ident}", json={"name": "Toured", "public": False}, status=200)
    cover = base64.b64encode(b"\xff\xd8\xff\xe0" + bytes(99))
    api("PUT", f"playlists/{ident}/images", data=cover, headers={"Content-Type": "image/jpeg"}, status=202)
    api.get(f"playlists/{ident}/images")
    hand = sandbox.hand(ident)
    hand.add(uris["Nowhere to Play"])
    hand.add_local("Mine")
    hand.add_episode("Talk")
    hand.add_null()
    api.get(f"playlists/{ident}", market="US")
    api.get(items, limit=50, additional_types="track,episode")
    api("GET", f"playlists/{ident}", token="sandbox-other", status=200)
    api.get("me/playlists")
    library = {"params": {"uris": f"spotify:playlist:{ident},{uris['渚']}"}}
    api("PUT", "me/library", status=200, **library)
    api("GET", "me/library/contains", status=200, **library)
    api("DELETE", "me/library", status=200, **library)
    # -- and what is refused
    api.refused(400, "GET", "search", params={"q": "x", "type": "track", "limit": 11})
    api.refused(401, "GET", "me", token="stranger")
    api.refused(403, "GET", items, token="sandbox-other")
    api.refused(403, "GET", "tracks", params={"ids": track})
    api.refused(403, "POST", "users/me/playlists", json={"name": "x"})
    api.refused(403, "GET", "me/playlists", token=sandbox.token(scopes=SCOPES - {"playlist-read-private"}))
    api.refused(404, "GET", f"tracks/{NOBODY}")
    api.refused(413, "PUT", f"playlists/{ident}/images", data=b"x" * 300_000, headers={"Content-Type": "image/jpeg"})
    api.refused(502, "POST", items, json={"uris": [f"spotify:track:{NOBODY}"]})
    for effect in (Effect.RATE_LIMIT, Effect.QUOTA, Effect.UNAUTHORIZED):
        sandbox.faults.add(Fault(effect))
        api("GET", "me")


def test_a_tour_of_every_endpoint_follows_our_own_schemas(api: Any, sandbox: Sandbox, uris: Any) -> None:
    tour(api, sandbox, uris)  # the client validates each answer
    statuses = {answer.status for answer in api.answers}
    assert statuses == {200, 201, 202, 400, 401, 403, 404, 413, 429, 502}
    assert not [entry for entry in sandbox.requests if entry.status == 500]


@pytest.mark.bench
def test_every_answer_follows_spotifys_own_file(api: Any, sandbox: Sandbox, uris: Any, bench: Path) -> None:
    openapi = OpenApi(bench / "spotify" / "openapi.yml")
    tour(api, sandbox, uris)
    seen = set()
    for answer in api.answers:
        path = answer.path.removeprefix("/v1")
        validator = openapi.validator(answer.method, path, answer.status)
        if answer.status < 400:
            seen.add((answer.method, openapi.template(path)))
        if validator is None:
            assert answer.body is None
        else:
            validator.validate(answer.body)
    assert seen == ENDPOINTS


@pytest.mark.bench
def test_what_the_file_calls_deprecated_is_removed_here_and_what_it_keeps_is_not(api: Any, bench: Path) -> None:
    openapi = OpenApi(bench / "spotify" / "openapi.yml")
    for path, operations in openapi.paths.items():
        for method, operation in operations.items():
            if method not in ("get", "post", "put", "delete"):
                continue
            api(method.upper(), re.sub(r"\{\w+\}", NOBODY, path).lstrip("/"))
            if operation.get("deprecated"):
                assert api.answers[-1].status == 403, f"{method} {path}"
            else:
                assert api.answers[-1].status != 403, f"{method} {path}"


@pytest.mark.bench
@pytest.mark.parametrize("broken", ["name", "uri", "type"])
def test_the_check_against_the_file_can_fail(api: Any, uris: Any, bench: Path, broken: str) -> None:
    openapi = OpenApi(bench / "spotify" / "openapi.yml")
    ident = uris["渚"].split(":")[-1]
    body = api.get(f"tracks/{ident}")
    validator = openapi.validator("GET", f"/tracks/{ident}", 200)
    assert validator is not None
    assert validator.is_valid(body)
    assert not validator.is_valid({**body, broken: 1})
