"""Clause: what a finite or infinite clause says of its own verb: negation, modality, tense, condition, question.

All methods take the verb of the clause, parsed with the labels of the English pipelines. The words are data
(grammar.yaml); this module knows where they stand.
"""

from __future__ import annotations

from enum import StrEnum

from spacy.tokens import Token

from kg import syntax
from kg.ontology import Ontology


class Mood(StrEnum):
    """What the auxiliaries of a clause make of it."""

    PLAIN = "plain"
    FUTURE = "future"  # will, is to
    CONDITIONAL = "conditional"  # would
    POSSIBLE = "possible"  # may, might, could, can
    OBLIGED = "obliged"  # should, must


class Clauses:
    """Reads clauses. Built once from the words of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self._negations = ontology.words("negations")
        self._negative_subjects = ontology.words("negative_subjects")
        self._doubt = ontology.words("doubt")
        self._conditions = ontology.words("conditions")
        self._cases = ontology.words("condition_nouns")
        self._moods = {
            word: mood
            for key, mood in (
                ("modal_possible", Mood.POSSIBLE),
                ("modal_proposed", Mood.OBLIGED),
                ("conditional", Mood.CONDITIONAL),
                ("future", Mood.FUTURE),
            )
            for word in ontology.words(key)
        }

    def auxiliaries(self, verb: Token) -> list[Token]:
        """Give the auxiliaries of a verb; those of the first verb where it is coordinated: "WILL go and meet"."""
        own = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
        return own or (self.auxiliaries(verb.head) if shares_auxiliaries(verb) else [])

    def mood(self, verb: Token) -> Mood:
        """Give the mood of a clause.

        >>> str(Mood.FUTURE)
        'future'
        """
        for aux in self.auxiliaries(verb):
            if aux.lower_ in self._moods:
                return self._moods[aux.lower_]
            if aux.lemma_ == "be" and verb.tag_ == "VB":
                return Mood.FUTURE  # "is to meet", read as one verb
        return Mood.PLAIN

    def negated(self, verb: Token) -> bool:
        """Tell whether a clause is negated, by an adverb, by its subject, or as the second of "did not go and meet"."""
        if any(c.lower_ in self._doubt for c in self.auxiliaries(verb)):
            return False  # "may not come" leaves it open
        if any(self.is_negation(c) and c.dep_ not in {"det", "prep", "cc"} for c in verb.children):
            return True
        if any(self._negative_subject(c) for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}):
            return True
        return shares_auxiliaries(verb) and self.negated(verb.head)

    def is_negation(self, token: Token) -> bool:
        """Tell whether a word negates what it belongs to."""
        return token.dep_ == "neg" or token.lower_ in self._negations

    def none_of(self, noun: Token) -> bool:
        """Tell whether a noun has a negative determiner: "no plans", "neither side"."""
        return any(
            c.dep_ in {"det", "preconj", "neg", "cc"} and c.lower_ in self._negations
            for c in noun.children
            if c.i < noun.i
        )

    def _negative_subject(self, subject: Token) -> bool:
        return subject.lower_ in self._negative_subjects or self.none_of(subject)

    def condition(self, verb: Token) -> Token | None:
        """Give the head of what a clause depends on: "if ...", "unless ...", "in the event of ...", None without one."""
        for child in verb.children:
            if (child.dep_ == "advcl" and self.is_condition(child)) or is_inverted(child):
                return child
            if child.dep_ == "prep" and child.lower_ == "in" and any(o.lower_ in self._cases for o in child.children):
                return child
        if verb.dep_ in {"xcomp", "conj"} and syntax.is_verb(verb.head):
            return self.condition(verb.head)
        return None

    def is_condition(self, verb: Token) -> bool:
        """Tell whether a clause is itself a condition: "if he comes", "should he come", "had he come"."""
        return bool(marks(verb) & self._conditions) or is_inverted(verb)

    def is_question(self, verb: Token) -> bool:
        """Tell whether a main clause asks whether it is so: its auxiliary stands before the subject, no wh-word before it."""
        if verb.doc[-1].text not in {"?", '"', "”"} or not any(t.text == "?" for t in verb.doc[-2:]):
            return False
        subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "expl"}), None)
        first = next((c for c in (*verb.children, verb) if c.i == verb.i or c.dep_ in {"aux", "auxpass"}), verb)
        if subject is None or first.i > subject.i:
            return False
        return not any(c.tag_ in syntax.RELATIVE for c in verb.subtree if c.i < first.i)


def shares_auxiliaries(verb: Token) -> bool:
    """Tell whether a coordinated verb stands under the auxiliaries of the first: "will go and MEET", "has met and PRAISED"."""
    return (
        verb.dep_ == "conj"
        and syntax.is_verb(verb.head)
        and not any(c.dep_ in syntax.SUBJECTS or c.dep_ in {"aux", "auxpass"} for c in verb.children)
        and (verb.tag_ == "VB" or verb.tag_ == verb.head.tag_ in {"VBN", "VBG"})
    )


def marks(verb: Token) -> set[str]:
    """Give the subordinating words that open a clause."""
    return {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i}


def is_inverted(verb: Token) -> bool:
    """Tell whether a clause is a condition by its order alone: "should Russia attack", "had he come"."""
    before = verb.dep_ == "ccomp" and verb.i < verb.head.i  # as the parser takes it where it comes first
    if not (verb.dep_ == "advcl" or before) or marks(verb):
        return False
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    opener = next((c for c in verb.children if c.dep_ == "aux" and c.lower_ in {"should", "had", "were"}), None)
    return subject is not None and opener is not None and opener.i < subject.i < verb.i


def has_subject(verb: Token) -> bool:
    """Tell whether a verb has a subject of its own."""
    return any(c.dep_ in syntax.SUBJECTS for c in verb.children)


def is_finite(verb: Token) -> bool:
    """Tell whether a clause has a tense: a subject, and no bare infinitive or participle as its first verb."""
    if syntax.is_infinitive(verb) or not has_subject(verb):
        return False
    return verb.tag_ in {"VBD", "VBZ", "VBP", "MD"} or any(
        c.dep_ in {"aux", "auxpass"} and c.tag_ in {"VBD", "VBZ", "VBP", "MD"} for c in verb.children
    )


def is_perfect(verb: Token) -> bool:
    """Tell whether a verb is in a perfect: "has met", "to have met"."""
    return any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.children)


def is_pluperfect(verb: Token) -> bool:
    """Tell whether a verb is in the perfect of a past: "had met"."""
    return any(c.dep_ == "aux" and c.lower_ in {"had", "'d"} for c in verb.children) and is_perfect(verb)


def is_past(verb: Token) -> bool:
    """Tell whether a verb is told as past: a past tense, a perfect, or a participle of one of them."""
    if verb.tag_ == "VBD" or is_perfect(verb):
        return True
    return any(c.dep_ in {"aux", "auxpass"} and c.tag_ == "VBD" for c in verb.children)


def is_verbal(token: Token) -> bool:
    """Tell whether a token acts as a verb, whatever part of speech the tagger gave it."""
    return syntax.is_verb(token) or token.tag_.startswith("VB")
