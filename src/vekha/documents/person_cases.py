"""Names and posts of orders turned into the nominative: by other places of the document, by endings."""

import re
from dataclasses import dataclass, field

from vekha.documents.wording import one_line

# «Директор И.К. Мельник»: a post before initials is no surname.
NO_POST = (
    r"(?!(?:Директор|Начальник|Министр|Ректор|Глава|Губернатор|Председатель|Заведующ|Руководител|Заместител|"
    r"Специалист|Методист|Куратор|Координатор|Консультант|Инспектор|Советник|Исполнител|Утвержд|Согласован)[а-яё]*\s)"
)
SURNAME = NO_POST + r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
INITIALS = r"[А-ЯЁ]\.\s?[А-ЯЁ]\."
FIRST_NAME = r"[А-ЯЁ][а-яё]+"
PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:ич(?:а|у|ем|ем)?|вн(?:а|у|е|ой|ы)|ичн(?:а|у|е|ой|ы))\b"
NAME = re.compile(
    rf"(?P<full>{SURNAME})\s+(?P<first>{FIRST_NAME})\s+(?P<patronymic>{PATRONYMIC})"
    rf"|(?P<after>{SURNAME})\s+(?P<i1>{INITIALS})|(?P<i2>{INITIALS})\s?(?P<before>{SURNAME})"
)
# Posts from the dative and the accusative (which is the genitive for a person) to the nominative.
POSTS = {
    "заместителя": "заместитель", "заместителю": "заместитель", "начальника": "начальник",
    "начальнику": "начальник", "директора": "директор", "директору": "директор",
    "руководителя": "руководитель", "руководителю": "руководитель", "специалиста": "специалист",
    "специалисту": "специалист", "специалиста-эксперта": "специалист-эксперт",
    "специалисту-эксперту": "специалист-эксперт", "заведующего": "заведующий", "заведующему": "заведующий",
    "заведующую": "заведующая", "заведующей": "заведующая", "методиста": "методист", "методисту": "методист",
    "куратора": "куратор", "куратору": "куратор", "ведущего": "ведущий", "ведущему": "ведущий",
    "главного": "главный", "главному": "главный", "первого": "первый", "первому": "первый",
    "старшего": "старший", "старшему": "старший", "консультанта": "консультант",
    "консультанту": "консультант", "инспектора": "инспектор", "инспектору": "инспектор",
    "советника": "советник", "советнику": "советник", "министра": "министр", "министру": "министр",
    "секретаря": "секретарь", "координатора": "координатор", "координатору": "координатор",
    "учителя": "учитель", "учителю": "учитель", "педагога": "педагог", "педагогу": "педагог",
    "психолога": "психолог", "психологу": "психолог",
    "логопеду": "логопед", "логопеда": "логопед", "педагога-психолога": "педагог-психолог", "и.о.": "и.о.",
}  # fmt: skip
# A surname's ending in the dative or accusative and what it is in the nominative; the first that fits.
ACCUSATIVE = (("ского", "ский"), ("цкого", "цкий"), ("скую", "ская"), ("цкую", "цкая"), ("ову", "ова"),
              ("еву", "ева"), ("ёву", "ёва"), ("ину", "ина"), ("ыну", "ына"), ("ова", "ов"), ("ева", "ев"),
              ("ёва", "ёв"), ("ина", "ин"), ("ына", "ын"), ("ую", "ая"), ("его", "ий"), ("у", "а"),
              ("ю", "я"), ("овой", "ова"), ("евой", "ева"), ("ёвой", "ёва"), ("иной", "ина"), ("ыной", "ына"),
              ("ской", "ская"), ("цкой", "цкая"), ("овым", "ов"), ("евым", "ев"), ("ёвым", "ёв"),
              ("иным", "ин"), ("ыным", "ын"))  # fmt: skip
DATIVE = (("скому", "ский"), ("цкому", "цкий"), ("ской", "ская"), ("цкой", "цкая"), ("овой", "ова"),
          ("евой", "ева"), ("ёвой", "ёва"), ("иной", "ина"), ("ыной", "ына"), ("ову", "ов"), ("еву", "ев"),
          ("ёву", "ёв"), ("ину", "ин"), ("ыну", "ын"), ("ому", "ый"), ("ой", "ая"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A name as printed: the surname in whatever case, initials without blanks."""

    surname: str
    initials: str
    printed: str = field(default="", compare=False)

    @property
    def written(self) -> str:
        return f"{self.surname} {self.initials}"


def nominative_role(text: str) -> str:
    words = one_line(text).strip(" .,;:)(").split()
    turned = 0
    for at, word in enumerate(words):
        nominative = _post_turned(word.lower().rstrip(","))
        if nominative is None:
            break
        words[at] = nominative
        turned += 1
        if not nominative.endswith("й"):
            break
    return " ".join(words) if turned else one_line(text)


def _post_turned(word: str) -> str | None:
    """«педагогу-психологу» turns in both its parts."""
    if word in POSTS or "-" not in word:
        return POSTS.get(word)
    parts = [POSTS.get(part) for part in word.split("-")]
    return "-".join(part for part in parts if part) if all(parts) else None


def nominative(name: re.Match[str], table: tuple[tuple[str, str], ...], spoken: str) -> str:
    """Return the name in the nominative: as it stands elsewhere in the document, else by its ending."""
    person = person_of(name)
    candidates = [
        person.surname.removesuffix(old) + new for old, new in table if person.surname.endswith(old)
    ]
    known = {person_of(one) for one in NAME.finditer(spoken)}
    named = [Person(surname, person.initials) for surname in candidates] or [person]
    return next((one for one in named if one in known), named[0]).written


def person_of(name: re.Match[str]) -> Person:
    if name["full"]:
        return Person(name["full"], f"{name['first'][0]}.{name['patronymic'][0]}.", name.group())
    return Person(name["after"] or name["before"], re.sub(r"\s", "", name["i1"] or name["i2"]), name.group())


def name_in(lines: list[str]) -> tuple[Person, str] | None:
    """Return the signer among the lines of a signature and the text before him. A name has its own line or
    ends one; only then may it be cut by a line break («г. Когалыма» + «И.Р. ...» is no «Когалыма И.Р.»).
    """
    for at, line in enumerate(lines):
        found = list(NAME.finditer(line))
        if found:
            return person_of(found[-1]), one_line(" ".join([*lines[:at], line[: found[-1].start()]]))
    return None
