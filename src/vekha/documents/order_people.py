"""Who keeps control and who leads: from the points of the order, the signature, the approval block."""

import re
from dataclasses import dataclass, field

from vekha.documents.prose import ORDERING, POINT, Prose
from vekha.documents.wording import one_line
from vekha.domain.roadmaps import Controller

SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
INITIALS = r"[А-ЯЁ]\.\s?[А-ЯЁ]\."
NAME = re.compile(rf"(?P<after>{SURNAME})\s+(?P<i1>{INITIALS})|(?P<i2>{INITIALS})\s?(?P<before>{SURNAME})")
CONTROL = re.compile(
    r"контрол\w*.*?(?:возложить|возлагаю|возлагается|поручить|закрепить)\s+(?:на\s+)?(?P<who>.+)",
    re.IGNORECASE | re.DOTALL,
)
KEPT = re.compile(r"контрол\w*[^.]*оставляю\s+за\s+собой", re.IGNORECASE)
DUTY = re.compile(
    r"(?:назначить|определить)\s+ответственн\w+|ответственност\w+[^.]*возложить\s+на", re.IGNORECASE
)
SIGNER = re.compile(
    r"и\.\s?о\.|(?:врио|исполняющ\w+|начальник|руководитель|директор|министр|глава|заведующ\w+|председатель|"
    r"заместитель|первый заместитель)\b",
    re.IGNORECASE,
)
APPROVED = re.compile(r"\W*утвержда[юе]", re.IGNORECASE)
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
    "психолога": "психолог", "педагога-психолога": "педагог-психолог", "и.о.": "и.о.",
}  # fmt: skip
DATIVES = tuple(post for post in POSTS if post.endswith(("ю", "у", "ому", "ему", "щей")))
# A surname's ending in the dative or accusative and what it is in the nominative; the first that fits.
ACCUSATIVE = (("ского", "ский"), ("цкого", "цкий"), ("скую", "ская"), ("цкую", "цкая"), ("ову", "ова"),
              ("еву", "ева"), ("ёву", "ёва"), ("ину", "ина"), ("ыну", "ына"), ("ова", "ов"), ("ева", "ев"),
              ("ёва", "ёв"), ("ина", "ин"), ("ына", "ын"), ("ую", "ая"), ("его", "ий"), ("у", "а"),
              ("ю", "я"))  # fmt: skip
DATIVE = (("скому", "ский"), ("цкому", "цкий"), ("ской", "ская"), ("цкой", "цкая"), ("овой", "ова"),
          ("евой", "ева"), ("ёвой", "ёва"), ("иной", "ина"), ("ыной", "ына"), ("ову", "ов"), ("еву", "ев"),
          ("ёву", "ёв"), ("ину", "ин"), ("ыну", "ын"), ("ому", "ый"), ("ой", "ая"))  # fmt: skip
QUOTE_CHARS = 400


@dataclass(frozen=True, slots=True)
class Person:
    """A name as printed: the surname in whatever case, initials without blanks."""

    surname: str
    initials: str
    printed: str = field(default="", compare=False)

    @property
    def written(self) -> str:
        return f"{self.surname} {self.initials}"


def people_of(prose: Prose, spoken: str) -> tuple[Controller, ...]:
    """Return the controllers the document names. `spoken`: all its text, some names in the nominative."""
    if prose.act is None:
        return _approvers(prose)
    points = order_points(prose)
    signer = _signer(prose)
    found = [person for point in points for person in _control_in(point, spoken, signer)]
    found += [person for point in points for person in _responsible_in(point, spoken)]
    return tuple(dict.fromkeys(found))


def order_points(prose: Prose) -> tuple[str, ...]:
    """Return the numbered points of the order in one line each; a blank line in a sentence cuts nothing."""
    points: list[str] = []
    ended = True
    for line in _after_ordering(prose):
        if POINT.match(line):
            points.append(line)
            ended = False
        elif line and points and not ended and (not _done(points[-1]) or line[:1].islower()):
            points[-1] += f" {line}"
        elif line:
            ended = True
    return tuple(one_line(point) for point in points)


def _done(text: str) -> bool:
    return text.rstrip().endswith((".", ";", ":"))


def _after_ordering(prose: Prose) -> tuple[str, ...]:
    for at, line in enumerate(prose.body):
        if ORDERING.search(line):
            return prose.body[at + 1 :]
    return prose.body


