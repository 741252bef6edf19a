"""Formats: one file each, in a folder for each command.

They print what a report holds and compute nothing.
"""

from __future__ import annotations

import importlib
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from smtpcodes.formats.receiver import LintReceiver


def names(package: ModuleType) -> tuple[str, ...]:
    """The formats whose files stand in `package`: text first, then by name."""
    found = {
        file[:-3]
        for folder in package.__path__
        for file in os.listdir(folder)
        if file.endswith(".py")
    }
    return tuple(sorted(found - {"__init__"}, key=lambda name: (name != "text", name)))


def load(package: ModuleType, name: str) -> Any:
    """The module of a format."""
    return importlib.import_module(f"{package.__name__}.{name}")


def lint_receiver(name: str, kind: str = "Lint") -> type[LintReceiver] | None:
    """The class that writes a format of ``lint``; None if its file has none of this kind.

    kind: "Lint"; "Follow" writes what is found in logs that grow, "Statistics" what
    ``--statistics`` counts.
    """
    from smtpcodes.formats import lint

    found: type[LintReceiver] | None = getattr(load(lint, name), kind, None)
    return found
