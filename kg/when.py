"""When: which date of a sentence belongs to an event, and on which side of the day of publication it lies.

The words that an event's date can hang on are its sites: the event, what is done with it, participles of schedule below it
("talks scheduled for"), what it is part of ("at a weekend summit"), and the clauses above as long as they happen when
it does. A date of saying or deciding is none of the event's, nor is one inside another noun ("the 2015 deal").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from spacy.tokens import Doc, Token

from kg import syntax
from kg.clause import Mood, has_subject, is_finite, is_past, is_verbal, marks
from kg.dates import Dates, Direction, Expression
from kg.frame import Frame
from kg.model import Period, Status
from kg.ontology import Ontology
from kg.status import Judge

AHEAD = {Status.PLANNED, Status.PROPOSED, Status.THREATENED, Status.POSSIBLE}
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


class When:
    """Dates events. Built once from the ontology and the judge of status."""

    def __init__(self, ontology: Ontology, judge: Judge) -> None:
        self._dates, self._judge, self._words = Dates(ontology.dates), judge, ontology.words
        self._speech = frozenset(ontology.grammar["speech"]["verbs"])
        travelled = self._words("travelled_types")
        self._visits = frozenset(n for e in ontology.entries if e.type in travelled for n in e.nouns)
        self._events = frozenset(
            n for e in ontology.entries if e.type not in self._words("anaphoric_types") for n in e.nouns
        )

    def expressions(self, doc: Doc) -> tuple[Dated, ...]:
        """Give the time expressions of a parsed sentence, in order."""
        out = []
        for expression in self._dates.find(doc.text):
            span = doc.char_span(expression.start, expression.end, alignment_mode="expand")
            if span is not None:
                out.append(Dated(expression, span.root))
        return tuple(out)

    def length(self, frame: Frame) -> int | None:
        """Give the days that a sentence says an event lasts: "a three-day visit", "arrived for a three-day visit"."""
        doc = frame.event.doc
        for days, start, end in self._dates.lengths(doc.text):
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None and any(t.i == frame.event.i or self._carries(frame, t) for t in span):
                return days
        return None

    def _carries(self, frame: Frame, noun: Token) -> bool:
        verb = syntax.climb(noun)
        if not is_verbal(frame.anchor) or verb.i != frame.anchor.i or noun.lemma_.lower() not in self._events:
            return False
        between = [noun, *noun.ancestors]
        before = any(t.lower_ in self._words("temporal") for t in between[: between.index(verb)])
        return not before  # "arrived after a two-day trip" elsewhere

    def readings(
        self, doc: Doc, published: date | None, before: date | None = None
    ) -> list[tuple[Expression, Period | None]]:
        """Give the time expressions of a sentence with the periods that their own clauses give them.

        Args:
            doc: the parsed sentence.
            published: the day they count from.
            before: the day that the text named last before this sentence.
        """
        out: list[tuple[Expression, Period | None]] = []
        for dated in self.expressions(doc):
            period = self._dates.resolve(dated.expression, published, self._side(dated.root), before)
            out.append((dated.expression, period))
            if period is not None and period.granularity == "day":
                before = period.first
        return out

    def last_day(self, docs: Sequence[Doc], published: date | None) -> date | None:
        """Give the last day named in some sentences, None where none is."""
        for doc in reversed(docs):
            days = [p.first for _, p in self.readings(doc, published) if p is not None and p.granularity == "day"]
            if days:
                return days[-1]
        return None

    def __call__(
        self, frame: Frame, status: Status, dated: Sequence[Dated], published: date | None, earlier: Sequence[Doc]
    ) -> Period | None:
        """Give the period of an event, None where its sentence does not say.

        Args:
            frame: the event.
            status: its standing.
            dated: the time expressions of its sentence.
            published: the day they count from.
            earlier: the sentences just before, for "the same day".
        """
        best: tuple[int, Period] | None = None
        sites = self._sites(frame, status) if dated else {}
        direction = self.direction(frame.anchor, status)
        for one in dated:
            rank = self._rank(one, frame, sites)
            if rank is None or (best is not None and rank >= best[0]):
                continue
            before = self._before(one, dated, published, earlier) if one.expression.form == "anchored" else None
            told = syntax.climb(one.root)
            own = told.dep_ == "relcl" and is_finite(told)  # "the visit which he made on Monday" has a tense of its own
            side = self._side(one.root) if own and told.i != frame.anchor.i else direction
            period = self._dates.resolve(one.expression, published, side, before)
            if period is not None:
                best = rank, period
        return self._until(frame, best[1], direction, dated, published) if best else None

    def _until(
        self, frame: Frame, start: Period, direction: Direction, dated: Sequence[Dated], published: date | None
    ) -> Period:
        """ "Arrived on Monday and will leave on Wednesday", "begins on May 3 and ends on May 5": both ends are told."""
        if start.granularity != "day" or (
            is_past(frame.anchor) and frame.anchor.lemma_.lower() in self._words("leaving")
        ):
            return start
        verbs = {frame.anchor.i, syntax.climb(frame.anchor).i}
        ends = {
            c.i for t in frame.anchor.doc if t.i in verbs for c in t.children if c.dep_ == "conj" and self._leaves(c)
        }
        for one in dated:
            if syntax.climb(one.root).i in ends and one.root.dep_ in {"pobj", "npadvmod"}:
                end = self._dates.resolve(one.expression, published, self._side(one.root))
                if end is not None and end.granularity == "day" and end.first > start.first:
                    return Period(start.start, end.end)
        return start

    def _leaves(self, verb: Token) -> bool:
        return verb.lemma_.lower() in self._words("leaving")

    def within(self, frame: Frame) -> str:
        """Give the type of event that this one is said to be part of, "" for none: "during the visit", "while in Lebanon"."""
        verb = frame.anchor if is_verbal(frame.anchor) else syntax.climb(frame.anchor)
        while verb.dep_ == "xcomp" and is_verbal(verb.head):
            verb = verb.head
            if any(self._names_visit(c) for c in verb.children):
                return "Visit"
        own = frame.anchor if is_verbal(frame.anchor) else syntax.climb(frame.anchor)
        return "Visit" if any(self._names_visit(c) for c in own.children) else ""

    def _names_visit(self, adjunct: Token) -> bool:
        if adjunct.lower_ == "during":
            return any(t.lemma_.lower() in self._visits for t in syntax.objects_of(adjunct))
        return adjunct.dep_ in {"advcl", "prep", "mark", "advmod"} and any(
            t.lower_ == "while" and t.i + 1 < len(t.doc) and t.nbor().lower_ == "in" for t in adjunct.subtree
        )

    def _before(
        self, one: Dated, dated: Sequence[Dated], published: date | None, earlier: Sequence[Doc]
    ) -> date | None:
        inside = [d for d in dated if d.expression.start < one.expression.start]
        for other in reversed(inside):
            period = self._dates.resolve(other.expression, published, self._side(other.root))
            if period is not None and period.granularity == "day":
                return period.first
        return self.last_day(earlier, published)

    # ---- direction
    def _side(self, root: Token) -> Direction:
        """Give the direction of the clause that a word stands in."""
        verb = root if is_verbal(root) else syntax.climb(root)
        if not is_verbal(verb):
            return Direction.NEAR
        if root.dep_ == "pobj" and root.head.head.i == verb.i and root.head.lower_ in self._words("appointing"):
            name = self._judge.class_of_verb(verb)
            if name in {"planned", "cancelled"}:
                return Direction.FUTURE  # "was scheduled FOR Wednesday", "was put off UNTIL May"
        return self.direction(verb, self._judge(verb, verb, "").status)

    def direction(self, anchor: Token, status: Status) -> Direction:
        """Give the direction in which the date of an event lies, from its status and the tense of its clause."""
        nominal = not is_verbal(anchor)
        verb = _tensed(anchor)
        if verb is None:
            return Direction.FUTURE if status in AHEAD else Direction.NEAR
        if status in AHEAD:
            was_due = (is_past(verb) and verb.lemma_ == "be") or (syntax.is_passive(verb) and is_past(verb))
            return Direction.DUE if was_due else Direction.FUTURE
        if status is Status.CANCELLED:
            return Direction.DUE
        if self._judge.clauses.mood(verb) in {Mood.FUTURE, Mood.CONDITIONAL, Mood.POSSIBLE}:
            return Direction.FUTURE
        if is_past(verb):
            return Direction.PAST
        return Direction.NEAR if nominal else Direction.DUE

    # ---- sites
    def _sites(self, frame: Frame, status: Status) -> Mapping[int, Site]:
        sites = {frame.event.i: Site(0), frame.anchor.i: Site(0)}
        for token, site in (*self._below(frame), *self._above(frame, status)):
            sites.setdefault(token.i, site)
        return sites

    def _below(self, frame: Frame) -> Iterator[tuple[Token, Site]]:
        """Participles of schedule, and events that this one is part of."""
        standing = frame.entry.type in self._words("anaphoric_types")
        if not standing and not is_verbal(frame.event):
            yield from ((t, Site(1)) for t in self._participles(frame.event))
        if standing and frame.anchor.i == frame.event.i:
            return
        for head in dict.fromkeys((frame.event, frame.anchor)):
            for noun in self._larger(head):
                yield noun, Site(4)
                yield from ((t, Site(5)) for t in self._participles(noun))

    def _participles(self, noun: Token) -> Iterator[Token]:
        for child in noun.children:
            if child.dep_ == "relcl" and child.lemma_.lower() in self._judge.lights and _takes_up(child):
                yield child
            elif child.dep_ in {"acl", "relcl"} and (
                syntax.is_passive(child) or child.lemma_.lower() in self._words("happening") or child.tag_ == "VBN"
            ):
                yield child
                yield from (c for c in child.children if c.dep_ == "xcomp")
            elif child.dep_ in {"amod", "acl"} and self._judge.class_of_adjective(child) == "planned":
                yield child
            elif child.dep_ == "prep":  # "the summit of the Forum on Africa slated for May": hung on the nearest noun
                for inner in syntax.objects_of(child):
                    yield from (t for t in self._participles(inner) if self._judge.class_of_adjective(t) == "planned")

    def _larger(self, head: Token) -> Iterator[Token]:
        """ "Met X at a SUMMIT", "on the sidelines of a FORUM", "during a VISIT"."""
        for preposition in head.children:
            if preposition.dep_ == "prep" and preposition.lower_ in self._words("same_time"):
                for noun in syntax.objects_of(preposition):
                    if noun.lemma_.lower() in self._events:
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
                if noun.lemma_.lower() in self._events:
                    yield noun
                    yield from self._participles(noun)

    def _parts(self, at: Token, head: Token, frame: Frame, status: Status) -> bool:
        """Tell whether what a word hangs on happens at a time of its own."""
        dep = at.dep_
        if dep in {"ccomp", "relcl", "parataxis", "csubj", "dep", "intj"} or (dep == "amod" and is_verbal(at)):
            return True
        if dep == "advcl" and is_verbal(head):
            if syntax.is_infinitive(at):
                return self._begins(head) and frame.entry.type not in self._words("travelled_types")
            return is_finite(at) or bool(marks(at) - {"when", "while"}) or self._later(head, status)
        if dep == "acl" and is_verbal(at) and is_finite(at):
            return True
        if dep in {"pobj", "pcomp"}:
            return self._apart(at, head, frame, status)
        if is_verbal(head) and dep != "prep":
            return self._decides(head) and not (dep == "conj" and is_verbal(at))
        return False

    def _apart(self, at: Token, preposition: Token, frame: Frame, status: Status) -> bool:
        word = preposition.lower_
        if at.dep_ == "pcomp" and word == "by":
            return self._later(preposition.head, status)
        if word not in self._words("same_time") or (at.dep_ == "pcomp" and word == "for"):
            return True
        if frame.entry.type in self._words("anaphoric_types") and not is_verbal(frame.anchor):
            return True
        return (
            word in {"for", "to"}
            and frame.entry.type not in self._words("travelled_types")
            and self._begins(preposition.head)
        )

    def _begins(self, verb: Token) -> bool:
        """Tell whether a verb has begun a stay of which the rest is to come: "arrived on Monday for talks"."""
        lemma = verb.lemma_.lower()
        coming = self._words("motion") | self._words("arrival") - self._words("completing")
        return lemma in coming and self._judge.clauses.mood(verb) not in {Mood.FUTURE, Mood.CONDITIONAL}

    def _later(self, verb: Token, status: Status) -> bool:
        """ "Accepting the invitation, he WILL travel in June": the clause beside it is of another time."""
        return status not in AHEAD and self._judge.clauses.mood(verb) in {Mood.FUTURE, Mood.CONDITIONAL}

    def _decides(self, verb: Token) -> bool:
        """Tell whether the day of a predicate is that of saying or deciding, not of what is said or decided."""
        lemma = verb.lemma_.lower()
        name = self._judge.class_of_verb(verb)
        if lemma in self._words("decisions") or (lemma in self._speech and name != "possible"):
            return True
        return name in {"denied", "cancelled"}

    # ---- from a date to a site
    def _rank(self, one: Dated, frame: Frame, sites: Mapping[int, Site]) -> int | None:
        """Give how far a date is from an event, None where it is of something else."""
        at = root = _hung(one)
        preposition = root if root.dep_ == "prep" else root.head
        if preposition.lower_ in self._words("not_at"):
            return None
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

    def _closed(self, token: Token) -> bool:
        """Tell whether a word opens a clause of its own; a participle that only describes does not: "states BORDERING it"."""
        if token.dep_ == "acl" and token.lemma_.lower() in self._words("describing"):
            return False
        return is_verbal(token) or token.dep_ in {"relcl", "acl"}

    def _inside(self, token: Token, one: Dated, sites: Mapping[int, Site]) -> bool:
        """Tell whether a date belongs to a noun that is not the event: "the 2015 deal", "the July elections"."""
        noun = token.head
        if token.dep_ not in MODIFIERS or noun.i in sites or _modifies(noun, sites):
            return False
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


def _tensed(token: Token) -> Token | None:
    """Give the nearest verb with a tense at or above a word."""
    at = token
    for _ in range(12):
        if is_verbal(at) and (
            at.tag_ in {"VBD", "VBZ", "VBP", "MD"}
            or any(c.dep_ in {"aux", "auxpass"} and c.tag_ in {"VBD", "VBZ", "VBP", "MD"} for c in at.children)
        ):
            return at
        if at.head.i == at.i:
            return None
        at = at.head
    return None
