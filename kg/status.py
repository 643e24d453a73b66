"""Status: the standing that the syntax around an event gives it.

The status starts at the event's own words and climbs the tree through the predicates that select the event, each moving
it by a fixed table; the innermost acts first (after De Facto, Sauri and Pustejovsky 2012, reduced to the eight statuses
of the guidelines). Which word belongs to which class is data (grammar.yaml); this module knows only syntax and the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from kg import syntax
from kg.model import Status
from kg.ontology import Ontology

S = Status

# What a predicate of a class makes of the status of what it embeds; a status not named stays as it is.
MOVES: Mapping[str, Mapping[Status, Status]] = {
    "planned": {S.OCCURRED: S.PLANNED},
    "proposed": {S.OCCURRED: S.PROPOSED, S.PLANNED: S.PROPOSED},
    "threatened": {S.OCCURRED: S.THREATENED, S.PLANNED: S.THREATENED, S.POSSIBLE: S.THREATENED, S.PROPOSED: S.THREATENED},
    "possible": {S.OCCURRED: S.POSSIBLE, S.PLANNED: S.POSSIBLE, S.CANCELLED: S.POSSIBLE, S.DENIED: S.POSSIBLE},
    "alleged": {S.OCCURRED: S.ALLEGED},
    "denied": {S.OCCURRED: S.DENIED, S.PLANNED: S.DENIED, S.PROPOSED: S.DENIED, S.POSSIBLE: S.DENIED, S.ALLEGED: S.DENIED,
               S.DENIED: S.POSSIBLE, S.THREATENED: S.DENIED},
    "cancelled": {S.OCCURRED: S.CANCELLED, S.PLANNED: S.CANCELLED, S.PROPOSED: S.CANCELLED, S.POSSIBLE: S.CANCELLED},
}  # fmt: skip
# What a negation makes of it.
NEGATED: Mapping[Status, Status] = {
    S.OCCURRED: S.DENIED, S.PLANNED: S.DENIED, S.POSSIBLE: S.DENIED, S.PROPOSED: S.DENIED, S.ALLEGED: S.DENIED,
    S.THREATENED: S.DENIED, S.DENIED: S.POSSIBLE, S.CANCELLED: S.PLANNED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status, and the tokens of the clause that it depends on (empty: none)."""

    status: Status
    condition: tuple[Token, ...] = ()


