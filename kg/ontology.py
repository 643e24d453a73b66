"""The ontology folder, read once, checked whole, given as one immutable value.

`ontology/` holds everything that a domain expert may change without Python: the lexicon of frames, the predicates that
set a status, the offices, the words of dates, the event-data codes. The extractor interprets them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from kg.model import OntologyError, Status

KG = "https://w3id.org/diplograph/ontology#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def samples() -> Path:
    """Give the file of the sample articles that come with the package: invented happenings, in JSON lines."""
    return folder() / "samples" / "articles.jsonl"


def load_yaml(path: Path) -> Any:
    """Read a YAML file in which on, off, yes and no are words, as in YAML 1.2.

    Raises:
        OntologyError: the file is missing or no YAML.
    """
    import yaml  # imported here: a query does without

    class Words(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        pass

    Words.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=Words)
    except (OSError, yaml.YAMLError) as error:
        raise OntologyError(f"{path}: cannot be read: {error}") from error


def folder() -> Path:
    """Give the folder of the ontology: inside the installed package, or beside it in a checkout.

    Raises:
        OntologyError: neither is there.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "ontology_data", here.parent / "ontology"):
        if (candidate / "classes.ttl").is_file():
            return candidate
    raise OntologyError(
        f"{here}: no ontology_data/ in the package and no ontology/ beside it; install the package again"
    )


@dataclass(frozen=True, slots=True)
class Type:
    """An event type: its core roles in order (the first two of a directed type make its dyad) and its actions."""

    name: str
    roles: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Implied:
    """A second frame that comes with the first: an accepted invitation was issued, and has a visit planned.

    `roles` maps each role of the implied frame to the slots that fill it; `status` is None where it takes that of
    the frame it comes with. `needs` is a slot that has to be filled, "" for none.
    """

    type: str
    action: str
    status: Status | None
    roles: Mapping[str, tuple[str, ...]]
    needs: str


