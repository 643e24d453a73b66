"""Put reports together into events across articles, for the scorer of clusters/.

    python benchmarks/events.py ARTICLES.jsonl -o OUT.jsonl            our own reading, then the resolver
    python benchmarks/events.py GIVEN.jsonl --given -o OUT.jsonl       the resolver alone, on reports as they are given

OUT has the reports of each article, each with its "event" and each filler with its "actor".
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from kg.export import export
from kg.iri import World, actor_iri, report_iri
from kg.model import Actor, Article, Evidence, Kind, Participant, Period, Place, Report, Status
from kg.resolve import resolve
from kg.run import Settings, ingest
from kg.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--given", action="store_true")
    parser.add_argument("-o", dest="out", type=Path, required=True)
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.articles.read_text(encoding="utf-8").splitlines()]
    lines = _given(rows) if args.given else _read(rows)
    args.out.write_text("".join(lines), encoding="utf-8")


def _read(rows: list[dict[str, Any]]) -> Iterator[str]:
    with Store(None) as store:
        ingest([_article(row) for row in rows], store, Settings())
        yield export(store, "reports")


def _given(rows: list[dict[str, Any]]) -> Iterator[str]:
    told = [(_article(row), [_report(row, r, n) for n, r in enumerate(row["reports"])]) for row in rows]
    events = {s.report: event.iri for event in resolve(told, World.load()) for s in event.standings}
    for row, (article, reports) in zip(rows, told):
        found = []
        for given, report in zip(row["reports"], reports):
            roles = {
                role: [{**a, "actor": actor_iri(_actor(a))} for a in actors] for role, actors in given["roles"].items()
            }
            found.append({**given, "roles": roles, "event": events[report_iri(report)]})
        yield json.dumps({"id": article.id, "reports": found}) + "\n"


def _article(row: dict[str, Any]) -> Article:
    keys = ("id", "text", "title", "publisher", "url")
    return Article(**{k: row.get(k) or "" for k in keys}, published=date.fromisoformat(row["published"]))


def _report(row: dict[str, Any], given: dict[str, Any], number: int) -> Report:
    """Give a report as a value; the number keeps two apart that say the same."""
    quotes = {q: row["text"].index(q) for q in given["evidence"]}
    when, place = given["date"], given["place"]
    return Report(
        article=row["id"],
        type=given["type"],
        action=given["action"],
        status=Status(given["status"]),
        participants=tuple(
            sorted(Participant(role, _actor(a)) for role, actors in given["roles"].items() for a in actors)
        ),
        when=Period(when["start"] or when["end"], when["end"] or when["start"]) if when else None,
        place=Place(place["name"], place["country"] or "") if place else None,
        attribution=(),
        evidence=tuple(sorted(Evidence(at, at + len(q), q) for q, at in quotes.items())),
        confidence=1 - number / 1000,
    )


def _actor(given: dict[str, Any]) -> Actor:
    return Actor(
        given["name"], Kind(given["kind"]), given["country"] or "", aliases=tuple(sorted(given.get("aliases") or ()))
    )


if __name__ == "__main__":
    main()
