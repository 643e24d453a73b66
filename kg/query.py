"""Ask the graph: SPARQL 1.1, or one of the questions that come with it.

A question is a file ontology/queries/NAME.rq: SPARQL under a head of comments that gives its number, its title and its
parameters, one a line, as `# param day: date = newest "by what had been published until this day"`. A parameter
without `=` has to be given; `any` leaves the variable unbound, which the query allows for; `newest` is the day of the
newest article. A line that ends in `# where NAME is given` only narrows the question to a value of that parameter: it is
left out where there is none, as the engine would go through all that it could be. A file of the user's own may have the
same.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyoxigraph as ox

from kg.guard import FORMS, bind, check, tokens
from kg.iri import PREFIXES
from kg.model import QueryError
from kg.ontology import folder
from kg.parameters import Engine, newest, term, untyped
from kg.table import FORMATS, Table, Term

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["FORMATS", "Parameter", "Question", "Table", "ask", "questions"]

Result = TypeVar("Result")

STACK = 256 << 20  # bytes; at the largest size of a query none was found that overruns it
_HEAD = re.compile(r"#\s*(number|title):\s*(.+)")
_PARAM = re.compile(r'#\s*param\s+(?P<name>\w+)\s*:\s*(?P<type>\w+)\s*(?:=\s*(?P<default>\S+)\s*)?"(?P<about>[^"]*)"')
_GIVEN = re.compile(r"^.*# where (\w+) is given[ \t]*(?:\n|$)", re.MULTILINE)
_PLACE = re.compile(r"error at (\d+):(\d+): ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about. `default` is None where it has to be given, "any" where it may be missing."""

    name: str
    type: str
    about: str
    default: str | None = None

    def __str__(self) -> str:
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.name}: {self.type}{default}  {self.about}"


@dataclass(frozen=True, slots=True)
class Question:
    """A query that comes with the product, or one of the user's in the same form."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    sparql: str
    number: int = 0


def questions(root: Path | None = None) -> tuple[Question, ...]:
    """Give the questions that come with the graph, in their order.

    Args:
        root: the ontology folder; by default the one that comes with the package.
    """
    found = [read_question(path) for path in ((root or folder()) / "queries").glob("*.rq")]
    return tuple(sorted(found, key=lambda q: (q.number, q.name)))


def read_question(path: Path) -> Question:
    """Read a question from its file.

    Raises:
        QueryError: the file cannot be read, or a line of its head is not understood.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(
            f"{path}: cannot be read: {error}; give SPARQL, a file with SPARQL, or a question's name"
        ) from error
    head: dict[str, str] = {}
    parameters = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := _HEAD.match(line):
            head[match[1]] = match[2].strip()
        elif re.match(r"#\s*param\b", line):
            parameters.append(_parameter(line, f"{path}:{number}"))
    return Question(path.stem, head.get("title", path.stem), tuple(parameters), text, int(head.get("number", 0)))


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAM.match(line)
    if match is None:
        raise QueryError(f'{where}: not understood: {line}\n  write it as: # param day: date = newest "what it is"')
    return Parameter(match["name"], match["type"], match["about"], match["default"])


def ask(store: Store | ox.Store, question: str | Path, **params: Any) -> Table:
    """Answer a question.

    Args:
        store: the graph; a store that is open for writing is brought up to date first.
        question: SPARQL 1.1 (SELECT, ASK, CONSTRUCT, DESCRIBE; the prefixes of the graph need not be declared, and all
            named graphs are asked together), the name of a question, or a file with either.
        params: values of a question's parameters, or of variables of a query. Actors, places and events may be
            given by name or IRI, days as dates or ISO 8601; in plain SPARQL a text that is a date, a whole number or an
            <IRI> is taken as such, every other as a text.

    Raises:
        QueryError: the query has a fault or is refused, there is no such question, a parameter is unknown, missing or
            not understood.
    """
    engine = _engine(store)
    asked = _find(question)
    for name, value in {"the query": asked.sparql, **params}.items():
        if isinstance(value, str) and not value.isascii():
            _require_text(name, value)
    values = _values(engine, asked, params) if asked.parameters or asked.number else _free(params)
    return answer(engine, filled(asked, values), asked.title)


def filled(question: Question, values: Mapping[str, Term]) -> str:
    """Give a question as SPARQL, with values for parameters, and without the lines that narrow it to others."""
    lacking = {p.name for p in question.parameters} - values.keys()
    return bind(_GIVEN.sub(lambda line: "" if line[1] in lacking else line[0], question.sparql), values)


