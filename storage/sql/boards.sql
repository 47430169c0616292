-- name: board_ask$
-- A project's board is wanted in a chat; one that is there is made anew below.
INSERT INTO board (project_id, account_id, platform, chat, thread, created_ms, next_ms)
VALUES (:project_id, :account_id, :platform, :chat, :thread, :now_ms, :now_ms)
ON CONFLICT (project_id, platform, chat) DO UPDATE
   SET state = 'asked', account_id = excluded.account_id, attempts = 0, next_ms = excluded.next_ms,
       thread = excluded.thread
RETURNING id;

-- name: board_due
-- Boards to be posted, or to be looked at once more, the longest waiting first.
SELECT id, project_id, account_id, platform, chat, message, state, content_hash, attempts, thread
  FROM board WHERE state IN ('asked', 'shown') AND next_ms <= :now_ms
 ORDER BY next_ms LIMIT :most;

-- name: board_find^
-- One board.
SELECT id, project_id, account_id, platform, chat, message, state, content_hash, attempts, thread
  FROM board WHERE id = :board_id;

-- name: board_of_chat^
-- A project's board in a chat.
SELECT id, project_id, account_id, platform, chat, message, state, content_hash, attempts, thread
  FROM board WHERE project_id = :project_id AND platform = :platform AND chat = :chat;

-- name: board_posted!
-- A board hangs where it was wanted.
UPDATE board SET state = :state, chat = :chat, message = :message, content_hash = :content_hash,
       attempts = 0, edited_ms = :now_ms, next_ms = :next_ms
 WHERE id = :board_id AND state = 'asked';

-- name: board_thread!
-- A board has a thread now, or none any more.
UPDATE board SET thread = :thread WHERE id = :board_id;

-- name: board_edited!
-- A board shows something else now.
UPDATE board SET state = :state, content_hash = :content_hash, attempts = 0, edited_ms = :now_ms,
       next_ms = :next_ms
 WHERE id = :board_id AND state = 'shown';

-- name: board_later!
-- Nothing has changed, or it failed: look again later.
UPDATE board SET attempts = :attempts, next_ms = :next_ms
 WHERE id = :board_id AND state IN ('asked', 'shown');

-- name: board_end!
-- A board is over: its chat is gone, or doesn't want it.
UPDATE board SET state = :state WHERE id = :board_id AND state IN ('asked', 'shown');

-- name: board_moved!
-- A chat has another id from now on.
UPDATE board SET chat = :new_chat WHERE platform = :platform AND chat = :old_chat
   AND NOT EXISTS (SELECT 1 FROM board o WHERE o.project_id = board.project_id
                      AND o.platform = :platform AND o.chat = :new_chat);

-- name: board_delete!
-- A board that was wanted twice in one chat, under the chat's name and its id.
DELETE FROM board WHERE id = :board_id;

-- name: board_identity$
-- The platform's id of an account.
SELECT external_id FROM identity WHERE account_id = :account_id AND platform = :platform
 ORDER BY id DESC LIMIT 1;

-- name: project_pace$
-- The usual time that an answer of a project takes, once it is known.
SELECT pace_ms FROM project WHERE id = :project_id;
