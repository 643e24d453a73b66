"""Put the reports of several stories together, and score events, actors and the links between events.

    python benchmarks/clusters.py [GOLD] [--scorer FILE] [--given] [--errors]

GOLD is a folder with articles.jsonl and events.jsonl (default tests/clusters), FILE the scorer of such gold (default
../shared/eval/clusters/score.py). With --given the resolver works on the reports of the gold, without the gold's ids;
else on what our own reading finds. `--errors` lists wrong and missing links, and events that were split or mixed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from kg.books import Books
from kg.draft import Draft
from kg.export import export
from kg.iri import EVENTS, World, actor_iri, report_iri
from kg.model import Actor, Article, Evidence, Kind, Participant, Period, Place, Report, Status
from kg.run import Settings, ingest
from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "clusters"
SCORER = ROOT.parent / "shared" / "eval" / "clusters" / "score.py"
Row = dict[str, Any]
Link = tuple[str, str, str]


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD)
    parser.add_argument("--scorer", type=Path, default=SCORER)
    parser.add_argument("--given", action="store_true")
    parser.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    if not args.scorer.is_file():
        sys.exit(f"{args.scorer}: there is no scorer here; give one with --scorer")
    flags = [flag for flag in ("--given", "--errors") if getattr(args, flag[2:])]
    articles = args.gold / "articles.jsonl"
    with Store() as store, tempfile.TemporaryDirectory() as name:
        found = _given(_lines(_run(args.scorer, articles, "--strip")), store) if args.given else _read(articles, store)
        out = Path(name) / "found.jsonl"
        out.write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
        print(_run(args.scorer, articles, out, *flags))
        if args.given:
            gold = _lines(articles.read_text(encoding="utf-8"))
            _score_links(
                gold, found, _lines((args.gold / "events.jsonl").read_text(encoding="utf-8")), store, args.errors
            )


def _lines(text: str) -> list[Row]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _run(script: Path, *args: object) -> str:
    done = subprocess.run([sys.executable, str(script), *map(str, args)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{script}: {done.stderr}")
    return done.stdout


# ---------------------------------------------------------------- reports put together


def _read(path: Path, store: Store) -> list[Row]:
    ingest([_article(row) for row in _lines(path.read_text(encoding="utf-8"))], store, Settings())
    return _lines(export(store, "reports"))


def _given(rows: list[Row], store: Store) -> list[Row]:
    """Give the reports with their events and actors, as the resolver has them."""
    made = [[_report(row, given, n) for n, given in enumerate(row["reports"])] for row in rows]
    for row, reports in zip(rows, made):
        store.put(_article(row), reports)
    events = {s.report: event.iri for event in store.events() for s in event.standings} if store.refresh() else {}
    books = Books(Draft(store.inner), World.load())
    for row, reports in zip(rows, made):
        for given, report in zip(row["reports"], reports):
            given["event"] = events[report_iri(report)]
            for filler in (f for fillers in given["roles"].values() for f in fillers):
                iri = actor_iri(_actor(filler))
                known = books.known(iri)
                filler["actor"] = known.iri if known else iri
    return rows


def _article(row: Row) -> Article:
    day = date.fromisoformat(row["published"])
    return Article(row["id"], row["text"], row["title"], row["publisher"], day, row["url"])


def _report(row: Row, given: Row, number: int) -> Report:
    """Give a report as a value; the number keeps two apart that say the same."""
    when, place = given["date"], given["place"]
    people = (Participant(role, _actor(filler)) for role, fillers in given["roles"].items() for filler in fillers)
    quotes = ((row["text"].index(words), words) for words in given["evidence"])
    return Report(
        article=row["id"],
        type=given["type"],
        action=given["action"],
        status=Status(given["status"]),
        participants=tuple(sorted(people)),
        when=Period(when["start"] or when["end"], when["end"] or when["start"]) if when else None,
        place=Place(place["name"], place["country"] or "") if place else None,
        attribution=(),
        evidence=tuple(sorted({Evidence(at, at + len(words), words) for at, words in quotes})),
        confidence=1 - number / 1000,
    )


def _actor(given: Row) -> Actor:
    return Actor(given["name"], Kind(given["kind"]), given["country"] or "", aliases=tuple(sorted(given["aliases"])))


# ---------------------------------------------------------------- links


def _score_links(gold: list[Row], found: list[Row], events: list[Row], store: Store, errors: bool) -> None:
    """Score the links between events, each of which is taken for the gold event that most of its reports are of."""
    reports: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for right, ours in zip(gold, found):
        for one, other in zip(right["reports"], ours["reports"]):
            reports[other["event"]][one["event"]] += 1
    names = {iri: counts.most_common(1)[0][0] for iri, counts in reports.items()}
    links = {(link["link"], row["event"], link["to"]) for row in events for link in row["links"]}
    ours_links = {
        (link, names[a], names[b])
        for link, a, b in _links(store, {link for link, _, _ in links})
        if names[a] != names[b]
    }
    hit = len(links & ours_links)
    precision, recall = hit / len(ours_links or [0]), hit / len(links or [0])
    f1 = 2 * precision * recall / (precision + recall) if hit else 0
    print(
        f"links: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; {len(links)} in the gold, {len(ours_links)} found"
    )
    if errors:
        for title, some in (("missing", links - ours_links), ("wrong", ours_links - links)):
            print(*(f"{title} {' '.join(link)}" for link in sorted(some)), sep="\n")


def _links(store: Store, names: set[str]) -> list[Link]:
    wanted = " ".join(f"kg:{name}" for name in sorted(names | {"withdraws"}))
    rows = store.select(f"SELECT ?p ?a ?b {{ VALUES ?p {{ {wanted} }} GRAPH <{EVENTS}> {{ ?a ?p ?b }} }}")
    return [(row["p"].value.rpartition("#")[2], row["a"].value, row["b"].value) for row in rows]


if __name__ == "__main__":
    main()
