"""Asking: each question on small graphs made by hand, plain SPARQL, parameters, refusals, and how answers are written."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from builders import (
    AGENCY,
    CUT,
    EDITED,
    LINDQVIST,
    NIGERIA,
    NORWAY,
    OYELARAN,
    SWEDEN,
    TEXT,
    UN,
    WIRE,
    article,
    quote,
    report,
    roles,
)

from kg import notebook
from kg.guard import bind, check
from kg.iri import report_iri
from kg.model import Actor, Article, Event, Evidence, KgError, Kind, Participant, Place, QueryError, Report
from kg.query import Table, answer, ask, filled, questions, read_question
from kg.store import Store
from kg.table import html_table

LAGOS, OSLO, GENEVA = Place("Lagos", "NGA"), Place("Oslo", "NOR"), Place("Geneva", "CHE")
CHILE, GHANA = Actor("Chile", Kind.STATE, "CHL"), Actor("Ghana", Kind.STATE, "GHA")
ROJAS = Actor("Elena Rojas", Kind.PERSON, "CHL")
MENSAH = Actor("Kofi Mensah", Kind.PERSON, "GHA")
ENVOY = Actor("Anna Weiss", Kind.PERSON)
NORWEGIANS = Actor("Norwegian banks", Kind.GROUP, "NOR")
TASS = Actor("TASS", Kind.ORGANIZATION, "RUS", state_media=True)

Told = tuple[Article, tuple[Report, ...]]


def met(when: str, *who: Actor, status: str = "occurred", **given: Any) -> Report:
    return report("Meeting", "hold", status, when, participants=roles(participant=who), **given)


def visit(when: str, visitor: Actor, host: Actor, status: str = "occurred", **given: Any) -> Report:
    return report("Visit", "make", status, when, participants=roles(visitor=visitor, host=host), **given)


def invited(action: str, when: str, inviter: Actor, invitee: Actor, status: str = "occurred", **given: Any) -> Report:
    return report("Invitation", action, status, when, participants=roles(inviter=inviter, invitee=invitee), **given)


def sanction(
    action: str, when: str, sender: Actor, target: Actor | tuple[Actor, ...], status: str = "occurred", **given: Any
) -> Report:
    return report("Sanction", action, status, when, participants=roles(sender=sender, target=target), **given)


def paper(published: str, *reports: Report, publisher: str = "The Lagos Post", text: str = "") -> Told:
    """Make an article of a day; its text is its own unless it is given."""
    number = next(NUMBERS)
    own = " ".join(f"p{number}w{word}" for word in range(60))
    made = article(f"p{number}", published, publisher=publisher, text=text or f"{TEXT}\n\n{own}")
    return made, tuple(Report(**{**fields(r), "article": made.id}) for r in reports)


NUMBERS = count(1)


def fields(value: Report) -> dict[str, Any]:
    return {name: getattr(value, name) for name in Report.__dataclass_fields__}


def graph(*told: Told, outlets: tuple[Actor, ...] = ()) -> Store:
    """Make a graph in memory; `outlets` are the publishers of which more than the name is known."""
    store = Store()
    known = {outlet.name: outlet for outlet in outlets}
    for made, reports in told:
        store.put(made, reports, outlet=known.get(made.publisher))
    return store


def rows(store: Store, question: str, *columns: str, **params: Any) -> list[tuple[Any, ...]]:
    """Give some columns of an answer."""
    return [tuple(record[name] for name in columns) for record in ask(store, question, **params).records()]


def the_event(store: Store, type_: str = "Meeting") -> str:
    (event,) = [e.iri for e in store.events() if e.type == type_]
    return event


# ---------------------------------------------------------------- the fifteen questions


def test_who_met_whom() -> None:
    """Meetings that occurred in the period are there; planned, earlier, and undated ones are not."""
    store = graph(
        paper(
            "2024-03-06",
            met("2024-03-05", LINDQVIST, OYELARAN, place=LAGOS, kind="phone call"),
            met("2024-02-01", ROJAS, OYELARAN),
            met("2024-03-20", LINDQVIST, ROJAS, status="planned"),
            met("", MENSAH, OYELARAN),
        )
    )
    columns = ("who", "date", "place", "kind")
    march = {"since": "2024-03-01", "until": date(2024, 3, 31)}
    found = ("Karin Lindqvist, Tunde Oyelaran", "2024-03-05", "Lagos", "phone call")
    assert rows(store, "who-met-whom", *columns, **march) == [found]
    assert [row[0] for row in rows(store, "who-met-whom", "who")] == [
        "Elena Rojas, Tunde Oyelaran",
        "Karin Lindqvist, Tunde Oyelaran",
        "Kofi Mensah, Tunde Oyelaran",
    ]


@pytest.mark.parametrize("name", ["Sweden", "sweden", "SWE", "id:actor/SWE", "Karin Lindqvist", "lindqvist"])
def test_who_met_whom_by_actor(name: str) -> None:
    """An actor may be given by name, alias, code or IRI; a state takes in those who act for it."""
    store = graph(
        paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN), met("2024-03-04", ROJAS, OYELARAN)),
        paper("2024-03-07", sanction("impose", "", SWEDEN, NORWAY)),
    )
    assert rows(store, "who-met-whom", "date", actor=name) == [("2024-03-05",)]


def test_periods_take_in_vague_dates() -> None:
    """A meeting "in March" may have been on any day of March, so every part of March finds it."""
    store = graph(paper("2024-04-02", met("2024-03", LINDQVIST, OYELARAN)))
    assert rows(store, "who-met-whom", "date", since="2024-03-30") == [("2024-03",)]
    assert rows(store, "who-met-whom", "date", until="2024-02-29") == []


INVITED = (
    paper("2024-01-10", invited("issue", "2024-01-09", NIGERIA, LINDQVIST)),
    paper("2024-01-20", invited("accept", "2024-01-20", NIGERIA, LINDQVIST)),
)


@pytest.mark.parametrize(
    ("later", "day", "unfulfilled"),
    [
        ((), "2024-01-19", False),
        ((), "2024-01-20", True),
        ((paper("2024-03-02", visit("2024-03-01", LINDQVIST, OYELARAN)),), "2024-03-01", True),
        ((paper("2024-03-02", visit("2024-03-01", LINDQVIST, OYELARAN)),), "2024-03-02", False),
        ((paper("2024-03-02", visit("2024-03-01", LINDQVIST, NORWAY)),), "2024-03-02", True),
        ((paper("2024-03-02", visit("2024-03-01", ROJAS, NIGERIA)),), "2024-03-02", True),
        ((paper("2024-03-02", visit("2024-03-01", LINDQVIST, NIGERIA, "cancelled")),), "2024-03-02", True),
        ((paper("2024-03-02", visit("2024-01-05", LINDQVIST, NIGERIA)),), "2024-03-02", True),
        ((paper("2024-03-02", met("2024-03-01", LINDQVIST, MENSAH, place=LAGOS)),), "2024-03-02", False),
        ((paper("2024-03-02", met("2024-03-01", LINDQVIST, OYELARAN, place=OSLO)),), "2024-03-02", True),
        ((paper("2024-02-02", invited("withdraw", "", NIGERIA, LINDQVIST)),), "2024-03-02", False),
        ((paper("2024-03-03", met("2024-03-01", LINDQVIST, MENSAH, place=LAGOS)),), "2024-03-02", True),
        ((paper("2024-03-02", met("2024-01-02", LINDQVIST, MENSAH, place=LAGOS)),), "2024-03-02", True),
        ((paper("2024-02-02", invited("withdraw", "", NIGERIA, ROJAS)),), "2024-03-02", True),
        ((paper("2024-03-03", invited("decline", "", NIGERIA, LINDQVIST)),), "2024-03-02", True),
        ((paper("2024-02-02", invited("decline", "2024-01-12", NIGERIA, LINDQVIST)),), "2024-03-02", True),
    ],
)
def test_unfulfilled_invitations(later: tuple[Told, ...], day: str, unfulfilled: bool) -> None:
    """An accepted invitation is open until a visit there, or a meeting there, is reported, or it is withdrawn."""
    store = graph(*INVITED, *later)
    wanted = [("Nigeria", "Karin Lindqvist", "2024-01-20", date(2024, 1, 20))] if unfulfilled else []
    assert rows(store, "unfulfilled-invitations", "inviter", "invitee", "accepted", "reported", day=day) == wanted


def test_unfulfilled_invitations_by_invitee() -> None:
    """The parameters narrow the answer to those who invited or were invited."""
    store = graph(*INVITED, paper("2024-01-21", invited("accept", "", CHILE, MENSAH)))
    columns = ("inviter", "quote")
    assert rows(store, "unfulfilled-invitations", *columns, invitee="Ghana") == [("Chile", report().evidence[0].quote)]
    assert rows(store, "unfulfilled-invitations", "inviter", inviter="Nigeria") == [("Nigeria",)]


def test_invitation_to_visit_days() -> None:
    """Each visit is counted from the last invitation before it; visits before, and of others, are not counted."""
    store = graph(
        paper(
            "2024-12-01",
            invited("issue", "2024-01-09", NIGERIA, LINDQVIST),
            invited("issue", "2024-05-01", OYELARAN, LINDQVIST),
            visit("2024-01-05", LINDQVIST, NIGERIA),
            visit("2024-03-01/2024-03-04", LINDQVIST, NIGERIA),
            visit("2024-02-01", ROJAS, NIGERIA),
            visit("2024-04-01", LINDQVIST, NORWAY),
        )
    )
    columns = ("inviter", "invitee", "invited", "arrived", "days", "counted")
    assert rows(store, "invitation-to-visit-days", *columns) == [
        ("Nigeria", "Karin Lindqvist", "2024-01-09", "2024-03-01", 52, "from the invitation")
    ]


def test_invitation_without_a_day_counts_from_its_report() -> None:
    """Where no invitation of the pair has a day, the day of its first report is taken, and the answer says so."""
    store = graph(
        paper("2024-01-10", invited("issue", "", NIGERIA, LINDQVIST)),
        paper("2024-01-20", visit("2024-01-10", LINDQVIST, NIGERIA)),
    )
    assert rows(store, "invitation-to-visit-days", "invited", "days", "counted") == [
        ("2024-01-10", 0, "from its first report")
    ]


PLAN = paper("2024-03-01", visit("2024-03-20", LINDQVIST, NIGERIA, "planned"))


@pytest.mark.parametrize(
    ("later", "day", "overdue"),
    [
        ((), "2024-03-20", False),
        ((), "2024-03-21", True),
        ((paper("2024-03-21", visit("2024-03-20", LINDQVIST, NIGERIA)),), "2024-03-25", False),
        ((paper("2024-03-27", visit("2024-03-20", LINDQVIST, NIGERIA)),), "2024-03-25", True),
        ((paper("2024-03-10", visit("2024-03-20", LINDQVIST, NIGERIA, "cancelled")),), "2024-03-25", False),
        ((paper("2024-03-10", visit("2024-03-20", LINDQVIST, NIGERIA, "denied")),), "2024-03-25", False),
        ((paper("2024-03-10", visit("2024-03-20", LINDQVIST, NIGERIA, "possible")),), "2024-03-25", True),
    ],
)
def test_overdue_plans(later: tuple[Told, ...], day: str, overdue: bool) -> None:
    """A plan is overdue once its date has passed and nothing published by then settles it."""
    wanted = [("Visit", "Karin Lindqvist → Nigeria", "2024-03-20", date(2024, 3, 1))] if overdue else []
    assert rows(graph(PLAN, *later), "overdue-plans", "type", "who", "due", "announced", day=day) == wanted


def test_the_newest_article_is_the_default_day() -> None:
    """A question that is asked as of no day is asked as of the newest article."""
    assert rows(graph(PLAN), "overdue-plans", "due") == []
    assert rows(graph(PLAN, paper("2024-03-21")), "overdue-plans", "due", type="visit") == [("2024-03-20",)]
    assert rows(graph(PLAN, paper("2024-03-21")), "overdue-plans", "due", type="Meeting") == []
    assert rows(graph(), "overdue-plans", "due") == []


def test_sanction_threats() -> None:
    """A threat comes with its condition and its first quote, word for word; other standings are no threats."""
    clause, words, more = quote("if talks on fisheries go well"), quote("on Tuesday"), quote("her office said")
    store = graph(
        paper(
            "2024-03-06",
            sanction(
                "impose", "", SWEDEN, NORWEGIANS, "threatened", condition=clause, evidence=(words, more),
                attribution=(LINDQVIST, UN),
            ),
            sanction("impose", "", NIGERIA, NORWAY, "threatened"),
            sanction("impose", "", CHILE, NORWAY, "possible"),
            sanction("impose", "2024-01-01", CHILE, NORWAY),
        )
    )  # fmt: skip
    columns = ("sender", "target", "condition", "said_by", "publisher", "published", "quote")
    swedish = (
        "Sweden", "Norwegian banks", clause.quote, "Karin Lindqvist; United Nations",
        "The Lagos Post", date(2024, 3, 6), "on Tuesday",
    )  # fmt: skip
    assert rows(store, "sanction-threats", *columns, sender="Sweden") == [swedish]
    assert [r[:3] for r in rows(store, "sanction-threats", *columns, target="Norway")] == [
        ("Nigeria", "Norway", None),
        ("Sweden", "Norwegian banks", clause.quote),
    ]


IMPOSED = paper("2024-02-02", sanction("impose", "2024-02", SWEDEN, NORWEGIANS))


@pytest.mark.parametrize(
    ("later", "params", "in_force"),
    [
        ((), {"day": "2024-01-31"}, False),
        ((), {"day": "2024-02-01"}, True),
        ((), {"day": "2024-02-01", "known": "2024-02-01"}, False),
        ((), {"day": "2024-03-01", "target": "Norway"}, True),
        ((), {"day": "2024-03-01", "target": "Sweden"}, False),
        ((paper("2024-05-01", sanction("ease", "2024-04-30", LINDQVIST, NORWEGIANS)),), {"day": "2024-05-01"}, False),
        ((paper("2024-05-01", sanction("ease", "2024-04-30", SWEDEN, NORWEGIANS)),), {"day": "2024-04-29"}, True),
        (
            (paper("2024-05-01", sanction("ease", "2024-04-30", SWEDEN, NORWEGIANS)),),
            {"day": "2024-04-30", "known": "2024-04-30"},
            True,
        ),
        ((paper("2024-05-01", sanction("ease", "2024-04-30", SWEDEN, NORWAY)),), {"day": "2024-05-01"}, False),
        ((paper("2024-05-01", sanction("ease", "2024-04-30", CHILE, NORWEGIANS)),), {"day": "2024-05-01"}, True),
        ((paper("2024-05-01", sanction("ease", "", SWEDEN, NORWEGIANS, "proposed")),), {"day": "2024-05-01"}, True),
        ((paper("2024-05-01", sanction("ease", "2024-01-30", SWEDEN, NORWEGIANS)),), {"day": "2024-05-01"}, True),
        (
            (paper("2024-05-01", sanction("impose", "2024-02", SWEDEN, NORWEGIANS, "cancelled")),),
            {"day": "2024-05-01"},
            False,
        ),
        (
            (paper("2024-05-01", sanction("impose", "2024-02", SWEDEN, NORWEGIANS, "cancelled")),),
            {"day": "2024-04-30"},
            True,
        ),
    ],
)
def test_sanctions_in_force(later: tuple[Told, ...], params: dict[str, str], in_force: bool) -> None:
    """A sanction is in force from its day until the same sender eases it on the same target or on its state."""
    wanted = [("Sweden", "Norwegian banks", "2024-02", 1)] if in_force else []
    assert (
        rows(graph(IMPOSED, *later), "sanctions-in-force", "sender", "targets", "since", "measures", **params) == wanted
    )


def test_sanctions_in_force_on_a_whole_state_outlast_a_part_that_is_eased() -> None:
    """Freeing the banks leaves the sanctions on the state; a sanction without a day has no `since`."""
    store = graph(
        paper("2024-02-02", sanction("impose", "", SWEDEN, NORWAY), sanction("extend", "2024-02-01", CHILE, NORWAY)),
        paper("2024-05-01", sanction("ease", "2024-04-30", SWEDEN, NORWEGIANS)),
        paper("2024-06-01", sanction("impose", "2024-05-30", NIGERIA, NORWAY, "threatened")),
    )
    columns = ("sender", "since", "reported")
    assert rows(store, "sanctions-in-force", *columns, target="Norway") == [
        ("Chile", "2024-02-01", date(2024, 2, 2)),
        ("Sweden", None, date(2024, 2, 2)),
    ]


def test_contested_events() -> None:
    """What one source claims and another denies is contested; a source that changes its word, or a refusal, is not."""
    store = graph(
        paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN, status="alleged", attribution=(NIGERIA,))),
        paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN, status="denied", attribution=(SWEDEN,))),
        paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN, place=LAGOS), publisher="Oslo Daily"),
        paper("2024-03-06", met("2024-03-04", ROJAS, OYELARAN, status="alleged", attribution=(NIGERIA,))),
        paper("2024-03-07", met("2024-03-04", ROJAS, OYELARAN, status="denied", attribution=(NIGERIA,))),
        paper("2024-03-07", met("2024-03-09", ROJAS, MENSAH, status="proposed", attribution=(UN,))),
        paper("2024-03-08", met("2024-03-09", ROJAS, MENSAH, status="denied", attribution=(GHANA,))),
    )
    columns = ("type", "who", "date", "place", "told_by", "denied_by")
    wanted = ("Meeting", "Karin Lindqvist, Tunde Oyelaran", "2024-03-05", "Lagos", "Nigeria; Oslo Daily", "Sweden")
    assert rows(store, "contested-events", *columns) == [wanted]
    assert rows(store, "contested-events", *columns, actor="Sweden", since="2024-03-05") == [wanted]
    for params in ({"actor": "Chile"}, {"since": "2024-03-06"}, {"until": "2024-03-04"}):
        assert rows(store, "contested-events", *columns, **params) == []


def test_single_state_source_has_the_status_of_the_day() -> None:
    """The status is what the reports until the day add up to, not what came later or was overtaken."""
    told = [
        paper(day, visit("2024-03-20", LINDQVIST, NIGERIA, status, attribution=(AGENCY,)))
        for day, status in (("2024-03-01", "planned"), ("2024-03-10", "cancelled"), ("2024-03-21", "occurred"))
    ]
    for day, status in (("2024-03-01", "planned"), ("2024-03-10", "cancelled"), ("2024-03-21", "occurred")):
        assert rows(graph(*told), "single-state-source", "status", day=day) == [(status,)]


STATE_TOLD = paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN, attribution=(AGENCY,)))


@pytest.mark.parametrize(
    ("more", "reports"),
    [
        ((), 1),
        ((paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN, attribution=(AGENCY,)), publisher="Other"),), 2),
        ((paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN), publisher="BelTA"),), 2),
        ((paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN, attribution=(TASS,))),), 0),
        ((paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN)),), 0),
        ((paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN, attribution=(LINDQVIST,))),), 0),
        ((paper("2024-03-08", met("2024-03-05", LINDQVIST, OYELARAN)),), 1),
    ],
)
def test_single_state_source(more: tuple[Told, ...], reports: int) -> None:
    """What rests on one state outlet is told, however many repeat it; one other source by that day ends it."""
    store = graph(STATE_TOLD, *more, outlets=(AGENCY,))
    found = rows(store, "single-state-source", "who", "status", "source", "reports", day="2024-03-07")
    assert found == ([("Karin Lindqvist, Tunde Oyelaran", "occurred", "BelTA", reports)] if reports else [])


def test_evidence_of_event() -> None:
    """Every quote of every report is there once, in order, with publisher, day, speakers, status and offsets."""
    late, early = quote("her office said"), quote("Karin Lindqvist")
    store = graph(
        paper("2024-03-07", met("2024-03-05", LINDQVIST, OYELARAN, evidence=(early, late), attribution=(UN, NIGERIA))),
        paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN, status="denied")),
        paper("2024-03-06", met("2024-02-05", LINDQVIST, OYELARAN)),
    )
    (event,) = (e.iri for e in store.events() if len(e.standings) == 2)
    columns = ("published", "publisher", "speaker", "status", "quote", "start", "end")
    found = rows(store, "evidence-of-event", *columns, event=event)
    assert [(row[0].day, row[2], row[3], row[4]) for row in found] == [
        (6, None, "denied", "Karin Lindqvist met Tunde Oyelaran in Abuja on Tuesday"),
        (7, "Nigeria; United Nations", "occurred", "Karin Lindqvist"),
        (7, "Nigeria; United Nations", "occurred", "her office said"),
    ]
    assert all(TEXT[start:end] == words for *_, words, start, end in found)


@pytest.mark.parametrize(
    ("publishers", "texts", "number"),
    [
        (("A", "B"), ("", ""), 2),
        (("A", "A"), ("", ""), 0),
        (("A", "B"), (WIRE, WIRE), 0),
        (("A", "B"), (WIRE, CUT), 0),
        (("A", "B", "C"), (WIRE, EDITED, ""), 2),
        (("A", "BelTA", "Minsk One"), ("", "", ""), 2),
        (("BelTA", "Minsk One"), ("", ""), 0),
    ],
)
def test_independent_publishers(publishers: tuple[str, ...], texts: tuple[str, ...], number: int) -> None:
    """Publishers of one text, and the outlets of one state, count once."""
    told = [
        paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN), publisher=name, text=text)
        for name, text in zip(publishers, texts)
    ]
    minsk = Actor("Minsk One", Kind.ORGANIZATION, "BLR", state_media=True)
    found = rows(graph(*told, outlets=(AGENCY, minsk)), "independent-publishers", "independent", "publishers")
    assert found == ([(number, "; ".join(sorted(set(publishers))))] if number else [])


def test_independent_publishers_at_least() -> None:
    """How many are wanted is a parameter."""
    told = [paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN), publisher=name) for name in "ABC"]
    assert rows(graph(*told), "independent-publishers", "independent", least=3, type="Meeting") == [(3,)]
    assert rows(graph(*told), "independent-publishers", "independent", least="4") == []
    assert rows(graph(*told), "independent-publishers", "independent", type="Visit") == []


def in_office(*people: tuple[Actor, str]) -> dict[str, Any]:
    return {"participants": tuple(sorted(Participant("participant", actor, office) for actor, office in people))}


def test_foreign_minister_meetings() -> None:
    """Two of those who met held the office on that day; what they held on another day does not count."""
    minister, president = "foreign-minister", "head-of-state"
    store = graph(
        paper(
            "2024-03-06",
            report(when="2024-03-05", **in_office((LINDQVIST, minister), (OYELARAN, minister))),
            report(when="2024-02-05", **in_office((LINDQVIST, minister), (ROJAS, president))),
            report(when="2024-01-05", **in_office((LINDQVIST, "spokesperson"), (OYELARAN, ""))),
            report("Meeting", "hold", "planned", "2024-04-05", **in_office((MENSAH, minister), (OYELARAN, minister))),
        )
    )
    assert rows(store, "foreign-minister-meetings", "date", "holders") == [
        ("2024-03-05", "Karin Lindqvist; Tunde Oyelaran")
    ]
    assert rows(store, "foreign-minister-meetings", "date", least=1) == [("2024-02-05",), ("2024-03-05",)]
    assert rows(store, "foreign-minister-meetings", "date", office="head of state", least=1) == [("2024-02-05",)]
    assert rows(store, "foreign-minister-meetings", "date", since="2024-03-06") == []
    assert rows(store, "foreign-minister-meetings", "date", until="2024-03-04") == []


@pytest.mark.parametrize(
    ("more", "days", "found"),
    [
        ((), 30, True),
        ((), 9, False),
        ((met("2024-03-30", LINDQVIST, ROJAS),), 30, False),
        ((met("2024-06-30", LINDQVIST, ROJAS),), 30, True),
        ((met("", LINDQVIST, ROJAS),), 30, False),
        ((met("2024-03-30", LINDQVIST, ROJAS, status="planned"),), 30, True),
        ((met("2024-03-30", LINDQVIST, ROJAS, MENSAH),), 30, False),
    ],
)
def test_go_betweens(more: tuple[Report, ...], days: int, found: bool) -> None:
    """Who met two of other states within the days is a go-between, unless these two met about then."""
    store = graph(paper("2024-04-06", met("2024-03-05", ENVOY, LINDQVIST), met("2024-03-15", ROJAS, ENVOY), *more))
    columns = ("go_between", "first", "second", "first_date", "second_date", "days")
    wanted = ("Anna Weiss", "Karin Lindqvist", "Elena Rojas", "2024-03-05", "2024-03-15", 10)
    assert [r for r in rows(store, "go-betweens", *columns, days=days) if r[0] == "Anna Weiss"] == [wanted] * found
    assert set(rows(store, "go-betweens", "go_between", days=days, actor="Sweden")) <= {("Karin Lindqvist",)}


def test_no_go_between_within_one_state() -> None:
    """Two of one state need no go-between, nor does a minister mediate between the own president and others."""
    other = Actor("Bola Ade", Kind.PERSON, "NGA")
    store = graph(paper("2024-04-06", met("2024-03-05", LINDQVIST, OYELARAN), met("2024-03-15", LINDQVIST, other)))
    assert rows(store, "go-betweens", "go_between") == []
    assert rows(graph(), "go-betweens", "go_between") == []


def test_in_region() -> None:
    """What occurred in a place of the region is found, and visits without a place by their host; nothing else."""
    store = graph(
        paper(
            "2024-03-06",
            met("2024-03-05", LINDQVIST, OYELARAN, place=LAGOS),
            met("2024-03-04", LINDQVIST, ROJAS, place=GENEVA),
            met("2024-03-03", LINDQVIST, MENSAH),
            visit("2024-03-02", ROJAS, NIGERIA),
            visit("2024-03-01", ROJAS, NORWAY),
            visit("2024-02-01", OYELARAN, GHANA, place=GENEVA),
            met("2024-02-02", OYELARAN, LINDQVIST, place=Place("Accra", "GHA"), status="denied"),
            met("2024-03-20", OYELARAN, MENSAH, status="planned", place=LAGOS),
            met("2024-03-21", OYELARAN, MENSAH, status="planned", place=OSLO),
        ),
    )
    columns = ("type", "date", "place", "country")
    wanted = [("Visit", "2024-03-02", None, "Nigeria"), ("Meeting", "2024-03-05", "Lagos", "Nigeria")]
    for region in ("Africa", "region:western-africa", "western-africa", "Nigeria"):
        assert rows(store, "in-region", *columns, region=region) == wanted
    assert rows(store, "in-region", *columns, region="Lagos") == wanted[1:]
    assert rows(store, "in-region", *columns, region="Africa", type="Visit") == wanted[:1]
    assert rows(store, "in-region", "date", region="Africa", status="planned") == [("2024-03-20",)]
    assert rows(store, "in-region", "date", region="Africa", since="2024-03-03") == [("2024-03-05",)]
    assert rows(store, "in-region", "date", region="Africa", until="2024-03-04") == [("2024-03-02",)]
    assert len(rows(store, "in-region", "event", region="World")) == 5


def test_belief_on_two_dates() -> None:
    """What was believed changes with what was published; before the first report nothing was."""
    store = graph(
        paper("2024-03-01", visit("2024-03-20", LINDQVIST, NIGERIA, "proposed")),
        paper("2024-03-05", visit("2024-03-20", LINDQVIST, NIGERIA, "planned")),
        paper("2024-03-10", visit("2024-03-20", LINDQVIST, NIGERIA, "cancelled")),
        paper("2024-03-12", visit("2024-03-20", LINDQVIST, NIGERIA, "planned")),
        paper("2024-03-21", visit("2024-03-20", LINDQVIST, NIGERIA)),
    )
    event = the_event(store, "Visit")
    days = ["2024-02-28", "2024-03-01", "2024-03-09", "2024-03-10", "2024-03-12", "2024-04-01"]
    told = [None, "proposed", "planned", "cancelled", "planned", "occurred"]
    for (first, second), statuses in zip(pairwise(days), pairwise(told)):
        found = rows(store, "belief-on-two-dates", "day", "status", event=event, first=first, second=second)
        assert [(day.isoformat(), status) for day, status in found] == list(zip((first, second), statuses))


def test_belief_follows_the_rule_of_the_graph() -> None:
    """By the last day, the belief is the status that the resolver gives the event, contested ones included."""
    chance = random.Random(7)
    statuses = ["occurred", "planned", "cancelled", "denied", "alleged", "proposed", "possible", "threatened"]
    told = []
    for number in range(40):
        guest = Actor(f"Guest {number}", Kind.PERSON, "CHL")
        for _ in range(chance.randint(1, 5)):
            speakers = tuple(chance.sample((SWEDEN, NIGERIA, NORWAY), chance.randint(0, 2)))
            told_of = visit("2024-03-20", guest, NIGERIA, chance.choice(statuses), attribution=speakers)
            told.append(paper(f"2024-03-{chance.randint(20, 24)}", told_of, publisher=chance.choice("AB")))
    store = graph(*told)
    for event in store.events():
        (row,) = rows(
            store,
            "belief-on-two-dates",
            "status",
            "contested",
            event=event.iri,
            first="2024-04-01",
            second="2024-04-01",
        )
        assert row == (event.status, event.contested), event.standings


def test_event_codes() -> None:
    """Who acts is the source; an invitation is accepted by the invitee; those who meet are both, each pair once."""
    compatriot = Actor("Lars Ek", Kind.PERSON, "SWE")
    store = graph(
        *(paper(f"2024-03-0{day}", met("2024-03-05", LINDQVIST, OYELARAN, SWEDEN)) for day in (6, 7)),
        paper("2024-02-06", met("2024-02-05", LINDQVIST, compatriot)),
        paper(
            "2024-03-06",
            visit("2024-03-01", LINDQVIST, NIGERIA),
            invited("accept", "2024-03-02", NIGERIA, LINDQVIST),
            sanction("impose", "2024-03-03", SWEDEN, NORWAY, "threatened"),
        ),
    )
    columns = ("date", "source", "target", "source_country", "target_country", "cameo", "plover")
    day = [date(2024, 3, n) for n in range(6)[1:]]
    assert rows(store, "event-codes", *columns) == [
        (day[0], "Karin Lindqvist", "Nigeria", "SWE", "NGA", "042", "CONSULT"),
        (day[1], "Karin Lindqvist", "Nigeria", "SWE", "NGA", "036", "AGREE"),
        (day[2], "Sweden", "Norway", "SWE", "NOR", "1312", "THREATEN"),
        (day[4], "Karin Lindqvist", "Tunde Oyelaran", "SWE", "NGA", "040", "CONSULT"),
        (day[4], "Tunde Oyelaran", "Karin Lindqvist", "NGA", "SWE", "040", "CONSULT"),
    ]
    assert rows(store, "event-codes", "cameo", status="threatened") == [("1312",)]
    assert rows(store, "event-codes", "cameo", type="visit") == [("042",)]
    assert rows(store, "event-codes", "cameo", since="2024-03-04") == [("040",), ("040",)]
    assert rows(store, "event-codes", "cameo", until="2024-03-01") == [("042",)]


# ---------------------------------------------------------------- asking


@pytest.fixture(scope="module")
def store() -> Store:
    return graph(
        paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN, place=LAGOS), publisher="A"),
        paper("2024-03-07", visit("2024-05", LINDQVIST, NIGERIA, "planned"), publisher="B"),
    )


def test_plain_sparql_needs_no_prefixes_and_sees_all_graphs(store: Store) -> None:
    """The graph's prefixes are known, one's own win, and the named graphs are asked as one."""
    assert ask(store, "SELECT ?e { ?e a kg:Meeting ; kg:report/kg:inArticle/schema:publisher ?p }")
    assert not ask(store, "PREFIX kg: <http://other.example/> SELECT ?e { ?e a kg:Meeting }")
    assert ask(store, "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows == ((4,),)


def test_forms_of_query(store: Store) -> None:
    """ASK gives an answer that is true or false, CONSTRUCT and DESCRIBE sorted triples, SELECT typed rows."""
    yes, no = ask(store, "ASK { ?s a kg:Visit }"), ask(store, "ASK { ?s a kg:Sanction }")
    assert (bool(yes), bool(no), yes.rows) == (True, False, ((True,),))
    triples = ask(store, "CONSTRUCT { ?s a kg:Event } WHERE { ?s kg:report ?r }")
    assert triples.columns == ("subject", "predicate", "object")
    assert list(triples.rows) == sorted(triples.rows)
    assert len(triples) == 2
    assert ask(store, "DESCRIBE id:actor\\/NGA").rows
    (row,) = ask(store, "SELECT (1 AS ?i) (1.5 AS ?d) (1e0 AS ?f) (true AS ?b) ('x' AS ?s) ?none {}").rows
    assert row == (1, 1.5, 1.0, True, "x", None)
    assert [type(value) for value in row] == [int, float, float, bool, str, type(None)]


def test_parameters_of_plain_sparql(store: Store) -> None:
    """Variables take values of Python, of rdflib and as a command line gives them; selected ones come back."""
    query = "SELECT ?day ?e { ?e kg:report ?r ; kg:begin ?day }"
    for day in (date(2024, 3, 5), "2024-03-05", rdflib.Literal("2024-03-05", datatype=rdflib.XSD.date)):
        assert [row[0] for row in ask(store, query, day=day)] == [date(2024, 3, 5)]
    kind = rdflib.URIRef("https://w3id.org/diplograph/ontology#Visit")
    for value in (kind, f"<{kind}>", ox.NamedNode(str(kind))):
        assert len(ask(store, "SELECT ?e { ?e a ?kind . ?e kg:report ?r FILTER (BOUND(?kind)) }", kind=value)) == 1
    assert ask(store, "SELECT (?n + 1 AS ?m) {}", n="41").rows == ((42,),)
    assert ask(store, "SELECT ?n (COUNT(*) AS ?m) { ?e kg:report ?r } GROUP BY ?n", n=3).rows == ((3, 2),)


@pytest.mark.parametrize("hostile", ['"', "\\", "'", '" } INSERT DATA { <a:a> <a:a> <a:a> } #', "\n", "?s", "x\\u0022"])
def test_a_value_stays_a_value(store: Store, hostile: str) -> None:
    """Whatever a text holds, it is compared as a text and becomes no part of the query."""
    assert ask(store, "SELECT (?text AS ?same) {}", text=hostile).rows == ((hostile,),)
    with pytest.raises(QueryError, match="no actor in the graph is called"):
        ask(store, "who-met-whom", actor=hostile)


def test_a_file_is_asked_like_a_question(store: Store, tmp_path: Path) -> None:
    """SPARQL in a file may have the head of a question; its parameters are typed."""
    path = tmp_path / "mine.rq"
    path.write_text(
        '# title: Mine\n# param who: actor "somebody"\nSELECT ?l { ?e kg:involves|kg:visitor ?who ; rdfs:label ?l }'
    )
    table = ask(store, path, who="Lindqvist")
    assert (table.title, table.rows) == ("Mine", (("Visit: Karin Lindqvist → Nigeria (2024-05)",),))
    assert ask(store, str(path), who="Lindqvist").rows == table.rows


def test_an_event_may_be_given_by_its_label(store: Store) -> None:
    """Labels, IRIs with and without prefix, and in angle brackets name the same event."""
    event = the_event(store)
    short = event.replace("https://w3id.org/diplograph/id/", "id:")
    label = "Meeting: Karin Lindqvist, Tunde Oyelaran (2024-03-05)"
    assert {len(ask(store, "evidence-of-event", event=e)) for e in (event, f"<{event}>", short, label)} == {1}


@pytest.mark.parametrize(
    ("question", "params", "message"),
    [
        ("who-meet-whom", {}, "did you mean 'who-met-whom'"),
        ("who-meet-whom", {}, "event-codes"),
        ("who-met-whom", {"form": "2024-01-01"}, "no parameter 'form'"),
        ("who-met-whom", {"form": "2024-01-01"}, "since: date"),
        ("in-region", {}, "in-region needs 'region'"),
        ("in-region", {"region": "Nigerai"}, "near to it are: .*Nigeria"),
        ("in-region", {"region": "Nigeria", "status": "done"}, "they are: occurred, planned"),
        ("who-met-whom", {"since": "March"}, "YYYY-MM-DD"),
        ("go-betweens", {"days": "a few"}, "not a whole number"),
        ("evidence-of-event", {"event": "id:event/none"}, "no event in the graph"),
        ("no-such-file.rq", {}, "cannot be read"),
        ("SELECT * { ?s ?p '\ud800' }", {}, "the query: not Unicode"),
        ("who-met-whom", {"actor": "\udce9"}, "actor: not Unicode"),
        ("SELECT * {\n  ?s ?p \n}", {}, "line 3, column 2"),
        ("SELECT * {\n  ?s ?p \n}", {}, r"\n  }\n"),
        ("SELECT * { ?s foo:bar ?o }", {}, "prefix is not declared"),
        ("SELEKT * { ?s ?p ?o }", {}, "begins with one of ASK, CONSTRUCT, DESCRIBE, SELECT"),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", {}, "GROUP BY"),
    ],
)
def test_faults_are_explained(store: Store, question: str, params: dict[str, str], message: str) -> None:
    """What cannot be asked is named, with the place and with what there is instead."""
    with pytest.raises(QueryError, match=message):
        ask(store, question, **params)


def test_namesakes_have_to_be_told_apart() -> None:
    """A name that several actors have is refused, with their IRIs; one whose proper name it is comes first."""
    one, other = Actor("Ri", Kind.PERSON, "PRK"), Actor("Ri", Kind.PERSON, "KOR")
    alias = Actor("Ana Diaz", Kind.PERSON, "CHL", aliases=("Diaz",))
    diaz = Actor("Diaz", Kind.PERSON, "GHA")
    store = graph(paper("2024-03-06", met("2024-03-05", one, LINDQVIST, alias), met("2024-03-04", other, diaz)))
    with pytest.raises(QueryError, match=r"several actors are called 'Ri'(.|\n)*KOR/ri(.|\n)*PRK/ri"):
        ask(store, "who-met-whom", actor="Ri")
    assert rows(store, "who-met-whom", "date", actor="Diaz") == [("2024-03-04",)]


def test_a_question_file_with_a_fault_says_where(tmp_path: Path) -> None:
    """A line of the head that is not understood is named with its file and number."""
    path = tmp_path / "q.rq"
    path.write_text("# title: T\n# param day date\nASK {}")
    with pytest.raises(QueryError, match=r"q\.rq:2: not understood"):
        read_question(path)


def test_every_question_says_what_it_takes() -> None:
    """The types of parameters are known ones, and every parameter is a variable of its query."""
    known = {"date", "number", "text", "type", "status", "office", "actor", "place", "event"}
    for question in questions():
        assert {p.type for p in question.parameters} <= known
        assert all(question.sparql.count(f"?{p.name}") > 0 for p in question.parameters)


@pytest.mark.parametrize("name", [q.name for q in questions() if "is given" in q.sparql])
def test_lines_for_a_value_that_is_given_only_narrow(name: str) -> None:
    """Without a value a question has the same answer with the lines that narrow it as it has without them."""
    store = graph(
        *INVITED,
        paper(
            "2024-03-06",
            met("2024-03-05", LINDQVIST, OYELARAN, place=LAGOS),
            met("2024-03-07", ROJAS, OYELARAN),
            met("2024-04-01", MENSAH, ROJAS, status="planned"),
            visit("2024-03-01", LINDQVIST, OYELARAN),
            invited("accept", "2024-03-04", GHANA, ROJAS),
            sanction("impose", "2024-03-02", SWEDEN, GHANA),
            sanction("impose", "", CHILE, GHANA, status="threatened"),
        ),
        paper("2024-05-01", met("2024-03-05", LINDQVIST, OYELARAN, status="denied"), publisher="The Oslo Post"),
    )
    store.refresh()
    (question,) = (q for q in questions() if q.name == name)
    days = {p.name: ox.Literal("2024-05-01", datatype=DATE) for p in question.parameters if p.default == "newest"}
    numbers = {p.name: ox.Literal(30) for p in question.parameters if p.type == "number"}
    lacking = filled(question, days | numbers)
    assert "is given" not in lacking
    found = answer(store.inner, lacking)
    assert found.rows
    assert found.rows == answer(store.inner, bind(question.sparql, days | numbers)).rows


DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")


# ---------------------------------------------------------------- safety

CALL = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("INSERT DATA { <a:a> <a:b> 1 }", "INSERT is an update"),
        ("PREFIX a: <http://select.example/> # SELECT\nDELETE WHERE { ?s ?p ?o }", "DELETE is an update"),
        ("LOAD <file:///etc/passwd>", "LOAD is an update"),
        ("clear all", "CLEAR is an update"),
        (CALL, "SERVICE"),
        (CALL.replace("SERVICE", "service\n#x\nSilent"), "SERVICE"),
        (CALL.replace("<http://127.0.0.1:9/>", "?where"), "SERVICE"),
        ("SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> {} }", "SERVICE"),
        ('SELECT * { FILTER(?a<b:c#>"""\n) SERVICE <http://127.0.0.1:9/> {} #"""\n}', "SERVICE"),
        (f"SELECT * {{ FILTER {'(' * 300}1{')' * 300} }}", "nests deeper than 200"),
        (f"SELECT * {{ {'{} UNION ' * 300} {{}} }}", "UNION"),
        (f"SELECT * {{ FILTER(1{' || 1' * 300}) }}", "VALUES or IN"),
        (f"SELECT * {{ ?s ?p '{'x' * 70_000}' }}", "larger than 64 KB"),
    ],
)
def test_what_could_harm_is_refused(store: Store, query: str, message: str) -> None:
    """Updates, calls of other servers, and what is too large or too deep are refused before they are parsed."""
    with pytest.raises(QueryError, match=message):
        ask(store, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'a secret service of {letters} and ((((' } # INSERT, SERVICE",
        "SELECT * { ?s <http://service.example/{}> ?o }".replace("{}", "(((((("),
        "PREFIX service: <http://a.example/> SELECT * { service:insert ?p ?o }",
        f"SELECT * {{ VALUES ?x {{ {' '.join(f'<a:{n}>' for n in range(2000))} }} ?x ?p ?o }}",
        f"SELECT * {{ FILTER {'(' * 150}1{')' * 150} }}",
    ],
)
def test_what_only_looks_harmful_is_answered(store: Store, query: str) -> None:
    """Words and brackets in strings, comments, IRIs and names are no reason to refuse."""
    assert ask(store, query).form == "SELECT"


