"""Put the reports of all articles together into events.

Two reports are of one event when nothing tells them apart: they have the same type and action, the same sides in the
same roles, times that can be one, and neither the people nor the places named contradict each other. The rules are few
and each can be named to a reader; where they leave a doubt, two reports stay two events, because a wrong merge says
something that no article says.

Reports with the same type, action and sides form a block. Only reports of one block are ever compared, so that a new
report touches its own block alone. Within a block the reports are taken in a fixed order, those with the most exact
dates first, and each joins the nearest event with whose every report it agrees; one that looks back without a date joins
the only event of the last months that will do. The result does not depend on the order in which articles were read.

Corrections win: reports that they keep apart never join, and events are put together, across blocks too, where reports
of theirs are of one event by a correction (see `kg.rulings`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from kg.actors import Known, identified
from kg.iri import World, actor_iri, article_iri, event_iri, publisher_iri, report_iri, slug
from kg.model import Actor, Article, Event, Kind, Participant, Period, Place, Report, Standing, Status
from kg.rulings import NONE, Rulings
from kg.tally import most_frequent

NEAR_DAYS = 7  # an event told without a date: how long before, or after, the article's publication it can be
BACK_DAYS = 100  # one that is looked back on without a date: how long before, where only one event will do
UNDATED = 10**7  # more days than any date spans

SETTLED = (Status.OCCURRED, Status.CANCELLED, Status.DENIED)  # strongest first
OPEN = (Status.ALLEGED, Status.PLANNED, Status.THREATENED, Status.PROPOSED, Status.POSSIBLE)  # strongest first
TO_COME = {Status.PLANNED, Status.THREATENED, Status.PROPOSED, Status.POSSIBLE}

Side = tuple[str, str]  # role, and the code of the country acted for or else the IRI of the actor
Block = tuple[str, str, tuple[Side, ...]]  # type, action and sides


class Span(NamedTuple):
    """The days on which an event can be, as ordinals; `earliest` is how far a report may look back for it."""

    earliest: int
    first: int
    last: int

    def touches(self, other: Span) -> bool:
        """Tell whether the times of two reports can be one."""
        looks = self.earliest <= other.last and other.first <= self.last
        return looks or (other.earliest <= self.last and self.first <= other.last)


class Source(NamedTuple):
    """Where an article comes from: whose voice it is, a publisher or the state that controls it, and the article that it
    copies, else itself."""

    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A report with what the comparison needs: its IRI, its article's date and publisher, its sides and its time.

    `named` holds, for each side, the IRIs of those named besides the state itself. `window` is the first and the last
    day on which the event can be, as ordinals; None where neither the text nor the date of publication gives any.
    """

    report: Report
    iri: str
    published: date | None
    publisher: str
    named: dict[Side, frozenset[str]]
    place: str
    window: tuple[int, int] | None
    source: Source

    @property
    def block(self) -> Block:
        """What reports of one event have in common."""
        return self.report.type, self.report.action, tuple(sorted(self.named))

    @property
    def span(self) -> Span | None:
        """The time within which the report can be of one event with others; None where nothing is known of it."""
        back = looking_back(self).window
        return Span(back[0], *self.window) if back and self.window else None

    @property
    def order(self) -> tuple[int, date, str, bool, str]:
        """Exact dates before vague ones, then by publication, what has been before what is to come; the IRI makes it total."""
        width = self.window[1] - self.window[0] if self.window and self.report.when else UNDATED
        return width, self.published or date.max, self.report.article, self.report.status in TO_COME, self.iri

    @property
    def sources(self) -> frozenset[str]:
        """Who says so: those it is attributed to, else the publisher."""
        return frozenset(slug(a.name) for a in self.report.attribution) or frozenset([slug(self.publisher)])


