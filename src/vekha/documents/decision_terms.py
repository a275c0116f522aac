"""The terms a roadmap sets for those who ask and those who review, as the decisions file gives them."""

from vekha.documents.filled import Table, Wording, misfit
from vekha.domain.decisions import EXTENSION_WORKDAYS, REVIEW_WORKDAYS
from vekha.domain.places import Remark

MOST_WORKDAYS = 60


def terms_of(plan: Table, wording: Wording, misfits: list[Remark]) -> tuple[int, int]:
    """Return how many working days ahead an extension is asked for, and how long a review may take.

    What is no count is added to `misfits`; a term that is not set is the usual one.
    """
    given = {"extension_workdays": EXTENSION_WORKDAYS, "review_workdays": REVIEW_WORKDAYS}
    for key, usual in given.items():
        found = plan.get(key, usual)
        if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= MOST_WORKDAYS:
            what = f"{wording.plan}: {wording.name(key)} — число рабочих дней от 1 до {MOST_WORKDAYS}."
            misfits.append(misfit(what, "Исправьте значение.", wording.cells.get(key)))
        else:
            given[key] = found
    return given["extension_workdays"], given["review_workdays"]
