"""Apposition: whom the words beside a phrase name: "the foreign minister, X", "two generals: X and Y", "a team led by X"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast
from kg.member import Member
from kg.model import Kind
from kg.salience import unique

if TYPE_CHECKING:
    from kg.refer import Reference


class Appositions:
    """Resolves phrases to those who are named beside them."""

    def __init__(self, cast: Cast, refer: Reference) -> None:
        self._cast, self._refer = cast, refer

    def of(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give those whose names stand beside a phrase: "the foreign minister, X"; or who lead it: "a team led by X"."""
        instances = self.instances(i, token)
        numbers = [c for c in token.children if c.dep_ == "nummod"]
        if instances and all(self._cast.ontology.grammar["numbers"].get(c.lower_) == len(instances) for c in numbers):
            return instances
        states = self._states_apposed(i, token) or self._after_colon(i, token)
        if states:
            return states
        for child in token.children:
            if (
                child.dep_ == "appos"
                and child.i > token.i
                and self.is_person(i, child)
                and self._named_by(token, child)
            ):
                return self._with_list(child) if token.tag_ == "NNS" else self._refer.of(child)
        bodies = self._bodies_apposed(i, token)
        if bodies:
            return bodies
        leader = self._leader(i, token) if token.lemma_.lower() in self._cast.words("entourage") else None
        members = self._refer.of(leader) if leader is not None else ()
        for member in members:
            if not any(member.countries) and not member.wikidata:
                member.country = member.country or next(iter(self._refer.countries(i, token)), "")
        return members

    def _named_by(self, token: Token, name: Token) -> bool:
        """Tell whether a name is of this noun: no other stands right after it, nor before the colon ("two banks and three PEOPLE: X")."""
        title = self._cast.recognised[self._cast.at(token)].title_at(token.i)
        beside = self._cast.name_at(token.doc[title.last + 1]) if title and title.last + 1 < len(token.doc) else None
        if beside is not None and beside.type == "person" and not beside.first <= name.i <= beside.last:
            return False
        colon = next((t.i for t in token.doc[token.i : name.i] if t.text == ":"), None)
        return colon is None or not any(t.pos_ == "NOUN" and t.dep_ == "conj" for t in token.doc[token.i + 1 : colon])

    def _after_colon(self, i: int, token: Token) -> tuple[Member, ...]:
        """The people whom a list after a colon names: "three generals: X, Y and Z"."""
        doc = token.doc
        k = syntax.noun_phrase(token)[1] + 1
        if token.tag_ != "NNS" or k + 1 >= len(doc) or doc[k].text != ":":
            return ()
        for run in self._cast.near.listed[i]:
            named = [n for n in run if n.first > k and n.type == "person"]
            between = doc[k + 1 : named[0].first] if named else doc[k + 1 : k + 1]
            if named and all(
                self._cast.recognised[i].title_at(t.i) or t.lower_ in self._cast.words("honorifics") for t in between
            ):
                return unique(m for n in named for m in (self._cast.of_name(i, n, doc[n.last]),) if m is not None)
        return ()

    def _states_apposed(self, i: int, token: Token) -> tuple[Member, ...]:
        """The states that a group is made up of: "the P4+1 group (A, B and C)", "the three powers, A, B and C"."""
        if token.lemma_.lower() not in self._cast.words("blocs"):
            return ()
        for child in token.children:
            if child.dep_ == "appos" and child.i > token.i and len(states := unique(self._refer.states_of(child))) > 1:
                return states
        return ()

    def _bodies_apposed(self, i: int, token: Token) -> tuple[Member, ...]:
        """The body whose name stands right after what it is, and those listed with it: "the Ruritanian company HENTZAU"."""
        if token.tag_ != "NN" or token.lemma_.lower() not in self._cast.words("named_bodies"):
            return ()
        for child in token.children:
            if child.dep_ == "appos" and child.pos_ == "PROPN" and child.left_edge.i == token.i + 1:
                name, countries = self._cast.recognised[i].name_at(child.i), self._refer.countries(i, token)
                known = self._cast.of_name(i, name, child) if name is not None and name.type == "organization" else None
                text = str(token.doc[token.i + 1 : child.i + 1].text)
                member = known or self._cast.other(text, Kind.ORGANIZATION, countries[0] if len(countries) == 1 else "")
                if not member.country and not member.wikidata and len(countries) == 1:
                    member.country = countries[0]
                return unique((member, *(m for t in syntax.conjuncts(child)[1:] for m in self._refer.of(t))))
        return ()

    def _leader(self, i: int, token: Token) -> Token | None:
        """Who leads a company: "a delegation of the party LED BY X", "the team, which was HEADED BY X"."""
        for below in token.subtree:
            led = below.dep_ in {"acl", "relcl"} and below.tag_ == "VBN" and below.i > token.i
            if led and below.lemma_.lower() in self._cast.words("leads"):
                return next((t for t in token.doc[below.i + 1 : below.i + 8] if self.is_person(i, t)), None)
        return None

    def instances(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give those whom a phrase names as some of those it means: "two ministers, including X and Y", "18 countries, like A and B"."""
        land = token.lemma_.lower() in self._cast.words("lands")
        for word in token.doc[syntax.noun_phrase(token)[1] + 1 : token.i + 14]:
            if word.tag_ == "NNS" and word.lemma_.lower() in self._cast.words("group_nouns"):
                return ()
            if word.dep_ == "prep" and word.lower_ in self._cast.words("such_as"):
                named = syntax.objects_of(word)
                people = (m for t in named if self.is_person(i, t) for m in self._named_from(i, word.i, t))
                return unique((*people, *(m for t in named if land for m in self._refer.states_of(t))))
        return ()

    def _named_from(self, i: int, start: int, token: Token) -> tuple[Member, ...]:
        """The people of the list that a name is in, those before a token left out."""
        name = self._cast.recognised[i].name_at(token.i)
        run = next((r for r in self._cast.near.listed[i] if name in r), [name])
        named = (
            self._cast.of_name(i, n, token) for n in run if n is not None and n.first > start and n.type == "person"
        )
        return unique(m for m in named if m is not None)

    def _with_list(self, token: Token) -> tuple[Member, ...]:
        return (*self._refer.of(token), *self._refer.listed(token))

    def is_person(self, i: int, token: Token) -> bool:
        """Tell whether a token is of a person's name."""
        name = self._cast.recognised[i].name_at(token.i)
        return name is not None and name.type == "person"
