-- name: merge_account^
-- What two accounts that become one have to be compared by.
SELECT a.points, a.streak_days, a.streak_date, a.today_date, a.kin,
       (SELECT count(*) FROM submission s WHERE s.account_id = a.id)
  FROM account a WHERE a.id = :account_id;

-- name: merge_balances
-- What is on one person's names, in every currency.
SELECT name, currency, amount_minor FROM balance
 WHERE name IN (:pending, :available, :in_flight, :paid, :received) AND amount_minor > 0
 ORDER BY name, currency;

-- name: merge_payouts!
-- The other account's payouts are this one's, also those on their way.
UPDATE payout SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_approvals!
-- What the other account has approved, where this one has not.
UPDATE payout_approval SET account_id = :account_id
 WHERE account_id = :other_id
   AND NOT EXISTS (SELECT 1 FROM payout_approval k
                    WHERE k.account_id = :account_id AND k.payout_id = payout_approval.payout_id
                      AND k.version = payout_approval.version);

-- name: merge_approvals_drop!
-- Nobody approves twice.
DELETE FROM payout_approval WHERE account_id = :other_id;

-- name: merge_destinations_retire!
-- Where both have one, this account's destination counts.
UPDATE destination SET retired_ms = :now_ms
 WHERE account_id = :other_id AND retired_ms IS NULL
   AND EXISTS (SELECT 1 FROM destination k
                WHERE k.account_id = :account_id AND k.rail = destination.rail AND k.retired_ms IS NULL);

-- name: merge_destinations!
-- The other account's destinations; nothing is sent there before a moment.
UPDATE destination
   SET account_id = :account_id, usable_ms = CASE WHEN usable_ms > :usable_ms THEN usable_ms ELSE :usable_ms END
 WHERE account_id = :other_id;

-- name: merge_choice!
-- How the other account was paid out automatically, where this one has not chosen.
INSERT INTO payout_choice (account_id, rail, least_minor)
SELECT :account_id, o.rail, o.least_minor FROM payout_choice o WHERE o.account_id = :other_id
ON CONFLICT (account_id) DO NOTHING;

-- name: merge_warning_drop!
-- Whoever has just linked two accounts is there: nothing of theirs expires soon.
DELETE FROM credit_warning WHERE account_id IN (:account_id, :other_id);

-- name: merge_has_met$
-- What became of a task in an account's hands, if it ever was there.
SELECT state FROM assignment WHERE account_id = :account_id AND task_id = :task_id;

-- name: merge_make_way!
-- A task that this account only let pass, and the other has answered or holds, is the other's.
DELETE FROM assignment
 WHERE account_id = :account_id AND state IN ('skipped', 'released', 'expired')
   AND EXISTS (SELECT 1 FROM assignment o
                WHERE o.account_id = :other_id AND o.task_id = assignment.task_id
                  AND o.state IN ('submitted', 'active', 'revise'))
   AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.assignment_id = assignment.id);

-- name: merge_seen!
-- What the other account has answered or skipped doesn't come to this one again.
UPDATE assignment SET state = 'skipped'
 WHERE account_id = :account_id AND state IN ('released', 'expired')
   AND EXISTS (SELECT 1 FROM assignment o
                WHERE o.account_id = :other_id AND o.task_id = assignment.task_id
                  AND (o.state IN ('submitted', 'skipped') OR (o.state = 'expired' AND o.attempt >= 2)));

-- name: merge_assignments!
-- The other account's tasks become this one's, except those that both had.
UPDATE assignment SET account_id = :account_id
 WHERE account_id = :other_id
   AND NOT EXISTS (SELECT 1 FROM assignment k
                    WHERE k.account_id = :account_id AND k.task_id = assignment.task_id);

-- name: merge_submissions!
-- The answers to them, too.
UPDATE submission SET account_id = :account_id
 WHERE account_id = :other_id
   AND EXISTS (SELECT 1 FROM assignment k
                WHERE k.id = submission.assignment_id AND k.account_id = :account_id);

-- name: merge_positions!
-- How far the other account has come where this one has never been.
INSERT INTO position (account_id, project_id, fresh, reopened)
SELECT :account_id, o.project_id, o.fresh, o.reopened FROM position o WHERE o.account_id = :other_id
ON CONFLICT (account_id, project_id) DO NOTHING;

