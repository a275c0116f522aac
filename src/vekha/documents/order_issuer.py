"""Who issues an order: its letterhead, the stamp of its appendix, the school that approves its own plan."""

import re
from collections import Counter

from vekha.documents.prose import Prose
from vekha.documents.wording import one_line
from vekha.domain.organisations import Level

SCHOOL = re.compile(
    r"школ|лице[йя]|гимнази|детск\w+ сад|\b(?:М?[БКА]?ДОУ|М[БКА]ОУ|ГБОУ|СОШ|ООШ)\b", re.IGNORECASE
)
MUNICIPAL = re.compile(r"муниципал|район|\bгород|округ|\bг\.|управлени\w+ образовани|отдел\w* образовани",
                       re.IGNORECASE)  # fmt: skip
REGIONAL = re.compile(r"министерств|правительств|губернатор|(?:област|кра|республик)\w*\s*$|департамент",
                      re.IGNORECASE)  # fmt: skip
PLACE_KINDS = frozenset({"г.", "с.", "п.", "ст.", "х.", "пгт.", "с.п.", "д."})
CONTACTS = re.compile(
    r"\b(?:тел|факс|ул|пл|пер|наб|просп|пр-т|e-?mail|эл\.?\s*почта|ИНН|ОГРН|ОКПО|КПП|http|www)\b|@|\b\d{6}\b",
    re.IGNORECASE,
)
SHORT_FORM = re.compile(r"[МГФКО]{1,3}[БАК]?(?:Д?ОУ|У)|ДПО|СОШ|ООШ|ДОУ|МИДЦ|ИМЦ|ЦРО|ИРО|РФ")
COUNTRY = re.compile(r"\W*российская\s+федерация\W*", re.IGNORECASE)
LITTLE = frozenset({"по", "при", "и", "в", "на", "с", "о", "об", "для", "из", "за", "от"})
PLACE_AFTER = re.compile(r"(?:район|округ|област|кра[йяею]\b|республик|поселени)")
PLACE_BEFORE = re.compile(
    r"город[ае]?|г\.|посёлка|поселка|села|станицы|деревни|республики|с\.|п\.|ст\.|пгт\."
)
ADJECTIVE = re.compile(r"(?:ий|ый|ого|его|ому|ой|ая)$")
GENERAL = re.compile(r"(?:муниципальн|городск|сельск|автономн|внутригородск|административн|федеральн)")
NOMINATIVES = {
    "управления": "Управление", "управлению": "Управление", "управлением": "Управление", "отдела": "Отдел",
    "министерства": "Министерство", "департамента": "Департамент", "комитета": "Комитет",
    "администрации": "Администрация", "отделом": "Отдел",
    "правительства": "Правительство", "совета": "Совет", "института": "Институт", "центра": "Центр",
    "школы": "Школа", "гимназии": "Гимназия", "лицея": "Лицей", "губернатора": "Губернатор",
}  # fmt: skip
SCHOOL_HEAD = re.compile(
    r"(?:и\.\s?о\.\s*)?(?:директор|заведующ\w+|руководитель)\s+(?P<school>.+)", re.IGNORECASE
)


def letterhead(prose: Prose) -> str | None:
    """Return the issuer above «ПРИКАЗ», in sentence case; the signature may name it in full."""
    lines = _name_lines(prose)
    if not lines:
        return None
    text = one_line(" ".join(lines))
    return _extended(_sentence_case(text, prose), prose) if len(text) < 300 else None


def _name_lines(prose: Prose) -> list[str]:
    """The block of lines above the act without its address and the country's name."""
    lines: list[str] = []
    for line in reversed(prose.head):
        if not line and lines:
            break
        if line and not CONTACTS.search(line):
            lines.insert(0, line)
    return [line for line in lines if not COUNTRY.fullmatch(line) or len(lines) == 1]


def _sentence_case(text: str, prose: Prose) -> str:
    """Write capitals as the document writes the same words elsewhere: «район» small, «Кавказский» not."""
    spoken = Counter(word for line in prose.body for word in re.findall(r"(?<!^)\b[А-ЯЁа-яё][а-яё-]+", line))
    words = text.split()
    shown = [_cased(words, at, spoken) if word.isupper() else word for at, word in enumerate(words)]
    joined = " ".join(shown)
    return joined[:1].upper() + joined[1:]


def _cased(words: list[str], at: int, spoken: Counter[str]) -> str:
    word, small = words[at], words[at].lower()
    if small in LITTLE or small in PLACE_KINDS:
        return small
    if (len(word) <= 3 and not word.endswith(".")) or SHORT_FORM.fullmatch(word):
        return word
    before, after = (
        (words[at - 1].lower() if at else ""),
        (words[at + 1].lower() if at + 1 < len(words) else ""),
    )
    named = PLACE_AFTER.match(after) and ADJECTIVE.search(small) and not GENERAL.match(small)
    if (named or PLACE_BEFORE.fullmatch(before)) and not PLACE_AFTER.match(small):
        return "-".join(part.capitalize() for part in word.split("-"))
    return _spoken(word, spoken)


def _spoken(word: str, spoken: Counter[str]) -> str:
    small, capital = word.lower(), word.capitalize()
    stem = small[: max(len(small) - 3, 4)]
    smalls = sum(count for one, count in spoken.items() if one.startswith(stem))
    capitals = sum(count for one, count in spoken.items() if one.startswith(stem.capitalize()))
    return capital if capitals > smalls else small


def _extended(issuer: str, prose: Prose) -> str:
    """Add what the signature says beyond the letterhead: «... округа» -> «... округа ... края»."""
    body = one_line(" ".join(prose.body[-20:]))
    tail = " ".join(issuer.split()[-2:])
    found = re.search(
        re.escape(tail) + r"\s+((?:[А-ЯЁ][а-яё]+\s+)(?:края|области|республики))", body, re.IGNORECASE
    )
    return f"{issuer} {found[1]}" if found and found[1] not in issuer else issuer


def stamped_issuer(printed: str) -> str | None:
    """«к приказу Управления образования г. Азова от ...» names the issuer in the genitive.

    An abbreviation at its beginning has no cases: «приказом МБОУ «Гимназия № 5» от ...».
    """
    words = printed.split()
    if words and words[0].isupper() and words[0].isalpha() and len(words[0]) > 2:
        return " ".join(words).strip(" ,")
    if not words or words[0].lower() not in NOMINATIVES:
        return None
    return " ".join([NOMINATIVES[words[0].lower()], *words[1:]]).strip(" ,")


def approver_school(prose: Prose) -> str | None:
    if prose.act is not None:
        return None
    for line in prose.lines:
        found = SCHOOL_HEAD.match(line)
        if found and SCHOOL.search(found["school"]):
            return one_line(re.split(r"\s[А-ЯЁ]\.|_{2,}", found["school"])[0])
    return None


def level_of(issuer: str | None) -> Level | None:
    """Return the level an issuer's name shows, None for none or an unclear one."""
    if not issuer:
        return None
    if SCHOOL.search(issuer) and not re.match(r"(?:управлени|отдел|министерств)", issuer, re.IGNORECASE):
        return Level.SCHOOL
    if re.match(r"министерств", issuer, re.IGNORECASE):
        return Level.REGION
    if MUNICIPAL.search(re.sub(r"образовани\w+ и науки", "", issuer)) and not re.search(
        r"управлени\w+ образовани\w+ (?:и науки )?[А-ЯЁ]\w+(?:ской|ского) (?:области|края)$", issuer
    ):
        return Level.MUNICIPALITY
    return Level.REGION if REGIONAL.search(issuer) else None
