"""Plain text of an article: normal form, dates as people write them, and the body told from what a page puts round it.

What a copied page says beside its article (credits, captions, bylines, registration forms, cookie notices) is described
in ontology/boilerplate.yaml; this module interprets that file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from kg.ontology import folder, load_yaml

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LONGEST_HEADING = 30  # words; longer lines are prose whatever they end in
LONGEST_NOTICE = 400  # characters; a longer paragraph with a notice's words in it is an article about such things
SHORTEST_PROSE = 20  # words that a paragraph needs to be believed again after a form has begun

_MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?=\D|$|\d{1,2}:\d\d)"  # pages glue the time of day to it
_WRITTEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)(?:[T ][\d:.,]+(?:Z|[+-][\d:]+)?)?",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"{_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}/(?P<month>\d\d?)/(?P<day>\d\d?)(?!\d)",
    )
)
_FIGURES = re.compile(rf"(?<!\d)(?P<a>\d\d?)(?P<sep>[./-])(?P<b>\d\d?)(?P=sep){_YEAR}")
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*[A-Z]{2,4}\b)?(?:[+-]\d+)?|\b\d{1,2}\s*[ap]\.?m\b", re.I
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b,?", re.I)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_DATELINE = re.compile(r"[A-Z]{3,}[A-Z .'/-]*(?:,[^,()]{2,30})+\([A-Z][\w ]{1,30}\)")
_MARKDOWN = re.compile(r"^#{1,6} |!?\[([^\]\n]*)\]\([^\s)]+\)", re.MULTILINE)  # headings and links
_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_SPACE = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAK = "\r\x0b\x0c\x85\u2028"
_HALF = "\ud800-\udfff"
_ODD = re.compile(f"[{_UNSEEN}{_CONTROL}{_SPACE}{_BREAK}{_HALF}\u2029]")  # most texts have none of these
_PLAINER = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        ("\u2029", "\n\n"),
        (f"\r\n|[{_BREAK}]", "\n"),
        (f"[{_UNSEEN}]", ""),
        (f"[{_SPACE}{_CONTROL}]", " "),
        (f"[{_HALF}]", "\ufffd"),
    )
)


@dataclass(frozen=True, slots=True)
class Plain:
    """What the text of one article holds. `published` is None where no line gives it."""

    title: str
    text: str
    published: date | None


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The patterns of ontology/boilerplate.yaml, compiled. `patterns` maps a kind of line to what tells it."""

    patterns: Mapping[str, re.Pattern[str]]
    credit_line: re.Pattern[str]
    byline_words: frozenset[str]
    update_words: frozenset[str]
    english_words: frozenset[str]
    languages: frozenset[str]

    def kind(self, line: str) -> str:
        """Tell what a line is: "slug", "credit", "caption", "wall", "notice", "tail", "byline"; "" for the article."""
        if len(line) > LONGEST_NOTICE:
            return ""
        if self.credit_line.fullmatch(line):
            return "credit"
        for kind, pattern in self.patterns.items():
            if pattern.search(line):
                return kind
        return "byline" if self._is_byline(line) and not dateline(line) else ""

    def _is_byline(self, line: str) -> bool:
        """Tell a line of names in capitals, with "By" or a date, from a sentence."""
        _, rest = day_in(line)
        words = re.findall(r"[^\W\d_][\w'’.-]*", _WEEKDAY.sub(" ", _CLOCK.sub(" ", rest)))
        named = rest != line or line[:3].casefold() == "by "
        return (
            named
            and len(words) <= 14
            and not re.search(r"[!?]|\w{3,}\.$", line)
            and all(w[0].isupper() or w.casefold() in self.byline_words for w in words)
        )


