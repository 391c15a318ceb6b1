"""What a workflow is: a table of states and of the only moves between them. Data, no behaviour of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from techforce.access.permissions import Permission


@dataclass(frozen=True)
class State:
    """`label` is for staff. `public`, `meaning` and `next` are what the person concerned reads:
    where it stands, what that means, and who acts next."""

    key: str
    label: str
    public: str = ""
    meaning: str = ""
    next: str = ""
    tone: str = "info"
    terminal: bool = False


@dataclass(frozen=True)
class Transition:
    """One named move. `by`: the rights that allow it; `system`: the programme itself may do it.

    `notice` names the notification class that tells those concerned.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    label: str
    by: frozenset[Permission] = frozenset()
    system: bool = False
    reason: bool = False
    notice: str = ""


@dataclass(frozen=True)
class Workflow:
    """All states and transitions of one noun; `noun` is its model's label, as "applicants.application"."""

    noun: str
    title: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    start_notice: str = ""
    _states: dict[str, State] = field(init=False, repr=False, compare=False)
    _moves: dict[str, Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_states", {state.key: state for state in self.states})
        object.__setattr__(self, "_moves", {move.name: move for move in self.transitions})
        self._check()

    def _check(self) -> None:
        if len(self._states) != len(self.states) or len(self._moves) != len(self.transitions):
            raise ValueError(f"{self.noun}: a state or transition is named twice")
        for move in self.transitions:
            unknown = {*move.sources, move.target} - self._states.keys()
            if unknown:
                raise ValueError(f"{self.noun}: {move.name} names unknown states {sorted(unknown)}")
            if not move.by and not move.system:
                raise ValueError(f"{self.noun}: nobody may {move.name}")
            ended = [key for key in move.sources if self._states[key].terminal]
            if ended:
                raise ValueError(f"{self.noun}: {move.name} leaves a terminal state {ended}")

    @property
    def initial(self) -> str:
        """The state a new row starts in: the first of the table."""
        return self.states[0].key

    def state(self, key: str) -> State:
        """The state of this key. Raises KeyError."""
        return self._states[key]

    def transition(self, name: str) -> Transition:
        """The transition of this name. Raises KeyError."""
        return self._moves[name]

    def pairs(self) -> list[tuple[str, str]]:
        """Every (from, to) that the table lists, each once, in table order."""
        return list(
            dict.fromkeys((source, move.target) for move in self.transitions for source in move.sources)
        )

    def open_states(self) -> list[str]:
        """Keys of the states that are not the end."""
        return [state.key for state in self.states if not state.terminal]

    def available(self, state: str, permissions: Iterable[str]) -> list[Transition]:
        """What somebody with these rights may do from this state, for buttons."""
        held = set(permissions)
        return [
            move for move in self.transitions if state in move.sources and {p.value for p in move.by} & held
        ]


def move(
    name: str,
    sources: str,
    target: str,
    label: str,
    *by: Permission,
    system: bool = False,
    reason: bool = False,
    notice: str = "",
) -> Transition:
    """One line of a table; `sources` are state keys parted by spaces."""
    return Transition(name, tuple(sources.split()), target, label, frozenset(by), system, reason, notice)
