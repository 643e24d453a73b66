"""Recognise: parsed sentences give the names in them: people, states, organisations, places, and the offices they hold.

Names come from four sources that correct each other: the gazetteer, the parser's own names, titles ("Prime Minister X"),
and the other forms of a name in the same article. A name unknown to every list is still an actor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.gazetteer import Gazetteer
from kg.model import Article
from kg.naming import Name, Recognised, Title, sense
from kg.ontology import Ontology
from kg.parse import Sentence

COUNTRY_NAMES = {"state", "adjective", "demonym"}
UNSURE = {"", "PERSON", "ORG"}  # what the parser may call a person whom it does not know
SHOUTED = re.compile(r"\b[A-Z]{4,}\b")  # "IRANIAN FOREIGN MINISTER" in a heading


class Recogniser:
    """Finds names and titles in sentences. Built once from the ontology and the gazetteer."""

    def __init__(self, ontology: Ontology, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._honorifics = ontology.words("honorifics")
        self._particles = ontology.words("name_particles")
        self._portfolios = ontology.words("portfolios")
        self._suffixes = ontology.words("name_suffixes")
        self._no_persons = ontology.words("not_persons")
        self._titles: dict[tuple[str, ...], str] = {}
        for office in ontology.offices:
            for title in office.titles:
                words = title.replace("-", " - ").split()  # as the parser splits them
                for form in {tuple(title.split()), tuple(words), (*words[:-1], _plural(words[-1]))}:
                    self._titles.setdefault(form, office.slug)
        self._longest = max(map(len, self._titles))

    def __call__(self, sentence: Sentence) -> Recognised:
        """Give the names and titles of a sentence."""
        doc = sentence.doc
        listed = list(self._listed(doc))
        countries = _covered(n for n in listed if n.type in COUNTRY_NAMES)
        titles = tuple(self._find_titles(doc, frozenset(n.first for n in listed if n.type == "person") | countries))
        people = list(self._people(doc, titles, countries))
        introduced = {t.first for t in titles} | {
            n.first - 1 for n in people if doc[n.first - 1].lower_ in self._honorifics
        }
        unlisted = (self._or_person(doc, n) for n in _unlisted(doc) if n.first not in introduced)
        names = _without_overlap([*people, *listed, *unlisted])
        return Recognised(tuple(sorted(names, key=lambda n: n.first)), titles)

    # ---- titles
    def _find_titles(self, doc: Doc, ends: frozenset[int]) -> Iterator[Title]:
        words = [_plain(t) for t in doc]
        i = 0
        while i < len(words):
            title = self._title_at(doc, words, i, ends) or self._parted_title(doc, words, i)
            if title is not None:
                yield title
                i = title.last
            i += 1

    def _title_at(self, doc: Doc, words: Sequence[str], i: int, ends: frozenset[int]) -> Title | None:
        for n in range(min(self._longest, len(words) - i), 0, -1):
            slug = self._titles.get(tuple(words[i : i + n]))
            if slug and doc[i + n - 1].pos_ in {"NOUN", "PROPN", "ADJ"} and not _inside_name(doc, i):
                last = self._portfolio(doc, i + n - 1, ends)
                first = self._leftwards(doc, i) if n == 1 and slug == "minister" else i
                return Title(first, last, slug, doc[first : last + 1].text)
        return None

    def _leftwards(self, doc: Doc, i: int) -> int:
        """Extend a title back over its portfolio: "UNIFICATION Minister"."""
        while i > 0 and doc[i - 1].lower_ in self._portfolios and _capital(doc[i - 1]) and _capital(doc[i]):
            i -= 1
        return i

    def _parted_title(self, doc: Doc, words: Sequence[str], i: int) -> Title | None:
        """ "The top Iranian diplomat": a title of two words with a country between them."""
        if i + 2 >= len(words) or doc[i + 1].pos_ not in {"ADJ", "PROPN"} or not _capital(doc[i + 1]):
            return None
        slug = self._titles.get((words[i], words[i + 2]))
        return Title(i, i + 2, slug, f"{doc[i].text} {doc[i + 2].text}") if slug else None

    def _starts_title(self, doc: Doc, i: int) -> bool:
        return any(tuple(_plain(t) for t in doc[i : i + n]) in self._titles for n in (2, 3))

    def _portfolio(self, doc: Doc, last: int, ends: frozenset[int]) -> int:
        """Extend a title over its portfolio, "Minister of Trade and Regional Integration"; a token of `ends` is none of it."""
        if last + 2 >= len(doc) or not _capital(doc[last]):
            return last
        goes_on = doc[last + 1].lower_ == "and" and doc[last].lower_ in self._portfolios and _capital(doc[last + 2])
        if doc[last + 1].lower_ not in {"for", "of"} and not goes_on:
            return last
        end = known = last
        for i in range(last + 2, min(last + 16, len(doc))):
            token = doc[i]
            adjective = (
                i + 1 < len(doc) and i in ends and doc[i + 1].lower_ in self._portfolios and _capital(doc[i + 1])
            )
            if (
                (i in ends and not adjective)
                or self._starts_title(doc, i)
                or (token.ent_type_ in {"GPE", "PERSON", "DATE"} and token.lower_ not in self._portfolios)
            ):
                break
            if _capital(token):
                end = i
                known = i if token.lower_ in self._portfolios else known
            elif token.lower_ not in {"and", "the", "of", "for", ",", "'s", "’s"} or (
                token.text == "," and _leaves_list(doc, i)
            ):
                break
        return known if known > last else end

    # ---- people
    def _people(self, doc: Doc, titles: Sequence[Title], countries: frozenset[int]) -> Iterator[Name]:
        titled = frozenset(i for t in titles for i in range(t.first, t.last + 1))
        after = {
            _past_comma(doc, _past_country(doc, t.last + 1, countries), self._honorifics): t
            for t in titles
            if t.last + 1 < len(doc)
        }
        for i, token in enumerate(doc):
            title = after.get(i)
            honorific = i > 0 and doc[i - 1].lower_ in self._honorifics and doc[i - 1].text[0].isupper()
            if (title or honorific) and _capital(token) and token.pos_ not in {"PRON", "DET"}:
                name = self._titled(doc, i, title, titled)
                if name is not None:
                    yield name
                    yield from self._sharing(doc, name, title, titled, countries)
        for ent in doc.ents:
            if ent.label_ == "PERSON":
                first, last = self._trim(doc, ent.start, ent.end - 1, titled, countries)
                if first <= last and self._names_person(doc, first, last):
                    yield Name(first, last, doc[first : last + 1].text, "person")
        for title in titles:
            yield from self._unseen(doc, title)

    def _sharing(
        self, doc: Doc, first: Name, title: Title | None, titled: frozenset[int], countries: frozenset[int]
    ) -> Iterator[Name]:
        """The next bearer of a title in the plural: "Presidents X of Ruritania and Y of Freedonia"."""
        if title is None or doc[title.last].tag_ not in {"NNS", "NNPS"}:
            return
        at = first.last + 1
        if doc[at : at + 1].text == "of":
            at = next((i for i in range(at + 1, len(doc)) if i not in countries), len(doc))
        if doc[at : at + 1].text in {"and", ","} and at + 1 < len(doc) and _capital(doc[at + 1]):
            name = self._titled(doc, at + 1, title, titled)
            if name is not None and name.last > name.first:
                yield name
                yield from self._sharing(doc, name, title, titled, countries)

    def _unseen(self, doc: Doc, title: Title) -> Iterator[Name]:
        """A name in apposition to a title that the parser has not seen: "X Y, the foreign minister of Ruritania"."""
        head = doc[title.first : title.last + 1].root
        near = [c for c in head.children if c.dep_ == "appos"] + ([head.head] if head.dep_ == "appos" else [])
        for token in near:
            first = min(c.i for c in (token, *token.children) if c.i == token.i or c.dep_ == "compound")
            first, last = self._trim(doc, first, token.i, frozenset(), frozenset())
            words = doc[first : last + 1]
            new = all(_hyphen(t) or (t.pos_ == "PROPN" and t.ent_type_ in UNSURE and _capital(t)) for t in words)
            if new and len(words) > 1 and self._names_person(doc, first, last):
                yield Name(first, last, words.text, "person")

    def _titled(self, doc: Doc, start: int, title: Title | None, titled: frozenset[int]) -> Name | None:
        """The name that follows a title or an honorific."""
        while (
            doc[start].lower_ in self._honorifics
            and start + 1 < len(doc)
            and _capital(doc[start + 1])
            and doc[start + 1].lower_ != "of"
        ):
            start += 1
        last = _run(doc, start, self._particles, titled)
        first, last = self._trim(doc, start, last, titled, frozenset())
        if first > last or not self._names_person(doc, first, last, place=_followed_by_name(doc, last)):
            return None
        text = doc[first : last + 1].text
        return Name(first, last, text, "person", (), title.slug if title else "", title.words if title else "")

    def _trim(
        self, doc: Doc, first: int, last: int, titled: frozenset[int], countries: frozenset[int]
    ) -> tuple[int, int]:
        """Take countries, titles, honorifics, letters after the name and possessive endings off a person's name."""
        while first <= last and (
            first in titled
            or doc[first].lower_ in self._honorifics
            or doc[first].pos_ in {"DET", "PRON", "PUNCT", "PART"}
            or (first in countries and first < last and _qualifies_next(doc, first, titled, self._honorifics))
        ):
            first += 1
        while last >= first and (
            doc[last].tag_ == "POS"
            or doc[last].is_punct
            or doc[last].ent_type_ in {"DATE", "TIME"}
            or doc[last].lower_ in {"'s", "’s"}
            or (last > first and (doc[last].lower_ in self._suffixes or last in titled))
            or any(c.isdigit() for c in doc[last].text)
        ):
            last -= 1
        return first, last

    def _names_person(self, doc: Doc, first: int, last: int, place: bool = False) -> bool:
        """Tell whether words can be a person's name: capitals, and neither a place (unless told) nor a thing."""
        text = doc[first : last + 1].text
        if not _capital(doc[first]) or len(text) < 2 or doc[last].lemma_.lower() in self._no_persons:
            return False
        if doc[first].lower_ in self._no_persons or doc[first].tag_ in {"VBG", "VBZ"}:
            return False
        return place or not self._is_place(text)

    def _is_place(self, text: str) -> bool:
        calm = text.title() if text.isupper() else text
        matches = self.gazetteer.match(calm)
        return len(matches) == 1 and matches[0].text == calm and matches[0].readings[0].type not in {"person", "city"}

    def _or_person(self, doc: Doc, name: Name) -> Name:
        """Give an unlisted name as a person's that begins with a given name, whatever the parser takes it for."""
        words = [t for t in doc[name.first : name.last + 1] if t.text != "-"]
        called = len(words) in {2, 3, 4} and words[0].text in self.gazetteer.given_names
        if not called or not all(t.pos_ == "PROPN" and _capital(t) for t in words) or name.type == "group":
            return name
        plain = not any(t.lower_ in self._no_persons | self._portfolios for t in words)
        return replace(name, type="person") if plain and self._names_person(doc, name.first, name.last) else name

    # ---- names that a list has
    def _listed(self, doc: Doc) -> Iterator[Name]:
        text = doc.text
        found = self.gazetteer.match(text)
        calm = SHOUTED.sub(lambda m: m.group().title(), text)
        if calm != text:
            taken = {i for m in found for i in range(m.start, m.end)}
            found += tuple(m for m in self.gazetteer.match(calm) if not taken & set(range(m.start, m.end)))
        for match in found:
            span = doc.char_span(match.start, match.end, alignment_mode="contract")
            if span is not None and len(span) > 0 and len(span.text) == match.end - match.start:
                senses = tuple(sense(r, self.gazetteer) for r in match.readings)
                yield Name(span.start, span.end - 1, span.text, senses[0].type, senses)


