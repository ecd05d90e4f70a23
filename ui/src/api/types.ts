/**
 * The names under which pages use the API's shapes. They come from schema.d.ts, which is made from docs/openapi.json
 * (`npm run types`), which is made from the program: nothing is written out here but what a comment says of it.
 */
import type { components } from "./schema";

export type Schemas = components["schemas"];

/** A role is a word in AboutView, but one of these. */
export type About = Omit<Schemas["AboutView"], "user"> & {
  user?: (Omit<Schemas["User"], "role"> & { role: Schemas["RoleName"] }) | null;
};

/** From code point to code point, the end not included. */
export type Span = Schemas["Span"];
/** `null` is an open end. */
export type Bounds = Schemas["Bounds"];
export type Stand = Schemas["Stand"];
export type Status = Schemas["Status"];
export type Verification = Schemas["Verification"];
export type Standing = Schemas["Standing"];
export type Count = Schemas["Fate"];
export type TextSlot = keyof Schemas["Resolved"];

export type RuleName = Schemas["Rule"];

/** Why nobody can tell what a text of a slot means. */
export type Unresolved = Schemas["Unresolved"];
/** All that a text of a slot can mean, or why nobody can tell: of a place with those that it could be. */
export type Meant = Schemas["Where"] | Schemas["Who"] | Schemas["When"] | Schemas["SpeakerResolved"];
export type PlaceMeant = Schemas["Place"];
export type PartyMeant = Schemas["Party"];
/** A speaker whom somebody knows; of the others only the voice is told. */
export type SpeakerMeant = Schemas["Party"] & Pick<Schemas["SpeakerResolved"], "voice">;

export type ClaimRecord = Schemas["ClaimRecord"];
export type ClaimView = Schemas["ClaimView"];
export type ReportView = Schemas["ReportView"];
export type ReportAnswer = Schemas["ReportPage"];

/** A party as events and control name it; one that nobody knows has no id. */
export type Named = Schemas["Named"];
/** A place as events and control name it. */
export type Spot = Schemas["Spot"];
/** The description has one schema for each T; this is the form that they share. */
export type Chosen<T> = Omit<Schemas["Chosen_Named"], "value" | "others"> & { value: T; others?: [T, string[]][] };

export type Role = Schemas["Role"];
export type Figure = Schemas["Figure"];
/** fuse::Event. (`Event` is the browser's.) */
export type EventView = Schemas["Event"];
export type Contradiction = Schemas["Contradiction"];
export type Decision = Schemas["Decision"];
export type EventAnswer = Schemas["EventAnswer"];

export type GradeName = Schemas["Grade"];
export type Cited = Schemas["Citation"];
export type Interval = Schemas["Interval"];
export type Control = Schemas["Control"];
/** How often a place or party is told of. */
export type Seen = Schemas["Seen"];

export type Stop = Schemas["Stop"];
export type Severed = Schemas["Severed"];
export type RoadsCut = Schemas["CutView"];

export type PlaceAnswer = Schemas["PlacePage"];
export type PartyAnswer = Schemas["PartyPage"];
export type Hit = Schemas["Hit"];
export type Verified = Schemas["Verified"];
export type Method = Schemas["MethodView"];
export type Agreement = Schemas["Agreement"];
export type QueueItem = Schemas["QueueItem"];
export type Decided = Schemas["ReviewOutcome"];
