"""Screen: an article gives the sentences worth parsing.

One pass of multi-pattern matching finds the words that can evoke a frame; an article without any costs microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
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
# "Lima, May 3 (Andina).-", "Oslo, NTB --": the place in small letters, if an agency follows it.
NEWSROOM = re.compile(
    r"\s*(?P<place>[A-Z][A-Za-z.'’ \-]{2,30}),(?:\s*(?P<day>[A-Z][a-z]{2,8}\.?\s+\d{1,2}),?)?"
    r"\s*(?:\((?P<agency>[^()\n]{2,40})\)|[A-Z]{2,8})\s*[.,]?\s*(?:--|—|–|-)\s*"
)
NEAR, SOON = 80, 48  # characters: about a clause, and the words that follow
ALIEN_SHARE = 0.25  # of sentences about sport, courts or trade, above which an article tells no diplomacy
SENTENCE = re.compile(r"[.!?][\"”’']?\s+|\n+")
WORD = re.compile(r"\w+")
STATES = {"state", "adjective", "capital", "metonym"}
PLACES = {"state", "capital", "city", "place", "metonym", "adjective"}
GOAL = re.compile(
    r"^\s*(?:the )?$|\b(?:to|in|at|for|into|from)\s(?:\w+\s){0,2}$"
)  # what stands before a place one goes to, or is back from
PARAGRAPH = re.compile(r"\S(?:.*?)(?=\n\s*\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place, day and agency that open a wire story; `end` is the offset where the story begins."""

    place: str
    agency: str
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or the title, without its dateline. `start` is its offset in the text; the title has -1.

    `triggers` are the offsets in it of words that may evoke a frame, each with whether it is telling.
    """

    start: int
    text: str
    triggers: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a word needs to be a trigger: a particle soon after it, and company of a sort ("" for none).

    The sorts: a "place" soon after it; a "person", which is an office, a body that acts for a state or a known person,
    soon after; "somebody", which is one of these, or two sides (states, or a state and a body), near by; or one of some `words` near by.
    """

    particle: str
    company: str
    words: frozenset[str]


