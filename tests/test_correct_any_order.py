"""Corrections in any order, among articles in any order, give the same bytes, and win wherever they speak."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from builders import ABUJA, GROUP, NIGERIA, NORWAY, PERSON, SWEDEN, Told, article, report, roles
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kg.corrections import Correction, Judgement, correction, refer
from kg.iri import EVENTS, PREFIXES, actor_iri, report_iri
from kg.model import Actor, Place, Report
from kg.store import Store

LINDQVIST = Actor("Karin Lindqvist", PERSON, "SWE", aliases=("Lindqvist",))
PEOPLE = (
    LINDQVIST,
    replace(LINDQVIST, wikidata="Q900002"),
    replace(LINDQVIST, country="NOR"),
    replace(LINDQVIST, country=""),
    Actor("Swedish Minister Karin E. Lindqvist", PERSON, "SWE", aliases=("Lindqvist",)),
    Actor("Foreign Minister Lindqvist", PERSON, "SWE", aliases=("Lindqvist",)),
    Actor("Kaarin Lindkvist", PERSON, "SWE", "Q900003"),
    Actor("Swedish envoys", GROUP, "SWE"),
    SWEDEN,
)
SPELT = ("", "2024-01-05", "2024-01", "2024-03-01", "2024-06-01")


def told(number: int, edition: int) -> Told:
    """Make an article in one of its editions: a visit or two, as one paper after the other may tell them."""
    chance = random.Random(number * 10 + edition)
    made: list[Report] = []
    for n in range(1 + edition):
        visit = report(
            "Visit",
            "make",
            chance.choice(("occurred", "planned", "denied")),
            chance.choice(SPELT),
            article=f"a{number}",
            participants=roles(visitor=chance.choice(PEOPLE), host=chance.choice((NIGERIA, NORWAY))),
            place=chance.choice((None, None, ABUJA, Place("Oslo", "NOR", "3143244"))),
            confidence=0.5 + n / 100,
        )
        made.append(visit)
    day = chance.choice((None, "2023-12-31", "2024-01-05", "2024-01-06", "2024-02-20"))
    return article(f"a{number}", day, title=f"Edition {edition}"), tuple(made)


TOLD = [told(number, edition) for number in range(3) for edition in range(2)]
ACTORS = sorted({actor_iri(person) for person in PEOPLE} - {actor_iri(SWEDEN)})
REFERENCES = sorted({refer(r) for _, reports in TOLD for r in reports})


def made(judgement: Judgement, number: int, actors: Sequence[str], groups: Sequence[Sequence[int]]) -> Correction:
    if judgement.of_actors:
        actors = [*actors[:-1], actor_iri(SWEDEN)] if number == 0 and judgement is Judgement.SAME_ACTOR else actors
        return correction(judgement, "A. Reader", date(2024, 5, 1), f"reason {number}", actors=actors)
    events = [[REFERENCES[i] for i in group] for group in groups]
    return correction(judgement, "A. Reader", date(2024, 5, 1), f"reason {number}", events=events)


several = st.lists(st.integers(0, len(REFERENCES) - 1), min_size=1, max_size=2, unique=True)
judgements = st.sampled_from((*Judgement, Judgement.SAME_EVENT, Judgement.SAME_ACTOR))
corrections = st.builds(
    made,
    judgements,
    st.integers(0, 2),
    st.lists(st.sampled_from(ACTORS), min_size=2, max_size=3, unique=True),
    st.lists(several, min_size=2, max_size=3),
)
puts = st.tuples(st.just("put"), st.integers(0, len(TOLD) - 1))
steps = st.one_of(
    puts,
    puts,
    st.tuples(st.just("remove"), st.integers(0, 2)),
    st.tuples(st.just("correct"), corrections),
    st.tuples(st.just("correct"), corrections),
    st.tuples(st.just("undo"), st.integers(0, 9)),
)


def built(remains: Sequence[Told | Correction]) -> list[str]:
    """Give what a fresh store of these articles and corrections holds."""
    with Store() as store:
        for one in remains:
            if isinstance(one, Correction):
                store.correct([one])
            else:
                store.put(*one)
        store.refresh()
        return list(store.nquads())


@settings(max_examples=250, deadline=None, phases=[p for p in Phase if p is not Phase.shrink])
@given(st.lists(st.tuples(steps, st.booleans()), min_size=4, max_size=16), st.randoms(use_true_random=False))
def test_any_history(history: list[tuple[tuple[str, object], bool]], chance: random.Random) -> None:
    """Whatever came, changed and went, corrections as well as articles: what remains decides every byte."""
    articles: dict[str, Told] = {}
    filed: dict[str, Correction] = {}
    with Store() as store:
        for (step, what), at_once in history:
            if step == "put":
                one = TOLD[what]  # type: ignore[call-overload]
                articles[one[0].id] = one
                store.put(*one)
            elif step == "remove":
                articles.pop(f"a{what}", None)
                store.remove(f"a{what}")
            elif step == "correct":
                assert isinstance(what, Correction)
                filed[what.iri] = what
                store.correct([what])
            elif step == "undo" and filed:
                gone = filed.pop(sorted(filed)[what % len(filed)])  # type: ignore[operator]
                store.correct(gone=[gone])
            if at_once:
                store.refresh()
        store.refresh()
        left: list[Told | Correction] = [*articles.values(), *filed.values()]
        chance.shuffle(left)
        assert list(store.nquads()) == built(left)
        assert {c.iri: c for c in store.corrections()} == filed
        described = {
            q.subject.value
            for q in store.inner.quads_for_pattern(None, None, None, None)
            if q.graph_name.value == EVENTS and q.predicate.value == PREFIXES["kg"] + "report"
        }
        assert described == {event.iri for event in store.events()}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, len(TOLD) - 1), max_size=4), st.lists(corrections, min_size=1, max_size=1))
def test_a_correction_wins(numbers: list[int], only: list[Correction]) -> None:
    """Whatever the resolver would say: what a correction makes one is one, what it parts is apart, what is wrong is out."""
    (said,) = only
    with Store() as store:
        for number in numbers:
            store.put(*TOLD[number])
        store.correct(only)
        store.refresh()
        events = {s.report: event for event in store.events() for s in event.standings}
        reports = {report_iri(r) for r in store.reports()}
        groups = [[r.report for r in group if r.report in reports] for group in said.events]
        if said.judgement is Judgement.WRONG_REPORT:
            assert not {r for group in groups for r in group} & events.keys()
        elif said.judgement is Judgement.SAME_EVENT:
            assert len({events[r].iri for group in groups for r in group}) <= 1
        elif said.judgement is Judgement.NOT_SAME_EVENT:
            for one, other in combinations(groups, 2):
                parted = {a for a in one if a not in other}, {b for b in other if b not in one}
                assert not {events[a].iri for a in parted[0]} & {events[b].iri for b in parted[1]}
        else:
            known = {a: known_as(store, a) for a in said.actors}
            there = {a: k for a, k in known.items() if k}
            expected = min(len(there), 1) if said.judgement is Judgement.SAME_ACTOR else len(there)
            assert len({*there.values()}) == expected


def known_as(store: Store, actor: str) -> str:
    """Give whom an actor that somebody names is known as; "" where nobody does."""
    ask = "SELECT ?known { ?m kg:actor ?actor . OPTIONAL { ?actor owl:sameAs ?known FILTER (!STRSTARTS(STR(?known), STR(wd:))) } }"
    rows = list(store.select(ask.replace("?actor", f"<{actor}>")))
    return (rows[0]["known"].value if rows[0]["known"] else actor) if rows else ""
