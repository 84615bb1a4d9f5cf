-- By what an officer proved himself in a session, in the words of RFC 8176; portals are told it of their sign-in.
-- What began before this says only that there were two factors.
ALTER TABLE session ADD COLUMN methods text[] NOT NULL DEFAULT ARRAY['mfa'];
ALTER TABLE openid_grant ADD COLUMN methods text[] NOT NULL DEFAULT ARRAY['mfa'];
