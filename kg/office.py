"""Office: who is meant by an office alone: "the Turkish president", "the foreign ministers of Mali and Niger", "his counterpart"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Token

from kg import syntax
from kg.cast import Cast
from kg.gazetteer import Person
from kg.member import INTERNATIONAL, Member
from kg.model import Kind
from kg.names import bare, family, likeness, name_parts
from kg.naming import Name, Title

if TYPE_CHECKING:
    from kg.refer import Reference


class Offices:
    """Resolves offices to persons of the article, to those who hold them on its day, else to the office itself."""

    def __init__(self, cast: Cast, refer: Reference) -> None:
        self._cast, self._refer = cast, refer
        self._related: dict[str, frozenset[str]] = {
            k: frozenset(v) for k, v in cast.ontology.grammar["related_offices"].items()
        }
        self._labels: dict[str, str] = cast.ontology.grammar["office_names"]

    def of(self, i: int, token: Token, title: Title) -> tuple[Member, ...]:
        """Give whom a title at a token of sentence i denotes."""
        if token.tag_ in {"NNS", "NNPS"}:
            return self._several(i, token, title)
        return self._one(i, token, title)

    def _one(self, i: int, token: Token, title: Title) -> tuple[Member, ...]:
        if any(c.dep_ == "det" and c.lower_ in {"a", "an", "any", "another", "no", "every"} for c in token.children):
            return ()
        beside = self.bearer(i, token, title)
        if beside is not None:
            return (self._cast.named[i, beside.first],)
        owned = any(c.dep_ == "poss" and c.tag_ == "PRP$" for c in token.children)  # "HIS foreign minister to Oslo"
        country = "" if owned else self._cast.near.country_of_title(i, title)
        country = country or next(iter(self._refer.countries(i, token)), "")
        abroad = country == INTERNATIONAL
        country = "" if abroad else country
        text = bare(_title_phrase(token, title))
        member = next(self._bearers(i, token, title, country), None)
        complement = any(c.dep_ == "prep" and c.lower_ in {"of", "to", "for"} for c in token.children)
        local = not complement and not abroad and self._refer.definite(token)
        if member is None and not self._past(token, title):
            country = country or (self._where_held(i, token, title) if local else "")
            member = self._holder(self._office_of(title, country), country, text)
        if member is not None:
            member.aliases.add(text)
            return (member,)
        if not country and not self._refer.definite(token):
            return ()
        return (self._vacant(title.slug, country, text, title.words),)

    def _office_of(self, title: Title, country: str) -> str:
        """The office that a title names in a state: a president beside another head of state heads the government."""
        beside = country in self._cast.words("presided") and title.words.lower() in self._cast.words("presiding")
        return "head-of-government" if beside else title.slug

    def _where_held(self, i: int, token: Token, title: Title) -> str:
        """The state that a bare title is of: home; of "the emir", the emirate told of last, and no republic."""
        crowned: dict[str, list[str]] = self._cast.ontology.grammar["crowned"]
        home, states = self._cast.home, crowned.get(title.words.lower())
        if states is None:
            presidential = title.slug in self._cast.words("worded_offices")
            return "" if presidential and any(home in some for some in crowned.values()) else home
        told = (
            country
            for s in range(i, -1, -1)
            for name in reversed(self._cast.recognised[s].names)
            if (s < i or name.last < token.i) and (country := self._cast.near.country_of(name)) in states
        )
        return next(told, home if home in states else states[0] if len(states) == 1 else "")

    def bearer(self, i: int, token: Token, title: Title) -> Name | None:
        """Give the name that stands beside a title: "the president of Mali, X"."""
        return self._cast.near.bearer(i, title) or self._apposed_name(i, token, title)

    def _apposed_name(self, i: int, token: Token, title: Title) -> Name | None:
        """The name between commas after a phrase: "the head of the air force, General X, ..."."""
        doc = token.doc
        commas = {syntax.noun_phrase(token)[1] + 1, self._past_state(i, title)}
        last = next((k - 1 for k in sorted(commas) if k < len(doc) and doc[k].text == ","), None)
        if last is None:
            return None
        k = last + 1
        while k < len(doc) and self._cast.recognised[i].name_at(k) is None and k < last + 5:
            k += 1
        name = self._cast.recognised[i].name_at(k) if k < len(doc) else None
        if name is None or (i, name.first) not in self._cast.named or not self._introduces(i, last + 2, name.first):
            return None
        closed = name.last + 1 >= len(doc) or doc[name.last + 1].text in {",", "."}
        return name if closed and not self._is_subject(doc, name) else None

    def _past_state(self, i: int, title: Title) -> int:
        """The token after a title and the state it belongs to: "the president of Mali"."""
        doc = self._cast.sentences[i].doc
        k = title.last + 1
        while k < len(doc) and (
            doc[k].lower_ in self._cast.words("of_state")
            or ((name := self._cast.recognised[i].name_at(k)) is not None and name.type == "state")
        ):
            k += 1
        return k

    def _introduces(self, i: int, first: int, last: int) -> bool:
        """Tell whether only titles and honorifics stand before a name."""
        words = self._cast.words("honorifics")
        doc = self._cast.sentences[i].doc
        return all(t.lower_ in words or self._cast.recognised[i].title_at(t.i) is not None for t in doc[first:last])

    def _is_subject(self, doc: Doc, name: Name) -> bool:
        return doc[name.first : name.last + 1].root.dep_ in {"nsubj", "nsubjpass"}

    def _past(self, token: Token, title: Title) -> bool:
        before = token.doc[max(0, title.first - 2) : title.first]
        return any(t.lower_ in self._cast.words("past_holders") for t in before)

    def _bearers(self, i: int, token: Token, title: Title, country: str) -> Iterator[Member]:
        """Persons of the article to whom a title fits: first those who are called by it, the last named before the others."""
        beside = [m for t in token.conjuncts for m in self._named_at(i, t)]
        fitting = [m for m in self.by_office(title.slug, country, i, token) if m not in beside]
        words = title.words.lower()
        word = words.split()[-1]
        yield from (m for m in fitting if words in m.titles)
        yield from (m for m in fitting if words not in m.titles and any(word in t.split() for t in m.titles))
        exact = title.slug in self._cast.words("worded_offices")
        yield from (m for m in fitting if not (exact and m.titles) and not any(word in t.split() for t in m.titles))

    def _named_at(self, i: int, token: Token) -> Iterator[Member]:
        name = self._cast.recognised[i].name_at(token.i)
        if name is not None and (i, name.first) in self._cast.named:
            yield self._cast.named[i, name.first]

    def by_office(self, slug: str, country: str, i: int, token: Token) -> Iterator[Member]:
        """Give persons of the article who hold an office, the last mentioned first."""
        wanted = self._related.get(slug, frozenset({slug}))
        for member, told in self._recent(i, token):
            offices = {member.office, *member.offices}
            if offices & (wanted if told or country else {slug}) and (not country or member.country == country):
                yield member

    def _recent(self, i: int, token: Token) -> Iterator[tuple[Member, bool]]:
        """Named persons before a token, the nearest first, each once; then those that come later, with False."""
        recognised = self._cast.recognised
        people = [(s, n) for s, r in enumerate(recognised) for n in r.names if n.type == "person"]
        before = [(s, n) for s, n in people if s < i or (s == i and n.last < token.i)]
        after = [(s, n) for s, n in people if s > i or (s == i and n.first > token.i)]
        seen: set[int] = set()
        for k, (s, name) in enumerate((*reversed(before), *after)):
            member = self._cast.named.get((s, name.first))
            if member is not None and id(member) not in seen:
                seen.add(id(member))
                yield member, k < len(before)

    def _holder(self, slug: str, country: str, text: str) -> Member | None:
        """Who is known to hold an office of a state on the day of the article."""
        for office in ("head-of-state", "head-of-government") if slug == "leader" else (slug,):
            holders = self._cast.gazetteer.holders(country, office, self._cast.article.published) if country else ()
            if holders:
                return self._known(holders[0], text, office, country)
        return None

    def _known(self, holder: Person, text: str, office: str, country: str) -> Member:
        for member in self._cast.persons.get(family(name_parts(holder.name)), ()):
            if likeness(name_parts(holder.name), name_parts(member.name)) and member.country in {"", country}:
                return member
        member = self._cast.other(holder.name, Kind.PERSON, country)
        member.wikidata, member.office = holder.wikidata, office
        member.aliases.add(text)
        return member

    def _vacant(self, slug: str, country: str, text: str, words: str = "") -> Member:
        """The office itself, where nobody is known to hold it."""
        label = self._labels.get(slug, words[:1].upper() + words[1:])
        name = f"{label} of {self._cast.country_name(country)}" if country else text
        member = self._cast.other(name, Kind.PERSON, country)
        member.aliases.update(t for t in (text, words and f"{words} of {self._cast.country_name(country)}") if t)
        member.office = slug
        return member

    def _several(self, i: int, token: Token, title: Title) -> tuple[Member, ...]:
        """ "The premiers of Peru, Chile and Ecuador": persons, where the article names them all, else the states."""
        named = self._named_past(i, title)
        if named:
            return named
        countries = self._refer.countries(i, token)
        if len(countries) < 2 or title.slug not in self._cast.words("sole_offices"):
            return self._refer.groups.of(i, token)
        people = [next(self.by_office(title.slug, c, i, token), None) for c in countries]
        known = [p for p in people if p is not None]
        if len(known) == len(countries):
            return tuple(known)
        return tuple(self._cast.state(c, self._cast.country_name(c)) for c in countries)

    def _named_past(self, i: int, title: Title) -> tuple[Member, ...]:
        """The list of names after a title in the plural: "presidents X and Y"; between commas: "the ministers of trade, X and Y, ..."."""
        doc = self._cast.sentences[i].doc
        beside = self._cast.recognised[i].name_at(title.last + 1)
        k = title.last if beside is not None and beside.type == "person" else self._past_state(i, title)
        if k + 1 >= len(doc) or not (k == title.last or doc[k].text == ","):
            return ()
        run = next((r for r in self._cast.near.listed[i] if any(n.first == k + 1 for n in r)), [])
        names = [n for n in run if n.first > k]
        closed = bool(names) and (names[-1].last + 1 >= len(doc) or doc[names[-1].last + 1].text in {",", "."})
        if not (closed or k == title.last) or any((i, n.first) not in self._cast.named for n in names):
            return ()
        return tuple(self._cast.named[i, n.first] for n in names)

    # ---- counterparts
    def counterpart(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give whom "his Chinese counterpart" means: named just after, else the one of that country with the same office."""
        named = self._named_after(i, token)
        if named:
            return named
        countries = self._refer.modifying_countries(i, token) or self._refer.countries(i, token)
        text = bare(_before_prepositions(token))
        office = self._office_of_owner(token)
        several = token.tag_ == "NNS"
        if not countries or (several and not (office and len(countries) > 1)):
            return (self._cast.group(text, countries[0]),) if countries else ()
        if not office:
            return (self._cast.other(text, Kind.PERSON, countries[0]),)
        return tuple(
            self._official(c, office, text if len(countries) == 1 else "", i, token)
            for c in (countries if several else countries[:1])
        )

    def _named_after(self, i: int, token: Token) -> tuple[Member, ...]:
        """The names that follow a noun, over a comma and honorifics; all of a list after a plural."""
        doc = token.doc
        for k in range(token.i + 1, min(token.i + 5, len(doc))):
            name = self._cast.recognised[i].name_at(k)
            if name is not None and name.type == "person":
                if self._is_subject(doc, name) and doc[token.i + 1].text == ",":
                    return ()
                return self._listed_from(i, name.first, token.tag_ == "NNS")
            title = self._cast.recognised[i].title_at(k)
            if doc[k].text != "," and doc[k].lower_ not in self._cast.words("honorifics") and title is None:
                break
        return ()

    def _listed_from(self, i: int, first: int, several: bool) -> tuple[Member, ...]:
        firsts = [first]
        for run in self._cast.near.listed[i] if several else ():
            if any(n.first == first for n in run):
                firsts = [n.first for n in run if n.first >= first]
        return tuple(self._cast.named[i, f] for f in firsts if (i, f) in self._cast.named)

    def _official(self, country: str, office: str, alias: str, i: int, token: Token) -> Member:
        """The holder of an office of a state: somebody of the article, the one known for the day, or the office itself."""
        member = next(self.by_office(office, country, i, token), None) or self._holder(office, country, alias)
        member = member or self._vacant(office, country, alias)
        member.aliases.update([alias] if alias else [])
        return member

    def _office_of_owner(self, token: Token) -> str:
        """The office of whom a counterpart belongs to: "HIS counterpart", else the other party of the clause."""
        return next((m.office for t in self._owners(token) for m in self._refer.of(t) if m.office), "")

    def _owners(self, token: Token) -> Iterator[Token]:
        yield from (c for c in token.children if c.dep_ == "poss")
        if token.dep_ == "conj":
            yield token.head
        verb = syntax.climb(token)
        if verb.i != token.i:
            yield from (t for t in syntax.surface_subjects(verb) if t.i != token.i)


def _title_phrase(token: Token, title: Title) -> str:
    """The phrase of a title, up to the end of its portfolio or of its "of" phrase."""
    first, last = syntax.noun_phrase(token)
    return str(token.doc[first : max(last, title.last) + 1].text)


def _before_prepositions(token: Token) -> str:
    first, _ = syntax.noun_phrase(token)
    return str(token.doc[first : token.i + 1].text)
