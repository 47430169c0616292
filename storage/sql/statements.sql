-- name: statement_accounts
-- An account, and those that became part of it.
SELECT id FROM account WHERE id = :account_id
UNION ALL
SELECT id FROM account WHERE merged_into = :account_id;

-- name: statement_balances
-- What is kept of a person's names, in one currency.
SELECT name, amount_minor FROM balance
 WHERE currency = :currency AND name IN (:pending, :available, :in_flight, :received);

-- name: statement_earned
-- What an account's answers earned, the newest first, behind one: found by the answers.
SELECT s.id, s.created_ms, 'earned', t.ref, t.debit, t.credit, t.amount_minor, s.project_id, p.title
  FROM submission s
  JOIN transfer t ON t.kind = 'earned' AND t.ref = CAST(s.id AS TEXT)
  JOIN project p ON p.id = s.project_id
 WHERE s.account_id = :account_id AND s.id < :before_id
 ORDER BY s.id DESC LIMIT :most;

-- name: statement_taken
-- What else was taken from a name, the newest first, behind one.
SELECT id, created_ms, kind, ref, debit, credit, amount_minor, NULL, NULL FROM transfer
 WHERE debit = :name AND kind <> 'earned' AND id < :before_id AND currency = :currency
 ORDER BY id DESC LIMIT :most;

-- name: statement_brought
-- What else was brought to a name, the newest first, behind one.
SELECT id, created_ms, kind, ref, debit, credit, amount_minor, NULL, NULL FROM transfer
 WHERE credit = :name AND kind <> 'earned' AND id < :before_id AND currency = :currency
 ORDER BY id DESC LIMIT :most;
