"""Dates of events text by text, the forms of dates, and the benchmark of date expressions."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from kg.dates import Dates, Direction
from kg.extract import Extractor
from kg.model import Article, Period
from kg.ontology import Ontology

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "dates.yaml").read_text(encoding="utf-8"))
ROOT = Path(__file__).parents[1]
PUBLISHED = date(2023, 9, 14)
# A word that alone is too common to be worth a parse stands in some of the sentences; a second paragraph makes it so.
AND_MORE = "\n\nEarlier meetings and visits led nowhere."


def period(value: object) -> Period | None:
    """The period that a table writes as one date, or as two with a stroke between."""
    if value is None:
        return None
    start, _, end = str(value).partition("/")
    return Period(start, end or start)


@pytest.mark.parametrize("case", CASES, ids=[c["sentence"][:60] for c in CASES])
def test_date(case: dict, extractor: Extractor) -> None:
    """Every report of the type has the date expected."""
    article = Article("case", case["sentence"] + AND_MORE, published=case.get("published", PUBLISHED))
    found = extractor(article)
    for type_, value in case["expect"].items():
        assert {r.when for r in found if r.type == type_} == {period(value)}, case["why"]


@pytest.mark.parametrize(
    ("text", "direction", "value"),
    [
        ("2023-05-04", Direction.PAST, "2023-05-04"),
        ("the 3rd of May", Direction.PAST, "2023-05-03"),
        ("May 3", Direction.FUTURE, "2024-05-03"),
        ("Sept. 20", Direction.PAST, "2023-09-20"),  # six days ahead, not 51 weeks ago
        ("Friday, February 10", Direction.FUTURE, "2023-02-10"),  # the year in which it was a Friday
        ("last Thursday", Direction.PAST, "2023-09-07"),
        ("Monday", Direction.DUE, "2023-09-18"),
        ("Wednesday", Direction.NEAR, "2023-09-13"),
        ("the day before yesterday", Direction.PAST, "2023-09-12"),
        ("December 30 to January 2", Direction.FUTURE, "2023-12-30/2024-01-02"),
        ("in two weeks", Direction.FUTURE, "2023-09-25/2023-10-01"),
        ("in two weeks", Direction.PAST, None),  # "the first in two weeks"
        ("a decade ago", Direction.PAST, "2013"),
        ("beginning of next month", Direction.FUTURE, "2023-10"),
        ("February 30", Direction.PAST, None),
        ("a day later", Direction.PAST, None),  # later than what?
    ],
)
def test_forms(text: str, direction: Direction, value: str | None) -> None:
    """One expression is found, and resolved to the side that the tense gives."""
    dates = Dates(Ontology().dates)
    (expression,) = dates.find(f"It was {text}.")
    assert dates.resolve(expression, PUBLISHED, direction) == period(value)


@pytest.mark.parametrize(
    "text",
    ["They may march on.", "The sun sat low.", "He won 51.2 percent.", "They sent 2000 troops.", "Flight 1820b left."],
)
def test_no_dates(text: str) -> None:
    """Words and numbers that only look like dates are none."""
    assert Dates(Ontology().dates).find(text) == ()


def test_without_a_day_of_publication() -> None:
    """Only a full date can be told when it is not known when the text was published."""
    dates = Dates(Ontology().dates)
    full, short = dates.find("on May 3, 2022 and on Monday")
    assert dates.resolve(full, None, Direction.PAST) == period("2022-05-03")
    assert dates.resolve(short, None, Direction.PAST) is None


def test_benchmark(tmp_path: Path) -> None:
    """The benchmark gives each expression the value that its clause gives it, null where there is none."""
    sentence = "The court heard him on Friday and will hear her from Monday to Wednesday."
    spans = {"past": "Friday", "first": "Monday", "last": "Wednesday", "none": "court"}
    rows = [
        {"id": key, "doc": "d", "dct": "2023-09-14", "sentence": sentence, "text": word,
         "span": [sentence.index(word), sentence.index(word) + len(word)]}
        for key, word in spans.items()
    ]  # fmt: skip
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    subprocess.run([sys.executable, ROOT / "benchmarks" / "dates.py", source, "-o", out], check=True, cwd=ROOT)
    found = {row["id"]: row["value"] for row in map(json.loads, out.read_text().splitlines())}
    assert found == {"past": "2023-09-08", "first": "2023-09-18", "last": "2023-09-20", "none": None}
