"""Which article copies which: wire copies and reprints, found by the runs of words that two texts share.

Two articles tell one text when most of the shorter stands in the longer, in runs of several words, and they were
published within days of each other. Each copy is linked to the earliest article that it shares its text with. What is
compared is found by a sample of the runs, kept in the ledger, so that one more article costs the reading of its copies,
and what is concluded does not depend on the order in which articles came.

Sources: runs of words as a measure of what one text contains of another, and the sample of those whose hash is 0 modulo
a number: Broder, On the resemblance and containment of documents (1997).
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from kg.books import Books
from kg.draft import Draft
from kg.iri import EVENTS
from kg.terms import KG, SCHEMA

GRAPH = NamedNode(EVENTS)
COPIES = KG("copies")

RUN = 5  # words that have to follow one another in both texts
SHARED = 0.7  # of the words of the shorter text, at least, stand in runs of the longer
SHORTEST = 25  # words: two texts of fewer can be alike by chance
WITHIN = 14  # days between the publication of a text and that of its copy, at most
SAMPLE = 16  # one of so many runs is a key
COMMON = 3  # of the keys of the text with fewer, one in so many, at least, is a key of the other
BRIEF = 8  # keys at most of a text whose keys are marked: others are looked at only if they share more than a sentence


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of an article as it is compared: its words, folded, and the day of publication."""

    article: str
    published: date | None
    words: tuple[str, ...]

    @property
    def keys(self) -> frozenset[str]:
        """What texts that can be one have in common: a sample of the runs, each with the fortnight of publication."""
        if len(self.words) < SHORTEST:
            return frozenset()
        hashes = {zlib.crc32(" ".join(run).encode()) for run in _runs(self.words)}
        sample = [h for h in hashes if h % SAMPLE == 0]
        mark = "b" if len(sample) <= BRIEF else ""
        return frozenset(f"{h:08x}|{'' if self._fortnight is None else self._fortnight}{mark}" for h in sample)

    @property
    def _fortnight(self) -> int | None:
        return self.published.toordinal() // WITHIN if self.published else None

    @property
    def order(self) -> tuple[date, int, str]:
        """The earliest first, of one day the longest, which the others are cut from; the IRI makes it total."""
        return self.published or date.max, -len(self.words), self.article

    def near(self, other: Wording) -> bool:
        """Tell whether one can copy the other by the days of their publication."""
        if self.published is None or other.published is None:
            return self.published is other.published
        return abs((self.published - other.published).days) <= WITHIN


def wording(article: str, text: str, published: date | None) -> Wording:
    """Give the text of an article as it is compared."""
    return Wording(article, published, tuple(re.findall(r"\w+", text.casefold())))


def wording_of(draft: Draft, article: str) -> Wording:
    """Read the text of an article as it is compared; one that is gone has no words."""
    text, published = (draft.value(article, SCHEMA(name), NamedNode(article)) for name in ("text", "datePublished"))
    return wording(article, text, date.fromisoformat(published) if published else None)


def share(one: Wording, other: Wording) -> float:
    """Give how much of the shorter of two texts stands in the longer, in runs of words: from 0 to 1."""
    short, long = sorted((one.words, other.words), key=lambda words: (len(words), words))
    there = set(_runs(long))
    found = {at + n for at, run in enumerate(_runs(short)) if run in there for n in range(RUN)}
    return len(found) / len(short) if short else 0.0


def nearby(key: str) -> tuple[list[str], list[str]]:
    """Give the keys of the texts that one with this key can copy, or be copied by: of the longer ones, and of the brief."""
    run, _, when = key.removesuffix("b").partition("|")
    longer = [f"{run}|{int(when) + n}" for n in (-1, 0, 1)] if when else [f"{run}|"]
    return longer, [f"{other}b" for other in longer]


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


class Copies:
    """The links from copies to what they copy, kept right in the derived graph."""

    def __init__(self, books: Books) -> None:
        self._books, self._draft = books, books.draft
        self._wordings: dict[str, Wording] = {}
        self._near: dict[str, list[str]] = {}

    def settle(self, pending: Iterable[str]) -> set[str]:
        """Link what came, changed or went, and give the articles whose text has another origin now."""
        changed = sorted(set(pending))
        for article in changed:
            self._books.set_text_keys(article, self._wording(article).keys if self._tells(article) else ())
        todo = {*changed, *(copy for article in changed for copy in self._copies(article))}
        todo |= {other for article in changed for other in self._alike(article) if not self._settled(other, article)}
        moved = [article for article in sorted(todo) if self._link(article)]
        found: set[str] = set()
        while moved:
            found.add(article := moved.pop())
            moved += [copy for copy in self._copies(article) if copy not in found]
        return found

    def _copies(self, article: str) -> list[str]:
        return self._draft.subjects(COPIES, NamedNode(article), GRAPH)

    def _tells(self, article: str) -> bool:
        """Tell whether an article is there and has reports: no other can be a source of an event."""
        told = self._books.told(article)
        return bool(told and told[1])

    def _settled(self, other: str, article: str) -> bool:
        """Tell whether an article is earlier than another, or copies one that is: it cannot be a copy of the other."""
        first = self._draft.value(other, COPIES, GRAPH) or other
        return self._wording(first).order < self._wording(article).order

    def _link(self, article: str) -> bool:
        """Link an article to the first that it is a copy of; tell whether that is another than before."""
        before = self._draft.values(article, COPIES, GRAPH)
        mine = self._wording(article)
        others = sorted((self._wording(other) for other in self._alike(article)), key=lambda w: w.order)
        earlier = (other for other in others if other.order < mine.order and mine.near(other))
        original = next((other.article for other in earlier if share(mine, other) >= SHARED), None)
        self._draft.set(article, COPIES, [NamedNode(original)] if original else (), GRAPH)
        return before != self._draft.values(article, COPIES, GRAPH)

    def _alike(self, article: str) -> list[str]:
        """Give the other articles that share so many keys with one that they have to be compared."""
        if article not in self._near:
            keys = self._books.text_keys(article)
            near = [nearby(key) for key in keys]
            longer, brief = (
                Counter(other for found in near for key in found[n] for other in self._books.with_text_key(key))
                for n in (0, 1)
            )
            close = {other for found in (longer, brief) for other, n in found.items() if n * COMMON >= len(keys)}
            fewer = [*brief.items(), *((other, n) for other, n in longer.items() if n * COMMON > BRIEF)]
            close |= {other for other, n in fewer if n * COMMON >= len(self._books.text_keys(other))}
            self._near[article] = sorted(close - {article})
        return self._near[article]

    def _wording(self, article: str) -> Wording:
        if article not in self._wordings:
            self._wordings[article] = wording_of(self._draft, article)
        return self._wordings[article]
