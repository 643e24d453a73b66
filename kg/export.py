"""The graph in other formats: RDF whole, tables of events, rows of event data, a network, and the reports themselves.

Every format is written in a fixed order, so that equal stores give equal bytes.

Sources: RDF 1.1 N-Quads and TriG, JSON-LD 1.1 (W3C); GraphML (Brandes et al. 2002) as Gephi reads it; CAMEO codebook
1.1b3 (Schrodt 2012) and PLOVER (Open Event Data Alliance) for the order of columns: who did what to whom.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.iri import PREFIXES, actor_iri, report_iri
from kg.model import KgError, Report
from kg.query import answer, ask
from kg.table import Value

if TYPE_CHECKING:
    from kg.store import Store

_EVENTS = """
SELECT ?event ?label (STRAFTER(STR(?class), "#") AS ?type) (STRAFTER(STR(?doing), "/action/") AS ?action)
       (REPLACE(STRAFTER(STR(?sort), "/kind/"), "-", " ") AS ?kind) (STRAFTER(STR(?standing), "/status/") AS ?status)
       ?contested ?date ?begin ?end ?granularity ?place ?place_country ?cameo ?plover ?independent WHERE {
  ?event a ?class ; rdfs:label ?label ; kg:action ?doing ; kg:status ?standing ; kg:contested ?contested .
  ?event kg:independent ?independent .
  OPTIONAL { ?event kg:kind ?sort }
  OPTIONAL { ?event kg:dateLabel ?date ; kg:begin ?begin ; kg:end ?end ; kg:granularity ?granularity }
  OPTIONAL { ?event kg:place ?spot . ?spot rdfs:label ?place . OPTIONAL { ?spot kg:countryCode ?place_country } }
  OPTIONAL { ?event kg:cameo ?cameo }
  OPTIONAL { ?event kg:plover ?plover }
}
ORDER BY (!BOUND(?begin)) ?begin ?event"""

_FILLERS = """
SELECT ?event (STRAFTER(STR(?property), "#") AS ?role) ?actor ?name ?country WHERE {
  ?event kg:report ?report ; kg:mention ?mention .
  ?mention kg:role ?property ; kg:actor ?actor .
  ?actor rdfs:label ?name .
  OPTIONAL { ?actor kg:countryCode ?country }
}
GROUP BY ?event ?property ?actor ?name ?country
ORDER BY ?event ?role ?name ?actor"""

_ACTORS = """
SELECT ?actor ?label (STRAFTER(STR(?class), "#") AS ?actor_kind) ?country ?state_media WHERE {
  VALUES ?class { kg:Person kg:State kg:Organization kg:Group }
  ?actor a ?class ; rdfs:label ?label .
  OPTIONAL { ?actor kg:countryCode ?country }
  OPTIONAL { ?actor kg:stateMedia ?state_media }
}
ORDER BY ?actor"""

_TOLD = """
SELECT ?event ?report ?published ?publisher ?quote WHERE {
  ?event kg:report ?report .
  ?report kg:inArticle ?article ; kg:evidence ?evidence .
  ?evidence oa:hasSelector ?words, ?position .
  ?words oa:exact ?quote .
  ?position oa:start ?start .
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { GRAPH ?article { ?article schema:publisher/rdfs:label ?publisher } }
}
ORDER BY ?event (!BOUND(?published)) ?published ?article ?start ?report"""

_EVENT_OF = "SELECT ?report ?event WHERE { ?event kg:report ?report }"
_KNOWN_AS = "SELECT ?naming ?actor WHERE { ?naming owl:sameAs ?actor . ?actor a ?class }"

# The columns of the tables; in that of events those of the roles stand after the first eleven.
_WHAT_AND_WHEN = (
    "event",
    "label",
    "type",
    "action",
    "kind",
    "status",
    "contested",
    "date",
    "begin",
    "end",
    "granularity",
)
_WHERE = ("countries", "place", "place_country")
_TELLING = ("cameo", "plover", "reports", "publishers", "independent", "first_reported", "last_reported", "quote")
_CODED = ("date", "source_country", "target_country", "source", "target", "code", "type", "status", "event")

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")  # XML 1.0 has no way to write these

Row = dict[str, Value]


def export(store: Store, format: str, stream: IO[str] | None = None) -> str:
    """Write the graph in another format.

    Args:
        store: the graph; a store that is open for writing is brought up to date first.
        format: "nquads", "trig" or "jsonld": all of it as RDF; "graphml": actors and events as a network for Gephi;
            "csv": a row an event; "cameo" or "plover": a row for each event and pair of a source and a target;
            "reports": a JSON line an article, as it was read, with the IRIs of events and actors; the event of a report
            that a correction says is wrong is null.
        stream: a text stream to write to; without one the text is given back.

    Returns:
        The text where there is no stream, else "".

    Raises:
        KgError: there is no such format.
    """
    if format not in _WRITERS:
        raise KgError(f"there is no format '{format}' to export to; there are: {', '.join(_WRITERS)}")
    if not store.read_only:
        store.refresh()
    pieces = _WRITERS[format](store)
    if stream is None:
        return "".join(pieces)
    stream.writelines(pieces)
    return ""


# ---------------------------------------------------------------- RDF


def _nquads(store: Store) -> Iterator[str]:
    return store.nquads()


def _trig(store: Store) -> Iterator[str]:
    yield from (f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(PREFIXES.items()))
    for quads in _graphs(store):
        text = _serialized(quads, ox.RdfFormat.TRIG, PREFIXES)
        yield "\n" + "".join(line for line in text.splitlines(keepends=True) if not line.startswith("@prefix"))


def _jsonld(store: Store) -> Iterator[str]:
    """Write one document, an array of the named graphs in expanded form."""
    opening = "[\n"
    for quads in _graphs(store):
        yield opening + _serialized(quads, ox.RdfFormat.JSON_LD)[1:-1]
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def _graphs(store: Store) -> Iterator[list[ox.Quad]]:
    for graph in sorted(store.inner.named_graphs(), key=str):
        quads = sorted(store.inner.quads_for_pattern(None, None, None, graph), key=str)
        if quads:  # a graph that was emptied still has its name
            yield quads


def _serialized(quads: Iterable[ox.Quad], format: ox.RdfFormat, prefixes: Mapping[str, str] | None = None) -> str:
    return (ox.serialize(quads, format=format, prefixes=dict(prefixes) if prefixes else None) or b"").decode()


# ---------------------------------------------------------------- tables


def _csv(store: Store) -> Iterator[str]:
    """Write a row an event. Several names in a cell are parted by "; "."""
    fillers, told = _by_event(store, _FILLERS), _by_event(store, _TOLD)
    roles = _roles(store)
    rows = [
        {**event, **_cast(fillers[event["event"]], roles), **_telling(told[event["event"]])}
        for event in _records(store, _EVENTS)
    ]
    return _written((*_WHAT_AND_WHEN, *roles, *_WHERE, *_TELLING), rows)


def _cast(fillers: Sequence[Row], roles: Iterable[str]) -> Row:
    countries = sorted({str(f["country"]) for f in fillers if f["country"]})
    names = {role: "; ".join(str(f["name"]) for f in fillers if f["role"] == role) for role in roles}
    return {**names, "countries": "; ".join(countries)}


def _telling(told: Sequence[Row]) -> Row:
    days = [str(t["published"]) for t in told if t["published"]]
    return {
        "reports": len({t["report"] for t in told}),
        "publishers": "; ".join(sorted({str(t["publisher"]) for t in told if t["publisher"]})),
        "first_reported": min(days, default=""),
        "last_reported": max(days, default=""),
        "quote": told[0]["quote"] if told else "",
    }


def _coded(scheme: str) -> Callable[[Store], Iterator[str]]:
    def write(store: Store) -> Iterator[str]:
        rows = [{**row, "code": row[scheme]} for row in ask(store, "event-codes").records() if row[scheme]]
        return _written(_CODED, rows)

    return write


def _written(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    for cells in (columns, *([_cell(row[name]) for name in columns] for row in rows)):
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(cells)
        yield line.getvalue()


def _cell(value: Value) -> str:
    """Give the text of a cell. What a spreadsheet would run as a formula is made a text by an apostrophe before it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


