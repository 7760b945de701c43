"""Small documents in the shapes in which people recommend tracks, each with what it recommends.

Expected are (title, work, artist); "?" stands for anything. All of them are of our own writing.
"""

# ruff: noqa: E501 - sources stand here as their writers wrote them

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ostsync.model import Kind
from ostsync.reading import read_bytes
from ostsync.titles.works import Works

ANY = "?"
Expected = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Shape:
    """A document and what it recommends."""

    name: str
    kind: str
    text: str
    tracks: tuple[Expected, ...]


def _t(title: str, work: str | None = None, artist: str | None = None) -> Expected:
    return (title, work, artist)


SHAPES: list[Shape] = [
    Shape(
        "countdown_title_work_brackets",
        "markdown",
        """# 5 anime openings that still give me chills

I have watched far too much anime this year, so here they are.

## 5. Blue Bird (Naruto Shippuden)

Ikimono-gakari hit it out of the park. The first seconds alone make me want to run up a hill and shout at the sky.

## 4. Again (Fullmetal Alchemist: Brotherhood)

A frantic song by YUI which fits the first episodes very well.

## 3. Unravel (Tokyo Ghoul)

Everybody knows it. Everybody has tried to sing it in the shower.

## 2. Guren no Yumiya (Attack on Titan)

Need I say more?

## 1. Tank! (Cowboy Bebop)

Three, two, one, let's jam.
""",
        (
            _t("Blue Bird", "Naruto Shippuden", ANY),
            _t("Again", "Fullmetal Alchemist: Brotherhood", ANY),
            _t("Unravel", "Tokyo Ghoul", ANY),
            _t("Guren no Yumiya", "Attack on Titan", ANY),
            _t("Tank!", "Cowboy Bebop", ANY),
        ),
    ),
    Shape(
        "countdown_hash_number_title_dash_work",
        "markdown",
        """# The best video game music ever made

### #3: One-Winged Angel - Final Fantasy VII

A choir that shouts a name at you. Nothing had prepared us for that in 1997.

### #2: Aquatic Ambience - Donkey Kong Country

David Wise wrote it to show what a small chip could do.

### #1: Snake Eater - Metal Gear Solid 3

What a thrill, with darkness and silence through the night.
""",
        (
            _t("One-Winged Angel", "Final Fantasy VII", ANY),
            _t("Aquatic Ambience", "Donkey Kong Country", ANY),
            _t("Snake Eater", "Metal Gear Solid 3", ANY),
        ),
    ),
    Shape(
        "countdown_plain_text",
        "text",
        """Top 4 saddest anime songs

Bring tissues.

4. Secret Base - Anohana
The song with which the show ends, and with which I end as well, every single time that I hear it.

3. Dango Daikazoku - Clannad
It sounds like a nursery rhyme. Then you finish the second season.

2. Lilium - Elfen Lied
Latin has never been so heavy.

1. Orange - Your Lie in April
I cannot say anything about this one without spoiling the show.
""",
        (
            _t("Secret Base", "Anohana", ANY),
            _t("Dango Daikazoku", "Clannad", ANY),
            _t("Lilium", "Elfen Lied", ANY),
            _t("Orange", "Your Lie in April", ANY),
        ),
    ),
    Shape(
        "work_colon_quoted_headings",
        "markdown",
        """# Film music I keep coming back to

## Gladiator: "Now We Are Free"

It plays over the last scene and over my last run of the week.

## The Mission: "Gabriel's Oboe"

An oboe in the jungle; it should not work, and yet.

## Interstellar: "Cornfield Chase"

The organ arrives and everything moves.
""",
        (
            _t("Now We Are Free", "Gladiator", ANY),
            _t("Gabriel's Oboe", "The Mission", ANY),
            _t("Cornfield Chase", "Interstellar", ANY),
        ),
    ),
    Shape(
        "quoted_title_artist_work_ost",
        "markdown",
        """Here are my favorite K-drama songs of all time:

- "Stay With Me" – Chanyeol & Punch (Goblin OST)
- "My Destiny" – Lyn (My Love from the Star OST)
- "Always" – Yoon Mi-rae (Descendants of the Sun OST)
- "Sweet Night" – V (Itaewon Class OST)
""",
        (
            _t("Stay With Me", "Goblin", "Chanyeol & Punch"),
            _t("My Destiny", "My Love from the Star", "Lyn"),
            _t("Always", "Descendants of the Sun", "Yoon Mi-rae"),
            _t("Sweet Night", "Itaewon Class", "V"),
        ),
    ),
    Shape(
        "work_heading_prose_title_by_artist",
        "markdown",
        """# Songs that made the movie

## Guardians of the Galaxy

The tape is the heart of it: Hooked on a Feeling by Blue Swede, Come and Get Your Love by Redbone.

## Pulp Fiction

I never skip Son of a Preacher Man by Dusty Springfield or Misirlou by Dick Dale.
""",
        (
            _t("Hooked on a Feeling", "Guardians of the Galaxy", "Blue Swede"),
            _t("Come and Get Your Love", "Guardians of the Galaxy", "Redbone"),
            _t("Son of a Preacher Man", "Pulp Fiction", "Dusty Springfield"),
            _t("Misirlou", "Pulp Fiction", "Dick Dale"),
        ),
    ),
    Shape(
        "two_line_headings",
        "markdown",
        """# My ten favourite pieces of game music, part one

**1. Scars of Time - Yasunori Mitsuda**
Chrono Cross

The guitar comes in and I am twelve again.

**2. Zanarkand - Nobuo Uematsu**
Final Fantasy X

A piano before anything has happened, and you know how it will end.

**3. Simple and Clean - Hikaru Utada**
Kingdom Hearts

No introduction needed.
""",
        (
            _t("Scars of Time", "Chrono Cross", "Yasunori Mitsuda"),
            _t("Zanarkand", "Final Fantasy X", "Nobuo Uematsu"),
            _t("Simple and Clean", "Kingdom Hearts", "Hikaru Utada"),
        ),
    ),
    Shape(
        "comment_thread",
        "text",
        """What is the one soundtrack piece that you would save from a fire?

bluelark: "Aerith's Theme" from Final Fantasy VII, no contest.

mossy_rock: I'd go with "To Zanarkand" from Final Fantasy X.

teatime42: Probably "Song of the Ancients" from Nier. Fight me.

quietstorm: nobody said "Corridors of Time" from Chrono Trigger yet? shame on you all
""",
        (
            _t("Aerith's Theme", "Final Fantasy VII", None),
            _t("To Zanarkand", "Final Fantasy X", None),
            _t("Song of the Ancients", "Nier", None),
            _t("Corridors of Time", "Chrono Trigger", None),
        ),
    ),
    Shape(
        "reversed_list",
        "markdown",
        """## Songs from games that live in my head

* Chrono Trigger - Corridors of Time
* Chrono Trigger - Undersea Palace
* Undertale - Megalovania
* Undertale - Hopes and Dreams
* Celeste - Resurrections
* Hollow Knight - City of Tears
""",
        (
            _t("Corridors of Time", "Chrono Trigger"),
            _t("Undersea Palace", "Chrono Trigger"),
            _t("Megalovania", "Undertale"),
            _t("Hopes and Dreams", "Undertale"),
            _t("Resurrections", "Celeste"),
            _t("City of Tears", "Hollow Knight"),
        ),
    ),
    Shape(
        "reversed_csv",
        "csv",
        """Game,Song
Chrono Trigger,Corridors of Time
"Legend of Zelda, The",Gerudo Valley
Undertale,Hopes and Dreams
""",
        (
            _t("Corridors of Time", "Chrono Trigger"),
            _t("Gerudo Valley", "Legend of Zelda, The"),
            _t("Hopes and Dreams", "Undertale"),
        ),
    ),
    Shape(
        "csv_one_column_reversed",
        "csv",
        """id,title
1,Chrono Trigger - Corridors of Time
2,Chrono Trigger - Undersea Palace
3,Undertale - Hopes and Dreams
4,Undertale - Megalovania
""",
        (
            _t("Corridors of Time", "Chrono Trigger"),
            _t("Undersea Palace", "Chrono Trigger"),
            _t("Hopes and Dreams", "Undertale"),
            _t("Megalovania", "Undertale"),
        ),
    ),
    Shape(
        "video_titles",
        "markdown",
        """# Music I listen to while I work

* [[NieR Automata] OST 1 Track 05- City Ruins (Rays of Light)](https://www.youtube.com/watch?v=a)
* [[NieR Automata] OST 2 Track 12- Song of the Ancients (Atonement)](https://www.youtube.com/watch?v=b)
* [Sword Art Online Opening 1](https://www.youtube.com/watch?v=c)
* [crossing field「Sword Art Online」](https://www.youtube.com/watch?v=d)
* [Undertale OST: 100 - Megalovania](https://www.youtube.com/watch?v=e)
* [Death Note - L's Theme (Official Audio)](https://www.youtube.com/watch?v=f)
""",
        (
            _t("City Ruins (Rays of Light)", "NieR Automata"),
            _t("Song of the Ancients (Atonement)", "NieR Automata"),
            _t("Opening 1", "Sword Art Online"),
            _t("crossing field", "Sword Art Online"),
            _t("Megalovania", "Undertale"),
            _t("L's Theme", "Death Note"),
        ),
    ),
    Shape(
        "japanese_brackets_list",
        "markdown",
        """# 神アニソン5選

私が選ぶ最高のアニメ主題歌です。

1. 『新世紀エヴァンゲリオン』「残酷な天使のテーゼ」高橋洋子
2. 『鬼滅の刃』「紅蓮華」LiSA
3. 『進撃の巨人』「紅蓮の弓矢」Linked Horizon
4. 『けいおん!』「Don't say "lazy"」放課後ティータイム
""",
        (
            _t("残酷な天使のテーゼ", "新世紀エヴァンゲリオン", "高橋洋子"),
            _t("紅蓮華", "鬼滅の刃", "LiSA"),
            _t("紅蓮の弓矢", "進撃の巨人", "Linked Horizon"),
            _t('Don\'t say "lazy"', "けいおん!", "放課後ティータイム"),
        ),
    ),
    Shape(
        "japanese_title_bracket_op",
        "markdown",
        """## 好きなアニソン

- 紅蓮華（「鬼滅の刃」OP曲, by LiSA）
- 廻廻奇譚（「呪術廻戦」OP曲, by Eve）
- 残響散歌（「鬼滅の刃 遊郭編」OP曲, by Aimer）
""",
        (
            _t("紅蓮華", "鬼滅の刃", "LiSA"),
            _t("廻廻奇譚", "呪術廻戦", "Eve"),
            _t("残響散歌", "鬼滅の刃 遊郭編", "Aimer"),
        ),
    ),
    Shape(
        "japanese_slash",
        "text",
        """アニソンプレイリスト 2023

・アイドル / YOASOBI
・勇者 / YOASOBI
・青のすみか / キタニタツヤ
・絆ノ奇跡 / MAN WITH A MISSION
""",
        (
            _t("アイドル", None, "YOASOBI"),
            _t("勇者", None, "YOASOBI"),
            _t("青のすみか", None, "キタニタツヤ"),
            _t("絆ノ奇跡", None, "MAN WITH A MISSION"),
        ),
    ),
    Shape(
        "japanese_prose",
        "markdown",
        """# 泣ける曲

アニメ『四月は君の嘘』の主題歌「光るなら」は何度聴いても泣けます。映画『君の名は。』の挿入歌「なんでもないや」も大好きな曲です。
""",
        (_t("光るなら", "四月は君の嘘", None), _t("なんでもないや", "君の名は。", None)),
    ),
    Shape(
        "chinese_prose",
        "markdown",
        """# 推荐几首好听的动漫歌曲

最喜欢的是电影《千与千寻》的主题曲《永远同在》，每次听都会想哭。动画《火影忍者》的插曲《Sadness and Sorrow》也非常经典。
""",
        (_t("永远同在", "千与千寻", None), _t("Sadness and Sorrow", "火影忍者", None)),
    ),
    Shape(
        "spanish_list",
        "markdown",
        """# Las mejores canciones de videojuegos

Estas son mis canciones favoritas:

1. "Dearly Beloved" de Kingdom Hearts
2. "Gusty Garden Galaxy" de Super Mario Galaxy
3. "Still Alive" de Portal
""",
        (
            _t("Dearly Beloved", "Kingdom Hearts"),
            _t("Gusty Garden Galaxy", "Super Mario Galaxy"),
            _t("Still Alive", "Portal"),
        ),
    ),
    Shape(
        "portuguese_prose",
        "markdown",
        """# Minhas trilhas sonoras favoritas

Uma das minhas músicas favoritas é "Gerudo Valley", de *The Legend of Zelda: Ocarina of Time*. Também adoro a canção "Weight of the World", de *NieR: Automata*.
""",
        (_t("Gerudo Valley", "The Legend of Zelda: Ocarina of Time"), _t("Weight of the World", "NieR: Automata")),
    ),
    Shape(
        "french_prose",
        "markdown",
        """# Les plus belles musiques de films

Impossible d'oublier « Comptine d'un autre été », de Yann Tiersen, dans *Le Fabuleux Destin d'Amélie Poulain*. J'aime aussi la chanson « Le Tourbillon », chantée dans *Jules et Jim*.
""",
        (
            _t("Comptine d'un autre été", "Le Fabuleux Destin d'Amélie Poulain", "Yann Tiersen"),
            _t("Le Tourbillon", "Jules et Jim", ANY),
        ),
    ),
    Shape(
        "german_prose",
        "markdown",
        """# Meine liebste Filmmusik

Das Lied „Now We Are Free“ aus *Gladiator* höre ich immer wieder. Auch das Stück „Time“ von Hans Zimmer ist großartig.
""",
        (_t("Now We Are Free", "Gladiator", ANY), _t("Time", ANY, "Hans Zimmer")),
    ),
    Shape(
        "tracklist_with_timestamps",
        "text",
        """Relaxing Zelda & Chill Mix - tracklist

00:00 Dragon Roost Island - The Wind Waker
03:12 Zora's Domain - Ocarina of Time
06:45 Fairy Fountain - A Link to the Past
1:02:10 Stone Tower Temple - Majora's Mask
""",
        (
            _t("Dragon Roost Island", "The Wind Waker"),
            _t("Zora's Domain", "Ocarina of Time"),
            _t("Fairy Fountain", "A Link to the Past"),
            _t("Stone Tower Temple", "Majora's Mask"),
        ),
    ),
    Shape(
        "table_game_track_composer",
        "markdown",
        """| Game | Track | Composer |
|---|---|---|
| Celeste | Resurrections | Lena Raine |
| Hollow Knight | City of Tears | Christopher Larkin |
""",
        (_t("Resurrections", "Celeste", "Lena Raine"), _t("City of Tears", "Hollow Knight", "Christopher Larkin")),
    ),
    Shape(
        "headless_table",
        "markdown",
        """# Best anime songs

| | |
|---|---|
| Unravel | Tokyo Ghoul |
| Blue Bird | Naruto Shippuden |
| Tank! | Cowboy Bebop |
""",
        (_t("Unravel", "Tokyo Ghoul"), _t("Blue Bird", "Naruto Shippuden"), _t("Tank!", "Cowboy Bebop")),
    ),
    Shape(
        "nested_work_bullets",
        "markdown",
        """# Favourite soundtracks and their best tracks

- Hollow Knight
    - City of Tears
    - Greenpath
- Celeste
    - Resurrections
    - Reach for the Summit
""",
        (
            _t("City of Tears", "Hollow Knight"),
            _t("Greenpath", "Hollow Knight"),
            _t("Resurrections", "Celeste"),
            _t("Reach for the Summit", "Celeste"),
        ),
    ),
    Shape(
        "work_headings_bare_lists",
        "markdown",
        """# My favorite game songs

## Hollow Knight

- City of Tears
- Greenpath

## Celeste

- Resurrections
- Reach for the Summit
""",
        (
            _t("City of Tears", "Hollow Knight"),
            _t("Greenpath", "Hollow Knight"),
            _t("Resurrections", "Celeste"),
            _t("Reach for the Summit", "Celeste"),
        ),
    ),
    Shape(
        "definition_list_html",
        "html",
        """<html><head><title>Best game songs</title></head><body><nav><a href="/">Home - Start</a></nav>
<h1>Best game songs</h1><dl><dt>Hollow Knight</dt><dd>City of Tears</dd><dd>Greenpath</dd><dt>Celeste</dt><dd>Resurrections</dd></dl>
<div class="comments"><p>"Some Other Song" from Undertale is better</p></div></body></html>
""",
        (_t("City of Tears", "Hollow Knight"), _t("Greenpath", "Hollow Knight"), _t("Resurrections", "Celeste")),
    ),
    Shape(
        "html_br_lines",
        "html",
        """<article><h2>My anime songs</h2><p>Unravel - Tokyo Ghoul<br>Blue Bird - Naruto Shippuden<br/>Tank! - Cowboy Bebop</p></article>
<aside><ul><li>Ten best pans - Kitchen</li></ul></aside>""",
        (_t("Unravel", "Tokyo Ghoul"), _t("Blue Bird", "Naruto Shippuden"), _t("Tank!", "Cowboy Bebop")),
    ),
    Shape(
        "title_from_work_list",
        "markdown",
        """Songs that make me cry:

- Aerith's Theme from Final Fantasy VII
- To Zanarkand from Final Fantasy X
- Promise from Silent Hill 2
- Ashitaka and San from Princess Mononoke
""",
        (
            _t("Aerith's Theme", "Final Fantasy VII"),
            _t("To Zanarkand", "Final Fantasy X"),
            _t("Promise", "Silent Hill 2"),
            _t("Ashitaka and San", "Princess Mononoke"),
        ),
    ),
    Shape(
        "title_by_artist_from_work",
        "markdown",
        """# Ten songs that stole the scene (a selection)

1. Where Is My Mind? by Pixies from Fight Club
2. Don't You (Forget About Me) by Simple Minds from The Breakfast Club
3. Tiny Dancer by Elton John from Almost Famous
""",
        (
            _t("Where Is My Mind?", "Fight Club", "Pixies"),
            _t("Don't You (Forget About Me)", "The Breakfast Club", "Simple Minds"),
            _t("Tiny Dancer", "Almost Famous", "Elton John"),
        ),
    ),
    Shape(
        "title_dash_work_year",
        "markdown",
        """# Movie songs of the 80s

* Eye of the Tiger - Rocky III (1982)
* Danger Zone - Top Gun (1986)
* Footloose - Footloose (1984)
* The Power of Love - Back to the Future (1985)
""",
        (
            _t("Eye of the Tiger", "Rocky III"),
            _t("Danger Zone", "Top Gun"),
            _t("Footloose", "Footloose"),
            _t("The Power of Love", "Back to the Future"),
        ),
    ),
    Shape(
        "artist_dash_title_quoted",
        "markdown",
        """# This month's playlist

- Aimer - "Brave Shine"
- LiSA - "Catch the Moment"
- ReoNa - "ANIMA"
""",
        (_t("Brave Shine", None, "Aimer"), _t("Catch the Moment", None, "LiSA"), _t("ANIMA", None, "ReoNa")),
    ),
    Shape(
        "possessive_composer_prose",
        "markdown",
        """# Scores that stayed with me

I still hum John Williams's "Hedwig's Theme" whenever it snows. Thomas Newman's "Any Other Name", from *American Beauty*, is a quieter kind of magic.
""",
        (_t("Hedwig's Theme", ANY, "John Williams"), _t("Any Other Name", "American Beauty", "Thomas Newman")),
    ),
    Shape(
        "rejected_prose",
        "markdown",
        """# One song

My favourite track of the game is "City of Tears". I also considered "Greenpath", but it is overrated.
""",
        (_t("City of Tears", ANY, None),),
    ),
    Shape(
        "tails",
        "text",
        """The soundtrack of the anime Clannad has the songs Roaring Tides, Snowfield, Nagisa and many others.""",
        (_t("Roaring Tides", "Clannad"), _t("Snowfield", "Clannad"), _t("Nagisa", "Clannad")),
    ),
    Shape(
        "emoji_and_notes",
        "markdown",
        """## Anime songs on repeat 🎧

- 🔥 Gurenge – Demon Slayer (this one slaps!!)
- 😭 Hikaru Nara – Your Lie in April
- 💙 Kaikai Kitan – Jujutsu Kaisen
""",
        (_t("Gurenge", "Demon Slayer"), _t("Hikaru Nara", "Your Lie in April"), _t("Kaikai Kitan", "Jujutsu Kaisen")),
    ),
    Shape(
        "bold_title_then_prose_items",
        "markdown",
        """# Five tracks for a rainy day

- **City of Tears** (Hollow Knight): rain on a dead city, and a voice somewhere above.
- **Aquatic Ambience** (Donkey Kong Country): the most peaceful level to drown in.
- **Fisherman's Horizon** (Final Fantasy VIII): a town that refuses to fight.
""",
        (
            _t("City of Tears", "Hollow Knight"),
            _t("Aquatic Ambience", "Donkey Kong Country"),
            _t("Fisherman's Horizon", "Final Fantasy VIII"),
        ),
    ),
    Shape(
        "sections_by_medium",
        "markdown",
        """# Soundtrack favourites

## Movies

- Concerning Hobbits - The Lord of the Rings
- Time - Inception

## Games

- Gerudo Valley - Ocarina of Time
- Baba Yetu - Civilization IV
""",
        (
            _t("Concerning Hobbits", "The Lord of the Rings"),
            _t("Time", "Inception"),
            _t("Gerudo Valley", "Ocarina of Time"),
            _t("Baba Yetu", "Civilization IV"),
        ),
    ),
    Shape(
        "awards",
        "markdown",
        """# Anime Awards 2019

## Best Opening Song

**Winner:** "MIXED NUTS" by Official HIGE DANdism (Spy x Family)

Runner-up: "KICK BACK" by Kenshi Yonezu (Chainsaw Man)

## Best Ending Song

**Winner:** "Comedy" by Gen Hoshino (Spy x Family)
""",
        (
            _t("MIXED NUTS", "Spy x Family", "Official HIGE DANdism"),
            _t("KICK BACK", "Chainsaw Man", "Kenshi Yonezu"),
            _t("Comedy", "Spy x Family", "Gen Hoshino"),
        ),
    ),
    Shape(
        "op_ed_labels",
        "markdown",
        """# Fall season: openings and endings

## Bocchi the Rock!

* OP: "Seishun Complex" by Kessoku Band
* ED: "Distortion!!" by Kessoku Band

## Chainsaw Man

* Opening: "KICK BACK" by Kenshi Yonezu
""",
        (
            _t("Seishun Complex", "Bocchi the Rock!", "Kessoku Band"),
            _t("Distortion!!", "Bocchi the Rock!", "Kessoku Band"),
            _t("KICK BACK", "Chainsaw Man", "Kenshi Yonezu"),
        ),
    ),
    Shape(
        "comma_list",
        "text",
        """My soundtrack list

Time, Inception, Hans Zimmer
Married Life, Up, Michael Giacchino
Lux Aeterna, Requiem for a Dream, Clint Mansell
""",
        (
            _t("Time", "Inception", "Hans Zimmer"),
            _t("Married Life", "Up", "Michael Giacchino"),
            _t("Lux Aeterna", "Requiem for a Dream", "Clint Mansell"),
        ),
    ),
    Shape(
        "three_dashes",
        "markdown",
        """# Game tracks

1. Scars of Time - Chrono Cross - Yasunori Mitsuda
2. Zanarkand - Final Fantasy X - Nobuo Uematsu
3. Megalovania - Undertale - Toby Fox
""",
        (
            _t("Scars of Time", "Chrono Cross", "Yasunori Mitsuda"),
            _t("Zanarkand", "Final Fantasy X", "Nobuo Uematsu"),
            _t("Megalovania", "Undertale", "Toby Fox"),
        ),
    ),
    Shape(
        "rst_list",
        "rst",
        """Favourite soundtracks
=====================

Songs from games:

- *Scars of Time*, Chrono Cross
- *Zanarkand*, Final Fantasy X
""",
        (_t("Scars of Time", "Chrono Cross"), _t("Zanarkand", "Final Fantasy X")),
    ),
    Shape(
        "scores_are_albums",
        "markdown",
        """# Ten great soundtracks

1. Inception
2. Gladiator
3. The Social Network
""",
        (),
    ),
    Shape(
        "albums_list",
        "markdown",
        """# My year in music

## Favorite albums

- Radiohead - In Rainbows
- Bon Iver - For Emma, Forever Ago
- Arcade Fire - Funeral

## Favorite songs

- Radiohead - Reckoner
- Bon Iver - Skinny Love
- Arcade Fire - Wake Up
""",
        (_t("Reckoner", None, "Radiohead"), _t("Skinny Love", None, "Bon Iver"), _t("Wake Up", None, "Arcade Fire")),
    ),
    Shape(
        "prose_italics",
        "markdown",
        """# What I've been playing

I finally finished *Celeste* last week. The music is incredible; *Resurrections* is my favorite track, and I keep humming *Reach for the Summit* at work.

Then I started *Hollow Knight*. Its main theme made me stop and listen.
""",
        (_t("Resurrections", "Celeste"), _t("Reach for the Summit", "Celeste")),
    ),
    Shape(
        "prose_links",
        "markdown",
        """---
title: "Songs stuck in my head"
---
This week it's been all about [Megalovania](https://www.youtube.com/watch?v=x) from Undertale. I also can't stop listening to [Zelda's Lullaby](https://youtu.be/y) from Ocarina of Time, and to the song [Still Alive](https://youtu.be/z) from Portal.

You can read [my other posts](https://example.org/posts) or [follow me on Twitter](https://twitter.com/x).
""",
        (_t("Megalovania", "Undertale"), _t("Zelda's Lullaby", "Ocarina of Time"), _t("Still Alive", "Portal")),
    ),
    Shape(
        "artist_quoted_prose",
        "markdown",
        """# Music in Stranger Things

Season four brought back Kate Bush's "Running Up That Hill", and the Upside Down got Metallica's "Master of Puppets". I also loved "Separate Ways" by Journey in the trailer.
""",
        (
            _t("Running Up That Hill", "Stranger Things", "Kate Bush"),
            _t("Master of Puppets", "Stranger Things", "Metallica"),
            _t("Separate Ways", ANY, "Journey"),
        ),
    ),
    Shape(
        "year_list_artist_title",
        "markdown",
        """# Top songs of 2015

1. **Tame Impala** - "The Less I Know the Better"
2. **Kendrick Lamar** - "Alright"
3. **Carly Rae Jepsen** - "Run Away with Me"
""",
        (
            _t("The Less I Know the Better", None, "Tame Impala"),
            _t("Alright", None, "Kendrick Lamar"),
            _t("Run Away with Me", None, "Carly Rae Jepsen"),
        ),
    ),
    Shape(
        "bold_work_then_quoted",
        "markdown",
        """# Best anime openings of the decade

**Attack on Titan** – "Guren no Yumiya"

A classic.

**My Hero Academia** – "Peace Sign"

Yonezu can do no wrong.

**Mob Psycho 100** – "99"

Count with me.
""",
        (_t("Guren no Yumiya", "Attack on Titan"), _t("Peace Sign", "My Hero Academia"), _t("99", "Mob Psycho 100")),
    ),
    Shape(
        "headings_title_then_artist_line",
        "markdown",
        """# 我喜欢的日剧歌曲

### Lemon

歌手：米津玄师。日剧《Unnatural》的主题曲，听一次哭一次。

### 恋

歌手：星野源。日剧《逃避虽可耻但有用》的片尾曲。
""",
        (_t("Lemon", "Unnatural", "米津玄师"), _t("恋", "逃避虽可耻但有用", "星野源")),
    ),
    Shape(
        "japanese_works_sections",
        "markdown",
        """# ゲーム音楽ベスト

## クロノ・トリガー

- 風の憧憬
- カエルのテーマ
- 時の回廊

## MOTHER2

- スマイルアンドティアーズ
- エイトメロディーズ
""",
        (
            _t("風の憧憬", "クロノ・トリガー"),
            _t("カエルのテーマ", "クロノ・トリガー"),
            _t("時の回廊", "クロノ・トリガー"),
            _t("スマイルアンドティアーズ", "MOTHER2"),
            _t("エイトメロディーズ", "MOTHER2"),
        ),
    ),
    Shape(
        "numbered_paren_dash",
        "text",
        """10 anime songs that I never skip

1) Silhouette - KANA-BOON (Naruto Shippuden)
2) Haruka Kanata - Asian Kung-Fu Generation (Naruto)
3) Colors - FLOW (Code Geass)
4) Kaikai Kitan - Eve (Jujutsu Kaisen)
""",
        (
            _t("Silhouette", "Naruto Shippuden", "KANA-BOON"),
            _t("Haruka Kanata", "Naruto", "Asian Kung-Fu Generation"),
            _t("Colors", "Code Geass", "FLOW"),
            _t("Kaikai Kitan", "Jujutsu Kaisen", "Eve"),
        ),
    ),
    Shape(
        "portuguese_list",
        "markdown",
        """# As melhores aberturas de anime

1. Naruto – "Haruka Kanata"
2. Bleach – "Asterisk"
3. Death Note – "The World"
""",
        (_t("Haruka Kanata", "Naruto"), _t("Asterisk", "Bleach"), _t("The World", "Death Note")),
    ),
    Shape(
        "french_list",
        "markdown",
        """# Mes musiques de jeux vidéo préférées

- « To Zanarkand » (Final Fantasy X)
- « Gerudo Valley » (The Legend of Zelda : Ocarina of Time)
- « Dearly Beloved » (Kingdom Hearts)
""",
        (
            _t("To Zanarkand", "Final Fantasy X"),
            _t("Gerudo Valley", "The Legend of Zelda : Ocarina of Time"),
            _t("Dearly Beloved", "Kingdom Hearts"),
        ),
    ),
    Shape(
        "german_list",
        "markdown",
        """# Die besten Lieder aus Filmen

- „Skyfall“ von Adele (Skyfall)
- „Lose Yourself“ von Eminem (8 Mile)
- „Eye of the Tiger“ von Survivor (Rocky III)
""",
        (
            _t("Skyfall", "Skyfall", "Adele"),
            _t("Lose Yourself", "8 Mile", "Eminem"),
            _t("Eye of the Tiger", "Rocky III", "Survivor"),
        ),
    ),
    Shape(
        "meetup_setlist",
        "markdown",
        """# Setlist

1. Prelude
2. Blinded by Light
3. Liberi Fatali
4. To Zanarkand
""",
        (_t("Prelude"), _t("Blinded by Light"), _t("Liberi Fatali"), _t("To Zanarkand")),
    ),
    Shape(
        "table_opening_anime",
        "markdown",
        """# Favoritos

| Anime | Opening | Artista |
|-------|---------|---------|
| Naruto | Haruka Kanata | Asian Kung-Fu Generation |
| Bleach | Asterisk | Orange Range |
""",
        (_t("Haruka Kanata", "Naruto", "Asian Kung-Fu Generation"), _t("Asterisk", "Bleach", "Orange Range")),
    ),
    Shape(
        "csv_show_song_artist",
        "csv",
        """show,season,episode,song,performer
Stranger Things,4,1,Running Up That Hill,Kate Bush
Euphoria,1,8,All for Us,Labrinth
""",
        (_t("Running Up That Hill", "Stranger Things", "Kate Bush"), _t("All for Us", "Euphoria", "Labrinth")),
    ),
    Shape(
        "youtube_headings",
        "markdown",
        """# Best boss music

## Bloodborne - Ludwig, the Holy Blade

{{< youtube abc >}}

A horse that becomes a knight.

## Dark Souls III - Soul of Cinder

{{< youtube def >}}

Plin plin plon.

## Sekiro - Isshin, the Sword Saint

{{< youtube ghi >}}

Hesitation is defeat.
""",
        (
            _t("Ludwig, the Holy Blade", "Bloodborne"),
            _t("Soul of Cinder", "Dark Souls III"),
            _t("Isshin, the Sword Saint", "Sekiro"),
        ),
    ),
    Shape(
        "single_quotes_british",
        "markdown",
        """# Radio show notes

We opened with 'Cornfield Chase' from Interstellar, then played 'Married Life' from Up, and closed with 'The Ecstasy of Gold' by Ennio Morricone.
""",
        (
            _t("Cornfield Chase", "Interstellar"),
            _t("Married Life", "Up"),
            _t("The Ecstasy of Gold", ANY, "Ennio Morricone"),
        ),
    ),
    Shape(
        "mixed_items_prose",
        "markdown",
        """# Soundtrack of the month: Nier

Standout tracks:

* *Song of the Ancients* - the one everybody knows
* *Grandma* - bring tissues
* *Kainé* - sung in a language that does not exist
""",
        (_t("Song of the Ancients", ANY), _t("Grandma", ANY), _t("Kainé", ANY)),
    ),
    Shape(
        "reddit_like",
        "markdown",
        """# What song from a game always makes you cry?

**u/softrain** 12 points

For me it's "Weight of the World" from Nier Automata. The ending, man.

**u/kettle** 9 points

Aria Math from Minecraft. Don't ask.

**u/pebble** 4 points

"Passing Breeze" (OutRun) because of my dad
""",
        (_t("Weight of the World", "Nier Automata"), _t("Aria Math", "Minecraft"), _t("Passing Breeze", "OutRun")),
    ),
    Shape(
        "favorites_with_labels",
        "markdown",
        """# Soundtracks of the year

## Hades

Composer: Darren Korb
Favorite track: "In the Blood"

## Ori and the Will of the Wisps

Composer: Gareth Coker
Favorite track: "Luma Pools"
""",
        (_t("In the Blood", "Hades", ANY), _t("Luma Pools", "Ori and the Will of the Wisps", ANY)),
    ),
    Shape(
        "parenthesis_prose",
        "markdown",
        """# Anime music roundup

This season's openings are strong. I keep replaying "Bling-Bang-Bang-Born" (Mashle) and "Idol" (Oshi no Ko), while "Kura Kura" (Spy x Family) grew on me.
""",
        (_t("Bling-Bang-Bang-Born", "Mashle"), _t("Idol", "Oshi no Ko"), _t("Kura Kura", "Spy x Family")),
    ),
    Shape(
        "two_columns_html",
        "html",
        """<html><head><title>Anime ending songs we love</title></head><body><div class="entry-content"><h2>1. “Wind” by Akeboshi (Naruto)</h2><p>Long text about it.</p><h2>2. “The Real Folk Blues” by Mai Yamane (Cowboy Bebop)</h2><p>More text here.</p><h2>3. “Shunkan Sentimental” by Scandal (Fullmetal Alchemist: Brotherhood)</h2><p>And more.</p><h2>Leave a Reply</h2><p>Your email address will not be published.</p></div></body></html>""",
        (
            _t("Wind", "Naruto", "Akeboshi"),
            _t("The Real Folk Blues", "Cowboy Bebop", "Mai Yamane"),
            _t("Shunkan Sentimental", "Fullmetal Alchemist: Brotherhood", "Scandal"),
        ),
    ),
    Shape(
        "wiki_table_html",
        "html",
        """<html><body><h1>Songs of the game</h1><table class="wikitable"><tr><th>#</th><th>Title</th><th>Composer</th><th>Length</th></tr><tr><td>1</td><td>"Opening"</td><td>Nobuo Uematsu</td><td>1:10</td></tr><tr><td>2</td><td>"Prelude"</td><td>Nobuo Uematsu</td><td>2:05</td></tr></table></body></html>""",
        (_t("Opening", None, "Nobuo Uematsu"), _t("Prelude", None, "Nobuo Uematsu")),
    ),
    Shape(
        "quoted_in_work",
        "text",
        """Best uses of songs in movies

"Bohemian Rhapsody" in Wayne's World
"Goodbye Horses" in The Silence of the Lambs
"Old Time Rock and Roll" in Risky Business
""",
        (
            _t("Bohemian Rhapsody", "Wayne's World"),
            _t("Goodbye Horses", "The Silence of the Lambs"),
            _t("Old Time Rock and Roll", "Risky Business"),
        ),
    ),
    Shape(
        "japanese_prose_list",
        "markdown",
        """# 好きなゲーム音楽

1. 「片翼の天使」（ファイナルファンタジーVII）
2. 「ビッグブリッヂの死闘」（ファイナルファンタジーV）
3. 「時の回廊」（クロノ・トリガー）
""",
        (
            _t("片翼の天使", "ファイナルファンタジーVII"),
            _t("ビッグブリッヂの死闘", "ファイナルファンタジーV"),
            _t("時の回廊", "クロノ・トリガー"),
        ),
    ),
    Shape(
        "prose_semicolons",
        "markdown",
        """# Soundtrack notes

The highlights of the *Chrono Cross* soundtrack are "Scars of Time", "Dream of the Shore Near Another World" and "Radical Dreamers ~Without Taking the Jewel~".
""",
        (
            _t("Scars of Time", "Chrono Cross"),
            _t("Dream of the Shore Near Another World", "Chrono Cross"),
            _t("Radical Dreamers ~Without Taking the Jewel~", "Chrono Cross"),
        ),
    ),
    Shape(
        "backticks",
        "markdown",
        """# My music library

I could listen to `Cornfield Chase` for days. From the Inception album my favorite is `Time`, obviously. Genres: `Techno`, `Soundtrack`.
""",
        (_t("Cornfield Chase", ANY), _t("Time", "Inception", ANY)),
    ),
    Shape(
        "year_review",
        "markdown",
        """# 2019 in review

## Books

- Dune - Frank Herbert
- Emma - Jane Austen

## Music

My most played song was "Bad Guy" by Billie Eilish.

## Games

- Outer Wilds - a miracle
- Hades - still going
""",
        (_t("Bad Guy", None, "Billie Eilish"),),
    ),
    Shape(
        "japanese_slash_work",
        "text",
        """好きなアニメの曲

Butter-Fly／和田光司（デジモンアドベンチャー）
残酷な天使のテーゼ／高橋洋子（新世紀エヴァンゲリオン）
ムーンライト伝説／DALI（美少女戦士セーラームーン）
""",
        (
            _t("Butter-Fly", "デジモンアドベンチャー", "和田光司"),
            _t("残酷な天使のテーゼ", "新世紀エヴァンゲリオン", "高橋洋子"),
            _t("ムーンライト伝説", "美少女戦士セーラームーン", "DALI"),
        ),
    ),
    Shape(
        "track_dash_composer_in_game_section",
        "markdown",
        """# Best tracks

## NieR: Automata

1. Weight of the World - Keiichi Okabe
2. City Ruins - Keigo Hoashi

## Undertale

1. Megalovania - Toby Fox
""",
        (
            _t("Weight of the World", "NieR: Automata", "Keiichi Okabe"),
            _t("City Ruins", "NieR: Automata", "Keigo Hoashi"),
            _t("Megalovania", "Undertale", "Toby Fox"),
        ),
    ),
]
NOTHING: list[Shape] = [
    Shape(
        "recipe",
        "markdown",
        """# Pumpkin soup

- 1 pumpkin – medium
- 2 onions – chopped
- Salt (to taste)

Stir "gently" and serve with bread, then listen to the rain.
""",
        (),
    ),
    Shape(
        "manual",
        "text",
        """NAME
    tar - an archiving utility

OPTIONS
    -c, --create - create a new archive
    -x - extract files

The default theme is Adwaita. The track is chosen by Linux. See "Theme Settings".
""",
        (),
    ),
    Shape(
        "game_review",
        "markdown",
        """# Review: Hollow Knight

Hollow Knight is a game about bugs. I loved "Hornet" as a boss.

My top areas:

- City of Tears
- Greenpath
- Deepnest

Characters I liked:

- Hornet - a fierce one
- Quirrel - a friend
""",
        (),
    ),
    Shape(
        "composer_praise",
        "markdown",
        """# The music of Joe Hisaishi

Joe Hisaishi has scored *Spirited Away*, *My Neighbor Totoro* and *Princess Mononoke*. The music is full of longing.
""",
        (),
    ),
    Shape(
        "links_page",
        "markdown",
        """# My blog about music

## Links

- [Pitchfork - Music reviews](https://pitchfork.com)
- [Bandcamp - Discover](https://bandcamp.com)
""",
        (),
    ),
    Shape(
        "films_watched",
        "markdown",
        """# Films watched in May

1. Inception - 9/10
2. Gladiator - 8/10
3. Heat - 7/10
""",
        (),
    ),
    Shape(
        "game_diary_nothing",
        "markdown",
        """# Game diary: week 12

I played *Hades* for ten hours. The music is great, the voice acting is even better, and "boons" are a clever idea. Zagreus keeps running, and so do I.

- Beat Megaera - finally
- Beat the Hydra - twice
- Died to Theseus - of course
""",
        (),
    ),
    Shape(
        "concert_nothing",
        "markdown",
        """# At the symphony

We heard the orchestra play music from *Star Wars* and *Jurassic Park* last night. The conductor joked that "nobody leaves before the march". The violins were wonderful. Afterwards we had noodles.
""",
        (),
    ),
    Shape(
        "composer_interview_nothing",
        "markdown",
        """# Interview with a composer

**How did you start?**

I began with piano lessons. "You must practise", my teacher said. Later I wrote music for commercials, and then for my first game, *Lost Harbour*.

**What are you working on?**

A score for a film called *The Quiet Shore*. It will be out next year.
""",
        (),
    ),
    Shape(
        "news_nothing",
        "markdown",
        """# Festival returns to the park

The music festival returns in June. "We are thrilled", said the mayor, "and the band is, too." Tickets cost 20 euros. Last year, 3,000 people came; the headliner played for two hours.

- Friday – doors at 6 pm
- Saturday – doors at 4 pm
""",
        (),
    ),
    Shape(
        "hardware_review_nothing",
        "markdown",
        """# Review: a pair of headphones

The bass is strong, and music sounds warm. I tested them with "Dolby mode" on, watched *Dune*, and listened to a podcast.

Pros:

- Comfort - great
- Sound - warm
""",
        (),
    ),
    Shape(
        "watchlist_nothing",
        "markdown",
        """# Anime I watched this season

- Frieren - 10/10, masterpiece
- Mashle - fun
- Undead Unluck - surprising

The soundtrack of Frieren deserves a post of its own.
""",
        (),
    ),
    Shape(
        "lists_of_scenes_nothing",
        "markdown",
        """# Best movie scenes ever

1. The Godfather - the baptism
2. Heat - the diner
3. Jaws - the beach
""",
        (),
    ),
    Shape(
        "blog_index_nothing",
        "markdown",
        """# Posts about music and other things

- [On running](https://example.org/running) - 2019-01-02
- [On baking](https://example.org/baking) - 2019-02-03
- [A new guitar](https://example.org/guitar) - 2019-03-04
""",
        (),
    ),
]

