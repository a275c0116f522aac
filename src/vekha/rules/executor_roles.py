"""Which role a phrase has: the rules of `executor_roles.toml`, first match wins.

A phrase is described by the family of its head, by the features of its words and by the role of the
organisation or post it governs («директор» of what?), read by the same rules. A rule that rests on words
nobody knows carries a doubt.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from vekha.domain.executors import ExecutorLevel, ExecutorRole
from vekha.domain.organisations import Level
from vekha.rules.executor_cuts import HEADS, Piece
from vekha.rules.executor_tokens import Token

UNKNOWN_HEAD = "Исполнитель «{}» не распознан; человек решает, кому направить."
PLURAL_BY_KIND = frozenset({"school_many", "department_many", "ministry_many", "partner_many"})


@dataclass(frozen=True, slots=True)
class Reading:
    """The role of one phrase with its doubts (Russian sentences)."""

    role: ExecutorRole
    level: ExecutorLevel
    many: bool
    is_post: bool
    doubts: tuple[str, ...] = ()
    family: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. Empty conditions hold always; `some`: one of, `every`: all of, `none`: none of."""

    family: str
    role: str
    issuers: frozenset[str]
    some: frozenset[str]
    every: frozenset[str]
    none: frozenset[str]
    level: str
    doubt: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return the shipped rules in order."""
    data = tomllib.loads(files("vekha.rules").joinpath("executor_roles.toml").read_text(encoding="utf-8"))
    return tuple(
        _rule(family, row)
        for entry in data["families"]
        for family in entry["family"].split()
        for row in entry["rules"]
    )


def _rule(family: str, row: dict[str, Any]) -> Rule:
    sets = [frozenset(str(row.get(key, "")).split()) for key in ("issuer", "some", "every", "none")]
    return Rule(family, row["role"], *sets, level=row.get("level", ""), doubt=row.get("doubt", ""))


def phrase_reading(piece: Piece, issuer: Level | None) -> Reading:
    """Return the role of a phrase named by an issuer of that level (None: unknown or outside education)."""
    return _reading(piece.tokens, issuer)


def _reading(tokens: list[Token], issuer: Level | None) -> Reading:
    at = _head_at(tokens)
    if at is None:
        shown = " ".join(token.text for token in tokens)
        return Reading(
            ExecutorRole.UNSPECIFIED, _level("", issuer), False, False, (UNKNOWN_HEAD.format(shown),)
        )
    head, governed = tokens[at], _governed(tokens[at + 1 :], issuer)
    facts = _facts(tokens, at, governed)
    family = head.entry.family if head.entry else ""
    rule = next(rule for rule in rules() if rule.family in {family, "*"} and _holds(rule, facts, issuer))
    doubts = tuple(text for text in (rule.doubt,) if text)
    if governed and (family in {"head", "deputy"} or rule.role == "same"):
        doubts += governed.doubts
    role = governed.role if rule.role == "same" and governed else ExecutorRole(rule.role)
    level = governed.level if governed and not rule.level else _level(rule.level, issuer)
    return Reading(
        role, level, _many(tokens, at, family, issuer, governed), head.kind == "post", doubts, family
    )


def _head_at(tokens: list[Token]) -> int | None:
    """The place of the head: the first noun or abbreviation; of an unknown word before it there is a doubt."""
    return next((at for at, token in enumerate(tokens) if token.kind in HEADS), None)


def _governed(rest: list[Token], issuer: Level | None) -> Reading | None:
    """The reading of the first organisation or post the head governs, quotes and abbreviations included."""
    flat = [inner for token in rest for inner in (token.inner if token.kind == "quote" else (token,))]
    flat = [token for token in flat if not (token.entry and token.entry.family == "territory")]
    at = next((at for at, token in enumerate(flat) if token.kind in HEADS), None)
    if at is None:
        return None
    start = at
    while start and flat[start - 1].kind in {"adjective", "adj", "class"}:
        start -= 1
    return _reading(flat[start:], issuer)


def _facts(tokens: list[Token], at: int, governed: Reading | None) -> frozenset[str]:
    """What the rules ask about: features, what is governed, whether the head stands alone or unknown words do."""
    others = [
        token for place, token in enumerate(tokens) if place != at and token.kind not in {"acting", "comma"}
    ]
    facts = {feature for token in others for feature in token.features}
    facts |= {f"of:{governed.role.value}", f"kind:{governed.family}", "governs"} if governed else set()
    facts |= {f"kind:{token.entry.family}" for token in others if token.entry}
    facts |= {f"with:{token.kind}" for token in others}
    facts |= set() if others else {"alone"}
    facts |= {"unknown"} if any(token.kind == "unknown" for token in others) else set()
    facts |= {"plural"} if "2n" in tokens[at].readings and "1n" not in tokens[at].readings else set()
    return frozenset(facts | {f"head:{tokens[at].entry.lemma}" if tokens[at].entry else ""})


def _holds(rule: Rule, facts: frozenset[str], issuer: Level | None) -> bool:
    where = issuer.value if issuer else "unknown"
    return (
        (not rule.issuers or where in rule.issuers)
        and (not rule.some or bool(rule.some & facts))
        and rule.every <= facts
        and not rule.none & facts
    )


def _level(level: str, issuer: Level | None) -> ExecutorLevel:
    if level:
        return ExecutorLevel(level)
    return ExecutorLevel(issuer.value) if issuer else ExecutorLevel.UNKNOWN


def _many(tokens: list[Token], at: int, family: str, issuer: Level | None, governed: Reading | None) -> bool:
    head = tokens[at]
    if head.kind == "abbr":
        numbered = any(token.kind in {"number", "quote"} for token in tokens)
        if family == "legal_form" and governed:
            return governed.many and not numbered
        return (
            family in PLURAL_BY_KIND
            and not numbered
            and not (family == "school_many" and issuer is Level.SCHOOL)
        )
    if tokens[0].kind == "acting":
        return False
    readings = head.readings & frozenset({"1n", "2n"})
    for token in tokens[:at]:
        readings = readings & token.readings if token.readings and readings & token.readings else readings
    if readings == {"1n", "2n"} and head.entry and head.entry.family == "deputy":
        return bool(governed and governed.many)
    return "1n" not in readings if readings else "2o" in head.readings and "1o" not in head.readings
