"""Status: the standing that the syntax around an event gives it.

The status starts at the event's own words and climbs the tree of the sentence. Every predicate that selects the event
moves the status by a fixed table, the innermost first (after De Facto, Sauri and Pustejovsky 2012, reduced to the
eight statuses of the guidelines). Which word belongs to which class is data (grammar.yaml); the modules know syntax and
the table alone (kg.layers, kg.nominal, kg.climb). The order of precedence:

1. What the frame says by itself ("accepted an invitation to visit": the visit is planned).
2. The words on the event: adjectives, "no", participles ("talks scheduled for May").
3. In each clause on the way up: adverbs, then the auxiliaries (with a condition), then negation. So "might not meet" is
   possible and "would not meet" denied.
4. The predicate that has the clause or the noun as its complement, its negation with it, then its own clause; and so on
   up. So "refused a proposal to meet" is denied, "did not rule out a cancellation" possible.
5. Words of saying change nothing, and cut off tense and modality above them.
6. What is not selected but stands beside it (an adjunct) keeps its own status, or takes only the time of what it stands
   beside: "after meeting", "ahead of talks", "during a visit", "arrived for talks".
7. A measure or an invitation that the text takes as given ("the sanctions", "US sanctions") is not touched by the tense
   and negation of a clause about it.
8. A main clause that asks leaves open.
9. A later clause of the sentence that calls a plan off has the last word ("was due to visit, but cancelled the trip").
10. A denied claim of others is told twice, as denied and as alleged (`Judgement.claimed`).
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from kg.clause import Clauses, is_verbal
from kg.climb import Climb
from kg.model import Status
from kg.ontology import Ontology
from kg.predicates import Predicates


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status, and the tokens of the clause that it depends on (empty: none).

    `claimed` tells that somebody claimed what is denied: "rejected claims that they met".
    """

    status: Status
    condition: tuple[Token, ...] = ()
    claimed: bool = False


class Judge:
    """Gives the status of events. Built once from the word classes of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self.predicates, self.clauses = Predicates(ontology), Clauses(ontology)

    def __call__(
        self, anchor: Token, event: Token, type_: str, start: Status | None = None, action: str = ""
    ) -> Judgement:
        """Judge the event that `event` names and `anchor` governs.

        Args:
            anchor: the verb, or the noun itself where no verb of the frame governs it.
            event: the word that names the event.
            type_: the type of the event; a coercive one is threatened where its condition is another's conduct.
            start: the status that the frame's own words give, None for occurred.
            action: the action of the event; "" for any.
        """
        harming = self.predicates.coercive.get(type_)
        coercive = harming is not None and action in {"", *harming}
        climb = Climb(self.predicates, self.clauses, start or Status.OCCURRED, type_, coercive=coercive)
        if is_verbal(anchor):
            if anchor.i != event.i:
                climb.modifiers(event, anchor)
            climb.clause(anchor)
        else:
            climb.noun(anchor)
        status = climb.status
        if status is Status.PLANNED and self._is_called_off(anchor, event):
            status = Status.CANCELLED
        return Judgement(status, climb.condition, climb.claimed and status is Status.DENIED)

    def _is_called_off(self, anchor: Token, event: Token) -> bool:
        """ "Was due to visit on Monday, but Tehran cancelled it": a later clause of the sentence takes the plan back."""
        above = {anchor.i, *(t.i for t in anchor.ancestors)}
        for verb in anchor.doc[max(anchor.i, event.i) + 1 :]:
            if verb.dep_ == "conj" and verb.head.i in above and self.predicates.class_of_verb(verb) == "cancelled":
                things = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
                if any(
                    c.lower_ in self.predicates.words("it") or c.lemma_ == event.lemma_ or self._names_event(c)
                    for c in things
                ):
                    return not self.clauses.negated(verb)
        return False

    def _names_event(self, noun: Token) -> bool:
        return noun.lemma_.lower() in self.predicates.events and self.predicates.is_given(noun)
