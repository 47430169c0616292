-- name: project_any_open$
-- Whether any project is open.
SELECT 1 FROM project WHERE state = 'open' LIMIT 1;

-- name: push_due
-- People for whom it may be time for a task, who waited longest first.
SELECT id, push_next_ms, push_interval_ms FROM account
 WHERE push_on = 1 AND push_next_ms <= :now_ms ORDER BY push_next_ms LIMIT :most;

-- name: push_look_again!
-- When a person is looked at again.
UPDATE account SET push_next_ms = :next_ms WHERE id = :account_id;

-- name: push_done!
-- A task was pushed: when the next one may be, and how long the wait for this one was.
UPDATE account SET push_next_ms = :next_ms, push_interval_ms = :interval_ms
 WHERE id = :account_id;

-- name: push_outcome$
-- What became of a task that was pushed.
SELECT state FROM assignment WHERE id = :assignment_id;
