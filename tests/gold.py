"""The gold of the sample articles as values, as if they had been read, and put together, without a fault."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from kg.conclude import describe_event
from kg.iri import EVENTS, ID, World, actor_iri, event_iri, report_iri
from kg.model import Actor, Article, Event, Evidence, Kind, Participant, Period, Place, Report, Standing, Status
from kg.ontology import Ontology
from kg.resolve import independent, is_contested, status_of, tell
from kg.store import Store
from kg.tally import most_frequent
from kg.terms import in_graph

FILE = Path(__file__).parent / "samples_gold.jsonl"
OFFICES = {"prime minister": "head-of-government", "foreign minister": "foreign-minister", "president": "head-of-state"}
WORLD = World.load()
COUNTRIES = {country.name: code for code, country in WORLD.countries.items()}

Told = list[tuple[Article, tuple[Report, ...]]]


def gold_reports() -> Told:
    """Give each sample article with the reports that it must give."""
    return [(_article(line), tuple(_report(line, r) for r in _required(line))) for line in _lines()]


def gold_events() -> tuple[Event, ...]:
    """Give the events that the gold puts these reports to."""
    groups: defaultdict[str, list[tuple[Article, Report]]] = defaultdict(list)
    for line in _lines():
        for given in _required(line):
            groups[given["event"]].append((_article(line), _report(line, given)))
    return tuple(_event(name, told) for name, told in sorted(groups.items()))


def gold_store(path: Path | None = None, *, events: bool = True) -> Store:
    """Give a store of the gold reports, with the gold events or with those that our own resolver finds."""
    store = Store(path)
    told = gold_reports()
    for article, reports in told:
        store.put(article, reports)
    store.refresh()
    if events:
        _replace_events(store)
    return store


def _replace_events(store: Store) -> None:
    """Put the gold events in the place of those that our own resolver finds."""
    ontology = Ontology()
    roles = {name: type_.roles for name, type_ in ontology.types.items()}
    rows = store.select("SELECT ?actor ?label { ?actor a/rdfs:subClassOf* ?kind ; rdfs:label ?label }")
    labels = {row["actor"].value: row["label"].value for row in rows}
    store.inner.update(
        f"DELETE {{ GRAPH <{EVENTS}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{EVENTS}> {{ ?s ?p ?o }} "
        f"FILTER STRSTARTS(STR(?s), '{ID}event/') }}"
    )
    for event in gold_events():
        triples = describe_event(event, labels.__getitem__, WORLD, ontology.codes, roles[event.type])
        store.inner.extend(in_graph(EVENTS, triples))


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def _required(line: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (report for report in line["reports"] if not report["optional"])


def _article(line: dict[str, Any]) -> Article:
    given = {key: line[key] for key in ("id", "text", "title", "publisher", "url", "language")}
    return Article(**given, published=date.fromisoformat(line["published"]))


def _report(line: dict[str, Any], given: dict[str, Any]) -> Report:
    participants = [(role, actor) for role, actors in given["roles"].items() for actor in actors]
    evidence = tuple(sorted(_evidence(line["text"], words) for words in given["evidence"]))
    return Report(
        article=line["id"],
        type=given["type"],
        action=given["action"],
        status=Status(given["status"]),
        participants=tuple(sorted(Participant(role, _actor(actor), _office(actor)) for role, actor in participants)),
        when=Period(given["date"]["start"], given["date"]["end"]) if given["date"] else None,
        place=_place(given["place"]) if given["place"] else None,
        attribution=_speakers(given["attribution"], [_actor(actor) for _, actor in participants]),
        evidence=evidence,
        confidence=1.0,
        condition=_condition(line["text"], evidence) if given["status"] == "threatened" else None,
    )


def _evidence(text: str, words: str) -> Evidence:
    start = text.index(words)
    return Evidence(start, start + len(words), words)


def _condition(text: str, evidence: tuple[Evidence, ...]) -> Evidence | None:
    clause = re.search(r"\bif [^,.]+", evidence[0].quote)
    return _evidence(text, clause[0]) if clause else None


def _actor(given: dict[str, Any]) -> Actor:
    return Actor(given["name"], Kind(given["kind"]), given["country"] or "", aliases=tuple(sorted(given["aliases"])))


def _office(given: dict[str, Any]) -> str:
    """Give the office that the forms of a name tell; a minister's "counterpart" in these articles is a foreign one."""
    forms = " ".join(given["aliases"]).lower().replace("counterpart", "foreign minister")
    return next((office for words, office in OFFICES.items() if words in forms), "")


def _place(given: dict[str, Any]) -> Place:
    return Place(given["name"], given["country"] or "", aliases=tuple(sorted(given.get("aliases", ()))))


def _speakers(names: list[str], participants: list[Actor]) -> tuple[Actor, ...]:
    """Give who is cited: a state that is named counts for itself, all other names are forms of one speaker."""
    states = [name for name in names if name in COUNTRIES]
    forms = [name for name in names if name not in COUNTRIES]
    found = [Actor(name, Kind.STATE, COUNTRIES[name]) for name in states]
    if forms:
        known = next((p for p in participants if forms[0] in (p.name, *p.aliases)), None)
        found.append(known or _speaker(forms[0], tuple(sorted(forms[1:]))))
    return tuple(found)


def _speaker(name: str, aliases: tuple[str, ...]) -> Actor:
    country = next((code for land, code in COUNTRIES.items() if land in name), "")
    agency = "state news agency" in name
    body = agency or re.search(r"Ministry|Presidency|Union", name)
    kind = Kind.ORGANIZATION if body else Kind.GROUP if re.search(r"officials|diplomats", name) else Kind.PERSON
    return Actor(name, kind, country, aliases=aliases, state_media=agency)


def _event(name: str, told: list[tuple[Article, Report]]) -> Event:
    tellings = [tell(article, report, WORLD) for article, report in told]
    reports = [report for _, report in told]
    standings = tuple(Standing(r.status, report_iri(r), a.published) for a, r in told)
    contested = is_contested(tellings)
    status = status_of(standings, contested)
    return Event(
        iri=event_iri(reports[0].type, name),
        type=reports[0].type,
        action=reports[0].action,
        participants=_participants(reports),
        when=min((r.when for r in reports if r.when), key=lambda w: (w.last - w.first, w), default=None),
        place=next((r.place for r in reports if r.place), None),
        status=status,
        standings=standings,
        contested=contested,
        independent=independent({t.source for t in tellings}),
    )


def _participants(reports: list[Report]) -> tuple[Participant, ...]:
    """Give who takes part, each once, with the office that most reports give."""
    named: defaultdict[tuple[str, str], list[Participant]] = defaultdict(list)
    for participant in (p for r in reports for p in r.participants):
        named[participant.role, actor_iri(participant.actor)].append(participant)
    return tuple(
        Participant(role, ps[0].actor, most_frequent((p.office for p in ps), "")) for (role, _), ps in named.items()
    )
