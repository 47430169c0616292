-- name: moderation_ask$
-- A moderator wants something done about a message; nothing comes back where it is being done, or done.
INSERT INTO moderation (case_id, action, actor_id, actor, next_ms, created_ms)
VALUES (:case_id, :action, :actor_id, :actor, :now_ms, :now_ms)
ON CONFLICT (case_id, action) DO UPDATE
   SET state = 'asked', actor_id = excluded.actor_id, actor = excluded.actor, reason = '', attempts = 0,
       next_ms = excluded.next_ms
 WHERE moderation.state = 'refused'
RETURNING id;

-- name: moderation_due
-- What moderators want done.
SELECT id, case_id, action, actor_id, actor, state, reason, attempts, created_ms
  FROM moderation WHERE state = 'asked' AND next_ms <= :now_ms ORDER BY id LIMIT :most;

-- name: moderation_of_case
-- What moderators did about a message, in order.
SELECT id, case_id, action, actor_id, actor, state, reason, attempts, created_ms
  FROM moderation WHERE case_id = :case_id ORDER BY id;

-- name: moderation_end!
-- It is done, or can't be: :reason says why.
UPDATE moderation SET state = :state, reason = :reason WHERE id = :moderation_id AND state = 'asked';

-- name: moderation_later!
-- The platform is in trouble: try again.
UPDATE moderation SET attempts = attempts + 1, next_ms = :next_ms
 WHERE id = :moderation_id AND state = 'asked';

-- name: jury_case_told!
-- Where a verdict was posted.
UPDATE jury_case SET told_chat = :told_chat, told_message = :told_message WHERE id = :case_id;

-- name: jury_case_last_verdicts
-- What juries said of the last messages that somebody reported, the newest first.
SELECT verdict FROM jury_case WHERE reporter_id = :account_id AND verdict IS NOT NULL
 ORDER BY id DESC LIMIT :most;
