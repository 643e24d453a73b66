"""The command line: what each command prints, which exit status it has, and what it leaves behind."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from kg.cli import ANSWER_FORMATS, EXPORT_FORMATS, main
from kg.export import FORMATS as EXPORTS
from kg.model import Article
from kg.ontology import folder
from kg.read import read
from kg.store import Store
from kg.table import FORMATS as ANSWERS

ROOT = Path(__file__).parent.parent
SAMPLES = [json.loads(line) for line in (folder() / "samples" / "articles.jsonl").read_text("utf-8").splitlines()]
SENTENCE = "The foreign minister of Ghana met the foreign minister of Togo in Accra on Tuesday."
COUNT = "SELECT (COUNT(*) AS ?n) { ?article a kg:Article }"
HEAVY = {"spacy", "numpy", "rdflib", "pyshacl", "networkx", "pyvis", "trafilatura", "lxml", "py3langid"}


def kg(*args: str | Path, stdin: str | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def process(*args: str | Path, **options: object) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    command = [sys.executable, "-m", "kg", *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, text=True, env=environment, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the sample articles, made by the command."""
    path = tmp_path_factory.mktemp("cli") / "store"
    done = kg("ingest", "--samples", "--store", path)
    assert done.exit_code == 0, done.output
    return path


# --- Help


@pytest.mark.parametrize("name", sorted(main.commands))
def test_help(name: str) -> None:
    """Every command says what it does, its Python twin, an example and its exit statuses."""
    done = kg(name, "--help")
    assert done.exit_code == 0
    assert all(word in done.output for word in ("Python: ", f"Example: kg {name}", "Exit status: 0 "))
    assert len(main.commands[name].get_short_help_str(60)) <= 60
    assert not main.commands[name].get_short_help_str(60).endswith("...")


def test_every_option_is_explained() -> None:
    """No option stands in a help without a word on what it does."""
    options = [(c.name, p) for c in main.commands.values() for p in c.params if isinstance(p, click.Option)]
    assert [(name, p.name) for name, p in options if not p.help and p.name != "format_"] == []


def test_formats_are_those_of_the_library() -> None:
    """The formats that the commands offer are the ones that exist."""
    assert (ANSWER_FORMATS, EXPORT_FORMATS) == (ANSWERS, EXPORTS)


