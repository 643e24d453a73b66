"""`kg correct` on the command line, and what happens to corrections and articles when things go wrong around them."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from builders import LINDQVIST, NIGERIA, article, report, roles, synthetic
from click.testing import CliRunner, Result

from kg.cli import main
from kg.cli_correct import correct as command
from kg.correct import correct, take, undo
from kg.corrections import Correction
from kg.iri import report_iri, short_iri
from kg.model import Article, CorrectionError, Problem, StoreError
from kg.ontology import folder
from kg.refresh import load_rules
from kg.run import ingest, is_another
from kg.store import Store

ROOT = Path(__file__).parent.parent
SAID = ("--author", "A. Reader", "--reason", "Read again.")
VISIT = report("Visit", "make", "occurred", "2024-03-05", participants=roles(visitor=LINDQVIST, host=NIGERIA))
ONE, OTHER = (short_iri(report_iri(replace(VISIT, article=name))) for name in ("a1", "a2"))


def kg(*args: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


def apart(*args: str | Path) -> list[str]:
    """Give a command as a process of its own runs it."""
    return [sys.executable, "-m", "kg", *map(str, args)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store of two articles on one visit."""
    with Store(tmp_path / "store") as made:
        for name in ("a1", "a2"):
            made.put(article(name), [replace(VISIT, article=name)])
        made.refresh()
    return tmp_path / "store"


def held(store: Path) -> list[str]:
    with Store(store, read_only=True) as opened:
        return list(opened.nquads())


# ---------------------------------------------------------------- the command


@pytest.mark.parametrize("name", sorted(command.commands))
def test_help(name: str) -> None:
    """Every part of the command says what it does, its Python twin, an example and its exit statuses."""
    done = kg("correct", name, "--help")
    assert done.exit_code == 0
    assert all(word in done.output for word in ("Python: ", f"Example: kg correct {name}", "Exit status: 0 "))
    options = [p for p in command.commands[name].params if isinstance(p, click.Option)]
    assert [p.name for p in options if not p.help and p.name != "format_"] == []


def test_from_first_to_last(store: Path, tmp_path: Path) -> None:
    """A correction is made, listed, written, undone and loaded again, from file and from standard input."""
    before = held(store)
    made = kg("correct", "not-same-event", ONE, OTHER, *SAID, "--date", "2024-05-01", "--store", store)
    assert (made.exit_code, made.stdout[:14], made.stderr) == (0, "id:correction/", "")
    listed = kg("correct", "list", "--store", store).stdout
    assert all(
        word in listed for word in (made.stdout.strip(), "not-same-event", "2024-05-01", "A. Reader", "Read again.")
    )
    (row,) = [json.loads(line) for line in kg("correct", "list", "-f", "json", "--store", store).stdout.splitlines()]
    assert (row["iri"], row["waits"]) == (made.stdout.strip(), "")
    assert kg("correct", "export", "-o", tmp_path / "c.jsonl", "--store", store).exit_code == 0
    text = (tmp_path / "c.jsonl").read_text(encoding="utf-8")
    assert kg("correct", "export", "--store", store).stdout == text
    after = held(store)
    assert kg("explain", ONE, "--store", store).stdout.count("Read again.") == 1
    gone = kg("correct", "undo", made.stdout.strip()[-16:-8], "--store", store)
    assert gone.stdout.startswith("undone: not-same-event by A. Reader")
    assert held(store) == before
    assert kg("correct", "load", tmp_path / "c.jsonl", "--store", store).stdout == "1 new corrections\n"
    assert kg("correct", "load", "-", "--store", store, stdin=text).stdout == "0 new corrections\n"
    assert held(store) == after


WRONG = [
    (["same-event", ONE, OTHER, "--store", "STORE"], 2, "Missing option '--author'"),
    (["same-event", ONE, OTHER, "--author", "A", "--store", "STORE"], 2, "Missing option '--reason'"),
    (["same-event", "--store", "STORE", *SAID], 2, "Missing argument"),
    (["same-event", ONE, "id:event/visit/0", "--store", "STORE", *SAID], 2, "there is no event id:event/visit/0"),
    (["same-event", ONE, OTHER, "--date", "2024-02-30", "--store", "STORE", *SAID], 2, "'2024-02-30' is no day"),
    (["undo", "abc", "--store", "STORE"], 2, "abc: there is no such correction; kg correct list"),
    (["load", "absent.jsonl", "--store", "STORE"], 1, "absent.jsonl: No such file"),
    (["load", str(ROOT / "README.md"), "--store", "STORE"], 2, "README.md:1: is not JSON"),
    (["same-event", ONE, OTHER, "--store", "absent", *SAID], 1, "there is no store here"),
    (["list", "--store", "absent"], 1, "there is no store here"),
    (["undo", "abc", "--store", str(ROOT)], 1, "there is no store here"),
]


