"""Examples of the screens that everyone meets."""

from core.language import Language
from screens.everyone.devices_and_link import DevicesAndLinkView
from screens.everyone.help import HelpView
from screens.everyone.locked import LockedView
from screens.everyone.sign_in import SignInView
from screens.everyone.startup_check import StartupCheckView
from screens.gallery.shared import frame, header, mark, say
from screens.views import (
    FactView,
    FieldKind,
    FieldView,
    HeaderView,
    ItemView,
    MarkView,
    RowView,
    SectionView,
    Tone,
    keys,
)


def _empty_header(language: Language) -> HeaderView:
    return header(
        language,
        person="",
        role="",
        product="",
        batch="",
        step="",
        version=say(language, "no batch open", "未打开批记录"),
        clock="07:52:10",
        device=say(language, "scanner, balance, printer", "扫码枪、天平、打印机"),
    )


def secrets_of(language: Language) -> tuple[FieldView, FieldView]:
    """Give password and code."""
    return (
        FieldView("password", say(language, "Password", "密码"), FieldKind.PASSWORD),
        FieldView("code", say(language, "Code", "动态口令"), FieldKind.CODE),
    )


def _checks(language: Language) -> tuple[RowView, ...]:
    return (
        RowView(say(language, "Clock", "时钟"), detail="", mark=MarkView(Tone.OK, "0.04 s")),
        RowView(say(language, "Scanner", "扫码枪"), mark=mark(language, Tone.OK, "answers", "应答")),
        RowView(say(language, "Balance XPR10", "天平 XPR10"), mark=mark(language, Tone.OK, "checked", "已核查")),
        RowView(say(language, "Printer", "打印机"), mark=mark(language, Tone.WARN, "few left", "标签不足")),
        RowView(say(language, "Store", "存储"), mark=mark(language, Tone.OK, "whole", "完整")),
        RowView(say(language, "Keys", "密钥"), mark=mark(language, Tone.OK, "61 days", "61 天")),
    )


def sign_in(language: Language) -> SignInView:
    """Give picture 01."""
    return SignInView(
        frame=frame(
            language,
            ("Sign in", "登录"),
            ("scan your badge", "请扫描工牌"),
            keys("f1", "f5"),
            subject=("2026-11-20 Friday", "2026-11-20 星期五"),
            head=_empty_header(language),
        ),
        time="07:52",
        fields=(
            FieldView(
                "user",
                say(language, "Badge", "工牌"),
                FieldKind.WORDS,
                hint=say(language, "scan, or type the id", "扫码，或输入工号"),
            ),
            *secrets_of(language),
        ),
        check_title=say(language, "Terminal check", "终端自检"),
        check_time="07:51",
        checks=_checks(language),
        language_title=say(language, "Language", "语言"),
        languages=(ItemView(1, "中文", chosen=language == "zh"), ItemView(2, "English", chosen=language == "en")),
        next_secrets=say(language, "type password and one-time code", "请输入密码和动态口令"),
    )


def startup_check(language: Language) -> StartupCheckView:
    """Give a check that is nearly through."""
    rows = (
        RowView(
            say(language, "Clock", "时钟"), "0.04 s", say(language, "off the core", "与中心偏差"), MarkView(Tone.OK)
        ),
        RowView(
            say(language, "Store", "封存区"),
            "88412",
            say(language, "records read, chain whole", "条记录已读，链完整"),
            mark(language, Tone.OK, "whole", "完整"),
        ),
        RowView(say(language, "Keys", "密钥"), "61 d", say(language, "until renewal", "后更新"), MarkView(Tone.OK)),
        RowView(say(language, "Scanner", "扫码枪"), "GM67", "S/N G6714023", mark(language, Tone.OK, "ready", "就绪")),
        RowView(
            say(language, "Balance", "天平"),
            "B123456789",
            say(language, "calibrated to 2027-01-31", "校准有效期至 2027-01-31"),
            mark(language, Tone.OK, "ready", "就绪"),
        ),
        RowView(
            say(language, "Printer", "打印机"),
            "ZD421",
            say(language, "no answer, cable or power", "无应答，请检查电缆和电源"),
            mark(language, Tone.FAIL, "fault", "故障"),
        ),
        RowView(say(language, "Core", "中心"), "", say(language, "asking", "正在询问"), MarkView(Tone.WAIT)),
    )
    return StartupCheckView(
        frame=frame(
            language,
            ("Start-up check", "启动自检"),
            ("switch the printer on, then press F5", "请打开打印机电源，再按 F5"),
            keys("f1", "f5", "f9"),
            head=_empty_header(language),
        ),
        checks=rows,
        advice=say(
            language,
            "Without a printer no labels can be printed; weighing goes on.",
            "没有打印机则不能打印标签，称量可继续。",
        ),
    )


