"""Articles and their reports as RDF, and back: pure functions, sorted and byte-stable.

Everything read from an article stands in one named graph, from which `read_article` builds the same Article and Reports
again. Events, actors and places as such are conclusions and stand apart (see `kg.conclude`).

Sources: RDF 1.1; Web Annotation Data Model 4.2.4 and 4.2.5 (W3C 2017) for the selectors of evidence; schema.org.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.iri import (
    WIKIDATA,
    World,
    actor_iri,
    article_iri,
    concept,
    concept_name,
    evidence_iri,
    publisher_iri,
    report_iri,
    wikidata_iri,
)
from kg.model import Actor, Article, Evidence, Kind, Participant, Period, Place, Report, Status
from kg.terms import KG, OA, RDFS, SCHEMA, TYPE, XSD, Fact, about, day, decimal, in_graph, text, truth, whole

CONTEXT = 32  # characters of text around a quote, so that it is found again in a changed page


# ---------------------------------------------------------------- values to quads


def article_quads(article: Article, reports: Iterable[Report], world: World, outlet: Actor | None = None) -> list[Quad]:
    """Give the graph of an article: the article itself and all that was read from it.

    Args:
        article: what was published.
        reports: what was read from it; a report given twice is written once.
        world: the countries, for the IRIs of states and places.
        outlet: what is known of the publisher, for its country and whether a state controls it.

    Raises:
        ValueError: a string of the article has half a character (a lone surrogate), which RDF cannot hold.
    """
    _check_characters(article)

    def triples() -> Iterator[Triple]:
        yield from _article(article, outlet)
        for report in reports:
            yield from _report(article, report, world)

    return in_graph(article_iri(article.id), triples())


def _check_characters(article: Article) -> None:
    for name, value in ((f.name, getattr(article, f.name)) for f in fields(article)):
        if isinstance(value, str) and (found := re.search(r"[\ud800-\udfff]", value)):
            raise ValueError(
                f"article {article.id!r}: its {name} has half a character, the lone surrogate {found[0]!r} at "
                f"{found.start()}, which cannot be stored; put U+FFFD in its place"
            )


def _article(article: Article, outlet: Actor | None) -> Iterator[Triple]:
    publisher = publisher_iri(article.publisher) if article.publisher else ""
    yield from about(
        article_iri(article.id),
        (TYPE, KG("Article")),
        (TYPE, SCHEMA("NewsArticle")),
        (SCHEMA("identifier"), Literal(article.id)),
        (SCHEMA("headline"), text(article.title)),
        (SCHEMA("text"), Literal(article.text)),
        (SCHEMA("publisher"), NamedNode(publisher) if publisher else None),
        (SCHEMA("datePublished"), day(article.published)),
        (SCHEMA("url"), Literal(article.url, datatype=XSD("anyURI")) if article.url else None),
        (SCHEMA("inLanguage"), text(article.language)),
    )
    if publisher:
        yield from about(
            publisher,
            (TYPE, KG("Publisher")),
            (RDFS("label"), text(article.publisher)),
            (KG("stateMedia"), truth(outlet.state_media) if outlet else None),
            (KG("countryCode"), text(outlet.country) if outlet else None),
        )


def _report(article: Article, report: Report, world: World) -> Iterator[Triple]:
    iri = report_iri(report)
    yield from about(
        iri,
        (TYPE, KG("Report")),
        (KG("inArticle"), NamedNode(article_iri(report.article))),
        (KG("eventType"), KG(report.type)),
        (KG("confidence"), decimal(report.confidence)),
        *standing(report.action, report.status, report.kind),
        *period(report.when),
        *_place(report.place, world),
    )
    yield from _mentions(iri, report)
    for quote in report.evidence:
        yield from _evidence(article, quote, iri, KG("evidence"))
    if report.condition:
        yield from _evidence(article, report.condition, iri, KG("condition"))


def standing(action: str, status: Status, kind: str) -> Iterator[Fact]:
    """Give what is done, with which standing, and the kind where it is known."""
    yield KG("action"), NamedNode(concept("action", action))
    yield KG("status"), NamedNode(concept("status", status))
    yield KG("kind"), NamedNode(concept("kind", kind)) if kind else None


def period(when: Period | None) -> Iterator[Fact]:
    """Give a date as first and last day, which every engine compares alike, beside the form that the text has."""
    if when:
        yield KG("begin"), day(when.first)
        yield KG("end"), day(when.last)
        yield KG("granularity"), text(when.granularity)
        yield KG("dateLabel"), text(date_label(when))


def date_label(when: Period) -> str:
    """Give a date in ISO 8601.

    >>> date_label(Period("2023-09", "2023-09")), date_label(Period("2023-09-01", "2023-10"))
    ('2023-09', '2023-09-01/2023-10')
    """
    return when.start if when.start == when.end else f"{when.start}/{when.end}"


def _place(place: Place | None, world: World) -> Iterator[Fact]:
    if place:
        yield KG("place"), NamedNode(world.place(place))
        yield KG("placeName"), text(place.name)
        yield KG("placeCountryCode"), text(place.country)
        yield KG("placeGeonames"), text(place.geonames)
        yield from ((KG("placeAlias"), text(alias)) for alias in place.aliases)


def _mentions(report: str, told: Report) -> Iterator[Triple]:
    speakers = (Participant("attributedTo", actor) for actor in told.attribution)
    for number, participant in enumerate((*told.participants, *speakers)):
        yield from mention(report, number, participant)


def mention(owner: str, number: int, participant: Participant) -> Iterator[Triple]:
    """Give a mention of an actor by a report or event: the role itself, and a node with name, office and the rest."""
    actor = participant.actor
    iri, who, role = f"{owner}/mention/{number}", NamedNode(actor_iri(actor)), KG(participant.role)
    yield from about(owner, (role, who), (KG("mention"), NamedNode(iri)))
    yield from about(
        iri,
        (TYPE, KG("Mention")),
        (KG("role"), role),
        (KG("actor"), who),
        (KG("name"), text(actor.name)),
        *((KG("alias"), text(alias)) for alias in actor.aliases),
        (KG("actorClass"), KG(actor.kind.capitalize())),
        (KG("countryCode"), text(actor.country)),
        (KG("wikidata"), NamedNode(wikidata_iri(actor.wikidata)) if actor.wikidata else None),
        (KG("office"), NamedNode(concept("office", participant.office)) if participant.office else None),
        (KG("stateMedia"), truth(True) if actor.state_media else None),
    )


def _evidence(article: Article, quote: Evidence, report: str, link: NamedNode) -> Iterator[Triple]:
    iri = evidence_iri(article.id, quote.start, quote.end)
    yield from about(report, (link, NamedNode(iri)))
    yield from about(
        iri,
        (TYPE, KG("Evidence")),
        (TYPE, OA("SpecificResource")),
        (OA("hasSource"), NamedNode(article_iri(article.id))),
        (OA("hasSelector"), NamedNode(iri + "#quote")),
        (OA("hasSelector"), NamedNode(iri + "#position")),
    )
    yield from about(
        iri + "#quote",
        (TYPE, OA("TextQuoteSelector")),
        (OA("exact"), Literal(quote.quote)),
        (OA("prefix"), text(article.text[max(0, quote.start - CONTEXT) : quote.start])),
        (OA("suffix"), text(article.text[quote.end : quote.end + CONTEXT])),
    )
    yield from about(
        iri + "#position",
        (TYPE, OA("TextPositionSelector")),
        (OA("start"), whole(quote.start)),
        (OA("end"), whole(quote.end)),
    )


# ---------------------------------------------------------------- quads to values


class Facts:
    """Quads by subject and predicate, for building values from them."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._objects: defaultdict[str, defaultdict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o, _ in quads:
            self._objects[s.value][p].append(o.value)

    def all(self, subject: str, predicate: NamedNode) -> list[str]:
        """Give the objects, sorted."""
        return sorted(self._objects[subject][predicate]) if subject in self._objects else []

    def one(self, subject: str, predicate: NamedNode) -> str:
        """Give the object, "" where there is none."""
        return next(iter(self.all(subject, predicate)), "")

    def name(self, subject: str, predicate: NamedNode) -> str:
        """Give the last part of the object, a word of a controlled list."""
        return concept_name(self.one(subject, predicate))

    def of_class(self, class_: NamedNode) -> list[str]:
        """Give the subjects of a class, sorted."""
        return sorted(s for s, facts in self._objects.items() if class_.value in facts[TYPE])


