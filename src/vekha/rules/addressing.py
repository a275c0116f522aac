"""Whom an item obliges: executors' roles become organisations at, or below, the issuer of the roadmap."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vekha.domain.confirmed import Addressed
from vekha.domain.executors import ExecutorLevel, ExecutorPart, ExecutorRole, Executors
from vekha.domain.organisations import Kind, Level, Organisation, Post
from vekha.domain.places import Place, Remark, Weight
from vekha.rules.name_matching import (
    folded,
    numbers_said,
    organisations_named,
    organisations_numbered,
    stems,
)
from vekha.rules.person_names import PersonKey, person_key

# The level a role stands at when the text names none; None: the issuer's own (a school has no department).
USUAL_LEVEL: Mapping[ExecutorRole, ExecutorLevel | None] = {
    ExecutorRole.MINISTRY: ExecutorLevel.REGION,
    ExecutorRole.DEPARTMENT: None,
    ExecutorRole.AUTHORITY: None,
    ExecutorRole.UNIT: None,
    ExecutorRole.METHODICAL_CENTRE: None,
    ExecutorRole.SCHOOL: ExecutorLevel.SCHOOL,
    ExecutorRole.SCHOOL_HEAD: ExecutorLevel.SCHOOL,
    ExecutorRole.CURATOR: ExecutorLevel.SCHOOL,
    ExecutorRole.MENTOR: ExecutorLevel.SCHOOL,
    ExecutorRole.DEPUTY_HEAD: None,
    ExecutorRole.POST: None,
    ExecutorRole.PERSON: None,
    ExecutorRole.UNSPECIFIED: None,
}
# Which role an organisation keeps when several name it: organisation first, post second, person last.
PRECEDENCE = (
    ExecutorRole.MINISTRY,
    ExecutorRole.DEPARTMENT,
    ExecutorRole.AUTHORITY,
    ExecutorRole.METHODICAL_CENTRE,
    ExecutorRole.SCHOOL,
    ExecutorRole.UNIT,
    ExecutorRole.SCHOOL_HEAD,
    ExecutorRole.DEPUTY_HEAD,
    ExecutorRole.CURATOR,
    ExecutorRole.MENTOR,
    ExecutorRole.POST,
    ExecutorRole.PERSON,
    ExecutorRole.UNSPECIFIED,
)
# Kinds of organisation that stand for their level when an order says «ОО» or «муниципалитеты».
KINDS_AT_LEVEL: Mapping[Level, frozenset[str]] = {
    Level.REGION: frozenset({Kind.AUTHORITY}),
    Level.MUNICIPALITY: frozenset({Kind.AUTHORITY}),
    Level.SCHOOL: frozenset(
        {
            Kind.SCHOOL,
            Kind.KINDERGARTEN,
            Kind.ADDITIONAL_EDUCATION,
            Kind.COLLEGE,
            Kind.BRANCH,
        }
    ),
}
_DEPTH = {Level.REGION: 0, Level.MUNICIPALITY: 1, Level.SCHOOL: 2}
_LEVELS = {
    ExecutorLevel.REGION: Level.REGION,
    ExecutorLevel.MUNICIPALITY: Level.MUNICIPALITY,
    ExecutorLevel.SCHOOL: Level.SCHOOL,
}
_NAMED = "организация названа"
_QUOTE = re.compile(r"[«»\"“”„]")
_EDUCATION = ("образован", "просвещен", "минобр", "минпрос")
_AUTHORITY_WORDS = frozenset({"министерство", "департамент", "комитет", "управление", "служба"})
# A commission and a partner have no account here: nobody can be written to or late.
_NOBODY = frozenset({ExecutorRole.BODY, ExecutorRole.PARTNER, ExecutorRole.UNSPECIFIED})


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands around the issuer: the organisations below it, its own posts, and where people work."""

    issuer: Organisation
    below: tuple[Organisation, ...]
    posts: tuple[Post, ...] = ()
    workplaces: Mapping[PersonKey, int] | None = None


@dataclass(frozen=True, slots=True)
class Addressing:
    """Whom one item addresses, in order of the cell, and what nobody could be obliged for."""

    addressed: tuple[Addressed, ...]
    remarks: tuple[Remark, ...]


def addressing(executors: Executors, ground: Ground, place: Place | None = None) -> Addressing:
    """Return whom the cell obliges. Never empty: where nobody can be, the issuer is asked to appoint."""
    found: list[Addressed] = []
    left: list[str] = []
    partly: list[str] = []
    for part in executors.parts:
        here = _places(part, ground)
        found += here
        if not here and part.role is not ExecutorRole.UNSPECIFIED:
            left.append(part.text)
        elif 0 < len(here) < len(numbers_said(part.text)):
            partly.append(part.text)
    addressed = _merged(found) or (_nobody(ground, left),)
    remarks = [_remark(text, ground.issuer, place) for text in left]
    remarks += [_some_unknown(text, place) for text in partly]
    remarks += [_empty_level(one, place) for one in addressed if not _has_any(one, ground)]
    return Addressing(addressed, tuple(remarks))