def locked(language: Language) -> LockedView:
    """Give a kiosk locked in step 14."""
    return LockedView(
        frame=frame(
            language,
            ("Locked", "已锁定"),
            ("type your password and code, or scan a badge", "请输入密码和动态口令，或扫描工牌"),
            keys("f1", "f9"),
            head=_empty_header(language),
        ),
        time="14:07",
        person=say(language, "operator1, Operator", "王芳 operator1，操作人员"),
        lines=(
            say(
                language, "The step is kept. Nothing was recorded since 14:03:22.", "当前步骤保留，14:03:22 后未记录。"
            ),
            say(language, "Another person can scan a badge to sign in.", "其他人员可扫描工牌登录。"),
        ),
        fields=secrets_of(language),
    )


def help_page(language: Language) -> HelpView:
    """Give the help of the weighing step."""
    lines = (
        ("F2", "tares what stands on the balance", "将天平上的容器去皮"),
        ("F6", "opens the exception dialog; nothing is lost", "打开异常窗口，数据不丢失"),
        ("F8", "records a stable weight and asks for your signature", "记录稳定的重量并要求签名"),
        ("F12", "takes this step back to its start before it is signed", "签名前可取消本步骤"),
    )
    return HelpView(
        frame=frame(
            language,
            ("Help", "帮助"),
            ("F3 goes back to the step", "按 F3 返回步骤"),
            keys("f1", "f3"),
            subject=("weigh", "称量"),
        ),
        sections=(
            SectionView(
                say(language, "What this step wants", "本步骤的要求"),
                (
                    say(
                        language,
                        "Bring the weight between its limits. It is recorded only when it is stable.",
                        "将重量调至限度内。示值稳定后方可记录。",
                    ),
                ),
            ),
            SectionView(
                say(language, "Keys", "按键"),
                tuple(FactView(key, say(language, english, chinese)) for key, english, chinese in lines),
            ),
            SectionView(
                say(language, "Who can help", "谁可处理"),
                (say(language, "F9 calls the supervisor of this room.", "按 F9 呼叫本操作间班组长。"),),
            ),
        ),
    )


def devices_and_link(language: Language) -> DevicesAndLinkView:
    """Give a kiosk that is offline."""
    off = header(
        language,
        link=mark(language, Tone.WAIT, "OFFLINE 00:12, 34 stored here", "离线 00:12，34 条已存本机"),
    )
    return DevicesAndLinkView(
        frame=frame(
            language,
            ("Devices and link", "外设与通信"),
            ("F3 goes back; the kiosk works on without the core", "请按 F3 返回，离线可继续操作"),
            keys("f1", "f3", "f5", "f9"),
            head=off,
        ),
        devices_title=say(language, "Devices", "外设"),
        devices=(
            RowView(
                say(language, "Printer", "打印机"),
                "ZD421",
                say(language, "no answer since 13:58:10", "自 13:58:10 无应答"),
                mark(language, Tone.FAIL, "fault", "故障"),
            ),
            RowView(say(language, "Balance", "天平"), "B123456789", "XPR10", mark(language, Tone.OK, "ready", "就绪")),
            RowView(say(language, "Scanner", "扫码枪"), "G6714023", "GM67", mark(language, Tone.OK, "ready", "就绪")),
            RowView(
                say(language, "Dryer", "干燥机"), "FBD-120-04", "FBD 120", mark(language, Tone.OK, "ready", "就绪")
            ),
        ),
        link_title=say(language, "Link", "通信"),
        link=(
            RowView(
                say(language, "Core, since", "中心，起始时间"),
                "13:51:10",
                "",
                mark(language, Tone.WAIT, "offline", "离线"),
            ),
            RowView(say(language, "Stored here, to send", "已存本机，待发送"), "34", "", MarkView(Tone.WAIT)),
            RowView(say(language, "Sent, not accepted yet", "已发出，待中心确认"), "0", "", MarkView(Tone.OK)),
            RowView(
                say(language, "Clock, off the core's", "时钟，与中心之差"),
                "+0.004 s",
                "",
                mark(language, Tone.OK, "synchronised", "已同步"),
            ),
            RowView(
                say(language, "Clock of the core", "中心时钟"),
                "0.001 s",
                "",
                mark(language, Tone.OK, "synchronised", "已同步"),
            ),
            RowView(
                say(language, "Log witness", "日志见证"),
                "88412",
                "cc6f f977 ce94 7a24",
                mark(language, Tone.OK, "cosigned", "已见证"),
            ),
            RowView(say(language, "Own keys, fingerprint", "本机密钥指纹"), "8eba db03 3e5a 9ff2 a1cb 28ab"),
        ),
        history_title=say(language, "Waiting, last 30 min", "待发送，最近 30 min"),
        history=(0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 3, 5, 8, 11, 13, 17, 20, 24, 27, 30, 33, 34),
        devices_page=say(language, "page 1 of 2, PgUp and PgDn turn it", "第 1/2 页，按 PgUp、PgDn 翻页"),
    )
