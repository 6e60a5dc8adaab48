"""Which marks exclude one another: adult and child, summer and winter?"""

from __future__ import annotations

_GROUPS = {
    mark: group
    for group, marks in {
        "age_of": "whom:adult whom:child whom:senior",
        "household": "whom:single whom:family whom:couple",
        "side_of_rent": "whom:tenant whom:owner",
        "side_of_work": "whom:employer whom:worker",
        "kind_of_body": "whom:individual whom:company",
        "residence": "whom:resident whom:visitor",
        "sum": "what:deposit what:fine what:surcharge what:refund",
        "act": "what:again what:renewal what:first what:transfer",
        "speed": "what:urgent what:standard",
        "vehicle": "what:private_car what:motor_cycle what:goods_vehicle what:taxi what:bus what:bicycle",
        "animal": "what:dog what:cat",
        "place": "what:indoor what:outdoor",
        "school": "what:kindergarten what:primary what:secondary",
        "use": "what:residential what:commercial",
        "study": "what:full_time what:part_time",
        "contact": "what:enquiry what:complaint what:emergency what:fax what:booking what:report",
        "days": "when:holiday when:weekend when:weekday",
        "daytime": "when:day when:night",
        "season": "when:summer when:winter",
        "rush": "when:peak when:off_peak",
        "turn": "when:opening when:closing when:result",
        "span": "when:valid when:takes",
        "office": "when:office_hours when:other_times",
    }.items()
    for mark in marks.split()
}
"""Marks of which a value has one or another: only within a group does one exclude another."""


def group_of(token: str) -> str:
    """The group of a mark or the kind of a value; "" for a word."""
    return _GROUPS.get(token, token.partition(":")[0] if ":" in token else "")
