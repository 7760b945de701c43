"""The numbers by which candidates are judged, as they stand in weights.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence is worth, what forbids a match, and where the lines are drawn."""

    base: float
    weight: dict[str, float]
    lid: dict[str, float]
    floor: float
    margin: float
    offer: float
    offers: int
    kept: int
    cases: dict[str, str] = field(default_factory=dict)
    """The case that asked for each entry, by its name in the file ("weight.title")."""

    def without(self, *entries: str) -> Weights:
        """As if some entries ("weight.title", "veto.cover") did not exist: for the ablation."""
        return replace(
            self,
            weight={name: 0.0 if f"weight.{name}" in entries else value for name, value in self.weight.items()},
            lid={name: 1.0 if f"veto.{name}" in entries else value for name, value in self.lid.items()},
        )


@cache
def shipped() -> Weights:
    """The numbers that ostsync ships."""
    return parse(resources.files("ostsync.matching").joinpath("weights.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Weights:
    """Weights from TOML of the shape of weights.toml."""
    table = tomllib.loads(text)
    decision = table["decision"]
    return Weights(
        base=table["base"],
        weight={name: entry["weight"] for name, entry in table["weight"].items()},
        lid={name: entry["lid"] for name, entry in table["veto"].items()},
        floor=decision["floor"],
        margin=decision["margin"],
        offer=decision["offer"],
        offers=decision["offers"],
        kept=decision["kept"],
        cases={f"{kind}.{name}": entry["case"] for kind in ("weight", "veto") for name, entry in table[kind].items()},
    )
