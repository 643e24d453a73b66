"""What makes two reports one event, and what their standings add up to. All happenings are invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from builders import (
    ABUJA,
    AGENCY,
    BANKS,
    EU,
    LINDQVIST,
    NIGERIA,
    NORWAY,
    OYELARAN,
    SWEDEN,
    article,
    full,
    report,
    roles,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.iri import World, report_iri
from kg.model import Actor, Article, Event, Kind, Place, Report, Status
from kg.resolve import contradiction, looking_back, resolve, tell

Told = tuple[Article, tuple[Report, ...]]

BERG = Actor("Anna Berg", Kind.PERSON, "SWE")
OFFICIALS = Actor("Nigerian officials", Kind.GROUP, "NGA")
KANO, LAGOS = Place("Kano", "NGA", "2335204"), Place("Lagos", "NGA", "2332459")
PALACE, OSLO = Place("Presidential Palace", "NGA"), Place("Oslo", "NOR", "3143244")
STATES = roles(participant=(SWEDEN, NIGERIA))
VISIT = roles(visitor=LINDQVIST, host=NIGERIA)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


def told(number: int, published: str | None, made: Report, publisher: str = "") -> Told:
    """Make an article with one report."""
    name = f"a{number}"
    paper = article(name, published, publisher=publisher or f"Paper {number}")
    return paper, (replace(made, article=name),)


def meeting(when: str = "", status: str = "occurred", **given: object) -> Report:
    return report("Meeting", "hold", status, when, **given)  # type: ignore[arg-type]


def visit(when: str = "", status: str = "occurred", **given: object) -> Report:
    return report("Visit", "make", status, when, participants=VISIT, **given)  # type: ignore[arg-type]


def threat(status: str = "threatened", when: str = "") -> Report:
    return report("Sanction", "impose", status, when, participants=roles(sender=EU, target=BANKS))


def invitation(action: str) -> Report:
    return report("Invitation", action, participants=roles(inviter=NIGERIA, invitee=LINDQVIST))


# (day published, report), (day published, report), one event?, why
PAIRS = [
    (("03-06", meeting("2024-03-05")), ("03-07", meeting("2024-03-05")), True, "the same day"),
    (("03-06", meeting("2024-03-05")), ("04-06", meeting("2024-04-05")), False, "a month apart"),
    (("03-06", meeting("2024-03-05")), ("03-07", meeting("2024-03-06")), False, "two days running"),
    (("03-06", meeting("2024-03-05")), ("09-01", meeting("2024-03")), True, "a day within a month"),
    (("03-06", meeting("2024-03-05")), ("09-01", meeting("2024")), True, "a day within a year"),
    (("03-06", meeting("2024-03-05")), ("09-01", meeting("2024-04")), False, "a day outside a month"),
    (("03-06", meeting("2024-03-05/2024-03-07")), ("03-09", meeting("2024-03-07")), True, "a day of several"),
    (("03-06", meeting()), ("03-08", meeting()), True, "no dates, published close together"),
    (("03-06", meeting()), ("05-08", meeting()), False, "no dates, published far apart"),
    (("03-06", meeting("2024-03-05")), ("03-08", meeting()), True, "no date in one, published soon after"),
    (("03-06", meeting("2024-03-05")), ("04-28", meeting()), True, "looked back on without a date, and the only one"),
    (("03-06", meeting("2024-03-05")), ("07-28", meeting()), False, "no date in one, published long after"),
    (("03-06", meeting("2024-03-05")), ("04-28", meeting("", "denied")), False, "denied long after, without a date"),
    (("03-06", meeting("2024-03-05")), ("03-04", meeting()), False, "no date in one, told before it happened"),
    (("03-06", meeting("2024-03-05")), (None, meeting()), False, "nothing is known of the time of one"),
    ((None, meeting("2024-03-05")), (None, meeting("2024-03-05")), True, "dates in the texts are enough"),
    (("03-01", visit("2024-03-05", "planned")), ("03-06", visit("2024-03-05")), True, "planned, then made"),
    (("03-01", visit("", "planned")), ("03-06", visit("2024-03-05")), True, "planned without a date, then made"),
    (("03-06", visit("2024-03-05")), ("03-08", visit("", "planned")), False, "the next visit, planned after this one"),
    (
        ("03-01", visit("2024-03", "planned")),
        ("03-02", visit("2024-03", "cancelled")),
        True,
        "planned, then called off",
    ),
    (("03-06", invitation("issue")), ("03-06", invitation("accept")), False, "an invitation and its acceptance"),
    (("03-06", invitation("accept")), ("03-06", invitation("decline")), False, "an acceptance and a refusal"),
    (("03-06", meeting("2024-03-05")), ("03-06", visit("2024-03-05")), False, "two types"),
    (
        ("03-06", meeting("2024-03-05")),
        ("03-06", meeting("2024-03-05", participants=STATES)),
        True,
        "people and the states that they act for",
    ),
    (
        ("03-06", meeting("2024-03-05")),
        ("03-06", meeting("2024-03-05", participants=roles(participant=(BERG, OYELARAN)))),
        False,
        "another person of the same state",
    ),
    (
        ("03-06", meeting("2024-03-05")),
        ("03-06", meeting("2024-03-05", participants=roles(participant=(LINDQVIST, OFFICIALS)))),
        False,
        "the minister and the officials",
    ),
    (
        ("03-06", meeting("2024-03-05")),
        ("03-06", meeting("2024-03-05", participants=roles(participant=(LINDQVIST, OYELARAN, NORWAY)))),
        False,
        "a third side",
    ),
    (
        ("03-06", visit("2024-03-05")),
        ("03-06", report("Visit", "make", when="2024-03-05", participants=roles(visitor=NIGERIA, host=LINDQVIST))),
        False,
        "visit and return visit",
    ),
    (("03-06", visit(place=ABUJA)), ("03-06", visit(place=KANO)), False, "two towns"),
    (("03-06", visit(place=ABUJA)), ("03-06", visit(place=PALACE)), True, "a town, and a hall that may be in it"),
    (("03-06", visit(place=ABUJA)), ("03-06", visit(place=Place("Nigeria", "NGA"))), True, "a town and its country"),
    (("03-06", visit(place=ABUJA)), ("03-06", visit(place=OSLO)), False, "two countries"),
    (("03-06", visit(place=ABUJA)), ("03-06", visit()), True, "a place in one alone"),
    (("03-06", threat()), ("03-08", threat("occurred")), False, "a threat and the deed"),
    (("03-06", threat()), ("03-08", threat()), True, "a threat twice told"),
    (("03-06", threat("threatened", "2024-04-01")), ("04-02", threat("occurred", "2024-04-01")), True, "for that day"),
]


@pytest.mark.parametrize("swapped", [False, True], ids=["in order", "swapped"])
@pytest.mark.parametrize(("one", "other", "same", "why"), PAIRS, ids=[p[3] for p in PAIRS])
def test_pair(
    one: tuple[str | None, Report], other: tuple[str | None, Report], same: bool, why: str, swapped: bool, world: World
):
    """Two reports in two articles are one event where nothing tells them apart, in whatever order they come."""
    pair = [told(n, day and f"2024-{day}", made) for n, (day, made) in enumerate((one, other))]
    assert len(resolve(reversed(pair) if swapped else pair, world)) == (1 if same else 2), why


def within(*reports: Report) -> Told:
    return article(), reports


@pytest.mark.parametrize(
    ("reports", "events"),
    [
        ((meeting("2024-03-05"), meeting("", "planned")), 2),
        ((meeting("2024-03"), meeting("2024-03-05")), 2),
        ((meeting("", "alleged", attribution=(EU,)), meeting("", "denied", attribution=(AGENCY,))), 1),
        ((meeting("2024-03", "planned"), meeting("2024-03", "cancelled")), 1),
        ((meeting("2024-03-05", "planned"), meeting("2024-03-05")), 1),
        ((meeting("2024-03-05"), meeting("", "cancelled")), 2),
    ],
    ids=[
        "met, and will meet again",
        "told as two",
        "claimed and denied",
        "planned and called off",
        "of one day",
        "held, and called off",
    ],
)
def test_one_article(reports: tuple[Report, ...], events: int, world: World):
    """What one article tells as two stays two, but on one day, and for a claim and its denial, a plan and its end."""
    assert len(resolve([within(*reports)], world)) == events


def test_joins_the_nearest(world: World):
    """A report without a date joins the nearest of two events, whichever was read first."""
    stories = [
        told(1, "2024-03-01", meeting("2024-03-01")),
        told(2, "2024-03-06", meeting("2024-03-06")),
        told(3, "2024-03-07", meeting()),
    ]
    for order in (stories, stories[::-1]):
        events = resolve(order, world)
        dates = {s.report: e.when for e in events for s in e.standings}
        assert len(events) == 2
        assert dates[report_iri(stories[2][1][0])] == stories[1][1][0].when


def test_looks_back_on_one_alone(world: World):
    """A report that looks back without a date, where two events will do, stays an event of its own."""
    stories = [
        told(1, "2024-03-01", meeting("2024-03-01")),
        told(2, "2024-03-20", meeting("2024-03-20")),
        told(3, "2024-04-28", meeting()),
    ]
    assert len(resolve(stories, world)) == 3


def test_contradiction_is_said_in_words(world: World):
    """Why two reports are kept apart can be told to a reader."""
    one, other = (told(n, "2024-03-06", visit(place=p)) for n, p in enumerate((ABUJA, KANO)))
    first, second = (tell(a, reports[0], world) for a, reports in (one, other))
    assert contradiction(first, second) == "they are in different places"
    assert contradiction(first, first) == "one article tells them as two"


# ---------------------------------------------------------------- what the standings add up to

# (day published, status, source), ... -> status, contested, why
STANDINGS = [
    ([(1, "planned", ""), (5, "occurred", "")], "occurred", False, "planned, then made"),
    ([(1, "proposed", ""), (2, "planned", "")], "planned", False, "the stronger of two"),
    ([(1, "planned", ""), (2, "possible", "")], "planned", False, "a weaker word later does not undo a plan"),
    ([(1, "planned", ""), (3, "cancelled", "")], "cancelled", False, "called off"),
    ([(1, "planned", ""), (3, "cancelled", ""), (4, "planned", "")], "planned", False, "planned again"),
    ([(1, "planned", ""), (3, "denied", "")], "denied", False, "ruled out"),
    ([(1, "denied", ""), (3, "occurred", "")], "occurred", False, "ruled out, then it came"),
    ([(1, "occurred", "EU"), (2, "denied", "BelTA")], "occurred", True, "told by one, denied by another"),
    ([(1, "alleged", "EU"), (1, "denied", "BelTA")], "alleged", True, "claimed by one, denied by another"),
    ([(1, "alleged", "EU"), (2, "denied", "EU")], "denied", False, "the same source takes it back"),
    ([(2, "alleged", "EU"), (1, "denied", "BelTA")], "alleged", False, "denied before it was claimed"),
    ([(1, "alleged", "EU"), (2, "planned", "")], "alleged", False, "a claim that it happened, and a plan"),
    ([(1, "occurred", ""), (1, "cancelled", "")], "occurred", False, "on one day, what happened outweighs"),
]


@pytest.mark.parametrize(("said", "status", "contested", "why"), STANDINGS, ids=[s[3] for s in STANDINGS])
def test_standing(said: list[tuple[int, str, str]], status: str, contested: bool, why: str, world: World):
    """The status of an event follows from its reports, their dates and sources; conflict is told."""
    speakers = {"": (), "EU": (EU,), "BelTA": (AGENCY,)}
    stories = [
        told(n, f"2024-03-0{day}", meeting("2024-03", word, attribution=speakers[source]))
        for n, (day, word, source) in enumerate(said)
    ]
    (event,) = resolve(stories, world)
    assert (event.status, event.contested) == (status, contested), why
    assert [s.status for s in event.standings] == [word for _, word, _ in sorted(said, key=lambda row: row[0])]


# ---------------------------------------------------------------- what the event says


def test_event_is_as_exact_as_its_reports(world: World):
    """The event takes the narrowest date, the town before its country, people before the states they act for."""
    stories = [
        told(1, "2024-03-06", meeting("2024-03", participants=STATES, place=Place("Nigeria", "NGA"))),
        told(2, "2024-03-06", meeting("2024-03-05", place=ABUJA, kind="summit")),
        told(3, "2024-03-07", meeting("2024", participants=STATES)),
    ]
    (event,) = resolve(stories, world)
    assert event.when
    assert (event.when.start, event.place and event.place.name, event.kind) == ("2024-03-05", "Abuja", "summit")
    assert [p.actor.name for p in event.participants] == ["Karin Lindqvist", "Tunde Oyelaran"]
    assert len(event.standings) == 3


def test_date_is_that_of_the_status(world: World):
    """An event that was planned for a week and took place on one day took place on that day."""
    stories = [
        told(1, "2024-03-01", visit("2024-03-04", "planned")),
        told(2, "2024-03-06", visit("2024-03-04/2024-03-05")),
    ]
    (event,) = resolve(stories, world)
    assert event.when == stories[1][1][0].when


def test_iri_is_lasting(world: World):
    """Later reports, and another wording or confidence of the first, leave an event its IRI."""
    first = told(1, "2024-03-06", meeting("2024-03-05"))
    reworded = told(1, "2024-03-06", meeting("2024-03-05", confidence=0.5, kind="summit", status="planned"))
    later = told(2, "2024-03-07", meeting("2024-03"))
    iris = {resolve(stories, world)[0].iri for stories in ([first], [first, later], [reworded], [later, reworded])}
    assert len(iris) == 1
    assert iris.pop().startswith("https://w3id.org/diplograph/id/event/meeting/")


def test_two_events_of_one_key_have_two_iris(world: World):
    """Two happenings that one article tells in the same words but for the quotes are two events with two IRIs."""
    made, _ = full()
    twice = (meeting("2024-03"), meeting("2024-03", confidence=0.4))
    events = resolve([(made, twice)], world)
    assert len({e.iri for e in events}) == len(events) == 2


# ---------------------------------------------------------------- any set of reports, any order

several = st.lists(
    st.builds(
        lambda day, status, when, place, who, speaker: (
            day,
            meeting(when, status, place=place, participants=who, attribution=speaker),
        ),
        st.none() | st.integers(1, 28),
        st.sampled_from(Status),
        st.sampled_from(["", "2024", "2024-03", "2024-03-05", "2024-03-07", "2024-03-05/2024-03-07"]),
        st.sampled_from([None, ABUJA, KANO, LAGOS, PALACE, OSLO, Place("Nigeria", "NGA")]),
        st.sampled_from([STATES, roles(participant=(LINDQVIST, OYELARAN)), roles(participant=(BERG, NIGERIA))]),
        st.sampled_from([(), (EU,), (AGENCY,)]),
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(several, st.randoms(use_true_random=False))
def test_any_order(world: World, made: Sequence[tuple[int | None, Report]], chance: object):
    """Every report is in one event, no event holds a contradiction, and the order of articles makes no difference."""
    stories = [told(n, day and f"2024-03-{day:02}", r) for n, (day, r) in enumerate(made)]
    events = resolve(stories, world)
    mixed = stories[:]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert resolve(mixed, world) == events
    assert sorted(s.report for e in events for s in e.standings) == sorted(report_iri(rs[0]) for _, rs in stories)
    assert len({e.iri for e in events}) == len(events)
    tellings = {report_iri(rs[0]): tell(a, rs[0], world) for a, rs in stories}
    for event in events:
        assert agrees(event, tellings)


def agrees(event: Event, tellings: dict[str, object]) -> bool:
    mine = [looking_back(tellings[s.report]) for s in event.standings]  # type: ignore[arg-type]
    return all(contradiction(a, b) is None for a, b in combinations(mine, 2))


def test_dates_of_standings(world: World):
    """The standings carry who published when, oldest first."""
    stories = [told(n, day, meeting("2024-03")) for n, day in enumerate(("2024-03-09", "2024-03-02", None))]
    (event,) = resolve(stories, world)
    assert [s.published for s in event.standings] == [None, date(2024, 3, 2), date(2024, 3, 9)]