class Judge:
    """Gives the status of events. Built once from the word classes of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self._class: dict[tuple[str, str], str] = {}
        for name, sorts in ontology.grammar["status"].items():
            for sort, words in sorts.items():
                for word in words:
                    self._class.setdefault((sort, word), name)
        self._factual = ontology.words("factual")
        self._negations = ontology.words("negations")
        self._future = ontology.words("future")
        self._conditional = ontology.words("conditional")
        self._modal = {
            **dict.fromkeys(ontology.words("modal_possible"), "possible"),
            **dict.fromkeys(ontology.words("modal_proposed"), "proposed"),
        }
        self._conditions = ontology.words("conditions")
        self._after = ontology.words("temporal")
        self._before = ontology.words("ahead")
        self._coercive = ontology.words("coercive_types")
        self._travelled = ontology.words("travelled_types")
        self._transparent = ontology.words("wrappers") | ontology.words("transparent")
        self._governing = ontology.words("governing_prepositions")
        self._doubt = ontology.words("doubt")
        self._menacing = ontology.words("menacing")
        self._saying = frozenset(ontology.grammar["speech"]["verbs"]) | ontology.words("attitudes")
        self._standing = ontology.words("anaphoric_types")
        self._arrival = ontology.words("arrival")

    def __call__(self, anchor: Token, event: Token, type_: str, start: Status | None = None) -> Judgement:
        """Judge the event that `event` names and `anchor` governs.

        Args:
            anchor: the verb, or the noun itself where no verb of the frame governs it.
            event: the word that names the event.
            type_: the type of the event; a coercive one is threatened where its condition is another's conduct.
            start: the status that the frame's own words give, None for occurred.
        """
        climb = _Climb(self, start or S.OCCURRED, type_)
        if syntax.is_verb(anchor) or anchor.tag_.startswith("VB"):
            climb.clause(anchor)
        else:
            climb.noun(anchor)
        return Judgement(climb.status, tuple(climb.condition))

    def class_of(self, sort: str, word: str) -> str | None:
        """Give the status class of a word of a sort (verbs, adjectives, adverbs, nouns)."""
        return self._class.get((sort, word))


class _Climb:
    """One way up the tree. Mutable: it carries the status along."""

    def __init__(self, judge: Judge, status: Status, type_: str) -> None:
        self.j, self.status, self.type = judge, status, type_
        self.condition: list[Token] = []
        self._steps = 0
        self._reported = False  # past "X said that": the tense of saying does not matter

    def move(self, name: str | None, negated: bool = False) -> None:
        """Apply a predicate of a class, or its negation."""
        if name is None:
            if negated:
                self.status = NEGATED[self.status]
            return
        if negated and name in {"denied", "cancelled"}:
            self.status = self._stays(name)
        elif negated:
            self.status = S.DENIED if self.status not in {S.CANCELLED} else self.status
        else:
            self.status = MOVES[name].get(self.status, self.status)

    def _stays(self, name: str) -> Status:
        """ "Did not rule out", "was not cancelled"."""
        if name == "cancelled":
            return S.PLANNED if self.status == S.OCCURRED else self.status
        return S.POSSIBLE if self.status != S.DENIED else S.DENIED

    # ---- nouns
    def noun(self, noun: Token) -> None:
        """Start from, or pass through, a noun: its own modifiers, then the word it hangs on."""
        for child in noun.children:
            if child.i < noun.i and child.dep_ in {"amod", "compound", "advmod"}:
                lemma, lower = child.lemma_.lower(), child.lower_
                self.move(self.j.class_of("adjectives", lower) or (self.j.class_of("adjectives", lemma)))
            if child.dep_ == "det" and child.lower_ in self.j._negations:
                self.move(None, negated=True)
        self._above_noun(noun)

    def _above_noun(self, noun: Token) -> None:
        self._steps += 1
        head = noun.head
        if head.i == noun.i or self._steps > 12:
            return
        if noun.dep_ in {"conj", "appos"} and not syntax.is_verb(head):
            self._above_noun(head)
        elif noun.dep_ in {"compound", "nmod", "poss"} and not syntax.is_verb(head):
            self._pass_noun(head)
        elif noun.dep_ == "pobj":
            self._above_preposition(noun, head)
        elif noun.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "dative", "oprd", "ccomp", "nsubj:pass"}:
            self._above_argument(noun, head)
        elif syntax.is_verb(head):
            self.clause(head)

    def _pass_noun(self, noun: Token) -> None:
        """A noun that has the event below it: "the possibility of talks", "sanctions threat"."""
        name = self.j.class_of("nouns", noun.lemma_.lower())
        negated = any(c.dep_ == "det" and c.lower_ in self.j._negations for c in noun.children)
        if name or negated:
            self.move(name, negated)
        elif noun.lemma_.lower() not in self.j._transparent:
            return
        self._above_noun(noun)

    def _above_preposition(self, noun: Token, preposition: Token) -> None:
        word = preposition.head
        phrase = f"{word.lemma_.lower()} {preposition.lower_}"
        if preposition.lower_ in self.j._negations:
            self.move(None, negated=True)
        if not (syntax.is_verb(word) or word.tag_.startswith("VB")):
            if word.pos_ in {"NOUN", "PROPN"}:
                self._pass_noun(word)
            elif word.pos_ in {"ADJ", "ADV", "ADP", "SCONJ"}:
                self.move(self.j.class_of("adjectives", word.lower_))
                verb = syntax.climb(word)
                if verb.i != word.i:
                    self._adjunct(preposition, verb)
            return
        name = self.j.class_of("verbs", phrase)
        if name is None and preposition.lower_ in self.j._governing:
            candidate = self.j.class_of("verbs", word.lemma_.lower())
            name = (
                candidate
                if candidate in {"possible", "denied", "threatened", "alleged", "proposed"}
                or preposition.lower_ in {"to", "on", "for"}
                else None
            )
        if name is not None:
            self._predicate(word, name)
            return
        self._adjunct(preposition, word)

    def _adjunct(self, preposition: Token, verb: Token) -> None:
        """A phrase of time or purpose: "for talks", "ahead of a visit", "after a meeting", "during a trip"."""
        word = preposition.lower_
        if self.type in self.j._standing:
            return
        if word in self.j._before:
            self.move("planned")
            return
        outer = _Climb(self.j, S.OCCURRED, "")
        outer.clause(verb)
        if word in self.j._after:
            if outer.status in {S.PLANNED, S.POSSIBLE, S.PROPOSED}:
                self.move("planned")
            return
        if word == "for" and not (self.type in self.j._travelled and verb.lemma_.lower() in self.j._arrival):
            self.move("planned" if outer.status == S.OCCURRED else str(outer.status))
            return
        if outer.status != S.OCCURRED:
            self.move(str(outer.status) if str(outer.status) in MOVES else None)

    def _above_argument(self, noun: Token, verb: Token) -> None:
        if not (syntax.is_verb(verb) or verb.tag_.startswith("VB")):
            self._above_noun(verb)
            return
        lemma = verb.lemma_.lower()
        active_subject = noun.dep_ == "nsubj" and not syntax.is_passive(verb)
        if active_subject:
            self._copula(verb)
            self.clause(verb)
            return
        name = self._verb_class(verb)
        if name is None or (lemma in self.j._factual and name == "planned" and not syntax.is_passive(verb)):
            self.clause(verb)
        else:
            self._predicate(verb, name)

    def _copula(self, verb: Token) -> None:
        """ "Talks are possible", "the visit is due"."""
        for child in verb.children:
            if child.dep_ in {"acomp", "attr", "oprd"}:
                sort = "adjectives" if child.pos_ != "NOUN" else "nouns"
                self.move(self.j.class_of(sort, child.lower_) or self.j.class_of(sort, child.lemma_.lower()))

    def _verb_class(self, verb: Token) -> str | None:
        """The class of a verb, its particle or preposition heard first: "rule out", "call for", "look forward"."""
        lemma = verb.lemma_.lower()
        phrases = (
            self.j.class_of("verbs", f"{lemma} {c.lower_}")
            for c in verb.children
            if c.dep_ in {"prt", "prep", "advmod"}
        )
        return next((name for name in phrases if name), self.j.class_of("verbs", lemma))

    # ---- clauses
    def _predicate(self, verb: Token, name: str) -> None:
        """A predicate that sets a status, with its own negation and tense, then what is above it."""
        negated = self._is_negated(verb)
        self.move(name, negated)
        if not negated or name in {"denied", "cancelled"}:
            self._modality(verb, weak=True)
        self._above_clause(verb)

    def clause(self, verb: Token) -> None:
        """A clause that has the event as its predicate: negation, modality, tense, condition; then what is above it."""
        self._steps += 1
        if self._steps > 12:
            return
        self._adverbs(verb)
        if not self._reported:
            self._modality(verb)
            if self._is_negated(verb) and not any(a.lower_ in self.j._doubt for a in self._auxiliaries(verb)):
                self.move(None, negated=True)
        self._above_clause(verb)

    def _auxiliaries(self, verb: Token) -> list[Token]:
        own = [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]
        if (
            not own
            and verb.dep_ == "conj"
            and syntax.is_verb(verb.head)
            and not any(c.dep_ in syntax.SUBJECTS for c in verb.children)
            and (verb.tag_ == "VB" or verb.tag_ == verb.head.tag_ == "VBN")
        ):
            return self._auxiliaries(verb.head)
        return own

    def _is_negated(self, verb: Token) -> bool:
        if any(
            (c.dep_ == "neg" or c.lower_ in self.j._negations) and c.dep_ not in {"det", "prep", "cc"}
            for c in verb.children
        ):
            return True
        if any(
            c.dep_ in {"nsubj", "nsubjpass"}
            and any(d.dep_ in {"det", "preconj"} and d.lower_ in self.j._negations for d in c.children)
            for c in verb.children
        ):
            return True
        if any(c.dep_ in {"nsubj", "nsubjpass"} and c.lower_ in {"none", "neither", "nobody"} for c in verb.children):
            return True
        return (
            verb.dep_ == "conj"
            and verb.tag_ == "VB"
            and syntax.is_verb(verb.head)
            and not any(c.dep_ in {*syntax.SUBJECTS, "aux"} for c in verb.children)
            and self._is_negated(verb.head)
        )

    def _adverbs(self, verb: Token) -> None:
        for child in verb.children:
            if child.dep_ == "advmod":
                self.move(self.j.class_of("adverbs", child.lower_))

    def _modality(self, verb: Token, weak: bool = False) -> None:
        condition = self._condition(verb)
        for aux in self._auxiliaries(verb):
            word = aux.lower_
            if word in self.j._future:
                self._future(condition, conditional=False, weak=weak)
            elif word in self.j._conditional:
                self._future(condition, conditional=True, weak=weak)
            elif word in self.j._modal and not (word == "could" and weak):
                self.move(self.j._modal[word])
            elif aux.lemma_ == "be" and verb.tag_ == "VB":
                self.move("planned")
        if condition and not self.condition:
            self.condition = list(condition[0].subtree)

    def _future(self, condition: list[Token], *, conditional: bool, weak: bool) -> None:
        if weak:
            return
        if condition and self.type in self.j._coercive:
            self.move("threatened")
        elif condition and conditional:
            self.move("possible")
        else:
            self.move("planned")

    def _condition(self, verb: Token) -> list[Token]:
        out = []
        for child in verb.children:
            if child.dep_ == "advcl" and any(
                m.lower_ in self.j._conditions and m.i < child.i for m in child.children if m.dep_ in {"mark", "advmod"}
            ):
                out.append(child)
            if (
                child.dep_ == "prep"
                and child.lower_ == "in"
                and any(o.lower_ in {"event", "case"} for o in child.children)
            ):
                out.append(child)
        if not out and verb.dep_ in {"xcomp", "conj"} and syntax.is_verb(verb.head):
            return self._condition(verb.head)
        return out

    def _above_clause(self, verb: Token) -> None:
        self._steps += 1
        head = verb.head
        if head.i == verb.i or self._steps > 12:
            return
        marks = {c.lower_ for c in verb.children if c.dep_ in {"mark", "advmod"} and c.i < verb.i}
        infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.children)
        if verb.dep_ in {"advcl", "ccomp", "xcomp", "acl"} and marks & {"if", "whether", "unless"}:
            self.move("possible")
            if verb.dep_ == "advcl":
                return
        if verb.dep_ in {"xcomp", "ccomp", "advcl", "csubj", "csubjpass", "dep", "parataxis"}:
            self._above_complement(verb, head, infinitive)
        elif verb.dep_ in {"acl", "relcl"}:
            self._above_relative(verb, head, infinitive)
        elif verb.dep_ == "pcomp":
            self._above_gerund(head)
        elif verb.dep_ == "conj" and syntax.is_verb(head):
            own_subject = any(c.dep_ in syntax.SUBJECTS for c in verb.children)
            if (
                (not own_subject and verb.tag_ == "VB" and not any(c.dep_ == "aux" for c in verb.children))
                or not own_subject
                or head.dep_ in {"ccomp", "xcomp"}
            ):
                self._above_clause(head)
        elif verb.dep_ in {"amod", "compound"}:
            self._above_noun(head)

    def _above_complement(self, verb: Token, head: Token, infinitive: bool) -> None:
        if head.pos_ == "ADJ" or (head.dep_ in {"acomp", "oprd"} and not syntax.is_verb(head)):
            name = self.j.class_of("adjectives", head.lower_) or ("planned" if infinitive else None)
            if self.type in self.j._coercive and head.lower_ in self.j._menacing:
                name = "threatened"
            self.move(name, self._is_negated(head) or self._is_negated(head.head))
            self._modality(head.head, weak=True)
            self._above_clause(head.head)
            return
        if not (syntax.is_verb(head) or head.tag_.startswith("VB")):
            self._pass_noun(head)
            return
        lemma = head.lemma_.lower()
        name = self._verb_class(head)
        negated = self._is_negated(head)
        finite = (
            not infinitive and verb.tag_ not in {"VBG", "VB"} and any(c.dep_ in syntax.SUBJECTS for c in verb.children)
        )
        if finite and lemma not in self.j._saying:
            name = None
        if infinitive and lemma == "hesitate" and negated:
            self.move("threatened" if self.type in self.j._coercive else "planned")
        elif (
            name and not (lemma in self.j._factual and not infinitive) and not (verb.dep_ == "advcl" and not infinitive)
        ):
            self._predicate(head, name)
            return
        elif infinitive and not self._reported and (lemma == "be" or lemma not in self.j._factual):
            self.move("planned", negated)
        elif finite and lemma in self.j._factual:
            self._reported = True
        elif verb.dep_ == "xcomp":
            self.clause(head)
            return
        elif verb.dep_ == "advcl":
            if self.type in self.j._standing:
                return
            outer = _Climb(self.j, S.OCCURRED, "")
            outer.clause(head)
            if outer.status in {S.PLANNED} and verb.tag_ in {"VBZ", "VBP", "VBG", "VB"}:
                self.move("planned")
            return
        self._above_clause(head)

    def _above_relative(self, verb: Token, noun: Token, infinitive: bool) -> None:
        name = self.j.class_of("nouns", noun.lemma_.lower())
        if verb.dep_ == "acl" and (name or infinitive):
            negated = any(c.dep_ == "det" and c.lower_ in self.j._negations for c in noun.children)
            self.move(name or "planned", negated)
            self._above_noun(noun)
        elif verb.dep_ == "relcl" and infinitive:
            self.move(name or "planned")
        elif verb.dep_ == "acl" and noun.lemma_.lower() in {"report", "claim"}:
            self._above_noun(noun)

    def _above_gerund(self, preposition: Token) -> None:
        """ "Accused of meeting", "without meeting", "by inviting", "plans for holding"."""
        if preposition.lower_ in self.j._negations:
            self.move(None, negated=True)
        word = preposition.head
        if preposition.lower_ in self.j._after:
            return
        if syntax.is_verb(word):
            lemma = word.lemma_.lower()
            name = self.j.class_of("verbs", f"{lemma} {preposition.lower_}") or self._verb_class(word)
            if name and lemma not in self.j._factual:
                self._predicate(word, name)
            else:
                self._adjunct(preposition, word)
        elif word.pos_ in {"NOUN", "PROPN"}:
            self._pass_noun(word)
        elif word.pos_ == "ADJ":
            self.move(self.j.class_of("adjectives", word.lower_))
