"""`ostsync push` as a person meets it, over HTTP against the sandbox: what it says is what the server receives."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ostsync.cli import main
from ostsync.sandbox.catalogue import build
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running

TRACKS = [f"{n:022d}" for n in range(140)]
ROWS = [
    {"id": track, "name": f"Piece {n}", "artists": [f"Artist {n % 7}"], "album": "All", "album_id": "a" * 22,
     "duration_ms": 100_000 + n}
    for n, track in enumerate(TRACKS)
]  # fmt: skip


class Shell:
    """A person at a terminal of their own."""

    def __init__(self, sandbox: Sandbox, home: Path) -> None:
        self.sandbox, self.home = sandbox, home
        self.file = home / "sad.csv"
        self.env = {
            "OSTSYNC_HOME": str(home / "ostsync"),
            "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
            "OSTSYNC_SPOTIFY__API_URL": sandbox.api_url,
            "OSTSYNC_SPOTIFY__ACCOUNTS_URL": sandbox.accounts_url,
        }

    def run(self, *words: str, code: int = 0, **more: Any) -> Result:
        done = CliRunner(env=self.env).invoke(main, list(words), **more)
        assert done.exit_code == code, done.output
        return done

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--format", "json", code=code).stdout)

    def write(self, numbers: list[int], name: str = "sad.csv") -> None:
        """A source that names its tracks itself, resolved."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["title", "work", "uri"])
        writer.writerows([f"Piece {n}", f"Work {n % 3}", f"spotify:track:{TRACKS[n]}"] for n in numbers)
        file = self.home / name
        file.write_text(text.getvalue(), encoding="utf-8")
        self.run("resolve", str(file))
        self.sandbox.requests.clear()

    def received(self) -> list[dict[str, Any]]:
        """The writes that the server saw, as operations."""
        found: list[dict[str, Any]] = []
        for request in self.sandbox.requests:
            body: Any = request.body
            match request.method, request.path.rsplit("/", 1)[-1]:
                case "POST", "playlists":
                    found.append({"op": "create", "name": body["name"], "public": body["public"]})
                case "POST", "items":
                    found.append({"op": "add", "position": body["position"], "uris": body["uris"]})
                case "DELETE", "items":
                    found.append({"op": "remove", "uris": [item["uri"] for item in body["items"]]})
                case "PUT", "items":
                    assert "uris" not in body, "never a replacement of everything"
                    found.append(
                        {"op": "move"} | {k: body[k] for k in ("range_start", "range_length", "insert_before")}
                    )
                case "PUT", "images":
                    found.append({"op": "cover"})
                case "PUT", _:
                    found.append({"op": "details"} | body)
                case "GET", _:
                    pass
                case _:
                    raise AssertionError(f"{request.method} {request.path}")
        self.sandbox.requests.clear()
        return found


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with running(catalogue=build(map(json.dumps, ROWS))) as sandbox:
        yield sandbox


@pytest.fixture
def shell(server: Sandbox, tmp_path: Path) -> Iterator[Shell]:
    yield Shell(server, tmp_path)
    server.world.playlists.clear()
    server.faults.clear()
    server.requests.clear()


def test_the_plan_that_is_shown_is_the_plan_that_is_run(shell: Shell) -> None:
    shell.write(list(range(110)))
    planned = shell.json("push", "--dry-run")["playlists"]
    assert shell.received() == []
    [done] = shell.json("push", "--yes")["playlists"]
    assert done["operations"] == planned[0]["operations"] == shell.received()
    assert [op["op"] for op in done["operations"]] == ["create", "add", "add", "details", "cover"]
    assert (done["created"], done["added"], done["verified"], done["name"]) == (True, 110, True, "sad")

    hand = shell.sandbox.hand(done["id"])
    hand.add(f"spotify:track:{TRACKS[139]}", position=4)
    hand.remove(50)
    shell.write([120, *range(60, 110), *range(2, 60), 121])
    [planned] = shell.json("push", "--dry-run")["playlists"]
    assert shell.received() == []
    [done] = shell.json("push", "--yes")["playlists"]
    assert done["operations"] == planned["operations"] == shell.received()
    assert {op["op"] for op in done["operations"]} == {"add", "remove", "move"}
    for count in ("added", "removed", "moved", "kept_by_hand"):
        assert done[count] == planned[count]
    assert (done["added"], done["removed"], done["kept_by_hand"]) == (2, 2, 2)

    shell.sandbox.requests.clear()
    [again] = shell.json("push", "--yes")["playlists"]
    assert (again["unchanged"], again["verified"], again["requests"], shell.received()) == (True, True, 1, [])


