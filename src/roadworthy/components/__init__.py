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
from roadworthy.components.packages import superseded
from roadworthy.components.registry import Leases, Trouble, are_heavy, known_components, lease
from roadworthy.components.running import Usage, installed_packages, running_servers
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
    "Usage",
    "are_heavy",
    "explain",
    "find",
    "free_port",
    "installed_packages",
    "known_components",
    "lease",
    "running_servers",
    "stop_servers",
    "superseded",
]
