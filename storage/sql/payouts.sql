-- name: payout_add$
-- A payout that somebody asked for; nothing comes back where its key was used before.
INSERT INTO payout (account_id, rail, state, amount_minor, currency, out_minor, out_currency, destination, shown,
                    rail_key, automatic, next_ms, created_ms, approved_ms)
VALUES (:account_id, :rail, :state, :amount_minor, :currency, :out_minor, :out_currency, :destination, :shown,
        :rail_key, :automatic, :next_ms, :now_ms, :approved_ms)
ON CONFLICT (rail_key) DO NOTHING
RETURNING id;

-- name: payout_find^
-- One payout.
SELECT id, account_id, rail, state, amount_minor, currency, out_minor, out_currency, fee_minor, destination, shown,
       rail_key, rail_ref, version, automatic, attempts, next_ms, lease_ms, reason, created_ms, approved_ms, sent_ms,
       ended_ms
  FROM payout WHERE id = :payout_id;

-- name: payout_find_by_key$
-- The payout with a key.
SELECT id FROM payout WHERE rail_key = :rail_key;

-- name: payout_of_account
-- Somebody's payouts, the newest first.
SELECT id, account_id, rail, state, amount_minor, currency, out_minor, out_currency, fee_minor, destination, shown,
       rail_key, rail_ref, version, automatic, attempts, next_ms, lease_ms, reason, created_ms, approved_ms, sent_ms,
       ended_ms
  FROM payout WHERE account_id = :account_id AND id < :before_id ORDER BY id DESC LIMIT :most;

-- name: payout_list
-- Everybody's payouts, the newest first.
SELECT id, account_id, rail, state, amount_minor, currency, out_minor, out_currency, fee_minor, destination, shown,
       rail_key, rail_ref, version, automatic, attempts, next_ms, lease_ms, reason, created_ms, approved_ms, sent_ms,
       ended_ms
  FROM payout WHERE id < :before_id ORDER BY id DESC LIMIT :most;

-- name: payout_open
-- Payouts that have not ended, the oldest first: those that wait for an admin, then those on their way.
SELECT id, account_id, rail, state, amount_minor, currency, out_minor, out_currency, fee_minor, destination, shown,
       rail_key, rail_ref, version, automatic, attempts, next_ms, lease_ms, reason, created_ms, approved_ms, sent_ms,
       ended_ms
  FROM payout WHERE state IN ('requested', 'approved', 'sent', 'unknown') AND id > :after_id
 ORDER BY id LIMIT :most;

-- name: payout_waiting_for_admins
-- Payouts that wait for an admin, the oldest first.
SELECT id, account_id, rail, state, amount_minor, currency, out_minor, out_currency, fee_minor, destination, shown,
       rail_key, rail_ref, version, automatic, attempts, next_ms, lease_ms, reason, created_ms, approved_ms, sent_ms,
       ended_ms
  FROM payout WHERE state = 'requested' AND id > :after_id ORDER BY id LIMIT :most;

-- name: payout_hold!
-- A payout that is as one saw it, locked until the transaction ends.
UPDATE payout SET version = version WHERE id = :payout_id AND state = :state AND version = :version;

-- name: payout_approve!
-- It may be sent from now on.
UPDATE payout SET state = 'approved', approved_ms = :now_ms, next_ms = :next_ms
 WHERE id = :payout_id AND state = 'requested' AND version = :version;

-- name: payout_reconsider!
-- It waits for an admin after all, as long as nobody began to send it.
UPDATE payout SET state = 'requested', approved_ms = NULL
 WHERE id = :payout_id AND state = 'approved' AND version = :version
   AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000);

-- name: payout_change!
-- Another amount or destination: a new version, as long as nothing was handed to the rail. Whoever had taken it and
-- was held up past the lease has nothing in hand any more: they would send what it was before.
UPDATE payout
   SET amount_minor = :amount_minor, out_minor = :out_minor, out_currency = :out_currency, destination = :destination,
       shown = :shown, state = :state, approved_ms = :approved_ms, next_ms = :next_ms, version = version + 1,
       lease_ms = NULL
 WHERE id = :payout_id AND version = :version AND state IN ('requested', 'approved')
   AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000);

-- name: payout_withdraw!
-- It is not to be sent, as long as nobody began to.
UPDATE payout SET state = 'returned', ended_ms = :now_ms, reason = :reason, next_ms = NULL, lease_ms = NULL
 WHERE id = :payout_id AND state IN ('requested', 'approved')
   AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000);

