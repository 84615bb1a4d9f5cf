-- Which closed files rest at a desk, for the day on which it ends.
CREATE INDEX file_closed_by_holder ON file (holder_post) WHERE state = 'CLOSED';