def read_article(quads: Iterable[Quad]) -> tuple[Article, tuple[Report, ...]]:
    """Build an article and its reports from its graph: the inverse of `article_quads`.

    The reports come in the order of their evidence.

    Raises:
        ValueError: the quads hold no article, or more than one.
    """
    facts = Facts(quads)
    (iri,) = facts.of_class(KG("Article"))
    published = facts.one(iri, SCHEMA("datePublished"))
    article = Article(
        id=facts.one(iri, SCHEMA("identifier")),
        text=facts.one(iri, SCHEMA("text")),
        title=facts.one(iri, SCHEMA("headline")),
        publisher=facts.one(facts.one(iri, SCHEMA("publisher")), RDFS("label")),
        published=date.fromisoformat(published) if published else None,
        url=facts.one(iri, SCHEMA("url")),
        language=facts.one(iri, SCHEMA("inLanguage")),
    )
    return article, ordered(_read_report(facts, article.id, r) for r in facts.of_class(KG("Report")))


def ordered(reports: Iterable[Report]) -> tuple[Report, ...]:
    """Give reports of one article in their fixed order, each once: by evidence, then type, then IRI."""
    return tuple(sorted(set(reports), key=lambda r: (r.evidence, r.type, r.action, report_iri(r))))


def _read_report(facts: Facts, article_id: str, iri: str) -> Report:
    mentions = sorted(facts.all(iri, KG("mention")), key=lambda m: int(m.rsplit("/", 1)[-1]))
    people = [_read_mention(facts, m) for m in mentions]
    condition = facts.one(iri, KG("condition"))
    return Report(
        article=article_id,
        type=_local(facts.one(iri, KG("eventType"))),
        action=facts.name(iri, KG("action")),
        status=Status(facts.name(iri, KG("status"))),
        participants=tuple(p for p in people if p.role != "attributedTo"),
        when=_read_period(facts.one(iri, KG("dateLabel"))),
        place=_read_place(facts, iri),
        attribution=tuple(p.actor for p in people if p.role == "attributedTo"),
        evidence=tuple(sorted(_read_evidence(facts, e) for e in facts.all(iri, KG("evidence")))),
        confidence=float(facts.one(iri, KG("confidence"))),
        kind=facts.name(iri, KG("kind")).replace("-", " "),
        condition=_read_evidence(facts, condition) if condition else None,
    )


