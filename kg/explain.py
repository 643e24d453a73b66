"""Explain an event: which reports it is put together from and by which rule, and what was close but kept apart, and why.

Where a correction decided, it is told: who says so, when, and the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.books import Books, article_of
from kg.conclude import SAME_AS
from kg.corrections import Correction, Judgement
from kg.draft import Draft
from kg.iri import CORRECTIONS, EVENTS, ID, World, short_iri, whole_iri
from kg.model import QueryError
from kg.resolve import BACK_DAYS, Block, Telling, contradiction, distance, looking_back
from kg.terms import KG, OA, RDFS, TYPE

if TYPE_CHECKING:
    from kg.store import Store

GRAPH = NamedNode(EVENTS)
SHOWN = 10  # events kept apart that are told, the nearest in time first

FIRST = "the first: of the most exact date, and the earliest published of these"
ALIKE = "the same type, action and sides, and nothing tells it from the others: time, people and place can be one"
WITH = "came with another of its reports, which a correction puts here"
SAID = "a correction puts it here"
BACK = f"looks back without a date, and no other event of the {BACK_DAYS} days before will do"


@dataclass(frozen=True, slots=True)
class Joined:
    """A report of the event, and the rule that put it there."""

    report: str
    article: str
    published: date | None
    publisher: str
    status: str
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class Apart:
    """Another event that was close, and why it is another."""

    event: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an event is one event: its reports in the order in which they were put together, and what was kept apart.

    `wrong` are reports that would be compared with its own but that a correction says are wrong; `corrections` are those
    that say who takes part. A report that is wrong belongs to no event: it is explained as the only one of `wrong`.
    """

    event: str
    label: str
    joined: tuple[Joined, ...]
    apart: tuple[Apart, ...]
    wrong: tuple[Joined, ...] = ()
    corrections: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [self.label, self.event]
        if self.joined:
            lines += ["", f"Put together from {len(self.joined)} of the reports:", *_lines(self.joined)]
            lines += ["", "Close, but kept apart:" if self.apart else "Nothing else was close."]
        for other in self.apart:
            lines += [f"- {other.label}", f"  {other.event}", f"  {other.why}"]
        if self.wrong:
            lines += ["", "Left out:", *_lines(self.wrong)]
        if self.corrections:
            lines += ["", "Who takes part was corrected:", *(f"- {made}" for made in self.corrections)]
        return "\n".join(lines)


def _lines(reports: Sequence[Joined]) -> Iterator[str]:
    for told in reports:
        yield f"- {told.status}: “{told.quote}”"
        yield "  " + ", ".join(filter(None, (told.publisher, str(told.published or ""), told.article)))
        yield f"  {told.rule}"


def explain(store: Store, event: str) -> Explanation:
    """Explain an event.

    Args:
        store: the graph; a store that is open for writing is brought up to date first.
        event: the IRI of an event, whole, as "id:event/...", or its last two parts ("visit/0123456789abcdef"); or that of
            a report, for the event that it belongs to.

    Raises:
        QueryError: there is no such event, and no such report.
    """
    if not store.read_only:
        store.refresh()
    return _Explainer(Draft(store.inner), World.load(store.root)).explain(_iri(event))


def _iri(event: str) -> str:
    iri = whole_iri(event)
    return iri if iri.startswith(ID) else f"{ID}event/{iri.removeprefix('event/')}"


