"""Places: where an event is, told apart from who takes part and who speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast
from kg.frame import Frame
from kg.gazetteer import Gazetteer
from kg.model import Place
from kg.naming import Name, sense
from kg.ontology import Ontology

PLACE_TYPES = {"city", "place", "capital", "state", "metonym"}


@dataclass(frozen=True, slots=True)
class Located:
    """A place with what is needed to choose among several."""

    value: Place
    is_country: bool


class Places:
    """The places of one article. `dateline` is the city that "here" means, None without a dateline."""

    def __init__(self, cast: Cast, gazetteer: Gazetteer, dateline: str, ontology: Ontology) -> None:
        self._cast, self._gazetteer = cast, gazetteer
        self._prepositions, self._nouns = ontology.words("place_prepositions"), ontology.words("place_nouns")
        self._loose = ontology.words("loose_prepositions")
        self._motion = ontology.words("motion")
        self._venues = ontology.words("venues") | self._nouns
        self._seats = ontology.words("seats")
        self._here = self._dateline(dateline)

    def _dateline(self, text: str) -> Located | None:
        if not text:
            return None
        for match in self._gazetteer.match(text):
            for reading in (sense(r, self._gazetteer) for r in match.readings):
                if reading.type in PLACE_TYPES:
                    found = self._located(match.text, reading.type, reading.id, reading.country)
                    if found is not None:
                        return found
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
        if name.type == "place" and not name.readings:
            return Located(Place(name.text), False)
        return None

    def _located(self, text: str, type_: str, key: str, country: str) -> Located | None:
        if type_ == "state":
            state = self._gazetteer.state(country)
            return (
                Located(Place(state.name, country, state.geonames, _others(text, state.name)), True) if state else None
            )
        place = self._gazetteer.place(text, country)
        if place is not None:
            return Located(place, False)
        return Located(Place(text, country), False) if type_ in {"city", "place", "capital"} else None

    def where(self, frame: Frame) -> Located | None:
        """Give the most specific place named for an event: first what hangs on it, then on its verb."""
        found = [p for t in self._tokens(frame) if (p := self.of(t)) is not None]
        best = next((p for p in found if not p.is_country), found[0] if found else None)
        return best or self._destination(frame)

    def _destination(self, frame: Frame) -> Located | None:
        """Where one goes for it: "arrived here for talks", "is in Kyiv to hold talks"."""
        at = frame.anchor
        for _ in range(3):
            purpose = at.dep_ in {"xcomp", "advcl"} or (at.dep_ == "pobj" and at.head.lower_ == "for")
            at = at.head if at.dep_ != "pobj" else at.head.head
            if purpose and at.lemma_.lower() in self._motion:
                found = [self.of(t) for p, t in syntax.prepositions(at) if p in {"in", "to", "at"}]
                found += [self.of(c) for c in at.children if c.lower_ == "here"]
                return next((p for p in found if p is not None and (at.lemma_ == "be" or not p.is_country)), None)
        return None

    def _tokens(self, frame: Frame) -> Iterator[Token]:
        heads = [frame.event, frame.anchor]
        at = frame.anchor
        for _ in range(4):
            if at.head.i == at.i or at.dep_ in {"ccomp", "relcl", "advcl", "parataxis"}:
                break
            at = at.head
            heads.append(at)
        for head in dict.fromkeys(heads):
            for child in head.children:
                if child.dep_ == "prep" and child.lower_ in self._prepositions:
                    for thing in syntax.objects_of(child):
                        if child.lower_ not in self._loose or thing.lemma_.lower() in self._venues:
                            yield from self._inside(thing)
                elif child.dep_ == "prep" and child.lower_ in {
                    "with",
                    "between",
                }:  # "talks with X in Y", the place hung on X
                    for party in syntax.objects_of(child):
                        yield from (t for p, t in syntax.prepositions(party) if p in {"in", "at"})
                elif child.dep_ == "advmod" and child.lower_ == "here":
                    yield child
        yield from (
            m
            for m in syntax.modifiers(frame.event)
            if m.pos_ == "PROPN" and frame.event.pos_ == "NOUN" and self._is_city(m)
        )

    def _is_city(self, token: Token) -> bool:
        found = self.of(token)
        return found is not None and not found.is_country

    def _inside(self, thing: Token) -> Iterator[Token]:
        """A place, and what it lies in: "the sidelines of the summit in Sochi", "the capital, Minsk"."""
        for child in thing.children:
            if child.dep_ == "appos" or (child.dep_ == "advmod" and child.lower_ == "here"):
                yield child
        yield thing
        name = self._cast.name_at(thing)
        if (
            thing.lemma_.lower() not in self._venues
            and self.of(thing) is None
            and (name is None or name.type == "person")
        ):
            return
        for child in thing.children:
            if child.dep_ == "prep" and child.lower_ in self._prepositions | {"of"}:
                for inner in syntax.objects_of(child):
                    yield from self._inside(inner)
            elif child.dep_ in {"compound", "poss", "nmod"} and child.pos_ == "PROPN":
                yield child


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
