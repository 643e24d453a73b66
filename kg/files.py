"""What lies in files, folders, globs and standard input: one record an article, with the place where it stands.

Everything is read as far as it is asked for, so that a file of any length costs the memory of one article.
"""

from __future__ import annotations

import codecs
import glob
import gzip
import io
import json
import os
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from charset_normalizer import from_bytes

from kg.model import Problem

LARGEST = 10_000_000  # bytes of one article; books and dumps are no news
SUFFIXES = {
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
}
_TOO_LARGE = (
    f"more than {LARGEST // 1_000_000} MB for one article; split it, or give JSON lines with one article a line"
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PEEK = 8192


class UnreadableError(ValueError):
    """Why one input cannot be read; becomes a Problem."""


@dataclass(frozen=True, slots=True)
class Record:
    """What stands at one place: the text of a file of `kind` "text" or "html", or a value as JSON gives it ("json").

    `place` names the file and the line; `stem` is the name of a file that holds one article, without its suffixes.
    """

    value: Any
    kind: str
    place: str
    stem: str = ""


def records(source: str) -> Iterator[Record | Problem]:
    """Give the records of a file, a folder (all below it, sorted), a glob, or "-" for standard input. Lazy."""
    for path in _files(source):
        if isinstance(path, Problem):
            yield path
            continue
        name = "standard input" if path == "-" else path
        try:
            with _open(path) as stream:
                yield from _content(stream, path, name)
        except (OSError, EOFError, zlib.error, UnreadableError) as error:
            yield _problem(name, error)


def count(source: str) -> int:
    """Guess how many articles a source has, without reading them: the lines of JSON lines, one a file otherwise."""
    total = 0
    for path in _files(source):
        if isinstance(path, str) and path != "-":
            total += _newlines(path) if _kind(path) == "json" and os.path.isfile(path) else 1
    return total


def _newlines(path: str) -> int:
    """Count the lines of a file; a compressed one counts as one."""
    if path.endswith(".gz"):
        return 1
    with open(path, "rb") as stream:
        blocks = iter(lambda: stream.read(1 << 20), b"")
        return sum(block.count(b"\n") for block in blocks) or 1


def _problem(place: str, error: Exception) -> Problem:
    """Say what went wrong in words for people."""
    if isinstance(error, (gzip.BadGzipFile, EOFError, zlib.error)):
        return Problem(place, "read", f"the compressed file is broken ({error}); make it again")
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(place, "read", reason)


# --- Which files


def _files(source: str) -> Iterator[str | Problem]:
    """Give the files of a source, sorted within each folder; a Problem where there is none."""
    if os.path.isdir(source):
        yield from _folder(source)
    elif source == "-" or os.path.exists(source):
        yield source
    elif re.search(r"[*?\[]", source) and (matches := sorted(glob.glob(source, recursive=True))):
        for match in matches:
            yield from _folder(match) if os.path.isdir(match) else [match]
    else:
        yield Problem(source, "read", "there is no such file or folder; check the name")


def _folder(folder: str) -> Iterator[str | Problem]:
    """Give the files of known kinds below a folder."""
    faults: list[OSError] = []
    empty = True
    for here, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            path = os.path.join(here, name)
            if not name.startswith(".") and _kind(name) and os.path.isfile(path):
                empty = False
                yield path
    for fault in faults:
        yield _problem(str(fault.filename), fault)
    if empty and not faults:
        yield Problem(
            folder, "read", f"the folder has no articles; they end in {', '.join(SUFFIXES)}, or these with .gz"
        )


def _kind(name: str) -> str:
    """Tell the kind of a file by its name: "json", "text", "html"; "" where the name does not say."""
    return SUFFIXES.get(Path(name.removesuffix(".gz")).suffix.casefold(), "")


def _open(path: str) -> AbstractContextManager[io.BufferedReader]:
    """Open a file for reading bytes, unpacked."""
    if path == "-":
        stdin: Any = sys.stdin.buffer
        return nullcontext(stdin if isinstance(stdin, io.BufferedReader) else io.BufferedReader(stdin))
    return io.BufferedReader(gzip.open(path)) if path.endswith(".gz") else open(path, "rb")


# --- What is in them


def _content(stream: io.BufferedReader, path: str, name: str) -> Iterator[Record | Problem]:
    """Give the records of one open file."""
    start = stream.peek(_PEEK)[:_PEEK]
    if not start.strip():
        start = _skip_blanks(stream)
    if _is_binary(start):
        raise UnreadableError("this is not text; save the article as .txt, .html or JSON lines")
    if start.startswith(_UTF16):
        stream = io.BufferedReader(io.BytesIO(_whole(stream).decode("utf-16", "replace").encode()))
    kind = _kind(path) or _sniff(start)
    if kind == "json":
        yield from _json(stream, name)
    else:
        yield from _single(_whole(stream), kind, name, "" if path == "-" else Path(path.removesuffix(".gz")).stem)


def _skip_blanks(stream: io.BufferedReader) -> bytes:
    """Read on to the first byte that is not blank."""
    while start := stream.peek(_PEEK)[:_PEEK]:
        if start.strip():
            return start
        stream.read(len(start))
    raise UnreadableError("the file is empty")


def _is_binary(start: bytes) -> bool:
    """Tell bytes that no text has: NULs outside UTF-16, a known signature, many control codes."""
    if start.startswith(_UTF16):
        return False
    controls = sum(b < 9 or 13 < b < 27 for b in start)
    return b"\0" in start or start.startswith(b"%PDF-") or controls > len(start) / 100


def _sniff(start: bytes) -> str:
    """Tell the kind of a file by how it begins."""
    head = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if head[:1] in (b"{", b"["):
        return "json"
    return "html" if re.match(rb"<(?:!doctype|html|head|body|\?xml|!--)", head, re.IGNORECASE) else "text"


def _whole(stream: io.BufferedReader) -> bytes:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UnreadableError(_TOO_LARGE)
    return data


def _single(data: bytes, kind: str, name: str, stem: str) -> Iterator[Record | Problem]:
    """Give the one record of a plain text or a web page."""
    declared = re.search(rb"<meta[^>]{0,80}charset=[\"']?([\w-]{2,20})", data[:4096], re.IGNORECASE)
    text, warning = _decode(data, name, declared[1].decode("latin-1") if declared and kind == "html" else "")
    if warning:
        yield warning
    yield Record(text, kind, name, stem)


def _decode(data: bytes, place: str, declared: str = "") -> tuple[str, Problem | None]:
    """Decode bytes: UTF-8, else as declared, else as charset-normalizer finds likeliest, with a warning."""
    for encoding in filter(None, ("utf-8-sig", declared)):
        try:
            return data.decode(encoding), None
        except (LookupError, UnicodeError):
            continue
    western = from_bytes(data, cp_isolation=["cp1252"]).best()  # nearly all English that is not UTF-8
    best = western or from_bytes(data).best()
    if best is None:
        raise UnreadableError("the text is in no known encoding; save it as UTF-8")
    message = f"not UTF-8, read as {best.encoding}; save it as UTF-8 if characters look wrong"
    return str(best), Problem(place, "read", message, fatal=False)


# --- JSON


def _json(stream: io.BufferedReader, name: str) -> Iterator[Record | Problem]:
    """Give the records of JSON lines, or of an array or an object over several lines where the file begins like one."""
    start = stream.peek(_PEEK)[:_PEEK].removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:1] == b"[" or start.split(b"\n", 1)[0].strip() == b"{":
        yield from _array(codecs.getreader("utf-8-sig")(stream), name)
        return
    for number, line in _rows(stream):
        place = f"{name}:{number}"
        if line is None:
            yield Problem(place, "read", _TOO_LARGE)
        elif line.strip():
            yield from _row(line, place)


