"""Which Chinese names of offices, places, schemes and persons does a sentence hold that nothing before it held?"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLACES = (
    "大厦|大楼|广场|大道|公路|码头|机场|口岸|公园|花园|商场|街市|泳池|游泳池|体育馆|图书馆|博物馆|运动场|会堂|医院|诊所|学校|小学|中学"
    "|大学|学院|警署|消防局|法院|法庭|车站|银行|酒店|屋邨|屋苑|道|街|路|邨|站"
)
_OFFICES = (
    "办事处|事务处|服务中心|资源中心|中心|委员会|协会|议会|公署|"
    "审裁处|登记处|管理局|总署|署|局|处|科|计划|津贴|条例|基金|奖学金|补助金|援助金"
)
_NAME = re.compile(
    rf"(?P<before>[\u4e00-\u9fff]{{1,6}}?)(?P<end>{_PLACES}|{_OFFICES})"
    r"(?![\u4e00-\u9fff]?(?:理|罚|方|分|长期))"
)
_SHORTENED = "[\u4e00-\u9fff]{0,3}"
"""What a short name leaves out between its characters: 食環署 is 食物環境衞生署."""
_ADDRESS = re.compile("道|街|路|邨|大厦|大楼|广场|花园|大道|屋邨|屋苑")
"""What is no description: 東岸道 cannot be put in other words."""
_NO_NAME = re.compile(
    r"网站|人行道|行人道|隧道|车道|显眼处|当眼处|电话银行|网上银行|车站的|知道|街道|渠道|道路|网路|公路|人道|轨道|频道|通道|报道|路线|路面|马路|电路|网络|签署|部署|署理|处理|处罚|处方|处于|处所"
    r"|到处|何处|各处|该处|此处|用处|好处|益处|害处|坏处|住处|之处|一处|多处|两处|分处|科目|学科|全科|专科|牙科|内科|外科|局部|结局|邮局|当局|部门"
    r"|计划书|计划在|计划于|计划前往|计划申请|计划离开|道理|站内|全站|站点|路口|路旁|路边|街上|街头|大街|上街|中心点|中心内"
)
_BEFORE_NAME = re.compile(
    r".*(?:[的是在我你您和与及或就都也很到这那去把被给从对于而但因所之可须要能将如若则并为向由按每请往经赴交寄有无不未以并另]"
    r"|联络|联系|亲临|亲身|致电|递交|通过|透过|相关|有关|就近|附近|任何|各区|当区|本区|地区|分区|指定|政府|以下|上述|其他|另一|同一|不同"
    r"|全港|全市|市内|区内|最近|邻近|住所|所属|负责|办理|申请|参加|参与|加入|领取|享用|使用|离开|位处|位|查询|询问|通知|委托|协助|推出|设立"
    r"|成立|根据|依据|违反|按照|符合|进入|返回|乘坐|附属|直接|只接受|接受|提交|递送|遗失|补领|续领|本|该|此|各|某|我们|你们|一间|一个|两个|这个"
    r"|那个|哪个|每间|每个|社区|服务|主要|公共|公众|新|旧|大|小|相应|便民|地方|当地|联合|综合|个|间|项|受|获|让|用|写|打|凭|带|携|付|缴|收|开|关|做|找|问|见|看|送|堵塞|阻塞|靠近|占用)"
)
_COUNTERS = re.compile(r"[一二三四五六七八九十两几多各数]+\Z")
_SURNAMES = (
    "陈林黄张李王吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄吕江何萧罗高潘简朱钟彭游詹胡施沈余卢梁赵颜柯翁魏孙戴范方宋邓杜傅侯曹薛"
    "冯马蒋唐谭汤区欧关邝麦伍邵黎钱董袁程丁"
)
_PERSON = re.compile(
    rf"(?<![\u4e00-\u9fff])?(?P<person>[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?)(?:先生|女士|小姐|太太|医生|主任|署长|局长|处长|专员|经理|督察)"
)


def list_chinese_names(text: str, pool: str, *, is_translated: bool) -> Iterator[str]:
    """The names in a folded sentence that the folded `pool` lacks; of a translated one only places and persons."""
    plain = _NO_NAME.sub(lambda match: " " * len(match[0]), text)
    for match in _NAME.finditer(plain):
        if is_translated and not _ADDRESS.fullmatch(match["end"]):
            continue
        tail = _COUNTERS.sub("", _BEFORE_NAME.sub("", match["before"]))
        if len(tail) >= 2 and not _is_known(tail, match["end"], pool):
            yield tail + match["end"]
    for match in _PERSON.finditer(text):
        if match[0] not in pool and (match["person"] not in pool or is_translated):
            yield match[0]


def _is_known(tail: str, end: str, pool: str) -> bool:
    """Words that stand before the name may be taken off it, but two characters of it stay."""
    if any(tail[start:] + end in pool for start in range(len(tail) - 1)):
        return True
    if len(end) > 1:
        return end in pool and tail[-2:] in pool
    return end in "署局处" and re.search(_SHORTENED.join(tail[-3:] + end), pool) is not None
