"""Examples of the audit trail, alarms, locked persons and of what was tried in somebody's name."""

from core.language import Language
from screens.everyone.listed import ListedView
from screens.everyone.told import ToldView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import (
    FieldKind,
    FieldView,
    HeaderView,
    ItemView,
    Look,
    MarkView,
    RowView,
    SectionView,
    SidePanelView,
    Span,
    Tone,
    keys,
)


def _head(language: Language) -> HeaderView:
    return at_desk(language, product="", batch="", version=say(language, "no batch open", "未打开批记录"), device="")


def _item(
    language: Language, digit: int | None, words: tuple[str, str], who: str, when: str, state: MarkView
) -> ItemView:
    return ItemView(digit, say(language, *words), who, when, state, chosen=digit == 2)


def audit_trail(language: Language) -> ListedView:
    """Give eight entries, a change of rights chosen."""
    changed, refused = mark(language, Tone.WAIT, "changed", "有修改"), mark(language, Tone.WARN, "refused", "已拒绝")
    plain = mark(language, Tone.NONE, "execution", "执行")
    signed = mark(language, Tone.NONE, "signature", "签名")
    rows = (
        (("signed  B2611-0042 ST-014", "签名  B2611-0042 ST-014"), "operator1", "14:03:22", signed),
        (
            ("master data changed  Person P-0003", "主数据修改  人员 P-0003"),
            say(language, "core", "中心"),
            "14:01:07",
            changed,
        ),
        (("refused  B2611-0042 ST-014", "已拒绝  B2611-0042 ST-014"), "supervisor1", "13:58:40", refused),
        (("weight taken  B2611-0042 ST-014", "记录重量  B2611-0042 ST-014"), "operator1", "13:57:12", plain),
        (("lot state changed  L-240817-03", "批状态变更  L-240817-03"), "qa1", "13:40:00", changed),
        (("entries undone  B2611-0042 ST-013", "撤销录入  B2611-0042 ST-013"), "operator1", "13:31:55", changed),
        (
            ("clock jumped", "时钟跳变"),
            say(language, "kiosk", "终端"),
            "13:02:10",
            mark(language, Tone.NONE, "system", "系统"),
        ),
        (("signed in", "登录"), "operator1", "07:52:31", mark(language, Tone.NONE, "sign-in", "登录")),
    )
    told = (
        RowView(
            say(language, "roles", "角色"),
            detail=say(language, "Operator -> Operator, Supervisor", "操作人员 -> 操作人员、班组长"),
        ),
        RowView(
            say(language, "Why", "操作原因"),
            detail=say(language, "new shift leader from Monday", "周一起任班组长"),
        ),
        RowView(
            say(language, "Who, when", "操作者、时间"),
            detail=say(language, "core", "中心") + ", 2026-11-20 14:01:07 +08:00",
        ),
        RowView(say(language, "Where", "终端、记录"), detail="CORE  # 88407  1f0c9a3e"),
    )
    lines = tuple(line for row in told for line in ((Span(row.label, Look.MUTED),), row.detail))
    return ListedView(
        frame(
            language,
            ("Audit trail", "审计追踪"),
            ("press a digit for the record, F4 to filter, F8 to review", "请按数字键看记录，F4 筛选，F8 审核"),
            keys("f1", "f3", "f4", "f5", "f8", "f10"),
            subject=("everything, the newest first", "全部，最新在前"),
            aside=(Span(say(language, "Page 1", "第 1 页")),),
            side=SidePanelView((SectionView("# 88407", lines),), 40),
            head=_head(language),
        ),
        tuple(_item(language, digit, *row) for digit, row in enumerate(rows, 1)),
        told,
    )


