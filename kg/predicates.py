"""Predicates: which words set a status, and which events a text takes as known. All words are data (grammar.yaml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from kg import syntax
from kg.ontology import Ontology


class Predicates:
    """The word classes of the grammar that bear on status. Built once."""

    def __init__(self, ontology: Ontology) -> None:
        self._class: dict[tuple[str, str], str] = {}
        for name, sorts in ontology.grammar["status"].items():
            for sort, words in sorts.items():
                for word in words:
                    self._class.setdefault((sort, word), name)
        self.words = ontology.words
        self.coercive: Mapping[str, list[str]] = ontology.grammar["coercive"]
        self.saying = frozenset(ontology.grammar["speech"]["verbs"]) | ontology.words("attitudes")
        self.events = ontology.events
        self._lights = {t: frozenset(_lights(ontology, t)) for t in ontology.types}
        self.lights = frozenset().union(*self._lights.values())

    def class_of(self, sort: str, *words: str) -> str | None:
        """Give the status class of the first of some words that has one, of a sort (verbs, passives, adjectives ...)."""
        return next((c for w in words if (c := self._class.get((sort, w)))), None)

    def lights_of(self, type_: str) -> frozenset[str]:
        """Give the verbs that lend their subject to the nouns of a type: "hold" talks, "issue" an invitation."""
        return self._lights.get(type_, frozenset())

    def class_of_phrase(self, verb: Token) -> str | None:
        """Give the class of a verb with what belongs to it: "fall through", "hang in the balance"; None without one."""
        return self.class_of("verbs", *self._phrases(verb))

    def _phrases(self, verb: Token) -> list[str]:
        lemma = verb.lemma_.lower()
        company = [c for c in verb.children if c.dep_ in {"prt", "prep", "advmod"}]
        phrases = [f"{lemma} {c.lower_} {o.lower_}" for c in company for o in c.children if o.dep_ == "pobj"]
        return phrases + [f"{lemma} {c.lower_}" for c in company]

    def class_of_verb(self, verb: Token, *, infinitive: bool = False) -> str | None:
        """Give the class of a verb, its particle or preposition heard first: "rule out", "put on hold", "have to"."""
        lemma = verb.lemma_.lower()
        phrases = self._phrases(verb)
        if infinitive:
            phrases.append(f"{lemma} to")
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


def _lights(ontology: Ontology, type_: str) -> Iterator[str]:
    for entry in ontology.entries:
        if entry.type == type_:
            yield from (*entry.support, *(entry.verbs if entry.objects else ()))
