-- name: summary_any_due$
-- Whether anybody's morning has come.
SELECT 1 FROM account WHERE summary_next_ms <= :now_ms LIMIT 1;

-- name: summary_due
-- People whose morning has come, locked where a database has row locks.
SELECT id, summary_date FROM account
 WHERE summary_next_ms <= :now_ms ORDER BY summary_next_ms LIMIT :most;

-- name: summary_done!
-- A person's morning is over: when the next one is, and which day had the last.
UPDATE account SET summary_next_ms = :next_ms, summary_date = :date WHERE id = :account_id;

-- name: summary_credited$
-- What payout runs credited to a person since a moment; :suffix is a colon and the account's id.
SELECT CAST(COALESCE(SUM(t.amount_minor), 0) AS BIGINT)
  FROM payout_run r
  JOIN transfer t ON t.kind = 'payout_run' AND t.ref = CAST(r.id AS TEXT) || :suffix
 WHERE r.created_ms >= :since_ms;
