"""Parse: the quick ways of this project give what spaCy's own give."""

from __future__ import annotations

import importlib

import pytest
from spacy.language import Language
from spacy.tokens import Token

from kg.parse import MODEL, Parser
from kg.screen import Passage

TEXTS = [
    "The ministers, who haven't met since May, said they'd been asked to come. It wasn't clear whether that was so.",
    "There is nothin' new: \"Let's go,\" he said, \"I'm gonna see y'all in Rabat.\"  But the envoys did not.",
    "Is it the U.S. that does this?\nAll but one of the 27 states' leaders' planes had landed by then;those left are late.",
]


@pytest.fixture(scope="module")
def plain() -> Language:
    """The pipeline as spaCy loads it."""
    return importlib.import_module(MODEL).load()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def parser() -> Parser:
    """The same pipeline as it is used."""
    return Parser()


def told(token: Token) -> tuple[object, ...]:
    """Everything that a pipeline says of a token."""
    return token.text, token.tag_, token.pos_, token.lemma_, str(token.morph), token.dep_, token.head.i, token.norm_


@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_is_parsed_as_spacy_does(plain: Language, parser: Parser, text: str) -> None:
    """A sentence made a document of its own, with its rules looked up, has the tags, lemmas and syntax that spaCy gives."""
    pieces = parser.split(Passage(0, text, ()), 0)
    ours = [[told(t) for t in s.doc] for s in parser.parse(pieces)]
    theirs = [[told(t) for t in doc] for doc in plain.pipe(p.span.as_doc() for p in pieces)]
    assert len(ours) > 1
    assert ours == theirs
