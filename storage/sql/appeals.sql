-- name: appeal_rejected^
-- A submission as its worker may appeal against its rejection: whose it is now, and until when.
SELECT COALESCE(a.merged_into, a.id), u.state, u.appeal_until_ms, u.project_id,
       (SELECT 1 FROM appeal l WHERE l.submission_id = u.id)
  FROM submission u JOIN account a ON a.id = u.account_id
 WHERE u.id = :submission_id;

-- name: appeal_hold!
-- The pay of a rejected answer stays held until its appeal has ended; no row where the time is up.
UPDATE submission SET appeal_until_ms = :until_ms
 WHERE id = :submission_id AND state = 'rejected' AND appeal_until_ms > :now_ms AND appeal_until_ms < :until_ms;

-- name: appeal_add$
-- Somebody appeals; nothing comes back where that was done before.
INSERT INTO appeal (submission_id, project_id, account_id, words, created_ms, next_ms)
VALUES (:submission_id, :project_id, :account_id, :words, :now_ms, :now_ms)
ON CONFLICT (submission_id) DO NOTHING
RETURNING id;

-- name: appeal_open_count$
-- How many appeals of somebody are open.
SELECT COUNT(*) FROM appeal WHERE account_id = :account_id AND state = 'open';

-- name: appeal_find^
-- An appeal with all that is to be known of it.
SELECT l.id, l.submission_id, l.project_id, l.account_id, l.words, l.state, l.created_ms, l.told_ms,
       u.task_id, u.answers, u.reason_code, u.reason, u.reviewer_id, u.is_deferred, t.data, p.definition, p.state, p.owner_id
  FROM appeal l
  JOIN submission u ON u.id = l.submission_id
  JOIN task t ON t.id = u.task_id
  JOIN project p ON p.id = l.project_id
 WHERE l.id = :appeal_id;

-- name: appeal_lock$
-- The state of an appeal, its row locked where a database has row locks.
SELECT state FROM appeal WHERE id = :appeal_id;

-- name: appeal_due
-- Open appeals that have to be looked at.
SELECT id FROM appeal WHERE state = 'open' AND next_ms <= :now_ms ORDER BY next_ms, id LIMIT :most;

-- name: appeal_next!
-- When an appeal is looked at again.
UPDATE appeal SET next_ms = :next_ms WHERE id = :appeal_id AND state = 'open';

-- name: appeal_told!
-- Admins are asked to decide, once.
UPDATE appeal SET told_ms = :now_ms WHERE id = :appeal_id AND state = 'open' AND told_ms IS NULL;

-- name: appeal_end!
-- An appeal has ended, once.
UPDATE appeal SET state = :state, decided_by = :decided_by, decided_ms = :now_ms
 WHERE id = :appeal_id AND state = 'open';