def _without_overlap(names: Sequence[Name]) -> list[Name]:
    """Keep the longer of two that overlap; a name with readings before one without; then the earlier source."""
    kept: list[Name] = []
    rank = {id(n): k for k, n in enumerate(names)}
    for name in sorted(
        names, key=lambda n: (not _is_body(n), not n.office, n.first - n.last, not n.readings, rank[id(n)])
    ):
        clash = next((k for k in kept if name.first <= k.last and k.first <= name.last), None)
        if clash is None:
            kept.append(name)
        elif clash.first == name.first and clash.last == name.last and name.office and not clash.office:
            kept[kept.index(clash)] = replace(clash, office=name.office, title=name.title, type="person")
    return kept


def _is_body(name: Name) -> bool:
    """Tell whether a name is surely a body: "UN General Assembly" is no General Assembly."""
    return bool(name.readings) and name.type == "organization" and name.last > name.first


def _unlisted(doc: Doc) -> Iterator[Name]:
    """Names that the parser sees and no list has."""
    types = {"ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group"}
    for ent in doc.ents:
        if ent.label_ in types and any(_capital(t) for t in ent):
            first = ent.start + (doc[ent.start].pos_ == "DET" and len(ent) > 1)
            last = ent.end - 1 - (doc[ent.end - 1].tag_ == "POS" and len(ent) > 1)
            last = next((t.i - 1 for t in doc[first : last + 1] if t.text == "("), last)
            inner = [t.i for t in doc[first : last + 1] if t.lower_ == "the"]
            first = inner[-1] + 1 if inner and inner[-1] < last and doc[inner[-1] - 1].lower_ != "of" else first
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


