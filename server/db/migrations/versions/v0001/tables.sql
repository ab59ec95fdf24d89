CREATE TABLE alarm (
    id BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    detail TEXT NOT NULL,
    person TEXT,
    times INTEGER NOT NULL,
    CONSTRAINT pk_alarm PRIMARY KEY (id)
);
COMMENT ON TABLE alarm IS 'What somebody has to look at: projection of AlarmRaised';
COMMENT ON COLUMN alarm.id IS 'Log index of the record that raised it';
COMMENT ON COLUMN alarm.times IS 'How many attempts it tells of; 1 of everything else';
CREATE INDEX ix_alarm_kiosk_at ON alarm (kiosk, at);
CREATE INDEX ix_alarm_person_at ON alarm (person, at) WHERE person IS NOT NULL;

CREATE TABLE alarm_acknowledged (
    alarm BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    person TEXT NOT NULL,
    comment TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_alarm_acknowledged PRIMARY KEY (alarm)
);
COMMENT ON TABLE alarm_acknowledged IS 'Projection of AlarmAcknowledged';
COMMENT ON COLUMN alarm_acknowledged.seq IS 'Log index of the first acknowledgement';

CREATE TABLE answer (
    request TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    verb TEXT NOT NULL,
    envelope BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_answer PRIMARY KEY (request)
);
COMMENT ON TABLE answer IS 'What a decision was answered; the same request gets the same answer';

CREATE TABLE attached_file (
    sha256 TEXT NOT NULL,
    data BYTEA NOT NULL,
    kiosk TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_attached_file PRIMARY KEY (sha256)
);
COMMENT ON TABLE attached_file IS 'Files that records attach, by the hash of their bytes';
COMMENT ON COLUMN attached_file.data IS 'The very bytes that the hash names';

CREATE TABLE attached_part (
    sha256 TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    part INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    data BYTEA NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_attached_part PRIMARY KEY (sha256, kiosk, part)
);
COMMENT ON TABLE attached_part IS 'Queue: parts of files that are not here whole yet';

CREATE TABLE batch (
    number TEXT NOT NULL,
    master TEXT NOT NULL,
    code TEXT NOT NULL,
    version INTEGER NOT NULL,
    product TEXT NOT NULL,
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    step TEXT,
    lot TEXT,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    issued_by TEXT,
    issued_seq BIGINT NOT NULL,
    released_checkpoint BIGINT,
    thing TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_batch PRIMARY KEY (number)
);
COMMENT ON COLUMN batch.step IS 'Current step, or NULL when complete';
COMMENT ON COLUMN batch.thing IS 'Of a round of a logbook form what it is about';
CREATE INDEX ix_batch_state ON batch (state);

CREATE TABLE batch_case (
    batch TEXT NOT NULL,
    id TEXT NOT NULL,
    step TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    what JSONB NOT NULL,
    record TEXT NOT NULL,
    opened TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_batch_case PRIMARY KEY (batch, id)
);
COMMENT ON TABLE batch_case IS 'Exceptions: those of the fold and those the core opened on a flagged record';

CREATE TABLE checkpoint (
    size BIGINT NOT NULL,
    note TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_checkpoint PRIMARY KEY (size)
);

CREATE TABLE code_book (
    serial TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    pages JSONB NOT NULL,
    CONSTRAINT pk_code_book PRIMARY KEY (serial)
);
COMMENT ON TABLE code_book IS 'Shift code books that were made';
COMMENT ON COLUMN code_book.pages IS 'core.record.codebook.Page of each person, without what is secret';
CREATE INDEX ix_code_book_kiosk_at ON code_book (kiosk, at);

CREATE TABLE checkpoint_stamp (
    size BIGINT NOT NULL,
    answer BYTEA NOT NULL,
    stated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    url TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_checkpoint_stamp PRIMARY KEY (size)
);
COMMENT ON TABLE checkpoint_stamp IS 'Time stamps of checkpoints by an authority outside the plant';
COMMENT ON COLUMN checkpoint_stamp.answer IS 'Answer of the authority, RFC 3161, DER';

