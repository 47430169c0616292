-- name: campaign_lock^
-- Wait until nobody is handing out or handing in a task of the project: what refers to its row holds
-- KEY SHARE on it.
SELECT id FROM project WHERE id = :project_id FOR UPDATE;

-- name: account_lock^
-- An account's row, locked: money of one owner moves in turn. What refers to it need not wait.
SELECT id, handle FROM account WHERE id = :account_id FOR NO KEY UPDATE;
