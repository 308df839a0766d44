import type { record as english } from "../en/record";
import type { OtherPlural, Texts } from "../texts";

export const record: OtherPlural<Texts<typeof english>> = {
  did: {
    share: "{{slot}} {{before}} → {{after}}",
    equal: "몫을 똑같이 나눔",
    volume: "부피 지정 {{before}} → {{after}}",
    mass: "질량 조정 {{modifier}}",
    horizon: "기간 {{horizon}}",
    added: "{{name}} 추가",
    removed: "{{name}} 삭제",
    scaled: "{{name}} 질량 × {{scale}}",
    flow: "흐름 {{a}} → {{b}} {{flow}}",
    title: "제목 바꿈",
    why: "이유 바꿈",
    whyGone: "이유 삭제",
    due: "기한 {{day}}",
    dueGone: "기한 삭제",
    meaning: "{{slot}}의 뜻 “{{text}}”",
    meaningGone: "{{slot}}의 뜻 삭제",
    named: "노드 이름 {{name}}",
    nameGone: "노드 이름 삭제",
    nothing: "앞 커밋과 같은 설정",
    joins: "{{list}} 합침",
    commitsOf_other: "{{device}}의 커밋 {{count}}개",
    more: "외 {{n}}개",
  },
  unknownDevice: "알 수 없는 기기",
  unknownDeviceNumber: "알 수 없는 기기 {{n}}",
};
