"""A short master record with what runs by the clock: a hold time and an in-process control by plan."""

TIMED = """\
code: TIMED
version: 1
product: FP-PCM500
name: {en: By the clock, zh: 计时示例}
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
            kind: instruction
            name: {en: Blend, zh: 总混}
            text: {en: Blend for 10 min., zh: 混合 10 min。}
            roles: [operator]
            sign: performed
          - id: S020
            kind: hold_time
            name: {en: Blend held, zh: 总混料存放}
            text: {en: Compress within 24 h., zh: 应在 24 h 内压片。}
            roles: [operator]
            sign: none
            critical: no
            after: S010
            maximum: 24 h
            warn: 20 h
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
            plan: {every: 15 min, rounds: 3, within: 5 min}
"""
