"""Glance: a parsed sentence tells at a glance whether it may hold an event, before names are found and put together."""

from __future__ import annotations

from spacy.tokens import Token

from kg.frame import Framer
from kg.ontology import Ontology
from kg.parse import Sentence


class Glance:
    """Looks for frames whose parties are anything that might be somebody. Built once from the ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self._framer = Framer(ontology)
        titles = {title.split()[-1] for office in ontology.offices for title in office.titles}
        self._bodies = titles | ontology.words("group_nouns") | ontology.words("state_nouns") | ontology.words("lands")
        self._places = ontology.words("place_nouns") | ontology.words("lands") | {"here"}

    def __call__(self, sentence: Sentence) -> bool:
        """Tell whether a sentence may tell an event: a frame has a party, or is of those told before ("the talks")."""
        return any(
            any(self._fits(t, "actor") for tokens in frame.slots.values() for t in tokens)
            for frame in self._framer(list(sentence.doc), self._fits)
        )

    def _fits(self, token: Token, kind: str) -> bool:
        named = token.pos_ == "PROPN"
        if kind == "somebody":
            return False
        if kind == "place":
            return named or token.lemma_.lower() in self._places
        return named or token.pos_ == "PRON" or token.lemma_.lower() in self._bodies