class _Explainer:
    """Reads what the resolver saw."""

    def __init__(self, draft: Draft, world: World) -> None:
        self._draft, self._books = draft, Books(draft, world)

    def explain(self, event: str) -> Explanation:
        if "/report/" in event:
            event = next(iter(self._draft.subjects(KG("report"), NamedNode(event), GRAPH)), event)
        mine = self._tellings(event)
        if not mine and (wrong := [j for j in self._wrong(article_of(event)) if j.report == event]):
            return Explanation(event, "A report that no event rests on", (), (), tuple(wrong))
        if not mine:
            raise QueryError(
                f"there is no event {event}; kg query 'SELECT ?event ?label {{ ?event kg:report ?r ; rdfs:label ?label }}' "
                f"lists them"
            )
        joined = tuple(self._joined(telling, mine[:n]) for n, telling in enumerate(mine))
        others = ((other, self._tellings(other)) for other in self._near(event, mine))
        apart = tuple(self._apart(e, mine, ts) for e, ts in others)
        return Explanation(event, self._label(event), joined, apart, self._left_out(mine), self._on_actors(event))

    def _label(self, event: str) -> str:
        return self._draft.value(event, RDFS("label"), GRAPH)

    def _tellings(self, event: str) -> list[Telling]:
        """Give the reports of an event, in the order in which they are put together."""
        reports = set(self._draft.values(event, KG("report"), GRAPH))
        articles = sorted({article_of(report) for report in reports})
        return sorted((t for a in articles for t in self._books.tell(a) if t.iri in reports), key=lambda t: t.order)

    def _joined(self, telling: Telling, before: Sequence[Telling]) -> Joined:
        return Joined(
            report=telling.iri,
            article=telling.report.article,
            published=telling.published,
            publisher=telling.publisher,
            status=telling.report.status,
            quote=telling.report.evidence[0].quote,
            rule=self._rule(telling, before),
        )

    def _rule(self, telling: Telling, before: Sequence[Telling]) -> str:
        """Say by which rule a report joined those that were put together before it."""
        if not before:
            return FIRST
        if all(_agree(telling, other) for other in before):
            return ALIKE
        tied = self._books.rulings_on_reports([t.iri for t in (telling, *before)]).one.get(telling.iri, frozenset())
        if any(other.iri in tied for other in before):
            return _said(SAID, (c for c in self._books.on_report(telling.iri) if c.judgement is Judgement.SAME_EVENT))
        if any(_agree(telling, other) for other in before):
            return ALIKE
        return BACK if any(_agree(looking_back(telling), other) for other in before) else WITH

    def _left_out(self, mine: Sequence[Telling]) -> tuple[Joined, ...]:
        """Give the reports that are wrong by a correction, and that would else be compared with these."""
        blocks = {telling.block for telling in mine}
        nodes = self._draft.subjects(KG("toldType"), KG(mine[0].report.type), NamedNode(CORRECTIONS))
        articles = {
            article for node in nodes for article in self._draft.values(node, OA("hasSource"), NamedNode(CORRECTIONS))
        }
        return tuple(j for article in sorted(articles) for j in self._wrong(article, blocks))

    def _wrong(self, article: str, blocks: Collection[Block] = ()) -> Iterator[Joined]:
        """Give the reports of an article that are wrong by a correction, of some blocks only where these are given."""
        upheld = {telling.iri for telling in self._books.tell(article)}
        for telling in self._books.tell(article, upheld=False):
            if telling.iri not in upheld and (not blocks or telling.block in blocks):
                made = (c for c in self._books.filed.of_article(article) if c.judgement is Judgement.WRONG_REPORT)
                read = self._books.read(article)
                reports = read[1] if read else ()
                rule = _said(
                    "wrong by a correction",
                    (c for c in made if any(r.found(reports) == telling.iri for r in c.references)),
                )
                yield replace(self._joined(telling, ()), rule=rule)

    def _on_actors(self, event: str) -> tuple[str, ...]:
        """Give the corrections that say who takes part in an event."""
        mentions = self._draft.values(event, KG("mention"), GRAPH)
        actors = {actor for mention in mentions for actor in self._draft.values(mention, KG("actor"), GRAPH)}
        namings = {
            naming for actor in actors for naming in (actor, *self._draft.subjects(SAME_AS, NamedNode(actor), GRAPH))
        }
        made = {c.iri: c for naming in namings for c in self._books.on_actor(naming)}
        return tuple(f"{c}; {', '.join(map(short_iri, c.actors))}" for _, c in sorted(made.items()))

    def _near(self, event: str, mine: Sequence[Telling]) -> list[str]:
        """Give the other events of the type in which one of the same actors takes part, the nearest in time first."""
        own = [span for telling in mine if (span := telling.span)]
        found = []
        for other in sorted(self._of_same(event) - {event}):
            reports = self._draft.values(other, KG("report"), GRAPH)
            spans = [span for report in reports if (span := self._books.span(report))]
            days = min((max(0, a.first - b.last, b.first - a.last) for a in own for b in spans), default=BACK_DAYS)
            if days <= BACK_DAYS:
                found.append((days, other))
        return [other for _, other in sorted(found)[:SHOWN]]

    def _of_same(self, event: str) -> set[str]:
        types = {q.object for q in self._draft.match(NamedNode(event), TYPE, None, GRAPH)}
        mentions = self._draft.values(event, KG("mention"), GRAPH)
        actors = {actor for mention in mentions for actor in self._draft.values(mention, KG("actor"), GRAPH)}
        actors |= {state for actor in actors for state in self._draft.values(actor, KG("actsFor"), GRAPH)}
        owners = {
            mention.partition("/mention/")[0]
            for actor in actors
            for mention in self._draft.subjects(KG("actor"), NamedNode(actor), GRAPH)
        }
        return {o for o in owners if types & {q.object for q in self._draft.match(NamedNode(o), TYPE, None, GRAPH)}}

    def _apart(self, event: str, mine: Sequence[Telling], theirs: Sequence[Telling]) -> Apart:
        rulings = self._books.rulings_on_reports([t.iri for t in (*mine, *theirs)])
        if any(rulings.parted(a.iri, b.iri) for a, b in product(mine, theirs)):
            made = {c.iri: c for t in (*mine, *theirs) for c in self._books.on_report(t.iri)}
            parting = (c for _, c in sorted(made.items()) if c.judgement is Judgement.NOT_SAME_EVENT)
            return Apart(event, self._label(event), _said("a correction keeps them apart", parting))
        return Apart(event, self._label(event), why_apart(mine, theirs))


def _agree(a: Telling, b: Telling) -> bool:
    return a.block == b.block and contradiction(a, b) is None


def _said(what: str, corrections: Iterable[Correction]) -> str:
    return "; ".join([what, *map(str, corrections)])


def why_apart(mine: Sequence[Telling], theirs: Sequence[Telling]) -> str:
    """Give what tells two events apart: of those reports that are nearest in time."""
    one, other = mine[0], theirs[0]
    if one.report.action != other.report.action:
        return f"they are two actions: {one.report.action} and {other.report.action}"
    if one.block != other.block:
        return f"they have other sides: {_sides(one)}; and {_sides(other)}"
    pairs = sorted((distance(a, b), a.iri, b.iri, contradiction(a, b) or "") for a in mine for b in theirs)
    return next((why for *_, why in pairs if why), "their reports agree, but each is nearer to its own event in time")


def _sides(telling: Telling) -> str:
    """Give the sides of a report in words: "visitor SWE, host NGA"."""
    return ", ".join(f"{role} {side.rsplit('/', 1)[-1]}" for role, side in telling.block[2])
