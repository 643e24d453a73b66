"""Kill an ingest at random moments, run it again, and compare with one that was left in peace.

    python tests/faults/kill.py --kills 200 --articles 2000

After each kill the store must open and hold no half article; after the last rerun it must hold the same N-Quads, byte
for byte, as a store that was never disturbed. Exit status 1 where it does not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from builders import synthetic  # noqa: E402

from kg.iri import EVENTS, LEDGER, World, article_iri  # noqa: E402
from kg.model import StoreError  # noqa: E402
from kg.rdf import article_quads  # noqa: E402
from kg.store import Store  # noqa: E402

REFRESH = 50  # articles between two refreshes, so that kills hit these too


def ingest(folder: Path, articles: int) -> None:
    """Write the articles that are not there yet; this is what gets killed."""
    with Store(folder) as store:
        for number in range(articles):
            article, reports = synthetic(number)
            if not store.knows(article):
                store.put(article, reports)
            if number % REFRESH == 0:
                store.refresh()
        store.refresh()


def run(folder: Path, articles: int, killed_after: float | None = None) -> None:
    """Ingest in a process of its own, and kill that after some seconds where asked to."""
    process = subprocess.Popen([sys.executable, __file__, "--ingest", str(folder), "--articles", str(articles)])
    try:
        process.wait(killed_after)
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    if killed_after is None and process.returncode:
        raise SystemExit(f"the rerun failed with exit status {process.returncode}")


def whole_articles(folder: Path, articles: int) -> int:
    """Count the articles in a store, each of which must be there whole.

    Raises:
        AssertionError: half of an article is there, or something that is no article.
    """
    try:
        store = Store(folder, read_only=True)
    except StoreError:
        return 0  # killed before the store was made
    world, there = World.load(), 0
    graphs = {g.value for g in store.inner.named_graphs() if not isinstance(g.value, bytes)} - {EVENTS, LEDGER}
    for number in range(articles):
        article, reports = synthetic(number)
        if article_iri(article.id) in graphs:
            expected = set(article_quads(article, reports, world))
            found = set(store.inner.quads_for_pattern(None, None, None, next(iter(expected)).graph_name))
            assert found == expected, f"half of article {article.id}"
            assert store.knows(article), f"article {article.id} without its line in the ledger"
            there += 1
    assert there == len(graphs) == store.info().articles, "something that is no article"
    return there


def torture(kills: int, articles: int, seed: int = 1) -> tuple[int, bool]:
    """Kill so many times; give how many kills found an ingest half done, and whether the end is the same."""
    chance, midway = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as name:
        began = time.monotonic()
        run(Path(name) / "peace", articles)
        took = time.monotonic() - began
        with Store(Path(name) / "peace", read_only=True) as store:
            undisturbed = list(store.nquads())
        folder, round_ = Path(name) / "0", 0
        for kill in range(kills):
            run(folder, articles, killed_after=chance.uniform(0.1, took))
            there = whole_articles(folder, articles)
            midway += 0 < there < articles
            if there == articles and kill < kills - 1:
                round_ += 1
                folder = Path(name) / str(round_)
        run(folder, articles)
        with Store(folder, read_only=True) as store:
            return midway, list(store.nquads()) == undisturbed


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ingest", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ingest:
        ingest(given.ingest, given.articles)
        return
    midway, same = torture(given.kills, given.articles, given.seed)
    verdict = "the same bytes" if same else "OTHER BYTES"
    print(f"{given.kills} kills, {midway} of them midway; no half article; after the rerun {verdict} as undisturbed")
    sys.exit(not same)


if __name__ == "__main__":
    main()
