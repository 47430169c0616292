-- name: transfer_add!
-- One transfer, where its kind and reference are not booked already.
INSERT INTO transfer (kind, ref, debit, credit, amount_minor, currency, created_ms)
VALUES (:kind, :ref, :debit, :credit, :amount_minor, :currency, :now_ms)
ON CONFLICT (kind, ref) DO NOTHING;

-- name: transfer_find^
-- The transfer that was booked under a kind and a reference.
SELECT id, debit, credit, amount_minor, currency, created_ms FROM transfer
 WHERE kind = :kind AND ref = :ref;

-- name: transfer_any$
-- Whether one of the parts of a reversal is booked already.
SELECT 1 FROM transfer WHERE kind = :kind AND ref IN (:first, :second, :third) LIMIT 1;

-- name: transfer_first_ms$
-- When the first transfer of all was booked.
SELECT created_ms FROM transfer ORDER BY id LIMIT 1;

-- name: transfer_newest_ms$
-- When the newest transfer was booked.
SELECT created_ms FROM transfer ORDER BY id DESC LIMIT 1;

-- name: balance_add!
-- A person's cached balance grows.
INSERT INTO balance (name, currency, amount_minor) VALUES (:name, :currency, :amount_minor)
ON CONFLICT (name, currency) DO UPDATE SET amount_minor = balance.amount_minor + excluded.amount_minor;

-- name: balance_take!
-- A person's cached balance shrinks, where it is large enough.
UPDATE balance SET amount_minor = amount_minor - :amount_minor
 WHERE name = :name AND currency = :currency AND amount_minor >= :amount_minor;

-- name: balance_of_person
-- The cached balances of one person, by their names.
SELECT name, amount_minor FROM balance
 WHERE currency = :currency AND name IN (:pending, :available, :in_flight, :paid);

-- name: balance_folded$
-- The balance of a folded name: what was folded, and the transfers since.
SELECT CAST(
         COALESCE((SELECT amount_minor FROM balance WHERE name = :name AND currency = :currency), 0)
       + COALESCE((SELECT SUM(CASE WHEN credit = :name THEN amount_minor ELSE -amount_minor END)
                     FROM transfer
                    WHERE id > COALESCE((SELECT through_id FROM fold WHERE name = 'ledger'), 0)
                      AND currency = :currency AND (debit = :name OR credit = :name)), 0)
       AS BIGINT);

-- name: fold_begin!
-- The row that remembers how far has been folded.
INSERT INTO fold (name, through_id) VALUES ('ledger', 0) ON CONFLICT (name) DO NOTHING;

-- name: fold_through$
-- How far has been folded.
SELECT through_id FROM fold WHERE name = 'ledger';

-- name: fold_barrier!
-- Wait until no transfer is on its way; where there is one writer only, none ever is.
SELECT 1;

-- name: transfer_newest$
-- The newest transfer's id.
SELECT COALESCE(MAX(id), 0) FROM transfer;

-- name: fold_advance!
-- Move on from where one was; no row changes where somebody else has moved on already.
UPDATE fold SET through_id = :through_id WHERE name = 'ledger' AND through_id = :after_id;

-- name: fold_names!
-- Rows for the folded names that some transfers mention for the first time.
INSERT INTO balance (name, currency, amount_minor)
SELECT name, currency, 0
  FROM (SELECT debit AS name, currency FROM transfer WHERE id > :after_id AND id <= :through_id
        UNION
        SELECT credit AS name, currency FROM transfer WHERE id > :after_id AND id <= :through_id) AS mentioned
 WHERE substr(name, 1, 7) <> 'person:'
ON CONFLICT (name, currency) DO NOTHING;

-- name: fold_amounts!
-- Bring the folded balances forward by some transfers.
UPDATE balance SET amount_minor = balance.amount_minor + delta.amount_minor
  FROM (SELECT name, currency, CAST(SUM(amount_minor) AS BIGINT) AS amount_minor
          FROM (SELECT debit AS name, currency, -amount_minor AS amount_minor
                  FROM transfer WHERE id > :after_id AND id <= :through_id
                UNION ALL
                SELECT credit AS name, currency, amount_minor
                  FROM transfer WHERE id > :after_id AND id <= :through_id) AS posting
         WHERE substr(name, 1, 7) <> 'person:'
         GROUP BY name, currency) AS delta
 WHERE balance.name = delta.name AND balance.currency = delta.currency;

