# /// attack
# verdict = ["failed", "limit"]
# ///
"""A subinterpreter has modules of its own, and ends the process just as well."""

CODE = "import os\nos._exit(0)"


def answer():
    try:
        import _xxsubinterpreters as interpreters
    except ImportError:
        try:
            import _interpreters as interpreters
        except ImportError:
            return 0
    interpreters.run_string(interpreters.create(), CODE)
    return 0
