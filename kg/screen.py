"""Screen: an article gives the sentences worth parsing.

One pass of multi-pattern matching finds the words that can evoke a frame; an article without any costs microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.model import Article
from kg.ontology import Ontology

# "BAGHDAD, Nov. 24 (Xinhua) --", "WASHINGTON (Reuters) -", "TEHRAN –", "CNN —": place in capitals, date, agency, dash.
DATELINE = re.compile(
    r"\s*(?P<place>[A-Z][A-Z.'’ \-]{2,40}(?:,\s*[A-Z][A-Za-z.]+(?:\s[A-Z][A-Za-z.]+)?){0,2}?|CNN)"
    r"(?:,?\s*(?P<day>(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?))?"
    r"\s*(?:[\(/](?P<agency>[^()/\n]{2,40})[\)/])?\s*(?:--|—|–|-|:)\s+"
)
PARAGRAPH = re.compile(r"\S(?:.*?)(?=\n\s*\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place, day and agency that open a wire story; `end` is the offset where the story begins."""

    place: str
    agency: str
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or the title, without its dateline. `start` is its offset in the text; the title has -1."""

    start: int
    text: str
    triggers: tuple[int, ...]


class Screen:
    """Finds triggers in text. Built once from the lexicon, then used for any number of articles."""

    def __init__(self, ontology: Ontology) -> None:
        irregular: dict[str, str] = ontology.grammar["irregular"]
        weak = ontology.words("weak_triggers")
        stems = {_stem(t) for t in ontology.triggers} | {
            f for f, lemma in irregular.items() if lemma in ontology.triggers
        }
        self._stems = sorted(stems)
        self._weak = frozenset(_stem(w) for w in weak) | {f for f, lemma in irregular.items() if lemma in weak}
        self._find = AhoCorasick(self._stems, matchkind=MatchKind.LeftmostLongest)

    def triggers(self, text: str) -> tuple[tuple[int, bool], ...]:
        """Give (offset, telling) of every word that may evoke a frame; telling is False for the very common ones."""
        lower = text.lower()
        if len(lower) != len(text):  # a few letters change length: offsets would lie
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        return tuple(
            (start, self._stems[which] not in self._weak)
            for which, start, end in self._find.find_matches_as_indexes(lower)
            if (start == 0 or not lower[start - 1].isalnum()) and _ends_soon(lower, end)
        )

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Give the paragraphs of an article with the offsets of their triggers; () where no telling one is in it."""
        found = self.triggers(article.text)
        if not any(telling for _, telling in found):
            return ()
        passages = []
        for start, text in paragraphs(article.text):
            inside = tuple(at - start for at, _ in found if start <= at < start + len(text))
            passages.append(Passage(start, text, inside))
        return tuple(passages)


def _stem(lemma: str) -> str:
    """Cut the ending that inflection changes: "negotiate" gives "negotiat", "embargo" itself."""
    word = lemma.split()[0]
    if word.endswith(("e", "y")) and len(word) > 4:
        return word[:-1]
    return word


def _ends_soon(text: str, at: int, longest: int = 4) -> bool:
    """Tell whether the word ends within a few letters: "visit", "visited", not "meteorology"."""
    return not text[at : at + longest + 1].isalpha() or len(text) - at <= longest


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Give (offset, text) of each paragraph, a dateline at the start left out."""
    for match in PARAGRAPH.finditer(text):
        body = match.group()
        line = dateline(body)
        skip = line.end if line else 0
        yield match.start() + skip, body[skip:]


def dateline(paragraph: str) -> Dateline | None:
    """Give the dateline that opens a paragraph, None where there is none.

    >>> dateline("OSLO, March 4 (Northern Wire) -- The minister left.").agency
    'Northern Wire'
    """
    match = DATELINE.match(paragraph)
    if match is None:
        return None
    return Dateline(match["place"].strip(), match["agency"] or "", match.end())
