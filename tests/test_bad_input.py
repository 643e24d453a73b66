"""Bad input: each fault is named with its file and line, and everything else is read."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.files import LARGEST
from kg.model import Article, Problem
from kg.read import read

ROOT = Path(__file__).parent.parent
TEXT = "The foreign minister of Ghana met her Togolese counterpart in Accra on Tuesday, officials said."
GOOD = json.dumps({"id": "good", "text": TEXT, "published": "2024-05-07", "language": "en"}).encode()
FRENCH = "Le ministre a rencontré son homologue à Berlin mardi, a annoncé le gouvernement."
DEEP = b"<html><body>" + b"<div>" * 5000 + b"<p>" + TEXT.encode() + b"</p>"

# A file's name and content; where the problem is to be told; what its message says.
FILES = [
    ("empty.txt", b"", "", "the file is empty"),
    ("blank.txt", b" \n\t \n" * 9000, "", "the file is empty"),
    ("empty.jsonl", b"", "", "the file is empty"),
    ("signs.txt", b"--- ... !!!\n\n* * *\n", "", "the text is empty"),
    ("binary.txt", bytes(range(256)) * 40, "", "not text"),
    ("binary.jsonl", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(500), "", "not text"),
    ("paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "", "not text"),
    ("noise.txt", bytes((n * 7919 + n * n) % 223 + 32 for n in range(3000)), "", ""),
    ("huge.txt", b"word " * (LARGEST // 5 + 1), "", "more than 10 MB"),
    ("huge.html", b"<html><body><p>" + b"word " * (LARGEST // 5 + 1), "", "more than 10 MB"),
    ("huge.jsonl", b'{"text": "' + b"word " * (LARGEST // 5 + 1) + b'"}\n' + GOOD, ":1", "more than 10 MB"),
    ("bomb.txt.gz", gzip.compress(b"\0" * 1000 + b"a" * 60_000_000), "", "not text"),
    ("bomb2.txt.gz", gzip.compress(b"a " * 30_000_000), "", "more than 10 MB"),
    ("cut.jsonl", GOOD + b'\n{"id": "b", "text": "The minis', ":2", "breaks off"),
    ("middle.jsonl", b'{"id": "b", "te\n' + GOOD, ":1", "breaks off"),
    ("notjson.jsonl", b"hello\n" + GOOD, ":1", "is not JSON"),
    ("hollow.json", b"[[[\n]]]", "", "no article in this array"),
    ("deeper.jsonl", b'{"text": ' + b"[" * 100_000 + b"}\n" + GOOD, ":1", "is not JSON"),
    ("list.jsonl", b'"text"\n' + GOOD, ":1", "a str stands where an article is due"),
    ("notext.jsonl", b'{"body": "x", "headline": "y"}\n' + GOOD, ":1", "'text' is missing (there is body, headline)"),
    ("null.jsonl", b'{"text": null}\n' + GOOD, ":1", "'text' is missing"),
    ("types.jsonl", b'{"text": [], "title": 3, "id": true}\n' + GOOD, ":1", "'id' is bool, 'title' is int, 'text' is"),
    ("cut.json", b'[\n' + GOOD + b',\n{"id": "b", "text": "The mi', ":3", "from here on this is not JSON"),
    ("array.json", b"[\n" + GOOD + b',\n3]', ":3", "a int stands where"),
    ("latin.json", b'[{"text": "caf\xe9"}]', "", "not UTF-8"),
    ("broken.jsonl.gz", gzip.compress(GOOD * 50)[:-20], "", "the compressed file is broken"),
    ("plain.jsonl.gz", GOOD, "", "the compressed file is broken"),
    ("nothing.html", b"<html><body><nav><a href=x>Home</a></nav></body></html>", "", "no article was found"),
    ("deep.html", DEEP, "", "more than 200 deep"),
    ("wide.html", b"<html><body>" + b"<p>x</p>" * 30_000, "", "more than 20000 elements"),
    ("french.txt", FRENCH.encode(), "", "'fr'"),
    ("unknown.jsonl", b'{"text": "x y", "language": "tlh"}\n' + GOOD, ":1", "the language is 'tlh'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "where", "says"), FILES, ids=[f[0] for f in FILES])
def test_bad_file(name: str, content: bytes, where: str, says: str, tmp_path: Path) -> None:
    """A bad file or line is a problem that names it; every good line of the same file is read."""
    path = tmp_path / name
    path.write_bytes(content)
    items = list(read(path))
    fatal = [i for i in items if isinstance(i, Problem) and i.fatal]
    assert [(p.source, says in p.message) for p in fatal] == [(f"{path}{where}", True)]
    good = content.count(GOOD) if not name.endswith("gz") else 0
    assert [i.id for i in items if isinstance(i, Article)] == ["good"] * good


WARNED = [
    ("nodate.jsonl", b'{"id": "a", "text": "Kim met Xi."}', ":1", "no date of publication"),
    ("ambiguous.jsonl", b'{"id": "a", "text": "Kim met Xi", "published": "03/04/2023"}', ":1", "'03/04/2023' cannot"),
    ("impossible.jsonl", b'{"id": "a", "text": "Kim met Xi", "published": "2023-02-30"}', ":1", "'2023-02-30' cannot"),
    ("western.txt", f"{TEXT}\n\n“Non”, said Zoë.\n\n3 May 2024\n".encode("cp1252"), "", "not UTF-8, read as cp1252"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "where", "says"), WARNED, ids=[f[0] for f in WARNED])
def test_warning(name: str, content: bytes, where: str, says: str, tmp_path: Path) -> None:
    """What can be read all the same is read, after a warning that is not fatal."""
    path = tmp_path / name
    path.write_bytes(content)
    [warning, article] = read(path)
    assert isinstance(warning, Problem)
    assert isinstance(article, Article)
    assert (warning.source, warning.fatal) == (f"{path}{where}", False)
    assert says in warning.message


@pytest.mark.parametrize("source", ["absent.txt", "absent-*.txt", "", "https://example.org/a.html"])
def test_no_such_source(source: str) -> None:
    """A source that is not there is a problem that names it."""
    [problem] = read(source)
    assert isinstance(problem, Problem)
    assert problem.source == source
    assert "no such file" in problem.message


def test_folder_without_articles(tmp_path: Path) -> None:
    """A folder in which there is nothing to read says what it looked for."""
    (tmp_path / "notes.docx").write_bytes(b"PK")
    [problem] = read(tmp_path)
    assert isinstance(problem, Problem)
    assert ".jsonl" in problem.message


def test_thousand_files(tmp_path: Path) -> None:
    """Of a thousand files, three of them broken, 997 are read and three are named."""
    for number in range(1000):
        (tmp_path / f"{number:04}.txt").write_text(f"{TEXT} It was round {number}.\n\n{1 + number % 28} May 2024")
    broken = {"0007.txt": b"", "0500.txt": b"\0\1\2\3" * 50, "0999.txt": b"word " * (LARGEST // 5 + 1)}
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
    items = list(read(tmp_path))
    assert sum(isinstance(i, Article) for i in items) == 997
    assert [Path(i.source).name for i in items if isinstance(i, Problem)] == list(broken)


def test_fifty_megabytes(tmp_path: Path) -> None:
    """A file of 50 MB of JSON lines, or in an array, is read in the memory of one article."""
    row = json.dumps({"text": TEXT * 10, "published": "2024-05-07", "language": "en"})
    rows = [f'{{"id": "{number}", {row[1:]}\n' for number in range(50_000)]
    (tmp_path / "a.jsonl").write_text("".join(rows))
    (tmp_path / "a.json").write_text("[" + ",".join(rows) + "]")
    assert (tmp_path / "a.jsonl").stat().st_size > 50_000_000
    code = (
        "import resource, sys; from kg.read import read; first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "n = sum(1 for _ in read(sys.argv[1])); print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - first)"
    )
    for name in ("a.jsonl", "a.json"):
        command = [sys.executable, "-c", code, str(tmp_path / name)]
        out = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        count, kilobytes = map(int, out.stdout.split())
        assert count == 50_000
        assert kilobytes < 30_000