CREATE TABLE code_use (
    person TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    failures INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_code_use PRIMARY KEY (person)
);
COMMENT ON TABLE code_use IS 'Last one-time code of each person over all kiosks, and the failures since';

CREATE TABLE confirmation (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    step BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_confirmation PRIMARY KEY (id)
);
COMMENT ON TABLE confirmation IS 'Codes that were checked and found right';
CREATE INDEX ix_confirmation_sign_in_kiosk ON confirmation (kiosk, at) WHERE purpose = 'sign_in';
CREATE INDEX ix_confirmation_sign_in_person ON confirmation (person, at) WHERE purpose = 'sign_in';

CREATE TABLE confirmation_use (
    confirmation TEXT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_confirmation_use PRIMARY KEY (confirmation)
);
COMMENT ON TABLE confirmation_use IS 'Which record a confirmation was used by (projection)';

CREATE TABLE container (
    id TEXT NOT NULL,
    lot TEXT NOT NULL,
    unit TEXT NOT NULL,
    location TEXT NOT NULL,
    reserved_for TEXT,
    ended TEXT DEFAULT '' NOT NULL,
    labelled BOOLEAN DEFAULT true NOT NULL,
    held TEXT DEFAULT '' NOT NULL,
    changed BIGINT NOT NULL,
    CONSTRAINT pk_container PRIMARY KEY (id)
);
COMMENT ON COLUMN container.ended IS 'Why the label is void, or empty';
COMMENT ON COLUMN container.labelled IS 'False until its label is scanned back';
COMMENT ON COLUMN container.held IS 'Round that holds it by itself, or empty';
CREATE INDEX ix_container_changed ON container (changed);
CREATE INDEX ix_container_lot ON container (lot);
CREATE INDEX ix_container_reserved_for ON container (reserved_for) WHERE reserved_for IS NOT NULL;

CREATE TABLE cosignature (
    witness TEXT NOT NULL,
    size BIGINT NOT NULL,
    line TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_cosignature PRIMARY KEY (witness, size)
);
COMMENT ON TABLE cosignature IS 'Checkpoints that a kiosk has found to extend the one it saw before';
COMMENT ON COLUMN cosignature.line IS 'Line of the signed note, cosignature/v1';
COMMENT ON COLUMN cosignature.stated_at IS 'Unix time by the clock of the witness';
CREATE INDEX ix_cosignature_size ON cosignature (size);

CREATE TABLE equipment (
    id TEXT NOT NULL,
    body JSONB NOT NULL,
    state TEXT NOT NULL,
    checked_on DATE,
    changed BIGINT NOT NULL,
    CONSTRAINT pk_equipment PRIMARY KEY (id)
);
COMMENT ON COLUMN equipment.body IS 'core.plant.EquipmentItem as stated';
CREATE INDEX ix_equipment_changed ON equipment (changed);

CREATE TABLE inbox_pending (
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    kiosk_seq BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    envelope BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_inbox_pending PRIMARY KEY (kiosk, epoch, kiosk_seq, sha256)
);
COMMENT ON TABLE inbox_pending IS 'Authentic records that wait for one before them';

CREATE TABLE key_handover (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kiosk TEXT NOT NULL,
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    why TEXT NOT NULL,
    CONSTRAINT pk_key_handover PRIMARY KEY (id)
);
COMMENT ON TABLE key_handover IS 'Wrapped keys that left for a kiosk; when it is lost, these people get new keys';
CREATE INDEX ix_key_handover_kiosk ON key_handover (kiosk);

CREATE TABLE kiosk_head (
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    forked BOOLEAN DEFAULT 'false' NOT NULL,
    CONSTRAINT pk_kiosk_head PRIMARY KEY (kiosk, epoch)
);
COMMENT ON TABLE kiosk_head IS 'End of each chain; locked while it grows';

CREATE TABLE lease (
    batch TEXT NOT NULL,
    operation TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_lease PRIMARY KEY (batch, operation)
);

