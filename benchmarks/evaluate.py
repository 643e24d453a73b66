"""Score the reading on the gold data, and say where it goes wrong.

    python benchmarks/evaluate.py [GOLD] [--errors] [--record]

GOLD is the folder of the gold data (default ../shared/eval). Each set is read by the extractor and scored by the scorer that
comes with it: the development articles and the rare events, told apart by odd and even articles; the outside sentences of
plover/; the date expressions of dates/; the stories of clusters/ and our own of tests/clusters/, end to end and the resolver
alone. `--errors` lists misses, surplus and wrong fields by article; `--record` adds the figures, with the commit, to
docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import clusters

from kg.extract import Extractor
from kg.gazetteer import Gazetteer
from kg.model import Article
from kg.ontology import Ontology, folder
from kg.report import report_json

ROOT = Path(__file__).resolve().parent.parent
STORIES = ROOT / "tests" / "clusters"
SHOWN = ("found precision", "found recall", "found F1", "whole F1", "dyads F1", "action", "status", "date", "roles F1", "place",
         "attribution", "evidence", "false alarms an empty article")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    if not (args.gold / "score.py").is_file():
        sys.exit(f"{args.gold}: no gold data here; give its folder as the first argument")
    extractor = Extractor(Ontology(), Gazetteer.load(folder() / "gazetteer"))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        columns = dict(_columns(args.gold, extractor, work, args.errors))
        print(table := _table(columns))
        _plover(args.gold / "plover", extractor, work)
        _dates(args.gold / "dates", work)
        print("\nEvents and actors across articles\n" + (events := _clusters(args.gold / "clusters")))
    if args.record:
        _record(f"{table}\n\n{events}")


def _columns(gold: Path, extractor: Extractor, work: Path, errors: bool) -> Iterable[tuple[str, dict[str, Any]]]:
    sets = {
        "dev": gold / "dev" / "articles.jsonl",
        "rare": gold / "dev" / "rare.jsonl",
        "clusters": gold / "clusters" / "articles.jsonl",
        "own stories": STORIES / "articles.jsonl",
    }
    for name, path in sets.items():
        rows = _read(path)
        found = work / f"{name}.jsonl"
        _extract(rows, extractor, found)
        if errors:
            print(_run(gold / "score.py", path, found, "--errors").split("\n\n", 2)[2])
        yield name, _score(gold, rows, found, work)
        if name in ("dev", "rare"):
            yield f"{name}, odd", _score(gold, rows[::2], found, work)
            yield f"{name}, even", _score(gold, rows[1::2], found, work)


def _extract(rows: list[dict[str, Any]], extractor: Extractor, found: Path) -> None:
    articles = (
        Article(
            r["id"],
            r["text"],
            r.get("title", ""),
            r.get("publisher", ""),
            date.fromisoformat(r["published"]),
            r.get("url", ""),
        )
        for r in rows
    )
    with found.open("w", encoding="utf-8") as out:
        for article, reports in extractor.many(articles):
            out.write(json.dumps({"id": article.id, "reports": [report_json(r) for r in reports]}) + "\n")


def _score(gold: Path, rows: list[dict[str, Any]], found: Path, work: Path) -> dict[str, Any]:
    part = work / "part.jsonl"
    part.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    figures: dict[str, Any] = json.loads(_run(gold / "score.py", part, found, "--json"))["figures"]
    return figures


def _table(columns: dict[str, dict[str, Any]]) -> str:
    lines = ["| figure | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for figure in SHOWN:
        cells = (c[figure]["value"] for c in columns.values())
        lines.append(f"| {figure} | " + " | ".join("-" if v is None else f"{v:.2f}" for v in cells) + " |")
    return "\n".join(lines)


def _plover(gold: Path, extractor: Extractor, work: Path) -> None:
    sets = [gold / "gsr_dev.jsonl", gold / "plv_dev.jsonl"]
    found = work / "plover.jsonl"
    _extract([r for path in sets for r in _read(path)], extractor, found)
    print("\nPLOVER and CAMEO sentences\n" + _run(gold / "score.py", *sets, found, "--peers", gold / "peers_dev.json"))


def _dates(gold: Path, work: Path) -> None:
    found = work / "dates.jsonl"
    _run(ROOT / "benchmarks" / "dates.py", gold / "dev.jsonl", "-o", found)
    print("\nDate expressions\n" + _run(gold / "score.py", gold / "dev.jsonl", found))


def _clusters(gold: Path) -> str:
    """Score events and actors across articles: the resolver on the gold reports, and on our own reading."""
    columns = {
        f"{name}, {'resolver alone' if given else 'end to end'}": clusters.figures(
            folder, gold / "score.py", given=given
        )
        for name, folder in (("clusters", gold), ("own stories", STORIES))
        for given in (True, False)
    }
    lines = ["| figure | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for figure in next(iter(columns.values())):
        lines.append(f"| {figure} | " + " | ".join(column[figure] for column in columns.values()) + " |")
    return "\n".join(lines)


def _record(table: str) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    path = ROOT / "docs" / "quality.md"
    path.write_text(
        path.read_text(encoding="utf-8") + f"\n## {date.today()}, commit {commit}\n\n{table}\n", encoding="utf-8"
    )


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _run(script: Path, *args: object) -> str:
    done = subprocess.run([sys.executable, str(script), *map(str, args)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{script}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