-- name: payout_due
-- Payouts to be sent or looked up now, those that waited longest first; with held back ones left out.
-- A lease is for minutes and a look-up is put off for hours: what is further away was written while the clock was wrong.
SELECT id, account_id, rail, state, amount_minor, currency, out_minor, out_currency, fee_minor, destination, shown,
       rail_key, rail_ref, version, automatic, attempts, next_ms, lease_ms, reason, created_ms, approved_ms, sent_ms,
       ended_ms
  FROM payout
 WHERE state IN ('approved', 'sent', 'unknown')
   AND (next_ms <= :now_ms OR (next_ms > :now_ms + 86400000 AND state <> 'approved'))
   AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000)
   AND (state <> 'approved' OR :may_send = 1)
 ORDER BY next_ms, id LIMIT :most;

-- name: payout_claim_turn
-- Processes that claim payouts take turns, where more than one can: the day's limits are counted there.
SELECT 1 WHERE FALSE;

-- name: payout_claim!
-- Take one for a while; `sent_ms` is when sending it was begun.
UPDATE payout
   SET lease_ms = :lease_ms, attempts = attempts + 1,
       sent_ms = CASE WHEN state = 'approved' THEN :now_ms ELSE sent_ms END
 WHERE id = :payout_id AND state = :state AND version = :version
   AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000);

-- name: payout_put_off!
-- Not now: later, as it is.
UPDATE payout SET next_ms = :next_ms, lease_ms = NULL, reason = :reason
 WHERE id = :payout_id AND state IN ('approved', 'sent', 'unknown') AND lease_ms = :lease_ms;

-- name: payout_wait!
-- One that nobody has taken waits, for the reason that is given.
UPDATE payout SET next_ms = :next_ms, lease_ms = NULL, reason = :reason
 WHERE id = :payout_id AND state = 'approved' AND version = :version
   AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000);

-- name: payout_mark_sent!
-- From here on the rail may have it: it is looked up before anything else.
UPDATE payout SET state = 'sent', rail_ref = :rail_ref, reason = NULL
 WHERE id = :payout_id AND state IN ('approved', 'sent', 'unknown') AND lease_ms = :lease_ms;

-- name: payout_settle!
-- It arrived.
UPDATE payout
   SET state = 'settled', rail_ref = :rail_ref, fee_minor = :fee_minor, ended_ms = :now_ms, next_ms = NULL,
       lease_ms = NULL, reason = NULL
 WHERE id = :payout_id AND state IN ('approved', 'sent', 'unknown');

-- name: payout_return!
-- It did not arrive, and won't: said by whoever has taken it, or by hand (lease 0) where nobody has.
UPDATE payout SET state = 'returned', ended_ms = :now_ms, reason = :reason, next_ms = NULL, lease_ms = NULL
 WHERE id = :payout_id AND state IN ('approved', 'sent', 'unknown')
   AND (lease_ms = :lease_ms
     OR (:lease_ms = 0 AND (lease_ms IS NULL OR lease_ms <= :now_ms OR lease_ms > :now_ms + 3600000)));

-- name: payout_bounce!
-- It had arrived, as far as one knew, and came back.
UPDATE payout SET state = 'returned', ended_ms = :now_ms, reason = :reason
 WHERE id = :payout_id AND state = 'settled';

-- name: payout_unknown!
-- Nobody can tell what became of it: looked up later.
UPDATE payout SET state = 'unknown', next_ms = :next_ms, lease_ms = NULL, reason = :reason
 WHERE id = :payout_id AND state IN ('sent', 'unknown') AND lease_ms = :lease_ms;

-- name: payout_handed_over!
-- The rail has it, and somebody confirms it later.
UPDATE payout SET state = 'sent', rail_ref = :rail_ref, next_ms = NULL, lease_ms = NULL, reason = NULL
 WHERE id = :payout_id AND state IN ('sent', 'unknown') AND lease_ms = :lease_ms;

-- name: payout_forget_where!
-- Where the ended payouts of somebody who left went is forgotten, and the invoice of one that came back.
UPDATE payout SET destination = '', shown = '', rail_ref = CASE WHEN state = 'settled' THEN rail_ref END
 WHERE account_id = :account_id AND state IN ('settled', 'returned');