CREATE TABLE log_head (
    id SMALLINT NOT NULL,
    size BIGINT NOT NULL,
    CONSTRAINT pk_log_head PRIMARY KEY (id),
    CONSTRAINT ck_log_head_one_row CHECK (id = 1)
);
COMMENT ON TABLE log_head IS 'Size of the log; its row is locked by whoever appends';

CREATE TABLE log_node (
    level SMALLINT NOT NULL,
    idx BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT pk_log_node PRIMARY KEY (level, idx)
);

CREATE TABLE logbook_round (
    number TEXT NOT NULL,
    code TEXT NOT NULL,
    about TEXT NOT NULL,
    thing TEXT NOT NULL,
    room TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    changed BIGINT NOT NULL,
    CONSTRAINT pk_logbook_round PRIMARY KEY (number)
);
COMMENT ON TABLE logbook_round IS 'Rounds of logbook forms, beside their rows in batch';
CREATE INDEX ix_logbook_round_changed ON logbook_round (changed);
CREATE INDEX ix_logbook_round_thing ON logbook_round (thing, opened_at);

CREATE TABLE lot (
    id BIGINT NOT NULL,
    number TEXT NOT NULL,
    material TEXT NOT NULL,
    state TEXT NOT NULL,
    expiry DATE,
    supplier TEXT NOT NULL,
    supplier_lot TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    manufacturer_lot TEXT NOT NULL,
    batch TEXT,
    received DATE,
    retest DATE,
    purchase_order TEXT DEFAULT '' NOT NULL,
    assay TEXT DEFAULT '' NOT NULL,
    water TEXT DEFAULT '' NOT NULL,
    assay_basis TEXT DEFAULT '' NOT NULL,
    assay_until DATE,
    changed BIGINT NOT NULL,
    CONSTRAINT pk_lot PRIMARY KEY (id),
    CONSTRAINT uq_lot_number UNIQUE (number)
);
COMMENT ON COLUMN lot.assay IS 'In %, from verified results';
COMMENT ON COLUMN lot.assay_until IS 'Last day on which the assay may be used';
COMMENT ON COLUMN lot.id IS 'Dense, for the genealogy';
COMMENT ON COLUMN lot.water IS 'In %, from verified results';
CREATE INDEX ix_lot_batch ON lot (batch) WHERE batch IS NOT NULL;
CREATE INDEX ix_lot_changed ON lot (changed);
CREATE INDEX ix_lot_manufacturer_lot ON lot (manufacturer_lot) WHERE manufacturer_lot != '';
CREATE INDEX ix_lot_material_expiry ON lot (material, expiry) WHERE state = 'released';
CREATE INDEX ix_lot_supplier_lot ON lot (supplier_lot) WHERE supplier_lot != '';

CREATE TABLE lot_edge (
    child BIGINT NOT NULL,
    parent BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    CONSTRAINT pk_lot_edge PRIMARY KEY (child, parent, seq)
);
COMMENT ON TABLE lot_edge IS 'Genealogy: the parent went into the child';
CREATE INDEX ix_lot_edge_parent_child ON lot_edge (parent, child);

CREATE TABLE lot_status_event (
    seq BIGINT NOT NULL,
    lot TEXT NOT NULL,
    "old" TEXT NOT NULL,
    "new" TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_lot_status_event PRIMARY KEY (seq, lot)
);

CREATE TABLE offline_code (
    person TEXT NOT NULL,
    step BIGINT NOT NULL,
    record TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_offline_code PRIMARY KEY (person, step)
);
COMMENT ON TABLE offline_code IS 'Codes that kiosks accepted by a code book, as the core found them on arrival';

CREATE TABLE pending_key (
    key TEXT NOT NULL,
    person TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    public TEXT NOT NULL,
    wrapped JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pending_key PRIMARY KEY (key)
);
COMMENT ON TABLE pending_key IS 'Keys made at a kiosk that no signed change has put in force yet; they hold for an hour';
COMMENT ON COLUMN pending_key.wrapped IS 'As in user_secret';