-- name: ledger_balances
-- Cached balances, behind a name.
SELECT name, currency, amount_minor FROM balance
 WHERE name > :name OR (name = :name AND currency > :currency)
 ORDER BY name, currency LIMIT :most;

-- name: ledger_foreign
-- What people have in other currencies than the one that they are paid in.
SELECT currency, COUNT(*), CAST(SUM(amount_minor) AS BIGINT) FROM balance
 WHERE currency <> :currency AND amount_minor > 0 AND substr(name, 1, 7) = 'person:'
 GROUP BY currency ORDER BY currency;

-- name: ledger_postings
-- What was booked on one name, in the order of booking.
SELECT id, CASE WHEN credit = :name THEN amount_minor ELSE -amount_minor END
  FROM transfer WHERE currency = :currency AND (debit = :name OR credit = :name) ORDER BY id;

-- name: ledger_transfers
-- Transfers in the order of booking, behind an id.
SELECT id, debit, credit, amount_minor, currency FROM transfer
 WHERE id > :after_id ORDER BY id LIMIT :most;

-- name: ledger_unfolded
-- What was booked on folded names and is not in their cached balances yet.
SELECT name, currency, CAST(SUM(minor) AS BIGINT)
  FROM (SELECT debit AS name, currency, -amount_minor AS minor FROM transfer WHERE id > :through_id
        UNION ALL
        SELECT credit, currency, amount_minor FROM transfer WHERE id > :through_id) AS posting
 WHERE substr(name, 1, 7) <> 'person:'
 GROUP BY name, currency;

-- name: ledger_no_transfer$
-- The first row that moves nothing, or moves it nowhere: the tables refuse it, so it was changed by hand.
SELECT MIN(id) FROM transfer WHERE amount_minor <= 0 OR debit = credit;

-- name: ledger_matched$
-- How many accepted answers were paid what was promised. By the transfers, in their order.
SELECT COUNT(*) FROM transfer t JOIN submission s ON CAST(s.id AS TEXT) = t.ref
 WHERE t.kind = 'earned' AND s.state = 'accepted' AND s.reward_minor = t.amount_minor;

-- name: ledger_accepted$
-- How many answers have to be paid.
SELECT COUNT(*) FROM submission WHERE state = 'accepted' AND reward_minor > 0;

-- name: ledger_on_their_way
-- What is on its way to each account, by the payouts that have not ended.
SELECT account_id, currency, CAST(SUM(amount_minor) AS BIGINT) FROM payout
 WHERE state IN ('requested', 'approved', 'sent', 'unknown')
 GROUP BY account_id, currency;

-- name: ledger_in_flight
-- What was booked on a person's money on its way, in order, with the payout that it was for.
SELECT t.id, t.kind, t.ref, p.state
  FROM transfer t
  LEFT JOIN payout p
    ON p.id = CASE WHEN t.kind IN ('payout', 'payout_settled', 'payout_returned') THEN CAST(t.ref AS BIGINT) END
 WHERE t.kind <> 'earned' AND (t.debit = :name OR t.credit = :name) AND t.currency = :currency
 ORDER BY t.id;

