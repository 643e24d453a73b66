"""Slots: the grammatical places around the words of an event, and the tokens that fill them.

The lexicon names them: "subject", "object.from" (below the noun of a composite), "support.subject" (of the verb that lends
its subject to a noun), "governor.between" (of the verb that a noun is subject or object of), "via with.object" (of the verb
that a noun hangs on by a preposition), or any preposition. This module knows no word of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from spacy.tokens import Token

from kg import syntax
from kg.ontology import FrameEntry, Ontology

Fits = Callable[[Token, str], bool]


class Slots:
    """Finds the tokens of slots. Built once from the words of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self._wrappers = ontology.words("wrappers")
        self._purpose = ontology.words("purpose")
        self._destinations = ontology.words("destinations")
        self._conditions = ontology.words("conditions") | ontology.words("ahead")
        wishes = ontology.grammar["status"]["proposed"]["verbs"]
        self._wishes = frozenset(w.removesuffix(" for") for w in wishes)
        self._moving = ontology.words("motion") | ontology.words("leaving") | ontology.words("destinations")
        self._margins = ontology.words("margins")
        self._decided = ontology.words("coercive")
        self._doers = ontology.words("doers")
        self._mediating = ontology.words("mediating")
        self._mediations = ontology.words("mediations")
        self._simple: Mapping[str, Callable[[Token], list[Token]]] = {
            "subject": self._subjects,
            "object": syntax.deep_objects,
            "indirect": syntax.indirect_objects,
            "possessor": syntax.owners,
            "adjective": lambda t: [m for m in syntax.modifiers(t) if self._qualifies(m)],
            "compound": lambda t: [m for m in syntax.modifiers(t) if not self._qualifies(m)],
            "destination": self._destination,
            "convener": self._conveners,
            "traveller": self._travellers,
            "mediator": self._mediators,
            "involving": lambda t: next((found for near in _coordinated(t) if (found := _involving(near))), []),
        }

    def find(self, slot: str, anchor: Token, event: Token, entry: FrameEntry, fits: Fits) -> list[Token]:
        """Give the tokens that fill a slot.

        Args:
            slot: its name, as the lexicon has it.
            anchor: the word whose grammar counts: the verb, or the noun itself.
            event: the word that names the event.
            entry: for the verbs that lend their subject to a noun.
            fits: tells whether a token denotes something of a kind.
        """
        path, _, rest = slot.partition(".")
        if path == "object" and rest:
            nouns = [event] if anchor.i != event.i else syntax.deep_objects(anchor)
            return [t for n in nouns for t in self._of(rest, n)]
        if path == "support":
            support = self._support(event, entry)
            if support is None or (support.lemma_.lower() in self._wishes and len(self._of("between", event)) > 1):
                return []  # "called for talks BETWEEN X and Y": who asks others to talk takes no part
            return self._of(rest, support)
        if path.startswith("via "):
            return self._via(path.removeprefix("via "), rest, event)
        if path == "governor":
            return self._governed(rest, event)
        if path == "attributive":
            return _attributive(anchor, fits)
        if path == "beside":
            return _beside(anchor)
        if path == "clause":
            return self._clause_subject(event)
        if path == "condition":
            return self._condition_subjects(anchor)
        if path == "wish":
            return self._wishing_subjects(anchor)
        if slot == "purpose.object":
            return self._purpose_objects(anchor)
        if rest:
            return [t for near in self._of(path, anchor) for t in self._of(rest, near)]
        if slot == "subject" and syntax.is_verb(anchor):
            return self._actors(anchor, entry, fits)
        return self._of(slot, anchor)

    def heads(self, noun: Token) -> list[Token]:
        """Give a noun and the words that wrap it: "a ROUND of talks", "the sanctions PROGRAM"."""
        out = [noun]
        while True:
            top = out[-1]
            if top.dep_ == "pobj" and top.head.lower_ in {"of", "on"} and self._wraps(top.head.head):
                out.append(top.head.head)
            elif top.dep_ in {"compound", "nmod", "amod"} and self._wraps(top.head):
                out.append(top.head)
            else:
                return out

    def _wraps(self, word: Token) -> bool:
        return word.lemma_.lower() in self._wrappers

    def _of(self, slot: str, word: Token) -> list[Token]:
        heads = [word] if syntax.is_verb(word) else self.heads(word)
        if slot in self._simple:
            return next((found for head in heads if (found := self._simple[slot](head))), [])
        for head in heads:
            for near in _coordinated(head):
                found = [t for preposition, t in reached(near) if preposition == slot]
                if found:
                    return found
        return []

    def _subjects(self, word: Token) -> list[Token]:
        """Who does it; of a noun, whose it is, or who does something with it: "ordered the LIFTING of sanctions"."""
        if syntax.is_verb(word) or word.tag_.startswith("VB"):
            return self._agents(word)
        named = syntax.owners(word) or [t for p, t in syntax.prepositions(word) if p == "by"]
        verb = syntax.climb(word)
        return named or ([] if verb.lemma_.lower() in self._wishes else syntax.deep_subjects(verb))

    def _agents(self, verb: Token) -> list[Token]:
        """The subjects of a verb; no place that one has left or gone to for it: "left LIMA to attend", "flew to OSLO to meet"."""
        found = syntax.deep_subjects(verb)
        head = verb.head
        below = verb.dep_ in {"advcl", "xcomp"} and syntax.is_infinitive(verb) and head.lemma_.lower() in self._moving
        return syntax.surface_subjects(head) if below and any(head.i < t.i < verb.i for t in found) else found

    def _actors(self, verb: Token, entry: FrameEntry, fits: Fits) -> list[Token]:
        """The subjects of a verb; where none is an actor, who is behind them: "a COUNCIL vote imposing", "HE signed an order lifting"."""
        found = self._agents(verb)
        if syntax.is_passive(verb) or any(fits(t, "actor") for t in found):
            return found
        outer = syntax.outer_subjects(verb)
        choices = [outer, [o for t in found if t.dep_ == "dobj" for o in syntax.surface_subjects(t.head)]]
        if entry.type in self._decided:
            choices = [
                [o for t in found for o in _deciders(t)],
                outer,
                [o for t in found for o in syntax.surface_subjects(syntax.climb(t))],
            ]
        return next((some for some in choices if any(fits(t, "actor") for t in some)), found)

    def _support(self, noun: Token, entry: FrameEntry) -> Token | None:
        """The verb that lends its subject to a noun: HOLD talks, ARRIVE for talks, PAY a visit."""
        verb = syntax.climb(noun)
        if verb.i == noun.i or noun.dep_ == "nsubj" or self._is_aside(noun):
            return None
        return verb if verb.lemma_.lower() in entry.support else None

    def _is_aside(self, noun: Token) -> bool:
        """Tell whether something else happens at the edge of an event: "met on the SIDELINES of the summit"."""
        return noun.dep_ == "pobj" and noun.head.head.lemma_.lower() in self._margins

    def _governed(self, slot: str, noun: Token) -> list[Token]:
        """A phrase of the verb that a noun is the subject or object of: "talks took place BETWEEN", "arrange a trip TO"."""
        for head in self.heads(noun):
            if head.dep_ in {"nsubj", "nsubjpass", "dobj", "attr"} and syntax.is_verb(head.head):
                return self._of(slot, head.head)
        return []

    def _via(self, preposition: str, slot: str, noun: Token) -> list[Token]:
        """A slot of the verb that a noun hangs on through a preposition: "X is subject TO sanctions", "threaten X WITH sanctions"."""
        top = self.heads(noun)[-1]
        while top.dep_ == "conj":
            top = top.head
        if top.dep_ != "pobj" or top.head.lower_ != preposition:
            return []
        verb = syntax.climb(top)
        if verb.i == top.i:
            return []
        return syntax.surface_subjects(verb) if slot == "subject" else syntax.deep_objects(verb)

    def _clause_subject(self, noun: Token) -> list[Token]:
        """The subject of the clause that a noun is an adjunct of: "X said during a meeting with Y"."""
        top = self.heads(noun)[-1]
        while top.dep_ == "conj":
            top = top.head
        preposition = top.head
        if preposition.lower_ == "of" and preposition.head.pos_ in {"ADV", "ADP", "SCONJ"}:
            preposition = preposition.head  # "ahead of"
        if top.dep_ != "pobj" or preposition.lower_ not in self._purpose or self._is_aside(noun):
            return []
        verb = syntax.climb(top)
        return syntax.surface_subjects(verb) if verb.i != top.i else []

    def _condition_subjects(self, word: Token) -> list[Token]:
        """Whose conduct a clause depends on: "the ban stays until GABON votes", "IRAN must stop before we lift"."""
        verb = word if syntax.is_verb(word) else syntax.climb(word)
        found = [
            t for c in verb.children if c.dep_ == "advcl" and self._conditional(c) for t in syntax.surface_subjects(c)
        ]
        at = verb
        while not found and at.dep_ in {"xcomp", "ccomp", "advcl", "pcomp"} and syntax.is_verb(at.head):
            found = syntax.surface_subjects(at.head) if at.dep_ == "advcl" and self._conditional(at) else []
            at = at.head
        return found

    def _conditional(self, clause: Token) -> bool:
        return any(m.lower_ in self._conditions and m.i < clause.i for m in clause.children)

    def _wishing_subjects(self, word: Token) -> list[Token]:
        """Who wants it, and so is concerned: "LIBYA wants the lifting of the embargo", "HAVANA demanded that they end it"."""
        verb = syntax.climb(word)
        return syntax.surface_subjects(verb) if verb.i != word.i and verb.lemma_.lower() in self._wishes else []

    def _purpose_objects(self, word: Token) -> list[Token]:
        """Whom a deed is to move: "imposed sanctions to punish MOSCOW"."""
        verb = word if syntax.is_verb(word) else syntax.climb(word)
        clauses = (c for c in verb.children if c.dep_ in {"advcl", "xcomp"} and syntax.is_infinitive(c))
        return [t for c in clauses for t in syntax.deep_objects(c)]

    def _mediators(self, word: Token) -> list[Token]:
        """Who brings the parties together or sits by: "talks MEDIATED by Oslo", "met in the PRESENCE of the envoy"."""
        out = []
        for child in word.children:
            participle = child.dep_ in {"acl", "relcl", "advcl"} and syntax.is_passive(child)
            if participle and child.lemma_.lower() in self._mediating:
                out += syntax.deep_subjects(child)
        for _, thing in syntax.prepositions(word):
            if thing.lemma_.lower() in self._mediations:
                out += [*(t for p, t in syntax.prepositions(thing) if p in {"of", "by"}), *syntax.owners(thing)]
        return out

    def _destination(self, noun: Token) -> list[Token]:
        """Where an infinitive below a noun goes: "an invitation to VISIT Oslo", "a plan to travel TO Oslo"."""
        out = [t for p, t in reached(noun) if p == "to"]
        for child in noun.subtree:
            if child.lemma_.lower() in self._destinations and child.i > noun.i:
                out += syntax.deep_objects(child) if syntax.is_verb(child) else []
                out += [t for p, t in reached(child) if p in {"to", "in", "for"}]
        return out

    def _travellers(self, noun: Token) -> list[Token]:
        """Who is on it: "KIM, on a visit to Oslo, praised"; what one speaks on is definite: "spoke on the visit"."""
        if noun.dep_ != "pobj" or noun.head.lower_ != "on" or not any(c.lower_ in {"a", "an"} for c in noun.children):
            return []
        above = noun.head.head
        return [above] if above.pos_ in {"PROPN", "NOUN"} else syntax.surface_subjects(syntax.climb(noun))

    def _conveners(self, word: Token) -> list[Token]:
        """Whose meeting one is asked to: "invited to the NATO summit", "an invitation to speak at a session of the COUNCIL"."""
        clauses = [c for c in word.children if c.dep_ in {"xcomp", "advcl", "acl"} and syntax.is_infinitive(c)]
        things = [t for p, t in reached(word) if p == "to"]
        things += [
            t for c in clauses for t in (*syntax.deep_objects(c), *(o for p, o in reached(c) if p in {"at", "in"}))
        ]
        near = ((t, *syntax.modifiers(t), *syntax.owners(t), *(o for p, o in reached(t) if p == "of")) for t in things)
        return [t for some in near for t in some]

    def _qualifies(self, modifier: Token) -> bool:
        """Tell who does it from whom it is done to: "US sanctions", "Russian sanctions", not "Iran sanctions", "anti-Russian sanctions"."""
        against = (
            modifier.i > 1 and modifier.nbor(-1).text == "-" and modifier.nbor(-2).lower_ == "anti"
        ) or modifier.lower_.startswith("anti")
        last = modifier
        while last.dep_ == "compound" and last.head.pos_ == "PROPN":  # "UNITED States sanctions"
            last = last.head
        name = last.text.replace(".", "")
        return not against and (last.pos_ == "ADJ" or name.isupper() or last.lower_ in self._doers)


