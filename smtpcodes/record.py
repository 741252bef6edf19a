"""Named tuples that are made at a tenth of the cost: a start makes some fifty of them.

``typing.NamedTuple`` compiles each annotation, and imports ``typing``; here one small function is
compiled for a class. It can what a named tuple can: ``_replace``, ``_asdict``, ``_make``, pickling.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
    from typing import NamedTuple as NamedTuple
else:
    from collections import _tuplegetter

    class _Kind(type):
        """Makes a class of the annotations in its body."""

        def __new__(kind, name: str, bases: tuple[type, ...], space: dict[str, Any]) -> type:
            fields = tuple(space.get("__annotations__", ()))
            defaults = {field: space[field] for field in fields if field in space}
            if any(field in defaults for field in fields[: len(fields) - len(defaults)]):
                raise TypeError(f"{name}: a field without a default follows one with a default")
            if bases and fields:
                own = ", ".join(fields)
                new = eval(f"lambda _cls, {own}: _new(_cls, ({own},))", {"_new": tuple.__new__})
                new.__name__ = "__new__"
                new.__defaults__ = tuple(defaults.values())
                space.update(
                    {field: _tuplegetter(at, field) for at, field in enumerate(fields)},
                    __new__=new,
                    __match_args__=fields,
                    _fields=fields,
                    _field_defaults=defaults,
                )
            space.setdefault("__slots__", ())
            return super().__new__(kind, name, bases or (tuple,), space)

    class NamedTuple(metaclass=_Kind):
        """A tuple whose places have names: the annotated names of a class, in their order."""

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **values):
            made = self._make(map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            own = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({own})"

        def __getnewargs__(self):
            return tuple(self)
