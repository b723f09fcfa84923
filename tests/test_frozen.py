from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, fields
from functools import cached_property

import pytest

from tix.frozen import field, frozen, replace


@frozen
class Nothing:
    """A class without fields."""


@frozen
class Point:
    """A class with every kind of field."""

    x: int
    label: str = "here"
    seen: list[int] = field(default_factory=list)

    @property
    def twice(self) -> int:
        """Return something computed."""
        return self.x * 2


def test_fields_have_their_defaults_and_lists_are_not_shared():
    one, two = Point(1), Point(1)
    assert (one.x, one.label, one.seen, one.twice) == (1, "here", [], 2)
    assert one.seen is not two.seen
    assert Point(2, seen=[3]) == Point(2, "here", [3])


def test_the_hundredth_value_is_made_as_the_first_one():
    @frozen
    class Late:
        x: int
        seen: list[int] = field(default_factory=list)

    values = [Late(number, seen=[number]) for number in range(100)]
    assert [(value.x, value.seen) for value in values] == [(n, [n]) for n in range(100)]
    assert Late(1).seen is not Late(1).seen


@pytest.mark.parametrize(
    ("args", "named"), [((), {}), ((1, 2, 3, 4), {}), ((1,), {"x": 2}), ((1,), {"y": 2})]
)
def test_odd_arguments_are_a_type_error(args, named):
    with pytest.raises(TypeError):
        Point(*args, **named)


def test_values_of_equal_fields_and_of_one_class_are_equal():
    assert Point(1) == Point(1)
    assert Point(1) != Point(2)
    assert Nothing() == Nothing()
    assert Nothing() != Point(1)
    assert {Nothing(), Nothing()} == {Nothing()}


def test_nothing_can_be_set_deleted_or_added():
    with pytest.raises(FrozenInstanceError):
        Point(1).x = 2
    with pytest.raises(FrozenInstanceError):
        del Point(1).x
    with pytest.raises(FrozenInstanceError):
        Point(1).more = 2
    assert not hasattr(Point(1), "__dict__")


def test_it_works_as_a_dataclass_does():
    point = Point(1, seen=[2])
    assert repr(point) == "Point(x=1, label='here', seen=[2])"
    assert dataclasses.replace(point, x=5) == Point(5, seen=[2])
    assert [item.name for item in fields(point)] == ["x", "label", "seen"]
    assert pickle.loads(pickle.dumps(point)) == point
    assert copy.deepcopy(point) == point
    with pytest.raises(TypeError):
        Point()
    match point:
        case Point(x, label):
            assert (x, label) == (1, "here")


@frozen
class Circle:
    """A class with something computed once."""

    radius: int
    colour: str = field(default="", compare=False)

    @cached_property
    def computed(self) -> list[int]:
        """Return a value that is made once."""
        return [self.radius * 2]


def test_cached_properties_are_kept_beside_the_fields():
    circle = Circle(3)
    assert circle.computed is circle.computed
    assert repr(circle) == "Circle(radius=3, colour='')"
    assert [item.name for item in fields(circle)] == ["radius", "colour"]
    with pytest.raises(FrozenInstanceError):
        circle.radius = 4


def test_a_field_can_be_left_out_of_comparisons():
    assert Circle(3, "red") == Circle(3, "blue")
    assert hash(Circle(3, "red")) == hash(Circle(3))
    assert Circle(3) != Circle(4)


def test_a_value_is_replaced_by_one_that_differs_in_some_fields():
    assert replace(Point(1, seen=[2]), x=5, label="there") == Point(5, "there", [2])
    with pytest.raises(TypeError):
        replace(Point(1), missing=2)
