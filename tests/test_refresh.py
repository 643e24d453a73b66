"""The events stay true as news comes in: step by step, in any order, gives what building it at once gives."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from builders import (
    ABUJA,
    CUT,
    EDITED,
    EU,
    GROUP,
    NIGERIA,
    NORWAY,
    OWN,
    PERSON,
    SWEDEN,
    TEXT,
    WIRE,
    Told,
    article,
    report,
    roles,
)
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kg.model import Actor, Participant, Place, Report
from kg.store import Store

LINDQVIST = Actor("Karin Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))
WITH_ITEM = replace(LINDQVIST, wikidata="Q900002")
ABROAD = replace(LINDQVIST, country="NOR")
NOWHERE = replace(LINDQVIST, country="")
TITLED = Actor("Swedish Minister Karin E. Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))
FAMILY = Actor("Foreign Minister Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))
PEOPLE = (LINDQVIST, WITH_ITEM, ABROAD, NOWHERE, TITLED, FAMILY, SWEDEN)
PLACES = (None, ABUJA, Place("Abuja", "NGA"), Place("Abuja"), Place("Norway", "NOR"), Place("Oslo", "NOR", "3143244"))

DOINGS = (
    ("Visit", "make", "visitor", "host"),
    ("Invitation", "issue", "invitee", "inviter"),
    ("Invitation", "accept", "invitee", "inviter"),
    ("Meeting", "hold", "participant", "participant"),
    ("Sanction", "impose", "target", "sender"),
)


def doing(what: tuple[str, str, str, str], one: Actor, other: Actor, **given: object) -> Report:
    type_, action, role, other_role = what
    people = sorted((Participant(role, one), Participant(other_role, other)))
    return report(type_, action, participants=tuple(people), **given)  # type: ignore[arg-type]


reports = st.builds(
    doing,
    st.sampled_from(DOINGS),
    st.sampled_from(PEOPLE),
    st.sampled_from((NIGERIA, NORWAY, EU)),
    status=st.sampled_from(("occurred", "planned", "denied", "threatened")),
    when=st.sampled_from(("", "", "2023-12-30", "2024", "2024-01", "2024-01-05", "2023-12-29/2024-01-02")),
    place=st.sampled_from(PLACES),
)
days = st.sampled_from((None, "2023-10-01", "2023-12-31", "2024-01-05", "2024-04-11"))
texts = st.sampled_from((TEXT, WIRE, CUT, EDITED, OWN))
edits = st.tuples(st.integers(0, 4), days, st.lists(reports, max_size=3), texts, st.booleans())
removals = st.integers(0, 4)


def told(number: int, published: str | None, made: Sequence[Report], text: str = TEXT) -> Told:
    """Make an article; each report has a confidence of its own, so that none is another's double."""
    name = f"a{number}"
    own = (replace(r, article=name, confidence=0.5 + n / 100) for n, r in enumerate(made))
    return article(name, published, publisher=f"Paper {number % 4}", text=text), tuple(own)


def built(remains: Sequence[Told]) -> list[str]:
    with Store() as store:
        for one in remains:
            store.put(*one)
        store.refresh()
        return list(store.nquads())


@settings(max_examples=80, deadline=None, phases=[p for p in Phase if p is not Phase.shrink])
@given(st.lists(edits | removals, max_size=10), st.randoms(use_true_random=False))
def test_any_history(history: list[tuple[int, str | None, list[Report], str, bool] | int], chance: random.Random):
    """Whatever came, changed and went, in whatever order and batches: the same remains give the same bytes."""
    remains: dict[int, Told] = {}
    with Store() as store:
        for step in history:
            if isinstance(step, int):
                store.remove(f"a{step}")
                remains.pop(step, None)
                continue
            number, published, made, text, at_once = step
            remains[number] = told(number, published, made, text)
            store.put(*remains[number])
            if at_once:
                store.refresh()
        store.refresh()
        left = list(remains.values())
        chance.shuffle(left)
        assert list(store.nquads()) == built(left)
        rows = store.select("SELECT DISTINCT ?event ?n { ?event kg:report ?report ; kg:independent ?n }")
        described = {(row["event"].value, int(row["n"].value)) for row in rows}
        assert described == {(event.iri, event.independent) for event in store.events()}


LAST = "2024-01-05"
KNOWN = [
    ((LINDQVIST, NOWHERE), 1, "with and without a country"),
    ((LINDQVIST, TITLED), 1, "with a title and an initial"),
    ((LINDQVIST, FAMILY), 1, "by the family name alone"),
    ((LINDQVIST, WITH_ITEM), 1, "with and without a Wikidata item"),
    ((LINDQVIST, ABROAD), 2, "two countries"),
    ((LINDQVIST, ABROAD, NOWHERE), 3, "without a country, where two could be meant"),
    ((WITH_ITEM, replace(WITH_ITEM, wikidata="Q900003")), 2, "two Wikidata items"),
    ((LINDQVIST, Actor("Anna Lindqvist", PERSON, "SWE", aliases=("Lindqvist",)), FAMILY), 3, "a family of ministers"),
    ((Actor("Kim Il Sung", PERSON, "PRK", aliases=("Kim",)), Actor("Kim Il Man", PERSON, "PRK")), 2, "middle names"),
    ((replace(FAMILY, country=""), LINDQVIST), 2, "a family name alone, and no country"),
    ((Actor("Mohammed Haddad", PERSON, "TUN"), Actor("Muhammad Haddad", PERSON, "TUN")), 1, "transliterations"),
    ((Actor("Bartholomew Agoo", PERSON, "GHA"), Actor("Bartolomew Agoo", PERSON)), 1, "a slip of the pen"),
    ((Actor("Martina Agoo", PERSON, "GHA"), Actor("Martin Agoo", PERSON, "GHA")), 2, "two first names"),
    ((Actor("officials", GROUP, "SWE"), Actor("officials", GROUP)), 2, "people named together only"),
]


@pytest.mark.parametrize(("people", "actors", "why"), KNOWN, ids=[k[2] for k in KNOWN])
def test_who_is_who(people: tuple[Actor, ...], actors: int, why: str):
    """Namings of one actor are one actor, whose events join; what could be two stays two."""
    with Store() as store:
        for number, who in enumerate(people):
            visit = report("Visit", "make", when=LAST, participants=roles(visitor=who, host=NIGERIA))
            store.put(*told(number, LAST, [visit]))
        rows = store.select(
            "SELECT DISTINCT ?visitor ?label { ?e a kg:Visit ; kg:visitor ?visitor ; kg:report ?r . ?visitor rdfs:label ?label }"
        )
        found = {row["visitor"].value for row in rows}
        assert len(found) == actors, why
        names = {
            row["who"].value for row in store.select("SELECT ?who { GRAPH ?article { ?who ^kg:visitor ?report } }")
        }
        same = {
            (r["a"].value, r["b"].value)
            for r in store.select("SELECT ?a ?b { ?a owl:sameAs ?b FILTER (!STRSTARTS(STR(?b), STR(wd:))) }")
        }
        assert {a for a, _ in same} == names - found
        assert {b for _, b in same} <= found
        for number in range(len(people)):
            store.remove(f"a{number}")
        store.refresh()
        assert list(store.nquads()) == built(())
