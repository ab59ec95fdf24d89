"""An entry of the audit trail in words: as a row of a list, and as rows of names and values."""

import msgspec

from console.desk import Desk
from core.changes import field_words
from core.language import text
from core.times import local_text, utc_from, utc_text
from core.trail import TrailEntry, TrailFilter
from core.trail_words import about_words, besides, group_words, kind_words, old_and_new, told, why_words
from screens.views import ItemView, MarkView, RowView, Tone


def entry_item(desk: Desk, entry: TrailEntry, number: int, *, chosen: bool) -> ItemView:
    """Give what, who and when, with a mark for what must be looked at first."""
    language = desk.language
    what = kind_words(entry.kind, language) if entry.kind else text_of(desk, "audit.not_understood")
    name = f"{what}  {about_words(entry, language)}"
    who = entry.user_id or entry.person or service_words(desk, entry.service)
    return ItemView(number, name, who, when(desk, entry.utc or entry.received), _mark(desk, entry), "", chosen)


def entry_rows(desk: Desk, entry: TrailEntry, most: int = 4) -> tuple[RowView, ...]:
    """Give old and new values first, then why, then who, where and what else was recorded; at most so many rows."""
    language = desk.language
    rows: list[RowView] = []
    if entry.refusal is not None:
        rows.append(RowView(text_of(desk, "audit.refused"), detail=told(entry.refusal, language)))
    rows += [RowView(text_of(desk, "audit.flagged"), detail=told(found, language)) for found in entry.findings]
    if entry.unseen:
        rows.append(RowView(text_of(desk, "audit.counted"), detail=text_of(desk, "shown.counted")))
    rows += [
        RowView(field_words(change.field, language), detail=old_and_new(change, " -> ", language))
        for change in entry.changes
    ]
    if entry.more:
        rows.append(RowView("", detail=text_of(desk, "audit.more_changes", n=str(entry.more))))
    if entry.why:
        rows.append(RowView(text_of(desk, "audit.why"), detail=why_words(entry, language)))
    rows.append(RowView(text_of(desk, "audit.who"), detail=who_words(desk, entry)))
    rows.append(RowView(text_of(desk, "audit.where"), detail=f"{entry.kiosk}  # {entry.seq}  {entry.sha256[:8]}"))
    if entry.flags:
        rows.append(RowView(text_of(desk, "audit.flagged"), detail=" ".join(entry.flags)))
    rows += [RowView(name, detail=value) for name, value in besides(entry, language)]
    return tuple(rows[:most])


def who_words(desk: Desk, entry: TrailEntry) -> str:
    """Name the person with user id, or the service, and the time to the second with its offset."""
    who = f"{entry.name} {entry.user_id or entry.person}".strip() or service_words(desk, entry.service)
    meaning = f", {text_of(desk, f'meaning.{entry.meaning}')}" if entry.meaning else ""
    return f"{who}{meaning}, {local(desk, entry.utc or entry.received)}, {group_words(entry.group, desk.language)}"


def filter_words(desk: Desk, wanted: TrailFilter) -> str:
    """Say what a filter lets through, as its own page calls it."""
    parts: list[str] = []
    for name, value in msgspec.structs.asdict(wanted).items():
        if not value:
            continue
        word = group_words(value, desk.language) if name == "group" else value
        told = local(desk, value) if name in ("since", "until") else word
        label = text_of(desk, f"audit.by_{name}")
        parts.append(label if value is True else f"{label} {told}")
    return ("，" if desk.language == "zh" else ", ").join(parts) or text_of(desk, "audit.everything")


def service_words(desk: Desk, service: str | None) -> str:
    """Name the service that stated something, where no person did."""
    return text_of(desk, f"service.{service}") if service in ("core", "kiosk") else service or "-"


def local(desk: Desk, utc: str) -> str:
    """Write an instant of a record in the plant's time; one that cannot be read stands as it is."""
    try:
        return local_text(utc_from(utc), desk.recorder.plant.offset_min)
    except ValueError:
        return utc


def when(desk: Desk, utc: str) -> str:
    """Write an instant for a list: today's to the second, any other with its day."""
    told, today = local(desk, utc), local(desk, utc_text(desk.clock.utc()))
    return told[11:19] if told[:10] == today[:10] else told[5:16]


def _mark(desk: Desk, entry: TrailEntry) -> MarkView | None:
    if entry.flags:
        return MarkView(Tone.FAIL, text_of(desk, "audit.mark_flagged"))
    if entry.refusal is not None:
        return MarkView(Tone.WARN, text_of(desk, "audit.mark_refused"))
    if entry.changes:
        return MarkView(Tone.WAIT, text_of(desk, "audit.mark_changed"))
    return MarkView(Tone.NONE, group_words(entry.group, desk.language))


def text_of(desk: Desk, key: str, /, **params: str) -> str:
    """Word a text in the language shown."""
    return text(key, desk.language, **params)
