-- name: invitation_add!
-- Who invited whom, once.
INSERT INTO invitation (account_id, inviter_id, created_ms) VALUES (:account_id, :inviter_id, :now_ms)
ON CONFLICT (account_id) DO NOTHING;

-- name: invitation_count$
-- How many came by somebody's invitation and agreed to take part.
SELECT count(*) FROM invitation i JOIN account a ON a.id = i.account_id
 WHERE i.inviter_id = :account_id AND a.consent_ms IS NOT NULL;
