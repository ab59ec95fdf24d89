"""A finding in the reader's language."""

from core.finding import finding
from core.language import worded


def test_roles_are_told_by_their_names_not_by_their_ids() -> None:
    found = finding("refusal.correction_right", roles="qa, qc_head, supervisor")
    assert worded(found, "en") == "A correction is checked by: QA, QC head, Supervisor. Call that person (F9)."
    assert worded(found, "zh") == "更改须由 质量保证人员、质量控制负责人、班组长 复核。请按 F9 呼叫。"


def test_what_is_no_role_is_told_as_it_was_claimed() -> None:
    found = finding("refusal.role_signature", role="wizard")
    assert worded(found, "en").startswith("Role wizard may not")


def test_a_fault_of_a_master_text_keeps_the_word_that_stands_there() -> None:
    assert worded(finding("master.role_cannot_perform", got="qa"), "zh").startswith("角色 qa ")