def _control_in(point: str, spoken: str, signer: tuple[str, str] | None) -> list[Controller]:
    text = _without_number(point)
    if KEPT.search(text) and signer:
        signed, post = signer
        return [Controller(signed, f"{post} (контроль оставлен за собой)".strip(), _quote(text), "control")]
    found = CONTROL.search(text)
    name = NAME.search(found["who"]) if found else None
    if found is None or name is None:
        return []
    role = _nominative_role(_around(found["who"], name))
    person = _nominative(name, ACCUSATIVE, spoken)
    return [Controller(person, f"{role} (контроль за исполнением)".strip(), _quote(text), "control")]


def _responsible_in(point: str, spoken: str) -> list[Controller]:
    text = _without_number(point)
    if duty := DUTY.search(text):
        name = NAME.search(text, duty.end())
        if name is None:
            return []
        after = text[name.end() :].strip(" ,.")
        role = _nominative_role(after or text[duty.end() : name.start()])
        person = _nominative(name, ACCUSATIVE, spoken)
        return [
            Controller(person, f"{role} (ответственный исполнитель)".strip(), _quote(text), "responsible")
        ]
    if text.lower().startswith(DATIVES):
        address = text.split(":")[0][:200]
        name = NAME.search(address)
        if name:
            role = _nominative_role(_around(address, name))
            return [Controller(_nominative(name, DATIVE, spoken), role, _quote(address), "responsible")]
    return []


def _without_number(point: str) -> str:
    return re.sub(r"^\d{1,2}(?:\.\d{1,2})*\.?\s*", "", point)


def _around(text: str, name: re.Match[str]) -> str:
    """The post stands before the name, or after it and a comma."""
    before = text[: name.start()].strip(" (,–-")
    after = re.split(r"[.;:]\s|[.;:]$", text[name.end() :], maxsplit=1)[0].strip(" ),")
    return one_line(before or after)


def _nominative_role(text: str) -> str:
    words = one_line(text).strip(" .,;:)(").split()
    turned = 0
    for at, word in enumerate(words):
        nominative = POSTS.get(word.lower().rstrip(","))
        if nominative is None:
            break
        words[at] = nominative
        turned += 1
        if not nominative.endswith("й"):
            break
    return " ".join(words) if turned else one_line(text)


def _nominative(name: re.Match[str], table: tuple[tuple[str, str], ...], spoken: str) -> str:
    """Return the name in the nominative: as it stands elsewhere in the document, else by its ending."""
    person = _person(name)
    candidates = [
        person.surname.removesuffix(old) + new for old, new in table if person.surname.endswith(old)
    ]
    known = {_person(one) for one in NAME.finditer(spoken)}
    named = [Person(surname, person.initials) for surname in candidates] or [person]
    return next((one for one in named if one in known), named[0]).written


def _person(name: re.Match[str]) -> Person:
    return Person(name["after"] or name["before"], re.sub(r"\s", "", name["i1"] or name["i2"]), name.group())


def _signer(prose: Prose) -> tuple[str, str] | None:
    """Return the name and post under the order."""
    lines = [line for line in prose.body if line]
    for at, line in reversed(list(enumerate(lines))):
        if not SIGNER.match(line) or POINT.match(line) or len(line) > 120:
            continue
        found = _name_in(lines[at : at + 8])
        if found:
            name, before = found
            post = re.split(r"_{2,}|ДОКУМЕНТ", before)[0].strip(" ,")
            return name.written, post[:1].lower() + post[1:]
    return None


def _approvers(prose: Prose) -> tuple[Controller, ...]:
    """«Утверждаю» over a plan without an order: who approved it; control nobody was given."""
    for at, line in enumerate(prose.lines):
        if APPROVED.match(line):
            block = [part for part in prose.lines[at : at + 6] if part]
            text = one_line(" ".join(block))
            found = _name_in(block)
            post = next((part for part in block if SIGNER.match(part)), "")
            if found:
                role = one_line(post.replace(found[0].printed, "")).strip(" _")
                role = f"{role[:1].lower()}{role[1:]} (утвердил документ; контроль не назначен)".strip()
                return (Controller(found[0].written, role, text[:QUOTE_CHARS], "approver"),)
    return ()


def _name_in(lines: list[str]) -> tuple[Person, str] | None:
    """Return the signer among the lines of a signature and the text before him. A name has its own line or
    ends one; only then may it be cut by a line break («г. Когалыма» + «И.Р. ...» is no «Когалыма И.Р.»).
    """
    for at, line in enumerate(lines):
        found = list(NAME.finditer(line))
        if found:
            return _person(found[-1]), one_line(" ".join([*lines[:at], line[: found[-1].start()]]))
    return None


def _quote(text: str) -> str:
    shown = text[:QUOTE_CHARS].rstrip(":; ")
    return shown if re.search(r"[А-ЯЁ]\.$", shown) else shown.rstrip(".")
