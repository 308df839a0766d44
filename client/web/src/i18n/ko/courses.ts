import type { courses as english } from "../en/courses";
import type { OtherPlural, Texts } from "../texts";

/** 목표의 다른 경로: 지난 궤적과 실제, 다르게 해 본 과거. */
export const courses: OtherPlural<Texts<typeof english>> = {
  thenNow: {
    title: "그때와 지금",
    titleOf: "그때와 지금: {{n}}번",
    of: "{{n}}번의 궤적, {{when}}",
    row: "{{n}}번, {{when}}",
    projected: "그때의 궤적",
    came: "실제",
    difference: "차이",
    distance: "거리",
    samples: "비교한 점",
    ofAll: "{{all}}개 중 {{n}}개",
    over_other: "점 {{count}}개 중 {{n}}개에서 |실제 − 궤적|의 평균",
    noneCame: "커밋 뒤의 점이 아직 하나도 지나지 않았어요.",
    notYet: "아직 오지 않음",
    picture: "궤적의 밀도는 {{from}}에서 {{to}}까지예요. 마지막 점의 실제 값: {{came}}.",
    reach_other: "기간 {{horizon}}: 점 {{count}}개, 마지막 점은 커밋 {{span}} 뒤예요.",
    list_other: "최근 커밋 {{count}}개의 거리",
    none: "첫 커밋부터 궤적이 생겨요. 그 시간이 지나면 실제와 나란히 볼 수 있어요.",
    noTrajectory: "시작 커밋과 병합에는 자기 궤적이 없어요.",
  },
};
