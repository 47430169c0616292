-- name: server_add!
-- A server that we are in, when somebody is first seen there.
INSERT INTO server (platform, chat, locale, time_zone, created_ms)
VALUES (:platform, :chat, :locale, :time_zone, :now_ms)
ON CONFLICT (platform, chat) DO NOTHING;

-- name: server_find^
-- A server by the platform's id of it.
SELECT id, platform, chat, locale, time_zone, moderators_chat, jury_chat, digest_chat, welcome_chat, trouble
  FROM server WHERE platform = :platform AND chat = :chat;

-- name: server_get^
-- The same by its number.
SELECT id, platform, chat, locale, time_zone, moderators_chat, jury_chat, digest_chat, welcome_chat, trouble
  FROM server WHERE id = :server_id;

-- name: server_moderators_chat!
-- Where verdicts go.
UPDATE server SET moderators_chat = :chat WHERE id = :server_id;

-- name: server_jury_chat!
-- Where the jury is asked.
UPDATE server SET jury_chat = :chat WHERE id = :server_id;

-- name: server_digest_chat!
-- Where the daily digest goes, and when the next one is due; it speaks as the one who wants it.
UPDATE server SET digest_chat = :chat, digest_next_ms = :next_ms, locale = :locale, time_zone = :time_zone
 WHERE id = :server_id;

-- name: server_welcome_chat!
-- Where people are welcomed.
UPDATE server SET welcome_chat = :chat WHERE id = :server_id;

-- name: server_chat_gone!
-- A channel is gone: nothing is said there any more.
UPDATE server
   SET moderators_chat = CASE WHEN moderators_chat = :gone THEN '' ELSE moderators_chat END,
       jury_chat = CASE WHEN jury_chat = :gone THEN '' ELSE jury_chat END,
       welcome_chat = CASE WHEN welcome_chat = :gone THEN '' ELSE welcome_chat END,
       digest_next_ms = CASE WHEN digest_chat = :gone THEN NULL ELSE digest_next_ms END,
       digest_chat = CASE WHEN digest_chat = :gone THEN '' ELSE digest_chat END
 WHERE platform = :platform
   AND :gone IN (moderators_chat, jury_chat, digest_chat, welcome_chat);

-- name: server_moved!
-- A group has another id from now on.
UPDATE server
   SET chat = :new_chat,
       moderators_chat = CASE WHEN moderators_chat = :old_chat THEN :new_chat ELSE moderators_chat END,
       jury_chat = CASE WHEN jury_chat = :old_chat THEN :new_chat ELSE jury_chat END,
       digest_chat = CASE WHEN digest_chat = :old_chat THEN :new_chat ELSE digest_chat END,
       welcome_chat = CASE WHEN welcome_chat = :old_chat THEN :new_chat ELSE welcome_chat END
 WHERE platform = :platform AND chat = :old_chat
   AND NOT EXISTS (SELECT 1 FROM server o WHERE o.platform = :platform AND o.chat = :new_chat);

-- name: server_trouble!
-- Why roles can't be given in a server, or that nothing is in the way any more.
UPDATE server SET trouble = :trouble WHERE id = :server_id AND trouble <> :trouble;

-- name: server_member_seen!
-- Somebody we know was seen in a server; their roles are looked at when that is new.
-- `channel` is the one of its channels in which they were, or empty.
INSERT INTO server_member (server_id, identity_id, seen_ms, roles_next_ms, chat)
SELECT s.id, :identity_id, :now_ms, :now_ms, :channel FROM server s
 WHERE s.platform = :platform AND s.chat = :chat
ON CONFLICT (server_id, identity_id) DO UPDATE
   SET seen_ms = excluded.seen_ms,
       chat = CASE WHEN excluded.chat = '' THEN server_member.chat ELSE excluded.chat END
 WHERE server_member.seen_ms < excluded.seen_ms - 3600000
    OR (excluded.chat <> '' AND server_member.chat <> excluded.chat);

-- name: server_member_channel$
-- The channel in which somebody was last, of all servers of a platform.
SELECT m.chat FROM server_member m JOIN identity i ON i.id = m.identity_id
 WHERE i.platform = :platform AND i.external_id = :external_id AND m.chat <> ''
 ORDER BY m.seen_ms DESC LIMIT 1;

-- name: server_member_left!
-- Somebody is not in a server any more.
DELETE FROM server_member
 WHERE identity_id = :identity_id
   AND server_id IN (SELECT id FROM server WHERE platform = :platform AND chat = :chat);

-- name: server_member_gone!
-- The same, by the server's number.
DELETE FROM server_member WHERE server_id = :server_id AND identity_id = :identity_id;

-- name: server_member_manages!
-- Somebody manages a server at this moment.
UPDATE server_member SET managed_ms = :now_ms WHERE server_id = :server_id AND identity_id = :identity_id;

