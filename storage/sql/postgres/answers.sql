-- name: answer_subject^
-- All that an answer to an assignment has to know, the task locked.
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
 WHERE s.id = :assignment_id
   FOR UPDATE OF t;

-- name: submission_find^
-- One submission and what it belongs to, the task locked.
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
 WHERE u.id = :submission_id
   FOR UPDATE OF t;
