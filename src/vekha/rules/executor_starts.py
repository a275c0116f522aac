"""Whether a word opens a new addressee or goes on with the one before it.

A separator cuts only where a new nominative head follows it («Директор, учителя»); in front of a genitive, a
field of work or a participle it lies inside a name («Отдел образования, молодежной политики и культуры»,
«лица, замещающие муниципальные должности»). Without a separator an unmistakable nominative cuts too, and is
doubted.
"""

import re
from collections.abc import Sequence

from vekha.rules.executor_lexicon import PARTICIPLE_STEMS, lexicon
from vekha.rules.executor_pieces import HEADS, Piece
from vekha.rules.executor_tokens import Token

APPOSITIVES = (
    "психолог", "логопед", "дефектолог", "организатор", "библиотекар", "предметник", "наставник", "эксперт",
    "координатор",
)  # fmt: skip
NOMINATIVE = ("ие", "ура", "изм", "порт")
PASSIVE_STEMS = ("енн", "анн", "янн", "ённ", "дит", "рыт")
AIDES = ("советник", "помощник", "референт", "ассистент", "представител", "уполномоченн", "ответственн")
OWNED = re.compile(r"[МГКОФН][А-ЯЁа-яё]*У(?:К|З|ДО|ДПО)?")
INSTRUMENTAL = ("ами", "ями")
GENITIVE = ("ости", "ений", "аний", "ения", "ания", "ению", "анию", "ации", "ствия", "ов")
DATIVE = ("ам", "ям", "ом", "ем", "ами", "ями")  # «по вопросам организации ...» goes on
MEMBERS = frozenset({"school", "institution", "organisation", "culture", "college", "university", "partner"})
SUPERIORS = frozenset(
    {"executive", "committee", "administration", "ministry", "division", "department", "department_many"}
    | {"police", "public", "methodical", "agency", "government", "school"}
)
LOST = "Разделитель между исполнителями потерян; предложено разделить перед «{}»."
GOVERNED = "Не ясно, относится ли «{}» к должности перед ним или названо само."
SHARED = "Дополнение при «{1}» может относиться и к слову «{0}»."
WRAPPED = "Слово «{}» с новой строки: продолжение названия или новый исполнитель."
OPEN_ENDED = "Слово «{}» не распознано: продолжение названия или новый исполнитель."


def starts(tokens: Sequence[Token], at: int, last: Piece, joint: str) -> tuple[bool, str]:
    """Whether tokens[at] opens a new phrase after `last`, and the doubt that goes with it."""
    if joint == "":
        return _lost(tokens, at, last)
    if joint in {"semicolon", "with"}:
        return True, ""
    if joint != "dash" and (doubt := _transitive(tokens, at)):
        return tokens[at + 1].kind == "post", doubt if tokens[at + 1].kind != "post" else ""
    if joint == "dash" or _goes_on(tokens, at, last) or (last.head is None and not _alone(last)):
        return False, ""
    if joint in {"stop", "newline"}:
        return _after_line(tokens, at, last, joint)
    return _after_separator(tokens, at, last, joint)


def _after_line(tokens: Sequence[Token], at: int, last: Piece, joint: str) -> tuple[bool, str]:
    if joint == "newline" and _wrapped(tokens, at, last):
        return False, WRAPPED.format(tokens[at].text)
    begins = joint == "newline" or tokens[at].text[0].isupper()
    return (begins and nominative(tokens, at)) or _lost(tokens, at, last)[0], ""


def _goes_on(tokens: Sequence[Token], at: int, last: Piece) -> bool:
    """Words that never begin an addressee: prepositions, fields of work, numbers, quotes, participles."""
    token = tokens[at]
    if token.kind in {"preposition", "area", "number", "quote", "bracket"}:
        return True
    if _passive(tokens, at, last):
        return True
    participle = token.low.removesuffix("ся")[:-2].endswith(PARTICIPLE_STEMS)
    if not participle or (token.kind != "adjective" and token.low in lexicon().nouns):
        return False
    head = last.head
    agrees = head is None or not token.readings or bool(head.readings & token.readings)
    return token.entry is None and agrees


def _passive(tokens: Sequence[Token], at: int, last: Piece) -> bool:
    """«Лицо, назначенное приказом»: a participle of the noun before the comma, a complement after it."""
    token, head = tokens[at], last.head
    if token.kind != "adjective" or not token.low[:-2].endswith(PASSIVE_STEMS) or head is None:
        return False
    return bool(head.readings & token.readings) and next_noun(tokens, at) is None


def _transitive(tokens: Sequence[Token], at: int) -> str:
    """Return the doubt of a participle that agrees with the noun after it: its object or its noun.

    «обслуживающий персонал» is a new executor, «курирующий отдел» goes on: people differ in the two cases.
    """
    token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    participle = (
        token.kind == "adjective" and token.entry is None and token.low[:-2].endswith(PARTICIPLE_STEMS)
    )
    if not participle or after is None or after.kind not in {"post", "org"}:
        return ""
    agrees = token.readings & after.readings & {"1n", "2n"}
    return OPEN_ENDED.format(token.text) if agrees else ""


