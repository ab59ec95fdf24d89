"""The store: movements, counts, destruction, recall."""

TEXTS: dict[str, tuple[str, str]] = {
    # why something is refused
    "store.not_entitled": (
        "You may not do this in the store. Call warehouse staff or the supervisor.",
        "您无权在仓库做此操作。请联系仓库人员或班组长。",
    ),
    "store.container_unknown": (
        "Container {container} is not known. Check the label.",
        "容器 {container} 未登记。请核对标签。",
    ),
    "store.container_ended": (
        "Label {container} is void ({why}). Use the label that replaces it.",
        "容器标签 {container} 已作废（{why}）。请使用现行标签。",
    ),
    "store.lot_other": (
        "Container {container} is of lot {lot}. Scan the label again.",
        "容器 {container} 的批号为 {lot}。请重新扫描标签。",
    ),
    "store.already_there": (
        "Container {container} stands at {location} already. Scan another place.",
        "容器 {container} 已在货位 {location}。请扫描其他货位。",
    ),
    "store.location_form": (
        "{location} is no label of a place. Scan the label of the place.",
        "{location} 不是货位标签。请扫描货位标签。",
    ),
    "store.location_unknown": (
        "Place {location} is not registered. Scan another place.",
        "货位 {location} 未登记。请扫描其他货位。",
    ),
    "store.grade": (
        "Place {location} is of grade {have}, needed is {need}. Scan another place.",
        "货位 {location} 的洁净级别为 {have}，要求为 {need}。请扫描其他货位。",
    ),
    "store.storage_class": (
        "Place {location} offers storage class {have}, needed is {need}. Scan another place.",
        "货位 {location} 的储存类别为 {have}，要求为 {need}。请扫描其他货位。",
    ),
    "store.location_full": (
        "Place {location} is full ({n} containers). Scan another place.",
        "货位 {location} 已满（{n} 个容器）。请扫描其他货位。",
    ),
    "store.not_reserved": (
        "Container {container} is not reserved for batch {batch}. Take one of the list.",
        "容器 {container} 未预留给批 {batch}。请取清单中的容器。",
    ),
    "store.lot_not_released": (
        "Lot {lot} is {state}, it may not be put aside for a batch. Leave the container where it is.",
        "批号 {lot} 状态为 {state}，不得备料。请将容器留在原处。",
    ),
    "store.quantity_missing": (
        "Container {container}: no quantity is stated. State the quantity.",
        "容器 {container}：缺少数量。请填写数量。",
    ),
    "store.quantity_negative": (
        "Container {container}: a quantity below zero cannot be. Count again.",
        "容器 {container}：数量不能为负。请重新清点。",
    ),
    "store.whole_pieces": (
        "Container {container} holds pieces. State a whole number.",
        "容器 {container} 按件计数。请填写整数。",
    ),
    "store.nothing": (
        "Container {container}: state how much is taken out, above zero.",
        "容器 {container}：请填写大于零的分装数量。",
    ),
    "store.too_much": (
        "Container {container} holds {have}, {asked} cannot be taken out of it. State less.",
        "容器 {container} 内有 {have}，不能取出 {asked}。请填写较小的数量。",
    ),
    "store.label_form": (
        "{container} is no container label. Scan a new container label.",
        "{container} 不是容器标签。请扫描新的容器标签。",
    ),
    "store.label_used": (
        "Label {container} is in use already. Scan a new container label.",
        "容器标签 {container} 已被使用。请扫描新的容器标签。",
    ),
    "store.merge_named": (
        "Scan 1 to {n} other containers, each once, that go into this one.",
        "请扫描 1 至 {n} 个并入的其他容器，每个一次。",
    ),
    "store.other_lot": (
        "Container {container} is of lot {lot}, only containers of lot {want} go together.",
        "容器 {container} 的批号为 {lot}，只能合并批号 {want} 的容器。",
    ),
    "store.merge_reserved": (
        "Container {container}: reservations differ (batch {batch}). Merge containers of one reservation.",
        "容器 {container}：预留不同（批 {batch}）。请合并预留相同的容器。",
    ),
    "store.reason_missing": (
        "Container {container}: the reason is missing. State the reason.",
        "容器 {container}：缺少理由。请填写理由。",
    ),
    "store.return_differs": (
        "Container {container}: {counted} came back, the reconciliation of {batch} leaves {booked}. Find the cause.",
        "容器 {container}：退库 {counted}，按 {batch} 的物料平衡应为 {booked}。请查明原因。",
    ),
    "store.same_counter": (
        "You have counted container {container} before. Another person counts it the second time.",
        "您已清点过容器 {container}。须由另一人进行第二次清点。",
    ),
    "store.count_unnamed": (
        "The second count of container {container} does not name the first one. Count again from the list.",
        "容器 {container} 的第二次清点未注明第一次清点。请从清单重新清点。",
    ),
    "store.first_count_other": (
        "The first count of container {container} is not the one that was named, or is over. Count again.",
        "容器 {container} 的第一次清点与所注明的不符或已结束。请重新清点。",
    ),
    "store.no_difference": (
        "There is no counted difference to book. Ask for the list again.",
        "没有待调整的盘点差异。请重新查询清单。",
    ),
    "store.counter_approves": (
        "Who counted container {container} may not approve the adjustment. Call another person.",
        "清点过容器 {container} 的人不得批准调整。请由另一人批准。",
    ),
    "store.too_little": (
        "Container {container} now holds {have}, less than the difference. Count it again.",
        "容器 {container} 现有 {have}，少于差异数量。请重新清点。",
    ),
    "store.two_signatures": (
        "Two signatures of two persons are needed. Have a second person sign.",
        "需要两人各签一次。请由第二人签名。",
    ),
    "store.signer": (
        "{person} may not give this signature. Call a person who may.",
        "{person} 无权作此签名。请由有权人员签名。",
    ),
    "store.paper_outdated": (
        "What was signed is no longer so. Look again and sign again.",
        "所签内容已变化。请重新核对并签名。",
    ),
    # what is signed
    "store.paper.adjustment": ("Stock adjustment", "库存调整"),
    "store.paper.destruction": ("Destruction of a container", "容器销毁"),
    "store.paper.container": ("Container", "容器"),
    "store.paper.lot": ("Lot", "批号"),
    "store.paper.state": ("State of the lot", "批状态"),
    "store.paper.quantity": ("Quantity", "数量"),
    "store.paper.booked": ("Booked", "账面数量"),
    "store.paper.counted": ("Counted twice", "两次清点数量"),
    "store.paper.difference": ("Difference", "差异"),
    "store.paper.counters": ("Counted by", "清点人"),
    "store.paper.counts": ("Records of the counts", "清点记录"),
    "store.paper.reason": ("Reason", "理由"),
    # the list of work
    "work.store": ("Store", "仓库"),
    "work.store_is": (
        "Move, count, split, merge, return, relabel, destroy",
        "移库、盘点、分装、合并、退库、换签、销毁",
    ),
    "store.title": ("Store", "仓库"),
    "store.do.move": ("Move a container", "移库"),
    "store.do.move_is": ("to the place that you scan", "扫描目标货位"),
    "store.do.count": ("Count stock", "盘点"),
    "store.do.count_is": ("what is booked is not shown", "不显示账面数量"),
    "store.do.split": ("Split a container", "分装"),
    "store.do.split_is": ("a part into a container with a label of its own", "分出部分，贴新标签"),
    "store.do.merge": ("Merge containers", "合并"),
    "store.do.merge_is": ("of the same lot", "仅限同一批号"),
    "store.do.return": ("Return the rest of a batch", "退库"),
    "store.do.return_is": ("its reservation ends", "预留同时解除"),
    "store.do.relabel": ("New label", "更换标签"),
    "store.do.relabel_is": ("the old one becomes void", "旧标签作废"),
    "store.do.counts": ("Second counts and differences", "第二次清点与差异"),
    "store.do.counts_is": ("count again, or book a difference", "再次清点或调整差异"),
    "store.do.destroy": ("Destroy a container", "销毁容器"),
    "store.do.destroy_is": ("with a witness", "须有见证人"),
    "store.place": ("Place", "货位"),
    "store.reserved": ("Reserved for", "预留给"),
    "store.suggested": ("suggested: {place}", "建议货位：{place}"),
    "store.given.to": ("To", "目标货位"),
    "store.given.quantity": ("Quantity", "数量"),
    "store.given.from": ("Goes in", "并入"),
    "store.given.reason": ("Reason", "理由"),
    "store.done": ("{container}: {what}, on record", "{container}：{what}，已记录"),
    "store.decided": ("On record. The core has booked it.", "已记录，中心已过账。"),
    "store.no_counts": ("Nothing waits to be counted or booked.", "没有待清点或待调整的项目。"),
    "store.differs": ("to book", "待调整"),
    "store.second_due": ("second count", "待第二次清点"),
    "store.third_due": ("two differ, a third counts", "两次不符，须第三人盘点"),
    "work.reservation_ended": ("material missing", "缺料"),
    "work.reservation_of": ("on hold, no longer reserved: {names}", "已冻结，预留解除：{names}"),
    "next.store": ("press a digit", "请按数字键选择"),
    "next.store_kept": ("being put on record ...", "正在记录 …"),
    "next.store_container": ("scan the container", "请扫描容器标签"),
    "next.store_this": ("scan container {c}", "请扫描容器 {c}"),
    "next.store_to": ("scan the place", "请扫描货位标签"),
    "next.store_quantity": ("type the quantity, then Enter", "请输入数量，再按 Enter"),
    "next.store_from": ("scan a container that goes in", "请扫描并入的容器"),
    "next.store_from_more": ("scan another one, or F8 merges", "请继续扫描，或按 F8 合并"),
    "next.store_reason": ("type the reason, then Enter", "请输入理由，再按 Enter"),
    "next.store_counts": (
        "press a digit to count again or see a difference, F5 to ask again",
        "请按数字键再次清点或查看差异，F5 刷新",
    ),
    # calendar
    "work.expiry": ("Expiry and retest", "有效期与复验"),
    "work.expiry_is": ("What is due in 30, 60 or 90 days", "30、60、90 天内到期或须复验的批"),
    "expiry.title": ("Expiry and retest", "有效期与复验"),
    "expiry.within": ("in {days} days: {n}", "{days} 天内：{n} 项"),
    "expiry.none": ("Nothing in stock is due in this time.", "此期间内库存无到期或须复验的批。"),
    "expiry.expires": ("expires", "到期"),
    "expiry.retest": ("retest", "复验"),
    "next.expiry": ("F4 changes the number of days", "请按 F4 切换天数"),
    # picking
    "store.do.pick": ("Pick for a batch", "按批备料"),
    "store.do.pick_is": ("scan each reserved container to its place", "逐个扫描预留容器至备料货位"),
    "pick.none": ("No batch has anything reserved.", "没有已预留物料的批。"),
    "pick.batch_count": ("{there} of {all} put aside", "已备 {there}/{all}"),
    "pick.here": ("put aside", "已备"),
    "pick.missing": ("missing", "缺少"),
    "pick.whole": ("Everything for batch {batch} is put aside.", "批 {batch} 的物料已备齐。"),
    "pick.still": ("missing: {list}", "缺少：{list}"),
    "pick.to": ("Put aside at", "备料货位"),
    "next.pick_batch": ("press the digit of a batch, or scan its label", "请按数字键选择批，或扫描批标签"),
    "next.pick_place": ("scan the place where it is put aside", "请扫描备料货位标签"),
    "next.pick": ("scan the next container; F4 changes the place", "请扫描下一个容器，按 F4 更换货位"),
    "next.pick_reason": (
        "type why an earlier expiry is passed over, then Enter",
        "请输入不按近效期先出的理由，再按 Enter",
    ),
    "store.retest_due": (
        "Lot {lot} had to be tested again by {date}. Call QC.",
        "批号 {lot} 应于 {date} 前复验。请联系 QC。",
    ),
    "store.fefo": (
        "Container {container} expires earlier ({date}). Take it, or state why not.",
        "容器 {container} 的有效期更近（{date}）。请取用该容器，或说明理由。",
    ),
    # recall
    "recall.nothing": (
        "Name at least one lot, or what lots were exposed to.",
        "请指定至少一个批号，或批次的接触条件。",
    ),
    "recall.lot_unknown": ("Lot {lot} is not known. Check the number.", "批号 {lot} 不存在。请核对批号。"),
    "recall.equipment_unknown": ("Equipment {name} is not known. Check the id.", "设备 {name} 不存在。请核对编号。"),
    "recall.room_unknown": ("Room {name} is not known. Check the id.", "房间 {name} 不存在。请核对编号。"),
    "recall.person_unknown": ("Person {name} is not known. Check the id.", "人员 {name} 不存在。请核对编号。"),
    # rights
    "right.act.handle_stock": ("Move, split, merge and relabel containers", "移库、分装、合并、更换标签"),
    "right.act.count_stock": ("Count stock", "库存盘点"),
    "right.act.return_material": ("Return material to the store", "物料退库"),
    "right.decide.adjust_stock": ("Adjust stock: propose", "库存调整：提出"),
    "right.decide.approve_adjustment": ("Adjust stock: approve", "库存调整：批准"),
    "right.decide.destroy_container": ("Destroy a container: perform", "容器销毁：执行"),
    "right.decide.witness_destruction": ("Destroy a container: witness", "容器销毁：见证"),
    "right.decide.destroy_rejected": ("Destroy rejected goods: approve", "不合格品销毁：批准"),
    "audit.group.store": ("store", "仓库"),
}
