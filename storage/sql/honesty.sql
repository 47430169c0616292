-- name: honesty_page$
-- Up to which answer the next page of new answers goes; nothing where there are none.
SELECT MAX(id) FROM (SELECT id FROM submission WHERE id > :after_id ORDER BY id LIMIT :most) AS p;

-- name: honesty_count!
-- Count the new answers of everybody who gave some.
INSERT INTO honesty (account_id, fresh)
SELECT account_id, COUNT(*) FROM submission
 WHERE id > :after_id AND id <= :through_id GROUP BY account_id ORDER BY account_id
ON CONFLICT (account_id) DO UPDATE SET fresh = honesty.fresh + excluded.fresh;

-- name: honesty_due
-- People with new answers enough to be looked at, those with most first; nobody who looks after others' work.
SELECT h.account_id FROM honesty h JOIN account a ON a.id = h.account_id
 WHERE h.fresh >= :least AND a.state = 'active' AND a.role IN ('worker', 'requester')
 ORDER BY h.account_id LIMIT :most;

-- name: honesty_seen!
-- Somebody was looked at.
UPDATE honesty SET fresh = 0 WHERE account_id = :account_id;

-- name: honesty_find^
-- How somebody stands.
SELECT step, held, kind, figures, since_ms, through_id, words, decided_ms, is_shared_fine
  FROM honesty WHERE account_id = :account_id;

-- name: honesty_recent
-- Somebody's latest answers that count for a look, the newest first.
SELECT id, project_id FROM submission
 WHERE account_id = :account_id AND id > :after_id AND state <> 'undone'
 ORDER BY id DESC LIMIT :most;

-- name: honesty_since$
-- The first of somebody's latest answers, so many at the most.
SELECT COALESCE(MIN(id), 0) FROM (
  SELECT id FROM submission WHERE account_id = :account_id AND state <> 'undone'
   ORDER BY id DESC LIMIT :most) AS r;

-- name: honesty_sharing
-- Other accounts, kin left out, whose money goes to the same place now.
SELECT DISTINCT o.account_id FROM destination d
  JOIN destination o ON o.digest = d.digest AND o.account_id <> d.account_id AND o.retired_ms IS NULL
  JOIN account a ON a.id = d.account_id
  JOIN account b ON b.id = o.account_id
 WHERE d.account_id = :account_id AND d.retired_ms IS NULL AND b.state IN ('active', 'suspended')
   AND (a.kin IS NULL OR b.kin IS NULL OR a.kin <> b.kin)
 ORDER BY o.account_id;

-- name: honesty_newest$
-- Somebody's latest answer.
SELECT COALESCE(MAX(id), 0) FROM submission WHERE account_id = :account_id;

-- name: honesty_step!
-- A step follows; nothing changes where the person stands otherwise than one saw it.
UPDATE honesty
   SET step = :step, held = :held, kind = :kind, figures = :figures, since_ms = :now_ms,
       through_id = :through_id, fresh = 0, words = NULL, decided_ms = NULL
 WHERE account_id = :account_id AND step = :seen;

-- name: honesty_again!
-- It looked wrong again, and nothing more follows: good days count from now on.
UPDATE honesty SET since_ms = :now_ms, through_id = :through_id WHERE account_id = :account_id;

-- name: honesty_contest!
-- Somebody says something against a step, once; what was decided before they spoke is decided anew.
UPDATE honesty SET words = :words, decided_ms = NULL WHERE account_id = :account_id AND step > 0 AND words IS NULL;

-- name: honesty_decided!
-- An admin lets a step stand.
UPDATE honesty SET decided_ms = :now_ms
 WHERE account_id = :account_id AND step > 0 AND decided_ms IS NULL;

-- name: honesty_fine!
-- An admin lets somebody's payout destination pass.
UPDATE honesty SET is_shared_fine = 1 WHERE account_id = :account_id;

-- name: honesty_fading
-- People on a step that good days end, and on how many days they answered since it began.
SELECT h.account_id, h.step,
       (SELECT COUNT(DISTINCT s.created_ms / 86400000) FROM submission s
         WHERE s.account_id = h.account_id AND s.id > h.through_id AND s.state <> 'undone')
  FROM honesty h
 WHERE h.step > 0 AND h.step <= :step_most AND h.account_id > :after_id
 ORDER BY h.account_id LIMIT :most;

-- name: honesty_forget!
-- Removes what is known of somebody who leaves.
DELETE FROM honesty WHERE account_id = :account_id;

-- name: merge_honesty_lesser!
-- Of two accounts' steps the further one stays.
DELETE FROM honesty
 WHERE account_id = :account_id
   AND step < (SELECT o.step FROM honesty o WHERE o.account_id = :other_id);

-- name: merge_honesty!
-- The other account's, where this one has none.
UPDATE honesty SET account_id = :account_id
 WHERE account_id = :other_id
   AND NOT EXISTS (SELECT 1 FROM honesty k WHERE k.account_id = :account_id);
