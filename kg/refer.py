"""Refer: who a word of a parsed sentence denotes.

A name is looked up in the cast of the article; "the Turkish president", "his Chinese counterpart", "both sides" and "he"
are resolved against what has been told before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Token

from kg import syntax
from kg.apposition import Appositions
from kg.cast import Cast
from kg.group import Groups
from kg.member import INTERNATIONAL, Member
from kg.model import Kind
from kg.names import bare, likeness, name_parts
from kg.naming import Name
from kg.office import Offices
from kg.pronoun import Pronouns
from kg.salience import Salience
from kg.speech import Speech


class Reference:
    """Resolves words to the members of a cast. One for each article."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.speech = Speech(cast)
        self._memory: dict[tuple[int, int], tuple[Member, ...]] = {}
        self._appositions = Appositions(cast, self)
        self.groups = Groups(cast, self, self._appositions)
        self._offices = Offices(cast, self)
        self._pronouns = Pronouns(cast, Salience(cast, self._plainly), self)

    # ---- words
    def of(self, token: Token) -> tuple[Member, ...]:
        """Give the actors that a token denotes as the head of its phrase, () where it denotes none."""
        key = self.cast.at(token), token.i
        if key not in self._memory:
            self._memory[key] = ()  # of a phrase that leads back to itself
            self._memory[key] = self._of(*key, token)
        return self._memory[key]

    def from_abroad(self, pronoun: Token, country: str) -> tuple[Member, ...]:
        """Give whom a pronoun means if nobody of a country is meant: "HIS visit to Ruritania"."""
        return self._pronouns.of_others(self.cast.at(pronoun), pronoun, country)

    def _of(self, i: int, _: int, token: Token) -> tuple[Member, ...]:
        name = self.cast.recognised[i].name_at(token.i)
        if name is not None:
            office = not name.readings and name.type == "organization" and self.cast.recognised[i].title_at(token.i)
            bearers = self._appositions.of(i, token) if office else ()
            if bearers:
                return bearers
            member = self.cast.of_name(i, name, token)
            if member is not None:
                return (member,)
            if name.type in {"city", "place", "unknown", "organization"}:
                return ()
        if (token.pos_ == "PRON" or token.tag_ in {"PRP", "PRP$"}) and not _counts(token):
            return self._pronouns.of(i, token)
        if token.pos_ == "PROPN":
            member = self.cast.of_family_name(token)
            if member is not None:
                return (member,)
        return self.of_phrase(token)

    def listed(self, token: Token) -> tuple[Member, ...]:
        """Give those named after a name in its list, in order; with a subject, those before it too."""
        i = self.cast.at(token)
        name = self.cast.recognised[i].name_at(token.i) or self._name_beside(i, token)
        if name is None:
            return ()
        for run in self.cast.near.listed[i]:
            firsts = [n.first for n in run]
            if name.first in firsts:
                start = 0 if token.dep_ in {"nsubj", "nsubjpass"} else firsts.index(name.first)
                found = (self.cast.of_name(i, n, token.doc[n.last]) for n in run[start:] if n is not name)
                return (*(m for m in found if m is not None), *self._groups_after(token.doc[run[-1].last]))
        return tuple(self._groups_after(token.doc[name.last])) if token.i < name.first else ()

    def _groups_after(self, last: Token) -> Iterator[Member]:
        """The groups that end a list of names: "the speaker, X, and MEMBERS of parliament"."""
        for token in syntax.conjuncts(last)[1:]:
            if token.pos_ == "NOUN" and token.lemma_.lower() in self.cast.words("group_nouns"):
                yield from self.groups.of(self.cast.at(token), token)

    def _name_beside(self, i: int, token: Token) -> Name | None:
        """The name of the person whom a title introduces: "the president, X, ..."."""
        title = self.cast.recognised[i].title_at(token.i)
        if title is not None:
            return self._offices.bearer(i, token, title)
        apposed = (self.cast.recognised[i].name_at(c.i) for c in token.children if c.dep_ == "appos" and c.i > token.i)
        return next((n for n in apposed if n is not None and n.type in {"person", "organization"}), None)

    def source(self, token: Token) -> Member:
        """Give the member that a phrase names as a source: "state media", "a foreign ministry official"."""
        i = self.cast.at(token)
        name = self.cast.recognised[i].name_at(token.i)
        if name is not None:
            country = self.cast.near.country_left(i, name.first)
            return self.cast.other(name.text, Kind.ORGANIZATION, "" if country == INTERNATIONAL else country)
        countries = self.countries(i, token)
        return self.cast.other(bare(phrase(token)), Kind.GROUP, countries[0] if len(countries) == 1 else "")

    # ---- phrases without a name
    def anaphoric(self, token: Token) -> bool:
        """Tell whether a word is understood only from what was told before: a pronoun, "both sides", "his counterpart"."""
        i, lemma, words = self.cast.at(token), token.lemma_.lower(), self.cast.words
        if token.tag_ in {"PRP", "PRP$"} or lemma in words("counterparts") or token.lower_ in words("counterparts"):
            return True
        if any(c.tag_ == "PRP$" for c in token.children):
            return True
        return self._is_pair(i, token) or (lemma in words("lands") and not self.countries(i, token))

    def _plainly(self, token: Token) -> tuple[Member, ...]:
        return () if self.anaphoric(token) else self.of_phrase(token)

    def of_phrase(self, token: Token) -> tuple[Member, ...]:
        """Give the actors that a common noun denotes with its phrase: "the king", "both sides", "Ruritanian officials"."""
        i = self.cast.at(token)
        words, lemma = self.cast.words, token.lemma_.lower()
        named = self._appositions.of(i, token)
        if named:
            return named
        if lemma in words("counterparts") or token.lower_ in words("counterparts"):
            return self._offices.counterpart(i, token)
        if self._is_pair(i, token):
            return self._pronouns.pair(i, token)
        title = self.cast.recognised[i].title_at(token.i)
        if title is not None:
            return () if self._qualifies(i, token) else self._offices.of(i, token, title)
        if lemma in words("quantities"):
            counted = [t for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for t in syntax.objects_of(c)]
            if counted:
                return tuple(m for t in counted for m in self.of(t))
        if lemma in words("state_nouns"):
            states = self._state_phrase(i, token)
            if states or token.tag_ != "NNS":
                return states
        return self.groups.of(i, token) if lemma in words("group_nouns") else ()

    def _qualifies(self, i: int, token: Token) -> bool:
        """Tell whether a word only qualifies the noun after it: the "minister" of "foreign minister level talks"."""
        if token.dep_ not in {"compound", "nmod", "amod"} or token.head.pos_ not in {"NOUN", "PROPN"}:
            return False
        return token.head.i > token.i and self.cast.recognised[i].name_at(token.head.i) is None

    def countries(self, i: int, token: Token) -> list[str]:
        """Give the countries named inside a noun phrase, in order: "Iranian and Turkish ministers", "leaders of Mali"."""
        first, last = syntax.noun_phrase(token)
        out: list[str] = []
        k = first
        while k <= last:
            name = self.cast.recognised[i].name_at(k)
            if name is not None and name.type != "person":
                out.append(self.cast.near.country_of(name))
            elif name is not None and k < token.i:
                member = self.cast.named.get((i, name.first))
                out.append(member.country if member is not None else "")
            k = (name.last if name is not None else k) + 1
        for child in token.children:
            if child.dep_ == "poss" and child.tag_ == "PRP$":
                out += [m.country for m in self.of(child)]
            elif child.dep_ == "prep" and child.lower_ in {"of", "from"}:
                things = syntax.objects_of(child)
                out += [m.country for t in things for m in self.states_of(t)]
                out += [m.country for t in things if self._appositions.is_person(i, t) for m in self.of(t)]
        return list(dict.fromkeys(c for c in out if c))

    def tied_countries(self, i: int, token: Token) -> list[str]:
        """Give the countries that a clause ties a noun to: "people ASSOCIATED WITH the Ruritanian regime", "firms BASED IN Strelsau"."""
        clauses = [c for c in token.children if c.dep_ in {"acl", "amod", "relcl"} and c.i > token.i]
        tied = [c for c in clauses if c.lemma_.lower() in self.cast.words("tied")]
        things = [t for c in tied for _, t in syntax.prepositions(c)]
        named = (c for t in things if (n := self.cast.name_at(t)) is not None for c in (r.country for r in n.readings))
        meant = (m.country for t in things for m in self.of(t))
        within = (c for t in things if self.cast.name_at(t) is None for c in self.countries(i, t))
        return list(dict.fromkeys(c for c in (*named, *meant, *within) if c))

    def states_of(self, token: Token) -> Iterator[Member]:
        """Give the states of a list: "Mali, Niger and Chad"."""
        if self.cast.name_at(token) is not None or token.lemma_.lower() in self.cast.words("lands"):
            yield from (m for m in (*self.of(token), *self.listed(token)) if m.kind is Kind.STATE)

    def modifying_countries(self, i: int, token: Token) -> list[str]:
        """Give the countries that stand right before a noun, in order: "Swiss and Austrian counterparts"."""
        names = (self.cast.recognised[i].name_at(m.i) for m in syntax.modifiers(token))
        found = (self.cast.near.country_of(n) for n in names if n is not None)
        return list(dict.fromkeys(c for c in found if c))

    def _state_phrase(self, i: int, token: Token) -> tuple[Member, ...]:
        """ "The Ruritanian government", "the kingdom": the states named in the phrase, else home or the one told of."""
        countries = self.countries(i, token)
        if not countries and self.definite(token) and token.tag_ == "NN":
            if token.lower_ in self.cast.words("governments"):
                countries = [self.cast.home] if self.cast.home else []
            elif token.lower_ in self.cast.words("lands") and not any(c.dep_ == "prep" for c in token.children):
                return self._pronouns.country(i, token)
        first, last = syntax.noun_phrase(token)
        text = bare(token.doc[first : last + 1].text)
        return tuple(self.cast.state(c, text) for c in countries[:3])

    def definite(self, token: Token) -> bool:
        """Tell whether a phrase means somebody known: "the minister", "Minister" in a heading."""
        return (
            any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in token.children)
            or token.pos_ == "PROPN"
        )

    def _is_pair(self, i: int, token: Token) -> bool:
        """Tell whether a phrase means parties told of before: "the two leaders", "both sides", "the ministers"."""
        lemma = token.lemma_.lower()
        if lemma not in self.cast.words("pairs") or token.dep_ in {"nummod", "amod", "compound", "nmod"}:
            return False
        numbers = self.cast.ontology.grammar["numbers"]
        owners = [c for c in token.children if c.dep_ == "poss" and c.tag_ != "PRP$"]
        if owners and lemma not in self.cast.words("lands"):  # "the two nations' leaders"
            of_pair = owners[0].lemma_.lower() in self.cast.words("lands") | self.cast.words("sides")
            return of_pair and any(c.lower_ in numbers for c in owners[0].children)
        if owners or self.modifying_countries(i, token):
            return False
        known = any(c.lower_ in {"the", "these", "our"} for c in token.children)
        if any(c.lower_ in numbers for c in token.children) and known:
            return not any(c.dep_ == "prep" and c.lower_ in {"of", "from"} for c in token.children)
        if any(c.dep_ in {"prep", "acl", "relcl"} for c in token.children):
            return False
        if lemma in numbers or token.lower_ in numbers or any(c.lower_ in numbers for c in token.children):
            return True
        return token.tag_ == "NNS" and known

    # ---- who says "I"
    def speaker_at(self, token: Token) -> Member | None:
        """Give who says "I" at a word: the speaker of what it stands in, else who issues the release; None for nobody known."""
        subject = self.speech.speaker(token)
        if subject is None:
            return self.issuer
        members = self.of(subject)
        return next((m for m in members if m.kind is Kind.PERSON), None) or next(iter(members), None)

    @cached_property
    def issuer(self) -> Member | None:
        """The person who issues a press release: the one whom the publisher's name names, None for a medium."""
        name = re.split(r",| MP\b| \(", self.cast.article.publisher)[0].strip()
        if (
            len(name_parts(name)) < 2
            or name == self.cast.article.publisher
            or self.cast.gazetteer.publisher(self.cast.article.publisher)
        ):
            return None
        for member in self.cast.members:
            if member.kind is Kind.PERSON and likeness(name_parts(name), name_parts(member.name)):
                return member
        member = self.cast.person(Name(0, 0, name, "person"))
        self.cast.identity.look_up(member)
        member.country = member.country or self.cast.home
        return member

    def issues(self, member: Member) -> bool:
        """Tell whether somebody issues the article: the minister whose release it is, the body that its publisher's name names."""
        if member is self.issuer:
            return True
        publisher = self.cast.article.publisher.lower()
        if member.medium or not publisher or self.cast.gazetteer.publisher(self.cast.article.publisher):
            return False
        names = (bare(n).lower() for n in (member.name, *member.aliases))
        return member.kind is not Kind.PERSON and any(len(n) > 3 and n in publisher for n in names)


def _counts(token: Token) -> bool:
    """Tell whether a word counts others: the "some" of "some of the ministers"."""
    return token.tag_ not in {"PRP", "PRP$"} and any(c.dep_ == "prep" and c.lower_ == "of" for c in token.children)


def phrase(token: Token) -> str:
    """Give the text of the noun phrase around a head."""
    first, last = syntax.noun_phrase(token)
    return str(token.doc[first : last + 1].text)