CREATE TABLE pending_token (
    token TEXT NOT NULL,
    person TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    kind TEXT NOT NULL,
    seed BYTEA NOT NULL,
    drift INTEGER NOT NULL,
    step BIGINT,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_pending_token PRIMARY KEY (token)
);
COMMENT ON TABLE pending_token IS 'Tokens given to a person that no signed change has put in force yet; they hold for an hour';
COMMENT ON COLUMN pending_token.seed IS 'As in token_secret';
COMMENT ON COLUMN pending_token.step IS 'Later of the two codes that confirmed it';

CREATE TABLE person_lock (
    person TEXT NOT NULL,
    until TIMESTAMP WITH TIME ZONE,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_person_lock PRIMARY KEY (person)
);
COMMENT ON TABLE person_lock IS 'Until when a person is locked out, NULL when the lock was lifted (projection)';

CREATE TABLE person_number (
    number INTEGER NOT NULL,
    request TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_person_number PRIMARY KEY (number)
);
COMMENT ON TABLE person_number IS 'Numbers of person ids that were given out; none is given again';

CREATE TABLE plant_item (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    body JSONB NOT NULL,
    changed BIGINT NOT NULL,
    CONSTRAINT pk_plant_item PRIMARY KEY (kind, id)
);
COMMENT ON TABLE plant_item IS 'Master data as last stated by PlantChanged';
COMMENT ON COLUMN plant_item.body IS 'The struct of core.plant of this kind';
COMMENT ON COLUMN plant_item.changed IS 'Log index of the record that changed it';
CREATE INDEX ix_plant_item_changed ON plant_item (changed);

CREATE TABLE quarantine (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    sha256 TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    hint TEXT NOT NULL,
    raw BYTEA NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_quarantine PRIMARY KEY (id),
    CONSTRAINT uq_quarantine_sha256 UNIQUE (sha256)
);
COMMENT ON TABLE quarantine IS 'Bytes that nobody registered signed';
COMMENT ON COLUMN quarantine.hint IS 'Record id as the bus named it; nothing verified it';

CREATE TABLE receipt (
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    owed BIGINT NOT NULL,
    published BIGINT NOT NULL,
    CONSTRAINT pk_receipt PRIMARY KEY (kiosk, epoch)
);
COMMENT ON TABLE receipt IS 'Outbox of receipts: one is owed while `owed` is above `published`';

CREATE TABLE receipt_line (
    seq BIGINT NOT NULL,
    lot TEXT NOT NULL,
    supplier TEXT NOT NULL,
    supplier_lot TEXT NOT NULL,
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    purchase_order TEXT DEFAULT '' NOT NULL,
    serial TEXT DEFAULT '' NOT NULL,
    CONSTRAINT pk_receipt_line PRIMARY KEY (seq, lot)
);
COMMENT ON COLUMN receipt_line.serial IS 'The container''s number in the supplier''s code';
CREATE INDEX ix_receipt_line_lot ON receipt_line (lot);
CREATE INDEX ix_receipt_line_purchase_order ON receipt_line (purchase_order);
CREATE INDEX ix_receipt_line_serial ON receipt_line (serial) WHERE serial != '';

CREATE TABLE recall_case (
    id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    state TEXT NOT NULL,
    mock BOOLEAN NOT NULL,
    recall_class TEXT NOT NULL,
    reason TEXT NOT NULL,
    began JSONB NOT NULL,
    lots INTEGER NOT NULL,
    opened TIMESTAMP WITH TIME ZONE NOT NULL,
    closed TIMESTAMP WITH TIME ZONE,
    effectiveness TEXT NOT NULL DEFAULT '',
    CONSTRAINT pk_recall_case PRIMARY KEY (id)
);

CREATE TABLE recall_customer (
    recall TEXT NOT NULL,
    customer TEXT NOT NULL,
    unit TEXT NOT NULL,
    shipped NUMERIC(18, 6) NOT NULL,
    returned NUMERIC(18, 6) NOT NULL,
    notified TIMESTAMP WITH TIME ZONE,
    how TEXT NOT NULL DEFAULT '',
    CONSTRAINT pk_recall_customer PRIMARY KEY (recall, customer, unit)
);

