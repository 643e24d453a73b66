"""The fifteen questions give the right answers on the sample articles, as samples_answers.yaml has them.

Three stores are asked: one of the gold reports and the gold events, which tests the queries alone; one of the gold
reports and the events that our resolver makes of them; and one that was read from the articles end to end.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from gold import gold_store

from kg.query import Table, ask, questions
from kg.run import ingest
from kg.store import Store

TESTS = Path(__file__).parent
SAMPLES = TESTS.parent / "ontology" / "samples" / "articles.jsonl"
ANSWERS = yaml.safe_load((TESTS / "samples_answers.yaml").read_text(encoding="utf-8"))
CASES = [(name, number) for name, question in ANSWERS.items() for number in range(len(question["cases"]))]
PARAMETERS = {"from": "since", "to": "until"}  # `from` cannot be given by name in Python
EVENTS = """SELECT ?event ?type ?action ?label ?date {
  ?event kg:report ?report ; a ?type ; kg:action ?action ; rdfs:label ?label . OPTIONAL { ?event kg:dateLabel ?date }
}"""
LISTS = {"publishers", "told_by", "denied_by"}


@pytest.fixture(scope="module", params=["gold", "resolved", "read"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "read":
        store = Store()
        ingest(SAMPLES, store)
        return store
    return gold_store(events=request.param == "gold")


@cache
def forms() -> list[set[str]]:
    """Give, for each actor and speaker of the gold, all the forms of its name."""
    found = []
    for line in (TESTS / "samples_gold.jsonl").read_text(encoding="utf-8").splitlines():
        for report in json.loads(line)["reports"]:
            found.append({fold(name) for name in report["attribution"]})
            for actor in (a for actors in report["roles"].values() for a in actors):
                found.append({fold(name) for name in (actor["name"], *actor["aliases"])})
    return found


def fold(name: str) -> str:
    return name.casefold().removeprefix("the ").removeprefix("an ").removeprefix("a ")


def same_name(wanted: str | None, found: str | None) -> bool:
    """Tell whether two names are forms of one actor's."""
    if wanted is None or found is None:
        return wanted is found
    a, b = fold(wanted), fold(found)
    return a == b or any({a, b} <= names for names in forms())


def same_names(wanted: list[str], found: str | None) -> bool:
    names = (found or "").replace(" → ", "; ").replace(", ", "; ").split("; ")
    return len(wanted) == len(names) and all(any(same_name(w, n) for n in names) for w in wanted)


def same_quote(wanted: str, found: str | None) -> bool:
    return bool(found) and (wanted in found or found in wanted)


def same_day(wanted: str | None, found: str | date | None) -> bool:
    """Tell whether a day, month or year is the one that a date is or begins with."""
    first = found.isoformat() if isinstance(found, date) else found and found.split("/")[0]
    return wanted == first


def a_speaker(wanted: str | None, found: str | None) -> bool:
    return (wanted is found) or any(same_name(wanted, name) for name in (found or "").split("; "))


SAME: dict[str, Callable[[Any, Any], bool]] = {
    "who": same_names,
    **dict.fromkeys(LISTS, same_names),
    **dict.fromkeys(["date", "accepted", "invited", "arrived", "due", "since", "published", "day"], same_day),
    **dict.fromkeys(["first_date", "second_date"], same_day),
    **dict.fromkeys(["quote", "condition"], same_quote),
    **dict.fromkeys(["inviter", "invitee", "sender", "target", "go_between", "first", "second", "source"], same_name),
    **dict.fromkeys(["said_by", "speaker"], a_speaker),
}


def shifted(wanted: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Give an answer with the offsets that the quote found must have: that of a clause, or of the sentence around one."""
    if "start" not in wanted or not same_quote(wanted["quote"], found["quote"]):
        return wanted
    first = wanted["start"] + wanted["quote"].find(found["quote"])
    if found["quote"] not in wanted["quote"]:
        first = wanted["start"] - found["quote"].find(wanted["quote"])
    return {**wanted, "start": first, "end": first + len(found["quote"])}


def agrees(wanted: dict[str, Any], found: dict[str, Any]) -> bool:
    wanted = shifted(wanted, found)
    return all(SAME.get(column, lambda a, b: a == b)(value, found[column]) for column, value in wanted.items())


def unmatched(wanted: list[dict[str, Any]], found: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """Pair the rows one to one; give the rows that are left on either side."""
    left, missing = list(found), []
    for row in wanted:
        match = next((f for f in left if agrees(row, f)), None)
        if match is None:
            missing.append(row)
        else:
            left.remove(match)
    return missing, left


def event_of(store: Store, wanted: dict[str, Any]) -> str:
    """Give the IRI of the event that an answer describes by its type, its people and its first day."""
    events = ask(store, EVENTS)
    for event, type_, action, label, day in events:
        if (
            type_.endswith(wanted["type"])
            and same_day(wanted["date"], day)
            and action.endswith(wanted.get("action", ""))
        ):
            people = label.split(": ", 1)[1].split(" (20")[0]
            if same_names(wanted["who"], people):
                return str(event)
    raise LookupError(f"no such event: {wanted}")


def answer(store: Store, name: str, params: dict[str, Any]) -> Table:
    given = {PARAMETERS.get(key, key): event_of(store, v) if key == "event" else v for key, v in params.items()}
    return ask(store, name, **given)


def as_row(name: str, record: dict[str, Any]) -> dict[str, Any]:
    """Give a row of ours with the columns that the answers have."""
    pair = {"who": f"{record['source']}; {record['target']}"} if name == "event-codes" else {}
    return {**record, **pair}


def wrong(store: Store, name: str, number: int) -> str:
    """Say what is missing from an answer and what should not be in it; "" where it is right."""
    case = ANSWERS[name]["cases"][number]
    try:
        found = [as_row(name, record) for record in answer(store, name, case["params"]).records()]
    except LookupError as error:
        return str(error)
    missing, surplus = unmatched(as_records(case, "rows"), found)
    surplus = unmatched(as_records(case, "allowed"), surplus)[1] if case["match"] == "exact" else []
    lines = [f"missing: {row}" for row in missing] + [
        f"too much: { {c: row[c] for c in case['columns']} }" for row in surplus
    ]
    return "\n".join(lines)


def as_records(case: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [dict(zip(case["columns"], row, strict=True)) for row in case.get(key, [])]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_answers(store: Store, name: str, number: int) -> None:
    """A question gives the rows that are right, and none that are not."""
    assert wrong(store, name, number) == ""


def test_the_fifteen_questions_in_order() -> None:
    """There are fifteen questions, numbered, titled, in the design's order, each with an answer to test it by."""
    found = questions()
    assert [q.number for q in found] == list(range(1, 16))
    assert [q.name for q in found] == list(ANSWERS)
    assert all(q.title.endswith((".", "?")) and all(p.about for p in q.parameters) for q in found)
