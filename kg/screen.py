"""Screen: an article gives the sentences worth parsing.

One pass of multi-pattern matching finds the words that can evoke a frame; an article without any costs microseconds.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from kg.gazetteer import Gazetteer
from kg.model import Article
from kg.ontology import Ontology

# "BAGHDAD, Nov. 24 (Xinhua) --", "WASHINGTON (Reuters) -", "TEHRAN –", "CNN —": place in capitals, date, agency, dash.
DATELINE = re.compile(
    r"\s*(?P<place>[A-Z][A-Z.'’ \-]{2,40}(?:,\s*[A-Z][A-Za-z.]+(?:\s[A-Z][A-Za-z.]+)?){0,2}?|CNN)"
    r"(?:,?\s*(?P<day>(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}(?:,\s*\d{4})?))?"
    r"\s*(?:[\(/](?P<agency>[^()/\n]{2,40})[\)/])?\s*(?:--|—|–|-|:)\s+"
)
NEAR, SOON = 160, 40  # characters: about a sentence, and the words that follow
PARAGRAPH = re.compile(r"\S(?:.*?)(?=\n\s*\n|\Z)", re.DOTALL)

DENSE = 1 / 250  # telling triggers a character, from which on an article is about diplomacy


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
    """Finds triggers in text. Built once from the lexicon, then used for any number of articles.

    A trigger is telling by itself ("sanctions"), or weak ("arrived", "received"): then it needs company, which is an office
    or a body that acts for a state ("minister", "delegation") or another trigger near by, or a known name right after it.
    """

    def __init__(self, ontology: Ontology, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        irregular, weak = ontology.grammar["irregular"], ontology.words("weak_triggers")
        self._particles: dict[str, set[str]] = {}  # by form: what has to follow it soon, "" for nothing
        self._telling = set(ontology.words("telling_forms"))
        for lemma in ontology.triggers:
            word, _, particle = lemma.partition(" ")
            for form in {*forms(word), *(f for f, of in irregular.items() if of == word)}:
                self._particles.setdefault(form, set()).add(particle)
                self._telling |= set() if word in weak or particle else {form}
        titles = {t.split()[-1] for o in ontology.offices for t in o.titles} | ontology.words("company")
        company = {f for title in titles for f in forms(title)}
        self._words = sorted(self._particles.keys() | company)
        self._find = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def triggers(self, text: str) -> tuple[tuple[int, bool], ...]:
        """Give (offset, telling) of every word that may evoke a frame; a weak one in company counts as telling."""
        lower = text.lower()
        if len(lower) != len(text):  # a few letters change length: offsets would lie
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        found = [
            (start, end, self._words[which])
            for which, start, end in self._find.find_matches_as_indexes(lower)
            if not lower[start - 1 : start].isalnum() and not lower[end : end + 1].isalnum()
        ]
        near = [start for start, _, _ in found]
        return tuple(
            (start, word in self._telling or _accompanied(start, near) or self._named(text[end : end + SOON]))
            for start, end, word in found
            if word in self._particles and self._continued(word, lower[end : end + SOON])
        )

    def _continued(self, form: str, rest: str) -> bool:
        """Tell whether a particle follows where the word needs one: "called ON the king", "set OUT for Oslo"."""
        particles = self._particles[form]
        return "" in particles or bool(particles & set(rest.split()))

    def _named(self, rest: str) -> bool:
        """Tell whether a known name stands in the words after: "flew to OSLO", "spoke with ANGELA MERKEL"."""
        return bool(self._gazetteer.match(rest))

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Give the paragraphs of an article with the offsets of their triggers; () where no telling one is in it.

        Where few are telling, the article is about something else: the weak ones are left out, and so are the paragraphs
        that neither have a trigger, nor stand before one that has, nor open the article.
        """
        found = self.triggers(article.text)
        telling = tuple((at, True) for at, tells in found if tells)
        if not telling:
            return ()
        about = len(telling) >= DENSE * len(article.text)
        passages = self._passages(article, found if about else telling)
        if about:
            return passages
        following = (*passages[1:], None)
        return tuple(
            p
            for k, (p, after) in enumerate(zip(passages, following))
            if k == 0 or p.triggers or (after and after.triggers)
        )

    def _passages(self, article: Article, found: Sequence[tuple[int, bool]]) -> tuple[Passage, ...]:
        passages = []
        for start, text in paragraphs(article.text):
            inside = tuple(at - start for at, _ in found if start <= at < start + len(text))
            passages.append(Passage(start, text, inside))
        return tuple(passages)


def _accompanied(start: int, near: Sequence[int]) -> bool:
    at = bisect_left(near, start)
    return any(abs(near[k] - start) <= NEAR for k in (at - 1, at + 1) if 0 <= k < len(near))


def forms(word: str) -> set[str]:
    """Give the ways in which a word may be inflected; a few that no word has do no harm.

    >>> sorted(forms("ban"))
    ['ban', 'banned', 'banning', 'bans']
    """
    stem = word[:-1] if word.endswith("e") else word
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    out = {word, plural, stem + "ed", stem + "ing"}
    if re.search(r"[^aeiou]y$", word):
        out = {word, word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    elif re.search(r"[^aeiou][aeiou][bdglmnprt]$", word):
        doubled = {word + word[-1] + ending for ending in ("ed", "ing")}
        out = {word, plural} | doubled if len(word) < 5 else out | doubled
    return out


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