def stands_for(unit: Organisation, level: Level) -> bool:
    """Whether the organisation is meant when a text addresses every one of `level`."""
    return unit.level is level and unit.kind in KINDS_AT_LEVEL[level]


def addressees(
    addressed: Iterable[Addressed], issuer_id: int, tree: Iterable[Organisation]
) -> dict[int, Addressed]:
    """Return who of the issuer's subtree is obliged, by organisation id; one role each, by precedence.

    Once somebody was appointed, the issuer is asked to appoint no more.
    """
    units = tuple(tree)
    everyone = tuple(addressed)
    appointed = [one for one in everyone if not one.missing]
    obliged: dict[int, Addressed] = {}
    for one in sorted(appointed or everyone, key=lambda each: PRECEDENCE.index(each.role)):
        for unit in units:
            if _means(one, unit, issuer_id):
                obliged.setdefault(unit.id, one)
    return obliged


def _means(one: Addressed, unit: Organisation, issuer_id: int) -> bool:
    if one.organisation_id is not None:
        return unit.id == one.organisation_id
    return one.level is not None and unit.id != issuer_id and stands_for(unit, one.level)


def _places(part: ExecutorPart, ground: Ground) -> list[Addressed]:
    if part.role in _NOBODY:
        return []
    if part.role is ExecutorRole.PERSON:
        return [_workplace(part, ground)]
    if part.role is ExecutorRole.POST and part.level is ExecutorLevel.UNKNOWN:
        return _own_post(part, ground)
    level = _level(part, ground.issuer.level)
    if level is None or _DEPTH[level] < _DEPTH[ground.issuer.level]:
        return []
    return _FINDERS.get(part.role, _at_level)(part, level, ground)


def _level(part: ExecutorPart, issuer: Level) -> Level | None:
    """The level a part stands at, None outside the tree. A department is never inside a school, a ministry
    never below its region.
    """
    if part.role is ExecutorRole.MINISTRY and part.level is not ExecutorLevel.FEDERAL:
        return Level.REGION
    if part.level is not ExecutorLevel.UNKNOWN:
        return _LEVELS.get(part.level)
    usual = USUAL_LEVEL[part.role]
    if usual is not None:
        return _LEVELS[usual]
    offices = {ExecutorRole.DEPARTMENT, ExecutorRole.AUTHORITY, ExecutorRole.METHODICAL_CENTRE}
    return Level.MUNICIPALITY if issuer is Level.SCHOOL and part.role in offices else issuer


def _at_level(part: ExecutorPart, level: Level, ground: Ground) -> list[Addressed]:
    if level is ground.issuer.level:
        return [_one(part, ground.issuer, "исполняет сам издатель")]
    units = tuple(unit for unit in ground.below if stands_for(unit, level))
    numbers = numbers_said(part.text)
    if numbers:
        matches = [organisations_numbered(number, part.text, units) for number in numbers]
        return [_one(part, named[0], _NAMED) for named in matches if len(named) == 1]
    if not part.many:
        named = organisations_named(part.text, units)
        if len(named) == 1 or _QUOTE.search(part.text):
            return [_one(part, unit, _NAMED) for unit in named if len(named) == 1]
    return [Addressed(part.role, level, None, missing=False, basis=_basis(part, _EACH[level]))]


_EACH = {
    Level.REGION: "каждый орган области",
    Level.MUNICIPALITY: "каждый муниципалитет ниже издателя",
    Level.SCHOOL: "каждая образовательная организация ниже издателя",
}


def _centres(part: ExecutorPart, level: Level, ground: Ground) -> list[Addressed]:
    """The methodical centre below the issuer (each, of a region's municipalities), else the issuer itself."""
    centres = tuple(unit for unit in ground.below if unit.kind == Kind.METHODICAL_CENTRE)
    own = tuple(unit for unit in centres if unit.parent_id == ground.issuer.id)
    chosen = own if level is ground.issuer.level and not part.many else centres
    named = () if part.many else organisations_named(part.text, _institutions(ground))
    chosen = named if len(named) == 1 else chosen
    if not chosen:
        return [_one(part, ground.issuer, "методического центра в дереве нет, отвечает издатель")]
    return [_one(part, unit, "методический центр издателя") for unit in chosen]


def _unit(part: ExecutorPart, level: Level, ground: Ground) -> list[Addressed]:
    """A unit is a part of the issuer, unless an organisation of the tree bears its name."""
    named = organisations_named(part.text, _institutions(ground))
    if len(named) == 1:
        return [_one(part, named[0], _NAMED)]
    if level is not ground.issuer.level:
        return _at_level(part, level, ground)
    return [_one(part, ground.issuer, "подразделение издателя")]


