"""The program `vekha`: every command in one table; bad input becomes a Russian message, never a traceback."""

import logging
import sys
import tempfile
import traceback

import typer

from vekha.cli.misspelt import told
from vekha.domain.refusals import RefusedError


def vekha() -> None:
    """Веха: дорожные карты, сроки, напоминания и отчёты."""


app = typer.Typer(
    name="vekha",
    callback=vekha,  # without it typer drops the command's name where only one is registered
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
# Typer carries a click of its own and does not export its UsageError, the parent of BadParameter.
MISSPELT: type[Exception] = typer.BadParameter.__mro__[1]
log = logging.getLogger("vekha.cli")


def _command_typed() -> str:
    """Return the command that was typed, with a space after it; "" where there is none of this name."""
    known = {command.name for command in app.registered_commands}
    return next((f"{name} " for name in sys.argv[1:2] if name in known), "")


def main() -> None:
    """Run one command. Exit codes: 0 done, 1 refused, 2 misspelt or a person has to look, 70 our fault."""
    try:
        # Outside standalone mode the code of a `typer.Exit` is returned, not raised.
        code = app(standalone_mode=False)
    except RefusedError as refused:
        sys.stderr.write(f"{refused}\n")
        raise SystemExit(1) from refused
    except MISSPELT as misspelt:
        if str(misspelt):  # without any argument the help was printed and there is nothing to add
            said = told(getattr(misspelt, "format_message", misspelt.__str__)())
            helps = f"Справка: vekha {_command_typed()}--help"
            sys.stderr.write(f"Команда набрана неверно: {said.rstrip('.')}.\n{helps}\n")
        raise SystemExit(2) from misspelt
    except (typer.Abort, KeyboardInterrupt):
        sys.stderr.write("Прервано.\n")
        raise SystemExit(130) from None
    except Exception as fault:
        # The last resort of a door: a person gets a sentence, the developer the whole traceback.
        sys.stderr.write(f"Внутренняя ошибка программы: {type(fault).__name__}. Действие отменено.\n")
        sys.stderr.write(f"Перешлите разработчику файл {_traceback_file()}.\n")
        raise SystemExit(70) from fault
    if code:
        raise SystemExit(code)


def _traceback_file() -> str:
    with tempfile.NamedTemporaryFile(
        "w", prefix="vekha-", suffix=".log", delete=False, encoding="utf-8"
    ) as kept:
        traceback.print_exc(file=kept)
    return kept.name
