-- name: screening_find^
-- Whether a project fits somebody, and what they answered; no row before they were asked.
SELECT fits, answers FROM screening WHERE account_id = :account_id AND project_id = :project_id;

-- name: screening_add!
-- Somebody has answered a project's screeners; once.
INSERT INTO screening (account_id, project_id, fits, answers, at_ms)
VALUES (:account_id, :project_id, :fits, :answers, :now_ms)
ON CONFLICT (account_id, project_id) DO NOTHING;

-- name: screening_pay!
-- What is kept for people whom a project doesn't fit pays one of them; no row where nothing is left.
UPDATE project
   SET screening_minor = screening_minor - :pay_minor, screened_minor = screened_minor + :pay_minor,
       extras_minor = extras_minor + :pay_minor
 WHERE id = :project_id AND screening_minor >= :pay_minor;

-- name: screening_keep!
-- So much in all may be paid to people whom a project doesn't fit, from now on.
UPDATE project
   SET screening_minor = CASE WHEN :total_minor > screened_minor THEN :total_minor - screened_minor ELSE 0 END
 WHERE id = :project_id;

-- name: screening_split!
-- What one account answered to projects' screeners, the one that parts from it has answered, too.
INSERT INTO screening (account_id, project_id, fits, answers, at_ms)
SELECT :new_id, g.project_id, g.fits, g.answers, g.at_ms FROM screening g WHERE g.account_id = :account_id
ON CONFLICT (account_id, project_id) DO NOTHING;

-- name: screening_counts^
-- How many people a project was found to fit, and how many not.
SELECT COALESCE(SUM(fits), 0), COALESCE(SUM(1 - fits), 0) FROM screening WHERE project_id = :project_id;
