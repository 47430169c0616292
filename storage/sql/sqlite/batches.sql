-- name: batch_rows_add*!
-- Add rows to a batch; one whose id is there already is left out.
INSERT INTO task (project_id, batch_id, row_id, data, gold, place, slots)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (project_id, row_id) DO NOTHING;

-- name: batch_rows_there
-- The rows with one of these ids (a JSON list), with what is in them.
SELECT row_id, data, gold, batch_id FROM task
 WHERE project_id = :project_id AND row_id IN (SELECT value FROM json_each(:row_ids));