def resolve(
    told: Iterable[tuple[Article, Sequence[Report]]],
    world: World,
    who: Mapping[str, Known] | None = None,
    rulings: Rulings = NONE,
    sources: Mapping[str, Source] | None = None,
) -> tuple[Event, ...]:
    """Put reports together into events, sorted by IRI.

    Args:
        told: articles (their text is not used) with their reports, in any order.
        world: the countries, for the IRIs of actors: one IRI is one actor.
        who: what actors are known as, by the IRI of their namings (see `kg.actors`).
        rulings: what corrections say of reports, by IRI; what they say is wrong is not among `told`.
        sources: where articles come from, by IRI; of the others each is a text of its publisher's own.

    Source: the parts of an event that are compared (action, participants, time, place) are those of ECB+, the corpus of
    event coreference across documents (Cybulska and Vossen, LREC 2014).
    """
    tellings = [
        tell(article, report, world, who, (sources or {}).get(article_iri(article.id)))
        for article, reports in told
        for report in reports
    ]
    return tuple(sorted(put_together(tellings, world, rulings), key=lambda e: e.iri))


def put_together(tellings: Iterable[Telling], world: World, rulings: Rulings = NONE) -> list[Event]:
    """Put reports together that can be one event with no others: whole blocks, or what in them is near in time."""
    blocks: defaultdict[Block, list[Telling]] = defaultdict(list)
    for telling in tellings:
        blocks[telling.block].append(telling)
    clusters = [cluster for block in blocks.values() for cluster in _clusters(block, rulings)]
    return _events(rulings.settle(clusters, lambda t: t.iri, lambda t: t.order), world)


def _clusters(block: Iterable[Telling], rulings: Rulings) -> list[list[Telling]]:
    """Put the reports of one block together."""
    clusters: list[list[Telling]] = []
    for telling in sorted(block, key=lambda t: t.order):
        open_ = [c for c in clusters if not any(rulings.parted(telling.iri, other.iri) for other in c)]
        cluster = _nearest(telling, open_) or _looked_back_on(telling, open_)
        if cluster:
            cluster.append(telling)
        else:
            clusters.append([telling])
    return clusters


def _agreeing(telling: Telling, clusters: Iterable[list[Telling]]) -> list[list[Telling]]:
    return [c for c in clusters if all(contradiction(telling, other) is None for other in c)]


def _nearest(telling: Telling, clusters: Iterable[list[Telling]]) -> list[Telling] | None:
    """Give the event nearest in time of those with whose every report this one agrees."""
    agreeing = _agreeing(telling, clusters)
    return min(agreeing, key=lambda c: (min(distance(telling, other) for other in c), c[0].order), default=None)


def _looked_back_on(telling: Telling, clusters: Iterable[list[Telling]]) -> list[Telling] | None:
    """Give the dated event that a report without a date looks back on, if only one will do."""
    dated = [c for c in clusters if any(other.report.when for other in c)]
    agreeing = _agreeing(looking_back(telling), dated)
    return agreeing[0] if len(agreeing) == 1 else None


# ---------------------------------------------------------------- comparison


def tell(
    article: Article,
    report: Report,
    world: World,
    who: Mapping[str, Known] | None = None,
    source: Source | None = None,
) -> Telling:
    """Give a report, with actors as they are known, and what the comparison needs."""
    iri, report = report_iri(report), identified(report, who or {})
    named: defaultdict[Side, set[str]] = defaultdict(set)
    for participant in report.participants:
        actor = participant.actor
        who_iri = actor_iri(actor)
        side = participant.role, actor.country or who_iri
        named[side] |= set() if who_iri == world.state(actor.country) else {who_iri}
    return Telling(
        report=report,
        iri=iri,
        published=article.published,
        publisher=article.publisher,
        named={side: frozenset(iris) for side, iris in named.items()},
        place=world.place(report.place) if report.place else "",
        window=_window(report, article.published),
        source=source or Source(article.publisher and publisher_iri(article.publisher), article_iri(article.id)),
    )


def _window(report: Report, published: date | None) -> tuple[int, int] | None:
    """Give the days on which the event can be: its date, else the days around the article's publication."""
    if report.when:
        return report.when.first.toordinal(), report.when.last.toordinal()
    if published is None:
        return None
    day = published.toordinal()
    first = day if report.status in TO_COME else day - NEAR_DAYS
    last = day if report.status is Status.OCCURRED else day + NEAR_DAYS
    return first, last


def looking_back(telling: Telling) -> Telling:
    """Give a report that tells, without a date, what has happened, as one of what happened a good while before."""
    if telling.window is None or telling.report.when or telling.report.status is not Status.OCCURRED:
        return telling
    return replace(telling, window=(telling.window[1] - BACK_DAYS, telling.window[1]))


