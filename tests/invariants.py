"""What has to be true of a database at any moment, whoever raced whom before it.

`await invariants.hold(database)` after anything that people do at the same time.
"""

from collections import defaultdict
from collections.abc import Iterator

import orjson

from domain import consensus
from domain.consensus import Verdict
from domain.projects import Project
from services import ledger, reputation, verdicts
from storage.answers import Counts, Vote
from storage.database import Database
from storage.projects import parsed
from storage.tx import Tx

# Each query gives nothing where all is well: the words that name it, and the rows it found.
NOTHING = {
    "task.reserved is not the number of assignments in hand or sent back": """
        SELECT t.id, t.reserved, COALESCE(a.n, 0) FROM task t
          LEFT JOIN (SELECT task_id, COUNT(*) AS n FROM assignment
                      WHERE state IN ('active', 'revise') GROUP BY task_id) a ON a.task_id = t.id
         WHERE t.reserved <> COALESCE(a.n, 0)""",
    "task.answers is not the number of answers that stand": """
        SELECT t.id, t.answers, COALESCE(u.n, 0) FROM task t
          LEFT JOIN (SELECT task_id, COUNT(*) AS n FROM submission
                      WHERE state IN ('pending', 'accepted') OR (state = 'rejected'
                        AND project_id IN (SELECT id FROM project WHERE accept = 'consensus'))
                      GROUP BY task_id) u ON u.task_id = t.id
         WHERE t.answers <> COALESCE(u.n, 0)""",
    "a row has, or may get, more answers than it may have at most": """
        SELECT t.id, t.answers, t.reserved, t.slots, p.answers_most, COALESCE(w.won, 0)
          FROM task t JOIN project p ON p.id = t.project_id
          LEFT JOIN (SELECT u.task_id, COUNT(*) AS won FROM appeal l  -- others were asked instead
                       JOIN submission u ON u.id = l.submission_id
                      WHERE l.state = 'overturned' GROUP BY u.task_id) w ON w.task_id = t.id
         WHERE t.lane <> 3  -- known answers are asked for besides
           AND t.answers + t.reserved + CASE WHEN t.slots > 0 THEN t.slots ELSE 0 END
               > p.answers_most + COALESCE(w.won, 0)""",
    "a known answer is asked for besides in a row that is open, or was never known": """
        SELECT t.id, t.state, t.slots, t.reserved, t.answers FROM task t
         WHERE t.lane = 3 AND (t.state = 'open' OR t.slots < 0
             OR (t.gold IS NULL AND t.slots > 0))""",
    "pay is held for what can't be appealed for, or not held for what can": """
        SELECT u.id, u.state, u.appeal_until_ms, u.is_deferred, l.state FROM submission u
          LEFT JOIN appeal l ON l.submission_id = u.id
         WHERE (u.appeal_until_ms IS NOT NULL AND u.state <> 'rejected')
            OR (u.is_deferred = 1 AND u.appeal_until_ms IS NULL)
            OR (l.state = 'open' AND COALESCE(u.appeal_until_ms, 0) <> 253402300799000)
            OR (l.state IN ('upheld', 'overturned') AND u.appeal_until_ms IS NOT NULL)
            OR (l.state = 'overturned') <> (u.state = 'accepted' AND l.id IS NOT NULL)""",
    "an appeal was decided by other than two who say the same, or more than three were heard": """
        SELECT l.id, l.state, l.decided_by, COUNT(r.id) FROM appeal l
          LEFT JOIN appeal_review r ON r.appeal_id = l.id AND r.state IN ('upheld', 'overturned')
         GROUP BY l.id, l.state, l.decided_by
        HAVING COUNT(r.id) > 3
            OR (l.decided_by = 'reviewers'
                AND SUM(CASE WHEN r.state = l.state THEN 1 ELSE 0 END) <> 2)
            OR (l.state = 'open'
                AND (SUM(CASE WHEN r.state = 'upheld' THEN 1 ELSE 0 END) > 1
                  OR SUM(CASE WHEN r.state = 'overturned' THEN 1 ELSE 0 END) > 1))""",
    "somebody who looked at an appeal was not paid once for it, or somebody else was": """
        SELECT r.id, r.state, r.reward_minor, f.amount_minor FROM appeal_review r
          LEFT JOIN transfer f ON f.kind = 'appeal_review' AND f.ref = CAST(r.id AS TEXT)
         WHERE COALESCE(f.amount_minor, 0) <> r.reward_minor
            OR (r.reward_minor > 0 AND r.state NOT IN ('upheld', 'overturned'))""",
    "somebody was asked about an appeal of their own": """
        SELECT r.id, r.account_id FROM appeal_review r
          JOIN appeal l ON l.id = r.appeal_id AND l.account_id = r.account_id""",
    "a person has two tasks in hand": """
        SELECT account_id, COUNT(*) FROM assignment
         WHERE state = 'active' GROUP BY account_id HAVING COUNT(*) > 1""",
    "a person answered a row twice": """
        SELECT account_id, task_id, COUNT(*) FROM submission
         WHERE state <> 'undone' GROUP BY account_id, task_id HAVING COUNT(*) > 1""",
    "an assignment is handed in without an answer, or has an answer and is not": """
        SELECT s.id, s.state, COUNT(u.id) FROM assignment s
          LEFT JOIN submission u ON u.assignment_id = s.id AND u.state <> 'undone'
         GROUP BY s.id, s.state
        HAVING COUNT(u.id) <> CASE WHEN s.state = 'submitted' THEN 1 ELSE 0 END""",
    "a row is decided without a moment or a result, or has them and is open": """
        SELECT id, state, decided_ms, result FROM task
         WHERE (state = 'open') <> (decided_ms IS NULL) OR (state = 'open') <> (result IS NULL)""",
    "a row is decided, and an answer still waits for its consensus": """
        SELECT t.id, u.id FROM submission u
          JOIN task t ON t.id = u.task_id AND t.state <> 'open'
          JOIN project p ON p.id = u.project_id AND p.accept = 'consensus'
         WHERE u.state = 'pending'""",
    "a project gives out other places than its rows have": """
        SELECT p.id, p.places, COALESCE(b.n, 0) FROM project p
          LEFT JOIN (SELECT t.project_id, COUNT(*) AS n FROM task t
                       JOIN batch b ON b.id = t.batch_id AND b.state = 'ready'
                      GROUP BY t.project_id) b ON b.project_id = p.id
         WHERE p.places <> COALESCE(b.n, 0)""",
    "somebody has met a row of a batch that is not there yet, or of one beyond the horizon": """
        SELECT t.id, t.place, p.horizon FROM task t
          JOIN project p ON p.id = t.project_id
          JOIN batch b ON b.id = t.batch_id
         WHERE (b.state <> 'ready' OR (t.lane = 0 AND t.place > p.horizon))
           AND (t.reserved > 0 OR t.answers > 0)""",
    "an accepted answer was not paid once, or another one was paid": """
        SELECT u.id, u.state, u.reward_minor, COUNT(f.id), SUM(f.amount_minor) FROM submission u
          LEFT JOIN transfer f ON f.kind = 'earned' AND f.ref = CAST(u.id AS TEXT)
           AND f.debit = 'project:' || u.project_id || ':hold'
           AND f.amount_minor = u.reward_minor
           AND (f.credit = 'person:' || u.account_id || ':pending'
             OR (f.credit = 'house:forfeited'
                 AND EXISTS (SELECT 1 FROM account d JOIN account w ON w.id = u.account_id
                              WHERE d.state = 'deleted' AND d.id IN (w.id, w.merged_into)))
             OR EXISTS (SELECT 1 FROM account a  -- two accounts became one, before or after it
                         WHERE f.credit = 'person:' || a.id || ':pending'
                           AND (a.merged_into = u.account_id OR a.id =
                                (SELECT merged_into FROM account WHERE id = u.account_id))))
         WHERE u.state <> 'undone'
         GROUP BY u.id, u.state, u.reward_minor
        HAVING COUNT(f.id) <> CASE WHEN u.state = 'accepted' THEN 1 ELSE 0 END""",
    "an answer that was taken back was not given back in full": """
        SELECT u.id, e.amount_minor, SUM(f.amount_minor) FROM submission u
          LEFT JOIN transfer e ON e.kind = 'earned' AND e.ref = CAST(u.id AS TEXT)
          LEFT JOIN transfer f ON f.kind = 'undone'
           AND f.ref IN (CAST(u.id AS TEXT), u.id || ':available', u.id || ':loss')
         WHERE u.state = 'undone' GROUP BY u.id, e.amount_minor
        HAVING COALESCE(SUM(f.amount_minor), 0) <> COALESCE(e.amount_minor, 0)""",
    "something was paid for no answer": """
        SELECT f.id, f.ref FROM transfer f
          LEFT JOIN submission u ON u.id = CAST(f.ref AS BIGINT)
         WHERE f.kind = 'earned' AND u.id IS NULL""",
    "a project spent, or owes, more than it held": """
        SELECT p.id, COALESCE(f.minor, 0), COALESCE(u.minor, 0) FROM project p
          LEFT JOIN (SELECT name, SUM(minor) AS minor FROM (
                        SELECT credit AS name, amount_minor AS minor FROM transfer
                        UNION ALL
                        SELECT debit, -amount_minor FROM transfer) AS posting
                      GROUP BY name) f ON f.name = 'project:' || p.id || ':hold'
          LEFT JOIN (SELECT project_id, SUM(reward_minor) AS minor FROM submission
                      WHERE state = 'pending' OR appeal_until_ms IS NOT NULL
                      GROUP BY project_id) u ON u.project_id = p.id
         WHERE COALESCE(f.minor, 0) < COALESCE(u.minor, 0)""",
    "what left a project's hold besides rewards is not what was counted": """
        SELECT p.id, p.extras_minor, COALESCE(SUM(f.amount_minor), 0) FROM project p
          LEFT JOIN transfer f ON f.debit = 'project:' || p.id || ':hold'
           AND f.kind IN ('bonus', 'topup', 'fee', 'screened')
         GROUP BY p.id, p.extras_minor
        HAVING p.extras_minor <> COALESCE(SUM(f.amount_minor), 0)""",
    "a project owes other bonuses and top-ups than are noted": """
        SELECT p.id, p.bonus_minor, p.topup_minor, COALESCE(SUM(e.amount_minor), 0) FROM project p
          LEFT JOIN extra e ON e.project_id = p.id AND e.booked_ms IS NULL
           AND e.date <= p.extras_date
         GROUP BY p.id, p.bonus_minor, p.topup_minor
        HAVING p.bonus_minor + p.topup_minor <> COALESCE(SUM(e.amount_minor), 0)""",
    "a bonus is paid without a transfer, or another one": """
        SELECT e.id, e.kind, e.amount_minor, f.amount_minor FROM extra e
          LEFT JOIN transfer f ON f.kind = e.kind AND f.ref = e.ref
         WHERE (e.booked_ms IS NOT NULL) <> (f.id IS NOT NULL)
            OR f.amount_minor <> e.amount_minor""",
    "what is in flight is not what a person's payouts on their way add up to": """
        SELECT b.name, b.currency, b.amount_minor, COALESCE(p.minor, 0) FROM balance b
          LEFT JOIN (SELECT account_id, currency, SUM(amount_minor) AS minor FROM payout
                      WHERE state NOT IN ('settled', 'returned')
                      GROUP BY account_id, currency) p
            ON b.name = 'person:' || p.account_id || ':in_flight' AND b.currency = p.currency
         WHERE b.name LIKE 'person:%:in_flight' AND b.amount_minor <> COALESCE(p.minor, 0)""",
    "a payout on its way was not reserved": """
        SELECT p.id, p.state FROM payout p
         WHERE NOT EXISTS (SELECT 1 FROM transfer f
                            WHERE f.kind = 'payout' AND f.ref = CAST(p.id AS TEXT))""",
    "a payout ended without being booked once, or is booked and has not ended": """
        SELECT p.id, p.state, COUNT(f.id) FROM payout p
          LEFT JOIN transfer f ON f.ref = CAST(p.id AS TEXT)
           AND f.kind IN ('payout_settled', 'payout_returned')
         GROUP BY p.id, p.state
        HAVING COUNT(f.id) <> CASE WHEN p.state IN ('settled', 'returned') THEN 1 ELSE 0 END""",
    "a payout was settled, and its rail paid another amount": """
        SELECT p.id, p.out_minor, p.out_currency, f.amount_minor, f.currency FROM payout p
          LEFT JOIN transfer f ON f.kind = 'payout_out' AND f.ref = CAST(p.id AS TEXT)
         WHERE p.state = 'settled'
           AND (f.id IS NULL OR f.amount_minor <> p.out_minor OR f.currency <> p.out_currency)""",
    "an account that became part of another still has something, or is no end of the way": """
        SELECT a.id, a.points, a.merged_into FROM account a
         WHERE (a.state = 'merged') <> (a.merged_into IS NOT NULL)
            OR (a.merged_into IS NOT NULL AND (
                   a.points <> 0
                OR a.merged_into IN (SELECT id FROM account WHERE state = 'merged')
                OR a.id IN (SELECT account_id FROM identity)
                OR a.id IN (SELECT account_id FROM assignment WHERE state IN ('active', 'revise'))
                OR a.id IN (SELECT owner_id FROM project)
                OR a.id IN (SELECT account_id FROM notice)
                OR a.id IN (SELECT account_id FROM tally)
                OR EXISTS (SELECT 1 FROM balance b WHERE b.amount_minor <> 0
                              AND b.name LIKE 'person:' || a.id || ':%')))""",
    "a voucher is given without a reason or an owner, or is free and has them": """
        SELECT id, state, account_id, ref FROM voucher
         WHERE (state = 'given') <> (account_id IS NOT NULL)
            OR (state = 'given') <> (ref IS NOT NULL)
            OR (state = 'given') <> (given_ms IS NOT NULL)""",
    "an order was not paid once, or not given back once where it was": """
        SELECT o.id, o.state, COUNT(p.id), COUNT(r.id) FROM reward_order o
          LEFT JOIN transfer p ON p.kind = 'reward' AND p.ref = CAST(o.id AS TEXT)
           AND p.credit = 'house:rewards' AND p.amount_minor = o.price_minor
          LEFT JOIN transfer r ON r.kind = 'reward_returned' AND r.ref = CAST(o.id AS TEXT)
           AND r.debit = 'house:rewards' AND r.amount_minor = o.price_minor
         GROUP BY o.id, o.state
        HAVING COUNT(p.id) <> 1
            OR COUNT(r.id) <> CASE WHEN o.state = 'returned' THEN 1 ELSE 0 END""",
    "an order has a voucher and is none of one, or its face was not booked once": """
        SELECT o.id, r.kind, o.state, COUNT(v.id), COUNT(f.id) FROM reward_order o
          JOIN reward r ON r.id = o.reward_id
          LEFT JOIN voucher v ON v.ref = 'order:' || o.id AND v.account_id = o.account_id
          LEFT JOIN transfer f ON f.kind = 'reward_out' AND f.ref = CAST(o.id AS TEXT)
           AND f.amount_minor = v.face_minor AND f.currency = v.face_currency
         GROUP BY o.id, r.kind, o.state
        HAVING COUNT(v.id) <> CASE WHEN r.kind = 'voucher' THEN 1 ELSE 0 END
            OR COUNT(f.id) <> COUNT(v.id)""",
    "an account that nobody can reach was made for somebody who came twice at once": """
        SELECT a.id FROM account a LEFT JOIN identity i ON i.account_id = a.id
         WHERE i.id IS NULL AND a.handle IS NULL AND a.state = 'new'""",
}
TASKS = """
    SELECT t.id, t.state, t.slots, t.reserved, t.answers, p.definition, p.state,
           p.places, p.estimate,
           CASE WHEN t.lane = 3 OR (t.lane = 2 AND t.state <> 'open') THEN 2
                WHEN t.gold IS NOT NULL THEN 1
                WHEN t.id % 10 = 0
                 AND NOT EXISTS (SELECT 1 FROM task g
                                  WHERE g.project_id = p.id AND g.gold IS NOT NULL)
                THEN 1 ELSE 0 END
      FROM task t JOIN project p ON p.id = t.project_id ORDER BY t.id"""
