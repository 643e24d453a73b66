"""Attribution: who, other than the publisher, is cited for what a sentence tells.

Sources are found up the tree from the event ("X said that ...", "..., X said"), in phrases of the sentence ("according to
X"), and, in a sentence that is all quotation, before it. Who merely wishes, demands or refuses an event is cited for it
too, unless the event is the party's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc, Token

from kg import syntax
from kg.frame import Frame
from kg.member import Member
from kg.model import Status
from kg.ontology import Ontology
from kg.refer import Reference

# How a clause hangs on the verb that says it, and on the verb that wishes or refuses it.
SAID = {"ccomp", "parataxis", "dep"}
WISHED = {"xcomp", "ccomp", "pcomp", "prep", "dobj", "pobj", "conj", "advcl", "parataxis", "dep", "nsubjpass"}


class Attributer:
    """Finds the sources of events. Built once from the words of speech of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self._verbs = frozenset(ontology.grammar["speech"]["verbs"])
        self._sources = ontology.words("sources")
        self._issued = ontology.words("issued_by")
        self._attitudes = ontology.words("attitudes")
        self._citing = ontology.words("citing")
        self._asking = ontology.words("asking")
        self._confirming = ontology.words("confirming")
        self._topics = ontology.words("topics") | {"to"}
        self._it, self._announcements = ontology.words("it"), ontology.words("announcements")
        self._mentioning = ontology.words("mentioning")
        self._claims = ontology.words("claims")
        self._people = ontology.words("group_nouns")

    def __call__(
        self, frame: Frame, refer: Reference, roles: Mapping[str, list[Member]], status: Status
    ) -> list[Member]:
        """Give the sources of a frame, the nearest first, each once; who issues the article is none.

        Args:
            frame: what is told.
            refer: who the words of the article denote.
            roles: the parties of the frame.
            status: its standing; wishes and refusals are cited only for what did not simply occur.
        """
        out: list[Member] = []
        parties = [m for ms in roles.values() for m in ms]
        for token, said in self._tokens(frame, status):
            members = self._source(token, refer, said)
            out += [m for m in members if m not in out and (said or m not in parties) and not refer.issues(m)]
        if not out and refer.speech.all_quoted(frame.anchor):
            speaker = refer.speech.speaker(frame.anchor)
            members = self._source(speaker, refer, said=True) if speaker is not None else ()
            out += [m for m in members if not refer.issues(m)]
        return out

    def vouched(self, doc: Doc, refer: Reference) -> list[Member]:
        """Give who vouches in a sentence for what the one before it told: "the ministry announced this", () for nobody."""
        verb = next(t for t in doc if t.head.i == t.i)
        things = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
        taken_up = any(
            c.lower_ in self._it or (c.lemma_.lower() in self._announcements and _definite(c)) for c in things
        )
        if not taken_up or verb.lemma_.lower() not in self._confirming:
            return []
        members = (m for t in self._subjects(verb) for m in self._source(t, refer, said=True))
        return [m for m in members if not refer.issues(m)]

    def _tokens(self, frame: Frame, status: Status) -> Iterator[tuple[Token, bool]]:
        """Give (word for a source, whether it says the thing rather than wishes or refuses it)."""
        at, wished = frame.anchor, status is not Status.OCCURRED
        for _ in range(12):
            head = at.head
            if head.i == at.i:
                break
            if self._asks(head):
                return
            wished = wished and at.dep_ not in {"relcl", "nsubj"}  # what stands aside is not what is wished
            yield from self._above(at, head, status, wished=wished)
            at = head
        yield from ((t, True) for t in self._phrases(at))

    def _asks(self, token: Token) -> bool:
        """ "Asked whether ..., X said": X is not cited for what is asked."""
        return (
            token.lemma_.lower() in self._asking
            and token.dep_ == "advcl"
            and not any(c.dep_ in syntax.SUBJECTS for c in token.children)
        )

    def _above(self, at: Token, head: Token, status: Status, *, wished: bool) -> Iterator[tuple[Token, bool]]:
        lemma = head.lemma_.lower()
        if syntax.is_verb(head):
            mentioned = lemma in self._mentioning and at.dep_ == "prep" and at.lower_ in self._topics
            if mentioned or (lemma in self._verbs and at.dep_ in SAID):
                yield from ((t, True) for t in self._subjects(head))
            elif self._confirmed(at) or (lemma in self._attitudes and at.dep_ in WISHED and wished):
                yield from ((t, False) for t in self._subjects(head))
        elif lemma in self._claims and at.dep_ in {"acl", "relcl", "ccomp", "prep", "compound"}:
            if status is Status.ALLEGED:
                yield from ((t, True) for t in (*syntax.modifiers(head), *syntax.owners(head)) if self._names(t))
                yield from ((t, True) for p, t in syntax.prepositions(head) if p in {"by", "from"})
        elif any(c.dep_ == "mark" and c.lower_ == "that" for c in at.children):
            verb = syntax.climb(at)
            if verb.lemma_.lower() in self._verbs:
                yield from ((t, True) for t in self._subjects(verb))
        elif at.dep_ in {"acl", "prep", "compound"} and lemma in self._attitudes and wished:
            yield from ((t, False) for t in syntax.owners(head))
            yield from ((t, False) for p, t in syntax.prepositions(head) if p in {"by", "from"})

    def confirmed(self, frame: Frame) -> bool:
        """Tell whether a sentence does no more than to vouch for an event: "the ministry confirmed the visit"."""
        return self._confirmed(frame.event)

    def _confirmed(self, noun: Token) -> bool:
        done = noun.dep_ in {"dobj", "nsubjpass"} and not syntax.is_infinitive(noun.head)
        return done and noun.head.lemma_.lower() in self._confirming and _definite(noun)

    def _subjects(self, verb: Token) -> Iterator[Token]:
        subjects = syntax.surface_subjects(verb)
        if syntax.is_passive(verb):
            yield from syntax.deep_subjects(verb)
            yield from subjects if verb.lemma_.lower() in self._citing else ()  # "X was quoted as saying"
            return
        yield from subjects

    def _phrases(self, root: Token) -> Iterator[Token]:
        """ "According to X", "citing X", "as X reported", anywhere in the sentence."""
        for token in root.subtree:
            if token.lower_ == "according":
                yield from (t for c in token.children if c.lower_ == "to" for t in syntax.objects_of(c))
            elif token.lemma_.lower() in self._citing and token.tag_ == "VBG":
                yield from (t for t in syntax.deep_objects(token) if self._names(t))
            elif token.dep_ == "advcl" and token.lemma_.lower() in self._verbs and _as_told(token):
                yield from self._subjects(token)

    def _names(self, token: Token) -> bool:
        """Tell whether a word can be a source: "citing officials", not "citing the need for talks"."""
        return token.pos_ == "PROPN" or bool({token.lower_, token.lemma_.lower()} & (self._sources | self._people))

    def _source(self, token: Token, refer: Reference, said: bool) -> tuple[Member, ...]:
        lemma = token.lemma_.lower() if token.lower_ not in self._sources else token.lower_
        name = refer.cast.name_at(token)
        if token.pos_ == "PRON" and said:
            before = refer.speech.before(token)
            if before is not None and before.pos_ == "NOUN" and not refer.of(before):
                return self._source(before, refer, said)  # "a spokesman said. He added"
        if lemma in self._issued and name is None:
            issuers = tuple(m for t in self._issuers(token) for m in refer.of(t))
            if issuers:
                return issuers
        members = refer.of(token)
        if members:
            return members
        if lemma in self._sources or name is not None or (said and token.pos_ in {"NOUN", "PROPN"}):
            return (refer.source(token),)
        return ()

    def _issuers(self, token: Token) -> Iterator[Token]:
        yield from (t for p, t in syntax.prepositions(token) if p in {"by", "from", "of"})
        yield from syntax.owners(token)


def _as_told(verb: Token) -> bool:
    """Tell whether a clause says whose word the sentence is: "as X reported"; not "as X said that"."""
    return any(c.dep_ in {"mark", "advmod"} and c.lower_ == "as" for c in verb.children) and not any(
        c.dep_ in {"ccomp", "dobj", "xcomp"} for c in verb.children
    )


def _definite(noun: Token) -> bool:
    return any(c.dep_ in {"det", "poss"} and c.lower_ not in {"a", "an", "no", "any"} for c in noun.children)