def contradiction(a: Telling, b: Telling) -> str | None:
    """Give what tells two reports of one block apart, in words; None where nothing does."""
    if a.report.article == b.report.article and not _about_one(a.report, b.report):
        return "one article tells them as two"
    if a.window is None or b.window is None:
        return "nothing is known of the time of one"
    if a.window[0] > b.window[1] or b.window[0] > a.window[1]:
        return "their times are apart"
    if any(names and b.named[side] and not names & b.named[side] for side, names in a.named.items()):
        return "they name different people"
    if a.report.place and b.report.place and _elsewhere(a.report.place, b.report.place):
        return "they are in different places"
    if {a.report.status, b.report.status} == {Status.THREATENED, Status.OCCURRED} and not (
        a.report.when and b.report.when
    ):
        return "one is a threat, and nothing ties it to the deed"
    return None


def _about_one(a: Report, b: Report) -> bool:
    """Tell whether one article can tell one event twice: on one day, a claim and its denial, a plan and its end.

    What took place is another event than what, by the same article, was called off.
    """
    statuses = {a.status, b.status}
    if statuses == {Status.OCCURRED, Status.CANCELLED}:
        return False
    one_day = a.when is not None and a.when == b.when and a.when.granularity == "day"
    return one_day or (a.status is not b.status and bool(statuses & {Status.DENIED, Status.CANCELLED}))


def _elsewhere(a: Place, b: Place) -> bool:
    """Two countries are two places, and so are two towns with GeoNames numbers; a town and a hall in it are not."""
    if a.country and b.country and a.country != b.country:
        return True
    return bool(a.geonames and b.geonames) and a.geonames != b.geonames


def distance(a: Telling, b: Telling) -> int:
    """Give the days between the times of two reports, of one without a date between its publication and the other."""
    first, last = _point(a)
    other_first, other_last = _point(b)
    return max(0, first - other_last, other_first - last)


def _point(telling: Telling) -> tuple[int, int]:
    if telling.report.when is None and telling.published:
        return telling.published.toordinal(), telling.published.toordinal()
    return telling.window or (0, 0)


# ---------------------------------------------------------------- what the reports of an event add up to


def _events(clusters: Iterable[list[Telling]], world: World) -> list[Event]:
    seen: Counter[str] = Counter()
    events = []
    for cluster in sorted(clusters, key=lambda c: min(t.order for t in c)):
        tellings = sorted(cluster, key=lambda t: (t.published or date.min, t.report.article, t.iri))
        key = _key(tellings[0])
        seen[str(key)] += 1
        events.append(_event(tellings, event_iri(tellings[0].report.type, [*key, seen[str(key)]]), world))
    return events


def _key(first: Telling) -> list[object]:
    """Give what defines an event: what its earliest report says, but for its wording, so that IRIs are lasting."""
    report = first.report
    people = sorted((p.role, actor_iri(p.actor)) for p in report.participants)
    return [report.article, report.action, people, report.when, first.place]


def _event(tellings: Sequence[Telling], iri: str, world: World) -> Event:
    standings = tuple(Standing(t.report.status, t.iri, t.published) for t in tellings)
    contested = is_contested(tellings)
    status = status_of(standings, contested)
    reports = [t.report for t in tellings]
    return Event(
        iri=iri,
        type=reports[0].type,
        action=reports[0].action,
        participants=_participants(reports),
        when=_when(reports, status),
        place=_place(reports, world),
        status=status,
        standings=standings,
        contested=contested,
        kind=most_frequent((r.kind for r in reports), ""),
        independent=independent({t.source for t in tellings}),
    )


def status_of(standings: Sequence[Standing], contested: bool) -> Status:
    """Give the status that reports, oldest first, add up to.

    What has happened outweighs what was to come. Of "occurred", "cancelled" and "denied" the last published counts, but
    an event that is planned again after it was cancelled or denied is planned. Of plans, proposals, threats and claims
    the strongest counts. A contested event has occurred if a source says so, else it is alleged.
    """
    said = [s.status for s in standings]
    if contested:
        return Status.OCCURRED if Status.OCCURRED in said else Status.ALLEGED
    settled = [s for s in standings if s.status in SETTLED]
    if not settled:
        return min(said, key=OPEN.index)
    latest = max(s.published or date.min for s in settled)
    status = min((s.status for s in settled if (s.published or date.min) == latest), key=SETTLED.index)
    renewed = [s.status for s in standings if s.status in OPEN and (s.published or date.min) > latest]
    return min(renewed, key=OPEN.index) if renewed and status is not Status.OCCURRED else status


