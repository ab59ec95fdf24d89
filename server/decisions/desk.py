"""The desk: sealed requests in, sealed answers out; decisions are answered once and remembered."""

from collections.abc import Callable, Mapping

import structlog

from core.errors import CountersignError
from core.finding import Finding
from core.record.canonical import Undecodable
from core.record.envelope import Unauthentic
from core.record.keys import KeyKind, PrivateKey
from core.record.messages import Answer, Request, open_request, seal_answer
from core.secret import Secret
from core.times import utc_text
from server.arrival_keys import chain_key
from server.codes import Codes
from server.db.errors import DatabaseAway
from server.db.statements import insert
from server.db.store import Unit
from server.db.tables.evidence import answer
from server.decisions.alarming import attempts, kiosk_alarms, list_alarms, locked_persons
from server.decisions.attaching import keep_file
from server.decisions.auditing import audit_record, audit_trail
from server.decisions.change import change
from server.decisions.codebooks import CodeBooks
from server.decisions.enrolling import Enrolling
from server.decisions.handing import KeyHanding
from server.decisions.held_goods import settle_goods
from server.decisions.held_lots import list_held_lots, settle_hold
from server.decisions.issue import issue_batch, reserve_container
from server.decisions.kiosks import list_kiosks
from server.decisions.lease import hand_over, lease_operation
from server.decisions.lots import change_lot_state, ship
from server.decisions.masters import draft_text, dry_run_draft, list_drafts, master_text
from server.decisions.password import change_password
from server.decisions.reading import (
    batch_envelopes,
    list_batches,
    list_lot_samples,
    list_results,
    plant_part,
    review,
    samples_due,
    trace_lot,
)
from server.decisions.reasons import reason_given
from server.decisions.recalls import close_recall, list_recalls, notify_recall, open_recall, recall_found
from server.decisions.receive import receive
from server.decisions.refused import DecisionRefused
from server.decisions.release import reject, release
from server.decisions.returns import take_return
from server.decisions.rounds import open_round
from server.decisions.session import FOREIGN
from server.decisions.store import adjust_stock, destroy_container, stock_counts
from server.decisions.token_giving import TokenGiving
from server.decisions.unlock import unlock_person
from server.decisions.usage import usage_line_records, usage_log, usage_record
from server.decisions.versions import item_versions
from server.decisions.voiding import void_batch
from server.decisions.witnessing import keep_cosignature, newest_to_witness
from server.file_quota import FULL, REFUSED, FileQuota, told_within_a_day
from server.own_time import OwnTime
from server.picture import Picture
from server.plain import plain
from server.proposals import list_proposals
from server.writing import Writer, Writing

Decision = Callable[[Writing, Request], dict[str, object]]
Question = Callable[[Unit, Picture, Request], dict[str, object]]

DECISIONS: Mapping[str, Decision] = {
    "issue_batch": issue_batch,
    "reserve_container": reserve_container,
    "open_round": open_round,
    "lease_operation": lease_operation,
    "hand_over": hand_over,
    "change_lot_state": change_lot_state,
    "settle_hold": settle_hold,
    "receive": receive,
    "ship": ship,
    "take_return": take_return,
    "open_recall": open_recall,
    "notify_recall": notify_recall,
    "close_recall": close_recall,
    "adjust_stock": adjust_stock,
    "destroy_container": destroy_container,
    "settle_goods": settle_goods,
    "release": release,
    "reject": reject,
    "void_batch": void_batch,
    "unlock": unlock_person,
    "change": change,
    "change_password": change_password,
}

QUESTIONS: Mapping[str, Question] = {
    "batches": list_batches,
    "batch_records": batch_envelopes,
    "samples_due": samples_due,
    "stock_counts": stock_counts,
    "recall_found": recall_found,
    "recalls": list_recalls,
    "held_lots": list_held_lots,
    "results": list_results,
    "lot_samples": list_lot_samples,
    "proposals": list_proposals,
    "review": review,
    "trace": trace_lot,
    "audit_trail": audit_trail,
    "audit_record": audit_record,
    "alarms": list_alarms,
    "kiosk_alarms": kiosk_alarms,
    "attempts": attempts,
    "locked_persons": locked_persons,
    "checkpoint": newest_to_witness,
    "versions": item_versions,
    "drafts": list_drafts,
    "draft": draft_text,
    "dry_run": dry_run_draft,
    "master": master_text,
    "kiosks": list_kiosks,
    "usage_log": usage_log,
    "usage_line": usage_line_records,
    "usage_record": usage_record,
}

