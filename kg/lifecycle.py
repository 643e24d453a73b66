"""How events follow from one another: an invitation is accepted and fulfilled, a threat carried out, a sanction eased.

The rules are in ontology/lifecycle.yaml. An event is looked for by its sides and year only, so that a link costs the same
however many events there are. Which links an event has follows from it and from the events that a rule lets it see.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from kg.iri import World, actor_iri
from kg.model import Event, OntologyError
from kg.ontology import folder, load_yaml

UNDATED = 100  # days before it was told that an event told without a date can have been

Sides = Mapping[str, Mapping[str, list[str]]]  # role -> country acted for, or IRI of the actor -> those named of it


@dataclass(frozen=True, slots=True)
class Stage:
    """An event as the rules see it.

    `first` and `last` are days as ordinals, of the telling where `dated` is False; `told` are the IRIs of the reports.
    """

    event: str
    type: str
    action: str
    status: str
    first: int
    last: int
    dated: bool
    country: str
    sides: Sides
    told: Sequence[str]

    @property
    def articles(self) -> frozenset[str]:
        """The IRIs of the articles that tell it."""
        return frozenset(report.partition("/report/")[0] for report in self.told)

    @property
    def earliest(self) -> int:
        """The first day on which it can have been."""
        return self.first if self.dated else self.first - UNDATED

    def to_json(self) -> str:
        """Write a stage; equal stages give equal strings."""
        return json.dumps(astuple(self), separators=(",", ":"))


def from_json(text: str) -> Stage:
    """Read a stage: the inverse of `Stage.to_json`."""
    return Stage(*json.loads(text))


def stage_of(event: Event, world: World) -> Stage | None:
    """Give an event as the rules see it; None where nothing is known of its time."""
    told = min((s.published for s in event.standings if s.published), default=None)
    first, last = (event.when.first, event.when.last) if event.when else (told, told)
    if first is None or last is None:
        return None
    sides: dict[str, dict[str, list[str]]] = {}
    for participant in event.participants:
        iri, code = actor_iri(participant.actor), participant.actor.country
        named = sides.setdefault(participant.role, {}).setdefault(code or iri, [])
        named += [] if iri == world.state(code) else [iri]
    return Stage(
        event.iri,
        event.type,
        event.action,
        event.status,
        first.toordinal(),
        last.toordinal(),
        event.when is not None,
        event.place.country if event.place else "",
        {role: {side: sorted(named) for side, named in sorted(found.items())} for role, found in sorted(sides.items())},
        [s.report for s in event.standings],
    )


@dataclass(frozen=True, slots=True)
class Which:
    """Which events a rule is of: of a type, and of some actions and statuses, or of any where none are given."""

    type: str
    action: tuple[str, ...] = ()
    status: tuple[str, ...] = ()

    def fits(self, stage: Stage) -> bool:
        """Tell whether an event is one of them."""
        fits_action = not self.action or stage.action in self.action
        return stage.type == self.type and fits_action and (not self.status or stage.status in self.status)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of lifecycle.yaml; `name` tells it from the others."""

    name: str
    link: str
    source: Which
    target: Which
    sides: tuple[tuple[str, str], ...]
    after: bool
    days: int
    which: str
    at: str
    alone: bool
    unless: Which | None

    def keys(self, stage: Stage) -> set[str]:
        """Give what an event can be found by under this rule: the sides, as the other event has them."""
        found: set[str] = set()
        if self.source.fits(stage) and (stage.country or not self.at):
            found |= self._combined(stage, [role for role, _ in self.sides], stage.country if self.at else "")
        if self.target.fits(stage) or (self.unless and self.unless.fits(stage)):
            found |= self._combined(stage, [role for _, role in self.sides], "")
        return found

    def _combined(self, stage: Stage, roles: list[str], country: str) -> set[str]:
        """Combine a side of each role; `country` is what the side of the role `at` has to be."""
        choices = [
            [s for s in stage.sides.get(role, {}) if not country or other != self.at or s == country]
            for role, (_, other) in zip(roles, self.sides)
        ]
        return {f"{self.name}|{'|'.join(sides)}" for sides in product(*choices) if len(set(sides)) == len(sides)}

    def links(self, source: Stage, target: Stage) -> bool:
        """Tell whether the one event follows from the other."""
        if source.event == target.event or not (self.source.fits(source) and self.target.fits(target)):
            return False
        if self.at and source.country not in target.sides.get(self.at, {}):
            return False
        if self.alone and len({side for found in source.sides.values() for side in found}) > len(self.sides):
            return False
        return self._in_time(source, target) and not _others(source, target, self.sides)

    def _in_time(self, source: Stage, target: Stage) -> bool:
        if self.after:
            return source.first <= target.first and target.first - source.last <= self.days
        alike = (source.type, source.action) == (target.type, target.action)
        began = target.earliest < source.first or (target.earliest <= source.last and not alike)
        return began and source.first - target.last <= self.days

    def ends(self, end: Stage, source: Stage, target: Stage) -> bool:
        """Tell whether an event has ended the other before the one came: an invitation declined and a later visit."""
        if not (self.unless and self.unless.fits(end)):
            return False
        alike = [(role, role) for _, role in self.sides]
        same = all(end.sides.get(r, {}).keys() & target.sides.get(r, {}).keys() for r, _ in alike)
        return same and target.earliest <= end.last and end.first <= source.last and not _others(end, target, alike)

    def chosen(self, source: Stage, found: Sequence[Stage]) -> list[str]:
        """Give the events that one is linked to.

        Nearest are those that an article tells together with it, then those with a date of their own, then by time.
        """
        fitting = [t for t in found if self.links(source, t) and not any(self.ends(e, source, t) for e in found)]
        fitting.sort(key=lambda t: (t.first, t.event))
        if self.which == "nearest":
            apart = {t.event: not t.articles & source.articles for t in fitting}
            fitting.sort(key=lambda t: (apart[t.event], not t.dated, abs(source.first - t.first)))
        return [t.event for t in (fitting if self.which == "all" else fitting[:1])]


