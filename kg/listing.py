"""Listing: names that stand side by side in a list, whatever the parser makes of it.

"King A, Prime Minister B, the foreign minister, C, and General D": the parser takes such lists for chains of
appositions more often than not; the words between the names tell better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from kg.naming import Name, Recognised

LISTED = {"person", "state", "organization", "metonym", "capital"}


def lists(
    doc: Doc, recognised: Recognised, between: frozenset[str], nouns: frozenset[str], joins: frozenset[str]
) -> list[list[Name]]:
    """Give the lists of names of a sentence: two or more names joined by commas, the last by a conjunction.

    Args:
        between: lower-case words that may stand before a name of a list, besides its title.
        nouns: lemmas of common nouns that may, too: "businessman X".
        joins: the conjunctions.
    """
    return [kept for run in _runs(doc, recognised, between, nouns, joins) if len(kept := _closed(doc, run, joins)) > 1]


def _runs(
    doc: Doc, recognised: Recognised, between: frozenset[str], nouns: frozenset[str], joins: frozenset[str]
) -> Iterator[list[Name]]:
    """Names with nothing but commas, titles and such words between them."""
    run: list[Name] = []
    modifiers = {n.first for n in recognised.names if _modifies(doc, recognised, n, nouns)}
    for name in recognised.names:
        if name.first in modifiers or name.type not in LISTED:
            continue
        if run and not _adjoin(doc, recognised, run[-1], name, between, nouns, joins, modifiers):
            yield run
            run = []
        run.append(name)
    yield run


def _modifies(doc: Doc, recognised: Recognised, name: Name, nouns: frozenset[str]) -> bool:
    """Tell whether a name only says whose title follows: "Iran's Foreign Minister", "Nauru President"."""
    if name.type == "person":
        return False
    following = name.last + 1
    while following < len(doc) and (doc[following].tag_ == "POS" or doc[following].pos_ == "ADJ"):
        following += 1
    return (
        recognised.title_at(following) is not None
        or recognised.title_at(name.first) is not None
        or doc[name.last].dep_ in {"poss", "compound", "amod", "nmod"}
        or doc[name.last + 1 : name.last + 2].text in {"'s", "’s", "'", "’"}
        or _of_somebody(doc, recognised, name, nouns)
    )


def _of_somebody(doc: Doc, recognised: Recognised, name: Name, nouns: frozenset[str]) -> bool:
    """Tell whether a name says where those before it are from, or posted: "President X of Ruritania", "envoys to Ruritania"."""
    k = name.first - 1
    owner = (
        recognised.name_at(k - 1) if k > 0 and doc[k].tag_ == "POS" else None
    )  # "the minister of Ruritania's armed forces"
    k = owner.first - 1 if owner is not None else k
    k -= k > 0 and doc[k].lower_ == "the"
    if k < 1 or doc[k].lower_ not in {"of", "to"}:
        return False
    before = recognised.name_at(k - 1)
    if name.type == "organization" and doc[k - 1].pos_ == "NOUN":  # "X and officials of the Ministry"
        return doc[k].lower_ == "of" and doc[k - 1].lemma_.lower() in nouns
    posted = name.type == "state" and recognised.title_at(k - 1) is not None
    return posted or (before is not None and before.type == "person" and doc[k].lower_ == "of")


def _adjoin(
    doc: Doc,
    recognised: Recognised,
    left: Name,
    right: Name,
    between: frozenset[str],
    nouns: frozenset[str],
    joins: frozenset[str],
    modifiers: set[int],
) -> bool:
    parted = False
    for k in range(left.last + 1, right.first):
        token = doc[k]
        name = recognised.name_at(k)
        if token.text in {",", ";"} or token.dep_ == "cc" or token.lower_ in joins:
            parted = True
        elif not (
            recognised.title_at(k) is not None
            or (name is not None and name.first in modifiers)
            or token.lower_ in between
            or (token.pos_ == "NOUN" and token.lemma_.lower() in nouns)
            or token.tag_ == "POS"
        ):
            return False
    return parted and not _starts_clause(doc, left, right)


def _starts_clause(doc: Doc, left: Name, right: Name) -> bool:
    """Tell whether the right one is the subject of a clause of its own: "met X, and Minister Y said"."""
    head = doc[right.first : right.last + 1].root
    before = doc[left.first : left.last + 1].root
    if head.dep_ not in {"nsubj", "nsubjpass"} or _below(before, head):
        return False
    return before.dep_ == "pobj" or not any(c.dep_ == "conj" for c in head.children)


def _below(token: Token, head: Token) -> bool:
    at = token
    while at.head.i != at.i:
        at = at.head
        if at.i == head.i:
            return True
    return False


def _closed(doc: Doc, run: Sequence[Name], joins: frozenset[str]) -> list[Name]:
    """Cut a run after the last name that a conjunction introduces: without one it is an apposition."""
    for k in range(len(run) - 1, 0, -1):
        if any(doc[i].lower_ in joins for i in range(run[k - 1].last + 1, run[k].first)):
            return list(run[: k + 1])
    return []
