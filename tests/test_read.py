"""Reading: files of every kind give articles; what stands round an article on a page is left out."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
import yaml

from kg.model import Article, Problem
from kg.ontology import folder
from kg.page import page
from kg.plain import boilerplate, day_in, normalise, paragraphs, pasted
from kg.read import read

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
TEXT = "The foreign minister of Ghana met her Togolese counterpart in Accra on Tuesday, officials said."
PASTED = yaml.safe_load((HERE / "cases" / "pasted.yaml").read_text(encoding="utf-8"))
RULES = [
    (kind, verdict, str(line))
    for kind, entry in yaml.safe_load((folder() / "boilerplate.yaml").read_text(encoding="utf-8")).items()
    if isinstance(entry, dict)
    for verdict in ("examples", "not")
    for line in entry[verdict]
]


def articles(*sources: str | Path) -> list[Article]:
    """Give the articles alone."""
    return [item for item in read(*sources) if isinstance(item, Article)]


def problems(*sources: str | Path) -> list[Problem]:
    """Give the problems alone."""
    return [item for item in read(*sources) if isinstance(item, Problem)]


def lines(path: Path, *records: object) -> Path:
    """Write JSON lines."""
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def gold(name: str) -> Path:
    """Give a file of the gold data; skip where it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the gold data is missing: {path} (lay it beside the project to run this)")
    return path


# --- Text and dates

NORMAL = [
    ("a\r\nb\rc", "a\nb\nc", "line breaks of other systems"),
    ("Cafe\u0301", "Caf\u00e9", "NFC"),
    ("Mr\u00a0Kim\u202fsaid\u2009so", "Mr Kim said so", "spaces that look plain"),
    ("\ufeffsanc\u00adtions\u200b", "sanctions", "what nobody sees"),
    ("  a  \n   b ", "a\nb", "blanks at line ends"),
    ("a\x00b\x1fc", "a b c", "control codes"),
    ("a\ud800b", "a\ufffdb", "half a surrogate pair"),
    ("a\u2029b", "a\n\nb", "the paragraph separator"),
]


@pytest.mark.parametrize(("given", "expected", "why"), NORMAL, ids=[c[2] for c in NORMAL])
def test_normalise(given: str, expected: str, why: str) -> None:
    """Text has one normal form, and is left alone once it has it."""
    assert normalise(given) == expected
    assert normalise(expected) == expected


PARAGRAPHS = [
    ("One.\n\n\n\nTwo.", "One.\n\nTwo.", "several empty lines"),
    ("One.\nTwo.\nThree.", "One.\n\nTwo.\n\nThree.", "a paragraph a line"),
    (
        "The minister flew to\nRabat on Monday and\nmet the king.",
        "The minister flew to Rabat on Monday and met the king.",
        "margin",
    ),
    (
        "They said:\nNo visit is planned for the time being.",
        "They said:\n\nNo visit is planned for the time being.",
        "short line",
    ),
]


@pytest.mark.parametrize(("given", "expected", "why"), PARAGRAPHS, ids=[c[2] for c in PARAGRAPHS])
def test_paragraphs(given: str, expected: str, why: str) -> None:
    """Paragraphs are parted by exactly one empty line, and have no line break inside."""
    assert paragraphs(given) == expected


DATES = [
    ("2023-09-14", date(2023, 9, 14)),
    ("2023-09-14T23:30:00-04:00", date(2023, 9, 14)),
    ("2023-09-14 08:00:00.123+00:00", date(2023, 9, 14)),
    ("20230914", date(2023, 9, 14)),
    ("20230914T101500Z", date(2023, 9, 14)),
    ("14 September 2023", date(2023, 9, 14)),
    ("Thu, 14 Sep 2023 10:00:00 GMT", date(2023, 9, 14)),
    ("14th of Sept., 2023", date(2023, 9, 14)),
    ("September 14, 2023", date(2023, 9, 14)),
    ("Sept. 4th, 2023 at 9 a.m.", date(2023, 9, 4)),
    ("14-SEP-2023", date(2023, 9, 14)),
    ("2023/9/14", date(2023, 9, 14)),
    ("14/09/2023", date(2023, 9, 14)),
    ("09/14/2023", date(2023, 9, 14)),
    ("14.9.2023", date(2023, 9, 14)),
    ("05/05/2023", date(2023, 5, 5)),
    ("04/05/2023", None),
    ("31 February 2023", None),
    ("September 2023", None),
    ("yesterday", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "day"), DATES, ids=[c[0] or "nothing" for c in DATES])
