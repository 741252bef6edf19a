"""What stands of an entry in which something is wrong: enough to tell its other errors, and that it
is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo


def draft(
    model: type[BaseModel], values: dict[str, Any], wrong: Sequence[tuple[int | str, ...]]
) -> BaseModel:
    """Make a model of the fields that are right. wrong: where the errors are, as pydantic tells
    it."""
    kept: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kept[name] = _nothing(field)
        if name not in values:
            continue
        at = [where[1] if len(where) > 1 else None for where in wrong if where[:1] == (name,)]
        value = values[name]
        if isinstance(value, list):
            value = [x for n, x in enumerate(value) if n not in at]
        elif at:
            continue
        try:
            kind: Any = field.annotation
            kept[name] = TypeAdapter(kind).validate_python(value)
        except ValidationError:
            pass
    return model.model_construct(**kept)


def _nothing(field: FieldInfo) -> Any:
    if not field.is_required():
        return field.get_default(call_default_factory=True)
    kind = get_origin(field.annotation) or field.annotation
    return kind() if kind in (list, dict, str) else None
