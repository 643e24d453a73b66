"""The standing of events, sentence by sentence."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from builders import rows

from kg.extract import Extractor
from kg.model import Article, Status

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "status.yaml").read_text(encoding="utf-8"))
# A word that alone is too common to be worth a parse stands in many of the sentences; a second paragraph makes it so.
AND_MORE = "\n\nEarlier meetings and visits led nowhere."


def statuses(expected: str | list[str]) -> set[Status]:
    """The statuses that a table writes as one word or as several."""
    return {Status(s) for s in ([expected] if isinstance(expected, str) else expected)}


@pytest.mark.parametrize("case", rows(CASES))
def test_status(case: dict, extractor: Extractor) -> None:
    """The reports of the type have the status expected, or all of several."""
    found = extractor(Article("case", case["sentence"] + AND_MORE, published=date(2023, 9, 14)))
    for type_, expected in case["expect"].items():
        assert {r.status for r in found if r.type == type_} == statuses(expected), case["why"]


def test_the_table_is_broad() -> None:
    """The table has every status, and every type with several of them."""
    pairs = {(type_, s) for case in CASES for type_, expected in case["expect"].items() for s in statuses(expected)}
    assert {status for _, status in pairs} == set(Status)
    assert all(len({s for t, s in pairs if t == type_}) >= 5 for type_ in {t for t, _ in pairs})
