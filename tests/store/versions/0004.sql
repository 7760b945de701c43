-- Rows as ostsync wrote them when the schema was at version 4.

INSERT INTO blanks (world, market, question, at) VALUES
  ('https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', 'DE', 'search?q=zelda&limit=10&type=track', '2026-11-23T12:30:30.123561+00:00'),
  ('https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', 'DE', 'search?q=表裏一体&type=track', '2026-11-23T12:30:31.123568+00:00');
