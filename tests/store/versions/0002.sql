-- Rows as ostsync wrote them when the schema was at version 2.

INSERT INTO requests (id, origin, at, kind) VALUES
  (1, 'https://api.spotify.com', '2026-11-23T12:30:20.123491+00:00', 'me'),
  (2, 'https://api.spotify.com', '2026-11-23T12:30:21.123498+00:00', 'search'),
  (3, 'https://api.spotify.com', '2026-11-23T12:30:22.123505+00:00', 'search');

INSERT INTO holds (origin, until, reason) VALUES
  ('https://api.spotify.com', '2026-11-24T08:30:15.123456+00:00', 'the quota is used up');
