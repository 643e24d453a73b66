"""What the graph said on a day is what a store of only the articles published by then says, byte for byte."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from builders import Told, article, report, synthetic
from click.testing import CliRunner
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_correct_any_order import TOLD, corrections
from test_correct_any_order import built as built_corrected
from test_refresh import built, days, reports, told

from kg.asof import last_day
from kg.cli import main
from kg.corrections import Correction
from kg.graph import Graph
from kg.model import Event, QueryError, Report, Status, StoreError
from kg.store import Store

FEED = [synthetic(number) for number in range(0, 120, 3)]
FEW, MANY = "2024-01-20", "2024-04-20"  # the articles published by then are the fewer, or the most, of the feed


def by(remains: Sequence[Told], day: str) -> list[Told]:
    return [one for one in remains if one[0].published and str(one[0].published) <= day]


@settings(max_examples=60, deadline=None, phases=[p for p in Phase if p is not Phase.shrink])
@given(
    st.lists(st.tuples(days, st.lists(reports, max_size=3)), max_size=8), st.sampled_from(("2023-12-31", "2024-04-11"))
)
def test_any_articles(made: list[tuple[str | None, list[Report], str]], day: str):
    """Whatever was published when, and named however: nothing is left of what came later or has no date."""
    remains = [told(number, *one) for number, one in enumerate(made)]
    with Store() as store:
        for one in remains:
            store.put(*one)
        with store.as_of(day) as then:
            assert list(then.nquads()) == built(by(remains, day))


@settings(max_examples=60, deadline=None, phases=[p for p in Phase if p is not Phase.shrink])
@given(
    st.sets(st.sampled_from(range(len(TOLD)))),
    st.lists(corrections, max_size=3),
    st.sampled_from(("2023-12-31", "2024-01-05")),
)
def test_corrections_hold(numbers: set[int], said: list[Correction], day: str):
    """Corrections are as they are now, and bear on the articles of then."""
    remains = list({TOLD[number][0].id: TOLD[number] for number in numbers}.values())
    with Store() as store:
        for one in remains:
            store.put(*one)
        store.correct(said)
        with store.as_of(day) as then:
            assert list(then.nquads()) == built_corrected([*by(remains, day), *said])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk, its articles written in any order, one of them without a date, and a graph of other making."""
    path = tmp_path_factory.mktemp("asof") / "store"
    shuffled = [*FEED, (article("undated", None), (report(article="undated"),))]
    random.Random(1).shuffle(shuffled)
    with Graph(path) as graph:
        for one in shuffled:
            graph.articles_store.put(*one)
        graph.articles_store.refresh()
        graph.update('INSERT DATA { GRAPH <urn:mine> { <urn:a> rdfs:label "mine" } }')
    return path


@pytest.mark.parametrize("day", [FEW, MANY, "2023-01-01", "2999"])
@pytest.mark.parametrize("read_only", [True, False])
def test_on_disk(kept: Path, day: str, read_only: bool):
    """A store on disk gives the same, for early and late days, and is left as it was; what was copied for it is gone."""
    with Store(kept, read_only=read_only) as store:
        before = list(store.nquads())
        with store.as_of(day) as then:
            assert (len(by(FEED, day)) * 2 > len(FEED)) == (day in (MANY, "2999"))
            mine = [line for line in before if "<urn:mine>" in line]
            assert mine
            assert list(then.nquads()) == [*built(by(FEED, day)), *mine]
            assert then.info().articles == len(by(FEED, day))
        assert list(store.nquads()) == before
    assert [p.name for p in kept.parent.iterdir()] == ["store"]


def test_beside_a_writer(tmp_path: Path):
    """What a writer has not yet put into its files counts as what it has."""
    with Store(tmp_path / "store") as writer:
        for one in FEED:
            writer.put(*one)
        writer.refresh()
        with Store(tmp_path / "store", read_only=True) as reader, reader.as_of(MANY) as then:
            assert list(then.nquads()) == built(by(FEED, MANY))


def test_what_is_pending_counts(tmp_path: Path):
    """A store whose events have not been put right gives what one gives in which they have."""
    with Store(tmp_path / "store") as writer:
        for one in FEED:
            writer.put(*one)
    with Store(tmp_path / "store", read_only=True) as reader, reader.as_of(MANY) as then:
        assert reader.stale
        assert list(then.nquads()) == built(by(FEED, MANY))