def _rows(stream: io.BufferedReader) -> Iterator[tuple[int, bytes | None]]:
    """Give numbered lines; None for one that is too long to hold."""
    number = 0
    while line := stream.readline(LARGEST + 1):
        number += 1
        long = len(line) > LARGEST
        while long and line and not line.endswith(b"\n"):
            line = stream.readline(LARGEST)
        yield number, None if long else line


def _row(line: bytes, place: str) -> Iterator[Record | Problem]:
    """Give the record of one line of JSON."""
    try:
        text, warning = _decode(line, place)
        value = json.loads(text)
    except UnreadableError as error:
        yield Problem(place, "read", str(error))
    except (ValueError, RecursionError) as error:
        yield Problem(place, "read", _broken(line.rstrip(), error))
    else:
        if warning:
            yield warning
        yield Record(value, "json", place)


def _broken(line: bytes, error: Exception) -> str:
    """Say how a line of JSON is broken."""
    if line.lstrip().startswith(b"{") and not line.endswith(b"}"):
        return "the line breaks off: a JSON object begins and does not end; write it again"
    return f'the line is not JSON ({error}); each line is one object such as {{"text": "..."}}'


def _array(text: codecs.StreamReader, name: str) -> Iterator[Record | Problem]:
    """Give the values of a JSON array, reading only as far as each needs."""
    decoder, line, buffer, more, found = json.JSONDecoder(), 1, "", True, 0
    while more:
        rest = buffer.lstrip(" \t\r\n[,]")
        line += buffer.count("\n", 0, len(buffer) - len(rest))
        try:
            value, end = decoder.raw_decode(rest)
        except (ValueError, RecursionError) as error:
            chunk = _chunk(text, max(65_536, len(rest))) if len(rest) <= LARGEST else ""
            more, buffer = bool(chunk), rest + chunk
            if rest and not more:
                yield Problem(f"{name}:{line}", "read", f"from here on this is not JSON ({error}); the rest is skipped")
        else:
            found += 1
            yield Record(value, "json", f"{name}:{line}")
            line += rest.count("\n", 0, end)
            buffer = rest[end:]
    if not found and not rest:
        raise UnreadableError("there is no article in this array")


def _chunk(text: codecs.StreamReader, size: int) -> str:
    try:
        return text.read(size)
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not UTF-8 ({error.reason}); save it as UTF-8") from error
