-- name: task_next^
-- The next task of an open project for one person: reopened rows first, then fresh ones up to the
-- horizon, from the position that the person has reached (from the start where :rescan is 1). A project
-- with an audience is for the jury of that group alone.
SELECT t.id, t.data, t.answers, t.reserved, t.slots, t.lane, t.place, p.definition, p.pace_ms, p.estimate,
       CASE WHEN t.gold IS NULL THEN p.has_gold ELSE 0 END
  FROM task t
  JOIN project p ON p.id = t.project_id
 WHERE t.id = COALESCE(
   (SELECT r.id FROM task r
     WHERE r.project_id = :project_id AND r.lane = 1 AND r.slots > 0
       AND r.place > CASE WHEN :rescan = 1 THEN 0 ELSE COALESCE(
             (SELECT reopened FROM position WHERE account_id = :account_id AND project_id = :project_id), 0) END
       AND NOT EXISTS (
             SELECT 1 FROM assignment s
              WHERE s.account_id = :account_id AND s.task_id = r.id
                AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
     ORDER BY r.place LIMIT 1),
   (SELECT f.id FROM task f
     WHERE f.project_id = :project_id AND f.lane = 0 AND f.slots > 0
       AND f.place > CASE WHEN :rescan = 1 THEN 0 ELSE COALESCE(
             (SELECT fresh FROM position WHERE account_id = :account_id AND project_id = :project_id), 0) END
       AND f.place <= (SELECT horizon FROM project WHERE id = :project_id)
       AND NOT EXISTS (
             SELECT 1 FROM assignment s
              WHERE s.account_id = :account_id AND s.task_id = f.id
                AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
     ORDER BY f.place LIMIT 1))
   AND p.state = 'open'
   AND (p.audience IS NULL
        OR EXISTS (SELECT 1 FROM membership m
                     JOIN community c ON c.id = m.community_id
                     JOIN account a ON a.id = m.account_id
                    WHERE m.community_id = p.audience AND m.account_id = :account_id
                      AND a.points >= c.points_least));

-- name: task_passed_by$
-- A row that a search passed by because somebody holds it at this moment: none where one writes at a time.
SELECT id FROM task WHERE project_id = :project_id AND :account_id < 0 AND 1 = 0;

-- name: task_reserve!
-- One answer of a task is reserved.
UPDATE task SET slots = slots - 1, reserved = reserved + 1 WHERE id = :task_id AND slots > 0;

-- name: task_update!
-- What an answer, or its taking back, made of a task. A task that was full and asks again goes into the
-- lane of reopened ones with a new place, where those who have passed it find it; one that is set aside (lane 2)
-- stays aside. A known one that is asked
-- besides (lane 3) stays there, decided since when it was, with the slots that were paid for.
UPDATE task
   SET answers = :answers, reserved = :reserved,
       lane = CASE WHEN slots <= 0 AND :slots > 0 AND lane < 2 THEN 1 ELSE lane END,
       place = CASE WHEN slots <= 0 AND :slots > 0 AND lane < 2 THEN :now_ms ELSE place END,
       slots = CASE WHEN lane = 3 THEN slots ELSE :slots END,
       state = :state, result = :result, confidence = :confidence,
       decided_ms = CASE WHEN :state = 'open' THEN NULL WHEN lane = 3 THEN decided_ms ELSE :now_ms END
 WHERE id = :task_id;

-- name: task_lock^
-- A task's counts, locked where a database has row locks.
SELECT t.state, t.slots, t.reserved, t.answers FROM task t WHERE t.id = :task_id;

-- name: task_counts^
-- A task's counts, and what its answers are weighed by, locked where a database has row locks.
SELECT t.state, t.slots, t.reserved, t.answers, p.places, p.estimate,
       CASE WHEN t.lane = 3 OR (t.lane = 2 AND t.state <> 'open') THEN 2
            WHEN t.gold IS NOT NULL THEN 1
            WHEN t.id % 10 = 0 AND NOT EXISTS (SELECT 1 FROM task g WHERE g.project_id = p.id AND g.gold IS NOT NULL)
            THEN 1 ELSE 0 END
  FROM task t JOIN project p ON p.id = t.project_id WHERE t.id = :task_id;

-- name: task_give_back!
-- A reserved answer is free again: skipped, expired or released. In a decided task, and where more are in
-- hand than are wanted still, slots are below 0, and nothing is asked for again; nor of a row that was
-- asked besides (lane 3) while its answer was known and nobody said that something is wrong with it.
UPDATE task
   SET reserved = reserved - 1,
       slots = slots + CASE WHEN lane = 3 AND (gold IS NULL
                                 OR EXISTS (SELECT 1 FROM task_report r
                                             WHERE r.task_id = task.id AND r.state IN ('open', 'out')))
                            THEN 0 ELSE 1 END,
       lane = CASE WHEN slots = 0 AND lane < 2 THEN 1 ELSE lane END,
       place = CASE WHEN slots = 0 AND lane < 2 THEN :now_ms ELSE place END
 WHERE id = :task_id;

-- name: assignment_give^
-- Give a task to a person; one that expired or was released before is theirs once more. Nothing comes back
-- where it may not be theirs: an account that was one with theirs has got it this moment.
INSERT INTO assignment (task_id, project_id, account_id, state, attempt, given_ms, deadline_ms, pushed)
VALUES (:task_id, :project_id, :account_id, 'active', 1, :now_ms, :deadline_ms, :pushed)
ON CONFLICT (account_id, task_id) DO UPDATE
   SET state = 'active', given_ms = excluded.given_ms, deadline_ms = excluded.deadline_ms, pushed = excluded.pushed,
       attempt = assignment.attempt + CASE WHEN assignment.state = 'expired' THEN 1 ELSE 0 END
 WHERE assignment.state IN ('expired', 'released')
RETURNING id, draft;

-- name: position_save!
-- How far a person has come in a project's two lanes, and how many tasks they were given; a place never moves back.
INSERT INTO position (account_id, project_id, fresh, reopened, given) VALUES (:account_id, :project_id, :fresh, :reopened, 1)
ON CONFLICT (account_id, project_id) DO UPDATE
   SET fresh = CASE WHEN excluded.fresh > position.fresh THEN excluded.fresh ELSE position.fresh END,
       reopened = CASE WHEN excluded.reopened > position.reopened THEN excluded.reopened ELSE position.reopened END,
       given = position.given + 1, dry_ms = NULL;

-- name: position_dry!
-- A search from the start found nothing: no need to look again for a while.
INSERT INTO position (account_id, project_id, dry_ms) VALUES (:account_id, :project_id, :now_ms)
ON CONFLICT (account_id, project_id) DO UPDATE SET dry_ms = excluded.dry_ms;

-- name: position_find^
-- How far a person has come in a project.
SELECT fresh, reopened, dry_ms FROM position WHERE account_id = :account_id AND project_id = :project_id;

-- name: assignment_active^
-- The task that a person has in hand, if any.
SELECT s.id, s.task_id, s.project_id, s.account_id, s.state, s.attempt, s.given_ms, s.deadline_ms, s.pushed,
       s.draft, t.data, p.definition, p.state, p.pace_ms
  FROM assignment s
  JOIN task t ON t.id = s.task_id
  JOIN project p ON p.id = s.project_id
 WHERE s.account_id = :account_id AND s.state = 'active';

-- name: assignment_find^
-- One assignment, whoever has it.
SELECT s.id, s.task_id, s.project_id, s.account_id, s.state, s.attempt, s.given_ms, s.deadline_ms, s.pushed,
       s.draft, t.data, p.definition, p.state, p.pace_ms
  FROM assignment s
  JOIN task t ON t.id = s.task_id
  JOIN project p ON p.id = s.project_id
 WHERE s.id = :assignment_id;

-- name: assignment_save_draft!
-- Keep what was answered so far.
UPDATE assignment SET draft = :draft WHERE id = :assignment_id AND state = 'active';

-- name: assignment_end!
-- An assignment ends in one of its ways, once.
UPDATE assignment SET state = :state WHERE id = :assignment_id AND state IN ('active', 'revise');

-- name: assignment_expire!
-- The time of an assignment is up, which may be another one than when somebody looked.
UPDATE assignment SET state = 'expired'
 WHERE id = :assignment_id AND state IN ('active', 'revise') AND deadline_ms <= :now_ms;

-- name: assignment_reopen!
-- An answer was taken back: the task is in the person's hands again.
UPDATE assignment SET state = 'active', given_ms = :now_ms, deadline_ms = :deadline_ms
 WHERE id = :assignment_id AND state = 'submitted';

-- name: assignment_due
-- Assignments whose time is up, the oldest first.
SELECT id, task_id, project_id, account_id, pushed
  FROM assignment WHERE state = 'active' AND deadline_ms <= :now_ms
 ORDER BY deadline_ms LIMIT :most;

-- name: assignment_revise_due
-- Answers that were sent back and did not come again in time, the oldest first.
SELECT id, task_id, project_id, account_id, pushed
  FROM assignment WHERE state = 'revise' AND deadline_ms <= :now_ms
 ORDER BY deadline_ms LIMIT :most;

-- name: assignment_send_back!
-- An answer is sent back: its task waits for its worker alone.
UPDATE assignment SET state = 'revise', deadline_ms = :deadline_ms, draft = NULL
 WHERE id = :assignment_id AND state = 'submitted';

-- name: assignment_take_up!
-- What was sent back is in the worker's hands again.
UPDATE assignment SET state = 'active', given_ms = :now_ms, deadline_ms = :deadline_ms, pushed = 0
 WHERE id = :assignment_id AND state = 'revise';

-- name: assignment_put_aside!
-- A task is put aside by who has it in hand: it waits for them alone, with what they answered.
UPDATE assignment SET state = 'revise', draft = COALESCE(draft, '{}')
 WHERE id = :assignment_id AND state = 'active';

-- name: assignment_aside
-- What somebody has put aside and still has time for: it has a draft, what was sent back has none.
SELECT s.id, s.task_id, s.project_id, s.account_id, s.state, s.attempt, s.given_ms, s.deadline_ms, s.pushed,
       s.draft, t.data, p.definition, p.state, p.pace_ms
  FROM assignment s
  JOIN task t ON t.id = s.task_id
  JOIN project p ON p.id = s.project_id
 WHERE s.account_id = :account_id AND s.state = 'revise' AND s.deadline_ms > :now_ms AND s.draft IS NOT NULL
 ORDER BY s.deadline_ms, s.id;

-- name: assignment_sent_back$
-- The oldest of somebody's answers that was sent back and can still be given again.
SELECT id FROM assignment
 WHERE account_id = :account_id AND state = 'revise' AND deadline_ms > :now_ms AND draft IS NULL
 ORDER BY deadline_ms LIMIT 1;

-- name: assignment_still_held
-- What an account has in hand, or was sent back, in the order of the tasks.
SELECT id, task_id FROM assignment WHERE account_id = :account_id AND state = 'active'
 UNION ALL
SELECT id, task_id FROM assignment WHERE account_id = :account_id AND state = 'revise'
 ORDER BY task_id;

-- name: assignment_of_project
-- The tasks of a project that people have in hand, or were sent back.
SELECT id, task_id, project_id, account_id, pushed
  FROM assignment
 WHERE id IN (SELECT id FROM assignment WHERE state = 'active' AND project_id = :project_id
               UNION ALL
              SELECT id FROM assignment WHERE state = 'revise' AND project_id = :project_id)
 ORDER BY id LIMIT :most;

-- name: project_offers
-- The open projects whose level a person has, and what is known of their pace; those for a group's jury
-- where the person is on it; none whose questions have shown that it doesn't fit them.
SELECT p.id, p.definition, p.pace_ms
  FROM project p
 WHERE p.state = 'open' AND p.level <= :level
   AND NOT EXISTS (SELECT 1 FROM screening g
                    WHERE g.account_id = :account_id AND g.project_id = p.id AND g.fits = 0)
   AND (p.audience IS NULL
        OR EXISTS (SELECT 1 FROM membership m
                     JOIN community c ON c.id = m.community_id
                     JOIN account a ON a.id = m.account_id
                    WHERE m.community_id = p.audience AND m.account_id = :account_id
                      AND a.points >= c.points_least))
 ORDER BY p.id;

-- name: task_near
-- What somebody may be asked next: reopened rows and fresh ones, some of each lane from a place on (fresh
-- ones from where they are if :fresh is below 0), with the answers that they have so far. Gold ones are
-- marked with 2, those of a pilot with 1.
SELECT n.id, n.lane, n.place,
       CASE WHEN n.gold IS NOT NULL THEN 2
            WHEN n.id % 10 = 0
                 AND NOT EXISTS (SELECT 1 FROM task g WHERE g.project_id = :project_id AND g.gold IS NOT NULL)
            THEN 1 ELSE 0 END,
       u.account_id, u.answers
  FROM (SELECT * FROM (SELECT r.id, r.lane, r.place, r.gold FROM task r
                        WHERE r.project_id = :project_id AND r.lane = 1 AND r.slots > 0 AND r.place >= :reopened
                          AND NOT EXISTS (
                                SELECT 1 FROM assignment s
                                 WHERE s.account_id = :account_id AND s.task_id = r.id
                                   AND (s.state IN ('active', 'submitted', 'skipped', 'revise')
                                        OR (s.state = 'expired' AND s.attempt >= 2)))
                        ORDER BY r.place LIMIT :most) AS again
        UNION ALL
        SELECT * FROM (SELECT f.id, f.lane, f.place, f.gold FROM task f
                        WHERE f.project_id = :project_id AND f.lane = 0 AND f.slots > 0
                          AND f.place >= CASE WHEN :fresh >= 0 THEN :fresh ELSE 1 + COALESCE(
                                (SELECT fresh FROM position WHERE account_id = :account_id AND project_id = :project_id), 0) END
                          AND f.place <= (SELECT horizon FROM project WHERE id = :project_id)
                          AND NOT EXISTS (
                                SELECT 1 FROM assignment s
                                 WHERE s.account_id = :account_id AND s.task_id = f.id
                                   AND (s.state IN ('active', 'submitted', 'skipped', 'revise')
                                        OR (s.state = 'expired' AND s.attempt >= 2)))
                        ORDER BY f.place LIMIT :most) AS new) AS n
  LEFT JOIN submission u ON u.task_id = n.id AND u.state IN ('pending', 'accepted', :also) AND u.is_deferred = 0
 ORDER BY n.lane DESC, n.place, n.id, u.id;

-- name: task_choose^
-- One of those.
SELECT t.id, t.data, t.answers, t.reserved, t.slots, t.lane, t.place, p.definition, p.pace_ms, p.estimate,
       CASE WHEN t.gold IS NULL THEN p.has_gold ELSE 0 END
  FROM task t
  JOIN project p ON p.id = t.project_id
 WHERE t.id = :task_id AND t.project_id = :project_id AND t.slots > 0 AND (t.lane IN (1, 3) OR t.place <= p.horizon)
   AND NOT EXISTS (
         SELECT 1 FROM assignment s
          WHERE s.account_id = :account_id AND s.task_id = t.id
            AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)))
   AND p.state = 'open'
   AND (p.audience IS NULL
        OR EXISTS (SELECT 1 FROM membership m
                     JOIN community c ON c.id = m.community_id
                     JOIN account a ON a.id = m.account_id
                    WHERE m.community_id = p.audience AND m.account_id = :account_id
                      AND a.points >= c.points_least));
