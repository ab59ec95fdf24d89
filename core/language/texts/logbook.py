"""Sentences about logbook forms and rounds."""

TEXTS: dict[str, tuple[str, str]] = {
    # the text of a form
    "logbook.class_missing": (
        "A form about equipment needs equipment_class or things. Add one of them.",
        "针对设备的日志表单须写明 equipment_class 或 things。请补充其一。",
    ),
    "logbook.class_unfit": (
        "A form about a {about} has no equipment_class. Delete it, or write about: equipment.",
        "针对 {about} 的日志表单不用 equipment_class。请删除，或写 about: equipment。",
    ),
    "logbook.hold_unclean": (
        "clean_hold needs cleans: yes. Add it, or delete clean_hold.",
        "clean_hold 须与 cleans: yes 同用。请补充，或删除 clean_hold。",
    ),
    "logbook.kind_unfit": (
        "Step {step} needs a batch or material. A logbook form has none: use another kind.",
        "步骤 {step} 需要批或物料，日志表单没有。请改用其他步骤类型。",
    ),
    "logbook.target_unfit": (
        "Step {step} may scan equipment only: the thing itself is scanned when the round is opened.",
        "步骤 {step} 只能扫描设备：对象本身在开始记录时已扫描。",
    ),
    "logbook.plan_unfit": (
        "Step {step} has a plan by time. In a form, every: says how often it is filled in: delete the plan.",
        "步骤 {step} 带有时间计划。日志表单的频次由 every: 规定，请删除计划。",
    ),
    "logbook.unsigned": (
        "The last step {step} is not signed, so nobody signs the round. Give it sign: performed.",
        "最后一步 {step} 无签名，整份记录便无人签名。请写 sign: performed。",
    ),
    "logbook.thing_unknown": (
        "{thing} is no {about} of this plant. Check the id.",
        "{thing} 不是本厂的 {about}。请核对编号。",
    ),
    "logbook.thing_unknown_meant": (
        "{thing} is no {about} of this plant. Did you mean {meant}?",
        "{thing} 不是本厂的 {about}。是否应为 {meant}？",
    ),
    # opening a round
    "decision.form_unknown": (
        "No logbook form {code} is in force. Ask QA.",
        "无已生效的日志表单 {code}。请联系 QA。",
    ),
    "decision.thing_unfit": (
        "Form {code} is not about {thing}. Scan another label, or choose another form.",
        "日志表单 {code} 不适用于 {thing}。请扫描其他标识，或另选表单。",
    ),
    "decision.round_elsewhere": (
        "{thing} is in room {room}. Open the round at a terminal there.",
        "{thing} 位于 {room}。请在该处终端开始记录。",
    ),
    "decision.round_under_way": (
        "Round {round} about {thing} is under way. Finish it first.",
        "{thing} 的日志记录 {round} 正在进行。请先完成。",
    ),
    "decision.master_is_form": (
        "{code} is a logbook form. No batch is issued from it.",
        "{code} 是日志表单，不能据此发放批记录。",
    ),
    # the list
    "logbook.title": ("Logbook rounds", "日志记录"),
    "logbook.none": (
        "No logbook form is in force for this room.",
        "本操作间没有已生效的日志表单。",
    ),
    "logbook.count_due": ("{n} due", "{n} 项到期"),
    "logbook.due_here": ("logbook round, scan its label", "日志记录，扫描标识后开始"),
    "logbook.never": ("never filled in", "从未记录"),
    "logbook.on_demand": ("when needed", "按需"),
    "logbook.overdue": ("overdue {t}", "逾期 {t}"),
    "logbook.due_now": ("due now", "现已到期"),
    "logbook.due_in": ("due in {t}", "{t}后到期"),
    "alarm.round.overdue": ("Logbook round overdue, nobody takes it: {detail}", "日志记录超期未做：{detail}"),
    "logbook.under_way": ("under way", "进行中"),
    "logbook.held": ("on hold", "停用"),
    "logbook.last": ("Last round", "上次记录"),
    "logbook.due_at": ("Due", "到期"),
    "logbook.every": ("Interval", "间隔"),
    "logbook.where": ("Room", "操作间"),
    "logbook.number_at": ("{number}, {t}", "{number}，{t}"),
    "logbook.days": ("{n} d", "{n} 天"),
    "logbook.hours": ("{n} h", "{n} 小时"),
    "logbook.minutes": ("{n} min", "{n} 分钟"),
    "logbook.scan": ("Scan the label of {thing} to open the round.", "请扫描 {thing} 的标识，开始记录。"),
    "logbook.several": (
        "{n} forms here are about {thing}. Choose a row, then scan the label again.",
        "此处有 {n} 份日志表单适用于 {thing}。请先选择一行，再扫描标识。",
    ),
    "logbook.no_form": (
        "No logbook form here is about {got}. Check the label.",
        "此处没有适用于 {got} 的日志表单。请核对标识。",
    ),
    "logbook.offline": (
        "A round is numbered by the core, which cannot be reached. A round that is open goes on; open a new one later.",
        "日志记录由中心编号，现无法连接中心。已开始的记录可继续，新记录请稍后开始。",
    ),
    "logbook.opened": ("Round {round} opened.", "已开始日志记录 {round}。"),
    "next.logbook": ("choose a row by digit, then scan its label", "请按数字选择一行，再扫描其标识"),
    "next.logbook_open": ("press Enter to go on with the round", "请按 Enter 继续该记录"),
    # review
    "refusal.own_round": (
        "You have a part in round {round}. Another person must review it.",
        "您参与了日志记录 {round}。须由他人审核。",
    ),
    "logbook.round_of": ("Logbook", "使用日志"),
    "logbook.exceptions": ("Exceptions", "异常"),
    "logbook.review": ("Review of round", "审核日志记录"),
    "logbook.not_needed": ("not needed", "无需执行"),
    "logbook.to_review": ("Rounds to review", "待审核日志记录"),
    "logbook.nothing_to_review": ("No round waits for you.", "没有待您审核的日志记录。"),
    "logbook.awaits_review": ("to review", "待审核"),
    "logbook.exception": ("exception {case}", "异常 {case}"),
    "logbook.settle": ("Settle {case}", "处理 {case}"),
    "logbook.case": ("{where}: {what} Cause: {cause}", "{where}：{what} 原因：{cause}"),
    "next.round_review": ("press a digit to open one", "请按数字键打开一项"),
    "next.round_case": ("choose what becomes of it, then sign", "请选择处理结论，然后签名"),
    # what follows from rounds
    "refusal.held_by_round": (
        "{thing} is on hold by logbook round {round}. Take another, or ask QA to settle its exception.",
        "{thing} 因日志记录 {round} 停用。请另选，或由 QA 处理其异常。",
    ),
    "store.location_held": (
        "Location {location} is on hold by logbook round {round}. Take goods out with QA: Goods in places on hold.",
        "货位 {location} 因日志记录 {round} 停用。物料须会同 QA 移出：停用货位的物料。",
    ),
}
