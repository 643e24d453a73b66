"""Measure what it costs to ask as of a day, by how much has been published since.

    python benchmarks/asof.py 2000 [--since 20 200 1000]

A store on disk of that many made-up articles (see grow.py) is asked as of the days since which so many were published.
Printed are the CPU seconds until the graph of the day can be asked.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from grow import A_DAY, filled

from kg.store import Store


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, metavar="SIZE")
    parser.add_argument("--since", type=int, nargs="+", default=[20, 200, 1000], help="articles published since")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, Store(Path(name) / "store") as store:
        newest = next(filled(store, given.size))[0].published
        store.as_of("1960").close()  # reads the ontology
        for since in given.since:
            assert newest
            began = time.process_time()
            store.as_of(newest - timedelta(1 + since // A_DAY)).close()
            print(f"{given.size:9,} articles, {since:7,} of them since: {time.process_time() - began:6.1f} s")


if __name__ == "__main__":
    main()
