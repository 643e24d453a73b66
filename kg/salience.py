"""Salience: who stands in the foreground of a text at a word, so that "he", "they", "the two leaders" find their people.

After Lappin and Leass (1994, An algorithm for pronominal anaphora resolution, Computational Linguistics 20/4): every
mention of somebody weighs by the grammar of its place, and half as much with each sentence that passes; of those whom
number, sex and binding allow, the weightiest is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast
from kg.member import Member
from kg.model import Kind

RECENCY, SUBJECT, OBJECT, OBLIQUE, HEAD, PARALLEL, SPEAKER = 100, 80, 50, 40, 80, 35, 80
WINDOW = 4  # sentences back; after four halvings a mention hardly weighs

Denotes = Callable[[Token], tuple[Member, ...]]


@dataclass(frozen=True, slots=True)
class Mention:
    """A word that denotes somebody; `role` is that of `role_of`."""

    token: Token
    members: tuple[Member, ...]
    role: str
    weight: int


class Salience:
    """The mentions of one article, with their weights.

    Args:
        cast: the actors.
        denotes: gives the actors of a word that is no name and needs nothing told before.
    """

    def __init__(self, cast: Cast, denotes: Denotes) -> None:
        self._cast, self._denotes = cast, denotes
        self._told: dict[int, list[Mention]] = {}
        self._pronouns: dict[int, list[Mention]] = {}
        self._speech = frozenset(cast.ontology.grammar["speech"]["verbs"])
        self._listening = cast.words("told_to")

    def add(self, i: int, pronoun: Token, members: tuple[Member, ...]) -> None:
        """Count a pronoun of sentence i, now that it is known whom it means, as a mention."""
        self._pronouns.setdefault(i, []).append(self._mention(pronoun, members))

    def before(self, i: int, token: Token, window: int = WINDOW) -> Iterator[tuple[int, Mention]]:
        """Give (sentences back, mention) of what is told before a word, the nearest sentence first."""
        for s in range(i, max(-1, i - window), -1):
            for mention in (*self._of(s), *self._pronouns.get(s, ())):
                if s < i or mention.token.i < token.i:
                    yield i - s, mention

    def _of(self, s: int) -> list[Mention]:
        if s not in self._told:
            self._told[s] = list(self._read(s))
        return self._told[s]

    def _read(self, s: int) -> Iterator[Mention]:
        doc, recognised = self._cast.sentences[s].doc, self._cast.recognised[s]
        for name in recognised.names:
            head = doc[name.first : name.last + 1].root
            member = (
                self._cast.named.get((s, name.first)) if name.type == "person" else self._cast.of_name(s, name, head)
            )
            if member is not None:
                yield self._mention(head, (member,))
        for token in doc:
            if token.tag_ == "WP" and token.dep_ == "nsubj" and token.head.dep_ == "relcl":
                before = recognised.name_at(token.head.head.i)
                member = self._cast.named.get((s, before.first)) if before is not None else None
                if member is not None:
                    yield self._mention(token, (member,))
            if token.pos_ in {"NOUN", "PROPN"} and recognised.name_at(token.i) is None and self._may_refer(token):
                members = self._denotes(token)
                if members:
                    yield self._mention(token, members)

    def _may_refer(self, token: Token) -> bool:
        """Tell whether a common noun is worth asking whom it means: one for people or bodies, and no part of a name."""
        known = token.lemma_.lower() in self._cast.words("group_nouns") | self._cast.words("governments")
        return known and token.dep_ not in {"compound", "amod", "nmod", "attr", "appos"}

    def _mention(self, token: Token, members: tuple[Member, ...]) -> Mention:
        role = role_of(token)
        weights = {"subject": SUBJECT + HEAD, "object": OBJECT + HEAD, "oblique": OBLIQUE + HEAD, "nested": OBLIQUE}
        listener = role in {"object", "oblique"} and _verb_of(token) in self._listening
        return Mention(token, members, role, RECENCY + (0 if listener else weights.get(role, 0)))

    def ranked(self, i: int, token: Token, fits: Callable[[Member], bool]) -> list[Member]:
        """Give those who fit, the weightiest first; of equals the one named last."""
        tally = Tally()
        others = {id(m) for mention in self._of(i) if bound(token, mention.token) for m in mention.members}
        for back, mention in self.before(i, token):
            if not (back == 0 and bound(token, mention.token)):
                for member in mention.members if len(mention.members) == 1 else ():
                    if fits(member) and id(member) not in others:
                        tally.count(member, back, mention.token.i, mention.weight + self._extra(token, mention, back))
        return tally.ranked()

    def _extra(self, pronoun: Token, mention: Mention, back: int) -> int:
        """What speaks for a mention beside its own weight: the same role, or speaking, as the pronoun has it."""
        extra = PARALLEL if mention.role == role_of(pronoun) else 0
        if mention.role == "subject" and _verb_of(mention.token) in self._speech:
            said = back == 0 and role_of(pronoun) != "inner" and _verb_of(pronoun) not in self._speech
            again = role_of(pronoun) == "subject" and _verb_of(pronoun) in self._speech
            extra += SPEAKER if said or again else 0
        return extra

    def together(self, i: int, token: Token) -> Iterator[tuple[Member, ...]]:
        """Give the parties told together before a word, the nearest and weightiest first: "X and Y", "X met Y", "officials"."""
        found: dict[int, list[Mention]] = {}
        for back, mention in self.before(i, token):
            found.setdefault(back, []).append(mention)
        for back in sorted(found):
            mentions = [m for m in found[back] if back or not _inside(token, m.token)]
            yield from self._sets(mentions, [m.token for m in mentions])

    def _sets(self, mentions: Sequence[Mention], tokens: Sequence[Token]) -> Iterator[tuple[Member, ...]]:
        by_token = {t.i: m for t, m in zip(tokens, mentions)}
        order = sorted(mentions, key=lambda m: (-m.weight, m.token.i))
        for mention in order:
            side_by_side = [by_token[t.i] for t in syntax.conjuncts(mention.token) if t.i in by_token]
            members = unique(m for s in side_by_side for m in s.members)
            several = mention.token.tag_ in {"NNS", "NNPS"} or (
                mention.role == "subject" and all(m.kind is Kind.GROUP for m in members)
            )
            if len(members) > 1 or (several and members):
                yield members
            if mention.role == "subject":
                facing = [m for m in order if m is not mention and _faces(mention.token, m.token)]
                facing = [m for m in facing if not any(x.medium for x in m.members)]
                members = unique(m for f in (mention, *facing) for m in f.members)
                if facing and len(members) > 1:
                    yield members


class Tally:
    """Weights summed over sentences; of several mentions in one sentence the weightiest counts."""

    def __init__(self) -> None:
        self._members: dict[int, Member] = {}
        self._weights: dict[int, dict[int, float]] = {}
        self._last: dict[int, tuple[int, int]] = {}

    def count(self, member: Member, back: int, at: int, weight: float) -> None:
        """Add a mention, some sentences back, at a token."""
        key = id(member)
        self._members[key] = member
        sentences = self._weights.setdefault(key, {})
        sentences[back] = max(sentences.get(back, 0), weight / 2**back)
        self._last[key] = max(self._last.get(key, (-99, 0)), (-back, at))

    def ranked(self) -> list[Member]:
        """Give the members, the weightiest first; of equals the one named last."""
        return sorted(
            self._members.values(),
            key=lambda m: (-sum(self._weights[id(m)].values()), [-x for x in self._last[id(m)]]),
        )


def unique(members: Iterable[Member]) -> tuple[Member, ...]:
    """Give each member once, in order."""
    return tuple({id(m): m for m in members}.values())


def role_of(token: Token) -> str:
    """Give the grammatical role of a word, that of the first of its coordination.

    One of subject, object, oblique (below a verb's preposition), nested (below a noun's), possessor and inner.
    """
    top = token
    while top.dep_ in {"conj", "appos"} and top.head.i != top.i:
        top = top.head
    if top.dep_ in {"nsubj", "nsubjpass"}:
        return "subject"
    if top.dep_ in {"dobj", "dative"}:
        return "object"
    if top.dep_ == "poss":
        return "possessor"
    if top.dep_ == "pobj":
        return "oblique" if syntax.is_verb(top.head.head) else "nested"
    return "inner"


def _verb_of(token: Token) -> str:
    return syntax.climb(token).lemma_.lower()


def bound(pronoun: Token, other: Token) -> bool:
    """Tell whether grammar forbids that a pronoun means another word of its sentence.

    Two arguments of one verb are two people ("X met him"), and so is the subject of saying and who is spoken of after
    it ("..., he added of X").
    """
    if pronoun.tag_ == "PRP$" or pronoun.dep_ == "poss":
        return False
    verb = syntax.climb(pronoun)
    if verb.i == pronoun.i:
        return False
    if role_of(pronoun) == "subject" and any(
        c.dep_ == "ccomp" and c.left_edge.i <= other.i <= c.right_edge.i for c in verb.children
    ):
        return True
    if syntax.climb(other).i == verb.i and role_of(other) in {"subject", "object", "oblique"}:
        return True
    return role_of(pronoun) != "subject" and other.i in {t.i for t in syntax.surface_subjects(verb)}


def _inside(token: Token, other: Token) -> bool:
    """Tell whether a word hangs below another."""
    return other.i in {a.i for a in token.ancestors}


def _faces(subject: Token, other: Token) -> bool:
    """Tell whether a word is the other side of what a subject does: its object, or with whom."""
    verb = syntax.climb(subject)
    if verb.i == subject.i:
        return False
    top = other
    while top.dep_ == "conj":
        top = top.head
    if top.dep_ == "dobj":
        return top.head.i == verb.i
    return top.dep_ == "pobj" and top.head.lower_ == "with" and syntax.climb(top).i == verb.i


def people(member: Member) -> bool:
    """Tell whether a member is a person."""
    return member.kind is Kind.PERSON
