"""Who takes part in the events that a text tells: names, offices, groups, pronouns."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import rows

from kg.extract import Extractor
from kg.model import Article, Participant, Report
from kg.names import fold, likeness, misspelt, name_parts

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "actors.yaml").read_text("utf-8"))
DAY = date(2023, 9, 14)


def fits(participant: Participant, wanted: str) -> bool:
    """Tell whether a participant has a wanted name, "Name", and country, "Name/CCC" or "Name/-"."""
    name, _, country = wanted.partition("/")
    forms = {fold(n) for n in (participant.actor.name, *participant.actor.aliases)}
    return fold(name) in forms and country in {"", participant.actor.country or "-"}


def filled(report: Report, roles: dict[str, list[str]]) -> bool:
    """Tell whether exactly the wanted participants fill the roles of a report."""
    return len(report.participants) == sum(map(len, roles.values())) and all(
        any(p.role == role and fits(p, wanted) for p in report.participants) for role in roles for wanted in roles[role]
    )


@pytest.mark.parametrize("case", rows(CASES))
def test_the_right_ones_take_part(extractor: Extractor, case: dict[str, Any]) -> None:
    """A report of the type has exactly the participants of the table, by any form of their name and with their country."""
    reports = extractor(Article("x", case["text"], published=case.get("published", DAY)))
    for type_, roles in case["expect"].items():
        found = [r for r in reports if r.type == type_]
        told = [[(p.role, p.actor.name, p.actor.country) for p in r.participants] for r in found]
        assert any(filled(r, roles) for r in found), f"{case['text']} -> {told}"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Obama", "Barack Obama", 3),
        ("Barack", "Barack Obama", 2),
        ("Hussein", "Barack Hussein Obama", 1),
        ("B. Obama", "Barack Hussein Obama", 4),
        ("Xi Jin-ping", "Xi Jinping", 5),
        ("Abdullah", "Abdullah II", 3),
        ("Michelle Obama", "Barack Obama", 0),
    ],
)
def test_how_like_two_names_are(one: str, other: str, expected: int) -> None:
    """A family name says more than a given one; two given names that differ are two people."""
    assert likeness(name_parts(one), name_parts(other)) == expected


def test_a_slip_of_the_pen_is_forgiven_and_another_person_is_not() -> None:
    """Names with as many words, each alike and one of them the same, are one; others are not."""
    assert misspelt(["Hosni", "Mubarak"], ["Hosni", "Hubarak"])
    assert not misspelt(["Hosni", "Mubarak"], ["Gamal", "Mubarak"])
