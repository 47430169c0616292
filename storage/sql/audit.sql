-- name: audit_add!
-- What somebody with a role did, or the command line (no actor).
INSERT INTO audit (actor_id, action, subject, details, at_ms)
VALUES (:actor_id, :action, :subject, :details, :now_ms);


-- name: audit_overrides
-- What admins let through in a project, and in the one whose answers it reviews.
SELECT details
FROM audit
WHERE action = 'project.override'
  AND (subject = :subject
       OR subject IN (SELECT 'project:' || CAST(id AS TEXT) FROM project WHERE review_id = :project_id));
