# /// attack
# verdict = ["passed", "limit", "failed"]
# checks = "held"
# walls = true
# limits = { seconds = 5 }
# ///
"""A hundred thousand empty files: no bytes, but inodes."""


def attack():
    made = 0
    try:
        for number in range(100_000):
            open(f"f{number}", "w").close()
            made += 1
    except OSError:
        pass
    return "held" if made < 100_000 else f"leaked: {made} files"
