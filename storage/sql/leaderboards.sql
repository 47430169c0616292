-- name: leaders_since
-- Who gained most points since a day; in one server where :server_id is not 0. The account, its name,
-- whether that may be shown, the points gained.
SELECT g.account_id, a.name,
       (SELECT MAX(n.is_shown) FROM identity n WHERE n.account_id = a.id), g.gained
  FROM (SELECT account_id, CAST(SUM(points) AS BIGINT) AS gained
          FROM (SELECT account_id, points FROM tally WHERE date >= :since_date
                UNION ALL
                SELECT id, today_points FROM account WHERE today_date >= :since_date) AS days
         GROUP BY account_id HAVING SUM(points) > 0) AS g
  JOIN account a ON a.id = g.account_id
 WHERE a.state = 'active'
   AND (:server_id = 0
        OR a.id IN (SELECT i.account_id FROM server_member m JOIN identity i ON i.id = m.identity_id
                     WHERE m.server_id = :server_id))
 ORDER BY g.gained DESC, g.account_id LIMIT :most;

-- name: leaders_since_place^
-- How many gained more than some points since a day, and how many gained any.
SELECT COUNT(CASE WHEN g.gained > :points THEN 1 END), COUNT(*)
  FROM (SELECT account_id, SUM(points) AS gained
          FROM (SELECT account_id, points FROM tally WHERE date >= :since_date
                UNION ALL
                SELECT id, today_points FROM account WHERE today_date >= :since_date) AS days
         GROUP BY account_id HAVING SUM(points) > 0) AS g
  JOIN account a ON a.id = g.account_id
 WHERE a.state = 'active'
   AND (:server_id = 0
        OR a.id IN (SELECT i.account_id FROM server_member m JOIN identity i ON i.id = m.identity_id
                     WHERE m.server_id = :server_id));

-- name: leaders_ever
-- Who has most points; in one server where :server_id is not 0.
SELECT a.id, a.name, (SELECT MAX(n.is_shown) FROM identity n WHERE n.account_id = a.id), a.points
  FROM account a
 WHERE a.state = 'active' AND a.points > 0
   AND (:server_id = 0
        OR a.id IN (SELECT i.account_id FROM server_member m JOIN identity i ON i.id = m.identity_id
                     WHERE m.server_id = :server_id))
 ORDER BY a.points DESC, a.id LIMIT :most;

-- name: leaders_ever_place^
-- How many have more points, and how many have any.
SELECT COUNT(CASE WHEN a.points > :points THEN 1 END), COUNT(*)
  FROM account a
 WHERE a.state = 'active' AND a.points > 0
   AND (:server_id = 0
        OR a.id IN (SELECT i.account_id FROM server_member m JOIN identity i ON i.id = m.identity_id
                     WHERE m.server_id = :server_id));

-- name: leaders_of_project
-- Who gave most answers to a project among the latest answers of all: the account, its name, whether
-- that may be shown, the answers.
SELECT a.id, a.name, (SELECT MAX(n.is_shown) FROM identity n WHERE n.account_id = a.id), COUNT(*)
  FROM (SELECT account_id, project_id, state, created_ms
          FROM submission ORDER BY id DESC LIMIT :window) AS u
  JOIN account a ON a.id = u.account_id
 WHERE u.project_id = :project_id AND u.state IN ('pending', 'accepted')
   AND u.created_ms > :since_ms AND a.state = 'active'
 GROUP BY a.id, a.name ORDER BY COUNT(*) DESC, a.id LIMIT :most;
