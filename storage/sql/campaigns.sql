-- name: campaign_insert$
-- A new project, as its requester wrote it.
INSERT INTO project (owner_id, title, kind, state, definition, reward_minor, unit_minor, currency, time_limit_ms,
                     answers_least, answers_most, respondents, budget_minor, accept, accept_after_ms, level, created_ms)
VALUES (:owner_id, :title, :kind, 'draft', :definition, :reward_minor, :unit_minor, :currency, :time_limit_ms,
        :answers_least, :answers_most, :respondents, :budget_minor, :accept, :accept_after_ms, :level, :now_ms)
RETURNING id;

-- name: campaign_redefine!
-- A draft into which no rows were brought becomes another project.
UPDATE project SET title = :title, kind = :kind, definition = :definition, reward_minor = :reward_minor,
       unit_minor = :unit_minor, currency = :currency, time_limit_ms = :time_limit_ms, answers_least = :answers_least,
       answers_most = :answers_most, respondents = :respondents, budget_minor = :budget_minor, accept = :accept,
       accept_after_ms = :accept_after_ms, level = :level
 WHERE id = :project_id AND state = 'draft' AND places = 0
   AND NOT EXISTS (SELECT 1 FROM batch WHERE project_id = :project_id);

-- name: campaign_budget!
-- A project has another budget.
UPDATE project SET budget_minor = :budget_minor, definition = :definition WHERE id = :project_id;

-- name: campaign_find^
-- A project's own columns.
SELECT id, owner_id, title, kind, state, reward_minor, currency, answers_least, answers_most, budget_minor,
       accept, places, horizon, created_ms, opened_ms, closed_ms, unit_minor, fee_points, pace_ms, respondents, has_gold
  FROM project WHERE id = :project_id;

-- name: campaign_owner$
-- The account that a project belongs to.
SELECT owner_id FROM project WHERE id = :project_id;

-- name: campaign_lock^
-- Wait until nobody is handing out or handing in a task of the project, where a database has row locks.
SELECT id FROM project WHERE id = :project_id;

-- name: campaign_list
-- Projects, the newest first, with how many of their rows are decided: everybody's, or one owner's.
SELECT p.id, p.owner_id, p.title, p.kind, p.state, p.places, p.budget_minor, p.currency, p.created_ms,
       (SELECT COUNT(*) FROM task t WHERE t.project_id = p.id AND t.decided_ms IS NOT NULL)
  FROM project p
 WHERE (:owner_id = 0 OR p.owner_id = :owner_id) AND p.id < :before_id
 ORDER BY p.id DESC LIMIT :most;

-- name: campaign_to_sweep
-- Projects that may have something to open or to give back: those at work, and those that ended with
-- something left, in the hold (as far as it is folded), in somebody's hands, or to be accepted.
SELECT p.id FROM project p
 WHERE p.state IN ('open', 'paused')
    OR (p.state IN ('finished', 'spent', 'closed')
        AND (EXISTS (SELECT 1 FROM balance b
                      WHERE b.name = 'project:' || p.id || ':hold' AND b.amount_minor > 0)
             OR p.id IN (SELECT project_id FROM assignment WHERE state = 'active')
             OR p.id IN (SELECT project_id FROM assignment WHERE state = 'revise')
             OR p.id IN (SELECT project_id FROM submission WHERE state = 'pending')))
 ORDER BY p.id;

-- name: campaign_importing$
-- Whether rows are being imported into a project.
SELECT 1 FROM batch WHERE project_id = :project_id AND state = 'importing' LIMIT 1;

-- name: campaign_agree!
-- What an answer may cost, the house's fee, and the least that an hour may pay, from now on.
UPDATE project SET unit_minor = :unit_minor, fee_points = :fee_points, floor_minor = :floor_minor
 WHERE id = :project_id;

-- name: campaign_open!
-- A project is open, from the state that it was seen in, with so many more of its rows offered.
UPDATE project SET state = 'open', opened_ms = :opened_ms, closed_ms = NULL,
       horizon = CASE WHEN horizon + :more < places THEN horizon + :more ELSE places END
 WHERE id = :project_id AND state = :before;

