"""Knows SMTP replies and lints SMTP sessions.

The public names are fetched when they are first used (PEP 562): ``import smtpcodes`` reads no
file and imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from smtpcodes.api import Linter, Session
    from smtpcodes.knowledge.causes import Cause
    from smtpcodes.knowledge.codes import ReplyCode, codes, enhanced
    from smtpcodes.knowledge.compare import compare
    from smtpcodes.knowledge.explain import explain
    from smtpcodes.knowledge.explanation import Explanation
    from smtpcodes.knowledge.recommend import recommend
    from smtpcodes.knowledge.values import ClientAction, Confidence, Retry
    from smtpcodes.linter import lint
    from smtpcodes.report import Finding, Report, Verdict

__version__ = "0.1.1"

# Each public name with the module that it stands in. A new one is added here, in __all__ and above.
_MODULES = {
    "Cause": "knowledge.causes",
    "ClientAction": "knowledge.values",
    "Confidence": "knowledge.values",
    "Explanation": "knowledge.explanation",
    "Finding": "report",
    "Linter": "api",
    "ReplyCode": "knowledge.codes",
    "Report": "report",
    "Retry": "knowledge.values",
    "Session": "api",
    "Verdict": "report",
    "codes": "knowledge.codes",
    "compare": "knowledge.compare",
    "enhanced": "knowledge.codes",
    "explain": "knowledge.explain",
    "lint": "linter",
    "recommend": "knowledge.recommend",
}

__all__ = [
    "Cause",
    "ClientAction",
    "Confidence",
    "Explanation",
    "Finding",
    "Linter",
    "ReplyCode",
    "Report",
    "Retry",
    "Session",
    "Verdict",
    "__version__",
    "codes",
    "compare",
    "enhanced",
    "explain",
    "lint",
    "recommend",
]


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
