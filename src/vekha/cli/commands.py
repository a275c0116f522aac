"""The table of commands: a line each, in alphabetical order; `main` is the program's entry point."""

from vekha.cli.check_deadlines import check_deadlines
from vekha.cli.deliver import deliver
from vekha.cli.organisations import organisations
from vekha.cli.program import app, main

__all__ = ["app", "main"]

app.command("check-deadlines")(check_deadlines)
app.command("deliver")(deliver)
app.command("organisations")(organisations)
