"""Correct what the graph concludes: take an analyst's corrections, list them, write them to a file, undo them.

Corrections are taken together or not at all: every fault of a file is told at once, with its line, and then nothing has
changed. See `kg.corrections` for what a correction is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.claims import contradictions
from kg.corrections import Correction, Reference, to_json
from kg.given import Given, There, refuse
from kg.iri import ID, short_iri, whole_iri
from kg.model import CorrectionError

if TYPE_CHECKING:
    from kg.store import Store

CLOCKS_APART = timedelta(days=1)  # the farthest that a day elsewhere on earth is ahead


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction as it is listed. `waits` says what it has no effect on, and why; "" where it has all of its effect."""

    correction: Correction
    waits: str

    def __str__(self) -> str:
        made = self.correction
        of = [*map(short_iri, made.actors), *(" + ".join(_told(r) for r in group) for group in made.events)]
        head = f"{short_iri(made.iri)}  {made.judgement}  {made.day}  {made.author}"
        return "\n".join([head, *(f"    {thing}" for thing in of), f"    because: {made.reason}", *self._without()])

    def _without(self) -> Iterator[str]:
        if self.waits:
            yield f"    without effect: {self.waits}"


def _told(reference: Reference) -> str:
    return f"{reference.type} in {reference.article}: “{reference.quote}”"


# ---------------------------------------------------------------- taking, listing, undoing


def correct(
    store: Store,
    judgement: str,
    *things: str,
    author: str,
    reason: str,
    day: date | str | None = None,
    today: date | None = None,
) -> Correction:
    """Take one correction.

    Args:
        store: open for writing.
        judgement: "same-actor" (the last is the one that the others are), "not-same-actor", "same-event",
            "not-same-event" or "wrong-report".
        things: IRIs, whole or as "id:...": of actors, else of reports or of events, which stand for all of their reports.
        author: who says so.
        reason: why, for people.
        day: when it was said, a date or "YYYY-MM-DD"; by default today.
        today: what day it is, by default by the clock. A day after tomorrow's is taken for a slip.

    Raises:
        CorrectionError: it cannot be taken, and nothing has changed.
        StoreError: the store cannot be written.
    """
    row = {
        "correction": judgement,
        "of": list(things),
        "author": author,
        "date": str(day or today or date.today()),
        "reason": reason,
    }
    ((made,), _) = _take(store, [("", row)], ahead=False, today=today)
    return made


def load(store: Store, path: str | Path, *, ahead: bool = False, today: date | None = None) -> tuple[Correction, ...]:
    """Take all corrections of a file, in JSON lines as `dump` writes them.

    Args:
        store: open for writing.
        path: the file.
        ahead: keep also what is about articles and actors that are not there yet, until they come.
        today: as in `correct`.

    Returns:
        Those that are new.

    Raises:
        CorrectionError: some cannot be taken: all are named with their lines, and nothing has changed.
        StoreError: the store cannot be written.
    """
    return take(store, Path(path).read_bytes(), str(path), ahead=ahead, today=today)


def take(
    store: Store, lines: bytes, name: str, *, ahead: bool = False, today: date | None = None
) -> tuple[Correction, ...]:
    """Take corrections in JSON lines; `name` is that of where they are from. As `load`."""
    rows: list[tuple[str, Any]] = []
    faults: list[str] = []
    for number, line in enumerate(lines.splitlines(), 1):
        if line.strip():
            try:
                rows.append((f"{name}:{number}", json.loads(line.decode("utf-8-sig"))))
            except (ValueError, RecursionError) as error:
                faults.append(f"{name}:{number}: is not JSON in UTF-8: {error}; write one object a line")
    return tuple(_take(store, rows, ahead=ahead, today=today, faults=faults)[1])


def undo(store: Store, names: Iterable[str]) -> tuple[Correction, ...]:
    """Take corrections out, as if they had never been made.

    Args:
        store: open for writing.
        names: their IRIs, whole, as "id:correction/...", or the beginning of the last part that no other begins with.

    Raises:
        CorrectionError: some are not there, or several are meant; nothing has changed.
        StoreError: the store cannot be written.
    """
    there = {made.iri: made for made in store.corrections()}
    gone: dict[str, Correction] = {}
    faults = []
    for name in names:
        iri = whole_iri(name)
        start = iri if iri.startswith(ID) else f"{ID}correction/{iri.removeprefix('correction/')}"
        meant = [made for other, made in there.items() if other.startswith(start)]
        if len(meant) == 1:
            gone[meant[0].iri] = meant[0]
        else:
            what = f"{len(meant)} corrections begin so" if meant else "there is no such correction"
            faults.append(f"{name}: {what}; kg correct list shows them all")
    refuse(faults)
    store.correct(gone=gone.values())
    store.refresh()
    return tuple(gone.values())


def listing(store: Store) -> tuple[Listed, ...]:
    """Give all corrections by day, then by IRI, each with what it waits for."""
    there = There(store)
    return tuple(Listed(c, there.lacks(c)) for c in sorted(store.corrections(), key=lambda c: (c.day, c.iri)))


def dump(store: Store) -> Iterator[str]:
    """Write all corrections as JSON lines, which `load` takes; equal corrections give equal lines."""
    return (json.dumps(to_json(made), ensure_ascii=False) + "\n" for made in store.corrections())


def _take(
    store: Store, rows: Iterable[tuple[str, Any]], *, ahead: bool, today: date | None, faults: Iterable[str] = ()
) -> tuple[list[Correction], list[Correction]]:
    """Take corrections from rows, each with its place; give all of them, and those that are new."""
    store.refresh()  # events are named by what they are now
    there = There(store)
    faults, made = list(faults), dict[str, Correction]()
    for place, row in rows:
        try:
            made[place] = Given(row, there, ahead).correction()
        except CorrectionError as error:
            faults += [f"{place}: {fault}" if place else fault for fault in str(error).split("\n")]
    held = store.corrections()
    known = {c.iri for c in held}
    new = {place: c for place, c in made.items() if c.iri not in known}
    latest = (today or date.today()) + CLOCKS_APART
    faults += [_to_come(place, c.day) for place, c in new.items() if c.day > latest]
    faults += contradictions(new, held, there.key, there.is_state)
    refuse(faults)
    come = list({c.iri: c for c in new.values()}.values())
    if come:
        store.correct(come)
        store.refresh()
    return list(made.values()), come


def _to_come(place: str, day: date) -> str:
    return f"{place}{': ' if place else ''}the date {day} is still to come; mend it, or the clock of this machine"
