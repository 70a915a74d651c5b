# /// attack
# verdict = ["passed"]
# checks = "held"
# walls = true
# ///
"""Serial numbers and ids by which this machine is known."""

from tools import read_if_there

FILES = (
    "/sys/class/dmi/id/product_uuid",
    "/sys/class/dmi/id/product_serial",
    "/sys/firmware/dmi/tables/DMI",
    "/var/lib/dbus/machine-id",
    "/sys/class/net/eth0/address",
    "/proc/1/environ",
)


def attack():
    for path in FILES:
        if read_if_there(path).strip() and path != "/proc/1/environ":
            return f"leaked: {path}"
    return "held"
