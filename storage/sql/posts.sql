-- name: post_add$
-- Something to be said in a group; nothing comes back where it is or was said already.
INSERT INTO post (platform, chat, kind, ref, params, next_ms, created_ms)
VALUES (:platform, :chat, :kind, :ref, :params, :now_ms, :now_ms)
ON CONFLICT (kind, ref) DO NOTHING
RETURNING id;

-- name: post_due
-- What waits to be said in groups.
SELECT id, platform, chat, kind, ref, params, attempts, created_ms
  FROM post WHERE state = 'queued' AND next_ms <= :now_ms ORDER BY next_ms, id LIMIT :most;

-- name: post_end!
-- It was said, or won't be.
UPDATE post SET state = :state WHERE id = :post_id AND state = 'queued';

-- name: post_later!
-- It could not be said: try again.
UPDATE post SET attempts = attempts + 1, next_ms = :next_ms WHERE id = :post_id AND state = 'queued';

-- name: post_tidy!
-- Forgets what was settled long ago, but for what may be said only once in a lifetime.
DELETE FROM post WHERE id IN (
    SELECT id FROM post WHERE state <> 'queued' AND kind <> 'welcome' AND created_ms < :before_ms LIMIT :most);
