-- name: payout_claim_turn
-- Processes that claim payouts take turns until their transaction ends: the day's limits are counted there.
SELECT pg_advisory_xact_lock(hashtextextended('bitework:payouts', 0));
