/** What a term says about the open goal, and what it stands for in life. */
export const terms = {
  /** With the present numbers. */
  now: {
    density:
      "Density {{density}} is energy {{E}} × (1 − leak {{leak}}) × pressure {{pressure}} ÷ volume {{volume}}.",
    stability: "Stability {{stability}} is 1 − sigma {{sigma}}.",
    sigma: "Sigma is {{sigma}}. A commit of an untouched draft makes it {{driftSigma}}.",
    P_outcome:
      "P_outcome {{P_outcome}} is (0.65 × density {{density}} + 0.35 × stability {{stability}}) × confidence {{confidence}}.",
    M: "Mass is {{M}}. The node type is the only quantity that reads it.",
    E: "Energy is {{E}}, and its target in the last commit was {{target}}. A commit goes 40% of the way.",
    dE_dt: "dE/dt {{dE_dt}} is the target {{target}} of the last commit − energy {{E}}.",
    leak: "Leak {{leak}} of energy {{E}} is {{lost}}. {{left}} is left.",
    pressure: "Pressure {{pressure}} × the energy left, {{left}}, is {{pressed}}.",
    volume: "{{pressed}} ÷ volume {{volume}} is density {{density}}.",
    recovery: "Recovery is {{recovery}}.",
    confidence:
      "Confidence {{confidence}} is 1 − {{factor}} × sigma {{sigma}}. {{factor}} is the factor for {{horizon}}.",
    live: "LIVE has density {{density}} and sigma {{sigma}}.",
    sim: "SIM has density {{simDensity}} and sigma {{simSigma}}; LIVE has {{density}} and {{sigma}}.",
    drift:
      "A commit of the untouched draft takes density from {{density}} to {{driftDensity}}, and sigma from {{sigma}} to {{driftSigma}}.",
    effect:
      "The effect on density is {{effect}}: from drift {{driftDensity}} to SIM {{simDensity}}.",
    commit: "A commit of the draft gives density {{simDensity}} and sigma {{simSigma}}.",
    mass_modifier: "Mass is {{M}}. A commit of the draft makes it {{simM}}.",
    volume_override: "Volume is {{volume}}. A commit of the draft makes it {{simVolume}}.",
    horizon:
      "Over {{horizon}} sigma {{sigma}} counts {{factor}} times: confidence is {{confidence}}, P_outcome {{P_outcome}}.",
    distance:
      "The trajectory of no. {{n}} has density {{projected}} for {{when}}. Density {{came}} came, {{gap}} apart. The mean over {{count}} {sample|samples} is the distance {{distance}}.",
    noDistance: "No sample of a trajectory of this goal has come yet.",
    merge: "Of the {{commits}} {commit|commits} of this goal, {{n}} {is a merge|are merges}.",
    head: "It is no. {{n}} of this goal, {{when}}. Its id begins with {{id}}.",
    draft:
      "A commit of the draft takes density from {{density}} to {{simDensity}}, and sigma from {{sigma}} to {{simSigma}}.",
    noDraft: "There is no draft now. The controls show the settings of no. {{n}}.",
    trajectory:
      "LIVE density goes from {{from}} to {{to}} at {{count}} {time|times}, with confidence {{confidence}}.",
    whatif: "{{n}} of {{limit}} {what-if|what-ifs} of this goal {is|are} saved.",
    another: "This goal has {{n}} {commit|commits} that can be changed or left out.",
    node: "The graph has {{n}} {node|nodes}. The largest mass is {{mass}}, that of {{name}}.",
    receipt: "The last one is for upload {{number}} with {{n}} {commit|commits}.",
    noReceipt: "This device has none yet.",
    flow: "{{n}} {edge has|edges have} a flow. The largest flow is {{flow}}, from {{a}} to {{b}}.",
    noFlow: "No edge of this goal has a flow.",
    anchor: "The anchor is shifted by {{x}} across and {{y}} down.",
    strongest: "Along {{path}}, {{product}} = {{strength}} arrives.",
    strongestOne: "Along {{path}}, {{strength}} arrives.",
    state_hash: "The hash of LIVE, after no. {{n}}, begins with {{hash}}.",
    equal: "{{slot}} has {{share}} of 100%, which is an equal share.",
    slot: "{{slot}} has {{share}} of 100%. An equal share is 12.5%.",
    start: "A new goal starts with {{value}}. The first commit computes it.",
  },
  /** Without a draft. */
  untouched: {
    commit: "A commit of an untouched draft gives density {{simDensity}} and sigma {{simSigma}}.",
    mass_modifier: "Mass is {{M}}. A commit of an untouched draft makes it {{simM}}.",
    volume_override: "Volume is {{volume}}. A commit of an untouched draft makes it {{simVolume}}.",
  },
  nodeType: {
    THRESHOLD: "{{name}}: density {{density}} is above 0.75 and sigma {{sigma}} is below 0.25.",
    ENTROPY_DOMINANT: "{{name}}: sigma {{sigma}} is above 0.6.",
    STABLE: "{{name}}: stability {{stability}} is above 0.7.",
    MASS_DOMINANT: "{{name}}: mass {{M}} is above 0.6 and sigma {{sigma}} is below 0.4.",
    FLOW_DOMINANT: "{{name}}: energy {{E}} is above 0.5.",
    KINETIC: "{{name}}: energy {{E}} is above mass {{M}}.",
    POTENTIAL: "{{name}}: energy {{E}} is below 0.3 and sigma {{sigma}} is below 0.5.",
    DIFFUSE:
      "{{name}}: density {{density}}, sigma {{sigma}}, mass {{M}} and energy {{E}} fit no other type.",
  },
  /** Examples from a life. */
  life: {
    M: "For example: an evening a week is little, a job that was given up for the goal is much.",
    E: "For example: hours of training, writing or practice.",
    leak: "For example: waiting, travel, the phone, work for others in between.",
    pressure: "For example: a fixed weekly plan presses more than free hours do.",
    volume: "For example: one piece to practise is little, a whole repertoire is much.",
    sigma: "For example: changing plans, open questions, a week that differs from the last.",
    mass_modifier:
      "For example: up, if half a year off is taken for the goal; down, if only the weekends are left for it.",
    volume_override:
      "For example: 0.3 for one race, 0.9 for a race, a diet and a blog about both at once.",
    horizon: "For example: 1 day for the next session, 180 days for the race in autumn.",
    flow: "For example: 0.1 for a call a month, 0.8 for daily work together.",
    slot_N: "For example: no work after nine, one project at a time, a fixed budget.",
    slot_NE: "For example: a first attempt, borrowed money, an outdoor date in the rainy season.",
    slot_E: "For example: the long run on Sunday, an hour of writing every morning.",
    slot_SE: "For example: the commute, the phone, favours for others.",
    slot_S:
      "For example: the same hour every day, a weekly plan, a warm-up that is always the same.",
    slot_SW: "For example: tiredness, an old injury, forms to fill in.",
    slot_W: "For example: a running partner, a teacher, a family that keeps the evening free.",
    slot_NW: "For example: an exam week, two sessions a day, a trip fitted into three days.",
  },
};