-- name: campaign_pause!
-- An open project stops handing out.
UPDATE project SET state = 'paused' WHERE id = :project_id AND state = 'open';

-- name: campaign_close!
-- A project is closed for good.
UPDATE project SET state = 'closed', closed_ms = :now_ms, screening_minor = 0 WHERE id = :project_id AND state <> 'closed';

-- name: campaign_raise!
-- More rows are offered, where the project is still as it was seen and owes nobody a top-up.
UPDATE project SET horizon = :horizon
 WHERE id = :project_id AND state = 'open' AND horizon = :seen_horizon AND opened_ms = :seen_opened_ms
   AND extras_minor = :seen_extras_minor AND topup_minor = 0;

-- name: campaign_end!
-- A project has come to its end by itself, where it is still as it was seen.
UPDATE project SET state = :state, closed_ms = :now_ms, screening_minor = 0
 WHERE id = :project_id AND state = :seen_state AND places = :seen_places
   AND horizon = :seen_horizon AND opened_ms = :seen_opened_ms;

-- name: campaign_books^
-- A project's money at one moment: what an answer pays and may cost, what was counted and paid besides
-- rewards, how many answers wait to be accepted or may be appealed, what was ever taken into the hold less
-- what was given back, and what is in it.
SELECT p.reward_minor, p.unit_minor, p.floor_minor, p.covered_minor, p.extras_minor, p.topped_minor,
       p.bonus_minor, p.topup_minor, p.screening_minor, p.screened_minor,
       (SELECT COUNT(*) FROM submission u WHERE u.project_id = p.id AND u.state = 'pending'),
       (SELECT COUNT(*) FROM submission u WHERE u.project_id = p.id AND u.appeal_until_ms IS NOT NULL),
       CAST(COALESCE((SELECT SUM(CASE WHEN h.kind = 'hold' THEN h.amount_minor ELSE -h.amount_minor END)
                        FROM transfer h
                       WHERE (h.kind = 'hold' AND h.credit = :name)
                          OR (h.kind = 'hold_return' AND h.debit = :name)), 0) AS BIGINT),
       CAST(COALESCE((SELECT b.amount_minor FROM balance b WHERE b.name = :name AND b.currency = p.currency), 0)
          + COALESCE((SELECT SUM(CASE WHEN f.credit = :name THEN f.amount_minor ELSE -f.amount_minor END)
                        FROM transfer f
                       WHERE f.id > COALESCE((SELECT through_id FROM fold WHERE name = 'ledger'), 0)
                         AND f.currency = p.currency AND (f.debit = :name OR f.credit = :name)), 0)
          AS BIGINT)
  FROM project p WHERE p.id = :project_id;

-- name: campaign_standing^
-- How a project stands, seen at one moment: decided rows, tasks in hand, and its books.
SELECT p.state, p.opened_ms, p.places, p.horizon,
       (SELECT COUNT(*) FROM task t WHERE t.project_id = p.id AND t.decided_ms IS NOT NULL),
       (SELECT COUNT(*) FROM assignment s WHERE s.project_id = p.id AND s.state = 'active')
     + (SELECT COUNT(*) FROM assignment s WHERE s.project_id = p.id AND s.state = 'revise'),
       p.reward_minor, p.unit_minor, p.floor_minor, p.covered_minor, p.extras_minor, p.topped_minor,
       p.bonus_minor, p.topup_minor, p.screening_minor, p.screened_minor,
       (SELECT COUNT(*) FROM submission u WHERE u.project_id = p.id AND u.state = 'pending'),
       (SELECT COUNT(*) FROM submission u WHERE u.project_id = p.id AND u.appeal_until_ms IS NOT NULL),
       CAST(COALESCE((SELECT SUM(CASE WHEN h.kind = 'hold' THEN h.amount_minor ELSE -h.amount_minor END)
                        FROM transfer h
                       WHERE (h.kind = 'hold' AND h.credit = :name)
                          OR (h.kind = 'hold_return' AND h.debit = :name)), 0) AS BIGINT),
       CAST(COALESCE((SELECT b.amount_minor FROM balance b WHERE b.name = :name AND b.currency = p.currency), 0)
          + COALESCE((SELECT SUM(CASE WHEN f.credit = :name THEN f.amount_minor ELSE -f.amount_minor END)
                        FROM transfer f
                       WHERE f.id > COALESCE((SELECT through_id FROM fold WHERE name = 'ledger'), 0)
                         AND f.currency = p.currency AND (f.debit = :name OR f.credit = :name)), 0)
          AS BIGINT)
  FROM project p WHERE p.id = :project_id;

