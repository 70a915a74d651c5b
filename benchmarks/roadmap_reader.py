"""How long reading a roadmap takes, against the Markdown parser it stands on.

Run: `python benchmarks/roadmap_reader.py [FILE ...]`. Each file is repeated to 1 MB (without files: a document made here
with every common construct). The floor is markdown-it-py with CommonMark, tables and strikethrough, parsing the same
text in the same run; rounds are interleaved, figures are medians. Below that: how time grows with length.
"""

from __future__ import annotations

import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from roadworthy.roadmap import diff, lint, read_roadmap

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
LENGTH = 1_000_000
PROMISED = 3.0  # times the floor
TOPIC = """
## {0}. 🌐 Section {0}

Some *prose* with a [link](https://example.com/{0}).

### {0}.1 [Topic](https://docs.example.org/{0}/topic.html)
- 🟢 [Redis](https://redis.io/) - an in-memory store ([Python Guide](https://realpython.com/redis-{0}/))
- Nginx, Apache, Tomcat
- [x] Data pipelines: [Airflow](https://airflow.apache.org/), [Prefect](https://www.prefect.io/)
  - API security (rate limiting, CORS, input validation)
  - [Matplotlib](https://matplotlib.org/) / [Seaborn](https://seaborn.pydata.org/) for data visualization

### {0}.2 Another
**Core:** `numpy`, `requests`, `httpx`

| Topic | Prerequisites |
|-------|---------------|
| Caching | Redis, HTTP |
"""


def documents() -> dict[str, str]:
    """Return the texts to read, 1 MB each, by name."""
    if len(sys.argv) > 1:
        sources = {Path(name).name: Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]}
        return {name: (text * (LENGTH // len(text) + 1))[:LENGTH] for name, text in sources.items() if text}
    text = "# Road\n\n> 🟢 Must know\n> 🔴 Avoid\n" + "".join(TOPIC.format(at) for at in range(LENGTH // len(TOPIC)))
    return {"made here": text[:LENGTH]}


def medians(tasks: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the median wall time of each task in seconds, rounds interleaved."""
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(ROUNDS):
        for name, task in tasks.items():
            began = time.perf_counter()
            task()
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in times.items()}


def main() -> None:
    floor = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for name, text in documents().items():
        found = medians({"floor": partial(floor.parse, text), "read": partial(read_roadmap, text)})
        ratio = found["read"] / found["floor"]
        verdict = "kept" if ratio <= PROMISED else "NOT KEPT"
        print(f"{name}: markdown-it-py {found['floor']:.2f} s, read_roadmap {found['read']:.2f} s")
        print(f"  ratio {ratio:.2f} (promised: {PROMISED:.0f}, {verdict})")
        roadmap = read_roadmap(text)
        others = medians({"lint": partial(lint, roadmap), "diff": partial(diff, roadmap, roadmap)})
        print("  " + ", ".join(f"{what} {seconds / found['read']:.2f} of reading" for what, seconds in others.items()))
        quarter = medians({"quarter": partial(read_roadmap, text[: LENGTH // 4])})["quarter"]
        print(f"  four times the length takes {found['read'] / quarter:.1f} times as long")


if __name__ == "__main__":
    main()
