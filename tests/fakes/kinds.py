"""A master record with the step kinds that the tablets do not need, makeable in the demo plant."""

from core.master.text import load_master
from tests.fakes.rehearsal import Rehearsal

KINDS = """\
code: KINDS
version: 1
product: FP-PCM500
name: {en: Every other kind, zh: 其他步骤类型}
strength: 500 mg
batch_size: 120000 pcs
shelf_life_months: 24
specification: SP-PCM500
bill:
  - material: PM-CTN
    quantity: 6000 pcs
procedures:
  - id: UP-100
    name: {en: Make, zh: 生产}
    operations:
      - id: OP-110
        name: {en: Make, zh: 生产}
        room: D-106
        steps:
          - id: S010
            kind: line_clearance
            name: {en: Line clearance, zh: 清场}
            text: {en: Confirm each item., zh: 逐项确认。}
            roles: [operator]
            sign: performed_verified
            critical: yes
            room: D-106
            items:
              - {en: Clean, zh: 清洁}
          - id: S020
            kind: choice
            name: {en: Look of the granulate, zh: 颗粒外观}
            text: {en: Look at the granulate., zh: 检查颗粒外观。}
            roles: [operator]
            sign: performed
            options:
              - id: even
                name: {en: Even, zh: 均匀}
              - id: uneven
                name: {en: Uneven, zh: 不均匀}
                exception: minor
              - id: metal
                name: {en: Metal found, zh: 发现金属}
                exception: major
          - id: S030
            kind: environment_check
            name: {en: Room, zh: 环境检查}
            text: {en: Scan the monitor., zh: 扫描监测仪。}
            roles: [operator]
            sign: performed
            equipment_class: room_monitor
            readings:
              - name: {en: Temperature, zh: 温度}
                tag: temperature
                unit: ℃
                decimals: 1
                limits: {low: 18.0, high: 26.0}
              - name: {en: Humidity, zh: 相对湿度}
                tag: humidity
                unit: "%"
                decimals: 1
                limits: {high: 65.0}
              - name: {en: Pressure to the corridor, zh: 对走廊压差}
                unit: Pa
                decimals: 0
                limits: {low: 10}
          - id: S040
            kind: equipment_setting
            name: {en: Set the impeller, zh: 设定搅拌桨}
            text: {en: Scan the granulator., zh: 扫描制粒机。}
            roles: [operator]
            sign: performed
            equipment_class: granulator
            tag: impeller_setpoint
            value: 150 r/min
            tolerance: 1
          - id: S050
            kind: attachment
            name: {en: Photo, zh: 照片}
            text: {en: Photograph the bowl., zh: 请拍摄料斗。}
            roles: [operator]
            sign: performed
            types: [photo, pdf]
            largest_mb: 1
          - id: S110
            kind: identity_scan
            name: {en: Identify cartons, zh: 核对小盒}
            text: {en: Scan a carton label., zh: 扫描小盒标签。}
            roles: [operator]
            sign: none
            targets:
              - name: {en: Cartons, zh: 小盒}
                material: PM-CTN
          - id: S112
            kind: measurement
            name: {en: Leaflets, zh: 说明书}
            text: {en: Count the leaflets., zh: 清点说明书。}
            roles: [operator, supervisor]
            sign: blind_second_count
            unit: pcs
            decimals: 0
            limits: {low: 5990, high: 6010}
          - id: S114
            kind: reconciliation
            name: {en: Reconcile cartons, zh: 小盒物料平衡}
            text: {en: Count the cartons., zh: 清点小盒。}
            roles: [operator, supervisor]
            sign: blind_second_count
            critical: yes
            material: PM-CTN
            limits: {low: 100.00, high: 100.00}
          - id: S120
            kind: yield
            name: {en: Output, zh: 产量}
            text: {en: Count., zh: 清点。}
            roles: [operator]
            sign: performed_verified
            critical: yes
            material: FP-PCM500
            theoretical: 6000 pcs
            limits: {low: 95.0, high: 101.0}
          - id: S130
            kind: sample
            name: {en: Sample, zh: 取样}
            text: {en: Take a sample., zh: 请取样。}
            roles: [operator]
            sign: performed
            quantity: 20 pcs
            specification: SP-PCM500
"""


def kinds_batch() -> Rehearsal:
    """Issue a batch of it; nothing is done yet."""
    return Rehearsal(master=load_master(KINDS))


def kinds_batch_at(entry: str, step: str) -> Rehearsal:
    """Play such a batch until an entry of a step is due."""
    batch = kinds_batch()

    def due(made: Rehearsal) -> bool:
        guidance = made.guidance()
        at = guidance.step is not None and guidance.step.id == step
        return at and guidance.entry is not None and guidance.entry.name == entry

    batch.play(due)
    return batch
