-- A desk is read state by state in the order of due dates, also where the post itself is named.
CREATE INDEX case_by_nodal_post ON case_ (nodal_post, state, due_at, case_id);
CREATE INDEX case_by_desk ON case_ (assigned_post, state, due_at, case_id) WHERE assigned_post IS NOT NULL;
