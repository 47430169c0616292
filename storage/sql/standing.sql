-- name: standing_answers
-- A person's latest answers to rows that are decided or whose answer is known, the newest first.
SELECT s.project_id, s.answers, s.taken_ms, t.result, t.gold, p.pace_ms
  FROM (SELECT project_id, task_id, answers, taken_ms, state FROM submission
         WHERE account_id = :account_id ORDER BY id DESC LIMIT :most) AS s
  JOIN task t ON t.id = s.task_id
  JOIN project p ON p.id = s.project_id
 WHERE s.state <> 'undone' AND (t.result IS NOT NULL OR t.gold IS NOT NULL);

-- name: standing_changes
-- What changed a person's points last, the newest first.
SELECT kind, ref, points, created_ms FROM reputation_event
 WHERE account_id = :account_id ORDER BY id DESC LIMIT :most;

-- name: standing_title$
-- The title of the project that an answer was given to.
SELECT p.title FROM submission u JOIN project p ON p.id = u.project_id WHERE u.id = :submission_id;

-- name: standing_opens
-- Open projects that a level opens and the one below does not, the best paid first.
SELECT title, reward_minor, currency FROM project
 WHERE state = 'open' AND level > :below AND level <= :level AND audience IS NULL
 ORDER BY reward_minor DESC, id LIMIT :most;

-- name: standing_paid
-- What a requester's newest projects paid for an answer, and how long one took as it turned out.
SELECT reward_minor, pace_ms FROM project
 WHERE owner_id = :owner_id AND pace_ms IS NOT NULL ORDER BY id DESC LIMIT :most;
