"""Examples of the roster, of what waits for a second person, and of signing with less than everything."""

from dataclasses import replace

from core.language import Language
from screens.everyone.listed import ListedView
from screens.gallery.everyone import secrets_of
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.gallery.signing import sign
from screens.operator.sign import SignView
from screens.views import HeaderView, ItemView, RowView, Tone, keys


def roster(language: Language) -> ListedView:
    """Give a shift of two operators at one kiosk."""
    on, off = mark(language, Tone.OK, "on the roster", "已排班"), mark(language, Tone.NONE, "not on it", "未排班")
    people = (
        ("operator1  王芳", "", on),
        ("operator2  李强", "", on),
        ("operator3  赵敏", say(language, "on R-2026-11-20-WEIGH-01-1", "在 R-2026-11-20-WEIGH-01-1"), off),
        ("supervisor1  陈静", "", off),
    )
    return ListedView(
        frame(
            language,
            ("Roster", "离线签名排班"),
            (
                "press a digit for on or off, F4 for kiosks and times, F8 to sign",
                "请按数字键增减人员，F4 设终端和时间，F8 签名",
            ),
            keys("f1", "f3", "f4", "f8", "f10"),
            subject=("R-2026-11-20-KIOSK-01-1", "R-2026-11-20-KIOSK-01-1"),
            head=_at_supervisor(language),
        ),
        tuple(ItemView(digit, name, count=where, mark=state) for digit, (name, where, state) in enumerate(people, 1)),
        (
            RowView(say(language, "Kiosks", "终端"), "KIOSK-01"),
            RowView(say(language, "From and to", "起止时间"), "2026-11-20 14:00 .. 2026-11-20 22:00"),
            RowView(say(language, "People", "人数"), "2"),
        ),
    )


def to_verify(language: Language) -> ListedView:
    """Give a step and results of one batch that wait for a second person."""
    waits = mark(language, Tone.WAIT, "to verify", "待复核")
    titles = (
        say(language, "Step 21: Weigh paracetamol", "步骤 21：称量对乙酰氨基酚"),
        say(language, "Results of sample S-B2611-0042-01", "样品 S-B2611-0042-01 的结果"),
    )
    return ListedView(
        frame(
            language,
            ("To verify", "待复核"),
            (
                "press a digit to sign one, F8 for all of the chosen batch",
                "请按数字键复核一项，或按 F8 复核所选批的全部",
            ),
            keys("f1", "f3", "f5", "f8", "f10"),
            subject=("2 for you", "待您复核 2 项"),
            head=_at_supervisor(language),
        ),
        tuple(
            ItemView(digit, title, "B2611-0042", mark=waits, chosen=digit == 1) for digit, title in enumerate(titles, 1)
        ),
        (
            RowView(
                say(language, "Performed", "操作"),
                detail=say(language, "Wang Fang, Operator  2026-11-20 13:58", "王芳，操作人员  2026-11-20 13:58"),
            ),
            RowView(say(language, "Signed as", "签名摘要"), "9b1deb4d"),
        ),
    )


def sign_offline(language: Language) -> SignView:
    """Give a signature while the core cannot be reached: the code field says who checks, and when."""
    password, code = secrets_of(language)
    hint = say(language, "checked later", "中心稍后复核")
    return replace(sign(language), fields=(password, replace(code, hint=hint)))


def sign_session(language: Language) -> SignView:
    """Give a later signature of a session by the password alone."""
    shown = sign(language)
    following = replace(shown.frame, next=say(language, "type your password", "请输入密码"))
    return replace(shown, frame=following, fields=secrets_of(language)[:1])


def _at_supervisor(language: Language) -> HeaderView:
    return at_desk(
        language,
        kiosk="KIOSK-01",
        person=say(language, "supervisor1", "陈静 supervisor1"),
        role=say(language, "Supervisor", "班组长"),
        product="",
        batch="",
        version=say(language, "no batch open", "未打开批记录"),
        device="",
        device_state=None,
    )
