"""What the reports add up to, as RDF: the derived graph of events, actors and places.

A pure function of the reports of all articles: the same set gives the same quads, whatever the order. Labels of actors
and places are the most frequent of the names they are given, then the longest, then the first in the alphabet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iri import EVENTS, PREFIXES, World, actor_iri, geonames_iri, wikidata_iri
from kg.model import Actor, Article, Event, Kind, Place, Report
from kg.rdf import date_label, mention, period, standing
from kg.resolve import most_frequent
from kg.terms import KG, RDFS, TYPE, about, in_graph, text, truth

Codes = Callable[[str, str, str], tuple[str, str]]
Told = Iterable[tuple[Article, Sequence[Report]]]

SAME_AS = NamedNode(PREFIXES["owl"] + "sameAs")
ALT_LABEL = NamedNode(PREFIXES["skos"] + "altLabel")
EXACT_MATCH = NamedNode(PREFIXES["skos"] + "exactMatch")


@dataclass(frozen=True, slots=True)
class Names:
    """What one actor or place is called over all reports, and what else they say of it: one entry a naming."""

    names: list[str] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    countries: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    state_media: set[bool] = field(default_factory=set)

    def add(self, thing: Actor | Place, item: str) -> None:
        """Add one more naming."""
        self.names.append(thing.name)
        self.aliases.update(filter(_is_name, thing.aliases))
        self.countries.append(thing.country)
        self.items.append(item)

    def also(self, label: str) -> list[str]:
        """Give the other names, sorted."""
        return sorted({*self.names, *self.aliases} - {label, ""})


def _is_name(alias: str) -> bool:
    """Tell a name ("Kim", "bin Salman") from a description ("the Russian leader"), which is no label."""
    return bool(alias) and not alias.split()[-1][:1].islower()


def derived_quads(
    events: Iterable[Event], told: Told, world: World, codes: Codes, roles: Mapping[str, Sequence[str]]
) -> list[Quad]:
    """Give the derived graph.

    Args:
        events: what the reports resolve to.
        told: the articles (their text is not used) and their reports.
        world: the countries and regions.
        codes: gives (CAMEO, PLOVER) of a type, an action and a status.
        roles: the core roles of each type, in order.
    """
    actors, places = _namings(told, world)
    labels = {iri: _actor_label(iri, names, world) for iri, names in actors.items()}

    def triples() -> Iterator[Triple]:
        for event in events:
            yield from _event(event, labels, world, codes, roles.get(event.type, ()))
        for iri, names in actors.items():
            yield from _actor(iri, names, labels[iri], world)
        yield from _places(places, world)

    return in_graph(EVENTS, triples())


def _namings(told: Told, world: World) -> tuple[dict[str, Names], dict[str, Names]]:
    """Give what each actor and each place is called, by IRI."""
    actors: defaultdict[str, Names] = defaultdict(Names)
    places: defaultdict[str, Names] = defaultdict(Names)
    for report in (r for _, reports in told for r in reports):
        for actor in (*(p.actor for p in report.participants), *report.attribution):
            names = actors[actor_iri(actor)]
            names.add(actor, actor.wikidata)
            names.kinds.append(actor.kind)
            names.state_media.add(actor.state_media)
        if report.place:
            places[world.place(report.place)].add(report.place, report.place.geonames)
    for code in sorted({most_frequent(n.countries, "") for n in actors.values()} - {""}):
        actors[world.state(code)].countries.append(code)
    return dict(sorted(actors.items())), dict(sorted(places.items()))


# ---------------------------------------------------------------- events


def _event(
    event: Event, labels: Mapping[str, str], world: World, codes: Codes, roles: Sequence[str]
) -> Iterator[Triple]:
    cameo, plover = codes(event.type, event.action, event.status)
    yield from about(
        event.iri,
        (TYPE, KG(event.type)),
        (RDFS("label"), text(event_label(event, labels, roles))),
        *standing(event.action, event.status, event.kind),
        *period(event.when),
        (KG("contested"), truth(event.contested)),
        (KG("place"), NamedNode(world.place(event.place)) if event.place else None),
        (KG("cameo"), text(cameo)),
        (KG("plover"), text(plover)),
        *((KG("report"), NamedNode(s.report)) for s in event.standings),
    )
    for number, participant in enumerate(event.participants):
        short = replace(participant.actor, aliases=())  # the actor has them, as labels
        yield from mention(event.iri, number, replace(participant, actor=short))


def event_label(event: Event, labels: Mapping[str, str], roles: Sequence[str]) -> str:
    """Give a line for people: "Visit: Vladimir Putin → North Korea (2023-09)".

    Args:
        event: the event.
        labels: what each actor is called, by IRI.
        roles: the core roles of the type, in order.
    """
    sides = []
    for role in dict.fromkeys((*roles, *(p.role for p in event.participants))):
        names = [labels[actor_iri(p.actor)] for p in event.participants if p.role == role]
        sides += [", ".join(sorted(names))] if names else []
    when = f" ({date_label(event.when)})" if event.when else ""
    return f"{event.type}: {' → '.join(sides)}{when}"


# ---------------------------------------------------------------- actors


def _country_of_state(iri: str, world: World, names: Names) -> str:
    code = most_frequent(names.countries, "")
    return code if code and world.state(code) == iri else ""


def _actor_label(iri: str, names: Names, world: World) -> str:
    code = _country_of_state(iri, world, names)
    known = world.countries.get(code)
    return known.name if known else most_frequent(names.names, "") or code or iri.rsplit("/", 1)[-1]


def _actor(iri: str, names: Names, label: str, world: World) -> Iterator[Triple]:
    code = most_frequent(names.countries, "")
    own = _country_of_state(iri, world, names)
    kind = world.country(own).kind if own else Kind(most_frequent(names.kinds, Kind.STATE))
    item = world.country(own).wikidata if own else most_frequent(names.items, "")
    yield from about(
        iri,
        (TYPE, KG(kind.capitalize())),
        (RDFS("label"), text(label)),
        *((ALT_LABEL, text(name)) for name in names.also(label)),
        (KG("countryCode"), text(code)),
        (KG("actsFor"), NamedNode(world.state(code)) if code and not own else None),
        (SAME_AS, NamedNode(wikidata_iri(item)) if item else None),
        (KG("stateMedia"), truth(True) if True in names.state_media else None),
    )


# ---------------------------------------------------------------- places


def _places(places: Mapping[str, Names], world: World) -> Iterator[Triple]:
    countries: set[str] = set()
    for iri, names in places.items():
        code = most_frequent(names.countries, "")
        countries.add(code)
        if iri != world.territory(code):
            yield from _place(iri, names, code, world)
    regions: set[str] = set()
    for code in sorted(countries - {""}):
        regions.update(world.country(code).regions)
        yield from _country(code, places.get(world.territory(code), Names()), world)
    yield from _regions(regions, world)


def _place(iri: str, names: Names, code: str, world: World) -> Iterator[Triple]:
    label, geonames = most_frequent(names.names, ""), most_frequent(names.items, "")
    yield from about(
        iri,
        (TYPE, KG("Place")),
        (RDFS("label"), text(label)),
        *((ALT_LABEL, text(name)) for name in names.also(label)),
        (KG("countryCode"), text(code)),
        (KG("within"), NamedNode(world.territory(code)) if code else None),
        (EXACT_MATCH, NamedNode(geonames_iri(geonames)) if geonames else None),
    )


def _country(code: str, names: Names, world: World) -> Iterator[Triple]:
    country = world.country(code)
    yield from about(
        world.territory(code),
        (TYPE, KG("Country")),
        (RDFS("label"), Literal(country.name)),
        *((ALT_LABEL, text(name)) for name in names.also(country.name)),
        (KG("countryCode"), Literal(code)),
        *((KG("within"), NamedNode(region)) for region in country.regions),
        (EXACT_MATCH, NamedNode(wikidata_iri(country.wikidata)) if country.wikidata else None),
        (EXACT_MATCH, NamedNode(geonames_iri(country.geonames)) if country.geonames else None),
    )


def _regions(regions: set[str], world: World) -> Iterator[Triple]:
    """Describe the regions and all that are around them."""
    todo, done = sorted(regions), set[str]()
    while todo:
        iri = todo.pop()
        label, around = world.regions[iri]
        done.add(iri)
        yield from about(
            iri, (TYPE, KG("Region")), (RDFS("label"), text(label)), *((KG("within"), NamedNode(r)) for r in around)
        )
        todo += sorted(set(around) - done)