-- name: appeal_candidates
-- People who may review an appeal: they can be reached, have the points or the role, no part in it (the worker,
-- the project's owner, who rejected it or reviewed it, who answered the same task, and who was one with any of them), no open
-- appeal of their own against the same requester, and few others to review. Not those who were asked before,
-- unless the question is about one person alone (:only; then both bounds are their id).
WITH involved AS (
    SELECT COALESCE(m.merged_into, m.id) AS id
      FROM account m
     WHERE m.id IN (SELECT l.account_id FROM appeal l WHERE l.id = :appeal_id
                    UNION
                    SELECT p.owner_id FROM appeal l JOIN project p ON p.id = l.project_id WHERE l.id = :appeal_id
                    UNION
                    SELECT u.reviewer_id FROM appeal l JOIN submission u ON u.id = l.submission_id
                     WHERE l.id = :appeal_id AND u.reviewer_id IS NOT NULL
                    UNION
                    SELECT o.account_id
                      FROM appeal l
                      JOIN submission u ON u.id = l.submission_id
                      JOIN submission o ON o.task_id = u.task_id
                     WHERE l.id = :appeal_id
                    UNION
                    SELECT o.account_id
                      FROM appeal l
                      JOIN review_case k ON k.submission_id = l.submission_id
                      JOIN submission o ON o.task_id = k.task_id
                     WHERE l.id = :appeal_id))
SELECT a.id
  FROM account a
 WHERE a.id >= :first_id AND a.id <= :last_id
   AND a.state = 'active'
   AND (a.points >= :points OR a.role IN ('reviewer', 'admin'))
   AND a.id NOT IN (SELECT i.id FROM involved i)
   AND (a.kin IS NULL
        OR a.kin NOT IN (SELECT k.kin FROM account k JOIN involved i ON i.id = k.id WHERE k.kin IS NOT NULL))
   AND EXISTS (SELECT 1 FROM identity d WHERE d.account_id = a.id AND d.unreachable_ms IS NULL)
   AND NOT EXISTS (SELECT 1
                     FROM appeal own
                     JOIN project q ON q.id = own.project_id
                    WHERE own.account_id = a.id AND own.state = 'open'
                      AND q.owner_id = (SELECT p.owner_id FROM appeal l JOIN project p ON p.id = l.project_id
                                         WHERE l.id = :appeal_id))
   AND (:only <> 0
        OR (NOT EXISTS (SELECT 1 FROM appeal_review r WHERE r.appeal_id = :appeal_id AND r.account_id = a.id)
            AND (SELECT COUNT(*) FROM appeal_review r WHERE r.account_id = a.id AND r.state = 'asked') < :busy))
 ORDER BY (a.id * 48271 + :appeal_id * 69621) % 9973, a.id
 LIMIT :most;

-- name: appeal_admins
-- Admins who can be reached.
SELECT a.id FROM account a
 WHERE a.role = 'admin' AND a.state = 'active'
   AND EXISTS (SELECT 1 FROM identity d WHERE d.account_id = a.id AND d.unreachable_ms IS NULL)
 ORDER BY a.id;

-- name: appeal_review_add$
-- Somebody is asked to review an appeal; nothing comes back where they were asked before.
INSERT INTO appeal_review (appeal_id, account_id, asked_ms, deadline_ms)
VALUES (:appeal_id, :account_id, :now_ms, :deadline_ms)
ON CONFLICT (appeal_id, account_id) DO NOTHING
RETURNING id;

-- name: appeal_review_find^
-- What somebody was asked.
SELECT id, appeal_id, account_id, state, deadline_ms FROM appeal_review WHERE id = :review_id;

-- name: appeal_review_oldest^
-- The oldest appeal that somebody is asked about and has time left for.
SELECT id, appeal_id, account_id, state, deadline_ms FROM appeal_review
 WHERE account_id = :account_id AND state = 'asked' AND deadline_ms > :now_ms ORDER BY id LIMIT 1;

-- name: appeal_review_waiting$
-- How many appeals somebody is asked about.
SELECT COUNT(*) FROM appeal_review
 WHERE account_id = :account_id AND state = 'asked' AND deadline_ms > :now_ms;

-- name: appeal_review_end!
-- Somebody who was asked has said something, or passes; once, and in time.
UPDATE appeal_review SET state = :state, words = :words, reward_minor = :reward_minor, decided_ms = :now_ms
 WHERE id = :review_id AND state = 'asked' AND deadline_ms > :now_ms;

-- name: appeal_review_expire!
-- Those who were asked about an appeal and have not answered in time are asked no more.
UPDATE appeal_review SET state = 'expired' WHERE appeal_id = :appeal_id AND state = 'asked' AND deadline_ms <= :now_ms;

-- name: appeal_review_over!
-- An appeal has ended: nobody has to look at it any more.
UPDATE appeal_review SET state = 'over' WHERE appeal_id = :appeal_id AND state = 'asked';

-- name: appeal_review_all
-- What the reviewers of an appeal say, and until when the others are asked.
SELECT state, words, deadline_ms FROM appeal_review WHERE appeal_id = :appeal_id ORDER BY id;

-- name: appeal_review_agreeing
-- Those of the asked who said what was decided.
SELECT account_id FROM appeal_review WHERE appeal_id = :appeal_id AND state = :state;

-- name: appeal_overturn!
-- A rejected answer is accepted after all, once.
UPDATE submission SET state = 'accepted', appeal_until_ms = NULL, is_deferred = 0, settled_ms = :now_ms
 WHERE id = :submission_id AND state = 'rejected';

-- name: appeal_release!
-- A rejected answer can't be appealed any more: nothing is held for it.
UPDATE submission SET appeal_until_ms = NULL, is_deferred = 0
 WHERE id = :submission_id AND state = 'rejected' AND appeal_until_ms <= :until_ms;

-- name: appeal_over
-- Rejected answers whose time to appeal is up: the submission, its task and project, whether it is deferred.
SELECT id, task_id, project_id, is_deferred FROM submission
 WHERE appeal_until_ms IS NOT NULL AND appeal_until_ms <= :now_ms ORDER BY task_id LIMIT :most;

-- name: appeal_withdraw!
-- Somebody leaves: nobody has to look at their appeals.
UPDATE appeal SET state = 'withdrawn', decided_ms = :now_ms WHERE account_id = :account_id AND state = 'open';

-- name: appeal_withdraw_reviews!
-- Nor are others asked about them.
UPDATE appeal_review SET state = 'over'
 WHERE state = 'asked' AND appeal_id IN (SELECT id FROM appeal WHERE account_id = :account_id AND state = 'open');

-- name: appeal_withdraw_holds!
-- What was held for them goes back by and by.
UPDATE submission SET appeal_until_ms = :now_ms
 WHERE id IN (SELECT submission_id FROM appeal WHERE account_id = :account_id AND state = 'open')
   AND appeal_until_ms IS NOT NULL;

-- name: appeal_leave_soon!
-- Appeals that somebody who leaves was asked about are looked at again, so that others are asked.
UPDATE appeal SET next_ms = 0
 WHERE state = 'open'
   AND id IN (SELECT appeal_id FROM appeal_review WHERE account_id = :account_id AND state = 'asked');

-- name: appeal_leave_reviews!
-- Somebody who leaves reviews nothing any more.
UPDATE appeal_review SET state = 'passed' WHERE account_id = :account_id AND state = 'asked';

-- name: accept_due
-- Answers that have waited to be accepted for as long as their project has, behind an id.
SELECT u.id, u.account_id, u.project_id FROM submission u JOIN project p ON p.id = u.project_id
 WHERE u.state = 'pending' AND u.id > :after_id AND u.created_ms <= :now_ms - p.accept_after_ms
 ORDER BY u.id LIMIT :most;
