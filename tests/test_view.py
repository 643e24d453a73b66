"""The picture: what the page holds, and how it behaves in a browser with the network cut."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import view_fixture
from view_fixture import ATTACKS, HALVORSEN, TREMBLAY, World, article, day, happening, hostile, large, small

from kg.layout import CELL, layout
from kg.model import KgError, QueryError, Status
from kg.view import ASSETS, ViewFilter, frame, page, view

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NOTHING: World = ([], [], [])


@dataclass
class Kept:
    """A store for `view` that holds one world."""

    world: World

    def events(self) -> list[Any]:
        return self.world[0]

    def reports(self) -> list[Any]:
        return self.world[1]

    def articles(self) -> list[Any]:
        return self.world[2]


def data(html: str, name: str) -> Any:
    """Read one of the JSON blocks of a page."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


# ---------------------------------------------------------------------------------------------- what the page holds


def test_same_input_same_bytes() -> None:
    """Neither the process, nor the order of hashing, nor the order of the values changes a byte."""
    code = "import hashlib, view_fixture, kg.view; print(hashlib.sha256(kg.view.page(*view_fixture.large(40)).encode()).hexdigest())"
    path = os.pathsep.join([str(Path(__file__).parent), str(ASSETS.parent.parent)])
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    events, reports, articles = large(40)
    here = page(events[::-1], reports[::-1], articles[::-1])
    assert found == {hashlib.sha256(here.encode()).hexdigest()}


def test_the_page_is_closed_to_the_outside() -> None:
    """Nothing is loaded from anywhere, and the policy lets only the page's own two scripts run."""
    html = page(*small())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-\S+' 'sha256-\S+'; style-src 'sha256-\S+'; base-uri 'none'; form-action 'none'",
        policy[1],
    )
    shell = re.sub(r"<script.*?</script>", "", html, flags=re.S)
    assert re.findall(r"(?:src|href)\s*=", shell)
    assert not re.findall(r"""(?:src|href)\s*=(?!"#)""", shell)
    assert "url(" not in (ASSETS / "view.css").read_text(encoding="utf-8")


def test_quotes_stand_in_their_sentence() -> None:
    """What is shown around a quote is what the article has there, cut at the ends of the sentence."""
    events, reports, articles = small()
    texts = {a.id: a.text for a in articles}
    quotes = [
        (texts[report["article"]], quote)
        for event in data(page(events, reports, articles), "facts")["events"]
        for report in event["reports"]
        for quote in report["quotes"]
    ]
    assert len(quotes) == len(reports)
    for text, quote in quotes:
        assert text[quote["start"] : quote["end"]] == quote["quote"]
        assert quote["before"] + quote["quote"] + quote["after"] in text
    by_quote = {quote["quote"]: (quote["before"], quote["after"]) for _, quote in quotes}
    assert by_quote["planning an oil embargo on Belarus"] == ("Minsk accused Washington of ", ".")
    assert by_quote["She accepted an invitation to Ottawa."] == ("", "")


