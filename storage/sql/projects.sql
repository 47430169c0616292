-- name: project_definition$
-- A project's definition as canonical JSON.
SELECT definition FROM project WHERE id = :project_id;
