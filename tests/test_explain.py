"""Every event can be explained: its reports, the rules that joined them, and what was close but kept apart."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from builders import ABUJA, CUT, LINDQVIST, NIGERIA, NORWAY, OWN, WIRE, article, report, roles
from click.testing import CliRunner

from kg.cli import main
from kg.explain import ALIKE, BACK, FIRST
from kg.graph import Graph
from kg.model import Actor, Kind, Place, QueryError, Status

BERG = Actor("Anna Berg", Kind.PERSON, "SWE")
VISIT = report("Visit", "make", participants=roles(visitor=LINDQVIST, host=NIGERIA))
TOLD = [
    ("dated", "2024-03-06", replace(VISIT, when=report(when="2024-03-05").when, place=ABUJA)),
    ("undated", "2024-03-07", VISIT),
    ("looks-back", "2024-04-20", replace(VISIT, place=ABUJA)),
    (
        "elsewhere",
        "2024-03-06",
        replace(VISIT, when=report(when="2024-03-05").when, place=Place("Kano", "NGA", "2335204")),
    ),
    ("another", "2024-03-06", replace(VISIT, participants=roles(visitor=BERG, host=NIGERIA))),
    ("abroad", "2024-03-06", replace(VISIT, participants=roles(visitor=LINDQVIST, host=NORWAY))),
    ("meeting", "2024-03-06", report(when="2024-03-05")),
    ("long-ago", "2020-03-06", VISIT),
]


def fill(graph: Graph) -> str:
    """Write the articles, and give the event of the first."""
    for name, published, made in TOLD:
        graph.articles_store.put(article(name, published), [replace(made, article=name)])
    rows = graph.articles_store.select(
        "SELECT ?event { ?event kg:report/kg:inArticle/schema:identifier ?name }", name=TOLD[0][0]
    )
    (event,) = {row["event"].value for row in rows}
    return event


def test_explained():
    """An event names its reports with their rules in order, and the events of the same people and time with reasons."""
    graph = Graph()
    told = graph.explain(fill(graph))
    assert [(j.article, j.rule) for j in told.joined] == [("dated", FIRST), ("undated", ALIKE), ("looks-back", BACK)]
    assert {other.why for other in told.apart} == {
        "they are in different places",
        "they name different people",
        "they have other sides: host NGA, visitor SWE; and host NOR, visitor SWE",
    }
    text = str(told)
    assert text.startswith("Visit: Karin Lindqvist → Nigeria (2024-03-05)")
    assert all(j.quote in text for j in told.joined)


def test_standing_and_copies():
    """An event tells how many publishers are independent and whether they conflict, and each report of what it is a copy."""
    graph = Graph()
    dated = replace(VISIT, when=report(when="2024-03-05").when)
    told = (
        ("wire", "2024-03-06", WIRE, dated),
        ("cut", "2024-03-07", CUT, dated),
        ("own", "2024-03-08", OWN, replace(dated, status=Status.DENIED)),
    )
    for name, published, text, made in told:
        paper = article(name, published, text=text, publisher=f"The {name}")
        graph.articles_store.put(paper, [replace(made, article=name)])
    (event,) = graph.events()
    found = graph.explain(event)
    assert (found.status, found.contested, found.independent) == ("occurred", True, 2)
    assert {(j.article, j.copies, j.shared) for j in found.joined} == {
        ("wire", "", 0.0),
        ("cut", "wire", 1.0),
        ("own", "", 0.0),
    }
    text = str(found)
    assert "\noccurred, contested; told by 2 independent publishers\n" in text
    assert "\n  a copy of wire: 100% of the words, in runs of 5 or more\n" in text


def test_event_is_given_in_any_form():
    """An event is named by its IRI, a short form of it, or as a value."""
    graph = Graph()
    event = fill(graph)
    short = event.rpartition("/id/")[2]
    (value,) = (e for e in graph.events() if e.iri == event)
    assert graph.explain(event) == graph.explain(f"id:{short}") == graph.explain(short) == graph.explain(value)
    assert graph.explain(f"{short}\r\n") == graph.explain(value)
    with pytest.raises(QueryError, match=r"there is no event .*nobody; kg query"):
        graph.explain("visit/nobody")
    with pytest.raises(QueryError, match=r"'the visit to Oslo' is not the IRI of an event"):
        graph.explain("the visit to Oslo")


def test_command(tmp_path: Path):
    """The command tells the same as text and as JSON."""
    with Graph(tmp_path / "store") as graph:
        event = fill(graph)
        told = graph.explain(event)
    run = [
        CliRunner().invoke(main, ["explain", event, "--store", str(tmp_path / "store"), "-f", f])
        for f in ("text", "json")
    ]
    assert run[0].output == f"{told}\n"
    assert [j["rule"] for j in json.loads(run[1].output)["joined"]] == [FIRST, ALIKE, BACK]
