"""The store: articles, reports and corrections on disk, and the events derived from them.

One article is one named graph, written, replaced or removed in one transaction together with its entries in the ledger
and the marks of what it touches in the derived graph. What is marked is put right in one transaction that clears the
marks (see `kg.refresh`), at a cost that does not grow with the store.
So a process that is killed leaves no half article, and a rerun goes on where it stopped. There is one writer at a time;
readers may open the store while it writes and see what was there when they opened it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from kg.books import Books
from kg.corrections import Correction, Filed, correction_quads
from kg.draft import Draft
from kg.guard import bind, check
from kg.iri import CORRECTIONS, EVENTS, LEDGER, PREFIXES, World, actor_iri, article_iri, content_hash, report_iri
from kg.model import Actor, Article, Event, QueryError, Report, StoreError
from kg.rdf import article_quads, read_article
from kg.resolve import resolve
from kg.terms import KG, whole

if TYPE_CHECKING:
    from kg.asof import AsOf
    from kg.refresh import Rules

FORMAT = 4
MANY = 1000  # articles, after whose writing the files are put in order
REOPENINGS = 5  # of a store whose writer is changing its files
CREATED_BY_OXIGRAPH = "CURRENT"  # every store on disk has this file

Value = str | bool | int | float | date | NamedNode | Literal
Rows = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples

_EVENTS = NamedNode(EVENTS)
_LEDGER = NamedNode(LEDGER)


@dataclass(frozen=True, slots=True)
class Info:
    """What is in a store: counts, and the version of its layout. `pending` articles are not in the events yet."""

    articles: int
    reports: int
    events: int
    corrections: int
    quads: int
    pending: int
    format: int


class Store:
    """Articles, their reports and the events, in an Oxigraph store.

    Args:
        path: a folder, made if it is not there; None keeps everything in memory.
        read_only: open beside a writer, and see what is there now.
        root: the ontology folder; by default the one that comes with the package.

    Raises:
        StoreError: the folder is missing (for reading), locked, no store, or of another version.
    """

    def __init__(self, path: str | Path | None = None, *, read_only: bool = False, root: Path | None = None) -> None:
        self.path = Path(path) if path is not None else None
        self.read_only = read_only
        self.root = root
        self._ox = _open(self.path, read_only)
        self._check_format()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to disk and let go of the folder. The store cannot be used after this.

        Raises:
            StoreError: the disk is full; what was written before stays, and the folder is let go of all the same.
        """
        try:
            if self.path and not self.read_only:
                self._ox.flush()
        except OSError as error:
            raise StoreError(_unwritable(self.path, error)) from error
        finally:
            del self._ox

    # ------------------------------------------------------------ writing

    def put(
        self, article: Article, reports: Iterable[Report], *, version: str = "", outlet: Actor | None = None
    ) -> bool:
        """Write an article and what was read from it; an article of the same id is replaced, where it differs.

        Args:
            article: what was published.
            reports: what was read from it.
            version: of what read it; see `knows`.
            outlet: what is known of the publisher, for its country and whether a state controls it.

        Returns:
            False where the store holds just that already, and nothing was written.

        Raises:
            ValueError: the article cannot be written as RDF, because it has half a character (a lone surrogate).
            StoreError: the store is read-only, or the disk is full.
        """
        iri, reports = article_iri(article.id), list(reports)
        graph = article_quads(article, reports, self._world, outlet)
        ledger = _quad(iri, "contentHash", Literal(content_hash(article, version)))
        return self._replace(iri, [*graph, ledger], reports)

    def remove(self, article_id: str) -> bool:
        """Take an article out, and with it everything that rested on it alone. False where it is not there."""
        return self._replace(article_iri(article_id), [], [])

    def correct(self, come: Iterable[Correction] = (), gone: Iterable[Correction] = ()) -> None:
        """Let corrections come and go, in one transaction. What they say is not looked into; see `kg.correct`.

        Raises:
            StoreError: the store is read-only, or the disk is full.
        """
        come, gone = list(come), list(gone)
        articles = sorted({article_iri(r.article) for made in (*come, *gone) for r in made.references})
        draft = Draft(self._ox)
        before, after = Books(draft, self._world), Books(draft, self._world)
        told = [(article, one[1]) for article in articles if (one := before.told(article))]
        for quad in (quad for made in gone for quad in correction_quads(made)):
            draft.remove(quad)
        for quad in (quad for made in come for quad in correction_quads(made)):
            draft.add(quad)
        for article, reports in told:
            now = after.told(article)
            after.enter([article], reports, now[1] if now else ())
        for actor in sorted({actor for made in (*come, *gone) for actor in made.actors}):
            after.mark_stale(actor)
        self._change(draft.gone, draft.come)

    def knows(self, article: Article, version: str = "") -> bool:
        """Tell whether the article was read already, word for word the same and by the same version of the reading."""
        mark = _quad(article_iri(article.id), "contentHash", Literal(content_hash(article, version)))
        return mark in self._ox

    def refresh(self) -> bool:
        """Put the derived graph right, in one transaction. False where nothing was pending."""
        if not self.stale:
            return False
        from kg.refresh import refresh  # what conclusions are drawn by is only needed here

        many = sum(1 for _ in self._marked("pending")) >= MANY
        draft = Draft(self._ox)
        refresh(draft, self._rules)
        self._change(draft.gone, draft.come)
        if many:
            self._ox.optimize()  # files written in one go stay in layers, which every later reading has to look through
        return True

    def _replace(self, iri: str, quads: Sequence[Quad], reports: Sequence[Report]) -> bool:
        """Make these the quads of an article, in its graph and in the ledger, and enter its reports: one transaction."""
        node = NamedNode(iri)
        graph = list(self._ox.quads_for_pattern(None, None, None, node))
        old = {*graph, *self._ox.quads_for_pattern(node, KG("contentHash"), None, _LEDGER)}
        new = set(quads)
        if old == new:
            return False
        draft = Draft(self._ox)
        books = Books(draft, self._world)
        told = books.told(iri)
        books.enter([iri], told[1] if told else (), books.upheld(iri, reports))
        self._change([*(old - new), *draft.gone], [*(new - old), *draft.come])
        return True

    def _change(self, gone: Iterable[Quad], come: Iterable[Quad]) -> None:
        """Take quads out and put quads in, in one transaction."""
        if self.read_only:
            raise StoreError(f"{self.path}: opened for reading only; open it without read_only to write")
        gone, come = list(gone), list(come)
        try:
            if gone:
                self._ox.update(f"DELETE DATA {{ {_blocks(gone)} }} ; INSERT DATA {{ {_blocks(come)} }}")
            else:
                self._ox.extend(come)
        except OSError as error:
            raise StoreError(_unwritable(self.path, error)) from error

    # ------------------------------------------------------------ reading

    @property
    def stale(self) -> bool:
        """Tell whether articles or corrections came or went since the events were last put together."""
        return any(True for name in ("pending", "stale") for _ in self._marked(name))

    @property
    def inner(self) -> pyoxigraph.Store:
        """The Oxigraph store underneath. What is written past `put` and `remove` is not reflected in the events."""
        return self._ox

    def select(self, sparql: str, **substitutions: Value) -> Rows:
        """Run a SPARQL query over all graphs together, with the graph's prefixes declared.

        Args:
            sparql: SELECT, ASK, CONSTRUCT or DESCRIBE.
            substitutions: values of variables, by name; a `NamedNode` for an IRI.

        Raises:
            QueryError: the query has a fault, or is refused (see `kg.guard`).
        """
        if not self.read_only:
            self.refresh()
        check(sparql)
        query = bind(sparql, {name: _term(value) for name, value in substitutions.items()})
        try:
            return self._ox.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise QueryError(f"the query has a fault: {error}") from error

    def articles(self) -> Iterator[Article]:
        """Give the articles, by id."""
        return (article for article, _ in self.tellings())

    def article(self, article_id: str) -> Article | None:
        """Give an article by its id; None where it is not there."""
        quads = list(self._ox.quads_for_pattern(None, None, None, NamedNode(article_iri(article_id))))
        return read_article(quads)[0] if quads else None

    def reports(self) -> Iterator[Report]:
        """Give the reports, by article."""
        return (report for _, reports in self.tellings() for report in reports)

    def tellings(self) -> Iterator[tuple[Article, tuple[Report, ...]]]:
        """Give each article with its reports, sorted by the article's IRI."""
        for iri in self._articles():
            yield read_article(self._ox.quads_for_pattern(None, None, None, NamedNode(iri)))

    def events(self) -> tuple[Event, ...]:
        """Give the events, sorted by IRI."""
        books = Books(Draft(self._ox), self._world)
        told = [
            (replace(made, text=""), books.upheld(article_iri(made.id), reports)) for made, reports in self.tellings()
        ]
        named = {actor_iri(p.actor) for _, reports in told for r in reports for p in r.participants}
        sources = {iri: books.source(iri) for article, _ in told if (iri := article_iri(article.id))}
        rulings = books.rulings_on_reports([report_iri(r) for _, reports in told for r in reports])
        who = {iri: known for iri in named if (known := books.known(iri))}
        return resolve(told, self._world, who, rulings, sources)

    def as_of(self, day: str | date) -> AsOf:
        """Give what the store would hold had nothing been published since a day; close it after use (see `kg.asof`).

        Args:
            day: a day, or a month or year for its last day, as a date or in ISO 8601.

        Raises:
            QueryError: it is no date.
            StoreError: the files of the store cannot be linked or copied.
        """
        from kg.asof import AsOf, last_day

        if not self.read_only:
            self.refresh()
        return AsOf(self, last_day(day))

    def corrections(self) -> tuple[Correction, ...]:
        """Give the corrections, by IRI."""
        return tuple(Filed(Draft(self._ox)).all())

    def info(self) -> Info:
        """Count what is there."""
        return Info(
            articles=len(self._articles()),
            reports=self._count("SELECT (COUNT(*) AS ?n) { ?report a kg:Report }"),
            events=self._count("SELECT (COUNT(DISTINCT ?event) AS ?n) { ?event kg:report ?report }"),
            corrections=self._count("SELECT (COUNT(*) AS ?n) { ?correction a kg:Correction }"),
            quads=len(self._ox),
            pending=sum(1 for _ in self._marked("pending")),
            format=FORMAT,
        )

    def graphs(self) -> Iterator[list[Quad]]:
        """Give the graph of each article, sorted by IRI, then the derived and the corrections; not those of other making."""
        for iri in (*self._articles(), EVENTS, CORRECTIONS):
            yield list(self._ox.quads_for_pattern(None, None, None, NamedNode(iri)))

    def nquads(self) -> Iterator[str]:
        """Give everything as N-Quads lines, sorted within each graph: equal stores give equal lines."""
        for graph in sorted(self._ox.named_graphs(), key=str):
            yield from sorted(f"{quad} .\n" for quad in self._ox.quads_for_pattern(None, None, None, graph))

    # ------------------------------------------------------------ within

    @cached_property
    def _world(self) -> World:
        return World.load(self.root)

    @cached_property
    def _rules(self) -> Rules:
        from kg.refresh import load_rules  # the ontology takes a while to read, and only writers need it

        return load_rules(self.root)

    def _articles(self) -> list[str]:
        """Give the IRIs of the articles, sorted; named graphs of other making are not among them."""
        return sorted(str(q.subject)[1:-1] for q in self._ox.quads_for_pattern(None, KG("contentHash"), None, _LEDGER))

    def _marked(self, name: str) -> Iterator[Quad]:
        return self._ox.quads_for_pattern(_LEDGER, KG(name), None, _LEDGER)

    def _count(self, sparql: str) -> int:
        rows = self._ox.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(rows, pyoxigraph.QuerySolutions)
        return int(next(rows)["n"].value)

    def _check_format(self) -> None:
        own = _quad(LEDGER, "formatVersion", whole(FORMAT))
        if own in self._ox:
            return
        mark = next(self._ox.quads_for_pattern(_LEDGER, KG("formatVersion"), None, _LEDGER), None)
        if mark:
            raise StoreError(
                f"{self.path}: written by another version (layout {mark.object}, this one reads {FORMAT}); "
                f"ingest the articles into a new folder, or use the version that wrote it"
            )
        if len(self._ox) or self.read_only:
            raise StoreError(f"{self.path}: an Oxigraph store, but not one of kg; give another folder")
        self._change([], [own])