def test_nothing_heavy_for_help(store: Path) -> None:
    """Asking for help, or a question of a store, imports nothing that is heavy."""
    code = f"import sys; from kg.cli import main; main(standalone_mode=False); print({HEAVY} & set(sys.modules))"
    for args in (["--help"], ["query", COUNT, "--store", store], ["info", "--store", store]):
        command = [sys.executable, "-c", code, *map(str, args)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        assert done.stdout.splitlines()[-1] == "set()"


# --- Exit statuses

WRONG = [
    (["ingest"], 2, "give an INPUT"),
    (["extract"], 2, "give an INPUT"),
    (["ingest", "--samples", "--workers", "0"], 2, "0 is not in the range"),
    (["frobnicate"], 2, "No such command"),
    (["query", "--store", "STORE"], 2, "give a QUESTION"),
    (["query", "who-met-who", "--store", "STORE"], 2, "did you mean 'who-met-whom'?"),
    (["query", "SELECT ?x {", "--store", "STORE"], 2, "line 1"),
    (["query", "who-met-whom", "-p", "nonsense", "--store", "STORE"], 2, "'nonsense' is not NAME=VALUE"),
    (["query", "who-met-whom", "-p", "nope=1", "--store", "STORE"], 2, "no parameter 'nope'"),
    (["query", "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "--store", "STORE"], 2, "SERVICE"),
    (["query", "nope", "--list"], 2, "there is no question 'nope'"),
    (["query", COUNT, "--format", "turtle", "--store", "STORE"], 2, "turtle"),
    (["query", COUNT, "--store", "absent"], 1, "there is no store here"),
    (["query", COUNT, "--store", str(ROOT)], 1, "there is no store here"),
    (["ingest", "--samples", "--store", str(ROOT)], 1, "a folder with other things in it"),
    (["ingest", "--samples", "--store", str(ROOT / "pyproject.toml")], 1, "a file, not a store"),
    (["extract", "absent.txt"], 1, "absent.txt: read: there is no such file or folder"),
    (["extract", "--samples", "--model", "en_absent"], 1, "en_absent"),
    (["extract", "--samples", "-o", "/absent/folder/file"], 1, "No such file or directory"),
    (["explain", "id:event/visit/nobody", "--store", "STORE"], 2, "there is no event"),
    (["explain", "--store", "STORE"], 2, "Missing argument"),
    (["remove", "nobody", "--store", "STORE"], 1, "there is no article 'nobody'"),
    (["remove", "--store", "STORE"], 2, "Missing argument"),
    (["export", "--store", "STORE"], 2, "Missing option"),
    (["export", "--format", "docx", "--store", "STORE"], 2, "'docx' is not one of"),
    (["view", "--actor", "Atlantis", "--store", "STORE"], 2, "Atlantis"),
    (["view", "--since", "soon", "--store", "STORE"], 2, "soon"),
    (["info", "--store", "absent"], 1, "there is no store here"),
    (["check", "--store", "absent"], 1, "there is no store here"),
]


@pytest.mark.parametrize(("args", "status", "says"), WRONG, ids=[" ".join(a[:3])[:60] for a, _, _ in WRONG])
def test_faults(args: list[str], status: int, says: str, store: Path) -> None:
    """A fault is told in words on standard error, never as a traceback, with the status that the help names."""
    with CliRunner().isolated_filesystem():
        done = kg(*(str(store) if a == "STORE" else a for a in args))
    assert (done.exit_code, done.stdout) == (status, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert isinstance(done.exception, SystemExit)


# --- extract


def test_extract() -> None:
    """One JSON line an article, in order, with its reports; its quotations stand in the text."""
    done = kg("extract", "--samples")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.exit_code, done.stderr) == (0, "")
    assert [row["id"] for row in rows] == [a["id"] for a in SAMPLES]
    quotes = [(a["text"], q) for a, row in zip(SAMPLES, rows) for r in row["reports"] for q in r["evidence"]]
    assert len(quotes) > 20
    assert all(quote in text for text, quote in quotes)


def test_extract_to_file(tmp_path: Path) -> None:
    """A file takes its name when all is written; where the command fails the old one stays and no part is left."""
    out = tmp_path / "reports.jsonl"
    assert kg("extract", "--samples", "-o", out).exit_code == 0
    before = out.read_text(encoding="utf-8")
    assert before == kg("extract", "--samples").stdout
    assert kg("extract", "--samples", "--model", "en_absent", "-o", out).exit_code == 1
    assert out.read_text(encoding="utf-8") == before
    assert os.listdir(tmp_path) == ["reports.jsonl"]


def test_extract_standard_input() -> None:
    """Articles come from standard input as JSON lines or as text."""
    row = json.dumps({"id": "a", "text": SENTENCE, "published": "2024-05-08"})
    assert json.loads(kg("extract", "-", stdin=row).stdout)["id"] == "a"
    text = kg("extract", "-", stdin=f"Ghana meets Togo\n\n8 May 2024\n\n{SENTENCE}\n")
    assert [r["type"] for r in json.loads(text.stdout)["reports"]] == ["Meeting"]
    assert json.loads(text.stdout)["reports"][0]["date"] == {"start": "2024-05-07", "end": "2024-05-07"}


# --- ingest, remove, info


def test_ingest_again(store: Path) -> None:
    """A second run finds nothing new and leaves the store as it is."""
    with Store(store, read_only=True) as opened:
        before = list(opened.nquads())
    done = kg("ingest", "--samples", "--store", store)
    assert done.stdout == f"{len(SAMPLES)} articles: 0 new with 0 reports, {len(SAMPLES)} unchanged\n"
    with Store(store, read_only=True) as opened:
        assert list(opened.nquads()) == before


def test_ingest_with_problems(tmp_path: Path) -> None:
    """Broken inputs are named on standard error with file and line, the rest is in the store, the status is 1."""
    (tmp_path / "news").mkdir()
    for number in range(20):
        (tmp_path / "news" / f"{number:02}.txt").write_text(f"Talks\n\n{1 + number} May 2024\n\n{SENTENCE}\n")
    (tmp_path / "news" / "03.txt").write_bytes(b"")
    (tmp_path / "news" / "07.txt").write_bytes(b"\0" * 100)
    (tmp_path / "news" / "cut.jsonl").write_text('{"text": "Kim met Xi."}\n{"text": "Kim m')
    done = kg("ingest", tmp_path / "news", "--store", tmp_path / "store")
    assert done.exit_code == 1
    lines = [line.removeprefix(f"{tmp_path}/news/") for line in done.stderr.splitlines()]
    assert [line.split(": ")[0] for line in lines] == ["03.txt", "07.txt", "cut.jsonl:1", "cut.jsonl:2"]
    assert ": note: there is no date" in lines[2]
    assert done.stdout.startswith("19 articles: 19 new with ")
    quiet = kg("ingest", tmp_path / "news", "--store", tmp_path / "store", "-q")
    assert (quiet.exit_code, quiet.stdout) == (1, "")
    assert [line.split(": ")[0][-8:] for line in quiet.stderr.splitlines()] == ["s/03.txt", "s/07.txt", ".jsonl:2"]


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    """An article without a date is noted, and the status stays 0."""
    (tmp_path / "a.txt").write_text(f"Talks\n\n{SENTENCE}\n")
    done = kg("extract", tmp_path / "a.txt")
    assert done.exit_code == 0
    assert "note: there is no date of publication" in done.stderr


def test_store_from_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """KG_STORE names the store where no option does."""
    monkeypatch.setenv("KG_STORE", str(tmp_path / "mine"))
    (tmp_path / "a.txt").write_text(f"Talks\n\n8 May 2024\n\n{SENTENCE}\n")
    assert kg("ingest", tmp_path / "a.txt", "-v").stderr.startswith("a-")
    assert kg("info").stdout.splitlines()[0].split() == ["store", str(tmp_path / "mine")]
    facts = json.loads(kg("info", "--format", "json").stdout)
    assert (facts["articles"], facts["reports"], facts["pending"]) == (1, 1, 0)
    assert "pyoxigraph" in facts["versions"]


def test_remove(tmp_path: Path) -> None:
    """An article goes with its reports and the events that rested on it alone."""
    path = tmp_path / "store"
    kg("ingest", "--samples", "--store", path, "-q")
    done = kg("remove", SAMPLES[0]["id"], "nobody", "--store", path)
    assert done.exit_code == 1
    with Store(path, read_only=True) as opened:
        assert [a.id for a in opened.articles()] == sorted(a["id"] for a in SAMPLES[1:])
        assert SAMPLES[0]["id"] not in {r.article for r in opened.reports()}
        assert not opened.stale


def test_locked(tmp_path: Path) -> None:
    """A store that another process writes to is told as such; reading goes on."""
    path = tmp_path / "store"
    with Store(path):
        writer = process("ingest", "--samples", "--store", path, stderr=subprocess.PIPE)
        _, error = writer.communicate(timeout=60)
        assert writer.returncode == 1
        assert "another process is writing" in error
        reader = process("query", COUNT, "--store", path, stdout=subprocess.PIPE)
        assert reader.communicate(timeout=60)[0].split() == ["n", "0"]


# --- query


def test_query_finds_what_was_interrupted(tmp_path: Path) -> None:
    """Where an ingest did not come to its end, the next command puts the events right."""
    path = tmp_path / "store"
    article = next(a for a in read(folder() / "samples" / "articles.jsonl") if isinstance(a, Article))
    with Store(path) as opened:
        opened.put(article, ())
        assert opened.stale
    assert kg("query", COUNT, "--store", path).stdout.split() == ["n", "1"]
    with Store(path, read_only=True) as opened:
        assert not opened.stale


FORMATS = [
    ("csv", "n", f"n\r\n{len(SAMPLES)}\r\n"),
    ("tsv", "?n", f"?n\n{len(SAMPLES)}\n"),
    ("table", "n", str(len(SAMPLES))),
    ("json", "{", '"bindings"'),
    ("xml", "<", "</sparql>"),
]


@pytest.mark.parametrize(("name", "start", "holds"), FORMATS, ids=[f[0] for f in FORMATS])
def test_query_formats(name: str, start: str, holds: str, store: Path) -> None:
    """Every format of SPARQL results can be had."""
    done = kg("query", COUNT, "--format", name, "--store", store)
    assert done.exit_code == 0
    assert done.stdout_bytes.decode().lstrip().startswith(start)
    assert holds in done.stdout_bytes.decode()


def test_query_defaults_in_a_pipe(store: Path) -> None:
    """In a pipe rows are CSV, graphs Turtle; a yes or no is CSV too."""
    rows = kg("query", "who-met-whom", "--store", store).stdout
    assert len(list(csv.DictReader(io.StringIO(rows)))) > 3
    graph = kg("query", "CONSTRUCT { ?e a ?t } { ?e kg:report ?r ; a ?t }", "--store", store).stdout
    assert graph.startswith("@prefix")
    assert kg("query", "ASK { ?s a kg:Report }", "--store", store).stdout.split() == ["true"]


def test_query_sources(store: Path, tmp_path: Path) -> None:
    """SPARQL comes as an argument, from a file, from standard input; a parameter fills a variable."""
    (tmp_path / "count.rq").write_text(COUNT)
    answers = [
        kg("query", COUNT, "--store", store).stdout,
        kg("query", tmp_path / "count.rq", "--store", store).stdout,
        kg("query", "-", "--store", store, stdin=COUNT).stdout,
    ]
    assert len(set(answers)) == 1
    one = kg("query", "SELECT ?a { ?a schema:identifier ?id }", "-p", f"id={SAMPLES[0]['id']}", "--store", store)
    assert len(one.stdout.splitlines()) == 2


def test_query_list(store: Path) -> None:
    """The questions are listed with their titles, and the parameters of one."""
    names = [line.split()[0] for line in kg("query", "--list").stdout.splitlines()]
    assert len(names) == 15
    assert "who-met-whom" in names
    assert all(kg("query", name, "--list").exit_code == 0 for name in names)


# --- view, export, check


def test_view(store: Path, tmp_path: Path) -> None:
    """The picture is one file; filters make it smaller."""
    out = tmp_path / "all.html"
    assert kg("view", "--store", store, "-o", out).stdout == f"{out}\n"
    assert kg("view", "--store", store, "-o", tmp_path / "one.html", "--type", "Sanction").exit_code == 0
    assert 50_000 < (tmp_path / "one.html").stat().st_size < out.stat().st_size
    assert kg("view", "--store", store, "-o", out, "--status", "nonsense").exit_code == 2
    assert sorted(os.listdir(tmp_path)) == ["all.html", "one.html"]


@pytest.mark.parametrize("name", EXPORT_FORMATS)
def test_export(name: str, store: Path, tmp_path: Path) -> None:
    """Every format is written alike to standard output and to a file."""
    done = kg("export", "--format", name, "--store", store)
    assert (done.exit_code, done.stderr) == (0, "")
    assert kg("export", "--format", name, "--store", store, "-o", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out").read_bytes() == done.stdout_bytes
    assert len(done.stdout_bytes) > 500


def test_check(store: Path, tmp_path: Path) -> None:
    """What kg writes conforms; a quotation that does not stand in its article is told, with status 1."""
    assert kg("check", "--store", store).stdout == f"{store}: conforms\n"
    broken = tmp_path / "broken"
    kg("ingest", "--samples", "--store", broken, "-q")
    with Store(broken) as opened:
        opened.inner.update(
            "PREFIX oa: <http://www.w3.org/ns/oa#> DELETE { GRAPH ?g { ?s oa:exact ?q } } "
            "INSERT { GRAPH ?g { ?s oa:exact 'never said' } } WHERE { GRAPH ?g { ?s oa:exact ?q } }"
        )
    done = kg("check", "--store", broken)
    assert done.exit_code == 1
    assert "never said" in done.stdout or "quot" in done.stdout


# --- Terminals, pipes and signals


def test_progress_on_a_terminal(tmp_path: Path) -> None:
    """A terminal sees how far the work is; problems and summary stand on lines of their own."""
    main_, terminal = pty.openpty()
    (tmp_path / "empty.txt").touch()
    running = process(
        *("ingest", "--samples", tmp_path / "empty.txt", "--store", tmp_path / "store"),
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    out, _ = running.communicate(timeout=120)
    os.close(terminal)
    shown = os.read(main_, 100_000).decode()
    os.close(main_)
    assert f"{len(SAMPLES)}/{len(SAMPLES) + 1}" in shown
    assert f"\x1b[K{tmp_path}/empty.txt: read: the file is empty\r\n" in shown
    assert out.startswith(f"{len(SAMPLES)} articles: ")


def test_pipe_that_closes(store: Path) -> None:
    """When the reader of a pipe has enough, the command ends without a word, with the status of SIGPIPE."""
    command = ("export", "--format", "nquads", "--store", store)
    running = process(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout
    assert running.stderr
    assert running.stdout.readline().startswith("<")
    running.stdout.close()
    assert (running.wait(timeout=60), running.stderr.read()) == (141, "")
    running.stderr.close()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_interrupt(workers: str, tmp_path: Path) -> None:
    """Ctrl-C ends an ingest with a plain word and status 130; what was written stays, and a rerun goes on."""
    path = tmp_path / "store"
    running = process(
        *("ingest", "-", "-v", "--store", path, "--workers", workers),
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert running.stdin
    assert running.stderr
    for number in range(200):
        running.stdin.write(json.dumps({"id": f"a{number}", "text": "All is quiet.", "published": "2024-05-08"}) + "\n")
    running.stdin.flush()
    assert running.stderr.readline() == "a0\n"
    os.killpg(running.pid, signal.SIGINT)
    error = running.stderr.read()
    assert running.wait(timeout=60) == 130
    assert error.endswith("Stopped. What was written stays; run the command again to go on.\n")
    assert "Traceback" not in error
    running.stdin.close()
    running.stderr.close()
    assert int(kg("query", COUNT, "--store", path).stdout.split()[1]) >= 1
