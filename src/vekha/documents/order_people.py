"""Who keeps control and who leads: from the points of the order, the signature, the approval block."""

import re

from vekha.documents.order_points import Duty, units_of
from vekha.documents.person_cases import ACCUSATIVE, DATIVE, NAME, name_in, nominative, nominative_role
from vekha.documents.prose import POINT, Prose
from vekha.documents.wording import one_line
from vekha.domain.roadmaps import Controller

CONTROL = re.compile(
    r"контрол\w*.*?(?P<verb>возложить|возлагаю|возлагается|возлагает|поручить|поручаю|закрепить)\s+(?:на\s+|за\s+)?"
    r"(?P<who>.+)",
    re.IGNORECASE | re.DOTALL,
)
KEPT = re.compile(r"контрол\w*.*?(?:оставляю\s+за\s+собой|(?:возлагаю|беру)\s+на\s+себя)", re.IGNORECASE)
SIGNER = re.compile(
    r"и\.\s?о\.|(?:врио|исполняющ\w+|начальник|руководитель|директор|министр|глава|заведующ\w+|председатель|"
    r"ректор|губернатор|заместитель|первый заместитель)\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[а-яё]\.)\s+(?=[А-ЯЁ])")
"""A PDF may print the signature on in the line of the last point."""
APPROVED = re.compile(r"\W*утвержда[юе]", re.IGNORECASE)
QUOTE_CHARS = 400


def people_of(prose: Prose, duties: tuple[Duty, ...], spoken: str) -> tuple[Controller, ...]:
    """Return the controllers the document names. `spoken`: all its text, some names in the nominative."""
    if prose.act is None:
        return _approvers(prose)
    signer = _signer(prose)
    found = [person for unit in units_of(prose) for person in _control_in(unit.text, spoken, signer)]
    for duty in duties:
        for one in duty.assigned.people if duty.assigned else ():
            role = one.post or "ответственный исполнитель"
            found.append(Controller(one.name, role, _quote(duty.unit.text), "responsible"))
    return tuple({(person.name, person.kind): person for person in reversed(found)}.values())[::-1]


def _control_in(text: str, spoken: str, signer: tuple[str, str] | None) -> list[Controller]:
    if KEPT.search(text) and signer:
        signed, post = signer
        return [Controller(signed, f"{post} (контроль оставлен за собой)".strip(), _quote(text), "control")]
    found = CONTROL.search(text)
    if found is None:
        return []
    table = DATIVE if found["verb"].lower().startswith("поруч") else ACCUSATIVE
    people = []
    said = 0
    for name in NAME.finditer(found["who"]):
        role = nominative_role(_around(found["who"][said:], name, said))
        person = nominative(name, table, spoken)
        people.append(
            Controller(person, f"{role} (контроль за исполнением)".strip(), _quote(text), "control")
        )
        said = name.end()
    return people


def _around(text: str, name: re.Match[str], cut: int) -> str:
    """The post stands before the name, or after it and a comma. `cut`: what `text` lacks before."""
    before = re.sub(r"^[\s,]*(?:и\s+)?", "", text[: name.start() - cut]).strip(" (,–-")
    after = re.split(r"[.;:]\s|[.;:]$", text[name.end() - cut :], maxsplit=1)[0].strip(" ),")
    return one_line(before or after)


def _signer(prose: Prose) -> tuple[str, str] | None:
    """Return the name and post under the order."""
    lines = [piece for line in prose.body if line for piece in SENTENCE.split(line)]
    for at, line in reversed(list(enumerate(lines))):
        if not SIGNER.match(line) or POINT.match(line) or len(line) > 120:
            continue
        found = name_in(lines[at : at + 8])
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
            found = name_in(block)
            post = next((part for part in block if SIGNER.match(part)), "")
            if found:
                role = one_line(post.replace(found[0].printed, "")).strip(" _")
                role = f"{role[:1].lower()}{role[1:]} (утвердил документ; контроль не назначен)".strip()
                return (Controller(found[0].written, role, text[:QUOTE_CHARS], "approver"),)
    return ()


def _quote(text: str) -> str:
    shown = text[:QUOTE_CHARS].rstrip(":; ")
    return shown if re.search(r"[А-ЯЁ]\.$", shown) else shown.rstrip(".")
