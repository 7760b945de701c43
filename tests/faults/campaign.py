"""What must be true of every case, and how a case is run: the command with the fault, then again without it.

With the fault: no traceback, a documented exit code, a sentence; what was known is known still, nothing is judged
otherwise than in a calm run, and no playlist has lost or doubled anything. Without it: the very result of a calm run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .cases import Case
from .world import Ended, World, endpoints, impatient

CODES = frozenset({0, 3, 4, 5})
"""What may follow from a fault: done, a login is needed, unavailable, a limit. Never 1, never a usage error."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A command in a situation."""

    template: str
    words: tuple[str, ...]
    login: bool = False
    codes: frozenset[int] = CODES


PUSH = ("push", "--yes", "--format", "json")
SCENARIOS = {
    "resolve": Scenario("begun", ("resolve", "short.csv", "--format", "json")),
    "resolve, logged in": Scenario("logged in", ("resolve", "short.csv", "--format", "json"), login=True),
    "first push": Scenario("resolved", PUSH),
    "second push": Scenario("pushed", PUSH),
    "sync": Scenario("bare", ("sync", "short.csv", "--yes", "--format", "json")),
    "login": Scenario("bare", ("login",), login=True),
    "decide": Scenario("resolved", ("decide", "Zelda's Lullaby", "--accept"), codes=CODES | {2}),
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a person has in the end."""

    tracks: tuple[tuple[str, str, str | None], ...] = ()
    """Title, status and address of each."""
    lists: tuple[tuple[str | None, ...], ...] = ()
    unchanged: bool | None = None
    """Whether a further push has nothing to do."""


@dataclass
class Campaign:
    """Runs cases in one world."""

    world: World
    calm: dict[str, Result] = field(default_factory=dict)
    asked: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in SCENARIOS:
            self._calm(name)

    def _calm(self, name: str) -> None:
        scenario = SCENARIOS[name]
        self.world.put_back(scenario.template)
        ended = self._command(scenario)
        assert ended.code == 0, (name, ended)
        self.asked[name] = endpoints([one for one in self.world.sandbox.requests if one.path != "/authorize"])
        self.calm[name] = self._result(scenario)

    def _command(self, scenario: Scenario) -> Ended:
        words = scenario.words
        if words[0] == "decide":
            words = (*words, list(self.world.sandbox.world.catalogue.tracks.values())[7].uri)
        return self.world.run(*words, login=scenario.login)

    def _result(self, scenario: Scenario) -> Result:
        world = self.world
        if scenario.words[0] == "login":
            world.good("resolve", "short.csv", login=True)
        known = (
            json.loads(world.good("review", "short.csv", "--all", "--format", "json", login=scenario.login).out)
            if (scenario.template != "pushed")
            else {"results": []}
        )
        tracks = tuple((r["title"], r["status"], (r["match"] or {}).get("uri")) for r in _rows(known))
        lists = tuple(tuple(uris) for uris in world.lists())
        unchanged = None
        if scenario.words[0] in ("push", "sync"):
            again = json.loads(world.good(*PUSH).out)
            unchanged = all(
                {op["op"] for op in one["operations"]} <= {"details", "cover"} for one in again["playlists"]
            )
        return Result(tracks, lists, unchanged)

    def run(self, case: Case, *more: Case) -> list[str]:
        """What is wrong in a case; `more` are further faults in the same command."""
        scenario, world = SCENARIOS[case.scenario], self.world
        world.put_back(scenario.template)
        before, lists = world.verdicts(), world.lists()
        faults = [world.sandbox.faults.add(one.fault()) for one in (case, *more)]
        began = world.time
        if case.slow:
            with impatient():
                ended = self._command(scenario)
        else:
            ended = self._command(scenario)
        if not any(fault.hit for fault in faults):
            return []  # the run took another way
        gone = any(one.way == "status 404" for one in (case, *more))
        wrong = list(self._ended(ended, scenario.codes | ({2} if gone else set())))
        took = (world.time - began).total_seconds()
        wrong += [f"it waited for {took:.0f} s"] if took > 400 else []
        wrong += self._kept(case.scenario, before)
        wrong += self._listed(case.scenario, lists)
        world.sandbox.faults.clear()
        world.sandbox.world.clock.ahead = 0.0
        return wrong or list(self._heals(case, scenario, ended))

    @staticmethod
    def _ended(ended: Ended, codes: frozenset[int]) -> Iterator[str]:
        if ended.trace or "Something unexpected" in ended.err:
            yield f"traceback: {(ended.trace or ended.err).strip().splitlines()[-1]}"
        elif ended.code not in codes:
            yield f"exit code {ended.code}: {ended.err.strip()[-200:]}"
        if ended.code and "Error:" not in ended.err:
            yield f"exit code {ended.code} without a sentence: {ended.err!r}"

    def _kept(self, name: str, before: dict[str, tuple[str, str | None]]) -> Iterator[str]:
        """Verdicts: nothing lost, and nothing judged otherwise than in a calm run."""
        now = self.world.verdicts()
        calm = {title: (status, uri) for title, status, uri in self.calm[name].tracks}
        for title, verdict in before.items():
            if now.get(title) != verdict and name != "decide":
                yield f"lost: {title} was {verdict} and is {now.get(title)}"
        for title, (status, uri) in now.items():
            if title in calm and calm[title] != (status, uri) and before.get(title) != (status, uri):
                yield f"judged otherwise: {title} is {status} {uri}, {calm[title]} in a calm run"

    def _listed(self, name: str, before: list[list[str | None]]) -> Iterator[str]:
        """Playlists: one at most, nothing twice, nothing lost that belongs there, nothing there that does not."""
        now, calm = self.world.lists(), [list(uris) for uris in self.calm[name].lists]
        if len(now) > max(len(calm), len(before)):
            yield f"{len(now)} playlists"
        for uris in now:
            twice = [uri for uri, count in Counter(uris).items() if count > 1]
            if twice:
                yield f"twice on the playlist: {len(twice)} of {len(uris)}"
        if before and calm:
            lost = [uri for uri in before[0] if uri in calm[0] and uri not in now[0]]
            strange = [uri for uri in now[0] if uri not in before[0] and uri not in calm[0]]
            if lost or strange:
                yield f"lost from the playlist: {len(lost)}; strange on it: {len(strange)}"

    def _heals(self, case: Case, scenario: Scenario, first: Ended) -> Iterator[str]:
        """The same command again, and once more where it says so: then all is as in a calm run."""
        world = self.world
        world.sleep_over()
        if scenario.login and first.code == 3 and scenario.words[0] != "login":
            world.run("login", login=True)
        second = self._command(scenario)
        if second.code:
            yield f"the second run ended with {second.code}: {second.err.strip()[-200:]}"
            return
        world.sandbox.requests.clear()
        result, calm = self._result(scenario), self.calm[case.scenario]
        if result.tracks != calm.tracks:
            other = [pair for pair in zip(result.tracks, calm.tracks, strict=False) if pair[0] != pair[1]]
            yield f"another result: {other[:2]}"
        if result.lists != calm.lists:
            yield f"another playlist: {[len(uris) for uris in result.lists]} for {[len(uris) for uris in calm.lists]}"
        if result.unchanged is False:
            yield "a further push finds something to do"


def _rows(document: Any) -> list[dict[str, Any]]:
    rows = document if isinstance(document, list) else document["results"]
    return [dict(row) for row in rows]


@dataclass
class Count:
    """How many ran, and which failed."""

    ran: int = 0
    failed: int = 0


def table(judged: Iterable[tuple[Case, list[str]]], by: Callable[[Case], str]) -> dict[str, Count]:
    """Cases and failures under each head."""
    found: dict[str, Count] = {}
    for case, wrong in judged:
        count = found.setdefault(by(case), Count())
        count.ran += 1
        count.failed += bool(wrong)
    return found
