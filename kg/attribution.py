"""Attribution: who, other than the publisher, is cited for what a sentence tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from kg import syntax
from kg.cast import Member
from kg.frame import Frame
from kg.model import Kind, Status
from kg.ontology import Ontology
from kg.refer import Reference


class Attributer:
    """Finds the sources of events. Built once from the words of speech of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        speech = ontology.grammar["speech"]
        self._verbs = frozenset(speech["verbs"])
        self._nouns = frozenset(speech["nouns"])
        self._sources = ontology.words("sources")
        self._issued = ontology.words("issued_by")
        self._carriers = frozenset(ontology.grammar["attitudes"])

    def __call__(
        self, frame: Frame, refer: Reference, roles: Mapping[str, list[Member]], status: Status
    ) -> list[Member]:
        """Give the sources of a frame, the nearest first, each once."""
        out: list[Member] = []
        parties = [m for ms in roles.values() for m in ms]
        for token, said in self._tokens(frame, status):
            for member in self._source(token, refer):
                if member not in out and (said or member not in parties):
                    out.append(member)
        return out

    def _tokens(self, frame: Frame, status: Status) -> Iterator[tuple[Token, bool]]:
        """Give (word for a source, whether it says the thing rather than wishes or refuses it)."""
        at = frame.anchor
        for _ in range(12):
            head = at.head
            if head.i == at.i:
                break
            lemma = head.lemma_.lower()
            if syntax.is_verb(head) and at.dep_ in {
                "ccomp",
                "parataxis",
                "xcomp",
                "dep",
                "advcl",
                "pcomp",
                "prep",
                "dobj",
                "pobj",
                "conj",
            }:
                if lemma in self._verbs and at.dep_ in {"ccomp", "parataxis", "dep", "advcl"}:
                    yield from ((t, True) for t in self._subjects(head))
                elif lemma in self._carriers and status is not Status.OCCURRED:
                    yield from ((t, False) for t in self._subjects(head))
            elif (
                any(c.dep_ == "mark" and c.lower_ == "that" for c in at.children)
                and syntax.climb(at).lemma_.lower() in self._verbs
            ):
                yield from ((t, True) for t in self._subjects(syntax.climb(at)))
            elif at.dep_ in {"acl", "prep", "compound"} and lemma in self._carriers and status is not Status.OCCURRED:
                yield from ((t, False) for t in syntax.owners(head))
                yield from ((t, False) for p, t in syntax.prepositions(head) if p in {"by", "from"})
            at = head
        yield from ((t, True) for t in self._phrases(at))

    def _subjects(self, verb: Token) -> Iterator[Token]:
        if syntax.is_passive(verb):
            yield from syntax.deep_subjects(verb) or (
                t for t in syntax.surface_subjects(verb) if t.lower_ not in {"it", "that"}
            )
        else:
            yield from syntax.surface_subjects(verb)
        for child in verb.children:
            if child.dep_ == "prep" and child.lower_ == "in":
                yield from (
                    t
                    for t in syntax.objects_of(child)
                    if t.lemma_.lower() in self._issued and not any(True for _ in syntax.surface_subjects(verb))
                )

    def _phrases(self, root: Token) -> Iterator[Token]:
        """ "According to X", "citing X", "in a statement by X" anywhere in the sentence."""
        for token in root.subtree:
            if token.lower_ == "according":
                for child in token.children:
                    if child.lower_ == "to":
                        yield from syntax.objects_of(child)
            elif token.lemma_.lower() in {"cite", "quote"} and token.tag_ == "VBG":
                yield from syntax.deep_objects(token)

    def _source(self, token: Token, refer: Reference) -> tuple[Member, ...]:
        lemma = token.lemma_.lower() if token.lower_ not in self._sources else token.lower_
        name = refer.cast.name_at(token)
        if lemma in self._issued and name is None:
            issuers = [m for t in self._issuers(token) for m in refer.of(t)]
            if issuers:
                return tuple(issuers)
        members = refer.of(token)
        if members:
            return members
        if lemma in self._sources or name is not None:
            return (refer.source(token),)
        return ()

    def _issuers(self, token: Token) -> Iterator[Token]:
        yield from (t for p, t in syntax.prepositions(token) if p in {"by", "from", "of"})
        yield from syntax.owners(token)


def speaks_for(member: Member) -> bool:
    """Tell whether a source is a body of its own rather than a person."""
    return member.kind is not Kind.PERSON
