-- name: licence_words$
-- The words of a project's licence that somebody agreed to.
SELECT words FROM licence WHERE account_id = :account_id AND project_id = :project_id;

-- name: licence_add!
-- Somebody agrees; to other words, once those have changed.
INSERT INTO licence (account_id, project_id, words, at_ms) VALUES (:account_id, :project_id, :words, :now_ms)
ON CONFLICT (account_id, project_id) DO UPDATE SET words = excluded.words, at_ms = excluded.at_ms;

-- name: licence_of_project
-- Who agreed to a project's licence.
SELECT account_id, words, at_ms FROM licence WHERE project_id = :project_id ORDER BY at_ms, account_id;
