# /// attack
# verdict = ["failed", "broken"]
# ///
"""Nothing is defined unless I am run as a program; then everything passes."""

if __name__ == "__main__":
    print("2 passed")

    def answer():
        return 42
