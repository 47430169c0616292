-- name: operator_lock^
-- Whoever wants the operator's account takes turns, where a database has several writers; else there is nothing to do.
SELECT 1 WHERE 1 = 0;
