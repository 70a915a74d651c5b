"""The corpus is what README.md says it is."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.attacks.corpus import CLASSES, HERE, Attack, read_attack, read_corpus

CORPUS = read_corpus()


def test_every_class_is_attacked_from_many_sides() -> None:
    counted = Counter(attack.kind for attack in CORPUS)
    assert len(CORPUS) >= 110
    assert all(counted[kind] >= 10 for kind in CLASSES), counted


@pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: attack.id)
def test_the_name_of_a_file_is_a_claim(attack: Attack) -> None:
    assert attack.path.stem.startswith(("i_", "my_"))
    assert (HERE / "checks" / f"{attack.terms.get('checks', 'answer')}.py").is_file()
    compile(attack.path.read_bytes(), str(attack.path), "exec")


def test_no_forger_may_pass() -> None:
    assert [attack.id for attack in CORPUS if attack.kind == "forging" and "passed" in attack.verdicts] == []


def test_a_head_with_a_slip_is_refused(tmp_path: object) -> None:
    path = HERE.__class__(str(tmp_path)) / "i_slip.py"
    for terms in ('verdikt = ["failed"]', 'verdict = ["not-judged"]', "verdict = []"):
        path.write_text(f"# /// attack\n# {terms}\n# ///\n")
        with pytest.raises(ValueError, match=r"i_slip\.py"):
            read_attack(path)
    path.write_text("answer = 1\n")
    with pytest.raises(ValueError, match="no head"):
        read_attack(path)
