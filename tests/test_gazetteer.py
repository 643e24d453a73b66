"""The gazetteer: names found in texts, names looked up, and that its tables hold together."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.gazetteer import Gazetteer
from kg.iri import WIKIDATA, World
from kg.model import OntologyError
from kg.ontology import folder

FOLDER = folder() / "gazetteer"
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "gazetteer.yaml").read_text(encoding="utf-8"))
ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
EVERYWHERE = {"", "EUU"}  # those who act for no state, or for the European Union


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(FOLDER)


def cases(section: str) -> list[Any]:
    return [
        pytest.param(c, id=" ".join(str(v) for k, v in c.items() if k not in {"expect", "why"})) for c in CASES[section]
    ]


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", cases("match"))
def test_match(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """A text gives these names and no others, each with its likeliest type."""
    found = [[m.text, m.type, list(m.ids)] for m in gazetteer.match(case["text"])]
    assert found == case["expect"]


@pytest.mark.parametrize("case", cases("match"))
def test_match_gives_offsets(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """Every name found is the text between its offsets, and none overlaps another."""
    found = gazetteer.match(case["text"])
    assert all(case["text"][m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("Washington", ["capital", "place", "city"]),
        ("Georgia", ["state", "place"]),
        ("Brussels", ["metonym", "capital", "city"]),
        ("Jordan", ["state"]),
        ("Singapore", ["state", "adjective", "capital", "city"]),
        ("Pentagon", ["organization", "metonym"]),
    ],
)
def test_readings(text: str, expect: list[str], gazetteer: Gazetteer) -> None:
    """A name with several meanings has them all, the likeliest type first."""
    (match,) = gazetteer.match(text)
    assert list(dict.fromkeys(r.type for r in match.readings)) == expect


@pytest.mark.parametrize("case", cases("person"))
def test_person(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """The first person of a name is the one that a newspaper of that day means."""
    found = gazetteer.person(case["name"], case["day"], case.get("country", ""))
    assert (found[0].wikidata if found else None) == case["expect"]


@pytest.mark.parametrize("case", cases("holders"))
def test_holders(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """An office has the holders that the sources prove on that day."""
    found = gazetteer.holders(case["country"], case["office"], case["day"])
    assert [p.wikidata for p in found] == case["expect"]


@pytest.mark.parametrize("case", cases("place"))
def test_place(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """A name gives its likeliest place, in one country where that is said."""
    place = gazetteer.place(case["name"], case.get("country", ""))
    assert (place and [place.name, place.country, place.geonames]) == case["expect"]


@pytest.mark.parametrize("case", cases("publisher"))
def test_publisher(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """A publisher's name, or its host, gives the outlet."""
    medium = gazetteer.publisher(case["name"])
    assert (medium and [medium.id, medium.state_media]) == case["expect"]