-- name: campaign_owed^
-- What the tasks that are offered or in hand may still cost, and the books, seen at one moment. A rejected answer that is deferred takes the
-- place of another one until its appeal has ended. A decided task in somebody's hands may open again (an answer that was
-- taken back is given once more), and so may one with an answer that waits for a reviewer (it may be
-- rejected). Of a row that is set aside (lane 2) only what is in hand; of known ones that are asked besides
-- (lane 3) what is in hand and what may be. A survey's answers are paid for one by one: `slots`.
SELECT CAST(p.unit_minor * (
         COALESCE((SELECT SUM(CASE WHEN p.answers_least = p.answers_most THEN t.slots + t.reserved
                                   ELSE p.answers_most - t.answers END)
                     FROM task t WHERE t.project_id = p.id AND t.lane = 0 AND t.slots > 0
                                   AND t.place <= p.horizon AND p.state IN ('open', 'paused')), 0)
       + COALESCE((SELECT SUM(CASE WHEN p.answers_least = p.answers_most THEN t.slots + t.reserved
                                   ELSE p.answers_most - t.answers END)
                     FROM task t WHERE t.project_id = p.id AND t.lane = 1 AND t.slots > 0
                                   AND p.state IN ('open', 'paused')), 0)
       + COALESCE((SELECT SUM(t.reserved) FROM task t
                    WHERE t.project_id = p.id AND t.lane = 2 AND t.slots > 0), 0)
       + COALESCE((SELECT SUM(t.slots + t.reserved) FROM task t
                    WHERE t.project_id = p.id AND t.lane = 3 AND t.slots > 0 AND p.state IN ('open', 'paused')), 0)
       + COALESCE((SELECT SUM(CASE WHEN p.answers_least = p.answers_most OR t.lane >= 2 THEN t.reserved
                                   ELSE p.answers_most - t.answers END)
                     FROM task t
                    WHERE t.slots <= 0
                      AND (t.id IN (SELECT s.task_id FROM assignment s
                                     WHERE s.project_id = p.id AND s.state = 'active')
                        OR t.id IN (SELECT s.task_id FROM assignment s
                                     WHERE s.project_id = p.id AND s.state = 'revise')
                        OR t.id IN (SELECT u.task_id FROM submission u
                                     WHERE u.project_id = p.id AND u.state = 'pending'
                                       AND p.accept = 'review' AND p.state IN ('open', 'paused')))), 0)
       - COALESCE((SELECT COUNT(*) FROM submission d JOIN task t ON t.id = d.task_id
                    WHERE d.project_id = p.id AND d.appeal_until_ms IS NOT NULL AND d.is_deferred = 1
                      AND p.answers_least < p.answers_most AND t.lane < 2
                      AND ((t.slots > 0 AND (t.lane = 1 OR t.place <= p.horizon) AND p.state IN ('open', 'paused'))
                        OR (t.slots <= 0
                            AND (t.id IN (SELECT s.task_id FROM assignment s
                                           WHERE s.project_id = p.id AND s.state = 'active')
                              OR t.id IN (SELECT s.task_id FROM assignment s
                                           WHERE s.project_id = p.id AND s.state = 'revise')
                              OR t.id IN (SELECT u.task_id FROM submission u
                                           WHERE u.project_id = p.id AND u.state = 'pending'
                                             AND p.accept = 'review' AND p.state IN ('open', 'paused')))))), 0))
       AS BIGINT),
       p.reward_minor, p.unit_minor, p.floor_minor, p.covered_minor, p.extras_minor, p.topped_minor,
       p.bonus_minor, p.topup_minor, p.screening_minor, p.screened_minor,
       (SELECT COUNT(*) FROM submission u WHERE u.project_id = p.id AND u.state = 'pending'),
       (SELECT COUNT(*) FROM submission u WHERE u.project_id = p.id AND u.appeal_until_ms IS NOT NULL),
       CAST(COALESCE((SELECT SUM(CASE WHEN h.kind = 'hold' THEN h.amount_minor ELSE -h.amount_minor END)
                        FROM transfer h
                       WHERE (h.kind = 'hold' AND h.credit = :name)
                          OR (h.kind = 'hold_return' AND h.debit = :name)), 0) AS BIGINT),
       CAST(COALESCE((SELECT b.amount_minor FROM balance b WHERE b.name = :name AND b.currency = p.currency), 0)
          + COALESCE((SELECT SUM(CASE WHEN f.credit = :name THEN f.amount_minor ELSE -f.amount_minor END)
                        FROM transfer f
                       WHERE f.id > COALESCE((SELECT through_id FROM fold WHERE name = 'ledger'), 0)
                         AND f.currency = p.currency AND (f.debit = :name OR f.credit = :name)), 0)
          AS BIGINT)
  FROM project p WHERE p.id = :project_id;

