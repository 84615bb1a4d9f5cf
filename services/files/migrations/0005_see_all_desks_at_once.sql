-- One inbox over all desks of an officer: what lies there, whether it was opened, and how long it may stay.

-- How long a paper may stay with one official: a row with its order, never a constant in code.
CREATE TABLE desk_limit (
    limit_id     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    days         integer NOT NULL CHECK (days > 0),
    day_kind     text NOT NULL CHECK (day_kind IN ('CALENDAR', 'WORKING')),
    valid_from   date NOT NULL,
    valid_to     date,
    order_number text NOT NULL,
    source       text NOT NULL,
    CONSTRAINT desk_limit_runs_forward CHECK (valid_to IS NULL OR valid_to >= valid_from),
    CONSTRAINT one_desk_limit_in_force EXCLUDE USING gist (daterange(valid_from, valid_to, '[]') WITH &&)
);
INSERT INTO desk_limit (days, day_kind, valid_from, order_number, source) VALUES
    (7, 'WORKING', '2015-05-01', 'CSMOP 60', 'Central Secretariat Manual of Office Procedure, 14th edition, para 60');

-- A receipt, too, is unread until the desk to which it is marked opens it.
ALTER TABLE receipt ADD COLUMN seen_at timestamptz;

-- Receipts and files at their desks. The view asks with the rights of its reader, so every zone sees its own.
CREATE VIEW inbox_item WITH (security_invoker = true) AS
    SELECT 'RECEIPT' AS kind, receipt_id AS item_id, marked_to AS post_id, diary_number AS number, subject, medium,
           grade, 'ORDINARY' AS priority, marked_at AS since, seen_at IS NOT NULL AS seen, case_id, search
      FROM receipt WHERE state = 'MARKED'
    UNION ALL
    SELECT 'FILE', file_id, holder_post, number, subject, medium, grade, priority, held_since,
           seen_at IS NOT NULL, case_id, search
      FROM file WHERE state = 'OPEN';

REVOKE ALL ON desk_limit, inbox_item FROM files_internet;
REVOKE INSERT, UPDATE, DELETE ON desk_limit, inbox_item FROM files_app;
GRANT SELECT ON desk_limit, inbox_item, calendar_rule TO files_vpn, files_lan;
