"""People in office, by name and by office: part of the gazetteer, which gives access to it.

Names are compared in the form that spellings.yaml gives them, so that "Zelensky", "Zelenskiy" and "Zelenskyy" are one.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from kg.entries import Person, Tenure, cell, grouped, rows, without_accents


class Spelling:
    """The rules of spellings.yaml: under them, usual spellings of one name are equal."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._letters = dict[str, str](table["letters"])
        self._name_rules = [(re.compile(pattern), to) for pattern, to in table["in names"]]
        self._word_rules = [(re.compile(pattern), to) for pattern, to in table["in words"]]

    def fold(self, names: Sequence[str]) -> list[str]:
        """Give each name in the form in which its spellings are equal."""
        text = "\n".join(names).casefold()
        for letter, plain in self._letters.items():  # many times faster than str.translate on long texts
            text = text.replace(letter, plain)
        text = _applied(self._name_rules, without_accents(text))
        words = list(dict.fromkeys(text.split()))
        folded = dict(zip(words, _applied(self._word_rules, "\n".join(words)).split("\n")))
        return [" ".join([folded[w] for w in line.split()]) for line in text.split("\n")]


def _applied(rules: list[tuple[re.Pattern[str], str]], text: str) -> str:
    for pattern, to in rules:
        text = pattern.sub(to, text)
    return text


class People:
    """Everybody in office: the register, the share-alike rows, and those added by hand, who complete the others."""

    def __init__(self, folder: Path, spelling: Spelling, titles: Mapping[str, Sequence[str]]) -> None:
        self._spelling = spelling
        self._rank = {office: i for i, office in enumerate(titles["height"])}
        self._single = frozenset(titles["single"])
        self._entries = {r[0]: r for r in map(tuple, rows(folder / "persons.csv"))}
        self._listed: dict[str, str] = defaultdict(str)  # lines of the table, taken apart when asked for
        for line in (folder / "officeholders.csv").read_text(encoding="utf-8").splitlines()[1:]:
            self._listed[line.partition(",")[0]] += f"{line}\n"
        self._made: dict[str, Person] = {}
        self._added: dict[str, list[list[str]]] = defaultdict(list)
        for name in ("officeholders-sharealike.csv", "people.csv"):
            for row in rows(folder / name):
                self._add(*row)

    def _add(self, person: str, name: str, names: str, short: str, *tenure: str) -> None:
        _, listed, others, _ = self._entries.get(person, (person, name, "", ""))
        more = [n for n in (listed, *cell(others), *cell(names)) if n != name]
        self._entries[person] = (person, name, "|".join(dict.fromkeys(more)), short)
        if tenure[1]:
            self._added[person] = [*_without(self._added[person], tenure), list(tenure)]

    def _held(self, person: str) -> list[list[str]]:
        """Give the rows of a person's tenures: country, office, title, start, end, certain_until."""
        held = [row[1:] for row in csv.reader(self._listed.get(person, "").splitlines())]
        added = self._added.get(person, [])
        for tenure in added:
            held = _without(held, tenure)
        return held + added

    def full_names(self) -> Iterator[tuple[str, str]]:
        """Give every full name with the identifier of its bearer."""
        for person, name, others, _ in self._entries.values():
            yield name, person
            if others:
                yield from ((n, person) for n in others.split("|"))

    def get(self, person: str) -> Person | None:
        """Give a person by identifier."""
        if person in self._entries and person not in self._made:
            self._made[person] = self._person(*self._entries[person])
        return self._made.get(person)

    def _person(self, person: str, name: str, others: str, short: str) -> Person:
        wikidata = person if re.fullmatch(r"Q\d+", person) else ""
        return Person(person, name, cell(others), cell(short) or (name.split()[-1],), wikidata, self._tenures(person))

    def _tenures(self, person: str) -> tuple[Tenure, ...]:
        lowest = len(self._rank)
        return tuple(
            sorted(
                Tenure(start, end, certain, country, office, title, self._rank.get(office, lowest))
                for country, office, title, start, end, certain in self._held(person)
            )
        )

    def holders(self, country: str, office: str, on: date) -> tuple[Person, ...]:
        """Give who held an office on a day, the latest to take it first; () for offices with many holders.

        Those for whom the sources prove it; else the one for whom it is likely up to the day the next took office.
        """
        if office not in self._single:
            return ()
        listed = [
            (t, person)
            for person in map(self.get, self._by_office.get((country, office), ()))
            if person
            for t in person.tenures
            if (t.country, t.office) == (country, office)
        ]
        found = [(t.start, person) for t, person in listed if t.covers(on, certainly=True)]
        if not found:
            likely = [(t.start, person) for t, person in listed if t.end and t.covers(on)]
            found = likely if len(likely) == 1 else []
        ordered = sorted(found, key=lambda f: (f[0], f[1].id), reverse=True)
        return tuple(dict.fromkeys(person for _, person in ordered))

    @cached_property
    def _by_office(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        listed = (
            (line.split(",", 3)[1:3], person) for person, lines in self._listed.items() for line in lines.splitlines()
        )
        added = ((tenure[:2], person) for person, tenures in self._added.items() for tenure in tenures)
        return grouped(((country, office), person) for (country, office), person in (*listed, *added))

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
        """People by family name, folded: the last word of any of their names where the entry does not say otherwise."""
        special = [(person, s) for person, _, _, short in self._entries.values() if short for s in short.split("|")]
        forms = zip(self._spelling.fold([s for _, s in special]), [person for person, _ in special])
        usual = ((n.rpartition(" ")[2], e[0]) for e in self._entries.values() if not e[3] for n in self._folded[e[0]])
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


def _without(tenures: list[list[str]], better: Sequence[str]) -> list[list[str]]:
    """Leave out the tenure that a better row tells again: same country and office, and start as far as both know it."""
    country, office, _, start, *_ = better
    return [t for t in tenures if t[:2] != [country, office] or not _agree(t[3], start)]


def _agree(one: str, other: str) -> bool:
    """Whether two dates are the same as far as both are known."""
    return one.startswith(other) or other.startswith(one)
