"""Speech: what of an article is quotation, and who says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Token

from kg import syntax
from kg.cast import Cast
from kg.screen import PARAGRAPH

BACK = 3  # sentences before a quotation in which its speaker may stand
CLOSING = {"“": "”", "‘": "’", '"': '"'}
MARK = re.compile('[“”‘’"]')


class Speech:
    """The quotations of one article and their speakers.

    Args:
        cast: its sentences.
    """

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._verbs = frozenset(cast.ontology.grammar["speech"]["verbs"])
        kinds = cast.ontology.grammar["pronouns"]
        self._first = frozenset(kinds["first"]) | frozenset(kinds["first_plural"])
        self._spans = tuple(quotations(cast.article.text))

    def quotation(self, token: Token) -> tuple[int, int] | None:
        """Give the offsets of the quotation that a word stands in, None for the publisher's own words."""
        at = self._cast.sentences[self._cast.at(token)].start + token.idx
        return next(((start, end) for start, end in self._spans if start < at < end), None)

    def all_quoted(self, token: Token) -> bool:
        """Tell whether the sentence of a word is quotation, whatever it says of its own speaker."""
        return self.quotation(next(t for t in token.doc if t.head.i == t.i)) is not None

    def speaker(self, token: Token) -> Token | None:
        """Give the word for who says what a word stands in: in its sentence, or around its quotation; None for nobody told."""
        i = self._cast.at(token)
        own = next(self._speakers(i, token), None)
        span = self.quotation(token)
        if own is not None or span is None:
            return own
        sentences = self._cast.sentences
        after = (j for j in range(i + 1, len(sentences)) if sentences[j].start <= span[1])
        before = (j for j in range(i - 1, max(-1, i - 1 - BACK), -1))
        return next((s for j in (*after, *before) for s in self._speakers(j, None)), None)

    def before(self, token: Token) -> Token | None:
        """Give the word for who spoke last in the sentences before that of a word, None where nobody did."""
        i = self._cast.at(token)
        return next((s for j in range(i - 1, max(-1, i - 1 - BACK), -1) for s in self._speakers(j, None)), None)

    def _speakers(self, s: int, token: Token | None) -> Iterator[Token]:
        """The subjects of saying in a sentence, outside its quotations; with a token, those that say what it stands in."""
        for verb in self._cast.sentences[s].doc:
            if verb.lemma_.lower() not in self._verbs or not syntax.is_verb(verb) or self.quotation(verb) is not None:
                continue
            above = token is not None and verb.i != token.i and verb.is_ancestor(token)
            if token is not None and not above and self.quotation(token) is None:
                continue
            yield from (t for t in syntax.surface_subjects(verb) if t.lower_ not in self._first)


def quotations(text: str) -> Iterator[tuple[int, int]]:
    """Give the first and last offset of each quotation, marks included; one left open ends with its paragraph.

    >>> list(quotations('He said: "Come." She came.'))
    [(9, 15)]
    """
    for paragraph in PARAGRAPH.finditer(text):
        start, closing = -1, ""
        for found in MARK.finditer(text, paragraph.start(), paragraph.end()):
            at, mark = found.start(), found.group()
            if start < 0 and mark in CLOSING and not text[at - 1 : at].isalnum():
                start, closing = at, CLOSING[mark]
            elif start >= 0 and mark == closing and (mark != "’" or not text[at + 1 : at + 2].isalnum()):
                yield start, at
                start = -1
        if start >= 0 and closing != "’":
            yield start, paragraph.end()