@pytest.mark.parametrize(
    ("focus", "expected"),
    [
        (ViewFilter(), 25),
        (ViewFilter(type="Sanction"), 6),
        (ViewFilter(status=Status.THREATENED), 1),
        (ViewFilter(actor="nobody"), 0),
        (ViewFilter(actor="elena rojas muller"), 4),
        (ViewFilter(actor="EU"), 3),
        (ViewFilter(actor="https://w3id.org/diplograph/id/actor/USA"), 3),
        (ViewFilter(since=date(2024, 7, 1), until=date(2024, 7, 31)), 5),
        (ViewFilter(type="Visit", status=Status.PLANNED), 1),
    ],
    ids=str,
)
def test_focus_chooses_events(focus: ViewFilter, expected: int) -> None:
    """A page holds the events that pass its filter and nothing that belongs to others alone."""
    facts = data(page(*small(), focus=focus), "facts")
    assert len(facts["events"]) == expected
    assert set(facts["actors"]) == {party[1] for event in facts["events"] for party in event["parties"]}
    assert set(facts["articles"]) == {report["article"] for event in facts["events"] for report in event["reports"]}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"actor": "Ingrid Halvorson"}, "no actor 'Ingrid Halvorson' in the store; there is Ingrid Halvorsen"),
        ({"type": "sanction"}, "no type 'sanction' in the store; there is Sanction"),
        ({"status": "threaten"}, "no status 'threaten' in the store; there is threatened"),
        ({"since": "last week"}, "since 'last week' is no date; write 2024-03-04, 2024-03 or 2024"),
        ({"until": "2024-13"}, "until '2024-13' is no date"),
    ],
    ids=str,
)
def test_wrong_filters_say_what_there_is(tmp_path: Path, asked: dict[str, str], words: str) -> None:
    """A filter that cannot be meant is refused with what could be, and no file is written."""
    with pytest.raises(QueryError, match=re.escape(words)) as raised:
        view(Kept(small()), tmp_path / "out.html", **asked)  # type: ignore[arg-type]
    assert isinstance(raised.value, KgError)
    assert not list(tmp_path.iterdir())


def test_view_writes_the_file(tmp_path: Path) -> None:
    """The file is the page of the chosen events, titled by the filter; months and years are days from end to end."""
    path = view(Kept(small()), tmp_path / "out.html", type="Visit", since="2024-07", until="2024")  # type: ignore[arg-type]
    html = path.read_text(encoding="utf-8")
    assert path == tmp_path / "out.html"
    assert "<title>Visit, since 2024-07-01, until 2024-12-31 · diplograph</title>" in html
    assert {event["place"] for event in data(html, "facts")["events"]} == {"", "Ottawa"}


def test_lines_of_the_network() -> None:
    """A pair has a line a type, apart by whether it happened; one actor, or many, make a node of the event."""
    html = page(*small())
    ids = {actor["name"]: node for node, actor in data(html, "facts")["actors"].items()}
    lines = data(html, "lines")
    pair = {ids[HALVORSEN.name], ids[TREMBLAY.name]}
    found = {(e["type"], e["happened"], len(e["events"])) for e in lines if {e["from"], e["to"]} == pair}
    assert found == {("Meeting", True, 1), ("Meeting", False, 1), ("Invitation", True, 2)}
    hubs = {node["id"] for node in data(html, "nodes") if node["shape"] == "diamond"}
    assert sorted(sum(hub in (e["from"], e["to"]) for e in lines) for hub in hubs) == [1, 5]
    shapes = {node["label"]: node["shape"] for node in data(html, "nodes")}
    assert [shapes[n] for n in ("Norway", "Canada") if n in shapes] == ["square"]
    assert (shapes["Ingrid Halvorsen"], shapes["European Union"]) == ("dot", "hexagon")


def test_a_type_that_the_ontology_gains() -> None:
    """An event type that this module has never heard of is drawn in a colour of its own."""
    events, reports, articles = small()
    signed = replace(
        happening("s", "Signing", "sign", {"signatory": (HALVORSEN, TREMBLAY)}), standings=events[0].standings
    )
    types = {t["name"]: t["colour"] for t in data(page([*events, signed], reports, articles), "facts")["types"]}
    assert list(types) == ["Meeting", "Visit", "Invitation", "Sanction", "Signing"]
    assert len(set(types.values())) == 5


