-- name: gold_given^
-- An answer to a row with a known answer: whose it is now, what it was, and what is known.
SELECT u.task_id, u.project_id, COALESCE(a.merged_into, a.id), u.answers, t.gold, t.data, p.definition, p.owner_id
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN project p ON p.id = u.project_id
  JOIN account a ON a.id = u.account_id
 WHERE u.id = :submission_id;

-- name: gold_contest_add!
-- Somebody contests a known answer, once.
INSERT INTO gold_contest (submission_id, task_id, account_id, words, is_trusted, created_ms)
VALUES (:submission_id, :task_id, :account_id, :words, :is_trusted, :now_ms)
ON CONFLICT (submission_id) DO NOTHING;

-- name: gold_contests
-- What people say against a known answer, the oldest first: who, whether their word counts, and in which words.
SELECT k.account_id, a.kin, k.is_trusted, k.words FROM gold_contest k JOIN account a ON a.id = k.account_id
 WHERE k.task_id = :task_id AND k.state = 'open' ORDER BY k.submission_id;

-- name: gold_contests_end!
-- What was said against a known answer is settled.
UPDATE gold_contest SET state = :state WHERE task_id = :task_id AND state = 'open';

-- name: gold_record^
-- How many known answers somebody has met, and how many of them they knew, with what was part of their account.
SELECT COALESCE(SUM(CASE WHEN kind IN ('gold_right', 'gold_wrong') THEN 1 ELSE 0 END), 0),
       COALESCE(SUM(CASE WHEN kind = 'gold_right' THEN 1 ELSE 0 END), 0)
  FROM reputation_event
 WHERE account_id IN (SELECT :account_id UNION ALL SELECT id FROM account WHERE merged_into = :account_id)
   AND kind IN ('gold_right', 'gold_wrong');

-- name: gold_unmet
-- Rows of a lane with known answers that somebody may be asked and hasn't met, between two places.
SELECT g.id FROM task g
 WHERE g.project_id = :project_id AND g.lane = :lane AND g.gold IS NOT NULL AND g.slots > 0
   AND g.place >= :first_place AND g.place <= :last_place
   AND NOT EXISTS (SELECT 1 FROM assignment s WHERE s.account_id = :account_id AND s.task_id = g.id)
 ORDER BY g.place LIMIT :most;

-- name: gold_bounds^
-- The first and the last place of a lane's rows with known answers that somebody can be asked (of fresh ones
-- up to the horizon).
SELECT (SELECT g.place FROM task g
         WHERE g.project_id = p.id AND g.lane = :lane AND g.gold IS NOT NULL AND g.slots > 0
           AND (:lane > 0 OR g.place <= p.horizon) ORDER BY g.place LIMIT 1),
       (SELECT g.place FROM task g
         WHERE g.project_id = p.id AND g.lane = :lane AND g.gold IS NOT NULL AND g.slots > 0
           AND (:lane > 0 OR g.place <= p.horizon) ORDER BY g.place DESC LIMIT 1)
  FROM project p WHERE p.id = :project_id;

-- name: gold_noted!
-- A project has, or had, a row with a known answer.
UPDATE project SET has_gold = 1 WHERE id = :project_id AND has_gold = 0;

-- name: gold_supply^
-- How many answers to known rows can be asked for at this moment, and how many of them besides (lane 3).
SELECT COALESCE(SUM(g.slots), 0), COALESCE(SUM(CASE WHEN g.lane = 3 THEN g.slots ELSE 0 END), 0)
  FROM task g JOIN project p ON p.id = g.project_id
 WHERE g.project_id = :project_id AND g.gold IS NOT NULL AND g.slots > 0
   AND (g.lane IN (1, 3) OR (g.lane = 0 AND g.place <= p.horizon));

-- name: gold_besides$
-- How many answers to known rows were asked for besides so far: beyond the most that a row gets.
SELECT CAST(COALESCE(SUM(CASE WHEN g.answers + g.reserved + g.slots > p.answers_most
                              THEN g.answers + g.reserved + g.slots - p.answers_most ELSE 0 END), 0) AS BIGINT)
  FROM task g JOIN project p ON p.id = g.project_id
 WHERE g.project_id = :project_id AND g.gold IS NOT NULL AND g.lane = 3;

-- name: gold_aside$
-- How many answers rows that are set aside (lane 2) want at most besides what is in hand, when they are put back.
SELECT CAST(COALESCE(SUM(p.answers_most - t.answers - t.reserved), 0) AS BIGINT)
  FROM task t JOIN project p ON p.id = t.project_id
 WHERE t.project_id = :project_id AND t.lane = 2 AND t.slots > 0 AND t.state = 'open';

-- name: gold_is_used_up$
-- Whether an open project has rows with known answers, and none of them can be asked at this moment.
SELECT 1 FROM project p
 WHERE p.id = :project_id AND p.has_gold = 1 AND p.state = 'open'
   AND EXISTS (SELECT 1 FROM task g WHERE g.project_id = p.id AND g.gold IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM task g
                    WHERE g.project_id = p.id AND g.gold IS NOT NULL AND g.slots > 0
                      AND (g.lane IN (1, 3) OR (g.lane = 0 AND g.place <= p.horizon)));

