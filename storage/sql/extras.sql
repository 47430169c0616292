-- name: extras_day_last^
-- The last day whose transfers were, or are, looked through.
SELECT date, after_id, through_id, done_ms FROM extras_day ORDER BY date DESC LIMIT 1;

-- name: extras_day_add!
-- A day is looked through, from behind one transfer up to another.
INSERT INTO extras_day (date, after_id, through_id) VALUES (:date, :after_id, :through_id)
ON CONFLICT (date) DO NOTHING;

-- name: extras_day_done!
-- All that a day brought is counted.
UPDATE extras_day SET done_ms = :now_ms WHERE date = :date AND done_ms IS NULL;

-- name: extras_transfer^
-- The first transfer from an id on.
SELECT id, created_ms FROM transfer WHERE id >= :from_id ORDER BY id LIMIT 1;

-- name: extras_earned
-- Answers that were paid by some transfers and are accepted still, and what was decided about their rows.
SELECT s.project_id, s.account_id, s.reward_minor, s.answers, k.result
  FROM transfer t
  JOIN submission s ON s.id = CAST(t.ref AS BIGINT)
  JOIN task k ON k.id = s.task_id
 WHERE t.id > :after_id AND t.id <= :through_id AND t.kind = 'earned' AND s.state = 'accepted';

-- name: extras_others
-- What else some transfers took out of holds, or brought back into them: neither pay of answers nor extras.
SELECT debit, credit, amount_minor FROM transfer
 WHERE id > :after_id AND id <= :through_id
   AND kind NOT IN ('earned', 'undone', 'hold', 'hold_return', 'bonus', 'topup', 'fee', 'screened')
   AND (substr(debit, 1, 8) = 'project:' OR substr(credit, 1, 8) = 'project:');

-- name: extras_terms^
-- What a project's extras are counted by: up to when they are, the reward, the fee, the floor, the usual time.
SELECT extras_date, reward_minor, currency, fee_points, floor_minor, pace_ms, definition
  FROM project WHERE id = :project_id;

-- name: extras_lock$
-- Up to which day a project's extras are counted, its row locked where a database has row locks.
SELECT COALESCE(extras_date, '') FROM project WHERE id = :project_id;

-- name: extra_add!
-- A bonus or a top-up of one person for a day; once.
INSERT INTO extra (kind, ref, account_id, project_id, date, amount_minor, currency)
VALUES (:kind, :ref, :account_id, :project_id, :date, :amount_minor, :currency)
ON CONFLICT (kind, ref) DO NOTHING;

-- name: extra_give$
-- What the house gives somebody; nothing comes back where it was given before.
INSERT INTO extra (kind, ref, account_id, date, amount_minor, currency, booked_ms)
VALUES (:kind, :ref, :account_id, :date, :amount_minor, :currency, :now_ms)
ON CONFLICT (kind, ref) DO NOTHING
RETURNING id;

-- name: extras_count!
-- A day of a project is counted, once: what its answers were paid, and what is owed besides.
UPDATE project
   SET extras_date = :date, covered_minor = covered_minor + :covered_minor,
       extras_minor = extras_minor + :fee_minor,
       bonus_minor = bonus_minor + COALESCE((SELECT SUM(e.amount_minor) FROM extra e
              WHERE e.project_id = :project_id AND e.booked_ms IS NULL AND e.date = :date AND e.kind = 'bonus'), 0),
       topup_minor = topup_minor + COALESCE((SELECT SUM(e.amount_minor) FROM extra e
              WHERE e.project_id = :project_id AND e.booked_ms IS NULL AND e.date = :date AND e.kind = 'topup'), 0)
 WHERE id = :project_id AND (extras_date IS NULL OR extras_date < :date);

-- name: extras_owing
-- Projects that owe somebody a bonus or a top-up.
SELECT id FROM project WHERE bonus_minor > 0 OR topup_minor > 0 ORDER BY id;

