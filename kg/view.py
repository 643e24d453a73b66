"""The picture: events with their reports and articles as one HTML file that opens with no network at all.

vis-network comes from the pyvis package and is written into the page, positions are computed here, and a
Content-Security-Policy with the hashes of the two scripts lets nothing else run or load. All text from articles travels
as JSON and is set as text by assets/view.js. The same input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import html
import re
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches
from itertools import combinations, cycle, product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyvis import network as pyvis

from kg.iri import World, actor_iri, report_iri, slug
from kg.layout import CORE, layout
from kg.model import Actor, Article, Event, Evidence, Kind, Period, QueryError, Report, Status

if TYPE_CHECKING:
    from kg.store import Store

ASSETS = Path(__file__).parent / "assets"
LIBRARY = Path(pyvis.__file__).parent / "templates/lib/vis-9.1.2/vis-network.min.js"
PAIRS = 3  # an event with more lines than this, or none, becomes a small node of its own
CONTEXT = 200  # characters shown on either side of a quote, at most
SENTENCE_END = re.compile(r"[.!?][\"”’)]*(?:\s+|$)|\n+")

Cast = Mapping[str, tuple[str, Actor]]  # IRI -> node id, actor
LineKey = tuple[str, str, str, bool]  # node, node, type, happened


class Encoding(NamedTuple):
    """How an event type is drawn: a colour of view.css and an arrow head of vis-network ("" for a plain line).

    The line runs from the actors in the role `source` to those in `target`; `plain` is the action left unsaid.
    """

    colour: str
    arrow: str = ""
    source: str = ""
    target: str = ""
    plain: str = ""


ENCODINGS: Mapping[str, Encoding] = {
    "Meeting": Encoding("type-1", plain="hold"),
    "Visit": Encoding("type-2", "arrow", "visitor", "host", "make"),
    "Invitation": Encoding("type-3", "vee", "inviter", "invitee"),
    "Sanction": Encoding("type-4", "bar", "sender", "target"),
}
OTHERS = tuple(Encoding(colour) for colour in ("type-5", "type-6", "type-7"))  # for types that an ontology gains
SHAPES = {Kind.PERSON: "dot", Kind.STATE: "square", Kind.ORGANIZATION: "hexagon", Kind.GROUP: "dot"}


@dataclass(frozen=True, slots=True)
class ViewFilter:
    """Which events a page holds: of an actor (name, alias, IRI or Wikidata id), a type, a status, a span of days.

    An event without a date is left out when `since` or `until` is given.
    """

    actor: str | None = None
    type: str | None = None
    status: Status | None = None
    since: date | None = None
    until: date | None = None

    def __str__(self) -> str:
        days = (self.since and f"since {self.since}", self.until and f"until {self.until}")
        return ", ".join(str(part) for part in (self.actor, self.type, self.status, *days) if part)

    def holds(self, event: Event) -> bool:
        """Tell whether an event passes the filter."""
        return (
            self.type in (None, event.type)
            and self.status in (None, event.status)
            and self._within(event.when)
            and (self.actor is None or any(slug(self.actor) in _names(p.actor) for p in event.participants))
        )

    def _within(self, when: Period | None) -> bool:
        if when is None:
            return not (self.since or self.until)
        return (self.since or date.min) <= when.last and when.first <= (self.until or date.max)


def view(
    store: Store,
    path: str | Path,
    *,
    actor: str | None = None,
    type: str | None = None,
    status: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
) -> Path:
    """Write the picture of a store to an HTML file and give its path.

    The filters choose the events that the file holds; `since` and `until` are days, months or years in ISO 8601.

    Raises:
        QueryError: no such actor, type or status in the store, or a date that is none.
        OSError: the file cannot be written.
    """
    events = tuple(store.events())
    actors, types = {p.actor for e in events for p in e.participants}, {e.type for e in events}
    if actor is not None and not any(slug(actor) in _names(each) for each in actors):
        raise _unknown("actor", actor, {each.name for each in actors})
    if type is not None and type not in types:
        raise _unknown("type", type, types)
    if status is not None and status not in set(Status):
        raise _unknown("status", status, set(Status))
    first, last = _period("since", since), _period("until", until)
    days = (first.first if first else None, last.last if last else None)
    focus = ViewFilter(actor, type, Status(status) if status else None, *days)
    text = page(events, store.reports(), store.articles(), title=str(focus), focus=focus)
    Path(path).write_text(text, encoding="utf-8", newline="\n")
    return Path(path)


def page(
    events: Iterable[Event],
    reports: Iterable[Report],
    articles: Iterable[Article],
    *,
    title: str = "",
    focus: ViewFilter | None = None,
) -> str:
    """Give the whole HTML page of these events; `focus` leaves out those that it does not hold.

    `reports` and `articles` may be more than the events need. No events at all give a page that says so.
    """
    chosen = sorted((e for e in events if focus is None or focus.holds(e)), key=_order)
    cast = _cast(chosen)
    style, script, library = (p.read_text("utf-8") for p in (ASSETS / "view.css", ASSETS / "view.js", LIBRARY))
    policy = f"script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}"
    net = _network(chosen, cast)
    net.set_template((ASSETS / "view.html").as_posix())
    net.templateEnv.globals.update(title=title, style=style, script=script, library=library, policy=policy)
    net.templateEnv.globals["facts"] = _facts(
        chosen, cast, {report_iri(r): r for r in reports}, {a.id: a for a in articles}
    )
    return str(net.generate_html())


def frame(page: str, height: int = 520) -> str:
    """Give a page as an `<iframe>` for a notebook, `height` in pixels: isolated from it, and drawn offline.

    The sandbox lets the page's own scripts run and its links open a new tab, no more.
    """
    return (
        f'<iframe title="diplograph" width="100%" height="{height}" style="border:0" '
        f'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" srcdoc="{html.escape(page)}"></iframe>'
    )


def _names(actor: Actor) -> set[str]:
    return {slug(name) for name in (actor.name, *actor.aliases, actor.wikidata, actor_iri(actor)) if name}


def _unknown(what: str, value: str, known: Iterable[str]) -> QueryError:
    near = get_close_matches(value, known := sorted(known)) or known[:8]
    return QueryError(f"no {what} {value!r} in the store; there is {', '.join(near) or 'nothing in it yet'}")


def _period(what: str, value: str | date | None) -> Period | None:
    """Give the period that the user means, checked."""
    if value is None:
        return None
    period = Period(str(value), str(value))
    try:
        return period if period.first <= period.last else None
    except ValueError as error:
        raise QueryError(f"{what} {value!r} is no date; write 2024-03-04, 2024-03 or 2024") from error


def _order(event: Event) -> tuple[str, str]:
    return (event.when.first.isoformat() if event.when else "9999", event.iri)


def _hash(code: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


# ------------------------------------------------------------------------------------------ what the page tells


def _cast(events: Sequence[Event]) -> dict[str, tuple[str, Actor]]:
    """Give each actor's IRI its node id and value; those with most events come first."""
    actors = {actor_iri(p.actor): p.actor for e in events for p in e.participants}
    seen = Counter(iri for e in events for iri in {actor_iri(p.actor) for p in e.participants})
    ranked = sorted(seen, key=lambda iri: (-seen[iri], iri))
    return {iri: (f"n{number}", actors[iri]) for number, iri in enumerate(ranked, 1)}


