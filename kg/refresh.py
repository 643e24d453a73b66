"""Put the derived graph right after articles came or went: what they touch, and nothing else.

In this order: who is who; what actors and places are called; which articles are copies; which reports are one event;
what follows from what. All is a pure function of the articles, so that growing step by step, in whatever order, gives the
graph that building it at once gives. What is read on the way is what the books say is touched (see `kg.books`), however
much else there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.actors import Known, Names, Naming, as_named, same_as
from kg.books import Books, article_of, block_iri
from kg.conclude import (
    CORRECTED_BY,
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
from kg.copies import Copies
from kg.corrections import Judgement
from kg.draft import Draft, plain
from kg.iri import EVENTS, ID, World
from kg.lifecycle import Lifecycle, Stage, stage_of
from kg.model import Kind
from kg.ontology import Ontology, folder
from kg.resolve import Span, Telling, put_together
from kg.tally import Tally, best
from kg.terms import KG, RDFS

GRAPH = NamedNode(EVENTS)
ACTOR, PLACE = f"{ID}actor/", f"{ID}place/"

Spot = tuple[str, Span | None]  # the block that a report is entered in, and its time


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
    files = sorted(p for p in root.rglob("*") if p.suffix in (".ttl", ".yaml", ".csv"))
    return _rules(root, tuple((p, p.stat().st_mtime_ns, p.stat().st_size) for p in files))


@lru_cache(maxsize=1)
def _rules(root: Path, files: tuple[tuple[Path, int, int], ...]) -> Rules:
    """Read the rules; `files` is there to tell an edited folder, also where a clock went back."""
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
    pending = books.marked("pending")
    copied = Copies(books).settle(pending)
    touched = Events(books, rules).resolve({*pending, *copied}, renamed, relabelled)
    Links(books, rules).follow(touched)
    books.clear()


# ---------------------------------------------------------------- who is who


class Identities:
    """What actors are known as, kept right in the books."""

    def __init__(self, books: Books, rules: Rules) -> None:
        self._books, self._names, self._world = books, rules.names, rules.world

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
        namings = self._touched(stale, keys)
        made = (self._naming(iri) for iri in sorted(namings))
        known = same_as((n for n in made if n), self._books.rulings_on_actors(namings), self._rank)
        return dict(
            self._enter(iri, known.get(iri)) for iri in sorted(namings) if self._books.known(iri) != known.get(iri)
        )

    def _enter(self, iri: str, known: Known | None) -> tuple[str, Known | None]:
        before = self._books.known(iri)
        self._books.set_known(iri, known)
        return iri, before

    def _naming(self, iri: str) -> Naming | None:
        """Take an actor's naming apart; None for what nobody names, and for what neither a rule nor a correction can join."""
        tally = self._books.tally(iri)
        if (made := self._names.naming(iri, tally)) or not self._books.on_actor(iri):
            return made
        if (code := country_of_state(iri, self._world)) in self._world.countries:
            country = self._world.country(code)
            item = "" if country.kind is Kind.STATE else country.wikidata
            return Naming(iri, country.name, country.kind, item, frozenset((code,)))
        return as_named(iri, tally) if tally else None

    def _rank(self, iri: str) -> int:
        """Tell how well an actor can be known by a naming: states and their unions first, those that are another last."""
        if country_of_state(iri, self._world):
            return 0
        said = (c for c in self._books.on_actor(iri) if c.judgement is Judgement.SAME_ACTOR)
        return 2 if any(iri != c.actors[-1] for c in said) else 1

    def _touched(self, stale: Iterable[str], keys: Iterable[str]) -> set[str]:
        """Give these namings, those that have these keys, and all that share a key or a correction with them, and so on."""
        todo, done, found = [*stale, *self._with_keys(keys)], set(keys), set[str]()
        while todo:
            iri = todo.pop()
            if iri not in found:
                found.add(iri)
                new = set(self._books.keys(iri)) - done
                done |= new
                todo += [*self._with_keys(new), *(a for c in self._books.on_actor(iri) for a in c.actors)]
        return found

    def _with_keys(self, keys: Iterable[str]) -> Iterator[str]:
        return (iri for key in keys for iri in self._books.with_key(key))


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
        self._draft.replace(
            iri, GRAPH, describe_actor(iri, tally, self._world, self._corrections(iri)) if there else ()
        )
        states.update(self._draft.values(iri, KG("actsFor"), GRAPH))
        described = [*self._draft.match(NamedNode(iri), None, None, GRAPH)]
        for naming in self._namings(iri):
            self._draft.replace(naming, GRAPH, describe_naming(naming, iri, described))
        return label not in ("", self._draft.value(iri, RDFS("label"), GRAPH))

    def _tally(self, iri: str) -> Tally:
        """Give what all namings of an actor say together; of those that only a correction makes its own, the names."""
        own = self._books.tally(iri)
        has = {field for field, _ in own}
        total = own.copy()
        for other in self._namings(iri):
            tally, known = self._books.tally(other), self._books.known(other)
            drop = {"kind", "item", *has & {"country"}} if known and known.kind else set[str]()
            total.update({pair: count for pair, count in tally.items() if pair[0] not in drop})
        return total

    def _namings(self, iri: str) -> list[str]:
        """Give the namings that an actor is known by besides its own."""
        return self._draft.subjects(SAME_AS, NamedNode(iri), GRAPH)

    def _corrections(self, iri: str) -> set[str]:
        """Give the corrections that speak of an actor, under whichever naming."""
        return {made.iri for naming in (iri, *self._namings(iri)) for made in self._books.on_actor(naming)}


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
        articles = sorted({*pending, *(a for actor in renamed for a in self._articles(actor))})
        old = {report for article in articles for report in self._books.reports(article)}
        events = {event for report in old for event in self._events_of(report)}
        moved = {r for actor in relabelled for r in self._reports_of_events(actor)}
        seeds = {self._at(report) for report in {*old, *moved, *self._fellows(events)}}
        for article in articles:
            self._books.set_reports(article, tellings := self._tell(article))
            seeds |= {(block_iri(telling), telling.span) for telling in tellings}
        members = self._members(seeds, events)
        for event in sorted(events):
            self._remove(event)
        self._put_together(members)
        return self._touched

    def _at(self, report: str) -> Spot:
        """Give where a report is entered, so that what can be one with it is near."""
        return self._books.block(report), self._books.span(report)

    def _events_of(self, report: str) -> list[str]:
        """Give the events that a report was put to."""
        return self._draft.subjects(KG("report"), NamedNode(report), GRAPH)

    def _fellows(self, events: Iterable[str]) -> set[str]:
        """Give the reports of the events of which corrections speak: only these can be of more than what is near."""
        corrected = (e for e in events if self._draft.value(e, CORRECTED_BY, GRAPH))
        return {report for event in corrected for report in self._reports_of(event)}

    def _reports_of(self, event: str) -> list[str]:
        return self._draft.values(event, KG("report"), GRAPH)

    def _articles(self, actor: str) -> set[str]:
        """Give the articles with reports in which an actor, as it was named there, takes part."""
        named = self._draft.match(None, None, NamedNode(actor), None)
        return {graph for q in named if (graph := plain(q.graph_name)).startswith(f"{ID}article/")}

    def _reports_of_events(self, actor: str) -> Iterator[str]:
        """Give the reports of the events in which an actor takes part."""
        for mention in self._draft.subjects(KG("actor"), NamedNode(actor), GRAPH):
            yield from self._reports_of(mention.partition("/mention/")[0])

    def _tell(self, article: str) -> list[Telling]:
        tellings = self._books.tell(article)
        self._tellings.update((t.iri, t) for t in tellings)
        return tellings

    def _members(self, seeds: Iterable[Spot], events: set[str]) -> set[str]:
        """Give the reports that can be one with those of these blocks and times, or with reports that can, and so on.

        A report can be one with those of its block that are near in time, with those of the event that it was put to, and
        with those that a correction ties it to. The events that they were put to are added to `events`.
        """
        todo, found = list(seeds), set[str]()
        while todo:
            block, span = todo.pop()
            for report in self._books.within(block, span) - found if block else ():
                other = self._books.span(report)
                if span is None or (other and span.touches(other)):
                    found.add(report)
                    new = set(self._events_of(report)) - events
                    events |= new
                    todo += [(block, other), *map(self._at, self._fellows(new) | self._books.tied(report))]
        return found

    def _put_together(self, reports: Collection[str]) -> None:
        for article in sorted({article_of(r) for r in reports if r not in self._tellings}):
            self._tell(article)
        tellings = [self._tellings[r] for r in reports]
        for event in put_together(tellings, self._rules.world, self._books.rulings_on_reports(reports)):
            roles = self._rules.roles.get(event.type, ())
            made = {c.iri for s in event.standings for c in self._books.on_report(s.report)}
            triples = describe_event(event, self._label, self._rules.world, self._rules.codes, roles, made)
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