# ---------------------------------------------------------------- a network


def _graphml(store: Store) -> Iterator[str]:
    """Write actors and events as nodes; an edge goes from who acts to the event, and from it to who is acted on."""
    import networkx

    graph = networkx.MultiDiGraph()
    told = _by_event(store, _TOLD)
    roles = _roles(store)
    for actor in _records(store, _ACTORS):
        graph.add_node(actor.pop("actor"), what="actor", **_attributes(actor))
    for event in _records(store, _EVENTS):
        iri = event.pop("event")
        graph.add_node(iri, what="event", reports=len({t["report"] for t in told[iri]}), **_attributes(event))
    for number, filler in enumerate(_records(store, _FILLERS), 1):
        role, ends = str(filler["role"]), (filler["actor"], filler["event"])
        source, target = ends if roles.get(role, 1) == 1 else ends[::-1]
        graph.add_edge(source, target, key=f"e{number}", role=role)
    return (f"{line}\n" for line in networkx.generate_graphml(graph))


def _attributes(row: Row) -> dict[str, Any]:
    """Give what is known as attributes: texts without the control characters that XML cannot hold."""
    known = {name: value for name, value in row.items() if value is not None and value != ""}
    return {name: v if isinstance(v, bool | int) else _UNWRITABLE.sub(" ", str(v)) for name, v in known.items()}


