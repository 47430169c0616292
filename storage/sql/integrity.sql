-- name: integrity_beat!
-- Write something, so that a disk which takes nothing more shows.
INSERT INTO meta (key, value) VALUES ('beat', :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;
