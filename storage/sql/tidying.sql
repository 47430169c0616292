-- name: event_tidy!
-- Forget some of the events that were noted long ago: no platform delivers them again.
DELETE FROM seen_event
 WHERE id IN (SELECT id FROM (SELECT id, at_ms FROM seen_event ORDER BY id LIMIT :most) AS oldest
               WHERE at_ms < :before_ms);
