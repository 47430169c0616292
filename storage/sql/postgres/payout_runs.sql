-- name: payout_lock
-- The accounts of a chunk, locked: what else moves these people's money waits or has committed.
SELECT id FROM account WHERE id > :after_id AND id <= :through_id ORDER BY id FOR NO KEY UPDATE;