-- name: payout_approval_add!
-- An admin says yes to a version of a payout; no row where they did before.
INSERT INTO payout_approval (payout_id, version, account_id, created_ms)
VALUES (:payout_id, :version, :account_id, :now_ms)
ON CONFLICT (payout_id, version, account_id) DO NOTHING;

-- name: payout_approvals
-- Who said yes to a version of a payout, and whom they are kin to.
SELECT p.account_id, a.kin FROM payout_approval p JOIN account a ON a.id = p.account_id
 WHERE p.payout_id = :payout_id AND p.version = :version ORDER BY p.created_ms, p.account_id;

-- name: payout_asked_since$
-- How much somebody asked for since a moment, what came back left out; vouchers that they took for credits count, too.
SELECT CAST(COALESCE((SELECT SUM(p.amount_minor) FROM payout p
                       WHERE p.account_id = :account_id AND p.currency = :currency AND p.created_ms >= :since_ms
                         AND p.state <> 'returned'), 0)
          + COALESCE((SELECT SUM(o.price_minor) FROM reward_order o JOIN reward r ON r.id = o.reward_id
                       WHERE o.account_id = :account_id AND o.currency = :currency AND o.created_ms >= :since_ms
                         AND o.state = 'given' AND r.kind = 'voucher'), 0) AS BIGINT);

-- name: payout_sent_since
-- How much began to be sent since a moment by each rail, what came back left out; vouchers that were taken for
-- credits count as that rail's.
SELECT rail, CAST(SUM(minor) AS BIGINT)
  FROM (SELECT rail, amount_minor AS minor FROM payout
         WHERE sent_ms >= :since_ms AND currency = :currency AND state <> 'returned'
           AND (state <> 'approved' OR lease_ms > :now_ms)
        UNION ALL
        SELECT 'vouchers', o.price_minor FROM reward_order o JOIN reward r ON r.id = o.reward_id
         WHERE o.created_ms >= :since_ms AND o.currency = :currency AND o.state = 'given'
           AND r.kind = 'voucher') AS begun
 GROUP BY rail;

-- name: payout_in_flight$
-- How much of somebody's is on its way.
SELECT CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT) FROM payout
 WHERE account_id = :account_id AND currency = :currency AND state IN ('requested', 'approved', 'sent', 'unknown');

-- name: payout_admins
-- Who can approve a payout: admins with a chat.
SELECT a.id, a.kin FROM account a
 WHERE a.role = 'admin' AND a.state = 'active'
   AND EXISTS (SELECT 1 FROM identity i WHERE i.account_id = a.id)
 ORDER BY a.id;

-- name: payout_choice_find^
-- How somebody is paid out automatically.
SELECT rail, least_minor FROM payout_choice WHERE account_id = :account_id;

-- name: payout_choice_set!
-- How somebody is paid out automatically from now on.
INSERT INTO payout_choice (account_id, rail, least_minor) VALUES (:account_id, :rail, :least_minor)
ON CONFLICT (account_id) DO UPDATE SET rail = excluded.rail, least_minor = excluded.least_minor, told = NULL;

-- name: payout_choice_told!
-- Somebody is told why nothing goes out automatically (NULL: it does); no row changes where they were before.
UPDATE payout_choice SET told = :why
 WHERE account_id = :account_id AND COALESCE(told, '') <> COALESCE(:why, '');

-- name: payout_choice_remove!
-- Somebody is not paid out automatically any more.
DELETE FROM payout_choice WHERE account_id = :account_id;

-- name: payout_automatic
-- The next people who are paid out automatically by a run: those with enough, for whom it was not asked yet.
-- With :pending = 1 what is pending counts, for it is about to be credited.
SELECT c.account_id, c.rail, c.least_minor,
       CAST(COALESCE(b.amount_minor, 0) + COALESCE(p.amount_minor, 0) AS BIGINT)
  FROM payout_choice c
  JOIN account a ON a.id = c.account_id AND a.state = 'active'
  LEFT JOIN balance b ON b.name = 'person:' || c.account_id || ':available' AND b.currency = :currency
  LEFT JOIN balance p ON p.name = 'person:' || c.account_id || ':pending' AND p.currency = :currency AND :pending = 1
 WHERE c.account_id > :after_id
   AND COALESCE(b.amount_minor, 0) + COALESCE(p.amount_minor, 0) >= c.least_minor
   AND NOT EXISTS (SELECT 1 FROM payout o
                    WHERE o.rail_key = 'run-' || CAST(:run_id AS TEXT) || '-' || c.account_id)
 ORDER BY c.account_id LIMIT :most;
