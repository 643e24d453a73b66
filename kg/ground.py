"""Ground: frames of one article get their actors, status, date, place and attribution.

A `Grounded` frame stands for one telling of an event; `kg.report` puts the tellings of an article together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg import syntax
from kg.attribution import Attributer
from kg.clause import is_finite, is_past, is_verbal
from kg.frame import Frame, Framer
from kg.member import Member
from kg.model import Evidence, Kind, Period, Status
from kg.ontology import Ontology
from kg.places import Located, Places
from kg.refer import Reference
from kg.salience import unique
from kg.sides import Sides
from kg.sites import Dated
from kg.slots import Fits
from kg.status import Judge, Judgement
from kg.when import When


@dataclass(slots=True, eq=False)
class Grounded:
    """One telling of an event, its fields filled as far as its sentence says."""

    type: str
    action: str
    status: Status
    roles: dict[str, list[Member]]
    when: Period | None
    place: Located | None
    attribution: list[Member]
    evidence: Evidence
    sentence: int
    kind: str = ""
    condition: Evidence | None = None
    definite: bool = False
    past: bool = False  # told in the past: "was to visit"
    given: bool = False  # taken as known, and only spoken of: "said the talks were useful"
    days: int | None = None
    during: str = ""
    alone: bool = False  # one of its parties makes the event: "will attend the summit", "is under sanctions"
    formal: bool = False  # named by its format: "the six-party talks"
    bloc: bool = False  # those of many states meet one another: "Caribbean leaders"
    answers: bool = False  # takes up an event told before without naming it: "he accepted"
    offered: bool = False  # what one is invited to; it comes to be when the invitation is accepted
    by_verb: bool = False  # told by a verb alone: "they met"


class Grounder:
    """Grounds the frames of articles. Built once from the ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self._framer = Framer(ontology)
        self._judge = Judge(ontology)
        self._when = When(ontology, self._judge)
        self._attributer = Attributer(ontology)
        self._sides = Sides(ontology)
        self._listeners = ontology.words("listeners") | ontology.words("not_actors")
        self._addressed, self._speech = ontology.words("addressed"), frozenset(ontology.grammar["speech"]["verbs"])
        self._attending = ontology.words("attending")
        self._lands = ontology.words("lands")
        self._invites = ontology.words("invites")
        inviting = (e for e in ontology.entries if e.type in ontology.words("inviting_types"))
        self._asking = {v: e.purpose for e in inviting if e.purpose and not e.objects for v in e.verbs}
        self._delegates = ontology.words("delegation_of")
        complete = ontology.grammar["complete"]
        self._mutual = {t: ontology.types[t].roles[0] for t, rule in complete.items() if rule.get("parties", 1) > 1}
        self._speaking = ontology.words("speaking")
        self._spokesmen = ontology.words("spokesmen")
        self._coercive = frozenset(ontology.grammar["coercive"])
        self._traveller_roles = ontology.words("traveller_roles")
        self._not_travellers = ontology.words("not_travellers")
        self._diplomats = ontology.words("diplomats")
        self._travelled = ontology.words("travelled_types")
        self._invitations = ontology.words("inviting_types")
        self._alien = ontology.words("alien")
        self._placed = ontology.words("placed_types")

    def __call__(self, refer: Reference, places: Places) -> list[Grounded]:
        """Give every telling of an event in the triggered sentences of an article, in text order."""
        out: list[Grounded] = []
        for i, sentence in enumerate(refer.cast.sentences):
            if not sentence.triggered or self._alien & {t.lemma_.lower() for t in sentence.doc}:
                continue
            dated = self._when.expressions(sentence.doc)
            for frame in self._framer(list(sentence.doc), lambda t, kind: self._fits(refer, places, t, kind)):
                out += self._ground(frame, refer, places, i, dated)
        for sentence in refer.cast.sentences:
            before = refer.cast.article.text[: sentence.start].rstrip()
            bare = [t for t in out if t.evidence.end == len(before) and not t.attribution]
            vouching = self._attributer.vouched(sentence.doc, refer) if bare else []
            for telling in bare:
                telling.attribution = vouching
        return out

    # ---- what a slot may hold
    def _fits(self, refer: Reference, places: Places, token: Token, kind: str) -> bool:
        if kind == "place":
            return places.of(token) is not None or self._is_seat(refer, token)
        if kind == "somebody":
            name = refer.cast.name_at(token)
            return name is not None and name.type == "person"
        if kind == "plural":
            several = token.tag_ in {"NNS", "NNPS"} and bool(refer.of(token))
            return (
                several
                or token.lower_ in {"they", "we", "both"}
                or len({*self._actors(refer, token), *refer.listed(token)}) > 1
            )
        if kind == "delegate":
            return (
                self._fits(refer, places, token, "somebody")
                or refer.cast.recognised[refer.cast.at(token)].title_at(token.i) is not None
                or token.lemma_.lower() in self._delegates
            )
        if kind == "party":
            return not self._is_venue(refer, token) and bool(self._actors(refer, token))
        if kind == "diplomat":
            return token.lemma_.lower() in self._diplomats
        members = self._actors(refer, token)
        if kind == "country":
            return any(m.country for m in members)
        if kind == "individual":
            return any(m.kind is Kind.PERSON for m in members)
        if kind == "body":
            return any(m.kind is Kind.ORGANIZATION for m in members)
        if kind == "person":
            held = refer.cast.recognised[refer.cast.at(token)].title_at(token.i) is not None
            return any(held or m.kind in {Kind.PERSON, Kind.GROUP} for m in members)
        return bool(members)

    def _is_venue(self, refer: Reference, token: Token) -> bool:
        """Tell whether a capital or a seat before a noun is only where it was: "the Lima talks", not "Lima-Quito talks"."""
        name = refer.cast.name_at(token)
        if name is None or name.type not in {"capital", "metonym"}:
            return False
        around = (*token.doc[max(0, name.first - 1) : name.first], *token.doc[name.last + 1 : name.last + 2])
        return not any(t.text in {"-", "–", "/"} for t in around)

    def _is_seat(self, refer: Reference, token: Token) -> bool:
        """Tell whether one can go there though it means a state: "to the White House"."""
        name = refer.cast.name_at(token)
        return name is not None and name.type == "metonym" and token.i == name.last

    def _actors(self, refer: Reference, token: Token) -> tuple[Member, ...]:
        lemma = token.lemma_.lower()
        if lemma in self._listeners or (lemma in self._addressed and self._is_told(token)):
            return ()
        return unique((*refer.of(token), *refer.listed(token)))

    def _is_told(self, token: Token) -> bool:
        """Tell whether somebody is spoken to: "told LAWMAKERS", "spoke before CONGRESS", "an address to the NATION"."""
        if token.dep_ not in {"dobj", "dative", "pobj"}:
            return False
        if token.dep_ == "pobj" and token.head.lower_ not in {"to", "before"}:
            return False
        above = token.head if token.dep_ != "pobj" else token.head.head
        verb = above.lemma_.lower() if syntax.is_verb(above) else ""
        return verb in self._speech | self._speaking or not syntax.is_verb(above)

    # ---- one frame
    def _ground(
        self, frame: Frame, refer: Reference, places: Places, i: int, dated: Sequence[Dated]
    ) -> Iterator[Grounded]:
        entry = frame.entry
        offered = self._embedded_in_invitation(frame)
        fits: Fits = lambda t, kind: self._fits(refer, places, t, kind)  # noqa: E731
        judgement = self._judge(frame.anchor, frame.event, entry.type, entry.status, entry.action)
        if entry.aside:
            judgement = Judgement(Status.OCCURRED)
        place = places.where(frame) if entry.type in self._placed and not entry.aside else None
        roles: dict[str, list[Member]] = {}
        for role, tokens in frame.slots.items():
            roles[role] = self._fill(
                refer, places, self._able(role, tokens), host=role in self.ontology.grammar["place_roles"]
            )
            if role in self.ontology.grammar["place_roles"]:
                place = next((p for t in tokens if (p := places.of(t)) is not None and not p.is_country), None) or place
        if place is not None and entry.type in self._travelled and (place.is_country or not place.value.country):
            place = None
        formal = False
        if entry.type in self._mutual:
            known = roles[self._mutual[entry.type]]
            formal = self._sides.seat(frame.event, refer, known)
            self._sides.add_other(frame, known, refer, lambda t: self._actors(refer, t))
            self._let_states_speak(frame, refer, judgement.status, known)
        if entry.type in self._travelled:
            self._send_abroad(frame, refer, roles)
        if entry.type in self._coercive:
            _share_country(roles["target"])
        if "beside" in entry.roles.get("host", ()):
            roles["host"] = self._sides.beside(roles["visitor"], roles["host"], refer)
        for role, names in entry.otherwise.items():
            if not roles.get(role):
                others = [t for n in names for t in self._framer.slot(n, frame, fits)]
                bodies = [t for t in others if fits(t, "body")]
                roles[role] = self._fill(refer, places, bodies or others, host=not bodies)[: 1 if bodies else None]
        earlier = [s.doc for s in refer.cast.sentences[max(0, i - 2) : i]]
        when = None
        if not entry.aside:
            when = self._when(frame, judgement.status, dated, refer.cast.article.published, earlier)
        if entry.type in self._invitations and judgement.status is Status.OCCURRED and self._is_ahead(when, refer):
            when = None  # the day of what one is invited to, not of inviting
        sentence = refer.cast.sentences[i]
        evidence = self._quote(refer, i)
        condition = None
        if judgement.condition:
            first, last = judgement.condition[0].i, judgement.condition[-1].i
            start, end = sentence.span(first, last)
            condition = Evidence(start, end, refer.cast.article.text[start:end])
        attribution = self._attributer(frame, refer, roles, judgement.status)
        grounded = Grounded(
            entry.type, entry.action, self._by_date(judgement.status, when, refer), roles, when, place,
            attribution, evidence, i, frame.kind, condition,
            _definite(frame.event, dated) or "goal" in entry.never, _is_past(frame), self._is_given(frame), self._when.length(frame), self._when.within(frame),
            self._is_attended(frame) or (bool(entry.enough) and all(roles.get(r) for r in entry.enough)),
            formal, entry.type in self._mutual and self._sides.is_bloc(frame, refer), entry.answers, offered, frame.anchor.i == frame.event.i and syntax.is_verb(frame.anchor),
        )  # fmt: skip
        for telling in (grounded, *self._claims(frame, grounded, refer, judgement)):
            yield from _one_host_each(telling) if entry.type in self._travelled else [telling]
        if not offered:
            yield from self._implied(frame, grounded, refer, places)

    def _claims(self, frame: Frame, denied: Grounded, refer: Reference, judgement: Judgement) -> Iterator[Grounded]:
        """What is denied as a claim of others is alleged too, by whoever claims it."""
        if judgement.claimed:
            sources = self._attributer(frame, refer, denied.roles, Status.ALLEGED)
            claimants = [m for m in sources if m not in denied.attribution]
            roles = {role: list(members) for role, members in denied.roles.items()}
            yield replace(denied, status=Status.ALLEGED, roles=roles, attribution=claimants)

    def _let_states_speak(self, frame: Frame, refer: Reference, status: Status, known: list[Member]) -> None:
        """A spokesman takes no part but his state does; so with whoever denies talks with a state: "the MINISTER ruled out talks with Lima"."""
        states = any(m.kind is Kind.STATE for m in known)
        deniers: list[Member] = []
        if status is Status.DENIED and states and not syntax.is_verb(frame.anchor):
            fits: Fits = lambda t, kind: True  # noqa: E731
            deniers = [m for t in self._framer.slot("support.subject", frame, fits) for m in self._actors(refer, t)]
        for k, member in enumerate(known):
            speaks = member.office in self._spokesmen or (member in deniers and member.kind is Kind.PERSON)
            if speaks and member.country and member.kind is Kind.PERSON:
                known[k] = refer.cast.state(member.country, refer.cast.country_name(member.country))
        known[:] = unique(known)

    def _send_abroad(self, frame: Frame, refer: Reference, roles: Mapping[str, list[Member]]) -> None:
        """Nobody visits their own country: "X of Peru met Y of Chile during HIS visit to Peru" is the visit of the other."""
        hosts = {m.country for m in roles["host"] if m.country}
        travellers = {m.country for m in roles["visitor"]}
        if len(hosts) == 1 and travellers == hosts:
            pronouns = [t for t in frame.slots["visitor"] if t.tag_ in {"PRP", "PRP$"}]
            others = [m for t in pronouns for m in refer.from_abroad(t, next(iter(hosts)))]
            roles["visitor"][:] = others or roles["visitor"]

    def _able(self, role: str, tokens: Sequence[Token]) -> list[Token]:
        """Leave out who travels without visiting: soldiers, ships, tourists."""
        if role not in self._traveller_roles:
            return list(tokens)
        return [t for t in tokens if t.lemma_.lower() not in self._not_travellers]

    def _by_date(self, status: Status, when: Period | None, refer: Reference) -> Status:
        """What the text tells as a fact and dates ahead of its own day is planned."""
        if status is Status.OCCURRED and self._is_ahead(when, refer):
            return Status.PLANNED
        return status

    def _is_ahead(self, when: Period | None, refer: Reference) -> bool:
        published = refer.cast.article.published
        return when is not None and published is not None and when.first > published

    def _fill(self, refer: Reference, places: Places, tokens: Sequence[Token], host: bool) -> list[Member]:
        out: list[Member] = []
        for token in tokens:
            members: tuple[Member, ...] = ()
            if host:
                place = places.of(token)
                if place is not None and place.value.country:
                    members = (
                        refer.cast.state(
                            place.value.country,
                            token.text if place.is_country else refer.cast.country_name(place.value.country),
                        ),
                    )
            members = members or self._actors(refer, token)
            out += [m for m in members if m not in out and (not host or self._receives(m, token))]
        return out

    def _receives(self, member: Member, token: Token) -> bool:
        """Tell whether one can be visited: a person, who acts for a country, or a region; no airport, no firm."""
        land = token.ent_type_ in {"LOC", "GPE"} or token.lemma_.lower() in self._lands
        return bool(member.country) or member.kind is Kind.PERSON or land

    def _implied(self, frame: Frame, first: Grounded, refer: Reference, places: Places) -> Iterator[Grounded]:
        fits: Fits = lambda t, kind: self._fits(refer, places, t, kind)  # noqa: E731
        for implied in frame.entry.implies:
            roles: dict[str, list[Member]] = {}
            place = None
            for role, names in implied.roles.items():
                roles[role] = []
                for name in names:
                    if name in first.roles:
                        roles[role] += first.roles[name]
                    else:
                        tokens = self._framer.slot(name, frame, fits)
                        roles[role] += self._fill(refer, places, tokens, host=True)
                        place = place or next(
                            (p for t in tokens if (p := places.of(t)) is not None and not p.is_country), None
                        )
            if implied.needs and not roles.get(implied.needs):
                continue
            yield Grounded(
                implied.type, implied.action, implied.status if implied.status and first.status is Status.OCCURRED else _along(implied.status, first.status),
                roles, None, place, first.attribution, first.evidence, first.sentence,
            )  # fmt: skip

    def _embedded_in_invitation(self, frame: Frame) -> bool:
        """ "Invited him to visit": what one is invited to is no event of its own until it is accepted."""
        if frame.entry.type not in self.ontology.grammar["invited_types"]:
            return False
        token = frame.anchor
        for _ in range(4):
            if token.head.i == token.i:
                return False
            below, token = token, token.head
            lemma, via = token.lemma_.lower(), below.dep_
            if lemma in self._asking and via in {"xcomp", "ccomp", "advcl"}:
                return below.lemma_.lower() in self._asking[lemma]
            if lemma in self._invites and via in {"xcomp", "acl", "ccomp", "prep", "pobj", "relcl", "advcl"}:
                return via not in {"relcl", "advcl"} or (
                    token.pos_ == "VERB" and via == "advcl" and frame.anchor.tag_ == "VB"
                )
        return False

    def _is_given(self, frame: Frame) -> bool:
        """Tell whether a sentence takes an event as known, whatever it says of it."""
        told = syntax.is_verb(frame.anchor) or self._attributer.confirmed(frame)
        return not told and self._judge.predicates.is_given(frame.event)

    def _is_attended(self, frame: Frame) -> bool:
        """Tell whether somebody takes part in a meeting of many, or stays away from it."""
        verb = syntax.climb(frame.event)
        return (
            frame.entry.type in self._mutual and verb.lemma_.lower() in self._attending and frame.event.dep_ != "nsubj"
        )

    def _quote(self, refer: Reference, i: int) -> Evidence:
        sentence = refer.cast.sentences[i]
        start, end = sentence.span(0, len(sentence.doc) - 1)
        text = refer.cast.article.text[start:end]
        return Evidence(start + len(text) - len(text.lstrip()), start + len(text.rstrip()), text.strip())


