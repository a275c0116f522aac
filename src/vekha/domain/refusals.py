"""The root of everything a user may be told: bad input or a step that is not allowed."""


class RefusedError(Exception):
    """What was asked cannot be done. The message is Russian: what, where, what to do. Nothing was changed."""
