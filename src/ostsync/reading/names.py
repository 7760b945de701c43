"""What a name looks like: a person, a title, a sentence. Judged by its shape and by the works that are known."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from ostsync.reading import vocabulary as v

if TYPE_CHECKING:
    from ostsync.titles.works import Work, Works

GIVEN = frozenset(
    """aaron adam jocelyn abigail agnes aisha alessandro alexis alice alison allison alma amanda amelia anders angela angus anita ann annie antoine ariana
    armando arturo audrey augustin austin ava axel beatrice bella bernardo bertrand beth betty björn blake bonnie boris brenda brendan brent brett bridget brittany
    bryce byron calvin cameron camille carmen carol carole carrie casey cassandra cat cate catherine cecilia celine cesar chad chandler charlotte chelsea
    chester christine cindy claudia claudio clarence clark cody colin connor corey courtney crystal cynthia daisy dale damien damon dana daphne darius darryl dawn deborah
    denis denise derek desmond dominic dominique dorothy doris dwight dylan edgar edith edmund edwin eileen elena eli elijah elisabeth elizabeth ella ellen ellie
    emilio emmanuel enya erica erin esther ethan eugene eva evelyn faith felix fiona florence floyd frances franco françois freddie frederic gabriel gareth gavin gene
    genevieve gilbert gina giovanni gloria gordon grace graham gwen hannah harriet harvey hazel hector helena henri herbert hildegard holly hope hubert hudson hugo
    igor ingrid irene iris isabella isaiah ivan ivy jackson jaime janet janis jared jeanette jeannie jed jenna jenny jerome jess jessie jill joanna joaquin jodie jorge
    josephine joshua joy joyce juliet julian julius june katherine kathleen kathryn katie keith kelley kelsey kendrick kerry kirk kristen kristin lady lance lara leah
    leo leon leona leonardo lester lewis liam lila lily lincoln linda lindsay lindsey lionel lois lola lorenzo lorraine louise lucia lucy luigi luna luther lydia
    lynn mabel mac madeline magnus malcolm manuel marcel marcus margaret marianne marilyn marina marion marjorie marlene marshall martha marvin mathieu matthias maya
    mckenna melanie melissa mia mikael milan miles mitchell moby moira mollie molly mona monica morgan muriel nadia naomi natalia natalie natasha ned nell nelly nelson nigel nikki nikolai
    noah noel nora norah norman olga oliver olivia omar orlando otis otto owen pablo paloma pamela paolo pascal patricia patsy paulo pedro peggy penny perry petra phoebe phyllis
    quentin quinn ralph ramon raphael raul regina reginald rhett rhiannon riley rita roland roman ronald rosa rosalind rose rosemary rosie rowan ruben rufus sabrina sally salvador
    sarah sasha saul sebastian selena seth shane shannon sharon sheila shelby shirley sidney silvia skip sonia sonny spencer stacy stefan stella stephan stephanie sufjan
    susanna suzanne sven sylvia tamara tanya tara tatiana teresa tess theo theresa tiffany tobias tom tracey travis trevor tristan troy ulrich ursula valerie vanessa vera vernon
    veronica vicky victoria vincent viola violet virginia vivian wade wallace wanda warren wayne wesley wilfred wilhelm will winston wolfgang woody xavier yvonne zach zoe alan alex alexandre alfred alicia amy andrea andrew andreas andy angelo anna anne anthony antonio
    arthur ashley atticus austin barbara barry bear ben benjamin bernard bill billy bob bobby brad brian bruce bryan
    carl carlos carter caroline charles charlie chris christian christina christophe christopher chuck claire clara
    cliff clint craig cyrille dan daniel danny darren dario dave david dean debbie dennis diana dimitri dolly don
    donna doug duncan dustin ed eddie edward elliot elmer elvis emily emma ennio enrique eric erik ernest
    etienne evan fernando francis francisco frank frankie fred gareth gary geoff george gerard giorgio grant graeme greg
    gustavo guy hans harold harry heather helen henry hildur howard hugh ian inon isaac isabel jack jacob james jamie
    jan jane jason jay jean jeff jennifer jeremy jerry jesper jessica jim jimmy jo joan joe joel joey johan johann
    john johnny jon jonathan jose joseph josh juan judy julia julie justin karen karl kate katy kelly ken kenny
    kevin kim klaus kris kurt kyle lana larry laura lauren lena leonard leslie lisa liz lorne lou louis lucas
    ludwig luis luke lyn madonna marc marco marcin marco marcus maria marie mario mark martin marty mary matt matthew
    maurice max megan michael michel mick miguel mike miklos mychael nancy nat nathan neil nicholas nick nicky nicolas
    nina nino olivier oscar patrick patti paul paula percy pete peter phil philip pierre pritam quincy rachel ramin randy
    ray rebecca ricardo richard rick rob robert roberto robin rod rodrigo roger ron ross roy russ ruth ryan sam samuel
    sandra sarah scott sean sergio shawn sheena simon siddharth sophie stan stephen steve steven stevie sting stuart
    susan tal taylor ted terry theodore thomas tim timothy tina toby todd tom tommy tony tracy tyler vangelis victor
    vince vladimir walter wendy will william yann yasmin zac
    akiko akira akihiko aoi asami asuka atsushi ayaka ayumi chihiro daisuke eir emi hajime harumi haruomi hideki
    hikaru hiroki hiroko hiroshi hiroyuki hitomi hitoshi ichiro jun junichi jun'ichi kaori kazuki keiichi keiki keigo
    kenichi kenji kenta kenshi kensuke koichi kohei koji kohta kota kotaro kow kuniaki maaya mako makoto mamoru mari
    masafumi masaharu masahiro masaki masaru masashi masato megumi michiko michiru miho mika miki minako miyuki
    motoi naoki naoko naoshi nao nobuo nobuko noriko noriyuki rei ryo ryota ryuichi ryuji satoru satoshi sayuri
    seiji shigeo shinji shiro shoji shoko shota shunsuke susumu taisei takahiro takanori takashi takeshi taku tenmon
    tetsuya tomoki toshihiko toshiyuki toru tsukasa utada yasunori yasuharu yasutaka yoko yoshihisa yoshihiro yoshino
    yuji yuka yuki yukari yuko yumi yumiko yuri yutaka yuzo yuu hisaishi ost's""".split()
)
"""Given names: a word of two or three that begins with one of them is most likely a person."""