# ---------------------------------------------------------------- reports


def _reports(store: Store) -> Iterator[str]:
    from kg.report import report_json  # brings the reading with it

    events = {str(report): str(event) for report, event in answer(store.inner, _EVENT_OF)}
    known = {str(naming): str(actor) for naming, actor in answer(store.inner, _KNOWN_AS)}
    for article, reports in store.tellings():
        found = [_identified(report_json(r), r, known) | {"event": events.get(report_iri(r))} for r in reports]
        yield json.dumps({"id": article.id, "reports": found}, ensure_ascii=False) + "\n"


def _identified(out: dict[str, Any], report: Report, known: Mapping[str, str]) -> dict[str, Any]:
    """Give a report's JSON with the IRI of the actor that each filler is known as."""
    for role, fillers in out["roles"].items():
        namings = [actor_iri(p.actor) for p in report.participants if p.role == role]
        actors = (known.get(naming, naming) for naming in namings)
        out["roles"][role] = [{**filler, "actor": actor} for filler, actor in zip(fillers, actors)]
    return out


# ---------------------------------------------------------------- asking the store


def _records(store: Store, sparql: str) -> list[Row]:
    return answer(store.inner, sparql).records()


def _by_event(store: Store, sparql: str) -> dict[Value, list[Row]]:
    found: defaultdict[Value, list[Row]] = defaultdict(list)
    for row in _records(store, sparql):
        found[row["event"]].append(row)
    return found


def _roles(store: Store) -> dict[str, int]:
    """Give the core roles of all types in order, each with its place: 1 acts, 2 is acted on."""
    from kg.ontology import Ontology

    return {role: place for t in Ontology(store.root).types.values() for place, role in enumerate(t.roles, 1)}


_WRITERS: dict[str, Callable[[Store], Iterator[str]]] = {
    "nquads": _nquads,
    "trig": _trig,
    "jsonld": _jsonld,
    "graphml": _graphml,
    "csv": _csv,
    "cameo": _coded("cameo"),
    "plover": _coded("plover"),
    "reports": _reports,
}
FORMATS = tuple(_WRITERS)
