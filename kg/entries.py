"""The entries of the gazetteer, and how their names are read and compared."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Reading(NamedTuple):
    """One thing that a string can mean.

    `type` is state, adjective, demonym, capital, metonym, organization, medium, city, place or person. `id` is the ISO
    3166-1 alpha-3 code for the first four, code or organisation for a metonym, and the entry's own identifier else.
    """

    type: str
    id: str


class Match(NamedTuple):
    """A name found: text[start:end] is `text`; `readings` are what it can mean, the likeliest first."""

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]

    @property
    def type(self) -> str:
        """The likeliest type."""
        return self.readings[0].type

    @property
    def ids(self) -> tuple[str, ...]:
        """The identifiers that the string can have as that type: "Congolese" is of COD and of COG."""
        return tuple(r.id for r in self.readings if r.type == self.type)


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory. `standing`: sovereign, disputed, freely_associated, territory, special_admin or former."""

    iso3: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capitals: tuple[str, ...]
    wikidata: str
    geonames: str
    standing: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body, party, armed group or company. `country` is EUU for those of the EU, "" for those of no state."""

    id: str
    name: str
    acronyms: tuple[str, ...]
    aliases: tuple[str, ...]
    wikidata: str
    kind: str
    country: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Medium:
    """A news outlet. `state_media` is True for one that a state controls, not for public broadcasters."""

    id: str
    name: str
    aliases: tuple[str, ...]
    country: str
    state_media: bool
    kind: str


@dataclass(frozen=True, slots=True)
class City:
    """A city; `geonames` is its GeoNames identifier."""

    geonames: str
    name: str
    country: str
    population: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Tenure:
    """An office held. Dates are ISO 8601 of the precision known; `end` is "" where none is known.

    The sources prove the office up to `certain_until`; from there to `end` it is likely. `rank` is 0 for the highest
    office. `title` is "" where `office` says all.
    """

    start: str
    end: str
    certain_until: str
    country: str
    office: str
    title: str
    rank: int

    def covers(self, on: date, *, certainly: bool = False) -> bool:
        """Whether the office was held on a day: likely, or proved by the sources."""
        day, end = on.isoformat(), self.certain_until if certainly else self.end
        return day[: len(self.start)] >= self.start and (not end or day[: len(end)] <= end)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds or held an office. `short` are the parts of the name that newspapers use alone."""

    id: str
    name: str
    names: tuple[str, ...]
    short: tuple[str, ...]
    wikidata: str
    tenures: tuple[Tenure, ...]

    def tenure(self, on: date | None = None) -> Tenure | None:
        """Give the highest office held on a day; else the last one begun before it, else the first ever."""
        if on is None or not self.tenures:
            return next(iter(self.tenures[-1:]), None)
        held = [t for t in self.tenures if t.covers(on)]
        if held:
            return min(held, key=lambda t: (not t.covers(on, certainly=True), t.rank, t))
        before = [t for t in self.tenures if t.start <= on.isoformat()]
        return before[-1] if before else self.tenures[0]

    def country(self, on: date | None = None) -> str:
        """Give the state, or EUU, for which the person acted on a day; "" for none."""
        tenure = self.tenure(on)
        return tenure.country if tenure else ""


def rows(path: Path) -> Iterator[list[str]]:
    """Give the rows of a CSV table, without its heading."""
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.reader(file)
        next(table)
        yield from table


def cell(text: str) -> tuple[str, ...]:
    """Give the names in a cell of a table."""
    return tuple(text.split("|")) if text else ()


def plain(name: str) -> str:
    """Give a name without case, accents, punctuation and leading article: "The Élysée" is "elysee"."""
    return plain_all([name])[0]


def plain_all(names: Iterable[str]) -> list[str]:
    """Give many names as `plain` gives one, in a tenth of the time."""
    text = re.sub(r"[^\w\s-]", "", without_accents("\n".join(names).casefold()))
    return [" ".join(line.split()).removeprefix("the ") for line in text.split("\n")]


def by_name(named: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Give the identifiers of each name, the name as `plain` gives it."""
    pairs = list(named)
    return grouped(zip(plain_all(name for name, _ in pairs), (identifier for _, identifier in pairs)))


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """Give the values of each key, each once, in the order in which they come."""
    found: dict[K, tuple[V, ...]] = {}
    for key, value in pairs:
        known = found.get(key)
        if known is None:
            found[key] = (value,)
        elif value not in known:
            found[key] = (*known, value)
    return found


def without_accents(text: str) -> str:
    """Give a text without accents."""
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))