def test_dates(written: str, day: date | None) -> None:
    """Dates are read as people write them; none is guessed where two are possible."""
    assert day_in(written)[0] == day


# --- Pages that were copied


@pytest.mark.parametrize("case", PASTED, ids=lambda c: c["why"])
def test_pasted(case: dict[str, object]) -> None:
    """Of a copied page the article stays: title, day of publication, body."""
    plain = pasted(normalise(str(case["text"])), boilerplate())
    assert plain.text.split("\n\n") == case["body"]
    assert (plain.title or None, plain.published) == (case["title"], case["published"])


@pytest.mark.parametrize(("kind", "verdict", "line"), RULES, ids=[f"{k}, {v}: {x[:50]}" for k, v, x in RULES])
def test_boilerplate(kind: str, verdict: str, line: str) -> None:
    """Every example in boilerplate.yaml is told, and every counter-example is taken for text."""
    assert boilerplate().kind(line) == (kind if verdict == "examples" else "")


def test_seed() -> None:
    """The page that the project began with gives exactly its article: title, day and body."""
    [article] = articles(gold("seed/article.txt"))
    rows = map(json.loads, gold("eval/dev/articles.jsonl").read_text(encoding="utf-8").splitlines())
    known = next(row for row in rows if row["id"] == "seed-putin-kim")
    assert (article.title, str(article.published), article.text) == (known["title"], known["published"], known["text"])


def test_prose_stays() -> None:
    """Of the paragraphs of known articles none that is a sentence is taken for boilerplate."""
    rows = map(json.loads, gold("eval/dev/articles.jsonl").read_text(encoding="utf-8").splitlines())
    all_ = [p for row in rows for p in row["text"].split("\n\n") if p.endswith((".", "”", '"'))]
    assert len(all_) > 400
    assert [p for p in all_ if boilerplate().kind(p)] == []


# --- Web pages

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Ghana meets Togo | The Lagos Post</title>
<meta property="og:site_name" content="The Lagos Post"><link rel="canonical" href="https://example.org/news/ghana-togo">
<script type="application/ld+json">[{"@type": "VideoObject", "datePublished": "2001-01-01"},
 {"@type": "NewsArticle", "datePublished": "2024-05-07T09:30:00+01:00", "publisher": {"name": "Lagos Post Ltd"},
  "video": {"@type": "VideoObject", "datePublished": "2002-02-02"}}]</script></head>
<body><nav><a href="/">Home</a><a href="/world">World</a></nav><h1>The Lagos Post</h1>
<article><h1>Ghana’s minister meets Togo’s</h1><p>World</p>
<p>The foreign minister of Ghana met her Togolese counterpart in Accra on Tuesday, officials said.</p>
<p>The two agreed to meet again in <a href="/lome">Lomé</a> before the summer, both ministries said.</p>
<p>Sign up for our newsletter and get the news delivered to your inbox.</p>
<p>Neither side said whether the border would open, as traders in both countries have asked since last year.</p>
<p>Reporting by Ana Costa; Editing by Tom Reed</p></article>
<footer>© 2024 The Lagos Post. All rights reserved.</footer></body></html>"""


def test_page(tmp_path: Path) -> None:
    """A web page gives its article, with what it declares of itself."""
    path = tmp_path / "ghana.html"
    path.write_text(PAGE, encoding="utf-8")
    [article] = read(path)
    assert isinstance(article, Article)
    assert article.title == "Ghana’s minister meets Togo’s"
    assert article.published == date(2024, 5, 7)
    assert (article.publisher, article.url) == ("The Lagos Post", "https://example.org/news/ghana-togo")
    assert article.language == "en-GB"
    assert [p.split()[0] for p in article.text.split("\n\n")] == ["The", "The", "Neither"]


def test_page_day_of_the_newsroom() -> None:
    """A time declared in UTC gives way to the day in the page's own address, one day beside it."""
    moved = PAGE.replace("2024-05-07T09:30:00+01:00", "2024-05-08T03:30:00Z").replace("news/ghana", "2024/05/07/ghana")
    assert page(moved, boilerplate())["published"] == "2024-05-07"
    assert page(moved.replace("2024/05/07", "2023/05/07"), boilerplate())["published"] == "2024-05-08"


