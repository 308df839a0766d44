import { effect, signal } from "@preact/signals";
import { describe, expect, it } from "vitest";
import { SignalPerItem, stableList } from "./stable-list";

interface Item {
  id: string;
  mass: number;
}

const idOf = (item: Item) => item.id;

/** Every answer of the engine is made of new objects. */
function answers(start: readonly Item[]) {
  const answer = signal(start);
  const list = stableList(idOf, () => answer.value.map((item) => ({ ...item })));
  return { answer, list };
}

describe("following", () => {
  it("keeps the list and its items where an answer says the same again", () => {
    const { answer, list } = answers([
      { id: "a", mass: 1 },
      { id: "b", mass: 2 },
    ]);
    const before = list.value;
    let told = 0;
    effect(() => {
      told += list.value.length > 0 ? 1 : 0;
    });
    answer.value = [...answer.value];
    expect(list.value).toBe(before);
    expect(told).toBe(1);
  });

  it("makes anew only what has changed, wherever it stands now", () => {
    const { answer, list } = answers([
      { id: "a", mass: 1 },
      { id: "b", mass: 2 },
    ]);
    const [a, b] = list.value;
    answer.value = [
      { id: "0", mass: 0 },
      { id: "a", mass: 1 },
      { id: "b", mass: 3 },
    ];
    expect(list.value[1]).toBe(a);
    expect(list.value[2]).not.toBe(b);
    expect(list.value[2]).toEqual({ id: "b", mass: 3 });
    answer.value = [];
    expect(list.value).toEqual([]);
  });
});

describe("Each", () => {
  it("tells of an item when that item changes, comes or goes, and of no other", () => {
    const { answer, list } = answers([
      { id: "a", mass: 1 },
      { id: "b", mass: 2 },
    ]);
    const each = new SignalPerItem(list, idOf);
    const stop = each.follow();
    const heard: Record<string, (number | undefined)[]> = { a: [], b: [], c: [] };
    for (const id of ["a", "b", "c"]) effect(() => void heard[id]?.push(each.at(id).value?.mass));
    answer.value = [
      { id: "a", mass: 1 },
      { id: "b", mass: 5 },
    ];
    answer.value = [
      { id: "b", mass: 5 },
      { id: "c", mass: 7 },
    ];
    expect(heard).toEqual({ a: [1, undefined], b: [2, 5], c: [undefined, 7] });
    stop();
    answer.value = [];
    expect(each.at("b").value?.mass).toBe(5);
    each.follow()();
    expect(each.at("b").value).toBeUndefined();
  });
});
