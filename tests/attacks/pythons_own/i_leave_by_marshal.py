# /// attack
# verdict = ["failed", "limit"]
# ///
"""Code that no compiler made: it jumps out of its own stack."""

import marshal
import types


def answer():
    code = answer.__code__
    broken = code.replace(co_code=b"\x53\x00" * 4 + b"\x01\x00", co_consts=(42,), co_stacksize=1)
    return types.FunctionType(marshal.loads(marshal.dumps(broken)), {})()
