"""The sample articles, their gold reports and the answers to the named questions are well formed and agree."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.model import Kind, Period, Status

TESTS = Path(__file__).parent
SAMPLES = TESTS.parent / "ontology" / "samples" / "articles.jsonl"

ACTIONS = {
    "Meeting": {"hold"},
    "Visit": {"make"},
    "Invitation": {"issue", "accept", "decline", "withdraw"},
    "Sanction": {"impose", "extend", "ease"},
}
ROLES = {
    "Meeting": ["participant"],
    "Visit": ["visitor", "host"],
    "Invitation": ["inviter", "invitee"],
    "Sanction": ["sender", "target"],
}
REPORT = {"type", "action", "status", "roles", "date", "place", "attribution", "evidence", "optional", "event"}
WITHOUT_EVENT = {"norway-ghana-friendly", "chile-cabinet-copper", "accra-court-sentence", "canal-tender"}
QUESTIONS = {
    "who-met-whom",
    "unfulfilled-invitations",
    "invitation-to-visit-days",
    "overdue-plans",
    "sanction-threats",
    "sanctions-in-force",
    "contested-events",
    "single-state-source",
    "evidence-of-event",
    "independent-publishers",
    "foreign-minister-meetings",
    "go-betweens",
    "in-region",
    "belief-on-two-dates",
    "event-codes",
}
ROLE_COLUMNS = {"who", "inviter", "invitee", "sender", "target", "go_between", "first", "second", "place"}
NAMES = ROLE_COLUMNS | {"said_by", "told_by", "denied_by", "speaker", "source", "publisher", "publishers"}
MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]
DATELINE = re.compile(rf"[A-Z][A-Z ]+, ({'|'.join(MONTHS)}) (\d+) ")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ARTICLES = lines(SAMPLES)
GOLD = lines(TESTS / "samples_gold.jsonl")
ANSWERS = yaml.safe_load((TESTS / "samples_answers.yaml").read_text(encoding="utf-8"))
REPORTS = [(article, report) for article in GOLD for report in article["reports"]]
CASES = [(name, case) for name, question in ANSWERS.items() for case in question["cases"]]


def fillers(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [actor for role in ROLES[report["type"]] for actor in report["roles"][role]]


def who(report: dict[str, Any]) -> frozenset[str]:
    return frozenset(actor["name"] for actor in fillers(report))


def rows(question: str, number: int = 0) -> list[dict[str, Any]]:
    case = ANSWERS[question]["cases"][number]
    return [dict(zip(case["columns"], row, strict=True)) for row in case["rows"]]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_article_form(article: dict[str, Any]) -> None:
    """A sample article has its fields, a real date, tidy text of news length and an address that leads nowhere."""
    assert list(article) == ["id", "title", "text", "publisher", "published", "url", "language"]
    assert re.fullmatch(r"[a-z0-9-]+", article["id"])
    assert date(2024, 1, 1) <= date.fromisoformat(article["published"]) <= date(2026, 12, 31)
    assert article["url"].startswith("https://example.org/")
    assert article["url"].endswith(article["id"])
    assert article["language"] == "en"
    assert 80 <= len(article["text"].split()) <= 260
    assert not re.search(r"\n{3,}|[ \t]{2,}|(?<!\n)\n(?!\n)|^\s|\s$", article["text"])


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])
def test_dateline_agrees_with_publication(article: dict[str, Any]) -> None:
    """The day of a dateline is the day of publication, or the day before it."""
    found = DATELINE.match(article["text"])
    published = date.fromisoformat(article["published"])
    if found:
        day = date(published.year, MONTHS.index(found[1]) + 1, int(found[2]))
        assert published - day in (timedelta(0), timedelta(1))


def test_articles_stand_in_order_and_once() -> None:
    """There are 24 articles, each id once, in order of publication; the gold has the same articles, word for word."""
    order = [(article["published"], article["id"]) for article in ARTICLES]
    assert len(order) == 24
    assert order == sorted(set(order))
    assert [{key: gold[key] for key in ARTICLES[0]} for gold in GOLD] == ARTICLES


def test_several_datelines_and_relative_dates() -> None:
    """Several articles have a dateline, and dates are told in the ways that news tells them."""
    assert sum(bool(DATELINE.match(article["text"])) for article in ARTICLES) >= 8
    text = "\n".join(article["text"] for article in ARTICLES)
    for words in (
        "on Tuesday",
        "today",
        "next week",
        "last Friday",
        "this week",
        "next month",
        "in March",
        "12 to 14 May",
    ):
        assert words in text


@pytest.mark.parametrize(("article", "report"), REPORTS, ids=lambda part: part.get("id") or part["event"])
def test_report_form(article: dict[str, Any], report: dict[str, Any]) -> None:
    """A gold report uses the known words, fills its roles with named actors and quotes the text exactly."""
    text = article["text"]
    assert set(report) == REPORT
    assert report["action"] in ACTIONS[report["type"]]
    assert report["status"] in list(Status)
    assert list(report["roles"]) == ROLES[report["type"]]
    for actor in fillers(report):
        assert actor["kind"] in list(Kind)
        assert actor["country"] is None or re.fullmatch("[A-Z]{3}", actor["country"])
        assert any(name in text for name in [actor["name"], *actor["aliases"]])
        assert all(alias in text for alias in actor["aliases"])
    assert report["evidence"]
    assert all(quote in text and "\n" not in quote for quote in report["evidence"])
    assert not report["attribution"] or any(name in text for name in report["attribution"])


@pytest.mark.parametrize(("article", "report"), REPORTS, ids=lambda part: part.get("id") or part["event"])
def test_report_date_and_place(article: dict[str, Any], report: dict[str, Any]) -> None:
    """A gold date is a real period on the side of publication that its status asks for; a place is in the text."""
    published = date.fromisoformat(article["published"])
    if report["date"]:
        period = Period(report["date"]["start"], report["date"]["end"])
        assert period.first <= period.last
        assert abs((period.first - published).days) < 365
        if report["status"] == Status.PLANNED:
            assert period.last > published
        if report["status"] in (Status.OCCURRED, Status.ALLEGED):
            assert period.first <= published
    if report["place"]:
        assert report["place"]["name"] in article["text"]


def test_coverage() -> None:
    """All actions, all statuses, several types of actors and exactly the four articles without an event are there."""
    required = [report for _, report in REPORTS if not report["optional"]]
    assert {(report["type"], report["action"]) for report in required} == {
        (name, action) for name, actions in ACTIONS.items() for action in actions
    }
    assert {report["status"] for report in required} == set(Status)
    assert {actor["kind"] for report in required for actor in fillers(report)} == set(Kind)
    assert {article["id"] for article in GOLD if not article["reports"]} == WITHOUT_EVENT


def test_reports_of_one_event_agree() -> None:
    """Reports of one event have its type and action, and their dates do not exclude one another."""
    events = defaultdict(list)
    for _, report in REPORTS:
        events[report["event"]].append(report)
    for reports in events.values():
        assert len({(report["type"], report["action"]) for report in reports}) == 1
        periods = [Period(**report["date"]) for report in reports if report["date"]]
        if periods:
            assert max(period.first for period in periods) <= min(period.last for period in periods)


@pytest.mark.parametrize(
    ("name", "case"), CASES, ids=lambda part: part if isinstance(part, str) else str(part["params"])
)
def test_answer_form(name: str, case: dict[str, Any]) -> None:
    """An answer has a value for each column and names only actors, publishers and places of the gold."""
    known = {article["publisher"] for article in GOLD} | {"Africa"}
    for _, report in REPORTS:
        known |= who(report) | set(report["attribution"]) | {report["place"] and report["place"]["name"]}
    assert case["match"] in ("exact", "contains")
    assert all(isinstance(key, str) for key in [*case["params"], *case["columns"]])
    for row in case["rows"] + case.get("allowed", []):
        assert len(row) == len(case["columns"])
        for column, value in zip(case["columns"], row, strict=True):
            if column in NAMES:
                assert set(value if isinstance(value, list) else [value]) <= known | {None}, name


def test_answers_to_all_questions() -> None:
    """Each of the fifteen questions has an answer, and each at least one row in one of its cases."""
    assert set(ANSWERS) == QUESTIONS
    assert all(any(case["rows"] for case in question["cases"]) for question in ANSWERS.values())


def test_answer_who_met_whom_follows_from_gold() -> None:
    """The meetings of the answer are the dated meetings of the gold that occurred in that period."""
    period = ANSWERS["who-met-whom"]["cases"][0]["params"]
    gold = {
        (who(report), report["date"]["start"])
        for _, report in REPORTS
        if report["type"] == "Meeting" and report["status"] == Status.OCCURRED and report["date"]
    }
    found = {(frozenset(row["who"]), row["date"]) for row in rows("who-met-whom")}
    assert found == {(names, day) for names, day in gold if period["from"] <= day <= period["to"]}


def test_answer_independent_publishers_follows_from_gold() -> None:
    """The events of the answer are those that two or more publishers tell in the gold, with just these publishers."""
    tellers: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, tuple[str, str, frozenset[str]]] = {}
    for article, report in REPORTS:
        if not report["optional"]:
            tellers[report["event"]].add(article["publisher"])
            kinds[report["event"]] = (report["type"], report["action"], who(report))
    gold = [(*kinds[event], frozenset(names)) for event, names in tellers.items() if len(names) > 1]
    answer = rows("independent-publishers")
    found = [(row["type"], row["action"], frozenset(row["who"]), frozenset(row["publishers"])) for row in answer]
    assert sorted(map(str, map(sets, found))) == sorted(map(str, map(sets, gold)))


def sets(row: tuple[Any, ...]) -> list[Any]:
    return [sorted(value) if isinstance(value, frozenset) else value for value in row]


def test_answer_quotes_are_exact() -> None:
    """Each quote of an answer stands in an article of its publisher and day, at its offsets where these are given."""
    texts = {(article["publisher"], article["published"]): article["text"] for article in ARTICLES}
    for _, case in CASES:
        for row in case["rows"]:
            values = dict(zip(case["columns"], row, strict=True))
            if "quote" in values:
                text = texts[values["publisher"], values["published"]]
                start = values.get("start", text.find(values["quote"]))
                assert text[start : start + len(values["quote"])] == values["quote"]
                assert values.get("end", start + len(values["quote"])) == start + len(values["quote"])
                assert values.get("condition", "") in values["quote"]
