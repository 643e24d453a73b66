"""`kg correct`: what an analyst says against what was concluded, and what becomes of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.terminal import changing, reading, store_option, writing

Command = TypeVar("Command", bound=Callable[..., Any])
Said = dict[str, str]
STATUS = "    Exit status: 0 taken, 1 the store cannot be written, 2 wrong usage or a correction with faults\n"


@click.group()
def correct() -> None:
    """Correct who is who, and which reports are one event.

    A correction is kept with its author, date and reason. It wins over every rule, and holds when articles are read
    anew, edited, removed and brought back, until it is undone. What articles say stays as it is.

    Actors, events and reports are named by their IRIs, as queries give them; id:... will do. An event stands for all
    of its reports. Several corrections may stand in a file, as "kg correct export" writes them: all are taken or none.

    \b
    Python:  kg.open("kg-store").correct("same-actor", a, b, author="J. Doe", reason="a typing error")
    Example: kg correct same-actor id:actor/person/none/k-lindqvist id:actor/person/SWE/karin-lindqvist \\
                 --author "J. Doe" --reason "a typing error"
             kg correct not-same-event id:event/visit/0123456789abcdef id:article/a1/report/0123456789ab \\
                 --author "J. Doe" --reason "the second tells of the visit in May"
             kg correct list
             kg correct export -o corrections.jsonl
             kg correct load corrections.jsonl
             kg correct undo 0123456789abcdef
    Exit status: 0 done, 1 the store cannot be read or written, 2 wrong usage or a correction with faults
    """


def _saying(command: Command) -> Command:
    """Add what the commands that make a correction have in common."""
    for option in (
        store_option,
        click.option("--date", "day", metavar="YYYY-MM-DD", help="When it was said.  [default: today]"),
        click.option("--reason", metavar="TEXT", required=True, help="Why."),
        click.option(
            "--author", metavar="NAME", required=True, envvar="KG_AUTHOR", show_envvar=True, help="Who says so."
        ),
    ):
        command = option(command)
    return command


def _say(judgement: str, things: tuple[str, ...], store: str, said: Said) -> None:
    from kg.correct import correct
    from kg.iri import short_iri

    with changing(store) as opened:
        made = correct(opened, judgement, *things, **said)  # type: ignore[arg-type]
    click.echo(short_iri(made.iri))


def _saying_that(judgement: str, metavar: str, about: str) -> None:
    """Make the command of one judgement; `about` is its help without the exit status, which all share."""

    @correct.command(judgement, help=about + STATUS)
    @_saying
    @click.argument("things", metavar=metavar, nargs=-1, required=True)
    def command(things: tuple[str, ...], store: str, **said: str) -> None:
        _say(judgement, things, store, said)


_saying_that(
    "same-actor",
    "ACTOR ACTOR...",
    """Say that actors are one: the others are the last.

    \b
    Python:  kg.open("kg-store").correct("same-actor", a, b, author="J. Doe", reason="a typing error")
    Example: kg correct same-actor id:actor/person/none/k-lindqvist id:actor/person/SWE/karin-lindqvist \\
                 --author "J. Doe" --reason "a typing error"
""",
)
_saying_that(
    "not-same-actor",
    "ACTOR ACTOR...",
    """Say that actors are not one, none of them.

    \b
    Python:  kg.open("kg-store").correct("not-same-actor", a, b, author="J. Doe", reason="father and son")
    Example: kg correct not-same-actor id:actor/person/SWE/lindqvist id:actor/person/SWE/karin-lindqvist \\
                 --author "J. Doe" --reason "father and daughter"
""",
)
_saying_that(
    "same-event",
    "EVENT|REPORT...",
    """Say that events, or reports, are of one event.

    They have to be of one type and action.

    \b
    Python:  kg.open("kg-store").correct("same-event", a, b, author="J. Doe", reason="one paper has the wrong day")
    Example: kg correct same-event id:event/visit/0123456789abcdef id:event/visit/fedcba9876543210 \\
                 --author "J. Doe" --reason "one paper has the wrong day"
