"""Everything written conforms to the shapes, and each constraint of each shape catches a graph that breaks it.

The plain constraints are broken by what the shapes themselves say, each at a node of its own; the others by a table.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from builders import AGENCY, LINDQVIST, OYELARAN, article, full, quote, report, roles
from pyshacl import validate
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.check import Violation, check
from kg.corrections import Judgement, correction, refer
from kg.iri import PREFIXES, actor_iri, article_iri
from kg.ontology import folder
from kg.store import Store

BROKEN = Namespace("https://example.org/broken/")
NOTHING = URIRef("https://example.org/nothing")
SHAPES = Graph().parse(folder() / "shapes.ttl")

PLAIN = (SH.minCount, SH.maxCount, SH.datatype, SH["class"], SH.pattern, SH["in"], SH.nodeKind)
BOUNDS = (SH.minInclusive, SH.maxInclusive, SH.minLength, SH.maxLength)
OTHERS = (
    SH.lessThan,
    SH.lessThanOrEquals,
    SH.node,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
    SH["or"],
    SH.xone,
    SH["not"],
    SH.select,
)

Case = tuple[Node, URIRef, Node]  # what carries the constraint, the constraint, its value


def local(term: Node | None) -> str:
    return str(term).rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def message_of(carrier: Node) -> str:
    return str(SHAPES.value(carrier, SH.message))


def component(constraint: URIRef) -> str:
    """Give the component that SHACL reports for a constraint."""
    name = {SH.select: "SPARQL", SH.qualifiedMinCount: "QualifiedMinCount"}.get(constraint, local(constraint))
    return f"{name[0].upper()}{name[1:]}ConstraintComponent"


def cases(*constraints: URIRef) -> Iterator[Case]:
    """Give the constraints that carry a message, in a fixed order."""
    carriers = {*SHAPES.subjects(SH.message)}
    for carrier in sorted(carriers, key=message_of):
        for constraint in constraints:
            yield from ((carrier, constraint, value) for value in sorted(SHAPES.objects(carrier, constraint)))


def shape_of(case: Case) -> Node | None:
    return SHAPES.value(predicate=SH.property, object=case[0])


def simple() -> list[Case]:
    """Give the plain constraints of property shapes whose path is a property."""
    found = cases(*PLAIN, *BOUNDS)
    return [c for c in found if isinstance(SHAPES.value(c[0], SH.path), URIRef)]


def name(case: Case) -> str:
    return "-".join(map(local, (shape_of(case), SHAPES.value(case[0], SH.path), case[1])))


def wrong(constraint: URIRef, value: Node) -> list[Node]:
    """Give values that break a constraint."""
    if constraint == SH.minCount:
        return []
    if constraint == SH.maxCount:
        return [Literal(str(number)) for number in range(int(str(value)) + 1)]
    if constraint in (SH.minInclusive, SH.maxInclusive):
        return [Literal(int(str(value)) + (1 if constraint == SH.maxInclusive else -1))]
    if constraint == SH.maxLength:
        return [Literal("x" * (int(str(value)) + 1))]
    if constraint == SH.minLength:
        return [Literal("")]
    return [NOTHING if constraint in (SH["class"], SH["in"], SH.datatype) else Literal("?")]


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str, str]]:
    """What is found in a graph of broken nodes: (node, message, component)."""
    data = Graph().parse(folder() / "classes.ttl").parse(folder() / "status.ttl")
    for number, case in enumerate(simple()):
        path = SHAPES.value(case[0], SH.path)
        data.add((BROKEN[str(number)], RDF.type, next(SHAPES.objects(shape_of(case), SH.targetClass))))
        for value in wrong(case[1], case[2]):
            data.add((BROKEN[str(number)], path, value))
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    data.parse(data=f"{prefixes}@prefix x: <{BROKEN}> .\n" + "\n".join(row[0] for row in TABLE), format="turtle")
    _, results, _ = validate(data, shacl_graph=SHAPES, inplace=True)
    return {
        (
            str(results.value(r, at)),
            str(results.value(r, SH.resultMessage)),
            local(results.value(r, SH.sourceConstraintComponent)),
        )
        for r in results.subjects(RDF.type, SH.ValidationResult)
        for at in (SH.focusNode, SH.value)
    }


@pytest.mark.parametrize(("number", "case"), enumerate(simple()), ids=map(name, simple()))
def test_plain_constraint(number: int, case: Case, found: set[tuple[str, str, str]]):
    """A node that breaks a plain constraint is caught, by that constraint and with its message."""
    assert (str(BROKEN[str(number)]), message_of(case[0]), component(case[1])) in found


# ---------------------------------------------------------------- the others: broken graph, constraint, message

TABLE = [
    ("x:unsaid a kg:Correction .", SH.xone, "says exactly one thing"),
    ("x:both-ways a kg:SameActor, kg:NotSameActor .", SH.xone, "says exactly one thing"),
    ("x:loose a kg:ReportReference .", SH.minCount, "of exactly one correction"),
    (
        "x:shared a kg:ReportReference . x:one a kg:WrongReport ; kg:concerns x:shared . "
        "x:other a kg:WrongReport ; kg:concerns x:shared .",
        SH.maxCount,
        "of exactly one correction",
    ),
    ("x:stray a kg:ReportReference . x:nobody kg:concerns x:stray .", SH["class"], "of exactly one correction"),
    ('x:date a kg:Report ; kg:begin "2024-01-01"^^xsd:date .', SH["or"], "A date has a first day"),
    (
        'x:late a kg:Report ; kg:begin "2024-01-02"^^xsd:date ; kg:end "2024-01-01"^^xsd:date .',
        SH.lessThanOrEquals,
        "at most one first day",
    ),
    ("x:empty a oa:TextPositionSelector ; oa:start 5 ; oa:end 5 .", SH.lessThan, "before its end"),
    ("x:type a kg:Report ; kg:eventType kg:Person .", SH.node, "exactly one event type"),
    ("x:action a kg:Action ; kg:actionOf kg:Person .", SH.node, "An action is of a type"),
    ("x:kind a kg:Kind ; kg:kindOf kg:Person .", SH.node, "A kind is of a type"),
    ("x:bare a kg:Evidence .", SH.qualifiedMinCount, "exactly one quotation"),
    ("x:bare a kg:Evidence .", SH.qualifiedMinCount, "exactly one position"),
    (
        "x:twice a kg:Evidence ; oa:hasSelector x:q1, x:q2 . "
        "x:q1 a oa:TextQuoteSelector . x:q2 a oa:TextQuoteSelector .",
        SH.qualifiedMaxCount,
        "exactly one quotation",
    ),
    (
        "x:both a kg:Evidence ; oa:hasSelector x:p1, x:p2 . "
        "x:p1 a oa:TextPositionSelector . x:p2 a oa:TextPositionSelector .",
        SH.qualifiedMaxCount,
        "exactly one position",
    ),
    ("x:person a kg:Person, kg:State .", SH["not"], "A person is no other"),
    ("x:body a kg:Organization, kg:Group .", SH["not"], "An organization is no other"),
    ("x:group a kg:Group, kg:State .", SH["not"], "A group is no state"),
    ("x:odd a kg:Report ; kg:eventType kg:Visit ; kg:action action:hold .", SH.select, "not one of the event's type"),
    ("x:odder a kg:Visit ; kg:action action:hold .", SH.select, "not one of the event's type"),
    (
        "x:idle a kg:Report ; kg:eventType kg:Visit ; kg:action action:make ; kg:participant x:person .",
        SH.select,
        "No core role",
    ),
    ("x:thing kg:office office:minister .", SH["class"], "An office is held"),
    ("x:aside kg:mention x:m . x:m a kg:Mention ; kg:role kg:host ; kg:actor x:person .", SH.select, "not in its role"),
    (
        'x:misquoted a kg:Evidence ; oa:hasSource x:text ; oa:hasSelector x:q, x:p . x:text schema:text "They met." . '
        'x:q oa:exact "net" . x:p oa:start 5 ; oa:end 8 .',
        SH.select,
        "other words at the position",
    ),
]


@pytest.mark.parametrize(("broken", "constraint", "message"), TABLE, ids=[f"{r[0].split()[0]} {r[2]}" for r in TABLE])
def test_other_constraint(broken: str, constraint: URIRef, message: str, found: set[tuple[str, str, str]]):
    """A graph that breaks one of the other constraints is caught, by that constraint and with its message."""
    subjects = {part.split()[0] for part in broken.split(" . ")}
    nodes = {str(BROKEN[s.removeprefix("x:")]) for s in subjects} | {PREFIXES["office"] + "minister"}
    assert any(n in nodes and message in m and c == component(constraint) for n, m, c in found)


def test_no_constraint_is_left_out():
    """Every constraint with a message of its own is broken by one of the tests above."""
    broken = {(constraint, message) for _, constraint, message in TABLE}
    plain = simple()
    others = [case for case in cases(*PLAIN, *BOUNDS, *OTHERS) if case not in plain]
    for carrier, constraint, _ in others:
        assert any(c == constraint and m in message_of(carrier) for c, m in broken), (constraint, message_of(carrier))
    known = {*PLAIN, *BOUNDS, *OTHERS, SH.path, SH.message, SH.prefixes, SH.qualifiedValueShape, SH.property, RDF.type}
    known |= {SH.targetClass, SH.targetNode, SH.sparql}
    assert {p for carrier in SHAPES.subjects(SH.message) for p in SHAPES.predicates(carrier)} <= known


def test_every_constraint_has_a_message():
    """No property is constrained without a message for people, but within a shape that has one."""
    parents = {*SHAPES.objects(None, SH.property)}
    silent = {p for p in parents if SHAPES.value(p, SH.message) is None}
    within_or = {*SHAPES.objects(None, RDF.first)}
    named = {URIRef("https://w3id.org/diplograph/shape/Type")}
    assert all(shape in within_or | named for p in silent for shape in SHAPES.subjects(SH.property, p))


def test_every_class_has_a_shape():
    """Every class that is written or listed is the target of a shape, by itself or by a class above it."""
    classes = Graph().parse(folder() / "classes.ttl")
    targets = {*SHAPES.objects(None, SH.targetClass)}
    for class_ in classes.subjects(RDF.type, URIRef(PREFIXES["owl"] + "Class")):
        assert class_ in targets, class_


# ---------------------------------------------------------------- what is written conforms


def test_everything_written_conforms():
    """An article with every field filled, one without any report, and their events conform."""
    store = Store()
    store.put(*full(), outlet=AGENCY)
    store.put(article("bare", None, title="", publisher="", url="", language=""), [])
    store.refresh()
    assert check(store) == []


def test_corrections_conform():
    """Corrections of each sort, what they bring about, and one that waits for its article conform."""
    store = Store()
    made, told = full()
    store.put(made, told)
    store.put(article("a2"), [replace(told[0], article="a2"), replace(told[1], article="a2")])
    met, visit = (refer(replace(r, article="a2")) for r in told[:2])
    actors = [actor_iri(LINDQVIST), actor_iri(OYELARAN)]
    said = {
        Judgement.SAME_ACTOR: {"actors": actors},
        Judgement.NOT_SAME_ACTOR: {"actors": actors},
        Judgement.SAME_EVENT: {"events": [[refer(told[0])], [met]]},
        Judgement.NOT_SAME_EVENT: {"events": [[refer(told[0])], [met]]},
        Judgement.WRONG_REPORT: {
            "events": [[visit], [replace(visit, article="a9", report=f"{article_iri('a9')}/report/0")]]
        },
    }
    for judgement, things in said.items():
        only = correction(judgement, "A. Reader", date(2024, 5, 1), "Read again.", **things)  # type: ignore[arg-type]
        store.correct([only])
        store.refresh()
        assert check(store) == [], judgement
        if judgement is not Judgement.WRONG_REPORT:
            assert list(store.select("SELECT ?x { ?x kg:correctedBy ?c }")), judgement
        store.correct(gone=[only])


def test_violations_are_for_people():
    """A violation names the node, what is wrong, and what was found."""
    store = Store()
    misquoted = replace(quote("Abuja"), quote="Lagos")
    store.put(article(), [report("Visit", "hold", participants=roles(participant=LINDQVIST), evidence=(misquoted,))])
    found = [str(v) for v in check(store)]
    assert "id:article/a1/evidence/64-69: The article's text has other words at the position of the quotation." in found
    assert sum("The action is not one of the event's type." in line for line in found) == 1
    assert sum("No core role of the event's type is filled." in line for line in found) == 1
    assert str(Violation("id:x", "kg:status", "", "Why.")) == "id:x: Why. Found: kg:status"


def test_graphs_of_other_making_are_not_checked():
    """A user's own graph beside the articles may hold what it likes."""
    store = Store()
    store.put(*full())
    store.refresh()
    store.inner.update("INSERT DATA { GRAPH <http://x.org/g> { <http://x.org/a> a kg:Report } }", prefixes=PREFIXES)
    assert check(store) == []