class Screen:
    """Finds triggers in text. Built once from the lexicon, then used for any number of articles.

    A word that is common in other news too is a trigger only in company: "flew" with a place, "received" with a minister,
    "ties" with a verb that breaks or restores them.
    """

    def __init__(self, ontology: Ontology, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        alien = "|".join(sorted(map(re.escape, ontology.words("alien"))))
        self._alien = re.compile(rf"\b(?:{alien})s?\b", re.IGNORECASE)
        self._appeals = frozenset(f for word in ontology.words("appeals") for f in forms(word, noun=True))
        self._irregular: Mapping[str, str] = ontology.grammar["irregular"]
        self._nominal: Mapping[str, str] = ontology.grammar["nominalisations"]
        self._needs: dict[str, set[Need]] = {}
        for lemma, noun, company, words in _triggers(ontology):
            word, _, particle = lemma.partition(" ")
            need = Need(particle, company, frozenset(f for w in words for f in self._forms(w.split()[0])))
            for form in forms(word, noun) if noun else self._forms(word):
                self._needs.setdefault(form, set()).add(need)
        for form in ontology.words("telling_forms"):
            self._needs[form] = {Need("", "", frozenset())}
        titles = {t.split()[-1] for o in ontology.offices for t in o.titles} | ontology.words("company")
        self._bodies = frozenset(f for title in titles for f in forms(title, noun=True))
        others: set[str] = {w for needs in self._needs.values() for need in needs for w in need.words}
        self._words = sorted({*self._needs, *self._bodies, *others})
        self._find = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)

    def _forms(self, word: str) -> set[str]:
        return {
            *forms(word),
            *(f for f, lemma in self._irregular.items() if lemma == word),
            *(f for noun, lemma in self._nominal.items() if lemma == word for f in forms(noun, noun=True)),
        }

    def triggers(self, text: str) -> tuple[tuple[int, bool], ...]:
        """Give (offset, telling) of every word that may evoke a frame; telling is False for those without company."""
        lower = text.lower()
        if len(lower) != len(text):  # a few letters change length: offsets would lie
            lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        found = [
            (start, end, self._words[which])
            for which, start, end in self._find.find_matches_as_indexes(lower)
            if not lower[start - 1 : start].isalnum() and not lower[end : end + 1].isalnum()
        ]
        out = []
        for k, (start, end, word) in enumerate(found):
            soon = set(lower[end : end + SOON].split()[:3])
            needs = [n for n in self._needs.get(word, ()) if not n.particle or n.particle in soon]
            if word in self._appeals and lower[end : end + 4] in {" for", " to "}:
                continue
            if needs:
                near = {w for s, _, w in found[max(0, k - 9) : k + 10] if s != start and abs(s - start) <= NEAR}
                before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
                out.append((start, any(self._met(n, near, before, after) for n in needs)))
        return tuple(out)

    def _met(self, need: Need, near: Set[str], before: str, after: str) -> bool:
        if need.words:
            return bool(near & need.words)
        soon = after[:SOON]
        if need.company == "place":
            if soon.lower().startswith(" here"):
                return True
            found = (m for m in self._gazetteer.match(soon) if any(r.type in PLACES for r in m.readings))
            return any(GOAL.search(soon[: m.start]) for m in found)
        if need.company == "person":
            return bool(set(WORD.findall(soon.lower())) & self._bodies) or "person" in self._types(soon)
        return not need.company or bool(near & self._bodies) or _are_parties(self._types(before, after))

    def _types(self, *texts: str) -> list[str]:
        return [match.type for text in texts for match in self._gazetteer.match(text)]

    def _is_alien(self, text: str) -> bool:
        """Tell whether an article is about sport, courts or trade, whatever its words say."""
        sentences = [s for s in SENTENCE.split(text) if s]
        return sum(bool(self._alien.search(s)) for s in sentences) > ALIEN_SHARE * len(sentences)

    def passages(self, article: Article) -> tuple[Passage, ...]:
        """Give the paragraphs of an article with the offsets of their triggers; () where no telling one is in it."""
        found = self.triggers(article.text)
        if not any(telling for _, telling in found) or self._is_alien(article.text):
            return ()
        passages = []
        for start, text in paragraphs(article.text):
            inside = tuple((at - start, telling) for at, telling in found if start <= at < start + len(text))
            passages.append(Passage(start, text, inside))
        return tuple(passages)


def _are_parties(types: Sequence[str]) -> bool:
    """Tell whether names near by can be the parties: a known person, two states, or a state and a body."""
    states = sum(t in STATES for t in types)
    return "person" in types or states > 1 or (states > 0 and "organization" in types)


def _triggers(ontology: Ontology) -> Iterator[tuple[str, bool, str, frozenset[str]]]:
    """Give (lemma, whether it is a noun, company it needs, words it needs) of everything that evokes a frame."""
    weak, travelled = ontology.words("weak_triggers"), ontology.words("travelled_types")
    marked: Mapping[str, list[str]] = ontology.grammar["marked_nouns"]
    for entry in ontology.entries:
        for lemma in entry.objects:
            yield lemma, True, "", frozenset(marked.get(lemma, entry.verbs))
        for lemma in entry.nouns:
            yield lemma, True, "somebody" if lemma in weak else "", frozenset(marked.get(lemma, ()))
        for lemma in () if entry.objects else entry.purpose or entry.verbs:
            company = "place" if entry.type in travelled else "somebody"
            if all(n.endswith(" person") for n in entry.needs) or any(n.startswith("object ") for n in entry.also):
                company = "person"
            yield lemma, False, company if lemma.split()[0] in weak else "", frozenset()


def forms(word: str, noun: bool = False) -> set[str]:
    """Give the ways in which a verb, or a noun, may be inflected; a few that no word has do no harm.

    >>> sorted(forms("ban"))
    ['ban', 'banned', 'banning', 'bans']
    """
    stem = word[:-1] if word.endswith("e") else word
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    out = {word, plural, stem + "ed", stem + "ing"}
    if noun:
        return {word, word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else plural}
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
    match = DATELINE.match(paragraph) or NEWSROOM.match(paragraph)
    if match is None:
        return None
    return Dateline(match["place"].strip(), match["agency"] or "", match.end())
