# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Devices that lead to virtual machines, file systems in user space, tunnels, disks and consoles."""

import os

from tools import tried, verdict_of

DEVICES = ("kvm", "fuse", "net/tun", "mem", "port", "sda", "vda", "nvme0n1", "loop-control", "loop0", "vhost-net", "vsock", "mapper/control", "console", "tty0", "tty1", "uinput", "dri/card0", "snd/seq", "hwrng", "cuse", "btrfs-control", "autofs")


def attack():
    return verdict_of(*(tried(name, lambda name=name: os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK)) for name in DEVICES))
