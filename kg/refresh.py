"""Put the derived graph right after articles came or went: what they touch, and nothing else.

In this order: who is who; what actors and places are called; which reports are one event; what follows from what. All is a pure function
of the articles, so that growing step by step, in whatever order, gives the graph that building it at once gives. What is
read on the way is what the books say is touched (see `kg.books`), however much else there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.actors import Known, Names, same_as
from kg.books import Books, article_of, block_iri
from kg.conclude import (
    SAME_AS,
    Codes,
    country_of_state,
    describe_actor,
    describe_country,
    describe_event,
    describe_naming,
    describe_place,
    describe_region,
)
from kg.draft import Draft, plain
from kg.iri import EVENTS, ID, World
from kg.lifecycle import Lifecycle, Stage, stage_of
from kg.ontology import Ontology, folder
from kg.resolve import Span, Telling, resolve_block
from kg.tally import Tally, best
from kg.terms import KG, RDFS

GRAPH = NamedNode(EVENTS)
ACTOR, PLACE = f"{ID}actor/", f"{ID}place/"


@dataclass(frozen=True, slots=True)
class Rules:
    """What conclusions are drawn by: the countries, how names are taken apart, the event-data codes, roles by type, links."""

    world: World
    names: Names
    codes: Codes
    roles: Mapping[str, Sequence[str]]
    lifecycle: Lifecycle


def load_rules(root: Path | None = None) -> Rules:
    """Give the rules of an ontology folder, by default of that which comes with the package.

    The last ones read are kept, until a file of the folder has changed.

    Raises:
        OntologyError: there is no ontology folder, or it has faults.
    """
    root = root or folder()
    changed = max(p.stat().st_mtime_ns for p in root.rglob("*") if p.suffix in (".ttl", ".yaml", ".csv"))
    return _rules(root, changed)


@lru_cache(maxsize=1)
def _rules(root: Path, changed: int) -> Rules:
    """Read the rules; `changed` is there to tell an edited folder."""
    ontology = Ontology(root)
    roles = {name: type_.roles for name, type_ in ontology.types.items()}
    return Rules(World.load(root), Names(root), ontology.codes, roles, Lifecycle(root))


def refresh(draft: Draft, rules: Rules) -> None:
    """Put the derived graph of a draft right, and take the marks away."""
    books = Books(draft, rules.world)
    stale = books.marked("stale")
    actors = [iri for iri in stale if iri.startswith(ACTOR)]
    renamed = Identities(books, rules).settle(actors)
    relabelled = Actors(books, rules).describe(actors, renamed)
    Places(books, rules).describe([iri for iri in stale if iri.startswith(PLACE)])
    touched = Events(books, rules).resolve(books.marked("pending"), renamed, relabelled)
    Links(books, rules).follow(touched)
    books.clear()


# ---------------------------------------------------------------- who is who


class Identities:
    """What actors are known as, kept right in the books."""

    def __init__(self, books: Books, rules: Rules) -> None:
        self._books, self._names = books, rules.names

    def settle(self, stale: Iterable[str]) -> dict[str, Known | None]:
        """Settle who those with changed namings are, and all whom this can touch.

        Returns:
            What the changed ones were known as before, by IRI.
        """
        keys: set[str] = set()
        for iri in stale:
            keys.update(self._books.keys(iri))
            self._books.set_keys(iri, self._names.naming(iri, self._books.tally(iri)))
            keys.update(self._books.keys(iri))
        namings = {*stale, *self._sharing(keys)}
        made = (self._names.naming(iri, self._books.tally(iri)) for iri in sorted(namings))
        known = same_as(naming for naming in made if naming)
        return dict(
            self._enter(iri, known.get(iri)) for iri in sorted(namings) if self._books.known(iri) != known.get(iri)
        )

    def _enter(self, iri: str, known: Known | None) -> tuple[str, Known | None]:
        before = self._books.known(iri)
        self._books.set_known(iri, known)
        return iri, before

    def _sharing(self, keys: set[str]) -> set[str]:
        """Give the namings that share a key with these, or with those that do, and so on."""
        todo, done, found = sorted(keys), set[str](), set[str]()
        while todo:
            key = todo.pop()
            done.add(key)
            for iri in set(self._books.with_key(key)) - found:
                found.add(iri)
                todo += [k for k in self._books.keys(iri) if k not in done]
        return found


# ---------------------------------------------------------------- actors


class Actors:
    """The descriptions of actors."""

    def __init__(self, books: Books, rules: Rules) -> None:
        self._books, self._draft, self._world = books, books.draft, rules.world

    def describe(self, stale: Iterable[str], renamed: Mapping[str, Known | None]) -> list[str]:
        """Describe those with changed namings anew; give those whose label has changed."""
        for iri in renamed:
            known = self._books.known(iri)
            self._draft.replace(iri, GRAPH, describe_naming(iri, known.iri, ()) if known else ())
        touched = {*stale, *renamed, *(known.iri for known in renamed.values() if known)}
        touched |= {known.iri for iri in touched if (known := self._books.known(iri))}
        actors = {iri for iri in touched if not self._books.known(iri)}
        states = {iri for iri in actors if country_of_state(iri, self._world)}
        changed = [iri for iri in sorted(actors - states) if self._describe(iri, states)]
        return changed + [iri for iri in sorted(states) if self._describe(iri, set())]

    def _describe(self, iri: str, states: set[str]) -> bool:
        """Describe an actor, note the states that it acted and acts for, and tell whether its label has changed."""
        label = self._draft.value(iri, RDFS("label"), GRAPH)
        states.update(self._draft.values(iri, KG("actsFor"), GRAPH))
        tally = self._tally(iri)
        there = bool(tally) or self._draft.holds(KG("actsFor"), NamedNode(iri), GRAPH)
        self._draft.replace(iri, GRAPH, describe_actor(iri, tally, self._world) if there else ())
        states.update(self._draft.values(iri, KG("actsFor"), GRAPH))
        described = [*self._draft.match(NamedNode(iri), None, None, GRAPH)]
        for naming in self._draft.subjects(SAME_AS, NamedNode(iri), GRAPH):
            self._draft.replace(naming, GRAPH, describe_naming(naming, iri, described))
        return label not in ("", self._draft.value(iri, RDFS("label"), GRAPH))

    def _tally(self, iri: str) -> Tally:
        """Give what all namings of an actor say together."""
        own = self._books.tally(iri)
        others = (self._books.tally(other) for other in self._draft.subjects(SAME_AS, NamedNode(iri), GRAPH))
        return sum(others, own)


# ---------------------------------------------------------------- places


class Places:
    """The descriptions of places, and of the countries and regions around them."""

    def __init__(self, books: Books, rules: Rules) -> None:
        self._books, self._draft, self._world = books, books.draft, rules.world

    def describe(self, stale: Iterable[str]) -> None:
        """Describe those with changed namings anew."""
        codes: set[str] = set()
        for iri in stale:
            codes |= {best(self._books.tally(iri), "country"), *self._draft.values(iri, KG("countryCode"), GRAPH)}
            if "/" in iri.removeprefix(PLACE):  # else a country, which has its code alone
                self._describe_place(iri)
        for code in sorted(codes - {""}):
            self._describe_country(code)

    def _describe_place(self, iri: str) -> None:
        tally = self._books.tally(iri)
        self._draft.replace(iri, GRAPH, describe_place(iri, tally, self._world) if tally else ())

    def _describe_country(self, code: str) -> None:
        iri = self._world.territory(code)
        tally = self._books.tally(iri)
        before = self._draft.values(iri, KG("within"), GRAPH)
        self._show(iri, describe_country(code, tally, self._world), there=bool(tally))
        regions = {*before, *self._draft.values(iri, KG("within"), GRAPH)}
        self._describe_regions(sorted(regions))

    def _describe_regions(self, regions: list[str]) -> None:
        """Describe regions with something in them, and those around them; take the empty ones out."""
        while regions:
            iri = regions.pop()
            if self._show(iri, describe_region(iri, self._world)):
                regions += sorted(self._world.regions[iri].around)

    def _show(self, iri: str, description: Iterable[Triple], *, there: bool = False) -> bool:
        """Describe what has something in it, or is there by itself; tell whether this has changed."""
        there = there or self._draft.holds(KG("within"), NamedNode(iri), GRAPH)
        old = {*self._draft.match(NamedNode(iri), None, None, GRAPH)}
        self._draft.replace(iri, GRAPH, description if there else ())
        return old != {*self._draft.match(NamedNode(iri), None, None, GRAPH)}


# ---------------------------------------------------------------- events


class Events:
    """The events, put together anew where their reports, or what these can be one with, have changed."""

    def __init__(self, books: Books, rules: Rules) -> None:
        self._books, self._draft, self._rules = books, books.draft, rules
        self._tellings: dict[str, Telling] = {}
        self._touched: set[str] = set()

    def resolve(self, pending: Iterable[str], renamed: Iterable[str], relabelled: Iterable[str]) -> set[str]:
        """Resolve what is touched by articles, by other identities of actors, and by other labels of actors.

        Returns:
            The keys that events touched by this were or are found by, for links.
        """
        seeds: defaultdict[str, set[Span | None]] = defaultdict(set)
        for report in (r for actor in relabelled for r in self._reports_of_events(actor)):
            seeds[self._books.block(report)].add(self._books.span(report))
        old: set[str] = set()
        for article in sorted({*pending, *(a for actor in renamed for a in self._articles(actor))}):
            old |= self._enter(article, seeds)
        members = {block: self._members(block, spans) for block, spans in sorted(seeds.items())}
        for report in sorted(old.union(*members.values())):
            for event in self._draft.subjects(KG("report"), NamedNode(report), GRAPH):
                self._remove(event)
        for reports in members.values():
            self._put_together(reports)
        return self._touched

    def _articles(self, actor: str) -> set[str]:
        """Give the articles with reports in which an actor, as it was named there, takes part."""
        named = self._draft.match(None, None, NamedNode(actor), None)
        return {graph for q in named if (graph := plain(q.graph_name)).startswith(f"{ID}article/")}

    def _reports_of_events(self, actor: str) -> Iterator[str]:
        """Give the reports of the events in which an actor takes part."""
        for mention in self._draft.subjects(KG("actor"), NamedNode(actor), GRAPH):
            yield from self._draft.values(mention.partition("/mention/")[0], KG("report"), GRAPH)

    def _enter(self, article: str, seeds: defaultdict[str, set[Span | None]]) -> set[str]:
        """Enter the reports of an article, note where and when something changes, and give those entered before."""
        before = self._books.reports(article)
        for report in before:
            seeds[self._books.block(report)].add(self._books.span(report))
        tellings = self._tell(article)
        self._books.set_reports(article, tellings)
        for telling in tellings:
            seeds[block_iri(telling)].add(telling.span)
        return set(before)

    def _tell(self, article: str) -> list[Telling]:
        tellings = self._books.tell(article)
        self._tellings.update((t.iri, t) for t in tellings)
        return tellings

    def _members(self, block: str, spans: Iterable[Span | None]) -> set[str]:
        """Give the reports of a block that can be one with those of these times, or with reports that can, and so on."""
        todo, found = list(spans), set[str]()
        while todo:
            span = todo.pop()
            for report in self._books.within(block, span) - found:
                other = self._books.span(report)
                if span is None or (other and span.touches(other)):
                    found.add(report)
                    todo.append(other)
        return found

    def _put_together(self, reports: Iterable[str]) -> None:
        for article in sorted({article_of(r) for r in reports if r not in self._tellings}):
            self._tell(article)
        for event in resolve_block([self._tellings[r] for r in reports], self._rules.world):
            roles = self._rules.roles.get(event.type, ())
            triples = describe_event(event, self._label, self._rules.world, self._rules.codes, roles)
            self._draft.replace(event.iri, GRAPH, triples)
            stage = stage_of(event, self._rules.world)
            keys = self._rules.lifecycle.keys(stage) if stage else set()
            self._books.set_stage(event.iri, stage, keys)
            self._touched |= keys

    def _label(self, actor: str) -> str:
        return self._draft.value(actor, RDFS("label"), GRAPH)

    def _remove(self, event: str) -> None:
        for mention in self._draft.values(event, KG("mention"), GRAPH):
            self._draft.replace(mention, GRAPH, ())
        self._draft.replace(event, GRAPH, ())
        self._touched.update(self._books.stage_keys(event))
        self._books.set_stage(event, None)


# ---------------------------------------------------------------- links


class Links:
    """The links between events, followed anew where an event that they can lead from or to has changed."""

    def __init__(self, books: Books, rules: Rules) -> None:
        self._books, self._lifecycle = books, rules.lifecycle

    def follow(self, keys: Iterable[str]) -> None:
        """Link the events that are found by these keys, and those that can have links with them."""
        near = {other for key in keys for other in self._lifecycle.near(key)}
        for event in sorted({event for key in near for event in self._books.with_stage_key(key)}):
            if stage := self._books.stage(event):
                for name, others in self._lifecycle.links(stage, self._found).items():
                    self._books.draft.set(event, KG(name), map(NamedNode, others), GRAPH)

    def _found(self, key: str) -> Iterator[Stage]:
        for event in self._books.with_stage_key(key):
            if stage := self._books.stage(event):
                yield stage