ARTISTS = frozenset(
    """hans zimmer|john williams|nobuo uematsu|joe hisaishi|yoko kanno|yoko shimomura|koji kondo|yuki kajiura|hiroyuki
    sawano|howard shore|ennio morricone|danny elfman|james horner|alan silvestri|michael giacchino|vangelis|clint
    mansell|ramin djawadi|ludwig göransson|max richter|yasunori mitsuda|masashi hamauzu|keiichi okabe|toby fox|darren
    korb|austin wintory|jeremy soule|inon zur|martin o'donnell|christopher larkin|lena raine|kevin penkin|kenshi
    yonezu|lisa|aimer|yoasobi|radwimps|eve|claris|egoist|man with a mission|asian kung-fu generation|linked
    horizon|flow|ikimono-gakari|sim|bump of chicken|king gnu|official hige dandism|kalafina|fripside|granrodeo|the
    seatbelts|seatbelts|nujabes|the pillows|jam project|hikaru utada|utada hikaru|shiro sagisu|susumu hirasawa|kenji
    kawai|ryuichi sakamoto|trent reznor|atticus ross|daft punk|mick gordon|garoad|c418|disasterpeace|thomas
    newman|john barry|jerry goldsmith|bernard herrmann|nino rota|elmer bernstein|maurice jarre|philip glass|yann
    tiersen|gustavo santaolalla|hildur guðnadóttir|queen|the beatles|the rolling stones|pink floyd|radiohead|david
    bowie|elvis presley|bob dylan|lou reed|simon & garfunkel|celine dion|whitney houston|phil collins|aurora|imagine
    dragons|creepy nuts|ado|yorushika|zutomayo|reona|milet|tk from ling tosite sigure|my first story|nightmare""".replace(
        "\n    ", " "
    ).split("|")
)
"""Artists of soundtracks so well known that their name alone says what they are."""

_SURNAMES = frozenset(
    """佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 阿部 森 池田 橋本
    石川 前田 藤田 後藤 岡田 長谷川 村上 近藤 石井 坂本 遠藤 青木 藤井 西村 福田 太田 三浦 藤原 岡本 松田 中川 中野 原田 小野 田村
    竹内 金子 和田 中山 石田 上田 森田 原 柴田 酒井 工藤 横山 宮崎 宮本 内田 高木 安藤 谷口 大野 丸山 今井 河野 藤本 村田 武田
    上野 杉山 増田 平野 大塚 千葉 久保 松井 小島 岩崎 桜井 野口 松尾 野村 木下 菊地 佐野 大西 杉本 新井 浜田 菅原 市川 水野 小松
    島田 古川 小山 高田 椎名 菅野 梶浦 澤野 久石 植松 下村 光田 近藤 川井 鷺巣 岩代 横田 平沢 大島 石原 悠木 白上 村川 永井 宮里 寺島
    米津 宇多田 中島 松任谷 大岛 坂本 菅野 竹内 井上 水樹 林原 茅原 花澤 早見 雨宮 内山 鬼頭 石元 浜渦 岡部 折戸 麻枝 大黒 藤澤 滨崎 王 李 张 張 刘
    陈 陳 杨 黄 赵 周 吴 徐 孙 马 朱 胡 郭 何 高 罗 郑 梁 谢 宋 唐 许 邓 韩 冯 曹 曾 彭 萧 蔡 潘 田 董 袁 于 余 叶 蒋 杜 苏 魏 程 吕
    丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 阎 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵""".split()
)
_HAN = re.compile(r"[\u4e00-\u9fff々〆]{2,5}$")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SMALL = frozenset(
    """a an the of in on at to for from and or with by de la le les du des del el los las da do dos das e y et und der die
    das von van no wa wo ga ni ha mo na o ka x vs vs. n à au aux un une en di il al lo nel per sur dans mit zu
    is as be into""".split()
)
_ENSEMBLE = v.Vocabulary(
    """orchestra philharmonic symphony_orchestra band choir ensemble quartet trio brothers sisters feat feat. ft ft.
    featuring cv dj mc""",
    "楽団 合唱団 バンド",
)
_FINITE = v.Vocabulary(
    """is are was were am be been has have had do does did can could will would should may might must isn't aren't wasn't
    don't doesn't didn't can't won't it's that's i'm i've i'd you're they're we're makes make made gets got goes went
    comes came takes took gives gave shows showed says said feels felt sounds plays think thought know love loved like
    liked really very because which who this these those there it they we"""
)


