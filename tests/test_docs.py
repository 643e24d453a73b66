"""What the documentation promises is run: the README's commands and code, the notebook, the help of every command."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def kg(*args: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kg", *args], cwd=cwd, env=env, capture_output=True, text=True, timeout=300
    )


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_shell_commands(tmp_path: Path) -> None:
    """Every kg command of the README's shell blocks runs, in order, in a folder that has the notebooks and nothing else."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    commands = [
        line.split("#")[0].split() for block in blocks("sh") for line in block.splitlines() if line.startswith("kg ")
    ]
    assert commands
    for command in commands:
        done = kg(*command[1:], cwd=tmp_path)
        assert done.returncode == 0, (command, done.stderr)
    assert (tmp_path / "picture.html").stat().st_size > 100_000


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_demo() -> None:
    """`make demo` prints an answer and says where the picture is."""
    done = subprocess.run(["make", "demo"], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    picture = re.search(r"Open (\S+\.html)", done.stdout)
    assert picture
    assert Path(picture.group(1)).is_file()
    assert "Visit:" in done.stdout


def test_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The README's lines of Python run as they stand and print events."""
    (tmp_path / "articles").mkdir()
    shutil.copy(ROOT / "ontology" / "samples" / "articles.jsonl", tmp_path / "articles")
    monkeypatch.chdir(tmp_path)
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    assert "Meeting hold occurred" in capsys.readouterr().out
    assert (tmp_path / "picture.html").is_file()


TABLES = {"tour.ipynb": 8, "join.ipynb": 6}  # at least so many cells show a table or page


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebook(path: Path) -> None:
    """Every notebook runs from top to bottom, and is kept without outputs."""
    nbclient = pytest.importorskip("nbclient")
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    assert not any(c.outputs for c in cells)
    nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    shown = [o for c in cells for o in c.outputs if o.output_type in {"execute_result", "display_data"}]
    assert sum("text/html" in o.data for o in shown) >= TABLES[path.name]
    assert any("image/png" in o.data for o in shown)


def commands() -> list[str]:
    listed = kg("--help", cwd=ROOT).stdout.split("Commands:")[1]
    return re.findall(r"^  (\w+)", listed, re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_help(command: str) -> None:
    """Every command is in the README, and its help has an example, its Python twin and its exit statuses."""
    assert f"kg {command}" in README
    text = kg(command, "--help", cwd=ROOT).stdout
    assert f"kg {command}" in text.split("\n", 1)[1]
    assert re.search(r"python", text, re.IGNORECASE)
    assert re.search(r"exit", text, re.IGNORECASE)


def test_wheel(tmp_path: Path) -> None:
    """The built wheel carries the ontology, the questions and the sample articles, and works from any folder."""
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    built = subprocess.run(build, capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("diplograph-*.whl")
    shutil.unpack_archive(wheel, tmp_path / "site", format="zip")
    code = (
        "import json, kg, kg.ontology, sys; assert kg.__file__.startswith(sys.argv[1]), kg.__file__;"
        "o = kg.Ontology(); print(json.dumps({'types': sorted(o.types), 'questions': len(kg.questions()),"
        " 'samples': sum(1 for _ in open(kg.samples()))}))"
    )
    run = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); {code}",
        str(tmp_path / "site"),
    ]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["types"] == ["Invitation", "Meeting", "Sanction", "Visit"]
    assert found["questions"] == 15
    assert found["samples"] >= 15
