-- name: extras_lock$
-- Up to which day a project's extras are counted, its row locked. What refers to it need not wait.
SELECT COALESCE(extras_date, '') FROM project WHERE id = :project_id FOR NO KEY UPDATE;
