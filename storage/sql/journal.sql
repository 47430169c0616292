-- name: journal_bounds^
-- The first and the last moment of all transfers up to now, and the last one's id.
SELECT MIN(created_ms), MAX(created_ms), MAX(id) FROM transfer;

-- name: journal_names
-- All names and currencies that transfers were booked on, up to one.
SELECT debit AS name, currency FROM transfer WHERE id <= :last_id
UNION
SELECT credit, currency FROM transfer WHERE id <= :last_id
 ORDER BY name, currency;

-- name: journal_transfers
-- Transfers in the order of booking, up to one.
SELECT id, kind, ref, debit, credit, amount_minor, currency, created_ms FROM transfer
 WHERE id <= :last_id ORDER BY id;
