-- name: brake_find^
-- What keeps a requester from rejecting, if anything, and when it was last lifted.
SELECT params, since_ms, lifted_ms FROM brake WHERE account_id = :account_id;

-- name: brake_set!
-- A requester may reject no more for now; no row where that is so already.
INSERT INTO brake (account_id, params, since_ms) VALUES (:account_id, :params, :now_ms)
ON CONFLICT (account_id) DO UPDATE
   SET params = excluded.params, since_ms = excluded.since_ms, lifted_ms = NULL
 WHERE brake.lifted_ms IS NOT NULL;

-- name: brake_lift!
-- They may again; what was before doesn't count any more.
UPDATE brake SET lifted_ms = :now_ms WHERE account_id = :account_id AND lifted_ms IS NULL;

-- name: brake_owners
-- Whose answers somebody rejected since a moment.
SELECT DISTINCT p.owner_id FROM project p
 WHERE p.accept = 'review'
   AND EXISTS (SELECT 1 FROM submission u
                WHERE u.project_id = p.id AND u.settled_ms >= :since_ms AND u.settled_ms IS NOT NULL
                  AND u.reviewer_id IS NOT NULL AND u.reason_code IS NOT NULL)
 ORDER BY p.owner_id;

-- name: brake_appealed
-- Whose rejections were appealed against with an end since a moment.
SELECT DISTINCT p.owner_id FROM appeal l JOIN project p ON p.id = l.project_id
 WHERE l.state = 'overturned' AND l.decided_ms >= :since_ms ORDER BY p.owner_id;

-- name: brake_projects
-- A requester's newest projects whose answers are accepted by people.
SELECT id FROM project
 WHERE owner_id = :owner_id AND accept = 'review' AND opened_ms IS NOT NULL ORDER BY id DESC LIMIT :most;

-- name: brake_settled
-- What people decided last about a project's answers since a moment, the newest first.
SELECT account_id, CASE WHEN reason_code IS NULL THEN 0 ELSE 1 END, settled_ms, settled_ms - created_ms
  FROM submission
 WHERE project_id = :project_id AND settled_ms > :since_ms AND settled_ms IS NOT NULL AND reviewer_id IS NOT NULL
 ORDER BY settled_ms DESC LIMIT :most;

-- name: brake_appeals
-- How the last appeals against a requester's rejections ended, the newest first, since a moment.
SELECT l.state
  FROM project p
  JOIN appeal l ON l.project_id = p.id
  JOIN submission u ON u.id = l.submission_id
 WHERE p.owner_id = :owner_id AND l.state IN ('upheld', 'overturned') AND l.decided_by IN ('reviewers', 'admin')
   AND l.decided_ms > :since_ms AND u.reviewer_id IS NOT NULL
 ORDER BY l.decided_ms DESC LIMIT :most;

-- name: brake_judged
-- Answers of a person to other requesters' rows that others have decided, too, with what was decided.
SELECT u.answers, t.result, u.project_id
  FROM submission u
  JOIN task t ON t.id = u.task_id AND t.state = 'done' AND t.answers > 1
  JOIN project p ON p.id = u.project_id AND p.respondents = 0 AND p.owner_id <> :owner_id
 WHERE u.account_id = :account_id AND u.state <> 'undone'
 ORDER BY u.id DESC LIMIT :most;

-- name: brake_judged_all
-- The same of everybody, among the newest answers of all.
SELECT u.answers, t.result, u.project_id
  FROM submission u
  JOIN task t ON t.id = u.task_id AND t.state = 'done' AND t.answers > 1
  JOIN project p ON p.id = u.project_id AND p.respondents = 0 AND p.owner_id <> :owner_id
 WHERE u.id > (SELECT COALESCE(MAX(id), 0) FROM submission) - :newest AND u.state <> 'undone'
 ORDER BY u.id DESC LIMIT :most;
