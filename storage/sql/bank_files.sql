-- name: bank_due
-- Payouts that were handed over and are in no file yet, in the order in which they were asked for.
SELECT id, rail_key, out_minor, out_currency, destination
  FROM payout
 WHERE state IN ('approved', 'sent', 'unknown') AND next_ms IS NULL
   AND state = 'sent' AND lease_ms IS NULL AND rail = :rail AND rail_ref = ''
 ORDER BY id LIMIT :most;

-- name: bank_bind!
-- A payout is in a file; no row where it is in another one, or has ended.
UPDATE payout SET rail_ref = :name
 WHERE id = :payout_id AND state = 'sent' AND next_ms IS NULL AND lease_ms IS NULL AND rail = :rail
   AND rail_ref = '' AND rail_key = :rail_key;

-- name: bank_file_add$
-- A file that was made, with its bytes sealed.
INSERT INTO bank_file (format, name, sealed, payouts, total_minor, currency, created_ms)
VALUES (:format, :name, :sealed, :payouts, :total_minor, :currency, :now_ms)
RETURNING id;

-- name: bank_payment_add*!
-- Payouts are in a file.
INSERT INTO bank_payment (payout_id, file_id, end_to_end_id)
VALUES (:payout_id, :file_id, :end_to_end_id);

-- name: bank_file_find^
-- A file without its bytes.
SELECT id, format, name, payouts, total_minor, currency, created_ms
  FROM bank_file WHERE id = :file_id;

-- name: bank_file_named$
-- The file that a bank's answer names.
SELECT id FROM bank_file WHERE name = :name;

-- name: bank_file_of$
-- The name of the file that a payout is in.
SELECT f.name FROM bank_payment b JOIN bank_file f ON f.id = b.file_id
 WHERE b.payout_id = :payout_id;

-- name: bank_file_sealed$
-- A file's bytes, sealed.
SELECT sealed FROM bank_file WHERE id = :file_id;

-- name: bank_file_list
-- Files, the newest first, with how many of their payouts have not ended.
SELECT f.id, f.format, f.name, f.payouts, f.total_minor, f.currency, f.created_ms,
       (SELECT COUNT(*) FROM bank_payment b JOIN payout p ON p.id = b.payout_id
         WHERE b.file_id = f.id AND p.state NOT IN ('settled', 'returned'))
  FROM bank_file f ORDER BY f.id DESC LIMIT :most;

-- name: bank_payments
-- The payouts of a file, in its order.
SELECT p.id, b.end_to_end_id, p.account_id, p.state, p.out_minor, p.out_currency, p.shown, p.reason
  FROM bank_payment b JOIN payout p ON p.id = b.payout_id
 WHERE b.file_id = :file_id ORDER BY b.payout_id;

-- name: bank_payment_find^
-- The payout that a bank's answer names.
SELECT p.id, b.end_to_end_id, p.account_id, p.state, p.out_minor, p.out_currency, p.shown, p.reason
  FROM bank_payment b JOIN payout p ON p.id = b.payout_id
 WHERE b.end_to_end_id = :end_to_end_id;

-- name: bank_payment_of^
-- A payout that is in a file.
SELECT p.id, b.end_to_end_id, p.account_id, p.state, p.out_minor, p.out_currency, p.shown, p.reason
  FROM bank_payment b JOIN payout p ON p.id = b.payout_id
 WHERE b.payout_id = :payout_id;