@pytest.mark.parametrize("case", cases("state_named"))
def test_state_named(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """A state is found by its newspaper names, old and new."""
    state = gazetteer.state_named(case["name"])
    assert (state and state.iso3) == case["expect"]


@pytest.mark.parametrize("case", cases("organisation"))
def test_organisation(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    """An organisation is found by any of its names, with the state that it belongs to."""
    found = gazetteer.organisation(case["name"])
    assert (found and [found.id, found.country]) == case["expect"]


def test_offices_of_a_person_change(gazetteer: Gazetteer) -> None:
    """A person has the office of the day, and none without a day."""
    assert gazetteer.offices("Q1253", date(2005, 1, 1)) == ("foreign-minister",)
    assert gazetteer.offices("Ban Ki-moon", date(2010, 1, 1)) == ("organisation-head",)
    assert gazetteer.offices("Q1253", None) == ()


def test_country_of_a_person_changes(gazetteer: Gazetteer) -> None:
    """A person acts for the state, or the European Union, whose office is held on the day."""
    kallas = gazetteer.person("Kaja Kallas")[0]
    assert [kallas.country(date(year, 1, 15)) for year in (2023, 2025)] == ["EST", "EUU"]


def test_an_office_is_proved_no_longer_than_the_source_reaches(gazetteer: Gazetteer) -> None:
    """A tenure without an end is likely for ever, but certain to the day of its source only."""
    lavrov = gazetteer.person_by_id("Q58217")
    assert lavrov is not None
    tenure = lavrov.tenure(date(2035, 1, 1))
    assert tenure is not None
    assert tenure.covers(date(2035, 1, 1))
    assert not tenure.covers(date(2035, 1, 1), certainly=True)


def test_regions_nest(gazetteer: Gazetteer) -> None:
    """A state is in its region, in what that is part of, and in everyday regions."""
    regions = gazetteer.within("KAZ")
    assert {"central-asia", "asia", "world", "post-soviet-states"} <= set(regions)
    assert "europe" not in regions
    assert {"middle-east", "gulf-states", "western-asia"} <= set(gazetteer.within("QAT"))


def test_every_state_is_in_one_continent(gazetteer: Gazetteer) -> None:
    """Every state and territory is in one continent, and regions hold known ones only."""
    names = ("africa", "americas", "antarctica", "asia", "europe", "oceania")
    continents = [set(gazetteer.regions[name]) for name in names]
    assert [s for s in gazetteer.states if sum(s in continent for continent in continents) != 1] == []
    assert not {m for members in gazetteer.regions.values() for m in members} - gazetteer.states.keys()


def test_every_state_links_out() -> None:
    """Every state has a Wikidata item of its own and, while it exists, an alpha-2 code and a GeoNames identifier."""
    states = table("states.csv")
    assert [s["iso3"] for s in states if not re.fullmatch(r"Q\d+", s["wikidata"])] == []
    there = [s for s in states if s["standing"] != "former"]
    assert [s["iso3"] for s in there if not (re.fullmatch("[A-Z]{2}", s["iso2"]) and s["geonames"].isdecimal())] == []
    for key, rows in (("wikidata", states), ("iso2", there), ("geonames", there)):
        assert len({s[key] for s in rows}) == len(rows), key


def test_every_region_links_out() -> None:
    """Every region but the whole world has a Wikidata item, and no two have the same."""
    regions = World.load().regions
    items = [m for r in regions.values() for m in r.matches if m.startswith(WIKIDATA)]
    assert [r.label for r in regions.values() if not r.matches] == ["World"]
    assert len(set(items)) == len(items) == len(regions) - 1


def test_no_gazetteer_in_the_folder(tmp_path: Path) -> None:
    """A folder without the tables is refused by name, with advice."""
    with pytest.raises(OntologyError, match=r"no gazetteer here.*states\.csv"):
        Gazetteer.load(tmp_path)


def test_the_answers_do_not_depend_on_the_run() -> None:
    """Two gazetteers of one folder give the same answers in the same order."""
    first, second = Gazetteer.load(FOLDER), Gazetteer.load(FOLDER)
    for name in ("Kim", "Singh", "Mohammed", "George Bush"):
        assert first.person(name, date(2015, 1, 1)) == second.person(name, date(2015, 1, 1))
    assert first.match("Georgia and Washington") == second.match("Georgia and Washington")


@pytest.mark.parametrize(
    "name", ["states.csv", "organisations.csv", "media.csv", "cities.csv", "persons.csv", "metonyms.csv"]
)
def test_identifiers_are_unique(name: str) -> None:
    """No two rows of a table have the same identifier."""
    rows = table(name)
    key = {"metonyms.csv": "phrase", "states.csv": "iso3", "cities.csv": "geonames"}.get(name, "id")
    assert [k for k, n in Counter(r[key] for r in rows).items() if n > 1] == []


@pytest.mark.parametrize("name", ["officeholders.csv", "officeholders-sharealike.csv", "people.csv"])
def test_tenures_are_in_order(name: str, gazetteer: Gazetteer) -> None:
    """Dates are ISO dates in order, states are known, and what is proved does not outlast the office."""
    faults = []
    for row in table(name):
        start, end, certain = row["start"], row["end"], row["certain_until"]
        well_formed = all(ISO_DATE.fullmatch(d) for d in (start, end, certain) if d)
        ordered = not end or start[: len(end)] <= end
        proved = not row["office"] or (
            certain and start[: len(certain)] <= certain and (not end or certain[:4] <= end[:4])
        )
        if not (well_formed and ordered and proved and row["country"] in gazetteer.states.keys() | EVERYWHERE):
            faults.append(row)
    assert faults == []


def test_tenures_have_a_person() -> None:
    """Every office of the register is held by somebody in it, and everybody holds one."""
    people, holders = {r["id"] for r in table("persons.csv")}, {r["person"] for r in table("officeholders.csv")}
    assert people == holders


def test_people_by_hand_are_not_in_the_register_twice(gazetteer: Gazetteer) -> None:
    """Somebody added by hand without a Wikidata identifier has no namesake of the same state in the register."""
    register = {r["id"] for r in table("persons.csv")}
    twice = []
    for row in table("people.csv"):
        if row["person"] not in register and not row["person"].startswith("Q"):
            others = gazetteer.person(row["name"], country=row["country"]) if row["country"] else ()
            twice += [(row["name"], p.id) for p in others if p.id in register and row["name"] in (p.name, *p.names)]
    assert twice == []


def test_states_are_complete(gazetteer: Gazetteer) -> None:
    """Every sovereign state has a name, an adjective, people, a capital and both identifiers."""
    sovereign = [s for s in gazetteer.states.values() if s.standing == "sovereign"]
    assert len(sovereign) > 190
    assert [
        s.iso3 for s in sovereign if not (s.adjectives and s.people and s.capitals and s.wikidata and s.geonames)
    ] == []


def test_what_stands_for_somebody_stands_for_somebody_known(gazetteer: Gazetteer) -> None:
    """Metonyms, organisations, media, places and cities name known states and organisations."""
    known = gazetteer.states.keys() | EVERYWHERE
    assert {r["denotes"] for r in table("metonyms.csv")} <= gazetteer.states.keys() | gazetteer.organisations.keys()
    for name in ("organisations.csv", "media.csv", "cities.csv"):
        assert {r["country"] for r in table(name)} <= known, name
    assert {m for o in gazetteer.organisations.values() for m in o.members} <= known
    places = yaml.safe_load((FOLDER / "places.yaml").read_text(encoding="utf-8"))
    assert {p["country"] for p in places} <= known


def test_offices_are_those_of_the_ontology() -> None:
    """The offices of the register are offices that the ontology knows, or one of those that it leaves aside."""
    known = set(yaml.safe_load((folder() / "offices.yaml").read_text(encoding="utf-8"))["offices"])
    used = {r["office"] for name in ("officeholders.csv", "people.csv") for r in table(name)}
    assert used - known <= {"", "other", "governor"}


def test_the_tables_stay_small() -> None:
    """All tables together take less than six megabytes."""
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file()) < 6_000_000
