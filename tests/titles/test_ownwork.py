"""A title that carries the name of its own work."""

from __future__ import annotations

import pytest

from ostsync.titles.ownwork import without_work
from ostsync.titles.versions import parse


@pytest.mark.parametrize(
    ("title", "names", "core"),
    [
        ("With Your Drill - Gurren Laggan", ["Gurren Lagann", "Tengen Toppa Gurren Lagann"], "With Your Drill"),
        ("Sadness and Sorrow - Naruto", ["Naruto"], "Sadness and Sorrow"),
        ("Naruto - Saddness & Sorrow", ["Naruto"], "Saddness & Sorrow"),
        ("Roaring Tides – Clannad", ["Clannad"], "Roaring Tides"),
        ("Nee Nana / Oyasumi nana – Nana", ["Nana"], "Nee Nana / Oyasumi nana"),
        ("Ichiban No Takaramono - Angel Beats!", ["Angel Beats!"], "Ichiban No Takaramono"),
        ("Elli's Theme - Harvest Moon - Back to nature", ["Harvest Moon: Back to Nature"], "Elli's Theme"),
        ("Fairy Tail Main Theme (Slow Version) - Fairy Tail", ["Fairy Tail"], "Main Theme"),
        ("Fairy Tail Main Theme - Slow ver.", ["Fairy Tail"], "Main Theme"),
        ("Main Theme of FINAL FANTASY VII", ["Final Fantasy VII", "FF7"], "Main Theme"),
        (
            "FFVII REMAKE: からっぽの空 (Hollow Skies)",
            ["Final Fantasy VII Remake", "FFVII Remake"],
            "からっぽの空 (Hollow Skies)",
        ),
        ("Techno Syndrome (Mortal Kombat)", ["Mortal Kombat"], "Techno Syndrome"),
        ("Gerudo Valley- Ocarina of Time", ["Ocarina of Time"], "Gerudo Valley"),
        ("Shenhua Sedge Flower – Shenmue Orchestra", ["Shenmue"], "Shenhua Sedge Flower"),
        ("Dearly Beloved II – Kingdom Hearts 2", ["Kingdom Hearts II", "Kingdom Hearts 2"], "Dearly Beloved II"),
        ("The World (.hack//SIGN)", [".hack//SIGN"], "The World"),
        (
            "Elli's Theme - Harvest Moon - Back to nature",
            ["Harvest Moon: Back to Nature", "Back to Nature"],
            "Elli's Theme",
        ),
        ("Orange (Shigatsu wa Kimi no Uso/Your Lie in april)", ["Your Lie in April"], "Orange"),
        ("Hush / Goblin", ["Goblin"], "Hush"),
        # nothing sets the name off, or it is all there is
        ("Zelda's Lullaby", ["Zelda"], "Zelda's Lullaby"),
        ("Clannad", ["Clannad"], "Clannad"),
        ("Kimi no Uso", ["Shigatsu wa Kimi no Uso"], "Kimi no Uso"),
        ("One-Winged Angel", ["Angel"], "One-Winged Angel"),
        ("My Neighbor Totoro - Ending Theme Song", ["My Neighbor Totoro"], "My Neighbor Totoro"),
        ("Home - Goblin Slayer", ["Goblin"], "Home - Goblin Slayer"),
    ],
)
def test_without_work(title: str, names: list[str], core: str) -> None:
    assert without_work(parse(title), names).core == core


def test_the_number_of_the_work_goes_with_it() -> None:
    parts = without_work(parse("Dearly Beloved II – Kingdom Hearts 2"), ["Kingdom Hearts 2"])
    assert (parts.numbers, parts.from_work) == ((2,), "Kingdom Hearts 2")


def test_other_names_lose_the_work_too() -> None:
    parts = without_work(parse("FFVII REMAKE: からっぽの空 (Hollow Skies)"), ["FFVII Remake"])
    assert set(parts.others) == {"からっぽの空", "Hollow Skies"}


def test_without_a_work_nothing_changes() -> None:
    parts = parse("Sanpo (Stroll)")
    assert without_work(parts, ["My Neighbor Totoro"]) == parts
    assert without_work(parts, []) == parts
