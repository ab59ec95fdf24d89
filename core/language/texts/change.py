"""Changes of people, rights, keys and master data: what the signer is shown, and why a change is refused."""

TEXTS: dict[str, tuple[str, str]] = {
    "change.title": ("Change", "变更"),
    "change.new": ("new", "新增"),
    "change.changed": ("changed", "修改"),
    "change.reason": ("Reason", "理由"),
    # signing it
    "change.flow.title": ("Change", "变更"),
    "change.flow.count": ("items: {n}", "{n} 项"),
    "change.flow.why": ("Why is this changed?", "请说明变更理由"),
    "change.flow.leave": ("F12 leaves, nothing is changed", "F12 退出，不作变更"),
    "change.flow.signed": ("{meaning}: {user}", "{meaning}：{user}"),
    "change.flow.to_sign": ("{meaning}: to be signed", "{meaning}：待签名"),
    "change.flow.deciding": ("Signed; the core has not answered yet", "已签名，中心尚未应答"),
    "change.flow.in_force": ("In force", "已生效"),
    "change.flow.see_all": (
        "Not signed. Look at every page first (Page Down).",
        "未签名。请先按 PgDn 看完全部页面。",
    ),
    "next.change_reason": ("type the reason, then press Enter", "请输入变更理由，再按 Enter"),
    "next.change_refused": ("go back with F3 and settle what is said above", "请按 F3 返回，并处理上述事项"),
    "next.change_second": ("call the second signer; scan the badge", "请呼叫第二签名人，并扫描其工牌"),
    "next.change_decide": ("wait for the core; F5 asks again", "请等待中心应答，按 F5 重试"),
    "next.change_done": ("press Enter to go on", "请按 Enter 继续"),
    "change.statement": ("I state", "本人声明"),
    # what is changed
    "change.kind.people": ("Person", "人员"),
    "change.kind.keys": ("Key", "密钥"),
    "change.kind.kiosks": ("Kiosk", "终端"),
    "change.kind.policy": ("Policy", "安全策略"),
    "change.kind.qualifications": ("Qualification", "资质"),
    "change.kind.tokens": ("Token", "动态令牌"),
    "change.kind.rosters": ("Roster", "排班"),
    "change.kind.procedures": ("Procedure", "操作规程"),
    # fields of what is changed
    "field.active": ("active", "有效"),
    "field.basis": ("rests on", "依据"),
    "field.book_h": ("code book, h", "口令册有效期（h）"),
    "field.code": ("code", "编码"),
    "field.effective_from": ("effective from", "生效日期"),
    "field.id": ("id", "编号"),
    "field.idle_min": ("locks after, min", "无操作锁定（min）"),
    "field.kind": ("kind", "类别"),
    "field.kiosk_key_days": ("keys of a terminal, days", "终端密钥有效期（天）"),
    "field.kiosks": ("kiosks", "终端"),
    "field.lock_min": ("account lock, min", "账号锁定（min）"),
    "field.epoch": ("enrolment", "登记次数"),
    "field.nkey": ("bus key", "总线密钥"),
    "field.name": ("name", "姓名"),
    "field.name.en": ("name, English", "名称（英文）"),
    "field.name.zh": ("name, Chinese", "名称（中文）"),
    "field.of": ("for", "适用对象"),
    "field.owner": ("owner", "持有人"),
    "field.people": ("people", "人员"),
    "field.person": ("person", "人员"),
    "field.profile": ("profile", "签名方式"),
    "field.public": ("public key", "公钥"),
    "field.qualified": ("qualification demanded", "要求资质"),
    "field.revoked_because": ("closed because", "停用原因"),
    "field.roles": ("roles", "角色"),
    "field.room": ("room", "操作间"),
    "field.state": ("state", "状态"),
    "field.statement": ("statement signed, version", "已签声明版本"),
    "field.statement.en": ("statement, English", "声明（英文）"),
    "field.statement.zh": ("statement, Chinese", "声明（中文）"),
    "field.statement_version": ("version of the statement", "声明版本"),
    "field.sync_age_h": ("time synchronisation, h", "对时有效期（h）"),
    "field.tested": ("tested", "测试日期"),
    "field.text.en": ("text, English", "正文（英文）"),
    "field.text.zh": ("text, Chinese", "正文（中文）"),
    "field.title.en": ("title, English", "标题（英文）"),
    "field.title.zh": ("title, Chinese", "标题（中文）"),
    "field.token_test_days": ("token test, days", "令牌测试周期（天）"),
    "field.tries": ("wrong tries", "允许错误次数"),
    "field.until": ("until", "截止日期"),
    "field.user_id": ("user id", "工号"),
    "field.valid_from": ("valid from", "生效时间"),
    "field.valid_to": ("valid to", "失效时间"),
    "field.withdrawn": ("withdrawn because", "取消原因"),
    "field.version": ("version", "版本"),
    # why a change is refused
    "change.refused.nothing": ("Nothing is changed. Change something first.", "没有任何变更。请先修改内容。"),
    "change.refused.mixed": (
        "No one role may sign all of these changes. Propose them one by one.",
        "没有一个角色可同时签署这些变更。请分别提出。",
    ),
    "change.refused.of_unknown": (
        "The plant has no {of} in this version. Choose one that it has.",
        "工厂无此版本的 {of}。请选择已有项目。",
    ),
    "change.refused.procedure_version": (
        "Versions of {sop} count one by one. Reload, then propose the next one.",
        "{sop} 的版本号须逐一递增。请刷新后提出下一版本。",
    ),
    "change.refused.procedure_day": (
        "{sop}: the version before begins on {d}. Choose a later day.",
        "{sop}：上一版本自 {d} 起生效。请选择更晚的日期。",
    ),
    "change.refused.procedure_title": (
        "{sop} needs a title in both languages. Enter both.",
        "{sop} 须有中英文标题。请填写。",
    ),
    "change.refused.kiosk_epoch": (
        "{kiosk}: new keys make it enrolment {epoch}. Have the terminal make them for that enrolment.",
        "{kiosk}：新密钥对应第 {epoch} 次登记。请在终端按该次登记生成密钥。",
    ),
    "change.refused.kiosk_room": (
        "{kiosk}: there is no room {room}. Choose a room of the plant.",
        "{kiosk}：无操作间 {room}。请选择工厂的操作间。",
    ),
    "change.refused.kiosk_nkey": (
        "{kiosk}: another terminal has this bus key. Have the terminal make its own keys.",
        "{kiosk}：其他终端已使用该总线密钥。请在本终端重新生成密钥。",
    ),
    "change.refused.twice": (
        "One item is changed twice. Keep one of the two.",
        "同一项目变更了两次。请保留其中一项。",
    ),
    "change.refused.unreadable": (
        "The change of {kind} {id} cannot be read ({detail}). Begin it again.",
        "对 {kind} {id} 的变更无法识读（{detail}）。请重新填写。",
    ),
    "change.refused.kind": (
        "{kind} is not changed this way. Ask the administrator.",
        "{kind} 不能以此方式变更。请联系系统管理员。",
    ),
    "change.refused.id": (
        "The item names {got}, the change {id}. Begin it again.",
        "项目编号为 {got}，与变更编号 {id} 不符。请重新填写。",
    ),
    "change.refused.user_id_taken": (
        "User id {user} belongs or belonged to another person. Choose another one.",
        "工号 {user} 已属于或曾属于他人。请另选工号。",
    ),
    "change.refused.user_id_fixed": (
        "User id {user} stays as it is. Close the account and enrol anew where it must change.",
        "工号 {user} 不得修改。确需修改的，请停用账号后重新注册。",
    ),
    "change.refused.closed": (
        "Account {user} is closed and stays closed. Enrol the person with a new user id.",
        "账号 {user} 已停用，不得恢复。请以新工号重新注册。",
    ),
    "change.refused.roles": (
        "{user} needs at least one role, each once. Choose the roles.",
        "{user} 至少须有一个角色，且不得重复。请选择角色。",
    ),
    "change.refused.admin_alone": (
        "{user}: the administrator holds no other role. Choose one or the other.",
        "{user}：系统管理员不得兼任其他角色。请二者择一。",
    ),
    "change.refused.name": (
        "{user}: a name, and a user id of letters a-z and digits are needed.",
        "{user}：须填写姓名，工号只能由字母和数字组成。",
    ),
    "change.refused.statement": (
        "The version of the statement does not fit. Begin it again.",
        "声明版本不符。请重新填写。",
    ),
    "change.refused.key_id": (
        "Key {id} is not named by its bytes. Begin it again.",
        "密钥 {id} 与其内容不符。请重新操作。",
    ),
    "change.refused.key_fixed": (
        "Key {id} can only be closed, once, with a reason, or end sooner as another takes its place.",
        "密钥 {id} 只能停用一次并须写明原因，或在更换时提前失效。",
    ),
    "change.refused.key_end": (
        "Key {id}: the keys of a terminal end at most {n} days after they begin, no other ends ahead. Begin it again.",
        "密钥 {id}：终端密钥的有效期不得超过 {n} 天，其他密钥不得预设失效时间。请重新操作。",
    ),
    "change.refused.key_time": (
        "Key {id}: {t} is not now. Begin the change again.",
        "密钥 {id}：时间 {t} 与当前时间不符。请重新提出变更。",
    ),
    "change.refused.key_owner": (
        "{owner} is not registered. Register the owner together with the key.",
        "{owner} 未登记。请将持有人与密钥一并登记。",
    ),
    "change.refused.key_held": (
        "{owner} has a key already. Close it in the same change.",
        "{owner} 已有密钥。请在同一变更中停用原密钥。",
    ),
    "change.refused.policy_range": (
        "The policy is out of its bounds: lock 1-15 min, tries 3-10, account lock from 15 min, test up to 366 days, "
        "code book up to 12 h, time up to 24 h.",
        "安全策略超出范围：无操作锁定 1-15 min，错误次数 3-10，账号锁定不少于 15 min，令牌测试周期不超过 366 天，"
        "口令册不超过 12 h，对时不超过 24 h。",
    ),
    "change.refused.policy_version": (
        "The policy has been changed meanwhile. The next version is {version}; begin it again.",
        "安全策略已被修改，下一版本为 {version}。请重新填写。",
    ),
    "change.refused.dates": ("{id} ends before it begins. Correct the dates.", "{id} 的截止日期早于生效日期。请更正。"),
    "change.refused.token_ended": (
        "Token {token} is lost or revoked, or another person's. Take another token.",
        "动态令牌 {token} 已挂失、停用或属于他人。请换用其他令牌。",
    ),
    "change.refused.token_held": (
        "The person has an active token. End it in the same change as {token} begins.",
        "该人员已有在用的动态令牌。启用 {token} 时须一并停用原令牌。",
    ),
    "change.refused.roster_unknown": (
        "{id} is not registered. Take it off the roster.",
        "{id} 未登记。请从排班中删除。",
    ),
    "change.refused.rostered": (
        "{person} is on roster {roster} at that time. A person is on one roster at a time.",
        "{person} 该时段已在排班 {roster} 中。同一时段每人只能有一个排班。",
    ),
    "change.refused.signatures": (
        "This change needs {n} signatures of different persons, in order.",
        "此项变更须由 {n} 名不同人员依次签名。",
    ),
    "change.refused.role": (
        "{person} may not sign this change. It needs: {roles}.",
        "{person} 无权签署此项变更。须由以下角色签名：{roles}。",
    ),
    "change.refused.own_alone": (
        "What a person signs alone about himself stands in a change of its own. Take it out.",
        "本人单独签署的事项须单独变更。请将其移出。",
    ),
    "change.refused.own_only": (
        "Only the person concerned signs this, not {person}.",
        "此项只能由本人签名，{person} 不得代签。",
    ),
    "change.refused.own": (
        "{person} is the subject of this change. Another person must sign it.",
        "此项变更涉及 {person} 本人，须由他人签名。",
    ),
    "change.refused.same_person": (
        "Both signatures are of one person. A second person must sign.",
        "两次签名为同一人。须由另一人签名。",
    ),
    "decision.change_outdated": (
        "What was signed is not this change, or the item was changed since. Look at it again and sign anew.",
        "所签内容与此项变更不符，或该项目已被修改。请重新核对并签名。",
    ),
    "decision.signature_key_ended": (
        "The key of {user} has been ended since it signed. Another person must sign.",
        "{user} 的密钥在签名后已停用。须由他人签名。",
    ),
    "decision.signature_old": (
        "The signature of {user} is more than an hour old. Sign anew.",
        "{user} 的签名已超过一小时。请重新签名。",
    ),
    "decision.signature_spent": (
        "Signature {id} has decided something already. Sign anew.",
        "签名 {id} 已用于其他决定。请重新签名。",
    ),
}
