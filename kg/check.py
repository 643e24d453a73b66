"""Check a store against the shapes of the ontology.

Source: Shapes Constraint Language (SHACL), W3C Recommendation 2017, as pySHACL implements it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from kg.iri import short_iri
from kg.ontology import folder

if TYPE_CHECKING:
    from kg.store import Store

BATCH = 100  # graphs of articles checked together: a call costs as much as three articles


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Something in the graph that a shape does not allow: the node at fault, the property, the value, and why."""

    node: str
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        found = " ".join(part for part in (self.path, self.value) if part)
        return f"{self.node}: {self.message}" + (f" Found: {found}" if found else "")


def check(store: Store, root: Path | None = None) -> list[Violation]:
    """Give all that the shapes do not allow in the articles, reports and events of a store, sorted; empty: it conforms.

    About 20 ms of CPU an article. Graphs of other making are not looked at.

    Args:
        store: what to check.
        root: the ontology folder; by default the one that comes with the package.
    """
    root = root or folder()
    shapes = Graph().parse(root / "shapes.ttl")
    graphs = store.graphs()
    found: set[Violation] = set()
    while batch := list(islice(graphs, BATCH)):
        found.update(violations(_graph(chain.from_iterable(batch)), shapes, root))
    return sorted(found)


def violations(data: Graph, shapes: Graph, root: Path) -> Iterator[Violation]:
    """Give what the shapes do not allow in a graph, to which the classes and lists of the ontology folder are added."""
    data.parse(root / "classes.ttl").parse(root / "status.ttl")
    _, results, _ = validate(data, shacl_graph=shapes, inplace=True)
    assert isinstance(results, Graph)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        focus, value = results.value(result, SH.focusNode), results.value(result, SH.value)
        path, message = results.value(result, SH.resultPath), results.value(result, SH.resultMessage)
        by_query = results.value(result, SH.sourceConstraint) is not None
        yield Violation(
            _short(value if by_query else focus), _short(path), "" if by_query else _short(value), str(message)
        )


def _graph(quads: Iterator[ox.Quad]) -> Graph:
    triples = [ox.Triple(s, p, o) for s, p, o, _ in quads]
    return Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="ox-nt")


def _short(term: Node | None) -> str:
    """Write a term for people, IRIs with their prefix."""
    return "" if term is None else short_iri(str(term))
