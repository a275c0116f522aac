"""When the row of a municipality can close: how many of its schools must be accepted first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from vekha.domain.refusals import RefusedError
from vekha.rules.russian import counted


class GateKind(StrEnum):
    """all: every school. share: at least so large a part. all_but: every one that is not named."""

    ALL = "all"
    SHARE = "share"
    ALL_BUT = "all_but"


class GateError(RefusedError):
    """A gate that could not be explained in a memo."""


@dataclass(frozen=True, slots=True)
class Gate:
    """share: 0 < share <= 1, of a SHARE gate only. exceptions: organisation id -> reason, of ALL_BUT only."""

    kind: GateKind
    share: Fraction | None = None
    exceptions: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.kind is GateKind.SHARE) != (self.share is not None):
            raise GateError("Долю укажите для порога «доля» и только для него.")
        if self.share is not None and not 0 < self.share <= 1:
            raise GateError(f"Доля {float(self.share):g} невозможна: нужна больше 0 и не больше 1.")
        if (self.kind is GateKind.ALL_BUT) != bool(self.exceptions):
            raise GateError("Исключения назовите для порога «все, кроме названных» и только для него.")
        if any(not reason.strip() for reason in self.exceptions.values()):
            raise GateError("У каждого исключения должна быть причина: она печатается в справке.")


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """opens: the row above can close. missing: who is waited for. text: Russian, for page and memo."""

    opens: bool
    accepted: int
    required: int
    missing: tuple[int, ...]
    text: str


def gate_verdict(gate: Gate, accepted: Mapping[int, bool], names: Mapping[int, str]) -> GateVerdict:
    """Return whether the row above can close. accepted: organisation id -> whether its part is accepted.

    Nobody below opens no gate: what nobody owed was not done by all. An accepted exception counts too.
    """
    counted_in = [one for one in sorted(accepted) if one not in gate.exceptions or accepted[one]]
    done = sum(accepted[one] for one in counted_in)
    required = _required(gate, len(counted_in))
    missing = tuple(one for one in counted_in if not accepted[one])
    opens = bool(counted_in) and done >= required
    return GateVerdict(opens, done, required, missing, _text(gate, done, required, accepted, names))


def _required(gate: Gate, size: int) -> int:
    """A share is rounded up: 80 % of 7 are 6."""
    if gate.share is None:
        return size
    return -(-size * gate.share.numerator // gate.share.denominator)


def _text(
    gate: Gate, done: int, required: int, accepted: Mapping[int, bool], names: Mapping[int, str]
) -> str:
    needed = counted(required, "организации", "организаций", "организаций")
    told = f"Принято {done} из {len(accepted)}, для закрытия нужно не меньше {needed}."
    spared = [
        f"{names.get(one, f'организация {one}')} — {reason.strip().rstrip('.')}"
        for one, reason in sorted(gate.exceptions.items())
        if one in accepted and not accepted[one]
    ]
    return f"{told} Не учтены: {'; '.join(spared)}." if spared else told
