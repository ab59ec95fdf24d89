"""Texts of printed records, certificates and exports."""

TEXTS: dict[str, tuple[str, str]] = {
    "report.export_empty": (
        "{about}: there are no records to export. Check the number or the period.",
        "{about}：没有可导出的记录。请核对编号或期间。",
    ),
    "report.export_gap": (
        "The export of {about} would lack records that a signature covers: {records}. Export again with them.",
        "{about} 的导出缺少签名所覆盖的记录：{records}。请补齐后重新导出。",
    ),
    "report.export_large": (
        "The export of {about} has more than 1,000 files or 1 GiB. Export a shorter period, or batch by batch.",
        "{about} 的导出超过 1,000 个文件或 1 GiB。请缩短期间，或按批号分别导出。",
    ),
    "report.export_readme": (
        """\
Export of {about}

Everything needed to prove these records is in this file. No account, database or network is needed.

  envelopes.jsonl   the signed records, exactly as the kiosks signed them, one a line, in the order of the log
  acts.jsonl        the same records in plain text, one a line
  keys.json         public keys of kiosks, persons and the core, with the time in which each held
  checkpoint.txt    size and root of the log, signed by the core
  proofs.json       for every record the proof that it is in that log
  files/            photos and documents that records attach, named by the hash of their bytes
  export.json       the list of all files and records, signed by the core

To verify: countersign verify THIS-FILE
Or on a machine without the product, with Python 3.11, PyNaCl and the one file verifier.py:
  python verifier.py THIS-FILE --core-key FINGERPRINT
Take verifier.py and the fingerprint of the core's key from the plant's own papers, not from this file.
The format is described in docs/record-format.md of the source.
""",
        """\
{about} 的导出文件

核验这些记录所需的内容全部在本文件中，无需账号、数据库或网络。

  envelopes.jsonl   已签名的记录，与终端签名时的字节一致，每行一条，按日志顺序排列
  acts.jsonl        同一批记录的明文，每行一条
  keys.json         终端、人员和中心的公钥及其有效时段
  checkpoint.txt    日志的长度和根，由中心签名
  proofs.json       每条记录在该日志中的证明
  files/            记录所附的照片和文件，以其字节的哈希值命名
  export.json       全部文件和记录的清单，由中心签名

核验：countersign verify 本文件
或在没有本产品的计算机上，使用 Python 3.11、PyNaCl 和单个文件 verifier.py：
  python verifier.py 本文件 --core-key 指纹
verifier.py 和中心密钥指纹应取自企业自己的文件，不应取自本文件。
格式说明见源代码中的 docs/record-format.md。
""",
    ),
    "report.batch_unknown": (
        "No batch {batch} was issued here. Check the number.",
        "未发放过批号 {batch}。请核对批号。",
    ),
    "report.lot_unknown": (
        "No lot {lot} is known here. Check the number.",
        "没有批次 {lot}。请核对编号。",
    ),
    "report.period_empty": (
        "Nothing was accepted from {since} to {until}. Check the period.",
        "{since} 至 {until} 期间没有已接收的记录。请核对期间。",
    ),
    "report.date_unfit": (
        "{date} is no day such as 2026-11-20 and no instant such as 2026-11-20T08:00:00+08:00. Correct it.",
        "{date} 不是日期（如 2026-11-20）或时刻（如 2026-11-20T08:00:00+08:00）。请更正。",
    ),
    "report.export_unclear": (
        "Name one of these: a batch, a lot, or a period with its first and last day.",
        "请指定其一：批号、物料批，或期间的起止日期。",
    ),
    "report.file_exists": (
        "{file} is there already and stays. Choose another name.",
        "{file} 已存在，未覆盖。请另选文件名。",
    ),
    "report.not_written": (
        "{file} cannot be written ({detail}). Choose another folder.",
        "{file} 无法写入（{detail}）。请另选文件夹。",
    ),
    "report.not_set": (
        "The document cannot be made: {detail}. Call the administrator.",
        "文件无法生成：{detail}。请联系系统管理员。",
    ),
    "report.no_sample": (
        "Batch {batch} has no sample, so there is nothing to certify. Draw and test a sample first.",
        "批号 {batch} 没有样品，无法出具检验报告书。请先取样检验。",
    ),
    # titles and page frame
    "report.batch_record": ("Batch record", "批记录"),
    "report.round_record": ("Logbook round", "日志记录"),
    "report.round": ("Round", "日志记录"),
    "report.logbook": ("Logbook", "使用日志"),
    "report.thing": ("About", "对象"),
    "report.form": ("Form", "日志表单"),
    "report.last_record": ("Last record", "最后一条记录"),
    "report.round_stands": ("State", "状态"),
    "report.round_open": ("under way", "进行中"),
    "report.round_complete": ("complete, not closed", "已完成，未关闭"),
    "report.round_voided": ("voided", "已作废"),
    "report.round_closed": ("closed", "已关闭"),
    "report.round_review": ("Review", "审核"),
    "report.certificate": ("Certificate of analysis", "检验报告书"),
    "report.page": ("Page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
    "report.record": ("Record digest", "记录摘要"),
    "report.record_count": ("{n} records", "{n} 条记录"),
    "report.log_root": ("Log root", "日志根"),
    "report.log_size": ("log of {n}", "日志长度 {n}"),
    "report.as_of": ("Record up to", "记录截至"),
    # facts
    "report.product": ("Product", "产品名称"),
    "report.strength": ("Strength", "规格"),
    "report.specification": ("Specification", "质量标准"),
    "report.batch": ("Batch", "批号"),
    "report.batch_size": ("Batch size", "批量"),
    "report.master": ("Master batch record", "主批记录"),
    "report.made": ("Manufacturing date", "生产日期"),
    "report.expiry": ("Expiry date", "有效期至"),
    "report.begun": ("Started", "开始时间"),
    "report.ended": ("Ended", "结束时间"),
    "report.lots": ("Lots made", "产出批号"),
    "report.quantity": ("Quantity", "数量"),
    "report.state": ("Decision", "放行结论"),
    "report.state_released": ("released", "批准放行"),
    "report.state_rejected": ("rejected", "不合格"),
    "report.state_voided": ("voided", "已作废"),
    "report.state_undecided": ("not decided", "未作结论"),
    "report.counts": (
        "{records} records, {signatures} signatures, {exceptions} exceptions ({open} open), {refused} refused attempts",
        "{records} 条记录，{signatures} 个签名，异常 {exceptions} 项（未关闭 {open} 项），已拒绝的操作 {refused} 次",
    ),
    "report.simulated_head": ("Simulated devices", "模拟设备"),
    "report.simulated_text": (
        "Values in this record come from simulated devices. It is a demonstration and no proof of manufacture.",
        "本记录中的数值来自模拟设备，仅供演示，不作为生产证明。",
    ),
    "report.simulated": ("simulated", "模拟"),
    # sections
    "report.materials": ("Materials", "物料"),
    "report.not_used": ("not used", "未使用"),
    "report.yields": ("Yields and reconciliation", "收率和物料平衡"),
    "report.equipment": ("Equipment used", "所用设备"),
    "report.results": ("Test results", "检验结果"),
    "report.sample": ("Sample", "样品"),
    "report.result_missing": ("no result yet", "尚无结果"),
    "report.genealogy": ("Genealogy", "批谱系"),
    "report.review": ("Review by exception", "按异常审核"),
    "report.sample_drawn": ("Random sample of clean steps:", "随机抽查步骤："),
    "report.sample_read": ("read:", "已阅："),
    "report.release": ("Release", "放行"),
    "report.conclusion": ("Conclusion", "结论"),
    "report.checklist": ("Shown to the authorised person when signing", "签名时向质量受权人显示的内容"),
    "report.not_signed": ("not signed", "未签名"),
    "report.proof": ("Proof", "核验"),
    "report.proof_text": (
        "Drawn from signed records. Export the batch, run countersign verify and compare digest and root.",
        "本文件由已签名的记录生成。导出本批，运行 countersign verify，并核对摘要和根。",
    ),
    "report.proof_legend": (
        "Digits beside entries are the first 8 of the record's hash, beside signatures the first 8 of what was signed.",
        "记录项旁的数字为该记录摘要的前 8 位，签名旁为签名清单摘要的前 8 位。",
    ),
    # steps
    "report.critical": ("critical", "关键步骤"),
    "report.nothing_recorded": ("Nothing recorded.", "无记录。"),
    "report.undone": ("The entries above were undone", "以上记录项已撤销"),
    "report.reprint": ("reprint {n}", "补打 {n}"),
    "report.refused": ("Refused", "已拒绝"),
    "report.core": ("core", "中心"),
    "report.open": ("open", "未关闭"),
    "report.closed": ("closed", "已关闭"),
    "report.opened": ("Opened", "开启时间"),
    "report.severity_critical": ("critical", "严重"),
    "report.severity_major": ("major", "主要"),
    "report.severity_minor": ("minor", "次要"),
    "report.source_scanned": ("scanned", "扫码"),
    "report.source_weighed": ("weighed", "称量"),
    "report.source_read": ("read", "设备读取"),
    "report.source_typed": ("typed", "人工输入"),
    "report.source_calculated": ("calculated", "计算"),
    "report.source_written": ("written to the device", "写入设备"),
    "report.source_counted": ("counted", "计数"),
    # heads of tables
    "report.head_entry": ("Entry", "记录项"),
    "report.head_value": ("Value", "记录值"),
    "report.head_limits": ("Limits", "限度"),
    "report.head_source": ("Source, device", "来源、设备"),
    "report.head_person": ("Person", "人员"),
    "report.head_time_person": ("Time, person", "时间、人员"),
    "report.head_record": ("Record", "记录"),
    "report.head_time": ("Time", "时间"),
    "report.head_material": ("Material", "物料"),
    "report.head_planned": ("Planned", "计划量"),
    "report.head_lot": ("Lot", "批号"),
    "report.head_used": ("Used", "使用量"),
    "report.head_supplier": ("Supplier, lot", "供应商、批号"),
    "report.head_manufacturer": ("Manufacturer, lot", "生产商、批号"),
    "report.head_expiry": ("Expiry", "有效期至"),
    "report.head_step": ("Step", "步骤"),
    "report.head_theoretical": ("Theoretical", "理论量"),
    "report.head_counted": ("Counted", "数量"),
    "report.head_result": ("Result", "结果"),
    "report.head_equipment": ("Equipment", "设备"),
    "report.head_serial": ("Serial number", "序列号"),
    "report.head_calibrated_to": ("Calibrated to", "校准有效期至"),
    "report.head_steps": ("Steps", "步骤"),
    "report.head_first_last": ("First and last use", "首次和末次使用"),
    "report.head_test": ("Test", "检验项目"),
    "report.head_method": ("Method", "检验方法"),
    "report.head_conclusion": ("Conclusion", "结论"),
    "report.head_output_lot": ("Lot made", "产出批号"),
    "report.head_quantity": ("Quantity", "数量"),
    "report.head_from_lot": ("From lot", "来源批号"),
    "report.head_rule": ("Rule", "审核规则"),
    "report.head_source_clause": ("Clause", "条款"),
    "report.head_held": ("Held", "满足"),
    "report.head_point": ("Point", "项目"),
    "report.head_verdict": ("Verdict", "结论"),
}
