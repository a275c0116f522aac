"""The table of commands: a line each, in alphabetical order; `main` is the program's entry point."""

from vekha.cli.check_deadlines import check_deadlines
from vekha.cli.close import close
from vekha.cli.confirm import confirm
from vekha.cli.deliver import deliver
from vekha.cli.explain import explain
from vekha.cli.issue import issue
from vekha.cli.organisations import organisations
from vekha.cli.owed import owed
from vekha.cli.program import app, main
from vekha.cli.reopen import reopen
from vekha.cli.review import review
from vekha.cli.states import states
from vekha.cli.submit import submit
from vekha.cli.verify import verify

__all__ = ["app", "main"]

app.command("check-deadlines")(check_deadlines)
app.command("close")(close)
app.command("confirm")(confirm)
app.command("deliver")(deliver)
app.command("explain")(explain)
app.command("import")(confirm)
app.command("issue")(issue)
app.command("organisations")(organisations)
app.command("owed")(owed)
app.command("reopen")(reopen)
app.command("review")(review)
app.command("states")(states)
app.command("submit")(submit)
app.command("verify")(verify)
