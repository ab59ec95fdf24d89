"""Examples of rights, policy, qualifications and procedures."""

from core.language import Language, text
from core.people import Role
from screens.everyone.listed import ListedView
from screens.everyone.matrix import MatrixRowView, MatrixView
from screens.everyone.told import ToldView
from screens.gallery.reviewing import at_desk
from screens.gallery.shared import frame, mark, say
from screens.views import FieldKind, FieldView, HeaderView, ItemView, RowView, Span, Tone, keys

_GRID = (
    ("Signatures by meaning", "签名含义", ""),
    ("  performed", "  操作", "YYYYYYYYYYN"),
    ("  verified", "  复核", "YYNYYYNNNNN"),
    ("  reviewed", "  审核", "NYNNYYNNNNN"),
    ("  approved", "  批准", "NYNNYYYNNYN"),
    ("  released", "  批准放行", "NNNNNNYNNNN"),
    ("Decisions of the core", "中心决定", ""),
    ("  Issue a batch", "  发放批记录", "NYNNNYNNYNN"),
    ("  Ship", "  发运", "NNYNNNNNNNN"),
    ("Signed changes", "签名变更", ""),
    ("  Enrol or change a person: propose", "  人员注册与变更：提出", "NNNNNNNNNYN"),
)


def _head(language: Language) -> HeaderView:
    return at_desk(language, product="", batch="", version=say(language, "no batch open", "未打开批记录"), device="")


def rights(language: Language) -> MatrixView:
    """Give the first page of the matrix."""
    heads = [text(f"role.short.{role.value}", language) for role in Role]
    legend = tuple(f"{head} {text(f'role.{role.value}', language)}" for head, role in zip(heads, Role, strict=True))
    rows = tuple(MatrixRowView(say(language, en, zh), tuple(c == "Y" for c in cells)) for en, zh, cells in _GRID)
    return MatrixView(
        frame(
            language,
            ("Rights", "权限"),
            ("page keys turn, F4 changes between roles and people", "请按翻页键翻页，F4 切换角色与人员"),
            keys("f1", "f3", "f4", "f10"),
            subject=("54 rights by role", "按角色，共 54 项"),
            head=_head(language),
        ),
        tuple(heads),
        (*rows, *rows, *rows, *rows),
        0,
        legend,
    )


def policy(language: Language) -> ListedView:
    """Give the policy with one value tightened and one loosened."""
    tighter, looser = mark(language, Tone.WAIT, "tighter", "收紧"), mark(language, Tone.WARN, "looser", "放宽")
    rows = (
        ("Signing profile", "签名方式", say(language, "strict", "严格"), None),
        ("Lock without a key", "无操作锁定", "5 min -> 3 min", tighter),
        ("Wrong secrets in a row", "连续错误次数", say(language, "5 -> 8", "5 次 -> 8 次"), looser),
        ("Lock of an account", "账号锁定", "15 min", None),
        ("Test of a token", "令牌测试周期", say(language, "366 d", "366 天"), None),
        ("Life of a code book", "口令册有效期", "12 h", None),
        ("Age of the time check", "对时有效期", "24 h", None),
        ("Qualifications demanded", "要求资质", say(language, "yes", "是"), None),
    )
    return ListedView(
        frame(
            language,
            ("Policy", "安全策略"),
            ("press F8 to sign the new version, F12 to drop it", "请按 F8 签署新版本，F12 放弃"),
            keys("f1", "f3", "f4", "f8", "f10", "f12"),
            subject=("version 3 in force", "现行版本 3"),
            head=_head(language),
        ),
        tuple(
            ItemView(number, say(language, english, chinese), count=value, mark=state, chosen=number == 3)
            for number, (english, chinese, value, state) in enumerate(rows, 1)
        ),
        (
            RowView(
                say(language, "It means", "含义"),
                detail=say(language, "so many lock the account", "连续输错达到此次数，锁定账号"),
            ),
            RowView(say(language, "From, to", "范围"), detail="3 .. 10"),
            RowView(say(language, "Statement", "声明"), detail=say(language, "version 1", "版本 1")),
        ),
    )


