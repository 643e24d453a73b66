"""Places of events text by text."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import rows

from kg.extract import Extractor
from kg.model import Article

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "places.yaml").read_text(encoding="utf-8")
)
# A word that alone is too common to be worth a parse stands in some of the sentences; a second paragraph makes it so.
AND_MORE = "\n\nEarlier meetings and visits led nowhere."


@pytest.mark.parametrize("case", rows(CASES))
def test_place(case: dict[str, Any], extractor: Extractor) -> None:
    """Every report of the type has the place expected."""
    found = extractor(Article("case", case["sentence"] + AND_MORE, published=date(2023, 9, 14)))
    for type_, name in case["expect"].items():
        assert {r.place.name if r.place else None for r in found if r.type == type_} == {name}, case["why"]
