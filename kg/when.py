"""When: which date of a sentence belongs to an event, and on which side of the day of publication it lies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from spacy.tokens import Doc, Token

from kg import syntax
from kg.clause import Mood, is_finite, is_past, is_pluperfect, is_verbal
from kg.dates import Dates, Direction, Expression
from kg.frame import Frame
from kg.layers import OPEN
from kg.model import Period, Status
from kg.ontology import Ontology
from kg.sites import Dated, Sites
from kg.status import Judge


class When:
    """Dates events. Built once from the ontology and the judge of status."""

    def __init__(self, ontology: Ontology, judge: Judge) -> None:
        self._dates, self._judge, self._words = Dates(ontology.dates), judge, ontology.words
        self._travelled = self._words("travelled_types")
        self._nouns = {
            t: frozenset(n for e in ontology.entries if e.type == t for n in e.nouns) for t in ontology.types
        }
        self._sites = Sites(ontology, judge.predicates, judge.clauses)

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
        return next((days for days, after in self._lengths(frame) if not after), None)

    def _lengths(self, frame: Frame) -> Iterator[tuple[int, bool]]:
        """Give the lengths told of an event, and whether what lasted came before: "left AFTER a three-day visit"."""
        doc = frame.event.doc
        for days, start, end in self._dates.lengths(doc.text):
            span = doc.char_span(start, end, alignment_mode="expand")
            for noun in span if span is not None else ():
                stay = frame.entry.type in self._travelled and (self._carries(frame, noun) or self._stays(frame, noun))
                part = (
                    frame.entry.type not in self._travelled
                    and noun.dep_ == "pobj"
                    and noun.head.lower_ in self._words("settings")
                )  # "met at a two-day summit"
                if stay or (noun.i == frame.event.i and not part):
                    above = list(noun.ancestors)
                    path = above[: above.index(syntax.climb(noun))] if syntax.climb(noun) in above else above
                    yield days, any(t.lower_ in self._words("temporal") for t in path) and noun.i != frame.event.i

    def _carries(self, frame: Frame, noun: Token) -> bool:
        verb = syntax.climb(noun)
        return is_verbal(frame.anchor) and verb.i == frame.anchor.i and noun.lemma_.lower() in self._sites.events

    def _stays(self, frame: Frame, unit: Token) -> bool:
        """ "Visited Kyiv for two DAYS"."""
        return unit.dep_ == "pobj" and unit.head.lower_ == "for" and unit.head.head.i == frame.anchor.i

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
        """Give the last day named in some sentences, None where none is; a day of saying only where there is no other."""
        for doc in reversed(docs):
            roots = [d.root for d in self.expressions(doc)]
            days = [
                (syntax.climb(root).lemma_.lower() in self._judge.predicates.saying, p.first)
                for root, (_, p) in zip(roots, self.readings(doc, published))
                if p is not None and p.granularity == "day"
            ]
            if days:
                return next((day for said, day in reversed(days) if not said), days[-1][1])
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
        best: tuple[int, Period, Token] | None = None
        sites = self._sites.of(frame, status) if dated else {}
        direction = self.direction(frame.anchor, status)
        for one in dated:
            rank = self._sites.rank(one, frame, sites)
            if rank is None or (best is not None and rank >= best[0]):
                continue
            before = self._before(one, dated, published, earlier) if one.expression.form == "anchored" else None
            told = syntax.climb(one.root)
            # "The visit which he made on Monday", "the visit made on Monday" have a tense of their own.
            own = (told.dep_ == "relcl" and is_finite(told)) or self._is_done(told)
            side = self._side(one.root) if own and told.i != frame.anchor.i else direction
            period = self._dates.resolve(one.expression, published, side, before)
            if period is not None:
                best = rank, period, told
        if best is None:
            return None
        return self._back(frame, *best[1:]) or self._until(frame, best[1], direction, dated, published)

    def _back(self, frame: Frame, end: Period, told: Token) -> Period | None:
        """ "Left on Sunday after a three-day visit", "ended a three-day visit on Sunday": the day told is the last one."""
        noun, verb = frame.event, syntax.climb(frame.event)
        verb = frame.anchor if is_verbal(frame.anchor) else verb
        whole = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "of" else noun  # "two DAYS of talks"
        over = whole.dep_ in {"dobj", "nsubj", "nsubjpass"} and noun.i != verb.i
        days = next((days for days, after in self._lengths(frame) if after or over), None)
        if days is None or end.granularity != "day" or not (self._leaves(verb) or self._leaves(told)):
            return None
        return Period((end.first - timedelta(days - 1)).isoformat(), end.end)

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
        """Give the type of event that this one is said to be part of, "" for none: "during the visit", "while in Lebanon".

        What is part of a meeting is of another type: of two meetings the one told again is the same.
        """
        own = frame.anchor if is_verbal(frame.anchor) else syntax.climb(frame.anchor)
        verbs = [own]
        while verbs[-1].dep_ == "xcomp" and is_verbal(verbs[-1].head):
            verbs.append(verbs[-1].head)
        types = (self._whole(c) for verb in verbs for c in verb.children)
        return next((t for t in types if t and (t in self._travelled or t != frame.entry.type)), "")

    def _whole(self, adjunct: Token) -> str:
        if adjunct.lower_ == "during":
            clause = adjunct.head  # "a visit DURING WHICH he met"
            objects = (clause.head if t.tag_ in syntax.RELATIVE else t for t in syntax.objects_of(adjunct))
            nouns = {t.lemma_.lower() for t in objects}
            return next((t for t in (*self._travelled, *self._nouns) if nouns & self._nouns[t]), "")
        while_in = adjunct.dep_ in {"advcl", "prep", "mark", "advmod"} and any(
            t.lower_ == "while" and t.i + 1 < len(t.doc) and t.nbor().lower_ == "in" for t in adjunct.subtree
        )
        return next(iter(self._travelled)) if while_in else ""

    def _is_done(self, told: Token) -> bool:
        """Tell whether a word is a participle below a noun that tells what has been done, and sets no schedule."""
        if told.dep_ != "acl" or told.tag_ != "VBN" or syntax.is_infinitive(told):
            return False
        return self._judge.predicates.class_of_adjective(told) is None and not any(
            c.dep_ in {"aux", "auxpass"} for c in told.children
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
            name = self._judge.predicates.class_of_verb(verb)
            if name in {"planned", "cancelled"}:
                return Direction.FUTURE  # "was scheduled FOR Wednesday", "was put off UNTIL May"
        return self.direction(verb, self._judge(verb, verb, "").status)

    def direction(self, anchor: Token, status: Status) -> Direction:
        """Give the direction in which the date of an event lies, from its status and the tense of its clause."""
        if self._is_done(anchor):
            return Direction.PAST  # "the sanctions, announced on Monday, are": whatever the tense of the clause
        verb = _tensed(anchor)
        if verb is None:
            return Direction.FUTURE if status in OPEN else Direction.NEAR
        if status in OPEN:
            if is_pluperfect(verb):
                return Direction.PAST  # "had been expected on Tuesday"
            was_due = (is_past(verb) and verb.lemma_ == "be") or (syntax.is_passive(verb) and is_past(verb))
            return Direction.DUE if was_due else Direction.FUTURE
        if status is Status.CANCELLED:
            return Direction.DUE
        if self._judge.clauses.mood(verb) in {Mood.FUTURE, Mood.CONDITIONAL, Mood.POSSIBLE}:
            return Direction.FUTURE
        if is_past(verb):
            return Direction.PAST
        about = any(c.dep_ in {"attr", "acomp"} for c in verb.children)  # "the meeting on Monday is a first"
        comes = verb.lemma_.lower() in self._words("happening") and not about
        return Direction.DUE if is_verbal(anchor) or comes else Direction.NEAR


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
