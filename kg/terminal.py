"""What the commands have in common on a terminal: faults in words, progress, and files that appear only when whole."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from kg.model import CorrectionError, KgError, Problem, QueryError, StoreError

if TYPE_CHECKING:
    from kg.run import Item
    from kg.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells have it
PIPE_CLOSED = 141  # 128 and the number of SIGPIPE


class FaultError(click.ClickException):
    """A fault that is told in one message, with the exit status it asks for."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.exit_code = status  # type: ignore[misc]  # click's class variable is meant to be set so


class Commands(click.Group):
    """Commands whose faults are told in words: one message, and an exit status that scripts can use."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        logging.getLogger().addHandler(logging.NullHandler())  # what libraries grumble is no message of ours
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KgError as error:
            raise FaultError(str(error), 2 if isinstance(error, QueryError | CorrectionError) else 1) from error
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that the last flush has where to go
            ctx.exit(PIPE_CLOSED)
        except OSError as error:
            raise FaultError(f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")) from error
        except KeyboardInterrupt:
            click.echo("\nStopped. What was written stays; run the command again to go on.", err=True)
            ctx.exit(INTERRUPTED)


def store_option(command: Command) -> Command:
    """Add the option that says where the store is."""
    return click.option(
        "--store",
        metavar="DIR",
        envvar="KG_STORE",
        default="kg-store",
        show_default=True,
        show_envvar=True,
        help="Folder of the store.",
    )(command)


class Progress:
    """Shows on a terminal how far a command is, and names problems on standard error as they come."""

    def __init__(self, bar: Any, quiet: bool, verbose: bool) -> None:
        self._bar, self._quiet, self._verbose = bar, quiet, verbose
        self._failed = False

    def __call__(self, item: Item) -> None:
        """Take note of an article that is done, or of a problem."""
        if isinstance(item, Problem):
            self._failed |= item.fatal
            if item.fatal or not self._quiet:
                self._say(str(item) if item.fatal else f"{item.source}: note: {item.message}")
            return
        if self._verbose:
            self._say(item.id)
        self._bar.update(1)

    def _say(self, line: str) -> None:
        click.echo(line if self._bar.hidden else f"\r\x1b[K{line}", err=True)

    def exit(self) -> None:
        """End the process with 1 where something could not be read."""
        if self._failed:
            sys.exit(1)


@contextmanager
def progress(sources: Iterable[str | Path], quiet: bool, verbose: bool) -> Iterator[Progress]:
    """Show how far a command is in these sources, where a person is looking."""
    from kg.files import count

    hidden = quiet or not sys.stderr.isatty()
    length = 0 if hidden else sum(count(str(source)) for source in sources)
    unknown: Iterator[None] = (None for _ in ())  # a bar needs something to go through where no length is known
    with click.progressbar(
        unknown, length=length or None, label="articles", file=sys.stderr, hidden=hidden, show_pos=True
    ) as bar:
        yield Progress(bar, quiet, verbose)


@contextmanager
def reading(path: str) -> Iterator[Store]:
    """Open a store for reading, its events brought up to date unless somebody else is writing."""
    from kg.store import Store

    store = Store(path, read_only=True)
    if store.stale:
        store.close()
        try:
            with Store(path) as writer:
                writer.refresh()
        except StoreError as error:
            click.echo(f"note: the events are not up to date: {error}", err=True)
        store = Store(path, read_only=True)
    with store:
        yield store


@contextmanager
def changing(path: str, *, make: bool = False) -> Iterator[Store]:
    """Open a store for writing; one that is not there is made only where `make` says so."""
    from kg.store import Store

    if not make:
        Store(path, read_only=True).close()
    with Store(path) as store:
        yield store


def stdout() -> IO[str]:
    """Give standard output as a stream of text in UTF-8, whatever the locale."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    return sys.stdout


@contextmanager
def writing(path: str | None) -> Iterator[IO[str]]:
    """Give standard output, or a file that takes its name when everything is written."""
    if path in (None, "-"):
        yield stdout()
        return
    with replacing(path) as temporary, open(temporary, "w", encoding="utf-8", newline="\n") as stream:
        yield stream


@contextmanager
def replacing(path: str) -> Iterator[Path]:
    """Give a path beside a file, which takes the file's place when all went well and goes away when not."""
    temporary = Path(f"{path}.{os.getpid()}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
