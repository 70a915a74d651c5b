"""Exceptions on their way across: the same class on the other side, the same object when they come back."""

from __future__ import annotations

import sys
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

    def __reduce__(self) -> tuple[type[Origin], tuple[()]]:
        return Origin, ()  # a pickled exception loses its tie to the other side


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


def context_here(error: BaseException) -> BaseException | None:
    """Return the context that an exception from the other side has when it is raised again here.

    Raising would make it the exception that is handled here at the moment; but that comes before those that the other
    side handled, so it belongs at the end of their chain.
    """
    handled = sys.exc_info()[1]
    if handled is None or handled is error:
        return error.__context__
    chain = [error]
    while (link := chain[-1].__context__) is not None and link not in chain:
        chain.append(link)
    if handled in chain:
        return error.__context__
    below: BaseException | None = handled
    while below is not None:  # what is handled here may itself have come from what is being raised
        if below.__context__ is error:
            return error.__context__
        below = below.__context__
    if len(chain) == 1:
        return handled
    chain[-1].__context__ = handled
    return error.__context__


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
    if isinstance(error, OSError):  # they are not among the arguments
        found.update({name: value for name in ("filename", "filename2") if (value := getattr(error, name)) is not None})
    return found


def pack_returning(error: BaseException, ref: Any, codec: Any) -> list[Any]:
    """Return the code of an exception that goes back to its side, with what became of it here."""
    if id(error) in codec.told:
        return ["xh", ref.id]
    codec.told.add(id(error))
    return ["xh", ref.id, *_state(error, codec)]


def unpack_returning(code: list[Any], codec: Any) -> BaseException:
    """Return this side's exception that comes back."""
    error = codec.lent.get(code[1])
    if not isinstance(error, BaseException):
        raise ValueError("not an exception")
    if len(code) > 2:
        _restore(error, code[2:], codec)
    return error


_MOST_LINKS = 200
"""Linked containers beside which an exception without notes gets no list for them: each is looked at in each message."""


def _notes_of(error: BaseException, codec: Any) -> Any:
    """Return the list of an exception's notes, giving it one: who adds a note on either side adds it to the same list.

    None if it has none, and there are many linked containers already.
    """
    own = BaseException.__getattribute__(error, "__dict__")
    notes = own.get("__notes__")
    if not notes and len(codec.links) > _MOST_LINKS:
        return None
    if type(notes) is not list:  # there are none, or they were set by hand
        own["__notes__"] = notes = [*notes] if isinstance(notes, tuple) else []
    return notes


def _state(error: BaseException, codec: Any) -> list[Any]:
    return [
        [[str(name), codec.pack(value)] for name, value in attributes(error).items()],
        [codec.pack(linked) for linked in (error.__cause__, error.__context__)],
        error.__suppress_context__,
        codec.pack(_notes_of(error, codec)),
    ]


def _restore(error: BaseException, state: list[Any], codec: Any) -> None:
    attribute_codes, chain, suppress, notes = state
    for name, code in attribute_codes:
        if type(name) is not str:
            raise ValueError("not a name")
        _set(error, name, codec.unpack(code))
    cause, context = (codec.unpack(linked) for linked in chain)
    for linked in (cause, context):
        if not (linked is None or isinstance(linked, BaseException)):
            raise ValueError("not an exception")
    if cause is not error:
        error.__cause__ = cause
    if context is not error:
        error.__context__ = context
    error.__suppress_context__ = bool(suppress)
    told = codec.unpack(notes)
    if type(told) is list:
        BaseException.__getattribute__(error, "__dict__")["__notes__"] = told
    elif told is not None:
        raise ValueError("not the notes of an exception")


def pack_exception(error: BaseException, codec: Any) -> list[Any]:
    """Return the code of an exception of this side."""
    ref_id, first = codec.lent.lend(error)
    if first:
        codec.undelivered.append(ref_id)
    if id(error) in codec.told:  # chains of causes meet, and a group's may lead back to where they began
        return ["xb", ref_id]
    codec.told.add(id(error))
    arguments = [codec.pack(arg) for arg in error.args]
    return ["x", ref_id, codec.stand_ins.pack_class(type(error), codec), arguments, *_state(error, codec)]


_known: weakref.WeakValueDictionary[tuple[int, int], Origin] = weakref.WeakValueDictionary()


def unpack_exception(code: list[Any], codec: Any) -> BaseException:
    """Return the exception that stands in for one of the other side; raises ValueError for nonsense."""
    _, ref_id, class_code, arg_codes, *state = code
    cls = codec.unpack(class_code)
    if not (isinstance(cls, type) and issubclass(cls, BaseException)) or type(ref_id) is not int or ref_id < 0:
        raise ValueError("not an exception")
    args = [codec.unpack(arg) for arg in arg_codes]
    origin = _known.get((id(codec), ref_id))
    if origin is not None and origin.exception is not None:
        error = origin.exception
        origin.ref.uses += 1
    else:
        error = _make(cls, args)
        origin = note_origin(error, codec.borrowed.ref(ref_id))
        origin.exception = error
        _known[id(codec), ref_id] = origin
    _restore(error, state, codec)
    return error


def unpack_begun(code: list[Any], codec: Any) -> BaseException | None:
    """Return an exception that the same message tells of elsewhere; None if that has only just begun."""
    if type(code[1]) is not int:
        raise ValueError("not an id")
    origin = _known.get((id(codec), code[1]))
    if origin is None or origin.exception is None:
        return None
    origin.ref.uses += 1
    return origin.exception


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