@cache
def boilerplate() -> Boilerplate:
    """Read ontology/boilerplate.yaml, once."""
    data: Mapping[str, Any] = load_yaml(folder() / "boilerplate.yaml")
    name = "|".join(sorted(map(re.escape, data["agencies"]), key=len, reverse=True))
    joint = r"\s*(?:/|,|;|\||\bvia\b|\bfor\b|\band\b|-)?\s*"
    return Boilerplate(
        patterns={
            kind: re.compile("|".join(f"(?:{p})" for p in data[kind]["patterns"]), re.IGNORECASE)
            for kind in ("slug", "credit", "caption", "wall", "notice", "tail")
        },
        credit_line=re.compile(rf"[(\[—–-]*\s*(?:{name})(?:{joint}(?:{name}))*\s*[)\]]*", re.IGNORECASE),
        byline_words=frozenset(data["byline words"].split()),
        update_words=frozenset(data["update words"].split()),
        english_words=frozenset(data["english words"].split()),
        languages=frozenset(data["languages"].split()),
    )


def normalise(text: str) -> str:
    """Give the normal form: NFC, "\\n" for every line break, plain spaces, nothing invisible, no blanks at line ends.

    >>> normalise("Cafe\\u0301\\u00a0noir \\r\\nthe\\u00adend")
    'Café noir\\ntheend'
    """
    text = unicodedata.normalize("NFC", text)
    if _ODD.search(text):
        for pattern, plain in _PLAINER:
            text = pattern.sub(plain, text)
    if " \n" in text or "\n " in text:
        text = re.sub(r" *\n *", "\n", text)
    return text.strip()


def day_in(text: str) -> tuple[date | None, str]:
    """Find a written date: the day, and the text without it. (None, text) where there is none or it is ambiguous.

    ISO 8601 dates and times, "14 September 2023", "Sept. 14, 2023", 20230914, 2023/9/14, and figures where only one
    order of day and month is possible. A day keeps the calendar of the place where it was written.

    >>> day_in("Josh Salisbury14 September 2023")
    (datetime.date(2023, 9, 14), 'Josh Salisbury')
    >>> day_in("03/04/2023")[0] is None
    True
    """
    for pattern in _WRITTEN:
        if (found := pattern.search(text)) and (day := _day(found["year"], found["month"], found["day"])):
            return day, text[: found.start()] + text[found.end() :]
    if found := _FIGURES.search(text):
        days = {_day(found["year"], found["a"], found["b"]), _day(found["year"], found["b"], found["a"])} - {None}
        if len(days) == 1:
            return days.pop(), text[: found.start()] + text[found.end() :]
    return None, text


def _day(year: str, month: str, day: str) -> date | None:
    """Give the date, None where the calendar has no such day."""
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].casefold()) + 1
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def is_sentence(line: str) -> bool:
    """Tell whether a line ends as sentences do."""
    return bool(_SENTENCE_END.search(line))


def dateline(line: str) -> str:
    """Give the start of a line that says where and when a story was filed, "" where there is none. It is the body's.

    >>> dateline("RABAT, 3 May 2024 (Reuters) - The king received the envoy.")
    'RABAT, 3 May 2024 (Reuters)'
    """
    found = _DATELINE.match(line)
    return found[0] if found else ""


def paragraphs(text: str) -> str:
    """Give normalised text with its paragraphs parted by exactly one empty line and no line break inside any.

    >>> paragraphs("The two leaders met on\\nMonday in Rabat.\\n\\n\\nThey ate.")
    'The two leaders met on Monday in Rabat.\\n\\nThey ate.'
    """
    return "\n\n".join(p for block in _blocks(text) for p in _unwrap(block))


def pasted(text: str, rules: Boilerplate) -> Plain:
    """Tell title, body and date of a normalised text that somebody copied from a page or a file.

    The first line of prose is the title when it looks like one: short, no full stop, and more text follows.
    """
    blocks = [list(block) for block in _blocks(_MARKDOWN.sub(r"\1", text))]
    published = _published(blocks, rules)
    title = _take_title(blocks, rules)
    text_ = "\n\n".join(body(blocks, rules))
    return Plain(title, text_, published) if text_ else Plain("", title, published)


def body(blocks: Iterable[Sequence[str]], rules: Boilerplate) -> list[str]:
    """Give the paragraphs that are the article's own out of blocks of lines."""
    kept: list[str] = []
    in_form = False
    for block in _without_figures(blocks, rules):
        for paragraph in _unwrap(block):
            kind = rules.kind(paragraph)
            in_form = kind == "wall" or (in_form and not (kind == "" and _is_prose(paragraph)))
            if kind == "" and not in_form:
                kept.append(paragraph)
    prose = [number for number, paragraph in enumerate(kept) if _is_text(paragraph)]
    return kept[prose[0] : prose[-1] + 1] if prose else kept


