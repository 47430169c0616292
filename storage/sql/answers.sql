-- name: answer_subject^
-- All that an answer to an assignment has to know, the task locked where a database has row locks.
SELECT s.id, s.task_id, s.project_id, s.account_id, s.state, s.attempt, s.given_ms, s.deadline_ms, s.pushed,
       s.draft, t.data, p.definition, p.state, p.pace_ms,
       t.state, t.slots, t.reserved, t.answers, t.gold, p.places, p.estimate,
       CASE WHEN t.lane = 3 OR (t.lane = 2 AND t.state <> 'open') THEN 2
            WHEN t.gold IS NOT NULL THEN 1
            WHEN t.id % 10 = 0 AND NOT EXISTS (SELECT 1 FROM task g WHERE g.project_id = p.id AND g.gold IS NOT NULL)
            THEN 1 ELSE 0 END
  FROM assignment s
  JOIN task t ON t.id = s.task_id
  JOIN project p ON p.id = s.project_id
 WHERE s.id = :assignment_id;

-- name: submission_add$
-- An answer is handed in. Each time an assignment was reopened by undo, the revision is one higher.
INSERT INTO submission (assignment_id, revision, task_id, project_id, account_id, answers, state, reward_minor, taken_ms, created_ms)
VALUES (:assignment_id, 1 + (SELECT count(*) FROM submission WHERE assignment_id = :assignment_id),
        :task_id, :project_id, :account_id, :answers, :state, :reward_minor, :taken_ms, :now_ms)
RETURNING id;

-- name: submission_votes
-- The answers that count for a task, in the order they came (:also is one more state that counts), and those
-- that only keep their place: rejected ones that are deferred.
SELECT id, account_id, answers, state, reward_minor, is_deferred FROM submission
 WHERE task_id = :task_id AND (state IN ('pending', 'accepted', :also) OR is_deferred = 1) ORDER BY id;

-- name: task_result$
-- What was decided of a task (JSON).
SELECT result FROM task WHERE id = :task_id;

-- name: submission_find^
-- One submission and what it belongs to, the task locked where a database has row locks.
SELECT u.id, u.assignment_id, u.task_id, u.project_id, u.account_id, u.answers, u.state, u.reward_minor, u.created_ms,
       t.state, t.slots, t.reserved, t.answers, s.state, p.definition, p.state,
       CASE WHEN t.gold IS NULL THEN 0 ELSE 1 END,
       p.places, p.estimate,
       CASE WHEN t.lane = 3 OR (t.lane = 2 AND t.state <> 'open') THEN 2
            WHEN t.gold IS NOT NULL THEN 1
            WHEN t.id % 10 = 0 AND NOT EXISTS (SELECT 1 FROM task g WHERE g.project_id = p.id AND g.gold IS NOT NULL)
            THEN 1 ELSE 0 END
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN assignment s ON s.id = u.assignment_id
  JOIN project p ON p.id = u.project_id
 WHERE u.id = :submission_id;

-- name: submission_settle!
-- A submission is accepted, rejected or undone, once from the state it was in.
UPDATE submission
   SET state = :state, reason = :reason, reason_code = :code, reviewer_id = :reviewer_id,
       settled_ms = :settled_ms, appeal_until_ms = :appeal_until_ms
 WHERE id = :submission_id AND state = :before;

-- name: submission_defer!
-- A rejected answer keeps its place: nobody is asked instead until it can't be appealed any more.
UPDATE submission SET is_deferred = 1 WHERE id = :submission_id AND appeal_until_ms IS NOT NULL;

-- name: submission_sent_back$
-- Why a reviewer sent the last answer of an assignment back.
SELECT reason FROM submission WHERE assignment_id = :assignment_id ORDER BY revision DESC LIMIT 1;

-- name: submission_latest$
-- The last thing that a person handed in.
SELECT id FROM submission WHERE account_id = :account_id ORDER BY id DESC LIMIT 1;
