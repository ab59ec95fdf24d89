-- The service reads and inserts; it changes projections, heads and queues, and takes rows only from the queue of gaps.
-- Where the role is missing it is made without a password: an administrator gives it one, or a private socket needs none.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'countersign_service') THEN
        CREATE ROLE countersign_service LOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;  -- another database of this server made it at the same moment
END $$;
GRANT USAGE ON SCHEMA public TO countersign_service;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO countersign_service;
GRANT UPDATE ON log_head, kiosk_head, receipt, code_use, refused_count, user_secret, token_secret, pending_key, pending_token, token_test,
    plant_item, equipment, lot, container, stock, stock_count, recall_case, recall_customer,
    batch, logbook_round, lease, batch_case, sample, session, person_lock, usage_line, usage_standing TO countersign_service;
GRANT DELETE ON inbox_pending, attached_part, refused_count, pending_key, pending_token, token_test TO countersign_service;
