-- name: qualification_add$
-- A new qualification.
INSERT INTO qualification (account_id, title, skill, definition, created_ms)
VALUES (:account_id, :title, :skill, :definition, :now_ms)
RETURNING id;

-- name: qualification_find^
-- One qualification: whose it is, and what it asks.
SELECT id, account_id, title, definition FROM qualification WHERE id = :qualification_id;

-- name: qualification_titled
-- An account's qualifications of a title, in any case, the newest first.
SELECT id FROM qualification
 WHERE account_id = :account_id AND lower(title) = lower(:title) ORDER BY id DESC;

-- name: qualification_of_skill
-- The newest qualifications of a kind of work.
SELECT id FROM qualification WHERE skill = :skill ORDER BY id DESC LIMIT :most;

-- name: qualification_skills
-- The kinds of work of which somebody has a qualification that counts.
SELECT DISTINCT q.skill FROM qualification_held h JOIN qualification q ON q.id = h.qualification_id
 WHERE h.account_id = :account_id AND h.state = 'held' AND h.until_ms > :now_ms AND q.skill IS NOT NULL;

-- name: qualification_list
-- Qualifications with how many people have them, the newest first; of one account, or of all.
SELECT q.id, q.account_id, q.title, q.definition,
       (SELECT COUNT(*) FROM qualification_held h
         WHERE h.qualification_id = q.id AND h.state = 'held' AND h.until_ms > :now_ms)
  FROM qualification q
 WHERE (q.account_id = :account_id OR :account_id = 0) ORDER BY q.id DESC LIMIT :most;

-- name: qualification_holders
-- Whom a qualification was given to, or taken from, the latest first.
SELECT h.account_id, a.name, h.state, h.score, h.at_ms, h.until_ms
  FROM qualification_held h JOIN account a ON a.id = h.account_id
 WHERE h.qualification_id = :qualification_id ORDER BY h.at_ms DESC, h.account_id LIMIT :most;

-- name: qualification_held_find^
-- What somebody has of a qualification.
SELECT qualification_id, state, score, at_ms, until_ms FROM qualification_held
 WHERE account_id = :account_id AND qualification_id = :qualification_id;

-- name: qualification_held_of
-- All that somebody has, or had.
SELECT qualification_id, state, score, at_ms, until_ms FROM qualification_held
 WHERE account_id = :account_id ORDER BY qualification_id;

-- name: qualification_hold!
-- Somebody has a qualification from now on, or not any more.
INSERT INTO qualification_held (account_id, qualification_id, state, score, at_ms, until_ms, by_id)
VALUES (:account_id, :qualification_id, :state, :score, :now_ms, :until_ms, :by_id)
ON CONFLICT (account_id, qualification_id) DO UPDATE
   SET state = excluded.state, score = excluded.score, at_ms = excluded.at_ms, until_ms = excluded.until_ms,
       by_id = excluded.by_id;

-- name: attempt_begin$
-- Somebody begins a training and its test.
INSERT INTO qualification_attempt (qualification_id, account_id, state, position, right_count, begun_ms)
VALUES (:qualification_id, :account_id, 'open', :position, 0, :now_ms)
RETURNING id;

-- name: attempt_find^
-- One attempt.
SELECT id, qualification_id, account_id, state, position, right_count, ticked FROM qualification_attempt
 WHERE id = :attempt_id;

-- name: attempt_open^
-- What somebody has begun of a qualification and not ended.
SELECT id, qualification_id, account_id, state, position, right_count, ticked FROM qualification_attempt
 WHERE account_id = :account_id AND qualification_id = :qualification_id AND state = 'open';

-- name: attempt_latest^
-- What somebody has begun last and not ended, of any qualification.
SELECT id, qualification_id, account_id, state, position, right_count, ticked FROM qualification_attempt
 WHERE account_id = :account_id AND state = 'open' ORDER BY id DESC LIMIT 1;

-- name: attempt_go_on!
-- The question at a place was answered; no row where it was before.
UPDATE qualification_attempt
   SET position = position + 1, right_count = right_count + :is_right, ticked = NULL
 WHERE id = :attempt_id AND state = 'open' AND position = :position;

-- name: attempt_skip_training!
-- The training is left out, or begun anew.
UPDATE qualification_attempt SET position = :position, ticked = NULL WHERE id = :attempt_id AND state = 'open';

-- name: attempt_tick!
-- Options are ticked, and nothing is answered yet.
UPDATE qualification_attempt SET ticked = :ticked WHERE id = :attempt_id AND state = 'open' AND position = :position;

-- name: attempt_end!
-- A test is over.
UPDATE qualification_attempt SET state = :state, ended_ms = :now_ms WHERE id = :attempt_id AND state = 'open';

-- name: attempt_failed^
-- How often somebody has failed since a moment, and when they did last.
SELECT COUNT(*), MAX(ended_ms) FROM qualification_attempt
 WHERE account_id = :account_id AND qualification_id = :qualification_id AND state = 'failed' AND ended_ms > :since_ms;

-- name: profile_find^
-- What somebody has told of themselves, and the language they are spoken to in.
SELECT locale, languages, country, age_group FROM account WHERE id = :account_id;

-- name: profile_save!
-- What somebody tells of themselves.
UPDATE account SET languages = :languages, country = :country, age_group = :age_group WHERE id = :account_id;
