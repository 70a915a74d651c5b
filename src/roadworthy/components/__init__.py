"""Starting and leasing private pieces of real systems; each system is one small file."""

from roadworthy.components.base import (
    Address,
    Component,
    ComponentError,
    Found,
    Lease,
    Missing,
    Source,
    explain,
    find,
)
from roadworthy.components.registry import Leases, Trouble, known_components, lease
from roadworthy.components.servers import free_port, stop_servers

__all__ = [
    "Address",
    "Component",
    "ComponentError",
    "Found",
    "Lease",
    "Leases",
    "Missing",
    "Source",
    "Trouble",
    "explain",
    "find",
    "free_port",
    "known_components",
    "lease",
    "stop_servers",
]
