"""Values as JSON text.

Apart from the formats of reports, so that ``explain`` need not load the linter.
"""

from __future__ import annotations

import json

from smtpcodes.formats.escape import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def dump(value: Any) -> str:
    """`value` as JSON, in ASCII; octets that were no UTF-8 become visible escapes."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    if "\\ud" not in text:  # no surrogate, alone or one of a pair
        return text
    return json.dumps(_clean(value), ensure_ascii=True, separators=(",", ":"))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    return value