-- name: merge_points!
-- Points come or go with an account; no day of anybody's gains by it.
UPDATE account SET points = points + :points WHERE id = :account_id;

-- name: merge_tallies!
-- The other account's days that are over are this one's.
INSERT INTO tally (account_id, date, tasks, earned_minor, points, worked_ms)
SELECT :account_id, o.date, o.tasks, o.earned_minor, o.points, o.worked_ms FROM tally o WHERE o.account_id = :other_id
ON CONFLICT (account_id, date) DO UPDATE
   SET tasks = tally.tasks + excluded.tasks, earned_minor = tally.earned_minor + excluded.earned_minor,
       points = tally.points + excluded.points, worked_ms = tally.worked_ms + excluded.worked_ms;

-- name: merge_latest_day!
-- The latest day of one of the two, put where the days are that are over.
INSERT INTO tally (account_id, date, tasks, earned_minor, points, worked_ms)
SELECT :account_id, o.today_date, o.today_tasks, o.today_minor, o.today_points, o.today_worked_ms
  FROM account o WHERE o.id = :of_id AND o.today_date IS NOT NULL
ON CONFLICT (account_id, date) DO UPDATE
   SET tasks = tally.tasks + excluded.tasks, earned_minor = tally.earned_minor + excluded.earned_minor,
       points = tally.points + excluded.points, worked_ms = tally.worked_ms + excluded.worked_ms;

-- name: merge_take_latest!
-- The latest day of both is the account's own again.
UPDATE account
   SET today_date = :date,
       today_tasks = (SELECT t.tasks FROM tally t WHERE t.account_id = :account_id AND t.date = :date),
       today_minor = (SELECT t.earned_minor FROM tally t WHERE t.account_id = :account_id AND t.date = :date),
       today_points = (SELECT t.points FROM tally t WHERE t.account_id = :account_id AND t.date = :date),
       today_worked_ms = (SELECT t.worked_ms FROM tally t WHERE t.account_id = :account_id AND t.date = :date)
 WHERE id = :account_id;

-- name: merge_drop_latest!
-- And no more among those that are over.
DELETE FROM tally WHERE account_id = :account_id AND date = :date;

-- name: merge_streak!
-- The days in a row of both.
UPDATE account SET streak_days = :days, streak_date = :date WHERE id = :account_id;

-- name: merge_memberships!
-- The groups in which the other account was seen.
INSERT INTO membership (community_id, account_id, is_juror, is_told, managed_ms, seen_ms, asked_ms)
SELECT o.community_id, :account_id, o.is_juror, o.is_told, o.managed_ms, o.seen_ms, o.asked_ms
  FROM membership o WHERE o.account_id = :other_id
ON CONFLICT (community_id, account_id) DO UPDATE
   SET is_juror = CASE WHEN excluded.is_juror > membership.is_juror THEN 1 ELSE membership.is_juror END,
       is_told = CASE WHEN excluded.is_told > membership.is_told THEN 1 ELSE membership.is_told END,
       managed_ms = CASE WHEN excluded.managed_ms > membership.managed_ms
                         THEN excluded.managed_ms ELSE membership.managed_ms END,
       seen_ms = CASE WHEN excluded.seen_ms > membership.seen_ms
                      THEN excluded.seen_ms ELSE membership.seen_ms END,
       asked_ms = CASE WHEN excluded.asked_ms > membership.asked_ms
                       THEN excluded.asked_ms ELSE membership.asked_ms END;

-- name: merge_inviters!
-- Whom the other account invited.
UPDATE invitation SET inviter_id = :account_id WHERE inviter_id = :other_id;

-- name: merge_invited!
-- Who invited the other account, where nobody had invited this one.
UPDATE invitation SET account_id = :account_id
 WHERE account_id = :other_id
   AND NOT EXISTS (SELECT 1 FROM invitation k WHERE k.account_id = :account_id);

-- name: merge_invited_drop!
-- Nobody is invited twice, or by themselves.
DELETE FROM invitation
 WHERE account_id = :other_id OR (account_id = :account_id AND inviter_id = :account_id);

-- name: merge_screenings!
-- What the other account answered to projects' screeners, where this one hasn't.
INSERT INTO screening (account_id, project_id, fits, answers, at_ms)
SELECT :account_id, o.project_id, o.fits, o.answers, o.at_ms FROM screening o WHERE o.account_id = :other_id
ON CONFLICT (account_id, project_id) DO NOTHING;