def policy_last(language: Language) -> ListedView:
    """Give the whole policy with its tenth value chosen, which has no digit any more."""
    numbers = {
        **{"idle_min": "5", "tries": "5", "lock_min": "15", "token_test_days": "366", "book_h": "12"},
        **{"sync_age_h": "24", "kiosk_key_days": "731"},
    }
    words = {"qualified": "yes", "receipt_verified": "no", "opcua_unsecured": "no"}
    values = {
        "profile": text("policy.profile.strict", language),
        **{name: text(f"policy.unit.{name}", language, n=value) for name, value in numbers.items()},
        **{name: text(f"policy.{value}", language) for name, value in words.items()},
    }
    chosen = tuple(values)[9]
    items = tuple(
        ItemView(number if number < 10 else None, text(f"policy.{name}", language), count=value, chosen=name == chosen)
        for number, (name, value) in enumerate(values.items(), 1)
    )
    return ListedView(
        frame(
            language,
            ("Policy", "安全策略"),
            (text("next.policy", "en"), text("next.policy", "zh")),
            keys("f1", "f3", "f4", "f10"),
            subject=("version 3 in force", "现行版本 3"),
            head=_head(language),
        ),
        items,
        (
            RowView(text("policy.means", language), detail=text(f"policy.{chosen}_is", language)),
            RowView(text("policy.statement", language), detail=text("policy.statement_version", language, n="1")),
            RowView("", detail=text("policy.statement_road", language)),
        ),
    )


def rule_set(language: Language) -> ListedView:
    """Give the rule set of the review with the sample enlarged and a hint taken more seriously."""
    major, note = ("major", "主要"), ("note", "提示")
    rules = (
        ("Steps complete", "步骤完成", major),
        ("Steps in order", "步骤按顺序", major),
        ("Values in limits", "数值在限度内", major),
        ("Answers as expected", "选择结果正常", major),
        ("Values inside alert limits", "数值在警戒限度内", ("note -> minor", "提示 -> 次要")),
        ("Times kept", "时限", major),
        ("Signatures by policy", "规定的签名", major),
        ("Checks by another person", "他人独立复核", major),
        ("Signatures cover the record", "签名覆盖记录", major),
        ("Raw data of devices", "设备原始数据", major),
        ("Typed values checked", "人工输入已复核", major),
        ("Weights from balances", "重量取自天平", note),
    )
    tighter = mark(language, Tone.WAIT, "tighter", "收紧")
    share = say(language, "one in 5 -> one in 4", "每 5 步一步 -> 每 4 步一步")
    return ListedView(
        frame(
            language,
            ("Review rules", "审核规则"),
            ("press F8 to sign the new version, F12 to drop it", "请按 F8 签署新版本，F12 放弃"),
            keys("f1", "f3", "f4", "f8", "f10", "f12"),
            subject=("RS-BATCH v2.5 in force", "现行 RS-BATCH v2.5"),
            head=_head(language),
        ),
        (
            ItemView(1, say(language, "Random sample of clean steps", "正常步骤随机抽查"), count=share, mark=tighter),
            *(
                ItemView(
                    number,
                    say(language, english, chinese),
                    count=say(language, *severity),
                    mark=tighter if number == 6 else None,
                    chosen=number == 6,
                )
                for number, (english, chinese, severity) in enumerate(rules, 2)
            ),
        ),
        (
            RowView(say(language, "Rule after", "依据"), detail="GMP 312.24"),
            RowView(
                say(language, "At least", "最低程度"),
                detail=say(language, "note; cannot be taken less seriously", "提示，不得降低"),
            ),
        ),
    )


def qualifications(language: Language) -> ListedView:
    """Give the people."""
    people = (
        ("operator1  王芳", 17, 0),
        ("operator2  李强", 17, 1),
        ("operator3  张敏", 7, 0),
        ("qc1  赵磊", 1, 0),
        ("supervisor1  陈静", 17, 2),
    )
    items = tuple(
        ItemView(
            number,
            name,
            count=say(language, f"{good} hold", f"{good} 项有效"),
            mark=mark(language, Tone.WARN, f"{due} due", f"{due} 项待办") if due else None,
        )
        for number, (name, good, due) in enumerate(people, 1)
    )
    return ListedView(
        frame(
            language,
            ("Qualifications", "资质"),
            ("press a digit or scan a badge", "请按数字键或扫描工牌"),
            keys("f1", "f3", "f10"),
            head=_head(language),
        ),
        items,
    )


