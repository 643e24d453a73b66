"""Recognise: parsed sentences give the names in them: people, states, organisations, places, and the offices they hold.

Names come from four sources that correct each other: the gazetteer, the parser's own names, titles ("Prime Minister X"),
and the other forms of a name in the same article. A name unknown to every list is still an actor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from kg.gazetteer import Gazetteer, Reading
from kg.model import Article
from kg.ontology import Ontology
from kg.parse import Sentence


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a name can mean, as the gazetteer gives it, with the country it acts for or lies in ("" for none)."""

    type: str
    id: str
    country: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a sentence: tokens first to last, what it may denote, and the office said of its bearer.

    `type` is person, state, adjective, demonym, capital, metonym, organization, medium, city, place or unknown.
    """

    first: int
    last: int
    text: str
    type: str
    readings: tuple[Sense, ...] = ()
    office: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """An office named in a sentence, tokens first to last; `slug` is the office, `words` the title as the text has it."""

    first: int
    last: int
    slug: str
    words: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """The names and titles of one sentence, in order, none overlapping another of its own sort."""

    names: tuple[Name, ...]
    titles: tuple[Title, ...]

    def name_at(self, i: int) -> Name | None:
        """Give the name that covers a token."""
        return next((n for n in self.names if n.first <= i <= n.last), None)

    def title_at(self, i: int) -> Title | None:
        """Give the title that covers a token."""
        return next((t for t in self.titles if t.first <= i <= t.last), None)


class Recogniser:
    """Finds names and titles in sentences. Built once from the ontology and the gazetteer."""

    def __init__(self, ontology: Ontology, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._honorifics = ontology.words("honorifics")
        self._particles = ontology.words("name_particles")
        self._titles: dict[tuple[str, ...], str] = {}
        for office in ontology.offices:
            for title in office.titles:
                for words in {tuple(title.split()), (*title.split()[:-1], _plural(title.split()[-1]))}:
                    self._titles.setdefault(words, office.slug)
        self._longest = max(map(len, self._titles))

    def __call__(self, sentence: Sentence) -> Recognised:
        """Give the names and titles of a sentence."""
        doc = sentence.doc
        titles = tuple(self._find_titles(doc))
        names = _without_overlap([*self._people(doc, titles), *self._listed(doc), *_unlisted(doc)])
        return Recognised(tuple(sorted(names, key=lambda n: n.first)), titles)

    def _find_titles(self, doc: Doc) -> Iterator[Title]:
        words = [_plain(t) for t in doc]
        i = 0
        while i < len(words):
            for n in range(min(self._longest, len(words) - i), 0, -1):
                slug = self._titles.get(tuple(words[i : i + n]))
                if slug and doc[i + n - 1].pos_ in {"NOUN", "PROPN", "ADJ"} and not _inside_name(doc, i):
                    last = _portfolio(doc, i + n - 1)
                    yield Title(i, last, slug, doc[i : last + 1].text)
                    i = last
                    break
            else:
                slug = (
                    self._titles.get((words[i], words[i + 2]))
                    if i + 2 < len(words) and doc[i + 1].pos_ == "ADJ" and _capital(doc[i + 1])
                    else None
                )
                if slug:  # "the top Iranian diplomat"
                    yield Title(i, i + 2, slug, f"{doc[i].text} {doc[i + 2].text}")
                    i += 2
            i += 1

    def _people(self, doc: Doc, titles: Sequence[Title]) -> Iterator[Name]:
        after = {_past_comma(doc, t.last + 1, self._honorifics): t for t in titles if t.last + 1 < len(doc)}
        for i, token in enumerate(doc):
            title = after.get(i)
            honorific = i > 0 and doc[i - 1].lower_ in self._honorifics and doc[i - 1].text[0].isupper()
            if (title or honorific) and _capital(token):
                start = i
                while (
                    token.lower_ in self._honorifics
                    and start + 1 < len(doc)
                    and _capital(doc[start + 1])
                    and doc[start + 1].lower_ != "of"
                ):
                    start += 1
                    token = doc[start]
                last = _run(doc, start, self._particles)
                text = doc[start : last + 1].text
                if title is not None and self._is_place(text) and not _followed_by_name(doc, last):
                    continue
                yield Name(start, last, text, "person", (), title.slug if title else "", title.words if title else "")
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                first, last = _trim(doc, ent.start, ent.end - 1, self._honorifics, titles)
                if first <= last and _capital(doc[first]) and not self._is_place(doc[first : last + 1].text):
                    yield Name(first, last, doc[first : last + 1].text, "person")

    def _is_place(self, text: str) -> bool:
        matches = self.gazetteer.match(text)
        return len(matches) == 1 and matches[0].text == text and matches[0].readings[0].type not in {"person", "city"}

    def _listed(self, doc: Doc) -> Iterator[Name]:
        for match in self.gazetteer.match(doc.text):
            span = doc.char_span(match.start, match.end, alignment_mode="contract")
            if span is not None and len(span) > 0 and span.text == match.text:
                senses = tuple(sense(r, self.gazetteer) for r in match.readings)
                yield Name(span.start, span.end - 1, span.text, senses[0].type, senses)


def _without_overlap(names: Sequence[Name]) -> list[Name]:
    """Keep the longer of two that overlap; a name with readings before one without; then the earlier source."""
    kept: list[Name] = []
    rank = {id(n): k for k, n in enumerate(names)}
    for name in sorted(names, key=lambda n: (not n.office, n.first - n.last, not n.readings, rank[id(n)])):
        clash = next((k for k in kept if name.first <= k.last and k.first <= name.last), None)
        if clash is None:
            kept.append(name)
        elif clash.first == name.first and clash.last == name.last and name.office and not clash.office:
            kept[kept.index(clash)] = replace(clash, office=name.office, title=name.title, type="person")
    return kept


def _unlisted(doc: Doc) -> Iterator[Name]:
    """Names that the parser sees and no list has."""
    types = {"ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group"}
    for ent in doc.ents:
        if ent.label_ in types and any(_capital(t) for t in ent):
            first = ent.start + (doc[ent.start].pos_ == "DET" and len(ent) > 1)
            last = ent.end - 1 - (doc[ent.end - 1].tag_ == "POS" and len(ent) > 1)
            last = next((t.i - 1 for t in doc[first : last + 1] if t.text == "("), last)
            if first <= last:
                yield Name(first, last, doc[first : last + 1].text, types[ent.label_])


def _inside_name(doc: Doc, i: int) -> bool:
    """Tell whether a word is a later part of a person's name: the "Amir" of "Hossein Amir Abdollahian"."""
    return (
        doc[i].ent_type_ == "PERSON"
        and doc[i].ent_iob_ == "I"
        and doc[i - 1].ent_type_ == "PERSON"
        and i + 1 < len(doc)
        and doc[i + 1].ent_iob_ == "I"
    )


