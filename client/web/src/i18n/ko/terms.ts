import type { terms as english } from "../en/terms";
import type { Texts } from "../texts";

export const terms: Texts<typeof english> = {
  now: {
    density:
      "밀도 {{density}} = 에너지 {{E}} × (1 − 누출 {{leak}}) × 압력 {{pressure}} ÷ 부피 {{volume}}.",
    stability: "안정도 {{stability}}{은|는} 1 − 시그마 {{sigma}}{이에요|예요}.",
    sigma:
      "지금 시그마는 {{sigma}}{이에요|예요}. 아무것도 바꾸지 않은 초안을 커밋하면 {{driftSigma}}{이|가} 돼요.",
    P_outcome:
      "P_outcome {{P_outcome}}{은|는} (0.65 × 밀도 {{density}} + 0.35 × 안정도 {{stability}}) × 신뢰도 {{confidence}}{이에요|예요}.",
    M: "지금 질량은 {{M}}{이에요|예요}. 물리량 중에서는 노드 유형만 질량을 써요.",
    E: "지금 에너지는 {{E}}{이에요|예요}. 마지막 커밋의 목표값은 {{target}}{이었고|였고}, 커밋할 때마다 목표값까지 40%씩 가까워져요.",
    dE_dt: "dE/dt {{dE_dt}}{은|는} 마지막 커밋의 목표값 {{target}} − 에너지 {{E}}{이에요|예요}.",
    leak: "에너지 {{E}} 중 {{lost}}{이|가} 새고 {{left}}{이|가} 남아요. 누출은 {{leak}}{이에요|예요}.",
    pressure: "남은 에너지 {{left}}에 압력 {{pressure}}{을|를} 곱하면 {{pressed}}{이에요|예요}.",
    volume: "{{pressed}}{을|를} 부피 {{volume}}{으로|로} 나누면 밀도 {{density}}{이에요|예요}.",
    recovery: "지금 회복은 {{recovery}}{이에요|예요}.",
    confidence:
      "신뢰도 {{confidence}}{은|는} 1 − {{factor}} × 시그마 {{sigma}}{이에요|예요}. {{factor}}{은|는} {{horizon}}의 계수예요.",
    live: "LIVE의 밀도는 {{density}}, 시그마는 {{sigma}}{이에요|예요}.",
    sim: "SIM의 밀도는 {{simDensity}}, 시그마는 {{simSigma}}{이에요|예요}. LIVE에서는 {{density}}{과|와} {{sigma}}{이에요|예요}.",
    drift:
      "아무것도 바꾸지 않은 초안을 커밋하면 밀도가 {{density}}에서 {{driftDensity}}{으로|로}, 시그마가 {{sigma}}에서 {{driftSigma}}{으로|로} 바뀌어요.",
    effect:
      "밀도의 효과는 {{effect}}{이에요|예요}. 자연 변화로는 {{driftDensity}}{이|가} 되고, SIM에서는 {{simDensity}}{이|가} 돼요.",
    commit: "지금 초안을 커밋하면 밀도가 {{simDensity}}, 시그마가 {{simSigma}}{이|가} 돼요.",
    mass_modifier: "지금 질량은 {{M}}{이고|고}, 초안을 커밋하면 {{simM}}{이|가} 돼요.",
    volume_override: "지금 부피는 {{volume}}{이고|고}, 초안을 커밋하면 {{simVolume}}{이|가} 돼요.",
    horizon:
      "{{horizon}} 동안은 시그마 {{sigma}}에 {{factor}}{을|를} 곱해서 반영해요. 신뢰도는 {{confidence}}, P_outcome은 {{P_outcome}}{이에요|예요}.",
    distance:
      "{{n}}번의 궤적에서 {{when}}의 밀도는 {{projected}}{이었고|였고}, 실제는 {{came}}{이었어요|였어요}. 차이는 {{gap}}{이에요|예요}. 점 {{count}}개의 차이를 평균한 거리는 {{distance}}{이에요|예요}.",
    noDistance: "이 목표의 궤적에는 시간이 지난 점이 아직 없어요.",
    merge: "이 목표의 커밋 {{commits}}개 중 {{n}}개가 병합이에요.",
    head: "이 목표의 최신 커밋은 {{when}}에 만든 {{n}}번이고, ID는 {{id}}{으로|로} 시작해요.",
    draft:
      "지금 초안을 커밋하면 밀도가 {{density}}에서 {{simDensity}}{으로|로}, 시그마가 {{sigma}}에서 {{simSigma}}{으로|로} 바뀌어요.",
    noDraft: "지금은 초안이 없어요. 조절 막대는 {{n}}번 커밋의 설정이에요.",
    trajectory:
      "LIVE의 궤적은 점 {{count}}개예요. 밀도가 {{from}}에서 {{to}}{으로|로} 가고, 신뢰도는 {{confidence}}{이에요|예요}.",
    whatif: "이 목표에 시나리오를 {{limit}}개까지 저장할 수 있고, 지금 {{n}}개가 있어요.",
    another: "이 목표에는 초안을 바꾸거나 뺄 수 있는 커밋이 {{n}}개 있어요.",
    node: "그래프에 노드가 {{n}}개 있어요. 질량이 가장 큰 노드는 {{name}}{이고|고}, 질량은 {{mass}}{이에요|예요}.",
    receipt: "마지막 확인서는 커밋 {{n}}개를 담은 {{number}}번 업로드의 것이에요.",
    noReceipt: "이 기기에는 아직 확인서가 없어요.",
    flow: "흐름이 있는 연결은 {{n}}개예요. 가장 큰 흐름은 {{a}}에서 {{b}}{으로|로} 가는 {{flow}}{이에요|예요}.",
    noFlow: "이 목표에는 흐름이 있는 연결이 없어요.",
    anchor: "지금 중심은 가로 {{x}}, 세로 {{y}}에 있어요.",
    strongest: "{{path}} 경로로 {{product}} = {{strength}}{이|가} 도착해요.",
    strongestOne: "{{path}} 경로로 {{strength}}{이|가} 도착해요.",
    state_hash: "{{n}}번 커밋 뒤의 LIVE 해시는 {{hash}}{으로|로} 시작해요.",
    equal: "{{slot}}의 비중은 {{share}}{이에요|예요}. 100%를 여덟 항목이 똑같이 나눈 값이에요.",
    slot: "100% 중 {{slot}}의 비중은 {{share}}{이에요|예요}. 똑같이 나누면 12.5%예요.",
    start: "새 목표는 {{value}}에서 시작해요. 첫 커밋부터 계산해요.",
  },
  /** 초안이 없을 때. */
  untouched: {
    commit:
      "아무것도 바꾸지 않은 초안을 커밋하면 밀도가 {{simDensity}}, 시그마가 {{simSigma}}{이|가} 돼요.",
    mass_modifier:
      "지금 질량은 {{M}}{이고|고}, 아무것도 바꾸지 않은 초안을 커밋하면 {{simM}}{이|가} 돼요.",
    volume_override:
      "지금 부피는 {{volume}}{이고|고}, 아무것도 바꾸지 않은 초안을 커밋하면 {{simVolume}}{이|가} 돼요.",
  },
  nodeType: {
    THRESHOLD:
      "{{name}}: 밀도 {{density}}{이|가} 0.75보다 크고 시그마 {{sigma}}{이|가} 0.25보다 작아요.",
    ENTROPY_DOMINANT: "{{name}}: 시그마 {{sigma}}{이|가} 0.6보다 커요.",
    STABLE: "{{name}}: 안정도 {{stability}}{이|가} 0.7보다 커요.",
    MASS_DOMINANT:
      "{{name}}: 질량 {{M}}{이|가} 0.6보다 크고 시그마 {{sigma}}{이|가} 0.4보다 작아요.",
    FLOW_DOMINANT: "{{name}}: 에너지 {{E}}{이|가} 0.5보다 커요.",
    KINETIC: "{{name}}: 에너지 {{E}}{이|가} 질량 {{M}}보다 커요.",
    POTENTIAL: "{{name}}: 에너지 {{E}}{이|가} 0.3보다 작고 시그마 {{sigma}}{이|가} 0.5보다 작아요.",
    DIFFUSE:
      "{{name}}: 밀도 {{density}}, 시그마 {{sigma}}, 질량 {{M}}, 에너지 {{E}}{이|가} 다른 유형의 조건에 맞지 않아요.",
  },
  life: {
    M: "예: 일주일에 하루 저녁이면 작고, 목표 때문에 직장을 그만뒀다면 커요.",
    E: "예: 훈련, 글쓰기, 연습에 쓰는 시간",
    leak: "예: 기다리는 시간, 이동, 휴대전화, 중간에 끼어드는 다른 일",
    pressure: "예: 주간 계획이 정해져 있으면 크고, 아무 때나 하면 작아요.",
    volume: "예: 한 곡만 연습하면 작고, 여러 곡을 함께 연습하면 커요.",
    sigma: "예: 자주 바뀌는 계획, 정하지 못한 일, 지난주와 다른 이번 주",
    mass_modifier: "예: 목표를 위해 반년을 쉬면 +쪽, 주말만 남기면 −쪽이에요.",
    volume_override: "예: 대회 하나만 준비하면 0.3, 대회와 식단, 블로그를 함께 하면 0.9예요.",
    horizon: "예: 다음 훈련까지 보면 1일, 가을 대회까지 보면 180일이에요.",
    flow: "예: 한 달에 한 번 통화하면 0.1, 매일 함께 일하면 0.8이에요.",
    slot_N: "예: 밤 9시 이후에는 일하지 않기, 한 번에 한 프로젝트, 정해진 예산",
    slot_NE: "예: 처음 해 보는 일, 빌린 돈, 장마철에 잡은 야외 일정",
    slot_E: "예: 일요일 장거리 달리기, 매일 아침 한 시간 글쓰기",
    slot_SE: "예: 출퇴근, 휴대전화, 다른 사람의 부탁",
    slot_S: "예: 매일 같은 시간, 주간 계획, 늘 똑같은 준비 운동",
    slot_SW: "예: 피로, 오래된 부상, 작성할 서류",
    slot_W: "예: 함께 달리는 친구, 선생님, 저녁 시간을 비워 주는 가족",
    slot_NW: "예: 시험 주간, 하루 두 번 훈련, 사흘에 몰아넣은 여행",
  },
};
