"""What one side may ask of the other. The checker answers an untrusted subject, so `policy.py` has the last word there."""

from __future__ import annotations

import copy
import gc
import pickle
import sys
from collections.abc import Callable
from typing import Any

from . import fields, functions, policy
from .describe import describe_function
from .twins import end_tasks, tasks_here
from .wire import ClosedError, ProtocolError, cut

Operation = Callable[..., Any]
ASYNC = frozenset({"await", "end_tasks"})
_ASYNC_BY_KIND = frozenset({"call", "method"})


class Operations:
    """The operations of one side; more (imports, streams) are added by who knows the side."""

    def __init__(self, peer: Any) -> None:
        self._peer = peer
        trusted = peer.side == "subject"
        self._guard = (
            policy.Everything()
            if trusted
            else policy.OnlyWhatIsMeant(peer.stand_ins.is_handed_over, peer.stand_ins.is_own, peer.codec.is_lent)
        )
        self._table: dict[str, Operation] = {
            "call": self._call,
            "acall": self._acall,
            "method": self._method,
            "amethod": self._amethod,
            "special": self._special,
            "meta": self._meta,
            "get": self._get,
            "set": self._set,
            "del": self._del,
            "repr": self._repr,
            "truth": self._truth,
            "dir": self._dir,
            "step": self._step,
            "await": self._await,
            "end_tasks": self._end_tasks,
            "describe": self._describe,
            "signature": self._signature,
            "field": self._field,
            "settle": lambda: None,
        }
        self._table.update(copy=self._copy, deepcopy=self._deepcopy)
        self._table.update(isinstance=self._isinstance, issubclass=self._issubclass)
        self._table.update(super_get=self._super_get, weaken=self._weaken)
        if peer.side == "subject":
            self._table.update(tasks=lambda: tasks_here(peer.loops.tasks_of_requests()))
            self._table.update(
                module_names=_names_of, module_id=lambda name: peer.codec.lent.lend(sys.modules[name])[0]
            )
            self._table.update(collect=gc.collect, own_get=lambda cls, name: vars(cls)[name])
            self._table.update(equal=self._equal, pickle=pickle.dumps, unpickle=pickle.loads, subclass=self._subclass)
        self._notices: dict[str, Operation] = {"died": peer.stand_ins.forget}

    def add(self, **operations: Operation) -> None:
        """Add operations that are answered."""
        self._table.update(operations)

    def remove(self, *names: str) -> None:
        """Remove operations."""
        for name in names:
            del self._table[name]

    def add_notices(self, **notices: Operation) -> None:
        """Add operations that are not answered."""
        self._notices.update(notices)

    def is_async(self, name: str) -> bool:
        """Return True for an operation that is carried out by a task."""
        return name in ASYNC or name in ("acall", "amethod")

    def carry_out(self, name: str, args: list[Any]) -> Any:
        """Carry out an operation and return its result (a coroutine for an asynchronous one)."""
        operation = self._table.get(name)
        if operation is None:
            raise ProtocolError(f"an unknown operation {name!r}")
        return operation(*args)

    def notice(self, name: str, args: list[Any]) -> None:
        """Take note of what needs no answer; raises ProtocolError for one that makes no sense."""
        operation = self._notices.get(name)
        if operation is None:
            raise ProtocolError(f"an unknown notice {name!r}")
        try:
            operation(*args)
        except (ClosedError, ProtocolError):
            raise
        except Exception as error:  # it must not end in the check, which might expect just that one
            raise ProtocolError(f"a notice {name!r} that makes no sense: {cut(error)}") from error

    # --- objects

    def _call(self, function: Any, args: Any, kwargs: Any) -> Any:
        self._guard.may_call(function)
        return self._peer.call(function, args, dict(kwargs))

    async def _acall(self, function: Any, args: Any, kwargs: Any) -> Any:
        self._guard.may_call(function)
        return await function(*args, **dict(kwargs))

    def _method(self, obj: Any, name: str, args: Any, kwargs: Any) -> Any:
        self._guard.may_get(obj, name)
        return self._peer.call(getattr(obj, name), args, dict(kwargs))

    async def _amethod(self, obj: Any, name: str, args: Any, kwargs: Any) -> Any:
        self._guard.may_get(obj, name)
        return await getattr(obj, name)(*args, **dict(kwargs))

    def _special(self, cls: Any, name: str, obj: Any, args: Any, kwargs: Any) -> Any:
        self._guard.may_use_special(obj, name)
        if self._peer.side == "checker":
            cls = type(obj)
        return self._peer.call(_bind(cls, name, obj), args, dict(kwargs))

    def _meta(self, cls: Any, name: str, args: Any, kwargs: Any) -> Any:
        self._guard.may_use_special(cls, name)
        return self._peer.call(_bind(type(cls), name, cls), args, dict(kwargs))

    def _get(self, obj: Any, name: str) -> Any:
        self._guard.may_get(obj, name)
        return getattr(obj, name)

    def _set(self, obj: Any, name: str, value: Any) -> None:
        self._guard.may_set(obj, name)
        if isinstance(obj, type):
            self._keep_original(obj, name, value)
        setattr(obj, name, value)

    def _keep_original(self, cls: type, name: str, value: Any) -> None:
        originals = self._peer.codec.originals
        kept = originals.get((id(cls), name))
        if kept is None and name in vars(cls):
            originals[id(cls), name] = [vars(cls)[name]]
        elif kept is not None and kept[0] is value:
            del originals[id(cls), name]

    def _del(self, obj: Any, name: str) -> None:
        self._guard.may_set(obj, name)
        delattr(obj, name)

    def _copy(self, obj: Any) -> Any:
        self._guard.may_reach(obj)
        return copy.copy(obj)

    def _deepcopy(self, obj: Any) -> Any:
        self._guard.may_reach(obj)
        return copy.deepcopy(obj)

    def _isinstance(self, obj: Any, cls: Any) -> bool:
        self._guard.may_reach(cls)
        return isinstance(obj, cls)

    def _issubclass(self, obj: Any, cls: Any) -> bool:
        self._guard.may_reach(cls)
        return issubclass(obj, cls)

    def _repr(self, obj: Any) -> str:
        self._guard.may_reach(obj)
        text = repr(obj)
        return text if type(text) is str else str.__str__(text)

    def _truth(self, obj: Any) -> bool:
        self._guard.may_reach(obj)
        return bool(obj)

    def _dir(self, obj: Any) -> list[str]:
        self._guard.may_reach(obj)
        return [str(name) for name in dir(obj) if self._guard.shows(obj, name)]

    def _step(self, generator: Any, how: str, value: Any) -> Any:
        self._guard.may_step(generator)
        if how == "send":
            return generator.send(value)
        if how == "throw":
            return generator.throw(value)
        return generator.close()

    async def _await(self, obj: Any) -> Any:
        self._guard.may_reach(obj)
        return await obj

    async def _end_tasks(self) -> None:
        await end_tasks(self._peer.loops.tasks_of_requests())

    def _describe(self, function: Any) -> Any:
        self._guard.may_reach(function)
        return describe_function(function, with_file=self._peer.side == "subject")

    def _signature(self, function: Any) -> Any:
        self._guard.may_reach(function)
        return functions.describe_signature(function)

    def _field(self, cls: type, name: str, what: str) -> tuple[Any, ...]:
        self._guard.may_get(cls, name)
        return fields.answer(cls, name, what)

    def _weaken(self, ref_id: int, uses: int) -> bool:
        peer = self._peer
        return bool(peer.codec.lent.weaken(ref_id, uses, lambda: peer.notify("died", ref_id)))

    # --- of the subject only

    def _super_get(self, cls: type, name: str, instance: Any, owner: Any) -> Any:
        self._guard.may_get(cls, name)
        value = vars(cls)[name]
        return value.__get__(instance, owner) if hasattr(value, "__get__") else value

    def _equal(self, obj: Any, candidates: list[Any]) -> list[Any]:
        """Return for each candidate: whether `obj` equals it, NotImplemented, or the exception of the comparison."""
        answers: list[Any] = []
        compare: Any = type(obj).__eq__
        for candidate in candidates:
            try:
                answer = compare(obj, candidate)
                answers.append(NotImplemented if answer is NotImplemented else bool(answer))
            except Exception as error:  # the asker knows which of the candidates is real, and raises it then
                answers.append(error)
        return answers

    def _subclass(
        self, name: str, bases: tuple[type, ...], members: list[Any], kwargs: dict[str, Any]
    ) -> tuple[int, list[str]]:
        """Make the real class for a class statement of the checker's; return its id and its abstract methods."""
        namespace = dict(members)
        cls = self._peer.stand_ins.derive_here(name, bases, namespace, kwargs)
        ref_id, _ = self._peer.codec.lent.lend(cls)
        return int(ref_id), sorted(getattr(cls, "__abstractmethods__", ()))


def _names_of(module: str) -> dict[str, Any]:
    """Return what a module of the learner's holds, but for what the import system put there."""
    return {name: value for name, value in vars(sys.modules[module]).items() if name[:2] != "__"}


def _bind(cls: type, name: str, obj: Any) -> Any:
    """Return the special method of `obj` as the interpreter finds it, from `cls` on."""
    for base in cls.__mro__:
        if name in vars(base):
            found = vars(base)[name]
            get = getattr(type(found), "__get__", None)
            return found if get is None else get(found, obj, type(obj))
    raise AttributeError(f"{cls.__name__!r} object has no attribute {name!r}")