def _wrapped(tokens: Sequence[Token], at: int, last: Piece) -> bool:
    """A small genitive-looking word under a noun: a wrapped line («Администрация», «школы») or a list."""
    token, before = tokens[at], last.tokens[-1]
    return (
        before is last.head
        and before.kind in {"post", "org"}
        and token.kind in {"post", "org"}
        and token.text[0].islower()
        and "1o" in token.readings
    )


def _alone(piece: Piece) -> bool:
    """Whether a phrase without a known head is closed: it ends with no dangling adjective."""
    return piece.tokens[-1].kind not in {"adjective", "adj", "class", "acting"}


def plural_start(tokens: Sequence[Token], at: int) -> bool:
    noun = next_noun(tokens, at)
    return noun is not None and "1n" not in noun.readings


def next_noun(tokens: Sequence[Token], at: int) -> Token | None:
    for token in tokens[at:]:
        if token.kind in {"adjective", "class", "adj", "acting", "newline"}:
            continue
        return token if token.kind in HEADS else None
    return None


def _after_separator(tokens: Sequence[Token], at: int, last: Piece, joint: str) -> tuple[bool, str]:
    token = tokens[at]
    noun = next_noun(tokens, at)
    if token.kind == "acting":
        return True, ""
    if noun is None:
        return _unknown_start(token, last, joint)
    if noun.kind == "abbr":
        return _abbreviation_start(token, noun, last, joint)
    if not nominative(tokens, at) and noun.low.endswith(INSTRUMENTAL) and not _with_whom(last):
        return last.joint == "with", "" if last.joint == "with" else OPEN_ENDED.format(noun.text)
    if not nominative(tokens, at) or _apposed(tokens, at, last):
        return False, ""
    return _coordinated(noun, alone=noun is token, last=last, joint=joint)


def _with_whom(last: Piece) -> bool:
    """«специалист по работе с детьми, родителями»: the preposition governs the whole list."""
    return any(token.kind == "preposition" for token in last.tokens)


def _coordinated(noun: Token, *, alone: bool, last: Piece, joint: str) -> tuple[bool, str]:
    """A nominative after a separator opens a phrase, unless «и» joins it to an oblique noun of its kind."""
    if joint == "joint" and len(last.tokens) == 1 and last.tokens[0].kind == "org":
        return True, SHARED.format(last.tokens[0].text, noun.text)
    if joint == "comma" and noun.low == "ответственный" and _is_family(last.tokens[0], "deputy"):
        return True, GOVERNED.format(noun.text)
    if noun.entry and noun.entry.oblique and _governed_too(noun, last, joint, alone=alone):
        return False, GOVERNED.format(noun.text)
    return True, ""


def _governed_too(noun: Token, last: Piece, joint: str, *, alone: bool) -> bool:
    """Whether a form that may be oblique goes on with what the phrase before governs."""
    family = noun.entry.family if noun.entry else ""
    if joint == "comma" and family == "pupil":
        return _with_whom(last)  # «отдел по делам культуры, молодежи и спорта»
    if joint == "comma":
        return alone and family in {"public", "police"} and _governs_bodies(last)
    if joint == "joint" and alone and _under_a_post(last, noun):
        return True
    return joint in {"joint", "slash"} and alone and _same_kind(last, noun)


def _governs_bodies(last: Piece) -> bool:
    """«Сотрудники МЧС, прокуратуры»: a post over an organisation may go on with another."""
    nouns = [token.kind for token in last.tokens if token.kind in HEADS]
    return nouns[:1] == ["post"] and nouns[-1] in {"org", "abbr"}


def _apposed(tokens: Sequence[Token], at: int, last: Piece) -> bool:
    """«Лица, ответственные за ...»: the adjective belongs to the persons before the comma."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    head = last.head
    return (
        head is not None
        and head.low.startswith("лиц")
        and tokens[at].low.startswith("ответственн")
        and after is not None
        and after.kind == "preposition"
    )


def nominative(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words from `at` on read as a nominative: adjectives and noun agree in one."""
    readings = frozenset({"1n", "2n"})
    for token in tokens[at:]:
        if token.kind == "adjective":
            readings &= token.readings
        elif token.kind in HEADS:
            return bool(readings & token.readings)
        elif token.kind not in {"class", "adj", "newline", "acting"}:
            return False
    return False


def _under_a_post(last: Piece, noun: Token) -> bool:
    """«Аппарат Губернатора и Правительства»: an organisation of a post and of an organisation."""
    nouns = [token.kind for token in last.tokens if token.kind in HEADS]
    return nouns[:1] == ["org"] and nouns[-1] == "post" and noun.kind == "org"


def _same_kind(last: Piece, noun: Token) -> bool:
    """Whether the phrase before ends with an oblique noun of the same kind: «директор школы и библиотеки»."""
    nouns = [token for token in last.tokens if token.kind in HEADS]
    return len(nouns) > 1 and nouns[-1].kind == noun.kind and nouns[-1].kind != "abbr"