def _deciders(noun: Token) -> list[Token]:
    """Whose a vote, a law or an order is."""
    by = [t for p, t in syntax.prepositions(noun) if p in {"of", "by", "from"}]
    return [*syntax.owners(noun), *syntax.modifiers(noun), *by]


def _attributive(verb: Token, fits: Fits) -> list[Token]:
    """Who is "visiting" in "the visiting Turkish president": no verb form of "to be" before, no article after it."""
    if (
        verb.tag_ != "VBG"
        or (verb.i and verb.nbor(-1).lemma_ == "be")
        or any(c.dep_ in {"aux", "auxpass"} for c in verb.children)
    ):
        return []
    held_for = verb.head.lower_ == "with" or verb.head.head.pos_ == "NOUN"  # "a dinner for visiting President X"
    if verb.dep_ == "pcomp" and verb.head.i == verb.i - 1 and not held_for:
        return []
    for token in verb.doc[verb.i + 1 : verb.i + 9]:
        if token.pos_ not in {"PROPN", "ADJ", "NOUN", "PART", "PUNCT", "ADP"} or token.text == ",":
            return []
        if fits(token, "somebody") or (token.pos_ == "NOUN" and token.dep_ != "compound" and fits(token, "person")):
            return [token]
    return []


def _beside(word: Token) -> list[Token]:
    """Who else takes part in the clause of a word: "PUTIN met the visiting president"."""
    verb = syntax.climb(word)
    around = [
        *syntax.surface_subjects(verb),
        *syntax.deep_objects(verb),
        *(t for p, t in reached(verb) if p in {"with", "by"}),
    ]
    return [t for t in around if t.i != word.head.i and not word.is_ancestor(t)]


