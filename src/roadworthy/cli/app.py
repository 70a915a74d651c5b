"""The root command: imports a command's module when it is run, and turns every error into an exit code."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core
import typer.main

from roadworthy.cli.commands import COMMANDS, CommandEntry, help_text
from roadworthy.cli.errors import BUG, INTERRUPTED, OK, PIPE_CLOSED, report
from roadworthy.errors import RoadworthyError, UsageError

if TYPE_CHECKING:
    from types import ModuleType

    from typer.core import TyperCommand, TyperGroup


def load(entry: CommandEntry) -> TyperCommand | TyperGroup:
    """Import the command's module and return what Typer makes of it."""
    module = import_module(entry.module)
    application = getattr(module, "app", None)
    if application is None:
        application = typer.Typer()
        function = getattr(module, "command", None) or getattr(module, entry.name)
        application.command(entry.name, help=_help(module, function))(function)
    for part in entry.parts:
        name = part.rpartition(".")[2]
        application.command(name)(getattr(import_module(part), name))
    application.rich_markup_mode = None  # help of subcommands is plain text too: it is piped, copied and tested
    application.pretty_exceptions_enable = False
    application._add_completion = False  # noqa: SLF001 - Typer has no public setter; the root has the completion options
    command: TyperCommand | TyperGroup = typer.main.get_command(application)  # type: ignore[assignment]  # declared as its private base
    command.name = entry.name
    return command


def _help(module: ModuleType, function: Callable[..., None]) -> str:
    r"""Return the function's docstring, and below it the module's EXAMPLES, which Typer shall not wrap (that is \b)."""
    words = inspect.getdoc(function) or ""
    examples = getattr(module, "EXAMPLES", ())
    return "\n".join([words, "", "\b", "Examples:", *(f"  {line}" for line in examples)]) if examples else words


class LazyCommands(MutableMapping[str, Any]):
    """The commands by name; each is imported when it is first asked for, and none to list them."""

    def __init__(self) -> None:
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._loaded:
            self._loaded[name] = load(COMMANDS[name])
        return self._loaded[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class Root(typer.core.TyperGroup):
    """The group of all commands."""

    def __init__(self, **settings: Any) -> None:
        settings["commands"] = None
        super().__init__(**settings)
        self.commands = LazyCommands()

    def get_help(self, ctx: Any) -> str:
        """Return the same text that `entry.py` prints without Typer."""
        return help_text(ctx.command_path)


application = typer.Typer(
    cls=Root,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from roadworthy import __version__

        print(f"roadworthy {__version__}")
        raise typer.Exit


@application.callback()
def root(
    context: typer.Context,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Serve on this port.")] = None,
    host: Annotated[str | None, typer.Option(help="Serve on this address.")] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    expose: Annotated[bool, typer.Option("--expose", help="Let others reach it; they may run code here.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """A roadmap you can run."""
    if context.invoked_subcommand is None:
        from roadworthy.cli.serve import serve

        serve(host=host, port=port, open_browser=not no_browser, expose=expose)
    elif port is not None or host is not None or no_browser or expose:
        raise UsageError(
            f"{context.invoked_subcommand} does not start the server, so it takes no --port, --host, --no-browser, --expose",
            hint="leave them out, or leave the command out",
        )


def run(arguments: list[str], program: str) -> int:
    """Run the command line below `program` and return the exit code; nothing is raised but a broken pipe."""
    try:
        result = typer.main.get_command(application).main(arguments, prog_name=program, standalone_mode=False)
    except RoadworthyError as error:
        return report(error)
    except typer.Abort:
        return INTERRUPTED
    except typer.TyperException as error:
        return _report_usage(error, program)
    except SystemExit as error:  # Typer's own way of ending a broken pipe
        return PIPE_CLOSED if error.code == 1 else int(error.code or 0)
    except BrokenPipeError:
        raise
    except Exception:
        traceback.print_exc()
        print(f"{program}: this is a mistake of ours, not yours; please report the lines above", file=sys.stderr)
        return BUG
    return result if isinstance(result, int) else OK


def _report_usage(error: typer.TyperException, program: str) -> int:
    """Say in one line what was wrong with the command line; a group without a subcommand gets its help instead."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else program
    if type(error).__name__ == "NoArgsIsHelpError" and context:
        print(context.get_help(), file=sys.stderr)
        return error.exit_code
    message = " ".join(error.format_message().split()).rstrip(".")
    return report(UsageError(message, where=path.removeprefix(program).strip(), hint=f"{path} --help says more"))
