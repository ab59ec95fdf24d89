"""Examples of what is said and changed after signing: a comment, the record of a step, a correction and its check."""

from core.language import Language
from screens.everyone.listed import ListedView
from screens.gallery.everyone import secrets_of
from screens.gallery.shared import frame, mark, say
from screens.operator.countersign import CountersignView
from screens.operator.instruction import InstructionView
from screens.views import FieldKind, FieldView, ItemView, RowView, Tone, keys

_SUBJECT = ("moisture of the granulate", "颗粒水分")
_OLD, _NEW = "2.31%", "2.13%"


def comment(language: Language) -> ListedView:
    """Give two comments on a step and the field for another one."""
    said = (
        (("dryer door opened twice", "干燥机门打开两次"), ("Wang Fang  2026-11-20 13:58", "王芳  2026-11-20 13:58")),
        (("seen, within the cycle", "已查看，属正常循环"), ("Chen Jing  2026-11-20 14:01", "陈静  2026-11-20 14:01")),
    )
    return ListedView(
        frame(
            language,
            ("Comments", "备注"),
            ("type a comment, then Enter; F4 shows the record of the step", "请输入备注，再按 Enter；F4 查看步骤记录"),
            keys("f1", "f3", "f4", "f10"),
            subject=_SUBJECT,
        ),
        tuple(ItemView(None, say(language, *words), count=say(language, *who)) for words, who in said),
        (),
        (FieldView("comment", say(language, "Comment", "备注"), FieldKind.WORDS),),
    )


def step_record(language: Language) -> ListedView:
    """Give the record of a signed step with a correction in force."""
    return ListedView(
        frame(
            language,
            ("Record of a step", "步骤记录"),
            ("press a digit: correct that value, 9 comments", "请按数字键更改数值，9 填写备注"),
            keys("f1", "f3", "f10", "f11"),
            subject=_SUBJECT,
        ),
        (
            ItemView(1, say(language, "Value", "测量值"), count=_NEW),
            ItemView(8, say(language, "have this step repeated", "重做本步骤")),
            ItemView(9, say(language, "comment on this step", "填写备注")),
        ),
        (
            RowView(
                say(language, "Correction", "更改"),
                "",
                f"{_OLD} -> {_NEW}  {say(language, 'digits swapped', '数字颠倒')}",
                mark(language, Tone.OK, "in force", "已生效"),
            ),
        ),
    )


def record_steps(language: Language) -> ListedView:
    """Give the steps of a batch with what was corrected and said."""
    done, now, later = (
        mark(language, Tone.OK, "done", "完成"),
        mark(language, Tone.WAIT, "in process", "进行中"),
        mark(language, Tone.NONE, "to come", "待做"),
    )
    rows = (
        (("12 Dry the granulate", "12 干燥"), ("", ""), done),
        (("13 Moisture of the granulate", "13 颗粒水分"), ("1 corrected, 2 comments", "更改 1 项, 备注 2 条"), done),
        (("14 Sieve", "14 整粒"), ("", ""), now),
        (("15 Blend", "15 总混"), ("", ""), later),
    )
    return ListedView(
        frame(
            language,
            ("Steps of the batch", "本批步骤"),
            ("press the digit of a step", "请按步骤的数字键"),
            keys("f1", "f3", "f10"),
            subject=("B2611-0042", "B2611-0042"),
        ),
        tuple(
            ItemView(digit, say(language, *name), count=say(language, *said), mark=state)
            for digit, (name, said, state) in enumerate(rows, 1)
        ),
    )


def correction(language: Language) -> ListedView:
    """Give the reason of a correction that is being typed."""
    return ListedView(
        frame(
            language,
            ("Correction", "更改"),
            ("type the reason, then Enter; two persons sign it", "请输入理由，再按 Enter；须两人签名"),
            keys("f1", "f3", "f10", "f12"),
            subject=_SUBJECT,
        ),
        (),
        (
            RowView(say(language, "Old value", "原值"), "", f"{say(language, 'Value', '测量值')}  {_OLD}"),
            RowView(say(language, "New value", "新值"), "", _NEW),
        ),
        (FieldView("reason", say(language, "Reason", "理由"), FieldKind.WORDS),),
    )


def correction_check(language: Language) -> CountersignView:
    """Give the second person's signature on a correction."""
    return CountersignView(
        frame(
            language,
            ("Check of a correction", "复核更改"),
            ("check what is shown, then type password and code", "请核对所示内容，再输入密码和动态口令"),
            keys("f1", "f3", "f10", "f12"),
            subject=("CR-3F09A1", "CR-3F09A1"),
        ),
        None,
        None,
        None,
        (
            RowView(say(language, "Value", "测量值"), "", f"{_OLD} -> {_NEW}"),
            RowView(say(language, "Old record", "原记录"), "", "9b1deb4d3b7d4bad"),
            RowView(say(language, "Reason", "理由"), "", say(language, "digits swapped", "数字颠倒")),
            RowView(say(language, "Recalculate step", "重新计算步骤"), "", "17"),
        ),
        say(language, "Verified: I checked what is shown, independently.", "复核：本人已独立核对所示内容。"),
        say(language, "F12 leaves", "F12 退出"),
        secrets_of(language),
    )


def evidence_corrected(language: Language) -> InstructionView:
    """Give the evidence of a step with a value struck through and a comment."""
    signed, old = mark(language, Tone.OK, "signed", "已签名"), mark(language, Tone.NONE, "replaced", "原值")
    value = say(language, "Value", "测量值")
    who = say(language, "Wang Fang 2026-11-20 14:31", "王芳 2026-11-20 14:31")
    return InstructionView(
        frame(
            language,
            ("Evidence", "证据"),
            ("read it, then press Enter", "请查看，再按 Enter"),
            keys("f1", "f3", "f10", "f11"),
            subject=_SUBJECT,
        ),
        rows=(
            RowView(value, _NEW, "2026-11-20 13:58:11", mark(language, Tone.OK, "", "")),
            RowView(say(language, "Performed", "操作"), say(language, "Wang Fang", "王芳"), "2026-11-20 13:58", signed),
            RowView(value, _OLD, "9b1deb4d", old, struck=True),
            RowView(
                say(language, "Correction", "更改"),
                _NEW,
                f"{say(language, 'digits swapped', '数字颠倒')}  {who}",
                mark(language, Tone.OK, "in force", "已生效"),
            ),
            RowView(say(language, "Comment", "备注"), "", f"{say(language, 'seen', '已查看')}  {who}"),
        ),
    )
