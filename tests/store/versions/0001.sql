-- Rows as ostsync wrote them when the schema was at version 1.

INSERT INTO sources (id, name, kind, title, encoding, read_at) VALUES
  (1, '/home/me/sad.md', 'markdown', 'Sad OST', 'utf-8', '2026-11-23T12:30:15.123456+00:00'),
  (2, 'https://example.org/zelda', 'html', NULL, 'windows-1252', '2026-11-23T12:30:15.123456+00:00');

INSERT INTO recommendations (source_id, position, words) VALUES
  (1, 1, '{"title":"Gate of Steiner","work":"Steins;Gate","medium":"anime","section":"Sad","text":"• Gate of Steiner – Steins;Gate","line":7}'),
  (1, 2, '{"title":"表裏一体","work":"Hunter x Hunter","artist":"ゆず","medium":"anime","section":"Sad","alternatives":[{"title":"Hyōri Ittai","work":"Hunter x Hunter","artist":"Yuzu"}],"confidence":0.8,"text":"It''s “Hyōri Ittai” ♪","line":9}'),
  (2, 1, '{"title":"Zelda''s Lullaby","work":"The Legend of Zelda","medium":"game","section":"Games","text":"Zelda''s Lullaby","line":12}');

INSERT INTO verdicts (id, world, market, key, fold, words, status, reason, uri, confidence, decided_by, matcher, asked, requests, judged_at, tries, next_try) VALUES
  (1, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', 'DE', '[[["gate of steiner","steins gate",""]],["","anime","track",null,null,null]]', '1 14.0.0', '{"title":"Gate of Steiner","work":"Steins;Gate","medium":"anime","section":"Sad","text":"• Gate of Steiner – Steins;Gate","line":7}', 'matched', NULL, 'spotify:track:4cOdK2wGLETKBW3PvgPWqT', 0.97, 'auto', 'm1', '[{"form":"plain","query":"gate of steiner","hits":10,"requests":1}]', 1, '2026-11-23T12:30:17.123470+00:00', 0, NULL),
  (2, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', 'DE', '[[["表裏一体","hunter x hunter","ゆず"],["hyori ittai","hunter x hunter","yuzu"]],["","anime","track",null,null,null]]', '1 14.0.0', '{"title":"表裏一体","work":"Hunter x Hunter","artist":"ゆず","medium":"anime","section":"Sad","alternatives":[{"title":"Hyōri Ittai","work":"Hunter x Hunter","artist":"Yuzu"}],"confidence":0.8,"text":"It''s “Hyōri Ittai” ♪","line":9}', 'ambiguous', 'ambiguous', NULL, 0.6, 'auto', 'm1', '[{"form":"plain","query":"x","hits":3,"requests":1}]', 2, '2026-11-23T12:30:18.123477+00:00', 0, NULL),
  (3, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', 'DE', '[[["zeldas lullaby","the legend of zelda",""]],["","game","track",null,null,null]]', '1 14.0.0', '{"title":"Zelda''s Lullaby","work":"The Legend of Zelda","medium":"game","section":"Games","text":"Zelda''s Lullaby","line":12}', 'missed', 'no_results', NULL, 0.0, 'auto', 'm1', '[{"form":"plain","query":"x","hits":0,"requests":1}]', 4, '2026-11-23T12:30:19.123484+00:00', 2, '2026-12-07T12:30:15.123456+00:00');

INSERT INTO spotify_content (verdict_id, fetched_at, content) VALUES
  (1, '2026-11-23T12:30:17.123470+00:00', '{"status":"matched","match":{"id":"4cOdK2wGLETKBW3PvgPWqT","name":"GATE OF STEINER","artists":["Takeshi Abo"],"album":{"id":"7aXmNGQ0kHYBhLGYJtNKLe","name":"STEINS;GATE ORIGINAL SOUNDTRACK","release_date":"2010-02-03"},"duration_ms":161567,"isrc":"JPX400900001","track_number":3,"disc_number":1,"is_playable":true},"evidence":[{"name":"title","value":1.0,"weight":0.5,"note":"equal"}],"candidates":[{"track":{"id":"4cOdK2wGLETKBW3PvgPWqT","name":"GATE OF STEINER","artists":["Takeshi Abo"],"album":{"id":"7aXmNGQ0kHYBhLGYJtNKLe","name":"STEINS;GATE ORIGINAL SOUNDTRACK","release_date":"2010-02-03"},"duration_ms":161567,"isrc":"JPX400900001","track_number":3,"disc_number":1,"is_playable":true},"confidence":0.97}]}'),
  (2, '2026-11-23T12:30:18.123477+00:00', '{"status":"ambiguous","candidates":[{"track":{"id":"4cOdK2wGLETKBW3PvgPWqT","name":"GATE OF STEINER","artists":["Takeshi Abo"],"album":{"id":"7aXmNGQ0kHYBhLGYJtNKLe","name":"STEINS;GATE ORIGINAL SOUNDTRACK","release_date":"2010-02-03"},"duration_ms":161567,"isrc":"JPX400900001","track_number":3,"disc_number":1,"is_playable":true},"confidence":0.6}]}'),
  (3, '2026-11-23T12:30:19.123484+00:00', '{"status":"missed"}');

INSERT INTO decisions (id, origin, at, action, readings, uris, words, text) VALUES
  (1, 'https://api.spotify.com', '2026-11-23T12:30:15.123456+00:00', 'accept', '[{"title":"Gate of Steiner","work":"Steins;Gate"}]', '["spotify:track:4cOdK2wGLETKBW3PvgPWqT","spotify:track:0VjIjW4GlUZAMYd2vXMi3b"]', '', '• Gate of Steiner – Steins;Gate'),
  (2, 'https://api.spotify.com', '2026-11-23T12:31:15.123456+00:00', 'search', '[{"title":"表裏一体","work":"Hunter x Hunter","artist":"ゆず"},{"title":"Hyōri Ittai","work":"Hunter x Hunter","artist":"Yuzu"}]', '[]', 'yuzu hyori ittai', 'It''s “Hyōri Ittai” ♪'),
  (3, 'https://api.spotify.com', '2026-11-23T12:32:15.123456+00:00', 'never', '[{"title":"Zelda''s Lullaby","work":"The Legend of Zelda"}]', '["spotify:track:7qiZfU4dY1lWllzX7mPBI3"]', '', 'Zelda''s Lullaby'),
  (4, 'http://127.0.0.1:8765', '2026-11-23T12:30:15.123456+00:00', 'skip', '[{"title":"Gate of Steiner","work":"Steins;Gate"}]', '[]', '', '• Gate of Steiner – Steins;Gate');

INSERT INTO runs (id, world, sources, began, ended, albums, stopped, requests, summary) VALUES
  (1, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '["/home/me/sad.md", "https://example.org/zelda"]', '2026-11-23T12:30:15.123456+00:00', '2026-11-23T12:31:15.123456+00:00', 0, 'quota', 7, '{"total": 3, "matched": 1}'),
  (2, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '["/home/me/sad.md"]', '2026-11-23T12:35:15.123456+00:00', NULL, 1, NULL, 0, '{}');
