"""The store: one transaction an article, events that follow, one writer, readers beside it, and clear refusals."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from builders import AGENCY, LINDQVIST, NIGERIA, Told, article, full, report, roles, synthetic
from faults.kill import torture
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.graph import Graph
from kg.iri import EVENTS, LEDGER, PREFIXES
from kg.model import Article, QueryError, StoreError
from kg.rdf import ordered
from kg.store import Store


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store in memory, and one on disk: the same tests for both."""
    with Store(tmp_path / "store" if request.param == "disk" else None) as made:
        yield made


def lines(store: Store) -> list[str]:
    return list(store.nquads())


def built(*told: Told) -> list[str]:
    """Give what a fresh store of these articles holds."""
    with Store() as store:
        for one in told:
            store.put(*one)
        store.refresh()
        return lines(store)


# ---------------------------------------------------------------- writing


def test_what_goes_in_comes_out(store: Store):
    """Articles and reports are read back as they were written."""
    for number in range(3):
        store.put(*synthetic(number))
    made = [synthetic(n) for n in range(3)]
    assert list(store.articles()) == [a for a, _ in made]
    assert list(store.reports()) == [r for _, reports in made for r in ordered(reports)]
    assert store.info().reports == 6


def test_again_changes_nothing(store: Store):
    """The same article again is not written, and leaves the events as they are."""
    assert store.put(*full())
    assert store.refresh()
    before = lines(store)
    assert not store.put(*full())
    assert not store.stale
    assert not store.refresh()
    assert lines(store) == before


def test_edit_replaces(store: Store):
    """Another content under the same identifier replaces the article and all that rested on it."""
    made, told = full()
    store.put(made, told)
    store.refresh()
    edited = replace(made, text=made.text + ' \\u0041 "quoted"\r\nand more')
    assert store.put(edited, told[:1])
    store.refresh()
    assert lines(store) == built((edited, told[:1]))
    assert next(store.articles()).text == edited.text


def test_remove_takes_back(store: Store):
    """Removing an article removes what rested on it alone, and nothing else."""
    for number in range(5):
        store.put(*synthetic(number))
    store.refresh()
    assert store.remove("s2")
    assert not store.remove("s2")
    assert store.stale
    store.refresh()
    assert lines(store) == built(*(synthetic(n) for n in (0, 1, 3, 4)))


def test_remove_the_last(store: Store):
    """A store that has lost its last article is as it was made."""
    empty = lines(store)
    store.put(*full())
    store.refresh()
    store.remove("a1")
    store.refresh()
    assert lines(store) == empty


steps = st.lists(st.tuples(st.sampled_from(["put", "edit", "remove", "refresh"]), st.integers(0, 5)), max_size=12)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_any_history(history: list[tuple[str, int]]):
    """Whatever was written, edited and removed in whatever order, the same remains give the same bytes."""
    remains: dict[int, Told] = {}
    with Store() as store:
        for step, number in history:
            if step == "refresh":
                store.refresh()
            elif step == "remove":
                store.remove(f"s{number}")
                remains.pop(number, None)
            else:
                made, told = synthetic(number)
                remains[number] = (replace(made, title="Edited"), told[:1]) if step == "edit" else (made, told)
                store.put(*remains[number])
        store.refresh()
        assert lines(store) == built(*(remains[n] for n in sorted(remains)))


def test_order_of_articles_makes_no_difference():
    """Articles in any order give the same bytes."""
    told = [synthetic(n) for n in range(40)]
    mixed = told[:]
    random.Random(3).shuffle(mixed)
    assert built(*mixed) == built(*told)


def test_knows(store: Store):
    """An article is known word for word and by the version of what read it."""
    made, told = full()
    store.put(made, told, version="1")
    assert store.knows(made, "1")
    assert not store.knows(made, "2")
    assert not store.knows(replace(made, title="Another"), "1")
    store.remove(made.id)
    assert not store.knows(made, "1")


def test_outlet(store: Store):
    """What is known of a publisher is written with its article."""
    store.put(*full(), outlet=AGENCY)
    rows = store.select("SELECT ?code { ?p a kg:Publisher ; kg:stateMedia true ; kg:countryCode ?code }")
    assert [row["code"].value for row in rows] == ["BLR"]


