"""The command line: `kg COMMAND`. Only the files of this folder print, and only they know exit codes.

0 done · 1 some inputs failed, or not conforming · 2 wrong use · 3 a query that does not parse · 4 a store
locked, read-only, full or out of reach · 70 a fault of the program · 124 time limit · 130 Ctrl-C.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from kg.errors import KgError, StoreError

_FAULT = 70
_INTERRUPTED = 130
_OBJECTS = 100_000
"""New objects after which Python looks for cycles among them; at its 700 a fifth of a start goes into looking."""

COMMANDS: dict[str, tuple[str, str]] = {
    "load": ("kg.cli.load:load", "Read articles and put what they say into the store."),
    "query": ("kg.cli.query:query", "Ask the store a saved query, or SPARQL of your own."),
    "queries": ("kg.cli.queries:queries", "List, show and check the saved queries."),
    "export": ("kg.cli.export:export", "Write the graph as Turtle or another RDF format."),
    "show": ("kg.cli.show:show", "Show an article with its evidence marked and the facts beside it."),
    "list": ("kg.cli.library:list_", "List the articles in the store."),
    "remove": ("kg.cli.library:remove", "Remove articles and everything that rests on them."),
    "stats": ("kg.cli.library:stats", "Count what is in the store."),
    "backup": ("kg.cli.library:backup", "Copy the store's present state into a new folder."),
    "extract": ("kg.cli.extract:extract", "Write N-Quads shards without a store."),
    "import": ("kg.cli.extract:import_", "Put N-Quads shards into the store."),
    "fetch": ("kg.cli.fetch:fetch", "Fetch articles from the web as JSONL."),
    "search": ("kg.cli.search:search", "Search the texts, statements and names."),
    "link": ("kg.cli.link:link", "Join the same event across articles."),
    "validate": ("kg.cli.validate:validate", "Check the graph against its shapes (SHACL)."),
    "evaluate": ("kg.cli.evaluate:evaluate", "Measure precision, recall and F1 on annotated articles."),
    "serve": ("kg.cli.serve:serve", "Serve a web page and a SPARQL endpoint."),
}
"""Where each command lives, and its line in `kg --help`; a command is imported when it is called."""


ENVIRONMENT = (
    ("KG_STORE", "The store, where --store does not name one."),
    ("KG_USER, KG_PASSWORD", "For a server that asks for them (basic authentication)."),
    ("KG_TOKEN", "For a server that asks for one (bearer authentication)."),
    (
        "KG_QUERY_URL, KG_UPDATE_URL",
        "A server's addresses for queries and updates, where they are not …/query, …/update.",
    ),
    ("KG_GRAPH_URL", "Its address for the Graph Store Protocol, if it has one."),
    ("KG_QUERIES, KG_REFERENCE", "Folders of your own with saved queries, and with reference data."),
    ("KG_MODEL", "The language model, by its package's name."),
)
"""What no option should hold, such as passwords, or what is set once for all."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not _exists(cmd_name):
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader has what it wanted: `kg query … | head`. Left to itself, click would end with 1.
            _mute()
            raise click.exceptions.Exit(0) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])
        with formatter.section("Environment"):
            formatter.write_dl(ENVIRONMENT)


def _exists(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(COMMANDS[name][0].partition(":")[0]) is not None


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"kg {version('defence-kg')}")
        ctx.exit()


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
    invoke_without_command=True,
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Defence and diplomacy news as a knowledge graph: who said what, held which exercise, sold which weapons."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(args: list[str] | None = None) -> NoReturn:
    """Runs a command and ends the program with its exit code; the one place where errors become words."""
    gc.set_threshold(_OBJECTS)
    try:
        code = cli.main(args=args, prog_name="kg", standalone_mode=False)
        _flush()
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        context = error.ctx if isinstance(error, click.UsageError) else None
        help_ = f" (see {context.command_path} --help)" if context else ""
        _say(error.format_message() + help_)
        code = error.exit_code
    except KgError as error:
        _say(str(error))
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        code = _INTERRUPTED
    except BrokenPipeError:
        code = 0  # the reader has what it wanted: `kg query … | head`
        _mute()
    except Exception as error:
        code = _unexpected(error)
    _leave(code if isinstance(code, int) else 0)


def _unexpected(error: Exception) -> int:
    """What nobody foresaw: a full disk under standard output, or a fault of the program."""
    if os.environ.get("KG_DEBUG"):
        import traceback

        traceback.print_exc()
        return _FAULT
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        _say(f"{where}{error.strerror or error}")
        return StoreError.exit_code
    first = next(iter(str(error).splitlines()), "")
    _say(f"a fault of the program ({type(error).__name__}: {first}); run with KG_DEBUG=1 for the traceback")
    return _FAULT


def _say(message: str) -> None:
    # One line, whatever names or texts the message holds.
    line = " ".join(message.split())
    click.echo(f"kg: {''.join(c for c in line if c.isprintable())}", err=True)


def _flush() -> None:
    sys.stdout.flush()


def _mute() -> None:
    """Keeps the interpreter from complaining about the closed pipe when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(code: int) -> NoReturn:
    gc.freeze()  # or Python would look through every object once more before it ends
    sys.exit(code)


def store_option(command: Any) -> Any:
    """`--store`, as every command takes it: a folder or an address."""
    return click.option(
        "--store",
        "-s",
        metavar="PATH|URL",
        envvar="KG_STORE",
        default="kg-store",
        show_default=True,
        help="The store: a folder, or the address of a SPARQL 1.1 server (or KG_STORE).",
    )(command)
