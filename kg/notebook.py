"""How events, reports and articles show in Jupyter.

A table shows by itself (`kg.table.Table`), and so does a graph. For single values, run `%load_ext kg.notebook` once; a
list of values becomes a table with `kg.notebook.table`.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyoxigraph as ox

from kg.model import Article, Event, Evidence, KgError, Participant, Period, Report
from kg.table import Table, html_table

Value = Event | Report | Article
SHOWN = 400  # characters of an article's text


def table(values: Iterable[Value], title: str = "") -> Table:
    """Give a table of events, of reports or of articles: a row each, to be shown, written or made a data frame.

    Raises:
        KgError: the values are of several sorts, or of another sort.
    """
    found = list(values)
    sorts = {type(value) for value in found}
    if len(sorts) > 1 or not sorts <= _ROWS.keys():
        names = ", ".join(sorted(sort.__name__ for sort in sorts))
        raise KgError(f"a table shows values of one sort, events, reports or articles; these are: {names}")
    rows = [_ROWS[type(value)](value) for value in found]
    columns = tuple(rows[0]) if rows else ()
    return Table(columns, tuple(tuple(map(_term, row.values())) for row in rows), title=title)


def event_html(event: Event) -> str:
    """Show an event: what is known of it, and below how it was told, report by report."""
    told = [(str(s.published or ""), str(s.status), s.report) for s in event.standings]
    facts = _facts(_event(event) | {"reports": "", "iri": event.iri})
    return html_table(("", event.type), facts) + html_table(("published", "status", "report"), told, "told")


def report_html(report: Report) -> str:
    """Show a report with its quotes, word for word."""
    quotes = "".join(f"<blockquote>{html.escape(e.quote)}</blockquote>" for e in report.evidence)
    return html_table(("", report.type), _facts(_report(report) | {"quote": ""})) + quotes


def article_html(article: Article) -> str:
    """Show an article: where it is from, its title and the beginning of its text."""
    more = "…" if len(article.text) > SHOWN else ""
    text = html.escape(article.text[:SHOWN] + more)
    return f"{html_table(('', 'article'), _facts(_article(article)))}<p style='white-space:pre-wrap'>{text}</p>"


def load_ipython_extension(ipython: Any) -> None:
    """Show events, reports and articles as HTML from now on: what `%load_ext kg.notebook` runs."""
    formatter = ipython.display_formatter.formatters["text/html"]
    formatter.for_type(Event, event_html)
    formatter.for_type(Report, report_html)
    formatter.for_type(Article, article_html)


# ---------------------------------------------------------------- rows

Row = dict[str, str | int | bool]


def _event(event: Event) -> Row:
    return {
        "type": event.type,
        "action": event.action,
        "status": str(event.status),
        "contested": event.contested,
        "who": _who(event.participants),
        "date": _when(event.when),
        "place": event.place.name if event.place else "",
        "kind": event.kind,
        "reports": len(event.standings),
        "iri": event.iri,
    }


def _report(report: Report) -> Row:
    return {
        "type": report.type,
        "action": report.action,
        "status": str(report.status),
        "who": _who(report.participants),
        "date": _when(report.when),
        "place": report.place.name if report.place else "",
        "according to": "; ".join(actor.name for actor in report.attribution),
        "on condition": _quote(report.condition),
        "article": report.article,
        "quote": _quote(report.evidence[0] if report.evidence else None),
    }


def _article(article: Article) -> Row:
    return {
        "id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "published": str(article.published or ""),
        "url": article.url,
        "language": article.language,
    }


_ROWS: dict[type, Callable[[Any], Row]] = {Event: _event, Report: _report, Article: _article}


def _who(participants: Sequence[Participant]) -> str:
    """Give the participants by role: "inviter: Kim Jong Un; invitee: Vladimir Putin"."""
    roles: dict[str, list[str]] = {}
    for participant in participants:
        roles.setdefault(participant.role, []).append(participant.actor.name)
    return "; ".join(f"{role}: {', '.join(names)}" for role, names in roles.items())


def _when(period: Period | None) -> str:
    if period is None:
        return ""
    return period.start if period.start == period.end else f"{period.start}/{period.end}"


def _quote(evidence: Evidence | None) -> str:
    return evidence.quote if evidence else ""


def _facts(row: Row) -> list[tuple[str, str]]:
    """Give what is known as pairs of a name and a text."""
    words = {True: "yes", False: "no"}
    return [(name, words[v] if isinstance(v, bool) else str(v)) for name, v in row.items() if v != ""]


def _term(value: str | int | bool) -> ox.Literal | None:
    return None if value == "" else ox.Literal(value)
