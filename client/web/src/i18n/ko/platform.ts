import type { platform as english } from "../en/platform";
import type { Texts } from "../texts";

export const platform: Texts<typeof english> = {
  more: {
    heading: "더 보기",
    summary: "인쇄용 요약",
    changes: "새로운 기능",
    report: "문제 신고",
    privacy: "개인정보 처리방침",
    terms: "이용약관",
    back: "설정으로 돌아가기",
  },
  install: {
    offer: "AUTUS를 앱으로 설치할 수 있어요. 설치하지 않아도 오프라인에서 열 수 있어요.",
    apply: "설치",
    later: "나중에",
    heading: "앱",
    onlineOnly:
      "이 브라우저는 앱 파일을 저장하지 못해서 네트워크에 연결해야 열 수 있어요. 목표는 이 브라우저에 저장돼요.",
    installed: "설치한 앱에서 열었어요.",
    browser:
      "브라우저에서 열었어요. 브라우저 메뉴에서 앱으로 설치하거나 홈 화면에 추가할 수 있어요.",
  },
  whatsNew: {
    heading: "새로운 기능",
    version: "버전 {{version}}",
    none: "변경 사항을 불러오지 못했어요.",
  },
  report: {
    body: "아래 글이 보고서의 전부예요. 수정할 수 있고, 아래 버튼을 눌러야만 이 기기 밖으로 나가요.",
    what: "어떤 문제가 있었나요?",
    text: "보고서",
    copy: "복사",
    copied: "복사했어요.",
    save: "파일로 저장",
    share: "공유",
    mail: "{{contact}}에 메일 보내기",
    again: "다시 쓰기",
    noWords: "목표 내용, 이름, 메모, 물리량, 키는 포함되지 않아요.",
  },
  summary: {
    print: "인쇄",
    at: "{{when}} 기준",
    noGoal: "요약할 목표가 없어요.",
    nodes: "관련된 사람과 일",
    edges: "흐름",
    chain: "기록",
    commits: "커밋",
  },
  operator: {
    heading: "서버 운영자",
    unnamed: "서버 운영자의 이름이 등록되지 않았어요.",
    unreachable: "오프라인이라 서버 운영자 정보를 불러올 수 없어요.",
    contact: "연락처",
    name: "이름",
  },
};
