"""The federal subjects: code, name and time zones, from `data/subjects.toml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vekha.calendar.toml_lines import parse_toml


@dataclass(frozen=True, slots=True)
class Subject:
    """`zones` are IANA names; the first is that of the capital, a school elsewhere carries its own."""

    code: str
    name: str
    zones: tuple[str, ...]

    @property
    def zone(self) -> str:
        return self.zones[0]


@cache
def shipped_subjects() -> dict[str, Subject]:
    """All subjects by code."""
    file = files("vekha.calendar") / "data" / "subjects.toml"
    rows = parse_toml(file.read_text(encoding="utf-8"), file.name)["subjects"]
    return {row["code"]: Subject(row["code"], row["name"], tuple(row["zones"])) for row in rows}
