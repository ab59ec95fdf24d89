"""Rights: the one table of what each role may do; judges, decisions, changes and task lists all look here.

A right is named `<kind>.<what>`. A step is performed by those roles of `act.perform_step` that its master record names.
Source: 21 CFR 11.10(g); NMPA 2020 No. 74 art. 22(1), (2).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from core.acts import Meaning
from core.people import Role


class RightKind(StrEnum):
    """What a right lets a person do."""

    SIGN = "sign"
    """Give a signature of this meaning at all."""
    ACT = "act"
    """State such an act, and sign it."""
    DECIDE = "decide"
    """Ask the core for this decision."""
    CHANGE = "change"
    """Sign a change of this sort, as the one who proposes it or as the one who approves it."""
    SCREEN = "screen"
    """Find this task in the list of work."""


_ALL = frozenset(Role)
_ADMIN, _QA = frozenset({Role.ADMIN}), frozenset({Role.QA})
_LABORATORY = frozenset({Role.QC_ANALYST, Role.QC_HEAD})
_KEEPERS = frozenset({Role.WAREHOUSE, Role.PLANNER, Role.QC_HEAD, Role.QA, Role.ENGINEER})
_RELEASE = frozenset({Role.AUTHORISED_PERSON})
_TRAINERS = frozenset({Role.SUPERVISOR, Role.QC_HEAD, Role.QA, Role.ENGINEER})
_SHIFT = frozenset({Role.SUPERVISOR, Role.QC_HEAD, Role.QA})
_TRAIL = frozenset({Role.QA, Role.AUTHORISED_PERSON, Role.QC_HEAD, Role.SUPERVISOR, Role.ADMIN})
_STORE = frozenset({Role.WAREHOUSE, Role.SUPERVISOR})
_FLOOR = _ALL - {Role.AUDITOR, Role.ADMIN, Role.PLANNER}

RIGHTS: Mapping[str, frozenset[Role]] = {
    "sign.performed": _ALL - {Role.AUDITOR},
    "sign.verified": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.QC_ANALYST, Role.QC_HEAD, Role.QA}),
    "sign.reviewed": _SHIFT,
    "sign.approved": frozenset({Role.SUPERVISOR, Role.QC_HEAD, Role.QA, Role.AUTHORISED_PERSON, Role.ADMIN}),
    "sign.released": _RELEASE,
    "sign.rejected": _RELEASE,
    "sign.voided": _QA,
    "act.perform_step": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.WAREHOUSE, Role.QC_ANALYST, Role.ENGINEER}),
    "act.type_weight": frozenset({Role.SUPERVISOR}),
    "act.settle_for_production": frozenset({Role.SUPERVISOR}),
    "act.settle_for_quality": _QA,
    "act.enter_result": _LABORATORY,
    "act.check_result": _LABORATORY | _QA,
    "act.comment": _FLOOR,
    "act.repeat_step": frozenset({Role.SUPERVISOR}),
    "act.check_correction": _SHIFT,
    "act.review_audit_trail": _TRAIL,
    "act.acknowledge_alarm": _ADMIN | _QA,
    "act.settle_log": _QA,
    "act.handle_stock": _STORE,
    "act.count_stock": _STORE | _QA,
    "act.return_material": _STORE | {Role.OPERATOR},
    "decide.issue_batch": frozenset({Role.PLANNER, Role.SUPERVISOR, Role.QA}),
    "decide.open_round": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.WAREHOUSE, Role.QC_ANALYST, Role.ENGINEER}),
    "decide.reserve_container": frozenset({Role.WAREHOUSE, Role.SUPERVISOR, Role.OPERATOR, Role.PLANNER}),
    "decide.lease_operation": _FLOOR,
    "decide.hand_over": _FLOOR,
    "decide.receive": frozenset({Role.WAREHOUSE}),
    "decide.change_lot_state": frozenset({Role.QA, Role.QC_HEAD}),
    "decide.settle_hold": _QA,
    "decide.approve_hold": _RELEASE,
    "decide.take_out_held": _STORE,
    "decide.approve_held_goods": _QA,
    "decide.ship": frozenset({Role.WAREHOUSE}),
    "decide.take_return": frozenset({Role.WAREHOUSE}),
    "decide.open_recall": _QA,
    "decide.approve_recall": _QA | _RELEASE,
    "decide.notify_recall": _QA,
    "decide.close_recall": _QA,
    "decide.adjust_stock": _STORE,
    "decide.approve_adjustment": frozenset({Role.SUPERVISOR, Role.QA}),
    "decide.destroy_container": _STORE,
    "decide.witness_destruction": _SHIFT,
    "decide.destroy_rejected": _QA,
    "decide.release": _RELEASE,
    "decide.reject": _RELEASE,
    "decide.void_batch": _QA,
    "decide.unlock": _ADMIN | _QA,
    "decide.enrol": _ADMIN,
    "change.enrol.performed": _ADMIN,
    "change.enrol.approved": _ADMIN | _QA,
    "change.close_account.performed": _ADMIN,
    "change.close_key.performed": _ADMIN | _QA,
    "change.end_token.performed": _ADMIN | _QA,
    "change.tighten_policy.performed": _ADMIN,
    "change.policy.performed": _ADMIN | _QA,
    "change.policy.approved": _QA,
    "change.qualifications.performed": _TRAINERS,
    "change.rosters.performed": _SHIFT,
    "change.rule_set.performed": _QA,
    "change.rule_set.approved": _RELEASE,
    "change.procedures.performed": _ADMIN | _QA,
    "change.procedures.approved": _QA,
    "change.kiosks.performed": _ADMIN,
    "change.master_data.performed": _KEEPERS,
    "change.master_data.approved": _QA,
    "change.calibration.performed": frozenset({Role.ENGINEER, Role.QC_ANALYST}),
    "change.calibration.approved": frozenset({Role.QA, Role.QC_HEAD}),
    "change.maintenance.performed": frozenset({Role.ENGINEER}),
    "change.maintenance.approved": frozenset({Role.SUPERVISOR, Role.QA, Role.QC_HEAD}),
    "change.out_of_service.performed": _SHIFT | {Role.ENGINEER},
    "change.in_service.performed": frozenset({Role.ENGINEER}),
    "change.in_service.approved": _QA,
    "change.orders.performed": frozenset({Role.PLANNER, Role.WAREHOUSE}),
    "change.masters.performed": frozenset({Role.ENGINEER}),
    "change.masters.reviewed": frozenset({Role.SUPERVISOR}),
    "change.masters.approved": _QA,
    "change.retire_master.performed": frozenset({Role.ENGINEER, Role.SUPERVISOR, Role.QA}),
    "change.retire_master.approved": _QA,
    "screen.masters": frozenset({Role.SUPERVISOR, Role.QC_HEAD, Role.QA, Role.ENGINEER, Role.PLANNER, Role.AUDITOR}),
    "screen.issue": frozenset({Role.PLANNER, Role.QA}),
    "screen.logbooks": _ALL - {Role.ADMIN, Role.PLANNER},
    "screen.round_review": frozenset({Role.SUPERVISOR, Role.QA}),
    "screen.samples": _LABORATORY,
    "screen.review": frozenset({Role.QA, Role.AUTHORISED_PERSON}),
    "screen.receive": frozenset({Role.WAREHOUSE}),
    "screen.material_release": frozenset({Role.QA, Role.QC_HEAD}),
    "screen.master_data": _KEEPERS,
    "screen.ship": frozenset({Role.WAREHOUSE}),
    "screen.returns": frozenset({Role.WAREHOUSE}),
    "screen.recalls": _QA | _RELEASE,
    "screen.held_lots": _QA | _RELEASE,
    "screen.held_goods": _STORE | _QA,
    "screen.void": _QA,
    "screen.specifications": _LABORATORY | _QA | _RELEASE | {Role.ENGINEER, Role.AUDITOR},
    "screen.equipment": _SHIFT | {Role.ENGINEER, Role.QC_ANALYST, Role.AUDITOR},
    "screen.usage_log": _SHIFT | {Role.ENGINEER, Role.AUTHORISED_PERSON, Role.AUDITOR},
    "screen.usage_scan": _FLOOR | {Role.AUDITOR},
    "screen.store": _STORE | _QA,
    "screen.expiry": _STORE | _QA | {Role.QC_HEAD},
    "screen.campaign": frozenset({Role.OPERATOR, Role.SUPERVISOR}),
    "screen.labels_due": _STORE,
    "screen.daily_check": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ENGINEER}),
    "screen.shift_check": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ENGINEER}),
    "screen.log_alarm": _QA,
    "screen.roster": _SHIFT,
    "screen.verify": frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.QC_ANALYST, Role.QC_HEAD, Role.QA}),
    "screen.trace": frozenset({Role.WAREHOUSE, Role.QC_HEAD, Role.QA, Role.AUTHORISED_PERSON, Role.SUPERVISOR}),
    "screen.people": _ADMIN | _QA,
    "screen.token_test": _ALL,
    "screen.qualifications": _TRAINERS,
    "screen.procedures": _ADMIN | _QA,
    "screen.policy": _ADMIN | _QA,
    "screen.rule_set": _QA | _RELEASE,
    "screen.rights": _ADMIN | _QA | {Role.AUDITOR},
    "screen.kiosks": _ADMIN,
    "screen.audit_trail": _TRAIL | {Role.AUDITOR},
    "screen.alarms": _ADMIN | _QA,
    "screen.locked_persons": _ADMIN | _QA,
}
"""Who may, by right; `change.<what>.performed` proposes, `.reviewed` and `.approved` are the further signatures."""


def holders(right: str) -> frozenset[Role]:
    """Give the roles that have a right; raises `KeyError` for one that the table does not name."""
    return RIGHTS[right]


def may(roles: Iterable[Role], right: str) -> bool:
    """Tell whether one of the roles has a right."""
    return not RIGHTS[right].isdisjoint(roles)


def may_sign(roles: Iterable[Role], meaning: Meaning) -> bool:
    """Tell whether one of the roles may give a signature of this meaning."""
    return may(roles, f"{RightKind.SIGN}.{meaning.value}")


def kind_of(right: str) -> RightKind:
    """Give the kind of a right."""
    return RightKind(right.partition(".")[0])