SUFFIX = {"markdown": "md", "text": "txt", "csv": "csv", "html": "html", "rst": "rst"}


@pytest.fixture(scope="module")
def works() -> Works:
    return Works.shipped()


def read(shape: Shape, works: Works | None) -> list[Expected]:
    source = read_bytes(shape.text.encode(), name=f"shape.{SUFFIX[shape.kind]}", works=works)
    return [(r.title, r.work, r.artist) for r in source.recommendations if r.kind is not Kind.ALBUM]


def fits(got: Expected, expected: Expected) -> bool:
    return all(want in (ANY, have) for have, want in zip(got, expected, strict=True))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.name)
def test_shape(shape: Shape, works: Works) -> None:
    got = read(shape, works)
    assert len(got) == len(shape.tracks), got
    assert all(fits(have, want) for have, want in zip(got, shape.tracks, strict=True)), got


@pytest.mark.parametrize("shape", NOTHING, ids=lambda s: s.name)
def test_nothing_to_find(shape: Shape, works: Works) -> None:
    assert read(shape, works) == []


def test_most_shapes_are_read_without_any_known_works() -> None:
    right = 0
    for shape in SHAPES:
        got = read(shape, None)
        right += len(got) == len(shape.tracks) and all(fits(h, w) for h, w in zip(got, shape.tracks, strict=True))
    assert right >= 0.75 * len(SHAPES)