@pytest.mark.parametrize("token", ["(", "{", "ABS(", "!(", "OPTIONAL{", "[?p ", "<<("])
def test_depth_that_misleads_the_check_kills_nothing(token: str) -> None:
    """Even unchecked, the largest query of nothing but brackets ends in an error, not in the end of the process."""
    code = (
        "import sys, pyoxigraph as ox; from kg.query import in_thread\n"
        "text = 'ASK { FILTER' + sys.argv[1] * (64_000 // len(sys.argv[1]))\n"
        "try: in_thread(lambda: ox.Store().query(text))\n"
        "except SyntaxError: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", code, token], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "refused\n")


def test_threads_keep_their_stack_size(store: Store) -> None:
    """The large stack is for the query alone."""
    before = threading.stack_size()
    ask(store, "ASK {}")
    assert threading.stack_size() == before


def test_bind_knows_where_a_variable_stands() -> None:
    """Terms go into patterns, lists of SELECT and GROUP BY, and BOUND, each in its form; strings stay as they are."""
    query = "SELECT ?d (STR(?d) AS ?s) { ?x ?p ?d FILTER(BOUND(?d) && ?dd != '?d') } GROUP BY ?d STR(?d) # ?d"
    assert bind(query, {"d": ox.Literal("1")}) == (
        'SELECT ("1" AS ?d) (STR("1") AS ?s) { ?x ?p "1" FILTER(true && ?dd != \'?d\') } GROUP BY ("1") STR("1") # ?d'
    )
    check(query)


