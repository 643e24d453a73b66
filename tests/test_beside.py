"""RDF of the user's own beside the graph: one query joins both, nothing is written, and no file is read but those given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from builders import article, full
from click.testing import CliRunner
from pyparsing import ParseException
from rdflib import URIRef
from rdflib.plugins.sparql import prepareQuery

from kg.beside import Beside
from kg.cli import main
from kg.graph import Graph
from kg.iri import article_iri
from kg.model import KgError, QueryError, StoreError
from kg.store import Store

LIST = "<https://list.example/1> <https://list.example/item> <http://www.wikidata.org/entity/Q900001> .\n"
LISTED = """
SELECT DISTINCT ?actor ?name ?file WHERE {
  ?event kg:participant ?actor . ?actor owl:sameAs ?item ; rdfs:label ?name .
  GRAPH ?file { ?entry <https://list.example/item> ?item }
}
"""


@pytest.fixture(params=["memory", "disk", "read-only"])
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Graph]:
    """A graph with one article, in memory, on disk, and opened for reading only."""
    path = None if request.param == "memory" else tmp_path / "store"
    with Store(path) as store:
        store.put(*full())
        store.refresh()
        if request.param != "read-only":
            yield Graph(store)
    if request.param == "read-only":
        with Graph(path, read_only=True) as made:
            yield made


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of the user's own."""

    def write(text: str, name: str = "list.ttl") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_one_query_joins_both(graph: Graph, written: Callable[..., Path]):
    """An actor is found by its Wikidata item in a list of the user's own, and the list is told by its address."""
    path = written(LIST)
    rows = set(graph.beside(path).ask(LISTED).rows)
    assert rows == {("https://w3id.org/diplograph/id/actor/Q900001", "Tunde Oyelaran", path.as_uri())}


def test_nothing_is_written(graph: Graph, written: Callable[..., Path]):
    """The graph is the same afterwards, and what stands beside it can be asked only."""
    before = list(graph.articles_store.nquads())
    joined = graph.beside(written(LIST))
    assert len(joined.ask(LISTED)) == 1
    assert list(graph.articles_store.nquads()) == before
    assert not graph.ask(LISTED)
    with pytest.raises(StoreError, match="reading only"):
        joined.articles_store.put(article("other"), [])


def test_it_is_a_graph_like_any_other(graph: Graph, written: Callable[..., Path]):
    """Events, articles, named questions and rdflib see there what they see in the graph itself."""
    joined = graph.beside(written(LIST))
    assert joined.events() == graph.events()
    assert list(joined.articles()) == list(graph.articles())
    assert joined.ask("who-met-whom").rows == graph.ask("who-met-whom").rows
    assert (URIRef("https://list.example/1"), None, None) in joined
    assert len(joined.beside(written(LIST, "again.ttl")).ask(LISTED)) == 2


def test_events_are_brought_up_to_date_first(written: Callable[..., Path]):
    """Articles written since the events were last put together are in them."""
    with Store() as store:
        store.put(*full())
        assert len(Graph(Beside(store, written(LIST))).ask(LISTED)) == 1


def test_it_is_kept_where_asked(graph: Graph, written: Callable[..., Path]):
    """Read into a named graph through rdflib, the list is in the store itself."""
    if graph.articles_store.read_only:
        pytest.skip("a graph for reading keeps nothing")
    graph.graph(URIRef("https://list.example/")).parse(written(LIST))
    assert {row[2] for row in graph.ask(LISTED)} == {"https://list.example/"}


def test_a_file_cannot_pass_for_an_article(graph: Graph, written: Callable[..., Path]):
    """Graphs that a file names are not kept: nothing that it says gets among what an article says."""
    iri = article_iri(full()[0].id)
    path = written(f'<https://x.example/a> <https://schema.org/text> "Invented." <{iri}> .\n', "list.nq")
    joined = graph.beside(path)
    assert list(joined.articles()) == list(graph.articles())
    (row,) = joined.ask('SELECT ?g { GRAPH ?g { ?s schema:text "Invented." } }').rows
    assert row == (path.as_uri(),)


def test_blank_nodes_of_two_files_stay_apart(graph: Graph, written: Callable[..., Path]):
    """A label of a blank node means something in its own file only."""
    files = [written(f'_:a <https://x.example/p> "{n}" .', f"{n}.ttl") for n in range(2)]
    assert graph.beside(*files).ask("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <https://x.example/p> ?o }").rows == ((2,),)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", "<https://x.example/a> <https://x.example/p> <https://x.example/b> ."),
        ("a.nt", "<https://x.example/a> <https://x.example/p> <https://x.example/b> ."),
        ("a.nq", "<https://x.example/a> <https://x.example/p> <https://x.example/b> <https://x.example/g> ."),
        ("a.trig", "<https://x.example/g> { <https://x.example/a> <https://x.example/p> <https://x.example/b> }"),
        ("a.jsonld", '{"@id": "https://x.example/a", "https://x.example/p": {"@id": "https://x.example/b"}}'),
        (
            "a.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="https://x.example/">'
            '<rdf:Description rdf:about="https://x.example/a"><x:p rdf:resource="https://x.example/b"/>'
            "</rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_formats(name: str, text: str, written: Callable[..., Path]):
    """Every format that the help names is read."""
    joined = Graph(Beside(Store(), written(text, name)))
    assert joined.ask("ASK { <https://x.example/a> <https://x.example/p> <https://x.example/b> }")


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("gone.ttl", None, "gone.ttl: cannot be read: No such file or directory"),
        ("list.xlsx", "", "list.xlsx: not known as RDF; name it .ttl"),
        ("list.n3", "", "list.n3: not known as RDF; name it .ttl"),
        ("bad.ttl", "<a> <b> .", "bad.ttl: a fault in its Turtle: "),
        ("odd.nt", "<a b> <http://x.org/p> 1 .", "odd.nt: a fault in its N-Triples: "),
        ("bytes.ttl", b"\xff\xfe<", "bytes.ttl: a fault in its Turtle: "),
        (
            "remote.jsonld",
            '{"@context": "https://x.example/c.json", "@id": "a"}',
            "remote.jsonld: a fault in its JSON-LD",
        ),
    ],
)
def test_what_cannot_be_read_is_told(name: str, text: str | bytes | None, why: str, tmp_path: Path):
    """A file that is missing, no RDF or broken is named, with what is wrong."""
    if text is not None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(QueryError) as raised:
        Beside(Store(), tmp_path / name)
    assert str(raised.value).startswith(f"{tmp_path}/{why}")