def test_no_blank_nodes(store: Store):
    """Everything has an IRI, so that graphs can be merged and compared."""
    store.put(*full())
    store.refresh()
    assert not any(isinstance(term, ox.BlankNode) for quad in store.inner for term in quad)


# ---------------------------------------------------------------- the derived graph


def test_events_follow(store: Store):
    """Asking a writer gives events that fit the articles; a plan that was carried out has occurred."""
    planned = report("Visit", "make", "planned", "2024-03-05", participants=roles(visitor=LINDQVIST, host=NIGERIA))
    store.put(article("a1", "2024-03-01"), [planned])
    ask = "SELECT ?status { ?e a kg:Visit ; kg:status ?status }"
    assert [row["status"].value.rsplit("/")[-1] for row in store.select(ask)] == ["planned"]
    store.put(article("a2", "2024-03-06"), [replace(planned, article="a2", status="occurred")])
    assert [row["status"].value.rsplit("/")[-1] for row in store.select(ask)] == ["occurred"]
    (event,) = store.events()
    assert len(event.standings) == 2


DERIVED = [
    ("?e a kg:Meeting ; rdfs:label ?x", "Meeting: Karin Lindqvist, Tunde Oyelaran (2024-03-05)"),
    ("?e a kg:Meeting ; kg:cameo ?x", "040"),
    ("?e a kg:Visit ; kg:plover ?x", "AGREE"),
    ("?e a kg:Meeting ; kg:mention [ kg:office office:foreign-minister ; kg:name ?x ]", "Karin Lindqvist"),
    ("?e a kg:Meeting ; kg:place/kg:within/kg:within/kg:within/rdfs:label ?x", "Africa"),
    ("?e a kg:Meeting ; kg:place/kg:within+ region:world ; kg:place/rdfs:label ?x", "Abuja"),
    ("?e kg:report/kg:evidence/oa:hasSelector/oa:exact 'return in May' ; rdfs:label ?x", "Visit: Karin Lindqvist → Nigeria (2024-05)"),
    ("?a a kg:Person ; skos:altLabel 'Lindqvist' ; kg:actsFor/rdfs:label ?x", "Sweden"),
    ("id:actor/Q458 a kg:Organization ; rdfs:label ?x", "European Union"),
    ("?a a kg:State ; owl:sameAs wd:Q184 ; rdfs:label ?x", "Belarus"),
    ("?a kg:stateMedia true ; rdfs:label ?x", "BelTA"),
    ("wd:Q900001 ^owl:sameAs [ a kg:Person ; rdfs:label ?x ]", "Tunde Oyelaran"),
    ("wd:Q1033 ^owl:sameAs [ a kg:State ; kg:alpha2Code ?x ]", "NG"),
    ("wd:Q458 ^owl:sameAs [ a kg:Organization ; kg:alpha2Code ?x ]", "EU"),
    ("wd:Q1033 ^skos:exactMatch [ a kg:Country ; skos:exactMatch <https://sws.geonames.org/2328926/> ; kg:countryCode ?x ]", "NGA"),
    ("<https://sws.geonames.org/2352778/> ^skos:exactMatch [ a kg:Place ; rdfs:label ?x ]", "Abuja"),
    ("wd:Q4412 ^skos:exactMatch [ a kg:Region ; skos:notation ?x ]", "011"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "expected"), DERIVED, ids=[d[1] for d in DERIVED])
def test_derived_graph(pattern: str, expected: str):
    """Events, actors and places are described and can be followed from one to another."""
    pattern = pattern.replace("id:actor/Q458", "<https://w3id.org/diplograph/id/actor/Q458>")
    with Store() as made:
        made.put(*full())
        assert {row["x"].value for row in made.select(f"SELECT ?x {{ {pattern} }}")} == {expected}


def test_label_is_the_most_frequent_name():
    """An actor is called what most reports call it; descriptions are no names."""
    with Store() as made:
        for number, name in enumerate(("Karin E. Lindqvist", "Karin Lindqvist", "Karin Lindqvist")):
            actor = replace(LINDQVIST, name=name, wikidata="Q900002", aliases=("Lindqvist", "the minister"))
            told = report(article=f"a{number}", participants=roles(participant=(actor, NIGERIA)))
            made.put(article(f"a{number}"), [told])
        row = "<https://w3id.org/diplograph/id/actor/Q900002> rdfs:label ?label ; skos:altLabel ?other"
        names = {(r["label"].value, r["other"].value) for r in made.select(f"SELECT ?label ?other {{ {row} }}")}
    assert names == {("Karin Lindqvist", "Karin E. Lindqvist"), ("Karin Lindqvist", "Lindqvist")}


