-- name: house_projects
-- Projects that are at work, were lately, or have something waiting; of one owner, or (0) of all.
SELECT p.id, p.accept_after_ms, p.accept, p.opened_ms, p.closed_ms,
       (SELECT count(*) FROM submission s WHERE s.project_id = p.id AND s.state = 'pending'),
       (SELECT min(s.created_ms) FROM submission s WHERE s.project_id = p.id AND s.state = 'pending'),
       (SELECT count(*) FROM appeal a WHERE a.project_id = p.id AND a.state = 'open')
  FROM project p
 WHERE (:owner_id = 0 OR p.owner_id = :owner_id)
   AND (p.state IN ('open', 'paused', 'spent')
        OR p.id IN (SELECT project_id FROM submission WHERE state = 'pending')
        OR p.id IN (SELECT project_id FROM appeal WHERE state = 'open'))
 ORDER BY p.id DESC LIMIT :most;

-- name: house_runs$
-- Whether somebody has a project that is not over.
SELECT 1 FROM project WHERE owner_id = :owner_id AND state IN ('open', 'paused', 'spent') LIMIT 1;

-- name: house_submission_from^
-- The first answer from a number on, and when it was given.
SELECT id, created_ms FROM submission WHERE id >= :from_id ORDER BY id LIMIT 1;

-- name: house_submission_newest$
-- The newest answer.
SELECT max(id) FROM submission;

-- name: house_answers
-- Answers of each project between two moments, from the answer with which the first begins, and
-- what those that were accepted at once cost.
SELECT project_id, count(*),
       CAST(COALESCE(SUM(CASE WHEN state = 'accepted' AND settled_ms IS NULL THEN reward_minor END), 0)
            AS BIGINT)
  FROM submission
 WHERE id >= :from_id AND created_ms >= :from_ms AND created_ms < :until_ms AND state <> 'undone'
 GROUP BY project_id;

-- name: house_settled$
-- What answers to a project cost that somebody, or time, accepted between two moments.
SELECT CAST(COALESCE(SUM(reward_minor), 0) AS BIGINT) FROM submission
 WHERE project_id = :project_id AND settled_ms IS NOT NULL AND settled_ms >= :from_ms
   AND settled_ms < :until_ms AND state = 'accepted';

-- name: house_extras$
-- What a project paid beside its answers between two moments: bonuses, top-ups, fees.
SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM transfer
 WHERE debit = :hold AND kind <> 'earned' AND kind <> 'hold_return' AND created_ms >= :from_ms
   AND created_ms < :until_ms;

-- name: house_day^
-- What people did on a date of their own clocks: how many they were, tasks, pay.
SELECT count(*), CAST(COALESCE(SUM(tasks), 0) AS BIGINT), CAST(COALESCE(SUM(minor), 0) AS BIGINT)
  FROM (SELECT tasks, earned_minor AS minor FROM tally WHERE date = :date AND tasks > 0
        UNION ALL
        SELECT today_tasks, today_minor FROM account WHERE today_date = :date AND today_tasks > 0) AS day;

-- name: house_payouts_open
-- Payouts that are under way, by state: how many, how much.
SELECT state, count(*), CAST(SUM(amount_minor) AS BIGINT)
  FROM payout WHERE state IN ('approved', 'sent', 'unknown') GROUP BY state
UNION ALL
SELECT state, count(*), CAST(SUM(amount_minor) AS BIGINT)
  FROM payout WHERE state = 'requested' GROUP BY state
 ORDER BY 1;

-- name: house_payouts_ended
-- Payouts that came to an end between two moments, by state, of those asked for since a third.
SELECT state, count(*), CAST(SUM(amount_minor) AS BIGINT) FROM payout
 WHERE created_ms >= :since_ms AND state IN ('settled', 'returned')
   AND ended_ms >= :from_ms AND ended_ms < :until_ms
 GROUP BY state ORDER BY state;

-- name: house_stuck^
-- Payouts of which nobody knows, or that are on their way, or wait for an admin, since before a moment (those that
-- are to wait are not); and rewards that were ordered before it and not handed over.
SELECT (SELECT count(*) FROM payout
         WHERE state IN ('approved', 'sent', 'unknown')
           AND (state = 'unknown' OR COALESCE(sent_ms, created_ms) < :before_ms)
           AND NOT (state = 'approved' AND attempts = 0 AND next_ms > :now_ms))
     + (SELECT count(*) FROM payout WHERE state = 'requested' AND created_ms < :before_ms),
       (SELECT count(*) FROM reward_order WHERE state = 'ordered' AND created_ms < :before_ms);

-- name: house_put_off
-- Why payouts could not be sent yet, the words of their rails: for how many each.
SELECT rail, reason, count(*) FROM payout
 WHERE state IN ('approved', 'sent') AND attempts > 0 AND reason IS NOT NULL AND reason <> :but
 GROUP BY rail, reason ORDER BY 3 DESC, rail, reason LIMIT :most;

-- name: house_dead_notices$
-- Messages of the last days that could not be sent.
SELECT count(*) FROM notice WHERE state = 'dead' AND created_ms >= :since_ms;

-- name: house_balances
-- What the house's own accounts stand at, as far as they are folded.
SELECT name, currency, amount_minor FROM balance
 WHERE name >= 'house:' AND name < 'house;' AND amount_minor <> 0 ORDER BY name, currency;
