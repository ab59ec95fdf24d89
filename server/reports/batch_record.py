"""The batch record on paper: all that GMP articles 175 and 180 ask for, from the records alone.

Product, strength and batch stand on every page (articles 172, 177), and so do the digest of the record and the root of
the log, so that any page can be laid beside an export.
"""

from collections.abc import Iterator, Mapping

from core.acts import ActKind
from core.batch.evidence import Evidence
from core.times import utc_from
from server.reports import tables
from server.reports.articles import contents
from server.reports.evidence_text import EvidenceText, expiry_of
from server.reports.mark import LogMark, qr_png, qr_text
from server.reports.parts import SIGNATURE_WIDTHS, Cell, Code, Document, Facts, Note, Pair, Panel, Part, Section, Table
from server.reports.rooms import rooms
from server.reports.round_record import round_parts
from server.reports.specimens import specimens
from server.reports.stages import exceptions, making_times, packed, stages
from server.reports.steps import StepParts
from server.reports.typesetting import typeset
from server.reports.wording import Languages, Wording

TEMPLATE = "document.typ.j2"


def batch_record(
    evidence: Evidence, log: LogMark, languages: Languages, files: Mapping[str, bytes | None] | None = None
) -> bytes:
    """Print the batch record as PDF/A-2b.

    Args:
        evidence: The batch.
        log: The checkpoint that holds its records.
        languages: `zh`, `en` or `both`.
        files: Attached files that are here, by hash, as `photograph` gives them; None for one that is not drawn.

    Raises:
        ReportError: It cannot be set.
    """
    stamp = utc_from(evidence.records[-1].act.when.utc)
    return typeset(TEMPLATE, batch_document(evidence, log, languages, files), stamp)


def batch_document(
    evidence: Evidence, log: LogMark, languages: Languages, files: Mapping[str, bytes | None] | None = None
) -> Document:
    """Lay out the batch record, or the record of a round of a logbook form; arguments as of `batch_record`."""
    text, thing = EvidenceText(evidence, Wording(languages)), evidence.state.thing
    if thing is not None:
        whole = (*round_parts(evidence, thing, text), *_proof(evidence, text, log))
        return framed("report.round_record", evidence, text, log, whole)
    parts: tuple[Part, ...] = (
        *_summary(evidence, text),
        *stages(evidence, text),
        *exceptions(evidence, text),
        *tables.materials(evidence, text),
        *StepParts(evidence, text).parts(),
        *packed(evidence, text),
        *tables.yields(evidence, text),
        *specimens(evidence, text, files or {}),
        *tables.equipment(evidence, text),
        *rooms(evidence, text),
        *tables.results(evidence, text),
        *tables.genealogy(evidence, text),
        *tables.reviewed(evidence, text),
        *_release(evidence, text),
    )
    drawn = {part.title for part in parts if isinstance(part, Section)}
    parts = (*parts, *contents(text, drawn), *_proof(evidence, text, log))
    return framed("report.batch_record", evidence, text, log, parts)


def framed(title: str, evidence: Evidence, text: EvidenceText, log: LogMark, parts: tuple[Part, ...]) -> Document:
    """Put parts into the frame that every page of every document about a batch has."""
    say, master, state = text.wording.say, evidence.master, evidence.state
    about = f"{say('report.strength')} {master.strength}   {say('report.specification')} {master.specification}"
    if state.thing is not None:
        about = f"{say('report.thing')} {state.thing.id}"
    pack = text.material(master.product) if master.product else text.wording.name(master.name)
    return Document(
        title=say(title),
        language=text.wording.languages[0],
        company=text.wording.name(evidence.plant.company),
        product=text.wording.name(master.name),
        batch=f"{say('report.batch' if state.thing is None else 'report.round')} {state.number}",
        heading_left=about,
        heading_right=f"{say(title)}   {master.code} v{master.version}",
        page=tuple(say("report.page", page="\0", pages="\0").split("\0")),
        footer=_footer(evidence, text, log),
        qr=qr_png(qr_text(state.number, evidence.digest, log)),
        parts=parts,
        pack=f"{say('report.pack')} {pack}" if pack != text.wording.name(master.name) else "",
    )