CREATE TABLE return_line (
    seq BIGINT NOT NULL,
    lot TEXT NOT NULL,
    origin TEXT NOT NULL,
    customer TEXT NOT NULL,
    channel TEXT NOT NULL,
    quantity NUMERIC(18, 6) NOT NULL,
    unit TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_return_line PRIMARY KEY (seq)
);
COMMENT ON COLUMN return_line.lot IS 'The lot that the returned goods were made';
COMMENT ON COLUMN return_line.origin IS 'The lot that had been shipped';
CREATE INDEX ix_return_line_origin ON return_line (origin);

CREATE TABLE record (
    seq BIGINT NOT NULL,
    rid TEXT,
    kiosk TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    kiosk_seq BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    envelope BYTEA NOT NULL,
    kind TEXT,
    batch TEXT,
    step TEXT,
    person TEXT,
    made_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    joined BOOLEAN NOT NULL,
    twin BOOLEAN NOT NULL,
    fault TEXT NOT NULL,
    CONSTRAINT pk_record PRIMARY KEY (seq)
);
COMMENT ON TABLE record IS 'Every authentic envelope';
COMMENT ON COLUMN record.seq IS 'Log index, gapless from 0';
COMMENT ON COLUMN record.rid IS 'Record id, or NULL where the act told none';
COMMENT ON COLUMN record.envelope IS 'The exact bytes that travelled';
COMMENT ON COLUMN record.joined IS 'False for the other side of a fork';
COMMENT ON COLUMN record.twin IS 'True when its record id was already taken';
CREATE INDEX ix_record_batch_seq ON record (batch, seq) WHERE batch IS NOT NULL;
CREATE UNIQUE INDEX uq_record_place ON record (kiosk, epoch, kiosk_seq) WHERE joined;
CREATE UNIQUE INDEX uq_record_rid ON record (rid) WHERE NOT twin;
CREATE UNIQUE INDEX uq_record_sha256 ON record (sha256);

CREATE TABLE record_flag (
    seq BIGINT NOT NULL,
    code TEXT NOT NULL,
    params JSONB NOT NULL,
    CONSTRAINT pk_record_flag PRIMARY KEY (seq, code)
);
COMMENT ON TABLE record_flag IS 'Why an accepted record is flagged: projection of RecordFlagged';

CREATE TABLE refused_count (
    person TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    kind TEXT NOT NULL,
    n INTEGER NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_refused_count PRIMARY KEY (person, kiosk, kind)
);
COMMENT ON TABLE refused_count IS 'Queue: refused attempts of a flood; one record states them together and takes the row out';

CREATE TABLE result (
    seq BIGINT NOT NULL,
    sample TEXT NOT NULL,
    test TEXT NOT NULL,
    value TEXT NOT NULL,
    unit TEXT NOT NULL,
    verdict TEXT NOT NULL,
    person TEXT,
    record TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_result PRIMARY KEY (seq)
);
CREATE INDEX ix_result_sample ON result (sample);

CREATE TABLE sample (
    id TEXT NOT NULL,
    batch TEXT,
    lot TEXT,
    step TEXT,
    specification TEXT NOT NULL,
    state TEXT NOT NULL,
    drawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
    seq BIGINT NOT NULL,
    containers TEXT DEFAULT '' NOT NULL,
    performed TEXT,
    version INTEGER DEFAULT '0' NOT NULL,
    CONSTRAINT pk_sample PRIMARY KEY (id)
);
COMMENT ON COLUMN sample.containers IS 'Those of a receipt it is drawn from';
COMMENT ON COLUMN sample.version IS 'Of the specification; 0 until drawn';
CREATE INDEX ix_sample_state ON sample (state);

CREATE TABLE seeds_key (
    what TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_seeds_key PRIMARY KEY (what)
);
COMMENT ON TABLE seeds_key IS 'Which key-encryption key the seeds are sealed by, by the beginning of its hash';

CREATE TABLE session (
    id TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    person TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    ended TEXT,
    CONSTRAINT pk_session PRIMARY KEY (id)
);
COMMENT ON TABLE session IS 'Sessions that a checked one-time code began (projection)';
COMMENT ON COLUMN session.ended IS 'Kind of the act that ended it, or NULL while it is open';
CREATE INDEX ix_session_open ON session (kiosk) WHERE ended IS NULL;

