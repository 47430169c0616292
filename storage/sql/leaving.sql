-- name: forget_account!
-- A person leaves: the row stays for the sake of what was answered and booked, without the person.
UPDATE account SET state = 'deleted', state_reason = NULL, name = '', handle = NULL,
       locale = 'en', time_zone = 'UTC', consent_ms = NULL, push_on = 0, push_daily = 0,
       push_next_ms = NULL, summary_next_ms = NULL, summary_date = NULL, role = 'worker',
       streak_days = 0, streak_date = NULL, today_date = NULL, today_tasks = 0, today_minor = 0, today_points = 0,
       today_worked_ms = 0, goal = NULL, goal_most = 0, weekly_next_ms = NULL, weekly_date = NULL,
       digest_on = 1, digest_next_ms = NULL, digest_date = NULL, languages = NULL, country = NULL, age_group = NULL
 WHERE id = :account_id;

-- name: forget_attempts!
-- Removes the tests of somebody who leaves.
DELETE FROM qualification_attempt WHERE account_id = :account_id;

-- name: forget_held!
-- Removes the qualifications that somebody who leaves has.
DELETE FROM qualification_held WHERE account_id = :account_id;

-- name: forget_sessions!
-- Removes what the chats of somebody who leaves are in the middle of.
DELETE FROM session
 WHERE identity_id IN (SELECT id FROM identity WHERE account_id = :account_id);

-- name: forget_identities!
-- Removes the platforms' ids of somebody who leaves.
DELETE FROM identity WHERE account_id = :account_id;

-- name: forget_tally!
-- Removes the days of somebody who leaves.
DELETE FROM tally WHERE account_id = :account_id;

-- name: forget_position!
-- Removes how far somebody who leaves had come.
DELETE FROM position WHERE account_id = :account_id;

-- name: projects_running$
-- How many projects of an account are running.
SELECT count(*) FROM project
 WHERE owner_id = :account_id AND state IN ('open', 'paused');

-- name: projects_settling$
-- How many answers to projects of an account are in somebody's hands, wait to be accepted, or may be appealed for.
SELECT (SELECT count(*) FROM project p JOIN submission u ON u.project_id = p.id
         WHERE p.owner_id = :account_id AND u.state = 'pending')
     + (SELECT count(*) FROM project p JOIN submission u ON u.project_id = p.id
         WHERE p.owner_id = :account_id AND u.appeal_until_ms IS NOT NULL)
     + (SELECT count(*) FROM project p JOIN assignment s ON s.project_id = p.id
         WHERE p.owner_id = :account_id AND s.state = 'active')
     + (SELECT count(*) FROM project p JOIN assignment s ON s.project_id = p.id
         WHERE p.owner_id = :account_id AND s.state = 'revise')
     + (SELECT count(*) FROM project p
         WHERE p.owner_id = :account_id AND p.state IN ('finished', 'spent', 'closed')
           AND (p.unit_minor > p.reward_minor OR p.floor_minor > 0)
           AND COALESCE((SELECT b.amount_minor FROM balance b
                          WHERE b.name = 'project:' || p.id || ':hold' AND b.currency = p.currency), 0)
             + COALESCE((SELECT SUM(CASE WHEN f.credit = 'project:' || p.id || ':hold'
                                         THEN f.amount_minor ELSE -f.amount_minor END)
                           FROM transfer f
                          WHERE f.id > COALESCE((SELECT through_id FROM fold WHERE name = 'ledger'), 0)
                            AND (f.debit = 'project:' || p.id || ':hold'
                              OR f.credit = 'project:' || p.id || ':hold')), 0) > 0);

-- name: leaving_balances
-- What a person would give up: balances by their names, in every currency.
SELECT name, currency, amount_minor FROM balance
 WHERE name IN (:pending, :available) AND amount_minor > 0 ORDER BY name, currency;

-- name: leaving_answers$
-- How many answers a person has given.
SELECT count(*) FROM submission WHERE account_id = :account_id;

-- name: forget_membership!
-- Removes somebody who leaves from the groups they were seen in.
DELETE FROM membership WHERE account_id = :account_id;

-- name: forget_invitations!
-- Removes by whom somebody who leaves was invited, and whom they invited.
DELETE FROM invitation WHERE account_id = :account_id OR inviter_id = :account_id;
