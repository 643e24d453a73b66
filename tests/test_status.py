"""The standing of events, sentence by sentence."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from kg.extract import Extractor
from kg.model import Article, Status

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "status.yaml").read_text(encoding="utf-8"))
# A word that alone is too common to be worth a parse stands in many of the sentences; a second paragraph makes it so.
AND_MORE = "\n\nEarlier meetings and visits led nowhere."


@pytest.mark.parametrize("case", CASES, ids=[c["sentence"][:60] for c in CASES])
def test_status(case: dict, extractor: Extractor) -> None:
    """Every report of the type has the status expected."""
    found = extractor(Article("case", case["sentence"] + AND_MORE, published=date(2023, 9, 14)))
    for type_, status in case["expect"].items():
        assert {r.status for r in found if r.type == type_} == {Status(status)}, case["why"]


def test_the_table_is_broad() -> None:
    """The table has every status, and every type with several of them."""
    pairs = {(type_, status) for case in CASES for type_, status in case["expect"].items()}
    assert {status for _, status in pairs} == set(Status)
    assert all(len({s for t, s in pairs if t == type_}) >= 5 for type_ in {t for t, _ in pairs})
