"""Rights, qualifications, sessions, policy and kiosks: what the screens say and why something is refused."""

TEXTS: dict[str, tuple[str, str]] = {
    # qualifications at the moment of an act
    "refusal.unqualified.procedure": (
        "No valid training on {of}. Ask the supervisor.",
        "无 {of} 的有效培训。请联系班组长。",
    ),
    "refusal.unqualified.room": (
        "No qualification for room {of}. Ask the supervisor.",
        "无操作间 {of} 的资质。请联系班组长。",
    ),
    "refusal.unqualified.equipment_class": (
        "No qualification for equipment of class {of}. Ask the supervisor.",
        "无 {of} 类设备的资质。请联系班组长。",
    ),
    "refusal.qualification_withdrawn": (
        "Qualification for {of} was withdrawn ({why}). Ask the supervisor.",
        "{of} 的资质已取消（{why}）。请联系班组长。",
    ),
    "refusal.qualification_later": (
        "Qualification for {of} begins on {d}. Ask the supervisor.",
        "{of} 的资质自 {d} 起有效。请联系班组长。",
    ),
    "refusal.qualification_ended": (
        "Qualification for {of} ended on {d}. Ask the supervisor.",
        "{of} 的资质已于 {d} 到期。请联系班组长。",
    ),
    "refusal.training_outdated": (
        "{of} is effective, the training was on v{have}. Ask the supervisor for the training.",
        "现行版本为 {of}，所受培训为 v{have}。请联系班组长安排培训。",
    ),
    "refusal.procedure_unknown": (
        "Procedure {sop} is not known to the plant. Ask QA.",
        "工厂没有操作规程 {sop}。请联系 QA。",
    ),
    "refusal.procedure_not_effective": (
        "Procedure {sop} is effective from {d}. Ask QA.",
        "操作规程 {sop} 自 {d} 起生效。请联系 QA。",
    ),
}
