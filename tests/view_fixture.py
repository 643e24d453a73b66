"""Worlds for the tests of the picture: every person and happening in them is invented.

`small()` is what fifteen articles give, `hostile()` the same shape with texts that attack a page, and `large(n)` a
seeded world of n articles.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from kg.iri import report_iri
from kg.model import Actor, Article, Event, Evidence, Kind, Participant, Period, Place, Report, Standing, Status

World = tuple[list[Event], list[Report], list[Article]]


def person(name: str, country: str, *aliases: str) -> Actor:
    return Actor(name, Kind.PERSON, country, aliases=aliases)


def state(name: str, country: str, *aliases: str) -> Actor:
    return Actor(name, Kind.STATE, country, aliases=aliases)


def organization(name: str, country: str = "", *aliases: str) -> Actor:
    return Actor(name, Kind.ORGANIZATION, country, aliases=aliases)


def group(name: str, country: str = "", *aliases: str) -> Actor:
    return Actor(name, Kind.GROUP, country, aliases=aliases)


NOR, CAN, KEN = state("Norway", "NOR", "Oslo"), state("Canada", "CAN", "Ottawa"), state("Kenya", "KEN", "Nairobi")
JPN, CHL, JOR = state("Japan", "JPN", "Tokyo"), state("Chile", "CHL", "Santiago"), state("Jordan", "JOR", "Amman")
GEO, BLR, USA = state("Georgia", "GEO"), state("Belarus", "BLR", "Minsk"), state("United States", "USA", "Washington")
HALVORSEN = person("Ingrid Halvorsen", "NOR", "Halvorsen", "the Norwegian prime minister")
TREMBLAY = person("Luc Tremblay-Roy", "CAN", "Tremblay-Roy")
WANJIKU = person("Grace Wanjiku", "KEN", "Ms Wanjiku")
MORI = person("Kenji Morimoto", "JPN", "Morimoto")
ROJAS = person("Elena Rojas Müller", "CHL", "Rojas")
SALEH = person("Omar al-Salti", "JOR", "al-Salti", "the king's envoy")
BERIDZE = person("Nino Beridzeli", "GEO")
KASPAR = person("Viktar Kasparovich", "BLR", "Kasparovich")
DOYLE = person("Margaret Doyle", "USA", "Doyle")
EU, UN = organization("European Union", "EUU", "EU", "Brussels"), organization("United Nations", "", "UN")
BANK = organization("Belinvest Trading Bank", "BLR")
OFFICIALS = group("Belarusian officials", "BLR")
ENVOYS = group("Kenyan lawmakers", "KEN")
AGENCY = organization("BelTA-Wire", "BLR", "state news agency")


@dataclass(frozen=True)
class Told:
    """One report to be made: in which article, of which event, in which words."""

    article: str
    event: str
    quote: str
    status: Status = Status.OCCURRED
    says: tuple[Actor, ...] = ()
    confidence: float = 0.9
    when: Period | None = None
    condition: str = ""


def article(id_: str, publisher: str, day: str, title: str, *paragraphs: str, url: str | None = None) -> Article:
    address = f"https://news.example/{id_}" if url is None else url
    return Article(id_, "\n\n".join(paragraphs), title, publisher, date.fromisoformat(day), address, "en")


def happening(
    name: str,
    type_: str,
    action: str,
    roles: dict[str, tuple[Actor, ...]],
    when: Period | None = None,
    place: Place | None = None,
    status: Status = Status.OCCURRED,
    contested: bool = False,
    kind: str = "",
) -> Event:
    parties = tuple(sorted(Participant(role, actor) for role, actors in roles.items() for actor in actors))
    iri = f"https://w3id.org/diplograph/id/event/{type_.lower()}/{name}"
    return Event(iri, type_, action, parties, when, place, status, (), contested, kind)


def world(articles: Iterable[Article], events: Iterable[Event], told: Iterable[Told]) -> World:
    """Put reports together from what is told, and give each event its standings."""
    texts = {a.id: a for a in articles}
    frames = {e.iri.rsplit("/", 1)[1]: e for e in events}
    reports = [(t.event, _report(t, texts[t.article], frames[t.event])) for t in told]
    standings = {
        name: tuple(Standing(r.status, report_iri(r), texts[r.article].published) for n, r in reports if n == name)
        for name in frames
    }
    full = [
        Event(e.iri, e.type, e.action, e.participants, e.when, e.place, e.status, standings[n], e.contested, e.kind)
        for n, e in frames.items()
    ]
    return full, [r for _, r in reports], list(texts.values())


def _report(told: Told, source: Article, event: Event) -> Report:
    condition = _evidence(source.text, told.condition) if told.condition else None
    return Report(
        source.id,
        event.type,
        event.action,
        told.status,
        event.participants,
        told.when or event.when,
        event.place,
        told.says,
        (_evidence(source.text, told.quote),),
        told.confidence,
        event.kind,
        condition,
    )


def _evidence(text: str, quote: str) -> Evidence:
    start = text.index(quote)
    return Evidence(start, start + len(quote), quote)


def day(text: str) -> Period:
    return Period(text, text)


ARTICLES = (
    article(
        "fjord-1",
        "Fjord Courier",
        "2024-03-05",
        "Halvorsen and Tremblay-Roy talk fish and ice in Tromsø",
        "Norway's prime minister, Ingrid Halvorsen, met the Canadian foreign minister, Luc Tremblay-Roy, in Tromsø on "
        "Monday.",
        "She accepted an invitation to Ottawa. The visit is planned for June, her office said.",
    ),
    article(
        "maple-1",
        "Maple Tribune",
        "2024-03-06",
        "Norwegian leader to come to Ottawa",
        "Canada has invited Ms Halvorsen to Ottawa, and she has said yes, according to Mr Tremblay-Roy.",
        "The two met in northern Norway on March 4.",
    ),
    article(
        "maple-2",
        "Maple Tribune",
        "2024-06-12",
        "Halvorsen visit put off after storm",
        "The Norwegian prime minister's trip to Ottawa has been called off because of the storm, both capitals said.",
    ),
    article(
        "fjord-2",
        "Fjord Courier",
        "2024-07-02",
        "At last, Ottawa",
        "Ms Halvorsen arrived in Ottawa on Monday for a two-day visit. She will see Mr Tremblay-Roy again on Tuesday.",
    ),
    article(
        "lake-1",
        "Lakeside Standard",
        "2024-04-18",
        "Nairobi hosts water summit",
        "Grace Wanjiku received ministers from Japan, Chile, Jordan and Norway in Nairobi for a summit on water. Elena "
        "Rojas Müller, Kenji Morimoto, Omar al-Salti and Ingrid Halvorsen attended the session.",
    ),
    article(
        "lake-2",
        "Lakeside Standard",
        "2024-04-20",
        "Morimoto stays for talks",
        "Mr Morimoto held talks with Ms Wanjiku on Friday. Kenyan lawmakers may travel to Tokyo later this year.",
    ),
    article(
        "wire-1",
        "BelTA-Wire",
        "2024-05-02",
        "Envoys meet in Tbilisi, agency reports",
        "Viktar Kasparovich met Nino Beridzeli in Tbilisi on Wednesday, the state news agency said.",
        url="javascript:alert(1)",
    ),
    article(
        "caucasus-1",
        "Caucasus Daily",
        "2024-05-03",
        "Tbilisi denies meeting",
        "No such meeting took place, Ms Beridzeli said on Thursday.",
        "She declined an invitation to Minsk last month.",
    ),
    article(
        "capitol-1",
        "Capitol Record",
        "2024-05-10",
        "Washington weighs measures against Minsk bank",
        "The United States will freeze the assets of Belinvest Trading Bank if the border stays closed, Margaret Doyle "
        "warned.",
        "The European Union imposed travel bans on Belarusian officials on May 6.",
    ),
    article(
        "capitol-2",
        "Capitol Record",
        "2024-05-28",
        "Sanctions on bank now in force",
        "The sanctions on Belinvest Trading Bank took effect on Monday.",
        "Minsk accused Washington of planning an oil embargo on Belarus.",
    ),
    article(
        "brussels-1",
        "Brussels Letter",
        "2024-06-01",
        "EU widens its list",
        "The EU extended its travel bans to the officials' families, the second round this year.",
        "Some members want to ease the measures in 2025.",
    ),
    article(
        "andes-1",
        "Andes Gazette",
        "2024-06-20",
        "Rojas asks Amman to send its envoy",
        "Elena Rojas Müller invited Omar al-Salti to Santiago, the ministry said.",
        "She proposed a call with Kenji Morimoto as well.",
    ),
    article(
        "jordan-1",
        "Amman Mirror",
        "2024-06-25",
        "Envoy says yes to Santiago",
        "Mr al-Salti has accepted the invitation and will travel to Chile in September 2024.",
    ),
    article(
        "capitol-3",
        "Capitol Record",
        "2024-07-09",
        "Doyle in Tokyo",
        "Margaret Doyle spoke by phone with Luc Tremblay-Roy before she met Kenji Morimoto in Tokyo on July 8.",
    ),
    article(
        "lake-3",
        "Lakeside Standard",
        "2024-07-15",
        "UN to hear Kenya",
        "Ms Wanjiku will meet United Nations officials in September, her spokesman said, and she has visited Geneva.",
    ),
)

TROMSO, OTTAWA, NAIROBI = Place("Tromsø", "NOR", "3133895"), Place("Ottawa", "CAN"), Place("Nairobi", "KEN")
PLANNED, CANCELLED, DENIED = Status.PLANNED, Status.CANCELLED, Status.DENIED

EVENTS = (
    happening("tromso", "Meeting", "hold", {"participant": (HALVORSEN, TREMBLAY)}, day("2024-03-04"), TROMSO),
    happening("issue", "Invitation", "issue", {"inviter": (TREMBLAY,), "invitee": (HALVORSEN,)}),
    happening("accept", "Invitation", "accept", {"inviter": (TREMBLAY,), "invitee": (HALVORSEN,)}, day("2024-03-04")),
    happening("trip", "Visit", "make", {"visitor": (HALVORSEN,), "host": (CAN,)}, day("2024-06"), OTTAWA, CANCELLED),
    happening(
        "ottawa", "Visit", "make", {"visitor": (HALVORSEN,), "host": (CAN,)}, Period("2024-07-01", "2024-07-02"), OTTAWA
    ),
    happening("again", "Meeting", "hold", {"participant": (HALVORSEN, TREMBLAY)}, day("2024-07-02"), OTTAWA, PLANNED),
    happening(
        "summit",
        "Meeting",
        "hold",
        {"participant": (WANJIKU, MORI, ROJAS, SALEH, HALVORSEN)},
        day("2024-04"),
        NAIROBI,
        kind="summit",
    ),
    happening("water", "Meeting", "hold", {"participant": (MORI, WANJIKU)}, day("2024-04-19"), NAIROBI),
    happening("lawmakers", "Visit", "make", {"visitor": (ENVOYS,), "host": (JPN,)}, day("2024"), None, Status.POSSIBLE),
    happening(
        "tbilisi",
        "Meeting",
        "hold",
        {"participant": (KASPAR, BERIDZE)},
        day("2024-05-01"),
        Place("Tbilisi", "GEO"),
        contested=True,
    ),
    happening("minsk", "Invitation", "decline", {"inviter": (BLR,), "invitee": (BERIDZE,)}, day("2024-04")),
    happening("freeze", "Sanction", "impose", {"sender": (USA,), "target": (BANK,)}, None, None, Status.THREATENED),
    happening(
        "in-force", "Sanction", "impose", {"sender": (USA,), "target": (BANK,)}, day("2024-05-27"), kind="asset freeze"
    ),
    happening("bans", "Sanction", "impose", {"sender": (EU,), "target": (OFFICIALS,)}, day("2024-05-06")),
    happening("embargo", "Sanction", "impose", {"sender": (USA,), "target": (BLR,)}, None, None, Status.ALLEGED),
    happening("wider", "Sanction", "extend", {"sender": (EU,), "target": (OFFICIALS,)}, day("2024")),
    happening(
        "ease", "Sanction", "ease", {"sender": (EU,), "target": (OFFICIALS,)}, day("2025"), None, Status.PROPOSED
    ),
    happening("santiago", "Invitation", "issue", {"inviter": (ROJAS,), "invitee": (SALEH,)}),
    happening("yes", "Invitation", "accept", {"inviter": (ROJAS,), "invitee": (SALEH,)}),
    happening("chile", "Visit", "make", {"visitor": (SALEH,), "host": (CHL,)}, day("2024-09"), None, PLANNED),
    happening(
        "call", "Meeting", "hold", {"participant": (ROJAS, MORI)}, None, None, Status.PROPOSED, kind="phone call"
    ),
    happening("phone", "Meeting", "hold", {"participant": (DOYLE, TREMBLAY)}, kind="phone call"),
    happening("tokyo", "Meeting", "hold", {"participant": (DOYLE, MORI)}, day("2024-07-08"), Place("Tokyo", "JPN")),
    happening("un", "Meeting", "hold", {"participant": (WANJIKU, UN)}, day("2024-09"), None, PLANNED),
    happening("geneva", "Visit", "make", {"visitor": (WANJIKU,)}, None, Place("Geneva", "CHE")),
)

TOLD = (
    Told("fjord-1", "tromso", "met the Canadian foreign minister, Luc Tremblay-Roy, in Tromsø on Monday"),
    Told("maple-1", "tromso", "The two met in northern Norway on March 4.", confidence=0.8),
    Told("maple-1", "issue", "Canada has invited Ms Halvorsen to Ottawa", says=(TREMBLAY,)),
    Told("fjord-1", "accept", "She accepted an invitation to Ottawa."),
    Told("maple-1", "accept", "she has said yes", says=(TREMBLAY,), confidence=0.55),
    Told("fjord-1", "trip", "The visit is planned for June", PLANNED, says=(HALVORSEN,)),
    Told("maple-2", "trip", "trip to Ottawa has been called off because of the storm", CANCELLED, says=(NOR, CAN)),
    Told("fjord-2", "ottawa", "Ms Halvorsen arrived in Ottawa on Monday for a two-day visit."),
    Told("fjord-2", "again", "She will see Mr Tremblay-Roy again on Tuesday.", PLANNED, confidence=0.85),
    Told("lake-1", "summit", "Grace Wanjiku received ministers from Japan, Chile, Jordan and Norway in Nairobi"),
    Told("lake-2", "water", "Mr Morimoto held talks with Ms Wanjiku on Friday."),
    Told("lake-2", "lawmakers", "Kenyan lawmakers may travel to Tokyo", Status.POSSIBLE, confidence=0.6),
    Told("wire-1", "tbilisi", "Viktar Kasparovich met Nino Beridzeli in Tbilisi on Wednesday", says=(AGENCY,)),
    Told("caucasus-1", "tbilisi", "No such meeting took place", DENIED, says=(BERIDZE,)),
    Told("caucasus-1", "minsk", "She declined an invitation to Minsk last month.", confidence=0.7),
    Told(
        "capitol-1",
        "freeze",
        "The United States will freeze the assets of Belinvest Trading Bank",
        Status.THREATENED,
        says=(DOYLE,),
        condition="if the border stays closed",
    ),
    Told("capitol-2", "in-force", "The sanctions on Belinvest Trading Bank took effect on Monday."),
    Told("capitol-1", "bans", "The European Union imposed travel bans on Belarusian officials on May 6."),
    Told("capitol-2", "embargo", "planning an oil embargo on Belarus", Status.ALLEGED, says=(BLR,), confidence=0.65),
    Told("brussels-1", "wider", "The EU extended its travel bans to the officials' families"),
    Told("brussels-1", "ease", "Some members want to ease the measures in 2025.", Status.PROPOSED, confidence=0.5),
    Told("andes-1", "santiago", "Elena Rojas Müller invited Omar al-Salti to Santiago"),
    Told("andes-1", "call", "She proposed a call with Kenji Morimoto as well.", Status.PROPOSED),
    Told("jordan-1", "yes", "Mr al-Salti has accepted the invitation"),
    Told("jordan-1", "chile", "will travel to Chile in September 2024", PLANNED),
    Told("capitol-3", "phone", "Margaret Doyle spoke by phone with Luc Tremblay-Roy"),
    Told("capitol-3", "tokyo", "she met Kenji Morimoto in Tokyo on July 8"),
    Told("lake-3", "un", "Ms Wanjiku will meet United Nations officials in September", PLANNED),
    Told("lake-3", "geneva", "she has visited Geneva", confidence=0.75),
)


def small() -> World:
    """What fifteen articles give: every type, action and status, one contested event, one of many actors."""
    return world(ARTICLES, EVENTS, TOLD)


ATTACKS = (
    "<img src=x onerror=\"document.title='owned'\">",
    "</script><script>document.title='owned'</script>",
    "<a href=\"javascript:document.title='owned'\">href</a>",
    "{{ 7 * 7 }} ${7 * 7} --> ]]>",
)


def hostile() -> World:
    """Names, titles, quotes, places and addresses that try to run in the page that shows them."""
    one, two = Actor(ATTACKS[0], Kind.PERSON, ATTACKS[1], aliases=(ATTACKS[2],)), person(ATTACKS[1], "XXX", ATTACKS[0])
    tale = Article(
        ATTACKS[1],
        f"Before {ATTACKS[0]} and {ATTACKS[1]} after {ATTACKS[2]} and {ATTACKS[3]}.",
        ATTACKS[2],
        ATTACKS[0],
        date(2024, 1, 1),
        "javascript:document.title='owned'",
    )
    met = happening("x", "Meeting", "hold", {"participant": (one, two)}, day("2024-01-01"), Place(ATTACKS[1], "XXX"))
    told = [Told(tale.id, "x", attack, says=(one,)) for attack in ATTACKS]
    return world([tale], [met], told)


def large(articles: int, seed: int = 7) -> World:
    """A seeded world of that many articles: about two events an article, a few very busy actors and a long tail."""
    dice = random.Random(seed)
    actors = _cast(dice, articles * 8 // 5)
    weights = [1 / (n + 1) ** 0.85 for n in range(len(actors))]
    tales, events, told = [], [], []
    for number in range(articles):
        published = date(2023, 1, 1) + timedelta(days=dice.randrange(540))
        sentences = []
        for part in range(2):
            name = f"e{number}-{part}"
            event, sentence = _happening(dice, name, actors, weights, published)
            events.append(event)
            sentences.append(sentence)
            told.append(Told(f"a{number}", name, sentence, event.status, confidence=dice.randrange(40, 100) / 100))
        publisher = dice.choice(("Fjord Courier", "Maple Tribune", "Capitol Record", "Andes Gazette", "Amman Mirror"))
        tales.append(article(f"a{number}", publisher, published.isoformat(), f"Diplomacy, part {number}", *sentences))
    return world(tales, events, told)


def _cast(dice: random.Random, size: int) -> list[Actor]:
    syllables = ["ka", "lo", "mi", "ren", "sa", "tu", "vel", "dor", "an", "bri", "che", "fa", "gor", "hel", "is", "jun"]
    codes = ["NOR", "CAN", "KEN", "JPN", "CHL", "JOR", "GEO", "BLR", "USA", "FRA", "IND", "BRA", "EGY", "TUR", "VNM"]
    kinds = (Kind.PERSON,) * 6 + (Kind.ORGANIZATION, Kind.GROUP)
    people = []
    for number in range(size - len(codes)):
        name = " ".join("".join(dice.sample(syllables, 2)).capitalize() for _ in range(2))
        people.append(Actor(f"{name} {number}", dice.choice(kinds), dice.choice(codes)))
    states = [state(f"Republic of {code.capitalize()}ia", code) for code in codes]
    return [actor for pair in zip(states, people) for actor in pair] + people[len(states) :]


ROLES = {
    "Meeting": ("hold", "participant", "participant"),
    "Visit": ("make", "visitor", "host"),
    "Invitation": ("issue", "inviter", "invitee"),
    "Sanction": ("impose", "sender", "target"),
}


def _happening(
    dice: random.Random, name: str, actors: list[Actor], weights: list[float], near: date
) -> tuple[Event, str]:
    type_ = dice.choices(list(ROLES), (5, 3, 2, 2))[0]
    action, first, second = ROLES[type_]
    count = dice.choices((1, 2, 3, 6), (2, 12, 3, 1))[0]
    cast = list(dict.fromkeys(dice.choices(actors, weights, k=count)))
    roles: dict[str, tuple[Actor, ...]] = {second: tuple(cast[1:])} if len(cast) > 1 else {}
    roles[first] = (cast[0], *roles[first]) if first in roles else (cast[0],)
    status = dice.choices(list(Status), (12, 4, 2, 2, 1, 1, 1, 1))[0]
    when = Period.day(near + timedelta(days=dice.randrange(-20, 40))) if dice.random() < 0.8 else None
    sentence = f"{' and '.join(a.name for a in cast)} were part of a {type_.lower()} called {name}."
    return happening(name, type_, action, roles, when, None, status, dice.random() < 0.04), sentence
