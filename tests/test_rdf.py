"""Articles and reports as RDF and back, their IRIs, and the vocabulary that they are written in."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from builders import ABUJA, AGENCY, EU, LINDQVIST, NIGERIA, OYELARAN, article, full, report, roles
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.corrections import Judgement, correction, refer
from kg.iri import PREFIXES, World, actor_iri, article_iri, report_iri, slug
from kg.lifecycle import Lifecycle
from kg.model import Actor, Article, Evidence, Kind, Participant, Period, Place, Report, Status
from kg.ontology import folder
from kg.rdf import article_quads, ordered, read_article
from kg.store import Store

KG = PREFIXES["kg"]
ROLES = {
    "Meeting": ("hold", ["participant"]),
    "Visit": ("make", ["visitor", "host"]),
    "Invitation": ("accept", ["inviter", "invitee"]),
    "Sanction": ("ease", ["sender", "target"]),
}


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


# ---------------------------------------------------------------- any article, any report

# Everything that a string can hold: quotes, backslashes, control characters, other scripts; no halves of characters.
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        '"',
        "\\u0041",
        "a\r\nb",
        "\x00",
        "..",
        "/",
        "é",
        "Ŧ",
        "𝔘",
        "<a b>",
        "%41",
        "{}",
        "\ufeff",
        "'''",
        "#x",
        "?q",
        "_:b",
    ]
)
words = st.lists(anything.filter(bool), max_size=3).map(lambda names: tuple(sorted(set(names))))
days = st.dates(date(1000, 1, 1)).map(lambda d: d.isoformat())
moments = st.builds(lambda day, length: day[:length], days, st.sampled_from([4, 7, 10]))
actors = st.builds(Actor, anything, st.sampled_from(Kind), anything, anything, words, st.booleans())
offices = anything.filter(lambda office: " " not in office)


@st.composite
def tellings(draw: st.DrawFn) -> tuple[Article, tuple[Report, ...]]:
    """Make an article with reports."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
    published = draw(st.none() | st.dates())
    made = Article(draw(anything), text, draw(anything), draw(anything), published, draw(anything), draw(anything))
    return made, tuple(draw(st.lists(reports(made), max_size=3)))


@st.composite
def reports(draw: st.DrawFn, told: Article) -> Report:
    """Make a report of an article."""
    type_, (action, roles) = draw(st.sampled_from(sorted(ROLES.items())))
    participants = st.lists(st.builds(Participant, st.sampled_from(roles), actors, offices), max_size=3)
    spans = st.tuples(*(st.integers(0, len(told.text)),) * 2).map(sorted)
    quotes = spans.map(lambda span: Evidence(*span, told.text[slice(*span)]))
    return Report(
        article=told.id,
        type=type_,
        action=action,
        status=draw(st.sampled_from(Status)),
        participants=tuple(draw(participants)),
        when=draw(st.none() | st.builds(Period, moments, moments)),
        place=draw(st.none() | st.builds(Place, anything, anything, anything, words)),
        attribution=tuple(draw(st.lists(actors, max_size=2))),
        evidence=tuple(sorted(set(draw(st.lists(quotes, min_size=1, max_size=3))))),
        confidence=draw(st.floats(0, 1)),
        kind=draw(anything.filter(lambda kind: "-" not in kind)),
        condition=draw(st.none() | quotes),
    )


@settings(max_examples=150, deadline=None)
@given(told=tellings(), former=tellings())
def test_round_trip(world: World, told: tuple[Article, tuple[Report, ...]], former: tuple[Article, tuple[Report, ...]]):
    """An article and its reports come back equal from their quads, and from a store where they replaced others."""
    expected = told[0], ordered(told[1])
    assert read_article(article_quads(*told, world)) == expected
    store = Store()
    store.put(replace(former[0], id=told[0].id), [replace(r, article=told[0].id) for r in former[1]])
    store.put(*told)
    assert list(store.tellings()) == [expected]


def test_full_round_trip(world: World):
    """A report with every field filled comes back with every field."""
    made, told = full()
    assert read_article(article_quads(made, told, world, AGENCY)) == (made, ordered(told))


def test_order_does_not_matter(world: World):
    """Reports in another order, or given twice, give the same quads in the same order."""
    made, told = full()
    mixed = [*told, *told]
    random.Random(1).shuffle(mixed)
    assert article_quads(made, mixed, world) == article_quads(made, told, world)