-- name: merge_screenings_drop!
-- And nothing of the other account's is left.
DELETE FROM screening WHERE account_id = :account_id;

-- name: merge_task_reports!
-- What the other account said is wrong with rows, where this one hasn't.
UPDATE task_report SET account_id = :account_id
 WHERE account_id = :other_id
   AND NOT EXISTS (SELECT 1 FROM task_report k WHERE k.account_id = :account_id AND k.task_id = task_report.task_id);

-- name: merge_task_reports_drop!
-- And nothing of the other account's is left.
DELETE FROM task_report WHERE account_id = :account_id;

-- name: merge_licences!
-- The licences that the other account agreed to, where this one hasn't.
INSERT INTO licence (account_id, project_id, words, at_ms)
SELECT :account_id, o.project_id, o.words, o.at_ms FROM licence o WHERE o.account_id = :other_id
ON CONFLICT (account_id, project_id) DO NOTHING;

-- name: merge_licences_drop!
-- And nothing of the other account's is left.
DELETE FROM licence WHERE account_id = :account_id;

-- name: merge_gold_contests!
-- What the other account said against known answers.
UPDATE gold_contest SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_extras!
-- The other account's bonuses and top-ups; those that are owed are paid to this one.
UPDATE extra SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_notices!
-- What was, and is, to be said to the other account.
UPDATE notice SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_projects!
-- The other account's projects; what they hold returns to this one.
UPDATE project SET owner_id = :account_id WHERE owner_id = :other_id;

-- name: merge_qualifications!
-- The qualifications that the other account has made.
UPDATE qualification SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_attempts_drop!
-- Trainings and tests that the other account is in the middle of end.
DELETE FROM qualification_attempt WHERE account_id = :account_id AND state = 'open';

-- name: merge_attempts!
-- The tests of the other account count for this one.
UPDATE qualification_attempt SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_held!
-- Of one qualification what counts longer stays, and what was taken back stays so.
INSERT INTO qualification_held (account_id, qualification_id, state, score, at_ms, until_ms, by_id)
SELECT :account_id, o.qualification_id, o.state, o.score, o.at_ms, o.until_ms, o.by_id
  FROM qualification_held o WHERE o.account_id = :other_id
ON CONFLICT (account_id, qualification_id) DO UPDATE
   SET state = excluded.state, score = excluded.score, at_ms = excluded.at_ms, until_ms = excluded.until_ms,
       by_id = excluded.by_id
 WHERE qualification_held.state = 'held'
   AND (excluded.state = 'revoked' OR excluded.until_ms > qualification_held.until_ms);

-- name: merge_held_drop!
-- And nothing of the other account's is left.
DELETE FROM qualification_held WHERE account_id = :account_id;

-- name: merge_held_by!
-- What the other account granted, or took back.
UPDATE qualification_held SET by_id = :account_id WHERE by_id = :other_id;

-- name: merge_profile!
-- What the other account told of themselves, where this one hasn't.
UPDATE account
   SET languages = COALESCE(languages, (SELECT o.languages FROM account o WHERE o.id = :other_id)),
       country = COALESCE(country, (SELECT o.country FROM account o WHERE o.id = :other_id)),
       age_group = COALESCE(age_group, (SELECT o.age_group FROM account o WHERE o.id = :other_id))
 WHERE id = :account_id;

-- name: merge_boards!
-- The boards that the other account has hung.
UPDATE board SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_communities!
-- The groups whose jury the other account has set up.
UPDATE community SET owner_id = :account_id WHERE owner_id = :other_id;

-- name: merge_moderations!
-- What the other account has done as a moderator.
UPDATE moderation SET actor_id = :account_id WHERE actor_id = :other_id;

-- name: merge_cases!
-- The messages that the other account has brought before a jury.
UPDATE jury_case SET reporter_id = :account_id WHERE reporter_id = :other_id;

-- name: merge_appeals!
-- The appeals of the other account.
UPDATE appeal SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_appeal_reviews_drop!
-- Nobody looks at an appeal twice, or at one of their own: others are asked instead.
DELETE FROM appeal_review
 WHERE account_id IN (:account_id, :other_id)
   AND (appeal_id IN (SELECT id FROM appeal WHERE account_id IN (:account_id, :other_id))
     OR (account_id = :other_id
         AND EXISTS (SELECT 1 FROM appeal_review k
                      WHERE k.appeal_id = appeal_review.appeal_id AND k.account_id = :account_id)));

