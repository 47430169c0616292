-- name: reward_add$
-- Something that people can have for their credits.
INSERT INTO reward (title, kind, price_minor, currency, details, stock, created_ms)
VALUES (:title, :kind, :price_minor, :currency, :details, :stock, :now_ms)
RETURNING id;

-- name: reward_get^
-- A reward by its number.
SELECT id, title, kind, price_minor, currency, details, stock, state, created_ms FROM reward WHERE id = :reward_id;

-- name: reward_offered
-- What is offered for a currency, the cheapest first, from one on.
SELECT id, title, kind, price_minor, currency, details, stock, state, created_ms FROM reward
 WHERE state = 'offered' AND currency = :currency
 ORDER BY price_minor, id LIMIT :most OFFSET :skipped;

-- name: reward_all
-- Everything that is or was offered, the newest first.
SELECT id, title, kind, price_minor, currency, details, stock, state, created_ms FROM reward
 ORDER BY id DESC LIMIT :most;

-- name: reward_withdraw!
-- Nobody can have it any more.
UPDATE reward SET state = 'withdrawn' WHERE id = :reward_id AND state = 'offered';

-- name: reward_take!
-- One is ordered, as long as it is offered and there are any left.
UPDATE reward SET stock = stock - 1
 WHERE id = :reward_id AND state = 'offered' AND (stock IS NULL OR stock > 0);

-- name: reward_put_back!
-- One came back.
UPDATE reward SET stock = stock + 1 WHERE id = :reward_id AND stock IS NOT NULL;

-- name: order_add$
-- Somebody orders a reward; nothing where this very press did before.
INSERT INTO reward_order (reward_id, account_id, request, state, price_minor, currency, next_ms, created_ms)
VALUES (:reward_id, :account_id, :request, 'ordered', :price_minor, :currency, :now_ms, :now_ms)
ON CONFLICT (request) DO NOTHING
RETURNING id;

-- name: order_get^
-- An order with what was ordered.
SELECT o.id, o.reward_id, o.account_id, o.state, o.price_minor, o.currency, o.note, o.attempts, o.created_ms,
       o.ended_ms, r.title, r.kind, r.details
  FROM reward_order o JOIN reward r ON r.id = o.reward_id WHERE o.id = :order_id;

-- name: order_of_request^
-- The order that a press made.
SELECT o.id, o.reward_id, o.account_id, o.state, o.price_minor, o.currency, o.note, o.attempts, o.created_ms,
       o.ended_ms, r.title, r.kind, r.details
  FROM reward_order o JOIN reward r ON r.id = o.reward_id WHERE o.request = :request;

-- name: order_of_account
-- What somebody ordered, the newest first.
SELECT o.id, o.reward_id, o.account_id, o.state, o.price_minor, o.currency, o.note, o.attempts, o.created_ms,
       o.ended_ms, r.title, r.kind, r.details
  FROM reward_order o JOIN reward r ON r.id = o.reward_id
 WHERE o.account_id = :account_id ORDER BY o.id DESC LIMIT :most;

-- name: order_waiting
-- What waits for an admin, or for Discord, the oldest first.
SELECT o.id, o.reward_id, o.account_id, o.state, o.price_minor, o.currency, o.note, o.attempts, o.created_ms,
       o.ended_ms, r.title, r.kind, r.details
  FROM reward_order o JOIN reward r ON r.id = o.reward_id
 WHERE o.state = 'ordered' ORDER BY o.id LIMIT :most;

-- name: order_waiting_of
-- What somebody ordered that has not come yet.
SELECT id FROM reward_order WHERE account_id = :account_id AND state = 'ordered' ORDER BY id;

-- name: order_end!
-- An order was given or comes back; nothing where it has ended already.
UPDATE reward_order SET state = :state, note = :note, actor_id = :actor_id, next_ms = NULL, ended_ms = :now_ms
 WHERE id = :order_id AND state = 'ordered';

-- name: order_roles_due
-- Roles that are to be given: the order, the server, the role, the person there, how often it was tried.
SELECT o.id, r.details, o.attempts,
       (SELECT i.external_id FROM identity i
         WHERE i.account_id = o.account_id AND i.platform = 'discord' ORDER BY i.id LIMIT 1)
  FROM reward_order o JOIN reward r ON r.id = o.reward_id
 WHERE o.state = 'ordered' AND r.kind = 'role' AND o.next_ms <= :now_ms
 ORDER BY o.id LIMIT :most;

-- name: order_later!
-- A role could not be given: it is tried again.
UPDATE reward_order SET attempts = attempts + 1, next_ms = :next_ms WHERE id = :order_id AND state = 'ordered';

-- name: order_place$
-- Somebody's id on a platform.
SELECT external_id FROM identity
 WHERE account_id = :account_id AND platform = :platform ORDER BY id LIMIT 1;

-- name: merge_orders!
-- What the other account has ordered.
UPDATE reward_order SET account_id = :account_id WHERE account_id = :other_id;

-- name: merge_handed_over!
-- What the other account has handed over.
UPDATE reward_order SET actor_id = :account_id WHERE actor_id = :other_id;
