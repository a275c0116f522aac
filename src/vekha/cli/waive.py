"""`vekha waive`: let organisations off what is not required of them."""

from vekha.actions.waive import Waiving
from vekha.cli import door, measures
from vekha.cli.measures import Aim, carry, choice_of
from vekha.rules.grounds import read_act


def waive(  # noqa: PLR0913 - the options of the command line
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
    """Освободить организацию от обязательства: с причиной и бумагой."""
    chosen = choice_of(item, organisations, level, roadmap)
    carry(Aim(obligation, chosen, yes, now, by, sees, as_json), Waiving(read_act(act, reason)))
