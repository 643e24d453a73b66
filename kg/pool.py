"""Worker processes that survive the death of one of them.

The pool of the standard library breaks as a whole when a process dies. Here it is replaced: the articles it may have
died on are tried again one by one, and an article that kills again is left out by name.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from kg.model import Article, KgError, Problem, Report

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")  # processes share the cores, not threads

Result: TypeAlias = tuple[Article, tuple[Report, ...]] | Problem
Work: TypeAlias = Callable[[list[Article]], list[Result]]


@dataclass(frozen=True, slots=True)
class Task:
    """Articles that a pool was given; the pool may be gone when the answer is due."""

    articles: list[Article]
    future: Future[list[Result]]
    pool: ProcessPoolExecutor


class Workers:
    """Processes that work on articles.

    Args:
        work: what they do with a batch; it is sent to them, so it is a function of a module and its arguments.
        count: how many.
    """

    def __init__(self, work: Work, count: int) -> None:
        self._work, self._count = work, count
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, articles: list[Article]) -> Task:
        """Hand articles to the workers.

        Raises:
            KgError: no process can start; or what `work` raises when it is given no articles.
        """
        while True:
            pool = self._ready()
            try:
                with _interrupts_held():  # processes start here
                    return Task(articles, pool.submit(self._work, articles), pool)
            except BrokenProcessPool:
                self._retire(pool)

    def result(self, task: Task) -> list[Result]:
        """Wait for the results of a task; where its process died, try each of its articles alone."""
        try:
            return task.future.result()
        except BrokenProcessPool:
            self._retire(task.pool)
        return [result for article in task.articles for result in self._alone(article)]

    def close(self) -> None:
        """Let running batches end, drop the others, and end the processes."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _alone(self, article: Article) -> list[Result]:
        task = self.submit([article])
        try:
            return task.future.result()
        except BrokenProcessPool:
            self._retire(task.pool)
            reason = "a worker process died twice on this article, which is left out; it may need too much memory"
            return [Problem(f"article {article.id}", "extract", reason)]

    def _retire(self, pool: ProcessPoolExecutor) -> None:
        """Give up a pool of which a process died."""
        pool.shutdown(wait=False, cancel_futures=True)
        if pool is self._pool:
            self._pool = None

    def _ready(self) -> ProcessPoolExecutor:
        """Give a pool of which one process has shown that it can work."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # a fork would copy the store's threads and locks half-way
            self._pool = ProcessPoolExecutor(self._count, context, initializer=_begin)
            try:
                with _interrupts_held():
                    first = self._pool.submit(self._work, [])
                first.result()
            except BrokenProcessPool as error:
                raise KgError(
                    "worker processes cannot start. In a script of your own, put the call under "
                    "`if __name__ == '__main__':`; or use workers=1"
                ) from error
        return self._pool


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold back Ctrl-C; processes that are started meanwhile never see it, the caller does afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Make ready a worker process: one thread, no part in Ctrl-C, and an end when its parent ends."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