@dataclass(frozen=True, slots=True)
class FrameEntry:
    """One way of telling an event: what evokes it, and which grammatical slots fill which role.

    A verb entry has `verbs`, and `objects` where only the verb with one of these nouns evokes it ("accept" with
    "invitation"). A noun entry has `nouns`; `support` are the verbs whose subject takes part ("hold talks").
    `needs` are slots of which one has to be filled by an actor or a place; `never` are complements that give the verb
    another sense; what is told `aside` ("the visiting president") has a standing and day of its own; `also` are slots of which one has to be filled as well; `purpose` are verbs of which one has to be the complement
    ("asked X to ATTEND"); `marked` are modifiers of which the noun has to have one, and `unmarked` those that it must not have; `otherwise` are slots for a role that its own slots leave empty; `enough` are roles that make an event though
    the text leaves the others open; what `answers` is told only after an event of its type, without naming it ("he accepted"). `status` is the standing the words give by themselves, None for the plain one.
    """

    type: str
    action: str
    verbs: frozenset[str]
    objects: frozenset[str]
    nouns: Mapping[str, str]
    roles: Mapping[str, tuple[str, ...]]
    support: frozenset[str]
    needs: tuple[str, ...]
    also: tuple[str, ...]
    never: frozenset[str]
    purpose: frozenset[str]
    marked: frozenset[str]
    unmarked: frozenset[str]
    otherwise: Mapping[str, tuple[str, ...]]
    enough: tuple[str, ...]
    answers: bool
    status: Status | None
    kind: str
    aside: bool
    implies: tuple[Implied, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office: its slug, the titles that name it, and whether its holder speaks for a state alone."""

    slug: str
    titles: tuple[str, ...]


class Ontology:
    """Everything in the ontology folder that the pipeline interprets. Immutable after loading.

    Args:
        root: the folder; by default the one that comes with the package.

    Raises:
        OntologyError: with every fault found, each with its file.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or folder()
        self._faults: list[str] = []
        self._words: dict[str, frozenset[str]] = {}
        self.types: Mapping[str, Type] = _types(self.root)
        self.grammar: Mapping[str, Any] = self._yaml("grammar.yaml")
        self.confidence: Mapping[str, float] = self._yaml("confidence.yaml")
        self.dates: Mapping[str, Any] = self._yaml("dates.yaml")
        self.offices: tuple[Office, ...] = tuple(
            Office(slug, tuple(titles)) for slug, titles in self._yaml("offices.yaml")["offices"].items()
        )
        self.entries: tuple[FrameEntry, ...] = tuple(self._entries())
        self._codes: list[Mapping[str, Any]] = self._yaml("codes.yaml")["codes"]
        if self._faults:
            raise OntologyError("\n".join(self._faults))

    def _yaml(self, name: str) -> Any:
        return load_yaml(self.root / name)

    def words(self, key: str) -> frozenset[str]:
        """Give a set of words of grammar.yaml.

        >>> "jointly" in Ontology().words("pairs")
        False
        """
        if key not in self._words:
            self._words[key] = frozenset(self.grammar[key])
        return self._words[key]

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Every lemma without which no frame is evoked; a verb may have a particle ("set out")."""
        return frozenset(w for e in self.entries for w in (*e.nouns, *(e.objects or e.purpose or e.verbs)))

    @cached_property
    def events(self) -> frozenset[str]:
        """Every noun that names an event by itself."""
        return frozenset(n for e in self.entries for n in e.nouns)

    def codes(self, type_: str, action: str, status: str) -> tuple[str, str]:
        """Compute the event-data codes of an event: (CAMEO, PLOVER), ("", "") where they have none.

        Source: CAMEO codebook 1.1b3 (Schrodt 2012); PLOVER 1.0 (Open Event Data Alliance 2018).

        >>> Ontology().codes("Sanction", "impose", "threatened")
        ('1312', 'THREATEN')
        """
        for row in self._codes:
            if row["type"] == type_ and action in row["action"] and status in row["status"]:
                return str(row["cameo"]), str(row["plover"])
        return "", ""

    def _entries(self) -> Iterator[FrameEntry]:
        for path in sorted((self.root / "lexicon").glob("*.yaml")):
            name = f"lexicon/{path.name}"
            data = self._yaml(name)
            type_ = self.types.get(data["type"])
            if type_ is None:
                self._faults.append(
                    f"{path}: the type '{data['type']}' is not in classes.ttl; add kg:{data['type']} there"
                )
                continue
            for number, raw in enumerate(data["frames"], 1):
                yield self._entry(raw, type_, data.get("nouns", {}), f"{name}, frame {number}")

    def _entry(self, raw: Mapping[str, Any], type_: Type, classes: Mapping[str, Any], where: str) -> FrameEntry:
        known = {
            "action",
            "verb",
            "noun",
            "object",
            "support",
            "needs",
            "also",
            "never",
            "purpose",
            "marked",
            "unmarked",
            "otherwise",
            "enough",
            "answers",
            "status",
            "kind",
            "aside",
            "implies",
            *type_.roles,
        }
        for key in raw.keys() - known:
            self._faults.append(
                f"{where}: '{key}' is no key of a frame and no role of {type_.name}; its roles are "
                f"{', '.join(type_.roles)}: use one of these, or add kg:{key} to classes.ttl"
            )
        if raw["action"] not in type_.actions:
            self._faults.append(
                f"{where}: {type_.name} has no action '{raw['action']}'; it has {', '.join(type_.actions)}: "
                f"use one of these, or add action:{raw['action']} to status.ttl"
            )
        return FrameEntry(
            type=type_.name,
            action=raw["action"],
            verbs=frozenset(raw.get("verb", ())),
            objects=frozenset(w for w in _nouns(raw.get("object", ()), classes)),
            nouns=dict(_nouns(raw.get("noun", ()), classes)),
            roles={r: tuple(raw[r]) for r in type_.roles if r in raw},
            support=frozenset(raw.get("support", ())),
            needs=tuple(raw.get("needs", ())),
            also=tuple(raw.get("also", ())),
            purpose=frozenset(raw.get("purpose", ())),
            marked=frozenset(raw.get("marked", ())),
            unmarked=frozenset(raw.get("unmarked", ())),
            never=frozenset(raw.get("never", ())),
            otherwise={r: tuple(slots) for r, slots in raw.get("otherwise", {}).items()},
            enough=tuple(raw.get("enough", ())),
            answers=bool(raw.get("answers", False)),
            status=Status(raw["status"]) if "status" in raw else None,
            kind=raw.get("kind", ""),
            aside=bool(raw.get("aside", False)),
            implies=tuple(self._implied(i, where) for i in raw.get("implies", ())),
            where=where,
        )

    def _implied(self, raw: Mapping[str, Any], where: str) -> Implied:
        type_ = self.types.get(raw["type"])
        if type_ is None or raw["action"] not in type_.actions:
            self._faults.append(
                f"{where}: implies {raw['type']}/{raw['action']}, which classes.ttl and status.ttl do not have"
            )
        roles = {k: tuple(v) for k, v in raw.items() if isinstance(v, list)}
        status = Status(raw["status"]) if "status" in raw else None
        return Implied(raw["type"], raw["action"], status, roles, raw.get("needs", ""))


def _nouns(names: list[str] | tuple[str, ...], classes: Mapping[str, Any]) -> dict[str, str]:
    """Give {noun lemma: kind} for a list of noun classes and plain nouns."""
    out: dict[str, str] = {}
    for name in names:
        members = classes.get(name, [name])
        out |= dict(members) if isinstance(members, dict) else dict.fromkeys(members, "")
    return {k: v or "" for k, v in out.items()}


def _types(root: Path) -> dict[str, Type]:
    """Read the event types with their roles and actions from classes.ttl and status.ttl."""
    roles: dict[str, list[tuple[int, str]]] = {}
    actions: dict[str, list[str]] = {}
    store = ox.Store()
    for name in ("classes.ttl", "status.ttl"):
        store.bulk_load(path=str(root / name), format=ox.RdfFormat.TURTLE)
    for type_, role, number in _rows(
        store, "?r kg:coreRole ?n ; rdfs:domain ?t . ?t rdfs:subClassOf kg:Event", "?t ?r ?n"
    ):
        roles.setdefault(type_, []).append((int(number), role))
    for type_, action in _rows(store, "?a kg:actionOf ?t", "?t ?a"):
        actions.setdefault(type_, []).append(action)
    return {t: Type(t, tuple(r for _, r in sorted(rs)), tuple(actions.get(t, ()))) for t, rs in sorted(roles.items())}


def _rows(store: ox.Store, pattern: str, columns: str) -> Iterator[list[str]]:
    """Give rows of local names, in order."""
    query = f"PREFIX kg: <{KG}> PREFIX rdfs: <{RDFS}> SELECT {columns} {{ {pattern} }} ORDER BY {columns}"
    for row in cast("ox.QuerySolutions", store.query(query)):
        yield [term.value.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for term in row if term is not None]
