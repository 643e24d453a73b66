"""People in office, by name and by office: part of the gazetteer, which gives access to it.

Names are compared in the form that spellings.yaml gives them, so that "Zelensky", "Zelenskiy" and "Zelenskyy" are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)


def cell(text: str) -> tuple[str, ...]:
    """Give the names in a cell of a table."""
    return tuple(text.split("|")) if text else ()


def plain(name: str) -> str:
    """Give a name without case, accents, punctuation and leading article: "The Élysée" is "elysee"."""
    text = re.sub(r"[^\w\s-]", "", _without_accents(name.casefold()))
    return " ".join(text.split()).removeprefix("the ")


def grouped(pairs: Iterable[tuple[K, str]]) -> Mapping[K, tuple[str, ...]]:
    """Give the values of each key, each once, in the order in which they come."""
    found: dict[K, dict[str, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in found.items()}


def _without_accents(text: str) -> str:
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text))


class Spelling:
    """The rules of spellings.yaml: under them, usual spellings of one name are equal."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._letters = str.maketrans(table["letters"])
        self._name_rules = [(re.compile(pattern), to) for pattern, to in table["in names"]]
        self._word_rules = [(re.compile(pattern), to) for pattern, to in table["in words"]]

    def fold(self, names: Sequence[str]) -> list[str]:
        """Give each name in the form in which its spellings are equal."""
        text = _without_accents("\n".join(names).casefold().translate(self._letters))
        text = _applied(self._name_rules, text)
        words = list(dict.fromkeys(text.split()))
        folded = dict(zip(words, _applied(self._word_rules, "\n".join(words)).split("\n")))
        return [" ".join([folded[w] for w in line.split()]) for line in text.split("\n")]


def _applied(rules: list[tuple[re.Pattern[str], str]], text: str) -> str:
    for pattern, to in rules:
        text = pattern.sub(to, text)
    return text


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


class People:
    """Everybody in office: the register, the share-alike rows, and those added by hand, who complete the others."""

    def __init__(
        self, table: Callable[[str], Iterator[list[str]]], spelling: Spelling, titles: Mapping[str, Sequence[str]]
    ) -> None:
        self._spelling = spelling
        self._rank = {office: i for i, office in enumerate(titles["height"])}
        self._single = frozenset(titles["single"])
        self._entries = {r[0]: r for r in table("persons.csv")}
        self._held: dict[str, list[list[str]]] = defaultdict(list)
        for row in table("officeholders.csv"):
            self._held[row[0]].append(row[1:])
        for name in ("officeholders-sharealike.csv", "people.csv"):
            for row in table(name):
                self._add(*row)

    def _add(self, person: str, name: str, names: str, *tenure: str) -> None:
        _, listed, others, short = self._entries.get(person, (person, name, "", ""))
        more = [n for n in (name, *cell(others), *cell(names)) if n != listed]
        self._entries[person] = [person, listed, "|".join(dict.fromkeys(more)), short]
        country, office, _, start, *_ = tenure
        if office:
            known = [t for t in self._held[person] if t[:2] != [country, office] or not _agree(t[3], start)]
            self._held[person] = [*known, list(tenure)]

    def full_names(self) -> Iterator[tuple[str, str]]:
        """Give every full name with the identifier of its bearer."""
        for person, name, others, _ in self._entries.values():
            yield name, person
            if others:
                yield from ((n, person) for n in others.split("|"))

    def get(self, person: str) -> Person | None:
        """Give a person by identifier."""
        if person not in self._entries:
            return None
        _, name, others, short = self._entries[person]
        wikidata = person if re.fullmatch(r"Q\d+", person) else ""
        return Person(person, name, cell(others), cell(short) or (name.split()[-1],), wikidata, self._tenures(person))

    def _tenures(self, person: str) -> tuple[Tenure, ...]:
        lowest = len(self._rank)
        return tuple(
            sorted(
                Tenure(start, end, certain, country, office, title, self._rank.get(office, lowest))
                for country, office, title, start, end, certain in self._held.get(person, ())
            )
        )

    def holders(self, country: str, office: str, on: date) -> tuple[Person, ...]:
        """Give who certainly held an office on a day, the latest to take it first; () for offices with many holders."""
        if office not in self._single:
            return ()
        found = [
            (t.start, person)
            for person in map(self.get, self._by_office.get((country, office), ()))
            if person
            for t in person.tenures
            if (t.country, t.office) == (country, office) and t.covers(on, certainly=True)
        ]
        ordered = sorted(found, key=lambda f: (f[0], f[1].id), reverse=True)
        return tuple(dict.fromkeys(person for _, person in ordered))

    @cached_property
    def _by_office(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        return grouped(((t[0], t[1]), person) for person, held in self._held.items() for t in held)

    def named(self, name: str, on: date | None, country: str) -> tuple[Person, ...]:
        """Give the people whose full name, family name, or family name with other parts of the name it is."""
        folded = self._spelling.fold([name])[0]
        full = set(self._by_full.get(folded, ()))
        found = full.union(self._by_short.get(folded, ()), self._partly(folded.split()))
        people = [p for p in map(self.get, found) if p and (not country or country in {t.country for t in p.tenures})]
        return tuple(sorted(people, key=lambda p: (p.id not in full, *_likelihood(p, on))))

    def _partly(self, words: list[str]) -> Iterator[str]:
        """Give those whose name has all the words, one of them being the family name."""
        words = [w for w in words if len(w) > 1]
        for person in {p for w in words if len(words) > 1 for p in self._by_short.get(w, ())}:
            if any(set(words) <= set(n.split()) for n in self._folded[person]):
                yield person

    @cached_property
    def _folded(self) -> Mapping[str, tuple[str, ...]]:
        """Full names by identifier, folded; that of the entry first."""
        named = list(self.full_names())
        return grouped(zip([person for _, person in named], self._spelling.fold([name for name, _ in named])))

    @cached_property
    def _by_full(self) -> Mapping[str, tuple[str, ...]]:
        return grouped((name, person) for person, names in self._folded.items() for name in names)

    @cached_property
    def _by_short(self) -> Mapping[str, tuple[str, ...]]:
        """People by family name, folded: the last word where the entry does not say otherwise."""
        special = [(person, s) for person, _, _, short in self._entries.values() if short for s in short.split("|")]
        forms = zip(self._spelling.fold([s for _, s in special]), [person for person, _ in special])
        usual = ((self._folded[e[0]][0].rpartition(" ")[2], e[0]) for e in self._entries.values() if not e[3])
        return grouped([*forms, *usual])


def _likelihood(person: Person, on: date | None) -> tuple[int, int, str, str]:
    """Sort by: in office on the day (certainly, likely, before, later), height of office, the latest, identifier."""
    tenure = person.tenure(on)
    if tenure is None:
        return 4, 99, "", person.id
    if on is None:
        return 0, min(t.rank for t in person.tenures), _descending(tenure.start), person.id
    when = 3 if tenure.start > on.isoformat() else 0 if tenure.covers(on, certainly=True) else 2 - tenure.covers(on)
    return when, tenure.rank, _descending(tenure.start), person.id


def _descending(day: str) -> str:
    return day.translate(str.maketrans("0123456789", "9876543210"))


def _agree(one: str, other: str) -> bool:
    """Whether two dates are the same as far as both are known."""
    return one.startswith(other) or other.startswith(one)