# ---------------------------------------------------------------- a sanctions list and a part of Wikidata

JOIN = Path(__file__).resolve().parent.parent / "notebooks" / "join"


def test_who_of_a_list_met_whom():
    """The notebook's question joins list, articles and Wikidata, each over its own sort of link, with the right words."""
    with Graph() as graph:
        graph.ingest(JOIN / "articles.jsonl")
        joined = graph.beside(JOIN / "listed.nt", JOIN / "wikidata.ttl")
        rows = joined.ask(JOIN / "listed.rq").rows
        told = {evidence.quote for report in graph.reports() for evidence in report.evidence}
        late = {r["listed"] for r in joined.ask(JOIN / "listed.rq", since="2023-10-20").records()}
    sco, beijing = "Shanghai Cooperation Organisation", ("Beijing", "Point(116.4 39.9)")
    lukashenko, lavrov = ("Alexander Lukashenko", date(2020, 11, 6)), ("Sergey Lavrov", date(2022, 2, 25))
    putin = ("Vladimir Putin", date(2022, 2, 25))
    assert [row[:-1] for row in rows] == [
        (*lukashenko, "Visit", "occurred", "2023-02-28", "China", sco, *beijing),
        (*lukashenko, "Meeting", "occurred", "2023-03-01", "Xi Jinping", sco, *beijing),
        (*lavrov, "Meeting", "occurred", "2023-05-29", "William Ruto", "African Union", "Nairobi", "Point(36.8 -1.3)"),
        (*putin, "Visit", "planned", "2023-10", "China", sco, None, None),
        (*lavrov, "Meeting", "occurred", "2023-10-19", "Kim Jong-un", None, "Pyongyang", "Point(125.7 39.0)"),
        (*lavrov, "Meeting", "occurred", None, "Choe Son-hui", None, None, None),
    ]
    assert {row[-1] for row in rows} <= told
    assert late == {"Vladimir Putin"}  # planned for some day in October


