"""What people give for the parameters of a question, as RDF terms: days, numbers; actors, places, events by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import pyoxigraph as ox

from kg.guard import Term, bind
from kg.iri import ID, PREFIXES, concept, wikidata_iri
from kg.model import QueryError, Status

Engine: TypeAlias = ox.Store

_CLASSES = {
    "actor": "VALUES ?class { kg:Person kg:State kg:Organization kg:Group } ?it a ?class .",
    "place": "VALUES ?class { kg:Place kg:Country kg:Region } ?it a ?class .",
    "event": "FILTER EXISTS { ?it kg:report ?report }",
}
_NAMED = "SELECT DISTINCT ?it ?label { ?it rdfs:label|skos:altLabel ?name ; rdfs:label ?label . %s }"
_ALIKE = _NAMED.replace("?name", "?any").replace("%s", "%s FILTER (LCASE(?any) = LCASE(?name))")
_SAME_AS = "SELECT ?it ?label { ?it owl:sameAs|skos:exactMatch ?item ; rdfs:label ?label . %s }"
_LABELS = "SELECT DISTINCT ?label { ?it rdfs:label|skos:altLabel ?label . %s }"
_KNOWN = "ASK { ?it ?property ?value }"
_NEWEST = "SELECT (MAX(?day) AS ?newest) { ?article a kg:Article ; schema:datePublished ?day }"

MOST = 10  # names that a message lists


def term(engine: Engine, type_: str, name: str, value: Any) -> Term:
    """Give what a person gave for a parameter as an RDF term.

    Args:
        engine: the graph, in which names are looked up.
        type_: "date", "number", "text", "type", "status", "office"; "actor", "place" or "event".
        name: the parameter's name, for the message.
        value: what was given: a text, or a value of the type already.

    Raises:
        QueryError: it is no value of the type, or names nothing or several things in the graph.
    """
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    text = str(value).strip()
    if type_ in _CLASSES:
        return ox.NamedNode(_look_up(engine, type_, text))
    if type_ in ("date", "number"):
        return _plain(type_, name, value)
    if type_ in ("type", "status", "office"):
        return _word(type_, name, text)
    if type_ == "text":
        return ox.Literal(text)
    raise QueryError(
        f"the parameter '{name}' has the unknown type '{type_}'; use date, number, text, type, status, ..."
    )


def newest(engine: Engine) -> Term | None:
    """Give the day of the newest article; None where no article has a date."""
    found: Term | None = next(_rows(engine, _NEWEST))[0]
    return found


def untyped(value: Any) -> Term:
    """Give a value for a variable of plain SPARQL as a term: by its Python type; of a text by how it reads.

    >>> str(untyped("<https://w3id.org/diplograph/id/actor/GHA>")), str(untyped("30")), str(untyped("Kim"))
    ('<https://w3id.org/diplograph/id/actor/GHA>', '"30"^^<http://www.w3.org/2001/XMLSchema#integer>', '"Kim"')
    """
    if isinstance(value, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple):
        return value
    if hasattr(value, "n3"):  # a term of rdflib
        return _parsed(value.n3())
    if isinstance(value, datetime | date):
        return _typed(value.isoformat(), "dateTime" if isinstance(value, datetime) else "date")
    if isinstance(value, bool | int | float):
        return ox.Literal(value)
    if isinstance(value, Decimal):
        return _typed(str(value), "decimal")
    return _read(str(value))


def _read(text: str) -> Term:
    if re.fullmatch(r"<[^<>\s]+>", text):
        return _iri(text[1:-1])
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return _typed(text, "date")
    return _typed(text, "integer") if re.fullmatch(r"[+-]?\d+", text) else ox.Literal(text)


def _parsed(n3: str) -> Term:
    row = next(iter(ox.parse_query_results(f"?term\n{n3}\n".encode(), ox.QueryResultsFormat.TSV)))  # type: ignore[arg-type]
    found: Term = row["term"]
    return found


def _typed(text: str, type_: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + type_))


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise QueryError(f"'{text}' is not an IRI: {error}") from error


def _plain(type_: str, name: str, value: Any) -> ox.Literal:
    text = value.isoformat()[:10] if isinstance(value, date) else str(value).strip()
    try:
        if type_ == "date":
            return _typed(date.fromisoformat(text).isoformat(), "date")
        return _typed(str(int(text)), "integer")
    except ValueError as error:
        form = "a day as YYYY-MM-DD" if type_ == "date" else "a whole number"
        raise QueryError(f"{name}: '{text}' is not {form}") from error


def _word(type_: str, name: str, text: str) -> ox.NamedNode:
    """Give a word of a controlled list; an IRI of one, with or without prefix, is taken as it is."""
    if iri := _as_iri(text):
        return iri
    if type_ == "status" and text.lower() not in set(Status):
        raise QueryError(f"{name}: '{text}' is not a status; they are: {', '.join(Status)}")
    if type_ == "type":
        return _iri(PREFIXES["kg"] + "".join(word[:1].upper() + word[1:] for word in text.split()))
    return _iri(concept(type_, text.lower()))


def _as_iri(text: str) -> ox.NamedNode | None:
    """Give the IRI that a text is: whole, in < >, or with one of the graph's prefixes; else None."""
    prefix, colon, rest = text.strip("<>").partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return _iri(PREFIXES[prefix] + rest)
    return _iri(text.strip("<>")) if re.match(r"[a-z][a-z0-9+.\-]*://\S+$", text.strip("<>")) else None


