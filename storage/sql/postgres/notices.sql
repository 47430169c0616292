-- name: notice_claim
-- Takes the oldest waiting messages for a while, past those that another process is taking.
UPDATE notice SET state = 'leased', attempts = attempts + 1, lease_ms = :lease_ms, next_ms = :lease_ms
 WHERE id IN (SELECT id FROM notice
               WHERE state IN ('queued', 'leased') AND next_ms <= :now_ms
               ORDER BY next_ms, id LIMIT :most
               FOR UPDATE SKIP LOCKED)
RETURNING id, account_id, kind, params, attempts, created_ms;
