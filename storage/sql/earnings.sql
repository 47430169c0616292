-- name: earnings_days
-- A person's local days from one to another, the latest included, in order.
SELECT date, tasks, earned_minor, worked_ms FROM tally
 WHERE account_id = :account_id AND date >= :first AND date <= :last
UNION ALL
SELECT today_date, today_tasks, today_minor, today_worked_ms FROM account
 WHERE id = :account_id AND today_date >= :first AND today_date <= :last
 ORDER BY 1;

-- name: earnings_extras
-- What a person got beside the pay of answers between two moments: bonuses, top-ups, the pay for
-- looking at appeals, grants. What was theirs before (a hold that returns) is none of it.
SELECT created_ms, amount_minor FROM transfer
 WHERE credit IN (:pending, :available) AND currency = :currency
   AND created_ms >= :from_ms AND created_ms < :until_ms
   AND kind <> 'earned' AND kind <> 'hold_return'
   AND (debit IN ('house:bonuses', 'house:appeals') OR debit LIKE 'project:%' OR kind = 'grant')
 ORDER BY id;

-- name: earnings_payouts
-- What has reached a person between two moments, in order.
SELECT ended_ms, rail, amount_minor, currency, out_minor, out_currency FROM payout
 WHERE account_id = :account_id AND state = 'settled'
   AND ended_ms >= :from_ms AND ended_ms < :until_ms
 ORDER BY ended_ms, id;

-- name: earnings_answers
-- A person's accepted answers between two moments, the newest first: when, the kind of work, the
-- pay, the time. A task that lay in a pocket took no longer than its limit.
SELECT s.created_ms, p.kind, s.reward_minor,
       CASE WHEN s.taken_ms < p.time_limit_ms THEN s.taken_ms ELSE p.time_limit_ms END
  FROM (SELECT id, project_id, created_ms, reward_minor, taken_ms FROM submission
         WHERE account_id = :account_id AND state = 'accepted'
           AND created_ms >= :from_ms AND created_ms < :until_ms
         ORDER BY id DESC LIMIT :most) AS s
  JOIN project p ON p.id = s.project_id
 ORDER BY s.id DESC;
