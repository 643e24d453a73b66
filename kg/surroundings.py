"""Surroundings: what the words around a name say of its bearer: title, country, sex, company."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property

from spacy.tokens import Token

from kg import syntax
from kg.gazetteer import Gazetteer
from kg.listing import lists
from kg.member import INTERNATIONAL
from kg.names import fold, name_parts
from kg.naming import Name, Recognised, Sense, Title, sense
from kg.parse import Sentence

COUNTRY_TYPES = {"state", "adjective", "demonym", "capital", "metonym"}


class Surroundings:
    """The words around the names of one article.

    Args:
        sentences: parsed, in text order.
        recognised: the names of each sentence.
        named: the names whose bearer is known, by sentence and first token.
        words: gives a set of words of the grammar.
        gazetteer: for the countries of names.
    """

    def __init__(
        self,
        sentences: Sequence[Sentence],
        recognised: Sequence[Recognised],
        named: Container[tuple[int, int]],
        words: Callable[[str], frozenset[str]],
        gazetteer: Gazetteer,
    ) -> None:
        self._sentences, self._recognised, self._named = sentences, recognised, named
        self._words, self._gazetteer = words, gazetteer

    def country_after(self, i: int, name: Name) -> str:
        """ "President X of Ruritania": the country after a name."""
        doc = self._sentences[i].doc
        k = name.last + 1
        if k + 1 >= len(doc) or doc[k].lower_ not in {"of", "("}:
            return ""
        k += 1 + (doc[k + 1].lower_ == "the")
        following = self._recognised[i].name_at(k)
        return self.country_of(following) if following is not None and following.type != "person" else ""

    def sex(self, i: int, name: Name, titles: Sequence[Title], known: bool | None) -> bool | None:
        """Whether a person is a woman, as "Mrs", "spokeswoman" or her given name say; what was known, where they do not."""
        doc = self._sentences[i].doc
        said = {t.lower_ for t in doc[max(0, name.first - 3) : name.first]}
        said |= {w for t in titles for w in t.words.lower().split()}
        if said & self._words("feminine"):
            return True
        if said & self._words("masculine"):
            return False
        given = fold(name_parts(name.text)[0]) if len(name_parts(name.text)) > 1 else ""
        return True if known is None and given in self._words("feminine_names") else known

    def country_beside(self, i: int, name: Name) -> str:
        """The country of a noun in apposition: "the Ruritanian banker, X", "X, a senior Ruritanian lawmaker"."""
        head = self._sentences[i].doc[name.first : name.last + 1].root
        if (respective := self.respective(i, name)) is not None:
            return respective
        nouns = [c for c in head.children if c.dep_ == "appos" and c.pos_ == "NOUN"]
        nouns += [head.head] if head.dep_ == "appos" and head.head.pos_ == "NOUN" else []
        return next((c for n in nouns if (c := self.country_left(i, n.i))), "")

    def respective(self, i: int, name: Name) -> str | None:
        """ "His Greek and Cypriot counterparts, X and Y": as many countries as names, in the same order."""
        run = next((r for r in self.listed[i] if any(n.first == name.first for n in r)), [])
        doc = self._sentences[i].doc
        if not run or run[0].first < 2:
            return None
        k = run[0].first - 1
        if doc[k].text == ",":
            k -= 1
            while k > 0 and self._posts(i, k):
                k -= 1
        if doc[k].tag_ != "NNS":
            return None
        before = [n for n in self._recognised[i].names if n.last <= k and n.type in {"adjective", "state"}][-len(run) :]
        if len(before) != len(run) or not all(
            t.dep_ in {"amod", "conj", "cc", "punct", "nmod", "compound"} for t in doc[before[0].first : k]
        ):
            return None
        return self.country_of(before[[n.first for n in run].index(name.first)])

    def _posts(self, i: int, k: int) -> bool:
        """Tell whether a word tells where somebody is posted: the "to Ruritania" of "the ambassadors to Ruritania"."""
        name = self._recognised[i].name_at(k)
        word = self._sentences[i].doc[k]
        return word.lower_ in self._words("of_state") or (
            name is not None and name.type == "state" and word.tag_ != "NNS"
        )

    def title_before(self, i: int, name: Name) -> Title | None:
        """The last title that ends right before a name; of two in a row, the nearer."""
        close = [
            t
            for t in self._recognised[i].titles
            if 0 <= name.first - t.last - 1 <= 5 and self._only_between(i, t.last + 1, name.first)
        ]
        return close[-1] if close else None

    def bearer(self, i: int, title: Title) -> Name | None:
        """Give the name of a title's bearer: "the prime minister, X"; "Leader of the House and Minister Y"; "X MP"."""
        before = self._recognised[i].name_at(title.first - 1) if title.first > 0 else None
        if before is not None and (i, before.first) in self._named:
            return before
        for name in self._recognised[i].names:
            if name.type == "person" and name.first > title.last and (i, name.first) in self._named:
                near = self.title_before(i, name)
                return name if near is title or (near is not None and self._same_bearer(i, title, near)) else None
        return None

    def _same_bearer(self, i: int, title: Title, nearer: Title) -> bool:
        """Tell whether two titles in a row are of one person: both in capitals, with no article but before the first."""
        doc = self._sentences[i].doc
        between = doc[title.last + 1 : nearer.first]
        allowed = self._words("past_holders") | {"and"}
        return (
            0 < len(between) < 4
            and all(t.lower_ in allowed for t in between)
            and doc[title.first].text[0].isupper()
            and doc[nearer.first].text[0].isupper()
        )

    def _only_between(self, i: int, first: int, last: int) -> bool:
        """Tell whether only a comma, an article, honorifics and a country stand between a title and a name."""
        names = self._recognised[i]
        return all(
            t.text == ","
            or t.lower_ in self._words("of_state")
            or t.lower_ in self._words("honorifics")
            or ((name := names.name_at(t.i)) is not None and name.type == "state")
            for t in self._sentences[i].doc[first:last]
        )

    def apposed_titles(self, i: int, name: Name) -> Iterator[Title]:
        """ "Wang Yi, China's foreign minister, ..." and "the foreign minister, Wang Yi"."""
        doc = self._sentences[i].doc
        head = doc[name.first : name.last + 1].root
        for title in self._recognised[i].titles:
            if title.first == name.last + 1:  # "X MP, minister of trade": the parser takes the letters for the head
                head = doc[title.first : title.last + 1].root
            top = doc[title.first : title.last + 1].root
            below = top.head.i == head.i and top.dep_ in {"appos", "compound", "nmod"}
            is_one = top.dep_ == "attr" and head.dep_ == "nsubj" and head.head.i == top.head.i  # "X is the premier"
            if (below and not self._bears_name(i, title)) or (head.head.i == top.i and head.dep_ == "appos") or is_one:
                yield title

    def _bears_name(self, i: int, title: Title) -> bool:
        """Tell whether a title has a name of its own behind it, and so is not the apposition of another."""
        name = self._recognised[i].name_at(title.last + 1) if title.last + 1 < len(self._sentences[i].doc) else None
        return name is not None and name.type == "person"

    def country_of_title(self, i: int, title: Title) -> str:
        """Give the country of an office: "Georgia's prime minister", "the minister of foreign affairs of Nauru"."""
        country = self.country_inside(i, title.first, title.last) or self._sender(i, title)
        if country:
            return country
        inside = (self._recognised[i].name_at(k) for k in range(title.first, title.last + 1))
        if title.slug not in self._words("posted_offices") and any(
            n is not None and self._international(n) for n in inside
        ):
            return INTERNATIONAL
        doc = self._sentences[i].doc
        k = title.last + 1
        while k < len(doc) and doc[k].lower_ in self._words("of_state"):
            name = self._recognised[i].name_at(k)
            if name is not None and self.country_of(name):
                return self.country_of(name)
            k += 1
        if not title.last + 1 < k < len(doc) or (
            title.slug in self._words("posted_offices") and doc[title.last + 1].lower_ in {"to", "for"}
        ):
            return ""
        name = self._recognised[i].name_at(k)
        return self.country_of(name) or self._international(name) if name is not None else ""

    def _sender(self, i: int, title: Title) -> str:
        """The country before a title; of two before an envoy, the first: "the UN Syria envoy", "the US Iran envoy"."""
        country = self.country_left(i, title.first)
        owner = self._sentences[i].doc[title.first - 1] if title.first > 0 else None
        if owner is not None and owner.tag_ == "PRP$":
            return self.country_above(i, owner)
        before = self._recognised[i].name_at(title.first - 1) if title.first > 0 else None
        if before is not None and title.slug in self._words("posted_offices"):
            return self.country_left(i, before.first) or country
        return country

    def country_above(self, i: int, token: Token) -> str:
        """The country of those who tell what a word stands in: "Ruritania confirmed that its minister, X, ..."."""
        for verb in token.ancestors:
            for subject in syntax.surface_subjects(verb) if syntax.is_verb(verb) else ():
                name = self._recognised[i].name_at(subject.i)
                told = subject.i < token.i and not subject.is_ancestor(token)
                country = told and ((name and self.country_of(name)) or self.country_left(i, subject.i))
                if country and country != INTERNATIONAL:
                    return country
        return ""

    def country_left(self, i: int, first: int) -> str:
        """Give the country named just before a token: adjectives and possessives, read leftwards."""
        doc = self._sentences[i].doc
        k = first - 1
        steps = 0
        while k >= 0 and steps < 6:
            token = doc[k]
            name = self._recognised[i].name_at(k)
            if name is not None and name.type == "person":
                return ""
            if name is not None:
                country = self.country_of(name) or self._international(name)
                if country:
                    return country
            if not self._inside_phrase(token) or (token.pos_ == "DET" and token.lower_ != "all"):
                return ""
            k -= 1
            steps += 1
        return ""

    def _inside_phrase(self, token: Token) -> bool:
        """Tell whether a word can stand inside a noun phrase, before its head."""
        if token.text in {",", ";", "(", '"', "“"} or token.lower_ == "and":
            return False
        return token.pos_ in {"ADJ", "NOUN", "PROPN", "PART", "DET", "ADV", "PUNCT", "NUM"} or token.tag_ in {
            "POS",
            "VBN",
            "VBG",
        }

    def country_of(self, name: Name) -> str:
        """Give the country of the first reading of a name that has one."""
        readings: Iterable[Sense] = name.readings
        if not name.readings and name.type == "organization":  # "the Ruritanian Development Fund"
            readings = (sense(r, self._gazetteer) for m in self._gazetteer.match(name.text) for r in m.readings)
        for reading in readings:
            if reading.country and (reading.type in COUNTRY_TYPES or reading.type == "organization"):
                return reading.country
        return ""

    def _international(self, name: Name) -> str:
        """INTERNATIONAL for a listed organisation of no state, else ""."""
        listed = bool(name.readings) and name.readings[0].type == "organization" and not name.readings[0].country
        return INTERNATIONAL if listed else ""

    @cached_property
    def listed(self) -> list[list[list[Name]]]:
        """The lists of names of each sentence."""
        between = self._words("list_words") | self._words("honorifics")
        nouns, joins = self._words("group_nouns"), self._words("list_joins")
        return [lists(s.doc, r, between, nouns, joins) for s, r in zip(self._sentences, self._recognised)]

    def country_inside(self, i: int, first: int, last: int) -> str:
        """Give the country that is named by some tokens: the "Nauru" of "the Nauru Government"."""
        for k in range(first, last + 1):
            name = self._recognised[i].name_at(k)
            if name is not None and name.type != "person" and self.country_of(name):
                return self.country_of(name)
        return ""
