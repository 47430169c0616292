-- name: export_range^
-- The first and the last id of a project's tasks: between them an export reads in import order.
SELECT MIN(id), MAX(id) FROM task WHERE project_id = :project_id;

-- name: export_columns
-- The columns of each batch (a JSON list), in the order in which they came.
SELECT columns FROM batch WHERE project_id = :project_id AND state = 'ready' ORDER BY id;

-- name: export_project^
-- What an export has to know of its project.
SELECT kind FROM project WHERE id = :project_id;

-- name: export_results
-- All rows in import order, with what was agreed on. The plus keeps the reading in the order of the
-- ids: by the project's index a million rows would have to be sorted first.
SELECT t.data, t.gold, t.answers,
       CASE WHEN t.state = 'open' AND p.state = 'closed' THEN 'closed' ELSE t.state END,
       t.result, t.confidence, t.id
  FROM task t
  JOIN batch b ON b.id = t.batch_id AND b.state = 'ready'
  JOIN project p ON p.id = t.project_id
 WHERE t.id BETWEEN :first_id AND :last_id AND +t.project_id = :project_id
 ORDER BY t.id;

-- name: export_answers
-- All submissions that were not taken back, in import order of their rows, then as they came.
SELECT t.row_id, t.id, s.account_id, s.answers, s.taken_ms, s.state
  FROM task t CROSS JOIN submission s
 WHERE t.id BETWEEN :first_id AND :last_id AND +t.project_id = :project_id
   AND s.task_id = t.id AND s.state <> 'undone'
 ORDER BY t.id, s.id;

-- name: export_votes
-- The answers that count, in import order of their rows, then as they came (:also is one more state that
-- counts, as in submission_votes).
SELECT t.id, t.row_id, s.account_id, s.answers
  FROM task t CROSS JOIN submission s
 WHERE t.id BETWEEN :first_id AND :last_id AND +t.project_id = :project_id
   AND s.task_id = t.id AND s.state IN ('pending', 'accepted', :also) AND s.is_deferred = 0
 ORDER BY t.id, s.id;

-- name: export_gold
-- The rows whose answers are known.
SELECT id, gold FROM task
 WHERE id BETWEEN :first_id AND :last_id AND +project_id = :project_id AND gold IS NOT NULL
 ORDER BY id;
