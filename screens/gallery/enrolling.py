"""Examples of people, enrolment and tokens."""

from core.language import Language
from screens.everyone.form import FormView
from screens.everyone.qr import QrView
from screens.gallery.changing import at_admin
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, FrameView, ItemView, RowView, Tone, keys


def people(language: Language) -> FormView:
    """Give a page of people with a search."""
    known = (
        ("admin1", "周敏", ("Administrator", "系统管理员"), "P-0013", Tone.OK, ("active", "有效")),
        ("ap1", "吴建国", ("Authorised person", "质量受权人"), "P-0009", Tone.OK, ("active", "有效")),
        ("operator1", "王芳", ("Operator", "操作人员"), "P-0001", Tone.WARN, ("no token", "无令牌")),
        ("operator7", "高阳", ("Operator", "操作人员"), "P-0015", Tone.WAIT, ("not stated", "未签声明")),
        ("qa1", "周婷", ("QA", "质量保证人员"), "P-0008", Tone.OK, ("active", "有效")),
        ("operator4", "钱进", ("Operator", "操作人员"), "P-0016", Tone.NONE, ("closed", "已停用")),
    )
    items = [
        ItemView(
            digit, f"{user}  {name}, {say(language, *role)}", code, mark=mark(language, tone, *state), chosen=digit == 1
        )
        for digit, (user, name, role, code, tone, state) in enumerate(known, 1)
    ]
    items.append(ItemView(9, say(language, "Enrol a person", "注册人员")))
    return FormView(
        _frame(
            language,
            ("People", "人员"),
            ("press a digit, or type letters of a name, then Enter", "请按数字键，或输入姓名或工号查找"),
            ("14 people", "14 人"),
        ),
        items=tuple(items),
        page=say(language, "Page 1 of 2, Page Up and Page Down", "第 1/2 页，按 PgUp、PgDn 翻页"),
        fields=(FieldView("wanted", say(language, "Find", "查找"), FieldKind.WORDS),),
    )


def person(language: Language) -> FormView:
    """Give a person with what can be done."""
    rows = (
        RowView(
            say(language, "Roles", "角色"),
            "",
            say(language, "Operator", "操作人员"),
            mark(language, Tone.OK, "active", "有效"),
        ),
        RowView(
            say(language, "Key", "密钥"),
            "4f1c22aa90b1d7e3",
            say(language, "since 2026-11-20 14:03", "自 2026-11-20 14:03 起"),
            mark(language, Tone.OK, "", ""),
        ),
        RowView(
            say(language, "Token", "动态令牌"),
            "P-0001-T2",
            say(language, "tested 2026-11-20, next by 2027-11-21", "测试于 2026-11-20，下次不晚于 2027-11-21"),
            mark(language, Tone.OK, "app", "应用"),
        ),
        RowView("", "", say(language, "replacement until 2026-11-27", "临时替换至 2026-11-27")),
        RowView(say(language, "Statement", "责任声明"), "", "", mark(language, Tone.OK, "signed", "已签名")),
        RowView(say(language, "Qualifications", "资质"), "", "12"),
    )
    actions = (
        ("Change roles", "修改角色"),
        ("New key and password", "重设密码和密钥"),
        ("Give a token", "发放动态令牌"),
        ("Token lost: end it now", "令牌遗失：立即停用"),
        ("Token returned or broken: end it", "令牌交回或损坏：停用"),
        ("Close the account", "停用账号"),
    )
    items = tuple(ItemView(digit, say(language, *words), chosen=digit == 1) for digit, words in enumerate(actions, 1))
    following = ("press a digit to change something, F3 goes back", "请按数字键选择，按 F3 返回")
    subject = ("operator1  王芳  P-0001", "operator1  王芳  P-0001")
    return FormView(_frame(language, ("Person", "人员"), following, subject), rows=rows, items=items)


