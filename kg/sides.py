"""Sides: who sits at the other side of the table, where a sentence does not name both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from spacy.tokens import Token

from kg import syntax
from kg.frame import Frame
from kg.member import Member
from kg.model import Kind
from kg.ontology import Ontology
from kg.refer import Reference

Actors: TypeAlias = Callable[[Token], Sequence[Member]]


class Sides:
    """Completes the parties of meetings and visits. Built once from the words of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self._formats: Mapping[str, list[str]] = ontology.grammar["formats"]
        self._speakers = ontology.words("speaking_offices")
        self._regional = ontology.words("regional")

    def seat(self, event: Token, refer: Reference, known: list[Member]) -> bool:
        """Where talks are of a standing format and no sides are named, put in its states: "the six-party talks". Tell whether so."""
        name = event.doc[event.left_edge.i : event.i].text.lower()
        states = next((states for words, states in self._formats.items() if words in name), ())
        if not states or any(m.country for m in known):
            return False
        known[:] = [refer.cast.state(c, refer.cast.country_name(c)) for c in states]
        return True

    def add_other(self, frame: Frame, known: list[Member], refer: Reference, actors: Actors) -> None:
        """Where one side is named, add who speaks of it or does something about it: "MOSCOW denied talks with Kyiv".

        Args:
            frame: a meeting.
            known: the parties found so far; the other side is added to them.
            refer: the names of the article.
            actors: gives the actors that a word denotes.
        """
        sides = {m.country for m in known}
        if len(sides) != 1 or "" in sides:
            return
        at = frame.anchor
        while at.head.i != at.i:
            at = at.head
            for token in syntax.surface_subjects(at) if syntax.is_verb(at) else syntax.owners(at):
                for member in actors(token):
                    if member.country and member.country not in sides and _takes_sides(member):
                        known.append(self._side(member, known, refer))
                        return

    def _side(self, member: Member, known: Sequence[Member], refer: Reference) -> Member:
        """Give the person where persons meet, the state that one speaks for otherwise."""
        if member.kind is Kind.PERSON and (member.office in self._speakers or any(m.kind is Kind.STATE for m in known)):
            return refer.cast.state(member.country, refer.cast.country_name(member.country))
        return member

    def beside(self, visitors: Sequence[Member], others: Sequence[Member], refer: Reference) -> list[Member]:
        """Give where "the visiting president" is: in the state of whom the clause tells of beside him, else in the home country."""
        abroad = {m.country for m in visitors}
        countries = [m.country for m in others if m.country and m.country not in abroad][:1]
        if not countries and refer.cast.home and refer.cast.home not in abroad:
            countries = [refer.cast.home]
        return [refer.cast.state(c, refer.cast.country_name(c)) for c in countries]

    def is_bloc(self, frame: Frame, refer: Reference) -> bool:
        """Tell whether a phrase names office holders of many states, by their region or their body."""
        return any(self._of_many(t, refer) for tokens in frame.slots.values() for t in tokens)

    def _of_many(self, token: Token, refer: Reference) -> bool:
        recognised = refer.cast.recognised[refer.cast.at(token)]
        if token.tag_ not in {"NNS", "NNPS"} or recognised.title_at(token.i) is None:
            return False
        first, last = syntax.noun_phrase(token)
        words = [(t, recognised.name_at(t.i)) for t in token.doc[first : last + 1]]
        return all(n is None or n.type in {"organization", "group"} for _, n in words) and any(
            t.lower_ in self._regional or (n is not None and n.type == "organization" and bool(n.readings))
            for t, n in words
        )


def _takes_sides(member: Member) -> bool:
    """Tell whether one stands for a state: the state, a body of it, somebody with an office; no medium."""
    return member.kind is Kind.STATE or (bool(member.office) and member.kind is Kind.PERSON)