def test_gold_pages() -> None:
    """On real pages title, day and both ends of the body are found as often as before."""
    index = gold("eval/pages/index.jsonl")
    found = {"title": 0, "day": 0, "first": 0, "last": 0, "holds first": 0, "holds last": 0}
    rows = [json.loads(line) for line in index.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        got = page(gzip.decompress((index.parent / row["html"]).read_bytes()).decode(), boilerplate())
        words = got["text"].split()
        found["title"] += _bare(got["title"]) == _bare(row["title"])
        found["day"] += got["published"] == row["published"][:10]
        found["first"] += " ".join(words[:12]) == row["first_words"]
        found["last"] += " ".join(words[-12:]) == row["last_words"]
        found["holds first"] += row["first_words"] in " ".join(words)
        found["holds last"] += row["last_words"] in " ".join(words)
        assert 0.9 < len(words) / row["body_words"] < 1.12, row["id"]
    floors = {"title": 23, "day": 27, "first": 24, "last": 26, "holds first": 24, "holds last": 27}
    assert len(rows) == 28
    assert all(found[key] >= floor for key, floor in floors.items()), found


def _bare(title: str) -> str:
    return "".join(c for c in title.casefold() if c.isalnum())


# --- Files

RECORD = {"id": "a1", "title": "Ghana", "text": TEXT, "publisher": "Post", "published": "2024-05-07", "language": "en"}


def test_json_lines(tmp_path: Path) -> None:
    """All fields of a JSON line come through; unknown ones are passed over."""
    [article] = read(lines(tmp_path / "a.jsonl", RECORD | {"url": "https://example.org/1", "likes": 3}))
    assert article == Article("a1", TEXT, "Ghana", "Post", date(2024, 5, 7), "https://example.org/1", "en")


FORMS = {
    "array.json": json.dumps([RECORD, RECORD | {"id": "a2"}]),
    "pretty.json": json.dumps([RECORD, RECORD | {"id": "a2"}], indent=2),
    "object.json": json.dumps(RECORD, indent=1),
    "lines.json": json.dumps(RECORD) + "\n\n" + json.dumps(RECORD | {"id": "a2"}),
    "array.jsonl": json.dumps([RECORD]),
    "bom.jsonl": "\ufeff" + json.dumps(RECORD),
    "windows.jsonl": json.dumps(RECORD) + "\r\n" + json.dumps(RECORD | {"id": "a2"}) + "\r\n",
    "nosuffix": json.dumps(RECORD),
}


@pytest.mark.parametrize("name", FORMS)
def test_json_forms(name: str, tmp_path: Path) -> None:
    """JSON lines, arrays and single objects are told apart by how they begin."""
    (tmp_path / name).write_text(FORMS[name], encoding="utf-8", newline="")
    assert [a.id for a in articles(tmp_path / name)] == ["a1", "a2"][: FORMS[name].count('"id"')]
    assert problems(tmp_path / name) == []


def test_array_across_chunks(tmp_path: Path) -> None:
    """A long array is read piece by piece, wherever the pieces end."""
    path = tmp_path / "long.json"
    path.write_text(json.dumps([RECORD | {"id": f"a{n}", "text": TEXT * 40} for n in range(200)], indent=0))
    assert [a.id for a in articles(path)] == [f"a{n}" for n in range(200)]


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a.html"])
def test_compressed(name: str, tmp_path: Path) -> None:
    """A compressed file is the same article as the plain one."""
    content = {"a.jsonl": json.dumps(RECORD), "a.txt": f"Ghana\n\n{TEXT}", "a.html": PAGE}[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(content.encode()))
    [plain] = articles(tmp_path / name)
    assert [plain] == articles(tmp_path / f"{name}.gz")


def test_folder_and_glob(tmp_path: Path) -> None:
    """A folder gives all below it, sorted; a glob likewise; other files and hidden ones are passed over."""
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c/d/3.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{TEXT} {name}")
    (tmp_path / "c" / "picture.png").write_bytes(b"\x89PNG\0")
    (tmp_path / ".hidden.txt").write_text(TEXT)
    names = [a.text[len(TEXT) + 1 :] for a in articles(tmp_path)]
    assert names == ["a.txt", "b/1.txt", "b/2.txt", "c/d/3.txt"]
    assert names == [a.text[len(TEXT) + 1 :] for a in articles(f"{tmp_path}/**/*.txt")]
    assert {p.message.split(",")[0] for p in problems(tmp_path)} == {"there is no date of publication"}


def test_encodings(tmp_path: Path) -> None:
    """UTF-16 with its mark is read as it is; other encodings are guessed, with a warning."""
    text = f"{TEXT} “We’ll visit Lomé”, she said."
    (tmp_path / "u16.txt").write_text(text, encoding="utf-16")
    (tmp_path / "western.txt").write_text(text, encoding="cp1252")
    (tmp_path / "row.jsonl").write_bytes(json.dumps(RECORD | {"text": text}, ensure_ascii=False).encode("cp1252"))
    (tmp_path / "page.html").write_bytes(
        PAGE.replace("utf-8", "iso-8859-1").replace("’", "'").encode("latin-1", "ignore")
    )
    assert [a.text for a in articles(tmp_path / "u16.txt", tmp_path / "western.txt", tmp_path / "row.jsonl")] == [
        text
    ] * 3
    assert "Lomé" in articles(tmp_path / "page.html")[0].text
    guessed = [p.source.rsplit("/", 1)[1] for p in problems(tmp_path) if "read as cp1252" in p.message]
    assert guessed == ["row.jsonl:1", "western.txt"]


def test_default_ids(tmp_path: Path) -> None:
    """Without an id the content names the article: the same text is the same article wherever it lies."""
    (tmp_path / "talks.txt").write_text(TEXT)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "talks.txt").write_text(TEXT)
    [first] = articles(tmp_path)
    assert first.id.startswith("talks-")
    [a, b] = articles(lines(tmp_path / "x.jsonl", {"text": TEXT}, {"text": TEXT}, {"text": TEXT + " So it is."}))
    assert len({a.id, b.id}) == 2
    assert [a.id, b.id] == [
        x.id for x in articles(lines(tmp_path / "y.jsonl", {"text": TEXT}, {"text": TEXT + " So it is."}))
    ]