REJECTED = """
    SELECT DISTINCT u.task_id FROM submission u JOIN project p ON p.id = u.project_id
     WHERE (u.state = 'rejected' AND p.accept = 'review' AND p.state NOT IN ('open', 'paused'))
        OR u.id IN (SELECT submission_id FROM appeal WHERE state = 'overturned')"""
DEFERRED = """
    SELECT task_id, COUNT(*) FROM submission WHERE is_deferred = 1 GROUP BY task_id"""
WITHDRAWN = """
    SELECT t.id FROM task t JOIN review_case k ON k.task_id = t.id
     WHERE k.state IN ('over', 'handed') AND t.state = 'undecided' AND t.slots + t.reserved = 0
    UNION
    SELECT t.id FROM task t JOIN task_report r ON r.task_id = t.id
     WHERE r.state = 'out' AND t.state = 'undecided' AND t.slots + t.reserved = 0"""
VOTES = """
    SELECT u.task_id, u.id, u.account_id, u.answers, u.state, u.reward_minor
      FROM submission u JOIN project p ON p.id = u.project_id
     WHERE u.state IN ('pending', 'accepted') OR (u.state = 'rejected' AND p.accept = 'consensus')
     ORDER BY u.task_id, u.id"""
SHOWN_MOST = 5


async def hold(database: Database) -> None:
    """Check all of it at one moment; say all that is wrong at once."""
    found = await database.read(broken)
    assert not found, "\n".join(found)


