"""Kill an ingest at random moments, run it again, and compare with one that was left in peace.

    python tests/faults/kill.py --kills 200 --articles 2000 [--ready]

The ingest is that of `kg ingest`, of short articles, in a process of its own; with --ready it writes ready-made reports,
which is sooner done. It is killed and run again, many times on the way, until all articles are in; then it is left in
peace once, and another store is begun.
After each kill the store must open and hold no half article; at the end each must hold the same N-Quads, byte for byte,
as a store that was never disturbed. Exit status 1 where it does not.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from builders import synthetic  # noqa: E402
from pyoxigraph import NamedNode  # noqa: E402

from kg.iri import EVENTS, LEDGER  # noqa: E402
from kg.model import StoreError  # noqa: E402
from kg.refresh import load_rules  # noqa: E402
from kg.run import Settings  # noqa: E402
from kg.run import ingest as read_into  # noqa: E402
from kg.store import Store  # noqa: E402
from kg.terms import KG  # noqa: E402

ON_THE_WAY = 20  # how many times an ingest would be killed at least before it is through
MINISTERS = (
    ("Sweden", "Swedish", "Karin Lindqvist"),
    ("Nigeria", "Nigerian", "Tunde Oyelaran"),
    ("Chile", "Chilean", "Rosa Villalba"),
    ("Nepal", "Nepali", "Hari Adhikari"),
    ("Kenya", "Kenyan", "Peter Mwangi"),
    ("Vietnam", "Vietnamese", "Tran Van Loc"),
)
STORIES = (
    "{0[1]} Foreign Minister {0[2]} met {1[1]} Foreign Minister {1[2]} on {2}.",
    "{0[1]} Foreign Minister {0[2]} will visit {1[0]} next week.",
    "{0[0]} imposed sanctions on {1[0]} on {2}.",
    "{0[1]} Foreign Minister {0[2]} accepted an invitation from {1[1]} Foreign Minister {1[2]}.",
)
Graphs = Mapping[str, frozenset[str]]  # by article: the lines of its graph


def write_articles(path: Path, articles: int) -> None:
    """Write articles of invented happenings; three neighbours tell of one."""
    with path.open("w", encoding="utf-8") as out:
        for number in range(articles):
            chance, day = random.Random(number // 3), date(2020, 1, 1) + timedelta(number // 4)
            before = (day - timedelta(1)).strftime("%A")
            text = chance.choice(STORIES).format(*chance.sample(MINISTERS, 2), before)
            row = {"id": f"a{number}", "text": text, "publisher": f"Paper {number % 7}", "published": day.isoformat()}
            out.write(json.dumps({**row, "language": "en"}) + "\n")


def ingest(folder: Path, source: Path, ready: int) -> None:
    """Do what gets killed: ingest the articles of a file, or so many ready-made ones, and say on a line when it begins."""
    load_rules()
    if not ready:
        Settings().extractor()
    print("begun, with everything loaded", flush=True)
    with Store(folder) as store:
        if not ready:
            read_into(source, store)
            return
        for number in range(ready):
            article, reports = synthetic(number)
            if not store.knows(article):
                store.put(article, reports)
        store.refresh()


def run(command: list[str], folder: Path, killed_after: float | None = None) -> float:
    """Ingest in a process of its own, and kill that some seconds after it has begun where asked to; give the seconds."""
    with subprocess.Popen([*command, "--into", str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        began = time.monotonic()
        try:
            process.wait(killed_after)
        except subprocess.TimeoutExpired:
            process.kill()
        else:
            if process.returncode:
                raise SystemExit(f"the ingest failed with exit status {process.returncode}")
    return time.monotonic() - began


def article_graphs(store: Store) -> list[str]:
    """Give the graphs that are neither the derived one nor the ledger."""
    return sorted({g.value for g in store.inner.named_graphs()} - {EVENTS, LEDGER})


def lines(store: Store, graph: str) -> frozenset[str]:
    """Give what is in a graph."""
    return frozenset(map(str, store.inner.quads_for_pattern(None, None, None, NamedNode(graph))))


def found(folder: Path, whole: Graphs, seen: set[str]) -> str:
    """Tell how far a killed ingest had come: "before", "articles", "events" (of all articles) or "through".

    Args:
        folder: the store.
        whole: what each article is to be.
        seen: the articles that were found whole after earlier kills; those found now are added.

    Raises:
        AssertionError: half of an article is there, or something that is no article.
    """
    try:
        store = Store(folder, read_only=True)
    except StoreError:
        return "before"  # killed before the store was made
    with store:
        there = set(article_graphs(store))
        for iri in there - seen:
            assert lines(store, iri) == whole.get(iri), f"half of article {iri}"
        known = {q.subject.value for q in store.inner.quads_for_pattern(None, KG("contentHash"), None, None)}
        assert seen <= there == known, "an article that is gone, or that has no line in the ledger, or a line alone"
        seen |= there
        if len(there) < len(whole):
            return "articles" if there else "before"
        return "events" if store.stale else "through"


def torture(
    kills: int, articles: int, seed: int = 1, *, ready: bool = False, on_the_way: int = ON_THE_WAY
) -> tuple[Counter[str], bool]:
    """Kill so many times; count how far each ingest had come, and tell whether each ended like one left in peace."""
    chance, stages, same = random.Random(seed), Counter[str](), True
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "articles.jsonl"
        write_articles(source, articles)
        command = [sys.executable, __file__, "--source", str(source), "--articles", str(articles)]
        command += ["--ready"] if ready else []
        took = run(command, Path(name) / "peace")
        with Store(Path(name) / "peace", read_only=True) as store:
            whole = {iri: lines(store, iri) for iri in article_graphs(store)}
            undisturbed = list(store.nquads())
        folder, seen = Path(name) / "0", set[str]()
        for kill in range(kills):
            run(command, folder, chance.uniform(0, took / on_the_way))
            stages[stage := found(folder, whole, seen)] += 1
            if stage in ("events", "through") or kill == kills - 1:
                run(command, folder)
                with Store(folder, read_only=True) as store:
                    same = same and list(store.nquads()) == undisturbed
                print(f"{kill + 1} kills, {'the same bytes' if same else 'OTHER BYTES'} so far", file=sys.stderr)
                folder, seen = Path(name) / str(kill + 1), set()
    return stages, same


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ready", action="store_true")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.into:
        ingest(given.into, given.source, given.articles if given.ready else 0)
        return
    began = time.monotonic()
    stages, same = torture(given.kills, given.articles, given.seed, ready=given.ready)
    verdict = "the same bytes" if same else "OTHER BYTES"
    print(f"{given.kills} kills in {time.monotonic() - began:.0f} s, found: {dict(stages)}")
    print(f"no half article; after the rerun {verdict} as undisturbed")
    raise SystemExit(0 if same else 1)


if __name__ == "__main__":
    main()
