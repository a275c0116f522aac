"""The table of commands: a line each, in alphabetical order; `main` is the program's entry point.

A command is imported when it is asked for: a new one adds its line here and nothing else.
"""

import importlib
import sys
from collections.abc import Iterable

from vekha.cli import program
from vekha.cli.program import app

# name -> module:function; the help is the first line of the function's docstring.
COMMANDS = {
    "acknowledge": "vekha.cli.acknowledge:acknowledge",
    "amend": "vekha.cli.amend:amend",
    "appoint": "vekha.cli.appoint:appoint",
    "calendar": "vekha.cli.calendar:calendar",
    "calendar-diff": "vekha.cli.calendar_diff:calendar_diff",
    "calendar-layer": "vekha.cli.calendar_layer:calendar_layer",
    "chain": "vekha.cli.chain:chain",
    "check-deadlines": "vekha.cli.check_deadlines:check_deadlines",
    "close": "vekha.cli.close:close",
    "close-year": "vekha.cli.close_year:close_year",
    "confirm": "vekha.cli.confirm:confirm",
    "deadlines": "vekha.cli.deadlines:deadlines",
    "deliver": "vekha.cli.deliver:deliver",
    "demo": "vekha.serve.demo_command:demo",
    "doctor": "vekha.cli.doctor:doctor",
    "erase": "vekha.cli.persons:erase_command",
    "event": "vekha.cli.event:event",
    "executors": "vekha.cli.executors:executors",
    "explain": "vekha.cli.explain:explain",
    "export-person": "vekha.cli.persons:export_person_command",
    "extend": "vekha.cli.extend:extend",
    "hand-over": "vekha.cli.hand_over:hand_over_command",
    "import": "vekha.cli.confirm:confirm",
    "issue": "vekha.cli.issue:issue",
    "links": "vekha.cli.links:links",
    "not-applicable": "vekha.cli.extend:not_applicable",
    "organisations": "vekha.cli.organisations:organisations",
    "owed": "vekha.cli.owed:owed",
    "read": "vekha.cli.read:read",
    "reinstate": "vekha.cli.reinstate:reinstate",
    "reopen": "vekha.cli.reopen:reopen",
    "report": "vekha.cli.report:report",
    "review": "vekha.cli.review:review",
    "roll-up": "vekha.cli.roll_up:roll_up",
    "schedule": "vekha.cli.event:schedule",
    "serve": "vekha.serve.command:serve",
    "states": "vekha.cli.states:states",
    "submit": "vekha.cli.submit:submit",
    "substitute": "vekha.cli.substitute:substitute_command",
    "suspend": "vekha.cli.suspend:suspend",
    "target": "vekha.cli.target:target",
    "undo": "vekha.cli.undo:undo",
    "verify": "vekha.cli.verify:verify",
    "waive": "vekha.cli.waive:waive",
    "withdraw": "vekha.cli.withdraw:withdraw",
}


def register(names: Iterable[str]) -> None:
    """Make the named commands known to the program."""
    for name in names:
        module, _, function = COMMANDS[name].partition(":")
        app.command(name)(getattr(importlib.import_module(module), function))


def main() -> None:
    """Run the command that was asked for; for help and for a misspelt name every command is needed."""
    register([name for name in sys.argv[1:2] if name in COMMANDS] or COMMANDS)
    program.main()
