-- name: integrity_complaints
-- The server looks after its pages itself, and has no quick check to ask for.
SELECT 'nothing' WHERE FALSE;

-- name: integrity_strays
-- It never lets go of a row that others point to.
SELECT 'nothing', 0 WHERE FALSE;
