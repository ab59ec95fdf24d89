-- Insert-only: rows of evidence are never changed, not even by the owner of the tables.
CREATE FUNCTION deny_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'insufficient_privilege',
        MESSAGE = format('%s is insert-only: %s refused', TG_TABLE_NAME, TG_OP);
END $$;

-- Projections may be emptied by their owner while they are rebuilt from the records, and at no other time.
CREATE FUNCTION deny_change_unless_rebuilding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('countersign.rebuilding', true), '') <> 'on' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = format('%s is insert-only: %s refused', TG_TABLE_NAME, TG_OP);
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['record', 'trail', 'quarantine', 'log_node', 'checkpoint', 'cosignature', 'checkpoint_stamp', 'answer',
                                'confirmation', 'attached_file', 'code_book', 'key_handover', 'offline_code']
    LOOP
        EXECUTE format('CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION deny_change()', name);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I EXECUTE FUNCTION deny_change()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER insert_only', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_emptied', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['stock_move', 'stock_entry', 'lot_edge', 'lot_status_event', 'shipment_line',
                                'receipt_line', 'return_line', 'result', 'confirmation_use', 'session_signed', 'alarm_acknowledged',
                                'record_flag', 'alarm']
    LOOP
        EXECUTE format('CREATE TRIGGER insert_only BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION deny_change()', name);
        EXECUTE format('CREATE TRIGGER never_emptied BEFORE TRUNCATE ON %I EXECUTE FUNCTION deny_change_unless_rebuilding()', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER insert_only', name);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER never_emptied', name);
    END LOOP;
END $$;

ALTER TABLE record ALTER COLUMN envelope SET STORAGE EXTERNAL;
ALTER TABLE attached_file ALTER COLUMN data SET STORAGE EXTERNAL;
INSERT INTO log_head (id, size) VALUES (1, 0);
