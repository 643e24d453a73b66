"""Running: the same reports whatever runs the extractor, and no article stops another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kg.model import Article, KgError, Problem, Report
from kg.ontology import folder
from kg.pool import Result, Workers
from kg.read import read
from kg.run import BATCH, Settings, Summary, extract, ingest
from kg.store import Store

ROOT = Path(__file__).parent.parent
SAMPLES = folder() / "samples" / "articles.jsonl"
SETTINGS = Settings()


@pytest.fixture(scope="module")
def alone() -> list[Result]:
    """The sample articles, extracted in this process."""
    return list(extract(read(SAMPLES), SETTINGS))


def made(count: int) -> list[Article]:
    """Make articles that no extractor of ours looks at."""
    return [Article(f"a{n}", "text") for n in range(count)]


class Picky:
    """An extractor that fails on articles whose text says so; stands where a fault of ours would be."""

    def many(self, articles: Iterable[Article]) -> Iterator[tuple[Article, tuple[Report, ...]]]:
        return ((article, self(article)) for article in articles)

    def __call__(self, article: Article) -> tuple[Report, ...]:
        if article.text == "bad":
            raise IndexError("out of range")
        return ()


# --- Order and equality


def test_two_processes_give_the_same(alone: list[Result]) -> None:
    """Reports are equal, and in the same order, whatever the number of processes."""
    assert list(extract(read(SAMPLES), SETTINGS, workers=2)) == alone
    assert sum(len(r[1]) for r in alone if not isinstance(r, Problem)) > 20


def test_order_of_articles_changes_no_report(alone: list[Result]) -> None:
    """An article has the same reports in whatever company it is extracted."""
    backwards = list(extract(reversed(list(read(SAMPLES))), SETTINGS))
    assert list(reversed(backwards)) == alone


def test_problems_keep_their_place() -> None:
    """Problems pass through where they stand among the articles, within and between batches."""
    items: list[Article | Problem] = list(made(2 * BATCH + 1))
    for at in (0, 5, BATCH, len(items)):
        items.insert(at, Problem(f"p{at}", "read", "broken"))
    results = list(extract(items, Picky()))  # type: ignore[arg-type]
    assert [r if isinstance(r, Problem) else r[0] for r in results] == items


def test_lazy() -> None:
    """No more than a batch is taken from the input before the first result comes."""
    taken = []

    def endless() -> Iterator[Article]:
        while True:
            taken.append(1)
            yield Article("a", "text")

    next(extract(endless(), Picky()))  # type: ignore[arg-type]
    assert len(taken) == BATCH


def test_a_failing_article_is_named() -> None:
    """Where the extractor fails on one article, that one is a problem and the rest of its batch is extracted."""
    articles = made(5)
    articles[3] = replace(articles[3], text="bad")
    results = list(extract(articles, Picky()))  # type: ignore[arg-type]
    assert [isinstance(r, Problem) for r in results] == [False, False, False, True, False]
    assert "article a3: extract: IndexError: out of range" in str(results[3])


def test_settings() -> None:
    """A version names the model and the ontology's content; a model that is not installed is the user's fault."""
    assert SETTINGS.version == Settings(root=folder()).version
    assert SETTINGS.version != Settings(model="en_other").version
    with pytest.raises(KgError, match="en_other"):
        list(extract(made(1), Settings(model="en_other")))
    with pytest.raises(KgError, match="en_other"):
        list(extract(made(1), Settings(model="en_other"), workers=2))
    with pytest.raises(KgError, match="Settings"):
        list(extract(made(1), Picky(), workers=2))  # type: ignore[arg-type]


# --- Processes that die


def deadly(marks: Path, articles: list[Article]) -> list[Result]:
    """Die of an article called "always"; of one called "once" the first time alone."""
    for article in articles:
        mark = marks / article.id
        if article.text == "always" or (article.text == "once" and not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [(article, ()) for article in articles]


@pytest.mark.parametrize(("text", "lost"), [("once", False), ("always", True)])
def test_a_worker_that_dies(text: str, lost: bool, tmp_path: Path) -> None:
    """After a death all articles are done; only one that kills twice is left out, by name."""
    articles = [replace(a, text=text) if a.id == "a7" else a for a in made(30)]
    workers = Workers(partial(deadly, tmp_path), 2)
    tasks = [workers.submit(articles[n : n + 5]) for n in range(0, 30, 5)]
    results = [result for task in tasks for result in workers.result(task)]
    workers.close()
    problems = [r for r in results if isinstance(r, Problem)]
    assert [p.source for p in problems] == ["article a7"] * lost
    assert [r[0].id for r in results if not isinstance(r, Problem)] == [
        a.id for a in articles if a.id != "a7" or not lost
    ]


def test_a_script_without_a_guard(tmp_path: Path) -> None:
    """A script that starts processes at import is told what to write, and does not hang."""
    script = tmp_path / "script.py"
    script.write_text(
        "from kg.model import Article\nfrom kg.run import Settings, extract\n"
        "print(list(extract([Article('a', 'text')], Settings(), workers=2)))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment(), timeout=120)
    assert done.returncode == 1
    assert "__name__ == '__main__'" in done.stderr.splitlines()[-1]


def environment() -> dict[str, str]:
    """Give the environment of a process that imports this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# --- Into the store


