"""The answer to a question: rows of plain values, written in the formats that people and programs read.

Sources: SPARQL 1.1 Query Results CSV and TSV, JSON and XML formats (W3C 2013), by way of Oxigraph.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import IO, Any

import pyoxigraph as ox

from kg.iri import PREFIXES
from kg.model import QueryError

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value = str | bool | int | float | date | None

SHOWN = 200  # rows that a notebook shows
NARROWEST = 10  # characters of a column on a terminal
TALLEST = 8  # lines of a cell, beyond which a row is written field by field

_RESULTS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "json": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}
FORMATS = ("table", *_RESULTS, "turtle", "ntriples")
_XSD = PREFIXES["xsd"]
_WHOLE = re.compile(_XSD + "(integer|(unsigned)?(long|int|short|byte)|(non)?(positive|negative)Integer)", re.IGNORECASE)
_REAL = re.compile(_XSD + "(decimal|double|float)")


@dataclass(frozen=True)
class Table:
    """The answer to a query.

    `columns` are names. `terms` are the rows as RDF terms, None where a row has no value. `form` is the form of the
    query: SELECT; CONSTRUCT (DESCRIBE too), with the columns subject, predicate, object; or ASK, with the one column
    answer. A table is true where it has rows, that of ASK where the answer is yes.
    """

    columns: tuple[str, ...]
    terms: tuple[tuple[Term | None, ...], ...]
    form: str = "SELECT"
    title: str = ""

    @cached_property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The rows as plain values: str (an IRI too), date, datetime, int, float, bool, None."""
        return tuple(tuple(map(plain, row)) for row in self.terms)

    def __len__(self) -> int:
        return len(self.terms)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows[0][0]) if self.form == "ASK" else bool(self.terms)

    def records(self) -> list[dict[str, Value]]:
        """Give the rows as dictionaries."""
        return [dict(zip(self.columns, row)) for row in self.rows]

    def write(self, stream: IO[str], format: str = "table") -> None:
        """Write the table.

        Args:
            stream: a text stream.
            format: "table" for people; "csv", "tsv", "json" or "xml" as SPARQL 1.1 defines them; of a CONSTRUCT or
                DESCRIBE "turtle", "ntriples", "json" (JSON-LD) or "xml" (RDF/XML).

        Raises:
            QueryError: there is no such format, or not for this form of query.
        """
        if format == "table":
            stream.write(self._text(shutil.get_terminal_size().columns))
            return
        formats = _GRAPHS if self.form == "CONSTRUCT" else _RESULTS
        if format not in formats:
            raise QueryError(
                f"an answer to {self.form} cannot be written as '{format}'; use one of: table, {', '.join(formats)}"
            )
        stream.write(self._serialized(format).decode())

    def _serialized(self, format: str) -> bytes:
        if self.form == "CONSTRUCT":
            return self._triples(format)
        if self.form == "ASK":
            text, given = f'{{"head":{{}},"boolean":{str(bool(self)).lower()}}}'.encode(), ox.QueryResultsFormat.JSON
        else:
            text, given = self._tsv(), ox.QueryResultsFormat.TSV
        return bytes(ox.parse_query_results(text, given).serialize(format=_RESULTS[format]) or b"")

    def _triples(self, format: str) -> bytes:
        triples = [ox.Triple(*row) for row in self.terms]  # type: ignore[arg-type]
        prefixes = PREFIXES if format == "turtle" else None
        text = bytes(ox.serialize(triples, format=_GRAPHS[format], prefixes=prefixes) or b"")
        return _stable(text) if format == "turtle" else text

    def _tsv(self) -> bytes:
        """Write the terms as N-Triples parted by tabs, which the engine reads back and turns into its other formats."""
        lines = ["\t".join(f"?{name}" for name in self.columns)]
        lines += ["\t".join("" if term is None else _line(term) for term in row) for row in self.terms]
        return "".join(line + "\n" for line in lines).encode()

    def _text(self, width: int) -> str:
        """Give the table for a terminal of this width; long texts are broken over lines.

        Where that would make a row very tall, every row is written field by field instead.
        """
        from tabulate import tabulate

        if self.form == "ASK":
            return "yes\n" if self else "no\n"
        rows = [[_printable(short(value)) for value in row] for row in self.rows]
        widths = _fitted([_natural(self.columns, rows, n) for n in range(len(self.columns))], width)
        cells = [(len(cell), widths[n]) for row in rows for n, cell in enumerate(row)]
        if any(length > TALLEST * room for length, room in cells):
            fields = [list(zip(self.columns, row)) for row in rows]
            room = max(NARROWEST, width - 2 - max(map(len, self.columns)))
            return "\n".join(
                tabulate(row, tablefmt="plain", maxcolwidths=[None, room], disable_numparse=True) + "\n"
                for row in fields
            )
        text = tabulate(rows, self.columns, maxcolwidths=widths, maxheadercolwidths=widths, disable_numparse=True)
        return f"{text}\n" if rows else f"{text}\n(no rows)\n"

    def frame(self) -> Any:
        """Give the table as a pandas.DataFrame, each column with the type of its values.

        Raises:
            QueryError: pandas is not installed.
        """
        try:
            import pandas  # type: ignore[import-untyped]
        except ImportError as error:
            raise QueryError("a data frame needs pandas; install it: pip install 'diplograph[notebook]'") from error
        columns = {name: [row[n] for row in self.rows] for n, name in enumerate(self.columns)}
        return pandas.DataFrame({name: pandas.Series(values, dtype=_dtype(values)) for name, values in columns.items()})

    def _repr_html_(self) -> str:
        rows = [[short(value) for value in row] for row in self.rows[:SHOWN]]
        more = len(self) - SHOWN
        return html_table(self.columns, rows, self.title, f"and {more} more rows" if more > 0 else "")


