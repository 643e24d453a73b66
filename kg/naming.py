"""Naming: the names and titles found in a sentence, as values."""

from __future__ import annotations

from dataclasses import dataclass

from kg.gazetteer import Gazetteer, Reading


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name can mean, as the gazetteer gives it, with the country it acts for or lies in ("" for none)."""

    type: str
    id: str
    country: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: tokens first to last, what it may denote, and the office said of its bearer.

    `type` is person, state, adjective, demonym, capital, metonym, organization, medium, city, place or unknown.
    """

    first: int
    last: int
    text: str
    type: str
    readings: tuple[Sense, ...] = ()
    office: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """An office named in a sentence, tokens first to last; `slug` is the office, `words` the title as the text has it."""

    first: int
    last: int
    slug: str
    words: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The names and titles of one sentence, in order, none overlapping another of its own sort."""

    names: tuple[Name, ...]
    titles: tuple[Title, ...]

    def name_at(self, i: int) -> Name | None:
        """Give the name that covers a token."""
        return next((n for n in self.names if n.first <= i <= n.last), None)

    def title_at(self, i: int) -> Title | None:
        """Give the title that covers a token."""
        return next((t for t in self.titles if t.first <= i <= t.last), None)


def sense(reading: Reading, gazetteer: Gazetteer) -> Sense:
    """Complete a reading of the gazetteer with its country."""
    if gazetteer.state(reading.id) is not None:
        return Sense(reading.type, reading.id, reading.id)
    if reading.type in {"organization", "metonym"}:
        organisation = gazetteer.organisation(reading.id)
        return Sense("organization", reading.id, organisation.country if organisation else "")
    if reading.type == "medium":
        medium = gazetteer.medium(reading.id)
        return Sense("medium", reading.id, medium.country if medium else "")
    if reading.type == "city":
        city = gazetteer.city(reading.id)
        return Sense("city", reading.id, city.country if city else "")
    if reading.type == "place":
        place = gazetteer.place(reading.id)
        return Sense("place", reading.id, place.country if place else "")
    return Sense(reading.type, reading.id, "")