CREATE TABLE session_signed (
    session TEXT NOT NULL,
    person TEXT NOT NULL,
    CONSTRAINT pk_session_signed PRIMARY KEY (session, person)
);
COMMENT ON TABLE session_signed IS 'Who gave a signature with both components in a session (projection)';

CREATE TABLE shipment_line (
    seq BIGINT NOT NULL,
    lot TEXT NOT NULL,
    customer TEXT NOT NULL,
    quantity TEXT NOT NULL,
    unit TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    box TEXT NOT NULL DEFAULT '',
    CONSTRAINT pk_shipment_line PRIMARY KEY (seq, lot)
);
COMMENT ON COLUMN shipment_line.box IS 'Of a mixed box, which holds at most two lots';
CREATE INDEX ix_shipment_line_box ON shipment_line (box) WHERE box <> '';
CREATE INDEX ix_shipment_line_lot ON shipment_line (lot);

CREATE TABLE signature_use (
    record TEXT NOT NULL,
    seq BIGINT NOT NULL,
    CONSTRAINT pk_signature_use PRIMARY KEY (record)
);
COMMENT ON TABLE signature_use IS 'Which decision a signature was used by; it decides once (projection)';

CREATE TABLE stock (
    container TEXT NOT NULL,
    qty NUMERIC(18, 6) NOT NULL,
    CONSTRAINT pk_stock PRIMARY KEY (container),
    CONSTRAINT ck_stock_never_negative CHECK (qty >= 0)
)
 WITH (fillfactor = 50);
COMMENT ON TABLE stock IS 'Balance in the base unit of the material';

CREATE TABLE stock_count (
    record TEXT NOT NULL,
    seq BIGINT NOT NULL,
    container TEXT NOT NULL,
    lot TEXT NOT NULL,
    first TEXT,
    person TEXT NOT NULL,
    counted NUMERIC(18, 6) NOT NULL,
    booked NUMERIC(18, 6) NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_stock_count PRIMARY KEY (record)
);
CREATE INDEX ix_stock_count_open ON stock_count (container) WHERE state IN ('first', 'agreed');
COMMENT ON TABLE stock_count IS 'Blind counts: first, counted_again, agreed, differs, settled, adjusted, replaced, void';
COMMENT ON COLUMN stock_count.first IS 'Record of the first count, of a second one';
COMMENT ON COLUMN stock_count.booked IS 'Balance when it was counted';

CREATE TABLE stock_entry (
    request TEXT NOT NULL,
    place TEXT NOT NULL,
    delta NUMERIC(18, 6) NOT NULL,
    CONSTRAINT pk_stock_entry PRIMARY KEY (request, place)
);
CREATE INDEX ix_stock_entry_place ON stock_entry (place);

CREATE TABLE stock_move (
    request TEXT NOT NULL,
    seq BIGINT NOT NULL,
    origin TEXT NOT NULL,
    target TEXT NOT NULL,
    qty NUMERIC(18, 6) NOT NULL,
    CONSTRAINT pk_stock_move PRIMARY KEY (request),
    CONSTRAINT ck_stock_move_positive CHECK (qty > 0),
    CONSTRAINT ck_stock_move_moves CHECK (origin <> target)
);
CREATE INDEX ix_stock_move_stated_by ON stock_move (left(request, 36));
COMMENT ON TABLE stock_move IS 'Places: `container:<id>`, or virtual: supplier, batch, customer, sample, waste, adjustment, discrepancy';
COMMENT ON COLUMN stock_move.request IS 'Idempotency key: record id and number within it';

