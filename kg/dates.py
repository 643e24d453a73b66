"""Dates: the time expressions of a text, resolved against the day of publication.

An expression is found by its form and resolved by a direction that the caller reads off tense and status: "on Friday"
is the last one in "met on Friday", the next one in "will meet on Friday". Weeks run from Monday to Sunday (ISO 8601).
Nothing falls back to the day of publication.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from kg.model import Period

CLOSE = timedelta(21)  # nobody leaves out the year of a day that lies 49 weeks away


class Direction(IntEnum):
    """On which side of the day of publication a date lies."""

    PAST = -1
    NEAR = 0  # the tense does not say: the nearest
    DUE = 1  # a present, or a plan that was: a weekday is the next one, a day of the year the nearest
    FUTURE = 2


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression at text[start:end]; `form` says how it is resolved, `parts` are its named words."""

    start: int
    end: int
    form: str
    parts: Mapping[str, str]


class Dates:
    """Finds and resolves time expressions. Built once from the words of dates.yaml."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._months: Mapping[str, int] = words["months"]
        self._weekdays: Mapping[str, int] = words["weekdays"]
        self._numbers: Mapping[str, int] = words["numbers"]
        self._days: Mapping[str, int] = words["days"]
        self._anchored: Mapping[str, int] = words["anchored"]
        self._shifts: Mapping[str, int] = words["shifts"]
        self._units: Mapping[str, str] = words["units"]
        self._ago = frozenset(words["ago"])
        self._forms = [(form, re.compile(rf"(?<![\w-]){p}(?!\w)", re.IGNORECASE)) for form, p in _forms(words)]
        self._lengths = [re.compile(p, re.IGNORECASE) for p in _lengths(words)]
        self._resolvers: Mapping[str, Callable[[Mapping[str, str], date, Direction, date | None], Period | None]] = {
            "span": self._span, "years": self._years, "day": self._day, "months": self._month_span, "month": self._month,
            "weekdays": self._weekday_span, "weekday": self._weekday, "days": self._shifted_day,
            "anchored": self._anchored_day, "count": self._count, "unit": self._unit,
        }  # fmt: skip

    def find(self, text: str) -> tuple[Expression, ...]:
        """Give the time expressions of a text in order, the longest form first where two overlap."""
        found: list[Expression] = []
        for form, pattern in self._forms:
            for match in pattern.finditer(text):
                parts = {k: v.lower() for k, v in match.groupdict().items() if v}
                taken = any(match.start() < e.end and e.start < match.end() for e in found)
                if not taken and not _is_word(match):
                    found.append(Expression(match.start(), match.end(), form, parts))
        return tuple(sorted(found, key=lambda e: e.start))

    def resolve(
        self, expression: Expression, published: date | None, direction: Direction, before: date | None = None
    ) -> Period | None:
        """Give the period of an expression, None where it cannot be told.

        Args:
            expression: as `find` gives it.
            published: the day it counts from; without it only full dates can be told.
            direction: where it lies as tense and status have it.
            before: the day that the text named last, for "the day after".
        """
        parts = expression.parts
        try:
            if expression.form == "year":
                return _year(int(parts["year"]))
            if published is None and "year" not in parts:
                return None
            return self._resolvers[expression.form](parts, published or date.min, direction, before)
        except (ValueError, OverflowError):
            return None

    def lengths(self, text: str) -> tuple[tuple[int, int, int], ...]:
        """Give (days, start, end) of every place where a text says how long something lasts.

        >>> Dates(Ontology().dates).lengths("arrived for a three-day visit")
        ((3, 14, 29),)
        """
        found = (m for p in self._lengths for m in p.finditer(text))
        return tuple(
            (self._number(m["number"]) * (7 if m["unit"].lower().startswith("week") else 1), m.start(), m.end())
            for m in found
        )

    # ---- values of words
    def _number(self, word: str) -> int:
        return int(word) if word.isdigit() else self._numbers[" ".join(word.lower().split())]

    def _month_of(self, parts: Mapping[str, str], key: str = "month") -> int:
        word = parts.get(key)
        return self._months[word] if word is not None else int(parts["m"])

    def _shift_of(self, parts: Mapping[str, str], key: str = "shift") -> int | None:
        word = parts.get(key)
        return None if word is None else self._shifts.get(word, 0)

    # ---- days and months of the year
    def _day(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        month, day = self._month_of(parts), int(parts["day"])
        weekday = self._weekdays.get(parts.get("of", ""))
        return Period.day(self._dated(parts, published, direction, lambda y: date(y, month, day), weekday))

    def _dated(
        self,
        parts: Mapping[str, str],
        published: date,
        direction: Direction,
        at: Callable[[int], date],
        weekday: int | None = None,
    ) -> date:
        """Choose the year: the one given, the one on which the weekday agrees, or the nearest on the side told."""
        if "year" in parts:
            return at(int(parts["year"]))
        shift = self._shift_of(parts, "yearshift")
        if shift is not None:
            return at(published.year + shift)
        days = [at(y) for y in (published.year - 1, published.year, published.year + 1) if _exists(at, y)]
        agreeing = [d for d in days if weekday is None or d.weekday() == weekday]
        return _nearest(agreeing or days, published, direction)

    def _span(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        last_month = self._month_of(parts, "month2" if "month2" in parts else "month")
        first_month = self._month_of(parts, "month" if "month" in parts else "month2")
        day, day2 = int(parts["day"]), int(parts["day2"])
        end = self._dated(parts, published, direction, lambda y: date(y, last_month, day2))
        start = date(end.year - (last_month < first_month), first_month, day)
        if start >= end:
            raise ValueError("a span runs forward")
        return Period(start.isoformat(), end.isoformat())

    def _years(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        if parts["year"] >= parts["year2"]:
            raise ValueError("a span runs forward")
        return Period(parts["year"], parts["year2"])

    def _month(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        month, shift = self._month_of(parts), self._shift_of(parts)
        if shift is not None and shift != 0 and "year" not in parts:
            passed = month >= published.month if shift < 0 else month > published.month
            return _month(published.year - passed if shift < 0 else published.year + (not passed), month)
        return _month(self._dated(parts, published, direction, _in_month(month, published)).year, month)

    def _month_span(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        first, last = self._month_of(parts), self._month_of(parts, "month2")
        year = self._dated(parts, published, direction, _in_month(last, published)).year
        return Period(_month(year - (last < first), first).start, _month(year, last).end)

    # ---- days of the week
    def _weekday(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        return Period.day(self._on(self._weekdays[parts["weekday"]], parts, published, direction))

    def _on(self, weekday: int, parts: Mapping[str, str], published: date, direction: Direction) -> date:
        week, shift = self._shift_of(parts, "week"), self._shift_of(parts)
        if week is not None:
            return _monday(published) + timedelta(7 * week + weekday)
        ahead, behind = (weekday - published.weekday()) % 7, (published.weekday() - weekday) % 7
        if shift is not None and shift != 0:
            return published + timedelta(ahead or 7) if shift > 0 else published - timedelta(behind or 7)
        back = direction is Direction.PAST or (direction is Direction.NEAR and behind < ahead)
        return published - timedelta(behind) if back else published + timedelta(ahead)

    def _weekday_span(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period:
        first, last = self._weekdays[parts["weekday"]], self._weekdays[parts["weekday2"]]
        if direction is Direction.PAST:
            end = self._on(last, parts, published, direction)
            start = end - timedelta((last - first) % 7)
        else:
            start = self._on(first, parts, published, direction)
            end = start + timedelta((last - first) % 7)
        return Period(start.isoformat(), end.isoformat())

    # ---- what is counted from another day
    def _shifted_day(self, parts: Mapping[str, str], published: date, *_: object) -> Period:
        return Period.day(published + timedelta(self._days[" ".join(parts["days"].split())]))

    def _anchored_day(
        self, parts: Mapping[str, str], published: date, direction: Direction, before: date | None
    ) -> Period | None:
        days = self._anchored[" ".join(parts["anchored"].split())]
        return Period.day(before + timedelta(days)) if before is not None else None

    def _count(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period | None:
        """ "Two weeks ago" is that week, "three months ago" that month; "in two weeks" is ahead only with a future."""
        side = " ".join(parts.get("side", "").split())
        if not side and direction is Direction.PAST:
            return None
        return _away(
            published, self._units[parts["unit"]], self._number(parts["number"]) * (-1 if side in self._ago else 1)
        )

    def _unit(self, parts: Mapping[str, str], published: date, direction: Direction, _: date | None) -> Period | None:
        shift, unit = self._shift_of(parts) or 0, parts["unit"]
        monday = _monday(published)
        if unit == "weekend":
            back = shift == 0 and direction is Direction.PAST and published.weekday() < 5
            monday += timedelta(7 * (shift - back))
            return Period((monday + timedelta(5)).isoformat(), (monday + timedelta(6)).isoformat())
        if unit == "week" and shift == 0 and direction is Direction.FUTURE and published.weekday() == 6:
            shift = 1  # on a Sunday, "later this week" is the week ahead
        return _away(published, unit, shift)


def _forms(words: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Give (form, pattern) of every time expression, the more telling before those that they contain."""
    month, month2 = (rf"(?P<month{n}>{_either(words['months'])})\.?" for n in ("", "2"))
    day, day2 = (rf"(?P<day{n}>[0-3]?\d)(?:st|nd|rd|th)?" for n in ("", "2"))
    wd, wd2 = (rf"(?P<weekday{n}>{_either(words['weekdays'])})\.?" for n in ("", "2"))
    of, of2 = rf"(?:(?P<of>{_either(words['weekdays'])})\.?,?\s+)?", rf"(?:(?:{_either(words['weekdays'])})\.?,?\s+)?"
    year = r"(?P<year>(?:1[89]|20)\d\d)(?!\d)"
    years = rf"(?:,?\s+(?:of\s+)?{year}|\s+(?P<yearshift>this|last|next)\s+year)?"
    shift = rf"(?P<shift>{_either(words['shifts'])})"
    part = rf"(?:(?P<part>{_either(words['parts'])})[\s-]*)?"
    part2 = rf"(?:(?:{_either(words['parts'])})[\s-]*)?"
    number = rf"(?P<number>\d{{1,2}}|{_either(words['numbers'])})"
    unit = rf"(?P<unit>{_either(words['units'])})"
    to, short = r"\s*(?:-|–|—|to|through|until|till)\s*", r"\s*(?:-|–|—|to|and|or|&|through|until|till)\s*"
    side = rf"(?P<side>{_either([*words['ago'], *words['ahead']])})"
    yield "day", r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)"
    yield "span", rf"{of}{month}\s+{day}(?:,?\s+\d{{4}})?{to}{of2}{month2}\s+{day2}{years}"
    yield "span", rf"{of}{day}(?:\s+(?:of\s+)?{month})?{to}{of2}{day2}(?:\s+of)?\s+{month2}{years}"
    yield "span", rf"{of}{day}{short}{of2}{day2}(?:\s+of)?\s+{month2}{years}"
    yield "span", rf"{of}{month}\s+{day}{short}{of2}{day2}(?![\d:,]\d|\s*%){years}"
    yield "day", rf"{of}{month}\s+(?:the\s+)?{day}(?![\d:]){years}"
    yield "day", rf"{of}(?:the\s+)?{day}(?:\s+of)?\s+{month}{years}"
    yield "months", rf"{part}{month}{short}{part2}{month2}{years}"
    yield "month", rf"{part}(?:{shift}\s+)?{month}(?!\s+Day){years}"
    yield "weekdays", rf"(?:{shift}\s+)?{wd}{short}{wd2}"
    time = rf"(?:\s+(?:{_either(words['times'])}))?"
    yield "weekday", rf"(?:the\s+)?(?P<week>{_either(words['shifts'])})\s+week['’]s?\s+{wd}{time}"
    yield "weekday", rf"{wd}{time}\s+(?:of\s+)?(?P<week>{_either(words['shifts'])})\s+week"
    yield "weekday", rf"{part}(?:{shift}\s+)?{wd}{time}"
    yield "days", rf"(?P<days>{_either(words['days'])}){time}"
    yield "anchored", rf"(?P<anchored>{_either(words['anchored'])})"
    yield "count", rf"{number}\s+{unit}\s+{side}(?!\s+than)"
    yield "count", rf"(?:in|within)\s+(?:the\s+next\s+)?{number}\s+{unit}(?:['’]?s?\s+time)?(?!\s+(?:of|since))"
    yield "unit", rf"{part}(?:the\s+)?{shift}\s+(?P<unit>week|month|year|weekend)(?:['’]s)?"
    yield "unit", r"(?:earlier|later|early|late)\s+in\s+the\s+(?P<unit>week|month|year)"
    yield "unit", r"(?:(?:at|over|on|during)\s+the|a)\s+(?P<unit>weekend)"
    yield "years", rf"(?:from|between)\s+{year}\s+(?:to|and|until|through)\s+(?P<year2>(?:1[89]|20)\d\d)(?!\d)"
    yield "year", rf"{part}{year}(?!\s*(?:percent|per cent|people|troops|dollars))(?![,%-]\d|\d)"