# ---------------------------------------------------------------- a query reads no file


SECRET = '<https://x.example/a> <https://x.example/secret> "told" .'
FILE_READERS = [
    "SELECT * FROM <{0}> {{ ?s <https://x.example/secret> ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH ?g {{ ?s <https://x.example/secret> ?o }} }}",
    "SELECT * {{ GRAPH <{0}> {{ ?s <https://x.example/secret> ?o }} }}",
    "SELECT * {{ SERVICE <{0}> {{ ?s <https://x.example/secret> ?o }} }}",
    "LOAD <{0}>",
    "LOAD <{0}> INTO GRAPH <https://x.example/g>",
]
WAYS: dict[str, Callable[[Graph, str], object]] = {
    "ask": lambda graph, text: graph.ask(text).rows,
    "query": lambda graph, text: list(graph.query(text)),
    "query with bindings": lambda graph, text: list(
        graph.query(text, initBindings={"s": URIRef("https://x.example/a")})
    ),
    "query by rdflib": lambda graph, text: list(graph.query(text, use_store_provided=False)),
    "query by processor": lambda graph, text: list(graph.query(text, "sparql")),
    "prepared query": lambda graph, text: list(graph.query(prepareQuery(text))),
    "update": lambda graph, text: graph.update(text),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", FILE_READERS)
def test_no_file_is_read_but_those_given(text: str, way: str, written: Callable[..., Path], tmp_path: Path):
    """Whichever way a query is asked, what it names after FROM, GRAPH, SERVICE or LOAD is not opened."""
    written(SECRET, "secret.ttl")
    address = (tmp_path / "secret.ttl").as_uri()
    joined = Graph(Beside(Store(), written(LIST)))
    found: object = []
    with suppress(KgError, OSError, ParseException):
        found = WAYS[way](joined, text.format(address))
    assert not found
    assert not joined.ask("ASK { ?s <https://x.example/secret> ?o }")


def test_queries_that_rdflib_would_answer_itself_are_refused(graph: Graph):
    """A prepared query, or an argument that leads past Oxigraph, is refused by name; names and bindings are not."""
    text = "SELECT ?actor ?name { ?actor rdfs:label ?name }"
    for given, named in ((prepareQuery("ASK {}"), {}), (text, {"use_store_provided": False}), (text, {"DEBUG": True})):
        with pytest.raises(QueryError, match="the text of a query"):
            graph.query(given, **named)
    with pytest.raises(QueryError, match="SERVICE"):
        graph.query("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }")
    actor = URIRef("https://w3id.org/diplograph/id/actor/Q900001")
    assert {str(r[1]) for r in graph.query(text, initBindings={"actor": actor})} == {"Tunde Oyelaran"}


# ---------------------------------------------------------------- the command


def test_command(written: Callable[..., Path], tmp_path: Path):
    """`kg query --beside` joins, several files too, and leaves the store as it was."""
    folder = tmp_path / "store"
    with Store(folder) as store:
        store.put(*full())
        store.refresh()
        before = list(store.nquads())
    names = written('<https://list.example/1> <https://list.example/name> "Entry 1" .', "names.nt")
    question = LISTED.replace("?file WHERE {", "?entered WHERE { ?entry <https://list.example/name> ?entered .")
    given = ["query", question, "--store", str(folder), "--beside", str(written(LIST)), "--beside", str(names)]
    done = CliRunner().invoke(main, [*given, "--format", "csv"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[1].endswith("Tunde Oyelaran,Entry 1")
    with Store(folder, read_only=True) as store:
        assert list(store.nquads()) == before
    done = CliRunner().invoke(main, [*given[:4], "--beside", str(tmp_path / "gone.ttl")])
    assert done.exit_code == 2
    assert "gone.ttl: cannot be read" in done.output
