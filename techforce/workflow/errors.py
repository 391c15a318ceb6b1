"""Why a transition was refused. Each carries words for the person and the HTTP status that goes with it."""


class Refused(Exception):
    """A guard said no. The message is for the person who tried."""

    status = 422


class WrongState(Refused):
    """The subject is no longer in a state from which this can be done: somebody else was first."""

    status = 409


class NotAllowed(Refused):
    """The person lacks the right."""

    status = 403


class ReasonNeeded(Refused):
    """This transition is only done with a reason."""