def audit_filter(language: Language) -> ListedView:
    """Give the filter while a day is typed."""
    anything = say(language, "any", "不限")
    rows = (
        ("Words", "查找词", anything),
        ("Person", "人员", "operator1"),
        ("Kiosk", "终端", anything),
        ("Batch", "批号", "B2611-0042"),
        ("Kind", "类别", say(language, "refusal", "拒绝")),
        ("From", "起始时间", anything),
        ("To", "截止时间", anything),
        ("Only refusals", "仅看拒绝", say(language, "no", "否")),
        ("Only changes", "仅看修改", say(language, "yes", "是")),
    )
    hint = say(language, "2026-11-20 or 2026-11-20 14:30", "2026-11-20 或 2026-11-20 14:30")
    return ListedView(
        frame(
            language,
            ("Filter", "筛选条件"),
            ("type it, then Enter; F12 empties it", "请输入后按 Enter，按 F12 清空"),
            keys("f1", "f3", "f10", "f12"),
            head=_head(language),
        ),
        tuple(
            ItemView(digit, say(language, english, chinese), count=value, chosen=digit == 6)
            for digit, (english, chinese, value) in enumerate(rows, 1)
        ),
        (),
        (FieldView("since", say(language, "From", "起始时间"), FieldKind.WORDS, hint),),
    )


def audit_review(language: Language) -> ListedView:
    """Give a review whose comment is typed."""
    return ListedView(
        frame(
            language,
            ("Review of the audit trail", "审计追踪审核"),
            ("type a comment, then Enter; it goes on record", "请输入说明，按 Enter 后存入记录"),
            keys("f1", "f3", "f10", "f12"),
            head=_head(language),
        ),
        (
            ItemView(1, say(language, "reviewed, nothing to object", "已审核，无异议")),
            ItemView(2, say(language, "reviewed, to be followed up", "已审核，需跟进"), chosen=True),
        ),
        (
            RowView(
                say(language, "Looked for", "范围"),
                detail=say(language, "Batch B2611-0042, Only changes", "批号 B2611-0042，仅看修改"),
            ),
            RowView(say(language, "Entries", "条数"), detail="3  # 87990 .. # 88407"),
        ),
        (FieldView("comment", say(language, "Comment", "说明"), FieldKind.WORDS),),
    )


def audit_record(language: Language) -> ToldView:
    """Give everything about a countersignature."""
    holds = mark(language, Tone.OK, "holds", "有效")
    rows = (
        RowView(
            say(language, "Who, when", "操作者、时间"),
            detail=say(
                language,
                "Zhang Wei supervisor1, verified, 2026-11-20 14:03:22 +08:00",
                "张伟 supervisor1，复核，2026-11-20 14:03:22 +08:00",
            ),
        ),
        RowView(say(language, "Where", "终端、记录"), detail="WEIGH-01  # 88407  1f0c9a3e"),
        RowView(say(language, "batch", "批号"), detail="B2611-0042"),
        RowView(say(language, "step", "步骤"), detail="ST-014"),
        RowView(""),
        RowView(
            say(language, "Hash", "摘要"), detail="1f0c9a3e5b7d2c4486e19f0a7b3c5d8e2f4a6b8c0d1e3f5a7b9c1d3e5f7a9b1c"
        ),
        RowView(
            say(language, "Record chain", "记录链"),
            detail=say(language, "WEIGH-01, enrolment 1, no. 4711", "WEIGH-01，第 1 次登记，第 4711 条"),
            mark=mark(language, Tone.OK, "in the chain", "在链中"),
        ),
        RowView(
            say(language, "Log", "日志"),
            detail=say(language, "# 88407, checkpoint 88412", "# 88407，检查点 88412"),
            mark=mark(language, Tone.OK, "in the log", "在日志中"),
        ),
        RowView(
            say(language, "Signature", "签名"),
            detail=say(language, "terminal WEIGH-01 09c1f2a4b5d6e7f8", "终端 WEIGH-01 09c1f2a4b5d6e7f8"),
            mark=holds,
        ),
        RowView(
            say(language, "Signature", "签名"),
            detail=say(language, "user P-0004 a1b2c3d4e5f60718", "个人 P-0004 a1b2c3d4e5f60718"),
            mark=holds,
        ),
        RowView(""),
        *(RowView(f"act.signature.manifests.1.lines.{number}.value", detail="12.486 kg") for number in range(1, 30)),
    )
    return ToldView(
        frame(
            language,
            ("Record", "记录"),
            ("press PgDn for more, F3 to go back", "请按 PgDn 看后文，F3 返回"),
            keys("f1", "f3", "f5", "f10"),
            subject=("# 88407  signed", "# 88407  签名"),
            head=_head(language),
        ),
        rows,
    )


