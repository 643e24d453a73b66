"""Copies of one text are found, linked to what they copy, and counted as one source, whatever came first."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import CUT, EDITED, MORE, OTHER, OWN, TEXT, WIRE, Told, article, report
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Quad
from test_refresh import built

from kg.books import Books
from kg.copies import SHARED, Copies, share, wording
from kg.draft import Draft
from kg.iri import World
from kg.model import Actor, Kind
from kg.resolve import Source, independent
from kg.store import Store

MET = report(when="2024-03-05")


def telling(name: str, text: str, published: str | None = "2024-03-06", publisher: str | None = None) -> Told:
    """Make an article that tells of the meeting."""
    made = article(name, published, text=text, publisher=f"The {name}" if publisher is None else publisher)
    return made, (replace(MET, article=name),)


def filled(told: Iterable[Told]) -> Store:
    store = Store()
    for one in told:
        store.put(*one)
    store.refresh()
    return store


def copied(store: Store) -> dict[str, str]:
    """Give what each copy copies."""
    rows = store.select("SELECT ?a ?b { ?c kg:copies ?o . ?c schema:identifier ?a . ?o schema:identifier ?b }")
    return {row["a"].value: row["b"].value for row in rows}


# ---------------------------------------------------------------- two texts

PAIRS = [
    (WIRE, WIRE, True, "word for word"),
    (WIRE, CUT, True, "cut after the first paragraphs"),
    (WIRE, EDITED, True, "some words changed"),
    (WIRE, f"{MORE}\n\n{TEXT}", True, "paragraphs in another order"),
    (WIRE, f"{WIRE}\n\n{OTHER}", True, "continued by the paper's own"),
    (WIRE, WIRE.upper().replace("\n", " "), True, "in other letters and lines"),
    (WIRE, OWN, False, "the first paragraphs alone in common"),
    (MORE, OTHER, False, "nothing in common"),
    (WIRE, " ".join(sorted(WIRE.split())), False, "the same words in no order"),
]


@pytest.mark.parametrize(("one", "other", "alike", "why"), PAIRS, ids=[p[3] for p in PAIRS])
def test_pair(one: str, other: str, alike: bool, why: str):
    """Two articles are a text and its copy when most of the shorter stands in the longer, whichever came in first."""
    pair = [telling("a", one, "2024-03-06"), telling("b", other, "2024-03-07")]
    for told in (pair, pair[::-1]):
        assert copied(filled(told)) == ({"b": "a"} if alike else {}), why
    wordings = [wording("a", one, None), wording("b", other, None)]
    assert (share(*wordings) >= SHARED) == (share(*wordings[::-1]) >= SHARED) == alike


DAYS = [
    ("2024-03-06", "2024-03-20", True, "two weeks later"),
    ("2024-03-06", "2024-03-21", False, "later still"),
    (None, "2024-03-06", False, "one without a date"),
    (None, None, True, "both without a date"),
]


@pytest.mark.parametrize(("one", "other", "alike", "why"), DAYS, ids=[d[3] for d in DAYS])
def test_days(one: str | None, other: str | None, alike: bool, why: str):
    """A copy is published within two weeks."""
    assert copied(filled([telling("a", WIRE, one), telling("b", WIRE, other)])) == ({"b": "a"} if alike else {}), why


def test_too_short():
    """Two short texts can be alike by chance."""
    notice = "The two ministers met in Abuja on Tuesday, their offices said."
    assert copied(filled([telling("a", notice), telling("b", notice)])) == {}


def test_an_article_without_reports_copies_nothing():
    """What tells of no event is no source of one."""
    assert copied(filled([telling("a", WIRE), (article("b", text=WIRE), ())])) == {}


def test_first_of_one_day_is_the_longest():
    """Of texts of one day the longest is what the others are cut from."""
    assert copied(filled([telling("a", CUT), telling("b", WIRE), telling("c", EDITED)])) == {"a": "b", "c": "b"}


@given(st.text("abc ", max_size=400), st.text("abc ", max_size=400))
def test_share(one: str, other: str):
    """What two texts share is symmetric, from nothing to all, and all of a text is in itself."""
    a, b = (wording(name, text, date(2024, 3, 6)) for name, text in (("a", one), ("b", other)))
    assert share(a, b) == share(b, a)
    assert 0 <= share(a, b) <= 1
    assert share(a, a) == (1.0 if len(a.words) >= 5 else 0.0)


def test_brief_cut_from_long_text_is_found():
    """However a brief is cut from a long text, a key in common leads to it."""
    chance = random.Random(3)
    words = [f"word{chance.randrange(4000)}" for _ in range(1200)]
    whole = " ".join(words)

    def found(start: int) -> bool:
        brief = " ".join(words[start : start + 90])
        pair = [telling("whole", whole), telling("brief", brief, "2024-03-07")]
        return copied(filled(pair)) == copied(filled(pair[::-1])) == {"brief": "whole"}

    assert sum(map(found, range(0, 1100, 100))) >= 10


# ---------------------------------------------------------------- any order

STORY = [
    telling("wire", WIRE, "2024-03-06"),
    telling("edited", EDITED, "2024-03-06"),
    telling("cut", CUT, "2024-03-09"),
    telling("first", TEXT, "2024-03-05"),
    telling("own", OWN, "2024-03-06"),
    telling("late", WIRE, "2024-03-19"),
    telling("later", CUT, "2024-03-25"),
]


@pytest.mark.parametrize("seed", range(40))
def test_any_order(seed: int):
    """Whatever comes, changes and goes when: the same remains give the same bytes."""
    chance = random.Random(seed)
    store, remains = Store(), {}
    for _ in range(20):
        made, reports = chance.choice(STORY)
        if made.id in remains and chance.random() < 0.4:
            store.remove(made.id)
            del remains[made.id]
        else:
            text = chance.choice((made.text, made.text, OWN, WIRE))
            remains[made.id] = replace(made, text=text), reports
            store.put(*remains[made.id])
        if chance.random() < 0.7:
            store.refresh()
    store.refresh()
    assert list(store.nquads()) == built(list(remains.values()))


def test_copy_of_a_copy():
    """A copy has another origin when what it copies becomes a copy itself, and its events are counted anew."""
    origin, cut, between = STORY[0], STORY[2], telling("late", OWN, "2024-03-19")
    talks = (replace(report(when="2024-03-24"), article="cut"),)
    last = telling("later", f"{OWN}\n\n{MORE}", "2024-03-25")[0], (replace(talks[0], article="later"),)
    told = [origin, (cut[0], talks), between, last]
    store = filled(told)
    assert copied(store) == {"cut": "wire", "later": "late"}
    told[2] = telling("late", f"{OWN}\n\n{MORE}", "2024-03-19")
    store.put(*told[2])
    store.refresh()
    assert copied(store) == {"cut": "wire", "late": "wire", "later": "late"}
    assert list(store.nquads()) == built(told)


def test_texts_that_share_a_third():
    """A brief that two independent texts contain copies the earlier one, and makes no copy of the other."""
    assert copied(filled([telling("a", OWN), telling("b", WIRE), telling("c", TEXT, "2024-03-07")])) == {"c": "b"}


# ---------------------------------------------------------------- independent publishers

SOURCES = [
    ([("p", "1")], 1, "one"),
    ([("p", "1"), ("p", "2")], 1, "one publisher, two texts"),
    ([("p", "1"), ("q", "1")], 1, "two publishers, one text"),
    ([("p", "1"), ("q", "2")], 2, "two of each"),
    ([("p", "1"), ("p", "2"), ("q", "1")], 2, "a paper with a wire text and its own"),
    ([("p", "1"), ("p", "2"), ("p", "3"), ("q", "4"), ("r", "4")], 2, "three texts of one, one of two"),
    ([("p", "1"), ("p", "2"), ("q", "1"), ("q", "2"), ("r", "1")], 2, "two texts are two at most"),
    ([("a", "1"), ("b", "1"), ("b", "2"), ("c", "2"), ("c", "3")], 3, "each gives way to the next"),
]


@pytest.mark.parametrize(("sources", "count", "why"), SOURCES, ids=[s[2] for s in SOURCES])
def test_independent(sources: list[tuple[str, str]], count: int, why: str):
    """Independent are those who tell each in a text of their own, in whatever order they are counted."""
    assert independent([Source(*s) for s in sources]) == independent([Source(*s) for s in sources[::-1]]) == count, why


COUNTS = [
    (("wire", "own"), 2, "two texts"),
    (("wire", "edited", "cut"), 1, "a wire text in three papers"),
    (("wire", "edited", "own"), 2, "a wire text and another"),
    (("wire", "cut", "late", "later"), 1, "copies of copies"),
]


@pytest.mark.parametrize(("names", "count", "why"), COUNTS, ids=[c[2] for c in COUNTS])
def test_count_of_an_event(names: tuple[str, ...], count: int, why: str):
    """An event counts the independent publishers that tell of it, in the graph as in Python."""
    store = filled(t for t in STORY if t[0].id in names)
    (event,) = store.events()
    (row,) = store.select("SELECT ?n { ?event kg:independent ?n }")
    assert event.independent == int(row["n"].value) == count, why


def test_publishers():
    """One publisher is one voice, and so are the outlets of one state, and all that nobody is named for."""
    for one, other, state in (("Post", "Post", False), ("", "", False), ("BelTA", "Minsk News", True)):
        store = Store()
        for name, text in ((one, WIRE), (other, OWN)):
            outlet = Actor(name, Kind.ORGANIZATION, "BLR", state_media=True) if state else None
            store.put(*telling(f"a {text[-9:]}", text, publisher=name), outlet=outlet)
        store.refresh()
        assert [event.independent for event in store.events()] == [1], (one, other)


class Counting(Draft):
    """A draft that counts how often it is read."""

    reads = 0

    def match(self, *pattern: object) -> Iterator[Quad]:
        self.reads += 1
        return super().match(*pattern)  # type: ignore[arg-type]


def test_cost_does_not_grow():
    """One more article is compared with its copies, however many of other weeks have the same text."""

    def reads(months: int) -> int:
        first = date(2010, 1, 1)
        days = [first + timedelta(30 * n) for n in range(months)]
        store = filled(telling(f"n{n}", WIRE, str(day)) for n, day in enumerate(days))
        store.put(*telling("more", WIRE, str(days[5] + timedelta(1))))
        draft = Counting(store.inner)
        assert Copies(Books(draft, World.load())).settle(["https://w3id.org/diplograph/id/article/more"])
        return draft.reads

    assert reads(10) == reads(100)
