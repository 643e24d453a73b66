"""Extract: the steps of one article put together, from its text to its reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from kg.cast import Cast
from kg.gazetteer import Gazetteer
from kg.ground import Grounder
from kg.model import Article, Report
from kg.ontology import Ontology
from kg.parse import MODEL, Parser, Sentence
from kg.places import Places
from kg.recognise import Recogniser, local_country
from kg.refer import Reference
from kg.report import reports
from kg.screen import Passage, Screen, dateline

ARTICLES = 32  # parsed together: enough for the parser's batches, little enough to stay small


class Extractor:
    """Reads articles. Loaded once (about two seconds), then used for any number of articles; holds no state of them.

    Args:
        ontology: the lexicon and grammar to interpret.
        gazetteer: the names to know.
        model: an installed spaCy pipeline for English.

    Raises:
        KgError: the model is not installed.
    """

    def __init__(self, ontology: Ontology, gazetteer: Gazetteer, model: str = MODEL) -> None:
        self._ontology, self._gazetteer = ontology, gazetteer
        self._screen = Screen(ontology, gazetteer)
        referring = {w for words in ontology.grammar["pronouns"].values() for w in words}
        self._parser = Parser(model, frozenset(referring) | ontology.words("referring"))
        self._recognise = Recogniser(ontology, gazetteer)
        self._ground = Grounder(ontology)

    def __call__(self, article: Article) -> tuple[Report, ...]:
        """Give the reports of one article, in the order of their evidence."""
        return next(self.many([article]))[1]

    def many(self, articles: Iterable[Article]) -> Iterator[tuple[Article, tuple[Report, ...]]]:
        """Give each article with its reports, in order; the parser works on several at a time."""
        stream = iter(articles)
        while batch := list(islice(stream, ARTICLES)):
            with self._parser.nlp.memory_zone():
                yield from self._batch(batch)

    def _batch(self, batch: list[Article]) -> list[tuple[Article, tuple[Report, ...]]]:
        raw = [self._parser.sentences(self._passages(a)) for a in batch]
        parsed = self._parser.parse(s for sentences in raw for s in sentences)
        return [(a, self._reports(a, list(islice(parsed, len(sentences))))) for a, sentences in zip(batch, raw)]

    def _passages(self, article: Article) -> list[Passage]:
        passages = self._screen.passages(article)
        return [Passage(-1, article.title, ()), *passages] if passages and article.title else list(passages)

    def _reports(self, article: Article, sentences: list[Sentence]) -> tuple[Report, ...]:
        if not sentences:
            return ()
        title = [s for s in sentences if s.start < 0]
        body = [s for s in sentences if s.start >= 0]
        ordered = body + title  # a headline names people after the text has introduced them
        line = dateline(article.text)
        where = line.place if line else ""
        home = local_country(article, self._gazetteer, where)
        names = [self._recognise(s) for s in ordered]
        cast = Cast(article, ordered, names, self._ontology, self._gazetteer, home)
        places = Places(cast, self._gazetteer, where, self._ontology)
        tellings = self._ground(Reference(cast), places)
        return tuple(replace(r) for r in reports(tellings, article, self._ontology, home))