def dense(text: str) -> bool:
    """Whether it holds kana, kanji or Hangul."""
    return bool(_DENSE.search(text))


@lru_cache(maxsize=20_000)
def person(text: str) -> float:
    """How much a name looks like a person or band, -1 to 3."""
    low = text.casefold().strip()
    if low in ARTISTS:
        return 3.0
    if _ENSEMBLE.search(low):
        return 1.0
    if dense(text):
        if _HAN.match(text):
            return 1.5 if any(text[:n] in _SURNAMES for n in (1, 2, 3)) and len(text) <= 4 else 0.0
        return 0.3 if "・" in text or "＆" in text else 0.0
    parts = [p for p in re.split(r"\s*(?:,|&|\band\b|\bwith\b)\s*", text) if p]
    if not parts or len(parts) > 6:
        return -1.0
    return sum(_one_person(part) for part in parts) / len(parts)


def _one_person(text: str) -> float:
    words = text.split()
    if not 1 <= len(words) <= 4:
        return -0.5 if len(words) <= 6 else -1.0
    first = words[0].casefold().strip(".")
    if len(words) == 1:
        return 0.5 if first in GIVEN else 0.0
    if not all(w[0].isupper() or w.casefold() in ("de", "van", "von", "da", "del", "la", "le") for w in words):
        return -0.7
    if any(c.isdigit() for c in text) or any(c in text for c in "!?:/~"):
        return -0.7
    if first in GIVEN:
        return 2.0
    if re.fullmatch(r"[a-z]", first):
        return 1.5
    if any(w.casefold() in _SMALL or w.casefold() in v.GENERIC for w in words):
        return -0.3
    return 1.0 if len(words) > 1 and words[-1].casefold() in GIVEN else 0.2


@lru_cache(maxsize=50_000)
def sentence(text: str) -> bool:
    """Whether it reads like a sentence, not like a name."""
    words = text.split()
    if dense(text):
        return len(text) > 40 or text.endswith(("。", "です", "ます", "た", "だ")) and len(text) > 12 or "，" in text
    if len(words) > 14:
        return True
    if len(words) >= 4 and text.rstrip("\"'”’)").endswith((".", "!", "?", "…", ";", ",")) and lowered(words) > 0.5:
        return True
    return len(words) >= 5 and lowered(words) > 0.6 or len(words) >= 7 and bool(_FINITE.search(text)) and lowered(words) > 0.4


def lowered(words: list[str]) -> float:
    """The share of words that begin with a small letter, small words like "of" not counted."""
    counted = [w for w in words if w.strip("(\"'“‘[").casefold() not in _SMALL and any(c.isalpha() for c in w)]
    return sum(w.lstrip("(\"'“‘[")[:1].islower() for w in counted) / len(counted) if counted else 0.0


def titled(text: str) -> bool:
    """Whether it is written like a name: begins with a capital, a digit or a letter without case."""
    for c in text:
        if c.isalpha():
            return not c.islower()
        if c.isdigit():
            return True
    return False


_NO_TITLE = re.compile(
    r"^[-.%/\\$@<>=|*+]+\w|@\w|://|[=<>{}\\^]|\d{4}-\d\d-\d\d|^\W*\d+[.,]\d+\W*$|\w/\*|^\w+\.(?:py|js|txt|md|c|h|html|json|xml|so|exe|cfg|sh|gz|rst)$|\w\(\)"
)


def possible_title(text: str) -> bool:
    """Whether it can be a title at all: not an address, a path, a date, a piece of code."""
    return any(c.isalnum() for c in text) and not _NO_TITLE.search(text)


class Known:
    """The works that are known, asked by name; knows none when there is no table."""

    def __init__(self, works: Works | None) -> None:
        self._works = works
        self._found: dict[str, Work | None] = {}

    def work(self, name: str) -> Work | None:
        """The work of that name, or None."""
        if self._works is None or not 2 <= len(name) <= 90:
            return None
        if name not in self._found:
            self._found[name] = self._works.find(name, typos=False)
        return self._found[name]
