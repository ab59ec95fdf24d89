"""Texts of printed records, certificates and exports."""

TEXTS: dict[str, tuple[str, str]] = {
    "report.export_empty": (
        "Batch {batch} has no records to export. Check the batch number.",
        "批号 {batch} 没有可导出的记录。请核对批号。",
    ),
    "report.export_gap": (
        "The export of batch {batch} would lack records that a signature covers: {records}. Export again with them.",
        "批号 {batch} 的导出缺少签名所覆盖的记录：{records}。请补齐后重新导出。",
    ),
    "report.export_readme": (
        """\
Export of batch {batch}

Everything needed to prove these records is in this file. No account, database or network is needed.

  envelopes.jsonl   the signed records, exactly as the kiosks signed them, one a line, in the order of the log
  acts.jsonl        the same records in plain text, one a line
  keys.json         public keys of kiosks, persons and the core, with the time in which each held
  checkpoint.txt    size and root of the log, signed by the core
  proofs.json       for every record the proof that it is in that log
  export.json       the list of all files and records, signed by the core

To verify: countersign verify THIS-FILE
Or on a machine without the product, with Python 3.11, PyNaCl and the one file verifier.py:
  python verifier.py THIS-FILE --core-key FINGERPRINT
Take verifier.py and the fingerprint of the core's key from the plant's own papers, not from this file.
The format is described in docs/record-format.md of the source.
""",
        """\
批号 {batch} 的导出文件

核验这些记录所需的内容全部在本文件中，无需账号、数据库或网络。

  envelopes.jsonl   已签名的记录，与终端签名时的字节一致，每行一条，按日志顺序排列
  acts.jsonl        同一批记录的明文，每行一条
  keys.json         终端、人员和中心的公钥及其有效时段
  checkpoint.txt    日志的长度和根，由中心签名
  proofs.json       每条记录在该日志中的证明
  export.json       全部文件和记录的清单，由中心签名

核验：countersign verify 本文件
或在没有本产品的计算机上，使用 Python 3.11、PyNaCl 和单个文件 verifier.py：
  python verifier.py 本文件 --core-key 指纹
verifier.py 和中心密钥指纹应取自企业自己的文件，不应取自本文件。
格式说明见源代码中的 docs/record-format.md。
""",
    ),
}
