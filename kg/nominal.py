"""Nominal: the part of the climb that starts at, or passes through, a noun: its arguments, prepositions and adjuncts."""

from __future__ import annotations

from abc import ABC, abstractmethod

from spacy.tokens import Token

from kg import syntax
from kg.clause import is_verbal
from kg.layers import OPEN, Layers
from kg.model import Status

S = Status
ARGUMENTS = {"nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd", "ccomp", "agent"}
STEPS = 14  # no sentence of sense nests deeper


class Nominal(Layers, ABC):
    """What hangs on nouns; the clauses that nouns stand in are the subclass's."""

    _steps = 0

    @abstractmethod
    def clause(self, verb: Token, negation: bool = True) -> None:
        """Take a clause that has the event as its predicate, then what it hangs on."""

    @abstractmethod
    def _predicate(self, verb: Token, name: str) -> None:
        """Take a verb that sets a status, then what its clause hangs on."""

    @abstractmethod
    def _adjective(self, adjective: Token, name: str | None) -> None:
        """Take an adjective that has the event below it, then what the clause of its copula hangs on."""

    @abstractmethod
    def _outer(self, verb: Token) -> Status:
        """Give the status of the clause that an event stands beside."""

    def _next(self) -> bool:
        self._steps += 1
        return self._steps <= STEPS

    def noun(self, noun: Token) -> None:
        """Start from a noun: the words on it, then the word it hangs on."""
        self.modifiers(noun, None)
        if self.clauses.none_of(noun) and noun.dep_ not in {"nsubj", "nsubjpass"}:
            self.move(None, negated=True)  # that of a subject negates its clause
        self._above_noun(noun, noun)

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
        name = self.predicates.class_of("nouns", lemma)
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
        name = self._complement_class(verb) or self.predicates.class_of_phrase(verb)
        if name is not None:
            self._predicate(verb, name)
            return
        if self.standing and self._known(event, event):
            return
        happens = verb.lemma_.lower() in self.words("happening")
        if self._selected and not happens:
            return  # "the threat of sanctions will not deter them"
        self.clause(verb, negation=happens)

    def _complement_class(self, verb: Token) -> str | None:
        for child in verb.children:
            if child.dep_ in {"acomp", "attr", "oprd"}:
                sort = "nouns" if child.pos_ == "NOUN" else "adjectives"
                name = self.predicates.class_of(sort, child.lower_, child.lemma_.lower())
                if name:
                    return name
        return None

    def _object(self, noun: Token, verb: Token, event: Token) -> None:
        """ "Proposed talks", "talks were postponed", "held talks"."""
        lemma = verb.lemma_.lower()
        name = self.predicates.class_of_verb(verb)
        given = self._known(noun, event)
        if given and (self._talks_of(lemma) or (self.standing and name is None)):
            return
        if name is not None:
            self._predicate(verb, name)
        else:
            light = not given or lemma in self.predicates.lights or noun.dep_ in {"attr", "nsubjpass"}
            self.clause(verb, negation=light)

    def _known(self, noun: Token, event: Token) -> bool:
        """Tell whether a noun is the event itself, and the text takes it as known."""
        return noun.i == event.i and not self._selected and self.predicates.is_given(event)

    def _talks_of(self, lemma: str) -> bool:
        """Tell whether to do this to a known event is to talk about it."""
        return lemma in self.words("topical") or (self.standing and lemma in self.words("resenting"))

    # ---- prepositions
    def _preposition(self, noun: Token, preposition: Token, event: Token) -> None:
        word = preposition.head
        if preposition.lower_ in self.words("negations"):
            self.move(None, negated=True)
            return
        if preposition.dep_ == "prep" and word.dep_ == "prep" and not is_verbal(word):
            preposition, word = word, word.head  # "because of", "ahead of"
        if word.dep_ == "dobj" and self.predicates.class_of(
            "verbs", f"{word.head.lemma_.lower()} {preposition.lower_}"
        ):
            word = word.head  # "threatened leaders with sanctions", hung on the leaders
        if word.pos_ == "ADV" and is_verbal(word.head) and self._phrase(word):
            word = word.head  # "stopped short of"
        if is_verbal(word):
            self._below_verb(noun, preposition, word, event)
        elif word.pos_ in {"NOUN", "PROPN"}:
            if preposition.lower_ == "for" and word.lemma_.lower() in self.predicates.events:
                self._above_noun(word, word)  # "begin with a visit to Oslo for talks"
            elif not self._known(noun, event):
                self._through_noun(word)
            elif preposition.lower_ in self.words("settings") and (verb := syntax.climb(word)).i != word.i:
                self._adjunct(preposition, verb, event)  # "discussed possibilities in Friday's meeting"
            elif preposition.lower_ not in self.words("topics"):  # "a question on his visit"
                self._through_noun(word)
        elif word.pos_ in {"ADJ", "ADV", "ADP", "SCONJ"}:
            name = self.predicates.class_of_adjective(word) if word.pos_ == "ADJ" else None
            if name is not None:
                self._adjective(word, name)
            elif word.pos_ == "ADJ" and word.dep_ == "amod":
                return  # "sources close to the talks"
            elif (verb := syntax.climb(word)).i != word.i:
                self._adjunct(word if word.lower_ in self.words("ahead") else preposition, verb, event)

    def _phrase(self, adverb: Token) -> str | None:
        return self.predicates.class_of("verbs", f"{adverb.head.lemma_.lower()} {adverb.lower_}")

    def _below_verb(self, noun: Token, preposition: Token, verb: Token, event: Token) -> None:
        word, lemma = preposition.lower_, verb.lemma_.lower()
        name = self.predicates.class_of("verbs", f"{lemma} {word}")
        if name is None and word in self.words("governing_prepositions"):
            name = self.predicates.class_of_verb(verb)
            if name in {"planned", "cancelled"} and word not in {"to", "on", "for"}:
                name = None
        if name is not None and not (self._talks_of(lemma) and self._known(noun, event)):
            self._predicate(verb, name)
        elif word in self.words("topics") | self.words("told_of") and lemma not in self.words("motion") | {
            "be",
            "embark",
        }:
            return
        else:
            self._adjunct(preposition, verb, event)

    def _adjunct(self, preposition: Token, verb: Token, event: Token) -> None:
        """A phrase of time or purpose: "for talks", "ahead of a visit", "after a meeting", "during a trip"."""
        word = preposition.lower_
        if self.standing and self._known(event, event):
            return
        if word in self.words("ahead"):
            self.move("planned")
            return
        outer = self._outer(verb)
        if word == "for" and not self._makes(verb):
            complete = outer is S.OCCURRED and verb.lemma_.lower() in self.words("completing")
            self.move(None if complete else "planned" if outer is S.OCCURRED else str(outer))
        elif outer in OPEN and (word in self.words("temporal") or self.predicates.is_given(event)):
            self.move("planned")
        elif outer in OPEN | {S.ALLEGED, S.CANCELLED}:
            self.move(str(outer))
        elif (
            outer is S.DENIED
            and verb.lemma_.lower() in self.predicates.lights_of(self.type) | {"be"}
            and word not in self.words("temporal") | self.words("occasions")
        ):
            self.move(None, negated=True)

    def _makes(self, verb: Token) -> bool:
        """Arriving for a visit is making it; arriving for talks is not yet holding them."""
        return self.type in self.words("travelled_types") and verb.lemma_.lower() in self.words("arrival")
