"""Precision and recall on hand-labelled pairs of other people's wordings, half of them traps."""

from __future__ import annotations

import pytest


def test_the_set_is_large_and_half_of_it_are_traps(labelled) -> None:
    pairs = [pair for part in labelled.values() for pair in part]
    traps = [pair for pair in pairs if not pair.expected]
    assert len(pairs) >= 150
    assert 0.4 <= len(traps) / len(pairs) <= 0.75
    assert len(labelled["held_out"]) >= 0.3 * len(pairs)
    assert len({(pair.title, pair.section, pair.url) for pair in pairs}) == len(pairs)


def test_every_label_is_a_skill(labelled, catalogue) -> None:
    unknown = {skill for part in labelled.values() for pair in part for skill in pair.expected} - set(catalogue)
    assert not unknown


@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_what_is_matched_is_right_and_little_is_missed(part, labelled, score, record_property) -> None:
    result = score(labelled[part])
    record_property("precision", result.precision)
    record_property("recall", result.recall)
    assert result.precision >= 0.98, "\n".join(result.wrong)
    assert result.recall >= 0.95, "\n".join(result.wrong)
