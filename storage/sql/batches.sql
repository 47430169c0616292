-- name: batch_project^
-- What an import has to know of its project; `survey` is 1 where its one task without rows was made.
SELECT p.state, p.places, p.answers_least,
       CASE WHEN EXISTS (SELECT 1 FROM task t
                          WHERE t.project_id = p.id AND t.row_id = 'survey' AND t.data = '{}')
            THEN 1 ELSE 0 END
  FROM project p WHERE p.id = :project_id;

-- name: batch_of_content$
-- How many rows a file had that was imported whole before; NULL where it is new.
SELECT MAX(rows_read) FROM batch
 WHERE project_id = :project_id AND content_hash = :content_hash AND state = 'ready';

-- name: batch_begin$
-- A batch that nobody sees yet.
INSERT INTO batch (project_id, name, content_hash, state, created_ms)
VALUES (:project_id, :name, '', 'importing', :now_ms)
RETURNING id;

-- name: batch_finish!
-- The batch is complete. A file of which rows were left out has no hash: it is not known whole.
UPDATE batch SET state = 'ready', rows = :rows, rows_read = :rows_read, columns = :columns,
       content_hash = :content_hash
 WHERE id = :batch_id AND state = 'importing';

-- name: batch_open_places!
-- The rows of a finished batch get into the project, unless it was closed meanwhile.
UPDATE project SET places = places + :rows,
       has_gold = CASE WHEN EXISTS (SELECT 1 FROM task g WHERE g.project_id = project.id AND g.gold IS NOT NULL)
                       THEN 1 ELSE has_gold END
 WHERE id = :project_id AND state <> 'closed';

-- name: batch_importing
-- Batches that are being imported, or were when their import was killed.
SELECT id, project_id FROM batch WHERE state = 'importing' ORDER BY id;

-- name: batch_delete!
-- A batch that came to nothing.
DELETE FROM batch WHERE id = :batch_id AND state = 'importing';

-- name: batch_rows_from!
-- Take the rows of an unfinished batch out again, from a place on. Nobody has met them: they lie in
-- the first lane behind the project's places.
DELETE FROM task
 WHERE project_id = :project_id AND lane = 0 AND slots > 0 AND place >= :place
   AND batch_id = :batch_id;

-- name: batch_rows_remove!
-- Take some rows of an unfinished batch out.
DELETE FROM task WHERE id IN (
  SELECT t.id FROM task t JOIN project p ON p.id = t.project_id
   WHERE t.project_id = :project_id AND t.lane = 0 AND t.slots > 0 AND t.place > p.places
     AND t.batch_id = :batch_id
   ORDER BY t.place LIMIT :most);
