"""What a relay's answer means for a letter (RFC 5321 4.2, RFC 3463). Pure; one rule a row."""

import re
from dataclasses import dataclass
from enum import StrEnum

from vekha.domain.letters import Outcome, Reply


class Stage(StrEnum):
    """Where in the dialogue the relay answered. LOGIN: greeting, EHLO, STARTTLS, AUTH."""

    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Rule:
    """The first rule that fits decides. stages, codes, enhanced: any where empty; a pattern fits whole."""

    stages: tuple[Stage, ...]
    codes: str
    enhanced: str
    outcome: Outcome
    advice: str = ""


CHECK_LOGIN = "Проверьте VEKHA_SMTP_USER и пароль (VEKHA_SMTP_PASSWORD_FILE)."
CHECK_SENDER = "Сервер не принимает отправителя: проверьте VEKHA_SENDER и права учётной записи на него."
CHECK_POLICY = "Сервер отказывает нам, а не адресату: проверьте SPF, DKIM и разрешение на пересылку."
CHECK_RELAY = "Проверьте VEKHA_SMTP_HOST, VEKHA_SMTP_PORT, VEKHA_SMTP_SECURITY и сеть."

RULES = (
    # 530, 534, 535, 538: the login. The operator's fault, never the letter's, wherever it comes.
    Rule((), "53[0458]", "", Outcome.DOWN, CHECK_LOGIN),
    # The relay goes away or is too busy for us: it says so to everybody.
    Rule((), "421", "", Outcome.DOWN, ""),
    Rule((Stage.LOGIN,), "", "", Outcome.DOWN, CHECK_RELAY),
    # MAIL FROM is the same in every letter, save its size.
    Rule((Stage.SENDER,), "552", "", Outcome.NEVER),
    Rule((Stage.SENDER,), "5..", "", Outcome.DOWN, CHECK_SENDER),
    # 5.7.x is about us (RFC 3463: security or policy): kept until the operator has seen to it.
    Rule((), "5..", r"5\.7\.\d+", Outcome.LATER, CHECK_POLICY),
    # A full box may be emptied: 5.2.2, and 552 to a recipient, are taken for 452 (RFC 5321 4.5.3.1.10).
    Rule((), "5..", r"5\.2\.2", Outcome.LATER),
    Rule((Stage.RECIPIENT,), "552", "", Outcome.LATER),
    Rule((), "5..", "", Outcome.NEVER),
    # 4xx: greylisting, a busy disk. Anything else is no answer at all.
    Rule((), "", "", Outcome.LATER),
)


def reply_of(stage: Stage, code: int, words: str) -> Reply:
    """Return what becomes of the letter after the relay's `code` and `words` at this stage."""
    said = " ".join(f"{code} {words}".split())
    enhanced = re.match(r"\d{3} (\d\.\d{1,3}\.\d{1,3})\b", said)
    found = enhanced.group(1) if enhanced else ""
    rule = next(rule for rule in RULES if _fits(rule, stage, code, found))
    return Reply(rule.outcome, said, rule.advice)


def _fits(rule: Rule, stage: Stage, code: int, enhanced: str) -> bool:
    return (
        (not rule.stages or stage in rule.stages)
        and (not rule.codes or re.fullmatch(rule.codes, str(code)) is not None)
        and (not rule.enhanced or re.fullmatch(rule.enhanced, enhanced) is not None)
    )