def _others(one: Stage, other: Stage, roles: Iterable[tuple[str, str]]) -> bool:
    """Tell whether two events name other people of one side."""
    for role, its in roles:
        for side, named in one.sides.get(role, {}).items():
            theirs = other.sides.get(its, {}).get(side, [])
            if named and theirs and not {*named} & {*theirs}:
                return True
    return False


class Lifecycle:
    """The rules of lifecycle.yaml.

    Raises:
        OntologyError: the file is missing, no YAML, or lacks something that a rule needs.
    """

    def __init__(self, root: Path | None = None) -> None:
        path = (root or folder()) / "lifecycle.yaml"
        rules = []
        for number, row in enumerate(load_yaml(path)["links"], 1):
            try:
                rules.append(_rule(row, number))
            except KeyError as error:
                raise OntologyError(f"{path}: rule {number} has no {error}; add it, as in the other rules") from error
        self.rules = tuple(rules)
        self.names = tuple(sorted({rule.link for rule in self.rules}))

    def keys(self, stage: Stage) -> set[str]:
        """Give what an event is found by, with its years."""
        return {f"{key}|{year}" for rule in self.rules for key in rule.keys(stage) for year in _years(stage)}

    def near(self, key: str) -> Iterator[str]:
        """Give the keys of the events that one with this key can have a link with."""
        pair, _, year = key.rpartition("|")
        rule = next(r for r in self.rules if r.name == pair.partition("|")[0])
        reach = (rule.days + UNDATED) // 365 + 1
        return (f"{pair}|{y}" for y in range(int(year) - reach, int(year) + reach + 1))

    def links(self, source: Stage, found: Callable[[str], Iterable[Stage]]) -> dict[str, list[str]]:
        """Give the events that one is linked to, by the name of the link; `found` gives the events with a key."""
        linked: dict[str, set[str]] = {name: set() for name in self.names}
        for rule in self.rules:
            if rule.source.fits(source):
                keys = {near for key in rule.keys(source) for y in _years(source) for near in self.near(f"{key}|{y}")}
                targets = {t.event: t for key in sorted(keys) for t in found(key)}
                linked[rule.link].update(rule.chosen(source, list(targets.values())))
        return {name: sorted(events) for name, events in linked.items()}


def _rule(row: Mapping[str, Any], number: int) -> Rule:
    source, target = _which(row["from"]), _which(row["to"])
    return Rule(
        name=f"{row['link']}{number}",
        link=row["link"],
        source=source,
        target=target,
        sides=tuple((one, other) for one, other in row["sides"]),
        after=row["order"] == "after",
        days=row["days"],
        which=row["which"],
        at=row.get("at", ""),
        alone=row.get("alone", False),
        unless=_which(row["unless"]) if "unless" in row else None,
    )


def _which(row: Mapping[str, Any]) -> Which:
    return Which(row["type"], tuple(row.get("action", ())), tuple(row.get("status", ())))


def _years(stage: Stage) -> set[int]:
    """Give the years in which an event begins and ends."""
    return {date.fromordinal(stage.first).year, date.fromordinal(stage.last).year}
