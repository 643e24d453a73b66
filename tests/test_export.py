"""Exports: every format is read back as what the graph holds, and equal graphs give equal bytes."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx
import pyoxigraph as ox
import pytest
import rdflib
from builders import LINDQVIST, NIGERIA, OYELARAN, article, full, report, roles
from gold import gold_reports

from kg.export import FORMATS, export
from kg.iri import EVENTS, actor_iri
from kg.model import Actor, Evidence, KgError, Kind
from kg.ontology import Ontology
from kg.report import report_json
from kg.store import Store


@pytest.fixture(scope="module")
def store() -> Store:
    return filled(gold_reports())


def filled(told: list[Any]) -> Store:
    store = Store()
    for made, reports in told:
        store.put(made, reports)
    return store


def quads(store: Store) -> set[ox.Quad]:
    return set(store.inner)


@pytest.mark.parametrize("format", FORMATS)
def test_equal_graphs_give_equal_bytes(store: Store, format: str) -> None:
    """The order in which articles come in, and what was there and was removed, leave no trace."""
    told = gold_reports()
    random.Random(3).shuffle(told)
    other = filled([full(), *told])
    other.remove("a1")
    assert export(other, format) == export(store, format)


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_graph_can_be_exported(format: str) -> None:
    """There is a document, perhaps with a head alone, for a graph without articles; a stream gets the same."""
    store, stream = Store(), io.StringIO()
    assert export(store, format, stream) == ""
    assert stream.getvalue() == export(store, format)
    if format in ("csv", "cameo", "plover"):
        assert len(stream.getvalue().splitlines()) == 1


def test_unknown_formats_are_refused(store: Store) -> None:
    """A format that does not exist is named, with those that do."""
    with pytest.raises(KgError, match=r"no format 'excel'.*nquads, trig, jsonld"):
        export(store, "excel")


# ---------------------------------------------------------------- RDF


@pytest.mark.parametrize(
    ("format", "kind"),
    [("nquads", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG), ("jsonld", ox.RdfFormat.JSON_LD)],
)
def test_rdf_is_the_whole_graph(store: Store, format: str, kind: ox.RdfFormat) -> None:
    """Read back, the three RDF formats hold the quads of the store and no others."""
    assert set(ox.parse(export(store, format), format=kind)) == quads(store)


@pytest.mark.parametrize(("format", "name"), [("trig", "trig"), ("jsonld", "json-ld"), ("nquads", "nquads")])
def test_rdf_is_read_by_rdflib(store: Store, format: str, name: str) -> None:
    """Another library reads them alike: as many quads, in the same graphs."""
    read = rdflib.Dataset()
    read.parse(data=export(store, format), format=name)
    assert len(list(read.quads())) == len(quads(store))
    assert len(read.graph(rdflib.URIRef(EVENTS))) == sum(q.graph_name.value == EVENTS for q in quads(store))


def test_jsonld_is_one_document(store: Store) -> None:
    """JSON-LD is one array of named graphs."""
    graphs = json.loads(export(store, "jsonld"))
    assert EVENTS in {graph["@id"] for graph in graphs}


def test_nquads_are_sorted_within_each_graph(store: Store) -> None:
    """Lines of one graph stand together, in order."""
    lines = [[*line.rsplit(" ", 2)[-2:], line] for line in export(store, "nquads").splitlines()]
    assert lines == sorted(lines, key=lambda parts: (parts[0], parts[2]))


# ---------------------------------------------------------------- tables


def table(store: Store, format: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(store, format), newline="")))


def test_csv_has_a_row_an_event(store: Store) -> None:
    """Each event is there once, with its roles, its dates, who tells of it and a quote that an article has."""
    rows = table(store, "csv")
    events = {event.iri: event for event in store.events()}
    texts = [a.text for a in store.articles()]
    assert sorted(row["event"] for row in rows) == sorted(events)
    for row in rows:
        event = events[row["event"]]
        assert (row["type"], row["action"], row["status"]) == (event.type, event.action, event.status)
        assert row["contested"] == str(event.contested).lower()
        assert (row["begin"], row["end"]) == ((str(event.when.first), str(event.when.last)) if event.when else ("", ""))
        assert int(row["reports"]) == len(event.standings)
        assert any(row["quote"] in text for text in texts)
        for participant in event.participants:
            assert participant.role in row
            assert row[participant.role]


def test_csv_of_an_event_as_it_is_read(store: Store) -> None:
    """A row can be read without the graph: several names and publishers in a cell are parted by semicolons."""
    (row,) = (r for r in table(store, "csv") if r["type"] == "Meeting" and r["date"] == "2025-01-12")
    assert {name: value for name, value in row.items() if value and name not in ("event", "quote")} == {
        "label": "Meeting: Tadesse Worku-Alemu, Yonas Habtemichael (2025-01-12)",
        "type": "Meeting",
        "action": "hold",
        "status": "alleged",
        "contested": "true",
        "date": "2025-01-12",
        "begin": "2025-01-12",
        "end": "2025-01-12",
        "granularity": "day",
        "participant": "Tadesse Worku-Alemu; Yonas Habtemichael",
        "countries": "ERI; ETH",
        "place": "Djibouti",
        "place_country": "DJI",
        "cameo": "040",
        "plover": "CONSULT",
        "reports": "4",
        "publishers": "Red Sea Monitor; The Harbour Times",
        "independent": "2",
        "first_reported": "2025-01-15",
        "last_reported": "2025-01-17",
    }
    assert row["quote"].startswith("DJIBOUTI, Jan 15 -- Ethiopia's foreign ministry claimed")


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_no_cell_is_a_formula(name: str) -> None:
    """What a spreadsheet would run is made a text; in a quote the words stay as they are behind the apostrophe."""
    text = f"{name} met her."
    made = article("f", text=text)
    evil = Actor(name, Kind.PERSON, "CHL")
    told = report(
        article="f", participants=roles(participant=(evil, LINDQVIST)), evidence=(Evidence(0, len(text), text),)
    )
    store = filled([(made, (told,))])
    cells = [cell for f in ("csv", "cameo") for row in csv.reader(io.StringIO(export(store, f))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{text}" in cells


@pytest.mark.parametrize("scheme", ["cameo", "plover"])
def test_event_data_rows(store: Store, scheme: str) -> None:
    """Each row has the code of its event and says who did it to whom; both directions of a meeting, each row once."""
    rows = table(store, scheme)
    codes = Ontology().codes
    events = {event.iri: event for event in store.events()}
    assert list(rows[0]) == [
        "date", "source_country", "target_country", "source", "target", "code", "type", "status", "event",
    ]  # fmt: skip
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    for row in rows:
        event = events[row["event"]]
        assert row["code"] == codes(event.type, event.action, event.status)[scheme == "plover"]
    meetings = {(row["source"], row["target"]) for row in rows if row["type"] == "Meeting"}
    assert meetings == {(target, source) for source, target in meetings}
    visitors = {row["source"] for row in rows if row["type"] == "Visit"}
    assert "Ghana" not in visitors
    assert "Ingrid Solheim-Berg" in visitors


# ---------------------------------------------------------------- a network


def test_graphml_is_a_network_of_actors_and_events(store: Store) -> None:
    """Events and actors are nodes with attributes; an edge leads from who acts to the event and on to whom."""
    graph = networkx.parse_graphml(export(store, "graphml"), force_multigraph=True)
    events = {node: data for node, data in graph.nodes(data=True) if data["what"] == "event"}
    assert set(events) == {event.iri for event in store.events()}
    assert graph.number_of_edges() == sum(len(event.participants) for event in store.events())
    assert all(data["label"] and data["reports"] >= 1 for data in events.values())
    edges = {role: (source, target) for source, target, role in graph.edges(data="role")}
    assert set(edges) == {"participant", "visitor", "host", "inviter", "invitee", "sender", "target"}
    assert all(edges[role][1] in events for role in ("participant", "visitor", "inviter", "sender"))
    assert all(edges[role][0] in events for role in ("host", "invitee", "target"))


def test_graphml_ids_are_unique_and_text_is_valid_xml() -> None:
    """Characters that XML has no way to write are left out, and every edge has an id of its own."""
    odd = Actor("Odd \x0b<&\ufffe name", Kind.PERSON, "CHL")
    told = report(participants=roles(participant=(odd, LINDQVIST, OYELARAN)))
    text = export(filled([(article(), (told,))]), "graphml")
    graph = networkx.parse_graphml(text, force_multigraph=True)
    assert "Odd  <&  name" in {data["label"] for _, data in graph.nodes(data=True)}
    assert len({key for *_, key in graph.edges(keys=True)}) == 3


# ---------------------------------------------------------------- reports


def lines(store: Store) -> Iterator[dict[str, Any]]:
    return map(json.loads, export(store, "reports").splitlines())


def test_reports_are_those_that_were_read(store: Store) -> None:
    """Without the IRIs the lines are what reading gave, and every article has a line, also one without a report."""
    read = {
        made.id: sorted(json.dumps(report_json(r), sort_keys=True) for r in reports) for made, reports in gold_reports()
    }
    found = {}
    for line in lines(store):
        for told in line["reports"]:
            del told["event"]
            for filler in (f for fillers in told["roles"].values() for f in fillers):
                del filler["actor"]
        found[line["id"]] = sorted(json.dumps(told, sort_keys=True) for told in line["reports"])
    assert found == read


def test_reports_have_their_event_and_actors(store: Store) -> None:
    """Each report names the event it belongs to, each filler the actor that it is."""
    events = {standing.report: event for event in store.events() for standing in event.standings}
    assert {told["event"] for line in lines(store) for told in line["reports"]} == {e.iri for e in events.values()}
    actors = {
        actor_iri(p.actor): p.actor.name for _, reports in gold_reports() for r in reports for p in r.participants
    }
    for line in lines(store):
        for told in line["reports"]:
            for filler in (f for fillers in told["roles"].values() for f in fillers):
                assert actors[filler["actor"]] == filler["name"]


def test_reports_name_actors_as_they_are_known() -> None:
    """An actor that one article names without a country has the same IRI as where another gives it."""
    bare = replace(LINDQVIST, country="")
    told = [(article(n), (report(article=n, participants=roles(participant=(who, NIGERIA))),)) for n, who in
            (("a1", LINDQVIST), ("a2", bare))]  # fmt: skip
    fillers = [f for line in lines(filled(told)) for f in line["reports"][0]["roles"]["participant"]]
    assert {f["actor"] for f in fillers if f["name"] == LINDQVIST.name} == {actor_iri(LINDQVIST)}


def test_a_store_on_disk_is_exported_read_only(tmp_path: Path) -> None:
    """A store that is open for reading only gives what the writer has put together."""
    with Store(tmp_path / "kg") as writer:
        writer.put(*full())
        written = export(writer, "csv")
    with Store(tmp_path / "kg", read_only=True) as reader:
        assert export(reader, "csv") == written
