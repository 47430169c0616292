-- name: appeal_lock$
-- The state of an appeal, its row locked.
SELECT state FROM appeal WHERE id = :appeal_id FOR UPDATE;
