-- name: estimate_model$
-- A question's estimate in a version.
SELECT model FROM estimate WHERE version = :version AND question = :question;

-- name: estimate_rows_each$
-- How many rows there are for each person whom a fit has seen.
SELECT p.places / CASE WHEN w.people > 0 THEN w.people ELSE 1 END
  FROM project p, (SELECT COUNT(DISTINCT account_id) AS people FROM skill WHERE version = :version) AS w
 WHERE p.id = (SELECT MIN(project_id) FROM estimate WHERE version = :version);

-- name: skill_find$
-- What a version knows of somebody at a question.
SELECT confusion FROM skill
 WHERE version = :version AND question = :question AND account_id = :account_id;

-- name: skills_of_account
-- What the last fits of all projects found of somebody.
SELECT s.project_id, s.question, s.answers, s.accuracy
  FROM skill s JOIN project p ON p.id = s.project_id AND p.estimate = s.version
 WHERE s.account_id = :account_id ORDER BY s.project_id, s.question;

-- name: skills_of_project
-- What the last fit of a project found of its workers, from an account on.
SELECT s.account_id, s.question, s.answers, s.accuracy
  FROM skill s JOIN project p ON p.id = s.project_id AND p.estimate = s.version
 WHERE s.project_id = :project_id AND s.account_id > :after_id
 ORDER BY s.account_id, s.question LIMIT :most;

-- name: estimates_through$
-- Up to which answer all are counted.
SELECT through_id FROM fold WHERE name = 'estimates';

-- name: estimates_newest$
-- The newest answer.
SELECT MAX(id) FROM submission;

-- name: estimates_came
-- How many answers came between two, by project.
SELECT project_id, COUNT(*) FROM submission
 WHERE id > :after_id AND id <= :through_id GROUP BY project_id ORDER BY project_id;

-- name: estimates_count!
-- So many more answers of a project.
INSERT INTO fitting (project_id, answers) VALUES (:project_id, :answers)
ON CONFLICT (project_id) DO UPDATE SET answers = fitting.answers + excluded.answers;

-- name: estimates_counted!
-- Up to this answer all are counted, from where they were counted before.
INSERT INTO fold (name, through_id) VALUES ('estimates', :through_id)
ON CONFLICT (name) DO UPDATE SET through_id = excluded.through_id WHERE fold.through_id = :after_id;

-- name: estimates_candidates
-- Projects at work that have answers since the last fit, or whose last fit was not applied whole, and
-- whether nothing of theirs is asked for or in hand.
SELECT p.id, p.definition, p.places, f.answers, f.fitted, f.is_applied,
       CASE WHEN EXISTS (SELECT 1 FROM task t WHERE t.project_id = p.id AND t.lane = 1 AND t.slots > 0)
              OR EXISTS (SELECT 1 FROM task t WHERE t.project_id = p.id AND t.lane = 0 AND t.slots > 0
                                                AND t.place <= p.horizon)
              OR EXISTS (SELECT 1 FROM assignment s WHERE s.project_id = p.id AND s.state = 'active')
            THEN 0 ELSE 1 END
  FROM fitting f JOIN project p ON p.id = f.project_id
 WHERE p.state IN ('open', 'paused') AND (f.answers > f.fitted OR f.is_applied = 0)
 ORDER BY p.id;

-- name: estimates_behind$
-- Whether a project that was fitted before has answers that no fit has seen.
SELECT 1 FROM project p
 WHERE p.id = :project_id AND p.estimate > 0
   AND (EXISTS (SELECT 1 FROM fitting f
                 WHERE f.project_id = p.id AND (f.answers > f.fitted OR f.is_applied = 0))
     OR EXISTS (SELECT 1 FROM submission u
                 WHERE u.project_id = p.id
                   AND u.id > COALESCE((SELECT through_id FROM fold WHERE name = 'estimates'), 0)));

-- name: fit_project^
-- What a fit has to know of its project.
SELECT p.definition, p.places, p.estimate, COALESCE(f.answers, 0),
       (SELECT through_id FROM fold WHERE name = 'estimates'),
       CASE WHEN EXISTS (SELECT 1 FROM task g WHERE g.project_id = p.id AND g.gold IS NOT NULL)
            THEN 1 ELSE 0 END
  FROM project p LEFT JOIN fitting f ON f.project_id = p.id WHERE p.id = :project_id;

-- name: fit_tasks
-- Rows of a project that are answered or known, from an id on.
SELECT id, state, gold, result, answers, CASE WHEN lane = 3 THEN 1 ELSE 0 END FROM task
 WHERE project_id = :project_id AND id > :after_id AND (answers > 0 OR gold IS NOT NULL) ORDER BY id LIMIT :most;

-- name: fit_votes
-- The answers that count for a project's rows between two ids.
SELECT task_id, account_id, answers FROM submission
 WHERE task_id >= :first_id AND task_id <= :last_id AND project_id = :project_id
   AND state IN ('pending', 'accepted', :also) AND is_deferred = 0;

-- name: fit_late
-- Rows of a project to which answers came behind one.
SELECT DISTINCT task_id FROM submission
 WHERE id > :after_id AND project_id = :project_id ORDER BY task_id;

-- name: skill_add*!
-- What a fit found of people.
INSERT INTO skill (version, question, account_id, project_id, answers, accuracy, confusion)
VALUES (:version, :question, :account_id, :project_id, :answers, :accuracy, :confusion);

-- name: estimate_add!
-- A question's estimate.
INSERT INTO estimate (version, question, project_id, model)
VALUES (:version, :question, :project_id, :model);

-- name: fit_publish!
-- From now on answers are weighed by this version, where the one before is still the one that was seen.
UPDATE project SET estimate = :version
 WHERE id = :project_id AND estimate = :before AND state IN ('open', 'paused');

-- name: fit_begun!
-- A fit that saw so many answers is the last one; rows don't stand as it says yet.
UPDATE fitting SET fitted = :answers, is_applied = 0 WHERE project_id = :project_id;

-- name: fit_applied!
-- Rows stand as the last fit says.
UPDATE fitting SET is_applied = 1
 WHERE project_id = :project_id
   AND EXISTS (SELECT 1 FROM project p WHERE p.id = fitting.project_id AND p.estimate = :version);

-- name: skills_forget!
-- Take away some of what neither the last fit of a project found nor the one before it.
DELETE FROM skill WHERE project_id = :project_id AND version <> :version AND version <> :before
   AND account_id <= (SELECT MAX(account_id) FROM (
         SELECT account_id FROM skill WHERE project_id = :project_id AND version <> :version AND version <> :before
          ORDER BY account_id LIMIT :most) AS few);

-- name: estimates_forget!
-- The same for questions.
DELETE FROM estimate WHERE project_id = :project_id AND version <> :version AND version <> :before;

-- name: fit_reopens!
-- Rows of a project are about to open again, where all is as it was seen: whoever has reckoned what it may
-- still cost before looks anew, for the moment of its opening is another one.
UPDATE project SET opened_ms = opened_ms + 1
 WHERE id = :project_id AND state = 'open' AND horizon = :seen_horizon AND opened_ms = :seen_opened_ms
   AND extras_minor = :seen_extras_minor AND topup_minor = 0;

-- name: fit_result$
-- What was decided about a row, as JSON.
SELECT result FROM task WHERE id = :task_id;
