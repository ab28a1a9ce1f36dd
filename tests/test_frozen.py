"""The frozen types behave as named tuples of the standard library."""

import copy
import inspect
import pickle
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gistcli import model
from gistcli.frozen import Frozen
from gistcli.model import Description, ProteinChange, Variant

TYPES = [kind for kind in vars(model).values() if isinstance(kind, type) and hasattr(kind, "_fields")]


class Ours(Frozen):
    """A type with all that types have."""

    a: int
    b: str = "two"
    c: tuple[int, ...] = ()

    @property
    def double(self):
        return self.a * 2

    def __str__(self):
        return f"{self.a}!"


class Theirs(NamedTuple):
    """The same, as the standard library makes it."""

    a: int
    b: str = "two"
    c: tuple[int, ...] = ()

    @property
    def double(self):
        return self.a * 2

    def __str__(self):
        return f"{self.a}!"


def outcome(function):
    try:
        return function()
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        return type(error)


@given(
    st.lists(st.integers(), max_size=5),
    st.dictionaries(st.sampled_from(["a", "b", "c", "d", "cls", "self"]), st.integers(), max_size=3),
)
def test_constructor(values, named):
    ours, theirs = (outcome(lambda kind=kind: kind(*values, **named)) for kind in (Ours, Theirs))
    assert ours == theirs
    if not isinstance(theirs, type):
        assert type(ours) is Ours
        assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
        assert (str(ours), ours.double, ours._asdict()) == (str(theirs), theirs.double, theirs._asdict())


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda kind: tuple(kind(1)), id="defaults"),
        pytest.param(lambda kind: kind(1)._replace(b="x"), id="replace"),
        pytest.param(lambda kind: kind(1)._replace(x=1), id="replace what is not there"),
        pytest.param(lambda kind: kind._make([1, 2, 3]), id="make"),
        pytest.param(lambda kind: kind._make([1, 2]), id="make too few"),
        pytest.param(lambda kind: kind._fields, id="fields"),
        pytest.param(lambda kind: kind.__match_args__, id="match arguments"),
        pytest.param(lambda kind: kind._field_defaults, id="defaults by name"),
        pytest.param(lambda kind: kind(1) == (1, "two", ()), id="equals a tuple"),
        pytest.param(lambda kind: hash(kind(1)) == hash((1, "two", ())), id="hash"),
        pytest.param(lambda kind: setattr(kind(1), "a", 2), id="no field is set"),
        pytest.param(lambda kind: setattr(kind(1), "z", 2), id="none is added"),
        pytest.param(lambda kind: copy.copy(kind(1, "x", (1,))), id="copy"),
        pytest.param(lambda kind: copy.deepcopy(kind(1, "x", (1,))), id="deep copy"),
        pytest.param(lambda kind: pickle.loads(pickle.dumps(kind(1, "x", (1,)))), id="pickle"),
        pytest.param(lambda kind: [*kind(1)], id="unpacked"),
        pytest.param(lambda kind: kind(1)[1:], id="slice"),
        pytest.param(
            lambda kind: [(name, part.default) for name, part in inspect.signature(kind).parameters.items()],
            id="signature",
        ),
        pytest.param(lambda kind: list(kind.__annotations__), id="annotations"),
    ],
)
def test_like_a_named_tuple(act):
    ours, theirs = outcome(lambda: act(Ours)), outcome(lambda: act(Theirs))
    assert ours == theirs
    if isinstance(theirs, Theirs):
        assert isinstance(ours, Ours)


def test_a_field_without_a_default_after_one_with_a_default():
    with pytest.raises(TypeError):
        type(Ours)("Wrong", (Frozen,), {"__annotations__": {"a": int, "b": int}, "a": 1})


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
def test_types_of_the_stages_are_small(kind):
    assert issubclass(kind, tuple)
    assert kind.__doc__
    made = kind(*range(len(kind._fields)))
    assert not hasattr(made, "__dict__")
    assert pickle.loads(pickle.dumps(made)) == made


def test_matching():
    match Ours(1, "x"):
        case Ours(number, text):
            assert (number, text) == (1, "x")
        case _:
            pytest.fail("no match")


def test_errors_name_the_fields():
    with pytest.raises(TypeError, match="Description"):
        Description()
    with pytest.raises(TypeError, match=r"lacks the field .start."):
        ProteinChange("substitution", starts=1, end=1)
    assert Variant("KIT", protein=None) == Variant("KIT")
