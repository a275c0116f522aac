"""`vekha withdraw`: withdraw what has lost force."""

from vekha.actions.withdraw import Withdrawing
from vekha.cli import door, measures
from vekha.cli.measures import Aim, carry, choice_of
from vekha.rules.grounds import read_act


def withdraw(  # noqa: PLR0913 - the options of the command line
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
    """Отменить обязательство, утратившее силу: с причиной и бумагой."""
    chosen = choice_of(item, organisations, level, roadmap)
    carry(Aim(obligation, chosen, yes, now, by, sees, as_json), Withdrawing(read_act(act, reason)))
