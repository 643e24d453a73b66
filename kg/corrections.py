"""Corrections: what an analyst says of actors and reports, as values, as JSON and as RDF.

A correction is a fact like a report, and stands in a graph of its own: who says what, when and why. It never changes what
an article says; it decides what the reports add up to, and wins over the resolver. The day on it is for people and decides
nothing, so that no clock can.

An actor is spoken of by the IRI of its naming. A report is spoken of by what it says, so that it is found again when its
article was edited or read anew; an event is spoken of by its reports, because its own IRI is a conclusion.

Source: decisions apart from data, each with author, time and judgement, are those of nomenklatura (OpenSanctions).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.draft import Draft
from kg.iri import (
    CORRECTIONS,
    PREFIXES,
    actor_iri,
    article_iri,
    concept,
    concept_name,
    correction_iri,
    report_iri,
    short_iri,
)
from kg.model import Report
from kg.rdf import Facts
from kg.terms import KG, OA, TYPE, about, day, in_graph, text, whole

GRAPH = NamedNode(CORRECTIONS)


class Judgement(StrEnum):
    """What a correction says of the things that it names."""

    SAME_ACTOR = "same-actor"
    NOT_SAME_ACTOR = "not-same-actor"
    SAME_EVENT = "same-event"
    NOT_SAME_EVENT = "not-same-event"
    WRONG_REPORT = "wrong-report"

    @property
    def of_actors(self) -> bool:
        """Tell whether it is about actors; else about reports."""
        return self in (Judgement.SAME_ACTOR, Judgement.NOT_SAME_ACTOR)

    @property
    def class_name(self) -> str:
        """The class of such corrections: "SameActor"."""
        return "".join(word.capitalize() for word in self.split("-"))


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A report as a correction speaks of it: its IRI, the id of its article, and what it says.

    `sides` are the roles, each with the code of the country acted for or else the IRI of the actor, sorted: "host NGA".
    `quote` is the first quotation that carries the report.
    """

    report: str
    article: str
    type: str
    action: str
    status: str
    sides: tuple[str, ...]
    quote: str

    def found(self, reports: Iterable[Report]) -> str:
        """Give the IRI of the report of its article that this speaks of; "" where there is none.

        The very report; else the only one of the same type, action and sides in the same words, of the same status where
        there are several; else the only one that says the same in other words.
        """
        told = [(refer(r), r) for r in reports]
        for fits in (self._is, self._words_and_status, self._words, self._content):
            found = [ref.report for ref, r in told if fits(ref, r)]
            if len(found) == 1:
                return found[0]
        return ""

    def _is(self, other: Reference, _: Report) -> bool:
        return self.report == other.report

    def _words_and_status(self, other: Reference, told: Report) -> bool:
        return self.status == other.status and self._words(other, told)

    def _words(self, other: Reference, told: Report) -> bool:
        quotes = {" ".join(e.quote.split()) for e in told.evidence}
        return self._sides(other) and " ".join(self.quote.split()) in quotes

    def _content(self, other: Reference, _: Report) -> bool:
        return self.status == other.status and self._sides(other)

    def _sides(self, other: Reference) -> bool:
        return (self.type, self.action, self.sides) == (other.type, other.action, other.sides)


def refer(report: Report) -> Reference:
    """Speak of a report."""
    sides = {f"{p.role} {p.actor.country or short_iri(actor_iri(p.actor))}" for p in report.participants}
    return Reference(
        report_iri(report),
        report.article,
        report.type,
        report.action,
        report.status.value,
        tuple(sorted(sides)),
        report.evidence[0].quote,
    )


@dataclass(frozen=True)
class Correction:
    """What an analyst says, who, when and why.

    Of `actors` and `events` one is empty, by the judgement. `actors` are IRIs; for "same-actor" the last is the one that
    the others are, else they are sorted. `events` are groups of reports, sorted: for "not-same-event" no report of one
    group is of one event with any of another; else the groups make no difference. Make one with `correction`.
    """

    judgement: Judgement
    author: str
    day: date
    reason: str
    actors: tuple[str, ...] = ()
    events: tuple[tuple[Reference, ...], ...] = ()

    @cached_property
    def iri(self) -> str:
        """The IRI: a hash of everything that it says."""
        return correction_iri([self.judgement, self.author, self.day, self.reason, self.actors, self.events])

    @property
    def references(self) -> tuple[Reference, ...]:
        """All reports that it speaks of."""
        return tuple(reference for group in self.events for reference in group)

    def __str__(self) -> str:
        return f"{self.judgement} by {self.author}, {self.day} ({short_iri(self.iri)}): {self.reason}"


def correction(
    judgement: Judgement,
    author: str,
    day: date,
    reason: str,
    *,
    actors: Sequence[str] = (),
    events: Iterable[Iterable[Reference]] = (),
) -> Correction:
    """Make a correction; what makes no difference in what is given makes none in it."""
    if judgement is Judgement.SAME_ACTOR:
        known = (*sorted(set(actors[:-1])), *actors[-1:])
    else:
        known = tuple(sorted(set(actors)))
    groups = tuple(sorted({tuple(sorted(set(group))) for group in events}))
    return Correction(judgement, author, day, reason, known, groups)


# ---------------------------------------------------------------- as JSON


