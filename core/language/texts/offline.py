"""Sentences about sealed boxes, code books and signing without the core."""

TEXTS: dict[str, tuple[str, str]] = {
    "keys.box_does_not_open": (
        "What was sealed for this terminal does not open. It is not used. Call the administrator.",
        "发给本终端的密封数据无法打开，不予采用。请联系系统管理员。",
    ),
    "keys.box_key_wrong": (
        "Nothing can be sealed to the box key of {owner}. Enrol it again.",
        "{owner} 的加密密钥无效，无法密封数据。请重新登记。",
    ),
    "decision.no_user_key": (
        "{person} has no key of their own here. They must be enrolled before they can sign.",
        "{person} 尚无个人密钥，登记后方可签名。",
    ),
    "decision.no_box_key": (
        "Kiosk {kiosk} has no box key, so nothing secret can be sent to it. Enrol it again.",
        "终端 {kiosk} 没有加密密钥，无法接收密钥数据。请重新登记。",
    ),
    "keyshelf.not_here": (
        "The core cannot be reached, and your key is not kept at this terminal. Sign where you have signed before, "
        "or when online.",
        "无法连接中心，且本终端未保存您的密钥。请在您签过名的终端签名，或联机后再签。",
    ),
    "exception.offline_book_unknown": (
        "A code of {person} was checked at {kiosk} by a code book that the core never made. Investigate.",
        "{person} 的动态口令在 {kiosk} 使用了中心未签发的口令册核对。请调查。",
    ),
    "exception.offline_book_other": (
        "A code of {person} was checked at {kiosk} by the code book of {other}. Investigate.",
        "{person} 的动态口令在 {kiosk} 使用了 {other} 的口令册核对。请调查。",
    ),
    "exception.offline_book_expired": (
        "A code of {person} was checked at {kiosk} by a code book outside its time. Investigate.",
        "{person} 的动态口令在 {kiosk} 使用了有效期外的口令册核对。请调查。",
    ),
    "exception.offline_not_rostered": (
        "{person} signed at {kiosk} without the core and was not on its roster. Investigate.",
        "{person} 不在 {kiosk} 的排班名单内，却在离线时签名。请调查。",
    ),
    "exception.offline_step": (
        "The code of {person} at {kiosk} belongs to another time than the record says. Investigate.",
        "{person} 在 {kiosk} 的动态口令与记录时间不符。请调查。",
    ),
    "exception.offline_code_unreadable": (
        "The code of {person} at {kiosk} was not sealed to the core and cannot be checked again. Investigate.",
        "{person} 在 {kiosk} 的动态口令未密封给中心，无法复核。请调查。",
    ),
    "exception.offline_code_wrong": (
        "{kiosk} accepted a code of {person} that is wrong. Investigate the terminal.",
        "{kiosk} 接受了 {person} 的错误动态口令。请调查该终端。",
    ),
    "exception.offline_step_used": (
        "One code of {person} was used twice: at {other}, and without the core at {kiosk}. Investigate.",
        "{person} 的同一动态口令使用了两次：在 {other} 和离线终端 {kiosk}。请调查。",
    ),
    "exception.offline_person_closed": (
        "{person} was closed at {t}, and signed at {kiosk} afterwards without the core. Investigate.",
        "{person} 已于 {t} 停用，之后仍在 {kiosk} 离线签名。请调查。",
    ),
    "exception.offline_token_ended": (
        "The token of {person} was reported lost or revoked at {t}, and used at {kiosk} afterwards. Investigate.",
        "{person} 的令牌已于 {t} 挂失或吊销，之后仍在 {kiosk} 使用。请调查。",
    ),
    "exception.code_stale": (
        "The code of {person} was confirmed more than two minutes from the instant of the signature. Investigate.",
        "{person} 的动态口令确认时间与签名时间相差超过两分钟。请调查。",
    ),
    "exception.session_profile": (
        "{person} signed by password alone, which the policy does not allow. Investigate.",
        "{person} 仅凭密码签名，现行策略不允许。请调查。",
    ),
    "exception.session_unproven": (
        "{person} signed by password alone without an open session that had begun with a full signature. Investigate.",
        "{person} 仅凭密码签名，但该会话未开放或此前没有完整签名。请调查。",
    ),
    "offline.no_book": (
        "The core cannot be reached, and this terminal has no code book. Sign when online.",
        "无法连接中心，且本终端没有口令册。请联机后签名。",
    ),
    "offline.book_expired": (
        "The core cannot be reached, and the code book of this terminal ended at {t}. Sign when online.",
        "无法连接中心，且本终端的口令册已于 {t} 到期。请联机后签名。",
    ),
    "offline.not_rostered": (
        "The core cannot be reached, and you are not on the roster of this terminal now. Sign when online.",
        "无法连接中心，且您当前不在本终端的排班名单内。请联机后签名。",
    ),
    "offline.token_ended": (
        "The core cannot be reached, and your token is not the one in the code book. Sign when online.",
        "无法连接中心，且您的令牌与口令册不符。请联机后签名。",
    ),
    "offline.clock_lost": (
        "The core cannot be reached, and the clock of this terminal has lost its synchronisation. Sign when online.",
        "无法连接中心，且本终端时钟已失去同步。请联机后签名。",
    ),
    "offline.sync_old": (
        "The core cannot be reached, and the clock was last synchronised more than {h} h ago. Sign when online.",
        "无法连接中心，且本终端时钟超过 {h} 小时未同步。请联机后签名。",
    ),
    "offline.no_core_box": (
        "The core cannot be reached, and it has no box key to seal your code to. Call the administrator.",
        "无法连接中心，且中心没有加密密钥，无法密封动态口令。请联系系统管理员。",
    ),
    "offline.checked_here": (
        "Checked here by the code book. The core checks later.",
        "已由本终端口令册核对，中心稍后复核。",
    ),
    "offline.code_hint": ("checked later", "中心稍后复核"),
    "next.sign_offline_session": (
        "type password and code each time: you signed in offline",
        "请输入密码和动态口令；离线登录期间每次签名均须输入",
    ),
    "refusal.session_alone": (
        "The password alone is not enough for this signature. Sign again with the code.",
        "此签名不能仅凭密码。请同时输入动态口令重新签名。",
    ),
    "exception.same_token": (
        "{person} and {other} hold tokens with one and the same secret. Take both back and investigate.",
        "{person} 与 {other} 的令牌使用同一密钥。请收回两个令牌并调查。",
    ),
    "refusal.key_closed": (
        "Your signing key is closed. Ask an administrator for a new one.",
        "您的签名密钥已关闭。请联系系统管理员重新登记。",
    ),
    "refusal.token_ended": (
        "Your token was reported lost or revoked. Ask an administrator for another one.",
        "您的令牌已挂失或吊销。请联系系统管理员领取新令牌。",
    ),
    "next.sign_password": ("type your password", "请输入密码"),
}
