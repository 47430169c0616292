-- name: review_next^
-- The oldest submission that waits for a reviewer and is not their own, after a given one.
SELECT u.id, u.account_id, u.project_id, u.answers, t.data, p.definition, u.task_id, p.state, u.assignment_id, u.revision
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN project p ON p.id = u.project_id
 WHERE u.state = 'pending' AND p.accept = 'review' AND u.account_id <> :reviewer_id AND u.id > :after_id
 ORDER BY u.id LIMIT 1;

-- name: review_find^
-- One submission that waits for a reviewer.
SELECT u.id, u.account_id, u.project_id, u.answers, t.data, p.definition, u.task_id, p.state, u.assignment_id, u.revision
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN project p ON p.id = u.project_id
 WHERE u.id = :submission_id AND u.state = 'pending' AND p.accept = 'review';

-- name: review_count$
-- How many submissions wait for a reviewer.
SELECT count(*) FROM submission u JOIN project p ON p.id = u.project_id
 WHERE u.state = 'pending' AND p.accept = 'review' AND u.account_id <> :reviewer_id;
