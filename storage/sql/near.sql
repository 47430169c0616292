-- name: place_near
-- Rows of a project that somebody may have, some of each of four ranges of cells.
SELECT * FROM (SELECT k.task_id, k.latitude, k.longitude, t.data
                 FROM task_place k JOIN task t ON t.id = k.task_id JOIN project p ON p.id = k.project_id
                WHERE k.project_id = :project_id AND k.done = 0 AND k.cell >= :first0 AND k.cell < :end0
                  AND t.slots > 0 AND (t.lane = 1 OR (t.lane = 0 AND t.place <= p.horizon))
                  AND NOT EXISTS (SELECT 1 FROM assignment s
                                   WHERE s.account_id = :account_id AND s.task_id = k.task_id
                                     AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
                LIMIT :most) AS a
 UNION ALL
SELECT * FROM (SELECT k.task_id, k.latitude, k.longitude, t.data
                 FROM task_place k JOIN task t ON t.id = k.task_id JOIN project p ON p.id = k.project_id
                WHERE k.project_id = :project_id AND k.done = 0 AND k.cell >= :first1 AND k.cell < :end1
                  AND t.slots > 0 AND (t.lane = 1 OR (t.lane = 0 AND t.place <= p.horizon))
                  AND NOT EXISTS (SELECT 1 FROM assignment s
                                   WHERE s.account_id = :account_id AND s.task_id = k.task_id
                                     AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
                LIMIT :most) AS b
 UNION ALL
SELECT * FROM (SELECT k.task_id, k.latitude, k.longitude, t.data
                 FROM task_place k JOIN task t ON t.id = k.task_id JOIN project p ON p.id = k.project_id
                WHERE k.project_id = :project_id AND k.done = 0 AND k.cell >= :first2 AND k.cell < :end2
                  AND t.slots > 0 AND (t.lane = 1 OR (t.lane = 0 AND t.place <= p.horizon))
                  AND NOT EXISTS (SELECT 1 FROM assignment s
                                   WHERE s.account_id = :account_id AND s.task_id = k.task_id
                                     AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
                LIMIT :most) AS c
 UNION ALL
SELECT * FROM (SELECT k.task_id, k.latitude, k.longitude, t.data
                 FROM task_place k JOIN task t ON t.id = k.task_id JOIN project p ON p.id = k.project_id
                WHERE k.project_id = :project_id AND k.done = 0 AND k.cell >= :first3 AND k.cell < :end3
                  AND t.slots > 0 AND (t.lane = 1 OR (t.lane = 0 AND t.place <= p.horizon))
                  AND NOT EXISTS (SELECT 1 FROM assignment s
                                   WHERE s.account_id = :account_id AND s.task_id = k.task_id
                                     AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
                LIMIT :most) AS d;

-- name: place_find^
-- Where a row is visited, and what it is.
SELECT k.project_id, k.latitude, k.longitude, t.data FROM task_place k JOIN task t ON t.id = k.task_id
 WHERE k.task_id = :task_id;

-- name: place_projects
-- Open projects whose rows have places.
SELECT p.id FROM project p
 WHERE p.state = 'open' AND EXISTS (SELECT 1 FROM task_place k WHERE k.project_id = p.id) ORDER BY p.id;

-- name: place_done!
-- Rows that were decided a moment ago: nobody goes there any more.
UPDATE task_place SET done = 1
 WHERE done = 0 AND task_id IN (SELECT t.id FROM task t WHERE t.project_id = :project_id AND t.decided_ms > :since_ms);

-- name: place_undone!
-- Rows that were decided and are asked for again.
UPDATE task_place SET done = 0
 WHERE done = 1 AND task_id IN (SELECT t.id FROM task t
                                 WHERE t.project_id = :project_id AND t.lane = 1 AND t.slots > 0);

-- name: reminder_set!
-- Somebody is to be reminded of a task at that moment.
INSERT INTO reminder (assignment_id, due_ms) VALUES (:assignment_id, :due_ms)
ON CONFLICT (assignment_id) DO UPDATE SET due_ms = excluded.due_ms;

-- name: reminder_due
-- Whom to remind now, and whether the task is still theirs.
SELECT r.assignment_id, s.account_id, s.state, s.deadline_ms
  FROM reminder r JOIN assignment s ON s.id = r.assignment_id
 WHERE r.due_ms <= :now_ms ORDER BY r.due_ms LIMIT :most;

-- name: reminder_drop!
-- Once is enough; no row where another process was quicker.
DELETE FROM reminder WHERE assignment_id = :assignment_id;