""",
)
_saying_that(
    "not-same-event",
    "EVENT|REPORT...",
    """Say that events, or reports, are not of one event.

    No report of one is of one event with any report of another.

    \b
    Python:  kg.open("kg-store").correct("not-same-event", a, b, author="J. Doe", reason="two visits in a week")
    Example: kg correct not-same-event id:article/a1/report/0123456789ab id:article/a2/report/ba9876543210 \\
                 --author "J. Doe" --reason "two visits in a week"
""",
)
_saying_that(
    "wrong-report",
    "REPORT|EVENT...",
    """Say that reports are wrong.

    No event rests on them any more; with the last report of an event the event goes.

    \b
    Python:  kg.open("kg-store").correct("wrong-report", a, author="J. Doe", reason="satire")
    Example: kg correct wrong-report id:article/a1/report/0123456789ab --author "J. Doe" --reason satire
""",
)


@correct.command("list")
@store_option
@click.option("-f", "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def list_(store: str, format_: str) -> None:
    """List the corrections, and which of them wait.

    One waits where what it speaks of is not there: the article was removed, or edited so that it says something else.

    \b
    Python:  kg.open("kg-store").corrections()
    Example: kg correct list
    Exit status: 0 listed, 1 the store cannot be read, 2 wrong usage
    """
    from kg.correct import listing
    from kg.corrections import to_json
    from kg.iri import short_iri

    with reading(store) as opened:
        for row in listing(opened):
            told = {"iri": short_iri(row.correction.iri), **to_json(row.correction), "waits": row.waits}
            click.echo(str(row) if format_ == "text" else json.dumps(told, ensure_ascii=False))


@correct.command()
@store_option
@click.option("-o", "--output", metavar="FILE", help="Write to a file; it appears when all is done.")
def export(store: str, output: str | None) -> None:
    """Write all corrections as JSON lines.

    \b
    Python:  kg.open("kg-store").export_corrections()
    Example: kg correct export -o corrections.jsonl
    Exit status: 0 written, 1 the store cannot be read or the file not written, 2 wrong usage
    """
    from kg.correct import dump

    with reading(store) as opened, writing(output) as stream:
        stream.writelines(dump(opened))


@correct.command()
@store_option
@click.option("--ahead", is_flag=True, help="Keep also what is about articles that are not there yet, until they come.")
@click.argument("file", metavar="FILE")
def load(file: str, ahead: bool, store: str) -> None:
    """Take all corrections of a file, or none.

    FILE has one JSON object a line; - is standard input. "of" lists IRIs: actors, the last of which the others are, or
    reports or events, or reports in full as "kg correct export" writes them. What is there already is passed over.

    \b
    A line:  {"correction": "wrong-report", "of": ["id:article/a1/report/0123456789ab"],
              "author": "J. Doe", "date": "2024-05-01", "reason": "satire"}
    Python:  kg.open("kg-store").load_corrections("corrections.jsonl")
    Example: kg correct load corrections.jsonl
    Exit status: 0 taken, 1 the store cannot be written, 2 wrong usage or corrections with faults (all are named)
    """
    from kg.correct import take

    lines, name = (sys.stdin.buffer.read(), "standard input") if file == "-" else (Path(file).read_bytes(), file)
    with changing(store, make=ahead) as opened:
        new = take(opened, lines, name, ahead=ahead)
    click.echo(f"{len(new)} new corrections")


@correct.command()
@store_option
@click.argument("corrections", metavar="CORRECTION...", nargs=-1, required=True)
def undo(corrections: tuple[str, ...], store: str) -> None:
    """Take corrections back, as if they had never been made.

    CORRECTION is its IRI, or the beginning of the last part of it.

    \b
    Python:  kg.open("kg-store").undo("0123456789abcdef")
    Example: kg correct undo 0123456789abcdef
    Exit status: 0 undone, 1 the store cannot be written, 2 wrong usage or no such correction
    """
    from kg.correct import undo

    with changing(store) as opened:
        for made in undo(opened, corrections):
            click.echo(f"undone: {made}")
