"""Formats: one file each. They print what a report holds and compute nothing."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.formats.receiver import LintReceiver


def lint_receiver(name: str) -> type[LintReceiver]:
    """The class that writes a format of ``lint``: ``smtpcodes/formats/NAME.py`` holds it as ``Lint``."""
    import importlib

    found: type[LintReceiver] = importlib.import_module(f"{__name__}.{name}").Lint
    return found
