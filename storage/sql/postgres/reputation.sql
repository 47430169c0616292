-- name: reputation_event_insert!
-- Records an event once. The account is locked before the event gets its id, so that the order of
-- ids is the order in which points changed: folding them again gives the same.
INSERT INTO reputation_event (account_id, kind, ref, points, created_ms)
SELECT locked.id, :kind, :ref, :points, :now_ms
FROM (SELECT id FROM account WHERE id = :account_id FOR NO KEY UPDATE) AS locked
ON CONFLICT (account_id, kind, ref) DO NOTHING;
