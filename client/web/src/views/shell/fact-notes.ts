/** What the terms of history, graph and sync say about the open goal. */
import { t } from "../../i18n";
import { count, dateTime, quantity } from "../../i18n/format";
import type {
  GraphEdge,
  GraphNode,
  Quantities,
  SyncStatus,
  ThenAndNow,
  WhatIfList,
} from "../../model/engine";
import type { Path } from "../../model/paths";
import { isolated } from "../../model/text";
import type { Term } from "../../ui/terms";

/** Facts that no page has read yet are null. */
export interface Facts {
  live: Quantities;
  sim: Quantities | null;
  shift: readonly [number, number];
  commits: number;
  head: string;
  t_ms: number;
  stateHash: string;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  path: Path | null;
  past: ThenAndNow | null;
  merges: number | null;
  whatIfs: Pick<WhatIfList, "limit"> & { whatifs: readonly unknown[] };
  receipt: SyncStatus["receipt"];
  nameOf: (id: string) => string;
}

/** So many characters of an id tell it from others at a glance. */
const ID_SHOWN = 8;

const newest = ({ commits }: Facts) => count(commits - 1);

function distanceNote({ past }: Facts): string {
  const last = past?.samples.slice(1).findLast(({ came }) => came !== null);
  if (!past || past.distance === null || !last || last.came === null)
    return t("terms.now.noDistance");
  return t("terms.now.distance", {
    n: count(past.position),
    when: dateTime(last.t_ms),
    projected: quantity(last.projected),
    came: quantity(last.came),
    gap: quantity(Math.abs(last.came - last.projected)),
    count: past.compared,
    distance: quantity(past.distance),
  });
}

function flowNote({ edges, nameOf }: Facts): string {
  const flowing = edges.filter(({ flow }) => flow > 0);
  const [most] = [...flowing].sort((one, other) => other.flow - one.flow);
  if (!most) return t("terms.now.noFlow");
  const [a, b] = [nameOf(most.a), nameOf(most.b)];
  return t("terms.now.flow", { n: flowing.length, flow: quantity(most.flow), a, b });
}

function strongestNote({ path, edges, nameOf }: Facts): string {
  if (!path) return t("pictures.noPath");
  const flows = path.ids.slice(1).map((b, index) => {
    const edge = edges.find((it) => it.a === path.ids[index] && it.b === b);
    return quantity(edge?.flow ?? 0);
  });
  const values = {
    path: path.ids.map((id) => isolated(nameOf(id))).join(" → "),
    product: flows.join(" × "),
    strength: quantity(path.strength),
  };
  return t(flows.length === 1 ? "terms.now.strongestOne" : "terms.now.strongest", values);
}

function nodeNote({ nodes, nameOf }: Facts): string | null {
  const [heaviest] = [...nodes].sort((one, other) => other.mass - one.mass);
  if (!heaviest) return null;
  const [name, mass] = [nameOf(heaviest.id), quantity(heaviest.mass)];
  return t("terms.now.node", { n: nodes.length, name, mass });
}

function draftNote(facts: Facts): string {
  const { live, sim } = facts;
  if (!sim) return t("terms.now.noDraft", { n: newest(facts) });
  return t("terms.now.draft", {
    density: quantity(live.density),
    sigma: quantity(live.sigma),
    simDensity: quantity(sim.density),
    simSigma: quantity(sim.sigma),
  });
}

function trajectoryNote({ live }: Facts): string | null {
  const { samples, confidence } = live;
  const [from, to] = [samples[0], samples.at(-1)];
  if (from === undefined || to === undefined) return null;
  return t("terms.now.trajectory", {
    count: samples.length,
    from: quantity(from),
    to: quantity(to),
    confidence: quantity(confidence),
  });
}

/** The sentence of a term with the present numbers, null while they are not known, undefined for other terms. */
export function factOf(term: Term, facts: Facts): string | null | undefined {
  const { commits, merges, whatIfs, receipt, shift } = facts;
  const n = newest(facts);
  switch (term) {
    case "distance":
      return distanceNote(facts);
    case "merge":
      return merges === null ? null : t("terms.now.merge", { commits, n: merges });
    case "another":
      return merges === null ? null : t("terms.now.another", { n: commits - 1 - merges });
    case "head":
      return t("terms.now.head", {
        n,
        when: dateTime(facts.t_ms),
        id: facts.head.slice(0, ID_SHOWN),
      });
    case "state_hash":
      return t("terms.now.state_hash", { n, hash: facts.stateHash.slice(0, ID_SHOWN) });
    case "draft":
      return draftNote(facts);
    case "trajectory":
      return trajectoryNote(facts);
    case "whatif":
      if (whatIfs.limit === 0) return null;
      return t("terms.now.whatif", { n: whatIfs.whatifs.length, limit: whatIfs.limit });
    case "receipt":
      if (!receipt) return t("terms.now.noReceipt");
      return t("terms.now.receipt", { number: count(receipt.number), n: receipt.commits });
    case "node":
      return nodeNote(facts);
    case "flow":
      return flowNote(facts);
    case "anchor":
      return t("terms.now.anchor", { x: quantity(shift[0]), y: quantity(shift[1]) });
    case "strongest":
      return strongestNote(facts);
    default:
      return undefined;
  }
}
