"""Read date expressions: each line of IN gives its value to a line of OUT.

python benchmarks/dates.py IN.jsonl -o OUT.jsonl

IN: {"id", "doc", "dct": day the article was written, "sentence", "span": [start, end) in it} a line. OUT: {"id", "value"}: YYYY,
YYYY-MM or YYYY-MM-DD, or null. Each expression is read by the clause it stands in, as `kg extract` does; of a period that
begins and ends on different days the end at the span is given.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from kg.dates import Expression
from kg.model import Period
from kg.ontology import Ontology
from kg.parse import Parser
from kg.status import Judge
from kg.when import When


def values(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the value of each expression, the sentences before it in its document at hand for "the same day"."""
    ontology = Ontology()
    when = When(ontology, Judge(ontology))
    docs = list(Parser().nlp.pipe(row["sentence"] for row in rows))
    for i, row in enumerate(rows):
        published = date.fromisoformat(row["dct"])
        earlier = [d for d, r in zip(docs[max(0, i - 2) : i], rows[max(0, i - 2) : i]) if _before(r, row)]
        yield {
            "id": row["id"],
            "value": _value(when, docs[i], row["span"], published, when.last_day(earlier, published)),
        }


def _before(other: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return bool(other["doc"] == row["doc"] and other["sentence"] != row["sentence"])


def _value(when: When, doc: Doc, span: Sequence[int], published: date, before: date | None) -> str | None:
    """Give the value of the expression that covers most of a span."""
    best: tuple[int, Expression, Period] | None = None
    for expression, period in when.readings(doc, published, before):
        shared = min(expression.end, span[1]) - max(expression.start, span[0])
        if shared > 0 and period is not None and (best is None or shared > best[0]):
            best = shared, expression, period
    if best is None:
        return None
    _, expression, period = best
    at_end = expression.end - span[1] < span[0] - expression.start
    return period.end if at_end else period.start


def main() -> None:
    """Read the command line, write OUT."""
    parser = argparse.ArgumentParser(description="Give each date expression its value.")
    parser.add_argument("source", type=Path, metavar="IN.jsonl")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT.jsonl")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.source.read_text(encoding="utf-8").splitlines() if line.strip()]
    with arguments.out.open("w", encoding="utf-8") as out:
        for value in values(rows):
            out.write(json.dumps(value) + "\n")


if __name__ == "__main__":
    main()
