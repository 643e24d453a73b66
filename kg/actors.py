"""Actors: the names and phrases of one article, put together to who they are.

One `Cast` holds the actors of an article: persons under all forms of their name, states under name, adjective and
metonym, organisations, groups without a name. It answers who a token of a parsed sentence denotes: a name, "the Turkish
president", "his Chinese counterpart", "both sides", "he".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.tokens import Token

from kg import syntax
from kg.gazetteer import Gazetteer, Person
from kg.model import Actor, Article, Kind
from kg.ontology import Ontology
from kg.parse import Sentence
from kg.recognise import Name, Recognised, Title

COUNTRY_TYPES = {"state", "adjective", "demonym", "capital", "metonym"}


@dataclass(slots=True, eq=False)
class Member:
    """One actor of an article while it is being put together; `actor` gives the finished value."""

    name: str
    kind: Kind
    country: str = ""
    wikidata: str = ""
    office: str = ""
    feminine: bool | None = None
    state_media: bool = False
    aliases: set[str] = field(default_factory=set)
    countries: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)

    @property
    def actor(self) -> Actor:
        """The frozen value."""
        aliases = tuple(sorted(self.aliases - {self.name}))
        return Actor(self.name, self.kind, self.country, self.wikidata, aliases, self.state_media)


class Cast:
    """The actors of one article.

    Args:
        article: for its day of publication and its publisher.
        sentences: parsed, in text order.
        recognised: the names of each sentence.
        home: the country that a bare "the prime minister" belongs to, "" when unknown.
    """

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        recognised: Sequence[Recognised],
        ontology: Ontology,
        gazetteer: Gazetteer,
        home: str,
    ) -> None:
        self.article, self.sentences, self.recognised = article, sentences, recognised
        self.ontology, self.gazetteer, self.home = ontology, gazetteer, home
        self.words = ontology.words
        self._speech = frozenset(ontology.grammar["speech"]["verbs"])
        self.pronouns: dict[str, frozenset[str]] = {k: frozenset(v) for k, v in ontology.grammar["pronouns"].items()}
        self._by_doc = {id(s.doc): i for i, s in enumerate(sentences)}
        self.recognised = list(recognised)
        self.members: list[Member] = []
        self._persons: dict[str, list[Member]] = {}
        self._fixed: dict[tuple[str, str], Member] = {}
        self._named: dict[tuple[int, int], Member] = {}  # (sentence, first token of the name)
        self._gather()

    # ---- putting the cast together
    def _gather(self) -> None:
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if n.type == "person"]
        for i, name in sorted(
            people, key=lambda p: (self.sentences[p[0]].start < 0, len(_parts(p[1].text)) < 2, p[0], p[1].first)
        ):
            if self.sentences[i].start >= 0 or _fold(_parts(name.text)[-1]) in self._persons:
                self._named[i, name.first] = self._person(name)
        self.recognised = [self._with_family_names(i, r) for i, r in enumerate(self.recognised)]
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if (i, n.first) in self._named]
        for i, name in people:
            self._learn(self._named[i, name.first], i, name)
        for member in {id(m): m for ms in self._persons.values() for m in ms}.values():
            self._look_up(member)

    def _with_family_names(self, i: int, recognised: Recognised) -> Recognised:
        """Find the family names of known persons where the parser saw something else, or nothing."""
        names = []
        covered: set[int] = set()
        for name in recognised.names:
            if (
                not name.readings
                and name.type != "person"
                and name.first == name.last
                and self._of_known(name.text)
            ):
                name = replace(name, type="person", readings=())
                self._named[i, name.first] = self._person(name)
            names.append(name)
            covered |= set(range(name.first, name.last + 1))
        for token in self.sentences[i].doc:
            if (
                token.i not in covered
                and token.text[:1].isupper()
                and token.pos_ in {"PROPN", "NOUN", "ADJ", "VERB", "X"}
                and self._of_known(token.text)
            ):
                name = Name(token.i, token.i, token.text, "person")
                self._named[i, token.i] = self._person(name)
                names.append(name)
        return Recognised(tuple(sorted(names, key=lambda n: n.first)), recognised.titles)

    def _of_known(self, text: str) -> bool:
        """Tell whether a word is the family name of a person of the article."""
        known = self._persons.get(_fold(text), ())
        return len(text) > 2 and any(_fold(_parts(m.name)[-1]) == _fold(text) for m in known)

    def _person(self, name: Name) -> Member:
        parts = _parts(name.text)
        last = _fold(parts[-1])
        for member in (
            self._persons.get(last, ()) if len(parts) > 1 else [m for p in (last,) for m in self._persons.get(p, ())]
        ):
            if _compatible(parts, _parts(member.name)) and not self._other_office(name, member, parts):
                member.aliases.add(name.text)
                if len(parts) > len(_parts(member.name)):
                    member.name = name.text
                return member
        member = Member(name.text, Kind.PERSON)
        member.offices.update([name.office] if name.office else [])
        member.aliases.add(name.text)
        self.members.append(member)
        for part in dict.fromkeys((last, *(_fold(p) for p in parts))):
            self._persons.setdefault(part, []).append(member)
        return member

    def _other_office(self, name: Name, member: Member, parts: Sequence[str]) -> bool:
        """Tell whether a given name with a title is somebody else: "King Abdullah" beside "Prime Minister Abdullah Ensour"."""
        given = len(parts) == 1 and _fold(parts[0]) != _fold(_parts(member.name)[-1])
        return bool(given and name.office and member.offices and name.office not in member.offices)

    def _learn(self, member: Member, i: int, name: Name) -> None:
        """Take country, office and sex of a person from the words around one mention."""
        doc = self.sentences[i].doc
        title = next(
            (
                t
                for t in self.recognised[i].titles
                if 0 <= name.first - t.last - 1 <= 3 and self._only_between(i, t.last + 1, name.first)
            ),
            None,
        )
        if title is None:
            title = self._apposed_title(i, name)
        start = name.first
        if title is not None:
            member.offices[title.slug] += 1
            country = self.country_of_title(i, title)
            if country:
                member.countries[country] += 2
            start = min(start, title.first)
            if title.last < name.first:
                member.aliases.add(doc[title.first : name.last + 1].text)
        if start == name.first or title is None:
            country = self._country_left(i, name.first)
            if country:
                member.countries[country] += 1
        before = {doc[k].lower_ for k in range(max(0, name.first - 3), name.first)}
        if before & self.words("feminine"):
            member.feminine = True
        elif before & {"mr", "mr.", "sir", "king", "lord"}:
            member.feminine = False
        if name.first > 0 and doc[name.first - 1].lower_ in self.words("honorifics") and title is None:
            member.aliases.add(doc[name.first - 1 : name.last + 1].text)

    def _only_between(self, i: int, first: int, last: int) -> bool:
        """Tell whether only a comma, an article and honorifics stand between a title and a name."""
        return all(
            t.text == "," or t.lower_ == "the" or t.lower_ in self.words("honorifics")
            for t in self.sentences[i].doc[first:last]
        )

    def _apposed_title(self, i: int, name: Name) -> Title | None:
        """ "Wang Yi, China's foreign minister, ..." and "the foreign minister, Wang Yi"."""
        doc = self.sentences[i].doc
        head = doc[name.first : name.last + 1].root
        for title in self.recognised[i].titles:
            top = doc[title.first : title.last + 1].root
            if (
                top.head.i == head.i
                and top.dep_ in {"appos", "compound", "nmod"}
                or head.head.i == top.i
                and head.dep_ == "appos"
            ):
                return title
        return None

    def country_of_title(self, i: int, title: Title) -> str:
        """Give the country of an office: "Georgia's prime minister", "the minister of foreign affairs of Nauru"."""
        country = self._country_inside(i, title.first, title.last) or self._country_left(i, title.first)
        if country:
            return country
        doc = self.sentences[i].doc
        k = title.last + 1
        while k < len(doc) and doc[k].lower_ in {
            "of",
            "the",
            "for",
            "to",
            "islamic",
            "republic",
            "state",
            "kingdom",
            "government",
        }:
            name = self.recognised[i].name_at(k)
            if name is not None and self.country_of(name):
                return self.country_of(name)
            k += 1
        name = self.recognised[i].name_at(k) if title.last + 1 < k < len(doc) else None
        return self.country_of(name) if name is not None else ""

    def _country_left(self, i: int, first: int) -> str:
        """Give the country named just before a token: adjectives and possessives, read leftwards."""
        doc = self.sentences[i].doc
        k = first - 1
        steps = 0
        while k >= 0 and steps < 6:
            token = doc[k]
            name = self.recognised[i].name_at(k)
            if name is not None and name.type != "person":
                country = self.country_of(name)
                if country:
                    return country
            if name is not None and name.type == "person":
                return ""
            if (
                token.pos_ not in {"ADJ", "NOUN", "PROPN", "PART", "DET", "ADV", "PUNCT", "NUM"}
                and token.tag_ not in {"POS", "VBN", "VBG"}
                or token.text in {",", ";", "(", '"', "“"}
                or token.lower_ == "and"
            ):
                return ""
            k -= 1
            steps += 1
        return ""

    def country_of(self, name: Name) -> str:
        """Give the country of the first reading of a name that has one."""
        for reading in name.readings:
            if reading.type in COUNTRY_TYPES or reading.type == "organization":
                country = reading.country
                if country:
                    return country
        return ""

    def _look_up(self, member: Member) -> None:
        """Complete a person from the gazetteer: country, identifier, full name, office on the day."""
        said = member.countries.most_common(1)[0][0] if member.countries else ""
        holders = self.gazetteer.person(member.name, self.article.published, said)
        full = len(_parts(member.name)) > 1
        if not full and not said:
            holders = tuple(h for h in holders if self._plausible(h, member))[:1]
        holder = holders[0] if holders and (full or said or len(holders) == 1) else None
        if holder is not None and said and holder.country(self.article.published) not in {"", said}:
            holder = None
        member.country = said or (holder.country(self.article.published) if holder else "")
        if holder is not None:
            member.wikidata = holder.wikidata
            if not full:
                member.aliases.add(member.name)
                member.name = holder.name
        if not member.country and member.offices and holder is None and "organisation-head" not in member.offices:
            member.country = self.home
        member.office = member.offices.most_common(1)[0][0] if member.offices else self._held(member)

    def _plausible(self, holder: Person, member: Member) -> bool:
        """Tell whether a family name alone may mean an office holder: one of the home country, or a leader of that day."""
        if self.article.published is None:
            return False
        tenure = holder.tenure(self.article.published)
        if tenure is None or not tenure.covers(self.article.published):
            return False
        return tenure.office in self.words("leading_offices") or bool(member.offices) and tenure.country == self.home

    def _held(self, member: Member) -> str:
        offices = self.gazetteer.offices(member.wikidata, self.article.published) if member.wikidata else ()
        return next((o for o in offices if o != "other"), "")

    # ---- who a token denotes
    def at(self, token: Token) -> int:
        """Give the number of the sentence of a token."""
        return self._by_doc[id(token.doc)]

    def name_at(self, token: Token) -> Name | None:
        """Give the name that covers a token."""
        return self.recognised[self.at(token)].name_at(token.i)

    def of(self, token: Token, depth: int = 0) -> tuple[Member, ...]:
        """Give the actors that a token denotes as the head of its phrase, () where it denotes none."""
        if depth > 4:
            return ()
        i = self.at(token)
        name = self.recognised[i].name_at(token.i)
        if name is not None:
            member = self._of_name(i, name, token)
            if member is not None:
                return (member,)
            if name.type in {"city", "place", "unknown", "organization"}:
                return ()
        if token.pos_ == "PRON" or token.tag_ in {"PRP", "PRP$"}:
            return self._of_pronoun(i, token)
        if token.pos_ == "PROPN":
            member = self._of_family_name(token)
            if member is not None:
                return (member,)
        return self._of_phrase(i, token, depth)

    def _of_name(self, i: int, name: Name, token: Token) -> Member | None:
        if name.type == "person":
            return self._named.get((i, name.first)) or self._person(name)
        for reading in name.readings:
            if reading.type in {"state", "metonym", "capital"} and reading.country:
                return self.state(reading.country, name.text, reading.type)
            if reading.type == "adjective" and reading.country and token.i == name.last and self._stands_alone(token):
                return self.state(reading.country, name.text, reading.type)
            if reading.type == "demonym" and reading.country:
                return self.group(name.text, reading.country)
            if reading.type in {"organization", "medium"}:
                return self.organisation(reading.id, name.text)
        if name.type == "organization" or (name.type == "place" and not name.readings):
            return self._unlisted_organisation(i, name)
        return None

    def _stands_alone(self, adjective: Token) -> bool:
        """An adjective used as a name: "US-Russian talks", "the Chinese said"."""
        head = adjective.head
        return (
            adjective.dep_ not in {"amod", "compound", "nmod"} or head.lemma_.lower() not in self.words("group_nouns")
        )

    def state(self, country: str, alias: str, type_: str = "state") -> Member:
        """Give the member that is a state, or a body that acts like one (the EU)."""
        key = ("state", country)
        if key not in self._fixed:
            state = self.gazetteer.state(country)
            if state is None:
                return self.organisation(country, alias)
            member = Member(state.name, Kind.STATE, country, state.wikidata)
            self._fixed[key] = member
            self.members.append(member)
        if type_ != "adjective":
            self._fixed[key].aliases.add(alias)
        return self._fixed[key]

    def organisation(self, key: str, alias: str) -> Member:
        """Give the member that is a listed organisation or medium."""
        known = self.gazetteer.organisation(key)
        medium = None if known else self.gazetteer.medium(key)
        slot = ("organisation", key)
        if slot not in self._fixed:
            found = known or medium
            member = Member(
                found.name if found else alias,
                Kind.ORGANIZATION,
                found.country if found else "",
                known.wikidata if known else "",
            )
            member.state_media = bool(medium and medium.state_media)
            self._fixed[slot] = member
            self.members.append(member)
        self._fixed[slot].aliases.add(alias)
        return self._fixed[slot]

    def source(self, token: Token) -> Member:
        """Give the member that a phrase names as a source: "state media", "a foreign ministry official"."""
        i = self.at(token)
        name = self.recognised[i].name_at(token.i)
        if name is not None:
            return self._other(name.text, Kind.ORGANIZATION, self._country_left(i, name.first))
        countries = self._phrase_countries(i, token)
        return self._other(_bare(_phrase(token)), Kind.GROUP, countries[0] if len(countries) == 1 else "")

    def country_name(self, country: str) -> str:
        """Give the usual name of a state."""
        state = self.gazetteer.state(country)
        return state.name if state else country

    def _unlisted_organisation(self, i: int, name: Name) -> Member | None:
        """An organisation that no list has; "the Howard Government" is a state, "the SAARC Summit" a meeting."""
        last = self.sentences[i].doc[name.last].lemma_.lower()
        if last in self.words("not_organisations"):
            return None
        if last in self.words("state_nouns"):
            known = (m for p in _parts(name.text)[:-1] for m in self._persons.get(_fold(p), ()))
            country = (
                self._country_inside(i, name.first, name.last)
                or next((m.country for m in known if m.country), "")
                or self._country_left(i, name.first)
                or self.home
            )
            return self.state(country, name.text) if country else None
        return self._other(
            name.text,
            Kind.ORGANIZATION,
            self._country_inside(i, name.first, name.last) or self._country_left(i, name.first),
        )

    def _country_inside(self, i: int, first: int, last: int) -> str:
        for k in range(first, last + 1):
            name = self.recognised[i].name_at(k)
            if name is not None and name.type != "person" and self.country_of(name):
                return self.country_of(name)
        return ""

    def group(self, text: str, country: str) -> Member:
        """Give the member that is an unnamed group of people, companies or states."""
        return self._other(text, Kind.GROUP, country)

    def _other(self, text: str, kind: Kind, country: str) -> Member:
        key = (str(kind), f"{_fold(text)}|{country}")
        if key not in self._fixed:
            self._fixed[key] = Member(text, kind, country)
            self.members.append(self._fixed[key])
        self._fixed[key].aliases.add(text)
        return self._fixed[key]

    def _of_family_name(self, token: Token) -> Member | None:
        found = [m for m in self._persons.get(_fold(token.text), ()) if m.kind is Kind.PERSON]
        if len(found) == 1 or (found and _fold(_parts(found[0].name)[-1]) == _fold(token.text)):
            found[0].aliases.add(token.text)
            return found[0]
        return None

    # ---- phrases without a name
    def _of_phrase(self, i: int, token: Token, depth: int) -> tuple[Member, ...]:
        lemma = token.lemma_.lower()
        apposed = [c for c in token.children if c.dep_ == "appos" and c.i > token.i]
        title = self.recognised[i].title_at(token.i)
        for child in apposed:
            name = self.recognised[i].name_at(child.i)
            if name is not None and name.type == "person":
                return self.of(child, depth + 1)
        if lemma in self.words("counterparts") or token.lower_ in self.words("counterparts"):
            return self._counterpart(i, token, depth)
        if self._is_pair(i, token):
            pair = self._pair(i, token)
            if pair:
                return pair
        if title is not None and token.tag_ not in {"NNS", "NNPS"}:
            return self._office_alone(i, token, title)
        if title is not None:
            return self._offices(i, token, title)
        if lemma in self.words("quantities"):
            counted = [t for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for t in syntax.objects_of(c)]
            if counted:
                return tuple(m for t in counted for m in self.of(t, depth + 1))
        if lemma in self.words("state_nouns"):
            states = self._state_phrase(i, token)
            if states or token.tag_ != "NNS":
                return states
        if lemma in self.words("group_nouns"):
            return self._group_phrase(i, token)
        return ()

    def _phrase_countries(self, i: int, token: Token) -> list[str]:
        """Give the countries named inside a noun phrase, in order: "Iranian and Turkish ministers", "leaders of Mali"."""
        first, last = syntax.noun_phrase(token)
        out = []
        k = first
        while k <= last:
            name = self.recognised[i].name_at(k)
            if name is not None and name.type != "person":
                country = self.country_of(name)
                if country and country not in out:
                    out.append(country)
            elif name is not None and k < token.i:
                member = self._named.get((i, name.first))
                if member is not None and member.country and member.country not in out:
                    out.append(member.country)
            k = (name.last if name is not None else k) + 1
        for child in token.children:
            if child.dep_ == "poss" and child.tag_ == "PRP$":
                out += [m.country for m in self._of_pronoun(i, child) if m.country and m.country not in out]
        return out

    def _state_phrase(self, i: int, token: Token) -> tuple[Member, ...]:
        countries = self._phrase_countries(i, token)
        first, last = syntax.noun_phrase(token)
        text = self.sentences[i].doc[first : last + 1].text
        if not countries and self.home and token.lower_ in {"government", "cabinet"} and self._definite(token):
            countries = [self.home]
        return tuple(self.state(c, _bare(text)) for c in countries[:3])

    def _group_phrase(self, i: int, token: Token) -> tuple[Member, ...]:
        lemma = token.lemma_.lower()
        if any(c.tag_ == "PRP$" for c in token.children) and lemma in self.words("entourage"):
            return ()
        countries = self._phrase_countries(i, token)
        text = _bare(_phrase(token))
        single = token.tag_ in {"NN", "NNP"}
        several = any(c.lower_ in {"any", "every", "each"} for c in token.children)
        if not text or (single and lemma not in self.words("collectives") and not countries and not several):
            return ()
        kind = Kind.GROUP
        if single and lemma in self.words("bodies"):
            kind = Kind.ORGANIZATION
        elif single and lemma not in self.words("collectives") and not several:
            kind = Kind.PERSON
        if not countries and self.home and lemma in self.words("domestic"):
            countries = [self.home]
        return (self._other(text, kind, countries[0] if len(countries) == 1 else ""),)

    def _office_alone(self, i: int, token: Token, title: Title) -> tuple[Member, ...]:
        """ "The Turkish president", "the foreign minister": a person of the article, else the holder on the day, else the office."""
        country = self.country_of_title(i, title) or next(iter(self._phrase_countries(i, token)), "")
        doc = self.sentences[i].doc
        first, last = syntax.noun_phrase(token)
        text = _bare(doc[first : last + 1].text)
        past = any(doc[k].lower_ in self.words("past_holders") for k in range(max(0, title.first - 2), title.first))
        slug = title.slug
        for member in self._by_office(slug, country, i, token):
            member.aliases.add(text)
            return (member,)
        if country and not past and self.article.published:
            offices = ("head-of-state", "head-of-government") if slug == "leader" else (slug,)
            for office in offices:
                holders = self.gazetteer.holders(country, office, self.article.published)
                if len(holders) >= 1:
                    return (self._holder(holders[0], text, office, country),)
        if not country and not self._definite(token):
            return ()
        complement = any(c.dep_ == "prep" and c.lower_ in {"of", "to", "for"} for c in token.children)
        country = country or ("" if complement else self.home)
        state = self.gazetteer.state(country) if country else None
        name = f"{title.words[:1].upper()}{title.words[1:]} of {state.name}" if state else text
        member = self._other(name, Kind.PERSON, country)
        member.aliases.add(text)
        member.office = slug
        return (member,)

    def _definite(self, token: Token) -> bool:
        return (
            any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in token.children)
            or token.pos_ == "PROPN"
        )

    def _by_office(self, slug: str, country: str, i: int, token: Token) -> Iterator[Member]:
        """Persons of the article who hold an office, the last mentioned first."""
        related = {
            "leader": {"head-of-state", "head-of-government", "leader", "crown-prince", "organisation-head"},
            "foreign-minister": {"foreign-minister", "minister"},
            "minister": {"minister", "foreign-minister", "defence-minister", "head-of-government"},
        }
        wanted = related.get(slug, {slug})
        for member in self._recent(i, token):
            offices = {member.office, *member.offices}
            if offices & wanted and (not country or member.country == country):
                yield member

    def _recent(self, i: int, token: Token) -> Iterator[Member]:
        """Named persons before a token, the nearest first, each once; then those that come later."""
        seen: set[int] = set()
        order = [
            (s, n)
            for s in range(i, -1, -1)
            for n in reversed(self.recognised[s].names)
            if n.type == "person" and (s < i or n.last < token.i)
        ]
        order += [
            (s, n)
            for s in range(i, len(self.recognised))
            for n in self.recognised[s].names
            if n.type == "person" and (s > i or n.first > token.i)
        ]
        for s, name in order:
            member = self._named.get((s, name.first))
            if member is not None and id(member) not in seen:
                seen.add(id(member))
                yield member

    def _holder(self, holder: Person, text: str, office: str, country: str) -> Member:
        for member in self._persons.get(_fold(_parts(holder.name)[-1]), ()):
            if _compatible(_parts(holder.name), _parts(member.name)):
                member.aliases.add(text)
                return member
        member = self._other(holder.name, Kind.PERSON, country)
        member.wikidata, member.office = holder.wikidata, office
        member.aliases.add(text)
        return member

    def _offices(self, i: int, token: Token, title: Title) -> tuple[Member, ...]:
        """ "The foreign ministers of Iran, Russia and Turkey": persons of the article with that office, else the states."""
        countries = self._phrase_countries(i, token)
        if not countries:
            return self._group_phrase(i, token) if self._definite(token) is False else self._pair(i, token)
        if len(countries) == 1:
            return self._group_phrase(i, token)
        out = []
        for country in countries:
            person = next((m for m in self._by_office(title.slug, country, i, token)), None)
            out.append(
                person
                or self.state(country, self.gazetteer.state(country).name if self.gazetteer.state(country) else country)
            )
        return tuple(out)

    def _counterpart(self, i: int, token: Token, depth: int) -> tuple[Member, ...]:
        """ "His Chinese counterpart": named just after, else the one of that country with the same office."""
        doc = self.sentences[i].doc
        for k in range(token.i + 1, min(token.i + 4, len(doc))):
            name = self.recognised[i].name_at(k)
            if name is not None and name.type == "person":
                return (self._named[i, name.first],)
            if doc[k].text != "," and doc[k].lower_ not in self.words("honorifics"):
                break
        countries = self._phrase_countries_strict(i, token)
        office = self._office_of_owner(i, token)
        if token.tag_ == "NNS" and office and len(countries) > 1:
            return tuple(self._official(c, office, "", i, token) for c in countries)
        if token.tag_ == "NNS" or not countries:
            if not countries:
                return ()
            return (self.group(_bare(_phrase(token)), countries[0]),)
        if office:
            for member in self._by_office(office, countries[0], i, token):
                member.aliases.add(_bare(_phrase(token)))
                return (member,)
            if self.article.published:
                holders = self.gazetteer.holders(countries[0], office, self.article.published)
                if holders:
                    return (self._holder(holders[0], _bare(_phrase(token)), office, countries[0]),)
        member = self._other(_bare(_phrase(token)), Kind.PERSON, countries[0])
        member.office = office
        return (member,)

    def _official(self, country: str, office: str, alias: str, i: int, token: Token) -> Member:
        """The holder of an office of a state: somebody of the article, the one known for the day, or the office itself."""
        member = next(self._by_office(office, country, i, token), None)
        holders = self.gazetteer.holders(country, office, self.article.published) if self.article.published else ()
        if member is None and holders:
            member = self._holder(holders[0], alias, office, country)
        if member is None:
            member = self._other(f"{office.replace('-', ' ').capitalize()} of {self.country_name(country)}", Kind.PERSON, country)
            member.office = office
        member.aliases.update([alias] if alias else [])
        return member

    def _phrase_countries_strict(self, i: int, token: Token) -> list[str]:
        out = []
        for modifier in syntax.modifiers(token):
            name = self.recognised[i].name_at(modifier.i)
            country = self.country_of(name) if name is not None else ""
            if country and country not in out:
                out.append(country)
        return out

    def _office_of_owner(self, i: int, token: Token) -> str:
        owners = [m for c in token.children if c.dep_ == "poss" for m in self.of(c)]
        if not owners:
            verb = syntax.climb(token)
            owners = [
                m for t in syntax.surface_subjects(verb) if verb.i != token.i and t.i != token.i for m in self.of(t)
            ][:1]
        return owners[0].office if owners else ""

    # ---- "the two leaders", "he", "they"
    def _is_pair(self, i: int, token: Token) -> bool:
        lemma = token.lemma_.lower()
        if lemma not in self.words("pairs") or token.dep_ in {"nummod", "amod", "compound", "nmod"}:
            return False
        if self._phrase_countries_strict(i, token) or any(c.dep_ in {"prep", "poss"} for c in token.children):
            return False
        marked = any(c.lower_ in self.words("pair_words") for c in token.children) or lemma in {
            "pair",
            "duo",
            "trio",
        } | set(self.words("pair_words"))
        return marked or (token.tag_ == "NNS" and any(c.lower_ in {"the", "these"} for c in token.children))

    def _pair(self, i: int, token: Token) -> tuple[Member, ...]:
        """The last two parties of different countries mentioned together, persons before states where people are meant."""
        lemma = token.lemma_.lower()
        states = lemma in {"country", "nation", "government", "state", "neighbor", "neighbour", "side", "party", "ally"}
        for s in range(i, -1, -1):
            found = self._parties(s, token.i if s == i else None, states)
            if len(found) >= 2:
                return tuple(found[:2])
        found = []
        for s in range(i, -1, -1):
            for member in reversed(self._parties(s, token.i if s == i else None, states)):
                if all(member.country != f.country for f in found):
                    found.insert(0, member)
            if len(found) >= 2:
                return tuple(found[-2:])
        return ()

    def _parties(self, s: int, before: int | None, states: bool) -> list[Member]:
        out: list[Member] = []
        for name in self.recognised[s].names:
            if before is not None and name.first >= before:
                break
            if name.type == "person" and not states:
                member = self._named.get((s, name.first))
            elif name.type in {"state", "metonym"} and states:
                member = self.state(self.country_of(name), name.text, name.type) if self.country_of(name) else None
            else:
                member = None
            if member is not None and all(
                m is not member and (m.country != member.country or not m.country) for m in out
            ):
                out.append(member)
        return out

    def _of_pronoun(self, i: int, token: Token) -> tuple[Member, ...]:
        word = token.lower_
        if word in self.pronouns["masculine"] or word in self.pronouns["feminine"]:
            return self._singular(i, token, word in self.pronouns["feminine"])
        if word in self.pronouns["plural"]:
            return self._pair(i, token)
        if word in self.pronouns["first"]:
            speaker = self.speaker_at(i, token)
            return (speaker,) if speaker is not None else ()
        if word in self.pronouns["first_plural"]:
            speaker = self.speaker_at(i, token)
            if speaker is not None and speaker.country and self.gazetteer.state(speaker.country):
                return (self.state(speaker.country, self.gazetteer.state(speaker.country).name),)
        if word in self.pronouns["neuter"]:
            return self._neuter(i, token)
        return ()

    def _singular(self, i: int, token: Token, feminine: bool) -> tuple[Member, ...]:
        verb = syntax.climb(token)
        own = {t.i for t in syntax.surface_subjects(verb)} if verb.i != token.i else set()
        candidates: list[tuple[int, Member]] = []
        for distance, s in enumerate(range(i, max(-1, i - 4), -1)):
            doc = self.sentences[s].doc
            for name in self.recognised[s].names:
                if name.type != "person" or s == i and name.first >= token.i:
                    continue
                member = self._named.get((s, name.first))
                if member is None or member.feminine is not None and member.feminine != feminine:
                    continue
                head = doc[name.first : name.last + 1].root
                subject = head.dep_ in {"nsubj", "nsubjpass"}
                possessive = token.tag_ == "PRP$" or token.dep_ == "poss"
                if s == i and not possessive and head.i in own and token.dep_ not in {"nsubj", "nsubjpass"}:
                    continue
                if s == i and token.dep_ == "nsubj" and any(
                    c.dep_ == "ccomp" and c.left_edge.i <= head.i <= c.right_edge.i for c in verb.children
                ):
                    continue  # "..., he added": not somebody spoken of in the quotation
                candidates.append(
                    (
                        distance * 10
                        - 5 * subject
                        - (3 if s == i and possessive and head.i in own else 0)
                        - (name.first / 1000),
                        member,
                    )
                )
            if candidates and (distance >= 1 or any(c[0] < 0 for c in candidates)):
                break
        return (min(candidates, key=lambda c: c[0])[1],) if candidates else ()

    def _neuter(self, i: int, token: Token) -> tuple[Member, ...]:
        for s in range(i, max(-1, i - 2), -1):
            doc = self.sentences[s].doc
            for name in self.recognised[s].names:
                if (
                    name.type in {"state", "metonym", "organization", "capital"}
                    and (s < i or name.last < token.i)
                    and doc[name.first : name.last + 1].root.dep_ in {"nsubj", "nsubjpass"}
                ):
                    member = self._of_name(s, name, doc[name.last])
                    if member is not None and not member.state_media:
                        return (member,)
        return ()

    def speaker_at(self, i: int, token: Token) -> Member | None:
        """Who says "I" at a token: the speaker of the sentence or of those before it; else who issues the release."""
        for s in range(i, max(-1, i - 4), -1):
            for verb in self.sentences[s].doc:
                if verb.lemma_.lower() not in self._speech or not syntax.is_verb(verb):
                    continue
                if s == i and (verb.i == token.i or token.i not in {t.i for t in verb.subtree}):
                    continue
                for subject in syntax.surface_subjects(verb):
                    if (
                        subject.tag_ not in {"PRP", "PRP$"}
                        or subject.lower_ in self.pronouns["masculine"] | self.pronouns["feminine"]
                    ):
                        people = [m for m in self.of(subject, 1) if m.kind is Kind.PERSON]
                        if people:
                            return people[0]
            if not self._quoted(i):
                break
        return self.issuer

    def _quoted(self, i: int) -> bool:
        """Tell whether a sentence stands in quotation marks."""
        text = self.sentences[i].doc.text
        return (
            any(q in text for q in '“"”')
            or i > 0
            and self.sentences[i - 1].doc.text.count("“") > self.sentences[i - 1].doc.text.count("”")
        )

    @cached_property
    def issuer(self) -> Member | None:
        """The person who issues a press release: the one whom the publisher's name names, None for a medium."""
        name = re.split(r",| MP\b| \(", self.article.publisher)[0].strip()
        if len(_parts(name)) < 2 or name == self.article.publisher or self.gazetteer.publisher(self.article.publisher):
            return None
        for member in self.members:
            if member.kind is Kind.PERSON and _compatible(_parts(name), _parts(member.name)):
                return member
        member = self._person(Name(0, 0, name, "person"))
        self._look_up(member)
        member.country = member.country or self.home
        return member


def _phrase(token: Token) -> str:
    first, last = syntax.noun_phrase(token)
    return str(token.doc[first : last + 1].text)


def _parts(name: str) -> list[str]:
    return [p for p in re.split(r"[\s]+", re.sub(r"['’‘]s?\b$", "", name.strip())) if p] or [name]


def _fold(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w ]+", "", plain.casefold().replace("-", "")).strip()


def _compatible(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether two forms can be one person's name: the shorter's words are among the longer's, initials count."""
    short, long = sorted(([_fold(p) for p in a], [_fold(p) for p in b]), key=len)
    if len(short) == 1:
        return short[0] in {long[-1], long[0]} if len(long) > 1 else short == long
    return (
        short[-1] == long[-1]
        and any(s == w or (s[:1] == w[:1] and min(len(s), len(w)) == 1) for s in short[:-1] for w in long[:-1])
        or "".join(short) == "".join(long)
    )


def _bare(text: str) -> str:
    """A phrase without its article and possessive pronoun."""
    return re.sub(
        r"^(?:the|a|an|his|her|their|its|some|several|other|both|these|those|this|any)\s+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    ).strip(" ,'’\"“”")