-- name: ledger_payouts
-- Payouts that have ended otherwise than the books say: state, what went out by the books, what came back.
SELECT p.id, p.state, s.id, o.id, r.id, v.id
  FROM payout p
  LEFT JOIN transfer s ON s.kind = 'payout_settled' AND s.ref = CAST(p.id AS TEXT)
   AND s.amount_minor = p.amount_minor AND s.currency = p.currency
  LEFT JOIN transfer o ON o.kind = 'payout_out' AND o.ref = CAST(p.id AS TEXT)
   AND o.amount_minor = p.out_minor AND o.currency = p.out_currency
  LEFT JOIN transfer r ON r.kind = 'payout_returned' AND r.ref = CAST(p.id AS TEXT)
   AND r.amount_minor = p.amount_minor AND r.currency = p.currency
  LEFT JOIN transfer v ON v.kind = 'payout_reversed' AND v.ref = CAST(p.id AS TEXT)
   AND v.amount_minor = p.amount_minor AND v.currency = p.currency
 WHERE (p.state = 'settled' AND (s.id IS NULL OR o.id IS NULL OR r.id IS NOT NULL OR v.id IS NOT NULL))
    OR (p.state = 'returned' AND (s.id IS NULL) <> (v.id IS NULL))
    OR (p.state = 'returned' AND (r.id IS NULL) = (v.id IS NULL))
    OR (p.state NOT IN ('settled', 'returned') AND (s.id IS NOT NULL OR r.id IS NOT NULL))
 ORDER BY p.id LIMIT :most;

-- name: ledger_vouchers
-- Vouchers that were given for no reason, or for a payout that is not by voucher or came back.
SELECT v.id, v.ref
  FROM voucher v
  LEFT JOIN payout p ON v.ref = 'payout:' || p.id
 WHERE v.state = 'given'
   AND (v.ref IS NULL OR v.account_id IS NULL
     OR (substr(v.ref, 1, 7) = 'payout:' AND (p.id IS NULL OR p.state = 'returned')))
 ORDER BY v.id LIMIT :most;

-- name: ledger_ungiven
-- Settled payouts by voucher for which no voucher was given.
SELECT p.id FROM payout p
 WHERE p.rail = 'vouchers' AND p.state = 'settled'
   AND NOT EXISTS (SELECT 1 FROM voucher v WHERE v.ref = 'payout:' || p.id)
 ORDER BY p.id LIMIT :most;

-- name: ledger_unpaid
-- Accepted answers that were never paid, or not what was promised.
SELECT s.id, s.account_id, s.reward_minor, t.amount_minor, t.id
  FROM submission s
  LEFT JOIN transfer t ON t.kind = 'earned' AND t.ref = CAST(s.id AS TEXT)
 WHERE s.state = 'accepted' AND s.reward_minor > 0
   AND (t.id IS NULL OR t.amount_minor <> s.reward_minor)
 ORDER BY s.id LIMIT :most;

-- name: ledger_overpaid
-- Payments for answers that are not there, or that were not accepted and not reversed either.
WITH odd AS MATERIALIZED (
    SELECT t.id, t.ref, t.amount_minor
      FROM transfer t LEFT JOIN submission s ON CAST(s.id AS TEXT) = t.ref
     WHERE t.kind = 'earned' AND (s.id IS NULL OR s.state <> 'accepted'))
SELECT id, ref, amount_minor FROM odd
 WHERE NOT EXISTS (SELECT 1 FROM transfer u
                    WHERE u.kind = 'undone'
                      AND u.ref IN (odd.ref, odd.ref || ':available', odd.ref || ':loss'))
 ORDER BY id LIMIT :most;

-- name: ledger_last_hold$
-- The last transfer that took from a project's owner or gave back.
SELECT MAX(id) FROM transfer
 WHERE (kind = 'hold' AND credit = :name) OR (kind = 'hold_return' AND debit = :name);

-- name: ledger_last_moments^
-- When things happened last around a project that has ended: a rejection, a decision, its end, an appeal, a day's
-- extras, the time of a task in somebody's hands, a transfer.
SELECT (SELECT MAX(u.settled_ms) FROM submission u
         WHERE u.project_id = p.id AND u.settled_ms IS NOT NULL AND u.state = 'rejected'),
       (SELECT MAX(u.settled_ms) FROM submission u WHERE u.project_id = p.id AND u.settled_ms IS NOT NULL),
       p.closed_ms,
       (SELECT MAX(a.decided_ms) FROM appeal a WHERE a.project_id = p.id),
       (SELECT MAX(d.done_ms) FROM extras_day d WHERE d.date = p.extras_date),
       (SELECT MAX(s.deadline_ms) FROM assignment s WHERE s.project_id = p.id),
       (SELECT MAX(t.created_ms) FROM transfer t WHERE t.debit = :name OR t.credit = :name)
  FROM project p WHERE p.id = :project_id;
