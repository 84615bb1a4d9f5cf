-- Tokens are turned every few minutes: what one was turned into is let go of after moments, and each token some days
-- after its session, a batch at a time. A session lasts for half a day, so that a token's own age says that it is over.
CREATE INDEX refresh_token_with_successor ON refresh_token (used_at) WHERE wrapped_successor IS NOT NULL;
CREATE INDEX refresh_token_by_age ON refresh_token (issued_at);
CREATE INDEX openid_token_with_successor ON openid_token (used_at) WHERE wrapped_successor IS NOT NULL;
