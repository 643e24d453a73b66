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
from dataclasses import dataclass
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
    print(score(args.gold, args.scorer, given=args.given, errors=args.errors))


def score(gold: Path, scorer: Path, *, given: bool, errors: bool = False) -> str:
    """Give what the scorer says, and for the resolver alone how right the links are, as text."""
    with Store() as store, tempfile.TemporaryDirectory() as name:
        found, out = _found(gold, scorer, store, given), Path(name) / "found.jsonl"
        _write(found, out)
        flags = [*(["--given"] if given else []), *(["--errors"] if errors else [])]
        text = _run(scorer, gold / "articles.jsonl", out, *flags)
        return f"{text}\n{_links_of(gold, found, store).tell(errors)}" if given else text


def figures(gold: Path, scorer: Path, *, given: bool) -> dict[str, str]:
    """Give the figures that count, by name; that of the links for the resolver alone."""
    with Store() as store, tempfile.TemporaryDirectory() as name:
        found, out = _found(gold, scorer, store, given), Path(name) / "found.jsonl"
        _write(found, out)
        scored = json.loads(_run(scorer, gold / "articles.jsonl", out, "--json", *(["--given"] if given else [])))
        links = f"{_links_of(gold, found, store).f1:.2f}" if given else "-"
    near = scored["near misses"]
    return {
        "reports found": f"{scored['reports']['paired']} of {scored['reports']['gold']}",
        "events, B-cubed F1": f"{scored['events']['B3 F1']:.2f}",
        "wrong merges (pairs)": f"{scored['events']['wrong merges']:.0%}",
        "near misses merged": f"{near['merged']} of {near['of']}",
        "actors, B-cubed F1": f"{scored['actors']['B3 F1']:.2f}",
        "links, F1": links,
    }


def _found(gold: Path, scorer: Path, store: Store, given: bool) -> list[Row]:
    articles = gold / "articles.jsonl"
    return _given(_lines(_run(scorer, articles, "--strip")), store) if given else _read(articles, store)


def _write(rows: list[Row], path: Path) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


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


@dataclass(frozen=True, slots=True)
class Links:
    """The links of the gold, and those found between the gold events that ours are taken for."""

    gold: frozenset[Link]
    found: frozenset[Link]

    @property
    def precision(self) -> float:
        """The share of the found that is right."""
        return len(self.gold & self.found) / max(len(self.found), 1)

    @property
    def recall(self) -> float:
        """The share of the gold that is found."""
        return len(self.gold & self.found) / max(len(self.gold), 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * len(self.gold & self.found) / max(len(self.gold) + len(self.found), 1)

    def tell(self, errors: bool) -> str:
        """Give the figures, and with `errors` what is missing and what is wrong, as text."""
        lines = [f"links: precision {self.precision:.3f}, recall {self.recall:.3f}, F1 {self.f1:.3f}; "
                 f"{len(self.gold)} in the gold, {len(self.found)} found"]  # fmt: skip
        if errors:
            for title, some in (("missing", self.gold - self.found), ("wrong", self.found - self.gold)):
                lines += [f"{title} {' '.join(link)}" for link in sorted(some)]
        return "\n".join(lines)


def _links_of(gold: Path, found: list[Row], store: Store) -> Links:
    """Compare the links; each of our events is taken for the gold event that most of its reports are of."""
    right = _lines((gold / "articles.jsonl").read_text(encoding="utf-8"))
    events = _lines((gold / "events.jsonl").read_text(encoding="utf-8"))
    reports: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, other in zip(right, found):
        for told, ours in zip(one["reports"], other["reports"]):
            reports[ours["event"]][told["event"]] += 1
    names = {iri: counts.most_common(1)[0][0] for iri, counts in reports.items()}
    wanted = {(link["link"], row["event"], link["to"]) for row in events for link in row["links"]}
    named = {(link, names[a], names[b]) for link, a, b in _links(store, {link for link, _, _ in wanted})}
    return Links(frozenset(wanted), frozenset(link for link in named if link[1] != link[2]))


def _links(store: Store, names: set[str]) -> list[Link]:
    wanted = " ".join(f"kg:{name}" for name in sorted(names | {"withdraws"}))
    rows = store.select(f"SELECT ?p ?a ?b {{ VALUES ?p {{ {wanted} }} GRAPH <{EVENTS}> {{ ?a ?p ?b }} }}")
    return [(row["p"].value.rpartition("#")[2], row["a"].value, row["b"].value) for row in rows]


if __name__ == "__main__":
    main()
