"""Who stands behind an audience: a role at an organisation becomes a list of posts to try, in order."""

from vekha.domain.executors import ExecutorRole
from vekha.domain.organisations import Role
from vekha.domain.watches import Audience

# The posts of the executing organisation that answer for an executor's role, the first that is held.
# A role held by nobody goes to the head, whose letter then asks to appoint (design 4.18).
POSTS_OF_EXECUTOR: dict[str, tuple[Role, ...]] = {
    ExecutorRole.CURATOR: (Role.CURATOR, Role.HEAD),
    ExecutorRole.MENTOR: (Role.MENTOR, Role.CURATOR, Role.HEAD),
    ExecutorRole.DEPUTY_HEAD: (Role.DEPUTY_HEAD, Role.HEAD),
    ExecutorRole.METHODICAL_CENTRE: (Role.METHODIST, Role.HEAD),
    ExecutorRole.DEPARTMENT: (Role.SPECIALIST, Role.HEAD),
    ExecutorRole.UNIT: (Role.SPECIALIST, Role.HEAD),
    ExecutorRole.PERSON: (Role.SPECIALIST, Role.HEAD),
    ExecutorRole.UNSPECIFIED: (Role.SPECIALIST, Role.HEAD),
}
_HEAD_ONLY = (Role.HEAD,)

POSTS_OF_AUDIENCE: dict[Audience, tuple[Role, ...]] = {
    Audience.HEAD: _HEAD_ONLY,
    Audience.CONTROLLER: (Role.CONTROLLER, Role.HEAD),
    Audience.REGION: (Role.CURATOR, Role.CONTROLLER, Role.HEAD),
    Audience.REVIEWER: (Role.SPECIALIST, Role.CONTROLLER, Role.HEAD),
    Audience.AUTHOR: (Role.SPECIALIST, Role.CONTROLLER, Role.HEAD),
}


def posts_to_try(audience: Audience, executor_role: str) -> tuple[Role, ...]:
    """Return the roles to look for, best first. The head is last, so that nobody is left without a letter."""
    if audience is Audience.EXECUTOR:
        return POSTS_OF_EXECUTOR.get(executor_role, _HEAD_ONLY)
    return POSTS_OF_AUDIENCE[audience]


# What the last line of a letter tells about why this mailbox was chosen.
REASONS: dict[Audience, str] = {
    Audience.EXECUTOR: "вы отвечаете за исполнение пункта",
    Audience.HEAD: "вы руководите организацией-исполнителем",
    Audience.CONTROLLER: "на вас возложен контроль",
    Audience.REGION: "вы курируете муниципалитет",
    Audience.REVIEWER: "вы проверяете представленное",
    Audience.AUTHOR: "вы автор пункта, для которого нет дат",
}
