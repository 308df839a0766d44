"""The texts of the example goal, in each language of the product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

Language = Literal["en", "ko"]


class Words(Struct, frozen=True):
    """Names by node, meanings by slot, and by day of the story the label and the note of a commit."""

    title: str
    why: str
    names: Mapping[str, str]
    slots: Mapping[str, str]
    labels: Mapping[int, str]
    notes: Mapping[int, str]


EN: Final = Words(
    title="A first half marathon",
    why="Run 21.1 km along the river with Jun, without stopping."
    " Four runs a week before work, at the pace of the knee.",
    names={
        "jun": "Jun",
        "work": "Work",
        "club": "Saturday club",
        "coach": "Coach Mina",
        "knee": "Left knee",
        "race": "Race day",
    },
    slots={
        "N": "four mornings, no more",
        "NE": "old injuries, ice",
        "E": "the long run on Sunday",
        "SE": "late screens",
        "S": "out of the door at 6:20",
        "SW": "the commute",
        "W": "running with others",
        "NW": "intervals on Wednesday",
    },
    labels={
        0: "First steps",
        7: "A week on foot",
        12: "Met the club",
        24: "10 km",
        41: "The knee speaks up",
        53: "Slow weeks",
        66: "Quarter end at work",
        74: "Two runs only",
        85: "Back at 6:20",
        97: "Signed up",
        104: "16 km",
        112: "Knee is quiet",
    },
    notes={
        0: "2 km, then walking. Jun waited at the bridge.",
        24: "The first ten. The wind came from the side all the way.",
        41: "Stairs hurt. Mina says: shorter, softer, more often.",
        66: "Three late evenings in a row.",
        85: "Dark and cold, and nobody else on the path.",
        104: "From the old bridge to the lock and back.",
    },
)

KO: Final = Words(
    title="첫 하프 마라톤",
    why="준이와 강변 21.1km를 쉬지 않고 달린다. 출근 전에 일주일에 네 번, 속도는 무릎에 맞춘다.",
    names={
        "jun": "준이",
        "work": "회사",
        "club": "토요 러닝 모임",
        "coach": "미나 코치",
        "knee": "왼쪽 무릎",
        "race": "대회 날",
    },
    slots={
        "N": "아침은 일주일에 네 번까지",
        "NE": "예전 부상, 빙판길",
        "E": "일요일 장거리",
        "SE": "늦은 밤 휴대폰",
        "S": "6시 20분에 집을 나선다",
        "SW": "출퇴근길",
        "W": "함께 달리는 사람들",
        "NW": "수요일 인터벌",
    },
    labels={
        0: "첫걸음",
        7: "일주일째",
        12: "모임에 나간 날",
        24: "10km",
        41: "무릎이 아프기 시작",
        53: "천천히 가는 몇 주",
        66: "분기 마감",
        74: "이번 주는 두 번",
        85: "다시 6시 20분",
        97: "대회 신청",
        104: "16km",
        112: "조용해진 무릎",
    },
    notes={
        0: "2km를 뛰고 나머지는 걸었다. 준이가 다리 앞에서 기다려 줬다.",
        24: "처음으로 10km. 내내 옆바람이 불었다.",
        41: "계단을 내려갈 때 아프다. 미나 코치는 짧고 가볍게, 대신 자주 뛰자고 했다.",
        66: "사흘 내리 야근.",
        85: "어둡고 추웠다. 길에 아무도 없었다.",
        104: "옛 다리에서 수문까지 갔다가 돌아왔다.",
    },
)

WORDS: Final[Mapping[Language, Words]] = {"en": EN, "ko": KO}
