/** The filters of a list, as the API and the commands name them. They live in the address and nowhere else. */
import type { Params } from "../../api/client";
import { dayOf } from "../situation/day";

export interface Filters {
  type: string[];
  status: string[];
  place: string;
  party: string;
  country: string;
  from: string;
  to: string;
  outlet: string;
  text: string;
  min_confidence: string;
  rule: string;
  fields: string;
  as_of: string;
  recorded_by: string;
}

const MANY = ["type", "status"] as const;
const ONE = [
  "place",
  "party",
  "country",
  "from",
  "to",
  "outlet",
  "text",
  "min_confidence",
  "rule",
  "fields",
  "as_of",
  "recorded_by",
] as const;

export function filtersOf(query: URLSearchParams): Filters {
  const filters: Partial<Filters> = {};
  for (const name of MANY) filters[name] = query.getAll(name);
  for (const name of ONE) filters[name] = query.get(name) ?? "";
  // What is no day is no filter: an address that somebody shortened still shows the page.
  for (const name of ["from", "to", "as_of"] as const) if (dayOf(filters[name]) === null) filters[name] = "";
  return filters as Filters;
}

/** What only the program can answer; types and days are sifted here, at once. */
export function askedOf(filters: Filters): Params {
  const { type: _type, from: _from, to: _to, ...asked } = filters;
  return asked;
}

/** What narrows the list and stands in no field of the bar, in words. */
export function chips(filters: Filters): { name: keyof Filters; words: string }[] {
  const out: { name: keyof Filters; words: string }[] = [];
  if (filters.outlet) out.push({ name: "outlet", words: `outlet ${filters.outlet}` });
  if (filters.text) out.push({ name: "text", words: `“${filters.text}”` });
  if (filters.min_confidence) {
    out.push({ name: "min_confidence", words: `confidence ${filters.min_confidence} or more` });
  }
  if (filters.rule) out.push({ name: "rule", words: `figures: ${filters.rule}` });
  if (filters.fields) out.push({ name: "fields", words: `fields: ${filters.fields}` });
  return out;
}

/** The parts of the address that filters take, all taken out. */
export function none(): Record<string, null> {
  return Object.fromEntries(
    [...MANY, ...ONE]
      .filter((name) => !["rule", "fields", "as_of", "recorded_by"].includes(name))
      .map((name) => [name, null]),
  );
}

export function isNarrowed(filters: Filters): boolean {
  return Object.keys(none()).some((name) => filters[name as keyof Filters].length > 0);
}
