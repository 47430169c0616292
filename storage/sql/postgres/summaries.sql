-- name: summary_due
-- People whose morning has come, locked where a database has row locks.
SELECT id, summary_date FROM account
 WHERE summary_next_ms <= :now_ms ORDER BY summary_next_ms LIMIT :most
 FOR NO KEY UPDATE SKIP LOCKED;

-- name: weekly_due
-- People whose week is to be summed up, locked where a database has row locks.
SELECT id, weekly_date FROM account
 WHERE weekly_next_ms <= :now_ms ORDER BY weekly_next_ms LIMIT :most
 FOR NO KEY UPDATE SKIP LOCKED;

-- name: digest_due
-- People whose digest has come, locked where a database has row locks.
SELECT id, digest_date FROM account
 WHERE digest_next_ms <= :now_ms ORDER BY digest_next_ms LIMIT :most
 FOR NO KEY UPDATE SKIP LOCKED;
