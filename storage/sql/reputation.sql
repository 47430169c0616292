-- name: reputation_event_insert!
-- Records an event, where it was not recorded before.
INSERT INTO reputation_event (account_id, kind, ref, points, created_ms)
VALUES (:account_id, :kind, :ref, :points, :now_ms)
ON CONFLICT (account_id, kind, ref) DO NOTHING;

-- name: reputation_event_insert_two
-- Records an accepted answer, and its day's streak where that answer is new; gives back the kinds
-- that were new.
INSERT INTO reputation_event (account_id, kind, ref, points, created_ms)
SELECT a.id, 'accepted', :ref, :points, :now_ms FROM account a WHERE a.id = :account_id
UNION ALL
SELECT a.id, 'streak', :date, :streak_points, :now_ms FROM account a
 WHERE a.id = :account_id AND NOT EXISTS (
       SELECT 1 FROM reputation_event
        WHERE account_id = :account_id AND kind = 'accepted' AND ref = :ref)
ON CONFLICT (account_id, kind, ref) DO NOTHING
RETURNING kind;

-- name: reputation_event_find^
-- The points of one recorded event of an account, or of one that is part of it now, and when it was recorded.
SELECT points, created_ms FROM reputation_event
WHERE account_id IN (SELECT :account_id UNION ALL SELECT id FROM account WHERE merged_into = :account_id)
  AND kind = :kind AND ref = :ref;

-- name: reputation_events
-- What a person's points are folded from, in the order of recording.
SELECT points FROM reputation_event WHERE account_id = :account_id ORDER BY id;

-- name: reputation_events_without
-- The same without one event.
SELECT points FROM reputation_event
 WHERE account_id = :account_id AND NOT (kind = :kind AND ref = :ref) ORDER BY id;

-- name: reputation_accounts
-- People with their points, a page at a time, to compare them with their events.
SELECT id, points FROM account WHERE id > :after_id ORDER BY id LIMIT :limit;

-- name: reputation_add!
-- Adds points, never below 0; they count for the latest day on which the person worked.
UPDATE account SET
    points = CASE WHEN points + :points > 0 THEN points + :points ELSE 0 END,
    today_points = today_points + :points
WHERE id = :account_id;

-- name: reputation_add_answer!
-- Adds an accepted answer to the points and to the tally of the day that has begun already. A task
-- that lay in a pocket (a pushed one) is no more time at work than its limit.
UPDATE account SET
    points = CASE WHEN points + :points > 0 THEN points + :points ELSE 0 END,
    today_tasks = today_tasks + :tasks,
    today_minor = today_minor + :minor,
    today_worked_ms = today_worked_ms + COALESCE((
           SELECT CASE WHEN u.taken_ms < p.time_limit_ms THEN u.taken_ms ELSE p.time_limit_ms END
             FROM submission u JOIN project p ON p.id = u.project_id
            WHERE u.id = :submission_id), 0),
    today_points = today_points + :points
WHERE id = :account_id;

-- name: reputation_begin_day!
-- The same for the first accepted answer of a local day, which changes the streak as well.
UPDATE account SET
    points = CASE WHEN points + :points > 0 THEN points + :points ELSE 0 END,
    today_tasks = CASE WHEN today_date = :date THEN today_tasks + :tasks ELSE :tasks END,
    today_minor = CASE WHEN today_date = :date THEN today_minor + :minor ELSE :minor END,
    today_points = CASE WHEN today_date = :date THEN today_points + :points ELSE :points END,
    today_worked_ms = CASE WHEN today_date = :date THEN today_worked_ms ELSE 0 END + COALESCE((
           SELECT CASE WHEN u.taken_ms < p.time_limit_ms THEN u.taken_ms ELSE p.time_limit_ms END
             FROM submission u JOIN project p ON p.id = u.project_id
            WHERE u.id = :submission_id), 0),
    today_date = :date,
    streak_days = :streak_days,
    streak_date = :streak_date
WHERE id = :account_id;

-- name: reputation_take_answer!
-- Takes an accepted answer back out of the points and of the tally, where that day is the latest.
UPDATE account SET
    points = CASE WHEN points + :points > 0 THEN points + :points ELSE 0 END,
    today_tasks = today_tasks - :tasks,
    today_minor = today_minor - :minor,
    today_worked_ms = today_worked_ms - CASE WHEN :tasks = 0 THEN 0 ELSE COALESCE((
           SELECT CASE WHEN u.taken_ms < p.time_limit_ms THEN u.taken_ms ELSE p.time_limit_ms END
             FROM submission u JOIN project p ON p.id = u.project_id
            WHERE u.id = :submission_id), 0) END,
    today_points = today_points + :points
WHERE id = :account_id;

-- name: tally_keep!
-- Puts the latest day away when another begins.
INSERT INTO tally (account_id, date, tasks, earned_minor, points, worked_ms)
SELECT id, today_date, today_tasks, today_minor, today_points, today_worked_ms FROM account
WHERE id = :account_id AND today_date IS NOT NULL AND today_date <> :date
ON CONFLICT (account_id, date) DO UPDATE SET
    tasks = tally.tasks + excluded.tasks,
    earned_minor = tally.earned_minor + excluded.earned_minor,
    points = tally.points + excluded.points,
    worked_ms = tally.worked_ms + excluded.worked_ms;

-- name: tally_take!
-- Takes an answer that was undone after midnight out of the day that is over.
UPDATE tally SET tasks = tasks - 1, earned_minor = earned_minor - :minor,
       worked_ms = worked_ms - COALESCE((
           SELECT CASE WHEN u.taken_ms < p.time_limit_ms THEN u.taken_ms ELSE p.time_limit_ms END
             FROM submission u JOIN project p ON p.id = u.project_id
            WHERE u.id = :submission_id), 0)
WHERE account_id = :account_id AND date = :date;