-- name: merge_appeal_reviews!
-- The appeals that the other account is asked about, or was.
UPDATE appeal_review SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_brakes_drop!
-- Of two brakes the one stays that holds.
DELETE FROM brake
 WHERE (account_id = :other_id
        AND EXISTS (SELECT 1 FROM brake k
                     WHERE k.account_id = :account_id
                       AND (k.lifted_ms IS NULL OR brake.lifted_ms IS NOT NULL)))
    OR (account_id = :account_id AND lifted_ms IS NOT NULL
        AND EXISTS (SELECT 1 FROM brake k WHERE k.account_id = :other_id AND k.lifted_ms IS NULL));

-- name: merge_brakes!
-- What keeps the other account's projects from rejecting.
UPDATE brake SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_identities!
-- The other account's chats lead to this one.
UPDATE identity SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_older!
-- What had become part of the other account is part of this one.
UPDATE account SET merged_into = :account_id WHERE merged_into = :other_id;

-- name: merge_kin!
-- Accounts that were one with the other account were one with this one.
UPDATE account SET kin = :kin WHERE kin = :other_kin OR id = :account_id;

-- name: merge_end!
-- An account is part of another: its row stays, for the sake of what was booked and answered under it.
UPDATE account
   SET state = 'merged', merged_into = :account_id, state_reason = NULL, name = '', role = 'worker', kin = NULL,
       push_on = 0, push_daily = 0, push_next_ms = NULL, summary_next_ms = NULL, summary_date = NULL,
       weekly_next_ms = NULL, weekly_date = NULL, digest_next_ms = NULL, digest_date = NULL, goal = NULL, goal_most = 0,
       streak_days = 0, streak_date = NULL, today_date = NULL, today_tasks = 0, today_minor = 0, today_points = 0,
       today_worked_ms = 0, languages = NULL, country = NULL, age_group = NULL
 WHERE id = :other_id;

-- name: account_successor$
-- The account that another has become part of.
SELECT merged_into FROM account WHERE id = :account_id AND state = 'merged';

-- name: split_account$
-- A chat gets an account of its own: who they are and how they like it, and nothing else. A day that was
-- counted for the streak doesn't count once more.
INSERT INTO account (role, state, name, locale, time_zone, created_ms, consent_ms, quiet_from_minute, quiet_to_minute,
                     kin, streak_date)
SELECT 'worker', a.state, a.name, a.locale, a.time_zone, :now_ms, a.consent_ms, a.quiet_from_minute,
       a.quiet_to_minute, :kin, a.streak_date
  FROM account a WHERE a.id = :account_id
RETURNING id;

-- name: split_kin!
-- An account remembers which others it was one with.
UPDATE account SET kin = :kin WHERE id = :account_id;

-- name: split_identity!
-- A chat moves to another account.
UPDATE identity SET account_id = :new_id WHERE id = :identity_id AND account_id = :account_id;

-- name: split_sessions!
-- Removes what a chat was in the middle of.
DELETE FROM session WHERE identity_id = :identity_id;

-- name: split_memberships!
-- The groups of a chat's platform go with it.
UPDATE membership SET account_id = :new_id
 WHERE account_id = :account_id
   AND community_id IN (SELECT id FROM community WHERE platform = :platform);

-- name: split_seen!
-- Whatever one of them has met doesn't come to the other: as if they had skipped it.
INSERT INTO assignment (task_id, project_id, account_id, state, attempt, given_ms, deadline_ms)
SELECT s.task_id, s.project_id, :new_id, 'skipped', 1, :now_ms, :now_ms
  FROM assignment s JOIN project p ON p.id = s.project_id AND p.state <> 'closed'
 WHERE s.account_id = :account_id AND s.state <> 'released'
ON CONFLICT (account_id, task_id) DO NOTHING;

-- name: assignment_recuse_kin!
-- Accounts that were one get no task in common: one of them has it now.
INSERT INTO assignment (task_id, project_id, account_id, state, attempt, given_ms, deadline_ms)
SELECT :task_id, :project_id, a.id, 'skipped', 1, :now_ms, :now_ms
  FROM account a WHERE a.kin = :kin AND a.id <> :account_id
ON CONFLICT (account_id, task_id) DO UPDATE SET state = 'skipped'
 WHERE assignment.state IN ('released', 'expired');
