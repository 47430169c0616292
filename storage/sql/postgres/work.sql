-- name: task_next^
-- The same as in work.sql, skipping rows that somebody else is being given at this moment; OFFSET 0
-- keeps the planner from turning NOT EXISTS into an anti-join over all assignments. The project's row is
-- locked as the assignment that follows will lock it: whoever closes the project waits for it, or it sees
-- that the project is closed.
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
                AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)) OFFSET 0)
     ORDER BY r.place LIMIT 1 FOR UPDATE OF r SKIP LOCKED),
   (SELECT f.id FROM task f
     WHERE f.project_id = :project_id AND f.lane = 0 AND f.slots > 0
       AND f.place > CASE WHEN :rescan = 1 THEN 0 ELSE COALESCE(
             (SELECT fresh FROM position WHERE account_id = :account_id AND project_id = :project_id), 0) END
       AND f.place <= (SELECT horizon FROM project WHERE id = :project_id)
       AND NOT EXISTS (
             SELECT 1 FROM assignment s
              WHERE s.account_id = :account_id AND s.task_id = f.id
                AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)) OFFSET 0)
     ORDER BY f.place LIMIT 1 FOR UPDATE OF f SKIP LOCKED))
   AND p.state = 'open'
   AND (p.audience IS NULL
        OR EXISTS (SELECT 1 FROM membership m
                     JOIN community c ON c.id = m.community_id
                     JOIN account a ON a.id = m.account_id
                    WHERE m.community_id = p.audience AND m.account_id = :account_id
                      AND a.points >= c.points_least OFFSET 0))
   FOR KEY SHARE OF p;

-- name: task_passed_by$
-- A row that a person could have if somebody else did not hold it at this moment.
SELECT t.id FROM task t
  JOIN project p ON p.id = t.project_id AND p.state = 'open'
 WHERE t.project_id = :project_id AND t.slots > 0 AND (t.lane = 1 OR (t.lane = 0 AND t.place <= p.horizon))
   AND NOT EXISTS (
         SELECT 1 FROM assignment s
          WHERE s.account_id = :account_id AND s.task_id = t.id
            AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR s.attempt >= 2) OFFSET 0)
 LIMIT 1;

-- name: task_lock^
-- A task's counts, locked.
SELECT t.state, t.slots, t.reserved, t.answers FROM task t WHERE t.id = :task_id FOR UPDATE;

-- name: task_counts^
-- A task's counts, and what its answers are weighed by, locked.
SELECT t.state, t.slots, t.reserved, t.answers, p.places, p.estimate,
       CASE WHEN t.lane = 3 OR (t.lane = 2 AND t.state <> 'open') THEN 2
            WHEN t.gold IS NOT NULL THEN 1
            WHEN t.id % 10 = 0 AND NOT EXISTS (SELECT 1 FROM task g WHERE g.project_id = p.id AND g.gold IS NOT NULL)
            THEN 1 ELSE 0 END
  FROM task t JOIN project p ON p.id = t.project_id WHERE t.id = :task_id FOR UPDATE OF t;

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
                                        OR (s.state = 'expired' AND s.attempt >= 2)) OFFSET 0)
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
                                        OR (s.state = 'expired' AND s.attempt >= 2)) OFFSET 0)
                        ORDER BY f.place LIMIT :most) AS new) AS n
  LEFT JOIN submission u ON u.task_id = n.id AND u.state IN ('pending', 'accepted', :also) AND u.is_deferred = 0
 ORDER BY n.lane DESC, n.place, n.id, u.id;

-- name: task_choose^
-- One of those, unless somebody else is being given it at this moment.
SELECT t.id, t.data, t.answers, t.reserved, t.slots, t.lane, t.place, p.definition, p.pace_ms, p.estimate,
       CASE WHEN t.gold IS NULL THEN p.has_gold ELSE 0 END
  FROM task t
  JOIN project p ON p.id = t.project_id
 WHERE t.id = :task_id AND t.project_id = :project_id AND t.slots > 0 AND (t.lane IN (1, 3) OR t.place <= p.horizon)
   AND NOT EXISTS (
         SELECT 1 FROM assignment s
          WHERE s.account_id = :account_id AND s.task_id = t.id
            AND (s.state IN ('active', 'submitted', 'skipped', 'revise') OR (s.state = 'expired' AND s.attempt >= 2)) OFFSET 0)
   AND p.state = 'open'
   AND (p.audience IS NULL
        OR EXISTS (SELECT 1 FROM membership m
                     JOIN community c ON c.id = m.community_id
                     JOIN account a ON a.id = m.account_id
                    WHERE m.community_id = p.audience AND m.account_id = :account_id
                      AND a.points >= c.points_least OFFSET 0))
   FOR KEY SHARE OF p FOR UPDATE OF t SKIP LOCKED;
