-- name: history_decided
-- When rows of a project were decided since a moment, the newest first.
SELECT decided_ms FROM task
 WHERE project_id = :project_id AND decided_ms > :since_ms
 ORDER BY decided_ms DESC LIMIT :most;
