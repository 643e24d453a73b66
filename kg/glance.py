"""Glance: a parsed sentence tells at a glance whether it may hold an event, before names are found and put together."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Token

from kg.frame import Framer
from kg.ontology import Ontology
from kg.parse import Sentence


class Look(NamedTuple):
    """What a sentence seems to be: one that may tell an event, and of somebody whom another sentence names."""

    hopeful: bool
    refers: bool


class Glance:
    """Looks for frames whose parties are anything that might be somebody. Built once from the ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self._framer = Framer(ontology)
        titles = {title.split()[-1] for office in ontology.offices for title in office.titles}
        self._bodies = titles | ontology.words("group_nouns") | ontology.words("state_nouns") | ontology.words("lands")
        pronouns = {w for words in ontology.grammar["pronouns"].values() for w in words}
        self._referring = ontology.words("referring") | pronouns
        self._places = ontology.words("place_nouns") | ontology.words("lands") | {"here"}

    def __call__(self, sentence: Sentence) -> Look:
        """Tell whether a sentence may tell an event, and whether it takes another sentence to say whose."""
        parties = [
            token
            for frame in self._framer(list(sentence.doc), self._fits)
            for tokens in frame.slots.values()
            for token in tokens
            if self._fits(token, "actor")
        ]
        return Look(bool(parties), any(self._refers(t) for t in parties))

    def _refers(self, party: Token) -> bool:
        return party.lower_ in self._referring or any(c.lower_ in self._referring for c in party.children)

    def _fits(self, token: Token, kind: str) -> bool:
        named = token.pos_ == "PROPN"
        if kind == "somebody":
            return False
        if kind == "place":
            return named or token.lemma_.lower() in self._places
        return named or token.pos_ == "PRON" or token.lemma_.lower() in self._bodies
