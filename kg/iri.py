"""The IRIs of everything in the graph, and the countries that some of them are made from.

An IRI follows from the value alone (and, for states and places, from the list of countries), so that the same actor has
the same IRI in every article, on every machine and in every order of reading. Nothing in the graph is a blank node.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg.model import Actor, Article, Kind, Place, Report
from kg.ontology import folder

BASE = "https://w3id.org/diplograph/"
ID = BASE + "id/"
WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"
EVENTS = ID + "graph/events"
LEDGER = ID + "graph/ledger"
CORRECTIONS = ID + "graph/corrections"

PREFIXES = {
    "kg": BASE + "ontology#",
    "status": BASE + "status/",
    "action": BASE + "action/",
    "kind": BASE + "kind/",
    "office": BASE + "office/",
    "region": BASE + "region/",
    "id": ID,
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "time": "http://www.w3.org/2006/time#",
    "wd": WIKIDATA,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def slug(name: str) -> str:
    """Give the part of an IRI that stands for a name: case, accents and punctuation make no difference.

    >>> slug("Kim Jong-un"), slug("Côte d'Ivoire"), slug("U.S. Treasury")
    ('kim-jong-un', 'cote-divoire', 'us-treasury')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in ".'’")
    words = "-".join(re.findall(r"[^\W_]+", letters))
    return quote(words, safe="") or "x" + _digest(name, 12)


def concept(scheme: str, name: str) -> str:
    """Give the IRI of a word of a controlled list; it has hyphens where the word has blanks.

    >>> concept("kind", "phone call")
    'https://w3id.org/diplograph/kind/phone-call'
    """
    return f"{BASE}{scheme}/{quote(name.replace(' ', '-'), safe='')}"


def concept_name(iri: str) -> str:
    """Give the last part of the IRI of a word of a controlled list: the inverse of `concept`, but for blanks."""
    return unquote(_last(iri))


def article_iri(article_id: str) -> str:
    """Give the IRI of an article, which also names its graph."""
    return f"{ID}article/{quote(article_id, safe='')}"


def report_iri(report: Report) -> str:
    """Give the IRI of a report: that of its article and a hash of everything it says."""
    content = [getattr(report, f.name) for f in fields(report) if f.name != "article"]
    return f"{article_iri(report.article)}/report/{_digest(_json(content), 12)}"


def actor_iri(actor: Actor) -> str:
    """Give the IRI of an actor: a state by its code, others by Wikidata item, or else by kind, country and name."""
    if actor.kind is Kind.STATE and actor.country:
        return _state(actor.country)
    if actor.wikidata:
        return f"{ID}actor/{quote(actor.wikidata, safe='')}"
    return f"{ID}actor/{actor.kind}/{quote(actor.country, safe='') or 'none'}/{slug(actor.name)}"


def _state(code: str) -> str:
    return f"{ID}actor/{quote(code, safe='')}"


def evidence_iri(article_id: str, start: int, end: int) -> str:
    """Give the IRI of a stretch of an article's text."""
    return f"{article_iri(article_id)}/evidence/{start}-{end}"


def publisher_iri(name: str) -> str:
    """Give the IRI of a publisher."""
    return f"{ID}publisher/{slug(name)}"


def event_iri(type_: str, key: object) -> str:
    """Give the IRI of an event from its type and what tells it from all others of the type."""
    return f"{ID}event/{quote(type_.lower(), safe='')}/{_digest(_json(key), 16)}"


def correction_iri(content: object) -> str:
    """Give the IRI of a correction: a hash of everything it says."""
    return f"{ID}correction/{_digest(_json(content), 16)}"


def wikidata_iri(item: str) -> str:
    """Give the IRI of a Wikidata item such as "Q159"."""
    return WIKIDATA + quote(item, safe="")


def geonames_iri(number: str) -> str:
    """Give the IRI of a GeoNames feature."""
    return f"{GEONAMES}{quote(number, safe='')}/"


def content_hash(article: Article, version: str = "") -> str:
    """Give a SHA-256 of an article and of the version of what reads it: where it is unchanged, so are the reports."""
    return _digest(_json([article, version]), 64)


def whole_iri(short: str) -> str:
    """Give an IRI whole that is given with one of the prefixes, or whole already.

    >>> whole_iri("id:actor/SWE")
    'https://w3id.org/diplograph/id/actor/SWE'
    """
    prefix, colon, rest = short.partition(":")
    return PREFIXES[prefix] + rest if colon and prefix in PREFIXES else short


