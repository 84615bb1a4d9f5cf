-- name: find_balances
-- Every account's balance beside the sum of its entries.
SELECT account.half_days, coalesce(sum(entry.half_days), 0)::integer AS entered
  FROM wfh_account account LEFT JOIN wfh_ledger entry USING (person_id, year)
 GROUP BY account.person_id, account.year, account.half_days;

-- name: sum_holds
-- The half-days that the ledger holds.
SELECT coalesce(sum(-half_days), 0)::integer FROM wfh_ledger WHERE kind IN ('HOLD', 'RELEASE');

-- name: sum_open_requests
-- The half-days for which something should be held.
SELECT coalesce(sum(CASE part WHEN 'FULL' THEN 2 ELSE 1 END), 0)::integer FROM wfh_request
 WHERE kind = 'QUOTA' AND state IN ('REQUESTED', 'APPROVED');

-- name: sum_used
-- The half-days that the ledger says were used.
SELECT coalesce(sum(-half_days), 0)::integer FROM wfh_ledger WHERE kind IN ('CONSUME', 'REVERSE');

-- name: sum_taken
-- The half-days that were spent at home.
SELECT coalesce(sum(CASE part WHEN 'FULL' THEN 2 ELSE 1 END), 0)::integer FROM wfh_request
 WHERE kind = 'QUOTA' AND state = 'TAKEN';

-- name: change_ledger
-- What nobody may do.
UPDATE wfh_ledger SET half_days = 60;

-- name: change_balance
-- What nobody may do either.
UPDATE wfh_account SET half_days = 60;

-- name: find_keys
-- What was announced, by its routing keys, in order.
SELECT routing_key FROM outbox ORDER BY seq;
