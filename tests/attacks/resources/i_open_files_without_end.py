# /// attack
# verdict = ["passed", "failed"]
# checks = "held"
# ///
"""Ten thousand descriptors."""


def attack():
    kept = []
    try:
        for _ in range(10_000):
            kept.append(open("/dev/null"))
    except OSError:
        pass
    count = len(kept)
    kept.clear()
    return "held" if count < 10_000 else f"leaked: {count} descriptors"
