-- name: media_keep!
-- Note what is known of a file; where it is known already, when it came last.
INSERT INTO media (sha256, kind, type, bytes, name, width, height, seconds, taken, latitude, longitude, looks, kept_ms)
VALUES (:sha256, :kind, :type, :bytes, :name, :width, :height, :seconds, :taken, :latitude, :longitude, :looks, :now_ms)
ON CONFLICT (sha256) DO UPDATE SET kept_ms = excluded.kept_ms;

-- name: media_find^
-- What is known of a file.
SELECT sha256, kind, type, bytes, name, width, height, seconds, taken, latitude, longitude, looks
  FROM media WHERE sha256 = :sha256;

-- name: media_bytes$
-- How much is kept in all.
SELECT COALESCE(SUM(bytes), 0) FROM media;

-- name: media_use*!
-- A project's rows show files.
INSERT INTO media_use (sha256, project_id) VALUES (:sha256, :project_id) ON CONFLICT DO NOTHING;

-- name: media_source_find^
-- What an address has become.
SELECT sha256, reason, attempts, next_ms FROM media_source WHERE name = :name;

-- name: media_source_fetched!
-- The file of an address is there.
INSERT INTO media_source (name, reference, project_id, sha256, next_ms)
VALUES (:name, :reference, :project_id, :sha256, :now_ms)
ON CONFLICT (name) DO UPDATE SET sha256 = excluded.sha256, reason = '', attempts = 0, next_ms = excluded.next_ms,
       project_id = COALESCE(media_source.project_id, excluded.project_id);

-- name: media_source_failed!
-- The file of an address can't be had, for now or for good.
INSERT INTO media_source (name, reference, project_id, reason, attempts, next_ms)
VALUES (:name, :reference, :project_id, :reason, 1, :next_ms)
ON CONFLICT (name) DO UPDATE SET reason = excluded.reason, attempts = media_source.attempts + 1,
       next_ms = excluded.next_ms, project_id = COALESCE(media_source.project_id, excluded.project_id)
 WHERE media_source.sha256 IS NULL;

-- name: media_failures$
-- How many addresses of a project's rows can't be had.
SELECT COUNT(*) FROM media_source WHERE project_id = :project_id AND sha256 IS NULL AND attempts > 0;

-- name: media_projects
-- The projects that are open, with their definitions.
SELECT id, definition FROM project WHERE state = 'open' ORDER BY id;

-- name: media_next_rows
-- The rows of a project that are asked for next.
SELECT data FROM task WHERE project_id = :project_id AND lane = 0 AND slots > 0 ORDER BY place LIMIT :most;

-- name: media_of_assignment$
-- Which project a task in somebody's hands is of.
SELECT project_id FROM assignment WHERE id = :assignment_id;

-- name: media_answer_add$
-- Somebody sent a file as an answer; nothing comes back where the same one was noted before.
INSERT INTO media_answer (assignment_id, question, project_id, sha256, looks, created_ms)
VALUES (:assignment_id, :question, :project_id, :sha256, :looks, :now_ms)
ON CONFLICT (assignment_id, question, sha256) DO NOTHING
RETURNING id;

-- name: media_band_add*!
-- The bands by which an answer's picture is found.
INSERT INTO media_band (project_id, band, answer_id) VALUES (:project_id, :band, :answer_id);

-- name: media_alike
-- Pictures of a project's answers that have a band in common with one, but for those of one question and task.
SELECT DISTINCT a.looks
  FROM media_band b
  JOIN media_answer a ON a.id = b.answer_id
  JOIN assignment s ON s.id = a.assignment_id
 WHERE b.project_id = :project_id
   AND b.band IN (:band0, :band1, :band2, :band3, :band4, :band5, :band6, :band7)
   AND s.state IN ('active', 'submitted', 'revise')
   AND NOT (a.assignment_id = :assignment_id AND a.question = :question);

-- name: media_left
-- Files' answers that came to nothing long ago: their task went to somebody else.
SELECT a.id FROM media_answer a JOIN assignment s ON s.id = a.assignment_id
 WHERE a.created_ms < :before_ms AND s.state IN ('skipped', 'expired', 'released') ORDER BY a.id LIMIT :most;

-- name: media_band_forget*!
-- Forget the bands of an answer's picture.
DELETE FROM media_band WHERE answer_id = :answer_id;

-- name: media_answer_forget*!
-- Forget an answer's file.
DELETE FROM media_answer WHERE id = :answer_id;

-- name: media_idle
-- Files that came long ago, and to which nothing refers that is still of use.
SELECT m.sha256 FROM media m
 WHERE m.kept_ms < :before_ms
   AND NOT EXISTS (SELECT 1 FROM media_use u WHERE u.sha256 = m.sha256)
   AND NOT EXISTS (SELECT 1 FROM media_answer a WHERE a.sha256 = m.sha256)
   AND NOT EXISTS (SELECT 1 FROM media_source o JOIN project p ON p.id = o.project_id
                    WHERE o.sha256 = m.sha256 AND p.state <> 'closed')
 ORDER BY m.kept_ms LIMIT :most;

-- name: media_source_forget*!
-- Forget that an address had become a file.
DELETE FROM media_source WHERE sha256 = :sha256;

-- name: media_forget$
-- Forget a file, unless it has come again.
DELETE FROM media WHERE sha256 = :sha256 AND kept_ms < :before_ms RETURNING sha256;