def test_nothing_heavy_is_imported() -> None:
    """Asking needs neither rdflib nor spaCy, pandas, networkx or tabulate before they are used."""
    code = "import sys, kg.query, kg.store; print(sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"rdflib", "oxrdflib", "spacy", "numpy", "pandas", "networkx", "tabulate", "pyshacl", "trafilatura"}
    assert heavy.isdisjoint(ast_list(done.stdout))


def ast_list(text: str) -> set[str]:
    return set(json.loads(text.replace("'", '"')))


def test_a_store_on_disk_is_asked_beside_its_writer(tmp_path: Path) -> None:
    """A store that is open for reading only is asked as it is."""
    with Store(tmp_path / "kg") as writer:
        writer.put(*paper("2024-03-06", met("2024-03-05", LINDQVIST, OYELARAN)))
        writer.refresh()
        with Store(tmp_path / "kg", read_only=True) as reader:
            assert rows(reader, "who-met-whom", "date") == [("2024-03-05",)]


# ---------------------------------------------------------------- tables

LITERALS = [
    ox.Literal('a "b", <c>\n\td\x1b[31m \\ é'),
    ox.Literal("2024-03-05", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    ox.Literal(7),
    ox.Literal("hi", language="en"),
    ox.NamedNode("https://w3id.org/diplograph/id/actor/NGA"),
    None,
]
TABLE = Table(("text", "day", "number", "word", "who", "none"), (tuple(LITERALS),), title="<T>")


def written(table: Table, format: str) -> str:
    stream = io.StringIO()
    table.write(stream, format)
    return stream.getvalue()


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_results_are_read_back_as_they_were(format: str) -> None:
    """The formats of SPARQL that keep types give the same terms when they are read."""
    kind = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    table = TABLE
    if format == "xml":  # XML 1.0 has no way to write an escape character
        table = Table(TABLE.columns, ((ox.Literal('a "b", <c>\n\td \\ é'), *LITERALS[1:]),))
    read = ox.parse_query_results(written(table, format).encode(), kind[format])
    assert [tuple(row) for row in read] == list(table.terms)


def test_csv_is_read_back() -> None:
    """CSV has the plain values, quoted where they need it."""
    assert list(csv.reader(io.StringIO(written(TABLE, "csv"), newline=""))) == [
        list(TABLE.columns),
        [LITERALS[0].value, "2024-03-05", "7", "hi", LITERALS[4].value, ""],
    ]


def test_formats_fit_the_form_of_the_query() -> None:
    """An ASK and a CONSTRUCT have formats of their own; a format that does not fit is refused, with those that do."""
    yes = Table(("answer",), ((ox.Literal(True),),), "ASK")
    assert json.loads(written(yes, "json")) == {"head": {}, "boolean": True}
    assert ET.fromstring(written(yes, "xml"))[1].text == "true"
    assert written(yes, "table") == "yes\n"
    triple = (LITERALS[4], ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), LITERALS[0])
    graph_ = Table(("subject", "predicate", "object"), (triple,), "CONSTRUCT")
    kinds = {"turtle": "turtle", "ntriples": "nt", "json": "json-ld"}
    for format, name in kinds.items():
        assert len(rdflib.Graph().parse(data=written(graph_, format), format=name)) == 1
    assert written(graph_, "turtle") == written(graph_, "turtle")
    for table, format in ((TABLE, "turtle"), (graph_, "csv"), (yes, "ntriples"), (TABLE, "pdf")):
        with pytest.raises(QueryError, match="use one of: table"):
            written(table, format)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """Long texts are broken over lines, IRIs are short, and nothing of a text reaches the terminal as a command."""
    monkeypatch.setenv("COLUMNS", str(width))
    long = Table(("a", "quote", "who"), ((ox.Literal(1), ox.Literal("word " * 60), LITERALS[4]),))
    text = written(long, "table")
    assert max(map(len, text.splitlines())) <= width
    assert text.count("word") == 60
    assert "\x1b" not in written(TABLE, "table")
    assert width < 80 or "id:actor/NGA" in written(TABLE, "table")
    assert written(Table(("a",), ()), "table").endswith("(no rows)\n")


