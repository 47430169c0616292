-- name: push_due
-- People for whom it may be time for a task, who waited longest first.
SELECT id, push_next_ms, push_interval_ms FROM account
 WHERE push_on = 1 AND push_next_ms <= :now_ms ORDER BY push_next_ms LIMIT :most
 FOR NO KEY UPDATE SKIP LOCKED;
