-- name: voucher_add!
-- A code, sealed; nothing where it is there already.
INSERT INTO voucher (pool, face_minor, face_currency, sealed, digest, created_ms, expires_ms)
VALUES (:pool, :face_minor, :face_currency, :sealed, :digest, :now_ms, :expires_ms)
ON CONFLICT (digest) DO NOTHING;

-- name: voucher_face^
-- What the vouchers of a pool are worth.
SELECT face_minor, face_currency FROM voucher WHERE pool = :pool LIMIT 1;

-- name: voucher_pools
-- All pools: what one is worth, how many are free, given, expired, and when the next free one expires.
SELECT pool, face_minor, face_currency,
       CAST(SUM(CASE WHEN state = 'free' THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN state = 'given' THEN 1 ELSE 0 END) AS BIGINT),
       CAST(SUM(CASE WHEN state = 'expired' THEN 1 ELSE 0 END) AS BIGINT),
       MIN(CASE WHEN state = 'free' THEN expires_ms END)
  FROM voucher GROUP BY pool, face_minor, face_currency ORDER BY pool;

-- name: voucher_stock$
-- How many of a pool can be given, counted up to a most.
SELECT COUNT(*) FROM (
    SELECT 1 FROM voucher
     WHERE pool = :pool AND state = 'free' AND (expires_ms IS NULL OR expires_ms > :until_ms)
     LIMIT :most) AS counted;

-- name: voucher_take^
-- Gives the oldest voucher of a pool that lasts long enough, to one person for one reason.
UPDATE voucher SET state = 'given', account_id = :account_id, ref = :ref, given_ms = :now_ms
 WHERE id = (SELECT id FROM voucher
              WHERE pool = :pool AND state = 'free' AND (expires_ms IS NULL OR expires_ms > :until_ms)
              ORDER BY id LIMIT 1)
RETURNING id, pool, face_minor, face_currency, sealed, state, account_id, ref, created_ms, given_ms, expires_ms;

-- name: voucher_get^
-- A voucher by its number.
SELECT id, pool, face_minor, face_currency, sealed, state, account_id, ref, created_ms, given_ms, expires_ms
  FROM voucher WHERE id = :voucher_id;

-- name: voucher_of_ref^
-- The voucher that was given for something.
SELECT id, pool, face_minor, face_currency, sealed, state, account_id, ref, created_ms, given_ms, expires_ms
  FROM voucher WHERE ref = :ref;

-- name: voucher_of_account
-- What a person was given, the newest first, before one of them.
SELECT id, pool, face_minor, face_currency, sealed, state, account_id, ref, created_ms, given_ms, expires_ms
  FROM voucher WHERE account_id = :account_id AND id < :before_id ORDER BY id DESC LIMIT :most;

-- name: voucher_of_pool
-- The vouchers of a pool, the latest given first, then those that nobody has.
SELECT id, pool, face_minor, face_currency, sealed, state, account_id, ref, created_ms, given_ms, expires_ms
  FROM voucher WHERE pool = :pool ORDER BY COALESCE(given_ms, 0) DESC, id LIMIT :most;

-- name: voucher_expire!
-- Free vouchers that don't last long enough are given to nobody any more.
UPDATE voucher SET state = 'expired'
 WHERE id IN (SELECT id FROM voucher WHERE state = 'free' AND expires_ms <= :until_ms LIMIT :most)
   AND state = 'free';

-- name: merge_vouchers!
-- The vouchers that the other account was given.
UPDATE voucher SET account_id = :account_id WHERE account_id = :other_id;