def test_it_is_the_past(kept: Path):
    """The graph as of a day cannot be written."""
    with Store(kept, read_only=True) as store, store.as_of(MANY) as then:
        with pytest.raises(StoreError, match="for reading only"):
            then.put(article("new"), ())
        with pytest.raises(StoreError, match="for reading only"):
            then.remove(FEED[0][0].id)


# ---------------------------------------------------------------- days

DAYS = [
    ("2024-03-04", date(2024, 3, 4)),
    ("2024-02", date(2024, 2, 29)),
    ("2023", date(2023, 12, 31)),
    (date(2024, 3, 4), date(2024, 3, 4)),
    (datetime(2024, 3, 4, 23, 59), date(2024, 3, 4)),
]


@pytest.mark.parametrize(("given", "day"), DAYS, ids=[str(d[0]) for d in DAYS])
def test_day(given: str | date, day: date):
    """A day is meant as it is, a month or a year to its end."""
    assert last_day(given) == day


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13", "2024-00", "2023-02-29", "04.03.2024", "2024-3-4", "0000", "20240304"]
)
def test_no_day(text: str):
    """What is no date is refused, with the forms that are."""
    with pytest.raises(QueryError, match=rf"as of '{text}': no such date; write a day as 2024-03-04"):
        Store().as_of(text)


# ---------------------------------------------------------------- faces

THEN = "2024-04-20"
TALKS = report("Meeting", when="2024-04-17")
STORY = [
    (article("claim", "2024-04-18", publisher="Paper A"), (replace(TALKS, article="claim"),)),
    (article("denial", "2024-04-21", publisher="Paper B"), (replace(TALKS, article="denial", status=Status.DENIED),)),
]
STANDING = "SELECT ?status ?contested { ?e kg:status ?status ; kg:contested ?contested ; kg:report/kg:inArticle/schema:identifier 'claim' }"


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """All articles, and those published by then."""
    folder = tmp_path_factory.mktemp("faces")
    for name, some in (("all", [*FEED, *STORY]), ("some", by([*FEED, *STORY], THEN))):
        with Graph(folder / name) as graph:
            for one in some:
                graph.articles_store.put(*one)
    return folder / "all", folder / "some"


COMMANDS = [
    ["query", "who-met-whom"],
    ["query", STANDING, "--format", "json"],
    ["query", "SELECT ?event { ?event kg:report ?report }", "--format", "csv"],
    ["export", "--format", "nquads"],
    ["export", "--format", "csv"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(c[:3])[:40] for c in COMMANDS])
def test_commands(stores: tuple[Path, Path], command: list[str]):
    """A command with --as-of prints what it prints of a store of the articles of then, and that is not what it prints now."""
    every, some = (str(path) for path in stores)
    then = CliRunner().invoke(main, [*command, "--store", every, "--as-of", THEN])
    assert (then.exit_code, then.stderr) == (0, "")
    assert then.output == CliRunner().invoke(main, [*command, "--store", some]).output
    assert then.output != CliRunner().invoke(main, [*command, "--store", every]).output


def test_picture(stores: tuple[Path, Path], tmp_path: Path):
    """The picture is that of a store of the articles of then."""
    for store, name, more in ((stores[0], "then", ["--as-of", THEN]), (stores[1], "some", [])):
        done = CliRunner().invoke(main, ["view", "--store", str(store), "-o", str(tmp_path / name), *more])
        assert done.exit_code == 0, done.output
    assert (tmp_path / "then").read_bytes() == (tmp_path / "some").read_bytes()


def test_explained(stores: tuple[Path, Path]):
    """An event is explained as it was then: a denial to come changes nothing yet."""
    with Graph(stores[0], read_only=True) as graph, graph.as_of(THEN) as then:
        now = graph.explain(event_of(graph, "claim"))
        before = then.explain(event_of(then, "claim"))
        assert [[j.article for j in told.joined] for told in (now, before)] == [["claim", "denial"], ["claim"]]


def event_of(graph: Graph, name: str) -> Event:
    (event,) = (e for e in graph.events() if any(f"article/{name}/" in s.report for s in e.standings))
    return event


@pytest.mark.parametrize(
    "command", [["query", "who-met-whom"], ["view"], ["export", "-f", "csv"], ["explain", "visit/0"]]
)
def test_no_such_day(stores: tuple[Path, Path], command: list[str]):
    """A date that is none is wrong usage, told in words."""
    done = CliRunner().invoke(main, [*command, "--store", str(stores[0]), "--as-of", "last week"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "as of 'last week': no such date; write a day as 2024-03-04" in done.stderr
