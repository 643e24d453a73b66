"""Read: files, folders, globs and standard input give articles, one after the other, in a fixed order.

JSON lines carry their fields; plain text and web pages are told from what stands round them. Whatever cannot be read is
a `Problem` that names the file and the line, and the rest goes on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.files import Record, UnreadableError, records
from kg.model import Article, Problem
from kg.plain import boilerplate, day_in, normalise, paragraphs, pasted

FIELDS = ("id", "title", "text", "publisher", "published", "url", "language")
LOOKED_AT = 5000  # characters that tell the language of a text
PLAIN_SHARE, PLAIN_WORDS = 0.08, 3  # of the words; different ones: with so many small English words a text is English
CERTAIN = 0.5  # probability from which a language is believed; names make short English texts look like others


def read(*sources: str | Path | Article) -> Iterator[Article | Problem]:
    """Read articles from files, folders (all below, sorted), globs, or "-" for standard input. Lazy.

    JSON lines and JSON arrays (.jsonl, .ndjson, .json) have the fields id, title, text, publisher, published, url,
    language; only `text` is required. Plain text (.txt, .md) and web pages (.html, .htm) hold one article a file. Each
    may be compressed (.gz). In folders other files are passed over; a file named itself is told by its content.
    An Article among the sources passes through.

    An article without an id gets 16 hex digits of a hash of its content, or 8 after the file's stem for a file of its
    own: the same text read again is the same article, wherever it lies. Of two articles with one id the first stays;
    the second is a Problem when it differs and passes in silence when it is the same.

    Gives a Problem for what cannot be read, and one that is not fatal before an article that was read all the same
    (no date, a guessed encoding).
    """
    seen: dict[str, tuple[int, str]] = {}
    for item, place in (found for source in sources for found in _source(source)):
        if isinstance(item, Problem):
            yield item
        elif item.id not in seen:
            seen[item.id] = (hash(item), place)
            yield item
        elif seen[item.id][0] != hash(item):
            message = f"the id '{item.id}' is that of another article, at {seen[item.id][1]}; give each its own"
            yield Problem(place, "read", message)


def _source(source: str | Path | Article) -> Iterator[tuple[Article | Problem, str]]:
    """Give what one source holds, each with the place where it stands."""
    if isinstance(source, Article):
        yield source, f"article {source.id}"
        return
    for record in records(str(source)):
        if isinstance(record, Problem):
            yield record, record.source
        else:
            yield from ((item, record.place) for item in _article(record))


def _article(record: Record) -> Iterator[Article | Problem]:
    """Make an article of a record: warnings first; a fatal Problem instead where it cannot be one."""
    try:
        fields = _fields(record)
        text = fields["text"] if record.kind == "html" else paragraphs(normalise(fields["text"]))
        if not re.search(r"\w", text):
            raise UnreadableError("the text is empty")
        language = _language(fields["language"].strip(), text)
    except UnreadableError as error:
        yield Problem(record.place, "read", str(error))
        return
    published = day_in(fields["published"])[0]
    if published is None:
        yield Problem(record.place, "read", _undated(fields["published"]), fatal=False)
    title, publisher, url, id_ = (" ".join(normalise(fields[f]).split()) for f in ("title", "publisher", "url", "id"))
    id_ = id_ or _default_id(record.stem, title, text, publisher, str(published))
    yield Article(id_, text, title, publisher, published, url, language)


def _undated(written: str) -> str:
    was = f"the date '{written}' cannot be read for sure" if written else "there is no date of publication"
    return f"{was}, so days such as 'on Tuesday' stay open; give `published` as YYYY-MM-DD"


def _default_id(stem: str, *content: str) -> str:
    digest = hashlib.sha256("\0".join(content).encode()).hexdigest()[:16]
    return f"{normalise(stem)}-{digest[:8]}" if stem else digest


# --- Fields


def _fields(record: Record) -> Mapping[str, str]:
    """Give the fields of an article, "" for those that are missing.

    Raises:
        UnreadableError: this is no article; the message says why.
    """
    blank = dict.fromkeys(FIELDS, "")
    if record.kind == "json":
        return _checked(record.value)
    if record.kind == "html":
        from kg.page import page  # trafilatura takes half a second to import

        return blank | page(record.value, boilerplate())
    plain = pasted(normalise(record.value), boilerplate())
    return blank | {"title": plain.title, "text": plain.text, "published": str(plain.published or "")}


def _checked(value: Any) -> dict[str, str]:
    """Give the fields of a JSON value as text; all its faults at once."""
    if not isinstance(value, dict):
        raise UnreadableError(
            f'a {type(value).__name__} stands where an article is due: an object such as {{"text": "..."}}'
        )
    if value.get("text") is None:
        has = ", ".join(map(str, list(value)[:10])) or "nothing"
        raise UnreadableError(f"the field 'text' is missing (there is {has}); the fields are {', '.join(FIELDS)}")
    fields: dict[str, str] = {}
    faults = []
    for name in FIELDS:
        given = value.get(name)
        if type(given) is int and name in ("id", "published"):
            given = str(given)
        if given is not None and not isinstance(given, str):
            faults.append(f"'{name}' is {type(given).__name__}")
        fields[name] = given if isinstance(given, str) else ""
    if faults:
        raise UnreadableError(f"{', '.join(faults)}; every field is text")
    return fields


# --- Language


def _language(given: str, text: str) -> str:
    """Give the language of an article.

    Raises:
        UnreadableError: it is not English.
    """
    if re.fullmatch(r"en(?:[-_]\w+)*|eng|english", given, re.IGNORECASE):
        return given
    if given:
        raise UnreadableError(f"the language is '{given}'; only English is read")
    if _is_plainly_english(text[:LOOKED_AT]):
        return "en"
    found, certainty = _identifier()(text[:LOOKED_AT])
    if found != "en" and certainty > CERTAIN:
        raise UnreadableError(f"the language seems to be '{found}'; only English is read (say `language`: en if it is)")
    return "en"


def _is_plainly_english(text: str) -> bool:
    """Tell English by its small words; False says nothing."""
    words, english = re.findall(r"[^\W\d_]+", text.lower()), boilerplate().english_words
    small = [word for word in words if word in english]
    return len(set(small)) >= PLAIN_WORDS and len(small) >= PLAIN_SHARE * len(words)


@cache
def _identifier() -> Callable[[str], tuple[str, float]]:
    """Load py3langid's model, once, when an article first does not say its language."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(boilerplate().languages)
    classify: Callable[[str], tuple[str, float]] = identifier.classify
    return classify
