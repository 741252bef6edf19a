"""``recommend``: the knowledge base in reverse. Which reply should a server send?"""

from __future__ import annotations

from smtpcodes.knowledge import store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SCHEMA = "smtpcodes-recommendation/1"


class Recommendation:
    """The reply to send in a situation. line: the whole line. note: what else is right, and what is
    wrong."""

    __slots__ = ("code", "enhanced", "note", "says", "situation", "spec", "text")

    def __init__(self, entry: dict[str, Any]) -> None:
        self.situation: str = entry["id"]
        self.says: str = entry["says"]
        self.code: int = entry["code"]
        self.enhanced: str | None = entry.get("enhanced")
        self.text: str = entry.get("text", "")
        self.spec: list[str] = entry.get("spec", [])
        self.note: str = entry.get("note", "")

    @property
    def line(self) -> str:
        return " ".join(p for p in (str(self.code), self.enhanced or "", self.text) if p)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "situation": self.situation,
            "says": self.says,
            "reply": {"code": self.code, "enhanced": self.enhanced, "text": self.text},
            "line": self.line,
            "spec": self.spec,
            "note": self.note,
        }


def recommend(
    command: str | None = None,
    authenticated: bool | None = None,
    tls: bool | None = None,
    situation: str | None = None,
) -> Recommendation:
    """The reply for a situation, or the default one for a command in a state.

    Raises KeyError if there is no such situation, or none for this command.
    """
    found = situations(command, authenticated, tls, situation)
    if not found:
        raise KeyError(situation or command or "")
    return found[0]


def situations(
    command: str | None = None,
    authenticated: bool | None = None,
    tls: bool | None = None,
    situation: str | None = None,
) -> list[Recommendation]:
    """All that fit, the default one first."""
    made = []
    for entry in store.entries()["situations"]:
        if situation is not None and entry["id"] != situation:
            continue
        if (
            command is not None
            and command.upper() not in entry["commands"]
            and "any" not in entry["commands"]
        ):
            continue
        if authenticated is not None and entry.get("authenticated") not in (None, authenticated):
            continue
        if tls is not None and entry.get("tls") not in (None, tls):
            continue
        exact = (
            (entry.get("authenticated") == authenticated)
            + (entry.get("tls") == tls)
            + 2 * (command is not None and command.upper() in entry["commands"])
        )
        made.append((not entry.get("default", False), -exact, entry))
    made.sort(key=lambda x: x[:2])
    return [Recommendation(entry) for _, _, entry in made]
