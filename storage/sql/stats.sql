-- name: board_points
-- Points of everybody who gained some since a day, for ranks.
SELECT account_id, CAST(SUM(points) AS BIGINT) FROM (
    SELECT account_id, points FROM tally WHERE date >= :since_date
    UNION ALL
    SELECT id, today_points FROM account WHERE today_date >= :since_date) AS gained
 GROUP BY account_id HAVING SUM(points) > 0;

-- name: board_rank^
-- One person's rank by points gained since a day, and how many people gained some.
SELECT (SELECT 1 + count(*) FROM (
            SELECT account_id FROM (
                SELECT account_id, points FROM tally WHERE date >= :since_date
                UNION ALL
                SELECT id, today_points FROM account WHERE today_date >= :since_date) AS gained
             GROUP BY account_id HAVING SUM(points) > :points) AS ahead),
       (SELECT count(*) FROM (
            SELECT account_id FROM (
                SELECT account_id, points FROM tally WHERE date >= :since_date
                UNION ALL
                SELECT id, today_points FROM account WHERE today_date >= :since_date) AS gained
             GROUP BY account_id HAVING SUM(points) > 0) AS ranked);

-- name: tally_since
-- A person's days since one of them, the latest included, in order.
SELECT date, tasks, earned_minor, points, worked_ms FROM tally
 WHERE account_id = :account_id AND date >= :since_date
UNION ALL
SELECT today_date, today_tasks, today_minor, today_points, today_worked_ms FROM account
 WHERE id = :account_id AND today_date >= :since_date
 ORDER BY 1;

-- name: stats_agreement
-- A person's answers between two moments to tasks that are decided, with what was decided: among
-- their latest 3,000.
SELECT s.answers, t.result, s.project_id FROM (
    SELECT project_id, answers, task_id, created_ms, state FROM submission
     WHERE account_id = :account_id ORDER BY id DESC LIMIT 3000) AS s
  JOIN task t ON t.id = s.task_id
 WHERE s.created_ms >= :from_ms AND s.created_ms < :until_ms
   AND s.state <> 'undone' AND t.result IS NOT NULL;

-- name: history_page
-- A person's answers, the newest first, before one of them.
SELECT s.id, s.created_ms, p.definition, s.answers, s.state, s.reward_minor, s.reason
  FROM submission s JOIN project p ON p.id = s.project_id
 WHERE s.account_id = :account_id AND s.id < :before_id
 ORDER BY s.id DESC LIMIT :most;

-- name: stats_recent_pace
-- How long the latest answers took that were not pushed, the newest first.
SELECT s.project_id, s.taken_ms FROM (
    SELECT project_id, assignment_id, taken_ms, state FROM submission
     ORDER BY id DESC LIMIT :most) AS s
  JOIN assignment a ON a.id = s.assignment_id
 WHERE a.pushed = 0 AND s.state <> 'undone';

-- name: project_set_pace!
-- The usual time an answer takes, never longer than the task's limit.
UPDATE project
   SET pace_ms = CASE WHEN :pace_ms < time_limit_ms THEN :pace_ms ELSE time_limit_ms END
 WHERE id = :project_id;