def broken(tx: Tx) -> list[str]:
    """Give a sentence for everything that is not as it has to be."""
    found = [text for name, query in NOTHING.items() for text in _rows(tx, name, query)]
    found += [problem.text for problem in ledger.check(tx)]
    found += [f"account {a} has {has} points, its events give {gives}"
              for a, has, gives in reputation.differences(tx)]
    return found + list(_unlike_the_rule(tx))


def _rows(tx: Tx, name: str, query: str) -> Iterator[str]:
    rows = tx.connection.execute(query).fetchall()
    for row in rows[:SHOWN_MOST]:
        yield f"{name}: {tuple(row)}"
    if len(rows) > SHOWN_MOST:
        yield f"{name}: … {len(rows)} in all"


def _unlike_the_rule(tx: Tx) -> Iterator[str]:
    """Compare every row's state and slots with what the rules say about its answers."""
    votes: dict[int, list[Vote]] = defaultdict(list)
    for task_id, number, account_id, said, *rest in tx.connection.execute(VOTES).fetchall():
        votes[task_id].append(Vote(number, account_id, orjson.loads(said), *rest))
    rejected = {row[0] for row in tx.connection.execute(REJECTED).fetchall()}
    deferred = dict(tx.connection.execute(DEFERRED).fetchall())
    withdrawn = {row[0] for row in tx.connection.execute(WITHDRAWN).fetchall()}
    for row in tx.connection.execute(TASKS).fetchall():
        task_id, state, slots, reserved, answers, definition, of_project, *weighed = row
        task = Counts(state, slots, reserved, answers, *weighed)
        if task_id in withdrawn:
            continue
        project = parsed(definition)
        again = state == "open" or task_id not in rejected  # else those that are left have to do
        verdict = _verdict(tx, project, task, votes[task_id], again=again)
        if _stays_decided(project, of_project, task, verdict):
            continue
        places = project.answers_most - len(votes[task_id]) - deferred.get(task_id, 0)
        wanted = {min(verdict.wanted, max(0, places)) if task_id in deferred else verdict.wanted}
        if _counted(project) and slots + reserved > max(0, places):
            wanted = {max(0, places)}  # nobody is asked beyond them
        if not votes[task_id]:
            wanted.add(project.answers_least)  # of a fresh row, even where one answer can't do
        is_besides = task.is_full > 1  # known: asked for as the hold allows, and done
        if state != verdict.state or (slots + reserved not in wanted and not is_besides):
            yield (
                f"row {task_id} is {state} with {answers} answers, {reserved} in hand and {slots} "
                f"slots, but its answers say {verdict.state} with {verdict.wanted} wanted"
            )


def _stays_decided(project: Project, state: str, task: Counts, verdict: Verdict) -> bool:
    """Tell whether a fit doubts a row that does not open again: people were paid by what was
    decided, or the project has ended.
    """
    if task.estimate == 0 or task.state == "open" or verdict.state != "open":
        return False
    return project.accept == "consensus" or state != "open"


def _verdict(
    tx: Tx, project: Project, task: Counts, votes: list[Vote], *, again: bool
) -> Verdict:
    if _counted(project):
        left = task.slots + task.reserved
        return consensus.counted(len(votes), left=left, least=project.answers_least)
    most = project.answers_most if again else len(votes)
    return verdicts.decide(tx, project, task, votes, most)


def _counted(project: Project) -> bool:
    """Tell whether a row's answers all stand: no more are asked for than are wanted."""
    return project.is_survey or not consensus.agreeing(project.questions)
