"""Layers: what the words on an event, and each clause above it, make of its status, before what they hang on is heard."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from kg import syntax
from kg.clause import Clauses, Mood, is_past
from kg.model import Status
from kg.predicates import Predicates

S = Status

# What a predicate of a class makes of the status of what it embeds; a status not named stays as it is.
MOVES: Mapping[str, Mapping[Status, Status]] = {
    "planned": {S.OCCURRED: S.PLANNED},
    "proposed": {S.OCCURRED: S.PROPOSED, S.PLANNED: S.PROPOSED, S.CANCELLED: S.POSSIBLE},
    "threatened": {S.OCCURRED: S.THREATENED, S.PLANNED: S.THREATENED, S.POSSIBLE: S.THREATENED, S.PROPOSED: S.THREATENED,
                   S.CANCELLED: S.POSSIBLE, S.DENIED: S.POSSIBLE},
    "possible": {S.OCCURRED: S.POSSIBLE, S.PLANNED: S.POSSIBLE, S.CANCELLED: S.POSSIBLE, S.DENIED: S.POSSIBLE},
    "alleged": {S.OCCURRED: S.ALLEGED, S.PLANNED: S.ALLEGED, S.PROPOSED: S.ALLEGED, S.POSSIBLE: S.ALLEGED},
    "denied": {S.OCCURRED: S.DENIED, S.PLANNED: S.DENIED, S.PROPOSED: S.DENIED, S.POSSIBLE: S.DENIED, S.ALLEGED: S.DENIED,
               S.THREATENED: S.DENIED, S.DENIED: S.POSSIBLE, S.CANCELLED: S.PLANNED},
    "cancelled": {S.OCCURRED: S.CANCELLED, S.PLANNED: S.CANCELLED, S.PROPOSED: S.CANCELLED, S.POSSIBLE: S.CANCELLED},
}  # fmt: skip
# What asking whether it is so makes of it.
ASKED: Mapping[Status, Status] = dict.fromkeys((S.OCCURRED, S.PLANNED, S.PROPOSED, S.THREATENED, S.ALLEGED), S.POSSIBLE)
# What the negation of a predicate of a class makes of it: "did not plan", "did not rule out", "was not cancelled".
NEGATED: Mapping[str, Mapping[Status, Status]] = {
    "": {**dict.fromkeys(S, S.DENIED), S.DENIED: S.POSSIBLE, S.CANCELLED: S.PLANNED},
    "denied": {**dict.fromkeys(S, S.POSSIBLE), S.DENIED: S.DENIED},
    "cancelled": {S.OCCURRED: S.PLANNED},
    "settled": {**dict.fromkeys(S, S.POSSIBLE), S.DENIED: S.DENIED},
}  # fmt: skip
OPEN = {S.PLANNED, S.PROPOSED, S.POSSIBLE, S.THREATENED}


class Layers:
    """The status of one event on its way up the tree. Mutable: it carries the status along.

    Args:
        predicates: the word classes.
        clauses: the reader of clauses.
        status: what the event's own words give.
        type_: the type of the event.
        coercive: whether it harms somebody, so that a condition makes it a threat.
    """

    def __init__(self, predicates: Predicates, clauses: Clauses, status: Status, type_: str, *, coercive: bool) -> None:
        self.predicates, self.clauses, self.words = predicates, clauses, predicates.words
        self.status, self.type, self.coercive = status, type_, coercive
        self.standing = type_ in self.words("anaphoric_types")
        self.condition: tuple[Token, ...] = ()
        self.claimed = False  # past a claim or a report of others
        self._said = False  # past "X said that": the tense of saying does not matter
        self._selected = False  # past a predicate that set a status

    def move(self, name: str | None, negated: bool = False, settled: bool = False) -> None:
        """Apply a predicate of a class (None: of no class), or its negation; `settled` where that leaves it open."""
        if negated:
            kind = "settled" if settled else name or ""
            self.status = NEGATED.get(kind, NEGATED[""]).get(self.status, self.status)
        elif name is not None:
            self.status = MOVES[name].get(self.status, self.status)
        self._selected = self._selected or name is not None

    def _settles(self, word: Token) -> bool:
        return word.lemma_.lower() in self.words("settling")

    def modifiers(self, noun: Token, anchor: Token | None) -> None:
        """Apply adjectives before a noun, and the participles and relative clauses of schedule after it."""
        for child in noun.children:
            if anchor is not None and child.i == anchor.i:
                continue
            if child.i < noun.i and child.dep_ in {"amod", "compound", "advmod", "nmod"}:
                name = self.predicates.class_of_adjective(child)
                self.move(name if name != "proposed" else None)  # "an open invitation", "important talks" have been
            elif child.dep_ in {"acl", "relcl"} and syntax.is_passive(child):
                name = self.predicates.class_of_adjective(child)  # "scheduled for May"; "aimed at peace" is no schedule
                name = name or self.predicates.class_of_verb(child)
                if name == "cancelled" or (name == "planned" and self.predicates.class_of_adjective(child)):
                    self.move(name, self.clauses.negated(child))

    def _decided(self, verb: Token, negated: bool) -> bool:
        """The sender's own decision is the measure: "decided to impose sanctions"."""
        return (
            self.type in self.predicates.coercive
            and self.status is S.OCCURRED
            and verb.lemma_.lower() in self.words("deciding")
            and not negated
            and is_past(verb)
            and self.clauses.mood(verb) is Mood.PLAIN
        )

    def _predicated(self, word: Token, name: str, verb: Token | None, *, negated: bool) -> None:
        """Apply a word that sets a status, with the modality and the condition of its clause."""
        if verb is not None:
            self._depends(verb)
        self.move(name, negated, self._settles(word))
        mood = self.clauses.mood(verb) if verb is not None else Mood.PLAIN
        if self.condition and self.coercive and self.status in OPEN:
            self.move("threatened")
        elif mood is Mood.POSSIBLE and not negated:
            self.move("possible")
        elif mood is Mood.OBLIGED and not negated:
            self.move("proposed")

    def _clausal(self, verb: Token, *, negation: bool) -> None:
        """Apply the adverbs, the modality and the negation of a clause that has the event as its predicate."""
        for child in verb.children:
            if child.dep_ == "advmod":
                self.move(self.predicates.class_of("adverbs", child.lower_))
        if not self._said:
            self._modality(verb)
            if negation and self.clauses.negated(verb):
                self.move(None, negated=True)

    def _modality(self, verb: Token) -> None:
        mood, condition = self.clauses.mood(verb), self._depends(verb)
        if condition and self.coercive and mood is not Mood.PLAIN:
            self.move("threatened")
        elif mood in {Mood.FUTURE, Mood.CONDITIONAL} and condition:
            self.move("possible")
        elif mood in {Mood.FUTURE, Mood.CONDITIONAL}:
            drafted = any(t.lemma_.lower() in self.words("drafts") for t in syntax.surface_subjects(verb))
            self.move("proposed" if drafted else "planned")
        elif mood is Mood.POSSIBLE:
            self.move("possible")
        elif mood is Mood.OBLIGED:
            self.move("proposed")

    def _depends(self, verb: Token) -> bool:
        condition = self.clauses.condition(verb)
        if condition is not None and not self.condition:
            self.condition = tuple(condition.subtree)
        return condition is not None
