/** Other courses of a goal: past trajectories beside what came, and another past. */
export const courses = {
  thenNow: {
    title: "Then and now",
    titleOf: "Then and now: no. {{n}}",
    of: "The trajectory of no. {{n}}, {{when}}",
    row: "No. {{n}}, {{when}}",
    projected: "Projected then",
    came: "What came",
    difference: "Difference",
    distance: "Distance",
    samples: "Compared",
    ofAll: "{{n}} of {{all}}",
    over: "mean of |what came − projected| over {{n}} of {{all}} samples",
    noneCame: "No sample after the commit has come yet.",
    notYet: "not yet",
    picture: "Density projected from {{from}} to {{to}}. What came at the last sample: {{came}}.",
    reach: "Horizon {{horizon}}: {{n}} samples, the last one {{span}} after the commit.",
    list_one: "Distance of the last {{count}} commit",
    list_other: "Distances of the last {{count}} commits",
    none: "The first commit projects a trajectory. Once its time has come, it is shown beside what came.",
    noTrajectory: "A genesis and a merge project no trajectory of their own.",
  },
};
