-- name: audit_add!
-- What somebody with a role did, or the command line (no actor).
INSERT INTO audit (actor_id, action, subject, details, at_ms)
VALUES (:actor_id, :action, :subject, :details, :now_ms);

