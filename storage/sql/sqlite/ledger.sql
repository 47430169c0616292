-- name: ledger_matched$
-- How many accepted answers were paid what was promised. By the transfers, in their order: the plus keeps it
-- from their index by kind and reference, which has them in another one.
SELECT COUNT(*) FROM transfer t CROSS JOIN submission s ON s.id = CAST(t.ref AS INTEGER)
 WHERE +t.kind = 'earned' AND CAST(s.id AS TEXT) = t.ref
   AND s.state = 'accepted' AND s.reward_minor = t.amount_minor;

-- name: ledger_overpaid
-- Payments for answers that are not there, or that were not accepted and not reversed either. In their
-- order, too.
WITH odd AS MATERIALIZED (
    SELECT t.id, t.ref, t.amount_minor
      FROM transfer t LEFT JOIN submission s ON s.id = CAST(t.ref AS INTEGER)
     WHERE +t.kind = 'earned' AND (s.id IS NULL OR s.state <> 'accepted'))
SELECT id, ref, amount_minor FROM odd
 WHERE NOT EXISTS (SELECT 1 FROM transfer u
                    WHERE u.kind = 'undone'
                      AND u.ref IN (odd.ref, odd.ref || ':available', odd.ref || ':loss'))
 ORDER BY id LIMIT :most;
