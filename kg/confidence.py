"""Confidence: the chance that a report is right in type, action, status, date and every party.

A logistic model of a few clues that a report shows by itself. Its weights are fitted on annotated articles by
`benchmarks/confidence.py`, which also prints how well the confidences hold on articles left out of the fit.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from kg.model import Kind, Report, Status

LONG = 220  # characters; in longer sentences parties and dates go astray


def clues(report: Report) -> dict[str, float]:
    """Give the clues of a report by name, each between 0 and 1."""
    actors = [p.actor for p in report.participants]
    roles = {p.role for p in report.participants}
    shortest = min(len(e.quote) for e in report.evidence)
    return {
        f"type {report.type}": 1.0,
        f"status {report.status}": 1.0,
        "told once": float(len(report.evidence) == 1),
        "long sentence": float(shortest > LONG),
        "very long sentence": float(shortest > 1.5 * LONG),
        "no date": float(report.when is None),
        "a day": float(report.when is not None and report.when.granularity == "day"),
        "a place": float(report.place is not None),
        "a speaker": float(bool(report.attribution)),
        "three or more parties": float(len(actors) > 2),
        "five or more parties": float(len(actors) > 4),
        "a party without a country": float(any(not a.country for a in actors)),
        "a group": float(any(a.kind is Kind.GROUP for a in actors)),
        "an organisation": float(any(a.kind is Kind.ORGANIZATION for a in actors)),
        "all states": float(all(a.kind is Kind.STATE for a in actors)),
        "all linked": float(all(a.wikidata for a in actors)),
        "a name of one word": float(any(a.kind is Kind.PERSON and " " not in a.name for a in actors)),
        "one role only": float(len(roles) == 1 and report.status is not Status.OCCURRED),
    }


def confidence(report: Report, weights: Mapping[str, float]) -> float:
    """Give the confidence of a report, between 0 and 1, to three decimals.

    Args:
        report: its own confidence is not looked at.
        weights: by clue, and "bias"; a clue without a weight counts nothing.

    """
    score = weights["bias"] + sum(value * weights.get(name, 0.0) for name, value in clues(report).items())
    return round(1 / (1 + math.exp(-score)), 3)
