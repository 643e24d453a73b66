"""Frame: the lexicon interpreted over a parsed sentence gives event frames with filled slots.

A frame entry names the words that evoke an event and the grammatical slots that fill its roles; this module knows what
a slot is ("subject", "object.from", "support.subject") and finds its tokens. It knows no word of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg import syntax
from kg.ontology import FrameEntry, Ontology
from kg.slots import Fits, Slots, reached

GOALS = {"in", "at", "to", "into"}


@dataclass(frozen=True, slots=True)
class Frame:
    """An event told by some words of a sentence.

    `anchor` is the token whose syntax gives status and date, `event` the word that names the event; they differ in
    "accepted an invitation". `slots` gives, for each role, the tokens that fill it, in order.
    """

    entry: FrameEntry
    anchor: Token
    event: Token
    slots: Mapping[str, tuple[Token, ...]]
    kind: str


class Framer:
    """Finds frames in sentences. Built once from the lexicon."""

    def __init__(self, ontology: Ontology) -> None:
        self._verbs: dict[str, list[FrameEntry]] = {}  # by the first word of what evokes them
        for entry in ontology.entries:
            for word in sorted({v.split()[0] for v in entry.verbs if not entry.objects}):
                self._verbs.setdefault(word, []).append(entry)
        self._composites = [e for e in ontology.entries if e.verbs and e.objects]
        self._noun_entries = [e for e in ontology.entries if e.nouns]
        self._nouns = {n for e in ontology.entries for n in (*e.nouns, *e.objects)}
        self._slots = Slots(ontology)
        self._nominal: Mapping[str, str] = ontology.grammar["nominalisations"]
        self._before = frozenset(ontology.grammar["not_events"]["before"])
        self._foreign: Mapping[str, list[str]] = ontology.grammar["foreign_nouns"]
        self._marked: Mapping[str, list[str]] = ontology.grammar["marked_nouns"]
        self._appeals = ontology.words("appeals")
        self._it = ontology.words("it")
        self._own_sittings = ontology.words("own_sittings")

    def __call__(self, tokens: Sequence[Token], fits: Fits) -> tuple[Frame, ...]:
        """Give the frames of a sentence, in text order.

        Args:
            tokens: the sentence.
            fits: tells whether a token denotes something of a kind ("actor", "person", "place", "plural", ...).
        """
        return tuple(f for t in tokens for f in self._at(t, fits))

    def _at(self, token: Token, fits: Fits) -> Iterator[Frame]:
        lemma = token.lemma_.lower()
        noun = lemma in self._nouns and token.pos_ in {"NOUN", "PROPN"}
        verb = lemma in self._verbs and (
            syntax.is_verb(token) or token.tag_.startswith("VB") or token.dep_ == "acomp"  # "is DUE in Oslo"
        )
        if not (noun or verb) or fits(token, "somebody"):
            return
        if noun and not self._other_sense(token):
            yield from self._of_noun(token, fits)
        elif verb:
            yield from self._of_verb(token, fits)

    def _other_sense(self, noun: Token) -> bool:
        """Tell whether its company makes a noun no event of ours: "cabinet meeting", "a session of the parliament"."""
        lemma = noun.lemma_.lower()
        if lemma in self._appeals and _asks(noun):
            return True
        if lemma in self._marked or lemma in self._foreign:
            phrase = {t.lemma_.lower() for t in noun.subtree}
            if not phrase & set(self._marked.get(lemma, phrase)) or phrase & set(self._foreign.get(lemma, ())):
                return True
        return any(
            m.lemma_.lower() in self._before or m.lower_ in self._before
            for m in noun.children
            if m.i < noun.i and m.dep_ in {"compound", "amod", "nmod", "poss"} and not _is_counted(m)
        ) or any(p == "of" and t.lemma_.lower() in self._own_sittings for p, t in syntax.prepositions(noun))

    # ---- verbs
    def _of_verb(self, verb: Token, fits: Fits) -> Iterator[Frame]:
        yield from self._first_of_type(
            ((e, verb) for e in self._verbs[verb.lemma_.lower()] if self._says(verb, e)), verb, fits
        )

    def _says(self, verb: Token, entry: FrameEntry) -> bool:
        lemma = verb.lemma_.lower()
        return lemma in entry.verbs or any(
            f"{lemma} {c.lower_}" in entry.verbs
            for c in verb.children
            if c.dep_ in {"prt", "advmod", "prep"} or (c.dep_ == "dobj" and c.lower_ in {"part", "place"})
        )

    # ---- nouns
    def _of_noun(self, noun: Token, fits: Fits) -> Iterator[Frame]:
        """Give what a noun and the words that govern it evoke, the closest way of telling each type."""
        lemma = noun.lemma_.lower()
        found = (
            *((e, verb) for verb in self._governors(noun) for e in self._composites if lemma in e.objects and self._nominal_says(verb, e)),
            *((e, noun) for e in self._noun_entries if lemma in e.nouns),
        )  # fmt: skip
        yield from self._first_of_type(found, noun, fits)

    def _first_of_type(self, found: Iterable[tuple[FrameEntry, Token]], event: Token, fits: Fits) -> Iterator[Frame]:
        told: dict[str, Frame] = {}
        for entry, anchor in found:
            first = told.get(entry.type)
            frame = self._fill(entry, anchor, event, fits) if first is None or _another(first, entry, anchor) else None
            if frame is not None:
                told[entry.type] = frame
                yield frame

    def _nominal_says(self, word: Token, entry: FrameEntry) -> bool:
        if syntax.is_verb(word) or word.tag_.startswith("VB"):
            return self._says(word, entry)
        return self._verb_of(word) in entry.verbs

    def _verb_of(self, noun: Token) -> str:
        lemma = noun.lemma_.lower()
        return self._nominal.get(lemma, lemma)

    def _governors(self, noun: Token) -> Iterator[Token]:
        """Words that say what is done to a noun: "lift sanctions", "lifting of sanctions", "sanctions imposed by"."""
        top = self._slots.heads(noun)[-1]
        while top.dep_ == "conj" and top.head.pos_ in {"NOUN", "PROPN"}:
            top = top.head
        if top.dep_ in {"dobj", "nsubjpass"} or (top.dep_ == "pobj" and top.head.dep_ == "agent"):
            yield top.head if top.dep_ != "pobj" else top.head.head
        if (
            top.dep_ == "pobj"
            and top.head.lower_ in {"of", "to", "from"}
            and self._nominal.get(top.head.head.lemma_.lower())
        ):
            yield top.head.head
        if top.dep_ == "pobj" and syntax.is_verb(top.head.head):
            yield from _meant_for(top)
            yield top.head.head
        if top.dep_ in {"compound", "nmod"} and self._nominal.get(top.head.lemma_.lower()):
            yield top.head
        if top.dep_ == "nsubj" and top.head.pos_ == "VERB":
            yield top.head
        for child in (*top.children, *noun.children):
            if (
                child.dep_ in {"acl", "relcl"}
                and child.pos_ == "VERB"
                and (syntax.is_passive(child) or child.dep_ == "relcl")
            ):
                yield child
            if child.dep_ == "amod" and child.tag_ == "VBN":
                yield child

    # ---- slots
    def slot(self, name: str, frame: Frame, fits: Fits) -> list[Token]:
        """Give the tokens of a slot of a frame that its entry does not fill a role with, those of the kind it names."""
        slot, kind = _slot_and_kind(name)
        found = self._slots.find(slot, frame.anchor, frame.event, frame.entry, fits)
        return [t for t in found if not kind or fits(t, kind)]

    def _fill(self, entry: FrameEntry, anchor: Token, event: Token, fits: Fits) -> Frame | None:
        if self._barred(entry, anchor, event, fits) or not all(
            self._has(needs, entry, anchor, event, fits) for needs in (entry.needs, entry.also)
        ):
            return None
        slots: dict[str, tuple[Token, ...]] = {}
        enough = 2 if len(entry.roles) == 1 else 1
        for role, names in entry.roles.items():
            found: list[Token] = []
            for name in names:
                known = sum(fits(t, "actor") or fits(t, "place") for t in found)
                if (name.startswith("else ") and known >= enough) or (name.startswith("besides ") and not known):
                    continue
                slot, kind = _slot_and_kind(name.removeprefix("else ").removeprefix("besides "))
                for token in self._slots.find(slot, anchor, event, entry, fits):
                    if token not in found and (not kind or fits(token, kind)):
                        found.append(token)
            slots[role] = tuple(found)
        kind = entry.nouns.get(event.lemma_.lower(), "") or entry.kind
        return Frame(entry, anchor, event, slots, kind)

    def _has(self, needs: Sequence[str], entry: FrameEntry, anchor: Token, event: Token, fits: Fits) -> bool:
        """Tell whether one of the slots is filled as it has to be: "object", "to place", "plural subject"."""
        for need in needs:
            if need.startswith("plural "):
                tokens = self._slots.find(need.removeprefix("plural "), anchor, event, entry, fits)
                if len(tokens) > 1 or any(fits(t, "plural") for t in tokens):
                    return True
                continue
            slot, kind = _slot_and_kind(need)
            if any(fits(t, kind or "actor") for t in self._slots.find(slot, anchor, event, entry, fits)):
                return True
        return not needs

    def _barred(self, entry: FrameEntry, anchor: Token, event: Token, fits: Fits) -> bool:
        """Tell whether a complement or a modifier gives the words another sense: "call on X TO DO", "negotiate A DEAL"."""
        if ("infinitive" in entry.never or entry.purpose) and self._has_other_clause(entry, anchor, event):
            return True
        if entry.marked or entry.unmarked:
            marks = {m.lemma_.lower() for h in self._slots.heads(event) for m in syntax.modifiers(h)}
            if (entry.marked and not marks & entry.marked) or marks & entry.unmarked:
                return True
        if entry.answers and any(
            c.dep_ in {"ccomp", "xcomp"} or (c.dep_ == "dobj" and c.lower_ not in self._it) for c in anchor.children
        ):
            return True
        if "thing" in entry.never and any(c.dep_ == "dobj" and not fits(c, "place") for c in anchor.children):
            return True
        if "clause" in entry.never and anchor.dep_ == "advcl":
            return True
        if "goal" in entry.never and any(
            p in GOALS and (fits(t, "place") or t.pos_ == "PROPN") for p, t in syntax.prepositions(anchor)
        ):
            return True
        if "passive" in entry.never and syntax.is_passive(anchor):
            return True
        barring = {"object": {"dobj"}, "predicate": {"oprd", "attr", "acomp"}}
        return any(c.dep_ in barring.get(name, ()) for name in entry.never for c in anchor.children)

    def _has_other_clause(self, entry: FrameEntry, anchor: Token, event: Token) -> bool:
        """Tell whether the verb has a clause that it must not have, or lacks the one that it must have."""
        clauses = [
            c
            for c in anchor.subtree
            if (c.head.i == anchor.i or c.head.head.i == anchor.i) and c.dep_ in {"xcomp", "ccomp", "advcl"}
        ]
        if "infinitive" in entry.never and any(syntax.is_infinitive(c) for c in clauses):
            return True
        meant = [*clauses, *(c for c in event.children if c.dep_ == "acl" and entry.objects)]
        return bool(entry.purpose) and not any(
            c.lemma_.lower() in entry.purpose or self._takes_part(c, entry) for c in meant
        )

    def _takes_part(self, verb: Token, entry: FrameEntry) -> bool:
        return bool(
            {f"{verb.lemma_.lower()} {c.lower_}" for c in verb.children if c.dep_ in {"dobj", "prt"}} & entry.purpose
        )


def _another(first: Frame, entry: FrameEntry, anchor: Token) -> bool:
    """Tell whether a clause below a noun tells what was done before: "lifted the sanctions THEY IMPOSED in May"."""
    below = anchor.dep_ == "relcl" and first.event.is_ancestor(anchor) and not syntax.is_passive(anchor)
    return below and first.anchor.i != anchor.i and first.anchor.dep_ != "relcl" and entry.action != first.entry.action


def _meant_for(noun: Token) -> Iterator[Token]:
    """What is to be done to a thing: "called for all sanctions to be REMOVED"."""
    if noun.head.lower_ == "for":
        clauses = (c for c in noun.head.head.children if c.i > noun.i and c.dep_ in {"advcl", "xcomp", "ccomp"})
        yield from (c for c in clauses if syntax.is_infinitive(c) and syntax.is_passive(c))


def _asks(noun: Token) -> bool:
    """Tell whether a noun asks for something: "a call for talks", "a call to release them"."""
    after = [t.lower_ for t in noun.doc[noun.i + 1 : noun.i + 2]]
    return (
        after == ["to"] and noun.doc[noun.i + 2 : noun.i + 3].text != "" and noun.doc[noun.i + 2].tag_ == "VB"
    ) or after == ["for"]


def _is_counted(word: Token) -> bool:
    """Tell whether a word is the second half of a compound: the "party" of "six-party talks"."""
    return word.i > 1 and word.nbor(-1).text == "-"


def _slot_and_kind(name: str) -> tuple[str, str]:
    """Split "object place" into the slot and the kind it has to hold; "via with.object" is a slot."""
    words = name.split(" ")
    cut = 2 if words[0] == "via" else 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def _beside(noun: Token) -> list[Token]:
    """Who else takes part in the clause of a noun: "PUTIN met the visiting president"."""
    verb = syntax.climb(noun)
    if verb.i == noun.i:
        return []
    around = [
        *syntax.surface_subjects(verb),
        *syntax.deep_objects(verb),
        *(t for p, t in reached(verb) if p in {"with", "by"}),
    ]
    return [t for t in around if t.i != noun.i and not noun.is_ancestor(t)]