def _unknown_start(token: Token, last: Piece, joint: str) -> tuple[bool, str]:
    if token.text.isupper() and 2 <= len(token.text) <= 8:
        return True, OPEN_ENDED.format(token.text)
    ending = (*GENITIVE, "ке", "ре", "ле") if _with_whom(last) else GENITIVE
    if joint == "joint" and token.text[0].islower() and token.low.endswith(ending) and len(last.tokens) > 1:
        return False, ""
    if token.kind == "adjective" and _adjective_clear(token):
        return True, OPEN_ENDED.format(token.text)
    if token.kind == "adjective" or (token.features and not token.low.endswith(NOMINATIVE)):
        return False, ""
    oblique = token.low.endswith(
        ("ов", "ев", "ей", "ий", "ых", "их", "ого", "его", "ии", "ам", "ям", "ами", "ях")
    )
    if token.kind == "word" or oblique or len(last.tokens) > 1:
        return False, OPEN_ENDED.format(token.text)
    return True, OPEN_ENDED.format(token.text)


def _abbreviation_start(token: Token, noun: Token, last: Piece, joint: str) -> tuple[bool, str]:
    head = last.head
    if token.low.startswith("подведомственн") and noun.entry and noun.entry.family in SUPERIORS:
        return False, ""  # «ОО, подведомственные УО»
    nouns = [token for token in last.tokens if token.kind in HEADS]
    governs = (
        head is not None and head.kind == "post" and len(nouns) > 1 and nouns[-1].kind in {"abbr", "org"}
    )
    if not governs:
        return True, ""
    return joint not in {"joint", "slash"}, GOVERNED.format(noun.text)


def _lost(tokens: Sequence[Token], at: int, last: Piece) -> tuple[bool, str]:
    """A nominative that can be nothing else, right after a finished phrase, lost its separator."""
    noun, head = next_noun(tokens, at), last.head
    if noun is None or head is None or not noun.entry or not head.entry or not _alone(last):
        return False, ""
    if noun.kind == "abbr":
        apart = _educational(last, head) and noun.entry.family in {"school_many", "methodical"}
        return apart, LOST.format(noun.text) if apart else ""
    apposed = noun.low.startswith(APPOSITIVES) and _is_family(last.tokens[-1], "post")
    inside = noun.entry.family == "territory" or noun.text.isupper() or apposed
    inside |= head.entry.family == "body" and noun.text.endswith(".")  # «РМО зам. директоров»: any case
    if (
        inside
        or _form_of_ownership(last)
        or head.entry.family == "legal_form"
        or last.tokens[-1].kind in {"preposition", "dash"}
    ):
        return False, ""
    if not nominative(tokens, at):
        return False, ""
    if not _unmistakable(tokens[at], noun, last, head) and not _saturated(noun, last, head):
        return False, ""
    return True, LOST.format(tokens[at].text)


def _educational(last: Piece, head: Token) -> bool:
    """An education authority named to the end: «УО», «Управление образования»."""
    family = head.entry.family if head.entry else ""
    ended = last.tokens[-1].low.startswith(("образовани", "администраци", "район", "город", "округ"))
    named = any("образование" in token.features for token in last.tokens)
    return family.startswith("department") or (family in {"executive", "committee"} and named and ended)


def _form_of_ownership(last: Piece) -> bool:
    """«МБУК Краеведческий музей»: the institution's own name follows its abbreviation."""
    return all(token.kind in {"abbr", "area"} for token in last.tokens) and bool(
        OWNED.fullmatch(last.tokens[0].text)
    )


def _saturated(noun: Token, last: Piece, head: Token) -> bool:
    """Whether the phrase has its complement already, so that a genitive-looking plural is hardly its own."""
    end = last.tokens[-1]
    if noun.entry is None or "2n" not in noun.readings or end.low.endswith(DATIVE):
        return False
    if noun.kind == "post":
        free = end is head and "1n" not in head.readings and not head.low.startswith(AIDES)
        return noun.entry.family != "pupil" and (end.kind != "post" or (free and _is_family(head, "post")))
    ruling = end if end.kind == "abbr" or _is_family(end, "school") else head
    family = ruling.entry.family if ruling.entry else ""
    if noun.entry.family not in MEMBERS or family not in SUPERIORS:
        return False
    if family == "division" and not any(
        token.features & {"образование", "культура"} for token in last.tokens
    ):
        return False
    return end is not head or head.kind == "abbr" or family == "school"


def _is_family(token: Token, family: str) -> bool:
    return token.entry is not None and token.entry.family == family


def _unmistakable(first: Token, noun: Token, last: Piece, head: Token) -> bool:
    """Whether a nominative is no genitive in disguise: by its form, its adjective, or where it stands."""
    if noun.entry is None or not noun.entry.oblique or (noun is not first and _adjective_clear(first)):
        return True
    if noun.kind != "post" or "2n" not in noun.readings or noun is not first:
        return False
    after_organisation = last.tokens[-1].kind == "org" and head.kind == "post"
    return after_organisation or (noun.text[0].isupper() and head.kind == "org")


def _adjective_clear(token: Token) -> bool:
    return bool(token.readings) and not token.readings & {"1o", "2o"}
