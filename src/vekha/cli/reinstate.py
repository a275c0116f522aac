"""`vekha reinstate`: bring back what was waived or withdrawn by mistake."""

from vekha.actions.reinstate import Reinstating
from vekha.cli import door, measures
from vekha.cli.measures import Aim, carry, choice_of
from vekha.rules.grounds import read_act


def reinstate(  # noqa: PLR0913 - the options of the command line
    obligation: measures.Which = "",
    *,
    reason: measures.Reason = "",
    act: measures.Act = "",
    item: measures.Item = "",
    organisations: measures.Organisations = "",
    level: measures.AtLevel = None,
    roadmap: measures.Roadmap = "",
    yes: measures.Yes = False,
    now: door.Now = "",
    by: door.By = "",
    sees: door.Sees = "",
    as_json: door.Json = False,
) -> None:
    """Восстановить освобождённое или отменённое по ошибке."""
    chosen = choice_of(item, organisations, level, roadmap)
    carry(Aim(obligation, chosen, yes, now, by, sees, as_json), Reinstating(read_act(act, reason)))