-- name: gold_used_up
-- Decided rows with known answers that nobody can be asked any more, those first that were asked least: none
-- that people say something is wrong with.
SELECT g.id FROM task g
 WHERE g.project_id = :project_id AND g.gold IS NOT NULL AND g.slots = 0
   AND (g.lane = 3 OR (g.state = 'done' AND g.reserved = 0))
   AND NOT EXISTS (SELECT 1 FROM task_report r WHERE r.task_id = g.id AND r.state IN ('open', 'out'))
 ORDER BY g.answers, g.id LIMIT :most;

-- name: gold_ask_besides!
-- A known row that was used up can be asked some times more, whatever it has; none that people say something is
-- wrong with.
UPDATE task SET lane = 3, place = id, slots = :slots
 WHERE id = :task_id AND gold IS NOT NULL AND slots = 0 AND (lane = 3 OR (state = 'done' AND reserved = 0))
   AND NOT EXISTS (SELECT 1 FROM task_report r WHERE r.task_id = task.id AND r.state IN ('open', 'out'));

-- name: gold_ask_no_more!
-- Nothing is asked besides any more: what was kept for it has gone back.
UPDATE task SET slots = 0 WHERE project_id = :project_id AND lane = 3 AND slots > 0;

-- name: gold_given_before$
-- How many tasks of a project somebody was given.
SELECT given FROM position WHERE account_id = :account_id AND project_id = :project_id;

-- name: gold_take$
-- A row has no known answer any more; gives what it was, and nothing where it had none.
UPDATE task SET gold = NULL, slots = CASE WHEN lane = 3 THEN 0 ELSE slots END
 WHERE id = :task_id AND gold IS NOT NULL RETURNING id;

-- name: gold_suspend!
-- A known answer is used no more until who brought it has looked at it.
INSERT INTO gold_suspended (task_id, project_id, known, since_ms)
VALUES (:task_id, :project_id, :known, :now_ms)
ON CONFLICT (task_id) DO UPDATE SET known = excluded.known, since_ms = excluded.since_ms, state = 'suspended';

-- name: gold_suspended
-- Known answers of a project that are used no more, the oldest first.
SELECT g.task_id, t.row_id, t.data, g.known, g.since_ms
  FROM gold_suspended g JOIN task t ON t.id = g.task_id
 WHERE g.project_id = :project_id AND g.state = 'suspended' ORDER BY g.task_id LIMIT :most;

-- name: gold_suspended_find^
-- One of them, with its project.
SELECT g.project_id, g.known FROM gold_suspended g WHERE g.task_id = :task_id AND g.state = 'suspended';

-- name: gold_suspended_end!
-- Who brought a known answer has looked at it: it is used again, or never.
UPDATE gold_suspended SET state = :state WHERE task_id = :task_id AND state = 'suspended';

-- name: gold_set!
-- A row gets a known answer, where nobody has answered it yet (or :again is 1: it had one before).
UPDATE task SET gold = :known WHERE id = :task_id AND gold IS NULL AND (answers + reserved = 0 OR :again = 1);

-- name: gold_replace!
-- The known answer of a row that nobody has answered is another one; of one that was asked besides all answers may
-- have been rejected.
UPDATE task SET gold = :known WHERE id = :task_id AND answers + reserved = 0 AND lane <> 3;

-- name: gold_missed
-- Who has answered a row: the submission, and whose it is now.
SELECT u.id, COALESCE(a.merged_into, a.id)
  FROM submission u JOIN account a ON a.id = u.account_id
 WHERE u.task_id = :task_id ORDER BY COALESCE(a.merged_into, a.id);

-- name: gold_row^
-- A project's row by the requester's id of it.
SELECT t.id, t.data, t.gold, t.answers, t.reserved FROM task t
 WHERE t.project_id = :project_id AND t.row_id = :row_id;

-- name: gold_counts^
-- How many rows of a project have known answers, and how often these were answered.
SELECT COUNT(*), COALESCE(SUM(t.answers), 0) FROM task t WHERE t.project_id = :project_id AND t.gold IS NOT NULL;

-- name: gold_sure
-- Decided rows without a known answer, with what was decided and how surely, in the order of their ids.
SELECT id, row_id, data, result, confidence, answers FROM task
 WHERE project_id = :project_id AND id > :after_id AND state = 'done' AND gold IS NULL AND answers >= :least
 ORDER BY id LIMIT :most;

-- name: gold_sure_here
-- Those of the rows that were decided last which can become known ones: with answers enough and nobody at them,
-- none that was known and is used no more, and none that people say something is wrong with.
SELECT t.id, t.row_id, t.data, t.result, t.confidence, t.answers
  FROM (SELECT * FROM task WHERE project_id = :project_id AND decided_ms IS NOT NULL
         ORDER BY decided_ms DESC LIMIT :most) AS t
 WHERE t.state = 'done' AND t.gold IS NULL AND t.answers >= :least AND t.slots = 0 AND t.reserved = 0
   AND NOT EXISTS (SELECT 1 FROM gold_suspended g WHERE g.task_id = t.id)
   AND NOT EXISTS (SELECT 1 FROM task_report r WHERE r.task_id = t.id AND r.state IN ('open', 'out'))
 ORDER BY t.id;

-- name: gold_adopt!
-- What was decided of a row is its known answer; it is asked besides from now on.
UPDATE task SET gold = :known, lane = 3, place = id
 WHERE id = :task_id AND state = 'done' AND gold IS NULL AND slots = 0 AND reserved = 0;
