"""How long the questions take on a store, and in plain rdflib.

    python benchmarks/questions.py STORE [--askings 20] [--rdflib]

Each question is asked in two ways: narrowly, about one state, one event, one region, one year; and widely, with nothing
given that need not be. Narrow askings differ from each other, by chance. Printed are the 95th percentile of the seconds
of each, and with --rdflib how many times as long the same SPARQL takes over the same quads in an `rdflib.Dataset` in
memory; there a question is given up after a minute.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
from rdflib import Dataset

from kg.iri import PREFIXES
from kg.parameters import term
from kg.query import Question, answer, filled, questions
from kg.store import Store

LONGEST = 60.0  # seconds spent on one way of asking one question
Terms = dict[str, ox.NamedNode | ox.Literal]


def report(store: Store, askings: int, rdflib: bool = False) -> None:
    """Print a line for each question."""
    plain = _in_rdflib(store) if rdflib else None
    asked = Askings(store)
    for question in questions():
        print(f"{question.number:2} {question.name:26}", end="")
        for way in (asked.narrowly, asked.widely):
            queries = [filled(question, way(question, number)) for number in range(askings)]
            took = _times(lambda query: answer(store.inner, query), queries)
            seconds = took[int(len(took) * 0.95)]
            print(f" {way.__name__[:-2]:>8} p95 {seconds * 1000:8.1f} ms", end="")
            if plain is not None:
                print(f" rdflib {_ratio(plain, queries[:3], took)}", end="")
        print(flush=True)


class Askings:
    """Makes parameters for questions about a store."""

    def __init__(self, store: Store) -> None:
        self._engine = store.inner
        rows = store.select("SELECT DISTINCT ?it { ?it a kg:State }")
        self._states = sorted(row["it"].value for row in rows)
        rows = store.select("SELECT DISTINCT ?it { ?it a kg:Region }")
        self._regions = sorted(row["it"].value for row in rows)
        rows = store.select("SELECT ?it { ?it kg:report ?report } ORDER BY ?it LIMIT 2000")
        self._events = [row["it"].value for row in rows]
        (row,) = store.select(
            "SELECT (MIN(?day) AS ?a) (MAX(?day) AS ?b) { ?article a kg:Article ; schema:datePublished ?day }"
        )
        self._first, self._last = (date.fromisoformat(row[name].value) for name in "ab")

    def narrowly(self, question: Question, number: int) -> Terms:
        """Give a state, an event, a region, a year, where the question lets."""
        chance = random.Random(number)
        since = self._first + timedelta(chance.randrange(max((self._last - self._first).days, 1)))
        days = {"since": since, "first": since, "until": since + timedelta(365), "second": since + timedelta(365)}
        found = self.widely(question, number)
        actor = next((p.name for p in question.parameters if p.type == "actor"), None)
        if actor:
            found[actor] = ox.NamedNode(chance.choice(self._states))
        return found | {p.name: _day(days[p.name]) for p in question.parameters if p.name in days}

    def widely(self, question: Question, number: int) -> Terms:
        """Give what has to be given."""
        chance = random.Random(number)
        values: dict[str, Terms] = {
            "event": ox.NamedNode(chance.choice(self._events)),
            "place": ox.NamedNode(chance.choice(self._regions)),
            "date": _day(self._last),
        }
        given = [p for p in question.parameters if p.default != "any"]
        usual = {
            p.name: term(self._engine, p.type, p.name, p.default) for p in given if p.default not in (None, "newest")
        }
        return usual | {p.name: values[p.type] for p in given if p.name not in usual}


def _day(day: date) -> ox.Literal:
    return ox.Literal(day.isoformat(), datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


def _times(asking: Callable[[str], object], queries: list[str]) -> list[float]:
    """Give the seconds of each, sorted; no more are asked after a while."""
    took: list[float] = []
    for query in queries:
        began = time.perf_counter()
        asking(query)
        took.append(time.perf_counter() - began)
        if sum(took) > LONGEST:
            break
    return sorted(took)


# ---------------------------------------------------------------- plain rdflib


def _in_rdflib(store: Store) -> Dataset:
    """Give the same quads in memory."""
    plain = Dataset(default_union=True)
    plain.parse(data="".join(store.nquads()), format="nquads")
    return plain


def _ratio(plain: Dataset, queries: list[str], ours: list[float]) -> str:
    """Tell how many times as long rdflib takes for the median of some queries."""
    context = multiprocessing.get_context("fork")  # shares the quads
    results = context.SimpleQueue()
    process = context.Process(target=_ask_rdflib, args=(plain, queries, results))
    process.start()
    process.join(LONGEST)
    process.terminate()
    median = ours[len(ours) // 2]
    if results.empty():
        return f"> {LONGEST / median:8,.0f} x"
    return f"{results.get() / median:10,.1f} x"


def _ask_rdflib(plain: Dataset, queries: list[str], results: multiprocessing.SimpleQueue[float]) -> None:
    took = _times(lambda query: list(plain.query(query, initNs=PREFIXES)), queries)
    results.put(took[len(took) // 2])


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--askings", type=int, default=20, help="of each question, at most [default: 20]")
    parser.add_argument("--rdflib", action="store_true", help="ask plain rdflib too")
    given = parser.parse_args()
    with Store(given.store, read_only=True) as store:
        report(store, given.askings, given.rdflib)


if __name__ == "__main__":
    main()
