"""Events are linked to what they follow from: invitations to their answers and visits, threats to their sanctions."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import EU, LINDQVIST, NIGERIA, NORWAY, OYELARAN, SWEDEN, article, report, roles

from kg.lifecycle import Lifecycle
from kg.model import Actor, Kind, OntologyError, Place, Report
from kg.ontology import folder
from kg.store import Store

BERG = Actor("Anna Berg", Kind.PERSON, "SWE")
ABUJA, OSLO = Place("Abuja", "NGA", "2352778"), Place("Oslo", "NOR", "3143244")


def invitation(action: str, who: Actor = LINDQVIST) -> Report:
    return report("Invitation", action, participants=roles(inviter=NIGERIA, invitee=who))


def visit(status: str = "occurred", who: Actor = LINDQVIST, host: Actor = NIGERIA) -> Report:
    return report("Visit", "make", status, participants=roles(visitor=who, host=host))


def meeting(place: Place | None, *others: Actor) -> Report:
    return report(participants=roles(participant=(LINDQVIST, OYELARAN, *others)), place=place)


def sanction(action: str, status: str = "occurred", target: Actor = NORWAY) -> Report:
    return report("Sanction", action, status, participants=roles(sender=EU, target=target))


INVITED = (0, invitation("issue"))
STORIES = [
    ((INVITED, (5, invitation("accept"))), {("1", "accepts", "0")}, "accepted"),
    ((INVITED, (5, invitation("decline"))), {("1", "declines", "0")}, "declined"),
    ((INVITED, (5, invitation("withdraw"))), {("1", "withdraws", "0")}, "withdrawn"),
    ((INVITED, (40, visit())), {("1", "fulfils", "0")}, "visited"),
    ((INVITED, (40, visit("planned"))), {("1", "fulfils", "0")}, "to visit"),
    ((INVITED, (40, visit("cancelled"))), set(), "a visit called off fulfils nothing"),
    ((INVITED, (40, visit(host=NORWAY))), set(), "a visit to another country"),
    ((INVITED, (40, visit(who=BERG))), set(), "a visit of another minister"),
    ((INVITED, (40, visit(who=SWEDEN))), {("1", "fulfils", "0")}, "a visit told of the country alone"),
    ((INVITED, (600, visit())), set(), "long after"),
    (((0, visit()), (200, invitation("issue"))), set(), "invited after the visit"),
    ((INVITED, (300, invitation("issue")), (310, visit())), {("2", "fulfils", "1")}, "the last invitation counts"),
    ((INVITED, (5, invitation("withdraw")), (40, visit())), {("1", "withdraws", "0")}, "visited though uninvited"),
    ((INVITED, (5, invitation("decline")), (40, meeting(ABUJA))), {("1", "declines", "0")}, "met though declined"),
    (
        (INVITED, (5, invitation("decline")), (90, invitation("issue")), (130, visit())),
        {("1", "declines", "0"), ("3", "fulfils", "2")},
        "invited again after a refusal",
    ),
    (
        (INVITED, (5, invitation("withdraw", who=BERG)), (40, visit())),
        {("2", "fulfils", "0")},
        "another minister was uninvited",
    ),
    ((INVITED, (40, meeting(ABUJA))), {("1", "fulfils", "0")}, "met in the inviter's country"),
    ((INVITED, (40, meeting(OSLO))), set(), "met elsewhere"),
    ((INVITED, (40, meeting(None))), set(), "met nobody says where"),
    ((INVITED, (40, meeting(ABUJA, NORWAY))), set(), "a meeting of more than these two"),
    (((0, sanction("impose", "threatened")), (30, sanction("impose"))), {("0", "threatens", "1")}, "carried out"),
    (((30, sanction("impose", "threatened")), (0, sanction("impose"))), set(), "threatened with more"),
    (((0, sanction("impose", "threatened")), (30, sanction("impose", target=SWEDEN))), set(), "another target"),
    (((0, sanction("impose")), (400, sanction("extend"))), {("1", "extends", "0")}, "prolonged"),
    (((0, sanction("impose")), (20, sanction("impose"))), {("1", "extends", "0")}, "a further package"),
    (((0, sanction("impose")), (200, sanction("impose"))), set(), "a new package"),
    (((0, sanction("impose")), (1500, sanction("ease"))), {("1", "eases", "0")}, "eased"),
]


def links(store: Store) -> set[tuple[str, str, str]]:
    """Give the links as (number of the article of the one event, link, that of the other)."""
    names = " ".join(f"kg:{name}" for name in Lifecycle().names)
    rows = store.select(
        f"SELECT ?link ?one ?other {{ VALUES ?link {{ {names} }} ?a ?link ?b . "
        "?a kg:report/kg:inArticle/schema:identifier ?one . ?b kg:report/kg:inArticle/schema:identifier ?other }"
    )
    return {(row["one"].value, row["link"].value.rpartition("#")[2], row["other"].value) for row in rows}


@pytest.mark.parametrize(("story", "expected", "why"), STORIES, ids=[s[2] for s in STORIES])
def test_story(story: tuple[tuple[int, Report], ...], expected: set[tuple[str, str, str]], why: str):
    """Each event is linked to what it follows from and to nothing else, whichever article came last."""
    told = [(str(n), day(days), made) for n, (days, made) in enumerate(story)]
    for order in (told, told[::-1]):
        with Store() as store:
            for name, when, made in order:
                period = made.when or report(when=when).when
                store.put(article(name, when), [replace(made, article=name, when=period)])
                store.refresh()
            assert links(store) == expected, why


def test_told_together():
    """An acceptance is of the invitation that its article tells with it, not of one that is nearer in time."""
    old, new, then = (report(when=when).when for when in ("2024-02-03", "2024-04-01", "2024-05-09"))
    with Store() as store:
        store.put(article("0", "2024-04-01"), [replace(invitation("issue"), article="0", when=new)])
        told = [
            replace(invitation(doing), article="1", when=when) for doing, when in (("issue", old), ("accept", then))
        ]
        store.put(article("1", "2024-05-10"), told)
        assert links(store) == {("1", "accepts", "1")}


def day(days: int) -> str:
    return (date(2023, 3, 1) + timedelta(days)).isoformat()


def test_link_goes_with_its_event():
    """A link is taken back with the article that the invitation rested on."""
    with Store() as store:
        store.put(article("0", "2024-01-01"), [replace(invitation("issue"), article="0")])
        store.put(article("1", "2024-01-09"), [replace(invitation("accept"), article="1")])
        assert links(store) == {("1", "accepts", "0")}
        store.remove("0")
        assert links(store) == set()


def test_a_rule_that_lacks_something(tmp_path: Path):
    """A rule without what it needs is told with its file and number."""
    shutil.copytree(folder(), tmp_path / "ontology")
    path = tmp_path / "ontology" / "lifecycle.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("    order: before\n", "", 1), encoding="utf-8")
    with pytest.raises(OntologyError, match=r"lifecycle\.yaml: rule 1 has no 'order'; add it"):
        Lifecycle(tmp_path / "ontology")
