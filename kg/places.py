"""Places: where an event is, told apart from who takes part and who speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast
from kg.clause import is_verbal
from kg.frame import Frame
from kg.gazetteer import Gazetteer
from kg.model import Place
from kg.naming import Name, sense
from kg.ontology import Ontology

PLACE_TYPES = {"city", "place", "capital", "state", "metonym"}
STEPS = 8


class Width(IntEnum):
    """How much a place takes in: the narrower says more of where an event is."""

    VENUE = 0
    CITY = 1  # and everything else that is smaller than a state
    COUNTRY = 2


@dataclass(frozen=True, slots=True, order=True)
class Located:
    """A place with what is needed to choose among several."""

    value: Place
    width: Width

    @property
    def is_country(self) -> bool:
        """Tell whether the place is a whole state."""
        return self.width is Width.COUNTRY


class Places:
    """The places of one article. `dateline` is the city that "here" means, None without a dateline."""

    def __init__(self, cast: Cast, gazetteer: Gazetteer, dateline: str, ontology: Ontology) -> None:
        self._cast, self._gazetteer = cast, gazetteer
        self._prepositions, self._nouns = ontology.words("place_prepositions"), ontology.words("place_nouns")
        self._loose = ontology.words("loose_prepositions")
        self._motion = ontology.words("motion")
        self._buildings = ontology.words("buildings")
        self._venues = ontology.words("venues") | self._nouns | self._buildings
        self._passing = ontology.words("passing_prepositions")
        self._holding = ontology.words("happening") | ontology.words("holding")
        self._units = frozenset(ontology.dates["units"]) | ontology.words("hours")
        travelled = ontology.words("travelled_types")
        self._visits = frozenset(n for e in ontology.entries if e.type in travelled for n in e.nouns)
        self._seats, self._occasions = ontology.words("seats"), ontology.words("not_organisations")
        self._apart = ontology.words("ahead") | ontology.words("not_at")
        self._here = self._dateline(dateline)

    def _dateline(self, text: str) -> Located | None:
        if not text:
            return None
        for match in self._gazetteer.match(text):
            for reading in (sense(r, self._gazetteer) for r in match.readings):
                if reading.type in PLACE_TYPES:
                    found = self._located(match.text, reading.type, reading.id, reading.country)
                    if found is not None:
                        return replace(found, width=min(found.width, Width.CITY))  # Singapore
        return None

    def of(self, token: Token) -> Located | None:
        """Give the place that a token denotes, None where it denotes none."""
        if token.lower_ == "here" and self._here is not None:
            return self._here
        name = self._cast.name_at(token)
        if name is not None:
            return self._of_name(name)
        if token.lemma_.lower() in self._nouns:
            inside = (self.of(t) for t in _names_of(token))
            return next((p for p in inside if p is not None), None) or self._seat(token)
        return None

    def _seat(self, noun: Token) -> Located | None:
        """The city that a phrase means by its state: "the Peruvian capital"."""
        if noun.lemma_.lower() not in self._seats:
            return None
        names = (self._cast.name_at(m) for m in (*syntax.modifiers(noun), *syntax.owners(noun)))
        countries = (self._cast.near.country_of(n) for n in names if n is not None)
        state = next((s for c in countries if (s := self._gazetteer.state(c)) is not None), None)
        return self._located(state.capitals[0], "capital", "", state.iso3) if state and state.capitals else None

    def _of_name(self, name: Name) -> Located | None:
        for reading in name.readings:
            if reading.type in PLACE_TYPES:
                found = self._located(name.text, reading.type, reading.id, reading.country)
                if found is not None:
                    return found
        if name.type == "place" and not name.readings and not set(name.text.lower().split()) & self._occasions:
            return Located(Place(name.text), self._width(name.text))
        return None

    def _located(self, text: str, type_: str, key: str, country: str) -> Located | None:
        if type_ == "state":
            state = self._gazetteer.state(country)
            if state is None:
                return None
            return Located(Place(state.name, country, state.geonames, _others(text, state.name)), Width.COUNTRY)
        place = self._gazetteer.place(text, country) or (Place(text, country) if type_ != "metonym" else None)
        return Located(place, self._width(place.name)) if place is not None else None

    def _width(self, name: str) -> Width:
        return Width.VENUE if set(name.lower().split()) & self._buildings else Width.CITY

    def where(self, frame: Frame) -> Located | None:
        """Give the most specific place named for an event: the nearest that is no country, else the nearest country."""
        heads = {t.i: step for step, t in reversed(list(enumerate(self._heads(frame))))}
        found = []
        for token in frame.event.doc:
            told = self._told(token, frame)
            if told is None:
                continue
            place, hung = told
            steps = self._steps(hung, heads, frame)
            if steps is not None:
                found.append((place.is_country, steps, place.width, token.i, place))
        return min(found)[-1] if found else self._antecedent(frame) or self._destination(frame)

    def _told(self, token: Token, frame: Frame) -> tuple[Located, Token] | None:
        """Give the place that a phrase around a token says something is at, and the word that the phrase hangs on."""
        if token.lower_ == "here" and token.dep_ == "advmod":
            return (self._here, token.head) if self._here is not None else None
        if token.dep_ in {"compound", "poss", "nmod"} and token.pos_ == "PROPN":
            place = self.of(token) if self._is_named_after(token, frame) else None
            return (place, token.head) if place is not None and not place.is_country else None
        head = token
        while head.dep_ in {"appos", "conj"} and head.head.pos_ in {"NOUN", "PROPN"}:
            head = head.head  # "the capital, Minsk"
        preposition = head.head
        word = preposition.lower_
        if head.dep_ != "pobj" or preposition.dep_ != "prep" or word not in self._prepositions:
            return None
        hung = preposition.head
        if word in self._loose and token.lemma_.lower() not in self._venues:
            return None
        if word == "to" and hung.lemma_.lower() not in self._visits | self._motion:
            return None
        place = self.of(token) or (self._building(token) if word == "at" else None)
        return (place, hung) if place is not None else None

    def _is_named_after(self, token: Token, frame: Frame) -> bool:
        """ "The SOCHI summit", "CAIRO's airport"; who is said to talk is no place: "MOSCOW's talks"."""
        if token.head.i == frame.event.i:
            return token.head.pos_ == "NOUN" and token.dep_ != "poss"
        return token.head.lemma_.lower() in self._venues

    def _building(self, token: Token) -> Located | None:
        """The seat of a government or of a body of it, and what its noun says is a building: "the Kremlin", "the Filoli estate"."""
        name = self._cast.name_at(token)
        if name is not None:
            bodies = (r for r in name.readings if r.type in {"metonym", "organization"} and token.i == name.last)
            country = next((r.country for r in bodies if r.country), "")
            return Located(Place(name.text, country), Width.VENUE) if country else None
        words = [m for m in syntax.modifiers(token) if m.pos_ == "PROPN"]
        if not words or token.lemma_.lower() not in self._buildings:
            return None
        return Located(Place(token.doc[words[0].i : token.i + 1].text), Width.VENUE)

    def _steps(self, hung: Token, heads: Mapping[int, int], frame: Frame) -> int | None:
        """Give how far what a place hangs on is from an event, None where it is of something else."""
        at = hung
        parties = {t.i for tokens in frame.slots.values() for t in tokens}
        for step in range(STEPS):
            if at.i in heads:
                return heads[at.i] + step
            if at.head.i == at.i or not self._is_passed(at, parties):
                return None
            if at.head.i in heads and not self._joins(at, frame, parties):
                return None
            at = at.head
        return None

    def _joins(self, at: Token, frame: Frame, parties: set[int]) -> bool:
        """Tell whether what stands right below the verb of an event shares its place: no topic, no subject of another verb."""
        own = at.head.i in {frame.event.i, frame.anchor.i}
        if at.dep_ in {"nsubj", "nsubjpass", "dobj"}:
            return own or at.i in parties
        topic = at.lower_ == "on" and any(t.lemma_.lower() in self._visits for t in syntax.objects_of(at))
        return not topic or at.head.i == frame.event.i or at.head.lemma_.lower() in self._holding

    def _is_passed(self, at: Token, parties: set[int]) -> bool:
        """Tell whether what is at a place puts what it hangs on there: a party, a stay, what the event is part of."""
        lemma = at.lemma_.lower()
        if at.dep_ in {"prep", "agent"}:
            return at.lower_ in self._prepositions | self._passing
        if is_verbal(at):  # "a summit HELD in", "due to TAKE place in"
            return lemma in self._holding and at.dep_ in {"acl", "relcl", "xcomp"} and at.head.i not in parties
        if at.i in parties or (at.dep_ in {"appos", "conj"} and at.head.i in parties):
            return True
        if at.dep_ == "pobj" and at.head.lower_ == "of" and at.head.head.lemma_.lower() in self._venues:
            return True  # "the summit of the GROUP of Seven in"
        return lemma in self._venues | self._visits | self._units or self.of(at) is not None

    def _heads(self, frame: Frame) -> Iterator[Token]:
        """Give the words that a place of an event can hang on, the nearest first."""
        yield frame.event
        yield frame.anchor
        at = frame.anchor
        for _ in range(4):
            if at.head.i == at.i or at.dep_ in {"ccomp", "relcl", "advcl", "parataxis"} or self._is_purpose(at):
                return
            if at.dep_ in {"prep", "advmod"} and at.lower_ in self._apart:
                return  # "in a speech at the White House AHEAD of his trip"
            if at.dep_ == "appos" and at.head.pos_ == "PROPN":
                return  # "met at the Kremlin, his second TRIP this year"
            at = at.head
            yield at

    def _is_purpose(self, at: Token) -> bool:
        """ "Arrived in Jordan FOR talks", "paid a visit to Jordan FOR talks"."""
        moved = {at.head.lemma_.lower(), *(c.lemma_.lower() for c in at.head.children if c.dep_ == "dobj")}
        return at.dep_ == "prep" and at.lower_ == "for" and bool(moved & (self._motion | self._visits))

    def _antecedent(self, frame: Frame) -> Located | None:
        """The place that a relative clause goes on about: "flew to Kyiv on Thursday, WHERE he met"."""
        clause = frame.anchor if is_verbal(frame.anchor) else syntax.climb(frame.anchor)
        while clause.dep_ in {"conj", "xcomp"}:
            clause = clause.head
        if not any(c.lower_ == "where" for c in clause.children if c.dep_ == "advmod"):
            return None
        before = reversed(clause.doc[: clause.left_edge.i])
        return next((p for t in before if t.dep_ in {"pobj", "dobj", "appos"} and (p := self.of(t)) is not None), None)

    def _destination(self, frame: Frame) -> Located | None:
        """Where one goes for it: "arrived here for talks", "is in Kyiv to hold talks"."""
        at = frame.anchor
        for _ in range(3):
            purpose = at.dep_ in {"xcomp", "advcl"} or (at.dep_ == "pobj" and at.head.lower_ == "for")
            at = at.head if at.dep_ != "pobj" else at.head.head
            if purpose and at.lemma_.lower() in self._motion | self._visits:
                found = [self.of(t) for p, t in syntax.prepositions(at) if p in {"in", "to", "at"}]
                found += [self.of(c) for c in at.children if c.lower_ == "here"]
                return next((p for p in found if p is not None and (at.lemma_ == "be" or not p.is_country)), None)
        return None


def _names_of(noun: Token) -> Iterator[Token]:
    """The words that name a place after its kind: "the Russian city of Sochi", "the capital, Minsk", "Cairo airport"."""
    for child in noun.children:
        if child.dep_ == "appos":
            yield child
    for preposition, thing in syntax.prepositions(noun):
        if preposition in {"of", "in"}:
            yield thing
    yield from (m for m in syntax.modifiers(noun) if m.pos_ == "PROPN")


def _others(text: str, name: str) -> tuple[str, ...]:
    return (text,) if text != name else ()
