"""Cast: the names of one article, put together to who they are.

One `Cast` holds the actors of an article: persons under all forms of their name, states under name, adjective and
metonym, organisations, groups without a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

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
        self._by_doc = {id(s.doc): i for i, s in enumerate(sentences)}
        self.recognised = list(recognised)
        self.members: list[Member] = []
        self.persons: dict[str, list[Member]] = {}
        self._fixed: dict[tuple[str, str], Member] = {}
        self.named: dict[tuple[int, int], Member] = {}  # (sentence, first token of the name)
        self._gather()

    # ---- putting the cast together
    def _gather(self) -> None:
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if n.type == "person"]
        for i, name in sorted(
            people, key=lambda p: (self.sentences[p[0]].start < 0, len(name_parts(p[1].text)) < 2, p[0], p[1].first)
        ):
            if self.sentences[i].start >= 0 or fold(name_parts(name.text)[-1]) in self.persons:
                self.named[i, name.first] = self.person(name)
        self.recognised = [self._with_family_names(i, r) for i, r in enumerate(self.recognised)]
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if (i, n.first) in self.named]
        for i, name in people:
            self._learn(self.named[i, name.first], i, name)
        for member in {id(m): m for ms in self.persons.values() for m in ms}.values():
            self.look_up(member)

    def _with_family_names(self, i: int, recognised: Recognised) -> Recognised:
        """Find the family names of known persons where the parser saw something else, or nothing."""
        names = []
        covered: set[int] = set()
        for name in recognised.names:
            if not name.readings and name.type != "person" and name.first == name.last and self._of_known(name.text):
                name = replace(name, type="person", readings=())
                self.named[i, name.first] = self.person(name)
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
                self.named[i, token.i] = self.person(name)
                names.append(name)
        return Recognised(tuple(sorted(names, key=lambda n: n.first)), recognised.titles)

    def _of_known(self, text: str) -> bool:
        """Tell whether a word is the family name of a person of the article."""
        known = self.persons.get(fold(text), ())
        return len(text) > 2 and any(fold(name_parts(m.name)[-1]) == fold(text) for m in known)

    def person(self, name: Name) -> Member:
        """Give the member whom a person's name denotes, a new one where nobody fits."""
        parts = name_parts(name.text)
        last = fold(parts[-1])
        for member in (
            self.persons.get(last, ()) if len(parts) > 1 else [m for p in (last,) for m in self.persons.get(p, ())]
        ):
            if compatible(parts, name_parts(member.name)) and not self._other_office(name, member, parts):
                member.aliases.add(name.text)
                if len(parts) > len(name_parts(member.name)):
                    member.name = name.text
                return member
        member = Member(name.text, Kind.PERSON)
        member.offices.update([name.office] if name.office else [])
        member.aliases.add(name.text)
        self.members.append(member)
        for part in dict.fromkeys((last, *(fold(p) for p in parts))):
            self.persons.setdefault(part, []).append(member)
        return member

    def _other_office(self, name: Name, member: Member, parts: Sequence[str]) -> bool:
        """Tell whether a given name with a title is somebody else: "King Abdullah" beside "Prime Minister Abdullah Ensour"."""
        given = len(parts) == 1 and fold(parts[0]) != fold(name_parts(member.name)[-1])
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
            country = self.country_left(i, name.first)
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
            if (top.head.i == head.i and top.dep_ in {"appos", "compound", "nmod"}) or (
                head.head.i == top.i and head.dep_ == "appos"
            ):
                return title
        return None

    def country_of_title(self, i: int, title: Title) -> str:
        """Give the country of an office: "Georgia's prime minister", "the minister of foreign affairs of Nauru"."""
        country = self._country_inside(i, title.first, title.last) or self.country_left(i, title.first)
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

    def country_left(self, i: int, first: int) -> str:
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
                (
                    token.pos_ not in {"ADJ", "NOUN", "PROPN", "PART", "DET", "ADV", "PUNCT", "NUM"}
                    and token.tag_ not in {"POS", "VBN", "VBG"}
                )
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

    def look_up(self, member: Member) -> None:
        """Complete a person from the gazetteer: country, identifier, full name, office on the day."""
        said = member.countries.most_common(1)[0][0] if member.countries else ""
        holders = self.gazetteer.person(member.name, self.article.published, said)
        full = len(name_parts(member.name)) > 1
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
        return tenure.office in self.words("leading_offices") or (bool(member.offices) and tenure.country == self.home)

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

    def of_name(self, i: int, name: Name, token: Token) -> Member | None:
        """Give the member that a name in sentence i denotes, None where it denotes no actor."""
        if name.type == "person":
            return self.named.get((i, name.first)) or self.person(name)
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
        return adjective.dep_ not in {"amod", "compound", "nmod"} or head.lemma_.lower() not in self.words(
            "group_nouns"
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
            known = (m for p in name_parts(name.text)[:-1] for m in self.persons.get(fold(p), ()))
            country = (
                self._country_inside(i, name.first, name.last)
                or next((m.country for m in known if m.country), "")
                or self.country_left(i, name.first)
                or self.home
            )
            return self.state(country, name.text) if country else None
        return self.other(
            name.text,
            Kind.ORGANIZATION,
            self._country_inside(i, name.first, name.last) or self.country_left(i, name.first),
        )

    def _country_inside(self, i: int, first: int, last: int) -> str:
        for k in range(first, last + 1):
            name = self.recognised[i].name_at(k)
            if name is not None and name.type != "person" and self.country_of(name):
                return self.country_of(name)
        return ""

    def group(self, text: str, country: str) -> Member:
        """Give the member that is an unnamed group of people, companies or states."""
        return self.other(text, Kind.GROUP, country)

    def other(self, text: str, kind: Kind, country: str) -> Member:
        """Give the member that a phrase names, where no list and no name tells more."""
        key = (str(kind), f"{fold(text)}|{country}")
        if key not in self._fixed:
            self._fixed[key] = Member(text, kind, country)
            self.members.append(self._fixed[key])
        self._fixed[key].aliases.add(text)
        return self._fixed[key]

    def of_family_name(self, token: Token) -> Member | None:
        found = [m for m in self.persons.get(fold(token.text), ()) if m.kind is Kind.PERSON]
        if len(found) == 1 or (found and fold(name_parts(found[0].name)[-1]) == fold(token.text)):
            found[0].aliases.add(token.text)
            return found[0]
        return None


def name_parts(name: str) -> list[str]:
    """Split a name into its words, a possessive ending left out."""
    return [p for p in re.split(r"[\s]+", re.sub(r"['’‘]s?\b$", "", name.strip())) if p] or [name]


def fold(text: str) -> str:
    """Give a name without case, accents, hyphens and punctuation, for comparing."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w ]+", "", plain.casefold().replace("-", "")).strip()


def compatible(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether two forms can be one person's name: the shorter's words are among the longer's, initials count."""
    short, long = sorted(([fold(p) for p in a], [fold(p) for p in b]), key=len)
    if len(short) == 1:
        return short[0] in {long[-1], long[0]} if len(long) > 1 else short == long
    return (
        short[-1] == long[-1]
        and any(s == w or (s[:1] == w[:1] and min(len(s), len(w)) == 1) for s in short[:-1] for w in long[:-1])
    ) or "".join(short) == "".join(long)


def bare(text: str) -> str:
    """A phrase without its article and possessive pronoun."""
    return re.sub(
        r"^(?:the|a|an|his|her|their|its|some|several|other|both|these|those|this|any)\s+",
        "",
        text.strip(),
        flags=re.IGNORECASE,
    ).strip(" ,'’\"“”")
