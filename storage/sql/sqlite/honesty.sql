-- name: honesty_around
-- Somebody's answers to a project from one on, and the newest of others' to each of the same rows.
SELECT s.task_id, s.account_id, s.answers, s.taken_ms, s.created_ms, t.gold
  FROM (SELECT task_id, MAX(id) AS id FROM submission
         WHERE account_id = :account_id AND id >= :first_id AND project_id = :project_id
           AND state <> 'undone' GROUP BY task_id) AS m
  JOIN task t ON t.id = m.task_id
  JOIN submission s ON s.id = m.id OR s.id IN (
       SELECT o.id FROM submission o
        WHERE o.task_id = m.task_id AND o.account_id <> :account_id AND o.state <> 'undone'
        ORDER BY o.id DESC LIMIT :each)
 ORDER BY s.id;
