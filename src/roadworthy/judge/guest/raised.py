"""Exceptions on their way across: the same class on the other side, the same object when they come back."""

from __future__ import annotations

import weakref
from typing import Any

TOKEN = "__roadworthy__"  # noqa: S105  # an attribute's name, no secret
"""Attribute under which an exception of the other side keeps its Ref, and every one its frames of the learner's."""


class Origin:
    """Where an exception comes from.

    Attributes:
        ref: The Ref of the exception on the other side; None if it began here.
        frames: (file, line, function) of the learner's own frames, outermost first.
    """

    __slots__ = ("__weakref__", "exception", "frames", "ref")

    def __init__(self, ref: Any = None) -> None:
        self.ref = ref
        self.frames: list[tuple[str, int, str]] = []
        self.exception: BaseException | None = None


def origin_of(error: BaseException) -> Origin | None:
    """Return where an exception comes from, if that was noted."""
    origin = BaseException.__getattribute__(error, "__dict__").get(TOKEN)
    return origin if isinstance(origin, Origin) else None


def note_origin(error: BaseException, ref: Any = None) -> Origin:
    """Return the exception's Origin, making it if need be."""
    origin = origin_of(error)
    if origin is None:
        origin = Origin(ref)
        BaseException.__getattribute__(error, "__dict__")[TOKEN] = origin
    return origin


def attributes(error: BaseException) -> dict[str, Any]:
    """Return the attributes that an exception was given, in a new dict."""
    found = dict(BaseException.__getattribute__(error, "__dict__"))
    found.pop(TOKEN, None)
    found.pop("__notes__", None)
    for name in ("name", "path", "obj"):
        if isinstance(error, (ImportError, NameError, AttributeError)) and getattr(error, name, None) is not None:
            found[name] = getattr(error, name)
    if isinstance(error, AttributeError | NameError):
        found.pop("obj", None)
    return found


def pack_exception(error: BaseException, codec: Any) -> list[Any]:
    """Return the code of an exception of this side."""
    ref_id, first = codec.lent.lend(error)
    if first:
        codec.undelivered.append(ref_id)
    chain = [codec.pack(linked) for linked in (error.__cause__, error.__context__)]
    notes = [str(note) for note in getattr(error, "__notes__", ())]
    return [
        "x",
        ref_id,
        codec.pack(type(error)),
        [codec.pack(arg) for arg in error.args],
        [[str(name), codec.pack(value)] for name, value in attributes(error).items()],
        chain,
        error.__suppress_context__,
        notes,
    ]


_known: weakref.WeakValueDictionary[tuple[int, int], Origin] = weakref.WeakValueDictionary()


def unpack_exception(code: list[Any], codec: Any) -> BaseException:
    """Return the exception that stands in for one of the other side; raises ValueError for nonsense."""
    _, ref_id, class_code, arg_codes, attribute_codes, chain, suppress, notes = code
    cls = codec.unpack(class_code)
    if not (isinstance(cls, type) and issubclass(cls, BaseException)) or type(ref_id) is not int:
        raise ValueError("not an exception")
    args = [codec.unpack(arg) for arg in arg_codes]
    given = [(name, codec.unpack(value)) for name, value in attribute_codes]
    cause, context = (codec.unpack(linked) for linked in chain)
    origin = _known.get((id(codec), ref_id))
    if origin is not None and origin.exception is not None:
        error = origin.exception
        origin.ref.uses += 1
    else:
        error = _make(cls, args)
        origin = note_origin(error, codec.borrowed.ref(ref_id))
        origin.exception = error
        _known[id(codec), ref_id] = origin
    for name, value in given:
        _set(error, name, value)
    for linked in (cause, context):
        if not (linked is None or isinstance(linked, BaseException)):
            raise ValueError("not an exception")
    if cause is not error:
        error.__cause__ = cause
    if context is not error:
        error.__context__ = context
    error.__suppress_context__ = bool(suppress)
    if notes:
        error.__notes__ = [str(note) for note in notes]
    return error


def _make(cls: type[BaseException], args: list[Any]) -> BaseException:
    if cls.__module__ == "builtins":
        try:
            return cls(*args)
        except Exception:  # arguments that do not fit, as a subclass may have
            return _bare(cls, args)
    return _bare(cls, args)


def _bare(cls: type[BaseException], args: list[Any]) -> BaseException:
    try:
        error = cls.__new__(cls, *args)
    except TypeError:
        error = Exception.__new__(cls)
    error.args = tuple(args)
    return error


def _set(error: BaseException, name: str, value: Any) -> None:
    if name.startswith("__"):
        return
    try:
        BaseException.__setattr__(error, name, value)
    except (AttributeError, TypeError):
        return  # a read-only attribute, which the arguments have set already
