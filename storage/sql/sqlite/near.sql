-- name: place_add*!
-- Where a row is visited.
INSERT INTO task_place (task_id, project_id, cell, latitude, longitude, done)
SELECT t.id, t.project_id, :cell, :latitude, :longitude, 0 FROM task t
 WHERE t.project_id = :project_id AND t.row_id = :row_id
ON CONFLICT (task_id) DO NOTHING;
