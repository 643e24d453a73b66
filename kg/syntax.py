"""Grammar over a parse: who does what to whom, whatever the surface (passive, relative, control, coordination).

All functions take spaCy tokens with the labels of the English pipelines (ClearNLP dependencies).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"}
RELATIVE = {"WDT", "WP", "WP$", "WRB"}
VERBAL = {"VERB", "AUX"}
ASIDES = {"acl", "relcl", "advcl", "appos"}


def conjuncts(token: Token) -> list[Token]:
    """Give a token and what is coordinated to it on the right."""
    out = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.i > token.i:
            out += conjuncts(child)
        elif child.dep_ == "appos" and child.i > token.i and _ends_in_comma(child):
            out += conjuncts(child)[1:]
    return out


def _ends_in_comma(apposition: Token) -> bool:
    """Tell whether an apposition is over before what is coordinated to it: "the premier, X, AND the minister, Y"."""
    joins = [c for c in apposition.children if c.dep_ == "cc" and c.i > apposition.i]
    return bool(joins) and joins[0].nbor(-1).text == ","


def is_verb(token: Token) -> bool:
    """Tell whether a token is a verb of its own."""
    return token.pos_ in VERBAL


def is_passive(verb: Token) -> bool:
    """Tell whether a verb is passive: "was invited", "sanctions imposed by", "Invited to Oslo, she"."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.tag_ != "VBN" or any(c.dep_ == "aux" for c in verb.children):
        return False
    if verb.dep_ == "conj":
        return is_passive(verb.head) and not any(c.dep_ == "nsubj" for c in verb.children)
    return verb.dep_ in {"acl", "advcl", "amod", "pcomp", "oprd"} or any(c.dep_ == "agent" for c in verb.children)


def is_infinitive(verb: Token) -> bool:
    """Tell whether a verb has "to" before it."""
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """Give the grammatical subjects of a verb, found through relative clauses, control and coordination."""
    own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"} and not is_destination(c)]
    own = own or _apposed_subject(verb)
    if own:
        return [t for c in own for t in _relative(c, verb)]
    if depth > 6:
        return []
    return _inherited(verb, depth + 1)


def _apposed_subject(verb: Token) -> list[Token]:
    """The subject that the parser took for an apposition: "In a call with Biden, PUTIN said"."""
    will = verb.tag_ in {"VB", "VBG"} and any(
        c.dep_ == "aux" and c.tag_ in {"MD", "VBZ", "VBP", "VBD"} for c in verb.children
    )
    if verb.dep_ not in {"ROOT", "ccomp"} or not (will or verb.tag_ in {"VBD", "VBZ", "VBP", "VBN"}):
        return []
    at = verb.i
    while at and verb.doc[at - 1].head.i == verb.i and verb.doc[at - 1].dep_ in {"aux", "auxpass", "neg", "advmod"}:
        at -= 1
    before = verb.doc[at - 1] if at else verb
    comma = before.left_edge.i - 1
    fronted = before.dep_ == "appos" and before.pos_ == "PROPN" and comma > 0 and verb.doc[comma].text == ","
    return [before] if fronted and before.head.i < comma else []


def outer_subjects(verb: Token) -> list[Token]:
    """Give the subjects of the clause above, an object that may control the verb passed over: "IRAN used talks to ease sanctions"."""
    return surface_subjects(verb.head) if is_verb(verb.head) and verb.dep_ in {"xcomp", "advcl"} else []


def is_destination(subject: Token) -> bool:
    """Tell whether the parser took a goal for a subject: "left for OSLO to attend"."""
    verb = subject.head
    return (
        subject.ent_type_ in {"GPE", "LOC", "FAC"}
        and verb.dep_ == "advcl"
        and is_infinitive(verb)
        and any(c.dep_ == "mark" and c.lower_ == "for" and c.i < subject.i for c in verb.children)
    )


def _relative(subject: Token, verb: Token) -> list[Token]:
    """Replace a relative pronoun by what it stands for."""
    if subject.tag_ in RELATIVE or subject.lower_ == "that":
        head = verb
        while head.dep_ == "conj" and is_verb(head.head):
            head = head.head
        if head.dep_ == "relcl":
            return conjuncts(head.head) if _plural_relative(verb) else [head.head]
    return conjuncts(subject)


def _plural_relative(verb: Token) -> bool:
    return any(c.dep_ in {"aux", "auxpass"} and c.lower_ in {"have", "are", "were"} for c in verb.children)


