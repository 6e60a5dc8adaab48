"""Which Chinese names of offices, places, schemes and persons does a sentence hold that nothing before it held?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.grounding.ordinary_words import name_part

_PLACES = (
    "影院|剧院|戏院|美术馆|科学馆|文化馆|展览馆|天文馆|动物园|植物园|大厦|大楼|广场|大道|公路|码头|机场|口岸|公园|花园|商场|街市|泳池|游泳池|体育馆|图书馆|博物馆|运动场|会堂|医院|诊所|学校|小学|中学"
    "|大学|学院|警署|消防局|法院|法庭|车站|银行|酒店|屋邨|屋苑|道|街|路|邨|站"
)
_OFFICES = (
    "办事处|事务处|服务中心|资源中心|中心|委员会|协会|议会|公署|商会|总会|学会|工会|俱乐部|合作社|总局|分局|大使馆|领事馆"
    "|工作小组|组|(?:服务|护理|工作|行动|医疗|维修)队|审裁处|登记处|管理局|化验所|事务所|总署|署|局|处|科|计划|津贴|条例|基金|奖学金|补助金|援助金"
)
_NAME = re.compile(
    rf"(?P<before>[\u4e00-\u9fff]{{1,6}}?)(?P<end>{_PLACES}|{_OFFICES})"
    r"(?!理|罚|方|分|[\u4e00-\u9fff]?长期)"
)
_SHORTENED = "[\u4e00-\u9fff]{0,3}"
"""What a short name leaves out between its characters: 食環署 is 食物環境衞生署."""
_BETWEEN = "[\u4e00-\u9fff]{0,6}"
"""What a shorter name leaves out between its telling part and its end."""
_LISTED = "(?:、[一-鿿]{1,6})*[及和或与][一-鿿]{1,8}"
"""What stands between where several names share their end: 雲海、靜湖及青松紀念花園."""
_ADDRESS = re.compile("道|街|路|邨|大厦|大楼|广场|花园|大道|屋邨|屋苑")
"""What is no description: 東岸道 cannot be put in other words."""
_NO_NAME = re.compile(
    r"院舍|入场|离场|到场|进场|退场|出场|现场|当场|市场|立场|在场|场地|场所|场次|场合|部队|排队|组成|组织|小组|号码|密码|代码|编码|数码|条码|教室|浴室|办公室|所有|所需|所以|所在|所得|所属|所住|所列|所述|所指|厕所|住所|场内|一所|"
    r"行人路|巴士站|电车路|停车场|闭馆|休馆|开馆|入馆|离馆|看医生|上看医生|走路|积水|斜道|坡道|网站|人行道|行人道|隧道|车道|显眼处|当眼处|电话银行|网上银行|车站的|知道|街道|渠道|道路|网路|公路|人道|轨道|频道|通道|报道|路线|路面|马路|电路|网络|签署|部署|署理|处理|处罚|处方|处于|处所"
    r"|到处|何处|各处|该处|此处|用处|好处|益处|害处|坏处|住处|之处|一处|多处|两处|分处|科目|学科|全科|专科|牙科|内科|外科|局部|结局|邮局|当局|部门"
    r"|计划书|计划在|计划于|计划前往|计划申请|计划离开|道理|证据证明|足以证明|能证明|可证明|站内|全站|站点|路口|路旁|路边|街上|街头|大街|上街|中心点|中心内"
)
_BEFORE_NAME = re.compile(
    r".*(?:[的是在读我你您和与及或就都也很到这那去把被给从对于而但因所之可须要能将如若则并为向由按每请往经赴交寄有无不未以并另]"
    r"|联络|联系|亲临|亲身|致电|递交|通过|透过|相关|有关|就近|附近|任何|各区|当区|本区|地区|分区|指定|政府|以下|上述|其他|另一|同一|不同"
    r"|全港|全市|市内|区内|最近|邻近|住所|所属|负责|办理|申请|参加|参与|加入|领取|享用|使用|离开|位处|位|查询|询问|通知|委托|协助|推出|设立"
    r"|成立|根据|依据|违反|按照|符合|进入|返回|乘坐|附属|直接|只接受|接受|提交|递送|遗失|补领|续领|本|该|此|各|某|我们|你们|一间|一个|两个|这个"
    r"|那个|哪个|每间|每个|社区|服务|主要|公共|公众|大|小|相应|便民|地方|当地|联合|综合|个|间|项|受|获|让|用|写|打|凭|带|携|付|缴|收|开|关|做|找|问|见|看|送|堵塞|阻塞|靠近|占用"
    r"|至|达|抵|同|属|供|转介|转驳|接驳|转接|发出|获批|求|希望|心仪|想|说|挂失|报失|较佳|附上|附|交上|递上|带上|拿上|一下|号存入|存入)"
)
_COUNTERS = re.compile(r"[一二三四五六七八九十两几多各数]+\Z")
_LOOSE_ENDS = (
    "馆|园|院|湾|岛|村|卡|组|队|所|室|场|营地|工程师|大使|码|热线|应用程式|应用程序|课程|系统|平台|小组|大使|诊所|中心"
    "|许可证|登记证|通行证|牌照|执照|证明书|证明|证书|申报表|申请表|结单|[纪记]录|报告|同意书|书院|主任|长廊"
)
"""Ends of names that ordinary words have as well: told only where a passage has another name of that end."""
_SLOT = re.compile(rf"(?P<before>[\u4e00-\u9fff]{{1,8}}?)(?P<end>{_PLACES}|{_OFFICES}|{_LOOSE_ENDS})")
_KIND = re.compile("(?P<before>[\u4e00-\u9fff]{1,8}?)(?P<end>卡|社|院|园|馆|基金|委员会)")
_SORTS = ("政府|公立|官立|公营", "私家|私立|私人", "地区", "社区", "综合", "联合", "儿童", "成人", "临时", "永久")
_BUILT = re.compile(f"(?:{_PLACES}|{_OFFICES}|营地)\\Z")
_SAME = (("住址", "地址"), ("入息", "收入"), ("记录", "纪录"))
"""Two words for one thing, in names of papers."""
_ANY_SORT = ("身份证", "护照")
_SORT = re.compile(
    f"(?P<sort>{'|'.join(_SORTS)})[\u4e00-\u9fff]{{0,4}}?"
    "(?P<end>服务中心|中心|办事处|化验所|诊所|医院|学校|中学|小学|书院|审裁处|委员会|会堂|登记处|身份证|护照)"
)
_SIDES = frozenset("东西南北中上下前后左右内外")
"""A character that alone tells one name from another."""
_QUOTED = re.compile('[「『“《〈"](?P<name>[^」』”》〉"]{2,24})[」』”》〉"]')
_SURNAMES = (
    "陈林黄张李王吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄吕江何萧罗高潘简朱钟彭游詹胡施沈余卢梁赵颜柯翁魏孙戴范方宋邓杜傅侯曹薛"
    "冯马蒋唐谭汤区欧关邝麦伍邵黎钱董袁程丁邹莫雷龙秦康温白霍甘石毛尹贺龚顾鲍殷史陶孔崔江冼容骆严柳甄岑凌祝"
)
_POLITE = "先生|女士|小姐|太太|太(?![空阳平极子原多大])|姑娘"
_TITLES = f"{_POLITE}|老师|教练|导师|师傅|校长|院长|馆长|医生|博士|教授|主任|署长|局长|处长|专员|经理|督察|议员"
_PERSON = re.compile(
    rf"(?P<person>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?|(?<=[找向由与和跟给是叫系络问请见及或到为名予])[{_SURNAMES}]"
    rf"|(?<![\u4e00-\u9fff])[{_SURNAMES}]|[{_SURNAMES}](?={_POLITE}))(?P<title>{_TITLES})"
)
_TURNED = re.compile(
    rf"(?P<side>[东南西北新旧])(?P<rest>[\u4e00-\u9fff]{{1,3}}?(?:{_PLACES}|{_OFFICES}|{_LOOSE_ENDS}))"
)
_COLOURED = re.compile("[红橙黄绿青蓝紫白黑金银](?P<rest>[\u4e00-\u9fff])")
_NUMBERED = re.compile("[二三四五六七八九](?P<rest>[\u4e00-\u9fff]{1,2}[卡站馆村院区道街路桥])")
_SCHEME = re.compile("(?P<name>[\u4e00-\u9fff]{2}(?P<end>基金|计划|津贴|条例|奖学金|补助金))")
_ANY_SCHEME = re.compile(
    "各项|多项|有关|相关|上述|这个|那个|该项|此项|任何|下列|以下|申请|参加|一项|两项|政府|本项|设立|获得|领取"
)


def list_chinese_names(text: str, pool: str, *, is_translated: bool) -> Iterator[str]:
    """The names in a folded sentence that the folded `pool` lacks; of a translated one only places and persons."""
    for word, other in _SAME:
        text, pool = text.replace(word, other), pool.replace(word, other)
    plain = _NO_NAME.sub(lambda match: " " * len(match[0]), text)
    for match in _NAME.finditer(plain):
        if is_translated and not _ADDRESS.fullmatch(match["end"]):
            continue
        tail = _own_part(match["before"])
        if len(tail) >= 2 and not _is_known(tail, match["end"], pool):
            yield tail + match["end"]
    for match in _PERSON.finditer(text):
        if not _is_known_person(match, pool, is_translated=is_translated):
            yield match["person"] + match["title"]
    if not is_translated:
        yield from _in_anothers_place(plain, pool)
        yield from _turned_names(plain, pool)
        yield from _of_another_kind(plain, pool)
        yield from _of_another_sort(text, pool)
        yield from _listed_beside(text, pool)
        small = pool.replace(" ", "")
        yield from (m["name"] for m in _QUOTED.finditer(text) if m["name"].replace(" ", "").lower() not in small)


def names_in(text: str) -> Iterator[str]:
    """The names of a folded sentence, told by their ends."""
    plain = _NO_NAME.sub(lambda match: " " * len(match[0]), text)
    for match in _SLOT.finditer(plain):
        if len(before := _own_part(match["before"])) > 1:
            yield before + match["end"]
    yield from (match["name"] for match in _QUOTED.finditer(text))


def _own_part(before: str) -> str:
    """What of the characters before the end of a name belongs to it."""
    return _COUNTERS.sub("", _BEFORE_NAME.sub("", name_part(before)))


def _turned_names(plain: str, pool: str) -> Iterator[str]:
    """新磨坊大樓 for 舊磨坊大樓, 藍輪 for 綠輪, and another scheme for the one of the pool."""
    for match in _TURNED.finditer(plain):
        if match[0] not in pool and re.search(f"[东南西北新旧]{match['rest']}", pool):
            yield match[0]
    for match in _COLOURED.finditer(plain):
        if match[0] not in pool and re.search(f"[红橙黄绿青蓝紫白黑金银]{match['rest']}", pool):
            yield match[0]
    for match in _NUMBERED.finditer(plain):
        if match[0] not in pool and re.search(f"[二三四五六七八九]{match['rest']}", pool):
            yield match[0]
    for match in _SCHEME.finditer(plain):
        is_named = not _ANY_SCHEME.match(match["name"]) and not _BEFORE_NAME.fullmatch(match["name"][1])
        shortened = re.escape(match["name"][:2]) + _BETWEEN + match["end"]
        if is_named and match["end"] in pool and not re.search(shortened, pool):
            yield match["name"]


def _is_known_person(match: re.Match[str], pool: str, *, is_translated: bool) -> bool:
    """何教練 is 何志偉教練, but no 何主任."""
    person, title = match["person"], match["title"]
    if is_translated:
        return person + title in pool
    given = "[\u4e00-\u9fff]{0,2}" if len(person) == 1 else ""
    titled = re.search(rf"{person}{given}(?:{_TITLES})", pool)
    return re.search(rf"{person}{given}{title}", pool) is not None or (
        titled is None and person in pool and len(person) > 1
    )


def _in_anothers_place(plain: str, pool: str) -> Iterator[str]:
    """Names that share their end with one of the pool and have another telling part: 西區民政處 for 東區民政處."""
    for match in _SLOT.finditer(plain):
        if not (before := _own_part(match["before"])):
            continue
        name = before + match["end"]
        shared = next((name[i:] for i in range(len(name)) if name[i:] in pool), "")
        other = name[: len(name) - len(shared)]
        if len(shared) < max(len(match["end"]), 1 + (match["end"] in "署局处科室场码所组队")) or not (
            len(other) > 1
            or other in _SIDES
            or (other and other not in "新旧" and len(shared) > len(match["end"]) and _is_cut(shared, pool))
        ):
            continue
        shortened = re.search(f"{re.escape(other)}(?:{_BETWEEN}|{_LISTED}){re.escape(shared)}", pool)
        if not shortened and re.search(f"[\u4e00-\u9fff]{re.escape(shared)}", pool):
            yield name


def _of_another_kind(plain: str, pool: str) -> Iterator[str]:
    """八通卡 and 裁判法院 where the pool speaks of no card and of no court."""
    for match in _KIND.finditer(plain):
        before = _own_part(match["before"])
        if len(before) > 1 and before[-2:] not in pool and match["end"] not in pool:
            yield before + match["end"]


def _of_another_sort(text: str, pool: str) -> Iterator[str]:
    """政府化驗所 for 水科化驗所, 聯合辦事處 for a unit, and 兒童身份證 for 成人身份證."""
    for match in _SORT.finditer(text):
        sort = next((words for words in _SORTS if re.fullmatch(words, match["sort"])), match["sort"])
        if match["end"] in _ANY_SORT and match["end"] not in pool:
            continue
        if not re.search(f"(?:{sort})(?:{_BETWEEN}|{_LISTED}){match['end']}", pool):
            yield match[0]


def _listed_beside(text: str, pool: str) -> Iterator[str]:
    """荷塘 of 荷塘或珍珠街辦事處, where the pool has the second name and nothing of the first."""
    for name in {name for name in names_in(pool) if _BUILT.search(name)}:
        for match in re.finditer(
            f"(?:^|[,。;:在到于由往])(?P<first>[\u4e00-\u9fff]{{2,4}})[或和及与、](?={name})", text
        ):
            first = _own_part(match["first"])
            if first not in pool and name_part(first) == first:
                yield first


def _is_cut(shared: str, pool: str) -> bool:
    """True where the pool never begins a name with it: 海紀念花園 is a part of 雲海紀念花園."""
    found = re.finditer(f"(?P<before>[\u4e00-\u9fff]{{0,6}}){re.escape(shared)}", pool)
    return all(_own_part(match["before"]) for match in found)


def _is_known(tail: str, end: str, pool: str) -> bool:
    """Words that stand before the name may be taken off it, but two characters of it stay."""
    if any(tail[start:] + end in pool for start in range(len(tail) - 1)):
        return True
    if len(end) > 1:
        if tail in pool and end in pool:
            return True
        return re.search(re.escape(tail[-2:]) + f"(?:{_BETWEEN}|{_LISTED}){end}", pool) is not None
    return end in "署局处" and re.search(_SHORTENED.join(tail[-3:] + end), pool) is not None
