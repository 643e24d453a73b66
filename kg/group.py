"""Group: the unnamed people, bodies and companies that a phrase denotes: "two senior Ruritanian officials"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg import syntax
from kg.apposition import Appositions
from kg.cast import Cast
from kg.member import Member
from kg.model import Kind
from kg.names import bare, without_article
from kg.salience import unique

if TYPE_CHECKING:
    from kg.refer import Reference


class Groups:
    """Names groups as the text names them, and knows them again."""

    def __init__(self, cast: Cast, refer: Reference, appositions: Appositions) -> None:
        self._cast, self._refer, self._appositions = cast, refer, appositions
        self._passing = cast.words("passing")
        self._told: list[tuple[int, str, Member]] = []  # (sentence, head noun, who)

    def of(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give the unnamed group that a phrase denotes, named as the text names it: "two senior Ruritanian officials"."""
        top = self._first_of_shared(token)
        lemma = top.lemma_.lower()
        if any(c.tag_ == "PRP$" and c.lower_ != "its" for c in top.children) and lemma in self._cast.words("entourage"):
            return ()
        countries = self._refer.countries(i, top)
        of_one = top.tag_ == "NNS" and lemma in self._cast.words("collectives")
        if len(countries) > 1 and (of_one or self._face_each_other(i, top)):
            parted = self._split(i, top, countries)
            if parted:
                return parted
        countries = countries or self._refer.tied_countries(i, top) or self._of_company(i, top) or self._inside(top)
        forms = self._forms(top)
        collective = lemma in self._cast.words("collectives")
        single = top.tag_ in {"NN", "NNP"}
        any_of = any(c.lower_ in {"any", "every", "each"} for c in top.children)
        if not forms[0] or any(c.lower_ == "no" for c in top.children) or self._names_event(top):
            return ()
        if not countries and top.dep_ == "conj" and any(c.lower_ in self._cast.words("vague") for c in top.children):
            return ()
        if single and not collective and not countries and not any_of:
            return ()
        kind = Kind.GROUP
        if single and lemma in self._cast.words("bodies"):
            kind = Kind.ORGANIZATION
        elif single and not collective and not any_of:
            kind = Kind.PERSON
        if not countries and self._cast.home and lemma in self._cast.words("domestic"):
            countries = [self._cast.home]
        country = countries[0] if len(countries) == 1 else ""
        if not countries and lemma in self._cast.words("hosts"):
            country = self._where_to(i, top)
        member = self._told_of(i, top, country) if collective or not self._described(top) else None
        if member is None:
            member = self._cast.other(forms[0], kind, country)
            self._told.append((i, lemma, member))
        member.aliases.update(forms)
        return unique((member, *self._appositions.instances(i, top)))

    def _split(self, i: int, head: Token, countries: Sequence[str]) -> tuple[Member, ...]:
        """ "Iranian and Saudi officials", "officials from Iran and Saudi Arabia": a group of each country."""
        if self._refer.modifying_countries(i, head) == countries:
            names = [n for m in syntax.modifiers(head) if (n := self._cast.recognised[i].name_at(m.i)) is not None]
            adjectives = {self._cast.near.country_of(n): n for n in names}
            last = max(n.last for n in adjectives.values())
            rest = head.doc[last + 1 : head.i + 1].text
            return tuple(self._cast.group(f"{adjectives[c].text} {rest}", c) for c in countries)
        homes = [
            (p, n)
            for p, t in syntax.prepositions(head)
            if p in {"of", "from"} and (n := self._cast.name_at(t)) is not None
        ]
        if [self._cast.near.country_of(n) for _, n in homes] != countries:
            return ()
        first, _ = syntax.noun_phrase(head)
        start = without_article(head.doc[first : head.i + 1].text)
        return tuple(self._cast.group(f"{start} {p} {n.text}", c) for (p, n), c in zip(homes, countries))

    def _inside(self, head: Token) -> list[str]:
        """The country of a place that a group is in: "rebel leaders IN BANGUI"."""
        names = [n for p, t in syntax.prepositions(head) if p == "in" and (n := self._cast.name_at(t)) is not None]
        return list(dict.fromkeys(c for n in names if (c := self._cast.near.country_of(n))))

    def _of_company(self, i: int, head: Token) -> list[str]:
        """The country of those with whom a group is listed, where it is one: "the Ruritanian premier and senior officers"."""
        first, last = syntax.noun_phrase(head)
        strange = any(t.lemma_.lower() in self._cast.words("strangers") for t in head.doc[first : head.i + 1])
        if strange or any(self._cast.recognised[i].name_at(k) is not None for k in range(first, last + 1)):
            return []
        top = head
        while top.dep_ == "conj" and not syntax.is_verb(top.head):
            top = top.head
        if top.i == head.i:
            return []
        before = [
            m for t in syntax.conjuncts(top) if t.i < head.i for m in (*self._refer.of(t), *self._refer.listed(t))
        ]
        countries = {m.country for m in before}
        return [c for c in countries if c] if len(countries) == 1 else []

    def _where_to(self, i: int, head: Token) -> str:
        """The country where a sentence has a group met: "travel to Mali to meet senior officials", "meet officials in Mali"."""
        names = self._cast.recognised[i].names
        before = [n for n in reversed(names) if n.last < head.i]
        for name in (*before, *(n for n in names if n.first > head.i)):
            top = head.doc[name.first : name.last + 1].root
            way = top.dep_ == "pobj" and top.head.lower_ in {"to", "in"}
            way = way or (top.dep_ == "dobj" and top.head.lemma_.lower() in self._cast.words("destinations"))
            if way and head.dep_ in {"dobj", "pobj", "conj"} and self._cast.near.country_of(name):
                return self._cast.near.country_of(name)
        return ""

    def _told_of(self, i: int, head: Token, country: str) -> Member | None:
        """The body told of before: "the delegation", after "a Ruritanian trade delegation"."""
        if not self._refer.definite(head) and not any(c.lower_ in {"these", "those"} for c in head.children):
            return None
        lemma = head.lemma_.lower()
        told = [m for s, word, m in self._told if s <= i and word == lemma and country in {"", m.country}]
        return told[-1] if told else None

    def _first_of_shared(self, token: Token) -> Token:
        """The first of nouns that share what stands before them: "Ruritanian officials and companies" are one group."""
        top = token
        while (
            top.dep_ == "conj"
            and not any(c.i < top.i for c in top.children)
            and top.head.lemma_.lower() in self._cast.words("group_nouns")
            and top.head.pos_ == top.pos_
        ):
            top = top.head
        return top

    def _forms(self, head: Token) -> list[str]:
        """The forms of a group's name: as the text has it first, then shorter, and with its clauses."""
        first, last = syntax.noun_phrase(head)
        joined = [t for t in syntax.conjuncts(head)[1:] if self._first_of_shared(t).i == head.i]
        end = max([last, *(t.i for t in joined)])
        whole = max(t.i for t in head.subtree)
        ends = [end, last, head.i] + ([whole] if whole - first < 14 else [])
        texts = [without_article(head.doc[first : k + 1].text) for k in ends]
        texts += [head.doc[k + 1 : last + 1].text for k in range(first, head.i) if head.doc[k].lower_ in self._passing]
        forms = (t for text in texts for t in (text, bare(text), re.sub(r" ?\([^)]*\)", "", text)))
        return list(dict.fromkeys(f for f in forms if f))

    def _described(self, head: Token) -> bool:
        """Tell whether a noun has anything but an article: "the officials" are known, "the senior officials of X" new."""
        return any(c.dep_ not in {"det", "punct", "cc", "conj", "case"} for c in head.children)

    def _names_event(self, head: Token) -> bool:
        """Tell whether a noun belongs to the name of an event: "the Economic Leaders' Meeting"."""
        return head.pos_ == "PROPN" and head.head.pos_ == "PROPN" and head.dep_ in {"poss", "compound"}

    def _face_each_other(self, i: int, head: Token) -> bool:
        """Tell whether those whom a plural noun means are on two sides: "talks between Iranian and Saudi officials"."""
        if head.dep_ == "pobj":
            return head.head.lower_ in {"between", "among"}
        others = [c for c in head.head.children if c.dep_ == "dobj" and self._names_somebody(i, c)]
        return head.dep_ == "nsubj" and not others and not any(p == "with" for p, _ in syntax.prepositions(head.head))

    def _names_somebody(self, i: int, token: Token) -> bool:
        return (
            self._cast.recognised[i].name_at(token.i) is not None
            or token.lemma_.lower() in self._cast.words("group_nouns")
            or token.pos_ == "PRON"
        )