def test_a_person_reads_the_plan(shell: Shell) -> None:
    shell.write([1, 2, 3])
    said = shell.run("push", "--dry-run").stdout
    assert "sad: a new playlist" in said
    assert "1  Piece 1 · Artist 1" in said
    said = shell.run("push", "--yes").stdout
    assert "created, 3 added; read back and right" in said
    [playlist] = shell.sandbox.world.playlists
    shell.sandbox.hand(playlist).move(2, 0)
    shell.write([1, 2, 3, 4])
    said = shell.run("push", "--yes").stdout
    assert "add 1 track at the end" in said
    assert "1 left as you arranged them by hand" in said


def test_nobody_at_the_terminal_means_no_and_says_how_to_say_yes(shell: Shell) -> None:
    shell.write([1, 2, 3])
    said = shell.run("push", code=2)
    assert "--yes" in said.stderr
    assert shell.received() == []
    assert not shell.sandbox.world.playlists


def test_no_is_no(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell.write([1, 2, 3])
    monkeypatch.setattr("ostsync.cli._shared.interactive", lambda: True)
    said = shell.run("push", input="n\n")
    assert "Nothing was changed" in said.stderr
    assert shell.received() == []


def test_a_plan_that_was_overtaken_is_shown_anew(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from ostsync.app import push

    shell.write([1, 2, 3])
    [made] = shell.json("push", "--yes")["playlists"]
    hand = shell.sandbox.hand(made["id"])
    shell.write([1, 2, 3, 4])
    asked: list[str] = []

    def think(question: str, **options: object) -> bool:
        if not asked:
            hand.add(f"spotify:track:{TRACKS[4]}", position=0)  # in another window, before answering
        asked.append(question)
        return True

    monkeypatch.setattr("ostsync.cli.push.confirm", think)
    monkeypatch.setattr(push, "PATIENCE", push.PATIENCE * 0)
    said = shell.run("push")
    assert "in the meantime" in said.stderr
    assert hand.uris == [f"spotify:track:{TRACKS[n]}" for n in (4, 1, 2, 3)], "it is there by hand: not added again"


def test_a_large_loss_has_to_be_allowed(shell: Shell) -> None:
    shell.write(list(range(12)))
    shell.run("push", "--yes")
    shell.write(list(range(5)))
    said = shell.run("push", "--yes", code=2)
    assert "--allow-shrink" in said.stderr
    assert shell.received() == []
    assert shell.json("push", "--dry-run")["playlists"][0]["removed"] == 7
    assert shell.json("push", "--yes", "--allow-shrink")["playlists"][0]["removed"] == 7


def test_undo(shell: Shell) -> None:
    shell.write([1, 2, 3])
    shell.run("push", "--yes")
    shell.write([3, 4, 1])
    [done] = shell.json("push", "--yes")["playlists"]
    [back] = shell.json("push", "--undo", "--yes")["playlists"]
    assert shell.sandbox.hand(done["id"]).uris == [f"spotify:track:{TRACKS[n]}" for n in (1, 2, 3)]
    assert (back["added"], back["removed"]) == (1, 1)


def test_status_shows_the_pushes(shell: Shell) -> None:
    shell.write([1, 2, 3])
    shell.run("push", "--yes")
    [push] = shell.json("status")["pushes"]
    assert (push["kind"], push["name"], push["added"], push["requests"]) == ("push", "sad", 3, 6)
    assert "last pushes" in shell.run("status").stdout


def test_name_chooses_and_renames_only_when_told(shell: Shell) -> None:
    shell.write([1, 2, 3])
    [first] = shell.json("push", "--yes", "--name", "One")["playlists"]
    [again] = shell.json("push", "--yes", "--name", "One")["playlists"]
    assert (again["id"], again["unchanged"]) == (first["id"], True)
    [second] = shell.json("push", "--yes", "--name", "Two")["playlists"]
    assert second["created"]
    [renamed] = shell.json("push", "--yes", "--name", "Three", "--rename")["playlists"]
    assert renamed["name"] == "Three"
    assert not renamed["created"]


def test_taking_over_a_playlist_by_its_link(shell: Shell) -> None:
    hers = shell.sandbox.create_playlist("Hers")
    hers.add(f"spotify:track:{TRACKS[9]}")
    shell.write([1, 9])
    link = f"https://open.spotify.com/playlist/{hers.id}?si=abc"
    [done] = shell.json("push", "--yes", "--playlist", link)["playlists"]
    assert (done["id"], done["created"], done["name"]) == (hers.id, False, "Hers")
    assert hers.uris == [f"spotify:track:{TRACKS[n]}" for n in (9, 1)]
    theirs = shell.sandbox.create_playlist("Theirs", "somebody")
    said = shell.run("push", "--yes", "--playlist", theirs.id, code=2)
    assert "belongs to" in said.stderr


def test_a_deleted_playlist_is_told_of(shell: Shell) -> None:
    shell.write([1, 2])
    [done] = shell.json("push", "--yes")["playlists"]
    shell.sandbox.hand(done["id"]).delete()
    shell.write([1, 2, 3])
    said = shell.run("push", "--yes", code=2)
    assert "gone" in said.stderr
    assert "--restore" in said.stderr
    assert shell.json("push", "--yes", "--restore")["playlists"][0]["created"]


def test_configured_playlists(shell: Shell) -> None:
    config = shell.home / "ostsync" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(
        """
[[playlists]]
name = "Sad: {tracks} tracks"
key = "sad"
sources = ["sad.csv"]
cover = "none"
description = ""

[[playlists]]
name = "Work 1 of everything"
works = ["Work 1"]
order = "work"
split = 3
cover = "none"
""",
        encoding="utf-8",
    )
    shell.write([1, 2, 4], name="other.csv")
    shell.write([3, 7, 10, 13])
    done = shell.json("push", "--yes")["playlists"]
    assert [(p["name"], p["added"]) for p in done] == [
        ("Sad: 4 tracks", 4), ("Work 1 of everything", 3), ("Work 1 of everything (2)", 2),
    ]  # fmt: skip
    assert all(p["unchanged"] for p in shell.json("push", "--yes")["playlists"])
    other = shell.json("push", "--yes", str(shell.home / "other.csv"))["playlists"]
    assert all(p["unchanged"] for p in other), "naming one source loses none of the others' tracks"


def test_parts_that_are_no_longer_needed_are_emptied(shell: Shell) -> None:
    config = shell.home / "ostsync" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text('[[playlists]]\nname = "Sad"\nsplit = 3\n', encoding="utf-8")
    shell.write([1, 2, 3, 4, 5])
    first, second = shell.json("push", "--yes")["playlists"]
    shell.write([1, 2, 3])
    done = shell.json("push", "--yes")["playlists"]
    assert [(p["id"], p["removed"]) for p in done] == [(first["id"], 0), (second["id"], 2)]
    assert shell.sandbox.hand(second["id"]).uris == []
    assert all(p["unchanged"] for p in shell.json("push", "--yes")["playlists"])


def test_nothing_matched_makes_no_playlist(shell: Shell) -> None:
    file = shell.home / "list.csv"
    file.write_text("title,work\nNowhere,Nothing\n", encoding="utf-8")
    shell.run("resolve", str(file))
    said = shell.run("push", "--yes").stdout
    assert "no playlist yet" in said
    assert not shell.sandbox.world.playlists


def test_sources_that_no_configured_playlist_takes(shell: Shell) -> None:
    shell.write([1])
    config = shell.home / "ostsync" / "config.toml"
    config.write_text('[[playlists]]\nname = "Sad"\nsources = ["other*"]\n', encoding="utf-8")
    assert "--name" in shell.run("push", "--yes", code=3).stderr


def test_a_cover_of_the_persons_lies_beside_the_config(shell: Shell) -> None:
    from PIL import Image

    shell.write([1])
    config = shell.home / "ostsync" / "config.toml"
    config.write_text('[[playlists]]\nname = "Sad"\ncover = "mine.png"\n', encoding="utf-8")
    assert "mine.png" in shell.run("push", "--yes", code=3).stderr
    Image.new("RGB", (40, 40), "navy").save(config.with_name("mine.png"))
    [done] = shell.json("push", "--yes")["playlists"]
    assert [op["op"] for op in done["operations"]] == ["create", "add", "details", "cover"]
    assert shell.json("push", "--yes")["playlists"][0]["unchanged"]
    Image.new("RGB", (40, 40), "teal").save(config.with_name("mine.png"))
    [done] = shell.json("push", "--yes")["playlists"]
    assert [op["op"] for op in done["operations"]] == ["cover"], "another picture"


def test_two_playlists_of_one_name_are_a_clear_error(shell: Shell) -> None:
    shell.write([1])
    config = shell.home / "ostsync" / "config.toml"
    config.write_text('[[playlists]]\nname = "Sad"\n[[playlists]]\nname = "Sad"\n', encoding="utf-8")
    assert "key" in shell.run("push", "--yes", code=3).stderr


def test_a_limit_at_the_second_playlist_does_not_hide_the_first(shell: Shell) -> None:
    shell.write([1, 2])
    config = shell.home / "ostsync" / "config.toml"
    config.write_text('[[playlists]]\nname = "One"\n[[playlists]]\nname = "Two"\n', encoding="utf-8")
    shell.sandbox.faults.add(Fault(Effect.QUOTA, method="POST", path="*/playlists", nth=2))
    said = shell.run("push", "--yes", code=5)
    assert "One: created, 2 added" in said.stdout
    assert "Two: created" not in said.stdout


def test_a_limit_keeps_what_was_done(shell: Shell) -> None:
    shell.write(list(range(130)))
    shell.sandbox.faults.add(Fault(Effect.QUOTA, method="POST", path="*/items", nth=2))
    said = shell.run("push", "--yes", code=5)
    assert "again" in said.stderr
    [playlist] = shell.sandbox.world.playlists
    assert len(shell.sandbox.hand(playlist).uris) == 100


def test_no_plan_is_shown_that_could_not_be_carried_out_now(shell: Shell) -> None:
    shell.write([1, 2])
    shell.sandbox.faults.add(Fault(Effect.QUOTA, path="/v1/me/playlists"))
    shell.run("push", "--yes", code=5)
    shell.sandbox.requests.clear()
    said = shell.run("push", code=5)
    assert said.stdout == ""
    assert "answers again" in said.stderr
    assert shell.sandbox.requests == []


def test_ctrl_c_keeps_what_was_done_and_the_next_push_goes_on(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    from ostsync.spotify.api import SpotifyApi

    shell.write(list(range(130)))
    add = SpotifyApi.add_items

    def interrupted(api: SpotifyApi, playlist_id: str, uris: list[str], *, position: int) -> str:
        snapshot = add(api, playlist_id, uris, position=position)
        if position:
            raise KeyboardInterrupt
        return snapshot

    with monkeypatch.context() as patch:
        patch.setattr(SpotifyApi, "add_items", interrupted)
        shell.run("push", "--yes", code=130)
    [done] = shell.json("push", "--yes")["playlists"]
    assert (done["added"], done["verified"], done["kept_by_hand"]) == (0, True, 0)
    assert shell.sandbox.hand(done["id"]).uris == [f"spotify:track:{track}" for track in TRACKS[:130]]


def test_a_name_that_would_act_in_a_terminal_is_shown_as_text(shell: Shell) -> None:
    hers = shell.sandbox.create_playlist("Red \x1b[31malert")
    shell.write([1])
    assert "\x1b" not in shell.run("push", "--yes", "--playlist", hers.id).output
