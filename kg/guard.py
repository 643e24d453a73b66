"""Look at a query before the engine does: refuse what could harm, and put values in the place of its parameters.

Oxigraph follows SERVICE to any address and dies of deep nesting; neither can be switched off in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from kg.model import QueryError

LARGEST = 64 * 1024  # bytes
DEEPEST = 200

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_TOKEN = re.compile(
    r"""(?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\s]*>)
    |(?P<comment>\#[^\n\r]*)
    |(?P<variable>[?$]\w+)
    |(?P<name>[\w.\-]*:(?:[\w.\-:%]|\\.)*)
    |(?P<word>@?[^\W\d][\w\-]*)
    |(?P<open>[({\[]|<<)
    |(?P<close>[)}\]]|>>)
    |(?P<operator>\|\||!(?!=))
    |(?P<space>\s+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
# Found anywhere, strings and comments included: a text that misleads the tokens above must not hide a call.
_CALL = re.compile(
    r"""service(?P<gap>(?:\s|\#[^\n\r]*[\n\r])*)(?:silent(?:\s|\#[^\n\r]*[\n\r])*)?
    (?:<[^<>{}]*>|[?$][^\s{<#]+|[^\s{<"\#]*:[^\s{]*)(?:\s|\#[^\n\r]*[\n\r])*\{""",
    re.VERBOSE | re.IGNORECASE,
)
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"})
FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})


class Token(NamedTuple):
    """A piece of a query: its kind (a group of the grammar above) and its text."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The keyword that this is, in capitals; "" for everything else."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(query: str) -> list[Token]:
    """Split a query into tokens; joined, they are the query again."""
    return [Token(match.lastgroup or "other", match.group()) for match in _TOKEN.finditer(query)]


def check(query: str) -> None:
    """Refuse a query that writes, calls another server, or is too large or too deep to be read safely.

    Raises:
        QueryError: with the reason and what to do instead.
    """
    if len(query.encode(errors="replace")) > LARGEST:
        raise QueryError(
            f"the query is larger than {LARGEST // 1024} KB; ask in several queries, or for more and filter after"
        )
    found = tokens(query)
    _check_update(found)
    if _CALL.search(query):
        raise QueryError(
            "SERVICE calls another server and is refused; load the other data beside the graph and join there"
        )
    _check_depth(found)


def _check_update(found: list[Token]) -> None:
    first = next((t.word for t in found if t.word in _UPDATES | FORMS), "")
    if first in _UPDATES:
        raise QueryError(
            f"{first} is an update, and a query only reads; articles come in with 'kg ingest' and go with 'kg remove'"
        )


def _check_depth(found: list[Token]) -> None:
    depth = deepest = 0
    for token in found:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        deepest = max(deepest, depth)
    chain = sum(t.kind == "operator" or t.word == "UNION" for t in found)
    if deepest > DEEPEST or chain > DEEPEST:
        raise QueryError(
            f"the query nests deeper than {DEEPEST} brackets, or has more than {DEEPEST} of '!', '||' and UNION; "
            "write long lists of alternatives with VALUES or IN"
        )


def bind(query: str, values: Mapping[str, Term]) -> str:
    """Put terms in the place of variables; a variable that the query selects is selected with its value.

    The engine's own substitution is not used: it wants each variable selected, and its optimiser takes the variable
    for unbound in BOUND, BIND and subqueries (pyoxigraph 0.5.13). Terms are written by the engine's own serialiser,
    so no value can end its string or IRI and become a part of the query.

    >>> bind("SELECT ?x ?day { ?x ?p ?day }", {"day": ox.Literal("1")})
    'SELECT ?x ("1" AS ?day) { ?x ?p "1" }'
    """
    if not values:
        return query
    whole = _BOUND.sub(lambda match: "true" if match[1] in values else match[0], query)
    return "".join(_written(tokens(whole), values))


# BOUND takes a variable and nothing else, so no term can be put in its place.
_BOUND = re.compile(r"\bbound\s*\(\s*[?$](\w+)\s*\)", re.IGNORECASE)
_LISTS = frozenset({"SELECT", "BY"})
_AFTER_LISTS = frozenset({"{", "}", "WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES", "GROUP", "ORDER"})


def _written(found: list[Token], values: Mapping[str, Term]) -> Iterator[str]:
    """Write the tokens with the terms in.

    What SELECT and GROUP BY list has another form than what patterns hold, and a name given by AS stays a name.
    """
    clause, depth, at = "", 0, 0  # the list we are in, and how many brackets are open: now, and where it began
    before = ""
    for token in found:
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        if token.word in _LISTS:
            clause, at = token.word, depth
        elif (token.word or token.text) in _AFTER_LISTS:
            clause = ""
        value = values.get(token.text[1:]) if token.kind == "variable" and before != "AS" else None
        before = before if token.kind in ("space", "comment") else token.word
        if value is None:
            yield token.text
        elif clause == "SELECT" and depth == at:
            yield f"({value} AS {token.text})"
        else:
            yield f"({value})" if clause == "BY" and depth == at else str(value)
