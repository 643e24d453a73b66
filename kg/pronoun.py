"""Pronoun: who is meant by "he", "they", "it", "we", "the two leaders", "the country"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast
from kg.member import Member
from kg.model import Kind
from kg.salience import WINDOW, Salience, Tally, people, unique

if TYPE_CHECKING:
    from kg.refer import Reference


class Pronouns:
    """Resolves pronouns and the like to the members of a cast, in text order."""

    def __init__(self, cast: Cast, salience: Salience, refer: Reference) -> None:
        self._cast, self._salience, self._refer = cast, salience, refer
        self._kinds = {w: kind for kind, words in cast.ontology.grammar["pronouns"].items() for w in words}
        self._numbers: dict[str, int] = cast.ontology.grammar["numbers"]
        self._related = cast.ontology.grammar["related_offices"]
        self._nouns = cast.words("pairs") | cast.words("counterparts") | cast.words("lands")
        self._speech = frozenset(cast.ontology.grammar["speech"]["verbs"])
        self._done = 0

    def of(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give whom a pronoun of sentence i means, () for nobody known."""
        self._read_up_to(i)
        return self._resolve(i, token)

    def _read_up_to(self, i: int) -> None:
        """Resolve pronouns and the like in the sentences before, in order: they keep their people in the foreground."""
        while self._done < i:
            s = self._done
            self._done += 1
            for token in self._cast.sentences[s].doc:
                if self._looks_back(token):
                    members = self._refer.of(token)
                    if members:
                        self._salience.add(s, token, members)

    def _looks_back(self, token: Token) -> bool:
        if token.lower_ in self._kinds:
            return self._kinds[token.lower_] not in {"first", "first_plural"}
        return token.lemma_.lower() in self._nouns and self._refer.anaphoric(token)

    def _resolve(self, i: int, token: Token) -> tuple[Member, ...]:
        kind = self._kinds.get(token.lower_, "")
        if kind in {"masculine", "feminine"}:
            return self._singular(i, token, kind == "feminine")
        if kind == "plural":
            return (
                self._ahead(i, token, lambda m: m.kind is not Kind.PERSON)
                or self._speakers(token)
                or self.pair(i, token)
            )
        if kind == "neuter":
            return self._neuter(i, token)
        if kind in {"first", "first_plural"}:
            speaker = self._refer.speaker_at(token)
            if speaker is None or kind == "first":
                return (speaker,) if speaker is not None and people(speaker) else ()
            state = self._cast.gazetteer.state(speaker.country)
            return (self._cast.state(state.iso3, state.name),) if state else ()
        return ()

    # ---- he, she, it
    def _singular(self, i: int, token: Token, feminine: bool) -> tuple[Member, ...]:
        def fits(member: Member) -> bool:
            return people(member) and member.feminine in {None, feminine} and member is not speaker

        quoted = self._refer.speech.quotation(token) is not None
        speaker = self._refer.speaker_at(token) if quoted else None
        ranked = self._ahead(i, token, fits) or tuple(self._salience.ranked(i, token, fits))
        women = tuple(m for m in ranked if feminine and m.feminine)  # surer than those of whom nothing is known
        return (women or ranked)[:1]

    def of_others(self, i: int, token: Token, country: str) -> tuple[Member, ...]:
        """Give whom a pronoun for one person means, those of a country left out."""
        feminine = self._kinds.get(token.lower_, "")

        def fits(member: Member) -> bool:
            sex = member.feminine in {None, feminine == "feminine"}
            return people(member) and sex and bool(member.country or member.office) and member.country != country

        if feminine not in {"masculine", "feminine"}:
            return ()
        self._read_up_to(i)
        return tuple(self._salience.ranked(i, token, fits)[:1])

    def _neuter(self, i: int, token: Token) -> tuple[Member, ...]:
        def fits(member: Member) -> bool:
            return member.kind in {Kind.STATE, Kind.ORGANIZATION} and not member.medium

        if self._impersonal(token):
            return ()
        return self._ahead(i, token, fits) or tuple(self._salience.ranked(i, token, fits)[:1])

    def _impersonal(self, token: Token) -> bool:
        """Tell whether "it" means nobody: "it is the first visit", "it is clear that", "it seems"."""
        if token.dep_ != "nsubj":
            return False
        verb = token.head
        if verb.lemma_ == "be":
            said_of = [c for c in verb.children if c.dep_ in {"acomp", "attr"}]
            return any(c.dep_ == "attr" or any(g.dep_ == "ccomp" for g in c.children) for c in said_of)
        return verb.lemma_.lower() in self._cast.words("impersonal")

    def _speakers(self, token: Token) -> tuple[Member, ...]:
        """Those who say of themselves what they do: "ministers said THEY would meet"."""
        verb = token.head.head
        told = token.dep_ == "nsubj" and token.head.dep_ == "ccomp" and verb.lemma_.lower() in self._speech
        subjects = (
            [t for t in syntax.surface_subjects(verb) if t.i < token.i and t.lower_ not in self._kinds] if told else []
        )
        members = unique(m for t in subjects for m in self._refer.of(t))
        return members if len(members) > 1 or any(t.tag_ in {"NNS", "NNPS"} for t in subjects) else ()

    def _ahead(self, i: int, token: Token, fits: Callable[[Member], bool]) -> tuple[Member, ...]:
        """The subject that a pronoun in an opening phrase looks ahead to: "In his talks with X, President Y said"."""
        if token.dep_ in {"nsubj", "nsubjpass"} and not _in_opening_participle(token):
            return ()
        at = token
        while at.head.i != at.i and not (syntax.is_verb(at.head) and at.dep_ in {"prep", "advcl"} and at.head.i > at.i):
            at = at.head
        if at.head.i == at.i:
            return ()
        subjects = [t for t in syntax.surface_subjects(at.head) if t.i > token.i and t.tag_ != "PRP"]
        members = [m for t in subjects for m in self._refer.of(t) if fits(m)]
        return (members[0],) if members else ()

    # ---- they, the two leaders, both sides
    def pair(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give the parties that a plural word means: those told together last, of a kind that fits the word."""
        self._read_up_to(i)
        lemma = token.lemma_.lower()
        number = next((self._numbers[w] for w in self._counts(token) if w in self._numbers), 0)
        fits = self._fitting(i, token, lemma)
        for members in self._salience.together(i, token):
            kept = [m for m in members if fits(m)]
            enough = len(kept) == number if number else len(kept) > (lemma not in self._kinds)
            if enough and len(kept) == len(members) and _sides(kept, number):
                return tuple(kept)
        if lemma in self._kinds:
            return ()
        return self._foremost(i, token, number or 2, fits)

    def _counts(self, token: Token) -> list[str]:
        return [token.lower_, token.lemma_.lower(), *(c.lower_ for c in token.children)]

    def _fitting(self, i: int, token: Token, lemma: str) -> Callable[[Member], bool]:
        """What a word says of those whom it means: countries are states, ministers ministers, "they" anybody."""
        if lemma in self._cast.words("lands"):
            return lambda m: m.kind is Kind.STATE
        if lemma in self._cast.words("sides") or lemma in self._kinds:
            return lambda m: True
        title = self._cast.recognised[i].title_at(token.i)
        if title is None:
            return people
        wanted = set(self._related.get(title.slug, [title.slug]))
        return lambda m: people(m) and (not m.office or bool(wanted & {m.office, *m.offices}))

    def _foremost(self, i: int, token: Token, number: int, fits: Callable[[Member], bool]) -> tuple[Member, ...]:
        """The weightiest, each of another country, in a widening stretch of text."""
        for window in (WINDOW, 3 * WINDOW):
            found: list[Member] = []
            for member in self._weighty(i, token, window):
                if fits(member) and all(m.country != member.country for m in found) and member.country:
                    found.append(member)
            if len(found) >= number:
                return tuple(found[:number])
        return ()

    def _weighty(self, i: int, token: Token, window: int) -> list[Member]:
        tally = Tally()
        for back, mention in self._salience.before(i, token, window):
            for member in mention.members:
                tally.count(member, back, mention.token.i, mention.weight)
        return tally.ranked()

    def country(self, i: int, token: Token) -> tuple[Member, ...]:
        """Give the state that "the country", "this kingdom" means."""
        self._read_up_to(i)
        lemma = token.lemma_.lower()

        def fits(member: Member) -> bool:
            state = self._cast.gazetteer.state(member.country) if member.kind is Kind.STATE else None
            if state is None or lemma not in self._cast.words("kinds_of_state"):
                return state is not None
            return any(lemma in n.lower().split() for n in (state.name, *state.names))

        return tuple(self._salience.ranked(i, token, fits)[:1])


def _in_opening_participle(subject: Token) -> bool:
    """Tell whether a clause hangs on a participle that opens the sentence: "Asked whether HE would come, Mr X said"."""
    verb = subject.head.head
    return subject.head.dep_ == "ccomp" and verb.i == subject.sent.start and verb.dep_ == "advcl"


def _sides(members: Sequence[Member], number: int) -> bool:
    """Tell whether members are sides of something: not all of one country, where a number is asked for."""
    return not number or len({m.country for m in members}) > 1
