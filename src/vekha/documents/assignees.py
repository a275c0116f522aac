"""Whom a point of an order obliges: the words in the dative before its verb, turned into the nominative."""

import re
from dataclasses import dataclass

from vekha.documents.person_cases import ACCUSATIVE, DATIVE, NAME, nominative, nominative_role
from vekha.documents.wording import one_line

# Infinitives by ending; nouns that end alike are named, verbs in -сти and -чь are a closed list.
VERB = re.compile(
    r"\b(?!(?:сеть|печать|память|мать|пять|девять|десять|дети|пути|область)\b)"
    r"(?:[а-яё]{2,}(?:ать|ять|еть|ить|оть|уть|ыть)(?:ся)?|(?:про|до|вне|вве|вне|за|при|пере|с|от|под|произ|об)?"
    r"(?:вести|нести|рести)|внести|ввести|(?:при|из|во|у|от|раз)?влечь|помочь|пресечь|сберечь|(?:у|про|за|с|вы)честь)(?:сь)?\b",
    re.IGNORECASE,
)
SOFT_ORDER = re.compile(r"(?:рекоменд\w+|предложить|поручить|просить)\s+", re.IGNORECASE)
# A noun in the dative -> (nominative, gender of the adjectives before it; p: plural, a post is small).
POST_NOUNS = {
    "руководителям": "руководители", "директорам": "директора", "начальникам": "начальники",
    "заведующим": "заведующие", "специалистам": "специалисты", "методистам": "методисты",
    "учителям": "учителя", "педагогам": "педагоги", "кураторам": "кураторы", "координаторам": "координаторы",
    "заместителям": "заместители", "психологам": "психологи", "педагогам-психологам": "педагоги-психологи",
    "главам": "главы", "ректорам": "ректоры", "председателям": "председатели", "воспитателям": "воспитатели",
    "наставникам": "наставники", "ответственным": "ответственные", "консультантам": "консультанты",
    "старостам": "старосты", "советникам": "советники", "библиотекарям": "библиотекари",
    "администраторам": "администраторы", "секретарям": "секретари",
}  # fmt: skip
BODY_NOUNS = {
    "отделу": ("отдел", "m"), "управлению": ("управление", "n"), "департаменту": ("департамент", "m"),
    "министерству": ("министерство", "n"), "комитету": ("комитет", "m"), "институту": ("институт", "m"),
    "центру": ("центр", "m"), "учреждению": ("учреждение", "n"), "бухгалтерии": ("бухгалтерия", "f"),
    "администрации": ("администрация", "f"), "службе": ("служба", "f"), "группе": ("группа", "f"),
    "комиссии": ("комиссия", "f"), "совету": ("совет", "m"), "школе": ("школа", "f"),
    "фонду": ("фонд", "m"), "сектору": ("сектор", "m"), "кабинету": ("кабинет", "m"),
    "организации": ("организация", "f"), "агентству": ("агентство", "n"), "инспекции": ("инспекция", "f"),
    "академии": ("академия", "f"), "университету": ("университет", "m"), "лицею": ("лицей", "m"),
    "гимназии": ("гимназия", "f"), "объединению": ("объединение", "n"), "дому": ("дом", "m"),
    "органам": ("органы", "p"), "организациям": ("организации", "p"), "учреждениям": ("учреждения", "p"),
    "школам": ("школы", "p"), "отделам": ("отделы", "p"), "управлениям": ("управления", "p"),
    "центрам": ("центры", "p"), "службам": ("службы", "p"), "комитетам": ("комитеты", "p"),
    "администрациям": ("администрации", "p"), "командам": ("команды", "p"), "группам": ("группы", "p"),
}  # fmt: skip
ADJECTIVES = {
    "m": (("кому", "кий"), ("гому", "гий"), ("шему", "ший"), ("ому", "ый"), ("ему", "ий")),
    "n": (("ому", "ое"), ("ему", "ее")),
    "f": (("ой", "ая"), ("ей", "яя")),
    "p": (("ким", "кие"), ("гим", "гие"), ("шим", "шие"), ("ым", "ые"), ("им", "ие")),
}
ROLE_END = re.compile(r"[.;:]\s|[.;:]$|,\s+(?=на\s|за\s)")
COORDINATE = re.compile(r"(,\s+|\s+и\s+)")


@dataclass(frozen=True, slots=True)
class NamedPost:
    """A person in the nominative with his post, "" where none is said."""

    name: str
    post: str

    @property
    def text(self) -> str:
        return ", ".join(filter(None, (self.name, self.post)))


@dataclass(frozen=True, slots=True)
class Assignee:
    """`text` in the nominative; `people` where persons are meant, not a body or a kind of post."""

    text: str
    people: tuple[NamedPost, ...] = ()


