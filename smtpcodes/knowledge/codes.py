"""Reply codes and enhanced status codes as values: an int and a str that know what they mean.

What is known of them comes from the compiled data; a code that nobody knows has the meaning of its
class (RFC 5321 section 4.2.1, RFC 3463 section 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smtpcodes.grammar.pieces import ENHANCED_PARTS, text
from smtpcodes.knowledge import store
from smtpcodes.knowledge.causes import cause
from smtpcodes.knowledge.values import action, retry

if TYPE_CHECKING:
    from smtpcodes.knowledge import models
    from smtpcodes.knowledge.causes import OfCause
    from smtpcodes.knowledge.values import OfAction, OfRetry

_ENHANCED = re.compile(text(ENHANCED_PARTS))
_CLASSES = {"2": "success", "3": "intermediate", "4": "temporary failure", "5": "permanent failure"}


class _Known:
    """What both kinds of codes have. entry: the data, empty if the code is not known."""

    _entry: dict[str, Any]

    @property
    def known(self) -> bool:
        """True if there is an entry for the code."""
        return bool(self._entry)

    @property
    def kind(self) -> str:
        """What the first digit says: success, intermediate, temporary or permanent failure."""
        return _CLASSES.get(str(self)[0], "no SMTP reply")

    @property
    def name(self) -> str:
        """The name of the code; the kind if it is not known."""
        return str(self._entry.get("title") or self.kind)

    @property
    def meaning(self) -> str:
        """One to three sentences (Markdown); empty if the code is not known."""
        return str(self._entry.get("meaning", ""))

    @property
    def cause(self) -> OfCause | None:
        """The cause, where the code alone tells one."""
        found = self._entry.get("cause")
        return cause(found) if found else None

    @property
    def retry(self) -> OfRetry:
        """Whether to try again with nothing changed."""
        return retry(
            self._told("retry") or {"4": "later", "5": "after-change"}.get(str(self)[0], "none")
        )

    @property
    def client_action(self) -> OfAction:
        """What a program may do with nobody at hand."""
        return action(self._told("client_action") or "none")

    def _told(self, name: str) -> str | None:
        """What the cause of the code says, as ``explain`` does; what the code's entry says where it
        names none."""
        named = self._entry.get("cause")
        named = None if named in ("success", "unknown") else named
        own: dict[str, str] = store.entries()["causes"][named] if named else self._entry
        return own.get(name)

    @property
    def spec(self) -> list[str]:
        """The sections of RFCs."""
        return list(self._entry.get("spec", ()))

    def _checked(self) -> dict[str, Any]:
        if not self._entry:
            raise KeyError(str(self))
        return self._entry


class ReplyCode(_Known, int):
    """A reply code.

    Equal to its int: ``ReplyCode(535) == 535``. Raises ValueError outside 0 to 999. RFC 5321
    section 4.2.
    """

    def __new__(cls, code: int | str) -> ReplyCode:
        self = super().__new__(cls, code)
        if not 0 <= self <= 999:
            raise ValueError(f"a reply code has three digits: {code}")
        self._entry = store.entries()["replies"].get(str(int(self)), {})
        return self

    def __str__(self) -> str:
        return f"{int(self):03d}"

    def __repr__(self) -> str:
        return f"<ReplyCode {self} {self.name}>"

    @property
    def title(self) -> str:
        """The same as ``name``."""
        return self.name

    @property
    def enhanced(self) -> list[str]:
        """The enhanced codes that go with it, the usual one first."""
        return list(self._entry.get("enhanced", ()))

    @property
    def answers(self) -> list[str]:
        """The commands that it answers; ["any"] for all."""
        return list(self._entry.get("answers", ()))

    def model(self) -> models.ReplyCode:
        """The whole entry as a pydantic model. Raises KeyError if the code is not known."""
        from smtpcodes.knowledge import models

        return models.ReplyCode.model_validate(self._checked())


class EnhancedCode(_Known, str):
    """An enhanced status code. Equal to its text. Raises ValueError for what is none. RFC 3463
    section 2.

    An entry is for all classes of its subject and detail: ``4.7.1`` has the entry of ``5.7.1``.
    """

    __slots__ = ("_entry",)

    def __new__(cls, code: str) -> EnhancedCode:
        if not _ENHANCED.fullmatch(code):
            raise ValueError(f"an enhanced code is like 5.7.8: {code!r}")
        self = super().__new__(cls, code)
        self._entry = store.enhanced_entry(code)
        return self

    def __repr__(self) -> str:
        return f"<EnhancedCode {self} {self.name}>"

    @property
    def replies(self) -> list[int]:
        """The reply codes that go with it."""
        return list(self._entry.get("replies", ()))

    def model(self) -> models.EnhancedStatusCode:
        """The whole entry as a pydantic model. Raises KeyError if the code is not known."""
        from smtpcodes.knowledge import models

        return models.EnhancedStatusCode.model_validate(self._checked())


class _Codes(Mapping[int, ReplyCode]):
    """All known reply codes, in order. A KeyError for a code that nobody knows."""

    def __getitem__(self, code: int) -> ReplyCode:
        if str(code) not in store.entries()["replies"]:
            raise KeyError(code)
        return ReplyCode(code)

    def __iter__(self) -> Iterator[int]:
        return map(int, store.entries()["replies"])

    def __len__(self) -> int:
        return len(store.entries()["replies"])


class _Enhanced(Mapping[str, EnhancedCode]):
    """All known enhanced codes, in order.

    A KeyError for a code that nobody knows; ``4.7.1`` is found as ``5.7.1``.
    """

    def __getitem__(self, code: str) -> EnhancedCode:
        try:
            found = EnhancedCode(code)
        except (ValueError, TypeError):
            raise KeyError(code) from None
        if not found.known:
            raise KeyError(code)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(store.entries()["enhanced"])

    def __len__(self) -> int:
        return len(store.entries()["enhanced"])


codes: Mapping[int, ReplyCode] = _Codes()
enhanced: Mapping[str, EnhancedCode] = _Enhanced()