def _institutions(ground: Ground) -> tuple[Organisation, ...]:
    return tuple(unit for unit in ground.below if unit.kind != Kind.SCHOOL)


def _authority(part: ExecutorPart, level: Level, ground: Ground) -> list[Addressed]:
    """Police, culture, finance: obliged only where they stand in the tree, never in the issuer's stead."""
    named = organisations_named(part.text, (ground.issuer, *_institutions(ground)))
    if len(named) == 1:
        return [_one(part, named[0], _NAMED)]
    return _at_level(part, level, ground) if level is not ground.issuer.level else []


def _ministry(part: ExecutorPart, level: Level, ground: Ground) -> list[Addressed]:
    """The issuer where its own field or nothing but «министерство» is said; another ministry is outside."""
    words = folded(part.text).split()
    own = len(words) == 1 and words[0] in _AUTHORITY_WORDS
    if own or any(word.startswith(_EDUCATION) for word in words):
        return _at_level(part, level, ground)
    return _authority(part, level, ground)


def _post(part: ExecutorPart, level: Level, ground: Ground) -> list[Addressed]:
    """A post of an institution of the tree that is named behind it («методист ИМЦ»), else as any other."""
    _, _, owner = (part.post or part.text).partition(" ")
    named = organisations_named(owner, _institutions(ground))
    if level is ground.issuer.level and len(named) == 1:
        return [_one(part, named[0], _NAMED)]
    return _at_level(part, level, ground)


_FINDERS = {
    ExecutorRole.METHODICAL_CENTRE: _centres,
    ExecutorRole.UNIT: _unit,
    ExecutorRole.AUTHORITY: _authority,
    ExecutorRole.MINISTRY: _ministry,
    ExecutorRole.POST: _post,
}


def _own_post(part: ExecutorPart, ground: Ground) -> list[Addressed]:
    said = stems(part.post or part.text)
    if any(stems(post.title) and stems(post.title) <= said for post in ground.posts):
        return [_one(part, ground.issuer, "должность у издателя")]
    return []


def _workplace(part: ExecutorPart, ground: Ground) -> Addressed:
    key = person_key(part.name or part.text)
    here = (ground.workplaces or {}).get(key) if key else None
    if here is None or here == ground.issuer.id:
        return _one(part, ground.issuer, "назван сотрудник, отвечает издатель")
    return Addressed(part.role, None, here, missing=False, basis=_basis(part, "организация, где он работает"))


def _one(part: ExecutorPart, unit: Organisation, why: str) -> Addressed:
    return Addressed(part.role, None, unit.id, missing=False, basis=_basis(part, why))


def _basis(part: ExecutorPart, why: str) -> str:
    return f"«{part.text}»: {why}"


def _nobody(ground: Ground, left: list[str]) -> Addressed:
    said = f"«{'», «'.join(left)}» обязать нельзя" if left else "исполнитель не указан"
    basis = f"{said}: издателю предложено назначить исполнителя"
    return Addressed(ExecutorRole.UNSPECIFIED, None, ground.issuer.id, missing=True, basis=basis)


def _merged(found: list[Addressed]) -> tuple[Addressed, ...]:
    """One row per target; of several roles the first by precedence, every basis kept."""
    by_target: dict[tuple[Level | None, int | None], Addressed] = {}
    for one in sorted(found, key=lambda each: PRECEDENCE.index(each.role)):
        target = (one.level, one.organisation_id)
        kept = by_target.get(target)
        by_target[target] = one if kept is None else _with_basis(kept, one)
    return tuple(by_target.values())


def _with_basis(kept: Addressed, other: Addressed) -> Addressed:
    basis = kept.basis if other.basis in kept.basis else f"{kept.basis}; {other.basis}"
    return Addressed(kept.role, kept.level, kept.organisation_id, kept.missing, basis)


def _has_any(one: Addressed, ground: Ground) -> bool:
    return one.level is None or any(stands_for(unit, one.level) for unit in ground.below)


def _empty_level(one: Addressed, place: Place | None) -> Remark:
    return Remark(
        "no-organisations",
        f"{one.basis}, но ни одной такой организации ещё нет: обязательств не будет.",
        place,
        "Загрузите организации и повторите vekha issue.",
    )


def _some_unknown(text: str, place: Place | None) -> Remark:
    return Remark(
        "some-unknown",
        f"«{text}»: не все названные организации есть в дереве издателя; остальные обязательства не получат.",
        place,
        "Проверьте номера, загрузите организации или укажите исполнителя в решении (executor).",
    )


def _remark(text: str, issuer: Organisation, place: Place | None) -> Remark:
    return Remark(
        "no-obligation",
        f"«{text}» не получает обязательства: такой организации нет в дереве издателя.",
        place,
        f"Предложено: за участие отвечает {issuer.short_name or issuer.name}. Если исполнять должна другая "
        "организация, укажите её в решении (executor).",
        Weight.NOTE,
    )
