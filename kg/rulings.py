"""What corrections add up to: which things are one, which are not, and clusters of things that agree with both.

Things are namings of actors, or reports, by IRI. What the resolver concludes stands wherever no correction speaks; where
one does, it wins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Rulings:
    """Which things are one, and which are not.

    `one` gives, by thing, all that corrections make one with it, itself included; only those with others are there.
    `apart` holds the pairs that are not one, for each thing of either class.
    """

    one: Mapping[str, frozenset[str]] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    def parted(self, a: str, b: str) -> bool:
        """Tell whether corrections keep two things apart."""
        return bool(self.apart) and frozenset((a, b)) in self.apart

    def settle(
        self, clusters: Iterable[Sequence[Thing]], name: Callable[[Thing], str], order: Callable[[Thing], Any]
    ) -> list[list[Thing]]:
        """Put clusters together that hold things of one class.

        What corrections keep apart from others in a cluster that has come together goes out by itself, the last in order
        first, and whole classes rather than a part of one.

        Args:
            clusters: as the resolver has them, no two things of which are apart in any.
            name: gives the IRI of a thing.
            order: gives what things are ordered by; total.
        """
        if not self.one:
            return [list(cluster) for cluster in clusters]
        joined: list[list[Thing]] = []
        for cluster in clusters:
            classes = {self.one[name(t)] for t in cluster if name(t) in self.one}
            near = [other for other in joined if any(name(t) in class_ for class_ in classes for t in other)]
            joined = [other for other in joined if other not in near]
            joined.append([thing for other in (*near, list(cluster)) for thing in other])
        return [part for cluster in joined for part in self._parts(sorted(cluster, key=order), name)]

    def _parts(self, cluster: Sequence[Thing], name: Callable[[Thing], str]) -> list[list[Thing]]:
        """Part a cluster so that nothing in it is apart."""
        units: dict[frozenset[str], list[Thing]] = {}
        for thing in cluster:
            units.setdefault(self.one.get(name(thing), frozenset((name(thing),))), []).append(thing)
        kept: list[Thing] = []
        out: list[list[Thing]] = []
        for unit in sorted(units.values(), key=lambda u: name(u[0]) not in self.one):
            if any(self.parted(name(a), name(b)) for a, b in product(unit, kept)):
                out.append(unit)
            else:
                kept += unit
        return [kept, *out]


NONE = Rulings()


def rulings(same: Iterable[Collection[str]], different: Iterable[tuple[str, str]]) -> Rulings:
    """Give what corrections add up to.

    Args:
        same: things that are one, a collection a correction.
        different: pairs that are not.

    Where a class would hold two that are not one, which no check lets in but the edit of an article can bring about, what
    makes it one has no effect.
    """
    groups, pairs = [frozenset(g) for g in same], sorted(set(different))
    one = classes(groups)
    broken = {one[a] for a, b in pairs if a in one and b in one[a]}
    if broken:
        one = classes(g for g in groups if not any(g <= class_ for class_ in broken))
    apart = {
        frozenset(pair)
        for a, b in pairs
        for pair in product(one.get(a, frozenset((a,))), one.get(b, frozenset((b,))))
        if pair[0] != pair[1]
    }
    return Rulings(one, frozenset(apart))


def classes(same: Iterable[Collection[str]]) -> dict[str, frozenset[str]]:
    """Give, by thing, all that are one with it where some are one; things of which nothing is said are left out.

    >>> sorted(classes([("a", "b"), ("c", "b"), ("d", "d")])["a"])
    ['a', 'b', 'c']
    """
    near: defaultdict[str, set[str]] = defaultdict(set)
    for group in same:
        for thing in group:
            near[thing] |= set(group)
    found: dict[str, frozenset[str]] = {}
    for thing in near:
        if thing not in found:
            todo, class_ = [thing], set[str]()
            while todo:
                class_.add(one := todo.pop())
                todo += near[one] - class_
            found.update(dict.fromkeys(class_, frozenset(class_)))
    return {thing: class_ for thing, class_ in found.items() if len(class_) > 1}
