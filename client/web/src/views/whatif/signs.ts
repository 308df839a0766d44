/** What distinguishes lines without colour: a dash pattern, the shape at the end, and a letter. */

export interface SignShape {
  /** Empty where the name itself is short enough for the end of the line. */
  letter: string;
  /** The dash pattern. Empty is solid. */
  dash: string;
  /** A closed path around 0,0. */
  mark: string;
}

const circle = (r: number) => `M${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`;

export const LIVE_SIGN: SignShape = { letter: "", dash: "", mark: circle(3.2) };
export const SIM_SIGN: SignShape = { letter: "", dash: "6 4", mark: circle(3.2) };

/** As many as a goal can have what-ifs. */
const KEPT: readonly [dash: string, mark: string][] = [
  ["10 3", "M-3,-3h6v6h-6Z"],
  ["2 2.6", "M0,-4l3.8,6.6h-7.6Z"],
  ["9 3 2 3", "M0,-4.2l4.2,4.2l-4.2,4.2l-4.2,-4.2Z"],
  ["4 2", "M0,4l3.8,-6.6h-7.6Z"],
  ["12 3 2 3 2 3", "M-1.3,-4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7Z"],
  ["3 5", "M4,0l-6.6,3.8v-7.6Z"],
  ["6 2 6 6", "M-3.6,-3.8h7.2l-7.2,7.6h7.2Z"],
  ["1.4 4.4", "M-4,0l6.6,3.8v-7.6Z"],
];

export function signOf(index: number): SignShape {
  const [dash, mark] = KEPT[index % KEPT.length] as (typeof KEPT)[number];
  return { letter: String.fromCharCode(65 + index), dash, mark };
}
