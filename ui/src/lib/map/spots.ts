/** Where something is drawn: the places of the events and those with a history of control, each once. */
import type { Events } from "../situation/events";
import { keyOf, type Track } from "../time/control";

export interface Spot {
  key: string;
  id: string | null;
  name: string;
  own: string | null;
  country: string | null;
  kind: string | null;
  lat: number;
  lon: number;
  /** UCDP where_prec; 0 counts as 1 where there is a point. */
  precision: number;
  /** Rows of `events.places` that are this spot. */
  places: number[];
  track: Track | null;
}

/** How far off an event may be that is told no better than this, in km. From 3 on it is an order of size, drawn with a soft edge. */
export function radiusKm(precision: number): number {
  return [0, 0, 25, 40, 70, 90, 0, 0][precision] ?? 0;
}

/** Too wide for an area on the map: countries, seas. They are named and counted where their middle is. */
export function isWide(spot: Spot): boolean {
  return spot.precision >= 6;
}

export function precisionWords(precision: number): string {
  return (
    [
      "",
      "the place itself",
      "within about 25 km of it",
      "somewhere in the district",
      "somewhere in the province",
      "along a line or in a region",
      "somewhere in the country",
      "on water or in the air",
    ][precision] ?? ""
  );
}

/** What an event's place and a place with a history have alike. */
type Named = Pick<Spot, "kind" | "name"> & {
  id?: string | null;
  own_name?: string | null;
  country?: string | null;
  precision: number;
};

export function spots(events: Events | null, tracks: readonly Track[]): Spot[] {
  const all = new Map<string, Spot>();
  /** The spot of a place, made where it is the first. */
  const spot = (place: Named, lat: number, lon: number): Spot => {
    const precision = Math.max(1, place.precision);
    const key = keyOf(place) + (precision > 1 ? `~${precision}` : "");
    const known = all.get(key);
    if (known) return known;
    const { name, kind } = place;
    const [id, own, country] = [place.id ?? null, place.own_name ?? null, place.country ?? null];
    const made: Spot = { key, id, name, own, country, kind, lat, lon, precision, places: [], track: null };
    all.set(key, made);
    return made;
  };
  events?.places.forEach((place, at) => {
    if (place.lat != null && place.lon != null) spot(place, place.lat, place.lon).places.push(at);
  });
  for (const track of tracks) {
    const { place } = track.of;
    if (place.point) spot(place, place.point[0], place.point[1]).track = track;
  }
  return [...all.values()];
}