_OF_AN_ENDED_KEY = ("plant", "core_time", "kiosk_alarms")
"""What a kiosk may ask whose key has come to its end: how it gets to know its new one."""
_JUDGES_CODES = ("check_code", "enrol_codes", "test_token")
_QUOTA = FileQuota()

log = structlog.get_logger(__name__)


class NotARequest(CountersignError):
    """Bytes on a request subject that its kiosk did not sign; they get no answer."""

    code = "DEC-003"


class Decisions:
    """Answers requests; blocking."""

    def __init__(
        self,
        writer: Writer,
        core: PrivateKey,
        codes: Codes,
        handing: KeyHanding,
        books: CodeBooks,
        enrolling: Enrolling,
        giving: TokenGiving,
        own_time: OwnTime | None = None,
        files: FileQuota = _QUOTA,
    ) -> None:
        """Join the parts."""
        self._own_time = own_time
        self._writer = writer
        self._files = files
        self._core = core
        self._codes = codes
        self._questions: Mapping[str, Question] = {
            **QUESTIONS,
            "wrapped_key": handing.wrapped_key,
            "code_book": books.code_book,
            "enrol_begin": enrolling.begin,
            "enrol_pepper": enrolling.pepper,
            "enrol_key": enrolling.key,
            "enrol_token": giving.token,
            "enrol_codes": giving.codes,
            "test_token": giving.test,
        }

    def answer(self, kiosk: str, verb: str, data: bytes) -> bytes:
        """Answer one request.

        Args:
            kiosk: From the subject, so the bus has checked who published it.
            verb: From the subject.
            data: The sealed request.

        Raises:
            NotARequest: The kiosk did not sign it, or it says something else than its subject.
            DatabaseAway: It cannot be decided now; the kiosk hears nothing and asks again.
        """
        request = self._opened(kiosk, verb, data)
        try:
            return self._answered(request, data)
        except DatabaseAway:
            raise
        except CountersignError as error:
            log.info("request_refused", kiosk=kiosk, verb=verb, key=error.key, params=dict(error.params))
            if error.key == FOREIGN:
                self._alarm(kiosk, f"{verb} {error.params.get('person', '')}", "request.foreign_session")
            if error.key in REFUSED:
                self._no_room(kiosk, f"{error.params['have']} / {error.params['most']} MB")
            return self._sealed(request, {}, Finding(error.key, error.params))

    def _answered(self, request: Request, data: bytes) -> bytes:
        if request.verb not in _OF_AN_ENDED_KEY:
            self._refuse_ended(request.kiosk, data)
            self._refuse_superseded(request)
        if self._own_time is not None and request.verb in _JUDGES_CODES:
            self._own_time.refuse_codes()
        if request.verb == "check_code":
            return self._code_checked(request)
        if request.verb == "core_time":
            return self._sealed(request, self._own_time.told() if self._own_time is not None else {})
        if request.verb == "plant":
            return self._sealed(request, plant_part(self._refreshed(), request))
        if request.verb == "keep_file":
            return self._file_kept(request)
        if request.verb == "cosign":
            return self._cosigned(request)
        if request.verb in self._questions:
            with self._writer.store.unit() as unit:
                return self._sealed(request, self._questions[request.verb](unit, self._writer.picture, request))
        if request.verb in DECISIONS:
            return self._decided(request, DECISIONS[request.verb])
        raise DecisionRefused("decision.verb_unknown", verb=request.verb[:40])

    def _refuse_ended(self, kiosk: str, data: bytes) -> None:
        """Refuse what is asked by a key of a kiosk that has come to its end.

        Raises:
            DecisionRefused: It has, and is not renewed, or the kiosk has not gone on with the new one.
        """
        now, registry = self._writer.clock.utc(), self._writer.picture.registry
        if not any(key.over_at(now) and not key.closed for key in registry.of_owner(KeyKind.DEVICE, kiosk)):
            return
        try:
            open_request(data, registry, now)
        except Unauthentic as error:
            raise DecisionRefused("decision.kiosk_key_ended", kiosk=kiosk) from error

    def _refuse_superseded(self, request: Request) -> None:
        """Refuse what is asked by earlier keys of a kiosk whose chain has gone on under the newest ones.

        Raises:
            DecisionRefused: It is; whoever asks is not the kiosk any more.
        """
        picture = self._writer.picture
        newest, kiosk = picture.registry.held(KeyKind.DEVICE, request.kiosk), picture.plant.kiosks.get(request.kiosk)
        if newest is None or kiosk is None or request.by == newest.id:
            return
        with self._writer.store.unit() as unit:
            gone_on = chain_key(unit, picture.registry, (request.kiosk, kiosk.epoch)) == newest.id
        if gone_on:
            raise DecisionRefused("decision.kiosk_key_ended", kiosk=request.kiosk)

    def _decided(self, request: Request, decision: Decision) -> bytes:
        """Decide within one transaction; the same request again gets the same answer."""
        if self._own_time is not None:
            self._own_time.refuse_decisions()
        with self._writer.writing() as writing:
            kept = writing.unit.first(answer.select().where(answer.c.request == plain(request.id)))
            if kept is not None and kept.kiosk == request.kiosk and kept.verb == request.verb:
                return bytes(kept.envelope)
            reason_given(request)
            sealed = self._sealed(request, decision(writing, request))
            row = {"request": plain(request.id), "kiosk": request.kiosk, "verb": request.verb}
            writing.unit.do(insert(answer).values(**row, envelope=sealed, at=writing.journal.now))
        return sealed

    def _code_checked(self, request: Request) -> bytes:
        """Check a one-time code; the answer to a code that was right is remembered, so asking again costs none."""
        person, code, purpose = (str(request.body.get(name, "")) for name in ("person", "code", "purpose"))
        with self._writer.store.unit() as unit:
            kept = unit.first(answer.select().where(answer.c.request == plain(request.id)))
            if kept is not None and kept.kiosk == request.kiosk and kept.verb == request.verb:
                return bytes(kept.envelope)
        checked = self._codes.check(person, request.kiosk, Secret(code), purpose)
        if checked.refusal is not None:
            return self._sealed(request, {}, checked.refusal)
        sealed = self._sealed(request, {"confirmation": checked.confirmation, "step": checked.step})
        with self._writer.store.unit() as unit:
            row = {"request": plain(request.id), "kiosk": request.kiosk, "verb": request.verb, "envelope": sealed}
            unit.do(insert(answer).values(**row, at=self._writer.clock.utc()).on_conflict_do_nothing())
        return sealed

    def _cosigned(self, request: Request) -> bytes:
        """Keep what a witness signed; said again it changes nothing, so no answer is remembered."""
        with self._writer.store.unit() as unit:
            kept = keep_cosignature(unit, self._writer.picture, request, self._writer.clock.utc())
        return self._sealed(request, kept)

    def _file_kept(self, request: Request) -> bytes:
        """Keep a part of a file; said again it changes nothing, so no answer is remembered."""
        with self._writer.store.unit() as unit:
            kept = keep_file(unit, request, self._writer.clock.utc(), self._files)
        for kind, detail in kept.alarms:
            self._alarm(request.kiosk, detail, kind)
        return self._sealed(request, kept.answer)

    def _no_room(self, kiosk: str, detail: str) -> None:
        """Tell once a day that a file of a kiosk was refused for want of room."""
        with self._writer.store.unit() as unit:
            told = told_within_a_day(unit, FULL, kiosk, self._writer.clock.utc())
        if not told:
            self._alarm(kiosk, detail, FULL)

    def _opened(self, kiosk: str, verb: str, data: bytes) -> Request:
        try:
            request = open_request(data, self._writer.picture.registry)
        except (Unauthentic, Undecodable) as error:
            self._alarm(kiosk, str(error))
            raise NotARequest(error.key, **error.params) from error
        if (request.kiosk, request.verb) != (kiosk, verb):
            self._alarm(kiosk, f"{request.kiosk} {request.verb}")
            raise NotARequest("record.subject_foreign", kiosk=kiosk)
        return request

    def _alarm(self, kiosk: str, detail: str, kind: str = "request.unauthentic") -> None:
        with self._writer.writing() as writing:
            writing.journal.alarm(kind, kiosk, detail)

    def _refreshed(self) -> Picture:
        """Give the plant with what other processes have changed."""
        draft = self._writer.picture.copy()
        with self._writer.store.unit() as unit:
            draft.refresh(unit)
        return draft

    def _sealed(self, request: Request, body: dict[str, object], refusal: Finding | None = None) -> bytes:
        now = utc_text(self._writer.clock.utc())
        return seal_answer(Answer(request.id, request.kiosk, body, refusal, now), self._core)
