"""The table of commands: a line each, in alphabetical order; `main` is the program's entry point."""

from vekha.cli.deliver import deliver
from vekha.cli.program import app, main

__all__ = ["app", "main"]

app.command("deliver")(deliver)
