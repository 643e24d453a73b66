"""Extract: the steps of one article put together, from its text to its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from kg.cast import Cast
from kg.gazetteer import Gazetteer
from kg.glance import Glance
from kg.ground import Grounder
from kg.model import Article, Report
from kg.ontology import Ontology
from kg.parse import MODEL, Parser, Piece, Sentence
from kg.places import Places
from kg.recognise import Recogniser, local_country
from kg.refer import Reference
from kg.report import reports
from kg.screen import Passage, Screen, dateline

ARTICLES = 16  # parsed together: enough for the parser's batches, little enough to stay small


@dataclass(slots=True, eq=False)
class Draft:
    """An article while it is read: its sentences, and those parsed so far, by number."""

    article: Article
    pieces: list[Piece]
    parsed: dict[int, Sentence] = field(default_factory=dict)


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
        self._parser = Parser(model)
        self._glance = Glance(ontology)
        pronouns = {w for words in ontology.grammar["pronouns"].values() for w in words}
        self._referring = pronouns | ontology.words("referring")
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
        drafts = [self._draft(a) for a in batch]
        self._parse(drafts, lambda d: [k for k, p in enumerate(d.pieces) if p.telling])
        promising = [d for d in drafts if any(self._glance(s) for s in d.parsed.values())]
        self._parse(promising, self._worth)
        self._parser.name(s for d in promising for s in d.parsed.values())
        return [(d.article, self._reports(d) if d in promising else ()) for d in drafts]

    def _draft(self, article: Article) -> Draft:
        passages = list(self._screen.passages(article))
        if passages and article.title:
            passages.insert(0, Passage(-1, article.title, ()))
        return Draft(article, [p for n, passage in enumerate(passages) for p in self._parser.split(passage, n)])

    def _worth(self, draft: Draft) -> list[int]:
        """Give the numbers of the sentences worth a parse: the title, what has a trigger, and what that refers back to."""
        pieces = draft.pieces
        referring = [p.triggered and any(t.lower_ in self._referring for t in p.span) for p in pieces]
        return [k for k, p in enumerate(pieces) if p.start < 0 or p.triggered or any(referring[k + 1 : k + 2])]

    def _parse(self, drafts: Sequence[Draft], which: Callable[[Draft], Iterable[int]]) -> None:
        """Parse some sentences of several articles together."""
        todo = [(d, k) for d in drafts for k in which(d) if k not in d.parsed]
        for (draft, k), sentence in zip(todo, self._parser.parse(d.pieces[k] for d, k in todo)):
            draft.parsed[k] = sentence

    def _reports(self, draft: Draft) -> tuple[Report, ...]:
        article = draft.article
        sentences = [draft.parsed.get(k) or self._parser.by_form(p) for k, p in enumerate(draft.pieces)]
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