def attempts(language: Language) -> ListedView:
    """Give three attempts in the name of operator1."""
    refused, replayed = mark(language, Tone.WARN, "refused", "已拒绝"), mark(language, Tone.FAIL, "re-used", "重复使用")
    wrong = ("wrong password or code", "密码或口令有误")
    rows = (
        (("used code tried again", "已用口令再次使用"), "11-19 18:22:40", replayed),
        (wrong, "11-19 18:21:05", refused),
        (wrong, "11-19 18:20:31", refused),
    )
    return ListedView(
        frame(
            language,
            ("Since your last sign-in", "上次登录以来"),
            ("press Enter if this was you, F6 if it was not", "如为本人请按 Enter，非本人请按 F6"),
            keys("f1", "f6", "f10"),
            subject=("since 2026-11-19 07:51", "自 2026-11-19 07:51"),
            head=_head(language),
        ),
        tuple(_item(language, None, words, "KIOSK-01", when, state) for words, when, state in rows),
        (
            RowView(
                say(language, "Together", "合计"),
                detail=say(language, "refused attempts: 2, re-used codes: 1", "拒绝 2 次，重复使用口令 1 次"),
            ),
        ),
    )


def alarms(language: Language) -> ListedView:
    """Give four alarms, the second being acknowledged."""
    waits, seen = mark(language, Tone.FAIL, "waits", "待确认"), mark(language, Tone.OK, "acknowledged", "已确认")
    rows = (
        (("operator1 disowns attempts: 3 KIOSK-01", "operator1 否认尝试：3 KIOSK-01"), "07:53:10", waits),
        (("20 refused secrets at KIOSK-01 within one hour", "KIOSK-01 一小时内拒绝 20 次"), "11-19 18:30", waits),
        (("operator1 locked out at KIOSK-01", "operator1 在 KIOSK-01 被锁定"), "11-19 18:22", seen),
        (("Record chain of WEIGH-01 is forked at 1/4711", "WEIGH-01 的记录链在 1/4711 处分叉"), "11-18 09:00", seen),
    )
    return ListedView(
        frame(
            language,
            ("Alarms", "报警"),
            ("type what was done, then Enter; it goes on record", "请输入处理情况，按 Enter 后存入记录"),
            keys("f1", "f3", "f4", "f5", "f8", "f10", "f12"),
            subject=("all, single refused attempts too", "全部，含单次拒绝"),
            aside=(Span(say(language, "Page 1", "第 1 页")),),
            head=_head(language),
        ),
        tuple(_item(language, digit, words, "", when, state) for digit, (words, when, state) in enumerate(rows, 1)),
        (
            RowView(say(language, "What", "内容"), detail=say(language, *rows[1][0])),
            RowView(say(language, "Where", "终端、记录"), detail="KIOSK-01, 2026-11-19 18:30:02 +08:00"),
            RowView(say(language, "Detail", "详情"), detail="20"),
        ),
        (FieldView("comment", say(language, "Comment", "说明"), FieldKind.WORDS),),
    )


def locked_persons(language: Language) -> ListedView:
    """Give two locked persons."""
    locked = mark(language, Tone.WARN, "locked", "已锁定")
    rows = (("Wang Fang operator1", "王芳 operator1", "14:18"), ("Li Na operator2", "李娜 operator2", "14:09"))
    return ListedView(
        frame(
            language,
            ("Locked persons", "锁定人员"),
            ("press the digit of the person to unlock", "请按数字键选择要解锁的人员"),
            keys("f1", "f3", "f5", "f10"),
            subject=("2 locked out", "已锁定 2 人"),
            head=_head(language),
        ),
        tuple(
            ItemView(digit, say(language, english, chinese), "KIOSK-01", say(language, f"until {t}", f"至 {t}"), locked)
            for digit, (english, chinese, t) in enumerate(rows, 1)
        ),
    )
