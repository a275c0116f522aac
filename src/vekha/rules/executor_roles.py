"""Which role a phrase has: the rules of `executor_roles.toml`, first match wins.

A phrase is described by the family of its head, by the features of its words and by the role of the
organisation or post it governs («директор» of what?), read by the same rules. A rule that rests on words
nobody knows carries a doubt.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from vekha.domain.executors import ExecutorLevel, ExecutorRole
from vekha.domain.organisations import Level
from vekha.rules.executor_lexicon import lexicon
from vekha.rules.executor_pieces import HEADS, Piece
from vekha.rules.executor_tokens import Token

UNKNOWN_HEAD = "Исполнитель «{}» не распознан; человек решает, кому направить."
NO_LEVEL = "Не сказано, какого уровня исполнитель."
BEFORE_HEAD = "Слово «{}» перед названием исполнителя не распознано."
OBLIQUE = "«{}» стоит не в именительном падеже: главное слово могло быть потеряно."
GLUED = "Слова слиты, прочитаны раздельно: «{}» и следующее за ним."
SEVERAL_FIELDS = "«{}» — один на все названные направления или несколько."
SEVERAL_KINDS = "Не ясно, относится ли должность и к «{}»."
ABBREVIATION = "Сокращение «{}» читают по-разному; подтвердите расшифровку."
GUESSES = (("Ц", ExecutorRole.UNIT), ("О", ExecutorRole.AUTHORITY), ("У", ExecutorRole.AUTHORITY))
PLAIN_FORMS = (
    "БУЗ",
    "КУЗ",
    "АУЗ",
    "БУК",
    "КУК",
    "АУК",
    "БОУ",
    "КОУ",
    "АОУ",
    "БДОУ",
    "АДОУ",
    "КДОУ",
    "БУДО",
    "АУДО",
)
LONGEST_PHRASE = 40  # tokens; each noun may govern the next, and a cell may be a page pasted into a row
LITTLE = frozenset({"acting", "comma", "joint", "dash", "newline", "slash"})
VAGUE = frozenset({"institution", "organisation", "centre", "system", ""})
PLURAL_BY_KIND = frozenset(
    {"function_many", "school_many", "department_many", "ministry_many", "partner_many"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The role of one phrase with its doubts (Russian sentences)."""

    role: ExecutorRole
    level: ExecutorLevel
    many: bool
    is_post: bool
    doubts: tuple[str, ...] = ()
    family: str = ""
    number_open: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table. Empty conditions always hold; `some`: one of, `every`: all of, `none`: none of,
    `sure`: the doubts of what is governed do not matter.
    """

    family: str
    role: str
    issuers: frozenset[str]
    some: frozenset[str]
    every: frozenset[str]
    none: frozenset[str]
    level: str
    doubt: str
    sure: bool


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
    issuers, some, every, none = (
        frozenset(str(row.get(key, "")).split()) for key in ("issuer", "some", "every", "none")
    )
    level, doubt = row.get("level", ""), row.get("doubt", "")
    return Rule(family, row["role"], issuers, some, every, none, level, doubt, sure=row.get("sure", False))


def phrase_reading(piece: Piece, issuer: Level | None) -> Reading:
    """Return the role of a phrase named by an issuer of that level (None: unknown or outside education)."""
    reading = _reading(piece.tokens, issuer, governed_by=False)
    if piece.joint != "with" or piece.head is None or {"1o", "2o"} <= piece.head.readings:
        return reading
    lowered = OBLIQUE.format(piece.head.text)  # «совместно с профкомом» asks for this case
    return replace(reading, doubts=tuple(doubt for doubt in reading.doubts if doubt != lowered))


def _reading(tokens: list[Token], issuer: Level | None, *, governed_by: bool) -> Reading:
    at = _head_at(tokens)
    if at is None:
        return _unknown(tokens, issuer)
    head, governed = tokens[at], _governed(_of_form(tokens, at), issuer)
    family = head.entry.family if head.entry else ""
    facts = _facts(tokens, at, governed) | (frozenset({"governed"}) if governed_by else frozenset())
    rule = next(rule for rule in rules() if rule.family in {family, "*"} and _holds(rule, facts, issuer))
    doubts = _doubts(rule, tokens, at, governed) + _mixed(tokens, at, governed, issuer)
    role = governed.role if rule.role == "same" and governed else ExecutorRole(rule.role)
    level = governed.level if governed and not rule.level else _level(rule.level, issuer)
    many = _governed_many(tokens, at, governed) if governed_by else _many(tokens, at, governed)
    if family == "school_many" and issuer is Level.SCHOOL and not governed_by:
        many = False
    if level is ExecutorLevel.UNKNOWN and not governed_by and not doubts:
        doubts = (NO_LEVEL,)
    number_open = _number_open(head) and family != "deputy" and not governed_by
    if number_open:
        many, number_open = _open_number(tokens, at, governed)
    return Reading(role, level, many, head.kind == "post", doubts, family, number_open)


def _open_number(tokens: list[Token], at: int, governed: Reading | None) -> tuple[bool, bool]:
    """Whether a contraction means many, and whether that is open («рук. РМО»: one or, nameless, all)."""
    if _several_numbers(tokens):
        return True, False
    if governed and not governed.is_post and governed.role is not ExecutorRole.BODY:
        return False, governed.many
    single = "1o" in tokens[at].readings and governed is None  # «зав. производством»
    single |= any(token.kind == "class" and not token.low.startswith("кл") for token in tokens[:at])
    return False, not single


def _number_open(head: Token) -> bool:
    """«Кл. рук.», «зав.»: a contraction is singular and plural alike."""
    return head.kind == "post" and {"1n", "2n"} <= head.readings


def _several_numbers(tokens: list[Token]) -> bool:
    """«Кл. рук. 5-9 кл.»: several classes have several teachers."""
    numbers = [token.text for token in tokens if token.kind == "number"]
    ranges = any("-" in number.strip("-") or number.startswith("№№") for number in numbers)
    return ranges or len(numbers) > 1


def _unknown(tokens: list[Token], issuer: Level | None) -> Reading:
    """An executor nobody knows: most are posts; a plural ending addresses all of a kind."""
    shown = " ".join(token.text for token in tokens)
    if tokens[0].text.isupper() and len(tokens[0].text) > 1:
        role = next(
            (role for start, role in GUESSES if tokens[0].text.startswith(start)), ExecutorRole.PARTNER
        )
        return Reading(
            role, _level("", issuer), many=False, is_post=False, doubts=(UNKNOWN_HEAD.format(shown),)
        )
    first = next((token for token in tokens if token.kind in {"unknown", "word", "area"}), None)
    role = ExecutorRole.POST if first else ExecutorRole.UNSPECIFIED
    many = first is not None and first.low.endswith(("ы", "и"))
    return Reading(role, _level("", issuer), many, first is not None, (UNKNOWN_HEAD.format(shown),))


def _doubts(rule: Rule, tokens: list[Token], at: int, governed: Reading | None) -> tuple[str, ...]:
    head = tokens[at]
    doubts = [rule.doubt] if rule.doubt else []
    doubts += [BEFORE_HEAD.format(token.text) for token in tokens[:at] if token.kind in {"unknown", "word"}]
    if not head.entry or (not head.entry.nominative and tokens[0].kind != "acting"):
        doubts.append(OBLIQUE.format(head.text))
    doubts += [GLUED.format(token.text) for token in tokens if not token.sure]
    if _abbreviation_doubted(head, governed):
        doubts.append(ABBREVIATION.format(head.text))
    if _several_fields(tokens, at):
        doubts.append(SEVERAL_FIELDS.format(head.text))
    if rule.sure:
        return tuple(doubts)
    decided = rule.role in {"same", "school_head", "deputy_head"}
    decided |= rule.family in {"head", "deputy"} and governed is not None and governed.family in VAGUE
    return tuple(doubts) + (governed.doubts if governed and decided else ())


def _several_fields(tokens: list[Token], at: int) -> bool:
    """«Зам. директора по УВР, ВР»: a contraction tells no number, and a list of fields may be of several."""
    listed = [place for place, token in enumerate(tokens) if token.kind == "comma" and place > at]
    areas = [
        token for place, token in enumerate(tokens) if token.kind == "area" and listed and place > listed[0]
    ]
    return {"1n", "2n"} <= tokens[at].readings and tokens[at].kind == "post" and bool(areas)


def _abbreviation_doubted(head: Token, governed: Reading | None) -> bool:
    """An abbreviation is plain where everybody reads it alike or where what it governs decides."""
    if head.kind != "abbr" or not head.entry or head.entry.lemma in lexicon().sure:
        return False
    if head.entry.lemma.endswith(PLAIN_FORMS):
        return False
    decided = {"body": governed is not None and governed.is_post, "legal_form": governed is not None}
    return not decided.get(head.entry.family, False)


def _head_at(tokens: list[Token]) -> int | None:
    """The place of the head: the first noun or abbreviation; an unknown word before it is doubted."""
    at = next((at for at, token in enumerate(tokens) if token.kind in HEADS), None)
    if at is None:
        return None
    if tokens[at].kind == "abbr" and _is_institute(tokens[at + 1 :][:1]):
        return at + 1  # «КК ИПК»: letters of the region before the institute's
    if tokens[at].kind != "post":
        return at
    rest = [place for place in range(at + 1, len(tokens)) if tokens[place].kind != "dash"]
    told = tokens[rest[0]].entry if rest else None  # «учителя - наставники» are mentors
    agree = bool(rest) and bool(tokens[at].readings & tokens[rest[0]].readings & {"1n", "2n"})
    own = tokens[at].entry
    plain = own is not None and own.family == "post"
    return rest[0] if agree and plain and told and told.family in {"mentor", "curator"} else at


def _mixed(tokens: list[Token], at: int, governed: Reading | None, issuer: Level | None) -> tuple[str, ...]:
    """«Руководители РМО, школ»: one post word over organisations of different kinds is several executors."""
    listed = [place for place in range(at + 1, len(tokens)) if tokens[place].kind in {"comma", "joint"}]
    if tokens[at].kind != "post" or governed is None or governed.is_post or not listed:
        return ()
    following = tokens[listed[0] + 1 :][:1]
    other = _governed(following, issuer)
    return (SEVERAL_KINDS.format(following[0].text),) if other and other.role is not governed.role else ()


def _is_institute(after: list[Token]) -> bool:
    return bool(after) and after[0].entry is not None and after[0].entry.family == "institute"


def _of_form(tokens: list[Token], at: int) -> list[Token]:
    """What follows the head, without letters of a region before the name («ГКУ СО «...»»)."""
    rest, entry = tokens[at + 1 :], tokens[at].entry
    form = entry is not None and entry.family in {"legal_form", "school_many", "further"}
    letters = form and len(rest) > 1 and rest[0].kind == "abbr" and rest[1].kind == "quote"
    return rest[1:] if letters and len(rest[0].text) < 4 else rest


def _governed(rest: list[Token], issuer: Level | None) -> Reading | None:
    """The reading of the first organisation or post the head governs, quotes and abbreviations included."""
    flat = [inner for token in rest for inner in (token.inner if token.kind == "quote" else (token,))]
    flat = [token for token in flat if not _is_aside(token) and token.kind != "newline"]
    at = next((at for at, token in enumerate(flat) if token.kind in HEADS), None)
    if at is None:
        return None
    start = at
    while start and flat[start - 1].kind in {"adjective", "adj", "class"}:
        start -= 1
    reading = _reading(flat[start : start + LONGEST_PHRASE], issuer, governed_by=True)
    doubts = tuple(doubt for doubt in reading.doubts if doubt != OBLIQUE.format(flat[at].text))
    return replace(reading, doubts=doubts)


def _is_aside(token: Token) -> bool:
    """Places and second names of a post («специалист-эксперт») are not what a head governs."""
    return (token.entry is not None and token.entry.family == "territory") or token.low in {
        "эксперт",
        "эксперты",
    }


def _facts(tokens: list[Token], at: int, governed: Reading | None) -> frozenset[str]:
    """What the rules ask about: features, what is governed, whether the head stands alone."""
    others = [token for place, token in enumerate(tokens) if place != at and token.kind not in LITTLE]
    facts = {feature for token in others for feature in token.features}
    if governed:
        facts |= {f"of:{governed.role.value}", "governs"} | (set() if governed.is_post else {"org"})
    facts |= {f"kind:{token.entry.family}" for token in _flat(others) if token.entry}
    facts |= {feature for token in _flat(others) for feature in token.features}
    facts |= {f"with:{token.kind}" for token in others}
    facts |= {f"near:{feature}" for token in _near(tokens, at) for feature in token.features}
    facts |= set() if _complement(tokens[at + 1 :]) else {"bare"}
    facts |= set() if others else {"alone"}
    facts |= {"plural"} if "2n" in tokens[at].readings and "1n" not in tokens[at].readings else set()
    entry = tokens[at].entry
    return frozenset(facts | ({f"head:{entry.lemma}"} if entry else set()))


def _flat(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *token.inner)]


def _near(tokens: list[Token], at: int) -> list[Token]:
    """The adjectives of the head and what it governs directly."""
    return [*tokens[:at], *_complement(tokens[at + 1 :])]


def _complement(rest: list[Token]) -> list[Token]:
    """The words a head governs directly: those before the first preposition («директора по ВР» has none)."""
    stop = next((at for at, token in enumerate(rest) if token.kind in {"preposition", "comma"}), len(rest))
    return [token for token in rest[:stop] if token.kind not in LITTLE | {"area", "bracket"}]


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


def _proper(tokens: list[Token]) -> bool:
    """Whether one institution is named by its place («Ивановская СОШ», «СОШ с. Красное»), not all."""
    if any(token.entry and token.entry.family == "territory" for token in tokens):
        return False
    if any(token.low in {"г.", "р.", "м."} for token in tokens):
        return False
    return any(token.text[0].isupper() and token.kind in {"word", "adjective"} for token in tokens)


def _before_apposition(tokens: list[Token]) -> list[Token]:
    """What names an abbreviation itself: numbers behind «ОО – участники ...» or «ОО из ...» count others."""
    at = next((at for at, token in enumerate(tokens) if _turns_away(tokens, at, token)), len(tokens))
    return tokens[:at]


def _turns_away(tokens: list[Token], at: int, token: Token) -> bool:
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    people = after is not None and after.kind in {"post", "adjective"} and "2n" in after.readings
    return token.kind == "preposition" or (token.kind in {"dash", "comma"} and people)


def _governed_many(tokens: list[Token], at: int, governed: Reading | None) -> bool:
    """Plural of what is governed: its oblique form tells («директора» is one, «директоров» are many)."""
    readings = tokens[at].readings
    if tokens[at].kind == "abbr" or not readings & {"1o", "2o"}:
        return _many(tokens, at, governed)
    return "1o" not in readings


def _many(tokens: list[Token], at: int, governed: Reading | None) -> bool:
    """Whether all of a kind are addressed: a plural, or an abbreviation of a kind without a number."""
    head = tokens[at]
    family = head.entry.family if head.entry else ""
    if head.kind == "abbr":
        tokens = _before_apposition(tokens)
        numbers = [token.text for token in tokens if token.kind == "number"]
        if family == "legal_form" and governed:
            return governed.many and not numbers and governed.family not in PLURAL_BY_KIND
        if any(token.readings and token.readings <= {"2n", "2o"} for token in tokens[:at]):
            return True  # «школьные МО»
        named = bool(numbers) or any(token.kind == "quote" for token in tokens) or _proper(tokens)
        return _several_numbers(tokens) or (family in PLURAL_BY_KIND and not named)
    if tokens[0].kind == "acting":
        return False
    readings = head.readings & frozenset({"1n", "2n"})
    for token in tokens[:at]:
        readings = readings & token.readings or readings
    if {"1n", "2n"} <= readings and family == "deputy":
        return bool(governed and governed.many)
    return "1n" not in readings if readings else "2o" in head.readings and "1o" not in head.readings
