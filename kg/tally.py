"""What each actor and each place is called over all reports: counts, to which an article adds and from which it takes.

A tally says all that the description of an actor or place is made of, so that one more article costs the reading of the
tallies it touches, not of all articles. Counts do not depend on the order in which articles came.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar

from kg.iri import World, actor_iri
from kg.model import Actor, Place, Report

Word = TypeVar("Word", bound=str)
Tally: TypeAlias = (
    "Counter[tuple[str, str]]"  # (field, value) -> how many namings; fields: see `_of_actor`, `_of_place`
)


def namings(reports: Iterable[Report], world: World) -> dict[str, Tally]:
    """Give what reports call each actor and each place, by the IRI that follows from the naming alone."""
    found: defaultdict[str, Tally] = defaultdict(Counter)
    for report in reports:
        for actor in (*(p.actor for p in report.participants), *report.attribution):
            found[actor_iri(actor)].update(_of_actor(actor))
        if report.place:
            found[world.place(report.place)].update(_of_place(report.place))
    return dict(found)


def _of_actor(actor: Actor) -> Iterator[tuple[str, str]]:
    yield "kind", actor.kind
    yield from _named(actor, actor.wikidata)
    if actor.state_media:
        yield "media", "state"


def _of_place(place: Place) -> Iterator[tuple[str, str]]:
    return _named(place, place.geonames)


def _named(thing: Actor | Place, item: str) -> Iterator[tuple[str, str]]:
    pairs = [("name", thing.name), ("country", thing.country), ("item", item)]
    yield from (pair for pair in pairs if pair[1])
    yield from (("alias", alias) for alias in thing.aliases if _is_name(alias))


def _is_name(alias: str) -> bool:
    """Tell a name ("Kim", "bin Salman") from a description ("the Russian leader"), which is no label."""
    words = alias.split()
    return bool(words) and not words[-1][:1].islower()


def values(tally: Tally, name: str) -> Counter[str]:
    """Give the values of a field with their counts."""
    return Counter({value: count for (key, value), count in tally.items() if key == name})


def best(tally: Tally, name: str, default: str = "") -> str:
    """Give the value of a field that most namings have (see `commonest`)."""
    return commonest(values(tally, name), default)


def commonest(counts: Mapping[Word, int], default: Word) -> Word:
    """Give the most frequent word, of these the longest, of these the first in the alphabet."""
    return min(counts, key=lambda w: (-counts[w], -len(w), w), default=default)


def most_frequent(words: Iterable[Word], default: Word) -> Word:
    """Give the most frequent word that is not empty, of these the longest, of these the first in the alphabet.

    >>> most_frequent(["Kim Jong-un", "Kim Jong Un", "", "Kim", "Kim"], ""), most_frequent([], "none")
    ('Kim', 'none')
    """
    return commonest(Counter(w for w in words if w), default)


def changed(tally: Tally, gone: Tally, come: Tally) -> Tally:
    """Give a tally after some namings went and others came."""
    return Counter({pair: n for pair in tally.keys() | come.keys() if (n := tally[pair] - gone[pair] + come[pair]) > 0})


def to_json(tally: Tally) -> str:
    """Write a tally; equal tallies give equal strings.

    >>> to_json(Counter({("name", "Kim"): 2, ("kind", "person"): 2}))
    '[["kind","person",2],["name","Kim",2]]'
    """
    rows = sorted([*pair, count] for pair, count in tally.items())
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read_tally(text: str) -> Tally:
    """Read a tally: the inverse of `to_json`."""
    return Counter({(name, value): count for name, value, count in json.loads(text)})
