"""Words of the laboratory's flows."""

TEXTS: dict[str, tuple[str, str]] = {
    "lot_sample.refused.container": (
        "Container {container} is not of lot {lot}. Draw the sample from the containers named.",
        "容器 {container} 不属于批号 {lot}。请从指定容器取样。",
    ),
    "qc.samples": ("Samples due", "待检样品"),
    "qc.results": ("Results", "检验结果"),
    "qc.to_test": ("to test", "待检验"),
    "qc.to_check": ("to check", "待复核"),
    "qc.complies": ("complies", "符合规定"),
    "qc.fails": ("does not comply", "不符合规定"),
    "qc.method": ("Method", "检验方法"),
    "qc.by_specification": ("by specification {specification}", "按质量标准 {specification}"),
    "qc.no_samples": ("No samples are due.", "无待检样品。"),
    "next.choose_sample": ("press a digit, or scan a sample label", "请按数字键，或扫描样品标签"),
    "next.type_result": ("type the result in {unit}, then press Enter", "请输入检验结果（{unit}），再按 Enter"),
    "next.sign_results": ("press F8 to sign the results", "请按 F8 签名检验结果"),
}
