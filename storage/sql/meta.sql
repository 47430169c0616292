-- name: meta_value$
-- What is noted about this database under a key.
SELECT value FROM meta WHERE key = :key;

-- name: meta_note!
-- Note something about this database.
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: meta_forget!
-- Forget what was noted under a key.
DELETE FROM meta WHERE key = :key;

-- name: meta_currency$
-- The currency of the first transfer or project; nothing where there is none yet.
SELECT COALESCE((SELECT currency FROM transfer ORDER BY id LIMIT 1),
                (SELECT currency FROM project ORDER BY id LIMIT 1));
