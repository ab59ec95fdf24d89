"""Words of campaigns: one material weighed for several batches."""

TEXTS: dict[str, tuple[str, str]] = {
    "work.campaign": ("Weigh for several batches", "多批连续称量"),
    "work.campaign_is": ("one material after another batch by batch, at one balance", "同一物料在同一天平逐批称量"),
    "campaign.title": ("Weigh for several batches", "多批连续称量"),
    "campaign.none": ("No material waits to be weighed for several batches here.", "此处没有多批待称的同一物料。"),
    "campaign.batches": ("{n} batches", "{n} 批"),
    "campaign.left": ("{title}, batches left: {n}", "{title}，还有 {n} 批"),
    "next.campaign": ("a digit chooses the material to weigh", "请按数字键选择待称物料"),
}
