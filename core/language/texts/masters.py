"""Life of master records: drafts, approval, retirement, and the screen that shows them."""

TEXTS: dict[str, tuple[str, str]] = {
    "change.kind.masters": ("Master record", "主批记录"),
    "change.kind.drafts": ("Draft master record", "主批记录草案"),
    # what the signers are shown
    "master_change.text": ("text", "文本"),
    "master_change.compared": ("compared with", "对比版本"),
    "master_change.first": ("nothing, no version before it", "无，此前无版本"),
    "master_change.contents": ("contents", "内容"),
    "master_change.counts": (
        "{n} operations, {steps} steps, {bill} lines of the bill",
        "{n} 个操作，{steps} 个步骤，物料清单 {bill} 行",
    ),
    "master_change.more": ("further differences", "其余差异数"),
    "master_change.steps": ("steps concerned", "涉及步骤"),
    "master_change.trained": ("trained: {people}", "已培训：{people}"),
    "master_change.nobody": ("nobody", "无人"),
    "master_change.none": ("none", "无"),
    "master_change.dry_run": ("dry run", "试运行"),
    "master_change.tried": ("{n} batches, {k} acts differently", "{n} 批，{k} 项操作结果不同"),
    "master_change.not_tried": ("not made", "未进行"),
    "master_change.others": ("other approved versions", "其他已批准版本"),
    "master_change.approved": ("approved", "已批准"),
    "master_change.retired": ("retired", "已停用"),
    # the screen
    "masters.title": ("Master records", "主批记录"),
    "masters.empty": (
        "No draft and no version yet. Submit one with countersign core submit-master.",
        "尚无草案或版本。请用 countersign core submit-master 提交。",
    ),
    "masters.draft": ("draft", "草案"),
    "masters.waiting": ("from {d}", "{d} 起"),
    "masters.effective": ("effective", "已生效"),
    "masters.superseded": ("superseded", "已被取代"),
    "masters.retired": ("retired", "已停用"),
    "masters.differs": ("v{v}: {n} differences, {k} steps", "v{v}：{n} 处差异，{k} 个步骤"),
    "masters.read": (
        "You can read it here. Its author, QA and production decide on it.",
        "此处仅供查阅，由编制人、生产和质量部门决定。",
    ),
    "masters.wish.try": ("Dry run over the newest 20 batches", "对最近 20 批试运行"),
    "masters.wish.approve": ("Approve from a day", "批准并设定生效日期"),
    "masters.wish.retire": ("Retire", "停用"),
    "masters.dry_run": ("Dry run", "试运行"),
    "masters.was": ("was", "原为"),
    "masters.would": ("would be", "将为"),
    "next.masters": ("press the digit of a draft or version", "请按草案或版本的数字键"),
    "next.master_record": ("press the digit of what to do", "请按要执行操作的数字键"),
    "next.master_day": (
        "type the first day, such as 2026-12-01, then Enter",
        "请输入生效日期，如 2026-12-01，再按 Enter",
    ),
    # why it is refused
    "master_change.hash": (
        "The text does not fit its hash {sha256}. Take the draft from the core again.",
        "文本与哈希值 {sha256} 不符。请重新从中心读取草案。",
    ),
    "master_change.fixed": (
        "{code} version {version} is approved and never changes. It can only be retired; submit a new version.",
        "{code} 第 {version} 版已批准，不得修改，只能停用。请提交新版本。",
    ),
    "master_change.version": (
        "{code}: version {version} was approved already. Submit a text with a higher version.",
        "{code}：第 {version} 版已批准。请提交版本号更高的文本。",
    ),
    "master_change.no_day": (
        "{code} needs the first day on which it is effective. Type the date.",
        "{code} 须有生效日期。请输入日期。",
    ),
    "master_change.past": (
        "The first day has passed. Type {d} or a later day.",
        "生效日期已过。请输入 {d} 或更晚的日期。",
    ),
    "master_change.waiting": (
        "{code} version {version} is approved and waits for {d}. Retire it first, or wait for that day.",
        "{code} 第 {version} 版已批准，将于 {d} 生效。请先停用该版本，或待其生效。",
    ),
    "master_change.together": (
        "Two versions of {code} are proposed together. Approve them one by one.",
        "同时提出了 {code} 的两个版本。请逐个批准。",
    ),
    "master_change.long": (
        "The text is too long: it may have {limit} bytes. Divide the master record.",
        "文本过长，上限 {limit} 字节。请拆分主批记录。",
    ),
    "master_change.faulty": (
        "{code} has {n} faults at this plant, the first in line {line}. Run countersign master check and correct them.",
        "{code} 在本工厂有 {n} 处错误，首处在第 {line} 行。请运行 countersign master check 并更正。",
    ),
    "master_change.named": (
        "The text is {got}, not {code} v{version}. Submit it again.",
        "文本为 {got}，不是 {code} v{version}。请重新提交。",
    ),
}