def _open(path: Path | None, read_only: bool) -> pyoxigraph.Store:
    if path is None:
        return pyoxigraph.Store()
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: a file, not a store; give the folder of a store")
    made = path.is_dir() and (path / CREATED_BY_OXIGRAPH).is_file()
    if read_only and not made:
        raise StoreError(f"{path}: there is no store here; make one with: kg ingest ARTICLES --store {path}")
    if not made and path.is_dir() and any(path.iterdir()):
        raise StoreError(f"{path}: a folder with other things in it, not a store; give a new or empty folder")
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        return _beside_writer(path) if read_only else pyoxigraph.Store(str(path))
    except (OSError, RuntimeError) as error:  # the latter where files are damaged
        raise StoreError(_why(path, error)) from error


def _beside_writer(path: Path) -> pyoxigraph.Store:
    """Open for reading; again where a writer has just put another file in the place of one that was to be read."""
    for _ in range(REOPENINGS):
        try:
            return pyoxigraph.Store.read_only(str(path))
        except RuntimeError as error:
            if "No such file" not in str(error):
                raise
    return pyoxigraph.Store.read_only(str(path))


def _why(path: Path, error: Exception) -> str:
    """Say why a store cannot be opened, and what to do."""
    reason = str(error)
    if "by current process" in reason:
        return f"{path}: this process has the store open already; close it first, or open it read-only"
    if "LOCK" in reason:
        return f"{path}: another process is writing to this store; wait until it has ended, or open it read-only"
    if isinstance(error, RuntimeError):
        return f"{path}: damaged: {reason}; bring it back from a backup, or ingest the articles into a new folder"
    return f"{path}: cannot be opened: {reason}; see whether you may write there and the disk has space"


def _unwritable(path: Path | None, error: OSError) -> str:
    return f"{path}: cannot be written: {error}; free space on the disk and run again, nothing written before is lost"


def _quad(subject: str, name: str, value: NamedNode | Literal) -> Quad:
    return Quad(NamedNode(subject), KG(name), value, _LEDGER)


def _blocks(quads: Iterable[Quad]) -> str:
    """Write quads as the GRAPH blocks of an INSERT DATA or DELETE DATA."""
    graphs: dict[str, list[Triple]] = {}
    for s, p, o, g in quads:
        graphs.setdefault(str(g), []).append(Triple(s, p, o))
    return "\n".join(f"GRAPH {graph} {{ {_ntriples(triples)} }}" for graph, triples in graphs.items())


def _ntriples(triples: list[Triple]) -> str:
    return (pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _term(value: Value) -> NamedNode | Literal:
    if isinstance(value, NamedNode | Literal):
        return value
    if isinstance(value, date):
        return Literal(value.isoformat(), datatype=NamedNode(PREFIXES["xsd"] + "date"))
    return Literal(value)
