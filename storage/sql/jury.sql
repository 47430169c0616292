-- name: community_find^
-- What a group's jury is set to.
SELECT id, owner_id, project_id, platform, chat, removing, at_remove, points_least
  FROM community WHERE platform = :platform AND chat = :chat;

-- name: community_get^
-- The same by its number.
SELECT id, owner_id, project_id, platform, chat, removing, at_remove, points_least
  FROM community WHERE id = :community_id;

-- name: community_of_project$
-- The group whose jury a project asks.
SELECT id FROM community WHERE project_id = :project_id;

-- name: community_set$
-- A group gets a jury, or its jury another project.
INSERT INTO community (owner_id, project_id, platform, chat, removing, created_ms)
VALUES (:owner_id, :project_id, :platform, :chat, :removing, :now_ms)
ON CONFLICT (platform, chat) DO UPDATE
   SET owner_id = excluded.owner_id, project_id = excluded.project_id, removing = excluded.removing
RETURNING id;

-- name: community_audience!
-- Only members of a group get a project's tasks from now on.
UPDATE project SET audience = :community_id WHERE id = :project_id;

-- name: community_at_remove!
-- What happens to a message that shall go.
UPDATE community SET at_remove = :at_remove WHERE id = :community_id;

-- name: community_removing!
-- The answer that means that a message shall go.
UPDATE community SET removing = :removing WHERE id = :community_id;

-- name: community_moved!
-- A group has another id from now on.
UPDATE community SET chat = :new_chat WHERE platform = :platform AND chat = :old_chat
   AND NOT EXISTS (SELECT 1 FROM community o WHERE o.platform = :platform AND o.chat = :new_chat);

-- name: community_points!
-- What a group's jurors need.
UPDATE community SET points_least = :points_least WHERE id = :community_id;

-- name: community_admits$
-- Whether somebody may get a project's tasks: it is for everybody, or they are on its jury.
SELECT 1 FROM project p
 WHERE p.id = :project_id
   AND (p.audience IS NULL
        OR EXISTS (SELECT 1 FROM membership m
                     JOIN community c ON c.id = m.community_id
                     JOIN account a ON a.id = m.account_id
                    WHERE m.community_id = p.audience AND m.account_id = :account_id
                      AND a.points >= c.points_least));

-- name: membership_seen!
-- Somebody we know was seen in a group that has a jury.
INSERT INTO membership (community_id, account_id, seen_ms)
SELECT c.id, :account_id, :now_ms FROM community c WHERE c.platform = :platform AND c.chat = :chat
ON CONFLICT (community_id, account_id) DO UPDATE SET seen_ms = excluded.seen_ms
 WHERE membership.seen_ms < excluded.seen_ms - 3600000;

-- name: membership_left!
-- Somebody is not in a group any more.
DELETE FROM membership
 WHERE account_id = :account_id
   AND community_id IN (SELECT id FROM community WHERE platform = :platform AND chat = :chat);

-- name: membership_find^
-- What somebody is in a group.
SELECT is_juror, is_told, managed_ms FROM membership
 WHERE community_id = :community_id AND account_id = :account_id;

-- name: membership_juror!
-- Whether a member wants to be asked when the jury is.
UPDATE membership SET is_juror = :is_juror
 WHERE community_id = :community_id AND account_id = :account_id;

-- name: membership_manages!
-- A member manages the group at this moment.
UPDATE membership SET managed_ms = :now_ms
 WHERE community_id = :community_id AND account_id = :account_id;

-- name: membership_told!
-- Whether a member is told the verdicts.
UPDATE membership SET is_told = :is_told
 WHERE community_id = :community_id AND account_id = :account_id;

-- name: membership_jurors
-- Members that can be asked, who were not asked for longest first.
SELECT m.account_id, a.time_zone, a.quiet_from_minute, a.quiet_to_minute
  FROM membership m
  JOIN community c ON c.id = m.community_id
  JOIN account a ON a.id = m.account_id
 WHERE m.community_id = :community_id AND a.state = 'active' AND a.points >= c.points_least
   AND (m.is_juror = 1 OR a.push_on = 1)
   AND NOT EXISTS (SELECT 1 FROM assignment s WHERE s.account_id = m.account_id AND s.task_id = :task_id)
 ORDER BY m.asked_ms, m.account_id LIMIT :most;

-- name: membership_asked!
-- A member was asked.
UPDATE membership SET asked_ms = :now_ms
 WHERE community_id = :community_id AND account_id = :account_id;

