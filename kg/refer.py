"""Refer: who a word of a parsed sentence denotes.

A name is looked up in the cast of the article; "the Turkish president", "his Chinese counterpart", "both sides" and "he"
are resolved against what has been told before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast, Member, bare, compatible, fold, name_parts
from kg.gazetteer import Person
from kg.model import Kind
from kg.recognise import Name, Title


class Reference:
    """Resolves words to the members of a cast. One for each article."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._speech = frozenset(cast.ontology.grammar["speech"]["verbs"])
        self.pronouns = {k: frozenset(v) for k, v in cast.ontology.grammar["pronouns"].items()}

    def of(self, token: Token, depth: int = 0) -> tuple[Member, ...]:
        """Give the actors that a token denotes as the head of its phrase, () where it denotes none."""
        if depth > 4:
            return ()
        i = self.cast.at(token)
        name = self.cast.recognised[i].name_at(token.i)
        if name is not None:
            member = self.cast.of_name(i, name, token)
            if member is not None:
                return (member,)
            if name.type in {"city", "place", "unknown", "organization"}:
                return ()
        if token.pos_ == "PRON" or token.tag_ in {"PRP", "PRP$"}:
            return self._of_pronoun(i, token)
        if token.pos_ == "PROPN":
            member = self.cast.of_family_name(token)
            if member is not None:
                return (member,)
        return self._of_phrase(i, token, depth)

    def source(self, token: Token) -> Member:
        """Give the member that a phrase names as a source: "state media", "a foreign ministry official"."""
        i = self.cast.at(token)
        name = self.cast.recognised[i].name_at(token.i)
        if name is not None:
            return self.cast.other(name.text, Kind.ORGANIZATION, self.cast.country_left(i, name.first))
        countries = self._phrase_countries(i, token)
        return self.cast.other(bare(_phrase(token)), Kind.GROUP, countries[0] if len(countries) == 1 else "")

    # ---- phrases without a name
    def _of_phrase(self, i: int, token: Token, depth: int) -> tuple[Member, ...]:
        lemma = token.lemma_.lower()
        apposed = [c for c in token.children if c.dep_ == "appos" and c.i > token.i]
        title = self.cast.recognised[i].title_at(token.i)
        for child in apposed:
            name = self.cast.recognised[i].name_at(child.i)
            if name is not None and name.type == "person":
                return self.of(child, depth + 1)
        if lemma in self.cast.words("counterparts") or token.lower_ in self.cast.words("counterparts"):
            return self._counterpart(i, token, depth)
        if self._is_pair(i, token):
            pair = self._pair(i, token)
            if pair:
                return pair
        if title is not None and token.tag_ not in {"NNS", "NNPS"}:
            return self._office_alone(i, token, title)
        if title is not None:
            return self._offices(i, token, title)
        if lemma in self.cast.words("quantities"):
            counted = [t for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for t in syntax.objects_of(c)]
            if counted:
                return tuple(m for t in counted for m in self.of(t, depth + 1))
        if lemma in self.cast.words("state_nouns"):
            states = self._state_phrase(i, token)
            if states or token.tag_ != "NNS":
                return states
        if lemma in self.cast.words("group_nouns"):
            return self._group_phrase(i, token)
        return ()

    def _phrase_countries(self, i: int, token: Token) -> list[str]:
        """Give the countries named inside a noun phrase, in order: "Iranian and Turkish ministers", "leaders of Mali"."""
        first, last = syntax.noun_phrase(token)
        out = []
        k = first
        while k <= last:
            name = self.cast.recognised[i].name_at(k)
            if name is not None and name.type != "person":
                country = self.cast.country_of(name)
                if country and country not in out:
                    out.append(country)
            elif name is not None and k < token.i:
                member = self.cast.named.get((i, name.first))
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
        text = self.cast.sentences[i].doc[first : last + 1].text
        if not countries and self.cast.home and token.lower_ in {"government", "cabinet"} and self._definite(token):
            countries = [self.cast.home]
        return tuple(self.cast.state(c, bare(text)) for c in countries[:3])

    def _group_phrase(self, i: int, token: Token) -> tuple[Member, ...]:
        lemma = token.lemma_.lower()
        if any(c.tag_ == "PRP$" for c in token.children) and lemma in self.cast.words("entourage"):
            return ()
        countries = self._phrase_countries(i, token)
        text = bare(_phrase(token))
        single = token.tag_ in {"NN", "NNP"}
        several = any(c.lower_ in {"any", "every", "each"} for c in token.children)
        if not text or (single and lemma not in self.cast.words("collectives") and not countries and not several):
            return ()
        kind = Kind.GROUP
        if single and lemma in self.cast.words("bodies"):
            kind = Kind.ORGANIZATION
        elif single and lemma not in self.cast.words("collectives") and not several:
            kind = Kind.PERSON
        if not countries and self.cast.home and lemma in self.cast.words("domestic"):
            countries = [self.cast.home]
        return (self.cast.other(text, kind, countries[0] if len(countries) == 1 else ""),)

    def _office_alone(self, i: int, token: Token, title: Title) -> tuple[Member, ...]:
        """ "The Turkish president", "the foreign minister": a person of the article, else the holder on the day, else the office."""
        country = self.cast.country_of_title(i, title) or next(iter(self._phrase_countries(i, token)), "")
        doc = self.cast.sentences[i].doc
        first, last = syntax.noun_phrase(token)
        text = bare(doc[first : last + 1].text)
        past = any(
            doc[k].lower_ in self.cast.words("past_holders") for k in range(max(0, title.first - 2), title.first)
        )
        slug = title.slug
        for member in self._by_office(slug, country, i, token):
            member.aliases.add(text)
            return (member,)
        if country and not past and self.cast.article.published:
            offices = ("head-of-state", "head-of-government") if slug == "leader" else (slug,)
            for office in offices:
                holders = self.cast.gazetteer.holders(country, office, self.cast.article.published)
                if len(holders) >= 1:
                    return (self._holder(holders[0], text, office, country),)
        if not country and not self._definite(token):
            return ()
        complement = any(c.dep_ == "prep" and c.lower_ in {"of", "to", "for"} for c in token.children)
        country = country or ("" if complement else self.cast.home)
        state = self.cast.gazetteer.state(country) if country else None
        name = f"{title.words[:1].upper()}{title.words[1:]} of {state.name}" if state else text
        member = self.cast.other(name, Kind.PERSON, country)
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
            for n in reversed(self.cast.recognised[s].names)
            if n.type == "person" and (s < i or n.last < token.i)
        ]
        order += [
            (s, n)
            for s in range(i, len(self.cast.recognised))
            for n in self.cast.recognised[s].names
            if n.type == "person" and (s > i or n.first > token.i)
        ]
        for s, name in order:
            member = self.cast.named.get((s, name.first))
            if member is not None and id(member) not in seen:
                seen.add(id(member))
                yield member

    def _holder(self, holder: Person, text: str, office: str, country: str) -> Member:
        for member in self.cast.persons.get(fold(name_parts(holder.name)[-1]), ()):
            if compatible(name_parts(holder.name), name_parts(member.name)):
                member.aliases.add(text)
                return member
        member = self.cast.other(holder.name, Kind.PERSON, country)
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
                or self.cast.state(
                    country, self.cast.gazetteer.state(country).name if self.cast.gazetteer.state(country) else country
                )
            )
        return tuple(out)

    def _counterpart(self, i: int, token: Token, depth: int) -> tuple[Member, ...]:
        """ "His Chinese counterpart": named just after, else the one of that country with the same office."""
        doc = self.cast.sentences[i].doc
        for k in range(token.i + 1, min(token.i + 4, len(doc))):
            name = self.cast.recognised[i].name_at(k)
            if name is not None and name.type == "person":
                return (self.cast.named[i, name.first],)
            if doc[k].text != "," and doc[k].lower_ not in self.cast.words("honorifics"):
                break
        countries = self._phrase_countries_strict(i, token)
        office = self._office_of_owner(i, token)
        if token.tag_ == "NNS" and office and len(countries) > 1:
            return tuple(self._official(c, office, "", i, token) for c in countries)
        if token.tag_ == "NNS" or not countries:
            if not countries:
                return ()
            return (self.cast.group(bare(_phrase(token)), countries[0]),)
        if office:
            for member in self._by_office(office, countries[0], i, token):
                member.aliases.add(bare(_phrase(token)))
                return (member,)
            if self.cast.article.published:
                holders = self.cast.gazetteer.holders(countries[0], office, self.cast.article.published)
                if holders:
                    return (self._holder(holders[0], bare(_phrase(token)), office, countries[0]),)
        member = self.cast.other(bare(_phrase(token)), Kind.PERSON, countries[0])
        member.office = office
        return (member,)

    def _official(self, country: str, office: str, alias: str, i: int, token: Token) -> Member:
        """The holder of an office of a state: somebody of the article, the one known for the day, or the office itself."""
        member = next(self._by_office(office, country, i, token), None)
        holders = (
            self.cast.gazetteer.holders(country, office, self.cast.article.published)
            if self.cast.article.published
            else ()
        )
        if member is None and holders:
            member = self._holder(holders[0], alias, office, country)
        if member is None:
            member = self.cast.other(
                f"{office.replace('-', ' ').capitalize()} of {self.cast.country_name(country)}", Kind.PERSON, country
            )
            member.office = office
        member.aliases.update([alias] if alias else [])
        return member

    def _phrase_countries_strict(self, i: int, token: Token) -> list[str]:
        out = []
        for modifier in syntax.modifiers(token):
            name = self.cast.recognised[i].name_at(modifier.i)
            country = self.cast.country_of(name) if name is not None else ""
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
        if lemma not in self.cast.words("pairs") or token.dep_ in {"nummod", "amod", "compound", "nmod"}:
            return False
        if self._phrase_countries_strict(i, token) or any(c.dep_ in {"prep", "poss"} for c in token.children):
            return False
        marked = any(c.lower_ in self.cast.words("pair_words") for c in token.children) or lemma in {
            "pair",
            "duo",
            "trio",
        } | set(self.cast.words("pair_words"))
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
        for name in self.cast.recognised[s].names:
            if before is not None and name.first >= before:
                break
            if name.type == "person" and not states:
                member = self.cast.named.get((s, name.first))
            elif name.type in {"state", "metonym"} and states:
                member = (
                    self.cast.state(self.cast.country_of(name), name.text, name.type)
                    if self.cast.country_of(name)
                    else None
                )
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
            if speaker is not None and speaker.country and self.cast.gazetteer.state(speaker.country):
                return (self.cast.state(speaker.country, self.cast.gazetteer.state(speaker.country).name),)
        if word in self.pronouns["neuter"]:
            return self._neuter(i, token)
        return ()

    def _singular(self, i: int, token: Token, feminine: bool) -> tuple[Member, ...]:
        verb = syntax.climb(token)
        own = {t.i for t in syntax.surface_subjects(verb)} if verb.i != token.i else set()
        candidates: list[tuple[int, Member]] = []
        for distance, s in enumerate(range(i, max(-1, i - 4), -1)):
            doc = self.cast.sentences[s].doc
            for name in self.cast.recognised[s].names:
                if name.type != "person" or (s == i and name.first >= token.i):
                    continue
                member = self.cast.named.get((s, name.first))
                if member is None or (member.feminine is not None and member.feminine != feminine):
                    continue
                head = doc[name.first : name.last + 1].root
                subject = head.dep_ in {"nsubj", "nsubjpass"}
                possessive = token.tag_ == "PRP$" or token.dep_ == "poss"
                if s == i and not possessive and head.i in own and token.dep_ not in {"nsubj", "nsubjpass"}:
                    continue
                if (
                    s == i
                    and token.dep_ == "nsubj"
                    and any(c.dep_ == "ccomp" and c.left_edge.i <= head.i <= c.right_edge.i for c in verb.children)
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
            doc = self.cast.sentences[s].doc
            for name in self.cast.recognised[s].names:
                if (
                    name.type in {"state", "metonym", "organization", "capital"}
                    and (s < i or name.last < token.i)
                    and doc[name.first : name.last + 1].root.dep_ in {"nsubj", "nsubjpass"}
                ):
                    member = self.cast.of_name(s, name, doc[name.last])
                    if member is not None and not member.state_media:
                        return (member,)
        return ()

    def speaker_at(self, i: int, token: Token) -> Member | None:
        """Who says "I" at a token: the speaker of the sentence or of those before it; else who issues the release."""
        for s in range(i, max(-1, i - 4), -1):
            for verb in self.cast.sentences[s].doc:
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

    def in_quotation(self, token: Token) -> bool:
        """Tell whether a word stands in a sentence that is all quotation, with nobody named who says it."""
        root = next(t for t in token.doc if t.head.i == t.i)
        if root.lemma_.lower() in self._speech:
            return False
        i = self.cast.at(token)
        before = self.cast.sentences[i - 1].doc.text if i > 0 else ""
        return token.doc.text.lstrip()[:1] in {"“", '"'} or before.count("“") > before.count("”")

    def _quoted(self, i: int) -> bool:
        """Tell whether a sentence stands in quotation marks."""
        text = self.cast.sentences[i].doc.text
        return any(q in text for q in '“"”') or (
            i > 0 and self.cast.sentences[i - 1].doc.text.count("“") > self.cast.sentences[i - 1].doc.text.count("”")
        )

    @cached_property
    def issuer(self) -> Member | None:
        """The person who issues a press release: the one whom the publisher's name names, None for a medium."""
        name = re.split(r",| MP\b| \(", self.cast.article.publisher)[0].strip()
        if (
            len(name_parts(name)) < 2
            or name == self.cast.article.publisher
            or self.cast.gazetteer.publisher(self.cast.article.publisher)
        ):
            return None
        for member in self.cast.members:
            if member.kind is Kind.PERSON and compatible(name_parts(name), name_parts(member.name)):
                return member
        member = self.cast.person(Name(0, 0, name, "person"))
        self.cast.look_up(member)
        member.country = member.country or self.cast.home
        return member


def _phrase(token: Token) -> str:
    first, last = syntax.noun_phrase(token)
    return str(token.doc[first : last + 1].text)
