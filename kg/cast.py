"""Cast: the names of one article, put together to who they are.

One `Cast` holds the actors of an article: persons under all forms of their name, states under name, adjective and
metonym, organisations, groups without a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Token

from kg.gazetteer import Gazetteer
from kg.identity import Identity
from kg.member import INTERNATIONAL, Member
from kg.model import Article, Kind
from kg.names import family, fold, likeness, misspelt, name_parts
from kg.naming import Name, Recognised
from kg.ontology import Ontology
from kg.parse import Sentence
from kg.surroundings import Surroundings


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
        self.article, self.sentences = article, sentences
        self.ontology, self.gazetteer, self.home = ontology, gazetteer, home
        self.words = ontology.words
        self._by_doc = {id(s.doc): i for i, s in enumerate(sentences)}
        self.recognised = list(recognised)
        self.members: list[Member] = []
        self.persons: dict[str, list[Member]] = {}
        self._fixed: dict[tuple[str, str], Member] = {}
        self.named: dict[tuple[int, int], Member] = {}  # (sentence, first token of the name)
        self.near = Surroundings(sentences, self.recognised, self.named, self.words, gazetteer)
        self.identity = Identity(
            article.published, home, self.near, sentences, self.recognised, self.named, self.words, gazetteer
        )
        self._gather()

    # ---- putting the cast together
    def _gather(self) -> None:
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if n.type == "person"]
        for i, name in sorted(
            people, key=lambda p: (self.sentences[p[0]].start < 0, len(name_parts(p[1].text)) < 2, p[0], p[1].first)
        ):
            if self.sentences[i].start >= 0 or family(name_parts(name.text)) in self.persons:
                self.named[i, name.first] = self.person(name)
        self.recognised[:] = [self._with_family_names(i, r) for i, r in enumerate(self.recognised)]
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if (i, n.first) in self.named]
        for i, name in people:
            self._learn(self.named[i, name.first], i, name)
        seen: dict[int, list[tuple[int, Name]]] = {}
        for i, name in people:
            seen.setdefault(id(self.named[i, name.first]), []).append((i, name))
        persons = list({id(m): m for ms in self.persons.values() for m in ms}.values())
        for member in persons:
            self.identity.look_up(member)
        for member in persons:  # who has no country of their own may have that of their company
            if not member.country and INTERNATIONAL not in member.countries:
                self.identity.place(member, seen.get(id(member), ()))

    def _with_family_names(self, i: int, recognised: Recognised) -> Recognised:
        """Find the family names of known persons where the parser saw something else, or nothing."""
        names = []
        covered: set[int] = set()
        for name in recognised.names:
            if name.type != "person" and all(r.type in {"city", "place"} for r in name.readings):
                name = self._as_known(i, name, recognised)
            names.append(name)
            covered |= set(range(name.first, name.last + 1))
        for token in self.sentences[i].doc:
            if (
                token.i not in covered
                and token.text[:1].isupper()
                and token.pos_ in {"PROPN", "NOUN", "ADJ", "VERB", "X"}
                and (self._of_known(token.text) or (_hyphened(token) and self._leads(token.text)))
            ):
                first = self._given_names(token, recognised, covered)
                name = Name(first, token.i, token.doc[first : token.i + 1].text, "person")
                self.named[i, first] = self.person(name)
                names.append(name)
        return Recognised(tuple(sorted(names, key=lambda n: n.first)), recognised.titles)

    def _given_names(self, token: Token, recognised: Recognised, covered: set[int]) -> int:
        """The first token of the name that ends in a known family name: names before it that nobody has seen."""
        first = token.i
        while first > 0:
            before = token.nbor(first - 1 - token.i)
            if not (before.pos_ == "PROPN" and before.dep_ == "compound" and before.text[:1].isupper()):
                break
            if before.i in covered or recognised.title_at(before.i) or before.lower_ in self.words("honorifics"):
                break
            first -= 1
        return first

    def _as_known(self, i: int, name: Name, recognised: Recognised) -> Name:
        """Give a name as the person's that it is, a title before it left out: "VP Alvarez" seen as an organisation."""
        first, doc = name.first, self.sentences[i].doc
        if name.readings and first > 0 and doc[first - 1].lower_ in self.words("place_prepositions"):
            return name
        while first < name.last and recognised.title_at(first) is not None:
            first += 1
        text = doc[first : name.last + 1].text
        if not self._of_known(text) and not (first == name.last and not name.readings and self._leads(text)):
            return name
        known = replace(name, first=first, text=text, type="person", readings=())
        self.named[i, first] = self.person(known)
        return known

    def _leads(self, text: str) -> bool:
        """Tell whether a word is the family name of a leader of that day: "Merkel" seen as an organisation."""
        if text.isupper() or not self.article.published:
            return False
        holder = next(iter(self.gazetteer.person(text, self.article.published)), None)
        return holder is not None and self.identity.plausible(holder, Member(text, Kind.PERSON))

    def _of_known(self, text: str) -> bool:
        """Tell whether words are the family name of a person of the article."""
        parts = name_parts(text)
        known = self.persons.get(fold("".join(parts)), ()) if len(parts) > 1 else self.persons.get(fold(text), ())
        if len(text) > 2 and any(likeness(parts, name_parts(m.name)) >= 3 for m in known):
            return True
        everyone = (name_parts(m.name)[-len(parts) :] for m in self.members if m.kind is Kind.PERSON)
        return len(parts) > 1 and any(misspelt(parts, ending) for ending in everyone)

    def person(self, name: Name) -> Member:
        """Give the member whom a person's name denotes, a new one where nobody fits."""
        parts = name_parts(name.text)
        member = self._known_person(name, parts)
        if member is not None:
            member.aliases.add(name.text)
            if len(parts) > len(name_parts(member.name)) or (member.name.isupper() and not name.text.isupper()):
                member.name = name.text
                self._index(member, parts)
            return member
        member = Member(name.text, Kind.PERSON)
        member.offices.update([name.office] if name.office else [])
        member.aliases.add(name.text)
        self.members.append(member)
        self._index(member, parts)
        return member

    def _index(self, member: Member, parts: Sequence[str]) -> None:
        joined = "".join(parts[-2:]) if len(parts) > 1 else ""
        for part in dict.fromkeys(fold(p) for p in (family(parts), *parts, joined) if p):
            known = self.persons.setdefault(part, [])
            if member not in known:
                known.append(member)

    def _known_person(self, name: Name, parts: Sequence[str]) -> Member | None:
        keys = [family(parts)] if len(parts) > 1 else [fold(parts[0])]
        best: tuple[int, Member] | None = None
        for member in (m for k in keys for m in self.persons.get(k, ())):
            like = likeness(parts, name_parts(member.name))
            if like and not self._other_office(name, member, parts) and (best is None or like > best[0]):
                best = like, member
        if best is None and len(parts) > 1:
            everyone = (m for m in self.members if m.kind is Kind.PERSON)
            return next((m for m in everyone if misspelt(parts, name_parts(m.name)[-len(parts) :])), None)
        return best[1] if best else None

    def _other_office(self, name: Name, member: Member, parts: Sequence[str]) -> bool:
        """Tell whether a given name with a title is somebody else: "King Abdullah" beside "Prime Minister Abdullah Ensour"."""
        given = family(parts) != family(name_parts(member.name)) and not any(c.isdigit() for c in name.text)
        return bool(given and len(parts) == 1 and name.office and member.offices and name.office not in member.offices)

    def _learn(self, member: Member, i: int, name: Name) -> None:
        """Take country, office and sex of a person from the words around one mention."""
        doc = self.sentences[i].doc
        titles = [self.near.title_before(i, name) or next(self.near.apposed_titles(i, name), None)]
        titles += [t for t in self.near.apposed_titles(i, name) if t is not titles[0]] if titles[0] else []
        for title in titles[:2]:
            if title is None or (any(member.countries.values()) and title is not titles[0]):
                continue
            member.offices[title.slug] += 1
            member.titles.add(title.words.lower())
            country = self.near.respective(i, name) or self.near.country_of_title(i, title)
            if country:
                member.countries[country] += 2
            if title.last < name.first:
                member.aliases.add(doc[title.first : name.last + 1].text)
        title = titles[0]
        if title is None or title.first > name.first:
            country = self.near.country_left(i, name.first)
            if country:
                member.countries[country] += 1
        country = "" if member.countries else self.near.country_after(i, name) or self.near.country_beside(i, name)
        member.countries.update([country] if country else [])
        member.feminine = self.near.sex(i, name, [t for t in titles if t is not None], member.feminine)
        if name.first > 0 and doc[name.first - 1].lower_ in self.words("honorifics") and title is None:
            member.aliases.add(doc[name.first - 1 : name.last + 1].text)

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
            member.medium = medium is not None
            member.state_media = bool(medium and medium.state_media)
            member.apart = known is not None and known.kind in self.words("parties")
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
            country = self._governed(i, name)
            return self.state(country, name.text) if country else None
        country = self.near.country_of(name) or self.near.country_left(i, name.first)
        words = {t.lemma_.lower() for t in self.sentences[i].doc[name.first : name.last + 1]}
        if country and words & self.words("governments"):
            return self.state(country, name.text)
        if not country and words & self.words("national_bodies"):
            country = self.home
        return self.other(name.text, Kind.ORGANIZATION, "" if country == INTERNATIONAL else country)

    def _governed(self, i: int, name: Name) -> str:
        """The country of a government: named in it, before it or after it, its head's, else home."""
        known = (m for p in name_parts(name.text)[:-1] for m in self.persons.get(fold(p), ()))
        doc = self.sentences[i].doc
        after = self.recognised[i].name_at(name.last + 2) if name.last + 2 < len(doc) else None
        named = self.near.country_of(after) if after is not None and doc[name.last + 1].lower_ in {"of", "in"} else ""
        country = (
            self.near.country_inside(i, name.first, name.last)
            or next((m.country for m in known if m.country), "")
            or self.near.country_left(i, name.first)
            or named
            or self.home
        )
        return "" if country == INTERNATIONAL else country

    def group(self, text: str, country: str) -> Member:
        """Give the member that is an unnamed group of people, companies or states."""
        return self.other(text, Kind.GROUP, country)

    def other(self, text: str, kind: Kind, country: str) -> Member:
        """Give the member that a phrase names, where no list and no name tells more."""
        key = (str(kind), f"{fold(text)}|{country}")
        if key not in self._fixed:
            self._fixed[key] = Member(text, kind, country)
            self._fixed[key].state_media = any(words in text.lower() for words in self.words("state_media"))
            self.members.append(self._fixed[key])
        self._fixed[key].aliases.add(text)
        return self._fixed[key]

    def of_family_name(self, token: Token) -> Member | None:
        """Give the person whose family name a token is."""
        found = [m for m in self.persons.get(fold(token.text), ()) if m.kind is Kind.PERSON]
        if len(found) == 1 or (found and family(name_parts(found[0].name)) == fold(token.text)):
            found[0].aliases.add(token.text)
            return found[0]
        return None


def _hyphened(token: Token) -> bool:
    """Tell whether a name is one of a pair before a noun: "the Macron-Xi summit"."""
    following = token.i + 1 < len(token.doc) and token.nbor().text in {"-", "–"}
    return token.dep_ == "compound" and (following or (token.i > 0 and token.nbor(-1).text in {"-", "–"}))
