/** One quantity along the history on a canvas. Loaded with uPlot when first shown. */
import uPlot from "uplot";
import { type Branching, joinsOf } from "../../model/step-lines";
import "./strips.css";

export interface StripData extends Branching {
  /** The ascending coordinates of the points, and their positions in the history. */
  xs: readonly number[];
  positions: readonly number[];
  values: readonly number[];
}

const EDGE = 6;
/** A constant quantity is drawn in the middle. */
const FLAT = 0.01;

export class Strip {
  private readonly host: HTMLElement;
  private readonly plot: uPlot;
  private data: StripData;

  constructor(host: HTMLElement, data: StripData) {
    this.host = host;
    this.data = data;
    this.plot = new uPlot(this.options(), this.columns(), host);
  }

  set(data: StripData): void {
    this.data = data;
    this.plot.setData(this.columns());
  }

  fit(): void {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width > 0 && (width !== this.plot.width || height !== this.plot.height)) {
      this.plot.setSize({ width, height });
    }
  }

  /** Reads the colours again after the theme has changed. */
  redraw(): void {
    this.plot.redraw(false);
  }

  left(x: number): number {
    return this.plot.valToPos(x, "x") + EDGE;
  }

  top(value: number): number {
    return this.plot.valToPos(value, "y") + EDGE;
  }

  /** The coordinate at a distance in pixels from the left edge. */
  valueAt(pixels: number): number {
    return this.plot.posToVal(pixels - EDGE, "x");
  }

  destroy(): void {
    this.plot.destroy();
  }

  private columns(): uPlot.AlignedData {
    return [[...this.data.xs], [...this.data.values]];
  }

  private options(): uPlot.Options {
    return {
      width: Math.max(1, this.host.clientWidth),
      height: Math.max(1, this.host.clientHeight),
      padding: [EDGE, EDGE, EDGE, EDGE],
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: {
          time: false,
          range: (_, least, most) => (least < most ? [least, most] : [least - 1, most + 1]),
        },
        y: {
          range: (_, least, most) =>
            most - least < FLAT ? [least - FLAT, most + FLAT] : [least, most],
        },
      },
      series: [
        {},
        {
          stroke: () => getComputedStyle(this.host).color,
          width: 1.5,
          points: { show: false },
          paths: (plot) => ({ stroke: this.path(plot), fill: null, clip: null }),
        },
      ],
    };
  }

  /** A state holds until the next commit, so lines are steps from each commit's parents to it. */
  private path(plot: uPlot): Path2D {
    const { xs, positions, values } = this.data;
    const path = new Path2D();
    const x = (index: number) => plot.valToPos(xs[index] ?? 0, "x", true);
    const y = (index: number) => plot.valToPos(values[index] ?? 0, "y", true);
    for (const [from, to] of joinsOf(positions, this.data)) {
      path.moveTo(x(from), y(from));
      path.lineTo(x(to), y(from));
      path.lineTo(x(to), y(to));
    }
    if (positions.length === 1) path.rect(x(0) - 1, y(0) - 1, 2, 2);
    return path;
  }
}
