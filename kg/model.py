"""The values that travel through the pipeline, and the errors it raises.

Every value is frozen, compares by content and holds tuples in a fixed order, so that equality, hashing, sorting and
parallel runs need no code of their own.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class KgError(Exception):
    """Anything that the user can mend: the message says what is wrong, where, and what to do."""


class OntologyError(KgError):
    """The files in ontology/ do not fit together; the message lists every fault with its file and line."""


class StoreError(KgError):
    """The store cannot be opened or written: missing, locked, of another version, or not a store."""


class QueryError(KgError):
    """A query cannot be run: a syntax error, an unknown name, a parameter missing, or refused for safety."""


class CorrectionError(KgError):
    """Corrections cannot be taken; the message lists every fault with its place, and nothing has changed."""


class Status(StrEnum):
    """The standing that a text gives an event. Exactly one for each report."""

    OCCURRED = "occurred"
    PLANNED = "planned"
    PROPOSED = "proposed"
    THREATENED = "threatened"
    POSSIBLE = "possible"
    ALLEGED = "alleged"
    DENIED = "denied"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """What sort of actor somebody is."""

    PERSON = "person"
    STATE = "state"
    ORGANIZATION = "organization"
    GROUP = "group"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """When something is: a day, a month, a year, or from one to another.

    Both ends are ISO 8601 dates of the precision that the text has: "2023-09-13", "2023-09" or "2023".

    >>> Period("2024-02", "2024-02").last
    datetime.date(2024, 2, 29)
    """

    start: str
    end: str

    @classmethod
    def day(cls, day: date) -> Period:
        """Give the period of one day."""
        return cls(day.isoformat(), day.isoformat())

    @property
    def first(self) -> date:
        """The first day of the period."""
        parts = [int(p) for p in self.start.split("-")]
        return date(*[*parts, 1, 1][:3])

    @property
    def last(self) -> date:
        """The last day of the period."""
        year, month, day = ([int(p) for p in self.end.split("-")] + [0, 0])[:3]
        month = month or 12
        return date(year, month, day or calendar.monthrange(year, month)[1])

    @property
    def granularity(self) -> str:
        """One of "day", "month", "year"; "range" where the two ends differ."""
        if self.start != self.end:
            return "range"
        return {10: "day", 7: "month", 4: "year"}[len(self.start)]


@dataclass(frozen=True, slots=True)
class Article:
    """One published text. `text` has paragraphs parted by an empty line; all offsets count its characters."""

    id: str
    text: str
    title: str = ""
    publisher: str = ""
    published: date | None = None
    url: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong with one input, as a value: the batch goes on.

    `source` names the file and, where there is one, the line; `step` the step that gave up; `fatal` is False for a
    warning about an article that was read all the same.
    """

    source: str
    step: str
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        return f"{self.source}: {self.step}: {self.message}"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A quotation: article.text[start:end] == quote."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """Somebody who acts or speaks.

    `country` is the ISO 3166-1 alpha-3 code of the state acted for (EUU for the EU, XKX for Kosovo), "" for none.
    `wikidata` is an identifier such as "Q7747", "" where it is not known. `aliases` are the other forms used in the
    article, sorted. `state_media` is True for an outlet that a state controls.
    """

    name: str
    kind: Kind
    country: str = ""
    wikidata: str = ""
    aliases: tuple[str, ...] = ()
    state_media: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is. `country` as in `Actor`; `geonames` is a GeoNames identifier, "" where it is not known."""

    name: str
    country: str = ""
    geonames: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Participant:
    """An actor in a role. `office` is the office held then ("foreign minister"), "" where it is not known."""

    role: str
    actor: Actor
    office: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of one event, with one standing.

    `type`, `action`, `kind` and the roles are names that the ontology defines ("Meeting", "hold", "phone call",
    "participant"). `when` and `place` are None where the text does not say. `attribution` is empty where the publisher
    speaks in its own voice. `evidence` is in text order and has at least one quote; `condition` is the clause on which
    the event depends, verbatim. `confidence` lies between 0 and 1.
    """

    article: str
    type: str
    action: str
    status: Status
    participants: tuple[Participant, ...]
    when: Period | None
    place: Place | None
    attribution: tuple[Actor, ...]
    evidence: tuple[Evidence, ...]
    confidence: float
    kind: str = ""
    condition: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What one report says of an event's status: who published it when, on whose word."""

    status: Status
    report: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """One happening in the world, put together from all its reports.

    `standings` has one entry a report, by date of publication; `status` is what they add up to; `contested` is True
    where sources conflict.
    """

    iri: str
    type: str
    action: str
    participants: tuple[Participant, ...]
    when: Period | None
    place: Place | None
    status: Status
    standings: tuple[Standing, ...] = field(default=())
    contested: bool = False
    kind: str = ""