def _inherited(verb: Token, depth: int) -> list[Token]:
    head = verb.head
    if verb.dep_ == "ROOT" or head.i == verb.i:
        return []
    if verb.dep_ in {"acl", "relcl"} and not is_verb(head):
        return _of_noun(verb, head, depth)
    if verb.dep_ == "amod":
        return [head]
    if is_verb(head) and (verb.dep_ in {"xcomp", "ccomp"} or (verb.dep_ == "advcl" and is_infinitive(verb))):
        controllers = _controllers(verb, head)
        if controllers and not (is_passive(verb) and verb.dep_ == "ccomp"):
            return [t for c in controllers for t in conjuncts(c)]
        return surface_subjects(head, depth)
    if verb.dep_ == "pcomp" and head.lower_ in {"for", "of", "from", "into"} and is_verb(head.head):
        blamed = [c for c in head.head.children if c.dep_ == "dobj" and c.i < verb.i]
        return [t for c in blamed for t in conjuncts(c)] or surface_subjects(head.head, depth)
    if verb.dep_ == "pcomp" and head.lower_ == "over" and (told := _told(climb(head))):
        return told
    if verb.dep_ == "conj" or is_verb(head):
        return surface_subjects(head, depth)
    return surface_subjects(climb(verb), depth) if climb(verb).i != verb.i else []


def _told(verb: Token) -> list[Token]:
    """To whom something is said: "issued a warning TO HIM over inviting them"."""
    nouns = [verb, *(c for c in verb.children if c.dep_ == "dobj")]
    return [
        t for n in nouns for c in n.children if c.dep_ in {"prep", "dative"} and c.lower_ == "to" for t in objects_of(c)
    ]


def _controllers(verb: Token, head: Token) -> list[Token]:
    """The object that controls a clause: "urged IRAN to talk", "sent HER to meet"; no place where one goes to do a thing."""
    objects = [c for c in head.children if c.dep_ in {"dobj", "dative"} and c.i < verb.i]
    if verb.dep_ == "advcl":
        objects = [c for c in objects if c.ent_type_ not in {"GPE", "LOC", "FAC"}]
    if objects or not is_infinitive(verb):
        return objects
    callers = {"on", "upon", "for"} if verb.dep_ == "advcl" else {"on", "upon", "for", "to"}  # "spoke to her to say"
    called = (c for c in head.children if c.dep_ == "prep" and c.lower_ in callers and c.i < verb.i)
    return [t for c in called for t in objects_of(c)]


def _of_noun(verb: Token, noun: Token, depth: int) -> list[Token]:
    """A clause below a noun: "officials meeting", "her decision to leave", "a plan by Oslo to lift"."""
    if verb.tag_ == "VBG" or (verb.tag_ == "VBN" and is_passive(verb)):
        return [noun]
    owners = [c for c in noun.children if c.dep_ == "poss"]
    if owners:
        return owners
    receivers = [
        t
        for c in noun.children
        if c.dep_ in {"prep", "dative"} and c.lower_ in {"for", "to", "of", "by"} and c.i < verb.i
        for t in objects_of(c)
    ]
    if receivers:
        return receivers
    verb_above = climb(noun)
    if verb_above.i == noun.i:
        return []
    receivers = [
        t for c in verb_above.children if c.dep_ in {"dative", "prep"} and c.lower_ == "to" for t in objects_of(c)
    ]
    receivers += [c for c in verb_above.children if c.dep_ == "dative" and c.pos_ != "ADP"]
    return receivers or surface_subjects(verb_above, depth)


def climb(token: Token) -> Token:
    """Give the nearest verb above a token, the token itself where there is none."""
    at = token
    while at.head.i != at.i:
        at = at.head
        if is_verb(at):
            return at
    return token


def objects_of(preposition: Token) -> list[Token]:
    """Give the objects of a preposition, coordination included."""
    out = []
    for child in preposition.children:
        if child.dep_ in {"pobj", "pcomp"}:
            out += conjuncts(child)
            if (
                child.dep_ == "pcomp"
                and child.tag_ == "VBG"
                and (preposition.lower_ == "with" or (preposition.lower_ == "for" and preposition.head.pos_ == "NOUN"))
            ):  # "with visiting President X"
                out += [t for c in child.children if c.dep_ == "dobj" for t in conjuncts(c)]
        elif child.dep_ == "prep":  # "from within", "out of"
            out += objects_of(child)
    return out


def deep_subjects(verb: Token) -> list[Token]:
    """Give who does it: the subject of an active verb, the agent of a passive one."""
    agents = [t for c in verb.children if c.dep_ == "agent" for t in objects_of(c)]
    if is_passive(verb):
        return agents
    return surface_subjects(verb)


