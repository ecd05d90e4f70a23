/**
 * The names under which pages use the API's shapes. They come from schema.d.ts, which is made from docs/openapi.json
 * (`npm run types`); until a shape is there it is written out here.
 */
export interface About {
  name: string;
  version: string;
  model: string;
  mode: "desk" | "public" | "demo";
  ledger: {
    file: string;
    reports: number;
    claims: number;
    events: number;
    lineages: number;
    first_day: string | null;
    last_day: string | null;
    head: { seq: number; hash: string };
  };
  behind: boolean;
  user: { name: string; role: "reader" | "reviewer" | "admin" } | null;
  csrf: string | null;
  accounts: boolean;
  rules: { name: string; version: number; words: string }[];
  field_rules: { name: string; version: number; words: string }[];
  policy: unknown;
  pmtiles: boolean;
}
