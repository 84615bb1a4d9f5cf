-- How often a delivery was handed over without an answer. It may have arrived each time; the tries count more than that.
ALTER TABLE delivery ADD COLUMN unanswered integer NOT NULL DEFAULT 0;