def answer(engine: Engine, sparql: str, title: str = "") -> Table:
    """Run a query over all named graphs together, once it is found harmless.

    Raises:
        QueryError: the query has a fault or is refused.
    """
    check(sparql)
    try:
        return in_thread(
            lambda: _table(engine.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True), title)
        )
    except SyntaxError as error:
        raise QueryError(_fault(sparql, str(error.msg))) from error


def _engine(store: Store | ox.Store) -> Engine:
    if isinstance(store, ox.Store):
        return store
    if not store.read_only:
        store.refresh()
    return store.inner


def _find(question: str | Path) -> Question:
    """Tell a name, a file and SPARQL apart."""
    text = str(question)
    if isinstance(question, Path) or (text.endswith(".rq") and "\n" not in text):
        return read_question(Path(question))
    if re.search(r"[\s{]", text.strip()):
        return Question("", "", (), text)
    known = {q.name: q for q in questions()}
    if text.strip() in known:
        return known[text.strip()]
    raise QueryError(f"there is no question '{text}'{_nearest(text, known)}; there are: {', '.join(known)}")


def _values(engine: Engine, question: Question, params: Mapping[str, Any]) -> dict[str, Term]:
    """Give the terms of a question's parameters; those that are left out and need not be given have none."""
    known = {p.name: p for p in question.parameters}
    for name in params.keys() - known.keys():
        raise QueryError(f"{question.name} has no parameter '{name}'{_nearest(name, known)}; {_list(question)}")
    values: dict[str, Term] = {}
    for p in question.parameters:
        given = params.get(p.name)
        given = p.default if given is None or given == "" else given
        if given is None:
            raise QueryError(f"{question.name} needs '{p.name}', {p.about}; {_list(question)}")
        value = newest(engine) if given == "newest" else None if given == "any" else term(engine, p.type, p.name, given)
        if value is not None:
            values[p.name] = value
    return values


def _free(params: Mapping[str, Any]) -> dict[str, Term]:
    return {name: untyped(value) for name, value in params.items() if value is not None}


def _require_text(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise QueryError(f"{name}: not Unicode text (half a character at {error.start}); check its encoding") from error


def _list(question: Question) -> str:
    lines = "".join(f"\n  {p}" for p in question.parameters)
    return f"its parameters are:{lines}" if lines else "it has no parameters"


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _table(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, title: str) -> Table:
    if isinstance(result, ox.QueryBoolean):
        return Table(("answer",), ((ox.Literal(bool(result)),),), "ASK", title)
    if isinstance(result, ox.QueryTriples):
        triples = sorted({(t.subject, t.predicate, t.object) for t in result}, key=lambda t: tuple(map(str, t)))
        return Table(("subject", "predicate", "object"), tuple(triples), "CONSTRUCT", title)
    columns = tuple(v.value for v in result.variables)
    return Table(columns, tuple(tuple(row[name] for name in columns) for row in result), "SELECT", title)


def in_thread(work: Callable[[], Result]) -> Result:
    """Run in a thread with a large stack; the main thread stays free to be interrupted."""
    done: list[Result] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    with _STARTING:
        before = threading.stack_size(STACK)
        thread = threading.Thread(target=run, daemon=True)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if failed:
        raise failed[0]
    return done[0]


_STARTING = threading.Lock()  # the size of stacks is one setting for the whole process


def _fault(sparql: str, message: str) -> str:
    """Say where a query has a syntax error, and what to do."""
    match = _PLACE.match(message)
    if match is None:
        return f"the query is not SPARQL: {message}"
    number, column, expected = int(match[1]), int(match[2]), match[3]
    line = (sparql.splitlines() or [""])[min(number, len(sparql.splitlines()) or 1) - 1]
    marked = f"  {line}\n  {' ' * (column - 1)}^"
    return f"the query has an error in line {number}, column {column}:\n{marked}\n  {_advice(sparql, expected)}"


def _advice(sparql: str, expected: str) -> str:
    """Say what to do about a syntax error, from what the engine would have liked."""
    if not any(token.word in FORMS for token in tokens(sparql)):
        return f"a query begins with one of {', '.join(sorted(FORMS))} (after any PREFIX)"
    if "Prefix not found" in expected:
        return f"the prefix is not declared: add PREFIX for it; declared already: {', '.join(PREFIXES)}"
    if "variable that is unbound" in expected:
        return "a variable is selected beside an aggregate: add it to GROUP BY, or select an aggregate of it"
    wanted = [w for w in re.findall(r'"([^"\\]+)"', expected) if w.strip()]
    hint = f"; one of these would go on: {' '.join(wanted)}" if wanted else ""
    return f"the query is right up to here{hint}. Look for a '.', ';', '}}' or quote that is missing before it"
