"""What a filled file says before it is judged: one model of decisions, whatever file carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vekha.domain.places import Place, Remark, Weight

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of file calls its parts, for messages about it.

    names: what a person sees instead of our key. choices: key -> our code -> what a person writes.
    plan: the part with what holds for the whole document. cells: where a key of the plan stands.
    """

    fresh: str
    plan: str
    day: str
    dates: str
    signature: str
    names: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[str, Place] = field(default_factory=dict)

    def name(self, key: str) -> str:
        return self.names.get(key, key)

    def choice(self, key: str, code: str) -> str:
        return self.choices.get(key, {}).get(code, code)

    def in_plan(self, key: str) -> str:
        return f"{self.plan} {self.name(key)}"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """The decision about one row. `place`: where it stands in the filled file, None where rows have none."""

    values: Table
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """Plain values by our keys, with what could not even be taken from the file.

    points: what is said of duties in the order's own points, which may be nothing.
    """

    document: Table
    plan: Table
    rows: tuple[FilledRow, ...]
    wording: Wording
    misfits: tuple[Remark, ...] = ()
    points: tuple[FilledRow, ...] = ()


def misfit(what: str, advice: str, place: Place | None = None) -> Remark:
    """Return what a person has to mend in a filled file."""
    return Remark("decision_misfit", what, place, advice, Weight.ERROR)
