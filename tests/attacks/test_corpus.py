"""No attack of the corpus comes true, and none leaves anything behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.attacks import residue
from tests.attacks.conftest import walls_stand
from tests.attacks.corpus import Attack, read_corpus
from tests.attacks.running import Attempt

if TYPE_CHECKING:
    from tests.attacks.bait import Bait


EVERYDAY = {
    "forging": (
        "i_am_near_every_number", "i_answer_with_a_magicmock", "i_become_what_i_am_compared_with", "i_equal_everything",
        "i_find_hooks_through_gc", "i_look_behind_the_callback", "i_pass_by_leaving_at_import", "i_patch_the_builtins",
        "i_plant_a_conftest", "i_print_a_summary_on_every_descriptor", "i_raise_what_means_skip",
        "i_read_expected_values_from_frames", "i_shadow_the_standard_library", "i_steal_the_result_channel",
    ),
    "codec": (
        "i_answer_before_i_am_asked", "i_ask_for_classes_of_the_checks", "i_close_the_channel",
        "i_name_functions_of_the_checker", "i_pack_a_pickle", "i_read_files_with_the_checkers_hands",
        "i_send_frames_of_another_shape", "i_share_the_channel_with_my_child",
    ),
    "pythons_own": ("i_crash_the_interpreter", "i_hook_the_audit", "i_end_by_a_system_call", "i_patch_the_channels_modules"),
    "files": ("i_come_with_links", "i_write_a_link_to_the_checks", "my_output_steers_your_terminal"),
    "resources": ("i_fork_without_end", "i_make_a_terabyte", "i_take_memory_and_touch_it"),
    "outliving": ("i_fork_twice", "i_leave_shared_memory"),
    "looking_around": ("i_read_files_of_the_host", "i_read_the_checks", "i_reach_the_internet"),
    "climbing_out": ("i_enter_a_new_user_namespace", "i_mount_over_the_walls", "i_trace_who_started_me"),
}  # fmt: skip
"""Of each class, attacks that try different things; every attack runs in the long tier."""


def _parameter(attack: Attack) -> object:
    is_everyday = attack.path.stem in EVERYDAY[attack.kind] and not attack.terms.get("long")
    marks = [] if is_everyday else [pytest.mark.long]
    return pytest.param(attack, id=attack.id, marks=marks)


@pytest.mark.parametrize("attack", [_parameter(attack) for attack in read_corpus()])
def test_the_claim_does_not_come_true(
    attack: Attack, bait: Bait, lab_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if attack.needs_walls and not walls_stand():
        pytest.skip("the judge has no walls on this machine")
    monkeypatch.setenv("SECRET_TOKEN", bait.secret)
    attempt = Attempt(attack, lab_folder, bait)
    faults = attempt.faults(attempt.run())
    if attack.terms.get("twice") and not faults:
        faults = attempt.faults(attempt.run())
    faults += residue.left_over(attempt.mark, attempt.ipc_key)
    faults += bait.harm() if walls_stand() else []
    assert not faults, "\n".join(faults)
