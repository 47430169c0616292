-- name: review_next^
-- The oldest submission that waits for a reviewer and is not their own, after a given one: nor one of an account
-- that is part of theirs, or was one with it (:kin).
SELECT u.id, u.account_id, u.project_id, u.answers, t.data, p.definition, u.task_id, p.state, u.assignment_id, u.revision
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN project p ON p.id = u.project_id
 WHERE u.state = 'pending' AND p.accept = 'review' AND u.id > :after_id
   AND u.account_id NOT IN (SELECT a.id FROM account a WHERE a.id = :reviewer_id OR a.merged_into = :reviewer_id
                            UNION ALL
                           SELECT a.id FROM account a WHERE a.kin = :kin
                            UNION ALL
                           SELECT a.id FROM account a JOIN account k ON k.id = a.merged_into WHERE k.kin = :kin)
 ORDER BY u.id LIMIT 1;

-- name: review_find^
-- One submission that waits for a reviewer, and whether it is their own.
SELECT u.id, u.account_id, u.project_id, u.answers, t.data, p.definition, u.task_id, p.state, u.assignment_id, u.revision,
       CASE WHEN u.account_id IN (SELECT a.id FROM account a WHERE a.id = :reviewer_id OR a.merged_into = :reviewer_id
                           UNION ALL
                          SELECT a.id FROM account a WHERE a.kin = :kin
                           UNION ALL
                          SELECT a.id FROM account a JOIN account k ON k.id = a.merged_into WHERE k.kin = :kin) THEN 1 ELSE 0 END
  FROM submission u
  JOIN task t ON t.id = u.task_id
  JOIN project p ON p.id = u.project_id
 WHERE u.id = :submission_id AND u.state = 'pending' AND p.accept = 'review';

-- name: review_count$
-- How many submissions wait for a reviewer.
SELECT count(*) FROM submission u JOIN project p ON p.id = u.project_id
 WHERE u.state = 'pending' AND p.accept = 'review' AND u.account_id NOT IN (SELECT a.id FROM account a WHERE a.id = :reviewer_id OR a.merged_into = :reviewer_id
                            UNION ALL
                           SELECT a.id FROM account a WHERE a.kin = :kin
                            UNION ALL
                           SELECT a.id FROM account a JOIN account k ON k.id = a.merged_into WHERE k.kin = :kin);