@pytest.mark.parametrize(("args", "status", "says"), WRONG, ids=[f"{a[0]} {s[:30]}" for a, _, s in WRONG])
def test_faults(args: list[str], status: int, says: str, store: Path, tmp_path: Path) -> None:
    """A fault is told in words, with the status that the help names; nothing is changed and no store is left behind."""
    before = held(store)
    with CliRunner().isolated_filesystem(temp_dir=tmp_path):
        done = kg("correct", *(str(store) if a == "STORE" else a for a in args))
        assert os.listdir() == []
    assert (done.exit_code, done.stdout) == (status, "")
    assert says in done.stderr
    assert held(store) == before


# ---------------------------------------------------------------- two writers at once


def test_correcting_while_another_writes(store: Path) -> None:
    """A correction while another process writes is refused with what to do, and taken when that has ended."""
    code = f"import sys; from kg.store import Store; s = Store({str(store)!r}); print(flush=True); sys.stdin.read(); s.close()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        refused = kg("correct", "wrong-report", ONE, *SAID, "--store", store)
        assert (refused.exit_code, kg("correct", "list", "--store", store).stdout) == (1, "")
        assert "another process is writing to this store; wait until it has ended" in refused.stderr
        other.stdin.close()
    assert kg("correct", "wrong-report", ONE, *SAID, "--store", store).exit_code == 0


def test_many_writers_at_once(store: Path) -> None:
    """Of writers that start together each is done or refused with status 1; what was done is there, and only that."""
    args = [("correct", "wrong-report", ONE, "--author", f"R{n}", "--reason", "x", "--store", store) for n in range(4)]
    running = [
        subprocess.Popen(apart(*a), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment())
        for a in args
    ]
    ended = [(process.communicate(timeout=120), process.returncode) for process in running]
    done = {out.strip() for (out, _), status in ended if status == 0}
    assert done
    assert all("another process is writing" in err for (_, err), status in ended if status)
    assert {status for _, status in ended} <= {0, 1}
    with Store(store, read_only=True) as opened:
        assert {short_iri(c.iri) for c in opened.corrections()} == done


# ---------------------------------------------------------------- a clock that goes back


def test_clock_goes_back(store: Path) -> None:
    """The day of a correction decides nothing: made in another order of days, the same corrections are the same bytes."""
    today = date(2024, 5, 1)
    results = []
    for days in ((0, 1), (1, 0)):  # the second time the clock goes back between the two
        with Store(store) as opened:
            made = [
                correct(opened, "not-same-event", ONE, OTHER, author=f"R{d}", reason="x", day=today - timedelta(d), today=today - timedelta(d))
                for d in days
            ]  # fmt: skip
            results.append(list(opened.nquads()))
            undo(opened, [c.iri for c in made])
    assert results[0] == results[1]


def test_clock_far_back(store: Path) -> None:
    """By a clock that has gone back, what is held is passed over, and what would be new is refused by its date."""
    line = {"correction": "wrong-report", "of": [ONE], "author": "A", "date": "2024-05-01", "reason": "x"}
    with Store(store) as opened:
        take(opened, json.dumps(line).encode(), "f", today=date(2024, 5, 1))
        before = list(opened.nquads())
        assert take(opened, json.dumps(line).encode(), "f", today=date(2023, 5, 1)) == ()
        other = json.dumps({**line, "author": "B"}).encode()
        with pytest.raises(CorrectionError, match="f:1: the date 2024-05-01 is still to come; mend it, or the clock"):
            take(opened, other, "f", today=date(2023, 5, 1))
        assert list(opened.nquads()) == before


def test_ontology_edited_while_the_clock_is_back(tmp_path: Path) -> None:
    """A file of the ontology that was changed is read anew, also where its time is before that of the others."""
    root = tmp_path / "ontology"
    shutil.copytree(folder(), root)
    assert load_rules(root).lifecycle is load_rules(root).lifecycle
    before = load_rules(root)
    path = root / "lifecycle.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("days: 1100", "days: 1200"), encoding="utf-8")
    os.utime(path, (1, 1))
    assert load_rules(root) is not before
    with Store(tmp_path / "store", root=root) as opened:
        opened.put(article("a1"), [replace(VISIT, article="a1")])
        opened.refresh()
        assert opened.info().events == 1


# ---------------------------------------------------------------- one id, two articles; an article changed


FIRST = Article(
    "a1",
    "The minister of Togo met the minister of Ghana on Friday. They spoke of fish.",
    "Talks",
    "Wire",
    date(2024, 3, 6),
    "https://x.org/1",
)
EDITIONS = [
    (replace(FIRST, text=FIRST.text + " And of boats."), False, "a sentence more"),
    (replace(FIRST, text="Nothing of the kind.", title="Correction"), False, "wholly another text at the same address"),
    (replace(FIRST, url="https://y.org/2"), False, "moved"),
    (replace(FIRST, publisher="Post", url="https://y.org/2", text="A new text."), False, "the same title elsewhere"),
    (replace(FIRST, publisher="", url="", title="Other", text="A new text."), False, "nothing is known of where"),
    (replace(FIRST, publisher="Post", title="Other", text="The king of Tonga went to Fiji on Monday."), True, "another paper's"),
    (replace(FIRST, url="https://y.org/2", title="Other", text="The king of Tonga went to Fiji."), True, "another address"),
]  # fmt: skip


