"""Extract: the steps of one article put together, from its text to its reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice

from spacy.tokens import Span, Token

from kg.cast import Cast
from kg.gazetteer import Gazetteer
from kg.glance import Glance, Look
from kg.ground import Grounder
from kg.mend import Mender
from kg.model import Article, Report
from kg.ontology import Ontology
from kg.parse import MODEL, Parser, Piece, Sentence
from kg.places import Places
from kg.recognise import Recogniser, local_country
from kg.refer import Reference
from kg.report import reports
from kg.screen import Passage, Screen, dateline, forms

FIRST = 2  # sentences of an article that introduce who it is about
SEVERAL = 3  # sentences that may tell an event, from which on an article is taken to tell one
OPENING = 8  # words; where one of them refers back ("During their talks"), the sentence needs the one before it
ARTICLES = 32  # parsed together: enough for the parser's batches, little enough to stay small


@dataclass(slots=True, eq=False)
class Draft:
    """An article while it is read: its paragraphs, what of them is split into sentences, and the parsed ones by offset."""

    article: Article
    passages: tuple[Passage, ...]
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    parsed: dict[int, Sentence] = field(default_factory=dict)

    @property
    def telling(self) -> list[Piece]:
        """The sentences that may tell an event by themselves."""
        return [p for pieces in self.pieces.values() for p in pieces if p.telling]

    def needed(self, referring: Set[str], vouching: Callable[[Piece], bool]) -> list[Piece]:
        """Give the sentences to parse: those with a trigger, what they look back on, and those that introduce their people.

        Args:
            referring: words that look back.
            vouching: tells whether a sentence may vouch for the one before it.
        """
        pieces = [p for _, found in sorted(self.pieces.items()) for p in found]
        wanted = set(range(min(FIRST, len(pieces))))
        for k, piece in enumerate(pieces):
            if piece.triggered:
                looks_back = k > 0 and any(t.lower_ in referring for t in piece.span[:OPENING])
                wanted |= {k, k - 1} if looks_back else {k}
                wanted |= {k + 1} if k + 1 < len(pieces) and vouching(pieces[k + 1]) else set()
                wanted |= {k + step for step in _quoted_on(piece) if 0 <= k + step < len(pieces)}
        alone = {name for k in wanted if pieces[k].telling for name in _alone(pieces[k].span)}
        for k, piece in enumerate(pieces):
            introduced = _in_full(piece.span) if alone else set()
            if k in wanted or not alone.isdisjoint(introduced):
                wanted.add(k)
                alone -= introduced
        return [pieces[k] for k in sorted(wanted)]

    @property
    def sentences(self) -> list[Sentence]:
        """The parsed sentences, in order."""
        return [self.parsed[start] for start in sorted(self.parsed)]


def _quoted_on(piece: Piece) -> tuple[int, ...]:
    """Give where the quotation of a sentence goes on, and so its speaker may stand: in the next (1), in the one before (-1)."""
    text = piece.span.text
    opened = text.count("“") - text.count("”")
    return (1,) if opened > 0 else (-1,) if opened < 0 else ()


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
        self._parser = Parser(model, ontology.grammar["read_as"], ontology.grammar["given_names"])
        self._mend = Mender(ontology)
        self._glance = Glance(ontology)
        pronouns = {w for words in ontology.grammar["pronouns"].values() for w in words}
        self._referring = ontology.words("referring") | pronouns
        self._confirming = {f for word in ontology.words("confirming") for f in forms(word)}
        self._taking_up = ontology.words("it") | ontology.words("announcements")
        self._recognise = Recogniser(ontology, gazetteer)
        self._ground = Grounder(ontology)

    def __call__(self, article: Article) -> tuple[Report, ...]:
        """Give the reports of one article, in the order of their evidence."""
        return next(self.many([article]))[1]

    def many(self, articles: Iterable[Article]) -> Iterator[tuple[Article, tuple[Report, ...]]]:
        """Give each article with its reports, in order; the parser works on several at a time."""
        stream = iter(articles)
        while batch := list(islice(stream, ARTICLES)):
            self._parser.begin()
            yield from self._batch(batch)

    def _batch(self, batch: list[Article]) -> list[tuple[Article, tuple[Report, ...]]]:
        drafts = [Draft(a, self._screen.passages(a)) for a in batch]
        self._parse(drafts, lambda p: any(telling for _, telling in p.triggers), lambda d: d.telling)
        looks = {id(s): self._glance(s) for d in drafts for s in d.sentences}
        hopeful = {id(d): [s for s in d.sentences if looks[id(s)].hopeful] for d in drafts}
        self._parser.name(s for sentences in hopeful.values() for s in sentences)
        promising = [d for d in drafts if self._promises(d, [(s, looks[id(s)]) for s in hopeful[id(d)]])]
        self._parse(promising, lambda p: True, lambda d: d.needed(self._referring, self._vouches))
        named = {id(s) for sentences in hopeful.values() for s in sentences}
        self._parser.name(s for d in promising for s in d.sentences if id(s) not in named)
        told = {id(d): self._reports(d.article, d.sentences) for d in promising}
        return [(d.article, told.get(id(d), ())) for d in drafts]

    def _vouches(self, piece: Piece) -> bool:
        """Tell whether a sentence may say who is behind what the one before it told: "The ministry announced this"."""
        words = {t.lower_ for t in piece.span}
        return not words.isdisjoint(self._confirming) and not words.isdisjoint(self._taking_up)

    def _promises(self, draft: Draft, hopeful: Sequence[tuple[Sentence, Look]]) -> bool:
        """Tell whether the rest of an article is worth a parse: its hopeful sentences are several, refer to others, or tell by themselves."""
        if len(hopeful) >= SEVERAL or any(look.refers for _, look in hopeful):
            return True
        alone = {name for s, _ in hopeful for name in _alone(s.doc[:])}
        if alone and any(not alone.isdisjoint(_in_full(p.span)) for found in draft.pieces.values() for p in found):
            return True
        return bool(hopeful and self._reports(draft.article, [s for s, _ in hopeful]))

    def _parse(
        self, drafts: Sequence[Draft], splits: Callable[[Passage], bool], which: Callable[[Draft], list[Piece]]
    ) -> None:
        """Split some paragraphs of several articles and parse some sentences of them, all together."""
        for draft in drafts:
            for number, passage in enumerate(draft.passages):
                if number not in draft.pieces and splits(passage):
                    draft.pieces[number] = self._parser.split(passage, number)
        todo = [(d, p) for d in drafts for p in which(d) if p.start not in d.parsed]
        for (draft, piece), sentence in zip(todo, self._parser.parse(p for _, p in todo)):
            self._mend(sentence.doc)
            draft.parsed[piece.start] = sentence

    def _reports(self, article: Article, sentences: Sequence[Sentence]) -> tuple[Report, ...]:
        line = dateline(article.text)
        where = line.place if line else ""
        home = local_country(article, self._gazetteer, where)
        names = [self._recognise(s) for s in sentences]
        cast = Cast(article, sentences, names, self._ontology, self._gazetteer, home)
        places = Places(cast, self._gazetteer, where, self._ontology)
        tellings = self._ground(Reference(cast), places)
        return reports(tellings, article, self._ontology, home)


def _alone(span: Span) -> set[str]:
    """Give the names of one word in a sentence: "Skelemani said"."""
    return {
        t.text for t, before, after in _around(span) if _is_name(t) and not _is_name(before) and not _is_name(after)
    }


def _in_full(span: Span) -> set[str]:
    """Give the last words of the names of several in a sentence: "Phandu Skelemani hailed"."""
    return {t.text for t, before, after in _around(span) if _is_name(t) and _is_name(before) and not _is_name(after)}


def _around(span: Span) -> Iterator[tuple[Token, Token | None, Token | None]]:
    tokens = list(span)
    return zip(tokens, [None, *tokens], [*tokens[1:], None])


def _is_name(token: Token | None) -> bool:
    return token is not None and token.is_title and len(token) > 2
