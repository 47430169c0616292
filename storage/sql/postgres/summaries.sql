-- name: summary_due
-- People whose morning has come, locked where a database has row locks.
SELECT id, summary_date FROM account
 WHERE summary_next_ms <= :now_ms ORDER BY summary_next_ms LIMIT :most
 FOR NO KEY UPDATE SKIP LOCKED;