def qualified(language: Language) -> ListedView:
    """Give one person against what there is."""
    procedure, room = say(language, "Procedure", "规程"), say(language, "Room", "操作间")
    states = {
        "holds": mark(language, Tone.OK, "holds", "有效"),
        "outdated": mark(language, Tone.FAIL, "outdated", "版本过期"),
        "ends": mark(language, Tone.WARN, "ends soon", "即将到期"),
        "withdrawn": mark(language, Tone.FAIL, "withdrawn", "已取消"),
        "none": mark(language, Tone.NONE, "none", "无"),
    }
    rows = (
        (procedure, "Line clearance", "清场操作规程", "SOP-PR-005", "holds"),
        (procedure, "Weighing and dispensing", "称量配料操作规程", "SOP-PR-014", "outdated"),
        (procedure, "Wet granulation and drying", "湿法制粒与干燥操作规程", "SOP-PR-021", "ends"),
        (procedure, "Tablet compression", "压片操作规程", "SOP-PR-032", "none"),
        (room, "Weighing", "称量间", "D-104", "holds"),
        (room, "Granulation", "制粒间", "D-106", "withdrawn"),
        (room, "Compression", "压片间", "D-110", "none"),
        (room, "Packaging", "包装间", "E-201", "none"),
    )
    return ListedView(
        frame(
            language,
            ("Qualifications", "资质"),
            ("press a digit to change one", "请按数字键更改"),
            keys("f1", "f3", "f5", "f10"),
            subject=("operator3  张敏", "operator3  张敏"),
            aside=(Span(say(language, "Page 1 of 2, Page Up and Page Down", "第 1/2 页，按 PgUp、PgDn 翻页")),),
            head=_head(language),
        ),
        tuple(
            ItemView(number, f"{kind}  {say(language, en, zh)}", code, mark=states[state], chosen=number == 2)
            for number, (kind, en, zh, code, state) in enumerate(rows, 1)
        ),
        (
            RowView(
                say(language, "Held", "资质"),
                detail=say(language, "v2  2026-03-02 .. no last day", "v2  2026-03-02 .. 长期"),
            ),
            RowView(say(language, "Rests on", "依据"), detail="TR-2026-0117"),
        ),
    )


def qualification(language: Language) -> ListedView:
    """Give one qualification while the training record is typed."""
    wishes = (
        ("Qualify from today", "自今日起授予"),
        ("Set the last day", "设定最后一天"),
        ("Withdraw at once", "立即取消"),
    )
    return ListedView(
        frame(
            language,
            ("SOP-PR-014  Weighing and dispensing", "SOP-PR-014  称量配料操作规程"),
            ("type the number of the training record, then Enter", "请输入培训记录编号，再按 Enter"),
            keys("f1", "f3", "f10", "f12"),
            subject=("operator3  张敏", "operator3  张敏"),
            head=_head(language),
        ),
        tuple(ItemView(number, say(language, *wish), chosen=number == 1) for number, wish in enumerate(wishes, 1)),
        (
            RowView(
                say(language, "Held", "资质"),
                detail=say(language, "v2  2026-03-02 .. no last day", "v2  2026-03-02 .. 长期"),
            ),
            RowView(say(language, "Rests on", "依据"), detail="TR-2026-0117"),
        ),
        (FieldView("typed", say(language, "Training record", "培训记录"), FieldKind.WORDS),),
    )


def procedures(language: Language) -> ListedView:
    """Give the procedures, one of them with a version to come."""
    effective = mark(language, Tone.OK, "effective", "已生效")
    rows = (
        ("SOP-PR-005", "Line clearance", "清场操作规程", "v6", effective),
        (
            "SOP-PR-014",
            "Weighing and dispensing",
            "称量配料操作规程",
            "v4",
            mark(language, Tone.WAIT, "from 12-01", "12-01 起"),
        ),
        ("SOP-PR-021", "Wet granulation and drying", "湿法制粒与干燥操作规程", "v2", effective),
        ("SOP-PR-032", "Tablet compression", "压片操作规程", "v5", effective),
    )
    return ListedView(
        frame(
            language,
            ("Procedures", "操作规程"),
            ("press a digit for the next version, F4 for earlier ones", "请按数字键提出下一版本，F4 查看历史版本"),
            keys("f1", "f3", "f4", "f5", "f10"),
            head=_head(language),
        ),
        tuple(
            ItemView(number, f"{code}  {say(language, en, zh)}", count=version, mark=state, chosen=number == 2)
            for number, (code, en, zh, version, state) in enumerate(rows, 1)
        ),
        (
            RowView(say(language, "effective", "已生效"), detail="v3"),
            RowView(say(language, "Newest", "最新版本"), detail="v4  2026-12-01"),
            RowView(say(language, "Trained on it", "已培训"), detail="operator1, operator2, supervisor1"),
        ),
    )