-- name: campaign_survey_batch$
-- The batch of the one task of a survey without rows.
INSERT INTO batch (project_id, name, content_hash, state, rows, created_ms)
VALUES (:project_id, 'survey', '', 'ready', 1, :now_ms)
RETURNING id;

-- name: campaign_survey_add!
-- The one task of a survey without rows.
INSERT INTO task (project_id, batch_id, row_id, data, place, slots)
VALUES (:project_id, :batch_id, 'survey', '{}', 1, 0);

-- name: campaign_places!
-- How many places a project has given out.
UPDATE project SET places = :places WHERE id = :project_id;

-- name: campaign_survey_task^
-- The one task of a survey without rows.
SELECT t.id, t.slots, t.reserved, t.answers,
       (SELECT COUNT(*) FROM submission u
         WHERE u.project_id = t.project_id AND u.appeal_until_ms IS NOT NULL AND u.is_deferred = 1)
  FROM task t
 WHERE t.project_id = :project_id AND t.row_id = 'survey' AND t.data = '{}';

-- name: campaign_survey_raise!
-- More people are asked, where nobody else has let more be asked meanwhile.
UPDATE task SET slots = slots + :more
 WHERE id = :task_id AND state = 'open' AND slots + reserved + answers = :seen_total
   AND EXISTS (SELECT 1 FROM project p
                WHERE p.id = task.project_id AND p.state = 'open' AND p.opened_ms = :seen_opened_ms);

-- name: campaign_recent
-- The rows that were decided last, the newest first.
SELECT decided_ms, confidence FROM task
 WHERE project_id = :project_id AND decided_ms IS NOT NULL
 ORDER BY decided_ms DESC LIMIT :most;

-- name: campaign_recent_answers
-- When the last answers to a survey without rows came, the newest first.
SELECT created_ms FROM submission WHERE task_id = :task_id AND state IN ('pending', 'accepted')
 ORDER BY id DESC LIMIT :most;

-- name: campaign_pending$
-- How many answers wait to be accepted.
SELECT COUNT(*) FROM submission WHERE project_id = :project_id AND state = 'pending';

-- name: campaign_pending_tasks
-- Tasks of a project with answers that wait to be accepted.
SELECT DISTINCT task_id FROM submission
 WHERE project_id = :project_id AND state = 'pending' ORDER BY task_id LIMIT :most;

-- name: campaign_opened
-- Projects that have ever been opened: they have a hold.
SELECT id FROM project WHERE opened_ms IS NOT NULL ORDER BY id;

-- name: campaign_ended
-- Projects that have been opened and have ended, with their currency.
SELECT id, currency FROM project
 WHERE opened_ms IS NOT NULL AND state IN ('finished', 'spent', 'closed') ORDER BY id;

-- name: account_lock^
-- An account's row, locked where a database has row locks: money of one owner moves in turn.
SELECT id, handle FROM account WHERE id = :account_id;