def _portfolio(doc: Doc, last: int) -> int:
    """Extend a title over its portfolio: "Minister for Foreign Affairs and External Trade"."""
    if last + 2 >= len(doc) or doc[last + 1].lower_ not in {"for", "of"} or not _capital(doc[last]):
        return last
    end = last
    for i in range(last + 2, min(last + 12, len(doc))):
        if _capital(doc[i]) and doc[i].ent_type_ not in {"GPE", "PERSON", "DATE"}:
            end = i
        elif doc[i].lower_ not in {"and", "the", ","} or (
            doc[i].text == "," and (i + 1 >= len(doc) or doc[i + 1].ent_type_ == "PERSON" or doc[i + 1].lower_ == "the")
        ):
            break
    return end


def _past_comma(doc: Doc, i: int, honorifics: frozenset[str]) -> int:
    """Give the first token of the name that follows a title, over a comma and honorifics: "the Prime Minister, the Hon X"."""
    k = i
    if (
        k + 1 < len(doc)
        and doc[k].text == ","
        and (doc[k + 1].lower_ in honorifics or doc[k + 1].ent_type_ == "PERSON" or doc[k + 1].lower_ == "the")
    ):
        k += 1
    while (
        k + 1 < len(doc)
        and (doc[k].lower_ in honorifics or doc[k].lower_ == "the")
        and k > i - 1
        and (doc[k + 1].lower_ in honorifics or _capital(doc[k + 1]))
    ):
        k += 1
    return k