def test_a_row_too_tall_is_written_field_by_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many columns beside a long quote would leave a ribbon of text: each field then has a line of its own."""
    monkeypatch.setenv("COLUMNS", "80")
    names = tuple("abcdefg")
    row = (*(ox.Literal(f"a name of {name}") for name in names[1:]), ox.Literal("word " * 60))
    lines = written(Table(names, (row, row)), "table").splitlines()
    assert lines[0] == "a  a name of b"
    assert len(lines) < 30
    assert max(map(len, lines)) <= 80
    assert lines.count("") >= 1


def test_frame_has_typed_columns() -> None:
    """A column of a data frame has the type of its values, and missing ones are missing, not zero."""
    pandas = pytest.importorskip("pandas")
    table = Table(
        ("day", "n", "x", "yes", "s"),
        ((LITERALS[1], LITERALS[2], ox.Literal(1.5), ox.Literal(True), LITERALS[3]), (None,) * 5),
    )
    frame = table.frame()
    assert [str(kind) for kind in frame.dtypes][1:4] == ["Int64", "Float64", "boolean"]
    assert frame["day"][0] == pandas.Timestamp("2024-03-05")
    assert frame.loc[1].isna().all()
    assert list(Table(("a",), ()).frame().columns) == ["a"]


# ---------------------------------------------------------------- notebooks

HOSTILE = "<img src=x onerror=alert(1)>"


def test_html_is_escaped() -> None:
    """Nothing that an article says becomes a part of the page."""
    evil = Actor(HOSTILE, Kind.PERSON, "CHL")
    text = f"{HOSTILE} met her. "
    told = Evidence(0, len(HOSTILE), HOSTILE)
    made = article("evil", title=HOSTILE, text=text)
    found = report(article="evil", participants=roles(participant=(evil, LINDQVIST)), evidence=(told,), condition=told)
    store = graph((made, (found,)))
    shown = [
        ask(store, "SELECT * { ?s rdfs:label ?l }")._repr_html_(),
        Table((HOSTILE,), (), title=HOSTILE)._repr_html_(),
        *map(notebook.event_html, store.events()),
        notebook.report_html(found),
        notebook.article_html(made),
        notebook.table(store.events(), HOSTILE)._repr_html_(),
        html_table([HOSTILE], [[HOSTILE]], HOSTILE, HOSTILE),
    ]
    assert all("<img" not in page and "&lt;img" in page for page in shown)


def test_long_tables_say_how_much_is_left_out() -> None:
    """A notebook shows two hundred rows, and says how many more there are."""
    page = Table(("n",), tuple((ox.Literal(n),) for n in range(205)))._repr_html_()
    assert page.count("<tr>") == 201
    assert "and 5 more rows" in page


def test_tables_of_values(store: Store) -> None:
    """Events, reports and articles become tables with a row each; a mixture is refused."""
    assert [row[:3] for row in notebook.table(store.events()).rows] == [
        (e.type, e.action, e.status) for e in store.events()
    ]
    assert len(notebook.table(store.reports())) == 2
    assert notebook.table(store.articles()).columns[0] == "id"
    assert notebook.table([]).rows == ()
    with pytest.raises(KgError, match="one sort"):
        notebook.table([*store.events(), *store.articles()])


def test_ipython_shows_values(store: Store) -> None:
    """Once the extension is loaded, a notebook shows an event, a report and an article as HTML."""
    interactive = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell()
    interactive.extension_manager.load_extension("kg.notebook")
    for value in (store.events()[0], next(store.reports()), next(store.articles())):
        data, _ = interactive.display_formatter.format(value)
        assert data["text/html"].startswith("<table>")
    event: Event = store.events()[0]
    assert report_iri(next(store.reports())) in "".join(map(notebook.event_html, store.events()))
    assert event.iri in notebook.event_html(event)
