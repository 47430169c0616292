-- name: person_by_identity^
-- The person behind a platform's id, with the session of the chat they are in.
SELECT a.id, i.id, i.platform, i.chat, a.role, a.state, a.state_reason, a.name, a.locale, a.time_zone,
       a.consent_ms, a.points, a.streak_days, a.streak_date, a.push_on, a.push_daily,
       a.quiet_from_minute, a.quiet_to_minute, a.today_date, a.today_tasks, a.today_minor,
       CASE WHEN i.unreachable_ms IS NULL THEN 0 ELSE 1 END, a.kin, a.goal, a.goal_most, a.today_worked_ms, s.state
  FROM identity i
  JOIN account a ON a.id = i.account_id
  LEFT JOIN session s ON s.identity_id = i.id AND s.chat = :chat
 WHERE i.platform = :platform AND i.external_id = :external_id;

-- name: person_by_identity_locked^
-- The same, with the account locked first where a database has row locks.
SELECT a.id, i.id, i.platform, i.chat, a.role, a.state, a.state_reason, a.name, a.locale, a.time_zone,
       a.consent_ms, a.points, a.streak_days, a.streak_date, a.push_on, a.push_daily,
       a.quiet_from_minute, a.quiet_to_minute, a.today_date, a.today_tasks, a.today_minor,
       CASE WHEN i.unreachable_ms IS NULL THEN 0 ELSE 1 END, a.kin, a.goal, a.goal_most, a.today_worked_ms, s.state
  FROM identity i
  JOIN account a ON a.id = i.account_id
  LEFT JOIN session s ON s.identity_id = i.id AND s.chat = :chat
 WHERE i.platform = :platform AND i.external_id = :external_id;

-- name: person_by_account^
-- An account without an identity: for jobs and the command line.
SELECT a.id, 0, '', '', a.role, a.state, a.state_reason, a.name, a.locale, a.time_zone,
       a.consent_ms, a.points, a.streak_days, a.streak_date, a.push_on, a.push_daily,
       a.quiet_from_minute, a.quiet_to_minute, a.today_date, a.today_tasks, a.today_minor,
       0, a.kin, a.goal, a.goal_most, a.today_worked_ms
  FROM account a
 WHERE a.id = :account_id;

-- name: person_by_account_locked^
-- The same, with the account locked where a database has row locks.
SELECT a.id, 0, '', '', a.role, a.state, a.state_reason, a.name, a.locale, a.time_zone,
       a.consent_ms, a.points, a.streak_days, a.streak_date, a.push_on, a.push_daily,
       a.quiet_from_minute, a.quiet_to_minute, a.today_date, a.today_tasks, a.today_minor,
       0, a.kin, a.goal, a.goal_most, a.today_worked_ms
  FROM account a
 WHERE a.id = :account_id;

-- name: account_add$
-- A new account.
INSERT INTO account (handle, role, state, name, locale, time_zone, created_ms, quiet_from_minute, quiet_to_minute,
                     digest_next_ms)
VALUES (:handle, :role, :state, :name, :locale, :time_zone, :now_ms, :quiet_from_minute, :quiet_to_minute,
        CASE WHEN :role = 'admin' THEN 0 END)
RETURNING id;

-- name: account_remove!
-- An account that was made this moment, and for nothing.
DELETE FROM account WHERE id = :account_id;

-- name: account_by_handle$
-- The account with a name of its own, such as 'operator'.
SELECT id FROM account WHERE handle = :handle;

-- name: account_list
-- Accounts in the order in which they came.
SELECT id, handle, role, state, name, points, created_ms
  FROM account WHERE id > :after_id ORDER BY id LIMIT :most;

-- name: account_named
-- The newest people whose name has something in it, for whoever looks after them.
SELECT id, name FROM account
 WHERE state <> 'deleted' AND handle IS NULL AND lower(name) LIKE :pattern
 ORDER BY id DESC LIMIT :most;

-- name: identity_add$
-- A platform's id of an account; nothing comes back where it is known already.
INSERT INTO identity (account_id, platform, external_id, chat, name, created_ms)
VALUES (:account_id, :platform, :external_id, :chat, :name, :now_ms)
ON CONFLICT (platform, external_id) DO NOTHING
RETURNING id;

-- name: identity_find^
-- One identity, whoever's it is by now.
SELECT id, platform, external_id, chat FROM identity WHERE id = :identity_id;

-- name: identity_reached!
-- The person wrote: this is where they can be reached.
UPDATE identity SET chat = :chat, unreachable_ms = NULL WHERE id = :identity_id;

-- name: account_consent!
-- The person agreed.
UPDATE account SET consent_ms = :now_ms, state = 'active' WHERE id = :account_id;

-- name: account_set_role!
-- What this account may do from now on; who becomes an admin gets a digest.
UPDATE account SET role = :role,
       digest_next_ms = CASE WHEN :role = 'admin' AND digest_on = 1 THEN 0 ELSE digest_next_ms END
 WHERE id = :account_id;

-- name: account_set_state!
-- Active, suspended or deleted, and why.
UPDATE account SET state = :state, state_reason = :reason WHERE id = :account_id;

-- name: account_set_locale!
-- The language a person is spoken to in.
UPDATE account SET locale = :locale WHERE id = :account_id;

-- name: account_set_time_zone!
-- The zone of a person's days and nights.
UPDATE account SET time_zone = :time_zone WHERE id = :account_id;

-- name: account_set_summary!
-- When the next morning's message is due.
UPDATE account SET summary_next_ms = :summary_next_ms WHERE id = :account_id;

-- name: account_set_push!
-- Whether tasks may be pushed, and how many a day.
UPDATE account SET push_on = :push_on, push_daily = :push_daily, push_next_ms = :push_next_ms,
       push_interval_ms = :push_interval_ms
 WHERE id = :account_id;

-- name: account_set_quiet_hours!
-- When nothing is pushed: minutes after local midnight.
UPDATE account SET quiet_from_minute = :from_minute, quiet_to_minute = :to_minute WHERE id = :account_id;

-- name: session_save!
-- What a chat is in the middle of.
INSERT INTO session (identity_id, chat, state, version, updated_ms)
VALUES (:identity_id, :chat, :state, 1, :now_ms)
ON CONFLICT (identity_id, chat) DO UPDATE SET state = excluded.state, updated_ms = excluded.updated_ms;

-- name: event_seen!
-- Note an event's id, where it was not noted before.
INSERT INTO seen_event (platform, event_id, at_ms) VALUES (:platform, :event_id, :at_ms)
ON CONFLICT (platform, event_id) DO NOTHING;

-- name: event_moment$
-- When an event was noted, which is when all that it did was written.
SELECT at_ms FROM seen_event WHERE platform = :platform AND event_id = :event_id;