@pytest.mark.parametrize("size", [0, 1, 2, 60, 300])
def test_layout_places_every_node(size: int) -> None:
    """Every node has a place of its own, and the important ones have room for their names."""
    nodes = [f"n{number}" for number in range(size)]
    lines = [(nodes[number], nodes[number // 3]) for number in range(1, size)]
    places = layout(nodes, lines)
    assert list(places) and set(places) == set(nodes) if size else places == {}
    assert len(set(places.values())) == size
    core = [places[node] for node in nodes[:60]]
    crowded = [
        (a, b)
        for number, a in enumerate(core)
        for b in core[:number]
        if abs(a[0] - b[0]) < CELL[0] * 0.8 and abs(a[1] - b[1]) < CELL[1] * 0.8
    ]
    assert crowded == []


def test_frame_holds_the_page_apart() -> None:
    """A frame carries the page in one attribute, in a sandbox that cannot reach the notebook."""
    html = frame('<p title="a">&amp;</p>', height=300)
    assert 'srcdoc="&lt;p title=&quot;a&quot;&gt;&amp;amp;&lt;/p&gt;"' in html
    assert 'height="300"' in html
    assert re.search(r'sandbox="([^"]+)"', html)[1] == "allow-scripts allow-popups allow-popups-to-escape-sandbox"  # type: ignore[index]


def luminance(colour: str) -> float:
    """Relative luminance of a #rrggbb colour. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent"])
@pytest.mark.parametrize("ground", ["paper", "panel", "sunk"])
def test_text_can_be_read(scheme: int, ink: str, ground: str) -> None:
    """Text has a contrast of 4.5 to 1 with all it may stand on, in the light and in the dark."""
    blocks = re.findall(r":root \{(.*?)\}", (ASSETS / "view.css").read_text(encoding="utf-8"), re.S)
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", blocks[scheme]))
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# ---------------------------------------------------------------------------------------------- in a browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The system's Chromium, started once."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed: the picture cannot be looked at")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the file of a world by its name, written once."""
    folder = tmp_path_factory.mktemp("pages")
    worlds = {"small": small, "hostile": hostile, "large": lambda: large(500), "pair": pair, "nothing": lambda: NOTHING}

    def path(name: str) -> Path:
        file = folder / f"{name}.html"
        if not file.exists():
            file.write_text(page(*worlds[name]()), encoding="utf-8")
        return file

    return path


def pair() -> World:
    """One planned meeting of two actors."""
    meeting = happening(
        "m", "Meeting", "hold", {"participant": (HALVORSEN, TREMBLAY)}, day("2024-05-06"), None, Status.PLANNED
    )
    source = article("one", "Fjord Courier", "2024-05-01", "To meet", "The two will meet on Monday. It will rain.")
    told = view_fixture.Told("one", "m", "The two will meet on Monday.", Status.PLANNED)
    return view_fixture.world([source], [meeting], [told])


@pytest.fixture
def visit(chromium: Any, pages: Any) -> Any:
    """Open a page offline; on leaving, nothing may have been asked for, logged or run that should not."""

    @contextmanager
    def opened(name: str, address: str = "", **settings: Any) -> Iterator[Any]:
        context = chromium.new_context(offline=True, **{"viewport": {"width": 1280, "height": 800}, **settings})
        tab = context.new_page()
        faults: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        context.on("request", lambda request: asked.append(request.url))
        url = pages(name).as_uri()
        tab.goto(url + address)
        tab.wait_for_selector("html[data-ready]")
        yield tab
        assert faults == []
        assert [each.partition("#")[0] for each in asked] == [url]
        context.close()

    return opened


def heading(tab: Any) -> str:
    """The heading of the evidence panel."""
    return str(tab.inner_text("#evidence h3"))


def drawn(tab: Any) -> int:
    """How many pixels of the network's canvas are not blank."""
    return int(
        tab.evaluate(
            """() => { const c = document.querySelector("#canvas canvas"), copy = new OffscreenCanvas(c.width, c.height);
            const pen = copy.getContext("2d", { willReadFrequently: true });
            pen.drawImage(c, 0, 0);
            return pen.getImageData(0, 0, c.width, c.height).data.filter((v, n) => n % 4 === 3 && v).length; }"""
        )
    )


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_opens_with_the_network_cut(visit: Any, scheme: str) -> None:
    """The page draws its network, filters, timeline and newest events from the file alone."""
    with visit("small", color_scheme=scheme) as tab:
        assert drawn(tab) > 2000
        assert tab.inner_text("#count") == "25 events"
        assert tab.locator("#evidence .card").count() == 25
        assert tab.locator("#chart .dot").count() == 17
        assert tab.locator("#chart .hollow").count() == 6
        assert tab.locator("h1, h2, h3").all_inner_texts()[:3] == ["diplograph", "FILTERS", "EVIDENCE"]


@pytest.mark.browser
def test_search_finds_an_actor_by_alias(visit: Any) -> None:
    """A slash, some letters without accents and Enter lead to the actor and its events, newest first."""
    with visit("small") as tab:
        tab.keyboard.press("/")
        tab.keyboard.type("ms wanj")
        assert tab.locator("#found [role=option]").all_inner_texts()[0].startswith("Grace Wanjiku (Ms Wanjiku)")
        tab.keyboard.press("Escape")
        assert not tab.is_visible("#found")
        tab.keyboard.press("/")
        tab.keyboard.type("muller")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowUp")
        tab.keyboard.press("Enter")
        assert heading(tab) == "Elena Rojas Müller"
        assert tab.inner_text("#evidence h4") == "4 events"
        assert "#at=actor%3Aperson%2FCHL%2Felena-rojas-muller" in tab.url
        tab.keyboard.press("/")
        tab.keyboard.type("nobody of that name")
        assert "Nothing is called" in tab.inner_text("#found")


@pytest.mark.browser
def test_status_filter_and_evidence(visit: Any) -> None:
    """A threat is found by its standing, and its card leads to the quote, the speaker, the condition and the article."""
    with visit("small") as tab:
        tab.check("#group-status label:has-text('Threatened') input")
        assert tab.inner_text("#count") == "1 of 25 events"
        assert tab.inner_text("#group-type label:has-text('Sanction') .number") == "1"
        assert tab.inner_text("#group-type label:has-text('Visit') .number") == "0"
        tab.click("#evidence .card")
        panel = tab.inner_text("#evidence")
        assert tab.inner_text("#evidence mark") == "The United States will freeze the assets of Belinvest Trading Bank"
        assert "if the border stays closed, Margaret Doyle warned." in tab.inner_text("#evidence blockquote")
        for words in (
            "Capitol Record · 10 May 2024",
            "Said by Margaret Doyle",
            "! threatened",
            "On condition",
            "no date given",
        ):
            assert words in panel
        link = tab.locator("#evidence a")
        assert link.get_attribute("href") == "https://news.example/capitol-1"
        assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")
        assert "https://w3id.org/diplograph/id/event/sanction/freeze" in panel


@pytest.mark.browser
def test_contested_events_show_both_sides(visit: Any) -> None:
    """Where sources conflict the panel says who holds what; an address that is not of the web is no link."""
    with visit("small", "#at=event:meeting/tbilisi") as tab:
        panel = tab.inner_text("#evidence")
        assert "BelTA-Wire, in BelTA-Wire: occurred" in panel
        assert "Nino Beridzeli, in Caucasus Daily: denied" in panel
        assert tab.locator("#evidence a").all_inner_texts() == ["Tbilisi denies meeting"]


@pytest.mark.browser
def test_citation_goes_to_the_clipboard(visit: Any) -> None:
    """A citation has the quote, the article, publisher, day and address, and the event's IRI."""
    with visit("small", "#at=event:meeting/water", permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.click("text=Copy as citation")
        tab.wait_for_selector("text=Copied")
        assert tab.evaluate("navigator.clipboard.readText()") == (
            "“Mr Morimoto held talks with Ms Wanjiku on Friday.” (Morimoto stays for talks, Lakeside Standard, 20 Apr 2024, "
            "https://news.example/lake-2). Meeting, occurred: https://w3id.org/diplograph/id/event/meeting/water"
        )


@pytest.mark.browser
def test_a_link_reopens_the_view(visit: Any) -> None:
    """Filters, dates, the tab and what is open live in the address, and come back from it."""
    with visit("small") as tab:
        tab.check("#group-type label:has-text('Meeting') input")
        tab.check("#group-country label:has-text('Canada') input")
        tab.fill("#from", "2024-02-01")
        tab.fill("#to", "2024-05-01")
        tab.fill("#sure", "0.8")
        tab.click("#tab-list")
        assert tab.inner_text("#count") == "1 of 25 events; 1 without a date left out"
        tab.click("#list td button")
        address, title = "#" + tab.url.partition("#")[2], heading(tab)
    with visit("small", address) as tab:
        assert tab.inner_text("#count") == "1 of 25 events; 1 without a date left out"
        assert heading(tab) == title == "Meeting"
        assert tab.get_attribute("#tab-list", "aria-selected") == "true"
        assert (tab.input_value("#from"), tab.input_value("#sure")) == ("2024-02-01", "0.8")
        assert tab.is_checked("#group-country label:has-text('Canada') input")
        tab.click("#clear")
        assert tab.inner_text("#count") == "25 events"
        tab.evaluate("location.hash = '#type=Visit'")
        tab.wait_for_function("document.getElementById('count').textContent === '5 of 25 events'")


@pytest.mark.browser
@pytest.mark.parametrize(
    "address", ["#at=event:none&actor=nobody&from=soon&sure=x", "#at=line:constructor", "#%E0%A4%A"]
)
def test_a_wrong_link_opens_the_whole(visit: Any, address: str) -> None:
    """An address that means nothing here is passed over."""
    with visit("small", address) as tab:
        assert tab.inner_text("#count") == "25 events"
        assert heading(tab) == "What was reported"


@pytest.mark.browser
def test_hostile_text_stays_text(visit: Any) -> None:
    """Names, titles, quotes and addresses that attack are shown as they are and never run."""
    with visit("hostile") as tab:
        before = tab.title()
        tab.click("#evidence .card")
        assert tab.locator("#evidence mark").all_inner_texts() == list(ATTACKS)
        tab.click("#evidence dd button")
        assert heading(tab) in ATTACKS
        tab.hover("#canvas")
        tab.click("#canvas")
        for attack in ATTACKS[:3]:
            tab.fill("#search", attack[:6])
            assert attack in tab.inner_text("#found")
        tab.keyboard.press("Enter")
        tab.click("#tab-list")
        assert ATTACKS[0] in tab.inner_text("#list")
        tab.wait_for_timeout(200)
        assert tab.title() == before == "diplograph"
        assert tab.locator("#evidence a, #evidence img, #list img, #found img").count() == 0


@pytest.mark.browser
def test_keyboard_through_the_network(visit: Any) -> None:
    """Arrows go from actor to actor, Escape lets go, and a picked actor fades all but its neighbours."""
    with visit("small") as tab:
        whole = drawn(tab)
        tab.focus("#canvas .vis-network")
        tab.keyboard.press("ArrowRight")
        first = heading(tab)
        assert first == "Ingrid Halvorsen"
        tab.wait_for_timeout(100)
        assert drawn(tab) != whole
        tab.keyboard.press("ArrowUp")
        assert heading(tab) != first
        tab.keyboard.press("Enter")
        assert "neighbours" in tab.inner_text("#spoken")
        tab.keyboard.press("Escape")
        assert heading(tab) == "What was reported"
        assert tab.evaluate("document.activeElement.className") == "vis-network"


@pytest.mark.browser
def test_keyboard_through_tabs_list_and_timeline(visit: Any) -> None:
    """The list is sorted from its headings, and the timeline is walked with the arrows; focus goes where it leads."""
    with visit("small") as tab:
        tab.focus("#tab-network")
        tab.keyboard.press("ArrowRight")
        assert tab.evaluate("document.activeElement.id") == "tab-list"
        tab.focus("#sort-2")
        tab.keyboard.press("Enter")
        names = tab.locator("#list td:nth-child(3)").all_inner_texts()
        assert names == sorted(names)
        assert tab.get_attribute("#list th:nth-child(3)", "aria-sort") == "ascending"
        assert tab.evaluate("document.activeElement.id") == "sort-2"
        tab.focus("#chart svg")
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("ArrowRight")
        spoken = tab.inner_text("#spoken")
        tab.keyboard.press("Enter")
        assert heading(tab) == spoken.partition(",")[0]
        assert tab.evaluate("document.activeElement.tagName") == "H3"


@pytest.mark.browser
def test_mouse_on_the_network_and_the_timeline(visit: Any) -> None:
    """A line leads to its event, the empty ground lets go, a mark opens its event, and a drag sets the dates."""
    with visit("pair") as tab:
        box = tab.locator("#canvas canvas").bounding_box()
        tab.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        tab.wait_for_selector("#evidence mark")
        assert tab.inner_text("#evidence blockquote") == "The two will meet on Monday."
        tab.mouse.click(box["x"] + 5, box["y"] + 5)
        tab.wait_for_selector("#evidence mark", state="detached")
        tab.click("#chart .dot")
        assert tab.inner_text("#evidence mark") == "The two will meet on Monday."
        tab.click("#close")
        spot = tab.locator("#chart .dot").bounding_box()
        tab.mouse.move(spot["x"] + 300, spot["y"])
        tab.mouse.down()
        tab.mouse.move(spot["x"] + 450, spot["y"])
        tab.mouse.up()
        assert tab.inner_text("#count") == "0 of 1 event"
        assert tab.inner_text("#empty button") == "Clear Date (1 event)"
        tab.click("#empty button")
        assert tab.inner_text("#count") == "1 event"


@pytest.mark.browser
def test_empty_results_say_what_emptied_them(visit: Any) -> None:
    """Filters that leave nothing are named, each with what is gained without it; a world without events says so."""
    with visit("small", "#type=Visit&status=threatened") as tab:
        assert tab.locator("#empty button").all_inner_texts() == [
            "Clear Type (1 event)",
            "Clear Standing (5 events)",
            "Clear all filters",
        ]
        tab.click("#empty button >> nth=0")
        assert not tab.is_visible("#empty")
    with visit("nothing") as tab:
        assert "There are no events to show." in tab.inner_text("#empty")
        assert tab.inner_text("#chart") == "No event has a date."


@pytest.mark.browser
def test_five_hundred_articles(visit: Any) -> None:
    """A large world opens on its busiest actors; all of them are a click away, and so are an actor's neighbours."""
    with visit("large") as tab:
        assert tab.inner_text("#count") == "1,000 events"
        assert tab.inner_text("#shown").startswith("60 busiest of ")
        some = drawn(tab)
        assert some > 10_000
        tab.focus("#canvas .vis-network")
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("Enter")
        assert re.match(r"\d+ neighbours of .* added", tab.inner_text("#spoken"))
        assert int(tab.inner_text("#shown").split()[0]) > 60
        tab.keyboard.press("Escape")
        tab.click("#all")
        assert re.fullmatch(r"\d{3} actors", tab.inner_text("#shown"))
        tab.wait_for_timeout(300)
        assert drawn(tab) > some
        assert "all=1" in tab.url


@pytest.mark.browser
def test_small_screens_have_drawers(visit: Any) -> None:
    """Below 800 pixels the panels slide in: by their buttons, and the evidence with what is picked."""
    with visit("small", viewport={"width": 700, "height": 900}) as tab:
        assert not tab.is_visible("#filters")
        tab.click("#open-filters")
        tab.check("#group-status label:has-text('Cancelled') input")
        tab.click("#open-panel")
        tab.wait_for_timeout(300)
        assert not tab.is_visible("#filters")
        tab.click("#evidence .card")
        assert "storm" in tab.inner_text("#evidence")
        tab.keyboard.press("Escape")
        tab.wait_for_timeout(300)
        assert not tab.is_visible("#panel")


@pytest.mark.browser
def test_drawn_in_a_notebook_frame(chromium: Any) -> None:
    """In the sandboxed frame of a notebook the page works as elsewhere, without a clipboard or a history."""
    tab = chromium.new_page()
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text))
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.set_content(frame(page(*pair())))
    inside = tab.frames[1]
    inside.wait_for_selector("html[data-ready]")
    inside.click("#evidence .card")
    inside.click("text=Copy as citation")
    assert "The two will meet on Monday." in inside.input_value("textarea")
    assert drawn(inside) > 200
    assert faults == []
    tab.close()
