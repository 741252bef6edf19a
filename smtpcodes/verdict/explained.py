"""What verdicts ask of whoever explains a reply; ``unexplained`` knows nothing."""

from __future__ import annotations

from smtpcodes.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol
else:
    Protocol = object


class Explained(Protocol):
    """What a reply means; see ``knowledge.explanation.Explanation``."""

    @property
    def cause(self) -> str: ...
    @property
    def because(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def fix(self) -> str: ...
    @property
    def provider(self) -> str | None: ...
    @property
    def why(self) -> Sequence[Mapping[str, str]]: ...


class Explain(Protocol):
    """Explains the text of a reply. command: the verb that it answers."""

    def __call__(self, text: str, command: str | None = None) -> Explained: ...


class Unexplained(NamedTuple):
    """The meaning of a reply that nobody explains."""

    cause: str = "unknown"
    because: str = ""
    confidence: str = ""
    title: str = ""
    fix: str = ""
    provider: str | None = None
    why: Sequence[Mapping[str, str]] = ()


NOTHING: Explained = Unexplained()


def unexplained(text: str, command: str | None = None) -> Explained:
    """Explain no reply."""
    return NOTHING
