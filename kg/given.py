"""Read a correction as an analyst gives it, and find its faults: what it names has to be there, its day to be a day."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg.books import Books, article_of
from kg.conclude import country_of_state
from kg.corrections import Correction, Judgement, Reference, correction, refer
from kg.draft import Draft
from kg.iri import EVENTS, ID, World, article_iri, report_iri, short_iri, whole_iri
from kg.model import CorrectionError, Report, Status
from kg.terms import KG

if TYPE_CHECKING:
    from kg.store import Store

FIELDS = ("correction", "of", "author", "date", "reason")
REFERENCE = ("report", "article", "type", "action", "status", "sides", "quote")

_ACTOR, _EVENT = f"{ID}actor/", f"{ID}event/"
_ACTORS = "kg query 'SELECT DISTINCT ?actor ?label { ?mention kg:actor ?actor . ?actor rdfs:label ?label }'"
_REPORTS = "kg query 'SELECT ?event ?label ?report { ?event kg:report ?report ; rdfs:label ?label }'"
_OR_AHEAD = "; ingest the article first, or load with --ahead what is to wait for it"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]+")
_NAME = re.compile(r"\w[\w-]*")
_UNWRITABLE = re.compile(r"[\ud800-\udfff\x00]")


def refuse(faults: Sequence[str]) -> None:
    """Refuse corrections that have faults, each told on a line.

    Raises:
        CorrectionError: there are any.
    """
    if faults:
        raise CorrectionError("\n".join(faults))


class There:
    """What a store has that corrections can speak of."""

    def __init__(self, store: Store) -> None:
        self._draft, self._world = Draft(store.inner), World.load(store.root)
        self._books = Books(self._draft, self._world)

    def actor(self, iri: str) -> bool:
        """Tell whether any article names an actor so, or it is a state."""
        return bool(self._books.tally(iri)) or country_of_state(iri, self._world) in self._world.countries

    def is_state(self, iri: str) -> bool:
        """Tell a state, or a union that acts as one, from other actors."""
        return bool(country_of_state(iri, self._world))

    def references(self, iri: str) -> tuple[Reference, ...]:
        """Give the report of an IRI, or the reports of an event; none where it is not there."""
        iris = self._draft.values(iri, KG("report"), NamedNode(EVENTS)) if iri.startswith(_EVENT) else [iri]
        told = (refer(r) for one in iris for r in self._told(article_of(one)) if report_iri(r) == one)
        return tuple(told)

    def found(self, reference: Reference) -> str:
        """Give the IRI of the report that is spoken of, also where a correction says that it is wrong; "" for none."""
        return reference.found(self._told(article_iri(reference.article)))

    def key(self, reference: Reference) -> str:
        """Give what tells the report that is spoken of from others."""
        return self.found(reference) or reference.report

    def lacks(self, made: Correction) -> str:
        """Say what a correction speaks of that is not there, or is wrong by another; "" where all is well."""
        lacking = [f"no article names {short_iri(a)}" for a in made.actors if not self.actor(a)]
        for reference in made.references:
            if not self.found(reference):
                lacking.append(f"article {reference.article} is not there, or tells no such report any more")
            elif made.judgement is not Judgement.WRONG_REPORT and not self._books.spoken_of(reference):
                lacking.append(f"the report in article {reference.article} is wrong by another correction")
        return "; ".join(dict.fromkeys(lacking))

    def _told(self, article: str) -> tuple[Report, ...]:
        read = self._books.read(article)
        return read[1] if read else ()


class Given:
    """A correction as it is given, looked through for faults."""

    def __init__(self, row: Any, there: There, ahead: bool) -> None:
        self._row, self._there, self._ahead = row, there, ahead
        self._faults: list[str] = []

    def correction(self) -> Correction:
        """Give the correction.

        Raises:
            CorrectionError: its faults, one a line.
        """
        if not isinstance(self._row, dict):
            raise CorrectionError(
                f"a {type(self._row).__name__} stands where an object with {', '.join(FIELDS)} is due"
            )
        if odd := sorted({*map(str, self._row)} ^ {*FIELDS}):
            self._fault(f"{', '.join(map(repr, odd))} missing or unknown: a correction has {', '.join(FIELDS)}")
        judgement = self._judgement()
        author, reason, day = self._text("author"), self._text("reason"), self._day()
        actors = self._actors(judgement) if judgement and judgement.of_actors else []
        events = self._events(judgement) if judgement and not judgement.of_actors else []
        refuse(self._faults)
        assert judgement
        assert day
        return correction(judgement, author, day, reason, actors=actors, events=events)

    def _fault(self, fault: str) -> None:
        self._faults.append(fault)

    def _judgement(self) -> Judgement | None:
        given = self._row.get("correction")
        if given in list(Judgement):
            return Judgement(given)
        if "correction" in self._row:
            self._fault(f"there is no correction {given!r}; there are {', '.join(Judgement)}")
        return None

    def _text(self, field: str) -> str:
        given = self._row.get(field)
        if isinstance(given, str) and given.strip() and not _UNWRITABLE.search(given):
            return given.strip()
        if field in self._row:
            self._fault(f"the {field} is {given!r}; say it in words, with no half characters")
        return ""

    def _day(self) -> date | None:
        given = self._row.get("date")
        try:
            return date.fromisoformat(given if _DAY.fullmatch(given) else "")
        except (TypeError, ValueError):
            if "date" in self._row:
                self._fault(f"the date {given!r} is no day; write it as YYYY-MM-DD")
            return None

    def _of(self, least: int) -> list[Any]:
        given = self._row.get("of")
        if isinstance(given, list) and len(given) >= least:
            return given
        if "of" in self._row:
            self._fault(f"'of' is {json.dumps(given)[:80]}; give a list of {least} or more")
        return []

    def _actors(self, judgement: Judgement) -> list[str]:
        iris = [self._actor(given) for given in self._of(2)]
        for twice in sorted({iri for iri in iris if iri and iris.count(iri) > 1}):
            self._fault(f"{short_iri(twice)} is named twice; name two or more different actors")
        if judgement is Judgement.SAME_ACTOR:
            for iri in filter(self._there.is_state, iris[:-1]):
                self._fault(f"{short_iri(iri)} is a state, which others can be but which is no other; name it last")
        return iris

    def _actor(self, given: Any) -> str:
        iri = whole_iri(given) if isinstance(given, str) else ""
        if not (iri.startswith(_ACTOR) and _IRI.fullmatch(iri)):
            self._fault(f"{given!r} is no IRI of an actor; {_ACTORS} lists them")
            return ""
        if not self._ahead and not self._there.actor(iri):
            self._fault(f"there is no actor {short_iri(iri)}; {_ACTORS} lists them{_OR_AHEAD}")
        return iri

    def _events(self, judgement: Judgement) -> list[tuple[Reference, ...]]:
        least = 1 if judgement is Judgement.WRONG_REPORT else 2
        groups = [self._group(given) for given in self._of(least)]
        every = [reference for group in groups for reference in group]
        if self._faults:
            return []
        if len({self._there.key(r) for r in every}) < least:
            self._fault("all that is named is one report; name two or more reports or events")
        elif judgement is Judgement.SAME_EVENT and len(kinds := {(r.type, r.action) for r in every}) > 1:
            told = ", ".join(sorted(f"{type_} ({action})" for type_, action in kinds))
            self._fault(f"these are {told}; the reports of one event are of one type and action")
        elif judgement is Judgement.NOT_SAME_EVENT:
            for one, other in combinations(groups, 2):
                if both := {self._there.key(r) for r in one} & {self._there.key(r) for r in other}:
                    self._fault(f"{short_iri(min(both))} is named on both sides; name it once")
        return groups if judgement is Judgement.NOT_SAME_EVENT else [(r,) for r in every]

    def _group(self, given: Any) -> tuple[Reference, ...]:
        """Give the reports of one thing that is named: an event, a report, or a list of reports."""
        if isinstance(given, list) and given:
            return tuple(r for one in given for r in self._group(one))
        if isinstance(given, dict):
            reference = self._reference(given)
            return (reference,) if reference else ()
        iri = whole_iri(given) if isinstance(given, str) else ""
        if not (iri.startswith(_EVENT) or (iri.startswith(f"{ID}article/") and "/report/" in iri)):
            self._fault(f"{json.dumps(given)[:80]} is no IRI of a report or an event; {_REPORTS} lists them")
            return ()
        found = self._there.references(iri) if _IRI.fullmatch(iri) else ()
        if not found:
            what = "event" if iri.startswith(_EVENT) else "report"
            self._fault(f"there is no {what} {short_iri(iri)}; {_REPORTS} lists them")
        return found

    def _reference(self, given: Mapping[str, Any]) -> Reference | None:
        """Read a report that is given by what it says, as `kg correct export` writes it."""
        sides = given.get("sides")
        words = [given.get(name) for name in REFERENCE if name != "sides"] + (sides if isinstance(sides, list) else [])
        right = {*given} == {*REFERENCE} and isinstance(sides, list) and bool(sides)
        if not right or not all(isinstance(w, str) and w and not _UNWRITABLE.search(w) for w in words):
            self._fault(f"a report is given by its IRI, or by {', '.join(REFERENCE)}, all in words and 'sides' a list")
            return None
        report, sides = whole_iri(given["report"]), tuple(sorted(set(given["sides"])))
        made = Reference(**{**given, "report": report, "sides": sides})
        if not (made.report.startswith(f"{article_iri(made.article)}/report/") and _IRI.fullmatch(made.report)):
            self._fault(f"{given['report']!r} is no IRI of a report of article {made.article!r}")
        elif made.status not in list(Status) or not _NAME.fullmatch(made.type) or not _NAME.fullmatch(made.action):
            self._fault(f"{made.type!r}, {made.action!r} or {made.status!r} is no type, action or status")
        elif not self._ahead and not self._there.found(made):
            self._fault(f"article {made.article!r} is not there, or tells no report like {given['report']}{_OR_AHEAD}")
        return made