def passphrase(language: Language) -> FormView:
    """Give the moment in which the user himself types."""
    return FormView(
        _frame(
            language,
            ("Passphrase", "设置密码"),
            ("let Gao Yang type the passphrase twice, unseen", "请由 高阳 本人输入两次密码，他人回避"),
            ("operator7  Gao Yang", "operator7  高阳"),
        ),
        words=say(
            language,
            "Only you may know it. At least 12 characters; four or more words that have nothing to do with each other "
            "are good. It is never sent: it opens your signing key at this terminal.",
            "密码只能由本人知悉。至少 12 个字符，建议用四个以上互不相关的词。"
            "密码不会被发送，只在本终端打开本人的签名密钥。",
        ),
        fields=(
            FieldView("new", say(language, "New passphrase", "新密码"), FieldKind.PASSWORD),
            FieldView("again", say(language, "The same again", "再次输入"), FieldKind.PASSWORD),
        ),
    )


def statement(language: Language) -> FormView:
    """Give the statement before its signature."""
    return FormView(
        _frame(
            language,
            ("Statement", "责任声明"),
            ("read it, then press Enter to sign it", "请阅读，然后按 Enter 签名"),
            ("version 1", "版本 1"),
        ),
        words=say(
            language,
            "I know that my electronic signature is as binding as my signature by hand. I keep my password and my "
            "token to myself, and I report their loss at once.",
            "本人知悉：电子签名与手写签名具有同等法律效力。本人妥善保管密码和动态令牌，不交他人使用；如有遗失，立即报告。",
        ),
    )


def qr(language: Language) -> QrView:
    """Give a code of the largest size; its modules are of an invented address."""
    return QrView(
        _frame(
            language,
            ("Token", "动态令牌"),
            ("press Enter once the app shows codes", "应用显示口令后，请按 Enter"),
            ("operator7  Gao Yang", "operator7  高阳"),
        ),
        _QR,
        say(
            language,
            "Let the person read this code with the authenticator app, outside grade A and B rooms and away from every "
            "camera.",
            "请本人用认证应用扫描此码。不得在 A、B 级洁净区操作，避开摄像头。",
        ),
        (say(language, "Or type this key:", "或输入密钥："), "JBSW Y3DP EHPK 3PXP", "JBSW Y3DP EHPK 3PXP"),
        say(language, "It is shown this once.", "此码只显示一次。"),
    )


def _frame(
    language: Language, title: tuple[str, str], following: tuple[str, str], subject: tuple[str, str]
) -> FrameView:
    return frame(language, title, following, keys("f1", "f3", "f10"), subject=subject, head=at_admin(language))


_QR = (
    "00000000000000000000000000000000000000000",
    "00000000000000000000000000000000000000000",
    "00111111101001100111010101011000111111100",
    "00100000101110111010000000110010100000100",
    "00101110100011101111111110110100101110100",
    "00101110100010001001011010111000101110100",
    "00101110101111011101110000110000101110100",
    "00100000101001000101100000110010100000100",
    "00111111101010101010101010101010111111100",
    "00000000001011101110000001000100000000000",
    "00111001101110011000010100100101111001100",
    "00101000000010011001001010100110110101100",
    "00101011100111000101110111110100001110100",
    "00011000001100010000110000001111111101000",
    "00110110100011110110010101000001110100100",
    "00011101000100100010110100101101110011100",
    "00101010110100111010110011110101001110100",
    "00011100010101101110110000000110110001000",
    "00011101110100011010001100101100110001100",
    "00001100001000011000101000111100110010100",
    "00101010111001000110111011010110011100100",
    "00100111001110010000100000101101110000000",
    "00111100101101110110010101110100110101100",
    "00110101000110100000101010110111110111100",
    "00000110100100111101011011101101100000100",
    "00010111001011101110100010000110011000000",
    "00010111100010011010001101010010110100100",
    "00000000001000011110001010100110100111100",
    "00111000111001000101010001101110111000100",
    "00001011011010010010101010100011000101100",
    "00110110111101110010011101110111111000000",
    "00000000001000100110101110101110001100100",
    "00111111100100111100111111001010101110100",
    "00100000101111101010000011001110001101000",
    "00101110100010011110110011010111111101100",
    "00101110100010011111101011001101011111000",
    "00101110101001000111011011000110001000100",
    "00100000101100010010101010001010000100000",
    "00111111101001110110011100010011001000100",
    "00000000000000000000000000000000000000000",
    "00000000000000000000000000000000000000000",
)