def parted(text: str) -> tuple[str, str]:
    """Part a point into whom it addresses and what is to be done; nobody is the empty text."""
    text = SOFT_ORDER.sub("", text, count=1) if SOFT_ORDER.match(text) else text
    colon = text.find(":")
    head = text[:colon] if colon >= 0 else text
    verb = next((found for found in VERB.finditer(head) if not _in_brackets(head, found.start())), None)
    if verb:
        return text[: verb.start()].strip(" ,–-"), text[verb.start() :].strip()
    if colon >= 0:
        return head.strip(), text[colon + 1 :].strip()
    return "", text


def _in_brackets(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at) or text.count("«", 0, at) > text.count("»", 0, at)


def assignee(address: str, spoken: str) -> Assignee | None:
    """Return whom an address in the dative means; None where it is no address.

    `spoken`: all the document's text, some names in the nominative.
    """
    plain = one_line(address).strip(" ,:;–-")
    names = list(NAME.finditer(plain))
    words = plain.split()
    if not words:
        return None
    first = words[0].lower().strip(",")
    turned = _turned(plain)
    if len(names) == 1 and not _of_a_body(plain):
        return _person(plain, names[0], spoken)
    if names or turned != plain:
        return Assignee(_with_names(turned, spoken))
    return Assignee(plain) if first.endswith(("ам", "ям", "ым", "им", "у", "ю")) else None


def appointed(text: str, spoken: str) -> tuple[NamedPost, ...]:
    """Return who is appointed: «назначить куратором Фёдорову А.П., заместителя директора»."""
    names = list(NAME.finditer(text))
    if not names:
        return ()
    ends = [*(name.start() for name in names[1:]), len(text)]
    return tuple(
        _appointed(text[: name.start()], name, text[name.end() : end], spoken)
        for name, end in zip(names, ends, strict=True)
    )


def _appointed(before: str, name: re.Match[str], after: str, spoken: str) -> NamedPost:
    said = one_line(ROLE_END.split(after, maxsplit=1)[0]).removesuffix(" и").strip(" ,.–-)")
    follows = after.lstrip()[:1] in {",", "(", "–", "-"} and said
    post = nominative_role(said.lstrip("( ")) if follows else _post_before(before)
    return NamedPost(nominative(name, ACCUSATIVE, spoken), post)


def _post_before(text: str) -> str:
    """«... возложить на начальника отдела Кузина М.М.»: the post after the last «на»."""
    said = re.split(r"\bна\s+", text)[-1].strip(" ,(")
    turned = nominative_role(said)
    return turned if turned != one_line(said) else ""


def _person(plain: str, name: re.Match[str], spoken: str) -> Assignee:
    before, after = plain[: name.start()].strip(" (,–-"), plain[name.end() :].strip(" ),–-")
    said = nominative_role(before or after)
    post = _turned(said) if said == (before or after) else said
    post = post[:1].lower() + post[1:] if not post[:2].isupper() else post
    one = NamedPost(nominative(name, DATIVE, spoken), post)
    return Assignee(one.text, (one,))


def _of_a_body(plain: str) -> bool:
    """An organisation with a name in brackets is the organisation's duty."""
    nouns = (word.lower().strip(",()") for word in plain.split())
    known = next((word for word in nouns if word in BODY_NOUNS or nominative_role(word) != word), "")
    return known in BODY_NOUNS


def _with_names(text: str, spoken: str) -> str:
    return NAME.sub(lambda found: nominative(found, DATIVE, spoken), text)


def _turned(phrase: str) -> str:
    """Turn each coordinated noun that stands in the dative, with the adjectives before it."""
    return "".join(
        piece if COORDINATE.fullmatch(piece) else _noun_turned(piece) for piece in COORDINATE.split(phrase)
    )


def _noun_turned(phrase: str) -> str:
    words = phrase.split(" ")
    for at, word in enumerate(words):
        small = word.lower()
        if small in POST_NOUNS:
            before = [_adjective(one, "p").lower() for one in words[:at]]
            return " ".join([*before, POST_NOUNS[small], *words[at + 1 :]])
        if small in BODY_NOUNS:
            noun, gender = BODY_NOUNS[small]
            before = [_adjective(one, gender) for one in words[:at]]
            noun = noun.capitalize() if word[:1].isupper() else noun
            return " ".join([*before, noun, *words[at + 1 :]])
        if nominative_role(small) != small:
            before = [_adjective(one, "m") for one in words[:at]]
            return " ".join([*before, nominative_role(small), *words[at + 1 :]])
        if not any(small.endswith(old) for ends in ADJECTIVES.values() for old, _ in ends):
            return phrase
    return phrase


def _adjective(word: str, gender: str) -> str:
    return next(
        (word.removesuffix(old) + new for old, new in ADJECTIVES[gender] if word.lower().endswith(old)), word
    )
