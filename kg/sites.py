"""Sites: the words of a sentence that the date of an event can hang on.

They are the event, what is done with it, participles of schedule below it ("talks scheduled for"), what it is part of
("at a weekend summit"), and the clauses above as long as they happen when it does. A date of saying or deciding is none
of the event's, nor is one inside another noun ("the 2015 deal").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from kg import syntax
from kg.clause import Clauses, Mood, has_subject, is_finite, is_past, is_perfect, is_verbal, marks
from kg.dates import Expression
from kg.frame import Frame
from kg.layers import OPEN
from kg.model import Status
from kg.ontology import Ontology
from kg.predicates import Predicates

MODIFIERS = {"nummod", "compound", "amod", "poss", "nmod", "npadvmod"}
STEPS = 8


@dataclass(frozen=True, slots=True)
class Dated:
    """A time expression with the word at its head."""

    expression: Expression
    root: Token


@dataclass(frozen=True, slots=True)
class Site:
    """A word that an event's date can hang on: how far from the event, and whether only what opens the sentence counts."""

    rank: int
    opening: bool = False


class Sites:
    """Finds the sites of events, and how far a date is from one. Built once."""

    def __init__(self, ontology: Ontology, predicates: Predicates, clauses: Clauses) -> None:
        self._predicates, self._clauses, self._words = predicates, clauses, ontology.words
        self._speech = frozenset(ontology.grammar["speech"]["verbs"])
        self._spanning = ontology.words("happening") | ontology.words("leaving")
        self._coercive: Mapping[str, list[str]] = ontology.grammar["coercive"]
        self.events = frozenset(
            n for e in ontology.entries if e.type not in self._words("anaphoric_types") for n in e.nouns
        )

    def of(self, frame: Frame, status: Status) -> Mapping[int, Site]:
        """Give the sites of an event by the index of their word."""
        sites = {frame.event.i: Site(0), frame.anchor.i: Site(0)}
        for token, site in (*self._below(frame), *self._above(frame, status)):
            sites.setdefault(token.i, site)
        return sites

    def _below(self, frame: Frame) -> Iterator[tuple[Token, Site]]:
        """Participles of schedule, and events that this one is part of."""
        standing = frame.entry.type in self._words("anaphoric_types")
        if not standing and not is_verbal(frame.event):
            yield from ((t, Site(1)) for t in self._participles(frame.event))
        yield from ((t, Site(2)) for t in syntax.climb(frame.event).subtree if self._starts(t, frame))
        if standing and not is_verbal(frame.event):
            return
        for head in dict.fromkeys((frame.event, frame.anchor)):
            for noun in self._larger(head, "settings" if standing else "same_time"):
                yield noun, Site(4)
                yield from ((t, Site(5)) for t in self._participles(noun))

    def _starts(self, token: Token, frame: Frame) -> bool:
        """ "Will pay a visit to Kenya STARTING on Monday", wherever the parser hung it."""
        return (
            token.tag_ == "VBG"
            and token.lemma_.lower() in self._words("beginning")
            and token.i > frame.event.i
            and token.dep_ in {"acl", "advcl", "prep"}
            and not any(c.dep_ in {"dobj", "nsubj"} for c in token.children)
        )

    def _participles(self, noun: Token) -> Iterator[Token]:
        for child in noun.children:
            if child.dep_ == "relcl" and child.lemma_.lower() in self._predicates.lights and _takes_up(child):
                yield child
            elif child.dep_ in {"acl", "relcl"} and (
                syntax.is_passive(child) or child.lemma_.lower() in self._spanning or child.tag_ == "VBN"
            ):
                yield child
                yield from (c for c in child.children if c.dep_ == "xcomp")
            elif child.dep_ in {"amod", "acl"} and self._predicates.class_of_adjective(child) == "planned":
                yield child
            elif child.dep_ == "prep":  # "the summit of the Forum on Africa slated for May": hung on the nearest noun
                for inner in syntax.objects_of(child):
                    yield from (
                        t for t in self._participles(inner) if self._predicates.class_of_adjective(t) == "planned"
                    )

    def _larger(self, head: Token, prepositions: str = "same_time") -> Iterator[Token]:
        """ "Met X at a SUMMIT", "on the sidelines of a FORUM", "during a VISIT"."""
        for preposition in head.children:
            if preposition.dep_ == "prep" and preposition.lower_ in self._words(prepositions):
                for noun in syntax.objects_of(preposition):
                    if noun.lemma_.lower() in self.events:
                        yield noun
                    elif noun.lemma_.lower() in self._words("venues"):
                        yield from self._larger(noun)

    def _above(self, frame: Frame, status: Status) -> Iterator[tuple[Token, Site]]:
        at, opening = frame.anchor, False
        for step in range(1, STEPS):
            head = at.head
            if head.i == at.i or self._parts(at, head, frame, status):
                return
            if at.dep_ == "conj" and is_verbal(at) and is_verbal(head):
                if has_subject(at):
                    return
                opening = True
            yield head, Site(step + 1, opening)
            if not opening:
                yield from ((t, Site(step + 2)) for t in self._beside(head, frame))
            at = head

    def _beside(self, head: Token, frame: Frame) -> Iterator[Token]:
        """Words of the clause above that a date of it may have been hung on: "is DUE Friday to meet", "paid a VISIT Friday"."""
        yield from (c for c in head.children if c.dep_ == "acomp")
        if is_verbal(head) and frame.entry.type not in self._words("anaphoric_types"):
            for noun in (*(c for c in head.children if c.dep_ == "dobj"), *self._larger(head)):
                if noun.lemma_.lower() in self.events:
                    yield noun
                    yield from self._participles(noun)

    def _parts(self, at: Token, head: Token, frame: Frame, status: Status) -> bool:
        """Tell whether what a word hangs on happens at a time of its own."""
        dep = at.dep_
        if self._is_measure_taken(at, head, frame, status):
            return False
        if dep in {"ccomp", "relcl", "parataxis", "csubj", "dep", "intj", "amod"}:
            return True
        if dep == "advcl" and is_verbal(head):
            if syntax.is_infinitive(at):
                return self._begins(head) and frame.entry.type not in self._words("travelled_types")
            return is_finite(at) or bool(marks(at) - {"when", "while"}) or self._later(head, status)
        if dep == "acl" and is_verbal(at) and is_finite(at):
            return True
        if dep in {"pobj", "pcomp"}:
            return self._apart(at, head, frame, status)
        if is_verbal(head) and dep != "prep" and not (dep == "conj" and is_verbal(at)):
            return self._decides(head) or (not is_verbal(at) and self._earlier(head, status))
        return False

    def _is_measure_taken(self, at: Token, head: Token, frame: Frame, status: Status) -> bool:
        """ "DECIDED on Monday to lift sanctions": deciding on a measure of one's own is taking it."""
        return (
            status is Status.OCCURRED
            and frame.entry.type in self._coercive
            and at.dep_ in {"xcomp", "ccomp"}
            and head.lemma_.lower() in self._words("deciding")
            and not is_past(at)
        )

    def _apart(self, at: Token, preposition: Token, frame: Frame, status: Status) -> bool:
        word, head = preposition.lower_, preposition.head
        travelled = frame.entry.type in self._words("travelled_types")
        if at.dep_ == "pcomp" and word == "by":
            return self._later(head, status)
        if word not in self._words("same_time") or (at.dep_ == "pcomp" and word not in self._words("settings")):
            return True
        if frame.entry.type in self._words("anaphoric_types") and not is_verbal(frame.anchor):
            return True
        if word in self._words("topics"):
            return not (travelled or at.lemma_.lower() in self._words("margins"))  # "commented ON the talks"
        if word not in self._words("purposes") or not is_verbal(head):
            return False
        if self._reacts(head, word):
            return True
        return not travelled and (self._begins(head) or self._earlier(head, status))

    def _reacts(self, verb: Token, preposition: str) -> bool:
        """Tell whether an event is what somebody asks for, objects to or is blamed for: that has a day of its own."""
        lemma = verb.lemma_.lower()
        asked = self._predicates.class_of("verbs", f"{lemma} {preposition}") == "proposed"
        return asked or self._decides(verb) or lemma in self._words("reacting") | self._words("topical")

    def _begins(self, verb: Token) -> bool:
        """Tell whether a verb has begun a stay of which the rest is to come: "arrived on Monday for talks"."""
        lemma = verb.lemma_.lower()
        coming = self._words("motion") | self._words("arrival") - self._words("completing")
        return lemma in coming and self._clauses.mood(verb) not in {Mood.FUTURE, Mood.CONDITIONAL}

    def _later(self, verb: Token, status: Status) -> bool:
        """ "Accepting the invitation, he WILL travel in June": the clause beside it is of another time."""
        return status not in OPEN and self._clauses.mood(verb) in {Mood.FUTURE, Mood.CONDITIONAL}

    def _earlier(self, verb: Token, status: Status) -> bool:
        """ "The planned trip was thrown into doubt on Tuesday": what is done with an event to come has a day of its own."""
        lemma = verb.lemma_.lower()
        if status not in OPEN or not is_past(verb) or lemma in self._predicates.lights | self._words("happening"):
            return False
        return lemma != "be" and self._predicates.class_of_verb(verb) not in {"planned", "proposed"}

    def _decides(self, verb: Token) -> bool:
        """Tell whether the day of a predicate is that of saying or deciding, not of what is said or decided."""
        lemma = verb.lemma_.lower()
        name = self._predicates.class_of_verb(verb)
        if lemma in self._words("decisions") or (lemma in self._speech and name != "possible"):
            return True
        return name in {"denied", "cancelled"}

    # ---- from a date to a site
    def rank(self, one: Dated, frame: Frame, sites: Mapping[int, Site]) -> int | None:
        """Give how far a date is from an event, None where it is of something else."""
        at = root = _hung(one)
        preposition = root if root.dep_ == "prep" else root.head
        if preposition.lower_ in self._words("not_at"):
            return 2 * STEPS if self._in_force_since(preposition, frame) else None
        for step in range(STEPS):
            site = sites.get(at.i)
            if site is not None:
                if self._of_decision(at, root, frame):
                    site = sites.get(syntax.climb(at).i)
                if site is None or (site.opening and not _opens(root)):
                    return None
                return site.rank * 2 + step
            if at.head.i == at.i or (at.i != root.i and self._closed(at)) or self._inside(at, one, sites):
                return None
            at = at.head
        return None

    def _in_force_since(self, preposition: Token, frame: Frame) -> bool:
        """ "Has been under sanctions SINCE 2019": a measure in force was taken then; "the first since 2019" was not."""
        verb = syntax.climb(preposition)
        return (
            preposition.lower_ == "since"
            and frame.entry.type in self._coercive
            and is_perfect(verb)
            and frame.event in verb.subtree
            and not any(t.tag_ == "JJS" or t.lower_ == "first" for t in verb.subtree)
        )

    def _closed(self, token: Token) -> bool:
        """Tell whether a word opens a clause of its own; a participle that only describes does not: "states BORDERING it"."""
        if token.dep_ == "acl" and token.lemma_.lower() in self._words("describing"):
            return False
        return is_verbal(token) or token.dep_ in {"relcl", "acl"}

    def _inside(self, token: Token, one: Dated, sites: Mapping[int, Site]) -> bool:
        """Tell whether a date belongs to a noun that is not the event: "the 2015 deal", "the July elections"."""
        noun = token.head
        if token.dep_ not in MODIFIERS or noun.i in sites or _modifies(noun, sites) or noun.dep_ == "npadvmod":
            return False  # "three times this week" is a measure of the verb
        return noun.pos_ == "NOUN" or (noun.pos_ == "PROPN" and one.expression.form == "year")

    def _of_decision(self, at: Token, root: Token, frame: Frame) -> bool:
        """ "Proposed sanctions on banks on Thursday": a measure has no day of its own, its verb has."""
        return (
            frame.entry.type in self._words("anaphoric_types")
            and at.i == frame.event.i
            and frame.anchor.i == at.i
            and at.pos_ == "NOUN"
            and root.dep_ == "pobj"
            and is_verbal(syntax.climb(at))
        )


def _hung(one: Dated) -> Token:
    """Give the word at the head of a date; its preposition where the parser hung the date on a word further right."""
    root = one.root
    before = root.nbor(-1) if root.i > 0 else root
    if before.pos_ == "ADP" and root.dep_ in MODIFIERS and root.head.i > root.i + 1:
        return before
    return root


def _takes_up(verb: Token) -> bool:
    """Tell whether a relative clause says what was done with its noun: "the visit WHICH he made on Monday"."""
    return any(c.dep_ == "dobj" and (c.tag_ in syntax.RELATIVE or c.lower_ == "that") for c in verb.children)


def _modifies(noun: Token, sites: Mapping[int, Site]) -> bool:
    """Tell whether a noun stands before the event: "the May 3-4 LEADERS' summit"."""
    return noun.dep_ in {"compound", "poss", "nmod"} and noun.head.i in sites and sites[noun.head.i].rank == 0


def _opens(root: Token) -> bool:
    """Tell whether a date stands before every verb of its sentence: it counts for all coordinated ones."""
    return not any(is_verbal(t) for t in root.doc[: root.i])
