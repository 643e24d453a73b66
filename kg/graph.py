"""The graph as Python users meet it: an rdflib Dataset over the store, with the product's own verbs."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

from oxrdflib.store import OxigraphStore
from rdflib import Dataset

from kg.guard import check
from kg.iri import PREFIXES
from kg.model import Article, Event, QueryError, Report
from kg.store import Info, Store

if TYPE_CHECKING:
    from datetime import date

    from kg.correct import Listed
    from kg.corrections import Correction
    from kg.explain import Explanation
    from kg.pool import Result
    from kg.run import Summary
    from kg.table import Table

Sources: TypeAlias = str | Path | Article | Iterable[str | Path | Article]


def open(path: str | Path | None = None, *, read_only: bool = False) -> Graph:
    """Open a graph: a folder, made if it is not there, or in memory without one.

    Raises:
        StoreError: the folder is missing (for reading), locked, no store, or of another version.
    """
    return Graph(path, read_only=read_only)


def extract(*sources: str | Path, workers: int = 1) -> Iterator[Result]:
    """Read articles and give each with its reports, and a Problem for what cannot be read. Nothing is stored. Lazy."""
    from kg.read import read
    from kg.run import Settings, extract

    return extract(read(*sources), Settings(), workers)


class Graph(Dataset):
    """Articles, reports and events as an `rdflib.Dataset` over Oxigraph; its default graph is the union of all graphs.

    Whatever reads in rdflib works, and SPARQL runs in Oxigraph. Articles come in by `ingest`. Triples of your own may
    stand in named graphs of their own.

    Args:
        path: a folder, made if it is not there, or an open store; None keeps everything in memory.
        read_only: open beside a writer, and see what is there now.
        root: the ontology folder; by default the one that comes with the package.

    Raises:
        StoreError: the folder is missing (for reading), locked, no store, or of another version.
    """

    def __init__(
        self, path: str | Path | Store | None = None, *, read_only: bool = False, root: Path | None = None
    ) -> None:
        self.articles_store = path if isinstance(path, Store) else Store(path, read_only=read_only, root=root)
        if not self.articles_store.read_only:
            self.articles_store.refresh()
        super().__init__(store=OxigraphStore(store=self.articles_store.inner), default_union=True)
        for prefix, namespace in PREFIXES.items():
            self.bind(prefix, namespace)

    def __enter__(self) -> Graph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self, commit_pending_transaction: bool = False) -> None:
        """Write everything to disk and let go of the folder. Nothing is ever pending: each write is a transaction."""
        super().close(commit_pending_transaction)
        self.articles_store.close()

    def ingest(self, sources: Sources, workers: int = 1) -> Summary:
        """Read articles from files, folders or globs into the graph. Safe to repeat (see `kg.run.ingest`).

        Raises:
            StoreError: the graph is open for reading only, or the disk is full.
        """
        from kg.run import Settings, ingest

        return ingest(sources, self.articles_store, Settings(root=self.articles_store.root), workers)

    def remove(self, article: Any) -> Any:
        """Take an article out by its id; a triple or quad is removed as in rdflib."""
        if not isinstance(article, str):
            return super().remove(article)
        removed = self.articles_store.remove(article)
        self.articles_store.refresh()
        return removed

    def ask(self, question: str | Path, **params: Any) -> Table:
        """Answer SPARQL, or a question by its name, as a table (see `kg.query.ask`)."""
        from kg.query import ask

        return ask(self.articles_store, question, **params)

    def as_of(self, day: str | date) -> Graph:
        """Give the graph as it would be had nothing been published since a day (see `kg.store.Store.as_of`).

        It is asked, drawn and exported as any other, and cannot be written.

        Raises:
            QueryError: it is no date.
            StoreError: the files of the store cannot be linked or copied.
        """
        return Graph(self.articles_store.as_of(day))

    def beside(self, *files: str | Path) -> Graph:
        """Give the graph with RDF of your own beside it, to ask both in one query (see `kg.beside.Beside`).

        It is a copy in memory, to be asked: what is in the files does not come into this graph. To keep it here, read it
        into a named graph, `graph.graph(URIRef("https://example.org/list")).parse("list.ttl")`.

        Raises:
            QueryError: a file cannot be read as RDF.
        """
        from kg.beside import Beside

        return Graph(Beside(self.articles_store, *files))

    def explain(self, event: Any) -> Explanation:
        """Tell why an event is one: its reports, the rules, and what was kept apart (see `kg.explain.explain`)."""
        from kg.explain import explain

        return explain(self.articles_store, event.iri if isinstance(event, Event) else str(event))

    def correct(
        self, judgement: str, *things: Any, author: str, reason: str, date: date | str | None = None
    ) -> Correction:
        """Take a correction of who is who, or of which reports are one event (see `kg.correct.correct`).

        Raises:
            CorrectionError: it names what is not there, or contradicts another; nothing has changed.
            StoreError: the graph is open for reading only, or the disk is full.
        """
        from kg.correct import correct

        names = [thing.iri if isinstance(thing, Event) else str(thing) for thing in things]
        return correct(self.articles_store, judgement, *names, author=author, reason=reason, day=date)

    def corrections(self) -> tuple[Listed, ...]:
        """List the corrections, and what each waits for (see `kg.correct.listing`)."""
        from kg.correct import listing

        return listing(self.articles_store)

    def load_corrections(self, path: str | Path, *, ahead: bool = False) -> tuple[Correction, ...]:
        """Take all corrections of a file, or none (see `kg.correct.load`)."""
        from kg.correct import load

        return load(self.articles_store, path, ahead=ahead)

    def export_corrections(self) -> str:
        """Give all corrections as JSON lines, which `load_corrections` takes."""
        from kg.correct import dump

        return "".join(dump(self.articles_store))

    def undo(self, *names: str) -> tuple[Correction, ...]:
        """Take corrections back, as if they had never been made (see `kg.correct.undo`)."""
        from kg.correct import undo

        return undo(self.articles_store, names)

    def view(self, path: str | Path | None = None, **filters: Any) -> Path | Picture:
        """Draw the graph: into an HTML file, or without a path to be shown in a notebook (see `kg.view.view`)."""
        from kg.view import view

        if path is not None:
            return view(self.articles_store, path, **filters)
        with TemporaryDirectory() as folder:
            return Picture(view(self.articles_store, Path(folder) / "view.html", **filters).read_text(encoding="utf-8"))

    def export(self, format: str) -> str:
        """Give the graph in another format (see `kg.export.export`)."""
        from kg.export import export

        return export(self.articles_store, format)

    def events(self) -> tuple[Event, ...]:
        """Give the events, sorted by IRI."""
        return self.articles_store.events()

    def reports(self) -> Iterator[Report]:
        """Give the reports, by article."""
        return self.articles_store.reports()

    def articles(self) -> Iterator[Article]:
        """Give the articles, sorted by IRI."""
        return self.articles_store.articles()

    def info(self) -> Info:
        """Count what is there."""
        return self.articles_store.info()

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> Any:
        """Answer SPARQL in Oxigraph, as rdflib's results.

        Raises:
            QueryError: the query is refused (see `kg.guard.check`); or it is a prepared one, or has an argument beside
                initNs and initBindings, with which rdflib would answer itself, and read any file named after FROM.
        """
        strange = kwargs.keys() - {"initNs", "initBindings"}
        if args or strange or not isinstance(query_object, str):
            raise QueryError("query takes the text of a query, with initNs and initBindings, and nothing else")
        check(query_object)
        return super().query(query_object, **kwargs)

    def update(self, update_object: Any, *args: Any, **kwargs: Any) -> None:
        """Run a SPARQL update in Oxigraph, in one transaction, with the graph's prefixes declared.

        What it does to articles and reports is not followed by the events; keep to named graphs of your own.

        Raises:
            QueryError: further arguments of rdflib's method, which would run it outside Oxigraph, or a fault in it.
        """
        if args or any(kwargs.values()):
            raise QueryError("update takes the text of the update alone; write the values into it")
        try:
            self.articles_store.inner.update(str(update_object), prefixes=PREFIXES)
        except SyntaxError as error:
            raise QueryError(f"the update has a fault: {error}") from error

    def _repr_html_(self) -> str:
        counts = asdict(self.info())
        cells = "".join(
            f"<tr><th>{name}</th><td>{counts[name]}</td></tr>" for name in ("articles", "reports", "events")
        )
        where = html.escape(str(self.articles_store.path or "in memory"))
        return f"<table><caption>Graph, {where}</caption>{cells}</table>"


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A picture of a graph: a whole HTML page, shown in a notebook apart from the rest of it."""

    page: str

    def _repr_html_(self) -> str:
        from kg.view import frame

        return frame(self.page)