@pytest.mark.parametrize(("second", "other", "why"), EDITIONS, ids=[e[2] for e in EDITIONS])
def test_an_id_names_one_article(second: Article, other: bool, why: str) -> None:
    """A next edition takes the place of an article; plainly another one is a problem, and what is there stays."""
    assert is_another(FIRST, second) is other, why
    with Store() as opened:
        ingest([FIRST], opened)
        before = list(opened.nquads())
        summary = ingest([second], opened)
        assert next(opened.articles()) == (FIRST if other else second)
        if other:
            (problem,) = summary.problems
            assert isinstance(problem, Problem)
            assert str(problem).startswith(
                "article a1: store: the id is that of another article in the store (“Talks”, Wire"
            )
            assert str(problem).endswith("take the other out first: kg remove a1")
            assert (summary.new, summary.failed, list(opened.nquads())) == (0, 1, before)
        else:
            assert (summary.new, summary.edited, summary.failed) == (1, 1, 0)
            assert str(summary).startswith("1 articles: 1 new (1 of them edited) with ")


def test_an_id_of_two_articles_on_the_command_line(tmp_path: Path) -> None:
    """The command names the second article and ends with 1; after `kg remove` it is taken."""
    rows = [
        {"id": a.id, "text": a.text, "title": a.title, "publisher": a.publisher, "published": str(a.published)}
        for a in (FIRST, EDITIONS[-2][0])
    ]
    for number, row in enumerate(rows):
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(row))
    assert kg("ingest", tmp_path / "0.jsonl", "--store", tmp_path / "store").exit_code == 0
    done = kg("ingest", tmp_path / "1.jsonl", "--store", tmp_path / "store")
    assert (done.exit_code, "the id is that of another article" in done.stderr) == (1, True)
    assert kg("remove", "a1", "--store", tmp_path / "store").exit_code == 0
    assert kg("ingest", tmp_path / "1.jsonl", "--store", tmp_path / "store").exit_code == 0


# ---------------------------------------------------------------- a full disk


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    was = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, was)


def test_full_disk(store: Path) -> None:
    """A full disk is told; corrections that were taken before are there after, whole, and no others."""
    opened = Store(store)
    taken: list[Correction] = []
    with full_disk(200_000):
        with pytest.raises(StoreError, match=r"cannot be written.*free space on the disk"):
            taken.extend(
                correct(opened, "not-same-event", ONE, OTHER, author=f"R{n} " * 20, reason="x") for n in range(2000)
            )
        with pytest.raises(StoreError, match="cannot be written"):
            opened.close()
    with Store(store) as again:
        again.refresh()
        kept = {c.iri for c in again.corrections()}
        assert taken
        assert {c.iri for c in taken} <= kept
        assert len(kept - {c.iri for c in taken}) <= 1  # taken, and the disk was full before the events were right
        undo(again, kept)
        assert not again.corrections()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is not here")
def test_export_to_a_full_disk(store: Path) -> None:
    """Where the corrections cannot be written out, it is told with status 1."""
    kg("correct", "wrong-report", ONE, *SAID, "--store", store)
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            apart("correct", "export", "--store", store),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
    assert (done.returncode, "No space left on device" in done.stderr) == (1, True)


def test_killed_while_correcting(tmp_path: Path) -> None:
    """A process that is killed leaves each correction whole or not at all, and the next writer puts the events right."""
    path = tmp_path / "store"
    with Store(path) as opened:
        for number in range(30):
            opened.put(*synthetic(number))
        opened.refresh()
        lines = [
            {"correction": "wrong-report", "of": [short_iri(report_iri(r))], "author": "A", "date": "2024-05-01", "reason": "x"}
            for r in opened.reports()
        ]  # fmt: skip
    code = (
        "import json, sys\nfrom kg.store import Store\nfrom kg.correct import take\n"
        "with Store(sys.argv[1]) as s:\n    for line in sys.stdin:\n"
        "        print(take(s, line.encode(), 'f')[0].iri, flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.writelines(json.dumps(line) + "\n" for line in lines)
        process.stdin.flush()
        said = [process.stdout.readline().strip() for _ in range(5)]
        process.kill()
        said += process.stdout.read().split()
    with Store(path) as again:
        again.refresh()
        kept = again.corrections()
        assert {*said} <= {c.iri for c in kept}
        assert len(kept) <= len(said) + 1
        with Store() as fresh:
            for made in again.articles():
                fresh.put(made, [r for r in again.reports() if r.article == made.id])
            fresh.correct(kept)
            fresh.refresh()
            assert list(fresh.nquads()) == list(again.nquads())
