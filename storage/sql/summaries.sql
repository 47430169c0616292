-- name: summary_any_due$
-- Whether anybody's morning has come.
SELECT 1 FROM account WHERE summary_next_ms <= :now_ms
UNION ALL
SELECT 1 FROM account WHERE weekly_next_ms <= :now_ms
 LIMIT 1;

-- name: summary_due_count$
-- How many people's mornings have come, of a day or a week.
SELECT (SELECT count(*) FROM account WHERE summary_next_ms <= :now_ms)
     + (SELECT count(*) FROM account WHERE weekly_next_ms <= :now_ms);

-- name: summary_due
-- People whose morning has come, locked where a database has row locks.
SELECT id, summary_date FROM account
 WHERE summary_next_ms <= :now_ms ORDER BY summary_next_ms LIMIT :most;

-- name: summary_done!
-- A person's morning is over: when the next one is, and which day had the last.
UPDATE account SET summary_next_ms = :next_ms, summary_date = :date WHERE id = :account_id;

-- name: weekly_due
-- People whose week is to be summed up, locked where a database has row locks.
SELECT id, weekly_date FROM account
 WHERE weekly_next_ms <= :now_ms ORDER BY weekly_next_ms LIMIT :most;

-- name: weekly_done!
-- A person's week is summed up: when the next one is, and which Monday had the last.
UPDATE account SET weekly_next_ms = :next_ms, weekly_date = :date WHERE id = :account_id;

-- name: digest_due
-- People whose digest has come, locked where a database has row locks.
SELECT id, digest_date FROM account
 WHERE digest_next_ms <= :now_ms ORDER BY digest_next_ms LIMIT :most;

-- name: digest_done!
-- A person's digest is over: when the next one is, and which day had the last.
UPDATE account SET digest_next_ms = :next_ms, digest_date = :date WHERE id = :account_id;

-- name: summary_credited$
-- What payout runs credited to a person since a moment; :suffix is a colon and the account's id.
SELECT CAST(COALESCE(SUM(t.amount_minor), 0) AS BIGINT)
  FROM payout_run r
  JOIN transfer t ON t.kind = 'payout_run' AND t.ref = CAST(r.id AS TEXT) || :suffix
 WHERE r.created_ms >= :since_ms;

-- name: mornings_choose!
-- Which messages a person gets in the morning: each with the moment of the next, or none.
UPDATE account SET summary_next_ms = :summary_next_ms, weekly_next_ms = :weekly_next_ms
 WHERE id = :account_id;

-- name: mornings_move!
-- A person's mornings are at another time from now on; what they don't get stays that way.
UPDATE account
   SET summary_next_ms = CASE WHEN summary_next_ms IS NULL THEN NULL ELSE :summary_next_ms END,
       weekly_next_ms = CASE WHEN weekly_next_ms IS NULL THEN NULL ELSE :weekly_next_ms END,
       digest_next_ms = CASE WHEN digest_next_ms IS NULL THEN NULL ELSE :digest_next_ms END
 WHERE id = :account_id;

-- name: mornings_chosen^
-- Which messages a person gets in the morning.
SELECT CASE WHEN summary_next_ms IS NULL THEN 0 ELSE 1 END,
       CASE WHEN weekly_next_ms IS NULL THEN 0 ELSE 1 END, digest_on
  FROM account WHERE id = :account_id;

-- name: digest_choose!
-- Whether a person gets a digest of their projects; the job finds out when the next one is.
UPDATE account SET digest_on = :on, digest_next_ms = CASE WHEN :on > CAST(0 AS BIGINT) THEN 0 END
 WHERE id = :account_id;

-- name: digest_enlist!
-- Owners of projects at work, and admins who just became one, get a digest from now on.
UPDATE account SET digest_next_ms = 0
 WHERE digest_next_ms IS NULL AND digest_on = 1 AND handle IS NULL AND state = 'active'
   AND id IN (SELECT owner_id FROM project WHERE state IN ('open', 'paused', 'spent'));

-- name: digest_enlist_wanted$
-- Whether anybody is to be enlisted; it keeps an idle job from writing.
SELECT 1 FROM project p JOIN account a ON a.id = p.owner_id
 WHERE p.state IN ('open', 'paused', 'spent') AND a.digest_next_ms IS NULL AND a.digest_on = 1
   AND a.handle IS NULL AND a.state = 'active'
 LIMIT 1;

-- name: account_set_goal!
-- What a person wants to do each day.
UPDATE account SET goal = :goal, goal_most = :most WHERE id = :account_id;
