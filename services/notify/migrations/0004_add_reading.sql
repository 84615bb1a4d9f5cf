-- Whether its addressee has read a notice. It holds for the person, whatever post he or she acts with.
ALTER TABLE message ADD COLUMN read_at timestamptz;
