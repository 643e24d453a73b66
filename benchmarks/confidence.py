"""Fit the weights of the confidence on annotated articles, and show how well it holds on articles left out.

    python benchmarks/confidence.py [GOLD] [--write]

GOLD is the folder of the gold data (default ../shared/eval). Each of five folds of articles is judged by weights fitted on the
other four; the table sorts these reports by their confidence and says how many were right (type, action, status, date and
every party). `--write` fits on all articles and writes ontology/confidence.yaml.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import minimize

from kg.confidence import clues, confidence
from kg.extract import Extractor
from kg.gazetteer import Gazetteer
from kg.model import Article, Report
from kg.ontology import Ontology, folder
from kg.report import report_json

ROOT = Path(__file__).resolve().parent.parent
SETS = ("dev/articles", "dev/rare", "clusters/articles")
FOLDS = 5
PENALTY = 1.0
BINS = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)

Judged = list[tuple[Report, bool]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=ROOT.parent / "shared" / "eval")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    if not (args.gold / "score.py").is_file():
        sys.exit(f"{args.gold}: no gold data here; give its folder as the first argument")
    articles = _judged(args.gold)
    left_out = [
        (confidence(report, weights), right)
        for fold in range(FOLDS)
        for weights in [_fit([j for k, judged in enumerate(articles) if k % FOLDS != fold for j in judged])]
        for k, judged in enumerate(articles)
        if k % FOLDS == fold
        for report, right in judged
    ]
    _print(left_out)
    if args.write:
        weights = _fit([j for judged in articles for j in judged])
        head = "# Weights of the clues in kg/confidence.py, fitted by benchmarks/confidence.py. Not to be written by hand.\n"
        (folder() / "confidence.yaml").write_text(head + yaml.safe_dump(weights), encoding="utf-8")


def _judged(gold: Path) -> list[Judged]:
    """Give, for each article, its reports with whether they are right; what optional gold takes is left out."""
    score = _scorer(gold / "score.py")
    extractor = Extractor(Ontology(), Gazetteer.load(folder() / "gazetteer"))
    out = []
    for name in SETS:
        rows = [json.loads(line) for line in (gold / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
        for row, (_, reports) in zip(rows, extractor.many(map(_article, rows))):
            found = [report_json(r) for r in reports]
            pairs = {j: row["reports"][i] for i, j in score.pair(row["reports"], found, row["text"])}
            optional = {j for j, g in pairs.items() if g.get("optional")}
            out.append(
                [
                    (r, j in pairs and score.whole(pairs[j], found[j]))
                    for j, r in enumerate(reports)
                    if j not in optional
                ]
            )
    return out


def _scorer(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("gold_score", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _article(row: dict[str, Any]) -> Article:
    return Article(
        row["id"], row["text"], row["title"], row["publisher"], date.fromisoformat(row["published"]), row["url"]
    )


def _fit(judged: Judged) -> dict[str, float]:
    """Fit a logistic regression with a ridge penalty on all weights but the bias."""
    rows = [clues(report) for report, _ in judged]
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y = np.array([right for _, right in judged], float)

    def loss(w: Any) -> tuple[float, Any]:
        z = w[0] + x @ w[1:]
        p = 1 / (1 + np.exp(-z))
        value = np.sum(np.logaddexp(0, z) - y * z) + PENALTY * np.sum(w[1:] ** 2) / 2
        return float(value), np.concatenate([[np.sum(p - y)], x.T @ (p - y) + PENALTY * w[1:]])

    w = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    return {"bias": round(float(w[0]), 3), **{n: round(float(v), 3) for n, v in zip(names, w[1:])}}


def _print(judged: list[tuple[float, bool]]) -> None:
    values = np.array([c for c, _ in judged])
    right = np.array([r for _, r in judged], float)
    print(f"{len(judged)} reports, {right.mean():.2f} of them right; Brier score {np.mean((values - right) ** 2):.3f}, "
          f"of their share alone {right.mean() * (1 - right.mean()):.3f}")  # fmt: skip
    print("| confidence | reports | mean confidence | right |\n|---|---|---|---|")
    for low, high in itertools.pairwise(BINS):
        inside = (values >= low) & ((values < high) | (high == 1.0))
        if inside.any():
            print(
                f"| {low:.2f} to {high:.2f} | {inside.sum()} | {values[inside].mean():.2f} | {right[inside].mean():.2f} |"
            )


if __name__ == "__main__":
    main()