-- name: extras_owed
-- The next extras of a kind that a project owes, the oldest first.
SELECT e.id, e.ref, e.account_id, e.amount_minor
  FROM extra e JOIN project p ON p.id = e.project_id
 WHERE e.project_id = :project_id AND e.booked_ms IS NULL AND e.kind = :kind AND e.date <= p.extras_date
 ORDER BY e.id LIMIT :most;

-- name: extra_booked!
-- An extra is paid.
UPDATE extra SET booked_ms = :now_ms WHERE id = :extra_id AND booked_ms IS NULL;

-- name: extras_paid_bonus!
-- Bonuses have left a project's hold.
UPDATE project SET bonus_minor = bonus_minor - :amount_minor, extras_minor = extras_minor + :amount_minor
 WHERE id = :project_id;

-- name: extras_paid_topup!
-- Top-ups leave a project's hold, where it is still as it was seen.
UPDATE project
   SET topup_minor = topup_minor - :amount_minor, topped_minor = topped_minor + :amount_minor,
       extras_minor = extras_minor + :amount_minor
 WHERE id = :project_id AND state = :seen_state AND horizon = :seen_horizon AND opened_ms = :seen_opened_ms
   AND extras_minor = :seen_extras_minor AND topup_minor >= :amount_minor;

-- name: extras_short!
-- A project can't pay what is missing to the floor: told once for each day.
UPDATE project SET short_date = extras_date
 WHERE id = :project_id AND topup_minor > 0 AND (short_date IS NULL OR short_date < extras_date);

-- name: extras_of_day
-- What somebody got on top for a day.
SELECT e.kind, e.project_id, e.amount_minor, e.currency
  FROM extra e WHERE e.account_id = :account_id AND e.date = :date AND e.booked_ms IS NOT NULL
 ORDER BY e.id;

-- name: extras_recent
-- What somebody got on top last, the newest first.
SELECT e.date, e.kind, p.title, e.amount_minor, e.currency
  FROM extra e LEFT JOIN project p ON p.id = e.project_id
 WHERE e.account_id = :account_id AND e.booked_ms IS NOT NULL
 ORDER BY e.date DESC, e.id DESC LIMIT :most;

-- name: extras_streaks
-- People with many days in a row, behind an account.
SELECT id, time_zone, streak_days, streak_date FROM account
 WHERE id > :after_id AND state = 'active' AND streak_days >= :days AND streak_date IS NOT NULL
 ORDER BY id LIMIT :most;

-- name: extra_exists$
-- Whether the house gave this before.
SELECT 1 FROM extra WHERE kind = :kind AND ref = :ref LIMIT 1;

-- name: extras_parts
-- The accounts that became part of one.
SELECT id FROM account WHERE merged_into = :account_id ORDER BY id;

-- name: extras_stayed
-- People who were invited and stayed, and who invited them, both at work here and never one person: so many
-- accepted answers on so many days, and nothing was given for them yet.
SELECT i.account_id, i.inviter_id
  FROM invitation i
  JOIN account a ON a.id = i.account_id AND a.state = 'active'
  JOIN account b ON b.id = i.inviter_id AND b.state = 'active'
  JOIN (SELECT account_id, SUM(tasks) AS tasks, COUNT(*) AS days
          FROM (SELECT account_id, tasks FROM tally WHERE tasks > 0
                UNION ALL
                SELECT id, today_tasks FROM account WHERE today_tasks > 0) AS each_day
         GROUP BY account_id
        HAVING SUM(tasks) >= :tasks AND COUNT(*) >= :days) AS done ON done.account_id = i.account_id
 WHERE i.account_id > :after_id AND a.id <> b.id
   AND (a.kin IS NULL OR b.kin IS NULL OR a.kin <> b.kin)
   AND NOT EXISTS (SELECT 1 FROM extra e
                    WHERE e.kind = 'referral' AND e.ref = CAST(i.account_id AS TEXT))
 ORDER BY i.account_id LIMIT :most;

-- name: extras_admins
-- Admins who can be told something.
SELECT id FROM account WHERE role = 'admin' AND state = 'active' ORDER BY id;

-- name: extras_inviter$
-- Who invited somebody.
SELECT inviter_id FROM invitation WHERE account_id = :account_id;