def test_duplicate_ids(tmp_path: Path) -> None:
    """The same article twice passes in silence; another one under its id is a problem that names both places."""
    path = lines(tmp_path / "a.jsonl", RECORD, RECORD, RECORD | {"title": "Togo"}, RECORD | {"id": "a2"})
    assert [a.title for a in articles(path)] == ["Ghana", "Ghana"]
    [problem] = problems(path)
    assert problem.source == f"{path}:3"
    assert f"at {path}:1" in problem.message


def test_lazy(tmp_path: Path) -> None:
    """The first article comes before the second line is looked at."""
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(RECORD) + "\n{broken\n")
    items = read(path)
    assert isinstance(next(items), Article)
    assert isinstance(next(items), Problem)


LANGUAGES = [
    ({"language": "en-US"}, TEXT, True),
    ({"language": "English"}, TEXT, True),
    ({}, "Ghana's Foreign Minister meets Nigerian President Bola Tinubu at State House in Abuja on Monday.", True),
    ({"language": "fr"}, TEXT, False),
    ({"language": "xx"}, TEXT, False),
    ({}, TEXT, True),
    ({}, "Xi met Kim.", True),
    ({}, "It was said that the envoys from Chad had been received by the king.", True),
    (
        {},
        "Der Film The Lord of the Rings wurde von allen Gästen gelobt, die das Kino in Berlin am Dienstag besuchten.",
        False,
    ),
    ({}, "Le ministre des affaires étrangères a rencontré son homologue allemand à Berlin mardi dernier.", False),
    ({}, "Министр иностранных дел встретился со своим коллегой в Москве во вторник.", False),
]


@pytest.mark.parametrize(("fields", "text", "is_read"), LANGUAGES, ids=[f"{c[0]} {c[1][:20]}" for c in LANGUAGES])
def test_language(fields: dict[str, str], text: str, is_read: bool, tmp_path: Path) -> None:
    """English is read, whether said or told by its words; another language is named and left out."""
    path = lines(tmp_path / "a.jsonl", {"published": "2024-05-07", "text": text} | fields)
    [item] = read(path)
    assert isinstance(item, Article) == is_read
    assert is_read or "only English is read" in str(item)