def kiosks(language: Language) -> ListedView:
    """Give the kiosks, one of them with a forked chain, one whose keys end soon."""
    good, forked = mark(language, Tone.OK, "registered", "已登记"), mark(language, Tone.FAIL, "forked", "记录链分叉")
    revoked = mark(language, Tone.NONE, "revoked", "已吊销")
    ending = mark(language, Tone.WARN, "end soon", "即将失效")
    rows = (
        ("QA-01", "QA office terminal", "质量保证办公室终端", "QA-OFFICE", good),
        ("WEIGH-01", "Weighing 1", "称量 1", "D-104", ending),
        ("WEIGH-02", "Weighing 2", "称量 2", "D-104", forked),
        ("WEIGH-03", "Weighing 3", "称量 3", "D-104", revoked),
    )
    told = say(language, "enrolment 2, 1841 records", "第 2 次登记，1841 条记录")
    two = say(
        language,
        "two chains under one key, both kept. Revoke it, enrol it anew.",
        "同一密钥出现两条记录链，均已保留。请吊销后重新登记。",
    )
    return ListedView(
        frame(
            language,
            ("Kiosks and keys", "终端与密钥"),
            ("scan the code that a kiosk shows, or press F12 to revoke", "请扫描终端显示的代码，或按 F12 吊销"),
            keys("f1", "f3", "f4", "f5", "f10", "f12"),
            head=_head(language),
        ),
        tuple(
            ItemView(number, f"{kiosk}  {say(language, en, zh)}", room, mark=state, chosen=number == 3)
            for number, (kiosk, en, zh, room, state) in enumerate(rows, 1)
        ),
        (
            RowView(say(language, "Fingerprint", "指纹"), "3f9a 01c7 b2d4 88e0 5a61 c0ff"),
            RowView(say(language, "Chain", "记录链"), detail=told),
            RowView(say(language, "Keys end", "密钥失效时间"), "2028-11-20 14:03"),
            RowView(say(language, "forked", "记录链分叉"), detail=two),
        ),
    )


def kiosk_registration(language: Language) -> ListedView:
    """Give the registration of a new kiosk after its fingerprint was typed."""
    return ListedView(
        frame(
            language,
            ("Registration", "登记终端"),
            ("type its room, or - for none", "请输入操作间，无则输入 -"),
            keys("f1", "f3", "f10"),
            subject=("WEIGH-04", "WEIGH-04"),
            head=_head(language),
        ),
        (),
        (
            RowView(say(language, "Kiosk", "终端"), "WEIGH-04", say(language, "new", "新终端")),
            RowView(say(language, "Enrolment", "登记次数"), "1"),
            RowView(
                say(language, "Fingerprint", "指纹"),
                "3f9a 01c7 b2d4 88e0 5a61 c0ff",
                mark=mark(language, Tone.OK, "same", "一致"),
            ),
        ),
        (FieldView("room", say(language, "Room", "操作间"), FieldKind.WORDS),),
    )


def versions(language: Language) -> ToldView:
    """Give the versions of the policy."""
    return ToldView(
        frame(
            language,
            ("Versions", "历史版本"),
            ("page keys turn, F3 goes back", "请按翻页键翻页，F3 返回"),
            keys("f1", "f3", "f5", "f10"),
            subject=("Policy", "安全策略"),
            head=_head(language),
        ),
        (
            RowView("2026-11-18 09:12:40", "# 88120", "admin1, qa1"),
            RowView(say(language, "  wrong tries", "  允许错误次数"), detail="5 -> 6"),
            RowView(say(language, "  version", "  版本"), detail="2 -> 3"),
            RowView("2026-11-02 16:40:11", "# 70233", "admin1"),
            RowView(say(language, "  locks after, min", "  无操作锁定（min）"), detail="10 -> 5"),
            RowView(say(language, "  version", "  版本"), detail="1 -> 2"),
        ),
    )
