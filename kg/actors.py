"""Who is who across articles: which of the actors that articles name are one.

An article names an actor by name, kind, country and, where the reading knows it, by Wikidata item; each such naming has
an IRI of its own. Here namings are put together into actors: a person with and without a country, with and without a
title, by the full or by the family name, in one spelling or another. Only namings that share a key are ever compared,
and where two could be meant, a naming stays by itself: a wrong merge says something that no article says.

Sources: the blocking keys and the rule "no match where two match" are those of record linkage (Fellegi and Sunter 1969;
Christen, Data Matching, 2012, chapters 4 and 6).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.iri import actor_iri, slug
from kg.model import Actor, Kind, Participant, Report
from kg.ontology import folder, load_yaml
from kg.people import Spelling
from kg.rulings import NONE, Rulings
from kg.tally import Tally, best, values

MISSPELT = 7  # letters that a name must have for one letter more, fewer or other within it to be a slip
ALIKE = 2  # letters with which a short form of a first name begins like the whole: Joe, Joseph


@dataclass(frozen=True, slots=True)
class Known:
    """What an actor is known as: the IRI, and the name, item and country that it is made of.

    `kind` is set where a correction says so; then kind and country are the actor's, whatever articles give it.
    """

    iri: str
    name: str
    item: str
    country: str
    kind: str = ""

    def to_json(self) -> str:
        """Write it; what `Known(*json.loads(...))` reads again."""
        fields = (self.iri, self.name, self.item, self.country)
        return json.dumps((*fields, self.kind) if self.kind else fields, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Naming:
    """An actor as some articles name it.

    `family` are the words that can stand for the person alone, `given` the other words of the name, in order; both
    folded. `titled` are forms with the title of a high office ("president biden"). `plain` is the name without titles.
    """

    iri: str
    name: str
    kind: str
    item: str
    countries: frozenset[str]
    family: frozenset[str] = frozenset()
    given: tuple[str, ...] = ()
    titled: frozenset[str] = frozenset()
    bare: bool = True
    plain: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """What namings of one actor have in common, one at least."""
        if self.kind == Kind.ORGANIZATION:
            return frozenset(f"{country}|{self.plain}" for country in self.countries or {""})
        within = {f"{country}|{word}" for country in self.countries for word in self.family}
        return frozenset(within | {f"|{self.given[0][0]} {word}" for word in self.family if self.given})

    @property
    def known(self) -> Known:
        """What a naming makes of the actor."""
        return Known(self.iri, self.name, self.item, min(self.countries, default=""))

    @property
    def order(self) -> tuple[bool, bool, bool, bool, str]:
        """The best known first: by item, country, without a title, by full name; the IRI makes it total."""
        return not self.item, not self.countries, not self.bare, not self.given, self.iri


class Names:
    """How names are taken apart: titles, honorifics and spellings, from the ontology folder.

    Raises:
        OntologyError: there is no ontology folder, or a file in it has faults.
    """

    def __init__(self, root: Path | None = None) -> None:
        root = root or folder()
        self._spelling = Spelling(load_yaml(root / "gazetteer" / "spellings.yaml"))
        offices = load_yaml(root / "offices.yaml")["offices"]
        high = load_yaml(root / "gazetteer" / "titles.yaml")["single"]
        every = [t for titles in offices.values() for t in titles] + list(
            load_yaml(root / "grammar.yaml")["honorifics"]
        )
        self._title = _pattern(every)
        self._high = _pattern(t for office in high for t in offices[office])

    def naming(self, iri: str, tally: Tally) -> Naming | None:
        """Take apart what an actor is called; None for what only a correction puts together: states, groups, places."""
        made = as_named(iri, tally)
        kind, name = made.kind, made.name
        if kind == Kind.ORGANIZATION:
            return replace(made, plain=slug(name))
        return self._person(made, [*values(tally, "name"), *values(tally, "alias")]) if kind == Kind.PERSON else None

    def _person(self, made: Naming, forms: Sequence[str]) -> Naming | None:
        forms = [" ".join(form.split()) for form in forms]
        plain = self._untitled(" ".join(made.name.split()))
        words, *others = (f.split() for f in self._spelling.fold([plain, *map(self._untitled, forms)]))
        if not words:
            return None
        family = frozenset(o[0] for o in others if len(o) == 1 and o[0] in words)
        if not family or (len(words) > 1 and family.issuperset(words)):
            family = frozenset(words[-1:])
        return replace(
            made,
            family=family,
            given=tuple(w for w in words if w not in family),
            titled=frozenset(self._spelling.fold([f for f in forms if self._high.match(f)])) - {""},
            bare=plain == made.name,
            plain=" ".join(words),
        )

    def _untitled(self, name: str) -> str:
        """Give a name without what comes up to its last title: "Ukrainian President Volodymyr Zelensky"."""
        ends = [match.end() for match in self._title.finditer(name) if name[match.end() :].strip(" .,")]
        return name[ends[-1] :].strip(" .,") if ends else name


def as_named(iri: str, tally: Tally) -> Naming:
    """Give what an actor is called as it is, with no keys: the IRI is made of it."""
    countries = frozenset(values(tally, "country"))
    return Naming(iri, best(tally, "name"), best(tally, "kind"), best(tally, "item"), countries)


def _pattern(titles: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(set(titles), key=lambda t: (-len(t), t))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b\.?\s", re.IGNORECASE)


# ---------------------------------------------------------------- which namings are one actor


def contradiction(a: Naming, b: Naming) -> str | None:
    """Give what tells two namings with a key in common apart, in words; None where nothing does."""
    if a.item and b.item and a.item != b.item:
        return "they are two Wikidata items"
    if a.countries and b.countries and not a.countries & b.countries:
        return "they act for different countries"
    if a.kind == Kind.ORGANIZATION:
        return None
    if not a.given or not b.given:
        return None if a.countries & b.countries else "a family name alone, and no country"
    one, other = a.given[0], b.given[0]
    if not (_one_name(one, other) or (a.titled & b.titled and one[:ALIKE] == other[:ALIKE])):
        return "they have different first names"
    if a.given[1:] and b.given[1:] and a.given[1:] != b.given[1:] and not _one_name(*map("".join, (a.given, b.given))):
        return "they have different middle names"
    return None


def _one_name(a: str, b: str) -> bool:
    """Tell whether two first names are equal, or an initial and its name, or one is a slip of the other."""
    short, long = sorted((a, b), key=len)
    return a == b or (len(short) == 1 and long.startswith(short)) or _slip(short, long)


def _slip(short: str, long: str) -> bool:
    """Tell whether two names differ by one letter alone."""
    if len(short) < MISSPELT or len(long) - len(short) > 1:
        return False
    at = next((i for i, (s, t) in enumerate(zip(short, long)) if s != t), len(short))
    within = 0 < at < len(short) - 1  # Martin and Martina are two
    return within and short[at + (len(short) == len(long)) :] == long[at + 1 :]


class Actors:
    """Actors as they are put together, found by the keys of their namings."""

    def __init__(self, rulings: Rulings = NONE) -> None:
        self.all: list[list[Naming]] = []
        self._rulings = rulings
        self._by_key: defaultdict[str, list[list[Naming]]] = defaultdict(list)

    def fitting(self, naming: Naming) -> list[list[Naming]]:
        """Give the actors that a naming can be of."""
        near = {id(actor): actor for key in sorted(naming.keys) for actor in self._by_key[key]}
        return [actor for actor in near.values() if all(self._agree(naming, other) for other in actor)]

    def _agree(self, a: Naming, b: Naming) -> bool:
        return contradiction(a, b) is None and not self._rulings.parted(a.iri, b.iri)

    def join(self, naming: Naming) -> None:
        """Put a naming to the one actor that it can be of, else make it an actor of its own."""
        fitting = self.fitting(naming)
        if len(fitting) == 1:
            actor = fitting[0]
        else:
            self.all.append(actor := [])
        actor.append(naming)
        for key in naming.keys:
            if actor not in self._by_key[key]:
                self._by_key[key].append(actor)


def put_together(namings: Iterable[Naming], rulings: Rulings = NONE) -> list[list[Naming]]:
    """Put namings together into actors, but for those that corrections keep apart. The order given makes no difference."""
    actors = Actors(rulings)
    ordered = sorted(namings, key=lambda n: n.order)
    for naming in (n for n in ordered if n.given or n.kind != Kind.PERSON):
        actors.join(naming)
    alone: defaultdict[tuple[frozenset[str], str], list[Naming]] = defaultdict(list)
    for naming in (n for n in ordered if not n.given and n.kind == Kind.PERSON):
        fitting = actors.fitting(naming)
        if len(fitting) == 1:
            fitting[0].append(naming)
        else:
            alone[naming.countries, naming.plain].append(naming)
    groups = (group for names in alone.values() for group in _by_item(names))
    return [*actors.all, *(part for group in groups for part in _parts(group, rulings))]


def _parts(names: Sequence[Naming], rulings: Rulings) -> list[list[Naming]]:
    """Part names so that corrections keep no two of one part from one another."""
    parts: list[list[Naming]] = []
    for naming in names:
        fitting = (part for part in parts if not any(rulings.parted(naming.iri, other.iri) for other in part))
        if part := next(fitting, None):
            part.append(naming)
        else:
            parts.append([naming])
    return parts


def _by_item(names: Sequence[Naming]) -> list[list[Naming]]:
    """Part family names alone that have several items, or no country to have in common."""
    items = {n.item for n in names if n.item}
    if len(items) > 1 or not names[0].countries:
        return [[n] for n in names]
    return [list(names)]


def same_as(
    namings: Iterable[Naming], rulings: Rulings = NONE, rank: Callable[[str], int] = lambda _: 0
) -> dict[str, Known]:
    """Give what each actor is known as, by the IRI of every naming of it but that one.

    Args:
        namings: of all who can be one with another.
        rulings: what corrections say of them.
        rank: how well corrections let an actor be known by a naming, the lowest best; among equals the best known.
    """
    clusters = put_together(namings, rulings)
    found: dict[str, Known] = {}
    resolved = {n.iri: number for number, cluster in enumerate(clusters) for n in cluster}
    for actor in rulings.settle(clusters, lambda n: n.iri, lambda n: n.order):
        first = min(actor, key=lambda n: (rank(n.iri), n.order))
        for naming in actor:
            alike = resolved[naming.iri] == resolved[first.iri] and rank(naming.iri) <= rank(first.iri)
            found[naming.iri] = first.known if alike else replace(first.known, kind=first.kind)
        del found[first.iri]
    return found


# ---------------------------------------------------------------- reports with actors


def identified(report: Report, who: Mapping[str, Known]) -> Report:
    """Give a report with those who take part as they are known."""
    people = tuple(sorted(_identified(p, who) for p in report.participants))
    return report if people == report.participants else replace(report, participants=people)


def _identified(participant: Participant, who: Mapping[str, Known]) -> Participant:
    known = who.get(actor_iri(participant.actor))
    return replace(participant, actor=known_as(participant.actor, known)) if known else participant


def known_as(actor: Actor, known: Known) -> Actor:
    """Give an actor as it is known, so that its IRI is that; the name it has here stays among the others."""
    name = actor.name if known.item else known.name
    aliases = tuple(sorted({actor.name, *actor.aliases} - {name})) if name != actor.name else actor.aliases
    kind, country = actor.kind, actor.country or known.country
    if known.kind:
        kind = Kind(known.kind)
        country = known.country or (actor.country if known.item else "")
    return replace(actor, name=name, kind=kind, country=country, wikidata=known.item, aliases=aliases)