def _footer(evidence: Evidence, text: EvidenceText, log: LogMark) -> tuple[Pair, ...]:
    say = text.wording.say
    return (
        Pair(
            say("report.record"), f"{evidence.digest[:8]}   {say('report.record_count', n=str(len(evidence.records)))}"
        ),
        Pair(say("report.log_root"), f"{log.short}   {say('report.log_size', n=str(log.size))}"),
        Pair(
            say("report.as_of"), f"{text.time(evidence.records[-1].act.when.utc)} {_offset(evidence.plant.offset_min)}"
        ),
    )


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _summary(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    say, master, state = text.wording.say, evidence.master, evidence.state
    begun = next((r.act.when.utc for r in evidence.records if r.act.kind == ActKind.STEP_STARTED), "")
    ended = max((at for operation in master.operations() for at in making_times(operation, evidence)), default="")
    lots = ", ".join(output.lot for output in state.outputs)
    pairs = (
        Pair(say("report.product"), f"{text.wording.name(master.name)} ({master.product})", "key"),
        Pair(say("report.batch"), state.number, "key"),
        Pair(say("report.strength"), master.strength),
        Pair(say("report.pack"), text.material(master.product)),
        Pair(say("report.batch_size"), str(state.quantity)),
        Pair(say("report.specification"), master.specification),
        Pair(say("report.master"), f"{master.code} v{master.version} ({state.master[:8]})"),
        Pair(say("report.made"), text.day(state.issued)),
        Pair(say("report.expiry"), expiry_of(evidence)),
        Pair(say("report.begun"), text.time(begun) if begun else ""),
        Pair(say("report.ended"), text.time(ended) if ended else ""),
        Pair(say("report.lots"), lots),
        Pair(say("report.state"), _state(evidence, text), "ok" if state.decided == ActKind.BATCH_RELEASED else "warn"),
    )
    yield Facts(pairs)
    if any(record.act.simulated for record in evidence.records):
        yield Panel(f"[!] {say('report.simulated_head')}", (say("report.simulated_text"),))
    open_cases = len(state.open_cases())
    counts = say(
        "report.counts",
        records=str(len(evidence.records)),
        signatures=str(state.signatures),
        exceptions=str(len(state.cases)),
        open=str(open_cases),
        refused=str(state.refused),
    )
    yield Note(counts, "warn" if open_cases else "muted")


def _state(evidence: Evidence, text: EvidenceText) -> str:
    match evidence.state.decided:
        case ActKind.BATCH_RELEASED:
            return f"[OK] {text.wording.say('report.state_released')}"
        case ActKind.BATCH_REJECTED:
            return f"[X] {text.wording.say('report.state_rejected')}"
        case ActKind.BATCH_VOIDED:
            return f"[X] {text.wording.say('report.state_voided')}"
        case _:
            return f"[..] {text.wording.say('report.state_undecided')}"


def _release(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    say, by = text.wording.say, evidence.state.release
    yield Section(say("report.release"))
    if by is None:
        yield Note(f"[..] {say('report.not_signed')}", "wait")
        return
    yield Table(SIGNATURE_WIDTHS, (), (text.signature(by),))
    shown = _shown_at_release(evidence)
    if shown:
        rows = tuple((Cell(label, "label"), Cell(value)) for label, value in shown)
        yield Note(say("report.checklist"), "label")
        yield Table("1fr, 1.4fr", (say("report.head_point"), say("report.head_verdict")), rows)


def _shown_at_release(evidence: Evidence) -> list[tuple[str, str]]:
    """Give the checklist exactly as it was signed, from the manifest itself."""
    by = evidence.state.release
    signed = next((r.act.signature for r in evidence.records if by and r.act.id == by.reference.id), None)
    manifests = [manifest for manifest in signed.manifests if manifest.step == "release"] if signed else []
    return [(line.label, line.value) for manifest in manifests for line in manifest.lines]


def _proof(evidence: Evidence, text: EvidenceText, log: LogMark) -> Iterator[Part]:
    say = text.wording.say
    yield Section(say("report.proof"))
    lines = (
        Cell(say("report.proof_text")),
        Cell(say("report.proof_legend")),
        Cell(f"{say('report.record')} {evidence.digest}", "code"),
        Cell(f"{say('report.log_root')} {log.root}", "code"),
        Cell(f"{say('report.log_size', n=str(log.size))}, {say('daily.witnesses', n=str(log.witnesses))}", "code"),
    )
    yield Code(qr_png(qr_text(evidence.state.number, evidence.digest, log)), lines)
