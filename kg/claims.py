"""Find what corrections say against one another: what is one by some and not by others, circles, two states in one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from kg.corrections import Correction, Judgement, Reference
from kg.iri import short_iri
from kg.rulings import classes

HERE = "this correction"  # what is said of one that has no place in a file


@dataclass(frozen=True, slots=True)
class _Claim:
    """That two things are one, or are not: by which correction, and its number in the order given, 0 for one that is held."""

    one: str
    other: str
    by: str
    number: int

    @property
    def new(self) -> bool:
        """Tell whether it is of a new correction."""
        return self.number > 0


def contradictions(
    new: Mapping[str, Correction],
    held: Iterable[Correction],
    key: Callable[[Reference], str],
    is_state: Callable[[str], bool],
) -> list[str]:
    """Give what new corrections say against one another or against those that are held: each fault with its place.

    Args:
        new: by place; the place of a single one is "".
        held: those that are there already.
        key: tells one report from others.
        is_state: tells states, and the unions that act as one, from other actors.
    """
    every = [(place or HERE, c, number) for number, (place, c) in enumerate(new.items(), 1)]
    every += [(f"{short_iri(c.iri)} ({c.author}, {c.day})", c, 0) for c in held]
    actors = [claim for row in every for claim in _identities(*row)]
    reports = [claim for row in every for claim in _unions(*row, key)]
    apart = [claim for row in every for claim in _separations(*row, key)]
    return [*_circles(actors), *_against([*actors, *reports], apart), *_states(actors, is_state)]


def _identities(by: str, made: Correction, number: int) -> Iterator[_Claim]:
    if made.judgement is Judgement.SAME_ACTOR:
        yield from (_Claim(actor, made.actors[-1], by, number) for actor in made.actors[:-1])


def _unions(by: str, made: Correction, number: int, key: Callable[[Reference], str]) -> Iterator[_Claim]:
    if made.judgement is Judgement.SAME_EVENT:
        first, *others = map(key, made.references)
        yield from (_Claim(first, other, by, number) for other in others if other != first)


def _separations(by: str, made: Correction, number: int, key: Callable[[Reference], str]) -> Iterator[_Claim]:
    if made.judgement is Judgement.NOT_SAME_ACTOR:
        yield from (_Claim(one, other, by, number) for one, other in combinations(made.actors, 2))
    if made.judgement is Judgement.NOT_SAME_EVENT:
        for one, other in combinations(made.events, 2):
            yield from (_Claim(key(a), key(b), by, number) for a, b in product(one, other))


def _against(same: Sequence[_Claim], apart: Sequence[_Claim]) -> Iterator[str]:
    """Find what is one by some and not one by another."""
    one = classes((c.one, c.other) for c in same)
    for claim in apart:
        if claim.other in one.get(claim.one, ()):
            chain = _chain(claim.one, claim.other, same, directed=False)
            if claim.new or any(c.new for c in chain):
                yield _fault(
                    [claim, *chain],
                    f"{short_iri(claim.one)} and {short_iri(claim.other)} are not one by {claim.by}, "
                    f"but one by {_and(chain)}",
                )


def _circles(actors: Sequence[_Claim]) -> Iterator[str]:
    """Find actors that are another who is, in the end, they."""
    told: set[frozenset[_Claim]] = set()
    for claim in (c for c in actors if c.new):
        chain = _chain(claim.other, claim.one, actors, directed=True)
        if chain and frozenset((claim, *chain)) not in told:
            told.add(frozenset((claim, *chain)))
            way = " is ".join(short_iri(iri) for iri in (claim.one, *(c.one for c in chain), claim.one))
            yield _fault([claim, *chain], f"{way}: a circle, by {_and([claim, *chain])}")


def _states(actors: Sequence[_Claim], is_state: Callable[[str], bool]) -> Iterator[str]:
    """Find actors that are two states."""
    one = classes((c.one, c.other) for c in actors)
    mains = {c.other for c in actors if is_state(c.other)}
    for a, b in combinations(sorted(mains), 2):
        if b in one.get(a, ()):
            chain = _chain(a, b, actors, directed=False)
            if any(c.new for c in chain):
                yield _fault(chain, f"two states, {short_iri(a)} and {short_iri(b)}, are one by {_and(chain)}")


def _chain(start: str, end: str, claims: Sequence[_Claim], *, directed: bool) -> list[_Claim]:
    """Give the shortest chain of claims from one thing to another; none where there is none."""
    near: defaultdict[str, list[tuple[str, _Claim]]] = defaultdict(list)
    for claim in claims:
        near[claim.one].append((claim.other, claim))
        if not directed:
            near[claim.other].append((claim.one, claim))
    came: dict[str, list[_Claim]] = {start: []}
    todo = deque([start])
    while todo and end not in came:
        thing = todo.popleft()
        for other, claim in near[thing]:
            if other not in came:
                came[other] = [*came[thing], claim]
                todo.append(other)
    return came.get(end, [])


def _and(claims: Iterable[_Claim]) -> str:
    return " and ".join(dict.fromkeys(c.by for c in sorted(claims, key=lambda c: c.number)))


def _fault(claims: Sequence[_Claim], what: str) -> str:
    """Say what is wrong, at the place of the last new correction that has a part in it, and what to do."""
    place = max(claims, key=lambda c: c.number).by
    old = [c.by.split(" ")[0] for c in claims if not c.new]
    mend = f"; take one of them out, or first: kg correct undo {old[0]}" if old else "; take one of them out"
    return f"{'' if place == HERE else f'{place}: '}{what}{mend}"
