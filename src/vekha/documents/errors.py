"""What can be wrong with a document or a decisions file; every message is Russian and says what to do."""

from vekha.domain.places import Place, Remark
from vekha.domain.refusals import RefusedError


class DocumentError(RefusedError):
    """A document that cannot be taken: what is wrong, where, what to do."""

    def __init__(self, what: str, advice: str, place: Place | str) -> None:
        self.what = what
        self.advice = advice
        self.place = place
        super().__init__(f"{place}: {what} {advice}".strip())


class DecisionsError(RefusedError):
    """A decisions file that does not fit its document; `misfits` holds all of them at once."""

    def __init__(self, misfits: tuple[Remark, ...]) -> None:
        self.misfits = misfits
        lines = "\n".join(f"- {misfit}" for misfit in misfits)
        super().__init__(f"Файл решений не подходит к документу, ничего не записано:\n{lines}")
