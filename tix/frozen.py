"""Frozen dataclasses with slots that take a twentieth of the time to make."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import Field

__all__ = ["field", "frozen", "replace"]

T = TypeVar("T")

#: Compiling a constructor takes as long as making so many values without.
_FEW = 16

#: Stands where a field has no default.
_NONE: Any = object()


class _Default:
    """What a class says of a field beside its type."""

    __slots__ = ("compare", "made", "value")

    def __init__(self, value: object, made: Callable[[], object], compare: bool) -> None:
        self.value = value
        self.made = made
        self.compare = compare


def field(
    *,
    default: object = _NONE,
    default_factory: Callable[[], object] = _NONE,
    compare: bool = True,
) -> Any:  # noqa: ANN401 - it stands for a value of the field
    """Say what `dataclasses.field` says; importing that takes a millisecond."""
    return _Default(default, default_factory, compare)


def replace(value: T, **changes: Any) -> T:  # noqa: ANN401 - values of its fields
    """Return a frozen value with some of its fields changed."""
    names: tuple[str, ...] = value.__match_args__  # type: ignore[attr-defined]
    return value.__class__(**{name: getattr(value, name) for name in names} | changes)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Return the class as `dataclass(frozen=True, slots=True)` makes it, without inheritance.

    Cached properties are kept beside the fields.

    dataclass compiles six methods for each class, 0.5 ms; some fifty of them were a quarter of the
    time that `tix list` took. Here the constructor alone is compiled, once some values were made,
    the rest is shared, and what `dataclasses.fields` looks at is made when it does.
    """
    names = _names(cls)
    lasting = any(isinstance(item, cached_property) for item in cls.__dict__.values())
    given = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    body = {name: item for name, item in cls.__dict__.items() if name not in given}
    for unwanted in ("__dict__", "__weakref__"):
        body.pop(unwanted, None)
    body |= _methods(names, [name for name in names if _is_compared(given.get(name))])
    body |= {
        "__slots__": (*names, "__dict__") if lasting else names,
        "__match_args__": names,
        "__init__": _slow_constructor(names, given),
        "__dataclass_fields__": _Fields(cls),
    }
    made: type[T] = type(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


def _names(cls: type) -> tuple[str, ...]:
    return tuple(vars(cls).get("__annotations__", ()))  # inspect would import itself


class _Fields:
    """What the functions of dataclasses look at, made when the first of them does."""

    def __init__(self, cls: type) -> None:
        self._cls = cls
        self._made: dict[str, Field[Any]] = {}

    def __get__(self, _instance: object, _owner: type) -> dict[str, Field[Any]]:
        if not self._made:
            from dataclasses import dataclass

            plain = type(self._cls.__name__, (), _declared(self._cls))
            self._made = dataclass(plain).__dataclass_fields__  # type: ignore[attr-defined]
        return self._made


def _declared(cls: type) -> dict[str, Any]:
    """Return what a class says about its fields, as dataclasses has it."""
    kept = {"__annotations__", "__module__", *_names(cls)}
    return {
        name: _plain(item) if isinstance(item, _Default) else item
        for name, item in cls.__dict__.items()
        if name in kept
    }


def _plain(given: _Default) -> Any:  # noqa: ANN401 - what dataclasses.field returns
    from dataclasses import MISSING, field

    value = MISSING if given.value is _NONE else given.value
    made = MISSING if given.made is _NONE else given.made
    return field(default=value, default_factory=made, compare=given.compare)  # type: ignore[call-overload]


def _slow_constructor(names: tuple[str, ...], given: dict[str, Any]) -> Callable[..., None]:
    """Return an `__init__` for the first few values; then a compiled one takes its place.

    That one says as well what is wrong with arguments.
    """
    put = object.__setattr__
    known = frozenset(names)
    needed = known - given.keys()
    left = _FEW

    def construct(self: object, *args: object, **kwargs: object) -> None:
        nonlocal left
        values = dict(zip(names, args), **kwargs)  # noqa: B905 - too many are found below
        is_odd = len(values) < len(args) + len(kwargs) or not needed <= values.keys() <= known
        left -= 1
        cls: Any = self.__class__
        if is_odd or left < 0 or hasattr(cls, "__post_init__"):
            cls.__init__ = _constructor(cls, names, given)
            cls.__init__(self, *args, **kwargs)
            return
        for name in names:
            put(self, name, values[name] if name in values else _default(given[name]))

    return construct


def _default(given: object) -> object:
    if not isinstance(given, _Default):
        return given
    return given.made() if given.value is _NONE else given.value


def _constructor(cls: type, names: tuple[str, ...], given: dict[str, Any]) -> Callable[..., None]:
    """Compile `__init__` with the defaults of the class."""
    space: dict[str, Any] = {"_set": object.__setattr__, "_none": _NONE}
    params, lines = ["self"], []
    for name in names:
        default = given.get(name, _NONE)
        made = default.made if isinstance(default, _Default) else _NONE
        default = default.value if isinstance(default, _Default) else default
        space |= {f"_d_{name}": default, f"_f_{name}": made}
        if made is not _NONE:
            params.append(f"{name}=_none")
            lines.append(f" _set(self,'{name}',_f_{name}() if {name} is _none else {name})")
        else:
            params.append(name if default is _NONE else f"{name}=_d_{name}")
            lines.append(f" _set(self,'{name}',{name})")
    if "__post_init__" in cls.__dict__:
        lines.append(" self.__post_init__()")
    exec(f"def __init__({','.join(params)}):\n" + ("\n".join(lines) or " pass"), space)  # noqa: S102
    made_init: Callable[..., None] = space["__init__"]
    made_init.__qualname__ = f"{cls.__qualname__}.__init__"
    return made_init


def _is_compared(default: object) -> bool:
    return not isinstance(default, _Default) or default.compare


def _methods(names: tuple[str, ...], compared: list[str]) -> dict[str, Any]:
    """Return comparison, hash, text and pickling of a class with these fields."""
    read: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _self: ()
    several = len(compared) > 1

    def equal(self: object, other: object) -> Any:  # noqa: ANN401 - or NotImplemented
        if other.__class__ is not self.__class__:
            return NotImplemented
        return read(self) == read(other)

    def hashed(self: object) -> int:
        return hash((read(self), several))

    def reduced(self: object) -> tuple[type, tuple[Any, ...]]:
        return self.__class__, tuple(getattr(self, name) for name in names)

    return {
        "__eq__": equal,
        "__hash__": hashed,
        "__reduce__": reduced,
        "__repr__": _repr,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }


def _repr(self: Any) -> str:  # noqa: ANN401 - any value
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{self.__class__.__qualname__}({told})"


def _refuse(_self: object, name: str, *_value: object) -> NoReturn:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")
