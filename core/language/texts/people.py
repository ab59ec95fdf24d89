"""People: enrolment, tokens, statement of accountability, passwords."""

TEXTS: dict[str, tuple[str, str]] = {
    # why nothing may be signed
    "refusal.statement_due": (
        "Sign the statement of accountability first; it comes up after the sign-in.",
        "请先签署责任声明，登录后即显示。",
    ),
    "refusal.token_test_due": (
        "The token test was due on {day}. Test it first, from your list of work.",
        "动态令牌应于 {day} 前测试。请先在工作列表中完成测试。",
    ),
    "refusal.token_over": (
        "This replacement token held until {until}. Ask an administrator for a token.",
        "临时动态令牌的有效期至 {until}。请联系系统管理员领取令牌。",
    ),
    # what the core refuses in an enrolment
    "enrol.person_unknown": (
        "Person {person} is not being enrolled here. Begin the enrolment again.",
        "人员 {person} 未在此处注册。请重新开始注册。",
    ),
    "enrol.key_wrong": (
        "The key was not taken: it is not named or shown by its own bytes. Begin again.",
        "密钥未采用：与其内容不符。请重新开始。",
    ),
    "enrol.key_soft": (
        "The key was not taken: its password would be too quick to guess. Update this kiosk.",
        "密钥未采用：口令防护强度不足。请升级本终端。",
    ),
    "enrol.serial_unknown": (
        "Token {serial} is not in stock. Check the number, or import the supplier's file.",
        "动态令牌 {serial} 不在库存中。请核对序列号，或导入供应商文件。",
    ),
    "enrol.token_unknown": (
        "Token {token} is not waiting for its codes. Begin with the token again.",
        "动态令牌 {token} 未处于待确认状态。请重新选择令牌。",
    ),
    "enrol.codes_wrong": (
        "These are not two consecutive codes of this token. Type the next two.",
        "不是该令牌的两个连续动态口令。请输入接下来的两个口令。",
    ),
    "enrol.no_token": (
        "There is no active token to test. Ask an administrator.",
        "没有可测试的动态令牌。请联系系统管理员。",
    ),
    "enrol.test_missing": (
        "Two consecutive codes of token {token} have not been checked. Test it again.",
        "动态令牌 {token} 的两个连续口令尚未核对。请重新测试。",
    ),
    # passphrases
    "passphrase.short": (
        "Use at least {least} characters. Several words are best.",
        "至少 {least} 个字符，建议用多个词。",
    ),
    "passphrase.long": ("Use at most {most} characters.", "最多 {most} 个字符。"),
    "passphrase.own": (
        "Leave out your name, your user id and the name of the plant.",
        "不得含有本人姓名、工号或企业名称。",
    ),
    "passphrase.weak": (
        "This is too easy to guess. Take four words that have nothing to do with each other.",
        "此密码容易被猜中。请用四个互不相关的词。",
    ),
    "passphrase.differ": ("The two are not the same. Type both again.", "两次输入不一致。请重新输入。"),
    "passphrase.title": ("Passphrase", "设置密码"),
    "passphrase.rules": (
        "Only you may know it. At least 12 characters; four or more words that have nothing to do with each other are "
        "good. It is never sent: it opens your signing key at this terminal.",
        "密码只能由本人知悉。至少 12 个字符，建议用四个以上互不相关的词。"
        "密码不会被发送，只在本终端打开本人的签名密钥。",
    ),
    "passphrase.new": ("New passphrase", "新密码"),
    "passphrase.again": ("The same again", "再次输入"),
    "next.passphrase": ("let {name} type the passphrase twice, unseen", "请由{name}本人输入两次密码，他人回避"),
    "password.title": ("Change password", "修改密码"),
    "password.old": ("Password so far", "原密码"),
    "password.changed": ("The password is changed.", "密码已修改。"),
    "next.password_change": ("type the old password, then the new one twice", "请输入原密码，再输入两次新密码"),
    # people
    "people.title": ("People", "人员"),
    "people.count": ("{n} people", "{n} 人"),
    "people.none": ("Nobody found. Type * to see everybody.", "未找到。输入 * 显示全部人员。"),
    "people.wanted": ("Find", "查找"),
    "people.enrol": ("Enrol a person", "注册人员"),
    "people.active": ("active", "有效"),
    "people.closed": ("closed", "已停用"),
    "people.no_key": ("no key", "无密钥"),
    "people.no_token": ("no token", "无令牌"),
    "people.no_statement": ("not stated", "未签声明"),
    "next.people": ("press a digit, or type letters of a name, then Enter", "请按数字键，或输入姓名或工号查找"),
    "person.title": ("Person", "人员"),
    "person.roles": ("Roles", "角色"),
    "person.has_role": ("holds it", "已选"),
    "person.key": ("Key", "密钥"),
    "person.since": ("since {day}", "自 {day} 起"),
    "person.token": ("Token", "动态令牌"),
    "person.tested": ("tested {day}, next by {due}", "测试于 {day}，下次不晚于 {due}"),
    "person.until": ("replacement until {day}", "临时替换至 {day}"),
    "person.overdue": ("overdue", "已逾期"),
    "token.app": ("app", "应用"),
    "token.hardware": ("hardware", "硬件"),
    "person.statement": ("Statement", "责任声明"),
    "person.qualifications": ("Qualifications", "资质"),
    "person.change_roles": ("Change roles", "修改角色"),
    "person.reset": ("New key and password", "重设密码和密钥"),
    "person.new_token": ("Give a token", "发放动态令牌"),
    "person.lost": ("Token lost: end it now", "令牌遗失：立即停用"),
    "person.revoke": ("Token returned or broken: end it", "令牌交回或损坏：停用"),
    "person.close": ("Close the account", "停用账号"),
    "next.person": ("press a digit to change something, F3 goes back", "请按数字键选择，按 F3 返回"),
    "next.person_none": ("press F3 to go back", "请按 F3 返回"),
    "next.roles": ("press digits, Page Down for more; Enter goes on", "请按数字键选择，按 PgDn 翻页，按 Enter 继续"),
    # enrolment
    "enrol.check": ("Identity checked by", "身份核对依据"),
    "enrol.check_hint": ("identity card seen, HR-2026-118", "已核对身份证，HR-2026-118"),
    "next.enrol_user_id": ("type the user id, letters and digits, then Enter", "请输入工号（字母和数字），再按 Enter"),
    "next.enrol_name": ("type the name as it is printed, then Enter", "请输入打印姓名，再按 Enter"),
    "next.enrol_check": ("type how the identity was checked, then Enter", "请输入身份核对依据，再按 Enter"),
    "reset.words": (
        "The person gets a new key under a new passphrase; the old key is closed from then on. What was signed with it "
        "stays valid.",
        "该人员将以新密码获得新密钥，原密钥自此停用。以原密钥所作签名仍然有效。",
    ),
    "reset.forgotten": ("Password forgotten", "忘记密码"),
    "reset.suspicion": ("Somebody else may know it", "可能已被他人知悉"),
    "next.reset": ("press 1 or 2 to say why", "请按 1 或 2 说明原因"),
    "new_token.words": (
        "The token held so far ends with the new one. A replacement ends by itself after its last day.",
        "启用新令牌时，原令牌同时停用。临时令牌在最后一日之后自动失效。",
    ),
    "new_token.for_good": ("For good", "长期使用"),
    "new_token.until": ("Replacement until {day}", "临时替换至 {day}"),
    "next.new_token": ("press a digit: for how long", "请按数字键选择使用期限"),
    "give.title": ("Token", "动态令牌"),
    "give.app": ("App: show a QR code", "应用：显示二维码"),
    "give.hardware": ("Hardware from stock", "库存硬件令牌"),
    "give.serial": ("Serial number", "序列号"),
    "give.first": ("First code", "第一个口令"),
    "give.second": ("The next code", "下一个口令"),
    "give.codes": (
        "Token {token}: type the code that it shows, wait until it changes, type the next one.",
        "动态令牌 {token}：请输入所示口令，等待更新后输入下一个口令。",
    ),
    "next.give_kind": ("press 1 for an app, 2 for hardware", "请按 1 选择应用，按 2 选择硬件"),
    "next.give_serial": ("type the serial number on its back, then Enter", "请输入令牌背面的序列号，再按 Enter"),
    "next.give_codes": ("type two codes that follow each other", "请输入两个连续的动态口令"),
    "qr.title": ("Token", "动态令牌"),
    "qr.words": (
        "Let the person read this code with the authenticator app, outside grade A and B rooms and away from every "
        "camera.",
        "请本人用认证应用扫描此码。不得在 A、B 级洁净区操作，避开摄像头。",
    ),
    "qr.typed": ("Or type this key:", "或输入密钥："),
    "qr.once": ("It is shown this once.", "此码只显示一次。"),
    "next.qr": ("press Enter once the app shows codes", "请在应用显示口令后按 Enter"),
    # one's own
    "token_test.title": ("Token test", "令牌测试"),
    "token_test.words": (
        "Token {token} is to be tested by {day}. Type the code that it shows, wait until it changes, type the next "
        "one.",
        "动态令牌 {token} 应不晚于 {day} 测试。请输入所示口令，等待更新后输入下一个口令。",
    ),
    "token_test.reason": ("periodic token test", "令牌定期测试"),
    "statement.title": ("Statement", "责任声明"),
    "statement.version": ("version {version}", "版本 {version}"),
    "statement.reason": ("statement of accountability", "责任声明"),
    "next.statement": ("read it, then press Enter to sign it", "请阅读，然后按 Enter 签名"),
    "work.people": ("People", "人员"),
    "work.people_is": ("enrol, roles, keys, tokens", "注册、角色、密钥、令牌"),
    "help.own": ("Your own", "本人"),
    "help.password": ("Change your password", "修改本人密码"),
    "work.token_test": ("Test your token", "测试动态令牌"),
    "work.token_test_is": ("two codes that follow each other", "两个连续的动态口令"),
    # at the installation
    "founders.turn": (
        "Founder {user}, {name}: choose a passphrase, then read the code with the authenticator app.",
        "创始管理员 {user}，{name}：请设置密码，然后用认证应用扫描二维码。",
    ),
    "founders.address": ("Or enter this address: {address}", "或输入此地址：{address}"),
    "founders.kiosk": (
        "Fingerprint on the screen of {kiosk}",
        "{kiosk} 屏幕上的指纹",
    ),
    "founders.no_kiosk": (
        "A plant begins with a terminal that has made its keys. Start one, and name its announcement with --kiosk.",
        "建立工厂须有一台已生成密钥的终端。请先启动终端，再用 --kiosk 指定其登记文本。",
    ),
    "founders.kiosk_unknown": (
        "{kiosk} is not in the plant file. Add it there, or leave its announcement out.",
        "工厂文件中没有 {kiosk}。请补充登记，或去掉其登记文本。",
    ),
    "founders.missing": (
        "Founder {id} has not answered. Found the plant at a terminal, with both founders there.",
        "创始管理员 {id} 尚未输入。请在终端上创建工厂，两名创始管理员均须在场。",
    ),
    # keys and tokens at the core
    "keys.core_running": (
        "The core service is running and holds the old key. Stop it, then try again.",
        "中心服务正在运行并使用原密钥。请停止后重试。",
    ),
    "tokens.unreadable": (
        "{file} cannot be read as a list of tokens: {detail}. Nothing was imported.",
        "{file} 无法识读为令牌清单：{detail}。未导入任何内容。",
    ),
    "tokens.line": (
        "Line {line} of {file}: {detail}. Nothing was imported.",
        "{file} 第 {line} 行：{detail}。未导入任何内容。",
    ),
    "tokens.known": (
        "Token {serial} is known already. Take it out of the file. Nothing was imported.",
        "动态令牌 {serial} 已存在。请从文件中删除。未导入任何内容。",
    ),
    "tokens.twice": (
        "Token {serial} stands in the file twice. Nothing was imported.",
        "动态令牌 {serial} 在文件中重复。未导入任何内容。",
    ),
    "tokens.other_kind": (
        "Token {serial} shows other codes than 6 digits every 30 s by SHA-1. Nothing was imported.",
        "动态令牌 {serial} 的口令不是 SHA-1、30 s、6 位数字。未导入任何内容。",
    ),
    "tokens.encrypted": (
        "{file} is encrypted. Give the supplier's key with --key.",
        "{file} 已加密。请用 --key 提供供应商密钥。",
    ),
    "tokens.key_wrong": (
        "{file} does not open with this key, or was altered. Nothing was imported.",
        "{file} 无法用此密钥打开，或已被改动。未导入任何内容。",
    ),
    "tokens.no_cipher": (
        "Encrypted lists need one more package: pip install countersign[timestamp]. Or ask for a CSV file.",
        "加密清单需要附加组件：pip install countersign[timestamp]。或请供应商提供 CSV 文件。",
    ),
}
