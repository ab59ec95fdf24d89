"""The end of a review, with what it took."""

TEXTS: dict[str, tuple[str, str]] = {
    "refusal.review_right": (
        "A batch is reviewed by QA or the authorised person. Sign in as one.",
        "批记录由 QA 或质量受权人审核。请以其身份登录。",
    ),
    "report.reviewed_by": ("Reviewed on the screen", "屏幕审核"),
    "report.review_effort": (
        "{held}/{applied} held, {open} open, {read} of {sample} read; {keys} keystrokes, {t}",
        "符合 {held}/{applied}，未关闭 {open} 项，抽查已读 {read}/{sample}；按键 {keys} 次，用时 {t}",
    ),
}
