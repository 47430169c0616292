-- name: batch_rows_add!
-- Add rows to a batch, each column as an array; one whose id is there already is left out.
INSERT INTO task (project_id, batch_id, row_id, data, gold, place, slots)
SELECT :project_id, :batch_id, r.row_id, r.data, r.gold, r.place, :slots
  FROM unnest(CAST(:row_ids AS text[]), CAST(:data AS text[]), CAST(:gold AS text[]),
              CAST(:places AS bigint[])) AS r (row_id, data, gold, place)
ON CONFLICT (project_id, row_id) DO NOTHING;

-- name: batch_rows_there
-- The rows with one of these ids (a JSON list), with what is in them.
SELECT row_id, data, gold, batch_id FROM task
 WHERE project_id = :project_id
   AND row_id IN (SELECT json_array_elements_text(CAST(:row_ids AS json)));
