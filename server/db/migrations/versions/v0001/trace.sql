-- Breadth first over the genealogy, set by set: ids and their distance, attributes are fetched afterwards.
-- Ends on a cycle, because a lot is entered once; no depth limit.
CREATE FUNCTION trace_lots(p_start bigint[], p_forward boolean)
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
    END LOOP;
END $$;