def test_half_a_character_is_refused(world: World):
    """A lone surrogate, which no RDF can hold, is refused with its place."""
    with pytest.raises(ValueError, match=r"'a1'.*text.*'\\udcff' at 3"):
        article_quads(article(text="abc\udcff"), [], world)


# ---------------------------------------------------------------- IRIs

NAMES = [
    ("Kim Jong-un", "kim-jong-un", "hyphen"),
    ("Kim Jong Un", "kim-jong-un", "the same name without it"),
    ("Nguyễn Phú Trọng", "nguyen-phu-trong", "accents"),
    ("Côte d'Ivoire", "cote-divoire", "apostrophe"),
    ("U.S. Treasury", "us-treasury", "full stops"),
    ("習近平", "%E7%BF%92%E8%BF%91%E5%B9%B3", "another script"),
    ("Straße", "strasse", "folded case"),
    ("  two   blanks ", "two-blanks", "blanks"),
]


@pytest.mark.parametrize(("name", "expected"), [n[:2] for n in NAMES], ids=[n[2] for n in NAMES])
def test_slug(name: str, expected: str):
    """Spellings that differ in case, accents and punctuation alone have one slug."""
    assert slug(name) == expected


def test_slug_of_no_letters():
    """Names without letters still have slugs, each its own."""
    assert len({slug(""), slug("?"), slug("!"), slug("a")}) == 4


ACTORS = [
    (Actor("Moscow", Kind.STATE, "RUS"), "actor/RUS", "a state under a metonym"),
    (Actor("Russia", Kind.STATE, "RUS", "Q159"), "actor/RUS", "a state with its Wikidata item"),
    (Actor("Kim", Kind.PERSON, "PRK", "Q56226"), "actor/Q56226", "a person who is known"),
    (Actor("Karin Lindqvist", Kind.PERSON, "SWE"), "actor/person/SWE/karin-lindqvist", "a person who is not"),
    (Actor("officials", Kind.GROUP), "actor/group/none/officials", "a group of no country"),
    (EU, "actor/Q458", "the European Union"),
    (Actor("Freedonia", Kind.STATE), "actor/state/none/freedonia", "a state without a code"),
]


@pytest.mark.parametrize(("actor", "expected"), [a[:2] for a in ACTORS], ids=[a[2] for a in ACTORS])
def test_actor_iri(actor: Actor, expected: str):
    """One actor has one IRI, under whatever name."""
    assert actor_iri(actor) == PREFIXES["id"] + expected


PLACES = [
    (Place("Russia", "RUS"), "place/RUS", "a country by name"),
    (Place("Russian Federation", "RUS"), "place/RUS", "a country by another name"),
    (Place("Russia", "RUS", "2017370"), "place/RUS", "a country by its GeoNames number"),
    (Place("Moscow", "RUS", "524901"), "place/geonames/524901", "a town with a GeoNames number"),
    (Place("Vostochny Cosmodrome", "RUS"), "place/RUS/vostochny-cosmodrome", "a place without one"),
    (Place("the high seas"), "place/none/the-high-seas", "a place in no country"),
    (Place("Georgia", "USA", "4197000"), "place/geonames/4197000", "a namesake of a country"),
    (Place("Georgia", "USA"), "place/USA/georgia", "a namesake of a country, by its name alone"),
]


@pytest.mark.parametrize(("place", "expected"), [p[:2] for p in PLACES], ids=[p[2] for p in PLACES])
def test_place_iri(world: World, place: Place, expected: str):
    """A country is told from the places in it."""
    assert world.place(place) == PREFIXES["id"] + expected


def test_report_iri_tells_reports_apart():
    """Reports that differ in anything have different IRIs, equal ones the same."""
    one = report()
    others = [
        report(status="denied"),
        report(when="2024"),
        report(confidence=0.8),
        report(place=ABUJA),
        report(attribution=(AGENCY,)),
        report(article="a2"),
        report(participants=(Participant("participant", OYELARAN, "minister"), Participant("participant", NIGERIA))),
    ]
    assert len({report_iri(r) for r in [one, *others]}) == 8
    assert report_iri(one) == report_iri(report())


def test_iris_of_odd_identifiers(world: World):
    """An article's identifier may hold anything; its IRI is percent-encoded and its own."""
    odd = ["a b", "a%20b", "https://x.org/?q=1#f", "ä", "a/b", "<>"]
    assert len({article_iri(i) for i in odd}) == len(odd)
    for identifier in odd:
        assert re.fullmatch(r"[A-Za-z0-9:/._~%-]+", article_iri(identifier))
        assert read_article(article_quads(article(identifier), [], world))[0].id == identifier


