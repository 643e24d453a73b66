"""The corpus of tests/clusters is well formed: its reports, events, actors, links and near misses agree."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg.lifecycle import Lifecycle
from kg.model import Kind, Period, Status
from kg.ontology import Ontology

Row = dict[str, Any]
FOLDER = Path(__file__).parent / "clusters"
TYPES = Ontology().types


def lines(name: str) -> list[Row]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


ARTICLES, EVENTS = lines("articles.jsonl"), {row["event"]: row for row in lines("events.jsonl")}
REPORTS = [(article, report) for article in ARTICLES for report in article["reports"]]
IDS = [f"{article['id']}: {report['event']}" for article, report in REPORTS]


def fillers(report: Row) -> list[Row]:
    return [filler for found in report["roles"].values() for filler in found]


def test_size() -> None:
    """There are enough articles, stories and pairs that look alike to tell a good resolver from a bad one."""
    assert len(ARTICLES) == len({a["id"] for a in ARTICLES}) >= 40
    assert len({a["story"] for a in ARTICLES}) >= 12
    assert sum(len(e["near_misses"]) for e in EVENTS.values()) >= 30
    assert {link["link"] for e in EVENTS.values() for link in e["links"]} <= set(Lifecycle().names)


@pytest.mark.parametrize(("article", "report"), REPORTS, ids=IDS)
def test_report_form(article: Row, report: Row) -> None:
    """A gold report uses the known words and dates, and quotes and names what the text has."""
    type_ = TYPES[report["type"]]
    assert report["action"] in type_.actions
    assert report["status"] in set(Status)
    assert tuple(report["roles"]) == tuple(type_.roles)
    assert all(re.fullmatch("[A-Z]{3}", f["country"]) and f["kind"] in set(Kind) for f in fillers(report))
    assert all(any(name in article["text"] for name in (f["name"], *f["aliases"])) for f in fillers(report))
    assert report["evidence"]
    assert all(quote in article["text"] and "\n" not in quote for quote in report["evidence"])
    assert all(name in article["text"] for name in report["attribution"])
    assert not report["place"] or report["place"]["name"] in article["text"]
    assert not report["date"] or Period(**report["date"]).first <= Period(**report["date"]).last


def test_an_event_is_described_once_and_told() -> None:
    """Each event is of the type and action of its reports, and told by a report that counts."""
    assert {r["event"] for _, r in REPORTS if not r["optional"]} == set(EVENTS)
    for _, report in REPORTS:
        event = EVENTS[report["event"]]
        assert (event["type"], event["action"]) == (report["type"], report["action"])


def test_an_article_tells_an_event_once_for_each_standing() -> None:
    """Reports are what one article says of one event with one standing."""
    told = Counter((article["id"], report["event"], report["status"]) for article, report in REPORTS)
    assert set(told.values()) == {1}


def test_links_and_near_misses_are_of_events() -> None:
    """Links and near misses lead from an event to another of the same story."""
    for name, event in EVENTS.items():
        others = [link["to"] for link in event["links"]] + [miss["event"] for miss in event["near_misses"]]
        assert name not in others
        assert {EVENTS[other]["story"] for other in others} <= {event["story"]}
        assert all(link["from"] == name for link in event["links"])
        assert all(miss["reason"] for miss in event["near_misses"])


def test_an_actor_has_one_name_kind_and_country() -> None:
    """An actor is named alike by all reports, and no two alike."""
    seen: dict[str, tuple[str, str, str]] = {}
    for filler in (f for _, report in REPORTS for f in fillers(report)):
        named = filler["name"], filler["kind"], filler["country"]
        assert seen.setdefault(filler["actor"], named) == named
    assert len(set(seen.values())) == len(seen)
