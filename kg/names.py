"""Names of persons as strings: their parts, and when two of them can be one person's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

ROMAN = re.compile(r"[IVX]+")
ALIKE = 0.8  # of the letters of two misspelt forms of one name agree: "Mubarak" and "Hubarak", "Sidhu" and "Siddhu"


def name_parts(name: str) -> list[str]:
    """Split a name into its words, a possessive ending left out."""
    return [p for p in re.split(r"[\s]+", re.sub(r"['’‘]s?\b$", "", name.strip())) if p] or [name]


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Give a name without case, accents, hyphens and punctuation, for comparing."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w ]+", "", plain.casefold().replace("-", "")).strip()


def family(parts: Sequence[str]) -> str:
    """Give the last part of a name, folded, a number left out: "abdullah" for "Abdullah II".

    >>> family(["Kamal", "Kharrazi"])
    'kharrazi'
    """
    named = [p for p in parts if not ROMAN.fullmatch(p)] or list(parts)
    return fold(named[-1])


def likeness(a: Sequence[str], b: Sequence[str]) -> int:
    """Tell how well two forms can be one person's name: 0 when they cannot, 5 when they are the same.

    The shorter one's words are among the longer one's, in order; initials count; a family name (3) says more than a
    given name (2), and that more than a middle one (1).

    >>> likeness(["Obama"], ["Barack", "Obama"]), likeness(["B.", "Obama"], ["Barack", "Hussein", "Obama"])
    (3, 4)
    """
    one, other = sorted((a, b), key=len)
    short, long = [fold(p) for p in one], [fold(p) for p in other]
    if short == long or "".join(short) == "".join(long):
        return 5
    if len(short) == 1:
        return _alone(short[0], long, family(other))
    at = 0
    for part in short:
        found = next((k for k in range(at, len(long)) if _same_part(part, long[k])), None)
        if found is None:
            return 4 if _ends_agree(short, long) else 0
        at = found + 1
    return 4


def _alone(part: str, long: Sequence[str], last: str) -> int:
    """A single word against a longer name, whose family name is `last`."""
    if part in {last, "".join(long[-2:])}:
        return 3
    if part == long[0]:
        return 2
    return int(part in long and len(part) > 3)


def _same_part(a: str, b: str) -> bool:
    return a == b or (a[:1] == b[:1] and min(len(a), len(b)) == 1)


def _ends_agree(short: Sequence[str], long: Sequence[str]) -> bool:
    """ "Joseph R. Biden" and "Joe Biden" do not, "Joseph Robinette Biden" and "Joseph R. Biden" do."""
    return short[-1] == long[-1] and any(_same_part(s, w) for s in short[:-1] for w in long[:-1])


def misspelt(a: Sequence[str], b: Sequence[str]) -> bool:
    """Tell whether two full names are one with a slip of the pen: as many words, each alike, one of them the same."""
    if len(a) != len(b) or len(a) < 2:
        return False
    pairs = [(fold(x), fold(y)) for x, y in zip(a, b)]
    return any(x == y and len(x) > 2 for x, y in pairs) and all(
        x == y or (min(len(x), len(y)) > 3 and SequenceMatcher(None, x, y).ratio() >= ALIKE) for x, y in pairs
    )


def without_article(text: str) -> str:
    """Give a phrase without its article or possessive pronoun."""
    words = r"^(?:the|a|an|his|her|their|its|our|my|both|these|those|this)\s+"
    return re.sub(words, "", text.strip(), flags=re.IGNORECASE).strip(" ,'’\"“”")


def bare(text: str) -> str:
    """Give a phrase without its article, possessive pronoun and words of quantity.

    >>> bare("some other officials")
    'officials'
    """
    words = r"^(?:(?:some|several|other|any|many|all|(?:more|fewer|less) than|at least|more)\s+)+"
    return re.sub(words, "", without_article(text), flags=re.IGNORECASE)
