"""Well-formed input for every entrance: what the damage starts from."""

# ruff: noqa: E501 - files stand here as they are written

from __future__ import annotations

from .oddities import ID

# fmt: off
SONGS = (
    ("Gate of Steiner", "Steins;Gate", "Takeshi Abo", "3:21"),
    ("蘇る感覚", "SIREN", "上田現", "0:45"),
    ("Fear Not This Night", "Guild Wars 2", "Jeremy Soule", "4:02"),
    ("Zelda's Lullaby", "The Legend of Zelda", "Koji Kondo", "1:59"),
    ("Théme d'Élise", "Phœnix", "Ana Núñez", "2:00"),
    ("Dearly Beloved", "Kingdom Hearts", "Yoko Shimomura", "2:13"),
    ("12 Inch Mix", "Elfen Lied", "MOKA☆", "6:00"),
)
MARKDOWN = (
    "---\ntitle: Sad OST\ntags: [anime, games]\n---\n\n# Sad soundtracks\n\nThe song “Lilium” from *Elfen Lied* is sad.\n\n## Anime\n\n"
    + "".join(f"{n}. **{t}** - {w} ({a})\n" for n, (t, w, a, _) in enumerate(SONGS, 1))
    + "\n| Title | Work |\n|---|---|\n| Time | Inception |\n| Roundabout | JoJo |\n\n```\n1. Rise - Origa\n```\n\n<ul><li>Aria - Math</li></ul>\n\n[x](http://y) `code` ![](z)\n"
)
HTML = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Sad OST</title><meta name="description" content="anime music"></head>\n<body><nav>Home</nav>'
    "<article><h1>Sad soundtracks</h1>\n<p>The song <em>Lilium</em> from <b>Elfen Lied</b> &amp; more.</p>\n<ol>\n"
    + "".join(f"<li><a href='#'>{t}</a> – {w} by {a}</li>\n" for t, w, a, _ in SONGS)
    + "</ol><table><tr><th>Title</th><th>Work</th></tr>\n<tr><td>Time</td><td>Inception</td></tr></table><h2>Games</h2><ul><li>Aerith's Theme<ul><li>Nobuo</li></ul></li></ul>"
    "<iframe src='https://youtube.com/x'></iframe></article><script>var x = '<li>';</script></body></html>\n"
)
RST = (
    "Sad soundtracks\n===============\n\nThe song *Lilium* from **Elfen Lied**.\n\nAnime\n-----\n\n"
    + "".join(f"{n}. {t} - {w}\n" for n, (t, w, _, _) in enumerate(SONGS, 1))
    + "\n.. csv-table::\n   :header: Title, Work\n   :widths: 1, 2\n\n   Time, Inception\n\n.. code:: python\n\n   x = 1\n\n===== =====\nTitle Work\n===== =====\nRise  GitS\n===== =====\n\n`x <http://y>`_ |sub|\n\n"
    ".. |sub| replace:: y\n.. image:: x.png\n   :width: 5\n.. math:: x^2\n"
)
TEXT = (
    "SAD SOUNDTRACKS\n\n" + "".join(f"{n}. {t} - {w}\n" for n, (t, w, _, _) in enumerate(SONGS, 1)) + "\n・ ハナノイロ「花咲くいろは」OP\n「Lilium」（エルフェンリート）\n\n"
    "The song \"Aria Math\" from Minecraft is sad. So is 'Rise' by Origa, and “Time” by Hans Zimmer (Inception, 2010).\n00:00 Intro\n01:30 Main Theme\n"
)
XSPF = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>Sad OST</title><trackList>\n'
    + "".join(f"<track><title>{t.replace('&', '&amp;')}</title><creator>{a}</creator><album>{w}</album><duration>201000</duration><location>spotify:track:{ID}</location></track>\n" for t, w, a, _ in SONGS)
    + "</trackList></playlist>\n"
)
M3U = "#EXTM3U\n#PLAYLIST:Sad OST\n" + "".join(f"#EXTINF:{60 * int(d[0])},{a} - {t}\nmusic/{t}.mp3\n" for t, _, a, d in SONGS) + f"spotify:track:{ID}\n"
CONFIG = (
    '[spotify]\nmarket = "US"\nlanguage = "en"\nclient_id = "0123456789abcdef"\nredirect_uri = "http://127.0.0.1:8888/callback"\n\n[requests]\ndaily_budget = 500\nmax_per_run = 20\n\n'
    '[push]\nmax_remove_share = 0.25\npublic = false\ncover = true\n\n[review]\nimages = false\nplayer = false\n\n[works]\nfiles = []\n\n'
    '[[playlists]]\nname = "Sad {theme}"\nkey = "sad"\ndescription = "x {title}"\ncover = "auto"\nsources = ["*.md"]\nsections = []\nmedia = ["anime"]\nworks = []\norder = "source"\nseed = 1\nlimit = 50\nsplit = 100\n'
)
WORKS = "".join(
    f'[[work]]\nnames = ["{w} Quux", "{w[:3]}Q"]\nnative = ["クー{n}"]\nmedium = "game"\nartists = ["{a}"]\nseries = "Quux"\nsongs = [{{ titles = ["{t}"], artists = ["{a}"], role = "theme", number = 1 }}]\n\n'
    for n, (t, w, a, _) in enumerate(SONGS)
)
ANIDB = '<?xml version="1.0" encoding="UTF-8"?>\n<animetitles>\n' + "".join(
    f'<anime aid="{n}"><title xml:lang="x-jat" type="main">{w} Quux</title><title xml:lang="ja" type="official">クー{n}</title></anime>\n' for n, (_, w, _, _) in enumerate(SONGS)
) + "</animetitles>\n"
OFFLINE = {"data": [{"title": f"{w} Quux", "synonyms": [f"{w[:3]}Q", f"クー{n}"], "type": "TV"} for n, (_, w, _, _) in enumerate(SONGS)]}
TRACKS = {
    "sources": [
        {
            "source": "a.txt",
            "kind": "text",
            "title": "Sad OST",
            "tracks": [
                {
                    "order": n, "title": t, "alternatives": [{"title": f"{t} 2", "work": w, "artist": a}], "work": w, "artist": a, "album": None, "medium": "anime", "section": "x",
                    "kind": "track", "confidence": 0.9, "duration": 201_000, "isrc": "JPX", "uri": None, "text": t, "line": n, "co_artists": [a],
                }
                for n, (t, w, a, _) in enumerate(SONGS, 1)
            ],
        }
    ]
}
JSPF = {"playlist": {"title": "Sad OST", "track": [{"title": t, "creator": a, "album": w, "duration": 201_000, "location": [f"spotify:track:{ID}"], "annotation": "x"} for t, w, a, _ in SONGS]}}
DECISIONS = {
    "format": "ostsync decisions",
    "version": 1,
    "decisions": [
        {"readings": [{"title": t, "work": w, "artist": a}], "action": "accept", "uris": [f"spotify:track:{ID}"], "words": None, "text": t, "at": f"2026-11-0{n}T10:00:00+00:00"}
        for n, (t, w, a, _) in enumerate(SONGS, 1)
    ],
}
FAULTS = '[[fault]]\nmethod = "GET"\npath = "/v1/search"\nnth = 1\ntimes = 1\neffect = "error"\napplied = false\nstatus = 502\nmessage = "x"\nheaders = { Age = "1" }\nretry_after = 0\n\n[[fault]]\neffect = "hang"\nseconds = 0\n'
CATALOGUE = [
    {"id": f"sandbox{n:015d}", "name": t, "artists": [a], "album_id": f"album{n % 3:017d}", "album": f"{w} OST", "duration_ms": 201_000, "isrc": f"JP{n}", "release_date": "2011-04-06",
     "track_number": n, "disc_number": 1, "album_type": "album", "explicit": False, "popularity": 50, "search_aliases": [t], "playable": True}
    for n, (t, w, a, _) in enumerate(SONGS)
]
