"""Stand-ins for functions, methods, generators and coroutines of the other side."""

from __future__ import annotations

import inspect
import types
from collections.abc import Coroutine
from typing import Any

from .mirror import revive_if_referred_to

_CODE_FLAGS = (
    inspect.CO_COROUTINE
    | inspect.CO_GENERATOR
    | inspect.CO_ASYNC_GENERATOR
    | inspect.CO_VARARGS
    | inspect.CO_VARKEYWORDS
)


def _template() -> None: ...


_UNKNOWN: dict[str, Any] = {
    "name": "function", "qualname": "function", "module": None, "doc": None, "kind": "", "flags": 0, "file": "", "line": 0,
    "counts": [0, 0, 0], "variables": [],
}  # fmt: skip


class RemoteFunction:
    """A function of the other side: `inspect` takes it for one, a class that holds it binds it.

    Args:
        peer: The channel.
        ref: The Ref of the function.
        about: What `describe_function` said, or None to ask when it matters.
    """

    __slots__ = ("__weakref__", "_rw_about", "_rw_peer", "_rw_ref")

    def __init__(self, peer: Any, ref: Any, about: dict[str, Any] | None) -> None:
        object.__setattr__(self, "_rw_peer", peer)
        object.__setattr__(self, "_rw_ref", ref)
        object.__setattr__(self, "_rw_about", about)

    def __del__(self) -> None:
        if self._rw_ref is not None:
            revive_if_referred_to(self)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Call it, where it is."""
        if self._about["kind"] == "a":
            return call_async(self._rw_peer, self._about, "acall", self, args, tuple(kwargs.items()))
        return self._rw_peer.request("call", self, args, tuple(kwargs.items()))

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)

    @property
    def _about(self) -> dict[str, Any]:
        about = self._rw_about
        if about is None:
            if self._rw_peer.is_decoding():
                return _UNKNOWN
            about = self._rw_peer.request("describe", self)
            object.__setattr__(self, "_rw_about", about)
        return about  # type: ignore[no-any-return]  # a slot is untyped

    @property  # type: ignore[misc]  # what it stands for decides
    def __class__(self) -> Any:
        return types.FunctionType

    @property
    def __name__(self) -> str:
        return str(self._about["name"])

    @property
    def __module__(self) -> Any:  # type: ignore[override]  # a class attribute elsewhere, the function's own here
        return self._about["module"]

    @property
    def __doc__(self) -> Any:  # type: ignore[override]  # a class attribute elsewhere, the function's own here
        return self._about["doc"]

    @property
    def __code__(self) -> types.CodeType:
        about = self._about
        positional, positional_only, keyword_only = about["counts"]
        return _template.__code__.replace(
            co_name=about["name"],
            co_filename=about["file"] or "<unknown>",
            co_firstlineno=max(1, about["line"]),
            co_argcount=positional,
            co_posonlyargcount=positional_only,
            co_kwonlyargcount=keyword_only,
            co_varnames=tuple(about["variables"]),
            co_nlocals=len(about["variables"]),
            co_flags=(_template.__code__.co_flags & ~_CODE_FLAGS) | (about["flags"] & _CODE_FLAGS),
        )

    @property
    def __signature__(self) -> inspect.Signature:
        return signature(self._rw_peer.request("signature", self))

    def __getattr__(self, name: str) -> Any:
        if name == "__qualname__":  # a property of that name is not to be had in a class statement
            return self._about["qualname"]
        return self._rw_peer.request("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self._rw_peer.request("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        self._rw_peer.request("del", self, name)

    @property
    def __dict__(self) -> Any:  # type: ignore[override]  # it lies on the other side
        return self._rw_peer.request("get", self, "__dict__")

    def __copy__(self) -> RemoteFunction:
        return self

    def __deepcopy__(self, _memo: Any) -> RemoteFunction:
        return self

    def __reduce__(self) -> str:
        return str(self._about["qualname"])

    def __repr__(self) -> str:
        return str(self._rw_peer.request("repr", self))


type.__setattr__(RemoteFunction, "__name__", "function")
type.__setattr__(RemoteFunction, "__qualname__", "function")


class RemoteMethod(RemoteFunction):
    """A function of a stand-in class, named by class and name; called as just that function, never an override.

    Attributes:
        _rw_owner: The stand-in class.
        _rw_name: The name in it.
        _rw_abstract: True for an abstract method.
    """

    __slots__ = ("_rw_abstract", "_rw_name", "_rw_owner")

    def __init__(self, peer: Any, owner: type, name: str, *, abstract: bool = False) -> None:
        super().__init__(peer, None, None)
        object.__setattr__(self, "_rw_owner", owner)
        object.__setattr__(self, "_rw_name", name)
        object.__setattr__(self, "_rw_abstract", abstract)

    def set_owner(self, owner: type) -> None:
        """Say whose it is, once the class is made."""
        object.__setattr__(self, "_rw_owner", owner)

    @property
    def __isabstractmethod__(self) -> bool:
        return bool(self._rw_abstract)


class VirtualMethod(RemoteMethod):
    """What a bound method of a stand-in calls: the attribute of that name as the instance has it at that moment."""

    __slots__ = ("_rw_kind",)

    def __init__(self, peer: Any, owner: type, name: str, kind: str) -> None:
        super().__init__(peer, owner, name)
        object.__setattr__(self, "_rw_kind", kind)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Call the method that the instance's own class has, where it is."""
        instance, *rest = args
        if self._rw_kind == "a":
            return call_async(
                self._rw_peer,
                {"name": self._rw_name},
                "amethod",
                instance,
                self._rw_name,
                tuple(rest),
                tuple(kwargs.items()),
            )
        return self._rw_peer.request("method", instance, self._rw_name, tuple(rest), tuple(kwargs.items()))


