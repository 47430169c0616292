-- name: task_report_add$
-- Somebody says what is wrong with a row; once.
INSERT INTO task_report (task_id, project_id, account_id, code, words, state, at_ms)
VALUES (:task_id, :project_id, :account_id, :code, :words, 'open', :now_ms)
ON CONFLICT (task_id, account_id) DO UPDATE SET code = excluded.code, words = excluded.words, state = 'open', at_ms = excluded.at_ms
RETURNING id;

-- name: task_report_count$
-- How many people say that something is wrong with a row, since it was put back last.
SELECT COUNT(*) FROM task_report WHERE task_id = :task_id AND state = 'open';

-- name: task_set_aside!
-- Nobody is asked about a row until who asks for the work has looked at it.
UPDATE task SET lane = 2, place = :now_ms WHERE id = :task_id AND state = 'open' AND slots > 0 AND lane <> 2;

-- name: task_ask_no_more!
-- Nobody is asked besides (lane 3) about a row that somebody says something is wrong with: what was kept for it is free.
UPDATE task SET slots = 0 WHERE id = :task_id AND lane = 3 AND slots > 0;

-- name: task_put_back!
-- A row that was set aside is offered again, to those who have passed it, too.
UPDATE task SET lane = 1, place = :now_ms WHERE id = :task_id AND lane = 2;

-- name: task_reports_mark!
-- What is known of a project's rows has changed: what a sweep has seen before is no longer true.
UPDATE project SET opened_ms = opened_ms + 1 WHERE id = :project_id AND state IN ('open', 'paused');

-- name: task_report_settle!
-- Who asks for the work has decided about a row.
UPDATE task_report SET state = :state WHERE task_id = :task_id AND state = 'open';

-- name: task_report_rows
-- Rows of a project with open reports, those that were reported last first.
SELECT t.id, t.row_id, t.data, t.lane, t.state, COUNT(r.id), MAX(r.id)
  FROM task_report r JOIN task t ON t.id = r.task_id
 WHERE r.project_id = :project_id AND r.state = 'open'
 GROUP BY t.id, t.row_id, t.data, t.lane, t.state
 ORDER BY t.lane DESC, MAX(r.id) DESC LIMIT :most;

-- name: task_report_said
-- What was said of a row.
SELECT code, words FROM task_report WHERE task_id = :task_id AND state = 'open' ORDER BY id;

-- name: task_report_told$
-- When who asks for a project's work was told last, or is about to be.
SELECT MAX(told_ms) FROM task_report WHERE project_id = :project_id;

-- name: task_report_tell!
-- They are told at that moment.
UPDATE task_report SET told_ms = :told_ms WHERE id = :report_id;

-- name: task_report_others$
-- How many others have said so of a project since a moment.
SELECT COUNT(*) FROM task_report
 WHERE project_id = :project_id AND code = :code AND at_ms > :since_ms AND id <> :report_id;

-- name: task_report_find^
-- What is to be known of a row to decide about it.
SELECT t.project_id, t.state, t.lane, t.slots, t.reserved, t.answers FROM task t WHERE t.id = :task_id;
