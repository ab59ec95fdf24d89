"""The doctor: is what the core relies upon as it must be? Reads only."""

from core.acts import ActKind
from core.clock_state import Authentication, ClockState, TimeReport
from core.finding import Finding, finding
from server.bus import BusError, doctor
from server.config import CoreConfig
from server.db.errors import DatabaseError
from server.db.migrate import check_schema, schema_version
from server.db.statements import func, or_, select, text
from server.db.store import Store, Unit
from server.db.tables.evidence import inbox_pending, kiosk_head, record, record_flag
from server.evidence_check import evidence_faults
from server.keys import KeysUnreadable, load_keys
from server.log import checkpoint_fault, log_size, newest_checkpoint
from server.witnessed import Notes, WitnessedUnreadable, behind, merged, read_file
from server.witnesses import newest_of_each

_OFF_BALANCE = """
SELECT s.container FROM stock s
LEFT JOIN (SELECT place, sum(delta) AS total FROM stock_entry GROUP BY place) e ON e.place = 'container:' || s.container
WHERE s.qty <> coalesce(e.total, 0) ORDER BY 1 LIMIT 10
"""


async def examine(config: CoreConfig) -> list[Finding]:
    """Examine keys, database and bus, and list what is wrong."""
    try:
        public = load_keys(config.keys).core.public
        faults = _database(config, public)
    except (KeysUnreadable, WitnessedUnreadable, DatabaseError) as error:
        faults = [Finding(error.key, error.params)]
    if not config.clock_file:
        faults += _time(await config.time_service(logs=False).report())
    try:
        return faults + await doctor(config.bus())
    except BusError as error:
        return [*faults, Finding(error.key, error.params)]


def _time(report: TimeReport) -> list[Finding]:
    """Name a clock that follows no server, or one that does not prove who it is."""
    if report.state != ClockState.SYNCHRONISED:
        return [finding("doctor.clock_unkept", state=report.state.value)]
    if report.authentication in (Authentication.NTS, Authentication.KEY):
        return []
    return [finding("doctor.clock_source", source=report.source, state=report.authentication.value)]


def _database(config: CoreConfig, public: bytes) -> list[Finding]:
    have, want = schema_version(config.postgres_url)
    if have != want:
        return [finding("doctor.schema", have=have or "-", want=want or "-")]
    check_schema(config.postgres_url)
    notes = read_file(config.keys, public)
    store = Store(config.postgres_url)
    try:
        with store.unit() as unit:
            witnesses = [*_behind(unit, notes, public), *_contradicted(unit), *_cosignatures(unit, notes)]
            evidence = [*_log(unit, public), *evidence_faults(unit, public)]
            return [*_ledger(unit), *evidence, *witnesses, *_chains(unit), *_rights(unit)]
    finally:
        store.close()


def _ledger(unit: Unit) -> list[Finding]:
    """Compute every balance again from the entries."""
    wrong = unit.rows(text(_OFF_BALANCE))
    return [finding("doctor.balance", container=row.container) for row in wrong]


def _log(unit: Unit, public: bytes) -> list[Finding]:
    kept = int(unit.value(select(func.count()).select_from(record)))
    size = log_size(unit)
    faults = [] if kept == size else [finding("doctor.log_size", records=str(kept), leaves=str(size))]
    note = newest_checkpoint(unit)
    broken = checkpoint_fault(unit, note, public) if note else ""
    return [*faults, *([finding(broken)] if broken else [])]


def _behind(unit: Unit, notes: Notes, public: bytes) -> list[Finding]:
    """Compare the log with what its witnesses saw."""
    found = behind(unit, notes, public, 0)
    return [] if found is None else [found]


def _contradicted(unit: Unit) -> list[Finding]:
    """Name the kiosks that found another log and at which QA has settled nothing since; a flagged record counts not."""
    kinds = (ActKind.LOG_CONTRADICTED.value, ActKind.LOG_SETTLED.value)
    flagged = select(record_flag.c.seq)
    counting = record.c.kind.in_(kinds), or_(record.c.kind == kinds[0], record.c.seq.not_in(flagged))
    newest = select(record.c.kiosk, func.max(record.c.seq).label("seq")).where(*counting)
    last = newest.group_by(record.c.kiosk).subquery()
    unsettled = record.join(last, record.c.seq == last.c.seq)
    rows = unit.rows(select(record.c.kiosk).select_from(unsettled).where(record.c.kind == kinds[0]))
    return [finding("doctor.log_contradicted", kiosk=row.kiosk) for row in rows]


def _cosignatures(unit: Unit, notes: Notes) -> list[Finding]:
    """Name the witnesses whose word is kept outside and not in the database."""
    kept = newest_of_each(unit)
    ahead = merged(notes, kept)  # where both are of one size, what lies outside stays
    missing = sorted(name for name, note in ahead.items() if kept.get(name) != note)
    return [finding("doctor.cosignature_missing", kiosk=name) for name in missing]


def _chains(unit: Unit) -> list[Finding]:
    waiting = int(unit.value(select(func.count()).select_from(inbox_pending)))
    forked = unit.rows(select(kiosk_head.c.kiosk).where(kiosk_head.c.forked))
    gaps = [finding("doctor.gap", n=str(waiting))] if waiting else []
    return [*gaps, *(finding("doctor.forked", kiosk=row.kiosk) for row in forked)]


def _rights(unit: Unit) -> list[Finding]:
    """The service must not be able to change evidence."""
    may = unit.value(text("SELECT has_table_privilege('record', 'UPDATE') OR has_table_privilege('record', 'DELETE')"))
    return [finding("doctor.rights")] if may else []
