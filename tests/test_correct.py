"""What an analyst says wins over the resolver, lasts through whatever happens to the articles, and is taken whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import (
    ABUJA,
    AGENCY,
    GROUP,
    NIGERIA,
    NORWAY,
    ORGANIZATION,
    PERSON,
    SWEDEN,
    TEXT,
    article,
    quote,
    report,
    roles,
)

from kg.check import check
from kg.correct import correct, dump, listing, load, take, undo
from kg.corrections import Correction, correction_quads, read_correction
from kg.export import export
from kg.graph import Graph
from kg.iri import actor_iri, report_iri, short_iri
from kg.model import Actor, CorrectionError, Place, QueryError, Report, StoreError
from kg.store import Store

LINDQVIST = Actor("Karin Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))
MISSPELT = Actor("Carin Lindquist", PERSON, "SWE")
VISIT = report("Visit", "make", "occurred", "2024-03-05", participants=roles(visitor=LINDQVIST, host=NIGERIA))
TODAY = date(2024, 5, 1)
BY = {"author": "A. Reader", "reason": "Read again.", "day": TODAY}


def put(store: Store, name: str, *made: Report, published: str = "2024-03-06", **fields: object) -> list[str]:
    """Write an article with reports, and give their IRIs."""
    told = [replace(r, article=name) for r in made]
    store.put(article(name, published, **fields), told)
    store.refresh()
    return [report_iri(r) for r in told]


def visited(who: Actor, when: str = "2024-03-05", **fields: object) -> Report:
    visit = report("Visit", "make", "occurred", when, participants=roles(visitor=who, host=NIGERIA))
    return replace(visit, **fields)  # type: ignore[arg-type]


def parties(store: Store) -> set[tuple[str, ...]]:
    """Give the reports of each event, by the articles that they are of."""
    return {tuple(sorted(s.report.split("/")[-3] for s in event.standings)) for event in store.events()}


def iri(actor: Actor) -> str:
    return short_iri(actor_iri(actor))


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as made:
        yield made


# ---------------------------------------------------------------- what each does

KIM = Actor("Ola Kamara", PERSON, "GHA", "Q900010")
NAMESAKE = Actor("Ola Kamara", PERSON, "GHA", "Q900011")
ABROAD = replace(LINDQVIST, country="NOR")
NOWHERE = Actor("The Lindqvist woman", PERSON)
FRONT = Actor("Northern Front", PERSON)
BODY = Actor("Northern Front", ORGANIZATION, "SWE")
ENVOYS = Actor("envoys", GROUP, "SWE")
COUNTRY = Actor("Sveden", ORGANIZATION)

ONE = [
    (MISSPELT, LINDQVIST, "a slip"),
    (LINDQVIST, MISSPELT, "the other way round"),
    (ABROAD, LINDQVIST, "of another country"),
    (NOWHERE, LINDQVIST, "of no country"),
    (LINDQVIST, NOWHERE, "known by the lesser name"),
    (NAMESAKE, KIM, "a wrong item"),
    (KIM, LINDQVIST, "an item to none"),
    (FRONT, BODY, "no person but a body"),
    (ENVOYS, LINDQVIST, "people named together"),
    (COUNTRY, SWEDEN, "a state"),
]


@pytest.mark.parametrize(("who", "other", "why"), ONE, ids=[row[2] for row in ONE])
def test_same_actor(store: Store, who: Actor, other: Actor, why: str) -> None:
    """Two actors that are one have one IRI in every event, that of the last named, and their visits are one event."""
    put(store, "a1", visited(who))
    put(store, "a2", visited(other))
    before = list(store.nquads())
    made = correct(store, "same-actor", iri(who), iri(other), **BY, today=TODAY)  # type: ignore[arg-type]
    ask = "SELECT DISTINCT ?who { ?e a kg:Visit ; kg:report ?r ; kg:visitor ?who }"
    assert [row["who"].value for row in store.select(ask)] == [actor_iri(other)], why
    assert parties(store) == {("a1", "a2")}
    assert check(store) == []
    kinds = store.select("SELECT DISTINCT ?kind ?code { ?who a ?kind . OPTIONAL { ?who kg:countryCode ?code } }",
                         who=next(iter(store.select(ask)))["who"])  # fmt: skip
    found = [(row["kind"].value.rpartition("#")[2].lower(), row["code"] and row["code"].value) for row in kinds]
    assert [kind for kind, _ in found] == [other.kind]
    assert not other.country or found[0][1] == other.country
    undo(store, [made.iri])
    assert list(store.nquads()) == before


def test_same_actor_goes_by_the_last(store: Store) -> None:
    """Who is said to be another is called as the other is, however often the wrong name stands in articles."""
    for number in range(3):
        put(store, f"a{number}", visited(KIM))
    put(store, "b", visited(LINDQVIST))
    correct(store, "same-actor", iri(KIM), iri(LINDQVIST), **BY, today=TODAY)  # type: ignore[arg-type]
    ask = "SELECT DISTINCT ?label { ?e a kg:Visit ; kg:report ?r ; kg:visitor ?who . ?who rdfs:label ?label }"
    assert [row["label"].value for row in store.select(ask)] == [LINDQVIST.name]
    assert not list(store.select("SELECT ?who { ?who owl:sameAs wd:Q900010 ; kg:countryCode 'SWE' }"))
    labels = store.select("SELECT ?label { ?e a kg:Visit ; kg:report ?r ; rdfs:label ?label }")
    assert all(LINDQVIST.name in row["label"].value for row in labels)


def test_same_actor_brings_the_others_along(store: Store) -> None:
    """Who the rules make one with the one or the other is one with both; who is known by an item stays so."""
    titled = Actor("Swedish Minister Karin E. Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))
    for number, who in enumerate((LINDQVIST, titled, MISSPELT, replace(MISSPELT, country=""))):
        put(store, f"a{number}", visited(who))
    assert len({e.participants for e in store.events()}) == 2
    correct(store, "same-actor", iri(titled), iri(MISSPELT), **BY, today=TODAY)  # type: ignore[arg-type]
    assert len(store.events()) == 1


def test_not_same_actor(store: Store) -> None:
    """Two whom the rules make one are two; a name that could be of either is by itself."""
    known = replace(LINDQVIST, wikidata="Q900002")
    put(store, "a1", visited(known))
    put(store, "a2", visited(LINDQVIST))
    put(store, "a3", visited(Actor("Minister Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))))
    assert parties(store) == {("a1", "a2", "a3")}
    correct(store, "not-same-actor", iri(LINDQVIST), iri(known), **BY, today=TODAY)  # type: ignore[arg-type]
    assert parties(store) == {("a1",), ("a2",), ("a3",)}
    assert check(store) == []


def test_same_event(store: Store) -> None:
    """Reports that other sides, places and days keep apart are one event, and those that the rules put with them too."""
    one = put(store, "a1", visited(LINDQVIST))
    put(store, "a2", visited(LINDQVIST))
    other = put(
        store, "a3", replace(visited(LINDQVIST, "2024-03-08"), participants=roles(visitor=LINDQVIST, host=NORWAY))
    )
    assert parties(store) == {("a1", "a2"), ("a3",)}
    events = sorted(store.events(), key=lambda e: -len(e.standings))
    correct(store, "same-event", *(e.iri for e in events), **BY, today=TODAY)  # type: ignore[arg-type]
    (event,) = store.events()
    assert {s.report for s in event.standings} >= {*one, *other}
    assert {p.actor.country for p in event.participants} == {"SWE", "NGA", "NOR"}
    assert check(store) == []


def test_not_same_event(store: Store) -> None:
    """Reports that the rules put together are of two events; what is undecided goes with one of them."""
    reports = [put(store, f"a{n}", visited(LINDQVIST))[0] for n in (1, 2, 3)]
    assert parties(store) == {("a1", "a2", "a3")}
    correct(store, "not-same-event", reports[0], reports[2], **BY, today=TODAY)  # type: ignore[arg-type]
    assert parties(store) == {("a1", "a2"), ("a3",)}


def test_not_same_event_parts_whole_events(store: Store) -> None:
    """Two events that are not one stay so when a report comes that would be of both."""
    put(store, "a1", visited(LINDQVIST, place=ABUJA))
    put(store, "a2", visited(LINDQVIST, place=Place("Kano", "NGA", "2335204")))
    correct(store, "not-same-event", *(e.iri for e in store.events()), **BY, today=TODAY)  # type: ignore[arg-type]
    put(store, "a2", visited(LINDQVIST))
    assert parties(store) == {("a1",), ("a2",)}


def test_wrong_report(store: Store) -> None:
    """No event rests on a report that is wrong, nobody is known by it, and the article keeps it."""
    (right,) = put(store, "a1", visited(LINDQVIST))
    (wrong,) = put(store, "a2", visited(MISSPELT, attribution=(AGENCY,)))
    correct(store, "wrong-report", wrong, **BY, today=TODAY)  # type: ignore[arg-type]
    assert [s.report for e in store.events() for s in e.standings] == [right]
    assert not list(store.select("SELECT ?x { ?x rdfs:label ?name }", name="Carin Lindquist"))
    assert not list(store.select("SELECT ?x { ?x rdfs:label ?name }", name=AGENCY.name))
    assert len(list(store.reports())) == 2
    rows = {row["id"]: row["reports"][0]["event"] for row in map(json.loads, export(store, "reports").splitlines())}
    assert rows == {"a1": store.events()[0].iri, "a2": None}
    assert check(store) == []


def test_wrong_event(store: Store) -> None:
    """All reports of an event can be wrong at once; then it is gone."""
    put(store, "a1", visited(LINDQVIST))
    put(store, "a2", visited(LINDQVIST))
    correct(store, "wrong-report", store.events()[0].iri, **BY, today=TODAY)  # type: ignore[arg-type]
    assert store.events() == ()
    assert check(store) == []


# ---------------------------------------------------------------- what it lasts through

LONGER = TEXT.replace("Sweden's", "STOCKHOLM. Sweden's")
REWORDED = TEXT.replace("met Tunde Oyelaran in Abuja on Tuesday", "met Tunde Oyelaran in Abuja on Tuesday, 5 March")

EDITS = [
    ({}, {"confidence": 0.4}, True, "read anew, with another confidence"),
    ({"title": "Ministers meet"}, {}, True, "another title"),
    ({"text": LONGER}, {"evidence": (quote("Karin Lindqvist met Tunde Oyelaran in Abuja on Tuesday", LONGER),)}, True, "a word before it"),
    ({"text": REWORDED}, {"evidence": (quote("Karin Lindqvist met Tunde Oyelaran in Abuja on Tuesday, 5 March", REWORDED),)}, True, "the sentence in other words"),
    ({}, {"when": None}, True, "its date is read no more"),
    ({}, {"participants": roles(visitor=LINDQVIST, host=NORWAY)}, False, "it says something else"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "told", "holds", "why"), EDITS, ids=[row[3] for row in EDITS])
def test_edited(store: Store, fields: dict[str, str], told: dict[str, object], holds: bool, why: str) -> None:
    """A correction of a report holds when its article is edited or read anew, as long as it says the same."""
    put(store, "a1", visited(LINDQVIST))
    (wrong,) = put(store, "a2", visited(LINDQVIST))
    correct(store, "wrong-report", wrong, **BY, today=TODAY)  # type: ignore[arg-type]
    put(store, "a2", replace(VISIT, **told), **fields)  # type: ignore[arg-type]
    assert (parties(store) == {("a1",)}) is holds, why
    assert bool(listing(store)[0].waits) is not holds
    put(store, "a2", visited(LINDQVIST))
    assert parties(store) == {("a1",)}


def test_removed_and_brought_back(store: Store) -> None:
    """A correction waits while its article is away, and is listed as waiting."""
    reports = [put(store, f"a{n}", visited(LINDQVIST))[0] for n in (1, 2)]
    correct(store, "not-same-event", *reports, **BY, today=TODAY)  # type: ignore[arg-type]
    store.remove("a2")
    store.refresh()
    assert "article a2 is not there" in listing(store)[0].waits
    put(store, "a2", visited(LINDQVIST))
    assert parties(store) == {("a1",), ("a2",)}
    assert listing(store)[0].waits == ""


def test_rebuilt(store: Store) -> None:
    """A new store of the same articles and the corrections of the old one, loaded first or last, is the same to the byte."""
    reports = [put(store, f"a{n}", visited(LINDQVIST))[0] for n in (1, 2, 3)]
    put(store, "a4", visited(MISSPELT))
    correct(store, "same-actor", iri(MISSPELT), iri(LINDQVIST), **BY, today=TODAY)  # type: ignore[arg-type]
    correct(store, "not-same-event", reports[0], reports[2], **BY, today=TODAY)  # type: ignore[arg-type]
    lines = "".join(dump(store)).encode()
    for first in (True, False):
        with Store() as other:
            if first:
                take(other, lines, "file", ahead=True, today=TODAY)
            for made in store.articles():
                other.put(made, [r for r in store.reports() if r.article == made.id])
            if not first:
                take(other, lines, "file", today=TODAY)
            other.refresh()
            assert list(other.nquads()) == list(store.nquads())


def test_waits_for_an_article_of_other_sides(store: Store) -> None:
    """A correction that came first ties a report to an event of quite other sides and days when it comes."""
    with Store() as other:
        far = replace(visited(LINDQVIST, "2024-07-01"), participants=roles(visitor=LINDQVIST, host=NORWAY))
        reports = [*put(other, "a1", visited(LINDQVIST)), *put(other, "a2", far)]
        correct(other, "same-event", *reports, **BY, today=TODAY)  # type: ignore[arg-type]
        lines = "".join(dump(other)).encode()
    put(store, "a1", visited(LINDQVIST))
    take(store, lines, "file", ahead=True, today=TODAY)
    assert parties(store) == {("a1",)}
    put(store, "a2", far)
    assert parties(store) == {("a1", "a2")}
    put(store, "a2", visited(Actor("Anna Berg", PERSON, "SWE"), "2024-07-01"))
    assert parties(store) == {("a1",), ("a2",)}


# ---------------------------------------------------------------- what is refused


def lines(*rows: object) -> bytes:
    return "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows).encode()


def row(judgement: str, *of: object, **fields: object) -> dict[str, object]:
    return {
        "correction": judgement,
        "of": list(of),
        "author": "A. Reader",
        "date": "2024-05-01",
        "reason": "Read.",
        **fields,
    }


A, B, C, D = (iri(who) for who in (LINDQVIST, MISSPELT, ABROAD, KIM))
R1, R2, MET = "R1", "R2", "MET"  # put in where the store is known

FAULTS: list[tuple[list[object], list[str], str]] = [
    (["{"], ["f:1: is not JSON in UTF-8"], "no JSON"),
    (["[" * 100_000], ["f:1: is not JSON in UTF-8"], "too deep"),
    ([[1]], ["f:1: a list stands where an object with correction, of,"], "no object"),
    ([{"correction": "same-actor"}], ["f:1: 'author', 'date', 'of', 'reason' missing or unknown"], "fields missing"),
    ([row("same-actor", A, B, note="x")], ["f:1: 'note' missing or unknown"], "a field too many"),
    ([row("same", A, B)], ["f:1: there is no correction 'same'; there are same-actor, not-same-actor"], "no judgement"),
    ([row("same-actor", A, B, author=" ")], ["f:1: the author is ' '"], "nobody"),
    ([row("same-actor", A, B, reason=3)], ["f:1: the reason is 3"], "no reason"),
    ([row("same-actor", A, B, reason="\ud800")], ["half characters"], "half a character"),
    ([row("same-actor", A, B, date="2024-02-30")], ["f:1: the date '2024-02-30' is no day; write it as YYYY-MM-DD"], "no such day"),
    ([row("same-actor", A, B, date="20240501")], ["'20240501' is no day"], "another form of date"),
    ([row("same-actor", A, B, date=None)], ["the date None is no day"], "no date"),
    ([row("same-actor", A, B, date="2999-01-01")], ["the date 2999-01-01 is still to come; mend it, or the clock"], "to come"),
    ([row("same-actor", A)], ["give a list of 2 or more"], "one actor"),
    ([row("same-actor", A, A)], [f"f:1: {A} is named twice"], "one actor twice"),
    ([row("same-actor", A, "id:actor/person/SWE/nobody")], ["f:1: there is no actor id:actor/person/SWE/nobody; kg query", "lists them; ingest"], "an unknown actor"),
    ([row("same-actor", A, "http://x.org/a b")], ["'http://x.org/a b' is no IRI of an actor"], "no IRI"),
    ([row("same-actor", A, "id:event/visit/0")], ["is no IRI of an actor"], "an event for an actor"),
    ([row("same-actor", "id:actor/SWE", A)], ["id:actor/SWE is a state", "name it last"], "a state that is another"),
    ([row("same-event", R1, A)], ["is no IRI of a report or an event; kg query"], "an actor for a report"),
    ([row("same-event", R1, "id:event/visit/0")], ["f:1: there is no event id:event/visit/0; kg query"], "an unknown event"),
    ([row("wrong-report", "id:article/a1/report/0")], ["f:1: there is no report id:article/a1/report/0"], "an unknown report"),
    ([row("wrong-report")], ["give a list of 1 or more"], "no report"),
    ([row("same-event", R1, R1)], ["all that is named is one report"], "one report twice"),
    ([row("same-event", R1, MET)], ["these are Meeting (hold), Visit (make); the reports of one event"], "two types"),
    ([row("not-same-event", [R1, R2], R2)], ["is named on both sides"], "one report on both sides"),
    ([row("wrong-report", {"report": "x"})], ["a report is given by its IRI, or by report, article, type"], "half a reference"),
    ([row("same-actor", A, B), row("same-actor", B, A)], [f"f:2: {A} is {B} is {A}: a circle, by f:1 and f:2; take one of them out"], "a circle of two"),
    ([row("same-actor", A, B), row("same-actor", B, C), row("same-actor", C, A)], ["a circle", "f:1 and f:2 and f:3"], "a circle of three"),
    ([row("same-actor", A, B), row("not-same-actor", B, A)], [f"f:2: {B} and {A} are not one by f:2, but one by f:1; take one of them out"], "for and against"),
    ([row("same-actor", A, B), row("same-actor", C, B), row("not-same-actor", D, A, C)], [f"f:3: {C} and {A} are not one by f:3, but one by f:1 and f:2"], "in three steps"),
    ([row("same-actor", A, "id:actor/SWE"), row("same-actor", A, "id:actor/NOR")], ["two states, id:actor/NOR and id:actor/SWE, are one by f:1 and f:2"], "two states"),
    ([row("same-event", R1, R2), row("not-same-event", R2, R1)], ["f:2: ", "are not one by f:2, but one by f:1"], "one event and not"),
    ([row("same-actor", A, B), row("frob", A), row("same-actor", A, "id:actor/person/GHA/x", date="x")], ["f:2: there is no correction", "f:3: the date 'x'", "f:3: there is no actor"], "all faults at once"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "says", "why"), FAULTS, ids=[f[2] for f in FAULTS])
def test_refused(given: list[object], says: list[str], why: str) -> None:
    """A file with faults is refused whole: each is named with its line and what to do, and nothing has changed."""
    with Store() as store:
        named = {
            R1: put(store, "a1", visited(LINDQVIST))[0],
            R2: put(store, "a2", visited(MISSPELT))[0],
            MET: put(store, "a3", report(participants=roles(participant=(ABROAD, KIM))))[0],
        }
        before = list(store.nquads())
        text = lines(row("not-same-actor", A, D), *given)
        for name, whole in named.items():
            text = text.replace(f'"{name}"'.encode(), f'"{short_iri(whole)}"'.encode())
        with pytest.raises(CorrectionError) as error:
            take(store, text.split(b"\n", 1)[1], "f", today=TODAY)
        assert all(words in str(error.value) for words in says), (why, str(error.value))
        with pytest.raises(CorrectionError):
            take(store, text, "f", today=TODAY)  # not the right line of it either
        assert list(store.nquads()) == before


def test_contradicts_what_is_held(store: Store) -> None:
    """A correction against one that is held names it, who made it, and how to take it back first."""
    put(store, "a1", visited(LINDQVIST))
    put(store, "a2", visited(MISSPELT))
    held = correct(store, "same-actor", A, B, **BY, today=TODAY)  # type: ignore[arg-type]
    before = list(store.nquads())
    with pytest.raises(CorrectionError) as error:
        correct(store, "not-same-actor", A, B, **BY, today=TODAY)  # type: ignore[arg-type]
    assert str(error.value).startswith(
        f"{B} and {A} are not one by this correction, but one by {short_iri(held.iri)} (A. Reader,"
    )
    assert str(error.value).endswith(f"or first: kg correct undo {short_iri(held.iri)}")
    assert list(store.nquads()) == before
    undo(store, [held.iri])
    correct(store, "not-same-actor", A, B, **BY, today=TODAY)  # type: ignore[arg-type]


def test_an_edit_cannot_bring_a_contradiction_into_effect(store: Store) -> None:
    """Where an edit makes two reports one that corrections make both one and apart with a third, they stay apart."""
    twice = [visited(LINDQVIST), visited(LINDQVIST, "2024-07-01", confidence=0.5)]
    first, second = put(store, "a1", *twice)
    (third,) = put(store, "a2", visited(LINDQVIST))
    correct(store, "same-event", first, third, **BY, today=TODAY)  # type: ignore[arg-type]
    correct(store, "not-same-event", second, third, **BY, today=TODAY)  # type: ignore[arg-type]
    assert parties(store) == {("a1", "a2"), ("a1",)}
    put(store, "a1", visited(LINDQVIST, confidence=0.3))
    assert parties(store) == {("a1",), ("a2",)}


# ---------------------------------------------------------------- listing, files, undoing


def test_listed_written_and_undone(store: Store, tmp_path: Path) -> None:
    """Corrections are listed with all they say, go through RDF and a file unchanged, and are undone without a trace."""
    reports = [put(store, f"a{n}", visited(LINDQVIST))[0] for n in (1, 2)]
    put(store, "a3", visited(MISSPELT))
    before = list(store.nquads())
    made = [
        correct(store, "same-actor", A, B, **BY, today=TODAY),  # type: ignore[arg-type]
        correct(store, "not-same-event", *reports, **BY, today=TODAY),  # type: ignore[arg-type]
        correct(store, "wrong-report", reports[0], author="Ö. «X»", reason='two\nlines, "quoted"', today=TODAY),
    ]
    assert [read_correction(c.iri, correction_quads(c)) for c in made] == made
    assert sorted(store.corrections(), key=lambda c: c.iri) == sorted(made, key=lambda c: c.iri)
    text = "\n".join(map(str, listing(store)))
    assert all(word in text for c in made for word in (short_iri(c.iri), c.author, str(c.day), c.reason))
    assert store.info().corrections == 3
    (tmp_path / "c.jsonl").write_text("".join(dump(store)), encoding="utf-8")
    full = list(store.nquads())
    assert load(store, tmp_path / "c.jsonl", today=TODAY) == ()
    for c in made:
        undo(store, [c.iri])
    assert list(store.nquads()) == before
    assert {c.iri for c in load(store, tmp_path / "c.jsonl", today=TODAY)} == {c.iri for c in made}
    assert list(store.nquads()) == full


def test_undo_is_exact(store: Store) -> None:
    """A correction is undone by the beginning of its name, if only one begins so; else nothing is."""
    put(store, "a1", visited(LINDQVIST))
    put(store, "a2", visited(MISSPELT))
    made = [correct(store, "not-same-actor", A, B, author=f"R{n}", reason="x", today=TODAY) for n in range(20)]
    names = [c.iri.rsplit("/", 1)[1] for c in made]
    starts = next(n[0] for n in names if sum(o[0] == n[0] for o in names) > 1)
    for wrong, says in ((starts, "corrections begin so"), ("zz", "there is no such correction")):
        with pytest.raises(CorrectionError, match=says):
            undo(store, [names[0], wrong])
    assert len(store.corrections()) == 20
    assert undo(store, [f"id:correction/{names[0]}", names[1][:12]]) == (made[0], made[1])
    assert len(store.corrections()) == 18


def test_order_makes_no_difference(store: Store) -> None:
    """What is named first makes no difference, but for who is who; saying the same again is no second correction."""
    reports = [put(store, f"a{n}", visited(LINDQVIST))[0] for n in (1, 2)]
    put(store, "a3", visited(MISSPELT))
    same: list[Correction] = [
        correct(store, judgement, *things, **BY, today=TODAY)  # type: ignore[arg-type]
        for judgement, pair in (("not-same-event", reports), ("not-same-actor", [A, B]))
        for things in (pair, pair[::-1])
    ]
    assert same[0] == same[1]
    assert same[2] == same[3]
    assert store.info().corrections == 2


# ---------------------------------------------------------------- explained


def test_explained() -> None:
    """Where a correction decided it is told, with author, day and reason: why one, why apart, why out, who is who."""
    graph = Graph()
    store = graph.articles_store
    reports = [put(store, f"a{n}", visited(LINDQVIST))[0] for n in (1, 2, 3)]
    late = put(store, "a4", visited(LINDQVIST, "2024-06-01"))[0]
    put(store, "a5", visited(MISSPELT, "2024-09-01"))
    plain = str(graph.explain(reports[0]))
    assert "correct" not in plain
    said = {"author": "A. Reader", "date": TODAY}
    graph.correct("same-event", reports[0], late, reason="The date is a slip.", **said)  # type: ignore[arg-type]
    graph.correct("not-same-event", reports[0], reports[1], reason="Two trips.", **said)  # type: ignore[arg-type]
    graph.correct("wrong-report", reports[2], reason="Satire.", **said)  # type: ignore[arg-type]
    graph.correct("same-actor", B, A, reason="A typing error.", **said)  # type: ignore[arg-type]
    told = graph.explain(reports[0])
    by = "by A. Reader, 2024-05-01 (id:correction/"
    rules = {joined.report: joined.rule for joined in told.joined}
    assert rules[late].startswith(f"a correction puts it here; same-event {by}")
    assert rules[late].endswith("The date is a slip.")
    assert [other.why[:49] for other in told.apart if "Two trips." in other.why] == [
        "a correction keeps them apart; not-same-event by "
    ]
    assert [(out.report, out.rule[:36], out.rule[-7:]) for out in told.wrong] == [
        (reports[2], "wrong by a correction; wrong-report ", "Satire.")
    ]
    assert [("A typing error." in made, by in made) for made in told.corrections] == [(True, True)]
    assert all(reason in str(told) for reason in ("The date is a slip.", "Two trips.", "Satire.", "A typing error."))
    out = graph.explain(reports[2])
    assert (out.joined, [w.report for w in out.wrong]) == ((), [reports[2]])
    assert "Satire." in str(out)
    with pytest.raises(QueryError, match="there is no event"):
        graph.explain("id:article/a1/report/0")


# ---------------------------------------------------------------- in Python


def test_graph(tmp_path: Path) -> None:
    """The graph has a method for all that the command does; events are given as values too."""
    with Graph(tmp_path / "store") as graph:
        put(graph.articles_store, "a1", visited(LINDQVIST))
        put(graph.articles_store, "a2", visited(LINDQVIST, "2024-03-08"))
        made = graph.correct("same-event", *graph.events(), author="A. Reader", reason="One trip.", date="2024-05-01")
        assert made.day == TODAY
        assert len(graph.events()) == 1
        (tmp_path / "c.jsonl").write_text(graph.export_corrections())
        assert [row.correction for row in graph.corrections()] == [made]
        assert graph.undo(made.iri) == (made,)
        assert len(graph.events()) == 2
        assert graph.load_corrections(tmp_path / "c.jsonl") == (made,)
    with Graph(tmp_path / "store", read_only=True) as graph:
        assert len(graph.events()) == 1
        with pytest.raises(StoreError, match="opened for reading only"):
            graph.undo(made.iri)
