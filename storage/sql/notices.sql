-- name: notice_insert!
-- Puts a message to somebody into the outbox, to be sent from a moment on.
INSERT INTO notice (account_id, kind, params, state, next_ms, created_ms)
VALUES (:account_id, :kind, :params, 'queued', :next_ms, :now_ms);

-- name: notice_due$
-- Whether anything waits to be sent now; it keeps an idle loop from writing.
SELECT 1 FROM notice WHERE state IN ('queued', 'leased') AND next_ms <= :now_ms LIMIT 1;

-- name: notice_claim
-- Takes the oldest waiting messages for a while; those whose taker died wait again after it.
UPDATE notice SET state = 'leased', attempts = attempts + 1, lease_ms = :lease_ms, next_ms = :lease_ms
 WHERE id IN (SELECT id FROM notice
               WHERE state IN ('queued', 'leased') AND next_ms <= :now_ms
               ORDER BY next_ms, id LIMIT :most)
RETURNING id, account_id, kind, params, attempts, created_ms;

-- name: notice_sent!
-- A message has arrived.
UPDATE notice SET state = 'sent', sent_ms = :now_ms, error = NULL
 WHERE id = :notice_id AND state = 'leased' AND lease_ms = :lease_ms;

-- name: notice_wait!
-- A message waits for another attempt; :attempts is how many count as failed so far.
UPDATE notice SET state = 'queued', next_ms = :next_ms, attempts = :attempts, error = :error
 WHERE id = :notice_id AND state = 'leased' AND lease_ms = :lease_ms;

-- name: notice_end!
-- A message will not be sent: dead with the reason, or dropped since it says nothing any more.
UPDATE notice SET state = :state, error = :error
 WHERE id = :notice_id AND state = 'leased' AND lease_ms = :lease_ms;

-- name: notice_hurry!
-- Somebody can be reached again: what waits for them is due now.
UPDATE notice SET next_ms = :now_ms
 WHERE account_id = :account_id AND state = 'queued' AND next_ms > :now_ms;

-- name: notice_last_push^
-- The last task that was pushed to a person and not withdrawn, and when.
SELECT params, created_ms FROM notice
 WHERE account_id = :account_id AND kind = 'push' AND state NOT IN ('dropped', 'dead')
 ORDER BY id DESC LIMIT 1;

-- name: notice_pushes_since$
-- How many tasks were pushed to a person since a moment and not withdrawn.
SELECT count(*) FROM notice
 WHERE account_id = :account_id AND kind = 'push' AND created_ms >= :since_ms
   AND state NOT IN ('dropped', 'dead');

-- name: notice_tidy!
-- Removes messages that were settled long ago, some at a time.
DELETE FROM notice WHERE id IN (
    SELECT id FROM notice
     WHERE state IN ('sent', 'dead', 'dropped') AND created_ms < :before_ms
     ORDER BY id LIMIT :most);

-- name: notice_forget!
-- Removes what was ever to be said to somebody who leaves.
DELETE FROM notice WHERE account_id = :account_id;

-- name: identity_of_account
-- Where a person can be reached, the place they were last heard at first.
SELECT id, platform, external_id, chat FROM identity
 WHERE account_id = :account_id AND unreachable_ms IS NULL ORDER BY id DESC;

-- name: identity_unreachable!
-- A platform says that this person does not want to hear from us, or is gone.
UPDATE identity SET unreachable_ms = :now_ms WHERE id = :identity_id;
