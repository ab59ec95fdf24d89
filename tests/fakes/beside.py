"""A short master record with a control that lasts as long as the operation beside it: compression and its weights."""

from core.master.model import MasterBatchRecord
from core.master.text import load_master

BESIDE = """\
code: BESIDE
version: 1
product: FP-PCM500
name: {en: Beside, zh: 伴随示例}
strength: 500 mg
batch_size: 120000 pcs
shelf_life_months: 24
specification: SP-PCM500
bill:
  - material: PM-CTN
    quantity: 6000 pcs
procedures:
  - id: UP-100
    name: {en: Compress, zh: 压片}
    parallel: yes
    operations:
      - id: OP-110
        name: {en: Compress, zh: 压片}
        room: D-106
        steps:
          - id: S010
            kind: instruction
            name: {en: Start the press, zh: 开机}
            text: {en: Start the press., zh: 启动压片机。}
            roles: [operator]
            sign: none
          - id: S020
            kind: instruction
            name: {en: Stop the press, zh: 停机}
            text: {en: Stop the press., zh: 停止压片机。}
            roles: [operator]
            sign: performed_verified
      - id: OP-120
        name: {en: Weights, zh: 片重}
        room: D-106
        steps:
          - id: S030
            kind: in_process_control
            name: {en: Tablet weight, zh: 片重}
            text: {en: Two tablets every 15 min., zh: 每 15 min 2 片。}
            roles: [operator]
            sign: performed
            readings: 2
            unit: mg
            decimals: 1
            limits: {low: 570.0, target: 600.0, high: 630.0}
            plan: {every: 15 min, rounds: 6, within: 5 min, while: OP-110}
"""


def beside(during: str = "OP-110") -> MasterBatchRecord:
    """Give the record, its control beside an operation or a step of it."""
    return load_master(BESIDE.replace("while: OP-110", f"while: {during}"))
