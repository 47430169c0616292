-- name: place_add!
-- Where rows are visited, each column as an array.
INSERT INTO task_place (task_id, project_id, cell, latitude, longitude, done)
SELECT t.id, t.project_id, r.cell, r.latitude, r.longitude, 0
  FROM unnest(CAST(:row_ids AS text[]), CAST(:cells AS bigint[]), CAST(:latitudes AS double precision[]),
              CAST(:longitudes AS double precision[])) AS r (row_id, cell, latitude, longitude)
  JOIN task t ON t.project_id = :project_id AND t.row_id = r.row_id
ON CONFLICT (task_id) DO NOTHING;
