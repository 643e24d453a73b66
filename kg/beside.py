"""RDF of the user's own beside the graph, so that one query joins both: sanctions lists, registers, parts of Wikidata.

Actors of the graph are joined over owl:sameAs (Wikidata), places over skos:exactMatch (Wikidata and GeoNames), states
and countries also over the codes of ISO 3166-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg.model import QueryError
from kg.query import in_thread
from kg.store import Store


class Beside(Store):
    """A copy of a store in memory, with the triples of files beside it: to be asked, while the store stays as it is.

    The triples of a file are in one graph, whose name is the address of the file (file:///...), whichever graphs the
    file has: what a file says never gets among the articles, and `GRAPH ?file { ... }` tells whose it is. A million
    triples take a few seconds and about 0.7 GB.

    Args:
        store: articles and events; brought up to date first, where it is open for writing.
        files: Turtle, N-Triples, N-Quads, TriG, RDF/XML or JSON-LD, told by their suffix. Nothing that they name is
            fetched.

    Raises:
        QueryError: a file is not there, is of another format, or has a fault.
    """

    def __init__(self, store: Store, *files: str | Path) -> None:
        if not store.read_only:
            store.refresh()
        super().__init__(root=store.root)
        self._ox.bulk_extend(store.inner)
        for file in files:
            in_thread(partial(self._ox.bulk_extend, _quads(Path(file))))
        self.path, self.read_only = store.path, True


def _quads(path: Path) -> Iterator[Quad]:
    """Read a file; all is in the graph of its name."""
    format_ = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if format_ in (None, RdfFormat.N3):
        raise QueryError(f"{path}: not known as RDF; name it .ttl, .nt, .nq, .trig, .rdf or .jsonld, for what it is")
    address = path.resolve().as_uri()
    try:
        found = parse(path=path, format=format_, base_iri=address, rename_blank_nodes=True)
        yield from (Quad(q.subject, q.predicate, q.object, NamedNode(address)) for q in found)
    except OSError as error:
        raise QueryError(f"{path}: cannot be read: {error}; check the name") from error
    except (SyntaxError, ValueError) as error:
        raise QueryError(
            f"{path}: a fault in its {format_.name}: {error}; mend it, or give it the suffix of its format"
        ) from error
