-- name: credit_idle
-- People with something available in a range of accounts: account, amount, when they last answered and when they
-- last got something, and about which such moment they were warned, and when. What somebody has who runs projects
-- was brought in to pay others, and waits for that.
SELECT a.id, b.amount_minor,
       COALESCE((SELECT s.created_ms FROM submission s WHERE s.account_id = a.id ORDER BY s.id DESC LIMIT 1), 0),
       COALESCE((SELECT t.created_ms FROM transfer t
                  WHERE t.credit = 'person:' || a.id || ':available' AND t.kind <> 'earned'
                  ORDER BY t.id DESC LIMIT 1), 0),
       w.since_ms, w.told_ms
  FROM account a
  JOIN balance b ON b.name = 'person:' || a.id || ':available' AND b.currency = :currency
  LEFT JOIN credit_warning w ON w.account_id = a.id
 WHERE a.id > :after_id AND b.amount_minor > 0 AND a.handle IS NULL AND a.state IN ('active', 'suspended')
   AND a.role IN ('worker', 'reviewer')
 ORDER BY a.id LIMIT :most;

-- name: credit_warn!
-- Somebody was told that their credits expire.
INSERT INTO credit_warning (account_id, since_ms, told_ms) VALUES (:account_id, :since_ms, :now_ms)
ON CONFLICT (account_id) DO UPDATE SET since_ms = excluded.since_ms, told_ms = excluded.told_ms;

-- name: credit_warning_forget!
-- Nobody has to remember that any more.
DELETE FROM credit_warning WHERE account_id = :account_id;