def _involving(word: Token) -> list[Token]:
    return [
        t
        for c in word.children
        if c.dep_ in {"acl", "advcl", "prep"} and c.tag_ == "VBG"
        for t in (*syntax.deep_objects(c), *syntax.objects_of(c))
    ]


def _coordinated(word: Token) -> list[Token]:
    """A noun, and those coordinated with it that may carry its complements: "sanctions and visa bans ON officials"."""
    if syntax.is_verb(word):
        return [word]
    others = [t for t in syntax.conjuncts(word) if t.i == word.i or t.tag_ != "CD"]  # no "and 150 of his aides"
    return [*others, *([word.head] if word.dep_ == "conj" and not syntax.is_verb(word.head) else [])]


def reached(word: Token) -> Iterator[tuple[str, Token]]:
    """Prepositional phrases of a word, those included that the parser hung below a place or a date of the same clause."""
    for child in word.children:
        if child.dep_ == "advmod" and child.lower_ in {"here", "there"}:
            yield "in", child
        if child.dep_ == "advcl":  # "left for Oslo to attend", the goal taken for a subject
            yield from (("for", c) for c in child.children if c.dep_ == "nsubj" and syntax.is_destination(c))
    for preposition, thing in syntax.prepositions(word):
        yield preposition, thing
        if thing.ent_type_ in {"GPE", "LOC", "DATE", "TIME", "FAC"} or thing.pos_ == "NUM":
            yield from reached(thing)