def test_ingest_again_changes_nothing() -> None:
    """A second run passes over what is known and leaves the same store; another reading reads again."""
    store = Store()
    first = ingest(SAMPLES, store)
    quads = list(store.nquads())
    again = ingest([str(SAMPLES)], store)
    assert (first.new, first.unchanged, first.problems) == (first.articles, 0, ())
    assert (again.new, again.unchanged, again.articles) == (0, first.new, first.new)
    assert list(store.nquads()) == quads
    assert first.reports == store.info().reports > 20


def test_a_changed_article_is_read_again() -> None:
    """An article whose text has changed under the same id replaces the old one."""
    store = Store()
    old = next(a for a in read(SAMPLES) if isinstance(a, Article))
    ingest(old, store)
    new = replace(old, text="Nothing happened.")
    summary = ingest([new], store)
    assert (summary.new, summary.unchanged) == (1, 0)
    assert list(store.articles()) == [new]
    assert store.info().events == 0


def test_ingest_goes_on_after_problems(tmp_path: Path) -> None:
    """Problems are told as they come and in the summary; everything else is in the store."""
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"id": "x", "text": "The min')
    store, told = Store(), list[Article | Problem]()
    summary = ingest([tmp_path / "absent.txt", SAMPLES, broken], store, progress=told.append)
    assert summary.failed == 2
    assert [Path(p.source).name for p in summary.problems] == ["absent.txt", "broken.jsonl:1"]
    assert store.info().articles == summary.articles == len(told) - 2
    assert "2 not read" in str(summary)


def test_any_number_of_workers_gives_the_same_store() -> None:
    """The store is the same, quad for quad, whatever the number of processes."""
    stores = []
    for workers in (1, 2):
        store = Store()
        ingest(SAMPLES, store, workers=workers)
        stores.append(list(store.nquads()))
    assert stores[0] == stores[1]


def test_killed_and_run_again(tmp_path: Path) -> None:
    """A killed ingest leaves whole articles only; run again, in two processes, it ends with the store of one that was not."""
    code = (
        "import os, signal, sys\nfrom kg.run import ingest\nfrom kg.store import Store\n"
        "store, done = Store(sys.argv[1]), []\n"
        "def tick(item):\n    done.append(item)\n    if len(done) == 5: os.kill(os.getpid(), signal.SIGKILL)\n"
        "ingest(sys.argv[2], store, progress=tick)"
    )
    path = tmp_path / "store"
    killed = subprocess.run([sys.executable, "-c", code, path, SAMPLES], env=environment(), timeout=120)
    assert killed.returncode == -signal.SIGKILL
    with Store(path) as store:
        assert store.info().articles == 5
        summary = ingest(SAMPLES, store, workers=2)
        assert summary.unchanged == 5
        after = list(store.nquads())
    whole = Store()
    ingest(SAMPLES, whole)
    assert after == list(whole.nquads())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc, which is not here")
def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """No worker process outlives a parent that is killed."""
    code = (
        "import multiprocessing, os, sys\nfrom kg.model import Article\nfrom kg.run import Settings, extract\n"
        "if __name__ == '__main__':\n"
        "    articles = (Article(str(n), 'text') for n in range(9999))\n"
        "    results = extract(articles, Settings(), workers=2)\n    next(results)\n"
        "    print(*[p.pid for p in multiprocessing.active_children()], flush=True)\n    os.kill(os.getpid(), 9)\n"
    )
    (tmp_path / "parent.py").write_text(code)
    command = [sys.executable, str(tmp_path / "parent.py")]
    out = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=120).stdout
    pids = [int(pid) for pid in out.split()]
    assert pids
    until = time.monotonic() + 20
    while any(map(_lives, pids)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(map(_lives, pids))


def _lives(pid: int) -> bool:
    """Tell whether a process runs (one that has ended and waits to be collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_summary_reads_well() -> None:
    """The summary is one line for people."""
    assert str(Summary(3, 1, 7)) == "4 articles: 3 new with 7 reports, 1 unchanged"
