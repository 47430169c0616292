-- name: notice_insert!
-- Puts a message to somebody into the outbox.
INSERT INTO notice (account_id, kind, params, state, next_ms, created_ms)
VALUES (:account_id, :kind, :params, 'queued', :now_ms, :now_ms)