def to_json(made: Correction) -> dict[str, Any]:
    """Give a correction as JSON; `kg.correct.read_corrections` reads it again."""
    of: Any = [short_iri(a) for a in made.actors] or [[_reference_json(r) for r in group] for group in made.events]
    return {
        "correction": made.judgement.value,
        "of": of,
        "author": made.author,
        "date": made.day.isoformat(),
        "reason": made.reason,
    }


def _reference_json(reference: Reference) -> dict[str, Any]:
    return {**asdict(reference), "report": short_iri(reference.report), "sides": list(reference.sides)}


# ---------------------------------------------------------------- as RDF


def correction_quads(made: Correction) -> list[Quad]:
    """Give the quads of a correction in the graph of corrections."""
    triples = [
        *about(
            made.iri,
            (TYPE, KG("Correction")),
            (TYPE, KG(made.judgement.class_name)),
            (KG("author"), text(made.author)),
            (KG("correctedOn"), day(made.day)),
            (KG("reason"), text(made.reason)),
            *((KG("concerns"), NamedNode(actor)) for actor in made.actors),
            (KG("isActor"), NamedNode(made.actors[-1]) if made.judgement is Judgement.SAME_ACTOR else None),
        )
    ]
    for number, group in enumerate(made.events, 1):
        for within, reference in enumerate(group, 1):
            iri = f"{made.iri}/report/{number}-{within}"
            triples += about(made.iri, (KG("concerns"), NamedNode(iri)))
            triples += about(
                iri,
                (TYPE, KG("ReportReference")),
                (KG("group"), whole(number)),
                (KG("refersTo"), NamedNode(reference.report)),
                (OA("hasSource"), NamedNode(article_iri(reference.article))),
                (KG("articleId"), Literal(reference.article)),
                (KG("toldType"), KG(reference.type)),
                (KG("toldAction"), NamedNode(concept("action", reference.action))),
                (KG("toldStatus"), NamedNode(concept("status", reference.status))),
                *((KG("toldSide"), text(side)) for side in reference.sides),
                (KG("toldIn"), text(reference.quote)),
            )
    return in_graph(CORRECTIONS, triples)


def read_correction(iri: str, quads: Iterable[Quad]) -> Correction:
    """Build a correction from its quads: the inverse of `correction_quads`."""
    facts = Facts(quads)
    judgement = next(j for j in Judgement if KG(j.class_name).value in facts.all(iri, TYPE))
    concerns, main = facts.all(iri, KG("concerns")), facts.one(iri, KG("isActor"))
    groups: dict[str, list[Reference]] = {}
    for node in () if judgement.of_actors else concerns:
        groups.setdefault(facts.one(node, KG("group")), []).append(_read_reference(facts, node))
    return correction(
        judgement,
        facts.one(iri, KG("author")),
        date.fromisoformat(facts.one(iri, KG("correctedOn"))),
        facts.one(iri, KG("reason")),
        actors=[*(a for a in concerns if a != main), *filter(None, [main])] if judgement.of_actors else (),
        events=groups.values(),
    )


def _read_reference(facts: Facts, node: str) -> Reference:
    return Reference(
        report=facts.one(node, KG("refersTo")),
        article=facts.one(node, KG("articleId")),
        type=facts.one(node, KG("toldType")).removeprefix(PREFIXES["kg"]),
        action=concept_name(facts.one(node, KG("toldAction"))),
        status=concept_name(facts.one(node, KG("toldStatus"))),
        sides=tuple(facts.all(node, KG("toldSide"))),
        quote=facts.one(node, KG("toldIn")),
    )


class Filed:
    """The corrections of a store, found by what they speak of and read through a draft.

    What it has read is kept, so one that was made before corrections came or went does not see them.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._read: dict[str, Correction] = {}
        self._by: dict[tuple[NamedNode, str], list[Correction]] = {}

    def all(self) -> list[Correction]:
        """Give all corrections, by IRI."""
        return [self._get(iri) for iri in self._draft.subjects(TYPE, KG("Correction"), GRAPH)]

    def of_actor(self, actor: str) -> list[Correction]:
        """Give the corrections that speak of an actor, by IRI."""
        return self._of(KG("concerns"), actor)

    def of_article(self, article: str) -> list[Correction]:
        """Give the corrections that speak of reports of an article, by IRI."""
        return self._of(OA("hasSource"), article)

    @cached_property
    def _any(self) -> bool:
        return any(True for _ in self._draft.match(None, None, None, GRAPH))

    def _of(self, predicate: NamedNode, value: str) -> list[Correction]:
        if not self._any:
            return []
        if (predicate, value) not in self._by:
            nodes = self._draft.subjects(predicate, NamedNode(value), GRAPH)
            found = sorted({node.partition("/report/")[0] for node in nodes})
            self._by[predicate, value] = [self._get(iri) for iri in found]
        return self._by[predicate, value]

    def _get(self, iri: str) -> Correction:
        if iri not in self._read:
            nodes = [n for n in self._draft.values(iri, KG("concerns"), GRAPH) if n.startswith(iri)]
            quads = (q for node in (iri, *nodes) for q in self._draft.match(NamedNode(node), None, None, GRAPH))
            self._read[iri] = read_correction(iri, quads)
        return self._read[iri]
