"""Identity: who a person of an article is: country, identifier, full name, office on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from kg.gazetteer import Gazetteer, Person
from kg.member import INTERNATIONAL, Member
from kg.names import likeness, misspelt, name_parts
from kg.naming import Name, Recognised
from kg.parse import Sentence
from kg.surroundings import Surroundings


class Identity:
    """Looks persons up in the gazetteer, and in the company in which an article names them.

    Args:
        day: of publication, None when unknown.
        home: the country that a bare "the prime minister" belongs to, "" when unknown.
        near: the words around the names.
        sentences: parsed, in text order.
        recognised: the names of each sentence.
        named: who bears the names, by sentence and first token.
        words: gives a set of words of the grammar.
        gazetteer: the office holders.
    """

    def __init__(
        self,
        day: date | None,
        home: str,
        near: Surroundings,
        sentences: Sequence[Sentence],
        recognised: Sequence[Recognised],
        named: Mapping[tuple[int, int], Member],
        words: Callable[[str], frozenset[str]],
        gazetteer: Gazetteer,
    ) -> None:
        self._day, self._home, self._near = day, home, near
        self._sentences, self._recognised, self._named = sentences, recognised, named
        self._words, self._gazetteer = words, gazetteer

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
        member.country = country or (holder.country(self._day) if holder is not None else "")
        if holder is not None:
            member.wikidata = holder.wikidata
            member.aliases.add(member.name)
            member.name = holder.name

    def place(self, member: Member, seen: Sequence[tuple[int, Name]]) -> None:
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
        day = self._day
        full = len(name_parts(member.name)) > 1
        holders = self._gazetteer.person(member.name, day, said)
        if not full and not said:
            holders = tuple(h for h in holders if self.plausible(h, member))[:1]
        if not full:
            holders = tuple(h for h in holders if self._has_held(member, h))
        if full and not holders and said and member.offices:
            alike = self._gazetteer.person(name_parts(member.name)[-1], day, said)
            holders = tuple(h for h in alike if self._resembles(member, h, full=True) and self._has_held(member, h))
        holder = holders[0] if holders and (full or said or len(holders) == 1) else None
        if holder is not None and said and holder.country(day) not in {"", said}:
            return None
        return holder

    def _holder_near(self, member: Member, seen: Sequence[tuple[int, Name]]) -> Person | None:
        """The holder of the office that a bare title names, in one of the countries that the person is in company with."""
        if not member.offices:
            return None
        for country in (*self._company(member, seen), ""):
            for holder in self._gazetteer.person(name_parts(member.name)[-1], self._day, country):
                tenure = holder.tenure(self._day)
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
        """The countries that somebody with a bare title may be of, the likeliest first: of those listed with them, of who tells of them, home, those named before."""
        tried: list[str] = []
        near = [*self._listed_with(member, seen), *(c for i, name in seen for c in self._introduced(i, name))]
        near += [self._near.country_above(i, self._sentences[i].doc[name.last]) for i, name in seen]
        before = [c for i, name in seen for c in self._named_before(i, name)]
        for country in (*near, self._home, *before):
            if country and country not in tried and not self._held_by_other(country, member):
                tried.append(country)
                yield country

    def _listed_with(self, member: Member, seen: Sequence[tuple[int, Name]]) -> Iterator[str]:
        """The countries of those who stand in one list with a person."""
        for i, name in seen:
            for run in self._near.listed[i]:
                if any(n.first == name.first for n in run):
                    others = (self._named.get((i, n.first)) for n in run)
                    yield from (m.country for m in others if m is not None and m is not member and m.country)

    def _introduced(self, i: int, name: Name) -> Iterator[str]:
        """The country of a group that a name is an instance of: "Ruritanian officials, including President X"."""
        doc = self._sentences[i].doc
        k = next((k for k in range(name.first - 1, -1, -1) if doc[k].lower_ in self._words("such_as")), None)
        if k is not None:
            yield from self._named_before(i, replace(name, first=k))

    def _named_before(self, i: int, name: Name) -> Iterator[str]:
        """Countries named before a name in its sentence, the nearest first."""
        for other in reversed(self._recognised[i].names):
            if other.last < name.first and other.type != "person" and (country := self._near.country_of(other)):
                yield country

    def _held_by_other(self, country: str, member: Member) -> bool:
        """Tell whether somebody else is known to hold the office of a person in a country on the day."""
        for office in member.offices:
            holders = self._gazetteer.holders(country, office, self._day)
            if holders and not any(self._resembles(member, h) for h in holders):
                return True
        return False

    def plausible(self, holder: Person, member: Member) -> bool:
        """Tell whether a family name alone may mean an office holder: one of the home country, or a leader of that day."""
        if self._day is None:
            return False
        tenure = holder.tenure(self._day)
        if tenure is None or not tenure.covers(self._day):
            return False
        at_home = bool(member.offices) and tenure.country == self._home
        return (tenure.office in self._words("leading_offices") or at_home) and self._has_held(member, holder)

    def _has_held(self, member: Member, holder: Person) -> bool:
        """Tell whether one who is called by a leading office has ever held it: "President X" is no minister X."""
        called = set(member.offices) & self._words("leading_offices")
        held = {t.office for t in holder.tenures}
        if any(t.office == "head-of-government" and t.country in self._words("presided") for t in holder.tenures):
            held.add("head-of-state")
        return not called or not called.isdisjoint(held)

    def _held(self, member: Member) -> str:
        offices = self._gazetteer.offices(member.wikidata, self._day) if member.wikidata else ()
        return next((o for o in offices if o != "other"), "")
