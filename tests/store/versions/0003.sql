-- Rows as ostsync wrote them when the schema was at version 3.

INSERT INTO playlists (world, id, key, part, name, created, used_at, state) VALUES
  ('https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '37i9dQZF1DX0XUsuxWHRQd', '/home/me/sad.md', 1, 'Sad OST', 1, '2026-11-23T12:30:26.123533+00:00', '{"snapshots":["AAAAB"],"name":"Sad OST","public":false,"description":"From “Sad OST”. Made with ostsync.","items":[["spotify:track:4cOdK2wGLETKBW3PvgPWqT","track",true,"JPX400900001",null,"2026-11-23T12:31:00Z"],["spotify:local:a:b:c:180","local",false,null,null,null]],"taken_out":[]}');

INSERT INTO playlist_steps (number, world, playlist_id, op, edit, settled) VALUES
  (1, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '37i9dQZF1DX0XUsuxWHRQd', 'add', '{"position":1,"items":[{"uri":"spotify:track:7qiZfU4dY1lWllzX7mPBI3"}]}', 1),
  (2, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '37i9dQZF1DX0XUsuxWHRQd', 'remove', '{"uris":["spotify:track:4cOdK2wGLETKBW3PvgPWqT"]}', 0);

INSERT INTO playlist_creations (world, key, part, name, others) VALUES
  ('https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', 'https://example.org/zelda', 1, 'Zelda', '["2v3iNvBX8Ay1Gt2uXtUKUT"]');

INSERT INTO pushes (id, world, playlist_id, kind, began, ended, added, removed, moved, requests, before, after) VALUES
  (1, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '37i9dQZF1DX0XUsuxWHRQd', 'push', '2026-11-23T12:30:25.123526+00:00', '2026-11-23T12:30:27.123540+00:00', 1, 0, 0, 6, '{"items":[],"taken_out":[]}', '{"snapshots":["AAAAB"],"name":"Sad OST","public":false,"description":"From “Sad OST”. Made with ostsync.","items":[["spotify:track:4cOdK2wGLETKBW3PvgPWqT","track",true,"JPX400900001",null,"2026-11-23T12:31:00Z"],["spotify:local:a:b:c:180","local",false,null,null,null]],"taken_out":[]}'),
  (2, 'https://api.spotify.com 31abcdefghijklmnopqrstuvwxyz', '37i9dQZF1DX0XUsuxWHRQd', 'undo', '2026-11-23T12:30:28.123547+00:00', NULL, 0, 0, 0, 0, '{"snapshots":["AAAAB"],"name":"Sad OST","public":false,"description":"From “Sad OST”. Made with ostsync.","items":[["spotify:track:4cOdK2wGLETKBW3PvgPWqT","track",true,"JPX400900001",null,"2026-11-23T12:31:00Z"],["spotify:local:a:b:c:180","local",false,null,null,null]],"taken_out":[]}', NULL);
