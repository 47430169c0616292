-- name: voucher_take^
-- Gives the oldest voucher of a pool that lasts long enough; those that others are being given are passed over.
UPDATE voucher SET state = 'given', account_id = :account_id, ref = :ref, given_ms = :now_ms
 WHERE id = (SELECT id FROM voucher
              WHERE pool = :pool AND state = 'free' AND (expires_ms IS NULL OR expires_ms > :until_ms)
              ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
   AND state = 'free'
RETURNING id, pool, face_minor, face_currency, sealed, state, account_id, ref, created_ms, given_ms, expires_ms;