# ---------------------------------------------------------------- names


def _look_up(engine: Engine, type_: str, text: str) -> str:
    """Give the IRI of what is called so: by IRI, code or Wikidata item, else by label, else by another name."""
    iri = _as_iri(text)
    for candidate in (iri, *_coded(type_, text)):
        if candidate and next(_rows(engine, bind(_KNOWN, {"it": candidate})))[0] is not None:
            return candidate.value
    item = iri or (ox.NamedNode(wikidata_iri(text)) if re.fullmatch(r"Q\d+", text) else None)
    by = {"item": item} if item else {"name": ox.Literal(text)}
    for query in (_SAME_AS,) if item else (_NAMED, _ALIKE):
        found = {
            row[0].value: row[1].value for row in _rows(engine, bind(query % _CLASSES[type_], by)) if row[0] and row[1]
        }
        if found:
            return _only(type_, text, found)
    raise QueryError(f"no {type_} in the graph is called '{text}'{_near(engine, type_, text)}")


def _coded(type_: str, text: str) -> list[ox.NamedNode]:
    """Give the IRIs that a short form can stand for: a country's code, a region's or a publisher's word."""
    if type_ == "event" or not re.fullmatch(r"[\w\-]+", text):
        return []
    return [ox.NamedNode(f"{ID}{type_}/{text.upper()}"), ox.NamedNode(PREFIXES["region"] + text.lower())][
        : 1 + (type_ == "place")
    ]


def _only(type_: str, text: str, found: dict[str, str]) -> str:
    """Give the one IRI found: of several the one that has the name for its label; else say which there are."""
    labelled = [iri for iri, label in found.items() if label.casefold() == text.casefold()]
    if len(found) == 1 or len(labelled) == 1:
        return labelled[0] if labelled else next(iter(found))
    lines = "".join(f"\n  {label}  <{iri}>" for iri, label in sorted(found.items(), key=lambda f: f[::-1])[:MOST])
    raise QueryError(f"several {type_}s are called '{text}'; give the IRI of one:{lines}")


def _near(engine: Engine, type_: str, text: str) -> str:
    """Give the names most like a name that is not there."""
    labels = {row[0].value for row in _rows(engine, _LABELS % _CLASSES[type_]) if row[0]}
    folded = {label.casefold(): label for label in labels}
    near = difflib.get_close_matches(text.casefold(), folded, 3, 0.5)
    near += [f for f in sorted(folded) if text.casefold() in f and f not in near]
    return f"; near to it are: {', '.join(folded[n] for n in near[:MOST])}" if near else ""


def _rows(engine: Engine, sparql: str) -> Iterator[tuple[Any, ...]]:
    result = engine.query(sparql, prefixes=PREFIXES, use_default_graph_as_union=True)
    if isinstance(result, ox.QueryBoolean):
        yield (True if result else None,)
    else:
        yield from (tuple(row) for row in result)
