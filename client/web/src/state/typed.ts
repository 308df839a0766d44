/**
 * Typed text: what a person has typed and not yet saved. It belongs to the goal that it was typed for, or to the device
 * before there is a goal. The engine keeps it, sealed, and tells every tab.
 *
 * A field that this tab has changed and the engine has not kept yet is ahead of what the engine tells.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { engine } from "../kernel/engine-client";
import type { Problem, Slot } from "../model/engine";
import { problemOf } from "../model/problem";
import { askBeforeLeaving, watchLeaving } from "../platform/leaving";

/** The id of a goal, or null for the device. */
export type Owner = string | null;
export type WordsField = "title" | "why" | "due";
export type TypedField =
  | WordsField
  | `left.${WordsField}`
  | "label"
  | "note"
  | "whatif"
  | `whatif.${number}`
  | "whatif.past"
  | "node.new"
  | `node.${string}`
  | `slot.${Slot}`
  | `goal.${WordsField}`
  | `kept.${string}`
  | `report.${"what" | "facts"}`;
/** Null forgets a field. */
export type Changes = Readonly<Record<string, string | null>>;
type Texts = Readonly<Record<string, string>>;
interface Flight {
  owner: Owner;
  changes: Changes;
}
interface Goal {
  vault: string;
  former: readonly string[];
}

const SEND_AFTER_MS = 100;
const RETRY_AFTER_MS = 3_000;
const NOTHING: Texts = {};

const texts = new Map<Owner, Signal<Texts>>();
const fields = new Map<string, ReadonlySignal<string | null>>();
const waiting = new Map<Owner, Changes>();
const flights = new Map<Flight, Promise<void>>();
let goals: readonly Goal[] = [];
let timer = 0;
let held = false;

/** Why the engine refused to keep the last text. */
export const typedProblem = signal<Problem | null>(null);
const openChanges = signal(0);
/** The engine has not kept everything yet. */
export const unkept = computed(() => openChanges.value > 0);

function textsOf(owner: Owner): Signal<Texts> {
  let found = texts.get(owner);
  if (!found) {
    found = signal(NOTHING);
    texts.set(owner, found);
  }
  return found;
}

/** What was typed into a field, or null. Follows a signal. */
export function typedText(owner: Owner, field: TypedField): string | null {
  const key = `${owner ?? ""}/${field}`;
  let found = fields.get(key);
  if (!found) {
    const all = textsOf(owner);
    found = computed(() => all.value[field] ?? null);
    fields.set(key, found);
  }
  return found.value;
}

/** All texts of an owner, by field. Follows a signal. */
export function typedTexts(owner: Owner): Texts {
  return textsOf(owner).value;
}

export function setTyped(owner: Owner, field: TypedField, text: string | null): void {
  changeTyped(owner, { [field]: text });
}

export function changeTyped(owner: Owner, changes: Changes): void {
  batch(() => {
    show(owner, changes);
    waiting.set(owner, { ...waiting.get(owner), ...changes });
    countOpen();
  });
  plan(SEND_AFTER_MS);
}

/** Forgets a text that was saved, unless the person has typed on. */
export function forgetTyped(owner: Owner, saved: Texts): void {
  const now = textsOf(owner).peek();
  const done = Object.keys(saved).filter((field) => now[field] === saved[field]);
  if (done.length > 0) changeTyped(owner, Object.fromEntries(done.map((field) => [field, null])));
}

function show(owner: Owner, changes: Changes): void {
  const all = textsOf(owner);
  const kept = { ...all.peek(), ...changes };
  all.value = Object.fromEntries(
    Object.entries(kept).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** What the engine does not have yet, the newest last. */
function ahead(owner: Owner): Changes {
  const sent = [...flights.keys()].filter((flight) => flight.owner === owner);
  return Object.assign({}, ...sent.map((flight) => flight.changes), waiting.get(owner));
}

/** Takes over what the engine tells of some fields. */
export function receiveTyped(owner: Owner, changes: Changes): void {
  show(owner, { ...changes, ...ahead(owner) });
}

/** Takes over all that the engine has of an owner. */
export function receiveAllTyped(owner: Owner, all: Texts): void {
  batch(() => {
    textsOf(owner).value = all;
    show(owner, ahead(owner));
  });
}

/** Follows goals that got another id, and drops the text of goals that are gone. */
export function followGoals(present: readonly Goal[]): void {
  goals = present;
  batch(() => {
    for (const owner of [...texts.keys()]) {
      if (owner === null || present.some((goal) => goal.vault === owner)) continue;
      const changes = ahead(owner);
      waiting.delete(owner);
      for (const flight of flights.keys()) if (flight.owner === owner) flights.delete(flight);
      textsOf(owner).value = NOTHING;
      inherit(owner, changes);
    }
    countOpen();
  });
}

/** Text for a goal that is gone goes to the goal that it was rewritten as, if there is one. */
function inherit(owner: string, changes: Changes): void {
  const heir = goals.find((goal) => goal.former.includes(owner));
  if (heir && Object.keys(changes).length > 0) changeTyped(heir.vault, changes);
}

function countOpen(): void {
  openChanges.value = waiting.size + flights.size;
}

function plan(afterMs: number): void {
  if (timer === 0 && !held) timer = self.setTimeout(sendWaiting, afterMs);
}

/** Sends nothing until `releaseTyped`: a call would start the engine before its turn. */
export function holdTyped(): void {
  held = true;
}

export function releaseTyped(): void {
  held = false;
  if (waiting.size > 0) plan(SEND_AFTER_MS);
}

function sendWaiting(): void {
  if (held) return;
  self.clearTimeout(timer);
  timer = 0;
  for (const [owner, changes] of waiting) {
    waiting.delete(owner);
    const flight = { owner, changes };
    flights.set(flight, send(flight));
  }
  countOpen();
}

async function send(flight: Flight): Promise<void> {
  const { owner, changes } = flight;
  let problem: Problem | null = null;
  try {
    await engine.call("keep_typed", { ...(owner === null ? {} : { vault: owner }), changes });
  } catch (error) {
    problem = problemOf(error);
  }
  batch(() => {
    // Its goal may have got another id meanwhile, and the text with it.
    if (!flights.delete(flight)) return;
    if (problem) takeBack(flight, problem);
    else typedProblem.value = null;
    countOpen();
  });
}

/** The text waits for the next attempt, unless its goal is gone. */
function takeBack({ owner, changes }: Flight, problem: Problem): void {
  if (owner !== null && !goals.some((goal) => goal.vault === owner)) {
    inherit(owner, changes);
    return;
  }
  waiting.set(owner, { ...changes, ...ahead(owner) });
  // Another tab may have deleted or adopted the goal. The list of goals that says so is on its way.
  if (problem.code !== "NO_SUCH_VAULT" && problem.code !== "VAULT_MOVED") {
    typedProblem.value = problem;
  }
  plan(RETRY_AFTER_MS);
}

/** Sends everything now. Resolves once it is kept, or refused. */
export async function keepTyped(): Promise<void> {
  sendWaiting();
  while (flights.size > 0) await Promise.all(flights.values());
}

/** Sends what was typed before the page can go. If it cannot be kept, the browser asks first. */
export function keepTypedBeforeLeaving(): void {
  watchLeaving(sendWaiting);
  askBeforeLeaving(() => typedProblem.peek() !== null && unkept.peek());
}
