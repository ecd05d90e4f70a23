/** Colours of sides, the same as on the map: by the weight of their camp in all of the ledger. */
import { get } from "../../api/client";
import type { Named } from "../../api/types";
import { camp, camps, type History } from "../time/control";

const hatches = 8;

export interface Colours {
  of: (party: Named | null | undefined) => string;
  histories: History[];
}

/** A list that may come in pages or whole. */
export function whole<T>(told: T[] | { items: T[] }): T[] {
  return Array.isArray(told) ? told : told.items;
}

const asked = new Map<string, Promise<Colours>>();

export function colours(as_of: string | null, recorded_by: string | null): Promise<Colours> {
  const key = `${as_of} ${recorded_by}`;
  let told = asked.get(key);
  if (!told) {
    told = get<History[] | { items: History[] }>("/control/history", { as_of, recorded_by }).then((answer) => {
      const histories = whole(answer);
      const ranks = new Map(camps(histories).map(({ key }, rank) => [key, rank]));
      // Who is asked about by its id alone stands in some interval with its side.
      const told = histories.flatMap(({ intervals }) =>
        intervals.flatMap(({ holder, also, contenders }) => [holder, ...(also ?? []), ...(contenders ?? [])]),
      );
      const sides = new Map(told.flatMap((one) => (one?.id ? [[one.id, camp(one)] as const] : [])));
      return {
        histories,
        of: (party) => {
          if (!party) return "var(--paper)";
          const known = party.id ? sides.get(party.id) : undefined;
          const rank = ranks.get(known ?? camp(party));
          return `var(--party-${Math.min(rank ?? hatches - 1, hatches - 1) + 1})`;
        },
      };
    });
    // What failed is asked again the next time.
    told.catch(() => asked.delete(key));
    asked.set(key, told);
  }
  return told;
}