def _trim(doc: Doc, first: int, last: int, honorifics: frozenset[str], titles: Sequence[Title]) -> tuple[int, int]:
    """Take titles, honorifics and possessive endings off a person's name."""
    titled = {i for t in titles for i in range(t.first, t.last + 1)}
    while first <= last and (first in titled or doc[first].lower_ in honorifics or doc[first].pos_ == "DET"):
        first += 1
    while last >= first and (
        doc[last].tag_ == "POS"
        or doc[last].is_punct
        or doc[last].ent_type_ in {"DATE", "TIME"}
        or doc[last].lower_ in {"'s", "’s"}
    ):
        last -= 1
    return first, last


def _run(doc: Doc, start: int, particles: frozenset[str]) -> int:
    """Give the last token of the run of name words that begins at a token."""
    last = start
    for i in range(start + 1, min(start + 8, len(doc))):
        token = doc[i]
        if token.ent_type_ in {"DATE", "TIME"}:
            break
        if (
            (_capital(token) and token.pos_ in {"PROPN", "NOUN", "ADJ", "VERB", "X"} and not token.is_punct)
            or (token.text == "-" and not token.whitespace_ and not doc[i - 1].whitespace_ and last == i - 1)
            or (last == i - 1 and doc[i - 1].text == "-")
        ):
            last = i
        elif token.lower_ in particles and i + 1 < len(doc) and _joins(doc, i):
            continue
        else:
            break
    return last


def _joins(doc: Doc, i: int) -> bool:
    return doc[i].lower_ != "of" and (_capital(doc[i + 1]) or doc[i + 1].text == "-" or doc[i].text == "-")


def _capital(token: Token) -> bool:
    return token.text[:1].isupper() or (token.text[:1] in "‘’'" and token.text[1:2].isupper())


def _followed_by_name(doc: Doc, last: int) -> bool:
    return last + 1 < len(doc) and _capital(doc[last + 1])


def _plain(token: Token) -> str:
    return token.lower_.replace("’", "'")


def _plural(word: str) -> str:
    irregular = {"man": "men", "woman": "women"}
    for end, plural in irregular.items():
        if word.endswith(end):
            return word[: -len(end)] + plural
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "ch", "x")) else "s")


def sense(reading: Reading, gazetteer: Gazetteer) -> Sense:
    """Complete a reading of the gazetteer with its country."""
    if gazetteer.state(reading.id) is not None:
        return Sense(reading.type, reading.id, reading.id)
    if reading.type in {"organization", "metonym"}:
        organisation = gazetteer.organisation(reading.id)
        return Sense("organization", reading.id, organisation.country if organisation else "")
    if reading.type == "medium":
        medium = gazetteer.medium(reading.id)
        return Sense("medium", reading.id, medium.country if medium else "")
    if reading.type == "city":
        city = gazetteer.city(reading.id)
        return Sense("city", reading.id, city.country if city else "")
    if reading.type == "place":
        place = gazetteer.place(reading.id)
        return Sense("place", reading.id, place.country if place else "")
    return Sense(reading.type, reading.id, "")


def local_country(article: Article, gazetteer: Gazetteer, dateline: str) -> str:
    """Give the country that a bare "the prime minister" means: the dateline's, else the publisher's, "" when unknown."""
    for text in (dateline, article.publisher):
        for match in gazetteer.match(text):
            for reading in match.readings:
                country = sense(reading, gazetteer).country
                if country:
                    return country
    medium = gazetteer.publisher(article.publisher) if article.publisher else None
    return medium.country if medium is not None else ""
