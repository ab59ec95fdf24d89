-- Post one move. A place is 'container:<id>', whose balance is kept and never negative, or virtual, with entries only.
-- A request that was posted before changes nothing and gives 0. Balance rows are locked in the order of their keys.
-- Strict: a short balance refuses the move. Otherwise what is missing is booked against 'discrepancy'; it is given back.
CREATE FUNCTION post_move(p_request text, p_seq bigint, p_origin text, p_target text, p_qty numeric, p_strict boolean)
RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    v_origin text := CASE WHEN p_origin LIKE 'container:%' THEN substr(p_origin, 11) END;
    v_target text := CASE WHEN p_target LIKE 'container:%' THEN substr(p_target, 11) END;
    v_have numeric;
    v_missing numeric := 0;
BEGIN
    INSERT INTO stock_move (request, seq, origin, target, qty) VALUES (p_request, p_seq, p_origin, p_target, p_qty)
    ON CONFLICT (request) DO NOTHING;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    IF v_target IS NOT NULL THEN
        INSERT INTO stock (container, qty) VALUES (v_target, 0) ON CONFLICT (container) DO NOTHING;
        IF v_origin IS NOT NULL THEN
            PERFORM 1 FROM stock WHERE container IN (v_origin, v_target) ORDER BY container FOR UPDATE;
        END IF;
    END IF;
    IF v_origin IS NOT NULL THEN
        SELECT qty INTO v_have FROM stock WHERE container = v_origin FOR UPDATE;
        v_missing := greatest(p_qty - coalesce(v_have, 0), 0);
        IF v_missing > 0 AND p_strict THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'stock is short', DETAIL = v_missing::text;
        END IF;
        UPDATE stock SET qty = qty - (p_qty - v_missing) WHERE container = v_origin;
    END IF;
    IF v_target IS NOT NULL THEN
        UPDATE stock SET qty = qty + p_qty WHERE container = v_target;
    END IF;
    INSERT INTO stock_entry (request, place, delta)
    SELECT p_request, place, delta
    FROM (VALUES (p_origin, v_missing - p_qty), ('discrepancy', -v_missing), (p_target, p_qty)) AS e (place, delta)
    WHERE delta <> 0;
    RETURN v_missing;
END $$;

CREATE FUNCTION move_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(delta) FROM stock_entry WHERE request = NEW.request) <> 0 THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = format('move %s does not balance', NEW.request);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balances AFTER INSERT ON stock_entry DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION move_balances();
