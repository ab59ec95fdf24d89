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
}