def is_contested(tellings: Sequence[Telling]) -> bool:
    """Tell whether one source says that it happened and another, then or later, denies it."""
    claims = [t for t in tellings if t.report.status in (Status.OCCURRED, Status.ALLEGED)]
    denials = [t for t in tellings if t.report.status is Status.DENIED]
    return any(
        not claim.sources & denial.sources and (denial.published or date.max) >= (claim.published or date.min)
        for claim in claims
        for denial in denials
    )


def independent(sources: Iterable[Source]) -> int:
    """Give how many publishers tell of an event independently of each other: each in a text of its own.

    It is the largest number of articles of which no two have the same voice or the same text.

    >>> independent([Source("agency", "a"), Source("paper", "a"), Source("journal", "j")])
    2

    Source: the maximum matching of a bipartite graph by augmenting paths (Berge 1957).
    """
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for voice, text in sources:
        texts[voice].add(text)
    teller: dict[str, str] = {}

    def told_by(voice: str, tried: set[str]) -> bool:
        """Find a text for a voice, if need be by giving those that have it another."""
        for text in texts[voice] - tried:
            tried.add(text)
            if text not in teller or told_by(teller[text], tried):
                teller[text] = voice
                return True
        return False

    return sum(told_by(voice, set()) for voice in texts)


def _participants(reports: Sequence[Report]) -> tuple[Participant, ...]:
    """Give all who take part, each once, sorted; a state that a named person acts for in the same role is left out."""
    told: defaultdict[tuple[str, str], list[Participant]] = defaultdict(list)
    for participant in (p for r in reports for p in r.participants):
        told[participant.role, actor_iri(participant.actor)].append(participant)
    merged = [_merged(participants) for participants in told.values()]
    people = (p for p in merged if p.actor.kind is Kind.PERSON and p.actor.country)
    stand_for = {(p.role, p.actor.country) for p in people}
    return tuple(
        sorted(p for p in merged if p.actor.kind is not Kind.STATE or (p.role, p.actor.country) not in stand_for)
    )


def _merged(told: Sequence[Participant]) -> Participant:
    office = most_frequent((p.office for p in told), "")
    return Participant(told[0].role, _merge([p.actor for p in told]), office)


def _merge(actors: Sequence[Actor]) -> Actor:
    """Give one actor as several articles name it; what its IRI is made of comes from one of them as a whole."""
    counts = Counter((a.kind, a.country, a.wikidata) for a in actors)
    kind, country, wikidata = min(counts, key=lambda k: (-counts[k], k))
    name = most_frequent((a.name for a in actors), "")
    aliases = {n for a in actors for n in (a.name, *a.aliases)} - {name, ""}
    return Actor(name, kind, country, wikidata, tuple(sorted(aliases)), any(a.state_media for a in actors))


def _when(reports: Sequence[Report], status: Status) -> Period | None:
    """Give the narrowest date, of reports with the event's own status if these have any."""
    dated = [r for r in reports if r.when]
    told = [r.when for r in dated if r.status is status and r.when] or [r.when for r in dated if r.when]
    counts = Counter(told)
    return min(told, key=lambda w: ((w.last - w.first).days, -counts[w], w), default=None)


def _place(reports: Sequence[Report], world: World) -> Place | None:
    """Give the place named most often, a town before its country."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for place in (r.place for r in reports if r.place):
        places[world.place(place)].append(place)
    if not places:
        return None
    iri = min(places, key=lambda i: (world.is_country(places[i][0]), -len(places[i]), i))
    counts = Counter(replace(p, aliases=()) for p in places[iri])
    place = min(counts, key=lambda p: (-counts[p], -len(p.name), p))
    aliases = {n for p in places[iri] for n in (p.name, *p.aliases)} - {place.name, ""}
    return replace(place, aliases=tuple(sorted(aliases)))
