"""States, people in office, organisations, media and places by name: what is known before a text is read.

The tables are in ontology/gazetteer/ (its SOURCES.md says where they come from). Nothing is read before it
is asked for.

>>> gazetteer = Gazetteer.load(Path("ontology/gazetteer"))                                         # doctest: +SKIP
>>> [(m.text, m.type, m.ids) for m in gazetteer.match("The South Korean president left Geneva.")]  # doctest: +SKIP
[('South Korean', 'adjective', ('KOR',)), ('Geneva', 'city', ('2660646',))]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from kg.entries import (
    City,
    Match,
    Medium,
    Organisation,
    Person,
    Reading,
    State,
    Tenure,
    by_name,
    cell,
    grouped,
    plain,
    rows,
)
from kg.model import OntologyError, Place
from kg.people import People, Spelling

__all__ = ["City", "Gazetteer", "Match", "Medium", "Organisation", "Person", "Reading", "State", "Tenure"]

LARGER_THAN_REGION = 500_000  # a city of so many people is meant by a name that it shares with a region: New York
SEVERAL = 3  # people who have to bear a given name for it to tell that a name is a person's
_WORD = re.compile(r"[^\W_]+")
_LOOKALIKES = str.maketrans({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "‑": "-"})


class Gazetteer:
    """The tables of one folder. Read only; every table and index is made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """Give the gazetteer of a folder.

        Raises:
            OntologyError: the folder has no gazetteer.
        """
        if not (folder / "states.csv").is_file():
            raise OntologyError(f"{folder}: no gazetteer here (states.csv is missing); name the folder that has it.")
        return cls(folder)

    # --- Tables -----------------------------------------------------------------------------------------------------

    def _rows(self, name: str) -> Iterator[list[str]]:
        return rows(self._folder / name)

    def _yaml(self, name: str) -> Any:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        return yaml.load((self._folder / name).read_text(encoding="utf-8"), loader)

    @cached_property
    def states(self) -> Mapping[str, State]:
        """States and territories by ISO 3166-1 alpha-3 code (alpha-3 of ISO 3166-3 for former ones)."""
        table = self._rows("states.csv")
        return {
            r[0]: State(r[0], r[2], cell(r[3]), cell(r[4]), cell(r[5]), cell(r[6]), r[7], r[8], r[9]) for r in table
        }

    @cached_property
    def organisations(self) -> Mapping[str, Organisation]:
        """Organisations by identifier."""
        table = self._rows("organisations.csv")
        return {
            r[0]: Organisation(r[0], r[1], cell(r[2]), cell(r[3]), r[4], r[5], r[6], tuple(r[7].split())) for r in table
        }

    @cached_property
    def media(self) -> Mapping[str, Medium]:
        """News outlets by identifier."""
        return {r[0]: Medium(r[0], r[1], cell(r[2]), r[3], r[4] == "yes", r[5]) for r in self._rows("media.csv")}

    @cached_property
    def _cities(self) -> Mapping[str, tuple[str, ...]]:
        return {r[0]: r for r in map(tuple, self._rows("cities.csv"))}

    @cached_property
    def regions(self) -> Mapping[str, tuple[str, ...]]:
        """Regions by identifier: the codes of all their states and territories."""
        table = self._yaml("regions.yaml")

        def members(region: str) -> set[str]:
            entry = table[region]
            return set(entry.get("members", ())).union(*(members(p) for p in entry.get("parts", ())))

        return {region: tuple(sorted(members(region))) for region in table}

    @cached_property
    def _places(self) -> Mapping[str, tuple[Place, str]]:
        """The places of places.yaml with their kind, by identifier."""
        entries = self._yaml("places.yaml")
        places = (
            (Place(e["name"], e["country"], e.get("geonames", ""), tuple(e.get("aliases", ()))), e["kind"])
            for e in entries
        )
        return {f"{plain(p.name).replace(' ', '-')}-{p.country.lower()}".rstrip("-"): (p, kind) for p, kind in places}

    @cached_property
    def _not_names(self) -> Mapping[str, list[str]]:
        return dict(self._yaml("not_names.yaml"))

    @cached_property
    def _people(self) -> People:
        return People(self._folder, Spelling(self._yaml("spellings.yaml")), self._yaml("titles.yaml"))

    # --- Names in a text --------------------------------------------------------------------------------------------

    def match(self, text: str) -> tuple[Match, ...]:
        """Find all names in a text, from left to right, the longest first, none within another.

        Capitals count; names of states, capitals and cities are also found in capitals throughout ("GENEVA").
        """
        plain_text = text.translate(_LOOKALIKES)
        found: list[Match] = []
        for start, end in self._spans(plain_text):
            name = plain_text[start:end]
            readings = (*self._readings.get(name, ()), *(Reading("person", p) for p in self._full_names.get(name, ())))
            if readings:
                found.append(Match(start, end, text[start:end], readings))
        return tuple(found)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        spans = [
            (word.start() - before, word.start() - before + len(name))
            for word in _WORD.finditer(text)
            for name, before in self._by_word.get(word[0], ())
            if text.startswith(name, word.start() - before)
        ]
        last = 0
        for start, end in sorted((s for s in spans if _is_whole(text, *s)), key=lambda s: (s[0], -s[1])):
            if start >= last:
                yield start, end
                last = end

    @cached_property
    def _by_word(self) -> Mapping[str, list[tuple[str, int]]]:
        """Names by their first word, each with the offset of that word."""
        names: dict[str, list[tuple[str, int]]] = {}
        for name in (*self._readings, *self._full_names):
            if word := _WORD.search(name):
                names.setdefault(word[0], []).append((name, word.start()))
        return names

    @cached_property
    def _full_names(self) -> Mapping[str, tuple[str, ...]]:
        words = frozenset(self._not_names["words"])
        named = self._people.full_names()
        return grouped((n, p) for n, p in named if len(n) > 2 and n not in self._readings and n not in words)

    @cached_property
    def _readings(self) -> Mapping[str, tuple[Reading, ...]]:
        found = grouped(self._named())
        for word in self._not_names["words"]:
            found.pop(word, None)
        return found | dict.fromkeys(self._not_names["phrases"], ())

    def _named(self) -> Iterator[tuple[str, Reading]]:
        """Give every string to be found with one of its readings, the likelier readings of a string first."""
        yield from self._state_names()
        metonyms = list(self._rows("metonyms.csv"))
        for o in self.organisations.values():
            yield from ((n, Reading("organization", o.id)) for n in (o.name, *o.acronyms, *o.aliases))
        yield from ((r[0], Reading("metonym", r[1])) for r in metonyms if not r[3])
        for s in self.states.values():
            yield from _shouted((n, Reading("capital", s.iso3)) for n in s.capitals)
        for m in self.media.values():
            yield from ((n, Reading("medium", m.id)) for n in (m.name, *m.aliases))
        for identifier, (place, _) in self._places.items():
            yield from _shouted((n, Reading("place", identifier)) for n in (place.name, *place.aliases))
        yield from ((r[0], Reading("metonym", r[1])) for r in metonyms if r[3])
        yield from self._city_names()

    def _state_names(self) -> Iterator[tuple[str, Reading]]:
        for s in self.states.values():
            yield from _shouted((n, Reading("state", s.iso3)) for n in (s.name, *s.names))
        for s in self.states.values():
            yield from ((n, Reading("adjective", s.iso3)) for n in s.adjectives)
            yield from ((n, Reading("demonym", s.iso3)) for n in s.people)

    def _city_names(self) -> Iterator[tuple[str, Reading]]:
        for r in self._cities.values():
            if r[4]:
                yield from _shouted((n, Reading("city", r[0])) for n in (r[1], *cell(r[5])))

    # --- Names looked up --------------------------------------------------------------------------------------------

    def state(self, iso3: str) -> State | None:
        """Give the state of a code; None for an unknown one."""
        return self.states.get(iso3)

    def state_named(self, name: str) -> State | None:
        """Give the state of that name, whatever its case and accents; the likelier one of two ("Congo")."""
        return next((self.states[i] for i in self._state_codes.get(plain(name), ())), None)

    @cached_property
    def _state_codes(self) -> Mapping[str, tuple[str, ...]]:
        return by_name((n, s.iso3) for s in self.states.values() for n in (s.name, *s.names))

    def organisation(self, name: str) -> Organisation | None:
        """Give an organisation by identifier, name, acronym or alias."""
        named = self._organisation_ids.get(plain(name), ())
        return self.organisations.get(name) or next((self.organisations[i] for i in named), None)

    @cached_property
    def _organisation_ids(self) -> Mapping[str, tuple[str, ...]]:
        orgs = self.organisations.values()
        return by_name((n, o.id) for o in orgs for n in (o.name, *o.acronyms, *o.aliases))

    def medium(self, name: str) -> Medium | None:
        """Give a news outlet by identifier, name or alias."""
        named = self._media_ids.get(_squashed(name), ())
        return self.media.get(name) or next((self.media[i] for i in named), None)

    def publisher(self, name: str) -> Medium | None:
        """Give the news outlet that a publisher's name or host name stands for: "BBC News", "www.reuters.com"."""
        host = re.fullmatch(r"(?:https?://)?(?:www\d?\.|m\.)?([\w-]+)(?:\.\w+)+(?:/.*)?", name.strip())
        return self.medium(name) or (self.medium(host[1]) if host else None)

    @cached_property
    def _media_ids(self) -> Mapping[str, tuple[str, ...]]:
        return grouped((_squashed(n), m.id) for m in self.media.values() for n in (m.name, *m.aliases))

    def city(self, geonames: str) -> City | None:
        """Give the city of a GeoNames identifier."""
        row = self._cities.get(geonames)
        return City(row[0], row[1], row[2], int(row[3]), cell(row[5])) if row else None

    def cities(self, name: str, country: str = "") -> tuple[City, ...]:
        """Give the cities of that name, in one country where it is given; the largest first."""
        found = (self.city(i) for i in self._city_ids.get(plain(name), ()))
        return tuple(c for c in found if c and country in ("", c.country))

    @cached_property
    def _city_ids(self) -> Mapping[str, tuple[str, ...]]:
        return by_name((n, r[0]) for r in self._cities.values() for n in (r[1], *cell(r[5])))

    def place(self, name: str, country: str = "") -> Place | None:
        """Give the likeliest place of a name: a state, a capital, one of places.yaml, the largest city.

        `name` may be a place reading's identifier. `country` narrows it to one state: "Georgia" is the American state
        only where "USA" is given.
        """
        if name in self._places:
            return self._places[name][0]
        return next((p for p in self._places_named(name) if country in ("", p.country)), None)

    def _places_named(self, name: str) -> Iterator[Place]:
        cities, seats, state = self.cities(name), self._seats.get(plain(name), ()), self.state_named(name)
        if state and not set(seats) - {state.iso3}:
            yield Place(state.name, state.iso3, state.geonames, state.names)
        yield from (_as_place(c) for c in cities if c.country in seats)
        listed = [self._places[i] for i in self._place_ids.get(plain(name), ())]
        yield from (place for place, kind in listed if kind != "region")
        yield from (_as_place(c) for c in cities if c.population >= LARGER_THAN_REGION)
        yield from (place for place, _ in listed)
        yield from map(_as_place, cities)

    @cached_property
    def _place_ids(self) -> Mapping[str, tuple[str, ...]]:
        return by_name((n, i) for i, (p, _) in self._places.items() for n in (p.name, *p.aliases))

    @cached_property
    def _seats(self) -> Mapping[str, tuple[str, ...]]:
        return by_name((n, s.iso3) for s in self.states.values() for n in s.capitals)

    def within(self, iso3: str) -> tuple[str, ...]:
        """Give the regions that a state is in, from regions.yaml, in the order of that file."""
        return tuple(region for region, members in self.regions.items() if iso3 in members)

    @cached_property
    def given_names(self) -> frozenset[str]:
        """The first words of names that several people bear."""
        firsts = Counter(name.split()[0] for name, _ in self._people.full_names() if " " in name)
        return frozenset(word for word, bearers in firsts.items() if bearers >= SEVERAL)

    def person(self, name: str, on: date | None = None, country: str = "") -> tuple[Person, ...]:
        """Give the people of that full or family name, in whatever spelling, the likeliest first.

        Those in office on the day `on` come first, of these the highest. `country` keeps those who ever acted for it.
        """
        return self._people.named(name, on, country)

    def person_by_id(self, identifier: str) -> Person | None:
        """Give a person by Wikidata identifier, or by our own where there is none."""
        return self._people.get(identifier)

    def holders(self, country: str, office: str, on: date | None) -> tuple[Person, ...]:
        """Give who held an office that a state has one of, as far as the sources prove it; () without a day."""
        return self._people.holders(country, office, on) if on else ()

    def offices(self, person: str, on: date | None) -> tuple[str, ...]:
        """Give the offices that a person held on a day, the highest first, as far as the sources prove it.

        `person` is an identifier or a name; () without a day.
        """
        found = self.person_by_id(person) or next(iter(self.person(person, on)), None)
        held = [t for t in found.tenures if t.covers(on, certainly=True)] if found and on else []
        return tuple(dict.fromkeys(t.office for t in sorted(held, key=lambda t: (t.rank, t))))


def _squashed(name: str) -> str:
    return re.sub(r"[\s.-]", "", plain(name)).removeprefix("the")


def _shouted(named: Iterable[tuple[str, Reading]]) -> Iterator[tuple[str, Reading]]:
    """Add to every name of some length the same in capitals, as datelines have it."""
    for name, reading in named:
        yield name, reading
        if len(name) > 3 and "." not in name:
            yield name.upper(), reading


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] begins and ends where words do."""
    before, after = text[start - 1 : start], text[end : end + 1]
    inside = text[end - 1].isalnum() and (after.isalnum() or after == "$")
    return not inside and not (before.isalnum() and text[start].isalnum())


def _as_place(city: City) -> Place:
    return Place(city.name, city.country, city.geonames, city.names)