# ---------------------------------------------------------------- a new type of event

SIGNING = """
kg:Signing a owl:Class ; rdfs:label "Signing" ; rdfs:comment "A treaty is signed." ; rdfs:subClassOf kg:Event .
kg:signatory a owl:ObjectProperty ; rdfs:label "signatory" ; rdfs:comment "Who signs." ;
    rdfs:subPropertyOf kg:involves ; rdfs:domain kg:Signing ; kg:coreRole 1 .
"""
SIGN = """
action:sign a kg:Action ; skos:inScheme <https://w3id.org/diplograph/action> ; kg:actionOf kg:Signing ;
    skos:prefLabel "sign" .
"""


def test_a_new_type_needs_no_code(tmp_path: Path):
    """A type of event that is added to classes.ttl and status.ttl is stored, resolved, asked for and checked."""
    root = tmp_path / "ontology"
    shutil.copytree(folder(), root)
    for file, entry in (("classes.ttl", SIGNING), ("status.ttl", SIGN)):
        (root / file).write_text((root / file).read_text(encoding="utf-8") + entry, encoding="utf-8")
    store = Store(root=root)
    for number, day in enumerate(("2024-03-05", "2024-03")):
        told = report(
            "Signing",
            "sign",
            "occurred",
            day,
            article=f"a{number}",
            participants=roles(signatory=(LINDQVIST, OYELARAN)),
        )
        store.put(article(f"a{number}"), [told])
    rows = [str(row["label"].value) for row in store.select("SELECT ?label { ?e a kg:Signing ; rdfs:label ?label }")]
    assert rows == ["Signing: Karin Lindqvist, Tunde Oyelaran (2024-03-05)"]
    assert check(store, root) == []
    store.put(article("bad"), [report("Signing", "hold", article="bad")])
    store.refresh()
    wrongs = {v.message for v in check(store, root)}
    assert {"The action is not one of the event's type.", "No core role of the event's type is filled."} <= wrongs
