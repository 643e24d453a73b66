"""What the reports add up to, as RDF: the descriptions of events, actors and places in the derived graph.

Each is a pure function of what it describes. Labels of actors and places are the most frequent of the names they are
given, then the longest, then the first in the alphabet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iri import ID, PREFIXES, World, actor_iri, geonames_iri, slug, wikidata_iri
from kg.model import Event, Kind
from kg.rdf import date_label, mention, period, standing
from kg.tally import Tally, best, commonest, values
from kg.terms import KG, RDFS, TYPE, about, text, truth, whole

Codes = Callable[[str, str, str], tuple[str, str]]
Labels = Callable[[str], str]

SAME_AS = NamedNode(PREFIXES["owl"] + "sameAs")
ALT_LABEL = NamedNode(PREFIXES["skos"] + "altLabel")
CORRECTED_BY = KG("correctedBy")
EXACT_MATCH = NamedNode(PREFIXES["skos"] + "exactMatch")
NOTATION = NamedNode(PREFIXES["skos"] + "notation")


# ---------------------------------------------------------------- events


def describe_event(
    event: Event, labels: Labels, world: World, codes: Codes, roles: Sequence[str], corrections: Iterable[str] = ()
) -> Iterator[Triple]:
    """Describe an event and its mentions of actors.

    Args:
        event: what some reports add up to.
        labels: gives what an actor is called, by IRI.
        world: the countries.
        codes: gives (CAMEO, PLOVER) of a type, an action and a status.
        roles: the core roles of the type, in order.
        corrections: the IRIs of those that decided which reports it has.
    """
    cameo, plover = codes(event.type, event.action, event.status)
    yield from about(
        event.iri,
        (TYPE, KG(event.type)),
        (RDFS("label"), text(event_label(event, labels, roles))),
        *standing(event.action, event.status, event.kind),
        *period(event.when),
        (KG("contested"), truth(event.contested)),
        (KG("independent"), whole(event.independent)),
        (KG("place"), NamedNode(world.place(event.place)) if event.place else None),
        (KG("cameo"), text(cameo)),
        (KG("plover"), text(plover)),
        *((KG("report"), NamedNode(s.report)) for s in event.standings),
        *((CORRECTED_BY, NamedNode(c)) for c in corrections),
    )
    for number, participant in enumerate(event.participants):
        short = replace(participant.actor, aliases=())  # the actor has them, as labels
        yield from mention(event.iri, number, replace(participant, actor=short))


def event_label(event: Event, labels: Labels, roles: Sequence[str]) -> str:
    """Give a line for people: "Visit: Vladimir Putin → North Korea (2023-09)".

    Args:
        event: the event.
        labels: gives what an actor is called, by IRI.
        roles: the core roles of the type, in order.
    """
    sides = []
    for role in dict.fromkeys((*roles, *(p.role for p in event.participants))):
        names = [labels(actor_iri(p.actor)) for p in event.participants if p.role == role]
        sides += [", ".join(sorted(names))] if names else []
    when = f" ({date_label(event.when)})" if event.when else ""
    return f"{event.type}: {' → '.join(sides)}{when}"


# ---------------------------------------------------------------- actors


def describe_actor(iri: str, tally: Tally, world: World, corrections: Iterable[str] = ()) -> Iterator[Triple]:
    """Describe an actor by what its namings say; a state that is named nowhere by what is known of its country.

    Args:
        iri: of the actor.
        tally: what all its namings say.
        world: the countries.
        corrections: the IRIs of those that speak of it.
    """
    own = country_of_state(iri, world)
    code = own or best(tally, "country")
    country = world.country(own)
    kind = country.kind if own else Kind(best(tally, "kind"))
    item = country.wikidata if own else best(tally, "item")
    label = country.name if own in world.countries else best(tally, "name") or code
    corrections = tuple(corrections)
    if corrections and not own:
        label, item = _as_corrected(iri, tally, label)
    yield from about(
        iri,
        (TYPE, KG(kind.capitalize())),
        (RDFS("label"), text(label)),
        *_others(tally, label),
        (KG("countryCode"), text(code)),
        (KG("alpha2Code"), text(country.alpha2)),
        (KG("actsFor"), NamedNode(world.state(code)) if code and not own else None),
        (SAME_AS, NamedNode(wikidata_iri(item)) if item else None),
        (KG("stateMedia"), truth(True) if values(tally, "media") else None),
        *((CORRECTED_BY, NamedNode(c)) for c in corrections),
    )


def describe_naming(iri: str, known: str, description: Iterable[Quad]) -> Iterator[Triple]:
    """Describe a naming of an actor that is known by another, so that reports are asked as events are.

    Args:
        iri: of the naming, in reports.
        known: what the actor is known as.
        description: of the actor.
    """
    shared = (RDFS("label"), KG("countryCode"), KG("actsFor"), KG("stateMedia"))
    yield Triple(NamedNode(iri), SAME_AS, NamedNode(known))
    yield from (Triple(NamedNode(iri), q.predicate, q.object) for q in description if q.predicate in shared)


def country_of_state(iri: str, world: World) -> str:
    """Give the code of the country that a state, or a union that acts as one, is; "" for any other actor."""
    rest = iri.removeprefix(ID + "actor/")
    union = next((code for code, union in world.unions.items() if union == iri), "")
    is_other = "/" in rest or rest.removeprefix("Q").isdecimal()
    return union if union or is_other else unquote(rest)


def _as_corrected(iri: str, tally: Tally, label: str) -> tuple[str, str]:
    """Give the name and the item by which one of whom corrections speak is known: those that the IRI is made of."""
    last = unquote(iri.rpartition("/")[2])
    if last in values(tally, "item"):
        return label, last
    names = Counter({name: n for name, n in values(tally, "name").items() if slug(name) == last})
    return commonest(names, label), ""


def _others(tally: Tally, label: str) -> Iterator[tuple[NamedNode, Literal | None]]:
    names = {*values(tally, "name"), *values(tally, "alias")} - {label}
    return ((ALT_LABEL, text(name)) for name in sorted(names))


# ---------------------------------------------------------------- places


def describe_place(iri: str, tally: Tally, world: World) -> Iterator[Triple]:
    """Describe a place that is no country by what its namings say."""
    label, geonames, code = (best(tally, field) for field in ("name", "item", "country"))
    yield from about(
        iri,
        (TYPE, KG("Place")),
        (RDFS("label"), text(label)),
        *_others(tally, label),
        (KG("countryCode"), text(code)),
        (KG("within"), NamedNode(world.territory(code)) if code else None),
        (EXACT_MATCH, NamedNode(geonames_iri(geonames)) if geonames else None),
    )


def describe_country(code: str, tally: Tally, world: World) -> Iterator[Triple]:
    """Describe a country as a place; the tally is of the reports that name it as theirs."""
    country = world.country(code)
    yield from about(
        world.territory(code),
        (TYPE, KG("Country")),
        (RDFS("label"), Literal(country.name)),
        *_others(tally, country.name),
        (KG("countryCode"), Literal(code)),
        (KG("alpha2Code"), text(country.alpha2)),
        *((KG("within"), NamedNode(region)) for region in country.regions),
        (EXACT_MATCH, NamedNode(wikidata_iri(country.wikidata)) if country.wikidata else None),
        (EXACT_MATCH, NamedNode(geonames_iri(country.geonames)) if country.geonames else None),
    )


def describe_region(iri: str, world: World) -> Iterator[Triple]:
    """Describe a region."""
    region = world.regions[iri]
    return about(
        iri,
        (TYPE, KG("Region")),
        (RDFS("label"), text(region.label)),
        (NOTATION, text(region.code)),
        *((KG("within"), NamedNode(around)) for around in region.around),
        *((EXACT_MATCH, NamedNode(match)) for match in region.matches),
    )
