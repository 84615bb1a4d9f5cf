-- Which days a post approved and could still recall.
CREATE INDEX wfh_request_to_recall ON wfh_request (approver_post, on_date) WHERE state IN ('APPROVED', 'TAKEN');
