-- name: destination_current^
-- Where somebody's money goes by a rail.
SELECT id, account_id, rail, sealed, shown, digest, created_ms, usable_ms FROM destination
 WHERE account_id = :account_id AND rail = :rail AND retired_ms IS NULL;

-- name: destination_all
-- Where somebody's money goes, by rail.
SELECT id, account_id, rail, sealed, shown, digest, created_ms, usable_ms FROM destination
 WHERE account_id = :account_id AND retired_ms IS NULL ORDER BY rail;

-- name: destination_any$
-- Whether somebody ever had a destination by a rail.
SELECT 1 FROM destination WHERE account_id = :account_id AND rail = :rail LIMIT 1;

-- name: destination_retire!
-- It is another one from now on, or none.
UPDATE destination SET retired_ms = :now_ms
 WHERE account_id = :account_id AND rail = :rail AND retired_ms IS NULL;

-- name: destination_add!
-- Where somebody's money goes by a rail.
INSERT INTO destination (account_id, rail, sealed, shown, digest, created_ms, usable_ms)
VALUES (:account_id, :rail, :sealed, :shown, :digest, :now_ms, :usable_ms);

-- name: destination_shared$
-- How many other accounts, kin left out, have or had this destination.
SELECT COUNT(DISTINCT d.account_id) FROM destination d
  JOIN account a ON a.id = d.account_id
 WHERE d.digest = :digest AND d.account_id <> :account_id AND (a.kin IS NULL OR a.kin <> :kin);

-- name: destination_forget!
-- Removes where the money of somebody who leaves went.
DELETE FROM destination WHERE account_id = :account_id;
