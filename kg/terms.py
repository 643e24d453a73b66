"""RDF terms from plain values, and facts about a subject as triples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache, partial

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iri import PREFIXES

Term = NamedNode | Literal
Fact = tuple[NamedNode, Term | None]


@cache
def _node(prefix: str, name: str) -> NamedNode:
    return NamedNode(PREFIXES[prefix] + name)


KG: Callable[[str], NamedNode] = partial(_node, "kg")
RDF: Callable[[str], NamedNode] = partial(_node, "rdf")
RDFS: Callable[[str], NamedNode] = partial(_node, "rdfs")
SCHEMA: Callable[[str], NamedNode] = partial(_node, "schema")
OA: Callable[[str], NamedNode] = partial(_node, "oa")
XSD: Callable[[str], NamedNode] = partial(_node, "xsd")
TYPE = RDF("type")


def text(value: str) -> Literal | None:
    """Give a string as a literal; an empty one says nothing and gives none."""
    return Literal(value) if value else None


def day(value: date | None) -> Literal | None:
    """Give a date as an xsd:date."""
    return Literal(value.isoformat(), datatype=XSD("date")) if value else None


def truth(value: bool) -> Literal:
    """Give an xsd:boolean."""
    return Literal(value)


def whole(value: int) -> Literal:
    """Give an xsd:integer."""
    return Literal(value)


def decimal(value: float) -> Literal:
    """Give an xsd:decimal in its canonical form, which stores keep as it is."""
    plain = format(Decimal(repr(value)), "f")
    return Literal(plain.rstrip("0").rstrip(".") if "." in plain else plain, datatype=XSD("decimal"))


def about(subject: str, *facts: Fact) -> Iterator[Triple]:
    """Give the triples that say these facts of a subject; facts without a value are left out."""
    node = NamedNode(subject)
    for predicate, value in facts:
        if value is not None:
            yield Triple(node, predicate, value)


def in_graph(graph: str, triples: Iterable[Triple]) -> list[Quad]:
    """Give the triples as quads of one graph, each once, in the order of their N-Quads lines."""
    name = NamedNode(graph)
    return sorted({Quad(t.subject, t.predicate, t.object, name) for t in triples}, key=str)
