"""Tie: dates and standings that one telling of an event takes from another of the same article.

Dates are not passed on from event to event; they are tied where the text says so ("during the visit"), and where both
tellings are of one event: what was called off has the day that it was due.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from kg.ground import Grounded
from kg.model import Period, Status

LONGEST = timedelta(14)  # a visit begun before that is over
NEAR = 3  # sentences after which "the visit" means another one


def tie(tellings: Sequence[Grounded], published: date | None) -> None:
    """Tie the dates of the tellings of one article, in place.

    Args:
        tellings: grounded frames in text order.
        published: the day of the article; a plan for a day before it, or told as past, that the text calls off was called off.
    """
    for k, telling in enumerate(tellings):
        others = (*reversed(tellings[:k]), *tellings[k + 1 :])
        if telling.when is None and telling.during:
            telling.when = next((lasting(o.when, o.days) for o in others if _frames(o, telling, published)), None)
        if telling.status is Status.CANCELLED:
            _call_off(telling, list(_due(telling, others)), published)


def lasting(when: Period | None, days: int | None) -> Period | None:
    """Give the period of a start and a length: "arrived Friday for a three-day visit".

    >>> lasting(Period.day(date(2023, 9, 15)), 3)
    Period(start='2023-09-15', end='2023-09-17')
    """
    if when is None or days is None or when.granularity != "day":
        return when
    return Period(when.start, (when.first + timedelta(days - 1)).isoformat())


def _frames(other: Grounded, telling: Grounded, published: date | None) -> bool:
    """Tell whether one event is part of the other: a visit of somebody in it, and not one of the past where it is to come."""
    if other.type != telling.during or other.when is None or not _members(other) & _members(telling):
        return False
    past = published is not None and other.when.last < published - LONGEST
    return not (past and telling.status is Status.PLANNED)


def _members(telling: Grounded) -> set[int]:
    return {id(m) for ms in telling.roles.values() for m in ms}


def _due(telling: Grounded, others: Sequence[Grounded]) -> Iterator[Grounded]:
    """The plans of the same event: every party that both name is one and the same."""
    for other in others:
        same = (other.type, other.action) == (telling.type, telling.action)
        if same and other.status is Status.PLANNED and (other.when is not None or other.past):
            just_told = telling.definite and 0 <= telling.sentence - other.sentence <= NEAR
            if _one_event(telling, other) or (just_told and not _members(telling)):
                yield other


def _one_event(a: Grounded, b: Grounded) -> bool:
    shared = [(a.roles[r], b.roles[r]) for r in a.roles.keys() & b.roles.keys() if a.roles[r] and b.roles[r]]
    return bool(shared) and all(
        any(m is n or (m.country and m.country == n.country) for n in theirs) for ours, theirs in shared for m in ours
    )


def _call_off(telling: Grounded, due: Sequence[Grounded], published: date | None) -> None:
    for other in due:
        over = published is not None and other.when is not None and other.when.last < published
        if over or other.past:
            other.status = Status.CANCELLED
    if telling.when is None:
        telling.when = next((o.when for o in due if o.when is not None), None)
