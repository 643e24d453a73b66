"""Measure what one more article costs with few and with many articles in the store, and how long the questions take.

    python benchmarks/grow.py 1000 10000 100000 [--more 100] [--memory] [--keep FOLDER] [--askings 20]

Each size gives a store on disk (in memory with --memory) of made-up articles, told at a steady rate over the years: the
ministers of all countries meet, visit, invite and sanction each other, some more often than others, and each event is
told by three papers, one of which prints half of what another does. Then some more articles are written one at a time, the
events put right after each. Printed are the median cost of one article for each size, and the last as a multiple of the
first. Then the questions are asked of each store (see `benchmarks/questions.py`). --keep leaves the stores in a folder, to
be asked again.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import questions

from kg.iri import World
from kg.model import Actor, Article, Evidence, Kind, Participant, Period, Place, Report, Status
from kg.store import Store

A_DAY = 20  # articles
TOLD = 3  # by how many articles an event is told
DENIED = 20  # one event in so many is denied by one of its articles
OFFICES = ("foreign-minister", "head-of-government", "")
DOINGS = (
    ("Meeting", "hold", "participant", "participant", ("occurred", "planned", "alleged")),
    ("Visit", "make", "visitor", "host", ("occurred", "planned", "cancelled")),
    ("Invitation", "issue", "inviter", "invitee", ("occurred",)),
    ("Invitation", "accept", "inviter", "invitee", ("occurred",)),
    ("Sanction", "impose", "sender", "target", ("occurred", "threatened")),
    ("Sanction", "ease", "sender", "target", ("occurred",)),
)
AGENCY = Actor("State News Agency", Kind.ORGANIZATION, "BLR", state_media=True)
WORDS = 300  # of an article
TEXT = "The ministers met on Tuesday, their offices said."


def articles(world: World) -> Iterator[tuple[Article, list[Report]]]:
    """Give an endless series of articles, each with two reports."""
    codes = sorted(code for code in world.countries if code not in world.unions)
    number = 0
    while True:
        day = date(1960, 1, 1) + timedelta(number // A_DAY)
        name = f"article-{number}"
        made = Article(name, _text(number), f"Article {number}", f"Paper {number % 50}", day)
        yield made, [_report(name, 2 * (number // TOLD) + n, number, day, codes) for n in range(2)]
        number += 1


def _text(number: int) -> str:
    """Write an article; the second of those that tell an event is the first, cut by half."""
    copies = number % TOLD == 1
    chance = random.Random(number - copies)
    words = [f"word{chance.randrange(5000)}" for _ in range(WORDS)]
    return f"{TEXT}\n\n{' '.join(words[: WORDS // (1 + copies)])}"


def _report(article: str, event: int, number: int, day: date, codes: list[str]) -> Report:
    """Report an event, as one of several articles that tell it."""
    chance, own = random.Random(event), random.Random(number)
    type_, action, one, other, statuses = chance.choice(DOINGS)
    guest, host = (codes[int(len(codes) * chance.random() ** 2)] for _ in range(2))
    sides = (_minister(one, guest, chance.randrange(3)), _minister(other, host, chance.randrange(3)))
    status = Status(chance.choice(statuses))
    denied = chance.randrange(DENIED) == 0 and number % TOLD == TOLD - 1
    return Report(
        article=article,
        type=type_,
        action=action,
        status=Status.DENIED if denied else status,
        participants=tuple(sorted(sides)),
        when=Period.day(day - timedelta(chance.randrange(3))) if own.random() < 0.7 else None,
        place=Place(f"Capital of {host}", host) if chance.random() < 0.5 else None,
        attribution=(AGENCY,) if own.random() < 0.1 else (),
        evidence=(Evidence(0, len(TEXT), TEXT),),
        confidence=0.9,
    )


def _minister(role: str, code: str, number: int) -> Participant:
    family = f"{'ABC'[number]}{code.lower()}son"
    return Participant(role, Actor(f"Alex {family}", Kind.PERSON, code, aliases=(family,)), OFFICES[number])


def costs(sizes: list[int], more: int, folder: Path | None) -> tuple[list[Store], list[float]]:
    """Give a store of each size, and the median cost in seconds of an article on top of it; the stores take turns."""
    stores = [Store(folder / str(size) if folder else None) for size in sizes]
    series = [filled(store, size) for store, size in zip(stores, sizes)]
    took: list[list[float]] = [[] for _ in sizes]
    for _ in range(more):
        for store, told, times in zip(stores, series, took):
            article = next(told)
            began = time.perf_counter()
            store.put(*article)
            store.refresh()
            times.append(time.perf_counter() - began)
    return stores, [statistics.median(times) for times in took]


def filled(store: Store, size: int) -> Iterator[tuple[Article, list[Report]]]:
    """Write so many articles, and give those that come next."""
    told = articles(World.load())
    for number in range(size):
        store.put(*next(told))
        if number % 10_000 == 9_999:
            store.refresh()
    store.refresh()
    return told


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="+", metavar="SIZE")
    parser.add_argument("--more", type=int, default=100, help="articles measured on top [default: 100]")
    parser.add_argument("--memory", action="store_true", help="keep the stores in memory")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the stores here, and leave them")
    parser.add_argument("--askings", type=int, default=20, help="of each question, at most [default: 20]")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        stores, found = costs(given.sizes, given.more, None if given.memory else given.keep or Path(name))
        for size, seconds in zip(given.sizes, found):
            print(f"{size:9,} articles: one more {seconds * 1000:7.1f} ms")
        print(f"last / first: {found[-1] / found[0]:.2f}", flush=True)
        for size, store in zip(given.sizes, stores):
            print(f"\n{size:,} articles")
            questions.report(store, given.askings)
            store.close()


if __name__ == "__main__":
    main()
