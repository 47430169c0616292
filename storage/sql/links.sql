-- name: link_code_keep!
-- Somebody wants a code; the one they had before is void.
INSERT INTO link_code (account_id, identity_id, code_hash, expires_ms)
VALUES (:account_id, :identity_id, :code_hash, :expires_ms)
ON CONFLICT (account_id) DO UPDATE
   SET identity_id = excluded.identity_id, code_hash = excluded.code_hash, expires_ms = excluded.expires_ms;

-- name: link_code_find^
-- Whose a code is, and the chat in which they asked for it.
SELECT account_id, identity_id FROM link_code
 WHERE code_hash = :code_hash AND expires_ms > :now_ms;

-- name: link_code_remove!
-- A code was used, or is void.
DELETE FROM link_code WHERE account_id = :account_id;

-- name: link_try_find^
-- How many codes somebody entered in vain, and since when that is counted.
SELECT tries, since_ms FROM link_try WHERE identity_id = :identity_id;

-- name: link_try_add!
-- One more code in vain; the count begins afresh where it began long ago.
INSERT INTO link_try (identity_id, tries, since_ms) VALUES (:identity_id, 1, :now_ms)
ON CONFLICT (identity_id) DO UPDATE
   SET tries = CASE WHEN link_try.since_ms <= :before_ms THEN 1 ELSE link_try.tries + 1 END,
       since_ms = CASE WHEN link_try.since_ms <= :before_ms THEN excluded.since_ms ELSE link_try.since_ms END;

-- name: link_try_forget!
-- The right code was entered.
DELETE FROM link_try WHERE identity_id = :identity_id;

-- name: link_identities
-- The chats that belong to an account, the oldest first.
SELECT id, platform FROM identity WHERE account_id = :account_id ORDER BY id;

-- name: link_forget_tries!
-- Removes what the chats of somebody who leaves had entered in vain.
DELETE FROM link_try WHERE identity_id IN (SELECT id FROM identity WHERE account_id = :account_id);
