"""The certificate of analysis of a finished lot: every test with its limit and result, and who vouches for it.

Source: GMP articles 221, 223(2).
"""

from collections.abc import Iterator

from core.batch.evidence import Evidence
from core.times import utc_from
from server.reports import tables
from server.reports.batch_record import TEMPLATE, framed
from server.reports.errors import ReportError
from server.reports.evidence_text import EvidenceText, expiry_of
from server.reports.mark import LogMark
from server.reports.parts import SIGNATURE_WIDTHS, Document, Facts, Note, Pair, Part, Section, Table
from server.reports.typesetting import typeset
from server.reports.wording import Languages, Wording


def certificate(evidence: Evidence, log: LogMark, languages: Languages) -> bytes:
    """Print the certificate of analysis as PDF/A-2b.

    Raises:
        ReportError: No sample of the batch was drawn, or it cannot be set.
    """
    document = certificate_document(evidence, log, languages)
    return typeset(TEMPLATE, document, utc_from(evidence.records[-1].act.when.utc))


def certificate_document(evidence: Evidence, log: LogMark, languages: Languages) -> Document:
    """Lay out the certificate; raises `ReportError` when there is nothing to certify."""
    if not evidence.state.samples:
        raise ReportError("report.no_sample", batch=evidence.state.number)
    text = EvidenceText(evidence, Wording(languages))
    return framed("report.certificate", evidence, text, log, tuple(_parts(evidence, text)))


def _parts(evidence: Evidence, text: EvidenceText) -> Iterator[Part]:
    say, master, state = text.wording.say, evidence.master, evidence.state
    finished = state.outputs[-1] if state.outputs else None
    yield Facts(
        (
            Pair(say("report.product"), text.wording.name(master.name), "key"),
            Pair(say("report.batch"), state.number, "key"),
            Pair(say("report.strength"), master.strength),
            Pair(say("report.specification"), master.specification),
            Pair(say("report.lots"), finished.lot if finished else ""),
            Pair(say("report.quantity"), str(finished.quantity) if finished else ""),
            Pair(say("report.made"), text.day(state.issued)),
            Pair(say("report.expiry"), expiry_of(evidence)),
        )
    )
    yield from tables.results(evidence, text)
    yield Section(say("report.conclusion"))
    if state.release is None:
        yield Note(f"[..] {say('report.not_signed')}", "wait")
        return
    yield Table(SIGNATURE_WIDTHS, (), (text.signature(state.release),))
