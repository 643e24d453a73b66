"""Mend: four faults of small parsers, put right by the words around them.

A name with an apposition is taken for the whole sentence, its verb for an attribute. A name after a verb is taken for a
clause of it. A day
right after a place is taken for its head. And wire sentences close with who says
them: "..., the ministry said on Monday." That source is often taken for one more name of the list before it. The words show
it by themselves: a comma, a noun phrase, a verb of saying, and nothing after it but when, where and to whom. The tree is then
hung anew: the verb on top, the name or the source its subject, the rest said.
"""

from __future__ import annotations

from collections.abc import Set

from spacy.tokens import Doc, Token

from kg import syntax
from kg.ontology import Ontology

FINITE = {"VBD", "VBZ", "VBP", "MD"}
NOMINAL = {"NOUN", "PROPN", "PRON"}
PHRASE = {*NOMINAL, "DET", "ADJ", "ADP", "PART", "NUM", "CCONJ", "ADV"}  # what a noun phrase is made of
COMMAS, QUOTES = {","}, {'"', "”", "“", "''", "’"}
LONGEST = 16  # words of a source


class Mender:
    """Mends parsed sentences in place. Built once from the words of speech of the grammar."""

    def __init__(self, ontology: Ontology) -> None:
        self._speech = frozenset(ontology.grammar["speech"]["verbs"])
        self._listening = ontology.words("told_to")
        self._times = frozenset({*ontology.dates["weekdays"], *ontology.dates["times"]})

    def __call__(self, doc: Doc) -> None:
        """Hang a sentence below its verb where a name is on top, or below the verb of saying that closes it."""
        _part_days(doc, self._times)
        _raise(doc)
        for token in doc:
            _take_object(token)
        verb = next((t for t in reversed(doc) if self._closes(t)), None)
        source = _source(verb) if verb is not None else None
        if verb is not None and source is not None:
            _hang(verb, source)

    def _closes(self, verb: Token) -> bool:
        """Tell whether a word is a verb of saying with nothing said after it."""
        if verb.tag_ not in {"VBD", "VBZ", "VBP", "VBN"} or verb.lemma_.lower() not in self._speech:
            return False
        if any(c.dep_ == "auxpass" for c in verb.children):
            return False
        after = verb.doc[verb.i + 1 : _aside(verb)]
        if any(
            t.tag_ in FINITE or t.tag_ in {"VB", "VBG", "VBN", "TO", "WDT", "WP"} or t.text in QUOTES for t in after
        ):
            return False
        told = verb.lemma_.lower() in self._listening
        return not any(c.i > verb.i and c.dep_ == "dobj" and not told for c in verb.children)


def _aside(verb: Token) -> int:
    """Give the token at which something is added to a sentence: "X reported, QUOTING diplomats"."""
    doc = verb.doc
    added = (t.i for t in doc[verb.i + 1 :] if t.tag_ == "VBG" and doc[t.i - 1].text in COMMAS)
    return next(added, len(doc))


def _raise(doc: Doc) -> None:
    """ "X, a former minister, CALLED for talks": the verb, taken for an attribute of the name, on top of the sentence."""
    name = next(t for t in doc if t.head.i == t.i)
    if name.pos_ not in NOMINAL:
        return
    for verb in name.children:
        bare = verb.tag_ == "VBD" and verb.dep_ in {"acl", "advcl", "dep"} and verb.i > name.i
        if bare and doc[verb.i - 1].text in COMMAS and not any(c.dep_ in syntax.SUBJECTS for c in verb.children):
            verb.head, verb.dep_ = verb, "ROOT"
            name.head, name.dep_ = verb, "nsubj"
            _rehang(verb)
            return


def _part_days(doc: Doc, times: Set[str]) -> None:
    """Part a day from the place before it, in place: "in Riga Monday night", which parsers take for one noun, is at two places of the verb."""
    for token in doc:
        if token.dep_ != "pobj" or token.lower_ not in times or token.head.pos_ != "ADP":
            continue
        place = [c for c in token.lefts if c.dep_ == "compound" and c.pos_ == "PROPN" and c.lower_ not in times]
        if not place or place[0].i < token.head.i:
            continue
        preposition, name = token.head, place[-1]
        for word in place[:-1]:
            word.head = name
        name.head, name.dep_ = preposition, "pobj"
        for child in [c for c in token.rights if c.dep_ == "prep"]:
            child.head = preposition.head
        token.head, token.dep_ = preposition.head, "npadvmod"


def _take_object(name: Token) -> None:
    """ "X met Foreign Minister Y": a person taken for a clause of the verb before is its object."""
    verb = name.head
    if name.dep_ != "advcl" or name.tag_ != "NNP" or verb.i > name.i or not syntax.is_verb(verb):
        return
    if not any(c.dep_ in {"dobj", "mark", "aux", "nsubj"} and c.i > verb.i for c in (*verb.children, *name.children)):
        name.dep_ = "dobj"


def _rehang(verb: Token) -> None:
    """Hang what stands after a verb, and hung on something before it, on the verb."""
    for token in verb.doc[verb.i + 1 :]:
        if token.head.i < verb.i:
            token.head = verb


def _source(verb: Token) -> Token | None:
    """Give the head of the phrase between a comma and a closing verb of saying, its name put together; None without one."""
    doc, last = verb.doc, verb.i - 1
    while last > 0 and (doc[last].dep_ in {"aux", "auxpass", "advmod"} or doc[last].pos_ in {"AUX", "ADV"}):
        last -= 1
    if doc[last].text in COMMAS:  # "X, the minister of Y, said"
        last = next((t.i for t in reversed(doc[:last]) if t.text in COMMAS), 0) - 1
    first = last
    while first > 0 and last - first < LONGEST and _inside(doc[first]):
        first -= 1
    opened = doc[first].text in COMMAS | QUOTES
    if not opened or first >= last or doc[first + 1].pos_ in {"CCONJ", "ADP", "ADV", "SCONJ"}:
        return None
    if not any(t.tag_ in FINITE for t in doc[:first]):
        return None
    phrase = doc[first + 1 : last + 1]
    if any(t.tag_ in syntax.RELATIVE for t in phrase):
        return None
    heads = [t for t in phrase if t.pos_ in NOMINAL and not first < t.head.i <= last]
    for before in heads[:-1]:
        before.head, before.dep_ = heads[-1], "compound"  # "the newspaper X reported"
    return heads[-1] if heads else None


def _inside(token: Token) -> bool:
    return (
        token.pos_ in PHRASE or token.tag_ in {"HYPH", "POS"} or (token.tag_ in {"VBG", "VBN"} and token.dep_ == "amod")
    )


def _hang(verb: Token, source: Token) -> None:
    if source.dep_ == "nsubj" and source.head.i == verb.i and verb.head.i == verb.i:
        return
    root = next(t for t in verb.doc if t.head.i == t.i)
    source.head, source.dep_ = verb, "nsubj"
    if root.i != verb.i:
        verb.head, verb.dep_ = verb, "ROOT"
        root.head, root.dep_ = verb, "ccomp"
    _rehang(verb)