# ---------------------------------------------------------------- asking


def test_select_takes_values(store: Store):
    """Values are put in the place of variables, and cannot break out of their string."""
    store.put(*full())
    name = store.select("SELECT ?p { ?m kg:name ?name ; kg:actor ?p }", name='x" } ; DROP ALL #')
    assert list(name) == []
    who = store.select("SELECT ?label { ?who rdfs:label ?label }", who=ox.NamedNode(PREFIXES["id"] + "actor/SWE"))
    assert [row["label"].value for row in who] == ["Sweden"]


@pytest.mark.parametrize("query", ["SELECT {", "DROP ALL", "SELECT * { SERVICE <http://x.org/> { ?s ?p ?o } }"])
def test_select_refuses(query: str):
    """A faulty query, an update and a call to another server are refused."""
    with pytest.raises(QueryError):
        Store().select(query)


# ---------------------------------------------------------------- opening


def make_file(path: Path) -> None:
    path.write_text("x")


def make_folder(path: Path) -> None:
    path.mkdir()
    (path / "notes.txt").write_text("x")


def make_foreign(path: Path) -> None:
    node = ox.NamedNode("http://x.org/a")
    ox.Store(str(path)).add(ox.Quad(node, node, node))


def make_damaged(path: Path) -> None:
    Store(path).close()
    (path / "CURRENT").write_text("nonsense")


def make_newer(path: Path) -> None:
    Store(path).close()
    ledger = ox.NamedNode(LEDGER)
    ox.Store(str(path)).update(f"DELETE WHERE {{ GRAPH {ledger} {{ ?s ?p ?o }} }} ; INSERT DATA {{ GRAPH {ledger} "
                               f"{{ {ledger} <{PREFIXES['kg']}formatVersion> 999 }} }}")  # fmt: skip


REFUSED: list[tuple[Callable[[Path], None], bool, str]] = [
    (make_file, False, "a file, not a store"),
    (make_folder, False, "other things in it, not a store; give a new or empty folder"),
    (make_foreign, False, "not one of kg"),
    (make_damaged, False, "damaged.*backup"),
    (make_newer, False, "another version .layout .*999.*ingest the articles into a new folder"),
    (make_newer, True, "another version"),
    (Path.mkdir, True, "there is no store here; make one with: kg ingest"),
    (lambda path: None, True, "there is no store here; make one with: kg ingest"),
]


@pytest.mark.parametrize(("make", "read_only", "why"), REFUSED, ids=[f"{r[2][:20]}, {r[1]}" for r in REFUSED])
def test_refuses_to_open(make: Callable[[Path], None], read_only: bool, why: str, tmp_path: Path):
    """What is no store of this version is refused, with its path, why, and what to do; nothing is left behind."""
    path = tmp_path / "store"
    make(path)
    there = path.exists()
    with pytest.raises(StoreError, match=f"{path}.*{why}"):
        Store(path, read_only=read_only)
    assert path.exists() == there


def test_empty_folder_becomes_a_store(tmp_path: Path):
    """A new folder, and one that is there and empty, become stores."""
    (tmp_path / "empty").mkdir()
    for name in ("empty", "new"):
        with Store(tmp_path / name) as store:
            assert store.info().articles == 0


def test_one_writer(tmp_path: Path):
    """A second writer is told who holds the store, in this process and in another."""
    with Store(tmp_path / "store"):
        with pytest.raises(StoreError, match="this process has the store open already"):
            Store(tmp_path / "store")
        code = f"from kg.store import Store; Store({str(tmp_path / 'store')!r})"
        other = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent
        )
        assert "another process is writing to this store; wait until it has ended" in other.stderr
    Store(tmp_path / "store").close()


