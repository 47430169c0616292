-- name: suspension_identities
-- The platforms' ids of an account.
SELECT platform, external_id FROM identity WHERE account_id = :account_id ORDER BY id;
