/** One quantity along the history on a canvas. Loaded with uPlot when first shown. */
import uPlot from "uplot";
import { type Branching, joinsOf } from "../../model/step-lines";
import "./strips.css";

export interface StripData extends Branching {
  /** The ascending coordinates of the points, and their positions in the history. */
  xs: readonly number[];
  positions: readonly number[];
  values: readonly number[];
  /** The values at the bottom and at the top. */
  range: readonly [low: number, high: number];
  /** The indices of the points that have a label. */
  labelled: readonly number[];
}

const EDGE = 6;
/** Half the width of a label's mark in pixels. */
const MARK = 3.2;

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
      hooks: { draw: [(plot) => this.drawMarks(plot)] },
      scales: {
        x: {
          time: false,
          range: (_, least, most) => (least < most ? [least, most] : [least - 1, most + 1]),
        },
        y: { range: () => [...this.data.range] },
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

  /** A diamond on the curve where a commit has a label. */
  private drawMarks(plot: uPlot): void {
    const { xs, values, labelled } = this.data;
    const { ctx } = plot;
    const { color, backgroundColor } = getComputedStyle(this.host);
    const half = MARK * devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = color;
    ctx.fillStyle = backgroundColor;
    ctx.lineWidth = 1.3 * devicePixelRatio;
    for (const index of labelled) {
      const x = plot.valToPos(xs[index] ?? 0, "x", true);
      const y = plot.valToPos(values[index] ?? 0, "y", true);
      ctx.beginPath();
      ctx.moveTo(x, y - half);
      ctx.lineTo(x + half, y);
      ctx.lineTo(x, y + half);
      ctx.lineTo(x - half, y);
      ctx.closePath();
      ctx.fill();
      ctx.stroke();
    }
    ctx.restore();
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
