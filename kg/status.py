"""Status: the standing that the syntax around an event gives it.

The status starts at the event's own words and climbs the tree of the sentence. Every predicate that selects the event
moves the status by a fixed table, the innermost first (after De Facto, Sauri and Pustejovsky 2012, reduced to the
eight statuses of the guidelines). Which word belongs to which class is data (grammar.yaml); this module knows syntax
and the table alone. The order of precedence:

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
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from kg import syntax
from kg.clause import Clauses, Mood, has_subject, is_finite, is_past, is_perfect, is_verbal, marks, shares_auxiliaries
from kg.model import Status
from kg.ontology import Ontology

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
ARGUMENTS = {"nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd", "ccomp", "agent"}
STEPS = 14  # no sentence of sense nests deeper


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
        self.clauses = Clauses(ontology)
        self._class: dict[tuple[str, str], str] = {}
        for name, sorts in ontology.grammar["status"].items():
            for sort, words in sorts.items():
                for word in words:
                    self._class.setdefault((sort, word), name)
        self.words = ontology.words
        self.coercive: Mapping[str, list[str]] = ontology.grammar["coercive"]
        self.saying = frozenset(ontology.grammar["speech"]["verbs"]) | ontology.words("attitudes")
        self._events = frozenset(n for e in ontology.entries for n in e.nouns)
        self.lights = frozenset(v for e in ontology.entries for v in (*e.support, *(e.verbs if e.objects else ())))

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
        coercive = type_ in self.coercive and action in {"", *self.coercive[type_]}
        climb = _Climb(self, start or S.OCCURRED, type_, coercive)
        if is_verbal(anchor):
            if anchor.i != event.i:
                climb.modifiers(event, anchor)
            climb.clause(anchor)
        else:
            climb.noun(anchor)
        status = climb.status
        if status is S.PLANNED and self._is_called_off(anchor, event):
            status = S.CANCELLED
        return Judgement(status, climb.condition, climb.claimed and status is S.DENIED)

    def _is_called_off(self, anchor: Token, event: Token) -> bool:
        """ "Was due to visit on Monday, but Tehran cancelled it": a later clause of the sentence takes the plan back."""
        above = {anchor.i, *(t.i for t in anchor.ancestors)}
        for verb in anchor.doc[max(anchor.i, event.i) + 1 :]:
            if verb.dep_ == "conj" and verb.head.i in above and self.class_of_verb(verb) == "cancelled":
                things = [c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}]
                if any(
                    c.lower_ in self.words("it") or c.lemma_ == event.lemma_ or self._names_event(c) for c in things
                ):
                    return not self.clauses.negated(verb)
        return False

    def _names_event(self, noun: Token) -> bool:
        return noun.lemma_.lower() in self._events and self.is_given(noun)

    def class_of(self, sort: str, *words: str) -> str | None:
        """Give the status class of the first of some words that has one, of a sort (verbs, passives, adjectives ...)."""
        return next((c for w in words if (c := self._class.get((sort, w)))), None)

    def class_of_verb(self, verb: Token, *, infinitive: bool = False) -> str | None:
        """Give the class of a verb, its particle or preposition heard first: "rule out", "call for", "have to"."""
        lemma = verb.lemma_.lower()
        phrases = [f"{lemma} {c.lower_}" for c in verb.children if c.dep_ in {"prt", "prep", "advmod"}]
        if infinitive:
            phrases.insert(0, f"{lemma} to")
        return (
            (self.class_of("passives", lemma) if syntax.is_passive(verb) else None)
            or self.class_of("verbs", *phrases)
            or self.class_of("verbs", lemma)
        )

    def class_of_adjective(self, word: Token) -> str | None:
        """Give the class of an adjective or participle."""
        return self.class_of("adjectives", word.lower_, word.lemma_.lower())

    def is_given(self, noun: Token) -> bool:
        """Tell whether a text takes an event as known: "the sanctions", "his visit", "US sanctions"; "new US sanctions" not."""
        before = [c for c in noun.children if c.i < noun.i]
        if any(c.lemma_.lower() in self.words("novel") or self.class_of_adjective(c) for c in before):
            return False
        return any(
            (c.dep_ in {"det", "poss"} and c.lower_ in self.words("definite"))
            or c.dep_ == "poss"
            or (c.dep_ in {"amod", "compound", "nmod"} and c.text[0].isupper())
            for c in before
        )


class _Climb:
    """One way up the tree. Mutable: it carries the status along."""

    def __init__(self, judge: Judge, status: Status, type_: str, coercive: bool) -> None:
        self.judge, self.clauses, self.words = judge, judge.clauses, judge.words
        self.status, self.type, self.coercive = status, type_, coercive
        self.standing = type_ in judge.words("anaphoric_types")
        self.condition: tuple[Token, ...] = ()
        self._steps = 0
        self._said = False  # past "X said that": the tense of saying does not matter
        self._selected = False  # past a predicate that set a status
        self.claimed = False  # past a claim or a report of others

    # ---- moves
    def move(self, name: str | None, negated: bool = False, settled: bool = False) -> None:
        """Apply a predicate of a class (None: of no class), or its negation; `settled` where that leaves it open."""
        if negated:
            kind = "settled" if settled else (name if name in NEGATED else "")
            self.status = NEGATED[kind or ""].get(self.status, self.status)
        elif name is not None:
            self.status = MOVES[name].get(self.status, self.status)
        self._selected = self._selected or name is not None

    def _settles(self, word: Token) -> bool:
        return word.lemma_.lower() in self.words("settling")

    def _next(self) -> bool:
        self._steps += 1
        return self._steps <= STEPS

    # ---- nouns
    def noun(self, noun: Token) -> None:
        """Start from a noun: the words on it, then the word it hangs on."""
        self.modifiers(noun, None)
        if self.clauses.none_of(noun):
            self.move(None, negated=True)
        self._above_noun(noun, noun)

    def modifiers(self, noun: Token, anchor: Token | None) -> None:
        """Apply adjectives before a noun, and the participles and relative clauses of schedule after it."""
        for child in noun.children:
            if anchor is not None and child.i == anchor.i:
                continue
            if child.i < noun.i and child.dep_ in {"amod", "compound", "advmod", "nmod"}:
                name = self.judge.class_of_adjective(child)
                self.move(name if name != "proposed" else None)  # "an open invitation", "important talks" have been
            elif child.dep_ in {"acl", "relcl"} and syntax.is_passive(child):
                name = self.judge.class_of_verb(child)
                if name in {"planned", "cancelled"} and child.lemma_.lower() not in self.words("factual"):
                    self.move(name, self.clauses.negated(child))

    def _above_noun(self, noun: Token, event: Token) -> None:
        """Go from a noun to what it hangs on; `event` is the noun that names the event, or stands for it."""
        head = noun.head
        if head.i == noun.i or not self._next():
            return
        if noun.dep_ in {"conj", "appos"} and not is_verbal(head):
            self._above_noun(head, event)
        elif noun.dep_ in {"compound", "nmod", "poss"} and not is_verbal(head):
            self._through_noun(head)
        elif noun.dep_ == "pobj":
            self._preposition(noun, head, event)
        elif noun.dep_ in ARGUMENTS:
            self._argument(noun, head, event)
        elif is_verbal(head):
            self.clause(head)

    def _through_noun(self, noun: Token) -> None:
        """A noun that has the event below it: "the possibility of talks", "sanctions threat"."""
        lemma = noun.lemma_.lower()
        name = self.judge.class_of("nouns", lemma)
        self.claimed = self.claimed or lemma in self.words("claims")
        negated = self.clauses.none_of(noun)
        if name is None and not negated and lemma not in self.words("wrappers") | self.words("transparent"):
            return
        self.move(name, negated, self._settles(noun))
        if name is not None:
            self.modifiers(noun, None)
        self._above_noun(noun, noun)

    # ---- arguments of verbs
    def _argument(self, noun: Token, verb: Token, event: Token) -> None:
        if not is_verbal(verb):
            self._above_noun(verb, event)
        elif noun.dep_ == "nsubj" and not syntax.is_passive(verb):
            self._subject(verb, event)
        else:
            self._object(noun, verb, event)

    def _subject(self, verb: Token, event: Token) -> None:
        """ "Talks will resume", "the visit is due", "a meeting is possible"."""
        name = self._complement_class(verb)
        if name is not None:
            self._predicate(verb, name)
            return
        if self.standing and self.judge.is_given(event):
            return
        happens = verb.lemma_.lower() in self.words("happening")
        if self._selected and not happens:
            return  # "the threat of sanctions will not deter them"
        self.clause(verb, negation=happens)

    def _complement_class(self, verb: Token) -> str | None:
        for child in verb.children:
            if child.dep_ in {"acomp", "attr", "oprd"}:
                sort = "nouns" if child.pos_ == "NOUN" else "adjectives"
                name = self.judge.class_of(sort, child.lower_, child.lemma_.lower())
                if name:
                    return name
        return None

    def _object(self, noun: Token, verb: Token, event: Token) -> None:
        """ "Proposed talks", "talks were postponed", "held talks"."""
        lemma = verb.lemma_.lower()
        name = self.judge.class_of_verb(verb)
        given = noun.i == event.i and self.judge.is_given(event)
        if given and (lemma in self.words("topical") or (self.standing and name is None)):
            return
        if name is not None:
            self._predicate(verb, name)
        else:
            light = not given or lemma in self.judge.lights or noun.dep_ in {"attr", "nsubjpass"}
            self.clause(verb, negation=light)

    # ---- prepositions
    def _preposition(self, noun: Token, preposition: Token, event: Token) -> None:
        word = preposition.head
        if preposition.lower_ in self.words("negations"):
            self.move(None, negated=True)
            return
        if preposition.dep_ == "prep" and word.dep_ == "prep" and not is_verbal(word):
            preposition, word = word, word.head  # "because of", "ahead of"
        if word.dep_ == "dobj" and self.judge.class_of("verbs", f"{word.head.lemma_.lower()} {preposition.lower_}"):
            word = word.head  # "threatened leaders with sanctions", hung on the leaders
        if word.pos_ == "ADV" and is_verbal(word.head) and self._phrase(word):
            word = word.head  # "stopped short of"
        if is_verbal(word):
            self._below_verb(noun, preposition, word, event)
        elif word.pos_ in {"NOUN", "PROPN"}:
            topic = preposition.lower_ in self.words("topics") and noun.i == event.i and self.judge.is_given(event)
            if not topic:  # "a question on his visit"
                self._through_noun(word)
        elif word.pos_ in {"ADJ", "ADV", "ADP", "SCONJ"}:
            name = self.judge.class_of_adjective(word) if word.pos_ == "ADJ" else None
            if name is not None:
                self._adjective(word, name)
            elif (verb := syntax.climb(word)).i != word.i:
                self._adjunct(word if word.lower_ in self.words("ahead") else preposition, verb, event)

    def _phrase(self, adverb: Token) -> str | None:
        return self.judge.class_of("verbs", f"{adverb.head.lemma_.lower()} {adverb.lower_}")

    def _below_verb(self, noun: Token, preposition: Token, verb: Token, event: Token) -> None:
        word, lemma = preposition.lower_, verb.lemma_.lower()
        name = self.judge.class_of("verbs", f"{lemma} {word}")
        if name is None and word in self.words("governing_prepositions"):
            name = self.judge.class_of_verb(verb)
            if name in {"planned", "cancelled"} and word not in {"to", "on", "for"}:
                name = None
        if name is not None and not (
            noun.i == event.i and lemma in self.words("topical") and self.judge.is_given(event)
        ):
            self._predicate(verb, name)
        elif word in self.words("topics") and lemma not in self.words("motion") | {"be", "embark"}:
            return
        else:
            self._adjunct(preposition, verb, event)

    def _adjunct(self, preposition: Token, verb: Token, event: Token) -> None:
        """A phrase of time or purpose: "for talks", "ahead of a visit", "after a meeting", "during a trip"."""
        word = preposition.lower_
        if self.standing and self.judge.is_given(event):
            return
        if word in self.words("ahead"):
            self.move("planned")
            return
        outer = self._outer(verb)
        if word == "for" and not self._makes(verb):
            complete = outer is S.OCCURRED and verb.lemma_.lower() in self.words("completing")
            self.move(None if complete else "planned" if outer is S.OCCURRED else str(outer))
        elif outer in OPEN and (word in self.words("temporal") or self.judge.is_given(event)):
            self.move("planned")
        elif outer in OPEN | {S.ALLEGED, S.CANCELLED}:
            self.move(str(outer))
        elif (
            outer is S.DENIED
            and verb.lemma_.lower() in self.judge.lights | {"be"}
            and word not in self.words("temporal")
        ):
            self.move(None, negated=True)

    def _makes(self, verb: Token) -> bool:
        """Arriving for a visit is making it; arriving for talks is not yet holding them."""
        return self.type in self.words("travelled_types") and verb.lemma_.lower() in self.words("arrival")

    def _outer(self, verb: Token) -> Status:
        """Give the status of the clause that an event stands beside."""
        outer = _Climb(self.judge, S.OCCURRED, "", coercive=False)
        outer._steps = self._steps
        outer.clause(verb)
        return outer.status

    # ---- predicates and clauses
    def _predicate(self, verb: Token, name: str) -> None:
        """A verb that sets a status, with its own negation and modality, then what is above it."""
        negated = self.clauses.negated(verb)
        if name == "planned" and self._decided(verb, negated):
            return
        self._depends(verb)
        self.move(name, negated, self._settles(verb))
        mood = self.clauses.mood(verb)
        if self.condition and self.coercive and self.status in OPEN:
            self.move("threatened")
        elif mood is Mood.POSSIBLE and not negated:
            self.move("possible")
        elif mood is Mood.OBLIGED and not negated:
            self.move("proposed")
        self._above_clause(verb)

    def _decided(self, verb: Token, negated: bool) -> bool:
        """The sender's own decision is the measure: "decided to impose sanctions"."""
        return (
            self.type in self.judge.coercive
            and self.status is S.OCCURRED
            and verb.lemma_.lower() in self.words("deciding")
            and not negated
            and is_past(verb)
            and self.clauses.mood(verb) is Mood.PLAIN
        )

    def _adjective(self, adjective: Token, name: str | None) -> None:
        """ "Ready to meet", "open to talks": the adjective, then the clause of its copula."""
        verb = adjective.head
        copula = is_verbal(verb)
        negated = self.clauses.negated(adjective) or (copula and self.clauses.negated(verb))
        if self.coercive and adjective.lower_ in self.words("menacing"):
            name = "threatened"
        if name is None:
            if copula:
                self.clause(verb)  # "was able to meet", "will be happy to meet"
            return
        if copula:
            self._depends(verb)
        self.move(name, negated, self._settles(adjective))
        if self.condition and self.coercive and self.status in OPEN:
            self.move("threatened")
        if copula:
            if self.clauses.mood(verb) is Mood.POSSIBLE and not negated:
                self.move("possible")
            self._above_clause(verb)

    def clause(self, verb: Token, negation: bool = True) -> None:
        """A clause that has the event as its predicate: adverbs, modality, negation; then what is above it."""
        if not self._next():
            return
        for child in verb.children:
            if child.dep_ == "advmod":
                self.move(self.judge.class_of("adverbs", child.lower_))
        if not self._said:
            self._modality(verb)
            if negation and self.clauses.negated(verb):
                self.move(None, negated=True)
        self._above_clause(verb)

    def _modality(self, verb: Token) -> None:
        mood, condition = self.clauses.mood(verb), self._depends(verb)
        if condition and self.coercive and mood is not Mood.PLAIN:
            self.move("threatened")
        elif mood in {Mood.FUTURE, Mood.CONDITIONAL} and condition:
            self.move("possible")
        elif mood in {Mood.FUTURE, Mood.CONDITIONAL}:
            self.move("planned")
        elif mood is Mood.POSSIBLE:
            self.move("possible")
        elif mood is Mood.OBLIGED:
            self.move("proposed")

    def _depends(self, verb: Token) -> bool:
        condition = self.clauses.condition(verb)
        if condition is not None and not self.condition:
            self.condition = tuple(condition.subtree)
        return condition is not None

    # ---- what a clause hangs on
    def _above_clause(self, verb: Token) -> None:
        head = verb.head
        if not self._next():
            return
        if head.i == verb.i:
            if self.clauses.is_question(verb):
                self.move("possible")
            return
        opened = marks(verb)
        if "whether" in opened or (opened & {"if", "unless"} and verb.dep_ != "relcl"):
            self.status = ASKED.get(self.status, self.status)
            if verb.dep_ == "advcl":
                return
        if verb.dep_ in {"xcomp", "ccomp", "csubj", "csubjpass", "dep", "parataxis"}:
            self._complement(verb, head)
        elif verb.dep_ == "advcl":
            self._adverbial(verb, head)
        elif verb.dep_ in {"acl", "relcl"}:
            self._attribute(verb, head)
        elif verb.dep_ == "pcomp":
            self._gerund(verb, head)
        elif verb.dep_ == "conj" and is_verbal(head):
            self._coordinate(verb, head)
        elif verb.dep_ in {"amod", "compound", "pobj", "dobj"}:
            self._above_noun(head if verb.dep_ in {"amod", "compound"} else verb, head)

    def _coordinate(self, verb: Token, head: Token) -> None:
        """ "Plans to visit and meet" stands under the plan too; "said he came and met" under what is said."""
        bare = verb.tag_ == "VB" and head.tag_ != "VB" and not self.clauses.auxiliaries(verb)
        if bare and not has_subject(verb):
            self._infinitive(verb, head)  # "threatened to re - impose", cut in pieces
        elif shares_auxiliaries(verb) or not has_subject(verb) or head.dep_ in {"ccomp", "xcomp"}:
            self._above_clause(head)

    def _complement(self, verb: Token, head: Token) -> None:
        if not is_verbal(head):
            if head.pos_ == "ADJ" or head.dep_ in {"acomp", "oprd"}:
                self._adjective(head, self.judge.class_of_adjective(head))
            else:
                self._through_noun(head)
        elif is_finite(verb):
            self._finite(verb, head)
        elif syntax.is_infinitive(verb):
            self._infinitive(verb, head)
        else:
            name = self.judge.class_of_verb(head)
            if name is None or head.lemma_.lower() in self.words("factual"):
                self.clause(head)
            else:
                self._predicate(head, name)

    def _finite(self, verb: Token, head: Token) -> None:
        """ "Said that", "claimed that", "demanded that": words of saying without a class change nothing."""
        lemma = head.lemma_.lower()
        name = self.judge.class_of_verb(head) if lemma in self.judge.saying | self.words("believing") else None
        negated = self.clauses.negated(head)
        if lemma in self.words("factual") or (lemma in self.words("assertive") and name == "proposed"):
            name = None
        if name == "threatened" and not self._own_threat(verb, head):
            name = None
        if name is not None or (negated and lemma in self.words("settling") | self.words("believing")):
            self.move(name, negated, self._settles(head))
        self._said = True
        self._above_clause(head)

    def _own_threat(self, verb: Token, head: Token) -> bool:
        """A warning of what one will do oneself threatens; a warning of what others do does not."""
        own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
        return self.coercive and (
            any(c.tag_ in {"PRP", "PRP$"} for c in own)
            or bool({c.lemma_ for c in own} & {c.lemma_ for c in head.children if c.dep_ == "nsubj"})
            or syntax.is_passive(verb)
        )

    def _infinitive(self, verb: Token, head: Token) -> None:
        """ "Agreed to meet", "refused to meet", "is to meet", "managed to meet"."""
        lemma, negated = head.lemma_.lower(), self.clauses.negated(head)
        name = self.judge.class_of_verb(head, infinitive=True)
        if lemma in self.words("hesitating") and negated:
            self.move("threatened" if self.coercive else "planned")
            self._above_clause(head)
        elif name is not None:
            if name == "planned" and is_perfect(verb) and not self._selected:
                name = "cancelled"  # "was to have met"
            self._predicate(head, name)
        elif lemma == "be":
            self.move("cancelled" if is_perfect(verb) else "planned", negated)
            self._depends(head)
            self._above_clause(head)
        elif lemma in self.words("factual"):
            self.clause(head)
        else:
            self.move("planned", negated)
            self._above_clause(head)

    def _adverbial(self, verb: Token, head: Token) -> None:
        """A clause beside another: "after he met", "before visiting", "to meet", "inviting him"."""
        if not is_verbal(head):
            if head.pos_ == "ADJ" and syntax.is_infinitive(verb):
                self._adjective(head, self.judge.class_of_adjective(head))
            return
        if syntax.is_infinitive(verb):
            name = self.judge.class_of_verb(head, infinitive=True)
            if name is not None and head.lemma_.lower() not in self.words("factual"):
                self._predicate(head, name)
            elif not self.standing:
                self._purpose(head)
            return
        if self.standing and (verb.tag_ != "VBG" or self.type in self.words("inviting_types")):
            return
        if self._outer(head) is S.PLANNED and verb.tag_ in {"VBZ", "VBP", "VBG", "VB"}:
            self.move("planned")

    def _purpose(self, head: Token) -> None:
        outer = self._outer(head)
        complete = outer is S.OCCURRED and head.lemma_.lower() in self.words("completing")
        self.move(None if complete else "planned" if outer is S.OCCURRED else str(outer), negated=False)

    def _attribute(self, verb: Token, noun: Token) -> None:
        """A clause below a noun: "a plan to meet", "claims that they met"; a relative clause stands on its own."""
        infinitive = syntax.is_infinitive(verb)
        if is_finite(verb) and "that" in marks(verb):
            noun = self._content_noun(noun)
        name = self.judge.class_of("nouns", noun.lemma_.lower())
        self.claimed = self.claimed or noun.lemma_.lower() in self.words("claims")
        relative = verb.dep_ == "relcl" and not (infinitive or _is_content(verb, name))
        if relative or (verb.tag_ in {"VBG", "VBN"} and not is_finite(verb) and not infinitive and name is None):
            return
        if verb.dep_ == "acl" and verb.tag_ == "VBN" and not is_finite(verb):
            return  # "sanctions imposed by": the participle has its own time
        if infinitive and name is None:
            name = None if noun.lemma_.lower() in self.words("ranking") else "planned"
        self.move(name, self.clauses.none_of(noun), self._settles(noun))
        self._said = self._said or not infinitive
        self._above_noun(noun, noun)

    def _content_noun(self, noun: Token) -> Token:
        """The claims in "claims raised by a lawmaker that they met", though the parser hung the clause on the lawmaker."""
        at = noun
        for _ in range(4):
            if self.judge.class_of("nouns", at.lemma_.lower()):
                return at
            if at.dep_ not in {"pobj", "prep", "agent", "acl"}:
                break
            at = at.head
        return noun

    def _gerund(self, verb: Token, preposition: Token) -> None:
        """ "Accused of meeting", "without meeting", "by inviting", "after visiting"."""
        word = preposition.head
        if word.pos_ == "ADV" and is_verbal(word.head) and self._phrase(word):
            word = word.head
        if preposition.lower_ in self.words("negations"):
            self.move(None, negated=True)
        elif preposition.lower_ in self.words("temporal"):
            if is_verbal(word) and self._outer(word) in OPEN:
                self.move("planned")
        elif is_verbal(word):
            name = self.judge.class_of("verbs", f"{word.lemma_.lower()} {preposition.lower_}")
            name = name or (self.judge.class_of_verb(word) if preposition.lower_ not in {"by", "while"} else None)
            if name and word.lemma_.lower() not in self.words("factual"):
                self._predicate(word, name)
            elif preposition.lower_ == "for" and self._outer(word) is S.OCCURRED:
                return  # "criticized X for imposing": done
            else:
                self._adjunct(preposition, word, verb)
        elif word.pos_ in {"NOUN", "PROPN"}:
            self._through_noun(word)
        elif word.pos_ == "ADJ":
            self._adjective(word, self.judge.class_of_adjective(word))


def _is_content(verb: Token, name: str | None) -> bool:
    """Tell whether a clause below a noun says what the noun is about, though the parser took its "that" for an object."""
    if "that" in marks(verb):
        return True
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    gap = bool(objects) and objects[0].lower_ == "that" and has_subject(verb)
    return gap and (len(objects) > 1 or name in {"alleged", "possible"})
