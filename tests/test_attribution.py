"""Who is cited for an event, by a table of short articles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import rows

from kg.extract import Extractor
from kg.model import Article

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "attribution.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", rows(CASES))
def test_attribution(case: dict[str, Any], extractor: Extractor) -> None:
    """Every source expected is cited for the type, and no other is."""
    text = case["text"] + "\n\nEarlier meetings and visits led nowhere."
    found = extractor(Article("case", text, publisher=case.get("publisher", ""), published=date(2023, 9, 14)))
    for type_, expected in case["expect"].items():
        reports = [r for r in found if r.type == type_]
        cited = [(a.name, *a.aliases) for a in dict.fromkeys(a for r in reports for a in r.attribution)]
        assert reports, case["why"]
        assert len(cited) == len(expected), (case["why"], cited)
        assert all(any(e in name for names in cited for name in names) for e in expected), (case["why"], cited)