def _lengths(words: Mapping[str, Any]) -> Iterable[str]:
    number, noun = rf"(?P<number>\d{{1,2}}|{_either(words['numbers'])})", _either(words["lasting"])
    yield rf"\b{number}[\s-]+(?P<unit>days?|weeks?)['’]?[\s-]+(?:\w+[\s-]+){{0,3}}(?:{noun})"
    yield rf"\b(?:{noun})\s+of\s+{number}\s+(?P<unit>days?|weeks?)"
    yield rf"\bfor\s+{number}\s+(?P<unit>days?|weeks?)(?!\s+of)"
    yield rf"\b(?:{noun})\b[^.]*\blast(?:s|ed|ing)?\s+(?:for\s+)?{number}\s+(?P<unit>days?|weeks?)"


def _is_word(match: re.Match[str]) -> bool:
    """Tell words that only look like months and days ("may", "march", "sun", "sat") from these: they are lower case."""
    groups = match.groupdict()
    return any((w := groups.get(k)) and w[0].islower() for k in ("month", "month2", "weekday", "weekday2"))


def _nearest(days: list[date], published: date, direction: Direction) -> date:
    """Choose the day nearest to publication on the side told; a day close on the other side is meant all the same."""
    if direction is Direction.PAST:
        days = [d for d in days if d <= published + CLOSE] or days
    elif direction is Direction.FUTURE:
        days = [d for d in days if d >= published - CLOSE] or days
    return min(days, key=lambda d: abs((d - published).days))


def _in_month(month: int, published: date) -> Callable[[int], date]:
    return lambda y: date(y, month, min(published.day, calendar.monthrange(y, month)[1]))


def _exists(at: Callable[[int], date], year: int) -> bool:
    try:
        at(year)
    except ValueError:
        return False
    return True


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _away(published: date, unit: str, number: int) -> Period:
    """Give the day, week, month or year that lies some units away."""
    if unit == "day":
        return Period.day(published + timedelta(number))
    if unit == "week":
        monday = _monday(published) + timedelta(7 * number)
        return Period(monday.isoformat(), (monday + timedelta(6)).isoformat())
    if unit == "month":
        months = published.year * 12 + published.month - 1 + number
        return _month(months // 12, months % 12 + 1)
    return _year(published.year + number * (10 if unit == "decade" else 1))


def _month(year: int, month: int) -> Period:
    return Period(f"{year:04}-{month:02}", f"{year:04}-{month:02}")


def _year(year: int) -> Period:
    return Period(f"{year:04}", f"{year:04}")


def _either(words: Mapping[str, Any] | list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))