def deep_objects(verb: Token) -> list[Token]:
    """Give whom it is done to: the object of an active verb, the subject of a passive one."""
    if is_passive(verb):
        if verb.dep_ in {"acl", "amod"} and not any(c.dep_ == "nsubjpass" for c in verb.children):
            return [verb.head]
        return surface_subjects(verb)
    own = [
        t for c in verb.children if c.dep_ in {"dobj", "dative"} and c.pos_ != "ADP" for t in _relative_object(c, verb)
    ]
    if own:  # "met the envoy, X, and OFFICIALS", hung on the verb
        own += [t for c in verb.children if c.dep_ == "conj" and c.pos_ in {"NOUN", "PROPN"} for t in conjuncts(c)]
    if not own and verb.dep_ == "relcl":
        own = [] if any(c.dep_ in SUBJECTS and c.tag_ in RELATIVE for c in verb.children) else [verb.head]
    if not own:
        own = [
            t
            for c in verb.children
            if c.dep_ in {"xcomp", "ccomp"}
            for k in c.children
            if k.dep_ == "nsubj" and k.i < c.i and c.tag_ == "VB"
            for t in conjuncts(k)
        ]
    return own


def _relative_object(token: Token, verb: Token) -> list[Token]:
    if token.tag_ in RELATIVE and verb.dep_ == "relcl":
        return [verb.head]
    return conjuncts(token)


def indirect_objects(verb: Token) -> list[Token]:
    """Give the indirect objects of a verb: "gave HIM an invitation"."""
    return [t for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP" for t in conjuncts(c)]


def prepositions(token: Token) -> Iterator[tuple[str, Token]]:
    """Give (preposition, object) of every prepositional phrase below a token and its participles."""
    for child in token.children:
        if child.dep_ in {"prep", "agent", "dative"} and child.pos_ in {"ADP", "SCONJ", "VERB", "ADV"}:
            for also in conjuncts(child):  # "sanctions on X and ON Y"
                for thing in objects_of(also):
                    yield also.lower_, thing
        elif (
            child.dep_ in {"acl", "prt"}
            or (child.dep_ == "relcl" and _lacks_object(child))
            or (child.dep_ == "advmod" and child.lower_ in {"together", "ahead", "along", "separately"})
        ):
            yield from prepositions(child)


def _lacks_object(relative: Token) -> bool:
    """Tell whether what a relative clause is said of is done in it: "talks held", "the embargo it has imposed on Cuba"."""
    return is_passive(relative) or not any(c.dep_ in SUBJECTS and c.tag_ in RELATIVE for c in relative.children)


def owners(noun: Token) -> list[Token]:
    """Give the possessors of a noun."""
    return [t for c in noun.children if c.dep_ == "poss" for t in conjuncts(c)]


def modifiers(noun: Token) -> list[Token]:
    """Give the adjectives and nouns that stand before a noun, coordination included: "US-Iran talks"."""
    out = []
    for child in noun.children:
        if child.i < noun.i and child.dep_ in {"amod", "compound", "nmod", "npadvmod", "nummod"}:
            out += [t for t in (*conjuncts(child), *modifiers(child))]
    return sorted(set(out), key=lambda t: t.i)


def noun_phrase(head: Token) -> tuple[int, int]:
    """Give the first and last token of the base noun phrase around a head: determiner to "of" phrases."""
    keep = {
        "det",
        "amod",
        "compound",
        "nmod",
        "poss",
        "nummod",
        "quantmod",
        "advmod",
        "case",
        "punct",
        "npadvmod",
        "predet",
    }
    left = min([head.i] + [t.i for c in head.children if c.i < head.i and c.dep_ in keep for t in c.subtree])
    right = head.i
    for child in head.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "from"} and child.i == right + 1:
            below = _without_clauses(child)
            right = max(below) if len(below) <= 8 else right
    return left, right


def _without_clauses(token: Token) -> list[int]:
    """Give the tokens of a phrase that hang on its head directly: no clause, no apposition, no conjunction that leads out of it."""
    joined = (c for c in token.children if not (c.dep_ == "conj" and c.pos_ != token.pos_))
    own = (c for c in joined if c.dep_ not in ASIDES and not (c.dep_ == "prep" and c.lower_ == "in"))
    below = sorted([token.i, *(i for c in own for i in _without_clauses(c))])
    while len(below) > 1 and token.doc[below[-1]].dep_ in {"cc", "punct"}:
        below.pop()
    return below
