import type { Interval, Named } from "../../api/types";

/** Who is told to hold it, in words: "Syrian Arab Army, contested by …". */
export function holderWords(of: { holder?: Named | null; contenders?: Named[]; grade: Interval["grade"] }): string {
  const rivals = (of.contenders ?? []).map(({ name }) => name).join(", ");
  if (of.grade === "unknown") return "nobody tells who holds it";
  if (of.holder) return rivals ? `${of.holder.name}, contested by ${rivals}` : of.holder.name;
  return rivals ? `fought over by ${rivals}` : "fought over";
}

const exact = ["", "", "within 2–6 days", "within a week", "within a month", "within a longer time"];
/** How exactly a first day is told; nothing where it is exact. */
export function exactly(precision: number): string {
  return exact[precision] ?? "";
}

export const DAY = 86_400_000;
export function ms(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
export function iso(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
