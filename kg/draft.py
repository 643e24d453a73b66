"""A store as it will be: what it holds, less what goes, and what comes. Nothing is written until both are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, Triple

Term = NamedNode | Literal


class Draft:
    """Changes to a store, to be written in one transaction; reading sees them already.

    Args:
        store: what is there; it is only read.
    """

    def __init__(self, store: pyoxigraph.Store) -> None:
        self._store = store
        self._new = pyoxigraph.Store()
        self.gone: set[Quad] = set()

    @property
    def come(self) -> list[Quad]:
        """The quads that come."""
        return list(self._new)

    def match(
        self,
        subject: NamedNode | None,
        predicate: NamedNode | None,
        value: Term | None,
        graph: NamedNode | None,
    ) -> Iterator[Quad]:
        """Give the quads of a pattern as they will be."""
        yield from (q for q in self._store.quads_for_pattern(subject, predicate, value, graph) if q not in self.gone)
        yield from self._new.quads_for_pattern(subject, predicate, value, graph)

    def add(self, quad: Quad) -> None:
        """Let a quad come."""
        if quad in self.gone:
            self.gone.remove(quad)
        elif quad not in self._store:
            self._new.add(quad)

    def remove(self, quad: Quad) -> None:
        """Let a quad go."""
        if quad in self._new:
            self._new.remove(quad)
        elif quad in self._store:
            self.gone.add(quad)

    def replace(self, subject: str, graph: NamedNode, triples: Iterable[Triple]) -> None:
        """Make these the triples of a subject in a graph; those of other subjects among them come besides."""
        node = NamedNode(subject)
        new = {Quad(t.subject, t.predicate, t.object, graph) for t in triples}
        for quad in {*self.match(node, None, None, graph)} - new:
            self.remove(quad)
        for quad in new:
            self.add(quad)

    def set(self, subject: str, predicate: NamedNode, values: Iterable[Term], graph: NamedNode) -> None:
        """Make these the values of a property of a subject in a graph."""
        node = NamedNode(subject)
        new = {Quad(node, predicate, value, graph) for value in values}
        for quad in {*self.match(node, predicate, None, graph)} - new:
            self.remove(quad)
        for quad in new:
            self.add(quad)

    def values(self, subject: str, predicate: NamedNode, graph: NamedNode) -> list[str]:
        """Give the objects of a subject, sorted."""
        return sorted(plain(q.object) for q in self.match(NamedNode(subject), predicate, None, graph))

    def value(self, subject: str, predicate: NamedNode, graph: NamedNode) -> str:
        """Give the object of a subject, "" where there is none."""
        return next(iter(self.values(subject, predicate, graph)), "")

    def subjects(self, predicate: NamedNode, value: Term, graph: NamedNode) -> list[str]:
        """Give the subjects that have a value, sorted."""
        return sorted(plain(q.subject) for q in self.match(None, predicate, value, graph))

    def holds(self, predicate: NamedNode, value: Term, graph: NamedNode) -> bool:
        """Tell whether any subject has a value."""
        return any(True for _ in self.match(None, predicate, value, graph))


def plain(term: object) -> str:
    """Give the IRI or the string of a term; no graph of ours has others."""
    assert isinstance(term, Term)
    return term.value