def _is_prose(paragraph: str) -> bool:
    return is_sentence(paragraph) and len(paragraph.split()) >= SHORTEST_PROSE


def _is_text(paragraph: str) -> bool:
    """Tell text from the headings, labels and topics that stand before the first sentence and after the last."""
    return is_sentence(paragraph) or bool(dateline(paragraph)) or len(paragraph.split()) > LONGEST_HEADING


def _blocks(text: str) -> list[list[str]]:
    """Part text at its empty lines; where it has none, every line is a block unless the lines are wrapped."""
    blocks = [b.split("\n") for b in re.split(r"\n{2,}", text) if b.strip()]
    if len(blocks) == 1 and len(_unwrap(blocks[0])) > 1:
        return [[line] for line in blocks[0]]
    return blocks


def _unwrap(lines: Sequence[str]) -> list[str]:
    """Join lines that were broken at a margin; keep apart lines that end as sentences or are headings."""
    wrapped = len(lines) > 1 and sum(map(is_sentence, lines[:-1])) < 0.8 * len(lines[:-1])
    margin = max(map(len, lines), default=0)
    if not wrapped or any(len(line) < 0.6 * margin for line in lines[:-1]):
        return list(lines)
    return [" ".join(lines)]


def _published(blocks: Sequence[Sequence[str]], rules: Boilerplate) -> date | None:
    """Give the day of the first line of author and date; that of a change only where there is no other."""
    changed: date | None = None
    for line in (line for block in blocks for line in block):
        day, rest = day_in(dateline(line) or line)
        if day and (dateline(line) or rules.kind(line) == "byline"):
            if not rules.update_words & set(re.findall(r"\w+", rest.casefold())):
                return day
            changed = changed or day
    return changed


def _take_title(blocks: list[list[str]], rules: Boilerplate) -> str:
    """Take the title off the front of the blocks; "" where the text begins without one."""
    for number, block in enumerate(blocks):
        while block and rules.kind(block[0]) in ("notice", "wall", "slug"):
            del block[0]
        if not block:
            continue
        line, rest = block[0], block[1:]
        prose = any(is_sentence(other) or len(other.split()) > LONGEST_HEADING for other in [line.rstrip("?!"), *rest])
        if prose or rules.kind(line) or line.endswith((",", ";", ":")) or not (rest or blocks[number + 1 :]):
            return ""
        blocks[: number + 1] = [rest] if rest else []
        return line
    return ""


def _without_figures(blocks: Iterable[Sequence[str]], rules: Boilerplate) -> list[list[str]]:
    """Take out pictures: agency slug, caption and credit, whether in one block or in neighbouring ones."""
    out: list[list[str]] = []
    caption_due = False
    for block in filter(None, blocks):
        kinds = [rules.kind(line) for line in block]
        lines = _without_figure(block, kinds)
        only_credit = not lines and "credit" in kinds
        if only_credit and len(block) == 1:
            caption_due = not (out and _is_caption(out[-1]))
            if not caption_due:
                out.pop()
        elif lines:
            if not (caption_due and _is_caption(lines)):
                out.append(lines)
            caption_due = False
    return out


def _is_caption(lines: Sequence[str]) -> bool:
    """Tell a block that can be the caption of a credit beside it: one line that is no sentence."""
    return len(lines) == 1 and not is_sentence(lines[0]) and len(lines[0].split()) <= LONGEST_HEADING


def _without_figure(block: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Drop within one block the credit lines, and what stands between a slug and its credit or directly above it."""
    kept: list[str] = []
    figure: int | None = None
    if kinds[0] == "credit" and _is_caption(block[1:]):
        return kept
    for line, kind in zip(block, kinds):
        if kind == "slug":
            figure = len(kept)
        elif kind == "credit":
            del kept[len(kept) - 1 if figure is None and kept else figure or 0 :]
            figure = None
        elif kind not in ("caption", "byline"):
            kept.append(line)
    return kept
