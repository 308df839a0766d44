import type { platform as english } from "../en/platform";
import type { Texts } from "../texts";

export const platform: Texts<typeof english> = {
  more: {
    heading: "더 보기",
    summary: "인쇄용 요약",
    changes: "새로워진 점",
    report: "문제 알리기",
    privacy: "개인정보 처리방침",
    terms: "이용약관",
    back: "설정으로 돌아가기",
  },
  install: {
    offer: "AUTUS를 이 기기에 앱으로 둘 수 있어요. 설치하지 않아도 네트워크 없이 열려요.",
    apply: "설치하기",
    later: "나중에",
    heading: "앱",
    onlineOnly:
      "이 브라우저에는 앱 자체가 저장되지 않아서 네트워크가 있을 때만 열려요. 목표는 평소처럼 이 브라우저에 저장돼요.",
    installed: "설치한 앱으로 열려 있어요.",
    browser:
      "브라우저에서 열려 있어요. 브라우저 메뉴에서 앱으로 설치하거나 홈 화면에 추가할 수 있어요.",
  },
  whatsNew: {
    heading: "새로워진 점",
    version: "버전 {{version}}",
    none: "바뀐 점을 읽지 못했어요.",
  },
  report: {
    body: "아래 글이 보고서의 전부예요. 여기서 고칠 수 있고, 아래 버튼을 누를 때만 이 기기 밖으로 나가요.",
    what: "무슨 일이 있었나요",
    text: "보고서",
    copy: "복사하기",
    copied: "복사했어요.",
    save: "파일로 저장하기",
    share: "공유하기",
    mail: "{{contact}} 앞으로 쓰기",
    again: "처음부터 다시 쓰기",
    noWords: "목표, 이름, 메모, 물리량, 키는 들어 있지 않아요.",
  },
  summary: {
    print: "인쇄하기",
    at: "{{when}} 기준",
    noGoal: "요약하려면 목표가 있어야 해요.",
    nodes: "목표를 둘러싼 것",
    edges: "흐름",
    chain: "체인",
    commits: "커밋",
  },
  operator: {
    heading: "이 서버를 운영하는 곳",
    unnamed: "이 서버를 운영하는 곳이 이름을 남기지 않았어요.",
    unreachable: "네트워크가 없어서 운영하는 곳을 보여 드릴 수 없어요.",
    contact: "연락처",
    name: "이름",
  },
};