def _share_country(members: Sequence[Member]) -> None:
    """Give those of a list of whom nothing is known the country of all the others: "the firms A, B and C of Ruritania"."""
    countries = {m.country for m in members if m.country}
    if len(countries) == 1:
        for member in members:
            told = any(member.countries) or member.wikidata or member.kind is Kind.STATE
            if not member.country and not told and member.kind is not Kind.GROUP:
                (member.country,) = countries


def _one_host_each(grounded: Grounded) -> Iterator[Grounded]:
    """A visit is told for each country: "travelled to Gabon and Nigeria" is two; no region beside the country one goes to."""
    hosts = grounded.roles.get("host", [])
    countries = {m.country for m in hosts if m.country}
    if countries:
        hosts[:] = [m for m in hosts if m.country or m.kind is Kind.PERSON]
    if len(countries) < 2:
        yield grounded
        return
    for host in hosts:
        place = grounded.place if grounded.place and grounded.place.value.country == host.country else None
        yield replace(grounded, roles={**grounded.roles, "host": [host]}, place=place)


def _along(own: Status | None, first: Status) -> Status:
    """The status of an implied frame when the first did not simply occur: what hangs on it hangs with it."""
    if own is Status.OCCURRED or own is None:
        return Status.OCCURRED
    return first if first in {Status.POSSIBLE, Status.PROPOSED, Status.DENIED, Status.ALLEGED} else own


def _definite(event: Token, dated: Sequence[Dated]) -> bool:
    """Tell whether an event is taken as known: "the visit", "their talks", "Friday's visit"."""
    days = {d.root.i for d in dated}
    return any(
        c.dep_ in {"det", "poss"}
        and (c.i in days or c.lower_ in {"the", "this", "that", "their", "his", "her", "its", "these"})
        for c in event.children
    )


def _is_past(frame: Frame) -> bool:
    """Tell whether the nearest finite verb at or above an event is in the past: "WAS expected to visit", not "said he WOULD"."""
    verb = frame.anchor if is_verbal(frame.anchor) else syntax.climb(frame.anchor)
    while not is_finite(verb) and verb.dep_ != "ROOT" and syntax.climb(verb).i != verb.i:
        verb = syntax.climb(verb)
    return is_past(verb)
