"""Climb: the way up the tree from an event, from what hangs on what to what that makes of its status."""

from __future__ import annotations

from spacy.tokens import Token

from kg import syntax
from kg.clause import has_subject, is_finite, is_inverted, is_perfect, is_verbal, marks, shares_auxiliaries
from kg.layers import ASKED, OPEN
from kg.model import Status
from kg.nominal import Nominal

S = Status


class Climb(Nominal):
    """One way up the tree: start it with `noun` or `clause`, then read `status`, `condition` and `claimed`."""

    # ---- predicates and clauses
    def clause(self, verb: Token, negation: bool = True) -> None:
        """Take a clause that has the event as its predicate, then what it hangs on."""
        if self._next():
            self._clausal(verb, negation=negation)
            self._above_clause(verb)

    def _predicate(self, verb: Token, name: str) -> None:
        """A verb that sets a status, then what its clause hangs on."""
        negated = self.clauses.negated(verb)
        if name == "planned" and self._decided(verb, negated):
            return
        self._predicated(verb, name, verb, negated=negated)
        self._above_clause(verb)

    def _adjective(self, adjective: Token, name: str | None) -> None:
        """ "Ready to meet", "open to talks": the adjective, then what the clause of its copula hangs on."""
        copula = adjective.head if is_verbal(adjective.head) else None
        if self.coercive and adjective.lower_ in self.words("menacing"):
            name = "threatened"
        if name is not None:
            negated = self.clauses.negated(adjective) or (copula is not None and self.clauses.negated(copula))
            self._predicated(adjective, name, copula, negated=negated)
            if copula is not None:
                self._above_clause(copula)
        elif copula is not None:
            self.clause(copula)  # "was able to meet", "will be happy to meet"

    def _outer(self, verb: Token) -> Status:
        """Give the status of the clause that an event stands beside."""
        outer = Climb(self.predicates, self.clauses, S.OCCURRED, "", coercive=False)
        outer._steps = self._steps
        outer.clause(verb)
        return outer.status

    # ---- what a clause hangs on
    def _above_clause(self, verb: Token) -> None:
        head = verb.head
        if not self._next():
            return
        if head.i == verb.i:
            if self.clauses.is_question(verb):
                self.move("possible")
            return
        opened = marks(verb)
        inverted = is_inverted(verb)
        if inverted or "whether" in opened or (opened & {"if", "unless"} and verb.dep_ != "relcl"):
            self.status = ASKED.get(self.status, self.status)
            if inverted or verb.dep_ == "advcl":
                return
        if verb.dep_ in {"xcomp", "ccomp", "csubj", "csubjpass", "dep", "parataxis"}:
            self._complement(verb, head)
        elif verb.dep_ == "advcl":
            self._adverbial(verb, head)
        elif verb.dep_ in {"acl", "relcl"}:
            self._attribute(verb, head)
        elif verb.dep_ == "pcomp":
            self._gerund(verb, head)
        elif verb.dep_ == "conj" and is_verbal(head):
            self._coordinate(verb, head)
        elif verb.dep_ in {"amod", "compound", "pobj", "dobj"}:
            self._above_noun(head if verb.dep_ in {"amod", "compound"} else verb, head)

    def _coordinate(self, verb: Token, head: Token) -> None:
        """ "Plans to visit and meet" stands under the plan too; "said he came and met" under what is said."""
        bare = verb.tag_ == "VB" and head.tag_ != "VB" and not self.clauses.auxiliaries(verb)
        if bare and not has_subject(verb):
            self._infinitive(verb, head)  # "threatened to re - impose", cut in pieces
        elif shares_auxiliaries(verb) or not has_subject(verb) or head.dep_ in {"ccomp", "xcomp"}:
            self._above_clause(head)

    def _complement(self, verb: Token, head: Token) -> None:
        if not is_verbal(head):
            if head.pos_ == "ADJ" or head.dep_ in {"acomp", "oprd"}:
                self._adjective(head, self.predicates.class_of_adjective(head))
            else:
                self._through_noun(head)
        elif is_finite(verb):
            self._finite(verb, head)
        elif syntax.is_infinitive(verb):
            self._infinitive(verb, head)
        else:
            name = self.predicates.class_of_verb(head)
            if name is None or head.lemma_.lower() in self.words("factual"):
                self.clause(head)
            else:
                self._predicate(head, name)

    def _finite(self, verb: Token, head: Token) -> None:
        """ "Said that", "claimed that", "demanded that": words of saying without a class change nothing."""
        lemma = head.lemma_.lower()
        alleges = self.predicates.class_of("verbs", lemma) == "alleged"
        opines = alleges or lemma in self.predicates.saying | self.words("believing")
        name = self.predicates.class_of_verb(head) if opines else None
        negated = self.clauses.negated(head)
        if lemma in self.words("factual") or (lemma in self.words("assertive") and name == "proposed"):
            name = None
        if name == "threatened" and not self._own_threat(verb, head):
            name = None
        if name is not None or (negated and lemma in self.words("settling") | self.words("believing")):
            self.move(name, negated, self._settles(head))
        self._said = True
        self._above_clause(head)

    def _own_threat(self, verb: Token, head: Token) -> bool:
        """A warning of what one will do oneself threatens; a warning of what others do does not."""
        own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
        return self.coercive and (
            any(c.tag_ in {"PRP", "PRP$"} for c in own)
            or bool({c.lemma_ for c in own} & {c.lemma_ for c in head.children if c.dep_ == "nsubj"})
            or syntax.is_passive(verb)
        )

    def _infinitive(self, verb: Token, head: Token) -> None:
        """ "Agreed to meet", "refused to meet", "is to meet", "managed to meet"."""
        lemma, negated = head.lemma_.lower(), self.clauses.negated(head)
        name = self.predicates.class_of_verb(head, infinitive=True)
        if lemma in self.words("hesitating") and negated:
            self.move("threatened" if self.coercive else "planned")
            self._above_clause(head)
        elif name is not None:
            if name == "planned" and is_perfect(verb) and not self._selected:
                name = "cancelled"  # "was to have met"
            self._predicate(head, name)
        elif lemma == "be":
            self.move("cancelled" if is_perfect(verb) else "planned", negated)
            self._depends(head)
            self._above_clause(head)
        elif lemma in self.words("factual"):
            self.clause(head)
        else:
            self.move("planned", negated)
            self._above_clause(head)

    def _adverbial(self, verb: Token, head: Token) -> None:
        """A clause beside another: "after he met", "before visiting", "to meet", "inviting him"."""
        if not is_verbal(head):
            if head.pos_ == "ADJ" and syntax.is_infinitive(verb):
                self._adjective(head, self.predicates.class_of_adjective(head))
            return
        if syntax.is_infinitive(verb):
            name = self.predicates.class_of_verb(head, infinitive=True)
            if name is not None and head.lemma_.lower() not in self.words("factual"):
                self._predicate(head, name)
            elif not self.standing:
                self._purpose(head)
            return
        if self.standing and (verb.tag_ != "VBG" or self.type in self.words("inviting_types")):
            return
        if self._outer(head) is S.PLANNED and verb.tag_ in {"VBZ", "VBP", "VBG", "VB"}:
            self.move("planned")

    def _purpose(self, head: Token) -> None:
        outer = self._outer(head)
        complete = outer is S.OCCURRED and head.lemma_.lower() in self.words("completing")
        self.move(None if complete else "planned" if outer is S.OCCURRED else str(outer), negated=False)

    def _attribute(self, verb: Token, noun: Token) -> None:
        """A clause below a noun: "a plan to meet", "claims that they met"; a relative clause stands on its own."""
        infinitive = syntax.is_infinitive(verb)
        if is_finite(verb) and "that" in marks(verb):
            noun = self._content_noun(noun)
        name = self.predicates.class_of("nouns", noun.lemma_.lower())
        self.claimed = self.claimed or noun.lemma_.lower() in self.words("claims")
        relative = verb.dep_ == "relcl" and not (infinitive or _is_content(verb, name))
        if relative or (verb.tag_ in {"VBG", "VBN"} and not is_finite(verb) and not infinitive and name is None):
            return
        if verb.dep_ == "acl" and verb.tag_ == "VBN" and not is_finite(verb):
            return  # "sanctions imposed by": the participle has its own time
        if infinitive and name is None and noun.lemma_.lower() not in self.words("ranking"):
            asked = self.predicates.class_of_verb(syntax.climb(noun)) if noun.dep_ == "pobj" else None
            name = "proposed" if asked == "proposed" else "planned"  # "appealed on these grounds to lift"
        self.move(name, self.clauses.none_of(noun), self._settles(noun))
        self._said = self._said or not infinitive
        self._above_noun(noun, noun)

    def _content_noun(self, noun: Token) -> Token:
        """The claims in "claims raised by a lawmaker that they met", though the parser hung the clause on the lawmaker."""
        at = noun
        for _ in range(4):
            if self.predicates.class_of("nouns", at.lemma_.lower()):
                return at
            if at.dep_ not in {"pobj", "prep", "agent", "acl"}:
                break
            at = at.head
        return noun

    def _gerund(self, verb: Token, preposition: Token) -> None:
        """ "Accused of meeting", "without meeting", "by inviting", "after visiting"."""
        word = preposition.head
        if word.pos_ == "ADV" and is_verbal(word.head) and self._phrase(word):
            word = word.head
        if preposition.lower_ in self.words("negations"):
            self.move(None, negated=True)
        elif preposition.lower_ in self.words("temporal"):
            if is_verbal(word) and self._outer(word) in OPEN:
                self.move("planned")
        elif is_verbal(word):
            name = self.predicates.class_of("verbs", f"{word.lemma_.lower()} {preposition.lower_}")
            name = name or (self.predicates.class_of_verb(word) if preposition.lower_ not in {"by", "while"} else None)
            if name and word.lemma_.lower() not in self.words("factual"):
                self._predicate(word, name)
            elif preposition.lower_ == "for" and self._outer(word) is S.OCCURRED:
                return  # "criticized X for imposing": done
            else:
                self._adjunct(preposition, word, verb)
        elif word.pos_ in {"NOUN", "PROPN"}:
            self._through_noun(word)
        elif word.pos_ == "ADJ":
            self._adjective(word, self.predicates.class_of_adjective(word))


def _is_content(verb: Token, name: str | None) -> bool:
    """Tell whether a clause below a noun says what the noun is about, though the parser took its "that" for an object."""
    if "that" in marks(verb):
        return True
    objects = [c for c in verb.children if c.dep_ == "dobj"]
    gap = bool(objects) and objects[0].lower_ == "that" and has_subject(verb)
    return gap and (len(objects) > 1 or name in {"alleged", "possible"})
