# /// attack
# verdict = ["failed"]
# ///
"""Every number under which the checker may have lent something, for an answer."""

from tools import peer, reply


def answer(asked=[0]):
    asked[0] += 1
    reply(["h", asked[0]])
    for number in (0, -1, 1, 2, 3, 10**6, True, "1", None, 1.5):
        reply(["h", number])
    return peer()
