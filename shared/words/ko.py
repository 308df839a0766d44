"""The Korean tables. `read_table` describes the form of a line."""

from __future__ import annotations

from typing import Final

# Nouns and adverbs, with or without a particle after them.
NOUNS: Final = """
measurable 2: 체중 몸무게 체지방 체지방률 근육량 허리둘레 점수 성적 등급 학점 평점 매출 수익 이익 순이익
measurable 2: 소득 저축액 금액 잔액 횟수 거리 속도 기록 비율 평균 지표 목표치 수치 조회수 구독자 구독자수
measurable 2: 방문자 방문자수 회원수 판매량 걸음수 심박수 혈압 혈당 페이스 순위 개수 권수 쪽수 분량 용량
measurable 2: 길이 무게 높이 온도 수면시간 정확도 완료율 달성률 성공률 합격률 전환율 재구매율 독서량 공부량
measurable 2: 운동량 측정 체크리스트 퍼센트 백분율 칼로리
measurable 1: 체크 확인 점검 이상 이하 미만 초과 최소 최대 증가 감소 합격 완주 완독 자격증 급수
time_bound 2: 매일 매일매일 매주 매달 매월 매년 매시간 날마다 하루 이틀 사흘 나흘 닷새 열흘 보름 일주일 한달
time_bound 2: 올해 내년 내후년 오늘 내일 모레 글피 이번주 다음주 이번달 다음달 이달 금년 주말 주말마다 평일
time_bound 2: 연말 연초 월말 월초 상반기 하반기 분기 기한 마감 마감일 마감일까지 데드라인 디데이 월요일
time_bound 2: 화요일 수요일 목요일 금요일 토요일 일요일 크리스마스 추석 설날 생일 이번_주 다음_주 이번_달
time_bound 2: 다음_달 이번_해 다음_해 이번_학기 다음_학기 이번_분기 다음_분기 이번_주말 다음_주말 이번_여름
time_bound 2: 이번_겨울
time_bound 1: 아침 오전 오후 저녁 점심 밤 새벽 봄 여름 가을 겨울 방학 학기 기간 출근길 퇴근길 잠들기_전
time_bound 1: 자기_전 출근_전 퇴근_후
quantified 2: 절반 두배 세배 반값 한번 두번 세번 네번 다섯번 여섯번 일곱번 열번
action 1: 운동 공부 독서 연습 훈련 산책 요리 청소 저축 투자 명상 등산 수영 조깅 달리기 걷기 글쓰기 말하기
action 1: 스트레칭 다이어트 금연 절주 예습 복습 암기 번역 발표 출시 출간 제작 개발 설계 구현 배포 작성 완성
action 1: 완주 완독 시작 실행 실천 준비 정리 예약 신청 등록 참가 참여 제출 지원 면접 상담 기획 편집 녹음
action 1: 녹화 촬영 연주 작곡 판매 홍보 구매 절약 상환 감량 증량 이사 취업 이직 창업 졸업 취득 수강 학습
action 1: 필사 측정 기록 운전 통화 연락 방문 여행 봉사 기부 실험 조사 분석 검토 수정 관리 유지 달성 도전
action 1: 출근 퇴근 퇴사 전화 인사 대화 공유 발행 게시 투고 응모 시험 응시 가입 탈퇴 해지 교체 수리 설치
action 1: 포장 배달 재배 요가 필라테스 라이딩 러닝 마라톤 근력운동 유산소 저금 환급 납부 삭제 기상 취침 낭독
action 1: 경청 인터뷰
obstacle 2: 방해 방해물 걸림돌 장애물 장애 어려움 걱정 두려움 불안 스트레스 피로 피곤 유혹 핑계 게으름
obstacle 2: 미루기 부족 부상 통증 슬럼프 야근 회식 술 담배 게임 유튜브 스마트폰 넷플릭스 빚 위험 실수 과식
obstacle 2: 야식 폭식 늦잠 졸음 귀찮음 바쁨 포기 중독 변수 약점 한계 갈등 반대 부담 압박 잡념 산만 과소비
obstacle 2: 충동구매 무기력 번아웃 허리통증 두통 지각 완벽주의
obstacle 1: 문제 하지만 그래도 그러나 비록 없이 때문에 대신
resources 2: 돈 예산 자금 월급 용돈 비용 지원금 대출 통장 적금 시간 도구 장비 노트북 컴퓨터 책 교재 강의
resources 2: 인강 수업 학원 코치 트레이너 선생님 멘토 친구 친구들 가족 아내 남편 부모님 동료 팀 팀원 모임
resources 2: 스터디 동호회 커뮤니티 헬스장 체육관 도서관 작업실 연습실 수영장 앱 기술 능력 경험 지식 인맥
resources 2: 도움 재료 자료 공간 자전거 운동화 피아노 카메라 노트 일기장 알람 달력 체력 에너지 집중력 전문가
resources 2: 상담사 의사 서재 책상 러닝머신 덤벨 계획표
resources 1: 함께 같이 덕분에
"""

# Other words that look like a noun or a verb of the tables.
OTHER_WORDS: Final = frozenset(["그리고", "그리며", "그림", "걸음", "만남", "모음"])

