"""Which events the frames of the lexicon find in a sentence, by a table of sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import rows

from kg.extract import Extractor
from kg.model import Article, Report
from kg.ontology import Ontology

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "frames.yaml").read_text(encoding="utf-8")
)
TYPES = Ontology().types


def told(report: Report) -> str:
    """Give an event as the table writes it: "Visit/make FRA > CHN"."""
    sides = [
        " ".join(sorted({p.actor.country or p.actor.name for p in report.participants if p.role == role}))
        for role in TYPES[report.type].roles
    ]
    return f"{report.type}/{report.action} {' > '.join(sides)}"


@pytest.mark.parametrize("case", rows(CASES))
def test_a_sentence_tells_these_events_and_no_others(case: dict[str, Any], extractor: Extractor) -> None:
    """Every event of the sentence is found once, with its parties, and nothing else is."""
    article = Article("a", case["sentence"], "", "", date(2023, 9, 14))
    assert sorted(told(r) for r in extractor(article)) == case["expect"]


def test_the_table_is_large_and_holds_enough_that_is_no_event() -> None:
    """The table has its size, and a quarter of it are sentences without an event."""
    empty = [c for c in CASES if not c["expect"]]
    assert len(CASES) >= 80
    assert len(empty) >= 25