-- name: membership_to_tell
-- Who is told a group's verdicts.
SELECT m.account_id FROM membership m JOIN account a ON a.id = m.account_id
 WHERE m.community_id = :community_id AND m.is_told = 1 AND a.state = 'active'
 ORDER BY m.account_id;

-- name: jury_case_add$
-- A message is to be judged; nothing comes back where it is or was already.
INSERT INTO jury_case (community_id, task_id, reporter_id, message, chat, author, created_ms)
VALUES (:community_id, :task_id, :reporter_id, :message, :chat, :author, :now_ms)
ON CONFLICT (community_id, message) DO NOTHING
RETURNING id;

-- name: jury_case_of_message^
-- The case of a message, with its row's state.
SELECT k.id, k.community_id, k.task_id, k.reporter_id, k.message, k.state, k.verdict, k.attempts,
       k.chat, k.author, k.told_chat, k.told_message
  FROM jury_case k WHERE k.community_id = :community_id AND k.message = :message;

-- name: jury_case_get^
-- A case by its number.
SELECT k.id, k.community_id, k.task_id, k.reporter_id, k.message, k.state, k.verdict, k.attempts,
       k.chat, k.author, k.told_chat, k.told_message
  FROM jury_case k WHERE k.id = :case_id;

-- name: jury_case_task^
-- What a case is about: the row, its result and confidence, and its project's state.
SELECT t.data, t.state, t.result, t.confidence, t.answers, p.state
  FROM task t JOIN project p ON p.id = t.project_id WHERE t.id = :task_id;

-- name: jury_case_decided
-- Open cases whose row is decided, or whose project has ended without that.
SELECT k.id FROM jury_case k
  JOIN task t ON t.id = k.task_id
  JOIN project p ON p.id = t.project_id
 WHERE k.state = 'open' AND (t.state <> 'open' OR p.state IN ('closed', 'spent'))
 ORDER BY k.id LIMIT :most;

-- name: jury_case_decide!
-- A case has its verdict.
UPDATE jury_case SET state = 'decided', verdict = :verdict, next_ms = :now_ms
 WHERE id = :case_id AND state = 'open';

-- name: jury_case_to_post
-- Verdicts that their group has not been told.
SELECT k.id, k.community_id, k.task_id, k.reporter_id, k.message, k.state, k.verdict, k.attempts,
       k.chat, k.author, k.told_chat, k.told_message
  FROM jury_case k WHERE k.state = 'decided' AND k.next_ms <= :now_ms ORDER BY k.id LIMIT :most;

-- name: jury_case_later!
-- The group could not be told: try again.
UPDATE jury_case SET attempts = attempts + 1, next_ms = :next_ms
 WHERE id = :case_id AND state = 'decided';

-- name: jury_case_done!
-- The group was told.
UPDATE jury_case SET state = 'done' WHERE id = :case_id AND state = 'decided';

-- name: jury_reports$
-- How many messages somebody brought before juries since a moment.
SELECT count(*) FROM jury_case WHERE reporter_id = :account_id AND created_ms > :since_ms;

-- name: jury_row$
-- The task of a row.
SELECT id FROM task WHERE project_id = :project_id AND row_id = :row_id;

-- name: jury_recuse!
-- Somebody takes no part in a decision: as if they had skipped the task.
INSERT INTO assignment (task_id, project_id, account_id, state, attempt, given_ms, deadline_ms)
VALUES (:task_id, :project_id, :account_id, 'skipped', 1, :now_ms, :now_ms)
ON CONFLICT (account_id, task_id) DO NOTHING;

-- name: jury_recuse_author!
-- Who wrote a message that is judged, and was nobody we knew then, takes no part in the decision.
INSERT INTO assignment (task_id, project_id, account_id, state, attempt, given_ms, deadline_ms)
SELECT j.task_id, t.project_id, :account_id, 'skipped', 1, :now_ms, :now_ms
  FROM jury_case j
  JOIN task t ON t.id = j.task_id
  JOIN community c ON c.id = j.community_id
  JOIN identity i ON i.platform = c.platform AND i.external_id = j.author
 WHERE j.state <> 'done' AND c.platform = :platform AND c.chat = :chat AND i.account_id = :account_id
ON CONFLICT (account_id, task_id) DO NOTHING;

-- name: jury_account$
-- The account behind a platform's id.
SELECT account_id FROM identity WHERE platform = :platform AND external_id = :external_id;