def _read_mention(facts: Facts, iri: str) -> Participant:
    actor = Actor(
        name=facts.one(iri, KG("name")),
        kind=Kind(_local(facts.one(iri, KG("actorClass"))).lower()),
        country=facts.one(iri, KG("countryCode")),
        wikidata=unquote(facts.one(iri, KG("wikidata")).removeprefix(WIKIDATA)),
        aliases=tuple(facts.all(iri, KG("alias"))),
        state_media=facts.one(iri, KG("stateMedia")) == "true",
    )
    return Participant(_local(facts.one(iri, KG("role"))), actor, facts.name(iri, KG("office")))


def _read_period(label: str) -> Period | None:
    start, _, end = label.partition("/")
    return Period(start, end or start) if label else None


def _read_place(facts: Facts, report: str) -> Place | None:
    if not facts.one(report, KG("place")):
        return None
    return Place(
        name=facts.one(report, KG("placeName")),
        country=facts.one(report, KG("placeCountryCode")),
        geonames=facts.one(report, KG("placeGeonames")),
        aliases=tuple(facts.all(report, KG("placeAlias"))),
    )


def _read_evidence(facts: Facts, iri: str) -> Evidence:
    start, end = (int(facts.one(iri + "#position", OA(p))) for p in ("start", "end"))
    return Evidence(start, end, facts.one(iri + "#quote", OA("exact")))


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]
