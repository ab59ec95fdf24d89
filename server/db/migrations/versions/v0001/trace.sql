-- Breadth first over the genealogy, set by set: ids and their distance, attributes are fetched afterwards.
-- Ends on a cycle, because a lot is entered once; no depth limit. Given a most, it ends with the distance at which so
-- many were reached: the nearest are told, and `trace_count` counts all.
CREATE FUNCTION trace_lots(p_start bigint[], p_forward boolean, p_most integer DEFAULT NULL)
RETURNS TABLE (lot_id bigint, depth integer) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_level integer := 0;
    v_frontier bigint[] := p_start;
    v_seen bigint[] := p_start;
BEGIN
    RETURN QUERY SELECT unnest(p_start), 0;
    LOOP
        IF p_forward THEN
            v_frontier := ARRAY(
                SELECT e.child FROM lot_edge e WHERE e.parent = ANY (v_frontier) EXCEPT SELECT unnest(v_seen));
        ELSE
            v_frontier := ARRAY(
                SELECT e.parent FROM lot_edge e WHERE e.child = ANY (v_frontier) EXCEPT SELECT unnest(v_seen));
        END IF;
        EXIT WHEN cardinality(v_frontier) = 0;
        v_level := v_level + 1;
        v_seen := v_seen || v_frontier;
        RETURN QUERY SELECT unnest(v_frontier), v_level;
        EXIT WHEN cardinality(v_seen) >= p_most;
    END LOOP;
END $$;

-- The size of the set that `trace_lots` gives; without distances it is one set-based statement.
CREATE FUNCTION trace_count(p_start bigint[], p_forward boolean) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF p_forward THEN
        RETURN (WITH RECURSIVE reached (id) AS (
            SELECT unnest(p_start) UNION SELECT e.child FROM lot_edge e JOIN reached ON e.parent = reached.id
        ) SELECT count(*) FROM reached);
    END IF;
    RETURN (WITH RECURSIVE reached (id) AS (
        SELECT unnest(p_start) UNION SELECT e.parent FROM lot_edge e JOIN reached ON e.child = reached.id
    ) SELECT count(*) FROM reached);
END $$;
