"""Dates: the time expressions of a text, resolved against the day of publication.

An expression is found by its form and resolved by a direction that the caller reads off tense and status: "on Friday"
is the last one in "met on Friday", the next one in "will meet on Friday". Weeks run from Monday to Sunday (ISO 8601).
Nothing falls back to the day of publication.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kg.model import Period

PAST, FUTURE, NEAREST = -1, 1, 0


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression at text[start:end]; `form` says how it is resolved, `parts` are its values."""

    start: int
    end: int
    form: str
    parts: tuple[Any, ...]


class Dates:
    """Finds and resolves time expressions. Built once from the words of dates.yaml."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._months: Mapping[str, int] = words["months"]
        self._weekdays: Mapping[str, int] = words["weekdays"]
        self._numbers: Mapping[str, int] = words["numbers"]
        self._days: Mapping[str, int] = words["days"]
        self._shifts: Mapping[str, int] = words["shifts"]
        self._units: Mapping[str, str] = words["units"]
        self._patterns = self._compile(words)
        number = rf"(?P<number>\d{{1,2}}|{_either(self._numbers)})"
        self._length = re.compile(
            rf"\b{number}[\s-]+(?P<unit>day|week)[\s-]+(?:\w+[\s-]+){{0,3}}(?:visit|trip|tour|stay|summit|meeting|conference|talks)",
            re.IGNORECASE,
        )

    def _compile(
        self, words: Mapping[str, Any]
    ) -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Any, ...] | None]]]:
        either = _either
        month = rf"(?P<month>{either(self._months)})\.?"
        month2 = rf"(?P<month2>{either(self._months)})\.?"
        day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
        day2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
        year = r"(?P<year>(?:1[89]|20)\d\d)"
        to = r"\s*(?:-|–|—|to|and|through|until|till)\s*"
        weekday = rf"(?P<weekday>{either(self._weekdays)})\.?"
        number = rf"(?P<number>\d{{1,2}}|{either(self._numbers)})"
        unit = rf"(?P<unit>{either(self._units)})"
        shift = rf"(?P<shift>{either(self._shifts)})"
        part = rf"(?:(?P<part>{either(words['parts'])})[\s-]*)?"
        forms: list[tuple[str, Callable[[re.Match[str]], tuple[Any, ...] | None]]] = [
            (
                r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)",
                lambda m: ("day", int(m["year"]), int(m["m"]), int(m["day"])),
            ),
            (rf"{month}\s+{day}{to}{month2}\s+{day2}(?:,?\s+{year})?", self._span),
            (rf"{day}(?:\s+of)?\s+{month}{to}{day2}(?:\s+of)?\s+{month2}(?:,?\s+{year})?", self._span),
            (rf"{month}\s+{day}{to}{day2}(?:,?\s+{year})?(?!\d)", self._span),
            (rf"{day}{to}{day2}(?:\s+of)?\s+{month}(?:,?\s+{year})?", self._span),
            (rf"{month}\s+{day}(?:,?\s+{year})?(?![\d:])", self._day),
            (rf"(?:the\s+)?{day}(?:\s+of)?\s+{month}(?:,?\s+{year})?", self._day),
            (rf"{part}{month}(?:,?\s+(?:of\s+)?{year})", self._month),
            (rf"{part}(?:{shift}\s+)?{month}(?![\w])(?:\s+(?P<yearshift>this|last|next)\s+year)?", self._month),
            (
                rf"(?:{shift}\s+)?{weekday}{to}(?P<weekday2>{either(self._weekdays)})",
                lambda m: (
                    "weekdays",
                    self._weekdays[m["weekday"].lower()],
                    self._weekdays[m["weekday2"].lower()],
                    self._shift(m),
                ),
            ),
            (
                rf"(?:{shift}\s+(?:week['’]s?\s+)?)?(?:on\s+)?{weekday}(?P<of>\s+(?:of\s+)?(?P<ofshift>last|next|this)\s+week)?",
                self._weekday,
            ),
            (rf"(?P<days>{either(self._days)})", lambda m: ("days", self._days[" ".join(m["days"].lower().split())])),
            (
                r"(?:the\s+)?(?P<dayword>day|week|month|year)\s+(?P<side>before|earlier|after|later)",
                lambda m: ("anchored", m["dayword"].lower(), -1 if m["side"].lower() in {"before", "earlier"} else 1),
            ),
            (rf"{number}\s+{unit}\s+(?P<side>ago|earlier|from now|later)", self._count),
            (rf"(?:in|within)\s+(?:the\s+next\s+)?{number}\s+{unit}(?:['’]\s+time)?", self._count_ahead),
            (
                rf"{part}(?:the\s+)?{shift}\s+(?P<unit>week|month|year|weekend)(?:['’]s)?",
                lambda m: ("unit", m["unit"].lower(), self._shifts[m["shift"].lower()]),
            ),
            (r"(?:at|over|on|during)\s+the\s+(?P<unit>weekend)", lambda m: ("unit", "weekend", 0)),
            (
                rf"{part}{year}(?!\s*(?:percent|per cent|people|troops|dollars|[a-z]+s\b(?<!s)))(?![\d,%-])",
                lambda m: ("year", int(m["year"])),
            ),
        ]
        return [(re.compile(rf"(?<![\w-]){pattern}(?!\w)", re.IGNORECASE), build) for pattern, build in forms]

    def find(self, text: str) -> tuple[Expression, ...]:
        """Give the time expressions of a text in order, the longest form first where two overlap."""
        found: list[Expression] = []
        for pattern, build in self._patterns:
            for match in pattern.finditer(text):
                if any(match.start() < e.end and e.start < match.end() for e in found):
                    continue
                parts = build(match) if not self._is_word(match) else None
                if parts is not None:
                    found.append(Expression(match.start(), match.end(), parts[0], parts[1:]))
        return tuple(sorted(found, key=lambda e: e.start))

    def _is_word(self, match: re.Match[str]) -> bool:
        """Tell words that only look like months and days ("may", "march", "sun", "sat") from these: they are lower case."""
        groups = match.groupdict()
        return any(groups.get(k) and groups[k][0].islower() for k in ("month", "weekday"))

    # ---- from a match to the parts of an expression
    def _shift(self, m: re.Match[str]) -> int | None:
        word = m.groupdict().get("shift")
        return self._shifts[word.lower()] if word else None

    def _span(self, m: re.Match[str]) -> tuple[Any, ...]:
        month = self._months[m["month"].lower()]
        month2 = self._months[m["month2"].lower()] if m.groupdict().get("month2") else month
        return "span", _int(m["year"]), month, int(m["day"]), month2, int(m["day2"])

    def _day(self, m: re.Match[str]) -> tuple[Any, ...]:
        return "day", _int(m["year"]), self._months[m["month"].lower()], int(m["day"])

    def _month(self, m: re.Match[str]) -> tuple[Any, ...]:
        groups = m.groupdict()
        shift = {"this": 0, "last": -1, "next": 1}.get((groups.get("yearshift") or "").lower())
        return "month", _int(groups.get("year")), self._months[m["month"].lower()], shift, self._shift(m)

    def _weekday(self, m: re.Match[str]) -> tuple[Any, ...]:
        week = {"last": -1, "next": 1, "this": 0}.get((m["ofshift"] or "").lower())
        if week is None and re.search(r"week['’]s?\s", m.group(), re.IGNORECASE):
            week = self._shift(m)
        return "weekday", self._weekdays[m["weekday"].lower()], self._shift(m), week

    def _count(self, m: re.Match[str]) -> tuple[Any, ...]:
        sign = -1 if m["side"].lower() in {"ago", "earlier"} else 1
        return "count", self._number(m["number"]) * sign, self._units[m["unit"].lower()]

    def _count_ahead(self, m: re.Match[str]) -> tuple[Any, ...]:
        return "ahead", self._number(m["number"]), self._units[m["unit"].lower()]

    def length(self, text: str) -> int | None:
        """Give the days that a text says something lasts, None where it does not say.

        >>> Dates(Ontology().dates).length("arrived for a three-day visit")
        3
        """
        match = self._length.search(text)
        return self._number(match["number"]) * (7 if match["unit"].lower() == "week" else 1) if match else None

    def _number(self, word: str) -> int:
        return int(word) if word.isdigit() else self._numbers[word.lower()]

    # ---- from an expression to a period
    def resolve(self, expression: Expression, published: date | None, direction: int) -> Period | None:
        """Give the period of an expression, None where it cannot be told.

        Args:
            expression: as `find` gives it.
            published: the day it counts from; without it only full dates can be told.
            direction: PAST, FUTURE, or NEAREST where the tense does not say.
        """
        parts = expression.parts
        try:
            if expression.form == "year":
                return Period(f"{parts[0]:04}", f"{parts[0]:04}")
            if expression.form == "day" and parts[0]:
                return Period.day(date(*parts))
            if expression.form == "span" and parts[0]:
                return Period(
                    date(parts[0], parts[1], parts[2]).isoformat(), date(parts[0], parts[3], parts[4]).isoformat()
                )
            if expression.form == "month" and parts[0]:
                return _month(parts[0], parts[1])
            if published is None:
                return None
            resolver: Callable[..., Period | None] = getattr(self, f"_resolve_{expression.form}")
            return resolver(published, direction, *parts)
        except (ValueError, OverflowError):
            return None

    def _resolve_day(self, published: date, direction: int, _: None, month: int, day: int) -> Period:
        return Period.day(_nearest(published, direction, lambda y: date(y, month, day)))

    def _resolve_span(
        self, published: date, direction: int, _: None, month: int, day: int, month2: int, day2: int
    ) -> Period:
        start = _nearest(published, direction, lambda y: date(y, month, day))
        end = date(start.year + (month2 < month), month2, day2)
        return Period(start.isoformat(), end.isoformat())

    def _resolve_month(
        self, published: date, direction: int, _: None, month: int, yearshift: int | None, shift: int | None
    ) -> Period:
        if yearshift is not None:
            return _month(published.year + yearshift, month)
        if shift == -1:
            return _month(published.year - (month >= published.month), month)
        if shift == 1:
            return _month(published.year + (month <= published.month), month)
        return _month(
            _nearest(
                published, direction, lambda y: date(y, month, min(published.day, calendar.monthrange(y, month)[1]))
            ).year,
            month,
        )

    def _resolve_weekday(
        self, published: date, direction: int, weekday: int, shift: int | None, week: int | None
    ) -> Period:
        if week is not None:
            monday = published - timedelta(published.weekday()) + timedelta(7 * week)
            return Period.day(monday + timedelta(weekday))
        ahead = (weekday - published.weekday()) % 7
        if shift == -1:
            return Period.day(published - timedelta((published.weekday() - weekday) % 7 or 7))
        if shift == 1:
            return Period.day(published + timedelta(ahead or 7))
        if direction == FUTURE:
            return Period.day(published + timedelta(ahead))
        return Period.day(published - timedelta((published.weekday() - weekday) % 7))

    def _resolve_weekdays(self, published: date, direction: int, first: int, last: int, shift: int | None) -> Period:
        start = self._resolve_weekday(published, direction, first, shift, None).first
        return Period(start.isoformat(), (start + timedelta((last - first) % 7)).isoformat())

    def _resolve_days(self, published: date, _: int, days: int) -> Period:
        return Period.day(published + timedelta(days))

    def _resolve_ahead(self, published: date, direction: int, number: int, unit: str) -> Period | None:
        """ "In two weeks" is ahead only with a future; "the first in two weeks" is none."""
        return self._resolve_count(published, direction, number, unit) if direction == FUTURE else None

    def _resolve_count(self, published: date, _: int, number: int, unit: str) -> Period | None:
        if unit in {"day", "week", "fortnight"}:
            days = number * {"day": 1, "week": 7, "fortnight": 14}[unit]
            return Period.day(published + timedelta(days))
        if unit == "month":
            months = published.year * 12 + published.month - 1 + number
            return _month(months // 12, months % 12 + 1)
        if unit in {"year", "decade"}:
            year = published.year + number * (10 if unit == "decade" else 1)
            return Period(f"{year:04}", f"{year:04}")
        return None

    def _resolve_unit(self, published: date, direction: int, unit: str, shift: int) -> Period:
        if unit == "year":
            return Period(f"{published.year + shift:04}", f"{published.year + shift:04}")
        if unit == "month":
            months = published.year * 12 + published.month - 1 + shift
            return _month(months // 12, months % 12 + 1)
        monday = published - timedelta(published.weekday()) + timedelta(7 * shift)
        if unit == "weekend":
            if shift == 0 and direction != FUTURE and published.weekday() < 5:
                monday -= timedelta(7)
            return Period((monday + timedelta(5)).isoformat(), (monday + timedelta(6)).isoformat())
        if shift == 0 and direction == FUTURE and published.weekday() == 6:
            monday += timedelta(7)
        return Period(monday.isoformat(), (monday + timedelta(6)).isoformat())

    def _resolve_anchored(self, published: date, direction: int, unit: str, side: int) -> Period | None:
        """ "The day before" counts from the event told before, which the caller passes as `published`."""
        return Period.day(published + timedelta(side)) if unit == "day" else None


def _nearest(published: date, direction: int, at: Callable[[int], date]) -> date:
    """Choose the year of a date without one: the last, the next, or the nearest such day."""
    days = [at(y) for y in (published.year - 1, published.year, published.year + 1) if _exists(at, y)]
    if direction == PAST:
        days = [d for d in days if d <= published + timedelta(1)] or days
    if direction == FUTURE:
        days = [d for d in days if d >= published - timedelta(1)] or days
    return min(days, key=lambda d: abs((d - published).days))


def _exists(at: Callable[[int], date], year: int) -> bool:
    try:
        at(year)
    except ValueError:
        return False
    return True


def _month(year: int, month: int) -> Period:
    return Period(f"{year:04}-{month:02}", f"{year:04}-{month:02}")


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _either(words: Mapping[str, Any] | list[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))