for _class in (RemoteMethod, VirtualMethod):
    type.__setattr__(_class, "__name__", "function")
    type.__setattr__(_class, "__qualname__", "function")
    type.__setattr__(_class, "__doc__", vars(RemoteFunction)["__doc__"])


class RemoteMember:
    """A class-level name that is no function: found by `super()`, kept by whoever patches and restores it."""

    __slots__ = ("__isabstractmethod__", "name", "owner", "peer")

    def __init__(self, peer: Any, owner: type, name: str, *, abstract: bool = False) -> None:
        self.peer = peer
        self.owner = owner
        self.name = name
        self.__isabstractmethod__ = abstract

    def set_owner(self, owner: type) -> None:
        """Say whose it is, once the class is made."""
        self.owner = owner

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self.peer.request("super_get", self.owner, self.name, instance, owner)


def call_async(peer: Any, about: dict[str, Any], op: str, *args: Any) -> Coroutine[Any, Any, Any]:
    """Return a coroutine that carries out an operation on the other side once it is awaited."""

    async def call() -> Any:
        return await peer.request_async(op, *args)

    coroutine = call()
    names: Any = coroutine
    names.__name__ = about["name"]
    names.__qualname__ = about.get("qualname", about["name"])
    return coroutine


class RemoteGenerator:
    """A generator of the other side. No real generator: those are closed when they are dropped, and that is not ours."""

    __slots__ = ("__weakref__", "_rw_peer", "_rw_ref")

    def __init__(self, peer: Any, ref: Any) -> None:
        self._rw_peer = peer
        self._rw_ref = ref

    @property  # type: ignore[misc]  # what it stands for decides
    def __class__(self) -> Any:
        return types.GeneratorType

    def __iter__(self) -> RemoteGenerator:
        return self

    def __next__(self) -> Any:
        return self._rw_peer.request("step", self, "send", None)

    def send(self, value: Any) -> Any:
        """Resume it with a value."""
        return self._rw_peer.request("step", self, "send", value)

    def throw(self, *error: Any) -> Any:
        """Raise an exception where it waits."""
        raised = error[1] if len(error) > 1 and error[1] is not None else error[0]
        return self._rw_peer.request("step", self, "throw", raised)

    def close(self) -> None:
        """End it."""
        self._rw_peer.request("step", self, "close", None)

    def __getattr__(self, name: str) -> Any:
        return self._rw_peer.request("get", self, name)

    def __repr__(self) -> str:
        return str(self._rw_peer.request("repr", self))


class RemoteCoroutine:
    """A coroutine of the other side; awaiting it lets it run there."""

    __slots__ = ("__weakref__", "_rw_inner", "_rw_peer", "_rw_ref")

    def __init__(self, peer: Any, ref: Any) -> None:
        self._rw_peer = peer
        self._rw_ref = ref
        self._rw_inner: Any = None

    @property  # type: ignore[misc]  # what it stands for decides
    def __class__(self) -> Any:
        return types.CoroutineType

    def _awaiting(self) -> Any:
        if self._rw_inner is None:
            self._rw_inner = self._rw_peer.await_remote(self)
        return self._rw_inner

    def __await__(self) -> Any:
        return self._awaiting().__await__()

    def send(self, value: Any) -> Any:
        """Resume it with a value."""
        return self._awaiting().send(value)

    def throw(self, *error: Any) -> Any:
        """Raise an exception where it waits."""
        return self._awaiting().throw(*error)

    def close(self) -> None:
        """End it."""
        if self._rw_inner is not None:
            self._rw_inner.close()
        self._rw_peer.request("step", self, "close", None)

    def __getattr__(self, name: str) -> Any:
        return self._rw_peer.request("get", self, name)

    def __repr__(self) -> str:
        return str(self._rw_peer.request("repr", self))


RemoteGenerator.__name__ = RemoteGenerator.__qualname__ = "generator"
RemoteCoroutine.__name__ = RemoteCoroutine.__qualname__ = "coroutine"


def signature(described: Any) -> inspect.Signature:
    """Return the signature for what the `signature` operation answered."""
    parameters, returns = described
    return inspect.Signature(
        [
            inspect.Parameter(
                name,
                inspect._ParameterKind(kind),  # noqa: SLF001  # the enum has no public name
                default=default[0] if default else inspect.Parameter.empty,
                annotation=annotation[0] if annotation else inspect.Parameter.empty,
            )
            for name, kind, default, annotation in parameters
        ],
        return_annotation=returns[0] if returns else inspect.Signature.empty,
    )


def describe_signature(function: Any) -> Any:
    """Return what `signature` makes a signature from; raises what `inspect.signature` does."""
    found = inspect.signature(function)
    empty = inspect.Parameter.empty
    return (
        [
            (
                parameter.name,
                int(parameter.kind),
                () if parameter.default is empty else (parameter.default,),
                () if parameter.annotation is empty else (parameter.annotation,),
            )
            for parameter in found.parameters.values()
        ],
        () if found.return_annotation is inspect.Signature.empty else (found.return_annotation,),
    )
