"""How soon a command answers: wall and CPU seconds and peak memory of whole processes, the best of five runs.

python benchmarks/start.py
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        _line("kg ingest --samples", ["ingest", "--samples", "--quiet", "--store", str(store)], runs=1)
        _line("kg --help", ["--help"])
        _line("kg query who-met-whom", ["query", "who-met-whom", "--store", str(store)])


def _line(title: str, args: list[str], runs: int = RUNS) -> None:
    took = sorted(_run(args) for _ in range(runs))
    wall, cpu, memory = took[0]
    print(f"{title:24} {wall:6.2f} s wall   {cpu:6.2f} s CPU   {memory:5} MB at most so far")


def _run(args: list[str]) -> tuple[float, float, int]:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "kg", *args], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss // 1024


if __name__ == "__main__":
    main()
