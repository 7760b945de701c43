"""Which faults are tried: every effect of the sandbox, on every endpoint that a command asks, at several places."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ostsync.sandbox.faults import LABELS, LENGTHS, MUTATIONS, SHAPES, Effect, Fault

Rule = Mapping[str, Any]
JSON, WRONG = '{"ok": true}', '{"tracks": [], "items": {}, "id": 7}'
STATUSES = (
    *range(200, 209), 218, 226, *range(300, 309), *range(400, 419), *range(421, 432), 440, 444, 449, 450,
    451, 460, 494, 499, *range(500, 512), *range(520, 528), 529, 530, 561, 598, 599, 600, 700, 999,
)  # fmt: skip
SEEDS = 6
"""Places in an answer that each mutation hits, in turn."""
SLOW = frozenset({Effect.HANG, Effect.SLOW})


@cache
def ways() -> dict[str, Rule]:
    """Every way to go wrong, by a name."""
    found: dict[str, Rule] = {}
    for status in STATUSES:
        found[f"status {status}"] = {"effect": Effect.ERROR, "status": status, "message": "So it is"}
    for status in (400, 401, 403, 404, 418, 429, 500, 503):
        found[f"status {status} as HTML"] = {"effect": Effect.ERROR, "status": status, "body": "<html>Sorry</html>"}
    for n, body in enumerate(
        ("[]", "null", "7", '"text"', "{}", JSON, WRONG, "[" * 90_000, '{"error": {"status": 200}}', " ")
    ):
        found[f"200 with odd JSON {n}"] = {"effect": Effect.ERROR, "status": 200, "body": body}
    for wait in (-5, 0, 2, 59, 61, 4000, 10**12):
        found[f"429 for {wait} s"] = {"effect": Effect.RATE_LIMIT, "retry_after": wait}
    for wait in (-(10**9), -60, 30, 7200, 10**9):
        found[f"429 until a date {wait} s away"] = {"effect": Effect.RATE_LIMIT, "retry_date": wait}
    for words in ("soon", "nan", "inf", "1, 2", "Fri, 99 Foo 20261 99:99:99 GMT", "٣", ""):
        found[f"429 with Retry-After {words!r}"] = {
            "effect": Effect.ERROR, "status": 429, "body": "slow down",
            "headers": {"Retry-After": words.encode().decode("latin-1")},
        }  # fmt: skip
    found["503 with Retry-After"] = {"effect": Effect.ERROR, "status": 503, "retry_after": 20}
    found["503 with a long Retry-After"] = {"effect": Effect.ERROR, "status": 503, "retry_after": 4000}
    found["quota"] = {"effect": Effect.QUOTA}
    found["quota without a time"] = {
        "effect": Effect.ERROR, "status": 429, "body": '{"error": {"status": 429, "reason": "QUOTA_EXCEEDED"}}',
    }  # fmt: skip
    found["401"] = {"effect": Effect.UNAUTHORIZED}
    found["tokens end"] = {"effect": Effect.EXPIRE}
    for error in ("invalid_grant", "invalid_client", "invalid_request", "server_error", "Odd Words"):
        found[f"refused: {error}"] = {"effect": Effect.REFUSE, "what": error}
    for seconds in (-30 * 365 * 86_400, -86_400, 3600, 10 * 365 * 86_400):
        found[f"the server's clock jumps by {seconds} s"] = {"effect": Effect.CLOCK, "seconds": seconds}
    for at in ("start", "headers", "body"):
        found[f"dropped at the {at}"] = {"effect": Effect.DROP, "at": at}
    found["hung"] = {"effect": Effect.HANG, "seconds": 2}
    for at in ("headers", "body"):
        found[f"slow {at}"] = {"effect": Effect.SLOW, "at": at, "seconds": 2}
    found["garbage"] = {"effect": Effect.GARBAGE}
    for length in LENGTHS:
        found[f"half of it, length {length}"] = {"effect": Effect.CUT, "what": length}
    for label in LABELS:
        found[f"label {label}"] = {"effect": Effect.LABEL, "what": label}
    for what in MUTATIONS:
        for seed in range(SEEDS):
            found[f"{what} {seed}"] = {"effect": Effect.MUTATE, "what": what, "seed": seed}
    for shape in SHAPES:
        found[f"older app, {shape}"] = {"effect": Effect.LEGACY, "what": shape}
    return found


@dataclass(frozen=True, slots=True)
class Case:
    """One fault in one command."""

    scenario: str
    method: str
    path: str
    nth: int
    times: int
    """0 is until the command has ended."""
    way: str
    applied: bool = False
    seed: int = 0
    """Put to the seed of a mutation, so that each endpoint has others."""

    def fault(self) -> Fault:
        """The rule for the sandbox."""
        rule = dict(ways()[self.way])
        if "seed" in rule:
            rule["seed"] += self.seed
        return Fault(
            method=self.method, path=self.path, nth=self.nth, times=self.times, applied=self.applied, **rule,
        )  # fmt: skip

    @property
    def slow(self) -> bool:
        """Whether it takes real time."""
        return ways()[self.way]["effect"] in SLOW

    def __str__(self) -> str:
        often = "once" if self.times == 1 else "for ever"
        done = ", carried out" if self.applied else ""
        return (
            f"{self.scenario}: {self.method} {self.path} no. {self.nth}, {often}{done}: {self.way} (seed {self.seed})"
        )


def kind(case: Case) -> str:
    """The effect of a case."""
    return str(ways()[case.way]["effect"])


INSTEAD = frozenset({Effect.ERROR, Effect.GARBAGE, Effect.HANG, Effect.DROP})
"""Effects that come with a write that was carried out and with one that was not."""
NEVER = frozenset({Effect.CLOCK, Effect.EXPIRE})
"""Effects that are no fault when they go on for ever."""


def cases(asked: Mapping[str, Mapping[tuple[str, str], int]]) -> Iterator[Case]:
    """Every case. `asked` is how often each endpoint is asked in a calm run, by scenario."""
    for scenario, found in asked.items():
        for number, ((method, path), count) in enumerate(found.items()):
            for name, rule in ways().items():
                effect = rule["effect"]
                if effect is Effect.REFUSE and path != "/api/token":
                    continue
                seed = 1000 * number + SEEDS * len(scenario)
                places = {1, (count + 1) // 2, count} if effect is Effect.MUTATE else {1}
                for nth in sorted(places):
                    yield Case(scenario, method, path, nth, 1, name, seed=seed + 100 * nth)
                if effect not in NEVER:
                    yield Case(scenario, method, path, max(1, count // 2), 0, name, seed=seed + 50)
                if method != "GET" and effect in INSTEAD and not _denies(rule):
                    yield Case(scenario, method, path, count, 1, name, applied=True, seed=seed)


def _denies(rule: Rule) -> bool:
    """Whether the answer says that nothing was done: after a write that was carried out it would be a lie, no fault."""
    status: int = rule.get("status", 0)
    return 400 <= status < 500 and status != 408


def drawn(every: list[Case], count: int, seed: int) -> list[Case]:
    """A sample without those that take real time."""
    quick = [case for case in every if not case.slow]
    return random.Random(seed).sample(quick, min(count, len(quick)))


def storms(every: list[Case], count: int, seed: int) -> list[list[Case]]:
    """Several faults in one command: two to five, each once."""
    dice = random.Random(seed)
    quick = [case for case in every if not case.slow and case.times == 1]
    by: dict[str, list[Case]] = {}
    for case in quick:
        by.setdefault(case.scenario, []).append(case)
    drawn_ones = [dice.choice(quick) for _ in range(count)]
    return [[case, *dice.choices(by[case.scenario], k=dice.randint(1, 4))] for case in drawn_ones]