def _facts(
    events: Sequence[Event], cast: Cast, reports: Mapping[str, Report], articles: Mapping[str, Article]
) -> dict[str, Any]:
    """Give what the panel, filters, list and timeline show, as plain JSON values."""
    told = [_event(e, cast, reports, articles) for e in events]
    used = sorted({report["article"] for event in told for report in event["reports"]})
    world = World.load()
    codes = {a.country for _, a in cast.values()} | {e.place.country for e in events if e.place}
    return {
        "events": told,
        "actors": {node: {**asdict(actor), "iri": iri} for iri, (node, actor) in cast.items()},
        "articles": {id_: _fields(articles[id_], "title", "publisher", "published", "url") for id_ in used},
        "types": [{"name": type_, **encoding._asdict()} for type_, encoding in _encodings(events).items()],
        "statuses": [status.value for status in Status],
        "countries": {code: world.country(code).name for code in sorted(codes)},
        "core": CORE,
    }


def _encodings(events: Sequence[Event]) -> dict[str, Encoding]:
    """Give each type that occurs its encoding: first the well-known ones, then others in the colours left."""
    types = {event.type for event in events}
    known = {type_: encoding for type_, encoding in ENCODINGS.items() if type_ in types}
    return known | dict(zip(sorted(types - known.keys()), cycle(OTHERS)))