def _past_country(doc: Doc, i: int, countries: frozenset[int]) -> int:
    """Give the token after the country of an office, where a name follows: "ambassador to Russia X"."""
    k = i
    if k + 1 < len(doc) and doc[k].lower_ in {"to", "of", "for", "in"}:
        k += 1 + (doc[k + 1].lower_ == "the")
        while k < len(doc) and k in countries:
            k += 1
    return k if k > i + 1 and k < len(doc) and _capital(doc[k]) and k - 1 in countries else i


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


def _run(doc: Doc, start: int, particles: frozenset[str], titled: frozenset[int]) -> int:
    """Give the last token of the run of name words that begins at a token."""
    last = start
    for i in range(start + 1, min(start + 12, len(doc))):
        token = doc[i]
        other = i in titled or token.tag_ in {"VBG", "VBZ", "VBD", "VBP"}
        if token.ent_type_ in {"DATE", "TIME"} or (other and token.ent_type_ != "PERSON"):
            break
        if (
            (_capital(token) and token.pos_ in {"PROPN", "NOUN", "ADJ", "VERB", "X"} and not token.is_punct)
            or (token.text == "-" and not token.whitespace_ and not doc[i - 1].whitespace_ and last == i - 1)
            or (last == i - 1 and doc[i - 1].text == "-")
        ):
            last = i
        elif token.lower_ in particles and i + 1 < len(doc) and _joins(doc, i, particles):
            continue
        else:
            break
    return last