def plain(term: Term | None) -> Value:
    """Give a term as a plain value; a literal that its type does not fit is its text.

    >>> plain(ox.Literal("2025-01-31", datatype=ox.NamedNode(_XSD + "date")))
    datetime.date(2025, 1, 31)
    """
    if not isinstance(term, ox.Literal):
        return None if term is None else getattr(term, "value", str(term))
    kind = term.datatype.value
    try:
        if _WHOLE.fullmatch(kind):
            return int(term.value)
        if _REAL.fullmatch(kind):
            return float(term.value)
        if kind == _XSD + "date":
            return date.fromisoformat(term.value)
        if kind == _XSD + "dateTime":
            return datetime.fromisoformat(term.value)
    except ValueError:
        return term.value
    return term.value in ("true", "1") if kind == _XSD + "boolean" else term.value


def short(value: Value) -> str:
    """Give a value as people read it: the IRIs of the graph with their prefix, "" for none.

    >>> short("https://w3id.org/diplograph/id/actor/GHA")
    'id:actor/GHA'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        known = [prefix for prefix, iri in PREFIXES.items() if value.startswith(iri)]
        prefix = max(known, key=lambda p: len(PREFIXES[p]), default="")
        return f"{prefix}:{value.removeprefix(PREFIXES[prefix])}" if prefix else value
    return "" if value is None else str(value)


def html_table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "", note: str = "") -> str:
    """Give a table as HTML; every text is escaped."""
    head = "".join(f"<th style='text-align:left'>{html.escape(name)}</th>" for name in columns)
    cell = "<td style='text-align:left;vertical-align:top'>"
    lines = ("".join(f"{cell}{html.escape(text)}</td>" for text in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    caption = f"<caption style='text-align:left'>{html.escape(title)}</caption>" if title else ""
    foot = f"<p>{html.escape(note)}</p>" if note else ""
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{foot}"


def _stable(turtle: bytes) -> bytes:
    """Put the prefixes, which the engine writes in any order, in one order."""
    lines = turtle.splitlines(keepends=True)
    lines.sort(key=lambda line: (0, line) if line.startswith(b"@prefix") else (1, b""))
    return b"".join(lines)


def _line(term: Term) -> str:
    """Write a term on one line: N-Triples has escapes for tabs and line breaks, the terms' own text has not all."""
    return str(term).replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _printable(text: str) -> str:
    """Take out what could steer a terminal: quotes are other people's words."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _natural(columns: Sequence[str], rows: Sequence[Sequence[str]], n: int) -> int:
    """Give the width that a column needs to stay on one line."""
    return max(len(line) for text in (columns[n], *(row[n] for row in rows)) for line in (text.splitlines() or [""]))


def _fitted(widths: list[int], total: int) -> list[int]:
    """Narrow the widest columns until all fit beside each other, two blanks apart."""
    widths, room = list(widths), total - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths, default=0) > NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _dtype(values: Sequence[Value]) -> Any:
    """Give the pandas type of a column; values of several types stay objects."""
    kinds = {type(value) for value in values if value is not None}
    names = {str: "string", bool: "boolean", int: "Int64", float: "Float64", date: "datetime64[s]", datetime: object}
    return names[kinds.pop()] if len(kinds) == 1 else object
