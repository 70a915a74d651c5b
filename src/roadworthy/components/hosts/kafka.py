"""librdkafka's mock brokers, for one lease. Argument: the file that takes their addresses, host:port, with commas.

The library is spoken to directly, because Python's binding cannot shorten the three seconds for which a new group waits
for more members; a group also waits for as long as its members' session (less a second) when another one joins.
"""

import ctypes
import signal
import sys
from pathlib import Path

import confluent_kafka  # type: ignore[import-not-found]  # it is in the environment of locks/kafka

BROKERS = 3
JOIN_DELAY_MS = 100
PRODUCER = 0  # rd_kafka_type_t


def library() -> ctypes.CDLL:
    """Return librdkafka, as it came with the binding: a wheel of Linux or macOS keeps it beside or inside of it."""
    package = Path(confluent_kafka.__file__).parent
    places = (package.with_name("confluent_kafka.libs"), package / ".dylibs")
    found = [path for place in places for path in sorted(place.glob("librdkafka*"))]
    lib = ctypes.CDLL(str(found[0]) if found else None)
    for function in (lib.rd_kafka_new, lib.rd_kafka_mock_cluster_new):
        function.restype = ctypes.c_void_p
    lib.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    return lib


def main() -> None:
    """Start them, tell where they are, and stay until we are killed."""
    lib = library()
    client = lib.rd_kafka_new(PRODUCER, None, None, ctypes.c_size_t(0))
    cluster = ctypes.c_void_p(lib.rd_kafka_mock_cluster_new(ctypes.c_void_p(client), BROKERS))
    lib.rd_kafka_mock_group_initial_rebalance_delay_ms(cluster, ctypes.c_int32(JOIN_DELAY_MS))
    servers = lib.rd_kafka_mock_cluster_bootstraps(cluster).decode()
    target = Path(sys.argv[1])
    written = target.with_suffix(".new")
    written.write_text(servers, encoding="utf-8")
    written.rename(target)
    signal.pause()


main()
