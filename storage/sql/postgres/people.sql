-- name: person_by_identity_locked^
-- The same, with the account locked first where a database has row locks.
SELECT a.id, i.id, i.platform, i.chat, a.role, a.state, a.state_reason, a.name, a.locale, a.time_zone,
       a.consent_ms, a.points, a.streak_days, a.streak_date, a.push_on, a.push_daily,
       a.quiet_from_minute, a.quiet_to_minute, a.today_date, a.today_tasks, a.today_minor,
       CASE WHEN i.unreachable_ms IS NULL THEN 0 ELSE 1 END, a.kin, a.goal, a.goal_most, a.today_worked_ms, s.state
  FROM identity i
  JOIN account a ON a.id = i.account_id
  LEFT JOIN session s ON s.identity_id = i.id AND s.chat = :chat
 WHERE i.platform = :platform AND i.external_id = :external_id
   FOR NO KEY UPDATE OF a;

-- name: person_by_account_locked^
-- The same, with the account locked where a database has row locks.
SELECT a.id, 0, '', '', a.role, a.state, a.state_reason, a.name, a.locale, a.time_zone,
       a.consent_ms, a.points, a.streak_days, a.streak_date, a.push_on, a.push_daily,
       a.quiet_from_minute, a.quiet_to_minute, a.today_date, a.today_tasks, a.today_minor,
       0, a.kin, a.goal, a.goal_most, a.today_worked_ms
  FROM account a
 WHERE a.id = :account_id
   FOR NO KEY UPDATE OF a;
