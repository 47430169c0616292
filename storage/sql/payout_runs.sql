-- name: payout_run_latest$
-- The last period of a schedule that was begun, as far as the clock says: it may have been wrong.
SELECT MAX(period) FROM payout_run WHERE schedule = :schedule AND period <= :now;

-- name: payout_run_newest_ms$
-- When the last run of any schedule was begun.
SELECT MAX(created_ms) FROM payout_run WHERE created_ms <= :now_ms;

-- name: payout_run_begin$
-- A run for a period; nothing comes back where the period was begun before.
INSERT INTO payout_run (schedule, period, created_ms) VALUES (:schedule, :period, :now_ms)
ON CONFLICT (schedule, period) DO NOTHING
RETURNING id;

-- name: payout_run_running
-- Runs that are not through yet, the oldest first.
SELECT id, period, through_account_id FROM payout_run WHERE state = 'running' ORDER BY id;

-- name: payout_run_find^
-- A run that is not through yet.
SELECT id, period, through_account_id FROM payout_run WHERE id = :run_id AND state = 'running';

-- name: payout_run_advance!
-- A run moves on from where one saw it; no row changes where somebody else moved it on.
UPDATE payout_run SET through_account_id = :through_id
 WHERE id = :run_id AND state = 'running' AND through_account_id = :after_id;

-- name: payout_run_finish!
-- A run is through.
UPDATE payout_run SET state = 'done', finished_ms = :now_ms WHERE id = :run_id AND state = 'running';

-- name: payout_waiting
-- The next people with something pending, by account; none whose pay is held.
SELECT a.id, b.amount_minor
  FROM account a
  JOIN balance b ON b.name = 'person:' || a.id || ':pending' AND b.currency = :currency
 WHERE a.id > :after_id AND b.amount_minor > 0
   AND NOT EXISTS (SELECT 1 FROM honesty h WHERE h.account_id = a.id AND h.held = 1)
 ORDER BY a.id LIMIT :most;

-- name: payout_lock
-- The accounts of a chunk, locked where a database has row locks; else there is nothing to do.
SELECT 1 WHERE :after_id > :through_id;

-- name: payout_book
-- One transfer from pending to available for each account of a chunk that has something pending and is not held.
INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms)
SELECT 'payout_run', CAST(:run_id AS TEXT) || ':' || a.id, b.name, 'person:' || a.id || ':available',
       b.amount_minor, b.currency, :now_ms
  FROM account a
  JOIN balance b ON b.name = 'person:' || a.id || ':pending' AND b.currency = :currency
 WHERE a.id > :after_id AND a.id <= :through_id AND b.amount_minor > 0
   AND NOT EXISTS (SELECT 1 FROM honesty h WHERE h.account_id = a.id AND h.held = 1)
 ORDER BY a.id
RETURNING id, amount_minor;

-- name: payout_credit!
-- What the transfers of a chunk brought becomes available. Between their ids others' may stand.
INSERT INTO balance (name, currency, amount_minor)
SELECT credit, currency, amount_minor FROM transfer
 WHERE id BETWEEN :first_id AND :last_id AND kind = 'payout_run'
   AND substr(ref, 1, length(:prefix)) = :prefix
 ORDER BY id
ON CONFLICT (name, currency) DO UPDATE SET amount_minor = balance.amount_minor + excluded.amount_minor;

-- name: payout_debit!
-- What the transfers of a chunk took is no longer pending.
UPDATE balance SET amount_minor = balance.amount_minor - t.amount_minor
  FROM transfer t
 WHERE t.id BETWEEN :first_id AND :last_id AND t.kind = 'payout_run'
   AND substr(t.ref, 1, length(:prefix)) = :prefix
   AND balance.name = t.debit AND balance.currency = t.currency;
