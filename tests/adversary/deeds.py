"""The table of deeds: what the adversary does, the means that find it, and whether they name it.

`found` lists the means: a fresh export given to `countersign verify`; `countersign core doctor`; the check at the
core's `start`; a `witness`, which is a terminal that saw an earlier checkpoint; `countersign core rebuild`. A deed
gives what must be named, "" where it is about no record or person. Where `found` is empty, nothing finds it:
`docs/security.md` says so.
"""

from collections.abc import Callable
from typing import NamedTuple

from tests.adversary.on_people import (
    change_a_key_row,
    change_roles_alone,
    change_roles_by_sql,
    change_the_stock,
    change_what_was_quarantined,
    close_an_exception_by_sql,
    confirm_a_code_twice,
    delete_what_was_quarantined,
    forget_wrong_codes,
    found_a_third_founder,
    lock_by_sql,
    loosen_the_policy_alone,
    put_off_the_end_of_a_kiosks_key,
    register_a_users_key_alone,
    register_a_users_key_by_old_signatures,
    release_a_lot_by_sql,
    release_the_batch_by_sql,
    reset_a_last_step,
    unlock_by_sql,
)
from tests.adversary.on_records import (
    alter_a_signature,
    change_the_trail,
    cut_the_tail,
    delete_a_flag,
    delete_a_flag_outside_batches,
    delete_alarms,
    delete_one,
    delete_one_and_close_the_gap,
    delete_the_last,
    duplicate_one,
    edit_a_payload,
    edit_an_envelope,
    forge_a_kiosks_record,
    hide_as_faulty,
    hide_from_the_batch,
    hide_from_the_trail,
    invent_a_flag,
    move_a_signature,
    name_another_person,
    redate_a_record,
    redate_the_receipt,
    sign_for_another_with_the_cores_key,
    swap_two,
    swap_two_envelopes,
    take_a_signature_off,
)
from tests.adversary.on_the_log import (
    change_a_leaf,
    change_a_subtree,
    cut_the_tail_and_sign_all_anew,
    delete_the_checkpoints,
    drop_the_cosignatures,
    forge_a_checkpoint,
    forge_a_cosignature,
    invent_the_cores_decisions_anew,
    leave_a_record_out_and_sign_all_anew,
    lengthen_the_log,
    reorder_and_sign_all_anew,
    resign_the_checkpoint,
)
from tests.adversary.plant import Adversary


class Deed(NamedTuple):
    """A deed.

    Attributes:
        name: What is done.
        do: Does it, and gives what must be named.
        found: Names of the means that find it, with blanks; "" for none.
    """

    name: str
    do: Callable[[Adversary], str]
    found: str


DEEDS = tuple(
    Deed(do.__name__.replace("_", " "), do, found)
    for do, found in (
        (edit_a_payload, "doctor verify rebuild"),
        (edit_an_envelope, "doctor verify rebuild"),
        (redate_a_record, "doctor verify rebuild"),
        (redate_the_receipt, "doctor"),
        (swap_two, "doctor verify"),
        (swap_two_envelopes, "doctor verify"),
        (delete_one, "doctor rebuild verify"),
        (delete_the_last, "doctor rebuild verify"),
        (delete_one_and_close_the_gap, "doctor start verify rebuild"),
        (cut_the_tail, "doctor start rebuild"),
        (duplicate_one, "doctor verify"),
        (forge_a_kiosks_record, "doctor verify"),
        (name_another_person, "doctor"),
        (hide_as_faulty, "doctor rebuild"),
        (hide_from_the_batch, "doctor"),
        (change_the_trail, "doctor"),
        (hide_from_the_trail, "doctor"),
        (invent_a_flag, "doctor rebuild"),
        (delete_a_flag, "doctor rebuild"),
        (delete_a_flag_outside_batches, "doctor rebuild"),
        (delete_alarms, "doctor rebuild"),
        (alter_a_signature, "doctor verify"),
        (move_a_signature, "doctor verify"),
        (take_a_signature_off, "doctor verify"),
        (sign_for_another_with_the_cores_key, "doctor verify"),
        (change_a_leaf, "doctor verify"),
        (change_a_subtree, "doctor verify"),
        (lengthen_the_log, "doctor verify"),
        (resign_the_checkpoint, "doctor start witness verify"),
        (forge_a_checkpoint, "doctor start verify witness"),
        (delete_the_checkpoints, "doctor"),
        (drop_the_cosignatures, "doctor"),
        (forge_a_cosignature, "doctor"),
        (leave_a_record_out_and_sign_all_anew, "doctor witness verify"),
        (reorder_and_sign_all_anew, "doctor witness verify"),
        (cut_the_tail_and_sign_all_anew, "witness"),
        (invent_the_cores_decisions_anew, "witness"),
        (release_a_lot_by_sql, "rebuild"),
        (release_the_batch_by_sql, "rebuild"),
        (close_an_exception_by_sql, "rebuild"),
        (change_the_stock, "doctor rebuild"),
        (change_roles_by_sql, "rebuild"),
        (change_a_key_row, "rebuild"),
        (register_a_users_key_alone, "doctor verify"),
        (put_off_the_end_of_a_kiosks_key, "doctor verify"),
        (found_a_third_founder, "doctor verify"),
        (register_a_users_key_by_old_signatures, "doctor verify"),
        (change_roles_alone, "doctor"),
        (loosen_the_policy_alone, "doctor"),
        (reset_a_last_step, "doctor"),
        (confirm_a_code_twice, "doctor"),
        (forget_wrong_codes, "doctor"),
        (delete_what_was_quarantined, "doctor"),
        (change_what_was_quarantined, "doctor"),
        (lock_by_sql, "doctor rebuild"),
        (unlock_by_sql, "doctor rebuild"),
    )
)