def short_iri(iri: str) -> str:
    """Give an IRI with the longest of the prefixes that fits.

    >>> short_iri("https://w3id.org/diplograph/id/actor/SWE")
    'id:actor/SWE'
    """
    fitting = [(start, prefix) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    start, prefix = max(fitting, key=lambda pair: len(pair[0]), default=("", ""))
    return f"{prefix}:{iri[len(start) :]}" if prefix else iri


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _json(value: object) -> str:
    """Write values as JSON; a dataclass is the list of its fields."""

    def plain(thing: Any) -> object:
        return thing.isoformat() if isinstance(thing, date) else [getattr(thing, f.name) for f in fields(thing)]

    return json.dumps(value, default=plain, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Country:
    """A country, or a union that acts as one: its codes, what it is called, and the regions it lies in (IRIs).

    `alpha2` is "" for countries of the past, whose codes were given to others.
    """

    code: str
    name: str
    alpha2: str = ""
    kind: Kind = Kind.STATE
    slugs: frozenset[str] = frozenset()
    wikidata: str = ""
    geonames: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A region: what it is called, its M49 code ("" for none), the regions around it, and what it is elsewhere (IRIs)."""

    label: str
    code: str
    around: tuple[str, ...]
    matches: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """The countries by code, the unions that act as countries (IRIs by code), and the regions by IRI."""

    countries: Mapping[str, Country]
    unions: Mapping[str, str]
    regions: Mapping[str, Region]

    @classmethod
    def load(cls, root: Path | None = None) -> World:
        """Read gazetteer/states.csv and regions.ttl of the ontology folder.

        Raises:
            OntologyError: there is no ontology folder.
        """
        root = root or folder()
        told = _told(root / "regions.ttl")
        unions = {iri: _union(iri, facts) for iri, facts in told.items() if "countryCode" in facts}
        countries = [*_countries(root / "gazetteer" / "states.csv", told), *unions.values()]
        regions = {iri: _region(facts) for iri, facts in told.items() if "label" in facts and iri not in unions}
        return cls({c.code: c for c in countries}, {u.code: iri for iri, u in unions.items()}, regions)

    def country(self, code: str) -> Country:
        """Give a country; one that is in no list has its code for a name."""
        return self.countries.get(code) or Country(code, code)

    def state(self, code: str) -> str:
        """Give the IRI of a state, or of a union that acts as one, as an actor."""
        return self.unions.get(code) or _state(code)

    def place(self, place: Place) -> str:
        """Give the IRI of a place: of a country by its code, else by its GeoNames number, else by country and name."""
        if self.is_country(place):
            return self.territory(place.country)
        if place.geonames:
            return f"{ID}place/geonames/{quote(place.geonames, safe='')}"
        return f"{ID}place/{quote(place.country, safe='') or 'none'}/{slug(place.name)}"

    def territory(self, code: str) -> str:
        """Give the IRI of a country as a place."""
        return f"{ID}place/{quote(code, safe='')}"

    def is_country(self, place: Place) -> bool:
        """Tell a country from a place within it."""
        country = self.countries.get(place.country)
        if country is None:
            return False
        return place.geonames == country.geonames if place.geonames else slug(place.name) in country.slugs


Facts = Mapping[str, tuple[str, ...]]  # the values of a property, by the last part of its name


def _countries(path: Path, told: Mapping[str, Facts]) -> list[Country]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Country(
            code=row["iso3"],
            name=row["name"],
            alpha2=row["iso2"],
            slugs=frozenset(slug(n) for n in (row["name"], *row["names"].split("|")) if n),
            wikidata=row["wikidata"],
            geonames=row["geonames"],
            regions=told.get(f"{ID}place/{row['iso3']}", {}).get("within", ()),
        )
        for row in rows
    ]


def _union(iri: str, facts: Facts) -> Country:
    (code,), (name,), (alpha2,) = facts["countryCode"], facts["label"], facts["alpha2Code"]
    return Country(code, name, alpha2, Kind.ORGANIZATION, wikidata=_last(iri))


def _region(facts: Facts) -> Region:
    (label,), (code,) = facts["label"], facts.get("notation", ("",))
    return Region(label, code, facts.get("within", ()), facts.get("exactMatch", ()))


def _told(path: Path) -> dict[str, Facts]:
    """Give what regions.ttl says, by subject."""
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o, _ in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        found[s.value][re.split("[#/]", p.value)[-1]].append(o.value)
    return {iri: {name: tuple(sorted(values)) for name, values in facts.items()} for iri, facts in found.items()}


def _last(iri: str) -> str:
    return iri.rsplit("/", 1)[-1]