# ---------------------------------------------------------------- the vocabulary


def turtle(name: str) -> list[ox.Triple]:
    return [ox.Triple(s, p, o) for s, p, o, _ in ox.parse(path=str(folder() / name), format=ox.RdfFormat.TURTLE)]


def terms(triples: list[ox.Triple]) -> set[str]:
    """Give the terms of our vocabulary that are used as predicate or object."""
    found = {t.predicate.value for t in triples}
    found |= {t.object.value for t in triples if isinstance(t.object, ox.NamedNode)}
    return {t for t in found if t.startswith(KG)}


@pytest.fixture(scope="module")
def written() -> list[ox.Triple]:
    """Everything that a store writes about an article with every field filled, and of each sort of correction."""
    store = Store()
    store.put(*full(), outlet=AGENCY)
    nowhere = replace(LINDQVIST, country="")
    store.put(article("a2"), [report(article="a2", participants=roles(participant=(nowhere, NIGERIA)))])
    pending = list(store.inner)
    reports, actors = [[refer(r)] for r in store.reports()], [actor_iri(nowhere), actor_iri(LINDQVIST)]
    for judgement in Judgement:
        things = {"actors": actors} if judgement.of_actors else {"events": reports[:2]}
        store.correct([correction(judgement, "A. Reader", date(2024, 5, 1), "Read again.", **things)])  # type: ignore[arg-type]
        pending += store.inner
        store.refresh()
        pending += store.inner
    return [ox.Triple(q.subject, q.predicate, q.object) for q in pending]


def defined() -> set[str]:
    return {t.subject.value for t in turtle("classes.ttl") if t.subject.value.startswith(KG)}


def test_every_term_that_is_written_is_defined(written: list[ox.Triple]):
    """Whatever the store, the lists and the shapes use of our vocabulary is defined in classes.ttl."""
    lists = [t for name in ("status.ttl", "shapes.ttl", "regions.ttl", "mappings.ttl") for t in turtle(name)]
    assert terms([*written, *lists]) <= defined()


def test_every_term_that_is_defined_is_used(written: list[ox.Triple]):
    """No class or property is defined and never written, listed, or put above one that is."""
    links = {KG + name for name in Lifecycle().names}
    assert defined() <= terms([*written, *turtle("status.ttl"), *turtle("classes.ttl")]) | links
    assert links <= defined()


@pytest.mark.parametrize("term", sorted(defined()), ids=lambda term: term.removeprefix(KG))
def test_term_is_documented(term: str):
    """Every class and property has a label, a definition, and a match in a vocabulary that others know."""
    triples = [*turtle("classes.ttl"), *turtle("mappings.ttl")]
    about = [(t.predicate.value.rsplit("#", 1)[-1], t.object.value) for t in triples if t.subject.value == term]
    said = dict(about)
    assert said["label"]
    assert said["comment"].endswith(".")
    above = {"subClassOf", "subPropertyOf", "closeMatch", "exactMatch", "relatedMatch", "broadMatch"}
    outside = [value for name, value in about if name in above and not value.startswith(KG)]
    parents = [value for name, value in about if name.startswith("sub") and value.startswith(KG)]
    assert outside or (parents and defined().issuperset(parents))


def test_every_office_is_listed():
    """The offices whose titles are known are those of the list."""
    titles = (folder() / "offices.yaml").read_text(encoding="utf-8")
    known = set(re.findall(r"^  ([a-z-]+):", titles, re.MULTILINE))
    listed = {t.subject.value.rsplit("/", 1)[-1] for t in turtle("status.ttl") if t.object.value == KG + "Office"}
    assert known <= listed


def test_every_kind_is_listed():
    """The kinds that the lexicon gives are those of the list."""
    import yaml

    listed = {
        t.object.value for t in turtle("status.ttl") if "/kind/" in t.subject.value and "prefLabel" in t.predicate.value
    }
    known: set[str] = set()
    for path in sorted(Path(folder() / "lexicon").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups = [g for g in data.get("nouns", {}).values() if isinstance(g, dict)]
        known |= {kind for group in groups for kind in group.values() if kind}
        known |= {frame["kind"] for frame in data["frames"] if "kind" in frame}
    assert known <= listed
