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
    # sessions
    "decision.session_unknown": (
        "This session is not yet known to the core. Try again in a moment.",
        "中心尚未收到本次登录记录。请稍后重试。",
    ),
    "decision.session_other": (
        "Another person or terminal holds this session than {person} here. Sign out and sign in again.",
        "本次登录不属于 {person} 或本终端。请退出后重新登录。",
    ),
    "decision.session_ended": (
        "This session has ended. Sign in again.",
        "本次登录已结束。请重新登录。",
    ),
    "alarm.request.foreign_session": (
        "{kiosk} asked in a session that is not its own: {detail}",
        "{kiosk} 以不属于它的登录请求中心：{detail}",
    ),
    "exception.session_unconfirmed": (
        "The sign-in of {person} rests on no code that the core has checked.",
        "{person} 的登录无中心核对过的动态口令。",
    ),
    "exception.session_reused": (
        "The sign-in of {person} repeats the number of an earlier session.",
        "{person} 的登录重复使用了先前的会话编号。",
    ),
}