def _event(event: Event, cast: Cast, reports: Mapping[str, Report], articles: Mapping[str, Article]) -> dict[str, Any]:
    when, told = event.when, [r for s in event.standings if (r := reports.get(s.report)) and r.article in articles]
    return {
        **_fields(event, "iri", "type", "action", "kind", "status", "contested", "independent"),
        "parties": [[p.role, cast[actor_iri(p.actor)][0], p.office] for p in event.participants],
        "sides": _sides(event, cast),
        "when": when and {"start": when.start, "end": when.end, "first": str(when.first), "last": str(when.last)},
        "place": event.place.name if event.place else "",
        "country": event.place.country if event.place else "",
        "confidence": max((r.confidence for r in told), default=0.0),
        "reports": [_report(r, articles[r.article].text) for r in told],
    }


def _report(report: Report, text: str) -> dict[str, Any]:
    return {
        **_fields(report, "article", "status", "confidence"),
        "says": [speaker.name for speaker in report.attribution],
        "quotes": [_quote(text, evidence) for evidence in report.evidence],
        "condition": report.condition.quote if report.condition else "",
    }


def _fields(value: object, *names: str) -> dict[str, Any]:
    found = {name: getattr(value, name) for name in names}
    return {name: str(field) if isinstance(field, date) else field for name, field in found.items()}


def _quote(text: str, evidence: Evidence) -> dict[str, Any]:
    """Give a quote with the rest of its sentence, as far as `CONTEXT` reaches."""
    before = text[max(0, evidence.start - CONTEXT) : evidence.start]
    after = text[evidence.end : evidence.end + CONTEXT]
    starts = [0, *(m.end() for m in SENTENCE_END.finditer(before))]
    whole = SENTENCE_END.search(evidence.quote[-3:])
    end = SENTENCE_END.search(after)
    rest = "" if whole else after[: end.end() if end else None].rstrip()
    return {"before": before[starts[-1] :], "after": rest, **asdict(evidence)}


# ----------------------------------------------------------------------------------------------- what it draws


def _sides(event: Event, cast: Cast) -> tuple[list[str], list[str]]:
    """Give the nodes that an event runs from and to; the second list is empty where it has no direction."""
    role = ENCODINGS.get(event.type, OTHERS[0]).target
    target = {cast[actor_iri(p.actor)][0] for p in event.participants if p.role == role}
    source = {cast[actor_iri(p.actor)][0] for p in event.participants} - target
    return sorted(source, key=_rank), sorted(target, key=_rank)


def _rank(node: str) -> tuple[bool, int]:
    return (node[0] == "h", int(node[1:]))


def _network(events: Sequence[Event], cast: Cast) -> pyvis.Network:
    """Give the pyvis network: a node an actor, a line a pair and type, apart by whether the events happened."""
    lines, hubs = _lines(events, cast)
    at = layout([*(node for node, _ in cast.values()), *hubs], [key[:2] for key in lines])
    net = pyvis.Network(directed=True)  # an undirected one drops parallel edges
    net.options = {"physics": {"enabled": False}}
    for node, actor in cast.values():
        net.add_node(node, actor.name, SHAPES[actor.kind], group=actor.kind, x=at[node][0], y=at[node][1])
    for node, told in hubs.items():
        net.add_node(node, "event", "diamond", group="event", events=told, x=at[node][0], y=at[node][1])
    for (start, end, type_, happened), told in lines.items():
        net.add_edge(start, end, type=type_, happened=happened, events=told)
    return net


def _lines(events: Sequence[Event], cast: Cast) -> tuple[dict[LineKey, list[int]], dict[str, list[int]]]:
    """Give the events (by number) on each line, and those in each node that stands for events of one or many actors."""
    lines: dict[LineKey, list[int]] = defaultdict(list)
    hubs: dict[str, list[int]] = defaultdict(list)
    names: dict[tuple[object, ...], str] = {}
    for number, event in enumerate(events):
        source, target = _sides(event, cast)
        happened = event.status is Status.OCCURRED
        pairs = list(product(source, target)) if target else list(combinations(source, 2))
        if not 1 <= len(pairs) <= PAIRS:
            hub = names.setdefault((event.type, happened, *source, "", *target), f"h{len(names) + 1}")
            hubs[hub].append(number)
            pairs = [(node, hub) for node in source + target]
        for pair in pairs:
            first, last = sorted(pair, key=_rank)
            lines[first, last, event.type, happened].append(number)
    return lines, hubs