def test_readers_beside_the_writer(tmp_path: Path):
    """A reader sees what was there when it opened, and writes nothing."""
    with Store(tmp_path / "store") as writer:
        writer.put(*full())
        writer.refresh()
        with Store(tmp_path / "store", read_only=True) as reader:
            writer.put(*synthetic(1))
            assert reader.info().articles == 1
            assert lines(reader) == built(full())
            for write in (lambda: reader.put(*synthetic(2)), lambda: reader.remove("a1")):
                with pytest.raises(StoreError, match="opened for reading only"):
                    write()
        with Store(tmp_path / "store", read_only=True) as later:
            assert later.info().articles == 2
            assert later.stale
            assert list(later.select("SELECT ?e { ?e a kg:Meeting }"))


def test_full_disk(tmp_path: Path):
    """A full disk is told; what was written before is there after, and no half of what was not."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store, written = Store(tmp_path / "store"), list[Told]()
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        with pytest.raises(StoreError, match=r"cannot be written.*free space on the disk"):
            written.extend(told for told in map(synthetic, range(1000)) if store.put(*told))
        with pytest.raises(StoreError, match="cannot be written"):
            store.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, was)
    with Store(tmp_path / "store") as again:
        again.refresh()
        assert 0 < again.info().articles == len(written) < 1000
        assert lines(again) == built(*written)


def test_killed_at_random():
    """An ingest that is killed and run again leaves no half article, and ends as one that was left in peace."""
    stages, same = torture(kills=6, articles=100, ready=True, on_the_way=2)
    assert same
    assert stages["articles"] + stages["events"]


def test_opens_fast():
    """Opening a store loads none of the heavy libraries."""
    heavy = "{'rdflib', 'spacy', 'numpy', 'networkx', 'pyshacl'}"
    code = f"import sys, kg.store; kg.store.Store(); print(sorted({heavy} & sys.modules.keys()))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    assert run.stdout == "[]\n", run.stderr


# ---------------------------------------------------------------- through rdflib


@pytest.fixture
def graph() -> Graph:
    made = Graph()
    made.articles_store.put(*full())
    made.articles_store.refresh()
    return made


def test_graph_is_a_dataset(graph: Graph):
    """The graph is an rdflib Dataset whose default graph is the union of all, with its prefixes declared."""
    assert len(graph) == len(graph.articles_store.inner)
    rows = list(graph.query("SELECT ?label { ?e a kg:Meeting ; rdfs:label ?label }"))
    assert [str(row[0]) for row in rows] == ["Meeting: Karin Lindqvist, Tunde Oyelaran (2024-03-05)"]
    assert str(EVENTS) in {str(g.identifier) for g in graph.graphs()}


def test_graph_update_is_one_transaction(graph: Graph):
    """An update runs in Oxigraph as a whole or not at all, and reads no files."""
    before = len(graph)
    graph.update("INSERT DATA { GRAPH <http://x.org/g> { <http://x.org/a> kg:name 'x' } }")
    assert len(graph) == before + 1
    loading = f"INSERT DATA {{ GRAPH <http://x.org/h> {{ <http://x.org/a> kg:name 'y' }} }} ; LOAD <{Path(__file__).as_uri()}>"
    with pytest.raises((QueryError, OSError)):
        graph.update(loading)
    assert len(graph) == before + 1
    with pytest.raises(QueryError, match="the text of the update alone"):
        graph.update("INSERT DATA {}", initBindings={"a": 1})


def test_graph_gives_values(graph: Graph):
    """Events, reports and articles come as values; a graph shows itself in a notebook."""
    assert (len(graph.events()), len(list(graph.reports())), [a.id for a in graph.articles()]) == (4, 4, ["a1"])
    assert isinstance(next(graph.articles()), Article)
    assert "<th>events</th><td>4</td>" in graph._repr_html_()


def test_graph_removes_articles(graph: Graph):
    """An article is removed by its identifier, triples as in rdflib."""
    assert graph.remove("a1")
    assert graph.info().articles == graph.info().events == 0


def test_graph_lets_go(tmp_path: Path):
    """A closed graph can be opened again, for writing."""
    for number in range(2):
        with Graph(tmp_path / "store") as graph:
            graph.articles_store.put(*synthetic(number))
    with Graph(tmp_path / "store", read_only=True) as graph:
        assert graph.info().articles == 2
