"""`Frozen`, the base of the types in which the stages meet: a named tuple that costs little to define.

To a type checker, and to whoever uses them, the types are those of `typing.NamedTuple`. That one writes and compiles a
constructor for each type, which for the types of a look-up takes a sixth of the whole call; here all share one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

tuple_of = tuple.__new__
"""Makes a named tuple of all its fields in half the time of its constructor, which minds names and defaults."""

if TYPE_CHECKING or sys.version_info >= (3, 14):
    # From 3.14 on a class does not hold its annotations as values while it is made.
    from typing import NamedTuple as Frozen
else:
    try:
        from _collections import _tuplegetter as _field
    except ImportError:  # another Python than CPython
        from operator import itemgetter

        def _field(index: int, doc: str | None) -> property:
            return property(itemgetter(index), doc=doc)

    class _FrozenType(type):
        """Turns the annotations of a class into the fields of a tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> _FrozenType:
            fields = tuple(namespace.get("__annotations__", ())) if bases else ()
            defaults = {field: namespace[field] for field in fields if field in namespace}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            for index, field in enumerate(fields):
                namespace[field] = _field(index, None)
            namespace["_fields"] = namespace["__match_args__"] = fields
            namespace["_field_defaults"] = defaults
            namespace["_tail"], namespace["_size"] = tuple(defaults.values()), len(fields)
            namespace["__slots__"] = ()
            return super().__new__(cls, name, bases or (tuple,), namespace)

        @property
        def __signature__(cls) -> Any:
            from inspect import Parameter, Signature

            missing: Mapping[str, Any] = cls._field_defaults
            return Signature(
                [
                    Parameter(
                        field,
                        Parameter.POSITIONAL_OR_KEYWORD,
                        default=missing.get(field, Parameter.empty),
                        annotation=cls.__annotations__[field],
                    )
                    for field in cls._fields
                ]
            )

    class Frozen(metaclass=_FrozenType):
        """A tuple with named fields, as `typing.NamedTuple` makes it."""

        def __new__(cls, *values: Any, **named: Any) -> Frozen:
            """Make a tuple of its fields, in their order or by name."""
            if named:
                values += cls._rest(values, named)
            elif len(values) < cls._size:
                values += cls._tail[len(values) - cls._size :]
            if len(values) != cls._size:
                raise TypeError(f"{cls.__name__} has the fields {', '.join(cls._fields)}: {len(values)} are given")
            return tuple_of(cls, values)

        @classmethod
        def _rest(cls, values: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
            """Return the fields after the first ones, which `values` gives, by their names."""
            fields, defaults = cls._fields[len(values) :], cls._field_defaults
            try:
                rest = tuple([named[field] if field in named else defaults[field] for field in fields])
            except KeyError as error:
                raise TypeError(f"{cls.__name__} lacks the field {error}") from None
            if not named.keys() <= set(fields):
                raise TypeError(f"{cls.__name__} does not take {', '.join(sorted(named.keys() - set(fields)))}")
            return rest

        @classmethod
        def _make(cls, values: Iterable[Any]) -> Frozen:
            given = tuple(values)
            if len(given) < cls._size:  # no defaults here
                raise TypeError(f"{cls.__name__} has the fields {', '.join(cls._fields)}: {len(given)} are given")
            return cls(*given)

        def _replace(self, **named: Any) -> Frozen:
            wrong = [name for name in named if name not in self._fields]
            if wrong:
                raise ValueError(f"{type(self).__name__} has no field {', '.join(wrong)}")
            values = [named.get(field, value) for field, value in zip(self._fields, self, strict=True)]
            return tuple_of(type(self), values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            told = ", ".join([f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True)])
            return f"{type(self).__name__}({told})"


__all__ = ["Frozen", "tuple_of"]
