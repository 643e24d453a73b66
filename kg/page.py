"""One web page in HTML: the article's body, title, day, publisher, address and language.

The body is trafilatura's. Title and day follow what proved best on saved news pages with known answers: the <h1>
nearest to the page's declared title, and the day that the page declares for the article itself (schema.org in JSON-LD,
then <meta>), before any that is found by searching.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import timedelta
from difflib import SequenceMatcher
from typing import Any

import htmldate
import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from kg.files import UnreadableError
from kg.plain import Boilerplate, body, day_in, is_sentence, normalise

MOST_ELEMENTS = 20_000  # the largest news pages have some 3,000; searching for dates grows with the square
DEEPEST = 200  # news pages nest about 30 deep; the parser gives up at 256
LONGEST_TEXT = 1_000_000  # characters in one element
_UTC = re.compile(r"\d(?:Z|[+-]00:?00)$")
_ARTICLE = ("Article", "BlogPosting", "Report", "LiveBlogPosting")  # schema.org: CreativeWork types that are one text
_DAY_META = (
    "//meta[@property='article:published_time' or @property='og:article:published_time' or @itemprop='datePublished' "
    "or @name='article:published_time' or @name='datePublished' or @name='parsely-pub-date' or @name='pubdate' or "
    "@name='publish-date' or @name='sailthru.date' or @name='DC.date.issued']/@content"
)
_CONTINUES = re.compile(r"(?:[:,;–—(]\n.|[^.!?…\"”’»)\]]\n['’,.;)a-z])")  # a link or a mark of style has broken a line
_DATES: dict[str, Any] = {
    "original_date": True,
    "extensive_search": True,
    "min_date": "1990-01-01",
    "max_date": "2100-01-01",
}


def page(html: str, rules: Boilerplate) -> dict[str, str]:
    """Give the fields of the article on a page: title, text, publisher, published (ISO 8601), url, language.

    Raises:
        UnreadableError: nothing that reads as an article is on it, or it is larger or deeper than any page of news.
    """
    tree = trafilatura.load_html(html)
    if tree is None:
        raise UnreadableError("this is not HTML")
    _check(tree)
    node = _article_node(tree)
    found: Any = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, include_tables=False, date_extraction_params=_DATES
    )
    if found is None or not any(map(is_sentence, (found.text or "").split("\n"))):
        raise UnreadableError("no article was found on this page; give its text as a .txt file instead")
    address = _address(tree) or found.url or ""
    publisher = _meta(tree, "og:site_name") or _name(node.get("publisher")) or found.sitename or ""
    title = _title(tree, found.title or "", publisher)
    return {
        "title": title,
        "text": "\n\n".join(_paragraphs(found.text, title, rules)),
        "publisher": normalise(publisher),
        "published": _day(tree, node, address),
        "url": address,
        "language": str(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""),
    }


def _check(tree: HtmlElement) -> None:
    """Refuse pages that are made to keep a reader busy."""
    depth = elements = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if depth > DEEPEST:
            raise UnreadableError(
                f"the page nests elements more than {DEEPEST} deep; save its text as a .txt file instead"
            )
        if elements > MOST_ELEMENTS:
            raise UnreadableError(
                f"the page has more than {MOST_ELEMENTS} elements; save its text as a .txt file instead"
            )
        if len(element.text or "") > LONGEST_TEXT or len(element.tail or "") > LONGEST_TEXT:
            raise UnreadableError(
                f"the page has a run of text of more than {LONGEST_TEXT} characters; this is no news article"
            )


def _paragraphs(text: str, title: str, rules: Boilerplate) -> list[str]:
    """Part the extracted text into paragraphs, without headings on top, the title again, and notices."""
    paragraphs: list[list[str]] = []
    for line in filter(None, normalise(text).split("\n")):
        if paragraphs and _CONTINUES.search(f"{paragraphs[-1][-1][-1]}\n{line[0]}"):
            paragraphs[-1].append(" " * (line[0] not in "'’,.;)") + line)
        elif _words(line) != _words(title):
            paragraphs.append([line])
    return body((["".join(parts)] for parts in paragraphs), rules)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _title(tree: HtmlElement, declared: str, publisher: str) -> str:
    """Give the <h1> nearest to the declared title; the declared one where no <h1> is a headline."""
    declared = normalise(declared)
    headings = [" ".join(normalise(h.text_content()).split()) for h in tree.iter("h1")]
    headlines = [h for h in headings if len(_words(h)) > 2 and _words(h) != _words(publisher)]
    return max(headlines, key=lambda h: SequenceMatcher(None, h, declared).ratio(), default=declared)


def _day(tree: HtmlElement, node: Mapping[str, Any], address: str) -> str:
    """Give the declared day of publication, else the one that htmldate finds; "" for none.

    A time declared in UTC can lie a day beside the newsroom's; where the address has that day, the address is right.
    """
    for written in (node.get("datePublished"), *tree.xpath(_DAY_META)):
        if declared := day_in(str(written))[0]:
            local = day_in(address)[0]
            beside = local is not None and abs(declared - local) == timedelta(days=1)
            return str(local if beside and _UTC.search(str(written)) else declared)
    return htmldate.find_date(tree, **_DATES) or ""


def _meta(tree: HtmlElement, name: str) -> str:
    return str(next(iter(tree.xpath("//meta[@property=$name or @name=$name]/@content", name=name)), ""))


def _address(tree: HtmlElement) -> str:
    """Give the page's canonical address, where it is an absolute one."""
    addresses = (*tree.xpath("//link[@rel='canonical']/@href"), _meta(tree, "og:url"))
    return next((a.strip() for a in addresses if re.match(r"https?://\S+$", a.strip())), "")


def _name(value: Any) -> str:
    """Give the name of a schema.org publisher, however it is written."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name", "")
    return value if isinstance(value, str) else ""


def _article_node(tree: HtmlElement) -> Mapping[str, Any]:
    """Give the outermost JSON-LD node of an article with a date; videos and teasers inside it come later."""
    nodes = [node for script in tree.xpath("//script[@type='application/ld+json']/text()") for node in _nodes(script)]
    articles = [n for n in nodes if any(t.endswith(_ARTICLE) for t in _types(n))]
    return next((n for n in articles if n.get("datePublished")), articles[0] if articles else {})


def _types(node: Mapping[str, Any]) -> list[str]:
    types = node.get("@type")
    return [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """Give the objects of a JSON-LD script, outermost first; none where it is broken."""
    try:
        waiting: deque[Any] = deque([json.loads(script, strict=False)])
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.popleft()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