# Verbs and adjectives: stem, infinitive and, where it is irregular, the stem before ㄴ and ㄹ.
VERBS: Final = """
action 2: 달리/달려 뛰/뛰어 걷/걸어/걸으 읽/읽어 쓰/써 배우/배워 익히/익혀 외우/외워 가르치/가르쳐
action 2: 만들/만들어/만드 그리/그려 짓/지어/지으 돕/도와/도우 모으/모아 끝내/끝내 마치/마쳐 이루/이뤄
action 2: 보내/보내 만나/만나 세우/세워 키우/키워 기르/길러 고치/고쳐 지키/지켜 갚/갚아 먹/먹어 마시/마셔
action 2: 일어나/일어나 오르/올라 챙기/챙겨 바꾸/바꿔 맞추/맞춰 채우/채워 옮기/옮겨 나누/나눠 뽑/뽑아
action 2: 닦/닦아 씻/씻어 쌓/쌓아 넘기/넘겨 갖추/갖춰 얻/얻어 듣/들어/들으 끊/끊어 버리/버려 치우/치워
action 2: 헤엄치/헤엄쳐 꾸미/꾸며 펴내/펴내 떠나/떠나
action 2, measurable 1: 줄이/줄여 늘리/늘려 낮추/낮춰 높이/높여 올리/올려 빼/빼
obstacle 2: 어렵/어려워/어려우 힘들/힘들어/힘드 바쁘/바빠 귀찮/귀찮아 무섭/무서워/무서우 두렵/두려워/두려우
obstacle 2: 지치/지쳐 아프/아파 미루/미뤄 막히/막혀 모자라/모자라 잊/잊어 게으르/게을러
obstacle 1: 없/없어 못하/못해
"""

# Particles after a noun. C: after a final consonant, V: after none, U: after one that is not ㄹ,
# R: after none or ㄹ, A: anywhere.
PARTICLES: Final = {
    "C": "은 이 을 과 이랑 이나 이든 이라도 이고 이며 이란 이에요",
    "V": "는 가 를 와 랑 나 든 라도 고 며 란 예요",
    "U": "으로 으로써",
    "R": "로 로써",
    "A": "의 에 에서 에게 한테 께 도 만 부터 까지 마다 보다 처럼 밖에 조차 마저"
    " 씩 쯤 정도 동안 간 내 안 안에 이내 후 뒤 전 들"
    " 하고 만큼 당 짜리 째 이상 이하 미만 초과 입니다 이다 인 대 초 말 중순 중 반 내내 없이 때문에 덕분에"
    " 대신",
}

# Endings after the stem of a verb (B), its infinitive (I), its stem with 으 where it needs one (E), and
# ㄴ (N), ㄹ (L), ㅂ (P) or 었 (S) under its last syllable. "-" is the empty ending.
# 기 and ㅁ make nouns, which take particles.
ENDINGS: Final = {
    "B": "고 는 지 게 자 다 던 네 거나 는데 는다 는지 도록 겠다 겠어 겠어요 겠습니다"
    " 습니다 지만 지않기 지않고 고자 고서"
    " 고싶다 고싶어 고싶은 고싶어요 자마자 느라 는대로 는것 기위해 기위해서 기때문에",
    "I": "- 서 요 도 야 야지 야겠다 야한다 야해 보기 보자"
    " 보고 내기 내고 주기 주고 나가기 서는 서라도 가기 가며 야만",
    "E": "면 려고 려면 며 니 니까 러 면서 므로 세요 시는",
    "N": "- 다 다면 다는 지 뒤 후 것 데 채",
    "L": "- 거야 게 게요 때 때마다 때까지 것 수 지 까 래 래요 거예요 겁니다 만큼 수록 예정 계획",
    "P": "니다 시다 니까",
    "S": "다 어 어요 습니다 고 던 으며 지만 는데 으면",
}

# After a noun of action, these make it a verb.
LIGHT_VERBS: Final = "하/해 하/하여 되/돼 되/되어 시키/시켜 받/받아"

# Native Korean numerals, glued to their counter or one space before it.
NUMERALS: Final = frozenset(
    [
        "한",
        "두",
        "세",
        "네",
        "다섯",
        "여섯",
        "일곱",
        "여덟",
        "아홉",
        "열",
        "열두",
        "열다섯",
        "스무",
        "스물",
        "서른",
        "마흔",
        "쉰",
        "백",
        "몇십",
        "수십",
    ]
)
COUNTED: Final = "번 달 시간 개 명 권 주 잔 가지 사람 배 곡 페이지 세트 바퀴 걸음 문제 끼"

# Counters after a number in digits, and their scores.
UNITS: Final = """
quantified 2, time_bound 2: 개월 달 주 주일 주간 일 년 년간 일간 분기 학기 주차 일차 박
quantified 2, time_bound 2, measurable 1, resources 1: 시간 분 초
quantified 2, measurable 2: 킬로그램 킬로 킬로미터 미터 센티 센티미터 그램 리터 밀리리터 칼로리 퍼센트 프로
quantified 2, measurable 2: 점 등 위 급 번 회 개 명 권 쪽 페이지 장 곡 편 문제 단어 문장 세트 층 잔 병 갑
quantified 2, measurable 2: 개비 걸음 보 바퀴 배 건 곳 가지 사람 끼 챕터 과목 레벨 평 줄 글자 자 회차
quantified 2, measurable 2: 강
quantified 2, measurable 2, resources 2: 원 만원 천원 억원 달러 유로 엔 위안
quantified 1: 세 살 대 번째 만 천 억 백
"""
