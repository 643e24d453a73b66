"""The graph as of a day: what it would be had nothing been published since.

The events of then are not those of now with later reports left out: a later article may have joined two events, or named
somebody more fully. So they are concluded again, from the articles published by the day alone. That is cheap where
little is to be done: what is kept on disk is copied by linking its files, and the articles published since are taken
out; where those are the most, the others are put into an empty store instead. Either way the cost is that of the smaller
part, about two milliseconds an article, and the result is the same, byte for byte.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from kg.books import BOOKS, Books
from kg.draft import Draft, plain
from kg.iri import EVENTS, LEDGER
from kg.model import Period, QueryError, Report, StoreError
from kg.rdf import read_article
from kg.store import REOPENINGS, Store
from kg.terms import KG, SCHEMA

OURS = {EVENTS, LEDGER}


class AsOf(Store):
    """A store of the articles published by a day, with the events concluded from them alone. It cannot be written.

    An article without a date of publication is in none: nobody can tell whether it had been published. Corrections
    and graphs of other making are as they are now.

    Args:
        store: what there is now.
        day: the last day of publication that counts.

    Raises:
        StoreError: the files of the store cannot be linked or copied.
    """

    def __init__(self, store: Store, day: date) -> None:
        then = _published(store.inner, day)
        late = 2 * len(then) > len(_hashes(store.inner))
        self._folder = _folder(store.path) if store.path else None
        copy = Path(self._folder.name) / "store" if self._folder else None
        if late and store.path and copy:
            _link(store.path, store.inner, copy)
        super().__init__(copy, root=store.root)
        if late and not copy:
            self._ox.bulk_extend(store.inner)
        self._bring(store.inner, then)
        self.path, self.read_only = store.path, True

    def close(self) -> None:
        """Let go of the store, and take away what was copied for it."""
        super().close()
        if self._folder:
            self._folder.cleanup()

    def _bring(self, source: pyoxigraph.Store, then: Mapping[str, Quad]) -> None:
        """Make what is here hold these articles of another store, and no others."""
        here = _hashes(self._ox)
        gone = sorted(iri for iri, quad in here.items() if then.get(iri) != quad)
        come = sorted(iri for iri, quad in then.items() if here.get(iri) != quad)
        draft = Draft(self._ox)
        books = Books(draft, self._world)
        self._ox.bulk_extend(q for iri in _others(source) for q in _graph(source, iri))
        books.enter({*gone, *come}, _upheld(books, self._ox, gone), _upheld(books, source, come))
        for iri in gone:
            draft.remove(here[iri])
            self._ox.remove_graph(NamedNode(iri))
        for iri in come:
            draft.add(then[iri])
        self._ox.bulk_extend(q for iri in come for q in _graph(source, iri))
        from kg.refresh import refresh  # what conclusions are drawn by is only needed here

        refresh(draft, self._rules)
        self._change(draft.gone, draft.come)


def last_day(given: str | date) -> date:
    """Give the day that is meant: a day, or the last of a month or year in ISO 8601.

    Raises:
        QueryError: it is no date.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    if isinstance(given, date):
        return given.date() if isinstance(given, datetime) else given
    period = Period(given, given)
    try:
        if re.fullmatch(r"\d{4}(-\d\d){0,2}", given) and period.first <= period.last:
            return period.last
    except ValueError:
        pass
    raise QueryError(f"as of '{given}': no such date; write a day as 2024-03-04, a month as 2024-03 or a year as 2024")


def _hashes(store: pyoxigraph.Store) -> dict[str, Quad]:
    """Give the entry of each article in the ledger."""
    return {plain(q.subject): q for q in store.quads_for_pattern(None, KG("contentHash"), None, BOOKS)}


def _published(store: pyoxigraph.Store, day: date) -> dict[str, Quad]:
    """Give the entries of the articles published by a day."""
    dated = store.quads_for_pattern(None, SCHEMA("datePublished"), None, None)
    then = {plain(q.subject) for q in dated if q.subject == q.graph_name and plain(q.object) <= day.isoformat()}
    return {iri: quad for iri, quad in _hashes(store).items() if iri in then}


def _others(store: pyoxigraph.Store) -> list[str]:
    """Give the graphs of other making."""
    ours = OURS | _hashes(store).keys()
    return [iri for graph in store.named_graphs() if (iri := plain(graph)) not in ours]


def _graph(store: pyoxigraph.Store, iri: str) -> Iterator[Quad]:
    return store.quads_for_pattern(None, None, None, NamedNode(iri))


def _upheld(books: Books, store: pyoxigraph.Store, articles: Iterable[str]) -> Iterator[Report]:
    """Give the reports of articles but those that are wrong by a correction."""
    return (report for iri in articles for report in books.upheld(iri, read_article(_graph(store, iri))[1]))


def _folder(store: Path) -> TemporaryDirectory[str]:
    """Make a folder beside a store, where its files can be linked, or else where there is room for copies."""
    beside = store.absolute().parent
    return TemporaryDirectory(prefix=f".{store.name}-as-of-", dir=beside if os.access(beside, os.W_OK) else None)


def _link(path: Path, store: pyoxigraph.Store, copy: Path) -> None:
    """Copy the files of a store by linking them; again where its writer has just put others in their place."""
    for _ in range(REOPENINGS):
        try:
            return store.backup(copy)
        except FileNotFoundError:
            store = pyoxigraph.Store.read_only(str(path))
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be copied to {copy.parent}: {error}; see whether there is space"
            ) from error
    raise StoreError(f"{path}: is being written all the time; ask again when its writer has ended")
