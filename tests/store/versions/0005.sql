-- Rows as ostsync wrote them when the schema was at version 5.

INSERT INTO paces (origin, gap) VALUES
  ('https://api.spotify.com', 0.75);

INSERT INTO holds (origin, until, reason, set_at) VALUES
  ('http://127.0.0.1:8765', '2026-11-23T13:30:18.123477+00:00', 'it asks to wait', '2026-11-23T12:30:18.123477+00:00');
