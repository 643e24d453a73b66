"""Cast: the names of one article, put together to who they are.

One `Cast` holds the actors of an article: persons under all forms of their name, states under name, adjective and
metonym, organisations, groups without a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from spacy.tokens import Token

from kg.gazetteer import Gazetteer, Person
from kg.listing import lists
from kg.model import Actor, Article, Kind
from kg.names import family, fold, likeness, misspelt, name_parts
from kg.ontology import Ontology
from kg.parse import Sentence
from kg.recognise import Name, Recognised, Sense, Title, sense

COUNTRY_TYPES = {"state", "adjective", "demonym", "capital", "metonym"}
INTERNATIONAL = "international"  # of no state: what "UN envoy" says of its bearer


@dataclass(slots=True, eq=False)
class Member:
    """One actor of an article while it is being put together; `actor` gives the finished value."""

    name: str
    kind: Kind
    country: str = ""
    wikidata: str = ""
    office: str = ""
    feminine: bool | None = None
    medium: bool = False
    state_media: bool = False
    aliases: set[str] = field(default_factory=set)
    countries: Counter[str] = field(default_factory=Counter)
    offices: Counter[str] = field(default_factory=Counter)
    titles: set[str] = field(default_factory=set)

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
        self.article, self.sentences = article, sentences
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
            if self.sentences[i].start >= 0 or family(name_parts(name.text)) in self.persons:
                self.named[i, name.first] = self.person(name)
        self.recognised = [self._with_family_names(i, r) for i, r in enumerate(self.recognised)]
        people = [(i, n) for i, r in enumerate(self.recognised) for n in r.names if (i, n.first) in self.named]
        for i, name in people:
            self._learn(self.named[i, name.first], i, name)
        seen: dict[int, list[tuple[int, Name]]] = {}
        for i, name in people:
            seen.setdefault(id(self.named[i, name.first]), []).append((i, name))
        persons = list({id(m): m for ms in self.persons.values() for m in ms}.values())
        for member in persons:
            self.look_up(member)
        for member in persons:  # who has no country of their own may have that of their company
            if not member.country and INTERNATIONAL not in member.countries:
                self._place(member, seen.get(id(member), ()))

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
        return holder is not None and self._plausible(holder, Member(text, Kind.PERSON))

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
        titles = [self._title_before(i, name) or next(self._apposed_titles(i, name), None)]
        titles += [t for t in self._apposed_titles(i, name) if t is not titles[0]] if titles[0] else []
        for title in titles[:2]:
            if title is None or (any(member.countries.values()) and title is not titles[0]):
                continue
            member.offices[title.slug] += 1
            member.titles.add(title.words.lower())
            country = self.country_of_title(i, title)
            if country:
                member.countries[country] += 2
            if title.last < name.first:
                member.aliases.add(doc[title.first : name.last + 1].text)
        title = titles[0]
        if title is None or title.first > name.first:
            country = self.country_left(i, name.first)
            if country:
                member.countries[country] += 1
        country = "" if member.countries else self._country_after(i, name) or self._country_beside(i, name)
        member.countries.update([country] if country else [])
        member.feminine = self._sex(i, name, [t for t in titles if t is not None], member.feminine)
        if name.first > 0 and doc[name.first - 1].lower_ in self.words("honorifics") and title is None:
            member.aliases.add(doc[name.first - 1 : name.last + 1].text)

    def _country_after(self, i: int, name: Name) -> str:
        """ "President X of Ruritania": the country after a name."""
        doc = self.sentences[i].doc
        k = name.last + 1
        if k + 1 >= len(doc) or doc[k].lower_ not in {"of", "("}:
            return ""
        k += 1 + (doc[k + 1].lower_ == "the")
        following = self.recognised[i].name_at(k)
        return self.country_of(following) if following is not None and following.type != "person" else ""

    def _sex(self, i: int, name: Name, titles: Sequence[Title], known: bool | None) -> bool | None:
        """Whether a person is a woman, as "Mrs", "spokeswoman" or her given name say; what was known, where they do not."""
        doc = self.sentences[i].doc
        said = {t.lower_ for t in doc[max(0, name.first - 3) : name.first]}
        said |= {w for t in titles for w in t.words.lower().split()}
        if said & self.words("feminine"):
            return True
        if said & self.words("masculine"):
            return False
        given = fold(name_parts(name.text)[0]) if len(name_parts(name.text)) > 1 else ""
        return True if known is None and given in self.words("feminine_names") else known

    def _country_beside(self, i: int, name: Name) -> str:
        """The country of a noun in apposition: "the Ruritanian banker, X", "X, a senior Ruritanian lawmaker"."""
        head = self.sentences[i].doc[name.first : name.last + 1].root
        if (respective := self._respective(i, name)) is not None:
            return respective
        nouns = [c for c in head.children if c.dep_ == "appos" and c.pos_ == "NOUN"]
        nouns += [head.head] if head.dep_ == "appos" and head.head.pos_ == "NOUN" else []
        return next((c for n in nouns if (c := self.country_left(i, n.i))), "")

    def _respective(self, i: int, name: Name) -> str | None:
        """ "His Greek and Cypriot counterparts, X and Y": as many countries as names, in the same order."""
        run = next((r for r in self.listed[i] if any(n.first == name.first for n in r)), [])
        doc = self.sentences[i].doc
        if not run or run[0].first < 2 or doc[run[0].first - 1].text != "," or doc[run[0].first - 2].tag_ != "NNS":
            return None
        before = [n for n in self.recognised[i].names if n.last < run[0].first and n.type == "adjective"][-len(run) :]
        if len(before) != len(run) or not all(
            t.dep_ in {"amod", "conj", "cc", "punct", "nmod", "compound"}
            for t in doc[before[0].first : run[0].first - 2]
        ):
            return None
        return self.country_of(before[[n.first for n in run].index(name.first)])

    def _title_before(self, i: int, name: Name) -> Title | None:
        """The last title that ends right before a name; of two in a row, the nearer."""
        close = [
            t
            for t in self.recognised[i].titles
            if 0 <= name.first - t.last - 1 <= 5 and self._only_between(i, t.last + 1, name.first)
        ]
        return close[-1] if close else None

    def bearer(self, i: int, title: Title) -> Name | None:
        """Give the name of a title's bearer: "the prime minister, X"; "Leader of the House and Minister Y"; "X MP"."""
        before = self.recognised[i].name_at(title.first - 1) if title.first > 0 else None
        if before is not None and (i, before.first) in self.named:
            return before
        for name in self.recognised[i].names:
            if name.type == "person" and name.first > title.last and (i, name.first) in self.named:
                near = self._title_before(i, name)
                return name if near is title or (near is not None and self._same_bearer(i, title, near)) else None
        return None

    def _same_bearer(self, i: int, title: Title, nearer: Title) -> bool:
        """Tell whether two titles in a row are of one person: both in capitals, with no article but before the first."""
        doc = self.sentences[i].doc
        between = doc[title.last + 1 : nearer.first]
        allowed = self.words("past_holders") | {"and"}
        return (
            0 < len(between) < 4
            and all(t.lower_ in allowed for t in between)
            and doc[title.first].text[0].isupper()
            and doc[nearer.first].text[0].isupper()
        )

    def _only_between(self, i: int, first: int, last: int) -> bool:
        """Tell whether only a comma, an article, honorifics and a country stand between a title and a name."""
        names = self.recognised[i]
        return all(
            t.text == ","
            or t.lower_ in self.words("of_state")
            or t.lower_ in self.words("honorifics")
            or ((name := names.name_at(t.i)) is not None and name.type == "state")
            for t in self.sentences[i].doc[first:last]
        )

    def _apposed_titles(self, i: int, name: Name) -> Iterator[Title]:
        """ "Wang Yi, China's foreign minister, ..." and "the foreign minister, Wang Yi"."""
        doc = self.sentences[i].doc
        head = doc[name.first : name.last + 1].root
        for title in self.recognised[i].titles:
            if title.first == name.last + 1:  # "X MP, minister of trade": the parser takes the letters for the head
                head = doc[title.first : title.last + 1].root
            top = doc[title.first : title.last + 1].root
            below = top.head.i == head.i and top.dep_ in {"appos", "compound", "nmod"}
            is_one = top.dep_ == "attr" and head.dep_ == "nsubj" and head.head.i == top.head.i  # "X is the premier"
            if (below and not self._bears_name(i, title)) or (head.head.i == top.i and head.dep_ == "appos") or is_one:
                yield title

    def _bears_name(self, i: int, title: Title) -> bool:
        """Tell whether a title has a name of its own behind it, and so is not the apposition of another."""
        name = self.recognised[i].name_at(title.last + 1) if title.last + 1 < len(self.sentences[i].doc) else None
        return name is not None and name.type == "person"

    # ---- countries of words
    def country_of_title(self, i: int, title: Title) -> str:
        """Give the country of an office: "Georgia's prime minister", "the minister of foreign affairs of Nauru"."""
        country = self._country_inside(i, title.first, title.last) or self._sender(i, title)
        if country:
            return country
        inside = (self.recognised[i].name_at(k) for k in range(title.first, title.last + 1))
        if title.slug not in self.words("posted_offices") and any(
            n is not None and self._international(n) for n in inside
        ):
            return INTERNATIONAL
        doc = self.sentences[i].doc
        k = title.last + 1
        while k < len(doc) and doc[k].lower_ in self.words("of_state"):
            name = self.recognised[i].name_at(k)
            if name is not None and self.country_of(name):
                return self.country_of(name)
            k += 1
        if not title.last + 1 < k < len(doc) or (
            title.slug in self.words("posted_offices") and doc[title.last + 1].lower_ in {"to", "for"}
        ):
            return ""
        name = self.recognised[i].name_at(k)
        return self.country_of(name) or self._international(name) if name is not None else ""

    def _sender(self, i: int, title: Title) -> str:
        """The country before a title; of two before an envoy, the first: "the UN Syria envoy", "the US Iran envoy"."""
        country = self.country_left(i, title.first)
        before = self.recognised[i].name_at(title.first - 1) if title.first > 0 else None
        if before is not None and title.slug in self.words("posted_offices"):
            return self.country_left(i, before.first) or country
        return country

    def country_left(self, i: int, first: int) -> str:
        """Give the country named just before a token: adjectives and possessives, read leftwards."""
        doc = self.sentences[i].doc
        k = first - 1
        steps = 0
        while k >= 0 and steps < 6:
            token = doc[k]
            name = self.recognised[i].name_at(k)
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
            readings = (sense(r, self.gazetteer) for m in self.gazetteer.match(name.text) for r in m.readings)
        for reading in readings:
            if reading.country and (reading.type in COUNTRY_TYPES or reading.type == "organization"):
                return reading.country
        return ""

    def _international(self, name: Name) -> str:
        """INTERNATIONAL for a listed organisation of no state, else ""."""
        listed = bool(name.readings) and name.readings[0].type == "organization" and not name.readings[0].country
        return INTERNATIONAL if listed else ""

    # ---- who a person is
    def look_up(self, member: Member) -> None:
        """Complete a person from the gazetteer: country, identifier, full name, office on the day."""
        said = member.countries.most_common(1)[0][0] if member.countries else ""
        if said == INTERNATIONAL:
            member.country = ""
            member.office = next(iter(member.offices), "")
            return
        self._identify(member, self._holder_named(member, said), said)
        member.office = member.offices.most_common(1)[0][0] if member.offices else self._held(member)

    def _identify(self, member: Member, holder: Person | None, country: str) -> None:
        member.country = country or (holder.country(self.article.published) if holder is not None else "")
        if holder is not None:
            member.wikidata = holder.wikidata
            member.aliases.add(member.name)
            member.name = holder.name

    def _place(self, member: Member, seen: Sequence[tuple[int, Name]]) -> None:
        """Give a person without a country that of the company in which the text names them.

        Args:
            seen: where the person is named.
        """
        holder = self._holder_near(member, seen)
        if holder is not None:
            self._identify(member, holder, "")
            return
        near = list(self._listed_with(member, seen))
        if len(near) > 1 and len(set(near)) == 1:
            member.country = near[0]
        elif member.offices and "organisation-head" not in member.offices:
            member.country = next(self._company(member, seen), "")

    def _holder_named(self, member: Member, said: str) -> Person | None:
        """The office holder whom a name, with the country that is said, denotes."""
        day = self.article.published
        full = len(name_parts(member.name)) > 1
        holders = self.gazetteer.person(member.name, day, said)
        if not full and not said:
            holders = tuple(h for h in holders if self._plausible(h, member))[:1]
        if full and not holders and said and member.offices:
            alike = self.gazetteer.person(name_parts(member.name)[-1], day, said)
            holders = tuple(h for h in alike if self._resembles(member, h, full=True))
        holder = holders[0] if holders and (full or said or len(holders) == 1) else None
        if holder is not None and said and holder.country(day) not in {"", said}:
            return None
        return holder

    def _holder_near(self, member: Member, seen: Sequence[tuple[int, Name]]) -> Person | None:
        """The holder of the office that a bare title names, in one of the countries that the person is in company with."""
        if not member.offices:
            return None
        for country in (*self._company(member, seen), ""):
            for holder in self.gazetteer.person(name_parts(member.name)[-1], self.article.published, country):
                tenure = holder.tenure(self.article.published)
                if tenure and tenure.office in member.offices and self._resembles(member, holder, full=not country):
                    return holder
        return None

    def _resembles(self, member: Member, holder: Person, full: bool = False) -> bool:
        """Tell whether a person is called like an office holder; in full, by more than the family name."""
        parts = name_parts(member.name)
        return any(
            likeness(parts, name_parts(n)) >= 3 + full or misspelt(parts, name_parts(n))
            for n in (holder.name, *holder.names)
        )

    def _company(self, member: Member, seen: Sequence[tuple[int, Name]]) -> Iterator[str]:
        """The countries that somebody with a bare title may be of, the likeliest first: of those listed with them, home, those named before."""
        tried: list[str] = []
        near = [*self._listed_with(member, seen), *(c for i, name in seen for c in self._introduced(i, name))]
        before = [c for i, name in seen for c in self._named_before(i, name)]
        for country in (*near, self.home, *before):
            if country and country not in tried and not self._held_by_other(country, member):
                tried.append(country)
                yield country

    def _listed_with(self, member: Member, seen: Sequence[tuple[int, Name]]) -> Iterator[str]:
        """The countries of those who stand in one list with a person."""
        for i, name in seen:
            for run in self.listed[i]:
                if any(n.first == name.first for n in run):
                    others = (self.named.get((i, n.first)) for n in run)
                    yield from (m.country for m in others if m is not None and m is not member and m.country)

    def _introduced(self, i: int, name: Name) -> Iterator[str]:
        """The country of a group that a name is an instance of: "Ruritanian officials, including President X"."""
        doc = self.sentences[i].doc
        k = next((k for k in range(name.first - 1, -1, -1) if doc[k].lower_ in self.words("such_as")), None)
        if k is not None:
            yield from self._named_before(i, replace(name, first=k))

    def _named_before(self, i: int, name: Name) -> Iterator[str]:
        """Countries named before a name in its sentence, the nearest first."""
        for other in reversed(self.recognised[i].names):
            if other.last < name.first and other.type != "person" and (country := self.country_of(other)):
                yield country

    def _held_by_other(self, country: str, member: Member) -> bool:
        """Tell whether somebody else is known to hold the office of a person in a country on the day."""
        for office in member.offices:
            holders = self.gazetteer.holders(country, office, self.article.published)
            if holders and not any(self._resembles(member, h) for h in holders):
                return True
        return False

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

    @cached_property
    def listed(self) -> list[list[list[Name]]]:
        """The lists of names of each sentence."""
        between = self.words("list_words") | self.words("honorifics")
        nouns, joins = self.words("group_nouns"), self.words("list_joins")
        return [lists(s.doc, r, between, nouns, joins) for s, r in zip(self.sentences, self.recognised)]

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
        country = self.country_of(name) or self.country_left(i, name.first)
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
        named = self.country_of(after) if after is not None and doc[name.last + 1].lower_ in {"of", "in"} else ""
        country = (
            self._country_inside(i, name.first, name.last)
            or next((m.country for m in known if m.country), "")
            or self.country_left(i, name.first)
            or named
            or self.home
        )
        return "" if country == INTERNATIONAL else country

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