def _joins(doc: Doc, i: int, particles: frozenset[str]) -> bool:
    if doc[i].lower_ == "of":
        return False
    following = doc[i + 1]
    if following.lower_ in particles and following.is_alpha and i + 2 < len(doc):  # "von der Leyen"
        following = doc[i + 2]
    return _capital(following) or following.text == "-" or doc[i].text == "-"


def _covered(names: Iterable[Name]) -> frozenset[int]:
    return frozenset(i for n in names for i in range(n.first, n.last + 1))


def _leaves_list(doc: Doc, comma: int) -> bool:
    """Tell whether a comma ends a portfolio: a name, an article or a small word follows."""
    return comma + 1 >= len(doc) or doc[comma + 1].ent_type_ == "PERSON" or not _capital(doc[comma + 1])


def _qualifies_next(doc: Doc, i: int, titled: frozenset[int], honorifics: frozenset[str]) -> bool:
    """Tell whether a country at the head of a name is no part of it: "Jordanian King X", "ambassador to Zimbabwe X"."""
    return (
        i + 1 in titled
        or doc[i + 1].lower_ in honorifics
        or doc[i].pos_ == "ADJ"
        or (i > 0 and doc[i - 1].lower_ in {"to", "of"})
    )


def _hyphen(token: Token) -> bool:
    return token.text == "-" and not token.whitespace_


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