-- name: server_member_managed$
-- When somebody was last seen to manage a server.
SELECT managed_ms FROM server_member WHERE server_id = :server_id AND identity_id = :identity_id;

-- name: server_member_level_changed!
-- Somebody's level is another one now: their roles are looked at soon.
UPDATE server_member SET roles_next_ms = :now_ms
 WHERE identity_id IN (SELECT id FROM identity WHERE account_id = :account_id);

-- name: server_roles_differ!
-- Everybody whose level is not the one whose roles they have is looked at soon.
UPDATE server_member SET roles_next_ms = :now_ms
 WHERE roles_next_ms IS NULL AND EXISTS (
       SELECT 1 FROM identity i JOIN account a ON a.id = i.account_id
        WHERE i.id = server_member.identity_id
          AND (a.points < 100 * server_member.roles_level * server_member.roles_level
               OR a.points >= 100 * (server_member.roles_level + 1) * (server_member.roles_level + 1)));

-- name: server_roles_due
-- Members of a platform's servers whose roles are to be looked at, the longest waiting first.
SELECT m.server_id, s.chat, m.identity_id, i.external_id, a.points, m.roles_attempts
  FROM server_member m
  JOIN server s ON s.id = m.server_id
  JOIN identity i ON i.id = m.identity_id
  JOIN account a ON a.id = i.account_id
 WHERE m.roles_next_ms <= :now_ms AND s.platform = :platform
 ORDER BY m.roles_next_ms LIMIT :most;

-- name: server_farewells_due
-- People who have left us and still have roles, like the members above: no identity, no points.
SELECT f.server_id, s.chat, 0, f.external_id, 0, f.attempts
  FROM role_farewell f JOIN server s ON s.id = f.server_id
 WHERE f.next_ms <= :now_ms AND s.platform = :platform
 ORDER BY f.next_ms LIMIT :most;

-- name: server_farewell_add!
-- The roles of somebody who leaves are taken back.
INSERT INTO role_farewell (server_id, external_id)
SELECT m.server_id, i.external_id FROM server_member m JOIN identity i ON i.id = m.identity_id
 WHERE i.account_id = :account_id AND m.roles_level > 0
ON CONFLICT (server_id, external_id) DO NOTHING;

-- name: server_farewell_done!
-- They were taken back, or can't be.
DELETE FROM role_farewell WHERE server_id = :server_id AND external_id = :user;

-- name: server_farewell_later!
-- They could not be taken back: try again.
UPDATE role_farewell SET next_ms = :next_ms, attempts = attempts + 1
 WHERE server_id = :server_id AND external_id = :user;

-- name: server_roles_done!
-- Somebody has the roles of a level.
UPDATE server_member SET roles_level = :level, roles_next_ms = NULL, roles_attempts = 0
 WHERE server_id = :server_id AND identity_id = :identity_id;

-- name: server_roles_later!
-- Somebody's roles could not be changed: look again later.
UPDATE server_member SET roles_next_ms = :next_ms, roles_attempts = roles_attempts + 1
 WHERE server_id = :server_id AND identity_id = :identity_id;

-- name: server_digest_due
-- Servers whose daily digest is due.
SELECT id, platform, chat, locale, time_zone, moderators_chat, jury_chat, digest_chat, welcome_chat, trouble
  FROM server WHERE digest_next_ms <= :now_ms ORDER BY digest_next_ms LIMIT :most;

-- name: server_digest_next!
-- When a server's next digest is due.
UPDATE server SET digest_next_ms = :next_ms WHERE id = :server_id;

-- name: server_day
-- What people of a server did on one local day: the account, their name, whether it may be shown, tasks,
-- what they earned, points.
SELECT g.account_id, a.name,
       (SELECT MAX(n.is_shown) FROM identity n WHERE n.account_id = a.id),
       CAST(SUM(g.tasks) AS BIGINT), CAST(SUM(g.minor) AS BIGINT), CAST(SUM(g.points) AS BIGINT)
  FROM (SELECT account_id, tasks, earned_minor AS minor, points FROM tally WHERE date = :date
        UNION ALL
        SELECT id, today_tasks, today_minor, today_points FROM account WHERE today_date = :date) AS g
  JOIN account a ON a.id = g.account_id
 WHERE a.id IN (SELECT i.account_id FROM server_member m JOIN identity i ON i.id = m.identity_id
                 WHERE m.server_id = :server_id)
 GROUP BY g.account_id, a.id, a.name HAVING SUM(g.tasks) > 0;

-- name: identity_show!
-- Whether a person's name is shown to others.
UPDATE identity SET is_shown = :is_shown WHERE account_id = :account_id;

-- name: identity_is_shown$
-- Whether a person's name may be shown to others.
SELECT MAX(is_shown) FROM identity WHERE account_id = :account_id;

-- name: forget_server_member!
-- Removes somebody who leaves from the servers they were seen in.
DELETE FROM server_member
 WHERE identity_id IN (SELECT id FROM identity WHERE account_id = :account_id);
