"""Examples of signed changes."""

from dataclasses import replace

from core.language import Language
from screens.everyone.change import ChangeRowView, ChangeView
from screens.gallery.everyone import secrets_of
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, FrameView, HeaderView, Tone, keys

_VALUE_AT = 14


def at_admin(language: Language) -> HeaderView:
    """Give the header of an administrator's desk."""
    return at_desk(
        language,
        kiosk=say(language, "OFFICE-1", "办公室 1"),
        person=say(language, "admin1", "周敏 admin1"),
        role=say(language, "Administrator", "系统管理员"),
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=None,
    )


def change(language: Language) -> ChangeView:
    """Give the enrolment of a person, signed by the first of two."""
    rows = (
        _head(say(language, "Key 4f1c22aa90b1d7e3", "密钥 4f1c22aa90b1d7e3"), say(language, "new", "新增")),
        _row(say(language, "  kind", "  类别"), say(language, "user", "个人")),
        _row(say(language, "  owner", "  持有人"), "P-0015"),
        _row(say(language, "  public key", "  公钥"), "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d9b1deb4d3b7d4bad9bdd2b0d7b3d1b"),
        _row("", "b6d1"),
        _head(say(language, "Person P-0015", "人员 P-0015"), say(language, "new", "新增")),
        _row(say(language, "  user id", "  工号"), "operator7"),
        _row(say(language, "  name", "  姓名"), say(language, "Gao Yang", "高阳")),
        _row(say(language, "  roles", "  角色"), say(language, "Operator", "操作人员")),
    )
    signers = (
        mark(language, Tone.OK, "performed: admin1", "操作：admin1"),
        mark(language, Tone.NONE, "approved: to be signed", "批准：待签名"),
    )
    return ChangeView(
        _frame(language, ("type your password, then the 6 digits", "请输入密码，再输入 6 位动态口令")),
        rows,
        say(language, "Page 1 of 2, Page Up and Page Down", "第 1/2 页，按 PgUp、PgDn 翻页"),
        signers,
        say(language, "Approved: I approve what is shown.", "批准：本人批准所示内容。"),
        say(language, "Enter signs, F12 leaves", "Enter 签名，F12 退出不签"),
        secrets_of(language),
    )


def reason(language: Language) -> ChangeView:
    """Give the same before anybody signed: why is it done?"""
    view = change(language)
    label = say(language, "Reason", "理由")
    return replace(
        view,
        frame=_frame(language, ("type the reason, then press Enter", "请输入变更理由，再按 Enter")),
        signers=(mark(language, Tone.NONE, "performed: to be signed", "操作：待签名"), view.signers[1]),
        declaration=say(language, "Why is this changed?", "请说明变更理由"),
        leave=say(language, "F12 leaves, nothing is changed", "F12 退出，不作变更"),
        fields=(FieldView("reason", label, FieldKind.WORDS, value="HR-2026-118"),),
    )


def _frame(language: Language, following: tuple[str, str]) -> FrameView:
    return frame(
        language,
        ("Change", "变更"),
        following,
        keys("f1", "f3", "f10", "f12"),
        subject=("items: 3", "3 项"),
        head=at_admin(language),
    )


def _head(label: str, value: str) -> ChangeRowView:
    return ChangeRowView(label, value, len(label.encode("gbk")) + 2, head=True)


def _row(label: str, value: str) -> ChangeRowView:
    return ChangeRowView(label, value, _VALUE_AT)
