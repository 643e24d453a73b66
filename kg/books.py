"""The books that the store keeps in its ledger, so that one more article costs the reading of what it touches.

Each entry is a pure function of the articles: how often which name was given to whom (`kg.tally`), what actors are known
as (`kg.actors`), in which blocks and when the reports are (`kg.resolve`), and what events can be linked by
(`kg.lifecycle`). Marks name what was touched since the derived graph was last put right.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import combinations, product

from pyoxigraph import Literal, NamedNode, Quad

from kg.actors import Known, Naming
from kg.corrections import Correction, Filed, Judgement, Reference
from kg.draft import Draft
from kg.iri import ID, LEDGER, World, actor_iri, article_iri, report_iri
from kg.lifecycle import Stage, from_json
from kg.model import Article, Report
from kg.rdf import read_article
from kg.resolve import Span, Telling, tell
from kg.rulings import Rulings, rulings
from kg.tally import Tally, changed, namings, read_tally, to_json
from kg.terms import KG

BOOKS = NamedNode(LEDGER)

Told = tuple[Article, tuple[Report, ...]]


class Books:
    """The books, read and written through a draft of the store."""

    def __init__(self, draft: Draft, world: World) -> None:
        self.draft = draft
        self.filed = Filed(draft)
        self._world = world
        self._read: dict[str, Told | None] = {}
        self._told: dict[str, Told | None] = {}

    # ------------------------------------------------------------ articles

    def enter(self, article: str, old: Iterable[Report], new: Iterable[Report]) -> None:
        """Enter that an article tells something else than before, and mark what this touches."""
        before, after = namings(old, self._world), namings(new, self._world)
        for iri in sorted(before.keys() | after.keys()):
            gone, come = before.get(iri, Counter()), after.get(iri, Counter())
            if gone != come:
                self._set_tally(iri, changed(self.tally(iri), gone, come))
                self.draft.add(_mark("stale", iri))
        self.draft.add(_mark("pending", article))

    def mark_stale(self, actor: str) -> None:
        """Mark that who an actor is has to be settled anew."""
        self.draft.add(_mark("stale", actor))

    def read(self, article: str) -> Told | None:
        """Give an article and all of its reports; None where it is gone."""
        if article not in self._read:
            quads = [*self.draft.match(None, None, None, NamedNode(article))]
            self._read[article] = read_article(quads) if quads else None
        return self._read[article]

    def told(self, article: str) -> Told | None:
        """Give an article and its reports, but those that are wrong by a correction; None where it is gone."""
        if article not in self._told:
            read = self.read(article)
            self._told[article] = (read[0], self.upheld(article, read[1])) if read else None
        return self._told[article]

    def marked(self, name: str) -> list[str]:
        """Give what was marked "pending" (articles) or "stale" (namings of actors and places), sorted."""
        return self.draft.values(LEDGER, KG(name), BOOKS)

    def clear(self) -> None:
        """Take all marks away."""
        for name in ("pending", "stale"):
            self.draft.set(LEDGER, KG(name), (), BOOKS)

    # ------------------------------------------------------------ corrections

    def upheld(self, article: str, reports: Iterable[Report]) -> tuple[Report, ...]:
        """Give the reports of an article but those that a correction says are wrong."""
        reports = tuple(reports)
        wrong = {
            reference.found(reports)
            for made in self.filed.of_article(article)
            if made.judgement is Judgement.WRONG_REPORT
            for reference in made.references
            if article_iri(reference.article) == article
        }
        return tuple(r for r in reports if report_iri(r) not in wrong) if wrong else reports

    def spoken_of(self, reference: Reference) -> str:
        """Give the IRI of the report that a correction speaks of; "" where it is not there, or wrong."""
        told = self.told(article_iri(reference.article))
        return reference.found(told[1]) if told else ""

    def on_report(self, report: str) -> list[Correction]:
        """Give the corrections that say which reports are of one event with this one, and which are not."""
        return [
            made
            for made in self.filed.of_article(article_of(report))
            if made.judgement is not Judgement.WRONG_REPORT
            and any(
                self.spoken_of(r) == report for r in made.references if article_iri(r.article) == article_of(report)
            )
        ]

    def tied(self, report: str) -> set[str]:
        """Give the reports that a correction says are of one event with this one."""
        made = (c for c in self.on_report(report) if c.judgement is Judgement.SAME_EVENT)
        return {self.spoken_of(reference) for c in made for reference in c.references} - {""}

    def rulings_on_reports(self, reports: Iterable[str]) -> Rulings:
        """Give what corrections say of these reports: which are of one event, and which are not."""
        found = {made.iri: made for a in {article_of(r) for r in reports} for made in self.filed.of_article(a)}
        same = [c for c in found.values() if c.judgement is Judgement.SAME_EVENT]
        apart = [c for c in found.values() if c.judgement is Judgement.NOT_SAME_EVENT]
        pairs = (pair for c in apart for one, other in combinations(c.events, 2) for pair in product(one, other))
        named = ((self.spoken_of(a), self.spoken_of(b)) for a, b in pairs)
        return rulings(
            [{self.spoken_of(r) for r in c.references} - {""} for c in same],
            [(a, b) for a, b in named if a and b and a != b],
        )

    def on_actor(self, actor: str) -> list[Correction]:
        """Give the corrections that speak of a naming of an actor."""
        return self.filed.of_actor(actor)

    def rulings_on_actors(self, actors: Iterable[str]) -> Rulings:
        """Give what corrections say of these namings: which are of one actor, and which are not."""
        found = {made.iri: made for actor in actors for made in self.filed.of_actor(actor)}
        return rulings(
            [c.actors for c in found.values() if c.judgement is Judgement.SAME_ACTOR],
            [
                pair
                for c in found.values()
                if c.judgement is Judgement.NOT_SAME_ACTOR
                for pair in combinations(c.actors, 2)
            ],
        )

    # ------------------------------------------------------------ actors and places

    def tally(self, iri: str) -> Tally:
        """Give what an actor or place is called."""
        text = self.draft.value(iri, KG("tally"), BOOKS)
        return read_tally(text) if text else Counter()

    def _set_tally(self, iri: str, tally: Tally) -> None:
        self.draft.set(iri, KG("tally"), [Literal(to_json(tally))] if tally else (), BOOKS)

    def keys(self, iri: str) -> list[str]:
        """Give the keys that the naming of an actor is entered by."""
        return self.draft.values(iri, KG("identityKey"), BOOKS)

    def set_keys(self, iri: str, naming: Naming | None) -> None:
        """Enter the keys of a naming; None takes them out."""
        self.draft.set(iri, KG("identityKey"), map(Literal, naming.keys if naming else ()), BOOKS)

    def with_key(self, key: str) -> list[str]:
        """Give the namings that have a key."""
        return self.draft.subjects(KG("identityKey"), Literal(key), BOOKS)

    def known(self, iri: str) -> Known | None:
        """Give what the actor of a naming is known as, where that is another naming."""
        text = self.draft.value(iri, KG("knownAs"), BOOKS)
        return Known(*json.loads(text)) if text else None

    def set_known(self, iri: str, known: Known | None) -> None:
        """Enter what the actor of a naming is known as."""
        value = [Literal(known.to_json())] if known else ()
        self.draft.set(iri, KG("knownAs"), value, BOOKS)

    # ------------------------------------------------------------ reports

    def tell(self, article: str, *, upheld: bool = True) -> list[Telling]:
        """Give the reports of an article, with actors as they are known, ready to be compared; none where it is gone.

        Those that are wrong by a correction are among them only where `upheld` is False.
        """
        told = self.told(article) if upheld else self.read(article)
        if told is None:
            return []
        made, reports = told
        namings = {actor_iri(p.actor) for r in reports for p in r.participants}
        who = {iri: known for iri in namings if (known := self.known(iri))}
        return [tell(made, report, self._world, who) for report in reports]

    def reports(self, article: str) -> list[str]:
        """Give the reports of an article that are entered."""
        return self.draft.values(article, KG("entered"), BOOKS)

    def block(self, report: str) -> str:
        """Give the block of a report."""
        return self.draft.value(report, KG("block"), BOOKS).rpartition("/")[0]

    def span(self, report: str) -> Span | None:
        """Give the time of a report, as `Telling.span`."""
        text = self.draft.value(report, KG("span"), BOOKS)
        return Span(*map(int, text.split())) if text else None

    def within(self, block: str, span: Span | None) -> set[str]:
        """Give the reports of a block that are entered under the years of a span."""
        return {
            report
            for year in _years(span)
            for report in self.draft.subjects(KG("block"), NamedNode(f"{block}/{year}"), BOOKS)
        }

    def set_reports(self, article: str, tellings: Iterable[Telling]) -> None:
        """Enter the reports of an article in the place of those that are."""
        for report in self.reports(article):
            self.draft.set(report, KG("block"), (), BOOKS)
            self.draft.set(report, KG("span"), (), BOOKS)
        entered = list(tellings)
        self.draft.set(article, KG("entered"), [NamedNode(t.iri) for t in entered], BOOKS)
        for telling in entered:
            block, span = block_iri(telling), telling.span
            self.draft.set(telling.iri, KG("block"), [NamedNode(f"{block}/{y}") for y in _years(span)], BOOKS)
            self.draft.set(telling.iri, KG("span"), [Literal(" ".join(map(str, span)))] if span else (), BOOKS)

    # ------------------------------------------------------------ events

    def stage(self, event: str) -> Stage | None:
        """Give an event as the rules of lifecycles see it."""
        text = self.draft.value(event, KG("stage"), BOOKS)
        return from_json(text) if text else None

    def stage_keys(self, event: str) -> list[str]:
        """Give what an event is found by."""
        return self.draft.values(event, KG("stageKey"), BOOKS)

    def with_stage_key(self, key: str) -> list[str]:
        """Give the events that are found by a key."""
        return self.draft.subjects(KG("stageKey"), Literal(key), BOOKS)

    def set_stage(self, event: str, stage: Stage | None, keys: Iterable[str] = ()) -> None:
        """Enter an event and what it is found by; None takes it out."""
        self.draft.set(event, KG("stage"), [Literal(stage.to_json())] if stage and keys else (), BOOKS)
        self.draft.set(event, KG("stageKey"), map(Literal, keys), BOOKS)


def block_iri(telling: Telling) -> str:
    """Give the IRI of a block; reports of no known time, which join no others, have one for each article."""
    key = [*telling.block, telling.report.article if telling.span is None else ""]
    return f"{ID}block/{hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]}"


def _years(span: Span | None) -> Iterable[int]:
    """Give the years that a span touches; 0 for none."""
    return range(_year(span.earliest), _year(span.last) + 1) if span else (0,)


def _year(day: int) -> int:
    return date.fromordinal(max(1, day)).year


def article_of(report: str) -> str:
    """Give the IRI of the article that a report is of."""
    return report.partition("/report/")[0]


def _mark(name: str, iri: str) -> Quad:
    return Quad(NamedNode(LEDGER), KG(name), NamedNode(iri), BOOKS)
