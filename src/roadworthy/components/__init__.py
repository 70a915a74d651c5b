"""Starting and leasing private pieces of real systems; each system is one small file."""

from roadworthy.components.base import Component, ComponentError, Found, Lease, Missing
from roadworthy.components.registry import Leases, known_components, lease
from roadworthy.components.servers import free_port, stop_servers

__all__ = [
    "Component",
    "ComponentError",
    "Found",
    "Lease",
    "Leases",
    "Missing",
    "free_port",
    "known_components",
    "lease",
    "stop_servers",
]