CREATE TABLE token_secret (
    token TEXT NOT NULL,
    person TEXT,
    kind TEXT NOT NULL,
    seed BYTEA NOT NULL,
    active BOOLEAN NOT NULL,
    until DATE,
    drift INTEGER NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_token_secret PRIMARY KEY (token)
);
COMMENT ON TABLE token_secret IS 'Tokens and their seeds; of no use without the key-encryption key';
COMMENT ON COLUMN token_secret.person IS 'Nobody yet for imported hardware';
COMMENT ON COLUMN token_secret.seed IS 'Sealed by the key-encryption key, which lies outside';
COMMENT ON COLUMN token_secret.until IS 'Last day of a temporary replacement';
COMMENT ON COLUMN token_secret.drift IS 'Time steps by which the token runs ahead';
CREATE INDEX ix_token_secret_person ON token_secret (person);

CREATE TABLE token_test (
    token TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_token_test PRIMARY KEY (token)
);
COMMENT ON TABLE token_test IS 'Passed tests that the person has not signed yet; they hold for an hour';

CREATE TABLE trail (
    seq BIGINT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    kiosk TEXT NOT NULL,
    kind TEXT NOT NULL,
    grp TEXT NOT NULL,
    person TEXT,
    batch TEXT,
    item TEXT,
    changed BOOLEAN NOT NULL,
    words TSVECTOR NOT NULL,
    CONSTRAINT pk_trail PRIMARY KEY (seq)
);
COMMENT ON TABLE trail IS 'Written with the record and never changed';
COMMENT ON COLUMN trail.seq IS 'Log index of the record';
COMMENT ON COLUMN trail.at IS 'When made, else when received';
COMMENT ON COLUMN trail.item IS 'What a change is about, so that the one before it is found';
COMMENT ON COLUMN trail.changed IS 'True for what has an old and a new value';
CREATE INDEX ix_trail_at_seq ON trail (at, seq);
CREATE INDEX ix_trail_batch_seq ON trail (batch, seq) WHERE batch IS NOT NULL;
CREATE INDEX ix_trail_changed ON trail (seq) WHERE changed;
CREATE INDEX ix_trail_grp_seq ON trail (grp, seq);
CREATE INDEX ix_trail_item_seq ON trail (item, seq) WHERE item IS NOT NULL;
CREATE INDEX ix_trail_kiosk_seq ON trail (kiosk, seq);
CREATE INDEX ix_trail_person_seq ON trail (person, seq) WHERE person IS NOT NULL;
CREATE INDEX ix_trail_sign_in ON trail (kiosk, seq) WHERE grp = 'sign_in';
CREATE INDEX ix_trail_words ON trail USING gin (words);

CREATE TABLE usage_line (
    of TEXT NOT NULL,
    thing TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    since TIMESTAMP WITH TIME ZONE NOT NULL,
    until TIMESTAMP WITH TIME ZONE NOT NULL,
    batch TEXT NOT NULL,
    body JSONB NOT NULL,
    CONSTRAINT pk_usage_line PRIMARY KEY (of, thing, seq, kind)
);
COMMENT ON TABLE usage_line IS 'The logbook of equipment and rooms: one row per use, cleaning, check, state; never typed';
COMMENT ON COLUMN usage_line.body IS 'core.usage.line.UsageLine';
COMMENT ON COLUMN usage_line.seq IS 'Log index of its first record';
CREATE INDEX ix_usage_line_of_thing_since ON usage_line (of, thing, since);

CREATE TABLE usage_standing (
    of TEXT NOT NULL,
    thing TEXT NOT NULL,
    body JSONB NOT NULL,
    changed BIGINT NOT NULL,
    CONSTRAINT pk_usage_standing PRIMARY KEY (of, thing)
);
COMMENT ON TABLE usage_standing IS 'How equipment and rooms stand by their logbooks, from their first cleaning by a form on';
COMMENT ON COLUMN usage_standing.body IS 'core.plant.Standing';
CREATE INDEX ix_usage_standing_changed ON usage_standing (changed);

CREATE TABLE user_secret (
    key TEXT NOT NULL,
    person TEXT NOT NULL,
    wrapped JSONB NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_user_secret PRIMARY KEY (key)
);
COMMENT ON TABLE user_secret IS 'User keys in force, wrapped; of no use without password and pepper';
COMMENT ON COLUMN user_secret.wrapped IS 'core.people.WrappedKey without the pepper share';
