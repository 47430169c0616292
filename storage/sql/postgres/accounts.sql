-- name: operator_lock^
-- Whoever wants the operator's account takes turns until the transaction ends: the first makes it, and the others find it.
SELECT pg_advisory_xact_lock(hashtextextended('bitework:operator', 0));
