-- name: review_project_set!
-- The project in which another one's answers are reviewed.
UPDATE project SET review_id = :review_id WHERE id = :project_id;

-- name: review_project_of$
-- The project in which this one's answers are reviewed, if any.
SELECT review_id FROM project WHERE id = :project_id;

-- name: review_case_projects
-- Projects with answers that wait for reviewers and are not before them yet.
SELECT p.id FROM project p
 WHERE p.review_id IS NOT NULL AND p.opened_ms IS NOT NULL
   AND EXISTS (SELECT 1 FROM submission u
                WHERE u.project_id = p.id AND u.state = 'pending'
                  AND NOT EXISTS (SELECT 1 FROM review_case k WHERE k.submission_id = u.id))
 ORDER BY p.id;

-- name: review_case_missing
-- Answers of a project that are not before reviewers yet, the oldest first, with whose they are now.
SELECT u.id, u.answers, t.data, COALESCE(a.merged_into, a.id), a.kin
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN account a ON a.id = u.account_id
 WHERE u.project_id = :project_id AND u.state = 'pending'
   AND NOT EXISTS (SELECT 1 FROM review_case k WHERE k.submission_id = u.id)
 ORDER BY u.id LIMIT :most;

-- name: review_case_add!
-- An answer is before reviewers as a row of theirs, or goes to who asked for it (:state is handed).
INSERT INTO review_case (submission_id, task_id, state, created_ms)
VALUES (:submission_id, :task_id, :state, :now_ms)
ON CONFLICT (submission_id) DO NOTHING;

-- name: review_case_recuse!
-- Whose answer it is, who was or is one with them, and who asked for it have no part in the decision.
INSERT INTO assignment (task_id, project_id, account_id, state, attempt, given_ms, deadline_ms)
SELECT :task_id, :project_id, a.id, 'skipped', 1, :now_ms, :now_ms
  FROM account a
 WHERE a.id IN (:worker_id, :owner_id) OR a.merged_into = :worker_id OR a.kin = :kin
ON CONFLICT (account_id, task_id) DO NOTHING;

-- name: review_case_row$
-- The task of a row that is there.
SELECT id FROM task WHERE project_id = :project_id AND row_id = :row_id;

-- name: review_case_due
-- Open cases that can be ended: decided, or never to be, or the answer was settled in another way.
SELECT k.submission_id, k.task_id, u.state, t.state, t.result, p.state
  FROM review_case k
  JOIN submission u ON u.id = k.submission_id
  JOIN task t ON t.id = k.task_id
  JOIN project p ON p.id = t.project_id
 WHERE k.state = 'open'
   AND (u.state <> 'pending' OR t.state <> 'open' OR p.state IN ('closed', 'spent'))
 ORDER BY k.submission_id LIMIT :most;

-- name: review_case_end!
-- A case has ended, once.
UPDATE review_case SET state = :state WHERE submission_id = :submission_id AND state = 'open';

-- name: review_case_ended$
-- Whether a row is one before reviewers whose case has ended, or was left out by who asks.
SELECT 1 FROM task t
 WHERE t.id = :task_id
   AND (EXISTS (SELECT 1 FROM review_case k WHERE k.task_id = t.id AND k.state <> 'open')
     OR EXISTS (SELECT 1 FROM task_report r WHERE r.task_id = t.id AND r.state = 'out'));

-- name: review_case_votes
-- What reviewers said of an answer, in the order in which they did.
SELECT v.account_id, v.answers
  FROM review_case k JOIN submission v ON v.task_id = k.task_id
 WHERE k.submission_id = :submission_id AND v.state IN ('pending', 'accepted') ORDER BY v.id;

-- name: review_case_partial$
-- A reviewer who is, or was, one with the worker, or is who asked: linked since they were asked.
SELECT MIN(v.id)
  FROM review_case k
  JOIN submission u ON u.id = k.submission_id
  JOIN account w ON w.id = u.account_id
  JOIN project p ON p.id = u.project_id
  JOIN submission v ON v.task_id = k.task_id
  JOIN account a ON a.id = v.account_id
 WHERE k.submission_id = :submission_id
   AND (COALESCE(a.merged_into, a.id) IN (COALESCE(w.merged_into, w.id), p.owner_id) OR a.kin = w.kin);

-- name: review_case_handed_since$
-- Whether answers of a project went back to who asked for them since a moment, for nobody could be paid.
SELECT 1 FROM review_case k JOIN submission u ON u.id = k.submission_id
 WHERE u.project_id = :project_id AND k.task_id IS NULL AND k.created_ms > :since_ms LIMIT 1;

-- name: review_case_in_hand
-- Who has the row of a case in hand, or has put it aside, in the order of their assignments.
SELECT id FROM assignment WHERE task_id = :task_id AND state IN ('active', 'revise') ORDER BY id;
